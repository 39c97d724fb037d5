// Arranges the photos of dropped and chosen folders into classes, for training and for validation: the rules of
// core/data/folder_layout.h, on a tree that may also hold files without a folder.
import type { Message } from "../words/words.ts";
import { type FolderFile, pathOf } from "./folder_file.ts";
import { litter, photoName } from "./photo_names.ts";
import type { SetName } from "./set_name_tables.ts";
import { setNamed } from "./set_names.ts";

export interface ClassFiles {
  name: string;
  training: FolderFile[];
  validation: FolderFile[];
}

// What the visitor should know about a file or folder.
export interface Remark {
  name: string; // its path
  reason: Message;
}

export interface DataSet {
  classes: ClassFiles[];
  loose: FolderFile[]; // files without a folder; it is not examined whether they are photos
  refused: Remark[]; // files that are skipped
  remarks: Remark[]; // what else the visitor should know
}

interface Folder {
  name: string;
  path: string;
  folders: Map<string, Folder>;
  files: FolderFile[];
}

type SetFolders = Partial<Record<SetName, Folder>>;

export function arrange(files: FolderFile[]): DataSet {
  const loose = files.filter(({ folders, name }) => folders.length === 0 && litter(name) === "none");
  const remarks: Remark[] = [];
  const root = treeOf(files, remarks);
  const refused = files.filter(isOther).map((file): Remark => ({ name: pathOf(file), reason: ["notNamedLikePhoto"] }));
  const classes = root.folders.size === 0 ? [] : classesOf(root, remarks);
  return { classes, loose, refused, remarks };
}

// Returns the name of the class that a folder of this name stands for: without blanks at the end, in Unicode's composed form, since
// macOS spells `café` otherwise than other systems.
export function className(folder: string): string {
  return (/\S/.test(folder) ? folder.replace(/[ \t]+$/, "") : folder).normalize("NFC");
}

// Returns a text that is the same for two class names if they differ at most in letter case.
export function caseFolded(name: string): string {
  return name.toUpperCase().toLowerCase().normalize("NFC");
}

// Whether a file in a folder has no name of a photo. One that was dropped by itself is examined by its content.
function isOther({ folders, name }: FolderFile): boolean {
  return folders.length > 0 && photoName(name) === "other" && [...folders, name].every((one) => litter(one) === "none");
}

// ---- The tree ----

// Litter is left out; that of network storages is reported once for each name.
function treeOf(files: FolderFile[], remarks: Remark[]): Folder {
  const root = newFolder("", "");
  const passedOver = new Map<string, Set<string>>();
  for (const file of files) {
    if (file.folders.length === 0 || litter(file.name) !== "none") continue;
    const at = file.folders.findIndex((folder) => litter(folder) !== "none");
    if (at < 0) {
      folderOf(root, file.folders).files.push(file);
    } else if (litter(file.folders[at]!) === "reported") {
      const name = file.folders[at]!;
      const paths = passedOver.get(name) ?? new Set();
      passedOver.set(name, paths.add(file.folders.slice(0, at + 1).join("/")));
    }
  }
  for (const [name, paths] of passedOver) remarks.push({ name, reason: ["litterPassedOver", paths.size] });
  return root;
}

const newFolder = (name: string, path: string): Folder => ({ name, path, folders: new Map(), files: [] });

function folderOf(root: Folder, folders: string[]): Folder {
  let folder = root;
  for (const name of folders) {
    const path = folder.path === "" ? name : `${folder.path}/${name}`;
    if (!folder.folders.has(name)) folder.folders.set(name, newFolder(name, path));
    folder = folder.folders.get(name)!;
  }
  return folder;
}

const isPhoto = ({ name }: FolderFile) => photoName(name) === "photo";
const hasPhotos = ({ files }: Folder) => files.some(isPhoto);
const childrenOf = ({ folders }: Folder) =>
  [...folders.values()].sort((one, other) => (one.name < other.name ? -1 : 1)); // browsers list them in no particular order
const byName = (one: FolderFile, other: FolderFile) => one.name.localeCompare(other.name, "en", { numeric: true });

// Returns all files below a folder.
function filesBelow(folder: Folder): FolderFile[] {
  return [...folder.files.sort(byName), ...childrenOf(folder).flatMap(filesBelow)];
}

// ---- The layout ----

// Returns the only folder in a folder without photos, if that holds class folders or sets itself. A folder that holds photos and one
// folder is a class.
function onlyFolder(folder: Folder): Folder | null {
  const [only, ...others] = childrenOf(folder);
  if (!only || others.length > 0 || hasPhotos(folder) || only.folders.size === 0) return null;
  return hasPhotos(only) && only.folders.size === 1 ? null : only;
}

// Goes into folders of one folder, and reports that, unless it is the one that was dropped.
function goInto(folder: Folder, stays: string[], remarks: Remark[]): Folder {
  let inner = folder;
  for (let only = onlyFolder(inner); only && !stays.includes(className(only.name)); only = onlyFolder(inner))
    inner = only;
  if (inner !== folder) remarks.push({ name: folder.path, reason: ["classesInside", inner.path] });
  return inner;
}

