import type { Classification } from "../../core/protocol.ts";
import { reasonAfterName } from "../../shared/format.ts";
import { sayNotice, words } from "../../words/words.ts";

// What the visitor should know about how the photo was read: the harmless faults of its file, and who decoded it.
export function Remarks({ name, result }: { name: string; result: Classification }) {
  return (
    <>
      {result.warnings.map((warning) => (
        <p key={warning.code} class="remark">
          {name + reasonAfterName(sayNotice(warning))}
        </p>
      ))}
      {result.decodedBy === "browser" && <p class="remark">{words().answer.decodedByBrowser}</p>}
    </>
  );
}
