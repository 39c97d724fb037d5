import { say, words } from "../../words/words.ts";
import type { ViewProps } from "../view.ts";

// The last removal of photos, and a button that undoes it.
export function Removal({ state, actions }: ViewProps) {
  if (!state.removed) return null;
  return (
    <p class="undo">
      {say(state.removed.text)}
      <button class="link" onClick={actions.undoRemoval}>
        {words().page.undo}
      </button>
    </p>
  );
}