// Returns the folders that are named like sets and hold class folders; null if two of them are the same set.
function setFolders(folder: Folder, remarks: Remark[]): SetFolders | null {
  const sets: SetFolders = {};
  for (const child of childrenOf(folder)) {
    const set = setNamed(child.name);
    if (!set || child.folders.size === 0) continue;
    const other = sets[set];
    if (other) {
      remarks.push({ name: folder.path || child.path, reason: ["setTwice", other.path, child.path] });
      return null;
    }
    sets[set] = child;
  }
  return sets;
}

function classesOf(root: Folder, remarks: Remark[]): ClassFiles[] {
  let folder = root;
  let sets = setFolders(folder, remarks);
  for (let only = onlyFolder(folder); sets && Object.keys(sets).length === 0 && only; only = onlyFolder(folder)) {
    folder = only;
    sets = setFolders(folder, remarks);
  }
  if (!sets) return [];
  const dropped = root.folders.size === 1 ? childrenOf(root)[0]! : root;
  if (folder !== root && folder !== dropped)
    remarks.push({ name: dropped.path, reason: ["classesInside", folder.path] });
  if (sets.training) return fromSets(folder, sets, sets.training, remarks);
  const beside = childrenOf(folder).filter(({ name }) => !setNamed(name));
  const names = new Set(beside.map(({ name }) => caseFolded(className(name))));
  const shares = Object.values(sets).some((set) =>
    childrenOf(set).some(({ name }) => names.has(caseFolded(className(name)))),
  );
  if (shares) return fromSets(folder, sets, null, remarks);
  const count = Object.keys(sets).length;
  if (count > 1 || (count === 1 && beside.length === 0)) {
    remarks.push({ name: folder.path || Object.values(sets)[0]!.path, reason: ["noTrainingSet"] });
    return [];
  }
  return classFolders(folder, [], remarks).map(({ name, files }) => ({ name, training: files, validation: [] }));
}

// `training` is null if the training classes are beside the sets.
function fromSets(folder: Folder, sets: SetFolders, training: Folder | null, remarks: Remark[]): ClassFiles[] {
  const named = Object.values(sets);
  const root = training ? goInto(training, [], remarks) : folder;
  const found = classFolders(root, training ? [] : named, remarks);
  const classes = found.map(({ name, files }) => ({ name, training: files, validation: [] as FolderFile[] }));
  if (training) reportUnused(folder, named, remarks);
  if (sets.validation) addValidation(sets.validation, classes, remarks);
  if (sets.test) {
    const count = filesBelow(sets.test).filter(isPhoto).length;
    remarks.push({ name: sets.test.path, reason: ["testSetLeftOut", count] });
  }
  return classes;
}

function addValidation(set: Folder, classes: ClassFiles[], remarks: Remark[]): void {
  const names = classes.map(({ name }) => name);
  for (const { name, files, path } of classFolders(goInto(set, names, remarks), [], remarks)) {
    const one = classes.find((known) => caseFolded(known.name) === caseFolded(name));
    if (!one) {
      remarks.push({ name: path, reason: ["unknownClass", name] });
      continue;
    }
    if (one.name !== name) remarks.push({ name: path, reason: ["classSpelled", one.name] });
    one.validation.push(...files);
  }
}

function reportUnused(folder: Folder, sets: Folder[], remarks: Remark[]): void {
  const names = sets.map(({ name }) => name).join(", ");
  for (const child of childrenOf(folder)) {
    if (sets.includes(child)) continue;
    remarks.push({ name: child.path, reason: setNamed(child.name) ? ["setWithoutClasses"] : ["besideSets", names] });
  }
  for (const file of folder.files.filter(isPhoto)) remarks.push({ name: pathOf(file), reason: ["besideSets", names] });
}

interface ClassFolder {
  name: string;
  path: string;
  files: FolderFile[];
}

// Returns the classes of the folders in `folder`, without those of `leftOut`, and reports what is not used.
function classFolders(folder: Folder, leftOut: Folder[], remarks: Remark[]): ClassFolder[] {
  const classes = new Map<string, ClassFolder>();
  for (const child of childrenOf(folder)) {
    if (leftOut.includes(child)) continue;
    const name = className(child.name);
    const spelled = [...classes.values()].find((one) => one.name !== name && caseFolded(one.name) === caseFolded(name));
    if (spelled) remarks.push({ name: child.path, reason: ["classesDifferInCase", spelled.path] });
    const files = filesBelow(child).filter(({ name }) => photoName(name) !== "other");
    const known = classes.get(name);
    if (known) {
      remarks.push({ name: child.path, reason: ["classesMerged", known.path] });
      known.files.push(...files);
      continue;
    }
    classes.set(name, { name, path: child.path, files });
  }
  for (const file of folder.files.filter(isPhoto)) remarks.push({ name: pathOf(file), reason: ["outsideClasses"] });
  const found = [...classes.values()];
  for (const { path } of found.filter(({ files }) => files.length === 0)) {
    remarks.push({ name: path, reason: ["classWithoutPhotos"] });
  }
  return found.filter(({ files }) => files.length > 0);
}
