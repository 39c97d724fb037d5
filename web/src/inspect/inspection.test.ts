import { describe, expect, test } from "vitest";
import { inputPosition, largestContributions, dominantChannel, ofChannel } from "./arithmetic.ts";
import type { InspectedPhoto } from "../core/protocol.ts";
import * as inspections from "./inspection.ts";
import { commandOf, kKeys } from "./keys.ts";
import { gradientOf, paint, shade } from "./color_scale.ts";

describe("the address", () => {
  test("contains layer, unit, scale, method and class", () => {
    const inspection: inspections.Inspection = {
      ...inspections.initialInspection,
      layer: "relu3",
      pinned: 17,
      cursor: 17,
      scale: "layer",
      method: "guided",
      classIndex: 5,
      aboutUnit: true,
    };
    const address = inspections.addressOf(inspection);
    expect(address).toBe("#inside?layer=relu3&unit=17&scale=layer&method=guided&class=5&about=unit");
    expect({ ...inspections.initialInspection, ...inspections.fromAddress(address) }).toEqual(inspection);
  });

  const of400x300 = { photo: { width: 400, height: 300 } } as InspectedPhoto;

  test("contains the chosen region relative to the photo, and none without a choice", () => {
    const region = { left: 48, top: 100, width: 200, height: 200 };
    const address = inspections.addressOf({ ...inspections.initialInspection, inspected: of400x300, region });
    expect(address).toBe("#inside?method=grad-cam&part=0.12,0.3333,0.5,0.6667");
    const { linkedRegion } = inspections.fromAddress(address);
    expect(linkedRegion).toEqual({ left: 0.12, top: 0.3333, width: 0.5, height: 0.6667 });
    // The same before the photo is there.
    expect(inspections.addressOf({ ...inspections.initialInspection, linkedRegion: linkedRegion! })).toBe(address);
    expect(inspections.addressOf({ ...inspections.initialInspection, inspected: of400x300 })).toBe(
      "#inside?method=grad-cam",
    );
  });

  test.each([
    ...["", "0.1,0.1,0.5", "0.1,0.1,0.5,0.5,0.5", "0.1,0.1,0.5,", "a,b,c,d", "0.1;0.1;0.5;0.5", "0.1, 0.1, 0.5, 0.5"],
    ...["-0.1,0.1,0.5,0.5", "0.1,0.1,0,0.5", "0.1,0.1,0.5,0", "0.6,0.1,0.5,0.5", "0.1,0.6,0.5,0.5", "0,0,1.2,1"],
    ...["0,0,2,2", "1e-1,0,0.5,0.5", "NaN,0,0.5,0.5", "0,0,Infinity,1", "0x1,0,0.5,0.5"],
  ])("ignores the invalid region %j", (part) => {
    expect(inspections.fromAddress(`#inside?part=${part}`)).toEqual({});
  });

  test("ignores unknown values", () => {
    expect(inspections.fromAddress("#inside")).toEqual({});
    expect(inspections.fromAddress("#inside?method=magic&scale=galaxy&unit=-1&class=x&about=unit")).toEqual({});
  });
});

describe("the grid", () => {
  const layout = { columns: 4, rows: 3, map_width: 5, map_height: 5, zoom: 2, gap: 3 }; // 10 units in 4 x 3

  test("finds the unit under every pixel of its cell, and none after the last", () => {
    for (let unit = 0; unit < 10; ++unit) {
      const { x, y, width, height } = inspections.cellOf(unit, layout);
      expect(inspections.unitAt(x, y, layout, 10)).toBe(unit);
      expect(inspections.unitAt(x + width - 1, y + height - 1, layout, 10)).toBe(unit);
    }
    const { x, y } = inspections.cellOf(10, layout);
    expect(inspections.unitAt(x + 1, y + 1, layout, 10)).toBeNull();
    expect(inspections.unitAt(4 * 13 + 5, 5, layout, 10)).toBeNull();
  });

  test("can be traversed in four directions, up to its edges", () => {
    const walk = (unit: number, right: number, down: number) => inspections.neighbor(unit, 4, 10, right, down);
    expect(walk(5, 1, 0)).toBe(6);
    expect(walk(5, 0, -1)).toBe(1);
    expect(walk(3, 1, 0)).toBe(3);
    expect(walk(0, 0, 4)).toBe(8);
    expect(walk(7, 0, 1)).toBe(9); // the last row is short
  });
});

