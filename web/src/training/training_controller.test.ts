import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Call, CallError, type CallOptions } from "../core/client.ts";
import type { Model, OpenedProject, TrainProgress } from "../core/protocol.ts";
import type { RequestName } from "../core/worker_messages.ts";
import { folderFile } from "../photos/folder_file.ts";
import type { Owner } from "../storage/project_lock.ts";
import { isUnsaved } from "./project.ts";
import { TrainingController } from "./training_controller.ts";

// A fake worker: answers at once from a table that a test may change, and records the requests.
let asked: { name: RequestName; request: any; options: CallOptions<"train"> }[];
let answers: Partial<Record<RequestName, (request: any) => unknown>>;
let model: Model | null;
let controller: TrainingController;
const adopted: unknown[] = [];
const picture = { width: 1, height: 1, pixels: new Uint8ClampedArray(4) };
const kept: OpenedProject = { record: null, interrupted: null, persistent: true, trained: [] };
let isOwner: boolean;
let owner: Owner;
let persisted: number;
let isComing: boolean;
const lock = {
  acquire: async (it: Owner) => ((owner = it), isOwner),
  takeOver: () => owner.granted(),
};

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  adopted.length = 0;
  model = null;
  isOwner = true;
  persisted = 0;
  isComing = false;
  answers = {
    openProject: () => kept,
    addPhoto: () => ({ image: picture, digest: "", isStored: true }),
    thumbnail: () => picture,
  };
  const call = async (name: RequestName, request: unknown, options: CallOptions<"train"> = {}) => {
    asked.push({ name, request, options });
    return (answers[name] ?? (() => ({})))(request);
  };
  controller = new TrainingController(call as Call, {
    model: () => model,
    isModelComing: () => isComing,
    setModel: (...all) => adopted.push(all),
    announce: () => {},
    lock,
    persist: () => void ++persisted,
  });
});
afterEach(() => vi.useRealTimers());

const file = (name: string, ...folders: string[]) => folderFile(new File(["x"], name), folders);
const settle = () => vi.advanceTimersByTimeAsync(2000);
const askedFor = (name: RequestName) => asked.filter((one) => one.name === name).map(({ request }) => request);
const shown = () =>
  Object.fromEntries(controller.project.classes.map(({ name, photos }) => [name, photos.map(({ name }) => name)]));

async function twoClasses() {
  for (const name of ["cats", "dogs"]) {
    const id = controller.addClass(name);
    controller.addFiles([file(`${name}1`), file(`${name}2`)], id);
    await settle();
  }
}

describe("photos beside a table of labels", () => {
  test("are in the classes that it names, which is told", async () => {
    const table = folderFile(new File(["image,label\n1.png,cats\n2.png,dogs\n"], "labels.csv"), ["all"]);
    controller.addFiles([file("1.png", "all"), file("2.png", "all"), file("3.png", "all"), table], null);
    await settle();
    expect(shown()).toEqual({ cats: ["1.png"], dogs: ["2.png"] });
    expect(controller.project.remarks.map(({ reason }) => reason)).toEqual([
      ["labeledByTable", 2],
      ["photosWithoutLabel", 1],
    ]);
  });
});

describe("options", () => {
  const option = { name: "nesterov", flag: "--nesterov", label: "Nesterov", group: "optimization" };

  test("of the core's table are loaded; stored values that it has are kept", async () => {
    const wishes = { choices: { epochs: 7 }, options: { nesterov: true, gone: 1 } };
    answers.openProject = () => ({ ...kept, record: { classes: [], wishes } });
    answers.trainingOptions = () => [option];
    await controller.open();
    expect(controller.project.options).toEqual([option]);
    expect(controller.project.overrides).toEqual({ choices: { epochs: 7 }, options: { nesterov: true } });
  });

  test("are set, and reset with the other choices", async () => {
    controller.setOption("nesterov", true);
    controller.setOption("augmentation.zoom_range", 0.5);
    controller.setChoices({ epochs: 3 });
    expect(controller.project.overrides.options).toEqual({ nesterov: true, "augmentation.zoom_range": 0.5 });
    controller.setChoices({ augment: "strong" }); // which sets the zoom
    expect(controller.project.overrides.options).toEqual({ nesterov: true });
    controller.setOption("nesterov", undefined);
    expect(controller.project.overrides.options).toEqual({});
    controller.setOption("nesterov", true);
    controller.resetChoices();
    expect(controller.project.overrides).toEqual({ choices: {} });
    await settle();
  });

  test("are part of what is trained", async () => {
    await twoClasses();
    controller.setOption("nesterov", true);
    answers.train = () => ({ outcome: "stopped", diagnosis: [], model: null, evaluation: null });
    controller.start();
    await settle();
    expect(askedFor("train")[0].settings).toMatchObject({ nesterov: true, variant: "keras" });
  });
});

