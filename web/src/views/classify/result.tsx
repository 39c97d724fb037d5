import { milliseconds, reasonAfterName } from "../../shared/format.ts";
import type { Fit } from "../../core/protocol.ts";
import { type Photo, type State, selectedPhoto, shownLabel } from "../../classify/state.ts";
import { words } from "../../words/words.ts";
import { SecondAnswer } from "./compare.tsx";
import { Icon } from "../shared/icons.tsx";
import { ModelPanel } from "../model/model_panel.tsx";
import { Predictions } from "./predictions.tsx";
import { simdText, threadsText } from "../runtime_details.tsx";
import { Remarks } from "../shared/remarks.tsx";
import { RgbaCanvas } from "../shared/rgba_canvas.tsx";
import type { CompareProps, TrainProps, ViewProps } from "../view.ts";

// The selected photo: the input image of the network, and its answer.
export function Result(props: ViewProps & CompareProps & TrainProps) {
  const { state, actions } = props;
  const photo = selectedPhoto(state);
  const t = words().answer;
  if (!photo) return null;
  return (
    <section class="result" aria-label={photo.name}>
      <figure>
        <div class="viewfinder">
          {photo.result ? (
            <RgbaCanvas image={photo.result.input} label={t.asSeen(photo.name)} />
          ) : (
            <div class="viewfinder-empty">
              <Icon name={photo.status === "failed" ? "warning" : "photo"} />
            </div>
          )}
        </div>
        <figcaption>
          <span class="photo-title">
            <strong class="photo-name">{photo.name}</strong>
            <button
              class="icon-button"
              aria-label={words().photos.remove(photo.name)}
              onClick={() => actions.dismissPhoto(photo.id)}
            >
              <Icon name="close" />
            </button>
          </span>
          {photo.result && <span>{t.exactly(photo.result.input.width)}</span>}
        </figcaption>
        <FitChoice state={state} onChoose={actions.setFit} />
      </figure>
      <div class="answer">
        <Answer {...props} photo={photo} />
      </div>
    </section>
  );
}

function Answer(props: ViewProps & CompareProps & TrainProps & { photo: Photo }) {
  const { state, actions, photo, comparison } = props;
  const t = words().answer;
  if (photo.status === "failed") {
    return (
      <div class="rejected-photo">
        <h2>{t.refused}</h2>
        <p>
          <strong>{photo.name}</strong>
          {reasonAfterName(photo.reason)}
        </p>
        <button class="button button-secondary" onClick={() => actions.dismissPhoto(photo.id)}>
          {t.remove}
        </button>
      </div>
    );
  }
  if (photo.result) {
    const first = (
      <>
        <Predictions
          predictions={photo.result.predictions}
          isSure={photo.result.isSure}
          busy={photo.status !== "done"}
          classes={photo.ranWith?.model.classes ?? 0}
          labelOf={(label) => shownLabel(state, photo, label)}
        />
        <Timing photo={photo} runtime={state.runtime} />
        <Remarks name={photo.name} result={photo.result} />
      </>
    );
    if (!comparison.model) return first;
    return (
      <div class="answers">
        <section class="answer-of" aria-label={photo.ranWith?.model.name}>
          <p class="answer-model">{photo.ranWith?.model.name}</p>
          {first}
        </section>
        <SecondAnswer comparison={comparison} photo={photo.id} />
      </div>
    );
  }
  if (state.model) return <p class="pending">{t.classifying(photo.name)}</p>;
  return (
    <>
      <h2>{state.loading ? t.modelComing : t.modelNeeded}</h2>
      <p class="card-text">{state.loading ? t.modelComingText : t.modelNeededText}</p>
      <ModelPanel {...props} />
    </>
  );
}

function Timing({ photo, runtime }: { photo: Photo; runtime: State["runtime"] }) {
  if (!photo.result || runtime.status !== "ready") return null;
  const parts = [
    words().answer.networkTime(milliseconds(photo.result.networkMs)),
    words().answer.preprocessTime(milliseconds(photo.result.preprocessMs)),
    threadsText(runtime.runtime.threads),
    simdText(runtime.runtime.flavor),
  ];
  return <p class="timing">{parts.join(" · ")}</p>;
}

const fits: Fit[] = ["model", "crop", "stretch"];

export function FitChoice({ state, onChoose }: { state: State; onChoose: (fit: Fit) => void }) {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{words().answer.fit}</legend>
      {fits.map((fit) => (
        <label key={fit}>
          <input type="radio" name="fit" checked={state.fit === fit} onChange={() => onChoose(fit)} />
          <span>{words().answer.fits[fit]}</span>
        </label>
      ))}
    </fieldset>
  );
}
