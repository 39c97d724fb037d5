import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Call, CallError, type CallOptions } from "../client.ts";
import type { Model, OpenedLesson, RequestName, TrainProgress } from "../protocol.ts";
import { Teacher } from "./teacher.ts";

// Stands in for the worker: answers at once, from a table that a test may change; what is asked is written down.
let asked: { name: RequestName; request: any; options: CallOptions<"train"> }[];
let answers: Partial<Record<RequestName, (request: any) => unknown>>;
let model: Model | null;
let teacher: Teacher;
const adopted: unknown[] = [];
const picture = { side: 1, pixels: new Uint8ClampedArray(4) };
const kept: OpenedLesson = { record: null, left: null, persistent: true };

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  adopted.length = 0;
  model = null;
  answers = { openLesson: () => kept, addPhoto: () => picture, thumbnail: () => picture };
  const call = async (name: RequestName, request: unknown, options: CallOptions<"train"> = {}) => {
    asked.push({ name, request, options });
    return (answers[name] ?? (() => ({})))(request);
  };
  teacher = new Teacher(call as Call, {
    model: () => model,
    adoptModel: (...all) => adopted.push(all),
    announce: () => {},
  });
});
afterEach(() => vi.useRealTimers());

const file = (name: string) => ({ file: new File(["x"], name), folders: [] as string[] });
const settle = () => vi.advanceTimersByTimeAsync(2000);
const askedFor = (name: RequestName) => asked.filter((one) => one.name === name).map(({ request }) => request);
const shown = () =>
  Object.fromEntries(teacher.lesson.classes.map(({ name, photos }) => [name, photos.map(({ name }) => name)]));

async function twoClasses() {
  for (const name of ["cats", "dogs"]) {
    const id = teacher.addClass(name);
    teacher.addFiles([file(`${name}1`), file(`${name}2`)], id);
    await settle();
  }
}

describe("photos", () => {
  test("go into the class they were given to, folders into one of their own name", async () => {
    const cats = teacher.addClass("cats");
    teacher.addFiles([file("1.png"), file(".DS_Store"), { ...file("2.png"), folders: ["dogs"] }], cats);
    await settle();
    expect(shown()).toEqual({ cats: ["1.png"], dogs: ["2.png"] });
    teacher.addFiles([{ ...file("3.png"), folders: ["dogs"] }], null);
    await settle();
    expect(shown()).toEqual({ cats: ["1.png"], dogs: ["2.png", "3.png"] });
    expect(teacher.lesson.adding).toBeNull();
  });

  test("are drawn for who has none: two classes of them", async () => {
    answers.drawPhoto = () => ({ photo: new Blob(["png"], { type: "image/png" }) });
    await teacher.addDrawings();
    await settle();
    expect(Object.keys(shown())).toEqual(["bikes", "ships"]);
    expect(shown().ships).toHaveLength(24);
    expect(shown().bikes!.slice(0, 2)).toEqual(["bikes 1.png", "bikes 2.png"]);
    expect(askedFor("drawPhoto").at(-1)).toEqual({ label: 1, number: 23, side: 227 });
  });

  test("that cannot be drawn say why", async () => {
    answers.drawPhoto = () => {
      throw new CallError({ kind: "refused", message: "no memory" });
    };
    await teacher.addDrawings();
    expect(teacher.lesson.classes).toEqual([]);
    expect(teacher.lesson.refused).toMatchObject([{ name: "Use drawings", reason: "no memory" }]);
  });

  test("that are refused are listed with the reason, and the others come in", async () => {
    answers.addPhoto = ({ photo }) => {
      if (photo.name === "b") throw new CallError({ kind: "refused", message: "is empty" });
      return picture;
    };
    teacher.addFiles([file("a"), file("b"), file("c")], teacher.addClass("cats"));
    await settle();
    expect(shown()).toEqual({ cats: ["a", "c"] });
    expect(teacher.lesson.refused).toMatchObject([{ name: "b", reason: "is empty" }]);
  });

  test("that are removed come back by undo, and are deleted once they cannot", async () => {
    await twoClasses();
    const id = teacher.lesson.classes[0]!.photos[0]!.id;
    teacher.removePhoto(id);
    expect(shown().cats).toEqual(["cats2"]);
    teacher.undo();
    expect(shown().cats).toEqual(["cats1", "cats2"]);
    teacher.removePhoto(id);
    teacher.removeClass(teacher.lesson.classes[1]!.id);
    await settle();
    expect(askedFor("removePhotos")).toEqual([{ ids: [id] }]);
    teacher.undo();
    expect(shown()).toEqual({ cats: ["cats2"], dogs: ["dogs1", "dogs2"] });
  });

  test("of an earlier visit are there again; new ones take other numbers", async () => {
    await twoClasses();
    const record = askedFor("keepLesson").at(-1).record;
    const most = Math.max(...record.classes.flatMap(({ photos }: any) => photos.map(({ id }: any) => id)));
    const before = shown();
    teacher = new Teacher(
      (async (name: RequestName, request: any) => {
        asked.push({ name, request, options: {} });
        return name === "openLesson" ? { ...kept, record } : picture;
      }) as Call,
      { model: () => null, adoptModel: () => {}, announce: () => {} },
    );
    await teacher.open();
    expect(shown()).toEqual(before);
    teacher.wantThumbnail(most);
    await settle();
    expect(teacher.lesson.classes[1]!.photos[1]!.thumbnail).toBe(picture);
    teacher.addFiles([file("new")], teacher.lesson.classes[0]!.id);
    await settle();
    expect(askedFor("addPhoto").at(-1).id).toBeGreaterThan(most);
  });
});

