import { gap } from "../../shared/format.ts";
import type { Sample } from "../../classify/state.ts";
import { kAcceptPhotos } from "../../photos/photo_names.ts";
import { words } from "../../words/words.ts";
import { CameraButton } from "../shared/camera.tsx";
import { FileButton } from "../shared/file_button.tsx";
import { Icon } from "../shared/icons.tsx";
import { ModelCard } from "../model/model_card.tsx";
import { ExampleCard } from "./example.tsx";
import type { CompareProps, ExampleProps, TrainProps, ViewProps } from "../view.ts";

interface Introduction {
  title?: string;
  text?: string;
}

export function Welcome(props: ViewProps & CompareProps & TrainProps & ExampleProps & Introduction) {
  const t = words().welcome;
  const { state, title = t.title, text = t.text } = props;
  return (
    <div class={state.view === "classify" ? "landing" : "landing landing-plain"}>
      <div class="hero">
        <h2>{title}</h2>
        <p>
          {text}
          {gap()}
          {t.private}
        </p>
      </div>
      <Photos {...props} />
      {state.view === "classify" && <ExampleCard answer={props.example} />}
      <ModelCard {...props} />
    </div>
  );
}

function nameOf({ name }: Sample): string {
  const title = name.replace(/\.\w+$/, "");
  return words().welcome.sampleNames[title] ?? title;
}

function Photos({ state, actions }: ViewProps) {
  const t = words().welcome;
  return (
    <section class="card photos-card" aria-labelledby="photos-title">
      <h3 id="photos-title" class="step">
        <Icon name="photo" />
        {t.photos}
      </h3>
      <div class="finder">
        <p class="finder-title">
          <span class="mouse-only">{t.drop}</span>
          <span class="touch-only">{t.yours}</span>
        </p>
        <FileButton accept={kAcceptPhotos} multiple onFiles={actions.addFiles}>
          {t.choose}
        </FileButton>
        <CameraButton once onPhoto={(photo) => actions.addFiles([photo])} />
        <p class="finder-text mouse-only">
          {t.paste} <kbd>Ctrl</kbd> <kbd>V</kbd>
        </p>
      </div>
      {state.samples.length > 0 && (
        <div class="sample-photos">
          <p class="card-note">{t.samples}</p>
          <ul>
            {state.samples.map((sample) => (
              <li key={sample.file}>
                <button class="sample" title={sample.name} onClick={() => void actions.addSample(sample)}>
                  <img src={sample.file} alt={sample.name.replace(/\.\w+$/, "")} loading="lazy" />
                  <strong>{nameOf(sample)}</strong>
                  <span>{sample.credit || t.synthetic}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p class="card-note">
        {t.formats}
        <span class="mouse-only">{gap() + t.folders}</span>
      </p>
    </section>
  );
}
