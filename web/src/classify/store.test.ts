import { beforeEach, describe, expect, test, vi } from "vitest";
import { type Call, CallError, type CallOptions } from "../core/client.ts";
import type { Classification, Model, ModelSource } from "../core/protocol.ts";
import type { RequestName } from "../core/worker_messages.ts";
import { kMostPhotos } from "./state.ts";
import { Store } from "./store.ts";

// A fake worker: each call waits until a test answers it.
interface Pending {
  name: RequestName;
  request: any;
  options: CallOptions;
  answer: (response: unknown) => Promise<void>;
  refuse: (message: string, kind?: "refused" | "lost" | "cancelled") => Promise<void>;
}
let pending: Pending[];
let store: Store;
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

beforeEach(() => {
  pending = [];
  const call = (name: RequestName, request: unknown, options: CallOptions = {}) =>
    new Promise((resolve, reject) => {
      const entry: Pending = {
        name,
        request,
        options,
        answer: (response) => (pending.splice(pending.indexOf(entry), 1), resolve(response), settle()),
        refuse: (message, kind = "refused") => (
          pending.splice(pending.indexOf(entry), 1),
          reject(new CallError({ kind, message })),
          settle()
        ),
      };
      options.signal?.addEventListener("abort", () => {
        if (pending.includes(entry)) void entry.refuse("Cancelled.", "cancelled");
      });
      pending.push(entry);
    });
  store = new Store(call as Call, "http://here/page/");
});

const model = (name = "ten"): Model => ({
  name,
  bytes: 10,
  variant: "keras",
  classes: 10,
  parameters: 5,
  preprocessing: { input: 227, resize: 227, fit: "stretch", color: "convert", interpolation: "bilinear_antialiased" },
  width: 1,
  denseWidth: 1,
  weighted: 8,
  quantization: "",
  assumptions: [],
});
const result = (label = "cat"): Classification => ({
  predictions: [{ index: 0, label, probability: 0.9 }],
  preprocessMs: 1,
  isSure: true,
  networkMs: 2,
  input: { width: 1, height: 1, pixels: new Uint8ClampedArray(4) },
  decodedBy: "core",
  warnings: [],
});
const photo = (name: string) => new File(["x"], name);
const only = () => (expect(pending.length).toBe(1), pending[0]!);
const statuses = () => store.state.photos.map(({ name, status }) => `${name} ${status}`);

async function withModel() {
  void store.openModel({ kind: "url", url: "http://here/ten.safetensors" });
  await only().answer(model());
}

describe("the preprocessing", () => {
  const changed = { ...model(), preprocessing: { ...model().preprocessing, name: "caffe" as const } };

  test("is changed by a name, and the photos are classified again", async () => {
    await withModel();
    await store.addFiles([photo("a")]);
    await only().answer(result());
    void store.changePreprocessing({ text: "caffe", meanImage: null });
    expect(only().request).toMatchObject({ change: { text: "caffe" }, name: "ten", bytes: 10 });
    await only().answer(changed);
    expect(store.state.model?.preprocessing.name).toBe("caffe");
    expect(statuses()).toEqual(["a working"]);
    expect(store.state.previous).toBe(null);
  });

  test("that cannot be changed stays, with a reason until it is changed", async () => {
    await withModel();
    void store.changePreprocessing({ text: "unknown", meanImage: null });
    await only().refuse("is not a convention");
    expect(store.state.preprocessingFault).toBe("is not a convention");
    void store.changePreprocessing({ text: "caffe", meanImage: null });
    await only().answer(changed);
    expect(store.state.preprocessingFault).toBe(null);
  });

  test("is changed by a file of JSON or a mean image", async () => {
    await withModel();
    void store.changePreprocessingByFile(new File(['\n {"scale":1}'], "p.json"));
    await vi.waitFor(() => only());
    expect(only().request).toMatchObject({ change: { text: '\n {"scale":1}', meanImage: null } });
    await only().answer(changed);
    const file = new File(["binary"], "mean.binaryproto");
    void store.changePreprocessingByFile(file);
    await vi.waitFor(() => only());
    expect(only().request).toMatchObject({ change: { text: "", meanImage: file } });
  });
});

