import { beforeEach, describe, expect, test } from "vitest";
import type { Call } from "../client.ts";
import type { Layer, Look, Model, RequestName } from "../protocol.ts";
import { Inspector, type Subject } from "./inspector.ts";

// Stands in for the worker: answers from a table that a test may change; what is asked is written down.
let asked: { name: RequestName; request: any }[];
let answers: Partial<Record<RequestName, (request: any) => unknown>>;
let addresses: string[];
let inspector: Inspector;

const painting = { width: 1, height: 1, pixels: new Uint8ClampedArray(4) };
const statistics = { min: 0, max: 4, mean: 1, zeros: 0.5 };
const layer = (name: string, shape: number[], strongest: number): Layer => ({
  ...{ name, shape, strongest, statistics },
  ...{ operation: "convolution", dead: 0, tile: painting },
});
const look: Look = {
  layers: [
    layer("conv1", [2, 3, 8], 5),
    layer("relu1", [2, 3, 8], 6),
    layer("conv2", [2, 2, 4], 1),
    layer("fc8", [3], 2),
  ],
  labels: ["cat", "dog", "ship"],
  probabilities: [0.1, 0.2, 0.7],
  square: { side: 120, pixels: new Uint8ClampedArray(4) },
  largest: 9,
  colours: { plain: new Uint8Array(1024), signed: new Uint8Array(1024) },
  pictureMs: 1,
  networkMs: 2,
};
const layout = { columns: 3, rows: 3, mapWidth: 3, mapHeight: 2, zoom: 1, gap: 1 };
const model = {} as Model;
const subject = (id: number): Subject => ({ photo: { id, blob: new Blob([String(id)]) }, model, fit: "model" });

