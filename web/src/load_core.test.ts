import { describe, expect, test, vi } from "vitest";
import type { Core } from "./core.ts";
import { type Capabilities, chooseFlavours, startFirst } from "./load_core.ts";
import { say } from "./words/words.ts";

const everything: Capabilities = { simd: true, relaxedSimd: true, threads: true, cores: 4 };
const noWish = { flavour: null, threads: null, notIsolated: null };
const flavours = (can: Capabilities, wish = {}) =>
  chooseFlavours(can, { ...noWish, ...wish }).map(({ flavour, threads }) => `${flavour} ${threads}`);
const limits = (can: Capabilities, wish = {}) => chooseFlavours(can, { ...noWish, ...wish })[0]!.limits.map(say);

describe("the choice of a flavour", () => {
  test("is relaxed SIMD with a thread a core where everything is there, and then nothing limits it", () => {
    expect(flavours(everything)).toEqual(["relaxed-threads 4", "simd-threads 4", "simd 1"]);
    expect(limits(everything)).toEqual([]);
  });

  test("is plain SIMD where relaxed SIMD is missing, and says so", () => {
    expect(flavours({ ...everything, relaxedSimd: false })).toEqual(["simd-threads 4", "simd 1"]);
    expect(limits({ ...everything, relaxedSimd: false })).toEqual([
      expect.stringMatching(/does not have relaxed SIMD/),
    ]);
  });

  test("is one thread where the page is not isolated, and gives that reason", () => {
    expect(flavours(everything, { notIsolated: "no headers." })).toEqual(["simd 1"]);
    expect(limits(everything, { notIsolated: "no headers." })).toEqual(["no headers."]);
  });

  test("is one thread where the browser has none", () => {
    expect(limits({ ...everything, threads: false })).toEqual([
      expect.stringMatching(/^One thread only: this browser/),
    ]);
  });

  test("names a machine with one core", () => {
    expect(limits({ ...everything, cores: 1 })).toEqual([expect.stringMatching(/reports one processor core/)]);
  });

  test("takes at most 8 threads by itself, and as many as are asked for", () => {
    expect(flavours({ ...everything, cores: 32 })[0]).toBe("relaxed-threads 8");
    expect(flavours(everything, { threads: 12 })[0]).toBe("relaxed-threads 12");
    expect(flavours(everything, { threads: 1 })[0]).toBe("relaxed-threads 1");
  });

  test("follows the address of the page, within what the browser can", () => {
    expect(flavours(everything, { flavour: "simd-threads" })).toEqual(["simd-threads 4", "simd 1"]);
    expect(flavours(everything, { flavour: "simd" })).toEqual(["simd 1"]);
    expect(flavours({ ...everything, relaxedSimd: false }, { flavour: "relaxed-threads" })[0]).toBe("simd-threads 4");
  });

  test("is refused in words without SIMD", () => {
    expect(() => chooseFlavours({ ...everything, simd: false }, noWish)).toThrow(/no WebAssembly SIMD/);
  });
});

describe("starting", () => {
  const choices = chooseFlavours(everything, noWish);

  test("falls back to the next flavour and says what failed", async () => {
    const load = vi.fn(async ({ flavour }) => {
      if (flavour !== "simd") throw new Error("could not allocate memory");
      return { threads: 1 } as Core;
    });
    const { runtime } = await startFirst(choices, load);
    expect(runtime.flavour).toBe("simd");
    expect(runtime.limits.map(say)).toEqual([
      "The faster build (relaxed-threads) did not start: could not allocate memory",
      "The faster build (simd-threads) did not start: could not allocate memory",
    ]);
  });

  test("fails with the last reason when no flavour starts", async () => {
    const load = async () => Promise.reject(new Error("no"));
    await expect(startFirst(choices, load)).rejects.toThrow("The build (simd) did not start: no");
  });
});