describe("keys", () => {
  test("move with letters everywhere and with arrows in the grid; with Shift they move further", () => {
    expect(commandOf({ key: "l", shift: false, inGrid: false })).toEqual({ do: "move", right: 1, down: 0 });
    expect(commandOf({ key: "K", shift: true, inGrid: false })).toEqual({ do: "move", right: 0, down: 4 });
    expect(commandOf({ key: "ArrowUp", shift: false, inGrid: true })).toEqual({ do: "move", right: 0, down: -1 });
    expect(commandOf({ key: "ArrowUp", shift: false, inGrid: false })).toBeNull();
    expect(commandOf({ key: "Enter", shift: false, inGrid: true })).toEqual({ do: "pin" });
    expect(commandOf({ key: "Enter", shift: false, inGrid: false })).toBeNull();
  });

  test("work as the help says", () => {
    for (const key of kKeys.flatMap(({ keys }) => keys)) {
      expect(commandOf({ key: key === "Esc" ? "Escape" : key, shift: key === "?", inGrid: false }), key).not.toBeNull();
    }
  });
});

describe("colors", () => {
  const table = Uint8Array.from({ length: 1024 }, (_, i) => (i % 4 === 3 ? 255 : i >> 2));
  const colors = { plain: table, signed: table };

  test("range from 0 to the largest value, or around 0, and are clamped", () => {
    const red = (value: number, signed: boolean) => shade(value, { largest: 2, signed, colors })[0];
    expect([red(0, false), red(1, false), red(2, false), red(9, false), red(-1, false)]).toEqual([0, 128, 255, 255, 0]);
    expect([red(-2, true), red(0, true), red(2, true)]).toEqual([0, 128, 255]);
    expect(shade(0, { largest: 0, signed: false, colors })[0]).toBe(0);
  });

  test("are laid out row by row in an image", () => {
    const painting = paint([0, 1, 2, 0, 0, 2], 3, { largest: 2, signed: false, colors });
    expect([painting.width, painting.height]).toEqual([3, 2]);
    expect([painting.pixels[4 * 2], painting.pixels[4 * 4], painting.pixels[4 * 5]]).toEqual([255, 0, 255]);
  });

  test("form a gradient for the legend", () => {
    expect(gradientOf(table)).toMatch(/^linear-gradient\(90deg, rgb\(0 0 0\), .*rgb\(255 255 255\)\)$/);
  });
});

test("a channel consists of every n-th number; the dominant one has the largest sum", () => {
  const arithmetic = { rows: 1, columns: 2, channels: 3, products: new Float32Array([1, -5, 2, 1, -1, 2]) };
  expect(ofChannel(arithmetic.products, arithmetic, 1)).toEqual([-5, -1]);
  expect(dominantChannel(arithmetic)).toBe(1);
});

test("the largest contributions to a dense unit come first, with their factors", () => {
  const numbers = (...values: number[]) => new Float32Array(values);
  const arithmetic = { patch: numbers(1, 2, 3), kernel: numbers(2, -4, 1), products: numbers(2, -8, 3) };
  expect(largestContributions(arithmetic, 2)).toEqual([
    { input: 1, value: 2, weight: -4, product: -8 },
    { input: 2, value: 3, weight: 1, product: 3 },
  ]);
  expect(largestContributions(arithmetic, 9).length).toBe(3);
});

test("an input of a dense layer is a unit of the previous layer, or a position in one of its maps", () => {
  expect(inputPosition(7, [12])).toEqual({ unit: 7, at: null });
  expect(inputPosition(2 * 4 * 5 + 3 * 5 + 1, [6, 4, 5])).toEqual({ unit: 1, at: { y: 2, x: 3 } });
});

test("a map is strongest at its largest magnitude", () => {
  expect(inspections.strongestPosition([0, 1, -3, 2], 2)).toEqual({ y: 1, x: 0 });
});
