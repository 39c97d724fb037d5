// A whole project as one zip archive: a folder with one subfolder of photos for each class, on which `alexnet train --data` trains as
// it is, and beside them the settings and the model that was trained last.
import type { ProjectRecord, TrainedModel } from "../core/protocol.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import type { FolderFile } from "../photos/folder_file.ts";
import { litter } from "../photos/photo_names.ts";
import { type NewMember, zipOf } from "../photos/zip_writer.ts";

export const kProjectFile = "alexnet-project.json";
const kProjectModel = "model.safetensors";
const kRoot = "project";

// What is known of a model beside its file.
type AboutModel = Pick<TrainedModel, "date" | "classes" | "verdict">;

interface ProjectSettings {
  version: 1;
  classes: { name: string; folder: string }[];
  choices: object; // the overrides of project.ts
  model: AboutModel | null;
}

export async function archiveOf(
  record: ProjectRecord,
  readPhoto: (id: number) => Promise<Blob | null>,
  model: { file: Blob; about: AboutModel } | null,
): Promise<Blob> {
  const folders = distinct(record.classes.map(({ name }) => safeName(name)));
  const hasValidation = record.classes.some(({ photos }) => photos.some(({ forValidation }) => forValidation));
  const members: NewMember[] = [];
  for (const [index, { photos }] of record.classes.entries()) {
    const names = distinct(photos.map(({ name }) => safeName(name)));
    for (const [number, { id, forValidation }] of photos.entries()) {
      const content = await readPhoto(id);
      if (!content) throw new LocalizedError(["photoGone"]);
      const set = !hasValidation ? "" : forValidation ? "validation/" : "train/";
      const name = names[number]! + (/\.\w+$/.test(names[number]!) ? "" : await endingOf(content));
      members.push({ path: `${kRoot}/${set}${folders[index]}/${name}`, content });
    }
  }
  const classes = record.classes.map(({ name }, index) => ({ name, folder: folders[index]! }));
  const settings: ProjectSettings = { version: 1, classes, choices: record.wishes, model: model?.about ?? null };
  members.push({ path: `${kRoot}/${kProjectFile}`, content: new Blob([JSON.stringify(settings, null, 1)]) });
  if (model) members.push({ path: `${kRoot}/${kProjectModel}`, content: model.file });
  return zipOf(members);
}

// A name that every file system takes and no program passes over.
function safeName(name: string): string {
  const safe =
    name
      .trim()
      .replace(/[\\/:*?"<>|\u0000-\u001f]/g, "_")
      .replace(/[. ]+$/, "") || "_";
  return litter(safe) === "none" ? safe : `_${safe}`;
}

// Numbers names that differ in letter case at most: "a.jpg", "a 2.jpg".
function distinct(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const [, stem, ending] = /^(.*?)(\.\w+)?$/s.exec(name)!;
    let result = name;
    for (let number = 2; taken.has(result.toLowerCase()); ++number) result = `${stem} ${number}${ending ?? ""}`;
    taken.add(result.toLowerCase());
    return result;
  });
}

// The usual ending of a photo without one, such as a pasted one.
async function endingOf(photo: Blob): Promise<string> {
  const start = String.fromCharCode(...new Uint8Array(await photo.slice(0, 12).arrayBuffer()));
  if (start.startsWith("\xff\xd8")) return ".jpg";
  if (start.startsWith("\x89PNG")) return ".png";
  return start.startsWith("RIFF") ? ".webp" : "";
}

// ---- Reading ----

export interface ImportedProject {
  nameOf: (folder: string) => string; // of the class
  choices: object;
  model: { file: File; about: AboutModel } | null;
}

// Takes the settings and the model of a saved project out of the files of an archive.
export async function projectAmong(
  files: FolderFile[],
): Promise<{ project: ImportedProject | null; rest: FolderFile[] }> {
  const list = files.find(({ name, folders }) => name === kProjectFile && folders.length <= 1);
  if (!list) return { project: null, rest: files };
  const beside = (name: string) => (one: FolderFile) =>
    one.name === name && one.folders.join("/") === list.folders.join("/");
  const model = files.find(beside(kProjectModel)) ?? null;
  const settings: Partial<ProjectSettings> = JSON.parse(await (await list.open()).text());
  const names = new Map((settings.classes ?? []).map(({ name, folder }) => [folder, name]));
  const project: ImportedProject = {
    nameOf: (folder) => names.get(folder) ?? folder,
    choices: settings.choices ?? {},
    model: model && settings.model ? { file: await model.open(), about: settings.model } : null,
  };
  return { project, rest: files.filter((one) => one !== list && one !== model) };
}
