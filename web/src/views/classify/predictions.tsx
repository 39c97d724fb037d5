import { percent } from "../../shared/format.ts";
import type { Prediction } from "../../core/protocol.ts";
import { words } from "../../words/words.ts";

// The most probable label as a heading, then a row for each prediction: label, bar, percent. Rows are keyed by rank, so that a bar
// animates to its new length.
export function Predictions({
  predictions,
  isSure,
  busy,
}: {
  predictions: Prediction[];
  isSure: boolean;
  busy: boolean;
}) {
  const best = predictions[0];
  return (
    <div class={busy ? "predictions predictions-busy" : "predictions"} aria-busy={busy}>
      {best && isSure && <h2 class="best">{best.label}</h2>}
      {best && !isSure && (
        <>
          <h2 class="best best-unsure">{words().answer.notSure}</h2>
          <p class="unsure-text">{words().answer.notSureText}</p>
        </>
      )}
      <ol>
        {predictions.map(({ label, probability }, rank) => (
          <li key={rank}>
            <span class="label">{label}</span>
            <span class="percent">{percent(probability)}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ transform: `scaleX(${probability})` }} />
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
