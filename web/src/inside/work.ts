// An explanation that is being worked out. What takes long is told as it grows and can be given up.
import { type Call, CallError } from "../client.ts";
import type { Explained, Question } from "../protocol.ts";
import { isSlow } from "./inside.ts";

export class Work {
  #call: Call;
  #slow: { key: string; controller: AbortController } | null = null;

  constructor(call: Call) {
    this.#call = call;
  }

  // Something that can be given up is under way.
  get isUnderWay(): boolean {
    return this.#slow !== null;
  }

  cancel(): void {
    this.#slow?.controller.abort();
  }

  // Given up unless it is about that question.
  keepTo(question: Question): void {
    if (this.#slow && this.#slow.key !== JSON.stringify(question)) this.cancel();
  }

  // To its end, or until it is given up, which is no fault.
  async do(question: Question, tell: (answer: Explained) => void): Promise<void> {
    if (!isSlow(question.method)) return tell(await this.#call("explain", question));
    const controller = new AbortController();
    this.#slow = { key: JSON.stringify(question), controller };
    try {
      tell(await this.#call("explain", question, { signal: controller.signal, onProgress: tell }));
    } catch (error) {
      if (!(error instanceof CallError && error.kind === "cancelled")) throw error;
    } finally {
      this.#slow = null;
    }
  }
}
