import { megabytes } from "../../shared/format.ts";
import { words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";
import type { CompareProps, TrainProps, ViewProps } from "../view.ts";
import { ModelPanel } from "./model_panel.tsx";

const kNarrow = "(max-width: 760px)"; // as in layout.css

// The model on the first view: a card, and on a phone one line that opens.
export function ModelCard(props: ViewProps & CompareProps & TrainProps) {
  const { state } = props;
  const { model, loading, modelFault } = state;
  const { model: t, welcome } = words();
  const title = (
    <h3 id="model-title" class="step">
      <Icon name="model" />
      {t.title}
    </h3>
  );
  const hint = !model && !loading && !modelFault && (
    <p class="card-text">
      {state.shipped.length > 0 ? welcome.openOneOfThese : welcome.openOne}
      <span class="mouse-only"> {welcome.dropModel}</span>
    </p>
  );
  if (!matchMedia(kNarrow).matches)
    return (
      <section class="card model-card" aria-labelledby="model-title">
        {title}
        {hint}
        <ModelPanel {...props} />
      </section>
    );
  return (
    <details class="card model-card" open={(!model && !loading && state.isListed) || modelFault !== null}>
      <summary>
        {title}
        <span class={model && !loading ? "model-line model-summary" : "model-line"}>{lineOf(state)}</span>
      </summary>
      {hint}
      <ModelPanel {...props} />
    </details>
  );
}

function lineOf({ model, loading }: ViewProps["state"]): string {
  const t = words().model;
  if (loading) return `${t.opening(loading.name)} · ${megabytes(loading.loaded)}`;
  return model ? `${model.name} · ${t.classes(model.classes)}` : t.none;
}
