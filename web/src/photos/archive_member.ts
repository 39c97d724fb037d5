// What the readers of archives, zip.ts and tar.ts, return: members, whose names may be in any encoding.

export interface Member {
  path: string; // with / between its names
  size: number; // in bytes, as the archive states it
  read: () => Promise<Blob>;
}

// Returns the text of a name: UTF-8, with each byte that is none as \xHH, as the core does (core/base/utf8.h).
export function nameOf(bytes: Uint8Array<ArrayBuffer>): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.replaceAll("\\x", "\\x5Cx");
  } catch {
    return escaped(bytes);
  }
}

function escaped(bytes: Uint8Array<ArrayBuffer>): string {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (part: Uint8Array<ArrayBuffer>) => {
    try {
      return decoder.decode(part);
    } catch {
      return null;
    }
  };
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const lengths = [1, 2, 3, 4].filter((length) => at + length <= bytes.length);
    const length = lengths.find((length) => decoded(bytes.slice(at, at + length)) !== null);
    const isEscape = bytes[at] === 0x5c && bytes[at + 1] === 0x78; // \x
    text += length && !isEscape ? decoded(bytes.slice(at, at + length))! : hex(bytes[at]!);
    at += length && !isEscape ? length : 1;
  }
  return text;
}

const hex = (byte: number) => `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