beforeEach(() => {
  asked = [];
  addresses = [];
  answers = {
    look: () => look,
    units: () => ({ picture: painting, layout, statistics: [], signed: false, largest: 4 }),
    unit: () => ({ statistics, values: new Float32Array([0, 1, 0, 4, 0, 0]) }),
    value: ({ y, x }) => ({ value: 10 * y + x, field: { x: 0, y: 0, width: 1, height: 1 }, arithmetic: null }),
    explain: (question) => ({ picture: painting, layer: "relu5", class: question.class, value: 1, start: 0 }),
    filters: () => ({ picture: painting, layout }),
  };
  const call = async (name: RequestName, request: unknown) => {
    asked.push({ name, request });
    return answers[name]!(request);
  };
  inspector = new Inspector(call as Call, {
    keepAddress: (hash) => addresses.push(hash),
    announce: () => {},
  });
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const askedFor = (name: RequestName) => asked.filter((one) => one.name === name).map(({ request }) => request);
async function looked(hash = "#inside") {
  inspector.open(hash);
  inspector.show(subject(1));
  await settle();
  return inspector.inside;
}

describe("a photo", () => {
  test("is shown with its first layer, the strongest unit, where that is strongest, and the likeliest class", async () => {
    const inside = await looked();
    expect(inside).toMatchObject({ layer: "conv1", cursor: 5, pinned: null, looking: false });
    expect(inside.value?.at).toEqual({ y: 1, x: 0 });
    expect(askedFor("explain")).toEqual([{ method: "grad-cam", class: 2 }]);
    expect(inspector.isExplained()).toBe(true);
  });

  test("is looked at once, and again with another model or fit", async () => {
    await looked();
    inspector.show(subject(1));
    expect(askedFor("look").length).toBe(1);
    inspector.show({ ...subject(1), fit: "crop" });
    await settle();
    expect(askedFor("look").length).toBe(2);
  });

  test("that comes late is dropped for the one behind it", async () => {
    const waiting: ((look: Look) => void)[] = [];
    answers.look = () => new Promise((resolve) => waiting.push(resolve));
    inspector.show(subject(1));
    inspector.show(subject(2));
    waiting[1]!({ ...look, largest: 2 });
    await settle();
    waiting[0]!({ ...look, largest: 1 });
    await settle();
    expect(inspector.inside.look?.largest).toBe(2);
  });

  test("that is refused leaves the reason", async () => {
    answers.look = () => {
      throw new Error("is no picture");
    };
    expect(await looked()).toMatchObject({ look: null, reason: "is no picture", looking: false });
  });
});

describe("a link", () => {
  test("brings layer, unit, method and class back", async () => {
    const inside = await looked("#inside?layer=conv2&unit=3&method=gradient&class=1");
    expect(inside).toMatchObject({ layer: "conv2", pinned: 3, cursor: 3, method: "gradient", classIndex: 1 });
    expect(askedFor("explain")).toEqual([{ method: "gradient", class: 1 }]);
  });

  test("for another network is followed as far as it goes", async () => {
    const inside = await looked("#inside?layer=conv9&unit=300&class=50");
    expect(inside).toMatchObject({ layer: "conv1", pinned: 7, cursor: 7, classIndex: null });
  });

  test("is kept up to date", async () => {
    await looked();
    inspector.setLayer("conv2");
    inspector.pin(2);
    inspector.setClass(0);
    expect(addresses.at(-1)).toBe("#inside?layer=conv2&unit=2&method=grad-cam&class=0");
  });
});

describe("units", () => {
  test("stay the same channel behind a ReLU, and begin anew behind a convolution", async () => {
    await looked();
    inspector.pin(3);
    inspector.stepLayer(1);
    expect(inspector.inside).toMatchObject({ layer: "relu1", cursor: 3, pinned: 3 });
    inspector.stepLayer(1);
    expect(inspector.inside).toMatchObject({ layer: "conv2", cursor: 1, pinned: null });
    inspector.stepLayer(1);
    inspector.stepLayer(1);
    expect(inspector.inside.layer).toBe("fc8");
  });

  test("are walked, previewed, pinned and let go of", async () => {
    await looked();
    inspector.move(0, -1);
    expect(inspector.inside.cursor).toBe(2);
    inspector.pin();
    inspector.hover(7);
    await settle();
    expect(inspector.inside.unit?.unit).toBe(7);
    inspector.hover(null);
    await settle();
    expect(inspector.inside.unit?.unit).toBe(2);
    inspector.move(-1, 0);
    inspector.leave();
    expect(inspector.inside).toMatchObject({ cursor: 2, pinned: 2 });
    inspector.leave();
    expect(inspector.inside.pinned).toBeNull();
  });

  test("are asked for a place that was picked", async () => {
    await looked();
    inspector.pick({ y: 0, x: 2 });
    await settle();
    expect(inspector.inside.value).toMatchObject({ at: { y: 0, x: 2 }, made: { value: 2 } });
  });

  test("have filters in the first layer alone", async () => {
    await looked();
    inspector.setFilters(true);
    await settle();
    expect(inspector.inside.filters).not.toBeNull();
    inspector.setLayer("conv2");
    inspector.setFilters(true);
    expect(inspector.inside.showsFilters).toBe(false);
  });
});

describe("explanations", () => {
  test("that take long wait until they are asked for", async () => {
    await looked();
    inspector.setMethod("occlusion");
    await settle();
    expect(askedFor("explain").length).toBe(1);
    expect(inspector.isExplained()).toBe(false);
    await inspector.explain();
    expect(askedFor("explain")[1]).toEqual({ method: "occlusion", class: 2, patch: 20, stride: 10 });
    expect(inspector.isExplained()).toBe(true);
  });

  test("can be about the pinned unit, but for Grad-CAM", async () => {
    await looked();
    inspector.pin(4);
    inspector.setAboutUnit(true);
    expect(inspector.question()).toEqual({ method: "grad-cam", class: 2 });
    inspector.setMethod("gradient");
    expect(inspector.question()).toEqual({ method: "gradient", layer: "conv1", unit: 4 });
  });

  test("answer the latest wish when several come quickly", async () => {
    await looked();
    inspector.setClass(0);
    inspector.setClass(1);
    await settle();
    expect(askedFor("explain").map(({ class: index }) => index)).toEqual([2, 0, 1]);
    expect(inspector.inside.explained?.answer.class).toBe(1);
  });

  test("that fail say why", async () => {
    answers.explain = () => {
      throw new Error("no memory");
    };
    expect(await looked()).toMatchObject({ explained: null, explainFault: "no memory", explaining: false });
  });
});
