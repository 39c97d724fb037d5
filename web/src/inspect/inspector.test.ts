import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Call, CallError, type CallOptions } from "../core/client.ts";
import type { ExplanationResult, Layer, InspectedPhoto, Model } from "../core/protocol.ts";
import type { RequestName } from "../core/worker_messages.ts";
import { Inspector, type Subject } from "./inspector.ts";

// A fake worker: answers from a table that a test may change, and records the requests.
let asked: { name: RequestName; request: any }[];
let answers: Partial<Record<RequestName, (request: any) => unknown>>;
let addresses: string[];
let tell: (done: number) => void; // how far the explanation is that was asked for last
let inspector: Inspector;

const image = { width: 1, height: 1, pixels: new Uint8ClampedArray(4) };
const explained: ExplanationResult = {
  ...{ label: "ship", probability: 0.7, unit: null },
  ...{ image, layer: "relu5", class: 2, value: 1, start: 0 },
  ...{ done: 0, of: 9, milliseconds: 1 },
};
const statistics = { min: 0, max: 4, mean: 1, zeros: 0.5 };
const layer = (name: string, shape: number[], strongest: number): Layer => ({
  ...{ name, shape, strongest, statistics },
  ...{ operation: "convolution", dead: 0, tile: image },
});
const inspected: InspectedPhoto = {
  photo: { width: 400, height: 300 },
  region: { left: 50, top: 0, width: 300, height: 300 },
  layers: [
    layer("conv1", [2, 3, 8], 5),
    layer("relu1", [2, 3, 8], 6),
    layer("conv2", [2, 2, 4], 1),
    layer("fc8", [3], 2),
  ],
  labels: ["cat", "dog", "ship"],
  probabilities: [0.1, 0.2, 0.7],
  input: { width: 120, height: 120, pixels: new Uint8ClampedArray(4) },
  largest: 9,
  warnings: [],
  colors: { plain: new Uint8Array(1024), signed: new Uint8Array(1024) },
  picture_milliseconds: 1,
  converted_from: "",
  network_milliseconds: 2,
};
const layout = { columns: 3, rows: 3, map_width: 3, map_height: 2, zoom: 1, gap: 1 };
const model = {} as Model;
const subject = (id: number): Subject => ({ photo: { id, blob: new Blob([String(id)]) }, model, fit: "model" });

