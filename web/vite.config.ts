import { defineConfig } from "vitest/config";
import { contentSecurityPolicyTag, coreModules, models, samples } from "./vite_plugins.ts";

const build = process.env.ALEXNET_BUILD ?? "../build"; // where CMake put the core's modules and wants the page

export default defineConfig({
  base: "./", // at home under any address
  plugins: [contentSecurityPolicyTag(), coreModules(build), models("../assets/models"), samples(build)],
  worker: { format: "es" },
  build: {
    outDir: `${build}/web/dist`,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the policy allows no data: fonts
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/storage/sw.ts" },
      // A service worker rules over the folder it lies in, under a name that never changes.
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx", "*.test.ts"] },
});
