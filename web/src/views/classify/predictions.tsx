import { percent } from "../../shared/format.ts";
import type { Prediction } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";

// A row for each prediction: label, bar, percent. Rows are keyed by rank, so that a bar animates to its new length.
export function PredictionRows(props: { predictions: Prediction[]; labelOf: (label: string) => string }) {
  return props.predictions.map(({ label, probability }, rank) => (
    <li key={rank}>
      <span class="label">{props.labelOf(label)}</span>
      <span class="percent">{percent(probability)}</span>
      <span class="bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${probability})` }} />
      </span>
    </li>
  ));
}

// The most probable label as a heading, then the rows.
export function Predictions({
  predictions,
  isSure,
  busy,
  classes,
  labelOf = (label) => label,
}: {
  predictions: Prediction[];
  isSure: boolean;
  busy: boolean;
  classes: number; // that the model knows
  labelOf?: (label: string) => string; // how a label is shown
}) {
  const best = predictions[0];
  const states = ["predictions", busy && "predictions-busy", !isSure && "predictions-unsure"].filter(Boolean);
  return (
    <div class={states.join(" ")} aria-busy={busy}>
      {best && isSure && <h2 class="best">{labelOf(best.label)}</h2>}
      {best && !isSure && (
        <>
          <h2 class="best best-unsure">{words().answer.notSure}</h2>
          <p class="unsure-text">{words().answer.notSureText(classes)}</p>
        </>
      )}
      <ol>
        <PredictionRows predictions={predictions} labelOf={labelOf} />
      </ol>
    </div>
  );
}
