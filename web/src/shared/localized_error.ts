// Errors with a message that can be shown in any language of the page.
import { type Message, say } from "../words/words.ts";

// An error whose message is localized when it is shown. `message` has the wording in the language of the moment, for logs.
export class LocalizedError extends Error {
  readonly reason: Message;
  constructor(reason: Message) {
    super(say(reason));
    this.reason = reason;
  }
}

// Returns what to show for anything that was thrown; the text of foreign errors is shown as it is.
export function reasonOf(error: unknown): Message {
  if (error instanceof LocalizedError) return error.reason;
  return error instanceof Error ? error.message : String(error);
}
