// The region of a photo that the network sees. It is moved and resized within the photo and keeps its aspect ratio.
import type { Region } from "../core/protocol.ts";

export interface Extent {
  width: number;
  height: number;
}

// A region relative to the size of the photo, 0..1: valid for a photo of any size.
export type RelativeRegion = Region;

const kLeastSide = 32; // of the region's shorter side, in pixels of the photo

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), Math.max(least, most));

// Returns a region of that size with its corner there, or as near as the photo allows.
function regionAt({ width, height }: Extent, left: number, top: number, photo: Extent): Region {
  return { left: clamp(left, 0, photo.width - width), top: clamp(top, 0, photo.height - height), width, height };
}

export function moved(region: Region, right: number, down: number, photo: Extent): Region {
  return regionAt(region, region.left + right, region.top + down, photo);
}

export function centeredAt(region: Region, x: number, y: number, photo: Extent): Region {
  return regionAt(region, x - region.width / 2, y - region.height / 2, photo);
}

// Returns the size scaled by `factor`, limited by `most` and by the smallest region.
function sized(region: Region, factor: number, most: number): Extent {
  const least = Math.min(1, kLeastSide / Math.min(region.width, region.height));
  const by = clamp(factor, least, most);
  return { width: region.width * by, height: region.height * by };
}

// Scales the region about its center, as far as the photo allows.
export function scaled(region: Region, factor: number, photo: Extent): Region {
  const { left, top, width, height } = region;
  const size = sized(region, factor, Math.min(photo.width / width, photo.height / height));
  return regionAt(size, left + (width - size.width) / 2, top + (height - size.height) / 2, photo);
}

// Resizes the region so that its lower right corner is at (x, y), as far as possible; the upper left corner stays.
export function resizedTo(region: Region, x: number, y: number, photo: Extent): Region {
  const { left, top, width, height } = region;
  const limit = Math.min((photo.width - left) / width, (photo.height - top) / height);
  const size = sized(region, Math.max((x - left) / width, (y - top) / height), limit);
  return regionAt(size, left, top, photo);
}

// Returns along which axes the region can move by at least a pixel.
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

// Returns the largest region with the aspect ratio of `region` within `shares`, centered in it: the photo may have another aspect
// ratio than the one for which `shares` was made.
export function fromRelative(shares: RelativeRegion, region: Region, photo: Extent): Region {
  const width = shares.width * photo.width;
  const height = shares.height * photo.height;
  const size = scaled(region, Math.min(width / region.width, height / region.height), photo);
  return centeredAt(size, shares.left * photo.width + width / 2, shares.top * photo.height + height / 2, photo);
}

export const isSame = (a: Region, b: Region): boolean =>
  a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
