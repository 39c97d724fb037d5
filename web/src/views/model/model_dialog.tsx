import { words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";
import { ModelPanel } from "./model_panel.tsx";
import type { CompareProps, TrainProps, ViewProps } from "../view.ts";

export const kModelDialog = "model-dialog";

export const closeModelDialog = () => (document.getElementById(kModelDialog) as HTMLDialogElement | null)?.close();

// The dialog that changes the model once there are photos; before that, the welcome view shows the same panel.
export function ModelDialog(props: ViewProps & CompareProps & TrainProps) {
  if (props.state.photos.length === 0 && props.state.view === "classify") return null;
  return (
    <dialog id={kModelDialog} aria-labelledby="model-dialog-title">
      <div class="dialog-head">
        <h2 id="model-dialog-title">{words().model.title}</h2>
        <form method="dialog">
          <button class="icon-button" aria-label={words().page.close}>
            <Icon name="close" />
          </button>
        </form>
      </div>
      <ModelPanel {...props} />
    </dialog>
  );
}
