import { FileButton } from "./file_button.tsx";
import { Icon } from "./icons.tsx";
import { ModelPanel } from "./model_panel.tsx";
import type { ViewProps } from "./view.ts";

export function Welcome(props: ViewProps) {
  const { state, actions } = props;
  return (
    <>
      <div class="hero">
        <h2>A photo in, a label out.</h2>
        <p>
          The network of 2012, on your own machine. It needs a model, then as many photos as you like. Nothing leaves
          this page.
        </p>
      </div>
      <div class="welcome">
        <section class="card" aria-labelledby="model-title">
          <h3 id="model-title" class="step">
            <Icon name="model" />
            Model
          </h3>
          {!state.model && !state.loading && !state.modelFault && (
            <p class="card-text">
              {state.shipped.length > 0
                ? "No model is open yet. Open one of these, or a .safetensors file of your own."
                : "No model is open yet. Open a .safetensors file: it carries the weights and the names of the classes."}
              <span class="mouse-only"> You can also drop it anywhere on this page.</span>
            </p>
          )}
          <ModelPanel {...props} />
        </section>
        <section class="card photos-card" aria-labelledby="photos-title">
          <h3 id="photos-title" class="step">
            <Icon name="photo" />
            Photos
          </h3>
          <div class="finder">
            <p class="finder-title">
              <span class="mouse-only">Drop photos anywhere</span>
              <span class="touch-only">Your photos</span>
            </p>
            <FileButton
              accept="image/*,.psd,.tga,.hdr,.ppm,.pgm"
              multiple
              kind={state.model ? "primary" : "secondary"}
              onFiles={actions.addFiles}
            >
              Choose photos
            </FileButton>
            <p class="finder-text mouse-only">
              or paste one with <kbd>Ctrl</kbd> <kbd>V</kbd>
            </p>
          </div>
          {state.samples.length > 0 && (
            <div class="samples">
              <p class="card-note">No photo at hand? Take one of these.</p>
              <ul>
                {state.samples.map((sample) => (
                  <li key={sample.file}>
                    <button class="sample" title={sample.name} onClick={() => void actions.addSample(sample)}>
                      <img src={sample.file} alt={sample.name.replace(/\.jpg$/, "")} loading="lazy" />
                      <span>{sample.credit}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <p class="card-note">
            JPEG, PNG, GIF, BMP, PSD and TGA. <span class="mouse-only">Folders work too.</span>
          </p>
        </section>
      </div>
    </>
  );
}
