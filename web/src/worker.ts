// The worker: requests in, replies out. The core computes here, so that the page stays alive meanwhile.
import { type Core, Refusal } from "./core.ts";
import { loadCore } from "./load_core.ts";
import { modelName, openSource } from "./model_source.ts";
import type { Fault, Progress, ReplyMessage, RequestMessage, RequestName, RequestOf, ResponseOf } from "./protocol.ts";

interface Context {
  signal: AbortSignal;
  report: (progress: Progress) => void;
}
type Handlers = { [N in RequestName]: (request: RequestOf<N>, context: Context) => Promise<ResponseOf<N>> };

const kReportEveryMs = 50;
const running = new Map<number, AbortController>();
let starting: ReturnType<typeof loadCore> | null = null;

async function theCore(): Promise<Core> {
  if (!starting) throw new Refusal("The core was not started.");
  return (await starting).core;
}

const handlers: Handlers = {
  async start(request) {
    starting = loadCore(request);
    return (await starting).runtime;
  },

  async openModel({ source }, { signal, report }) {
    const opening = openSource(source, signal); // at once: the bytes are on their way while the core is being compiled
    opening.catch(() => {}); // heard below, once the core is there
    const core = await theCore();
    const { stream, size } = await opening;
    let reported = 0;
    const onBytes = (loaded: number, done: boolean) => {
      if (!done && performance.now() - reported < kReportEveryMs) return;
      reported = performance.now();
      report({ loaded, total: size, done });
    };
    return core.openModel(stream, modelName(source), { size, signal, onBytes });
  },

  async classify({ photo, fit, top }) {
    return (await theCore()).classify(photo.stream(), photo.size, fit, top);
  },
};

function faultOf(error: unknown, signal: AbortSignal): Fault {
  if (signal.aborted) return { kind: "cancelled", message: "Cancelled." };
  const message = error instanceof Error ? error.message : String(error);
  // After a trap the core's memory cannot be trusted.
  if (error instanceof WebAssembly.RuntimeError) return { kind: "lost", message: `The core stopped: ${message}` };
  return { kind: "refused", message };
}

function reply(message: ReplyMessage, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

self.onmessage = async ({ data }: MessageEvent<RequestMessage>) => {
  const { id } = data;
  if (data.name === "cancel") return running.get(id)?.abort();
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const handle = handlers[data.name] as (request: unknown, context: Context) => Promise<ResponseOf<RequestName>>;
    const response = await handle(data.request, {
      signal: controller.signal,
      report: (progress) => reply({ id, progress }),
    });
    reply({ id, response }, "square" in response ? [response.square.pixels.buffer] : []);
  } catch (error) {
    reply({ id, fault: faultOf(error, controller.signal) });
  } finally {
    running.delete(id);
  }
};
