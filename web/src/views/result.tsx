import { milliseconds, reasonAfterName } from "../format.ts";
import type { Fit } from "../protocol.ts";
import { type Photo, type State, selectedPhoto } from "../state.ts";
import { Icon } from "./icons.tsx";
import { ModelPanel } from "./model_panel.tsx";
import { Predictions } from "./predictions.tsx";
import { simdText, threadsText } from "./runtime_details.tsx";
import { Square } from "./square.tsx";
import type { ViewProps } from "./view.ts";

// The photo that is looked at: what the network saw of it, and what it says.
export function Result({ state, actions }: ViewProps) {
  const photo = selectedPhoto(state);
  if (!photo) return null;
  return (
    <section class="result" aria-label={photo.name}>
      <figure>
        <div class="viewfinder">
          {photo.result ? (
            <Square square={photo.result.square} label={`${photo.name}, as the network saw it`} />
          ) : (
            <div class="viewfinder-empty">
              <Icon name={photo.status === "failed" ? "warning" : "photo"} />
            </div>
          )}
        </div>
        <figcaption>
          <strong class="photo-name">{photo.name}</strong>
          {photo.result && (
            <span>
              {photo.result.square.side} × {photo.result.square.side}, exactly what the network saw
            </span>
          )}
        </figcaption>
        <FitChoice state={state} onChoose={actions.setFit} />
      </figure>
      <div class="answer">
        <Answer state={state} actions={actions} photo={photo} />
      </div>
    </section>
  );
}

function Answer({ state, actions, photo }: ViewProps & { photo: Photo }) {
  if (photo.status === "failed") {
    return (
      <div class="refusal">
        <h2>This photo could not be read</h2>
        <p>
          <strong>{photo.name}</strong>
          {reasonAfterName(photo.reason)}
        </p>
        <button class="button button-secondary" onClick={() => actions.dismissPhoto(photo.id)}>
          Remove it
        </button>
      </div>
    );
  }
  if (photo.result) {
    return (
      <>
        <Predictions
          predictions={photo.result.predictions}
          isSure={photo.result.isSure}
          busy={photo.status !== "done"}
        />
        <Timing photo={photo} runtime={state.runtime} />
      </>
    );
  }
  if (state.model) return <p class="pending">Looking at {photo.name}</p>;
  return (
    <>
      <h2>{state.loading ? "The model is on its way" : "It needs a model first"}</h2>
      <p class="card-text">
        {state.loading
          ? "Your photos are answered as soon as it is open."
          : "Your photos wait here. Open a .safetensors file, or drop one anywhere on this page."}
      </p>
      <ModelPanel state={state} actions={actions} />
    </>
  );
}

function Timing({ photo, runtime }: { photo: Photo; runtime: State["runtime"] }) {
  if (!photo.result || runtime.status !== "ready") return null;
  const parts = [
    `network ${milliseconds(photo.result.networkMs)}`,
    `picture ${milliseconds(photo.result.pictureMs)}`,
    threadsText(runtime.runtime.threads),
    simdText(runtime.runtime.flavour),
  ];
  return <p class="timing">{parts.join(" · ")}</p>;
}

const fits: { fit: Fit; text: string }[] = [
  { fit: "model", text: "Model’s own" },
  { fit: "crop", text: "Crop" },
  { fit: "stretch", text: "Stretch" },
];

export function FitChoice({ state, onChoose }: { state: State; onChoose: (fit: Fit) => void }) {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">How the photo becomes a square</legend>
      {fits.map(({ fit, text }) => (
        <label key={fit}>
          <input type="radio" name="fit" checked={state.fit === fit} onChange={() => onChoose(fit)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
