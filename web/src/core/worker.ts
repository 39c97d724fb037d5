// The worker: receives requests, runs the method that each names, and replies. The core computes here, so that the page stays
// responsive.
import { reasonOf } from "../shared/localized_error.ts";
import { convertInNewWorker } from "./converter_worker.ts";
import { methods } from "./methods.ts";
import type { Fault, ReplyMessage, RequestMessage, RequestName, ResponseOf } from "./worker_messages.ts";
import { type WorkerContext, WorkerState } from "./worker_context.ts";

type Method = (request: unknown, context: WorkerContext<unknown>) => Promise<ResponseOf<RequestName>>;

const state = new WorkerState();
const running = new Map<number, AbortController>();

function faultOf(error: unknown, signal: AbortSignal): Fault {
  if (signal.aborted) return { kind: "cancelled", message: ["cancelled"] };
  // After a trap the memory of the core cannot be trusted.
  if (error instanceof WebAssembly.RuntimeError) return { kind: "lost", message: ["coreStopped", error.message] };
  return { kind: "refused", message: reasonOf(error) };
}

// Returns the buffers of the image in a response; they are transferred instead of copied.
function buffersOf(response: ResponseOf<RequestName>): Transferable[] {
  if ("image" in response) return [response.image.pixels.buffer];
  if ("input" in response) return [response.input.pixels.buffer];
  return "pixels" in response ? [response.pixels.buffer] : [];
}

// The worker keeps a lock for as long as it lives: by that the page finds out if it ends without a word.
function tellLock(): void {
  if (!("locks" in navigator)) return;
  const name = `alexnet-worker-${Math.random()}`;
  void navigator.locks.request(name, () => {
    reply({ id: 0, lock: name });
    return new Promise(() => {});
  });
}

function reply(message: ReplyMessage, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = async ({ data }: MessageEvent<RequestMessage>) => {
  const { id } = data;
  if (data.name === "cancel") return running.get(id)?.abort();
  const controller = new AbortController();
  const { signal } = controller;
  running.set(id, controller);
  try {
    const report = (progress: unknown) => reply({ id, progress } as ReplyMessage);
    const context = { state, signal, report, convert: convertInNewWorker };
    const response = await (methods[data.name] as Method)(data.request, context);
    reply({ id, response }, buffersOf(response));
  } catch (error) {
    reply({ id, fault: faultOf(error, signal) });
  } finally {
    running.delete(id);
  }
};

tellLock();
