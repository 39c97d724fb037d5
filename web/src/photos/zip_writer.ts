// Writes zip archives (APPNOTE.TXT of PKWARE) whose members are stored as they are: photos and weights do not get smaller.
import { LocalizedError } from "../shared/localized_error.ts";
import { checksum } from "./zip.ts";

const kVersion = 20; // of the format that a reader must know
const kUtf8Names = 1 << 11;
const kDate = (1 << 5) | 1; // the first day of 1980, so that the same members give the same archive
const kMostBytes = 0xffffffff; // larger archives have another format
const kMostMembers = 0xffff;

export interface NewMember {
  path: string;
  content: Blob;
}

export async function zipOf(members: NewMember[]): Promise<Blob> {
  const size = members.reduce((sum, { content, path }) => sum + content.size + 3 * path.length + 200, 0);
  if (size > kMostBytes || members.length > kMostMembers) throw new LocalizedError(["archiveTooLarge"]);
  const parts: BlobPart[] = [];
  const list: BlobPart[] = [];
  let position = 0;
  let listSize = 0;
  for (const { path, content } of members) {
    const name = new TextEncoder().encode(path);
    const crc = checksum(new Uint8Array(await content.arrayBuffer()));
    const header = memberHeader(0x04034b50, name, crc, content.size);
    const entry = memberHeader(0x02014b50, name, crc, content.size, position);
    parts.push(header, content);
    list.push(entry);
    position += header.length + content.size;
    listSize += entry.length;
  }
  return new Blob([...parts, ...list, endOf(members.length, listSize, position)], { type: "application/zip" });
}

// The header of a member; with a position its entry in the list, which has a few fields more.
function memberHeader(
  signature: number,
  name: Uint8Array,
  crc: number,
  size: number,
  position?: number,
): Uint8Array<ArrayBuffer> {
  const isEntry = position !== undefined;
  const fixed = isEntry ? 46 : 30;
  const bytes = new Uint8Array(fixed + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  if (isEntry) view.setUint16(4, kVersion, true);
  const at = isEntry ? 6 : 4;
  const common = [kVersion, kUtf8Names, 0, 0, kDate];
  common.forEach((value, field) => view.setUint16(at + 2 * field, value, true));
  [crc, size, size].forEach((value, field) => view.setUint32(at + 10 + 4 * field, value, true));
  view.setUint16(at + 22, name.length, true);
  if (isEntry) view.setUint32(42, position, true);
  bytes.set(name, fixed);
  return bytes;
}

function endOf(count: number, listSize: number, position: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(22);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x06054b50, true);
  view.setUint16(8, count, true);
  view.setUint16(10, count, true);
  view.setUint32(12, listSize, true);
  view.setUint32(16, position, true);
  return bytes;
}
