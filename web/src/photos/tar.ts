// Reads the list of a tar archive: POSIX ustar and pax, GNU's long names and large sizes, and the format before them.
import { LocalizedError } from "../shared/localized_error.ts";
import { type Member, nameOf } from "./archive_member.ts";

const kBlock = 512;
const kMaxNameBytes = 1 << 20; // of a long name or a pax header

export async function listTar(archive: Blob): Promise<Member[]> {
  const members: Member[] = [];
  let longName: string | null = null; // for the next member
  let longSize: number | null = null;
  for (let at = 0; at + kBlock <= archive.size;) {
    const header = await bytesAt(archive, at, kBlock);
    if (header.every((byte) => byte === 0)) break; // the end
    if (!isValid(header)) throw new LocalizedError(at === 0 ? ["archiveUnknown"] : ["archiveDamaged", at]);
    const size: number = longSize ?? numberOf(header, 124, 12);
    const begin = at + kBlock;
    if (!(size <= archive.size - begin)) throw new LocalizedError(["archiveCutShort"]);
    const type = String.fromCharCode(header[156]!);
    at = begin + Math.ceil(size / kBlock) * kBlock;
    if (type === "L" || type === "x") {
      if (size > kMaxNameBytes) throw new LocalizedError(["archiveDamaged", begin]);
      const text = await bytesAt(archive, begin, size);
      if (type === "L") longName = nameOf(untilZero(text));
      else ({ path: longName = longName, size: longSize = longSize } = paxOf(text));
      continue;
    }
    if (type === "0" || type === "\0" || type === "7") {
      const read = async () => archive.slice(begin, begin + size);
      members.push({ path: longName ?? headerName(header), size, read });
    }
    if (type !== "g" && type !== "K") [longName, longSize] = [null, null];
  }
  return members;
}

async function bytesAt(archive: Blob, at: number, size: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await archive.slice(at, at + size).arrayBuffer());
}

// The checksum is the sum of the header's bytes, with spaces in its own place.
function isValid(header: Uint8Array): boolean {
  const sum = header.reduce((sum, byte, index) => sum + (index >= 148 && index < 156 ? 0x20 : byte), 0);
  return sum === numberOf(header, 148, 8);
}

// A number is octal text or, for large ones, binary after a first byte of 0x80. NaN if it is neither.
function numberOf(header: Uint8Array, at: number, length: number): number {
  const field = header.subarray(at, at + length);
  if (field[0] === 0x80) return field.subarray(1).reduce((number, byte) => number * 256 + byte, 0);
  const text = String.fromCharCode(...field)
    .replace(/[\0 ]+$/, "")
    .trimStart();
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : text === "" ? 0 : NaN;
}

function untilZero(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.slice(0, end);
}

function headerName(header: Uint8Array<ArrayBuffer>): string {
  const name = nameOf(untilZero(header.slice(0, 100)));
  const isUstar = String.fromCharCode(...header.subarray(257, 263)) === "ustar\0"; // GNU's has no prefix
  const prefix = isUstar ? nameOf(untilZero(header.slice(345, 500))) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

// The records of a pax header: "LENGTH KEY=VALUE\n", the length in decimal and of the whole record.
function paxOf(bytes: Uint8Array<ArrayBuffer>): { path?: string; size?: number } {
  const found: { path?: string; size?: number } = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(String.fromCharCode(...bytes.subarray(at, Math.min(space, at + 10))));
    if (space < 0 || !(length > 0) || at + length > bytes.length) break;
    const record = bytes.slice(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    const key = nameOf(record.slice(0, equals));
    if (key === "path") found.path = nameOf(record.slice(equals + 1));
    if (key === "size") found.size = Number(nameOf(record.slice(equals + 1)));
    at += length;
  }
  return found;
}
