// What went wrong, as it is told: in the page's messages, or in the words of whoever else threw it.
import { type Message, say } from "../words/words.ts";

export class LocalizedError extends Error {
  readonly reason: Message;
  constructor(reason: Message) {
    super(say(reason));
    this.reason = reason;
  }
}

export function reasonOf(error: unknown): Message {
  if (error instanceof LocalizedError) return error.reason;
  return error instanceof Error ? error.message : String(error);
}