beforeEach(() => {
  asked = [];
  answers = {
    inspectPhoto: () => inspected,
    units: () => ({ image, layout, statistics: [], signed: false, largest: 4 }),
    unit: () => ({ statistics, values: new Float32Array([0, 1, 0, 4, 0, 0]) }),
    value: ({ y, x }) => ({ value: 10 * y + x, field: { x: 0, y: 0, width: 1, height: 1 }, arithmetic: null }),
    explain: (question) => ({ image, layer: "relu5", class: question.class, value: 1, start: 0 }),
    filters: () => ({ image, layout }),
    photo: () => ({ image }),
    inspectRegion: (region) => ({ ...inspected, region, largest: region.left }),
  };
  const call = async (name: RequestName, request: unknown, options: CallOptions<"explain"> = {}) => {
    asked.push({ name, request });
    const cancelled = new Promise((_, reject) =>
      options.signal?.addEventListener("abort", () => reject(new CallError({ kind: "cancelled", message: "" }))),
    );
    tell = (done) => options.onProgress!({ ...explained, done });
    return Promise.race([answers[name]!(request), cancelled]);
  };
  const kept = (addresses = []) as string[]; // an earlier inspector may still have one to tell
  inspector = new Inspector(call as Call, {
    setAddress: (hash) => kept.push(hash),
    announce: () => {},
  });
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
const askedFor = (name: RequestName) => asked.filter((one) => one.name === name).map(({ request }) => request);
async function pending(hash = "#inside") {
  inspector.open(hash);
  inspector.show(subject(1));
  await settle();
  return inspector.inspection;
}

describe("a photo", () => {
  test("is shown with its first layer, the strongest unit, its strongest value, and the most probable class", async () => {
    const inspection = await pending();
    expect(inspection).toMatchObject({ layer: "conv1", cursor: 5, pinned: null, isInspecting: false });
    expect(inspection.value?.at).toEqual({ y: 1, x: 0 });
    expect(askedFor("explain")).toEqual([{ method: "grad-cam", class: 2 }]);
    expect(inspector.isExplained()).toBe(true);
  });

  test("is inspected once, and again with another model or fit", async () => {
    await pending();
    inspector.show(subject(1));
    expect(askedFor("inspectPhoto").length).toBe(1);
    inspector.show({ ...subject(1), fit: "crop" });
    await settle();
    expect(askedFor("inspectPhoto").length).toBe(2);
  });

  test("that arrives late is dropped for the next one", async () => {
    const waiting: ((inspected: InspectedPhoto) => void)[] = [];
    answers.inspectPhoto = () => new Promise((resolve) => waiting.push(resolve));
    inspector.show(subject(1));
    inspector.show(subject(2));
    waiting[1]!({ ...inspected, largest: 2 });
    await settle();
    waiting[0]!({ ...inspected, largest: 1 });
    await settle();
    expect(inspector.inspection.inspected?.largest).toBe(2);
  });

  test("is shown although the region was moved before it arrived", async () => {
    const waiting: ((units: unknown) => void)[] = [];
    const units = answers.units!;
    answers.units = () => new Promise((resolve) => waiting.push(resolve));
    await pending();
    answers.units = units;
    inspector.moveTo({ left: 10, top: 0, width: 300, height: 300 });
    waiting[0]!(units({}));
    await settle();
    expect(inspector.inspection.photo).toEqual(image);
  });

  test("that cannot be inspected has a reason", async () => {
    answers.inspectPhoto = () => {
      throw new Error("is no picture");
    };
    expect(await pending()).toMatchObject({ inspected: null, reason: "is no picture", isInspecting: false });
  });
});

describe("another region of the photo", () => {
  const at = (left: number) => ({ left, top: 0, width: 300, height: 300 });

  test("is inspected with its maps, and explained at the end; only the latest of many moves counts", async () => {
    await pending();
    const before = asked.length;
    const waiting: (() => void)[] = [];
    answers.inspectRegion = (region) =>
      new Promise((resolve) => waiting.push(() => resolve({ ...inspected, region, largest: region.left })));
    for (const left of [51, 52, 53]) inspector.moveTo(at(left));
    expect(inspector.inspection.region).toEqual(at(53));
    waiting.shift()!();
    await settle();
    expect(inspector.inspection.inspected?.region).toEqual(at(51));
    expect(inspector.isExplained()).toBe(false);
    waiting.shift()!();
    await settle();
    expect(askedFor("inspectRegion")).toEqual([at(51), at(53)]);
    expect(inspector.inspection.inspected?.region).toEqual(at(53));
    expect(asked.slice(before).filter(({ name }) => name === "units").length).toBe(2);
    expect(inspector.isExplained()).toBe(true);
  });

  test("is reset with another photo, and on request", async () => {
    await pending();
    expect(inspector.inspection.photo).toBe(image);
    inspector.moveTo(at(80));
    await settle();
    inspector.resetRegion();
    await settle();
    expect(inspector.inspection).toMatchObject({ region: null, inspected: { region: at(50) } });
    inspector.moveTo(at(50)); // where it is
    expect(inspector.inspection.region).toBeNull();
    inspector.moveTo(at(70));
    inspector.show(subject(2));
    await settle();
    expect(inspector.inspection).toMatchObject({ region: null, isInspecting: false });
  });

  test("is abandoned for the whole photo, including moves that wait", async () => {
    await pending();
    const waiting: (() => void)[] = [];
    answers.inspectRegion = (region) => new Promise((resolve) => waiting.push(() => resolve({ ...inspected, region })));
    inspector.moveTo(at(80));
    inspector.moveTo(at(90));
    answers.inspectPhoto = () => settle().then(() => inspected);
    inspector.resetRegion();
    waiting.shift()!();
    await settle();
    await settle();
    expect(waiting).toEqual([]);
    expect(inspector.inspection).toMatchObject({ region: null, isInspecting: false, inspected: { region: at(50) } });
  });

  test("that fails has a reason", async () => {
    await pending();
    answers.inspectRegion = () => {
      throw new Error("does not lie in the photo");
    };
    inspector.moveTo(at(60));
    await settle();
    expect(inspector.inspection.reason).toBe("does not lie in the photo");
  });
});

describe("a slow explanation", () => {
  const begin = async () => {
    await pending();
    inspector.setMethod("occlusion");
    answers.explain = () => new Promise(() => {});
    void inspector.explain();
    await settle();
    tell(4);
  };

  test("shows its partial results, which stay when it is cancelled", async () => {
    await begin();
    expect(inspector.inspection).toMatchObject({ explaining: true, explained: { answer: { done: 4 } } });
    expect(inspector.isWorking).toBe(true);
    inspector.cancel();
    await settle();
    expect(inspector.isWorking).toBe(false);
    expect(inspector.inspection).toMatchObject({
      explaining: false,
      explainFault: "",
      explained: { answer: { done: 4 } },
    });
  });

  test.each<[string, () => void]>([
    ["method", () => inspector.setMethod("gradient")],
    ["class", () => inspector.setClass(0)],
    ["photo", () => inspector.show(subject(2))],
    ["part", () => inspector.moveTo({ left: 1, top: 1, width: 9, height: 9 })],
  ])("is cancelled for another %s", async (_, change) => {
    await begin();
    answers.explain = () => explained;
    change();
    await settle();
    expect(inspector.isWorking).toBe(false);
    expect(inspector.inspection.explaining).toBe(false);
    if (inspector.isExplained()) expect(inspector.inspection.explained!.answer).toBe(explained);
  });

  test("about a unit is cancelled for another unit or layer", async () => {
    await begin();
    inspector.pin(1);
    inspector.setAboutUnit(true);
    await settle();
    expect(inspector.isWorking).toBe(false);
    void inspector.explain();
    await settle();
    inspector.setLayer("conv2");
    await settle();
    expect(inspector.isWorking).toBe(false);
  });
});

describe("a link", () => {
  test("restores layer, unit, method and class", async () => {
    const inspection = await pending("#inside?layer=conv2&unit=3&method=gradient&class=1");
    expect(inspection).toMatchObject({ layer: "conv2", pinned: 3, cursor: 3, method: "gradient", classIndex: 1 });
    expect(askedFor("explain")).toEqual([{ method: "gradient", class: 1 }]);
  });

  test("for another network is followed as far as possible", async () => {
    const inspection = await pending("#inside?layer=conv9&unit=300&class=50");
    expect(inspection).toMatchObject({ layer: "conv1", pinned: 7, cursor: 7, classIndex: null });
  });

  test("is kept up to date", async () => {
    await pending();
    inspector.setLayer("conv2");
    inspector.pin(2);
    inspector.setClass(0);
    expect(addresses.at(-1)).toBe("#inside?layer=conv2&unit=2&method=grad-cam&class=0");
  });
});

describe("a link to a region of the photo", () => {
  const link = "#inside?layer=conv2&method=gradient&part=0.3,0.2,0.375,0.5";
  const linkedRegion = { left: 120, top: 60, width: 150, height: 150 };
  const whole = inspected.region;
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const settle = () => vi.advanceTimersByTimeAsync(1000);
  async function followed(hash: string) {
    inspector.open(hash);
    inspector.show(subject(1));
    await settle();
  }

  test("is followed once the photo is there, and only its region is explained", async () => {
    await followed(link);
    expect(asked.map(({ name }) => name).filter((name) => /inspect|photo|explain/.test(name))).toEqual([
      ...["inspectPhoto", "photo", "inspectRegion", "explain"],
    ]);
    expect(askedFor("inspectRegion")).toEqual([linkedRegion]);
    expect(inspector.inspection).toMatchObject({
      layer: "conv2",
      region: linkedRegion,
      inspected: { region: linkedRegion },
      linkedRegion: null,
    });
    expect(inspector.inspection.photo).toBe(image);
    expect(inspector.isExplained()).toBe(true);
    expect(addresses).toEqual([link]);
  });

  test("is followed at once if there is a photo, and not again for the next", async () => {
    await followed("#inside");
    expect(addresses).toEqual([]);
    inspector.open(link);
    await settle();
    expect(inspector.inspection.inspected?.region).toEqual(linkedRegion);
    inspector.show(subject(2));
    await settle();
    expect(inspector.inspection).toMatchObject({ region: null, inspected: { region: whole } });
    expect(addresses.at(-1)).toBe("#inside?layer=conv2&method=gradient");
  });

  test("is not lost with a choice that is made meanwhile", async () => {
    inspector.open(link);
    inspector.show(subject(1));
    await vi.waitFor(() => expect(inspector.inspection.inspected).not.toBeNull());
    inspector.setClass(0);
    expect(addresses).toEqual([link.replace("&part", "&class=0&part")]);
  });

  test("follows the region, rarely while that moves, and is removed when the region is reset", async () => {
    await followed("#inside");
    for (let left = 0; left < 50; ++left) {
      inspector.moveTo({ ...linkedRegion, left });
      await vi.advanceTimersByTimeAsync(16);
    }
    await settle();
    expect(addresses).toEqual(["#inside?layer=conv1&method=grad-cam&part=0.1225,0.2,0.375,0.5"]);
    inspector.resetRegion();
    await settle();
    expect(addresses.at(-1)).toBe("#inside?layer=conv1&method=grad-cam");
  });
});

describe("units", () => {
  test("keep their channel across a ReLU, but not across a convolution", async () => {
    await pending();
    inspector.pin(3);
    inspector.stepLayer(1);
    expect(inspector.inspection).toMatchObject({ layer: "relu1", cursor: 3, pinned: 3 });
    inspector.stepLayer(1);
    expect(inspector.inspection).toMatchObject({ layer: "conv2", cursor: 1, pinned: null });
    inspector.stepLayer(1);
    inspector.stepLayer(1);
    expect(inspector.inspection.layer).toBe("fc8");
  });

  test("are traversed, previewed, pinned and unpinned", async () => {
    await pending();
    inspector.move(0, -1);
    expect(inspector.inspection.cursor).toBe(2);
    inspector.pin();
    inspector.hover(7);
    await settle();
    expect(inspector.inspection.unit?.unit).toBe(7);
    inspector.hover(null);
    await settle();
    expect(inspector.inspection.unit?.unit).toBe(2);
    inspector.move(-1, 0);
    inspector.leave();
    expect(inspector.inspection).toMatchObject({ cursor: 2, pinned: 2 });
    inspector.leave();
    expect(inspector.inspection.pinned).toBeNull();
  });

  test("show the value at a chosen position", async () => {
    await pending();
    inspector.pick({ y: 0, x: 2 });
    await settle();
    expect(inspector.inspection.value).toMatchObject({ at: { y: 0, x: 2 }, breakdown: { value: 2 } });
  });

  test("have filters in the first layer only", async () => {
    await pending();
    inspector.setFilters(true);
    await settle();
    expect(inspector.inspection.filters).not.toBeNull();
    inspector.setLayer("conv2");
    inspector.setFilters(true);
    expect(inspector.inspection.showsFilters).toBe(false);
  });
});

describe("explanations", () => {
  test("that are slow start only on request", async () => {
    await pending();
    inspector.setMethod("occlusion");
    await settle();
    expect(askedFor("explain").length).toBe(1);
    expect(inspector.isExplained()).toBe(false);
    await inspector.explain();
    expect(askedFor("explain")[1]).toEqual({ method: "occlusion", class: 2, patch: 20, stride: 10 });
    expect(inspector.isExplained()).toBe(true);
  });

  test("can be about the pinned unit, except with Grad-CAM", async () => {
    await pending();
    inspector.pin(4);
    inspector.setAboutUnit(true);
    expect(inspector.request()).toEqual({ method: "grad-cam", class: 2 });
    inspector.setMethod("gradient");
    expect(inspector.request()).toEqual({ method: "gradient", layer: "conv1", unit: 4 });
  });

  test("are of the latest choice when several come quickly", async () => {
    await pending();
    inspector.setClass(0);
    inspector.setClass(1);
    await settle();
    expect(askedFor("explain").map(({ class: index }) => index)).toEqual([2, 0, 1]);
    expect(inspector.inspection.explained?.answer.class).toBe(1);
  });

  test("that fail have a reason", async () => {
    answers.explain = () => {
      throw new Error("no memory");
    };
    expect(await pending()).toMatchObject({ explained: null, explainFault: "no memory", explaining: false });
  });
});
