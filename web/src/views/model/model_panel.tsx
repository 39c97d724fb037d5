import { useId } from "preact/hooks";
import { megabytes, millions } from "../../shared/format.ts";
import { words } from "../../words/words.ts";
import { FileButton } from "../shared/file_button.tsx";
import { CompareWith } from "../classify/compare.tsx";
import { LoadingModel } from "./loading_model.tsx";
import { ModelFault } from "./model_fault.tsx";
import { OriginalModel } from "./original_model.tsx";
import { SaveModel } from "./save_model.tsx";
import { PreprocessingPanel } from "./preprocessing.tsx";
import { TrainedModels } from "../training/trained_models.tsx";
import type { CompareProps, TrainProps, ViewProps } from "../view.ts";

// The open model, the one being loaded, what went wrong, and the ways to open a model.
export function ModelPanel(props: ViewProps & CompareProps & TrainProps) {
  const { state, actions } = props;
  const { model, loading, modelFault } = state;
  const t = words().model;
  return (
    <div class="model-panel">
      {model && !loading && (
        <p class="model-summary">
          <strong>{model.name}</strong>
          <span>
            {model.variant} · {t.classes(model.classes)} · {t.parameters(millions(model.parameters))} ·{" "}
            {megabytes(model.bytes)}
          </span>
        </p>
      )}
      <PreprocessingPanel {...props} />
      {loading && <LoadingModel loading={loading} onCancel={actions.cancelModel} />}
      {modelFault && <ModelFault fault={modelFault} state={state} actions={actions} />}
      {!loading && <TrainedModels {...props} level="h4" />}
      {!loading && <OpenModel state={state} actions={actions} />}
      <SaveModel state={state} actions={actions} />
      <CompareWith {...props} />
      <OriginalModel />
    </div>
  );
}

const unbroken = (text: string) => text.replaceAll(" ", "\u00a0");

function OpenModel({ state, actions }: ViewProps) {
  const id = useId(); // the panel may be on the page twice
  const t = words().model;
  const isOpen = (file: string) => state.model?.name === file.split("/").pop();
  return (
    <>
      {state.shipped.length > 0 && (
        <ul class="shipped">
          {state.shipped.map(({ name, file, bytes, description }) => (
            <li key={file}>
              <button disabled={isOpen(file)} onClick={() => actions.openAddress(file)}>
                <strong>{name}</strong>
                <span>
                  {[isOpen(file) ? t.isOpen : "", t.descriptions[name] ?? description, unbroken(megabytes(bytes))]
                    .filter(Boolean)
                    .join(" · ")}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="model-sources">
        <FileButton
          accept=""
          multiple
          kind={state.model || state.shipped.length > 0 ? "secondary" : "primary"}
          onFiles={(files) => void actions.chooseModel(files)}
        >
          {t.choose}
        </FileButton>
        <p class="card-note">{t.formats}</p>
        <form
          class="address"
          onSubmit={(event) => {
            event.preventDefault();
            actions.openAddress(String(new FormData(event.currentTarget).get("address") ?? ""));
          }}
        >
          <label for={id}>{t.orAddress}</label>
          <div class="address-row">
            <input
              id={id}
              name="address"
              required
              placeholder="models/alexnet.safetensors"
              autocomplete="off"
              spellcheck={false}
            />
            <button class="button button-secondary">{t.open}</button>
          </div>
        </form>
      </div>
    </>
  );
}
