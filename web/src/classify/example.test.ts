import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Call } from "../core/client.ts";
import type { Model } from "../core/protocol.ts";
import type { RequestName } from "../core/worker_messages.ts";
import { Example } from "./example.ts";

const sample = { name: "Boats.jpg", file: "samples/boats.jpg", credit: "" };
const model = { name: "everyday", bytes: 6e6 } as Model;
const layers = ["convolution", "relu", "convolution"].map((operation, index) => ({ name: `${index}`, operation }));
let asked: RequestName[];
let isIdle: boolean;
let busyAfter: RequestName | null;
let example: Example;

beforeEach(() => {
  [asked, isIdle, busyAfter] = [[], true, null];
  vi.stubGlobal("fetch", async () => new Response("photo"));
  const call = async (name: RequestName) => {
    asked.push(name);
    if (name === busyAfter) isIdle = false;
    if (name === "classify") return { predictions: [{ index: 4, label: "ship", probability: 0.9 }] };
    return name === "inspectPhoto" ? { layers } : { image: "heat" };
  };
  example = new Example(call as unknown as Call, "http://here/", { isIdle: () => isIdle, inspects: () => {} });
});
afterEach(() => vi.unstubAllGlobals());

test("has an answer, the maps of the convolutions and a heat map", async () => {
  await example.show(sample, model);
  expect(example.answer).toMatchObject({ sample, layers: [{ name: "0" }, { name: "2" }], heat: "heat" });
  await example.show(sample, model);
  expect(asked).toEqual(["classify", "inspectPhoto", "explain"]);
});

test("gives way to a visitor who begins something, and goes on when the first view is back", async () => {
  busyAfter = "classify";
  await example.show(sample, model);
  expect(asked).toEqual(["classify"]);
  [isIdle, busyAfter] = [true, null];
  await example.show(sample, model);
  expect(example.answer!.heat).toBe("heat");
});

test("is left out for a large model, and without its photo", async () => {
  await example.show(sample, { ...model, bytes: 244e6 });
  vi.stubGlobal("fetch", async () => new Response("", { status: 404 }));
  await example.show(sample, model);
  expect(asked).toEqual([]);
  expect(example.answer).toBeNull();
});
