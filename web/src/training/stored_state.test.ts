// What earlier versions of the page have stored can still be opened. The fixtures are as version 0.1.0 wrote them.
import { beforeEach, expect, test, vi } from "vitest";
import type { InterruptedRun, ProjectRecord } from "../core/protocol.ts";
import { WorkerState } from "../core/worker_context.ts";
import { fromAddress } from "../inspect/inspection.ts";
import { fromRecord } from "./project.ts";
import { openFiles } from "./project_files.ts";
import { trainingMethods } from "./training_methods.ts";

const record =
  '{"classes":[{"id":1,"name":"cats","photos":[{"id":2,"name":"a.jpg"},{"id":3,"name":"b.jpg"}]},' +
  '{"id":4,"name":"dogs","photos":[{"id":5,"name":"c.jpg"}]}],' +
  '"wishes":{"scope":"dense","choices":{"epochs":7,"augment":"strong","mirror":true}}}';
const run =
  '{"request":{"settings":{"variant":"keras","width":0.25,"dense_width":0,"input":227,"resize":227,"fit":"stretch",' +
  '"freeze":[],"epochs":30,"batch":16,"optimizer":"adam","learning_rate":0.001,"seed":0,"validation_fraction":0.2,' +
  '"augmentation":{"rotation_range":10,"horizontal_flip":true}},"classes":[{"name":"cats","photos":[2,3]},' +
  '{"name":"dogs","photos":[5]}],"useModel":false,"goOn":false},"epoch":4}';

// The origin's private file system, as far as it is used here.
class FakeFolder {
  folders = new Map<string, FakeFolder>();
  files = new Map<string, Blob>();
  async getDirectoryHandle(name: string) {
    if (!this.folders.has(name)) this.folders.set(name, new FakeFolder());
    return this.folders.get(name)!;
  }
  async getFileHandle(name: string, { create = false } = {}) {
    if (!this.files.has(name) && !create) throw new DOMException("", "NotFoundError");
    if (create && !this.files.has(name)) this.files.set(name, new Blob());
    return {
      getFile: async () => this.files.get(name)!,
      createWritable: async () => {
        const pieces: BlobPart[] = [];
        const write = async (piece: BlobPart) => void pieces.push(piece);
        return { write, close: async () => void (pieces.length > 0 && this.files.set(name, new Blob(pieces))) };
      },
    };
  }
  async removeEntry(name: string) {
    this.files.delete(name);
  }
  async *keys() {
    yield* this.files.keys();
  }
}

let root: FakeFolder;
beforeEach(async () => {
  root = new FakeFolder();
  const folder = await root.getDirectoryHandle("lesson");
  for (const [name, text] of Object.entries({ "record.json": record, "run.json": run }))
    folder.files.set(name, new Blob([text]));
  for (const id of [2, 3, 5, 9]) folder.files.set(`photo-${id}`, new Blob([String(id)]));
  vi.stubGlobal("navigator", { storage: { getDirectory: async () => root } });
});

test("a stored project has its classes, photos and choices", async () => {
  const stored: ProjectRecord = JSON.parse(await (await (await openFiles()).read("record.json"))!.text());
  const { classes, overrides } = fromRecord(stored);
  expect(classes.map(({ name, photos }) => [name, photos.map(({ name }) => name)])).toEqual([
    ["cats", ["a.jpg", "b.jpg"]],
    ["dogs", ["c.jpg"]],
  ]);
  expect(overrides).toEqual({ scope: "dense", choices: { epochs: 7, augment: "strong", mirror: true } });
});

const convert = () => Promise.reject(new Error("no model is converted here"));

test("an interrupted run can be resumed, and its photos are kept", async () => {
  const context = { state: new WorkerState(), signal: new AbortController().signal, report: () => {}, convert };
  const { interrupted, persistent } = await trainingMethods.openProject({}, context);
  expect(persistent).toBe(true);
  expect((interrupted as InterruptedRun).epoch).toBe(4);
  expect((interrupted as InterruptedRun).request.classes[1]).toEqual({ name: "dogs", photos: [5] });
  const names = [...root.folders.get("lesson")!.files.keys()];
  expect(names.filter((name) => name.startsWith("photo-"))).toEqual(["photo-2", "photo-3", "photo-5"]); // not the unreferenced 9
});

test("the model that an earlier version trained last is among the trained models", async () => {
  const labels = JSON.stringify({ __metadata__: { labels: '["cats","dogs"]' } });
  const length = new BigUint64Array([BigInt(labels.length)]);
  const files = root.folders.get("lesson")!.files;
  files.delete("run.json");
  files.set("best.safetensors", new File([length, labels, "weights"], "best.safetensors", { lastModified: 5 }));
  const context = { state: new WorkerState(), signal: new AbortController().signal, report: () => {}, convert };
  const { trained } = await trainingMethods.openProject({}, context);
  const expected = { id: 1, name: "cats-dogs.safetensors", classes: ["cats", "dogs"], date: 5, verdict: null };
  expect(trained).toMatchObject([expected]);
  expect(await trainingMethods.trainedModels({}, context)).toMatchObject({ models: [expected] });
  const { file } = await trainingMethods.trainedModel({ id: 1 }, context);
  expect(await file.text()).toContain("weights");
  expect(files.has("best.safetensors")).toBe(false);
  await trainingMethods.removeTrained({ id: 1 }, context);
  expect(await trainingMethods.trainedModels({}, context)).toEqual({ models: [] });
  await trainingMethods.restoreTrained({ model: trained[0]! }, context);
  expect(await trainingMethods.trainedModels({}, context)).toMatchObject({ models: [expected] });
  await trainingMethods.removeTrained({ id: 1 }, context);
  await trainingMethods.openProject({}, context); // of the next visit
  expect(files.has("trained-1.safetensors")).toBe(false);
});

test("a link opens the same layer, unit, method, class and region", () => {
  expect(
    fromAddress("#inside?layer=relu3&unit=17&scale=layer&method=guided&class=10&about=unit&part=0.3,0.2,0.25,0.3"),
  ).toEqual({
    ...{ layer: "relu3", cursor: 17, pinned: 17, scale: "layer", method: "guided", classIndex: 10, aboutUnit: true },
    linkedRegion: { left: 0.3, top: 0.2, width: 0.25, height: 0.3 },
  });
});
