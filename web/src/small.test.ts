import { describe, expect, test } from "vitest";
import { megabytes, milliseconds, millions, percent, reasonAfterName, sentence } from "./format.ts";
import { isModel } from "./intake.ts";
import { addressOnThisSite, modelName } from "./model_source.ts";
import { readQuery } from "./query.ts";

describe("numbers", () => {
  test.each([
    [percent(0.97349), "97.3 %"],
    [percent(1), "100.0 %"],
    [percent(0.0004), "< 0.1 %"],
    [percent(0), "0.0 %"],
    [megabytes(253_519_168), "254 MB"],
    [megabytes(15_632_136), "15.6 MB"],
    [megabytes(0), "0.0 MB"],
    [megabytes(20_000), "0.02 MB"],
    [milliseconds(7.54), "7.5 ms"],
    [milliseconds(23.4), "23 ms"],
    [millions(62_378_344), "62.4 million"],
    [millions(12_345), "12,345"],
  ])("%s", (shown, expected) => expect(shown).toBe(expected));
});

test("a reason goes on with the sentence or is one", () => {
  expect(reasonAfterName("is empty")).toBe(" is empty.");
  expect(reasonAfterName("The core stopped.")).toBe(": The core stopped.");
  expect(sentence("No.")).toBe("No.");
});

describe("the page's address", () => {
  test("asks for a model, photos, a flavour, threads", () => {
    expect(readQuery("?model=m.safetensors&photo=a.jpg&photo=b.jpg&lang=zh-CN&flavour=simd&threads=2")).toEqual({
      model: "m.safetensors",
      photos: ["a.jpg", "b.jpg"],
      language: "zh",
      flavour: "simd",
      threads: 2,
    });
  });
  test("is ignored where it makes no sense", () => {
    const nothing = { model: null, photos: [], language: null, flavour: null, threads: null };
    expect(readQuery("?flavour=fast&threads=-1")).toEqual(nothing);
    expect(readQuery("?threads=two&lang=klingon")).toEqual(nothing);
  });
});

describe("a model's address", () => {
  const base = "http://here:8080/page/index.html";
  test.each([
    ["models/a.safetensors", "http://here:8080/page/models/a.safetensors"],
    ["/a.safetensors", "http://here:8080/a.safetensors"],
    ["http://here:8080/a", "http://here:8080/a"],
  ])("%s lies on this site", (text, url) => expect(addressOnThisSite(text, base)).toBe(url));
  test.each(["http://here/a", "https://here:8080/a", "//elsewhere/a", "data:,x", "file:///a"])("%s does not", (text) =>
    expect(() => addressOnThisSite(text, base)).toThrow(/may not ask other servers/),
  );
  test("that is none is refused", () => expect(() => addressOnThisSite("http://", base)).toThrow(/is not an address/));
  test("names the model by its file", () => {
    expect(modelName({ kind: "url", url: "http://here/a%20b.safetensors?x=1" })).toBe("a b.safetensors");
    expect(modelName({ kind: "file", file: new File([], "c.safetensors") })).toBe("c.safetensors");
  });
});

test("a model is told by its extension", () => {
  expect(isModel("Alex.SAFETENSORS")).toBe(true);
  expect(isModel("safetensors.jpg")).toBe(false);
});
