// An explanation that is being worked out. What takes long is told as it grows and can be given up.
import { type Call, CallError } from "../core/client.ts";
import type { ExplanationResult, ExplainRequest } from "../core/protocol.ts";
import { isSlow } from "./inspection.ts";

export class ExplanationJob {
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
  cancelUnless(question: ExplainRequest): void {
    if (this.#slow && this.#slow.key !== JSON.stringify(question)) this.cancel();
  }

  // To its end, or until it is given up, which is no fault.
  async do(question: ExplainRequest, tell: (answer: ExplanationResult) => void): Promise<void> {
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
