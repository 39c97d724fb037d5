// Errors of the core, worded in the page's language when they are shown.
import { LocalizedError } from "../shared/localized_error.ts";
import type * as json from "./json_shapes.ts";

export class CoreError extends LocalizedError {
  readonly code: string; // "" for an error without a code
  constructor(error: json.Error) {
    super(error);
    this.code = error.code;
  }
}
