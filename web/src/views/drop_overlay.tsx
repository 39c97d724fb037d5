import { words } from "../words/words.ts";
import type { ViewProps } from "./view.ts";

export function DropOverlay({ state }: ViewProps) {
  if (!state.dragging || state.view === "train") return null; // there the classes show where to let go
  return (
    <div class="drop-overlay">
      <div>
        <p class="drop-title">{words().page.letGo}</p>
        <p>{words().page.letGoText}</p>
      </div>
    </div>
  );
}
