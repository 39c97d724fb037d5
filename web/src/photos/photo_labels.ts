// Labels of photos from a table beside them (labels.csv): the rules of core/data/photo_labels.h and csv.h.
import type { Remark } from "./data_set.ts";
import { type FolderFile, pathOf } from "./folder_file.ts";
import { litter, photoName } from "./photo_names.ts";
import { kLabelColumns, kPhotoColumns, kSplitColumns } from "./label_column_tables.ts";
import { setNamed } from "./set_names.ts";

const kMostBytes = 2 ** 26; // of a table

export interface Labeled {
  files: FolderFile[];
  remarks: Remark[];
}

interface Row {
  photo: string;
  label: string;
  set: string | null; // the name of a folder of that set
}

export const isTable = ({ name }: FolderFile): boolean => /\.(csv|tsv)$/i.test(name) && litter(name) === "none";

// Returns the files as if each photo lay in a folder of its class, where a table among them has a row for at least half of the photos.
// Photos without a row are left out. Without such a table, the files are returned as they are.
export async function labelByTable(files: FolderFile[]): Promise<Labeled> {
  const photos = files.filter(isLabeledPhoto);
  for (const table of files.filter(isTable)) {
    const file = await table.open().catch(() => null);
    if (!file || file.size > kMostBytes) continue;
    const rows = rowsOf(parseTable(textOf(new Uint8Array(await file.arrayBuffer()))));
    const matched = match(rows, photos);
    if (matched.files.length > 0 && matched.files.length * 2 >= photos.length) {
      const remark = (reason: Remark["reason"]) => ({ name: pathOf(table), reason });
      const { unknown, contradictions } = matched;
      const left = photos.length - matched.files.length;
      const remarks = [remark(["labeledByTable", matched.files.length])];
      if (left > 0) remarks.push(remark(["photosWithoutLabel", left]));
      if (unknown > 0) remarks.push(remark(["labelsWithoutPhoto", unknown]));
      if (contradictions > 0) remarks.push(remark(["labelsContradict", contradictions]));
      return { files: matched.files, remarks };
    }
  }
  return { files, remarks: [] };
}

const isLabeledPhoto = ({ name, folders }: FolderFile) =>
  photoName(name) !== "other" && [...folders, name].every((one) => litter(one) === "none");

// ---- The rows ----

function match(rows: Row[], photos: FolderFile[]) {
  const byName = new Map<string, FolderFile | null>(); // null stands for more than one photo
  const paths = new Map<string, FolderFile>();
  for (const photo of photos) {
    paths.set(pathOf(photo), photo);
    for (const name of new Set([photo.name, photo.name.replace(/\.[^.]*$/, "")]))
      byName.set(name, byName.has(name) ? null : photo);
  }
  const labels = new Map<FolderFile, Row>();
  let unknown = 0;
  let contradictions = 0;
  for (const row of rows) {
    const path = row.photo.replaceAll("\\", "/").replace(/^(\.\/)+/, "");
    const photo = paths.get(path) ?? byName.get(path.slice(path.lastIndexOf("/") + 1));
    if (!photo || row.label === "") unknown += 1;
    else if (!labels.has(photo)) labels.set(photo, row);
    else if (labels.get(photo)!.label !== row.label) contradictions += 1;
  }
  const hasSets = [...labels.values()].some(({ set }) => set !== null);
  const files = [...labels].map(([photo, { label, set }]): FolderFile => {
    return { ...photo, folders: hasSets ? [set ?? "training", label] : [label] };
  });
  return { files, unknown, contradictions };
}

function rowsOf(table: string[][]): Row[] {
  const header = table[0] ?? [];
  const letters = header.map((field) => field.toLowerCase().replace(/[_\-. ]/g, ""));
  const column = (names: readonly string[]) => {
    const name = names.find((one) => letters.includes(one));
    return name === undefined ? null : letters.indexOf(name);
  };
  const [photo, label, split] = [column(kPhotoColumns), column(kLabelColumns), column(kSplitColumns)];
  const hasHeader = photo !== null || label !== null;
  if (hasHeader && (photo === null || label === null) && header.length !== 2) return [];
  const photoAt = photo ?? (label === 0 ? 1 : 0);
  const labelAt = label ?? (photoAt === 0 ? 1 : 0);
  return table.slice(hasHeader ? 1 : 0).map((fields) => ({
    photo: fields[photoAt] ?? "",
    label: fields[labelAt] ?? "",
    set: hasHeader && split !== null ? setNamed(fields[split] ?? "") : null,
  }));
}

// ---- The text ----

function textOf(bytes: Uint8Array): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  return new TextDecoder(utf16 ?? "utf-8").decode(bytes); // without the byte order mark
}

// Splits a table into rows (RFC 4180), without empty ones. The separator is the one that the first line has most of.
export function parseTable(text: string): string[][] {
  const line = /^[^\r\n]*/.exec(text)![0];
  const separators = [",", ";", "\t"].map((one) => ({ one, count: line.split(one).length }));
  const separator = separators.reduce((best, other) => (other.count > best.count ? other : best)).one;
  const blanks = separator === "\t" ? " *" : "[ \\t]*";
  const stop = separator === "\t" ? "\\t" : separator;
  // A field in quotes or without, and what ends it.
  const field = new RegExp(
    `${blanks}(?:"((?:[^"]|"")*)"[^${stop}\\r\\n]*|([^${stop}\\r\\n]*))(${stop}|\\r\\n|\\r|\\n|$)`,
    "y",
  );
  const rows: string[][] = [];
  let row: string[] = [];
  while (field.lastIndex < text.length || row.length > 0) {
    const [, quoted, plain, end] = field.exec(text)!; // it matches everywhere
    row.push(quoted?.replaceAll('""', '"') ?? plain!.trim());
    if (end === separator) continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
    if (end === "") break;
  }
  return rows;
}
