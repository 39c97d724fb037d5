// Synthetic images for the tests, and their encoding as PNG and JPEG.
import { deflateSync } from "node:zlib";

// Returns a PNG of 8-bit RGB; pixel(x, y) returns [r, g, b].
export function png(width, height, pixel) {
  const raw = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) raw.set(pixel(x, y), y * (1 + 3 * width) + 1 + 3 * x);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

export const rings = () =>
  png(320, 240, (x, y) => {
    const d = Math.hypot(x - 160, y - 120);
    return [128 + 127 * Math.sin(d / 9), 90 + 60 * Math.cos(d / 17), Math.min(255, d)];
  });
export const sunset = () =>
  png(400, 300, (x, y) => {
    if (Math.hypot(x - 260, y - 150) < 46) return [255, 214, 120];
    return y < 190 ? [230 - y / 3, 120 - y / 4, 90 + y / 3] : [28 + y / 12, 36 + y / 9, 70 + y / 10];
  });
export const checks = () =>
  png(256, 256, (x, y) => (((x >> 5) + (y >> 5)) % 2 ? [240, 238, 230] : [30 + (x >> 1), 60, 90 + (y >> 1)]));

// Re-encodes a PNG as JPEG, with the encoder of the browser.
export async function jpeg(page, bytes) {
  const base64 = await page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: "image/png" });
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const encoded = new Uint8Array(
      await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer(),
    );
    let text = "";
    for (const byte of encoded) text += String.fromCharCode(byte);
    return btoa(text);
  }, Buffer.from(bytes).toString("base64"));
  return Buffer.from(base64, "base64");
}

// Pseudorandom numbers in 0..1, the same for each run.
function* numbers(seed) {
  for (let state = seed + 1; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

// Three classes: image `number` of a cross, a disc or stripes, each at another position and in other colors.
export const kinds = ["cross", "disc", "stripes"];
export function thing(kind, number) {
  const random = numbers(kinds.indexOf(kind) * 1000 + number);
  const next = (low, high) => low + random.next().value * (high - low);
  for (let i = 0; i < 8; ++i) next(0, 1); // the first numbers of similar seeds are similar
  const ground = [next(0, 110), next(0, 110), next(0, 110)];
  const ink = [next(150, 255), next(150, 255), next(150, 255)];
  const [cx, cy, size] = [next(38, 58), next(38, 58), next(20, 30)];
  const turn = next(0.2, 0.6);
  const [x, y] = [(column) => Math.abs(column - cx), (row) => Math.abs(row - cy)];
  const inside = {
    cross: (column, row) => Math.max(x(column), y(row)) < size * 1.3 && Math.min(x(column), y(row)) < size / 4,
    disc: (column, row) => Math.hypot(x(column), y(row)) < size,
    stripes: (column, row) => Math.sin((column * Math.cos(turn) + row * Math.sin(turn)) / 3 + cx) > 0,
  }[kind];
  return png(96, 96, (column, row) => (inside(column, row) ? ink : ground));
}

// Small files of formats that the browser does not encode for a test: 64 x 64 pixels of kRed; the same, clear; and 64 x 32 pixels,
// kRed beside kBlue, to be turned by 90 degrees.
export const kRed = [200, 30, 40];
export const kBlue = [30, 40, 200];
const encoded = {
  avif:
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcG" +
    "l0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAALAAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABq" +
    "aXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBIAAAAAAAE2NvbHJuY2x4AAEADQAGgAAAAB" +
    "dpcG1hAAAAAAAAAAEAAQQBAoMEAAAANG1kYXQSAAoJOBV//aQENBpAMh0SAkNKgEEEHyAAAM/MC9hrz6jM5m+DA08K2HFsQA==",
  turnedAvif:
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAD1bWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcG" +
    "l0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAEdAAAANAAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAAB0" +
    "aXBycAAAAFRpcGNvAAAAFGlzcGUAAAAAAAAAQAAAACAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBIAAAAAAAE2NvbHJuY2x4AAEADQAGgAAAAA" +
    "lpcm90AwAAABhpcG1hAAAAAAAAAAEAAQUBAoMEhQAAADxtZGF0EgAKCTgVP/tICGg0gDIlEgJDSoBBBB8gAADcq6irJgSFMAtkCgBXrHcc6zwB" +
    "qB3/l+zigA==",
  clearAvif:
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAAGGbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcG" +
    "l0bQAAAAAAAQAAACxpbG9jAAAAAEQAAAIAAQAAAAEAAAHGAAAAJQACAAAAAQAAAa4AAAAYAAAAQmlpbmYAAAAAAAIAAAAaaW5mZQIAAAAAAQAA" +
    "YXYwMUNvbG9yAAAAABppbmZlAgAAAAACAABhdjAxQWxwaGEAAAAAGmlyZWYAAAAAAAAADmF1eGwAAgABAAEAAADDaXBycAAAAJ1pcGNvAAAAFG" +
    "lzcGUAAAAAAAAAQAAAAEAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAAA5waXhpAAAAAAEIAAAADGF2" +
    "MUOBABwAAAAAOGF1eEMAAAAAdXJuOm1wZWc6bXBlZ0I6Y2ljcDpzeXN0ZW1zOmF1eGlsaWFyeTphbHBoYQAAAAAeaXBtYQAAAAAAAAACAAEEAQ" +
    "KDBAACBAEFhgcAAABFbWRhdBIACgYYFX/9hUAyDBGAAAEAtHPxba/xYBIACgkYFX/9ogIaDQgyFhIH9/apAIIIPkAAAM/MC9hrxKig4EA=",
  jxl: "/wpPQEBxIQgCAQBkAEsYixUA1B9jMPYvEAEAIEF+ASAB5FRNlAg=",
  webp: "UklGRiQAAABXRUJQVlA4TBcAAAAvP8APAAdQjyIXpf8BICH8f69F9D/1AwA=",
};
export const encodedImage = (name) => Buffer.from(encoded[name], "base64");
