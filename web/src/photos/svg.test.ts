import { describe, expect, test } from "vitest";
import { ownSize, pixelsOf, sized } from "./svg.ts";

test.each([
  ["20", 20],
  [" 1.5e2px ", 150],
  [".5in", 48],
  ["72pt", 96],
  ["25.4mm", 96],
  ["2.54cm", 96],
  ["1pc", 16],
  ["100%", null],
  ["4em", null],
  ["0", null],
  ["-3", null],
  ["1e999", null],
  ["auto", null],
  [null, null],
])("the length %s is %s pixels", (length, pixels) => {
  const found = pixelsOf(length);
  if (pixels === null) expect(found).toBeNull();
  else expect(found).toBeCloseTo(pixels);
});

describe("the tag of an SVG", () => {
  test.each([
    [
      '<svg width="2" height="4" fill="red"/>',
      512,
      1024,
      '<svg viewBox="0 0 2 4" xmlns="http://www.w3.org/2000/svg" width="512" height="1024" fill="red"/>',
    ],
    [
      "<?xml version='1.0'?><!-- <svg> --><svg xmlns='n' viewBox='0 0 9 9' height='600'>",
      600,
      600,
      "<?xml version='1.0'?><svg width=\"600\" height=\"600\" xmlns='n' viewBox='0 0 9 9'>",
    ],
    [
      '<svg data-a="1>2" width="50%" viewBox="0 0 9000 90"><svg width="3"/>',
      4096,
      41,
      '<svg xmlns="http://www.w3.org/2000/svg" width="4096" height="41" data-a="1>2" viewBox="0 0 9000 90"><svg width="3"/>',
    ],
  ])("%s gets its size", (source, width, height, text) => expect(sized(source)).toEqual({ text, width, height }));

  test("is needed", () => expect(() => sized("<html><svgx/></html>")).toThrow(/cannot draw/));
});

describe("the size of an SVG", () => {
  const sizeOf = (attributes: Record<string, string>) => {
    const { width, height } = ownSize({ getAttribute: (name) => attributes[name] ?? null });
    return [width, height];
  };
  test.each([
    [{ width: "40", height: "30", viewBox: "0 0 1 1" }, [40, 30]],
    [{ width: "40", viewBox: "0 0 8 4" }, [40, 20]],
    [{ height: "40", viewBox: "0,0,8,4" }, [80, 40]],
    [{ viewBox: " -5 -5 10 20 " }, [10, 20]],
    [{ width: "100%", height: "100%", viewBox: "0 0 10 20" }, [10, 20]],
    [{ viewBox: "0 0 0 20" }, [300, 150]],
    [{}, [300, 150]],
  ])("with %j is %j", (attributes, size) =>
    expect(sizeOf(attributes as unknown as Record<string, string>)).toEqual(size),
  );
});
