import { gap, sentence } from "../../shared/format.ts";
import { words } from "../../words/words.ts";
import { offerFile } from "../shared/offer_file.ts";
import { Icon } from "../shared/icons.tsx";
import type { ViewProps } from "../view.ts";

const kEndings = [".safetensors", ".onnx", ".h5", ".npz"];

// Saves the open model as a file of this program or of another one.
export function SaveModel({ state, actions }: ViewProps) {
  const t = words().model;
  const { model, saving, saveFault } = state;
  if (!model || state.loading) return null;
  const save = async (ending: string) => {
    const file = await actions.saveModel(ending);
    if (file) offerFile(file);
  };
  return (
    <details class="drawer">
      <summary>{t.save}</summary>
      <div class="save-choices">
        {kEndings.map((ending) => (
          <button
            key={ending}
            class="button button-secondary"
            disabled={saving !== null}
            onClick={() => void save(ending)}
          >
            <Icon name="download" />
            {t.saveAs[ending] ?? ending}
          </button>
        ))}
      </div>
      {saving !== null && <p class="card-note">{t.savingAs(saving)}</p>}
      {saveFault && (
        <p class="fault" role="alert">
          <strong>{t.notSaved(saveFault.name)}</strong>
          {gap() + sentence(saveFault.reason)}
        </p>
      )}
      {model.quantization !== "" && <p class="card-note">{t.floatsElsewhere(model.quantization)}</p>}
    </details>
  );
}
