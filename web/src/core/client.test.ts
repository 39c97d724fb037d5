import { beforeEach, describe, expect, test, vi } from "vitest";
import { Client } from "./client.ts";
import type { ReplyMessage, RequestMessage } from "./worker_messages.ts";

// A fake worker: records the messages it receives, and sends the replies of a test.
class FakeWorker {
  static all: FakeWorker[] = [];
  onmessage: ((event: { data: ReplyMessage }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault: () => void }) => void) | null = null;
  sent: RequestMessage[] = [];
  terminated = false;
  constructor() {
    FakeWorker.all.push(this);
  }
  postMessage(message: RequestMessage) {
    this.sent.push(message);
  }
  terminate() {
    this.terminated = true;
  }
  say(message: ReplyMessage) {
    this.onmessage!({ data: message });
  }
}

const onLost = vi.fn();
let client: Client;
beforeEach(() => {
  FakeWorker.all = [];
  onLost.mockReset();
  client = new Client(() => new FakeWorker() as unknown as Worker, onLost);
});

const source = { kind: "url", url: "http://here/model.safetensors" } as const;
const model = { name: "a", bytes: 1, variant: "keras", classes: 2, parameters: 3 } as never;

describe("a call", () => {
  test("resolves with the response of its own id", async () => {
    const first = client.call("openModel", { source });
    const second = client.call("openModel", { source });
    const worker = FakeWorker.all[0]!;
    worker.say({ id: worker.sent[1]!.id, response: "second" as never });
    worker.say({ id: worker.sent[0]!.id, response: model });
    expect(await first).toBe(model);
    expect(await second).toBe("second");
    expect(FakeWorker.all.length).toBe(1);
  });

  test("reports progress, but not after its end", async () => {
    const onProgress = vi.fn();
    const call = client.call("openModel", { source }, { onProgress });
    const worker = FakeWorker.all[0]!;
    const { id } = worker.sent[0]!;
    worker.say({ id, progress: { loaded: 1, total: 2, done: false } });
    worker.say({ id, response: model });
    worker.say({ id, progress: { loaded: 2, total: 2, done: true } });
    await call;
    expect(onProgress.mock.calls).toEqual([[{ loaded: 1, total: 2, done: false }]]);
  });

  test("that fails rejects with the worker's message", async () => {
    const call = client.call("openModel", { source });
    FakeWorker.all[0]!.say({ id: 1, fault: { kind: "refused", message: "is empty" } });
    await expect(call).rejects.toMatchObject({ kind: "refused", message: "is empty" });
    expect(onLost).not.toHaveBeenCalled();
  });

  test("can be cancelled: it rejects at once and the worker is notified", async () => {
    const controller = new AbortController();
    const call = client.call("openModel", { source }, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ kind: "cancelled" });
    expect(FakeWorker.all[0]!.sent.at(-1)).toEqual({ id: 1, name: "cancel" });
  });

  test("that is cancelled before it starts is never sent", async () => {
    await expect(client.call("openModel", { source }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      kind: "cancelled",
    });
    expect(FakeWorker.all).toEqual([]);
  });
});

describe("a worker that is lost", () => {
  test("rejects every pending call, and the next call starts another worker", async () => {
    const calls = [client.call("openModel", { source }), client.call("openModel", { source })];
    FakeWorker.all[0]!.onerror!({ message: "no memory", preventDefault: () => {} });
    for (const call of calls) await expect(call).rejects.toMatchObject({ kind: "lost", message: "no memory" });
    expect(FakeWorker.all[0]!.terminated).toBe(true);
    expect(onLost.mock.calls).toEqual([["no memory"]]);
    void client.call("openModel", { source });
    expect(FakeWorker.all.length).toBe(2);
  });

  test("may report the loss itself, after a trap in the core", async () => {
    const call = client.call("openModel", { source });
    FakeWorker.all[0]!.say({ id: 1, fault: { kind: "lost", message: "The core stopped: unreachable" } });
    await expect(call).rejects.toMatchObject({ kind: "lost" });
    expect(onLost).toHaveBeenCalledTimes(1);
  });

  test("is reported once", () => {
    client.call("openModel", { source }).catch(() => {});
    const worker = FakeWorker.all[0]!;
    worker.onerror!({ message: "a", preventDefault: () => {} });
    worker.onerror!({ message: "b", preventDefault: () => {} });
    expect(onLost).toHaveBeenCalledTimes(1);
  });
});

test("a worker that ends without a word is replaced, and its calls are rejected", async () => {
  const ended = new Map<string, () => void>();
  const request = (name: string, then: () => void) => void ended.set(name, then);
  vi.stubGlobal("navigator", { locks: { request } });
  const call = client.call("openModel", { source });
  const worker = FakeWorker.all[0]!;
  worker.say({ id: 0, lock: "its" });
  expect(onLost).not.toHaveBeenCalled();
  ended.get("its")!();
  await expect(call).rejects.toMatchObject({ kind: "lost" });
  expect(onLost).toHaveBeenCalledWith(["workerEnded"]);
  void client.call("openModel", { source });
  expect(FakeWorker.all.length).toBe(2);
  ended.get("its")!(); // the old one's
  expect(onLost).toHaveBeenCalledTimes(1);
  vi.unstubAllGlobals();
});
