// What the page may do, written into index.html by the build, into answers by the service worker and by tools/serve. Its point:
// no request can go to another server, so nothing that is dropped on the page can leave the machine.
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
