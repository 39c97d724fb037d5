// Which of the files that a visitor brings are models: by their content, and by their names where the content says nothing. A model
// of several files (an .onnx with its .onnx.data, weights in shards with their index) is one source.
import { type FolderFile, folderFile, pathOf } from "../photos/folder_file.ts";
import { litter, photoName } from "../photos/photo_names.ts";
import type { ModelPart, ModelSource } from "../core/protocol.ts";

const kStartBytes = 4096;
const kMostExamined = 300; // files of a drop that are not named like photos
const kMostIndexBytes = 64e6;

// Files of programs that save networks, read here or not: the core says what it does not read, and the way out.
const kModelEndings =
  /\.(safetensors|pth|pt|pt2|ckpt|npz|npy|h5|hdf5|keras|onnx|ort|caffemodel|tflite|pb|weights|pkl|mlmodel|t7|params|pdparams|mat)$/i;
// Files that hold a part of a model: their names are in another file.
const kPartEndings =
  /(\.onnx[._]data|\.data|\.data-\d+-of-\d+|\.index|\.bin|\.cfg|\.json|\.txt|\.mean|\.binaryproto)$/i;
const kShard = /-\d+-?of-?\d+\.\w+$/i;

export type FileKind = "model" | "index" | "part" | "other"; // index: names the files of a model's weights

// Examines one file.
export async function fileKind(file: File): Promise<FileKind> {
  const { name } = file;
  const start = new Uint8Array(await file.slice(0, kStartBytes).arrayBuffer());
  if (begins(start, "PK\x03\x04")) return (await isModelArchive(file)) ? "model" : "other";
  if (/\.onnx[._]data$/i.test(name)) return "part"; // raw numbers, which may look like anything
  if (/\.json$/i.test(name) && file.size < kMostIndexBytes) return (await isIndex(file)) ? "index" : "part";
  if (isModelStart(start, file.size)) return "model";
  if (kModelEndings.test(name)) return "model";
  return kPartEndings.test(name) ? "part" : "other";
}

const begins = (bytes: Uint8Array, text: string, at = 0) =>
  [...text].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

function isModelStart(start: Uint8Array<ArrayBuffer>, size: number): boolean {
  if (begins(start, "\x89HDF\r\n\x1a\n") || begins(start, "\x93NUMPY") || begins(start, "TFL3", 4)) return true;
  return isSafetensors(start, size) || isPickle(start) || isOnnx(start) || isCaffe(start);
}

// The length of a JSON object, and the object.
function isSafetensors(start: Uint8Array<ArrayBuffer>, size: number): boolean {
  if (start.length < 10 || start[8] !== 0x7b) return false;
  const length = new DataView(start.buffer).getBigUint64(0, true);
  return length > 1 && length <= BigInt(size);
}

// Python's pickle of protocol 2 or later, which PyTorch's older files are.
function isPickle(start: Uint8Array): boolean {
  return start[0] === 0x80 && start[1]! >= 2 && start[1]! <= 5 && start.length > 10;
}

// A protobuf message: the version of ONNX's intermediate representation, then a field of text or of a message.
function isOnnx(start: Uint8Array): boolean {
  return start[0] === 0x08 && start[1]! > 0 && start[1]! < 64 && start[2]! > 8 && (start[2]! & 7) === 2;
}

// A protobuf message: the name of the network, then its layers or inputs.
function isCaffe(start: Uint8Array): boolean {
  const length = start[1]!;
  if (start[0] !== 0x0a || length === 0 || length > 100) return false;
  const isName = start.slice(2, 2 + length).every((byte) => byte >= 0x20 && byte < 0x7f);
  const next = start[2 + length]!;
  return isName && (next === 0x12 || next === 0x1a || (next === 0xa2 && start[3 + length] === 0x06));
}

// A zip archive of PyTorch, Keras or NumPy, and not one of photos. What lists archives is loaded only then.
async function isModelArchive(file: File): Promise<boolean> {
  try {
    const { listZip } = await import("../photos/zip.ts");
    const paths = (await listZip(file)).map(({ path }) => path);
    const has = (pattern: RegExp) => paths.some((path) => pattern.test(path));
    if (has(/(^|\/)data\.pkl$/) || has(/(^|\/)archive_format$/) || has(/^model\.weights\.h5$/)) return true;
    return paths.length > 0 && paths.every((path) => path.endsWith(".npy"));
  } catch {
    return kModelEndings.test(file.name); // damaged, which the core says
  }
}

// The index of shards of safetensors and PyTorch, of Keras' weights, or a model of TensorFlow.js.
async function isIndex(file: File): Promise<boolean> {
  return /"(weight_map|weightsManifest|modelTopology)"\s*:/.test(await file.text());
}

export interface TakenModel {
  source: ModelSource | null; // the last model among the files
  parts: FolderFile[]; // files that belong to a model which is not among the files
  rest: FolderFile[]; // the other files
}

// Takes the files of a model out of the files of a drop or of a choice. Members of archives are examined only if they are named like
// models, since each would have to be unpacked.
export async function takeModel(files: FolderFile[], inArchive = false): Promise<TakenModel> {
  const kinds = new Map<FolderFile, FileKind>();
  const opened = new Map<FolderFile, File>();
  const mayBe = (one: FolderFile) =>
    [...one.folders, one.name].every((name) => litter(name) === "none") &&
    (inArchive ? kModelEndings.test(one.name) || kPartEndings.test(one.name) : photoName(one.name) !== "photo");
  for (const one of files.filter(mayBe).slice(0, kMostExamined)) {
    const file = await one.open().catch(() => null); // who uses the file says why
    if (!file) continue;
    opened.set(one, file);
    kinds.set(one, await fileKind(file));
  }
  const of = (...wanted: FileKind[]) => files.filter((one) => wanted.includes(kinds.get(one)!));
  const main = of("index").at(-1) ?? lastModel(of("model"));
  const parts = of("part");
  if (!main) {
    const alone = parts.length === kinds.size && kinds.size === files.length ? parts : [];
    return { source: null, parts: alone, rest: files.filter((one) => !alone.includes(one)) };
  }
  const belonging = [...parts, ...(kinds.get(main) === "index" ? of("model", "index") : [])].filter(
    (one) => one !== main,
  );
  const source: ModelSource = { kind: "file", file: opened.get(main)! };
  if (belonging.length > 0)
    source.parts = belonging.map((one) => ({ name: nameFrom(main, one), file: opened.get(one)! }));
  return { source, parts: [], rest: files.filter((one) => !["model", "index", "part"].includes(kinds.get(one)!)) };
}

// A whole model before a shard or the weights of one.
function lastModel(models: FolderFile[]): FolderFile | undefined {
  return models.filter(({ name }) => !kShard.test(name)).at(-1) ?? models.at(-1);
}

// The name of a part as the model file refers to it: its path from there.
function nameFrom(main: FolderFile, part: FolderFile): string {
  const inside = main.folders.every((folder, depth) => part.folders[depth] === folder);
  return inside ? pathOf({ name: part.name, folders: part.folders.slice(main.folders.length) }) : part.name;
}

// Returns the model of chosen files. One file is a model, whatever it holds.
export async function chosenModel(files: File[]): Promise<ModelSource | null> {
  if (files.length === 1) return { kind: "file", file: files[0]! };
  return (await takeModel(files.map((file) => folderFile(file)))).source;
}

// Adds parts to a model that was refused because they were missing.
export function withParts(source: ModelSource, parts: ModelPart[]): ModelSource {
  return source.kind === "file" ? { ...source, parts: [...(source.parts ?? []), ...parts] } : source;
}
