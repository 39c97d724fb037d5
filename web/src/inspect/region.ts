// The part of a photo that the network sees: moved and resized within the photo, its shape kept.
import type { Region } from "../core/protocol.ts";

export interface Extent {
  width: number;
  height: number;
}

// A part of a photo as shares of the photo's sides, 0..1: means something on a photo of any size.
export type RelativeRegion = Region;

const kLeastSide = 32; // pixels of the photo, of the part's shorter side

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), Math.max(least, most));

// Its corner there, or as near as the photo allows.
function placed({ width, height }: Extent, left: number, top: number, photo: Extent): Region {
  return { left: clamp(left, 0, photo.width - width), top: clamp(top, 0, photo.height - height), width, height };
}

export function moved(region: Region, right: number, down: number, photo: Extent): Region {
  return placed(region, region.left + right, region.top + down, photo);
}

export function centeredAt(region: Region, x: number, y: number, photo: Extent): Region {
  return placed(region, x - region.width / 2, y - region.height / 2, photo);
}

// `most`: the factor up to which there is room.
function sized(region: Region, factor: number, most: number): Extent {
  const least = Math.min(1, kLeastSide / Math.min(region.width, region.height));
  const by = clamp(factor, least, most);
  return { width: region.width * by, height: region.height * by };
}

// About its middle, as far as the photo allows.
export function scaled(region: Region, factor: number, photo: Extent): Region {
  const { left, top, width, height } = region;
  const size = sized(region, factor, Math.min(photo.width / width, photo.height / height));
  return placed(size, left + (width - size.width) / 2, top + (height - size.height) / 2, photo);
}

// Its lower right corner drawn to (x, y); the upper left one stays.
export function resizedTo(region: Region, x: number, y: number, photo: Extent): Region {
  const { left, top, width, height } = region;
  const room = Math.min((photo.width - left) / width, (photo.height - top) / height);
  const size = sized(region, Math.max((x - left) / width, (y - top) / height), room);
  return placed(size, left, top, photo);
}

// Along which axes there is room to move; less than a pixel is none.
export function freedom(region: Region, photo: Extent): { right: boolean; down: boolean } {
  return { right: photo.width - region.width >= 1, down: photo.height - region.height >= 1 };
}

export function toRelative({ left, top, width, height }: Region, photo: Extent): RelativeRegion {
  return {
    left: left / photo.width,
    top: top / photo.height,
    width: width / photo.width,
    height: height / photo.height,
  };
}

// The largest part of `region`'s shape within those shares, in the middle of them: another photo may have other proportions.
export function fromRelative(shares: RelativeRegion, region: Region, photo: Extent): Region {
  const width = shares.width * photo.width;
  const height = shares.height * photo.height;
  const size = scaled(region, Math.min(width / region.width, height / region.height), photo);
  return centeredAt(size, shares.left * photo.width + width / 2, shares.top * photo.height + height / 2, photo);
}

export const isSame = (a: Region, b: Region): boolean =>
  a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
