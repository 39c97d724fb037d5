import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { outdated } from "./generate_core_api.mjs";

test("the generated files match what they are generated from", async () => {
  expect(await outdated(), "run: npm run generate").toEqual([]);
});

// What the page calls must be exported: the WebAssembly module has no other functions.
test("every function that the page calls is exported", () => {
  const api = readFileSync(new URL("src/core/core_api.ts", import.meta.url), "utf8");
  const called = [...api.matchAll(/#module\.(_alexnet_\w+)\(/g)].map(([, name]) => name);
  const exported = readFileSync(new URL("exported_functions.txt", import.meta.url), "utf8")
    .trim()
    .split("\n");
  expect(exported).toEqual(called);
});
