import { describe, expect, test } from "vitest";
import * as regions from "./region.ts";

const photo = { width: 400, height: 300 };
const square = { left: 50, top: 0, width: 300, height: 300 };

describe("the region", () => {
  test("moves along its free axis and stops at the photo's edges", () => {
    expect(regions.moved(square, 20, 20, photo)).toEqual({ ...square, left: 70 });
    expect(regions.moved(square, 900, 0, photo).left).toBe(100);
    expect(regions.moved(square, -900, 0, photo).left).toBe(0);
    expect(regions.freedom(square, photo)).toEqual({ right: true, down: false });
  });

  test("is centered at a point, as far as possible", () => {
    const small = { ...square, width: 100, height: 100 };
    expect(regions.centeredAt(small, 200, 150, photo)).toMatchObject({ left: 150, top: 100 });
    expect(regions.centeredAt(small, 0, 300, photo)).toMatchObject({ left: 0, top: 200 });
  });

  test("is scaled about its center, up to the size of the photo", () => {
    expect(regions.scaled(square, 0.5, photo)).toEqual({ left: 125, top: 75, width: 150, height: 150 });
    expect(regions.scaled(square, 2, photo)).toEqual(square);
    expect(regions.scaled(square, 0.001, photo).width).toBe(32);
    const tiny = { left: 0, top: 0, width: 20, height: 20 };
    expect(regions.scaled(tiny, 0.5, { width: 20, height: 20 })).toEqual(tiny);
  });

  test("follows its corner and stays square, while the other corner stays", () => {
    const corner = regions.resizedTo(square, 150, 80, photo);
    expect(corner).toEqual({ left: 50, top: 0, width: 100, height: 100 });
    expect(regions.resizedTo(corner, 900, 900, photo)).toEqual(square);
  });

  test("is restored from relative coordinates, on a larger photo too", () => {
    const small = { left: 120, top: 60, width: 150, height: 150 };
    const shares = regions.toRelative(small, photo);
    expect(shares).toEqual({ left: 0.3, top: 0.2, width: 0.375, height: 0.5 });
    expect(regions.fromRelative(shares, square, photo)).toEqual(small);
    const twice = { left: 100, top: 0, width: 600, height: 600 };
    expect(regions.fromRelative(shares, twice, { width: 800, height: 600 })).toEqual({
      ...{ left: 240, top: 120, width: 300, height: 300 },
    });
  });

  test("stays square and within the photo for another photo's relative coordinates", () => {
    const upright = { width: 300, height: 400 };
    const own = { left: 0, top: 50, width: 300, height: 300 };
    const shares = { left: 0.2, top: 0.25, width: 0.5, height: 0.5 }; // 150 x 200 here
    expect(regions.fromRelative(shares, own, upright)).toEqual({ left: 60, top: 125, width: 150, height: 150 });
    const speck = { left: 0.9999, top: 0.9999, width: 0.0001, height: 0.0001 };
    expect(regions.fromRelative(speck, own, upright)).toEqual({ left: 268, top: 368, width: 32, height: 32 });
  });

  test("keeps the photo's aspect ratio with the fit `stretch`", () => {
    const whole = { left: 0, top: 0, ...photo };
    const half = regions.scaled(whole, 0.5, photo);
    expect(half).toEqual({ left: 100, top: 75, width: 200, height: 150 });
    expect(regions.freedom(whole, photo)).toEqual({ right: false, down: false });
  });
});
