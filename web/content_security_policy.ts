// The content security policy. The build writes it into index.html; the service worker and tools/serve send it as a header. It
// forbids requests to other servers, so that nothing dropped on the page can leave the machine.
export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
