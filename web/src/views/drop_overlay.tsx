import { words } from "../words/words.ts";
import type { ViewProps } from "./view.ts";

export function DropOverlay({ state }: ViewProps) {
  if (!state.dragging || state.view === "train") return null; // there the classes highlight where to drop
  return (
    <div class="drop-overlay">
      <div>
        <p class="drop-title">{words().page.drop}</p>
        <p>{words().page.dropText}</p>
      </div>
    </div>
  );
}
