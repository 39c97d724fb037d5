import { describe, expect, test } from "vitest";
import { readQuery } from "./query.ts";

describe("the page's address", () => {
  test("names a model, photos, a language, a flavor and a number of threads", () => {
    expect(readQuery("?model=m.safetensors&photo=a.jpg&photo=b.jpg&lang=zh-CN&flavor=simd&threads=2")).toEqual({
      model: "m.safetensors",
      photos: ["a.jpg", "b.jpg"],
      language: "zh",
      flavor: "simd",
      threads: 2,
    });
  });
  test("may spell the flavor as earlier links do", () => {
    expect(readQuery("?flavour=simd-threads").flavor).toBe("simd-threads");
  });
  test("is ignored where its values are invalid", () => {
    const nothing = { model: null, photos: [], language: null, flavor: null, threads: null };
    expect(readQuery("?flavor=fast&threads=-1")).toEqual(nothing);
    expect(readQuery("?threads=two&lang=klingon")).toEqual(nothing);
  });
});
