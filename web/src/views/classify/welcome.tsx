import { gap } from "../../shared/format.ts";
import { kAcceptPhotos } from "../../photos/photo_names.ts";
import { words } from "../../words/words.ts";
import { CameraButton } from "../shared/camera.tsx";
import { FileButton } from "../shared/file_button.tsx";
import { Icon } from "../shared/icons.tsx";
import { ModelPanel } from "../model/model_panel.tsx";
import type { CompareProps, TrainProps, ViewProps } from "../view.ts";

interface Introduction {
  title?: string;
  text?: string;
}

export function Welcome(props: ViewProps & CompareProps & TrainProps & Introduction) {
  const t = words().welcome;
  const { state, actions, title = t.title, text = t.text } = props;
  return (
    <>
      <div class="hero">
        <h2>{title}</h2>
        <p>
          {text}
          {gap()}
          {t.private}
        </p>
      </div>
      <div class="welcome">
        <section class="card" aria-labelledby="model-title">
          <h3 id="model-title" class="step">
            <Icon name="model" />
            {words().model.title}
          </h3>
          {!state.model && !state.loading && !state.modelFault && (
            <p class="card-text">
              {state.shipped.length > 0 ? t.openOneOfThese : t.openOne}
              <span class="mouse-only">{gap() + t.dropModel}</span>
            </p>
          )}
          <ModelPanel {...props} />
        </section>
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
            <FileButton
              accept={kAcceptPhotos}
              multiple
              kind={state.model ? "primary" : "secondary"}
              onFiles={actions.addFiles}
            >
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
      </div>
    </>
  );
}