describe("photos", () => {
  test("wait for a model, then are classified one after another, in order", async () => {
    await store.addFiles([photo("a"), photo("b")]);
    expect(pending).toEqual([]);
    await withModel();
    expect(statuses()).toEqual(["a working", "b waiting"]);
    await only().answer(result("first"));
    expect(statuses()).toEqual(["a done", "b working"]);
    await only().answer(result("second"));
    expect(store.state.photos.map(({ result }) => result?.predictions[0]?.label)).toEqual(["first", "second"]);
    expect(store.state.selected).toBe(store.state.photos[0]!.id);
    expect(store.state.announcement).toBe("b: second, 90 percent");
  });

  test("that fail have a reason, and the others are classified", async () => {
    await withModel();
    await store.addFiles([photo("a"), photo("broken"), photo("c")]);
    await only().answer(result());
    expect(statuses()).toEqual(["a done", "broken working", "c working"]);
    await only().answer({ results: [null, result()] });
    expect(only()).toMatchObject({ name: "classify" });
    await only().refuse("is not a picture");
    expect(statuses()).toEqual(["a done", "broken failed", "c done"]);
    expect(store.state.photos[1]!.reason).toBe("is not a picture");
  });

  test("of many are classified eight at once, after the selected one", async () => {
    await withModel();
    await store.addFiles(Array.from({ length: 11 }, (_, i) => photo(`${i}`)));
    expect(only().name).toBe("classify");
    await only().answer(result());
    const names = (count: number) =>
      only()
        .request.photos.slice(0, count)
        .map((file: File) => file.name);
    expect(only().name).toBe("classifyBatch");
    expect(names(9)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8"]);
    await only().answer({ results: Array.from({ length: 8 }, (_, i) => result(`label ${i + 1}`)) });
    expect(names(9)).toEqual(["9", "10"]);
    expect(store.state.photos[8]!.result?.predictions[0]?.label).toBe("label 8");
    await only().refuse("The worker was lost.", "lost"); // each is tried alone
    for (const name of ["9", "10"]) {
      expect(only()).toMatchObject({ name: "classify", request: { photo: { name } } });
      await only().answer(result());
    }
    expect(store.state.photos.every(({ status }) => status === "done")).toBe(true);
  });

  test("of large files are classified in smaller batches", async () => {
    await withModel();
    await store.addFiles(["a", "b", "c", "d"].map((name) => new File([new Uint8Array(7e6)], name)));
    await only().answer(result());
    expect(only().request.photos).toHaveLength(2);
    await only().answer({ results: [result(), result()] });
    expect(only().name).toBe("classify");
  });

  test("of the latest drop come first", async () => {
    await store.addFiles([photo("a"), photo("b")]);
    await store.addFiles([photo("c"), photo("d")]);
    expect(store.state.photos.map(({ name }) => name)).toEqual(["c", "d", "a", "b"]);
    expect(store.state.photos.find(({ id }) => id === store.state.selected)?.name).toBe("c");
  });

  test("are kept up to a limit", async () => {
    await store.addFiles(Array.from({ length: kMostPhotos + 5 }, (_, i) => photo(`${i}`)));
    expect(store.state.photos.length).toBe(kMostPhotos);
  });

  test("can be dismissed, and then the first one is selected", async () => {
    await store.addFiles([photo("a"), photo("b")]);
    store.dismissPhoto(store.state.selected!);
    expect(store.state.photos.map(({ name }) => name)).toEqual(["b"]);
    expect(store.state.selected).toBe(store.state.photos[0]!.id);
  });
});

describe("the fit", () => {
  test("classifies the selected photo again, and another one when it is selected", async () => {
    await withModel();
    await store.addFiles([photo("a"), photo("b")]);
    await only().answer(result());
    await only().answer(result());
    store.setFit("crop");
    expect(statuses()).toEqual(["a working", "b done"]);
    expect(only().request.fit).toBe("crop");
    await only().answer(result());
    store.select(store.state.photos[1]!.id);
    expect(statuses()).toEqual(["a done", "b working"]);
  });

  test("that is changed during a classification applies after it", async () => {
    await withModel();
    await store.addFiles([photo("a")]);
    store.setFit("stretch");
    await only().answer(result());
    expect(only().request.fit).toBe("stretch");
  });
});

describe("a model", () => {
  test("is distinguished from photos by its name, if its content says nothing", async () => {
    await store.addFiles([photo("a.jpg"), photo("Net.SafeTensors")]);
    expect(only()).toMatchObject({ name: "openModel", request: { source: { kind: "file" } } });
    expect(store.state.photos.length).toBe(1);
  });

  test("shows its bytes, then its preparation", () => {
    void store.openModel({ kind: "url", url: "http://here/ten.safetensors" });
    only().options.onProgress!({ loaded: 5, total: 10, done: false });
    expect(store.state.loading).toEqual({ name: "ten.safetensors", loaded: 5, total: 10, preparing: false });
    only().options.onProgress!({ loaded: 10, total: 10, done: true });
    expect(store.state.loading?.preparing).toBe(true);
  });

  test("that cannot be opened leaves the previous one open", async () => {
    await withModel();
    void store.openModel({ kind: "file", file: photo("bad.safetensors") });
    await only().refuse("is too short");
    expect(store.state.model?.name).toBe("ten");
    expect(store.state.modelFault).toMatchObject({ name: "bad.safetensors", reason: "is too short" });
  });

  test("that was refused opens with what the visitor says, and keeps it", async () => {
    const source: ModelSource = { kind: "file", file: photo("towers.pth") };
    void store.openModel(source);
    await only().refuse("which input?");
    void store.openModelWith(store.state.modelFault!.source!, { input: 227 });
    expect(only().request).toEqual({ source: { ...source, preprocessing: { input: 227 } } });
    await only().refuse("which colors?");
    void store.openModelWith(store.state.modelFault!.source!, { base: "caffe" });
    expect(only().request).toEqual({ source: { ...source, preprocessing: { input: 227, base: "caffe" } } });
    await only().answer(model());
    expect(store.state).toMatchObject({ model: { name: "ten" }, modelFault: null });
  });

  test("replaces one that is still being loaded", async () => {
    void store.openModel({ kind: "url", url: "http://here/slow.safetensors" });
    void store.openModel({ kind: "url", url: "http://here/fast.safetensors" });
    await settle();
    await only().answer(model("fast"));
    expect(store.state).toMatchObject({ model: { name: "fast" }, loading: null, modelFault: null });
  });

  test("that is new classifies every photo again", async () => {
    await withModel();
    await store.addFiles([photo("a")]);
    await only().answer(result("old"));
    void store.openModel({ kind: "url", url: "http://here/new.safetensors" });
    await only().answer(model("new"));
    expect(statuses()).toEqual(["a working"]);
    expect(store.state.photos[0]!.result?.predictions[0]?.label).toBe("old"); // shown until the new answer is there
  });

  test("on another server is rejected without a request", () => {
    store.openAddress("https://example.com/x.safetensors");
    expect(pending).toEqual([]);
    expect(store.state.modelFault?.reason).toEqual(["otherServer", "example.com"]);
  });

  test("that ships with the page is opened automatically only if it is small", () => {
    store.setShipped([{ name: "big", file: "models/big.safetensors", bytes: 250e6, integrity: "", description: "" }]);
    expect(pending).toEqual([]);
    store.setShipped([
      { name: "small", file: "models/small.safetensors", bytes: 4e6, integrity: "sha256-x", description: "" },
    ]);
    expect(only().request.source).toEqual({
      kind: "url",
      url: "http://here/page/models/small.safetensors?v=x",
      integrity: "sha256-x",
    });
  });
});

const request = { base: "http://here/", flavor: null, threads: null, exact: false, notIsolated: null };

describe("exact convolutions", () => {
  test("are chosen, and the photos are classified again; a lost worker starts with them", async () => {
    void store.start(request);
    await only().answer({ flavor: "simd", threads: 1, limits: [] });
    await withModel();
    await store.addFiles([photo("a")]);
    await only().answer(result());
    void store.setExact(true);
    expect(only()).toMatchObject({ name: "setExact", request: { exact: true } });
    expect(statuses()).toEqual(["a done"]);
    await only().answer({});
    expect(store.state.exact).toBe(true);
    expect(statuses()).toEqual(["a working"]);
    await only().answer(result());
    store.workerLost("unreachable");
    expect(pending[0]).toMatchObject({ name: "start", request: { exact: true } });
  });

  test("stay as they were if they cannot be changed", async () => {
    await withModel();
    void store.setExact(true);
    await only().refuse("There is not enough memory.");
    expect(store.state).toMatchObject({ exact: false, exactFault: "There is not enough memory." });
  });
});

describe("a lost worker", () => {
  test("is restarted with the model; the photo that caused the loss fails, the others are classified", async () => {
    void store.start(request);
    await only().answer({ flavor: "simd", threads: 1, limits: [] });
    await withModel();
    await store.addFiles([photo("killer"), photo("b")]);
    const killing = only();
    store.workerLost("unreachable");
    await killing.refuse("unreachable", "lost");
    expect(statuses()).toEqual(["killer failed", "b waiting"]);
    expect(pending.map(({ name }) => name)).toEqual(["start", "openModel"]);
    await pending[0]!.answer({ flavor: "simd", threads: 1, limits: [] });
    await only().answer(model());
    expect(statuses()).toEqual(["killer failed", "b working"]);
  });

  test("is not restarted after repeated losses", async () => {
    void store.start(request);
    for (let i = 0; i < 4; ++i) {
      const starting = pending.find(({ name }) => name === "start");
      store.workerLost("no memory");
      await starting?.refuse("no memory", "lost");
    }
    expect(store.state.runtime).toMatchObject({ status: "failed" });
    expect(pending).toEqual([]);
  });
});
