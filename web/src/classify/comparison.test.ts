import { beforeEach, expect, test } from "vitest";
import { type Call, CallError } from "../core/client.ts";
import { Comparer } from "./comparison.ts";
import type { Model, ModelSource } from "../core/protocol.ts";
import type { RequestName } from "../core/worker_messages.ts";

// A fake worker: each call waits until a test answers it.
interface Pending {
  name: RequestName;
  request: any;
  answer: (response: unknown) => Promise<void>;
  refuse: (message: string) => Promise<void>;
}
let pending: Pending[];
let comparer: Comparer;
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

beforeEach(() => {
  pending = [];
  const call = (name: RequestName, request: unknown) =>
    new Promise((resolve, reject) => {
      const done = () => void pending.splice(pending.indexOf(entry), 1);
      const entry: Pending = {
        name,
        request,
        answer: (response) => (done(), resolve(response), settle()),
        refuse: (message) => (done(), reject(new CallError({ kind: "refused", message })), settle()),
      };
      pending.push(entry);
    });
  comparer = new Comparer(call as Call, () => {});
});

const source: ModelSource = { kind: "url", url: "http://here/other.safetensors" };
const model = { name: "other.safetensors", classes: 3, parameters: 5 } as Model;
const subject = (id: number) => ({ photo: { id, blob: new Blob(["x"]) }, fit: "model" as const });
const result = (label: string) => ({ predictions: [{ index: 0, label, probability: 0.9 }], isSure: true });
const only = () => (expect(pending.length).toBe(1), pending[0]!);
const answer = () => comparer.comparison.answer?.result.predictions[0]?.label;

async function compared() {
  comparer.show(subject(1));
  expect(pending).toEqual([]); // nobody to ask
  void comparer.open(source);
  expect(comparer.comparison.loading?.name).toBe("other.safetensors");
  await only().answer(model);
}

test("a second model classifies the selected photo, and the next one", async () => {
  await compared();
  expect(only()).toMatchObject({ name: "classify", request: { second: true } });
  await only().answer(result("cat"));
  expect(answer()).toBe("cat");
  comparer.show(subject(1));
  expect(pending).toEqual([]);
  comparer.show(subject(2));
  expect(answer()).toBeUndefined();
  await only().answer(result("dog"));
  expect(answer()).toBe("dog");
});

test("an outdated answer is dropped", async () => {
  await compared();
  const late = only();
  comparer.show(subject(2));
  await pending[1]!.answer(result("dog"));
  await late.answer(result("cat"));
  expect(answer()).toBe("dog");
});

test("a failure has a reason: of a photo, and of a model, which changes nothing else", async () => {
  await compared();
  await only().refuse("is no picture");
  expect(comparer.comparison).toMatchObject({ reason: "is no picture", busy: false, answer: null });
  void comparer.open({ kind: "file", file: new File([], "bad.safetensors") });
  await only().refuse("is too short");
  expect(comparer.comparison).toMatchObject({ model, fault: { name: "bad.safetensors", reason: "is too short" } });
});

test("closing frees its memory", async () => {
  await compared();
  await only().answer(result("cat"));
  comparer.close();
  expect(comparer.comparison).toMatchObject({ model: null, answer: null });
  expect(only().name).toBe("closeSecond");
});

test("after a loss of the worker it is reopened and classifies again", async () => {
  await compared();
  const lost = only();
  comparer.reopen();
  await lost.refuse("unreachable");
  expect(comparer.comparison.model).toBeNull();
  expect(only()).toMatchObject({ name: "openSecond", request: { source } });
  await only().answer(model);
  await only().answer(result("cat"));
  expect(answer()).toBe("cat");
});
