import { describe, expect, test } from "vitest";
import { ownSize, pixelsOf } from "./svg.ts";

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
