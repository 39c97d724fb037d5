// An explanation that is being computed. A slow one reports its progress and can be cancelled.
import { type Call, CallError } from "../core/client.ts";
import type { ExplanationResult, ExplainRequest } from "../core/protocol.ts";
import { isSlow } from "./inspection.ts";

export class ExplanationJob {
  #call: Call;
  #slow: { key: string; controller: AbortController } | null = null;

  constructor(call: Call) {
    this.#call = call;
  }

  // Whether a slow explanation, which can be cancelled, is running.
  get isUnderWay(): boolean {
    return this.#slow !== null;
  }

  cancel(): void {
    this.#slow?.controller.abort();
  }

  // Cancels the running explanation unless it answers that request.
  cancelUnless(request: ExplainRequest): void {
    if (this.#slow && this.#slow.key !== JSON.stringify(request)) this.cancel();
  }

  // Runs until the explanation is complete or cancelled; cancellation is not an error.
  async run(request: ExplainRequest, onResult: (answer: ExplanationResult) => void): Promise<void> {
    if (!isSlow(request.method)) return onResult(await this.#call("explain", request));
    const controller = new AbortController();
    this.#slow = { key: JSON.stringify(request), controller };
    try {
      onResult(await this.#call("explain", request, { signal: controller.signal, onProgress: onResult }));
    } catch (error) {
      if (!(error instanceof CallError && error.kind === "cancelled")) throw error;
    } finally {
      this.#slow = null;
    }
  }
}
