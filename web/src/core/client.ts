// Typed calls to the worker. A worker that is lost is replaced, and its pending calls are rejected with the reason.
import type {
  Fault,
  ProgressOf,
  ReplyMessage,
  RequestMessage,
  RequestName,
  RequestOf,
  ResponseOf,
} from "./worker_messages.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import type { Message } from "../words/words.ts";

export class CallError extends LocalizedError {
  readonly kind: Fault["kind"];
  constructor(fault: Fault) {
    super(fault.message);
    this.name = "CallError";
    this.kind = fault.kind;
  }
}

export interface CallOptions<N extends RequestName = RequestName> {
  signal?: AbortSignal;
  onProgress?: (progress: ProgressOf<N>) => void;
}

export type Call = <N extends RequestName>(
  name: N,
  request: RequestOf<N>,
  options?: CallOptions<N>,
) => Promise<ResponseOf<N>>;

interface Waiting {
  resolve: (response: never) => void;
  reject: (error: CallError) => void;
  onProgress: ((progress: never) => void) | undefined;
}

export class Client {
  #createWorker: () => Worker;
  #onLost: (reason: Message) => void;
  #worker: Worker | null = null;
  #waiting = new Map<number, Waiting>();
  #lastId = 0;

  // `onLost` is called after a worker was lost and all its calls were rejected; the next call starts a new worker.
  constructor(createWorker: () => Worker, onLost: (reason: Message) => void) {
    this.#createWorker = createWorker;
    this.#onLost = onLost;
  }

  call: Call = (name, request, options = {}) => {
    const { signal, onProgress } = options;
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new CallError({ kind: "cancelled", message: ["cancelled"] }));
      this.#waiting.set(id, { resolve, reject, onProgress });
      signal?.addEventListener("abort", () => this.#cancel(id), { once: true });
      this.#post({ id, name, request } as RequestMessage);
    });
  };

  #post(message: RequestMessage): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #cancel(id: number): void {
    const call = this.#waiting.get(id);
    if (!call) return;
    this.#waiting.delete(id);
    this.#post({ id, name: "cancel" });
    call.reject(new CallError({ kind: "cancelled", message: ["cancelled"] }));
  }

  #start(): Worker {
    const worker = this.#createWorker();
    worker.onmessage = ({ data }: MessageEvent<ReplyMessage>) => {
      if ("lock" in data) return this.#watch(worker, data.lock);
      const call = this.#waiting.get(data.id);
      if (!call) return; // cancelled meanwhile
      if ("progress" in data) return call.onProgress?.(data.progress as never);
      if ("fault" in data && data.fault.kind === "lost") return this.#lose(worker, data.fault.message);
      this.#waiting.delete(data.id);
      if ("fault" in data) call.reject(new CallError(data.fault));
      else call.resolve(data.response as never);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#lose(worker, event.message || ["workerNotLoaded"]);
    };
    return worker;
  }

  // Waits for the lock that a worker keeps while it lives.
  #watch(worker: Worker, lock: string): void {
    void navigator.locks.request(lock, () => this.#lose(worker, ["workerEnded"]));
  }

  // Ends the worker. Pending calls get no answer.
  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting.clear();
  }

  #lose(worker: Worker, reason: Message): void {
    if (worker !== this.#worker) return;
    worker.terminate();
    this.#worker = null;
    const lost = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const call of lost) call.reject(new CallError({ kind: "lost", message: reason }));
    this.#onLost(reason);
  }
}
