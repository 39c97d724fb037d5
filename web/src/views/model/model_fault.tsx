import type { Fault, State } from "../../classify/state.ts";
import { gap, sentence } from "../../shared/format.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";
import type { Actions } from "../view.ts";

// Why a model could not be opened.
export function ModelFault({ fault, state, actions }: { fault: Fault; state: State; actions: Actions }) {
  const t = words().model;
  return (
    <div class="fault model-fault" role="alert">
      <p>
        <strong>{t.notOpened(fault.name)}</strong>
        {gap() + sentence(fault.reason)}
        {state.model && gap() + t.staysOpen(state.model.name)}
      </p>
      <button class="icon-button" onClick={actions.dismissModelFault} aria-label={words().page.dismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
