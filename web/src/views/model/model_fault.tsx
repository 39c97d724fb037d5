import type { Fault, State } from "../../classify/state.ts";
import type { ChosenPreprocessing } from "../../core/protocol.ts";
import { gap, sentence } from "../../shared/format.ts";
import { type Message, words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";
import type { Actions } from "../view.ts";

// What the visitor may say about a model whose file does not state it; each opens the model.
function Choices({ fault: { reason, source }, actions }: { fault: Fault; actions: Actions }) {
  const t = words().preprocessing;
  const choices = source ? choicesFor(reason) : [];
  if (!source || choices.length === 0) return null;
  return (
    <div class="fault-choices" role="group" aria-label={t.which}>
      <p>{t.which}</p>
      {choices.map(([label, chosen]) => (
        <button key={label} class="button button-secondary" onClick={() => void actions.openModelWith(source, chosen)}>
          {label}
        </button>
      ))}
    </div>
  );
}

function choicesFor(reason: Message): [label: string, chosen: ChosenPreprocessing][] {
  const t = words().preprocessing;
  if (typeof reason !== "object" || !("code" in reason)) return [];
  if (reason.code !== "colors_unknown") return [];
  return [
    [t.colors.imagenet, { base: "imagenet" }],
    [t.colors.caffe, { base: "caffe" }],
  ];
}

// Why a model could not be opened.
export function ModelFault({ fault, state, actions }: { fault: Fault; state: State; actions: Actions }) {
  const t = words().model;
  return (
    <div class="fault model-fault" role="alert">
      <div>
        <p>
          <strong>{t.notOpened(fault.name)}</strong>
          {gap() + sentence(fault.reason)}
          {state.model && gap() + t.staysOpen(state.model.name)}
        </p>
        <Choices fault={fault} actions={actions} />
      </div>
      <button class="icon-button" onClick={actions.dismissModelFault} aria-label={words().page.dismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
