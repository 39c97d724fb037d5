// The models that were trained in this browser, in the worker: their files, and a list with what is known about each.
import type { TrainedModel, Verdict } from "../core/protocol.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import type { Files } from "./project_files.ts";

const kList = "trained.json";
const kEarlier = "best.safetensors"; // where earlier versions have left the model that was trained last
const kMostNames = 3; // of classes in the name of a file

const kFile = /^trained-(\d+)\.safetensors$/;
const fileOf = (id: number) => `trained-${id}.safetensors`;

export async function listTrained(files: Files): Promise<TrainedModel[]> {
  const list = await files.read(kList);
  if (!list) return [];
  const names = await files.names(); // a model without room was in memory alone
  return (JSON.parse(await list.text()) as TrainedModel[]).filter(({ id }) => names.includes(fileOf(id)));
}

async function write(files: Files, list: TrainedModel[]): Promise<void> {
  await files.keep(kList, new Blob([JSON.stringify(list)]));
}

// Stores a model, the newest first. Returns its entry, which says whether it will outlast the visit.
export async function addTrained(
  files: Files,
  model: Blob,
  about: { date: number; classes: string[]; verdict: Verdict | null },
): Promise<TrainedModel> {
  const list = await listTrained(files);
  // Also above those of removed models, which may come back.
  const ids = (await files.names()).map((name) => Number(kFile.exec(name)?.[1] ?? 0));
  const id = Math.max(0, ...ids) + 1;
  const isStored = await files.keep(fileOf(id), model);
  const entry: TrainedModel = { id, name: modelFileName(about.classes), bytes: model.size, isStored, ...about };
  await write(files, [entry, ...list]);
  return entry;
}

export async function readTrained(files: Files, id: number): Promise<File> {
  const model = await files.read(fileOf(id));
  const entry = (await listTrained(files)).find((one) => one.id === id);
  if (!model || !entry) throw new LocalizedError(["nothingTrained"]);
  return new File([model], entry.name);
}

// Takes a model out of the list. Its file stays until dropUnlisted(), so that the removal can be undone.
export async function removeTrained(files: Files, id: number): Promise<void> {
  await dropUnlisted(files);
  await write(
    files,
    (await listTrained(files)).filter((one) => one.id !== id),
  );
}

export async function restoreTrained(files: Files, model: TrainedModel): Promise<void> {
  await write(
    files,
    [model, ...(await listTrained(files))].sort((one, other) => other.id - one.id),
  );
}

// Deletes the models that are not in the list.
export async function dropUnlisted(files: Files): Promise<void> {
  const listed = (await listTrained(files)).map(({ id }) => fileOf(id));
  for (const name of await files.names()) if (kFile.test(name) && !listed.includes(name)) await files.remove(name);
}

// Adds the model that an earlier version has left without a list. Call it only if no run is interrupted, whose best model it would be.
export async function takeEarlier(files: Files): Promise<void> {
  const model = await files.read(kEarlier);
  if (!model) return;
  const date = model instanceof File ? model.lastModified : Date.now();
  await addTrained(files, new Blob([model]), { date, classes: await classesOf(model), verdict: null });
  await files.remove(kEarlier);
}

// The classes that the header of a .safetensors file names.
async function classesOf(model: Blob): Promise<string[]> {
  try {
    const length = new DataView(await model.slice(0, 8).arrayBuffer()).getBigUint64(0, true);
    const header = JSON.parse(await model.slice(8, 8 + Number(length)).text());
    return JSON.parse(header.__metadata__.labels);
  } catch {
    return [];
  }
}

// For example "cats-dogs.safetensors".
export function modelFileName(classes: string[]): string {
  const words = classes
    .map((name) =>
      name
        .trim()
        .replace(/[^\p{L}\p{N}]+/gu, "_")
        .replace(/^_|_$/g, ""),
    )
    .filter(Boolean);
  const more = words.length > kMostNames ? [`and-${words.length - kMostNames}-more`] : [];
  const name = [...words.slice(0, kMostNames), ...more].join("-").slice(0, 80);
  return `${name || "my-model"}.safetensors`;
}
