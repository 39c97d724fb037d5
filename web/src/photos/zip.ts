// Reads the list of a zip archive (APPNOTE.TXT of PKWARE), with its 64-bit form, and unpacks members with the browser's inflate.
import { LocalizedError } from "../shared/localized_error.ts";
import { type Member, nameOf } from "./archive_member.ts";

const kEnd = 0x06054b50; // signatures, as little-endian numbers
const kEnd64 = 0x06064b50;
const kEnd64Locator = 0x07064b50;
const kEntry = 0x02014b50;
const kMember = 0x04034b50;
const kEndBytes = 22;
const kMaxCommentBytes = 65535;
const kMaxListBytes = 2 ** 28;
const kIn64 = 0xffffffff; // stands for a number in the 64-bit extension
const kStored = 0;
const kDeflated = 8;
const kMaxDeflateRatio = 1032; // no deflated data is shorter

interface Entry {
  path: string;
  isEncrypted: boolean;
  method: number;
  checksum: number;
  packedSize: number;
  size: number;
  position: number; // of the member's own header
}

export async function listZip(archive: Blob): Promise<Member[]> {
  const { position, size } = await findList(archive);
  if (size > kMaxListBytes || position + size > archive.size) throw new LocalizedError(["archiveDamaged", position]);
  const list = await viewAt(archive, position, size);
  const members: Member[] = [];
  for (let at = 0; at + 46 <= list.byteLength && list.getUint32(at, true) === kEntry;) {
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) => list.getUint16(at + field, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + nameSize + extraSize + commentSize;
    if (next > list.byteLength) throw new LocalizedError(["archiveDamaged", position + at]);
    const entry = entryAt(list, at, nameSize, extraSize);
    if (!entry.path.endsWith("/"))
      members.push({ path: entry.path, size: entry.size, read: () => unpack(archive, entry) });
    at = next;
  }
  return members;
}

async function viewAt(archive: Blob, at: number, size: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await archive.slice(at, at + size).arrayBuffer());
}

// The end of the list is behind it, followed by a comment of unknown length.
async function findList(archive: Blob): Promise<{ position: number; size: number }> {
  const begin = Math.max(0, archive.size - kEndBytes - kMaxCommentBytes);
  const tail = await viewAt(archive, begin, archive.size - begin);
  for (let at = tail.byteLength - kEndBytes; at >= 0; --at) {
    if (tail.getUint32(at, true) !== kEnd) continue;
    const large = await findLargeList(archive, begin + at);
    return large ?? { size: tail.getUint32(at + 12, true), position: tail.getUint32(at + 16, true) };
  }
  throw new LocalizedError(["archiveCutShort"]);
}

async function findLargeList(archive: Blob, end: number): Promise<{ position: number; size: number } | null> {
  if (end < 20) return null;
  const locator = await viewAt(archive, end - 20, 20);
  if (locator.getUint32(0, true) !== kEnd64Locator) return null;
  const record = await viewAt(archive, Number(locator.getBigUint64(8, true)), 56);
  if (record.byteLength < 56 || record.getUint32(0, true) !== kEnd64) throw new LocalizedError(["archiveDamaged", end]);
  return { size: Number(record.getBigUint64(40, true)), position: Number(record.getBigUint64(48, true)) };
}

function entryAt(list: DataView<ArrayBuffer>, at: number, nameSize: number, extraSize: number): Entry {
  const nameAt = at + 46;
  const name = nameOf(new Uint8Array(list.buffer, nameAt, nameSize));
  const entry: Entry = {
    path: name.includes("/") ? name : name.replaceAll("\\", "/"), // of faulty programs on Windows
    isEncrypted: (list.getUint16(at + 8, true) & 1) !== 0,
    method: list.getUint16(at + 10, true),
    checksum: list.getUint32(at + 16, true),
    packedSize: list.getUint32(at + 20, true),
    size: list.getUint32(at + 24, true),
    position: list.getUint32(at + 42, true),
  };
  return with64(entry, new DataView(list.buffer, nameAt + nameSize, extraSize));
}

// The extension 1 holds those of the numbers, in this order, that do not fit into 32 bits.
function with64(entry: Entry, extra: DataView<ArrayBuffer>): Entry {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    let field = at + 4;
    for (const name of ["size", "packedSize", "position"] as const) {
      if (entry[name] !== kIn64 || field + 8 > extra.byteLength) continue;
      entry[name] = Number(extra.getBigUint64(field, true));
      field += 8;
    }
  }
  return entry;
}

async function unpack(archive: Blob, entry: Entry): Promise<Blob> {
  const { isEncrypted, method, packedSize, size, position } = entry;
  if (isEncrypted) throw new LocalizedError(["archiveEncrypted"]);
  if (method !== kStored && method !== kDeflated) throw new LocalizedError(["archiveMethod", method]);
  const header = await viewAt(archive, position, 30);
  const isDamaged =
    header.byteLength < 30 || header.getUint32(0, true) !== kMember || size > packedSize * kMaxDeflateRatio;
  if (isDamaged || (method === kStored && size !== packedSize)) throw new LocalizedError(["memberDamaged"]);
  const begin = position + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = archive.slice(begin, begin + packedSize);
  const bytes = method === kStored ? new Uint8Array(await packed.arrayBuffer()) : await inflate(packed, size);
  if (bytes.length !== size || checksum(bytes) !== entry.checksum) throw new LocalizedError(["memberDamaged"]);
  return new Blob([bytes]);
}

// Inflates to `size` bytes; a member that has more is damaged, or a bomb.
async function inflate(packed: Blob, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const bytes = new Uint8Array(size);
  for (let filled = 0; ;) {
    const { done, value } = await reader.read().catch(() => {
      throw new LocalizedError(["memberDamaged"]);
    });
    if (done) return filled === size ? bytes : bytes.slice(0, filled);
    if (filled + value.length > size) {
      void reader.cancel();
      throw new LocalizedError(["memberDamaged"]);
    }
    bytes.set(value, filled);
    filled += value.length;
  }
}

let table: Uint32Array | null = null;

// CRC-32 of ISO 3309, as in PNG.
export function checksum(bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    return crc >>> 0;
  });
  let crc = ~0;
  for (let at = 0; at < bytes.length; ++at) crc = (crc >>> 8) ^ table[(crc ^ bytes[at]!) & 255]!;
  return ~crc >>> 0;
}
