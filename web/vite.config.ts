import { defineConfig } from "vitest/config";
import { contentSecurityPolicyTag, coreModules, models, samples } from "./vite_plugins.ts";

const build = process.env.ALEXNET_BUILD ?? "../build"; // the folder of the core's modules, and of the page

export default defineConfig({
  base: "./", // works under any address
  plugins: [contentSecurityPolicyTag(), coreModules(build), models("../assets/models"), samples(build)],
  worker: { format: "es" },
  build: {
    outDir: `${build}/web/dist`,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the policy forbids data: fonts
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", sw: "src/storage/sw.ts" },
      // A service worker controls the folder that contains it, and its name must not change.
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  test: { include: ["src/**/*.test.ts", "src/**/*.test.tsx", "*.test.ts"] },
});
