import { describe, expect, test, vi } from "vitest";
import type { Core } from "./core.ts";
import { type Capabilities, chooseFlavors, startFirst } from "./load_core.ts";
import { say } from "../words/words.ts";

const everything: Capabilities = { simd: true, relaxedSimd: true, threads: true, cores: 4 };
const noWish = { flavor: null, threads: null, notIsolated: null };
const flavors = (can: Capabilities, options = {}) =>
  chooseFlavors(can, { ...noWish, ...options }).map(({ flavor, threads }) => `${flavor} ${threads}`);
const limits = (can: Capabilities, options = {}) => chooseFlavors(can, { ...noWish, ...options })[0]!.limits.map(say);

describe("the choice of a flavor", () => {
  test("is relaxed SIMD with one thread per core if the browser supports everything, without limits", () => {
    expect(flavors(everything)).toEqual(["relaxed-threads 4", "simd-threads 4", "simd 1"]);
    expect(limits(everything)).toEqual([]);
  });

  test("is plain SIMD without relaxed SIMD, with that limit", () => {
    expect(flavors({ ...everything, relaxedSimd: false })).toEqual(["simd-threads 4", "simd 1"]);
    expect(limits({ ...everything, relaxedSimd: false })).toEqual([
      expect.stringMatching(/does not support relaxed SIMD/),
    ]);
  });

  test("is one thread if the page is not isolated, with that reason", () => {
    expect(flavors(everything, { notIsolated: "no headers." })).toEqual(["simd 1"]);
    expect(limits(everything, { notIsolated: "no headers." })).toEqual(["no headers."]);
  });

  test("is one thread if the browser supports no threads", () => {
    expect(limits({ ...everything, threads: false })).toEqual([
      expect.stringMatching(/^One thread only: this browser/),
    ]);
  });

  test("reports a machine with one core", () => {
    expect(limits({ ...everything, cores: 1 })).toEqual([expect.stringMatching(/reports one processor core/)]);
  });

  test("uses at most 8 threads by default, and as many as requested", () => {
    expect(flavors({ ...everything, cores: 32 })[0]).toBe("relaxed-threads 8");
    expect(flavors(everything, { threads: 12 })[0]).toBe("relaxed-threads 12");
    expect(flavors(everything, { threads: 1 })[0]).toBe("relaxed-threads 1");
  });

  test("follows the address of the page, as far as the browser can", () => {
    expect(flavors(everything, { flavor: "simd-threads" })).toEqual(["simd-threads 4", "simd 1"]);
    expect(flavors(everything, { flavor: "simd" })).toEqual(["simd 1"]);
    expect(flavors({ ...everything, relaxedSimd: false }, { flavor: "relaxed-threads" })[0]).toBe("simd-threads 4");
  });

  test("fails with a message without SIMD", () => {
    expect(() => chooseFlavors({ ...everything, simd: false }, noWish)).toThrow(/does not support WebAssembly SIMD/);
  });
});

describe("starting", () => {
  const choices = chooseFlavors(everything, noWish);

  test("falls back to the next flavor and reports the failure", async () => {
    const load = vi.fn(async ({ flavor }) => {
      if (flavor !== "simd") throw new Error("could not allocate memory");
      return { threads: 1 } as Core;
    });
    const { runtime } = await startFirst(choices, load);
    expect(runtime.flavor).toBe("simd");
    expect(runtime.limits.map(say)).toEqual([
      "The faster build (relaxed-threads) did not start: could not allocate memory",
      "The faster build (simd-threads) did not start: could not allocate memory",
    ]);
  });

  test("fails with the last reason if no flavor starts", async () => {
    const load = async () => Promise.reject(new Error("no"));
    await expect(startFirst(choices, load)).rejects.toThrow("The build (simd) did not start: no");
  });
});