describe("photos", () => {
  test("go to the given class; each folder becomes a class of its name", async () => {
    const cats = controller.addClass("cats");
    controller.addFiles([file("1.png"), file(".DS_Store"), file("2.png", "dogs")], cats);
    await settle();
    expect(shown()).toEqual({ cats: ["1.png"], dogs: ["2.png"] });
    controller.addFiles([file("3.png", "dogs")], null);
    await settle();
    expect(shown()).toEqual({ cats: ["1.png"], dogs: ["2.png", "3.png"] });
    expect(controller.project.adding).toBeNull();
  });

  test("are generated on request: two classes of synthetic images", async () => {
    answers.syntheticImage = () => ({ photo: new Blob(["png"], { type: "image/png" }) });
    await controller.addSyntheticImages();
    await settle();
    expect(Object.keys(shown())).toEqual(["bikes", "ships"]);
    expect(shown().ships).toHaveLength(24);
    expect(shown().bikes!.slice(0, 2)).toEqual(["bikes 1.png", "bikes 2.png"]);
    expect(askedFor("syntheticImage").at(-1)).toEqual({ label: 1, number: 23, side: 227 });
  });

  test("that cannot be generated have a reason", async () => {
    answers.syntheticImage = () => {
      throw new CallError({ kind: "refused", message: "no memory" });
    };
    await controller.addSyntheticImages();
    expect(controller.project.classes).toEqual([]);
    expect(controller.project.refused).toMatchObject([{ name: "Use synthetic images", reason: "no memory" }]);
  });

  test("that cannot be read are listed with the reason, and the others are added", async () => {
    answers.addPhoto = ({ photo }) => {
      if (photo.name === "b") throw new CallError({ kind: "refused", message: "is empty" });
      return picture;
    };
    controller.addFiles([file("a"), file("b"), file("c")], controller.addClass("cats"));
    await settle();
    expect(shown()).toEqual({ cats: ["a", "c"] });
    expect(controller.project.refused).toMatchObject([{ name: "b", reason: "is empty" }]);
  });

  test("that are removed are restored by undo, and deleted once the removal is final", async () => {
    await twoClasses();
    const id = controller.project.classes[0]!.photos[0]!.id;
    controller.removePhoto(id);
    expect(shown().cats).toEqual(["cats2"]);
    controller.undo();
    expect(shown().cats).toEqual(["cats1", "cats2"]);
    controller.removePhoto(id);
    controller.removeClass(controller.project.classes[1]!.id);
    await settle();
    expect(askedFor("removePhotos")).toEqual([{ ids: [id] }]);
    controller.undo();
    expect(shown()).toEqual({ cats: ["cats2"], dogs: ["dogs1", "dogs2"] });
  });

  test("of an earlier visit are restored; new ones get other numbers", async () => {
    await twoClasses();
    const record = askedFor("saveProject").at(-1).record;
    const most = Math.max(...record.classes.flatMap(({ photos }: any) => photos.map(({ id }: any) => id)));
    const before = shown();
    controller = new TrainingController(
      (async (name: RequestName, request: any) => {
        asked.push({ name, request, options: {} });
        return name === "openProject" ? { ...kept, record } : picture;
      }) as Call,
      {
        model: () => null,
        isModelComing: () => false,
        setModel: () => {},
        announce: () => {},
        lock,
        persist: () => {},
      },
    );
    await controller.open();
    expect(shown()).toEqual(before);
    controller.requestThumbnail(most);
    await settle();
    expect(controller.project.classes[1]!.photos[1]!.thumbnail).toBe(picture);
    controller.addFiles([file("new")], controller.project.classes[0]!.id);
    await settle();
    expect(askedFor("addPhoto").at(-1).id).toBeGreaterThan(most);
  });
});

