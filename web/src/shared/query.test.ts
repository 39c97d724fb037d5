import { describe, expect, test } from "vitest";
import { readQuery } from "./query.ts";

describe("the page's address", () => {
  test("asks for a model, photos, a flavor, threads", () => {
    expect(readQuery("?model=m.safetensors&photo=a.jpg&photo=b.jpg&lang=zh-CN&flavor=simd&threads=2")).toEqual({
      model: "m.safetensors",
      photos: ["a.jpg", "b.jpg"],
      language: "zh",
      flavor: "simd",
      threads: 2,
    });
  });
  test("is ignored where it makes no sense", () => {
    const nothing = { model: null, photos: [], language: null, flavor: null, threads: null };
    expect(readQuery("?flavor=fast&threads=-1")).toEqual(nothing);
    expect(readQuery("?threads=two&lang=klingon")).toEqual(nothing);
  });
});
