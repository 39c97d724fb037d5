// A second model that is compared with the open one: its answer for the selected photo. Answers to outdated requests are dropped.
import { type Call, CallError } from "../core/client.ts";
import { modelName } from "../storage/model_source.ts";
import { Observable } from "../shared/observable.ts";
import type { Classification, Fit, Model, ModelSource } from "../core/protocol.ts";
import { reasonOf } from "../shared/localized_error.ts";
import type { Fault, Loading } from "./state.ts";
import { type Message, words } from "../words/words.ts";

const kTop = 5;

export interface Comparison {
  model: Model | null;
  loading: Loading | null;
  fault: Fault | null;
  answer: { photo: number; result: Classification } | null;
  reason: Message; // the reason why there is no answer
  busy: boolean;
}

export const initialComparison: Comparison = {
  model: null,
  loading: null,
  fault: null,
  answer: null,
  reason: "",
  busy: false,
};

export interface Subject {
  photo: { id: number; blob: Blob };
  fit: Fit;
}

export class Comparer extends Observable {
  comparison: Comparison = initialComparison;
  #call: Call;
  #announce: (text: string) => void;
  #source: ModelSource | null = null; // the source of the second model, to reopen it after a loss of the worker
  #opening: AbortController | null = null;
  #subject: Subject | null = null;
  #asked: Subject | null = null; // the subject of the latest request

  constructor(call: Call, announce: (text: string) => void) {
    super();
    this.#call = call;
    this.#announce = announce;
  }

  #set(change: Partial<Comparison>): void {
    this.comparison = { ...this.comparison, ...change };
    this.notify();
  }

  open = async (source: ModelSource): Promise<void> => {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    const name = modelName(source);
    this.#set({ loading: { name, loaded: 0, total: null, preparing: false }, fault: null });
    try {
      const model = await this.#call(
        "openSecond",
        { source },
        {
          signal: opening.signal,
          onProgress: ({ loaded, total, done }) => this.#set({ loading: { name, loaded, total, preparing: done } }),
        },
      );
      this.#source = source;
      this.#asked = null;
      this.#set({ model, loading: null, answer: null });
      this.#announce(words().compare.opened(model.name));
      void this.#ask();
    } catch (error) {
      if (opening !== this.#opening) return; // another model is being opened instead
      this.#set({ loading: null });
      if (error instanceof CallError && error.kind === "cancelled") return;
      this.#set({ fault: { name, reason: reasonOf(error) } });
    }
  };

  cancel = (): void => this.#opening?.abort();

  // Closes the second model and frees its memory.
  close = (): void => {
    this.#source = null;
    this.#asked = null;
    this.#set(initialComparison);
    void this.#call("closeSecond", {}).catch(() => {});
  };

  // Reopens the model after a loss of the worker.
  reopen = (): void => {
    this.#asked = null;
    this.#set({ model: null, answer: null, busy: false });
    if (this.#source) void this.open(this.#source);
  };

  // Sets the photo to classify.
  show = (subject: Subject): void => {
    const before = this.#subject;
    if (before?.photo.id === subject.photo.id && before.fit === subject.fit) return;
    this.#subject = subject;
    void this.#ask();
  };

  async #ask(): Promise<void> {
    const subject = this.#subject;
    const { model, answer } = this.comparison;
    if (!model || !subject || subject === this.#asked) return;
    this.#asked = subject;
    const { photo, fit } = subject;
    this.#set({ busy: true, reason: "", answer: answer?.photo === photo.id ? answer : null });
    try {
      const result = await this.#call("classify", { photo: photo.blob, fit, top: kTop, second: true });
      if (subject === this.#asked) this.#set({ busy: false, answer: { photo: photo.id, result } });
    } catch (error) {
      if (subject === this.#asked) this.#set({ busy: false, answer: null, reason: reasonOf(error) });
    }
  }
}