describe("the stored project", () => {
  const record = { classes: [{ id: 4, name: "cats", photos: [{ id: 9, name: "a" }] }], wishes: { choices: {} } };

  test("of another page is not shown or changed, until this page gets it", async () => {
    isOwner = false;
    answers.openProject = () => ({ ...kept, record });
    await controller.open();
    expect(controller.project.ownership).toBe("elsewhere");
    expect(askedFor("openProject")).toEqual([]);
    controller.addFiles([file("a.png", "dogs")], null);
    await controller.save();
    await settle();
    expect([...askedFor("addPhoto"), ...askedFor("saveProject")]).toEqual([]);
    controller.takeOver();
    await settle();
    expect(controller.project.ownership).toBe("here");
    expect(shown()).toEqual({ cats: ["a"] });
  });

  test("is stored and left alone when another page takes it", async () => {
    await controller.open();
    await twoClasses();
    await owner.release(false);
    expect(askedFor("releaseProject")[0].record.classes.map(({ name }: any) => name)).toEqual(["cats", "dogs"]);
    expect(controller.project).toMatchObject({ ownership: "elsewhere", classes: [], run: null });
    const saved = askedFor("saveProject").length;
    await controller.save();
    expect(askedFor("saveProject").length).toBe(saved);
  });

  test("gives no number to a photo before the stored ones are known", async () => {
    answers.openProject = () => new Promise((resolve) => setTimeout(() => resolve({ ...kept, record }), 500));
    void controller.open();
    controller.addFiles([file("early.png", "dogs")], null);
    expect(askedFor("addPhoto")).toEqual([]);
    await settle();
    expect(askedFor("addPhoto")[0].id).toBeGreaterThan(9);
    expect(shown()).toEqual({ cats: ["a"], dogs: ["early.png"] });
  });

  test("is asked to outlast the browser's cleaning once it has photos", async () => {
    await controller.open();
    expect(persisted).toBe(0);
    await twoClasses();
    expect(persisted).toBe(2);
  });

  test("that does not fit is told", async () => {
    await controller.open();
    answers.addPhoto = () => ({ image: picture, digest: "", isStored: false });
    await twoClasses();
    expect(controller.project.isStorageFull).toBe(true);
  });
});

describe("trained models", () => {
  const [old, young] = [1, 2].map((id) => ({ id, name: `${id}.safetensors`, isStored: true }));

  test("are removed, which can be undone", async () => {
    answers.openProject = () => ({ ...kept, trained: [young, old] });
    await controller.open();
    controller.models.forget(young as any);
    expect(controller.project.trained).toEqual([old]);
    expect(askedFor("removeTrained")).toEqual([{ id: 2 }]);
    controller.models.undo();
    expect(controller.project.trained).toEqual([young, old]);
    expect(askedFor("restoreTrained")).toEqual([{ model: young }]);
  });

  test("that are neither stored nor downloaded keep the page from being left", async () => {
    answers.trainedModel = () => ({ file: new File([], "x") });
    answers.openProject = () => ({ ...kept, trained: [{ ...old, isStored: false }] });
    await controller.open();
    expect(isUnsaved(controller.project)).toBe(true);
    await controller.models.download(1);
    expect(isUnsaved(controller.project)).toBe(false);
  });
});

describe("time and memory", () => {
  test("are measured once there are photos, and again only if they may change", async () => {
    answers.estimate = () => ({ batch: 3 });
    await twoClasses();
    expect(askedFor("estimate").map(({ useModel }) => useModel)).toEqual([false]);
    controller.setChoices({ epochs: 99, seed: 5 });
    await settle();
    expect(askedFor("estimate").length).toBe(1);
    controller.setChoices({ width: 0.5 });
    await settle();
    expect(askedFor("estimate").length).toBe(2);
    expect(controller.project.measured.everything).toMatchObject({ status: "measured", photos: 4 });
  });

  test("of a large model are measured for the chosen scope only", async () => {
    model = { parameters: 62e6, weighted: 8, name: "big", preprocessing: {} } as Model;
    await twoClasses();
    expect(askedFor("estimate").map(({ settings }) => settings.freeze)).toEqual([["7"], []]);
    controller.setScope("dense");
    await settle();
    expect(askedFor("estimate").at(-1).settings.freeze).toEqual(["conv"]);
  });
});

describe("samples of augmentation", () => {
  test("are computed for the latest of several choices, and once for the same", async () => {
    await twoClasses();
    const waiting: ((value: unknown) => void)[] = [];
    answers.augment = ({ settings }) =>
      new Promise((resolve) => waiting.push(() => resolve({ id: 1, seed: settings.seed, samples: [] })));
    void controller.previewAugmentation();
    for (const seed of [3, 4]) {
      controller.setChoices({ seed });
      void controller.previewAugmentation();
    }
    waiting.shift()!(null);
    await settle();
    waiting.shift()!(null);
    await settle();
    expect(askedFor("augment").map(({ settings }) => settings.seed)).toEqual([0, 4]);
    expect(controller.project.preview).toMatchObject({ augmented: { seed: 4 }, reason: "" });
    await controller.previewAugmentation();
    expect(askedFor("augment").length).toBe(2);
    controller.setChoices({ augment: "none", mirror: false });
    await controller.previewAugmentation();
    expect(controller.project.preview).toBeNull();
  });

  test("that fail have a reason", async () => {
    await twoClasses();
    answers.augment = () => {
      throw new CallError({ kind: "refused", message: "is empty" });
    };
    await controller.previewAugmentation();
    expect(controller.project.preview).toMatchObject({ augmented: null, reason: "is empty" });
  });
});