describe("time and memory", () => {
  test("are measured once there are photos, again only where that changes them", async () => {
    answers.estimate = () => ({ batch: 3 });
    await twoClasses();
    expect(askedFor("estimate").map(({ useModel }) => useModel)).toEqual([false]);
    teacher.wish({ epochs: 99, seed: 5 });
    await settle();
    expect(askedFor("estimate").length).toBe(1);
    teacher.wish({ width: 0.5 });
    await settle();
    expect(askedFor("estimate").length).toBe(2);
    expect(teacher.lesson.measured.everything).toMatchObject({ status: "measured", photos: 4 });
  });

  test("of a large model are measured for what is chosen alone", async () => {
    model = { parameters: 62e6, weighted: 8, name: "big", preprocessing: {} } as Model;
    await twoClasses();
    expect(askedFor("estimate").map(({ settings }) => settings.freeze)).toEqual([["7"], []]);
    teacher.choose("dense");
    await settle();
    expect(askedFor("estimate").at(-1).settings.freeze).toEqual(["conv"]);
  });
});

describe("samples of augmentation", () => {
  test("are drawn for the latest of several choices, and once for the same", async () => {
    await twoClasses();
    const waiting: ((value: unknown) => void)[] = [];
    answers.augment = ({ settings }) =>
      new Promise((resolve) => waiting.push(() => resolve({ id: 1, seed: settings.seed, samples: [] })));
    void teacher.previewAugmentation();
    for (const seed of [3, 4]) {
      teacher.wish({ seed });
      void teacher.previewAugmentation();
    }
    waiting.shift()!(null);
    await settle();
    waiting.shift()!(null);
    await settle();
    expect(askedFor("augment").map(({ settings }) => settings.seed)).toEqual([0, 4]);
    expect(teacher.lesson.preview).toMatchObject({ augmented: { seed: 4 }, reason: "" });
    await teacher.previewAugmentation();
    expect(askedFor("augment").length).toBe(2);
    teacher.wish({ augment: "none", mirror: false });
    await teacher.previewAugmentation();
    expect(teacher.lesson.preview).toBeNull();
  });

  test("that cannot be drawn say why", async () => {
    await twoClasses();
    answers.augment = () => {
      throw new CallError({ kind: "refused", message: "is empty" });
    };
    await teacher.previewAugmentation();
    expect(teacher.lesson.preview).toMatchObject({ augmented: null, reason: "is empty" });
  });
});

describe("a run", () => {
  test("shows how it goes, and its model becomes the open one", async () => {
    await twoClasses();
    let end: (value: unknown) => void;
    answers.train = () => new Promise((resolve) => (end = resolve));
    answers.taughtModel = () => ({ file: "the file" });
    teacher.start();
    await settle();
    expect(askedFor("train")[0].classes.map(({ name }: any) => name)).toEqual(["cats", "dogs"]);
    const { onProgress } = asked.find(({ name }) => name === "train")!.options;
    const say = (progress: unknown) => onProgress!(progress as TrainProgress);
    say({ kind: "reading", done: 1, of: 4 });
    expect(teacher.lesson.run).toMatchObject({ status: "preparing", reading: { done: 1 } });
    say({ kind: "planned", plan: { history: [] } });
    say({ kind: "step", epoch: 0, step: 1, loss: 2, secondsLeft: 9 });
    say({ kind: "epoch", report: { epoch: 0, loss: 2 }, samples: [{ id: 3 }] });
    expect(teacher.lesson.run).toMatchObject({ status: "training", step: { loss: 2 }, samples: [{ id: 3 }] });
    expect(teacher.lesson.run!.history.length).toBe(1);
    teacher.addFiles([file("late")], null); // not while it learns
    expect(shown().cats!.length).toBe(2);
    end!({ why: "finished", model: { name: "mine" }, verdict: { top1: 1 } });
    await settle();
    expect(teacher.lesson.run).toMatchObject({ status: "ended", end: { why: "finished" } });
    expect(adopted).toEqual([[{ name: "mine" }, { kind: "file", file: "the file" }]]);
  });

  test("whose worker is lost can go on from what was saved", async () => {
    await twoClasses();
    answers.train = () => Promise.reject(new CallError({ kind: "lost", message: "The core stopped." }));
    const left = { request: { settings: { epochs: 9 }, classes: [] }, epoch: 4 };
    answers.openLesson = () => ({ ...kept, left });
    teacher.start();
    await settle();
    expect(teacher.lesson.run!.fault).toBe("The core stopped.");
    expect(teacher.lesson.left).toEqual(left);
    answers.train = () => ({ why: "finished", model: null, verdict: null });
    teacher.goOn();
    await settle();
    expect(askedFor("train").at(-1)).toEqual({ ...left.request, goOn: true });
    expect(teacher.lesson.left).toBeNull();
  });

  test("does not begin where something is missing", async () => {
    teacher.addClass("cats");
    teacher.start();
    await settle();
    expect(askedFor("train")).toEqual([]);
  });
});
