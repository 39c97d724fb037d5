import type { Classification } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";

// What the visitor should know about how the photo was read.
export function Remarks({ result }: { result: Classification }) {
  return result.decodedBy === "browser" ? <p class="remark">{words().answer.decodedByBrowser}</p> : null;
}