describe("a run", () => {
  test("reports its progress, and its model becomes the open one", async () => {
    await twoClasses();
    let end: (value: unknown) => void;
    answers.train = () => new Promise((resolve) => (end = resolve));
    answers.trainedModel = () => ({ file: "the file" });
    controller.start();
    await settle();
    expect(askedFor("train")[0].classes.map(({ name }: any) => name)).toEqual(["cats", "dogs"]);
    const { onProgress } = asked.find(({ name }) => name === "train")!.options;
    const say = (progress: unknown) => onProgress!(progress as TrainProgress);
    say({ kind: "reading", done: 1, of: 4 });
    expect(controller.project.run).toMatchObject({ status: "preparing", reading: { done: 1 } });
    say({ kind: "planned", plan: { history: [] } });
    say({ kind: "step", epoch: 0, step: 1, loss: 2, secondsLeft: 9 });
    say({ kind: "epoch", report: { epoch: 0, loss: 2 }, samples: [{ id: 3 }] });
    expect(controller.project.run).toMatchObject({ status: "training", step: { loss: 2 }, samples: [{ id: 3 }] });
    expect(controller.project.run!.history.length).toBe(1);
    controller.addFiles([file("late")], null); // not while it learns
    expect(shown().cats!.length).toBe(2);
    expect(isUnsaved(controller.project)).toBe(true);
    const trained = { id: 7, isStored: true };
    end!({ outcome: "finished", model: { name: "mine" }, evaluation: { top1: 1 }, trained, samples: [] });
    await settle();
    expect(controller.project.run).toMatchObject({ status: "ended", end: { outcome: "finished" } });
    expect(adopted).toEqual([[{ name: "mine" }, { kind: "file", file: "the file" }]]);
    expect(controller.project.trained).toEqual([trained]);
    expect(isUnsaved(controller.project)).toBe(false);
  });

  test("can be resumed after a loss of the worker", async () => {
    await twoClasses();
    answers.train = () => Promise.reject(new CallError({ kind: "lost", message: "The core stopped." }));
    const interrupted = { request: { settings: { epochs: 9 }, classes: [] }, epoch: 4 };
    answers.openProject = () => ({ ...kept, interrupted });
    controller.start();
    await settle();
    expect(controller.project.run!.fault).toBe("The core stopped.");
    expect(controller.project.interrupted).toEqual(interrupted);
    answers.train = () => ({ outcome: "finished", model: null, evaluation: null });
    controller.resumeInterrupted();
    await settle();
    expect(askedFor("train").at(-1)).toEqual({ ...interrupted.request, resume: true });
    expect(controller.project.interrupted).toBeNull();
  });

  test("starts once if the button is clicked twice", async () => {
    await twoClasses();
    answers.train = () => new Promise(() => {});
    controller.start();
    controller.start();
    await settle();
    expect(askedFor("train").length).toBe(1);
  });

  test("waits for the model that is being opened, unless everything is to be trained", async () => {
    await twoClasses();
    answers.train = () => new Promise(() => {});
    isComing = true;
    controller.start();
    await settle();
    expect(askedFor("train")).toEqual([]);
    controller.setScope("everything");
    controller.start();
    await settle();
    expect(askedFor("train").length).toBe(1);
  });

  test("is ended for another one with a better learning rate", async () => {
    await twoClasses();
    const ends: ((end: unknown) => void)[] = [];
    answers.train = () => new Promise((resolve) => ends.push(resolve));
    controller.start();
    await settle();
    controller.startAnew(0.0001);
    await settle();
    expect(askedFor("control")).toEqual([{ command: "discard" }]);
    ends[0]!({
      outcome: "stopped",
      diagnosis: [],
      model: null,
      evaluation: null,
      trained: null,
      samples: [],
    });
    await settle();
    expect(askedFor("train").map(({ settings }) => settings.learning_rate)).toEqual([0.001, 0.0001]);
  });

  test("does not start while something is missing", async () => {
    controller.addClass("cats");
    controller.start();
    await settle();
    expect(askedFor("train")).toEqual([]);
  });
});
