import type { ModelSource } from "../../core/protocol.ts";
import { gap, milliseconds, millions, sentence } from "../../shared/format.ts";
import { chosenModel } from "../../storage/model_files.ts";
import { words } from "../../words/words.ts";
import { FileButton } from "../shared/file_button.tsx";
import { Icon } from "../shared/icons.tsx";
import { LoadingModel } from "../model/loading_model.tsx";
import { Predictions } from "./predictions.tsx";
import type { CompareProps, ViewProps } from "../view.ts";

// The part of the model panel that chooses a second model to compare with, or names the chosen one.
export function CompareWith({ state, actions, comparison, comparer }: ViewProps & CompareProps) {
  const t = words().compare;
  const { model, loading, fault } = comparison;
  if (!state.model || state.loading) return null;
  if (loading) return <LoadingModel loading={loading} onCancel={comparer.cancel} />;
  if (model) {
    return (
      <p class="compared">
        <span>{t.comparedWith(model.name, words().model.classes(model.classes))}</span>
        <button class="link" onClick={comparer.close}>
          {t.close}
        </button>
      </p>
    );
  }
  const choices = otherModels(state, actions.sourceOf);
  return (
    <>
      {fault && (
        <p class="fault compare-fault" role="alert">
          <span>
            <strong>{words().model.notOpened(fault.name)}</strong>
            {gap() + sentence(fault.reason)}
          </span>
        </p>
      )}
      <details class="drawer">
        <summary>{t.with}</summary>
        <div class="compare-choices">
          {choices.map(({ name, source }) => (
            <button key={name} class="button button-secondary" onClick={() => void comparer.open(source)}>
              <Icon name="model" />
              {name}
            </button>
          ))}
          <FileButton
            accept=""
            multiple
            kind="secondary"
            onFiles={(files) => void chosenModel(files).then((source) => source && comparer.open(source))}
          >
            {t.file}
          </FileButton>
        </div>
      </details>
    </>
  );
}

// Returns the previously open model and the shipped ones.
function otherModels({ model, previous, shipped }: ViewProps["state"], sourceOf: ViewProps["actions"]["sourceOf"]) {
  const beside = shipped.map((one) => ({ name: one.file.split("/").pop()!, source: sourceOf(one) }));
  const choices: { name: string; source: ModelSource }[] = previous ? [previous, ...beside] : beside;
  return choices.filter(
    ({ name }, index) => name !== model?.name && choices.findIndex((one) => one.name === name) === index,
  );
}

// The answer of the second model, next to that of the first.
export function SecondAnswer({ comparison, photo }: Pick<CompareProps, "comparison"> & { photo: number }) {
  const { model, answer, reason, busy } = comparison;
  if (!model) return null;
  const result = answer?.photo === photo ? answer.result : null;
  return (
    <section class="answer-of" aria-label={model.name}>
      <p class="answer-model">{model.name}</p>
      {result ? (
        <>
          <Predictions predictions={result.predictions} isSure={result.isSure} busy={busy} classes={model.classes} />
          <p class="timing">
            {words().answer.networkTime(milliseconds(result.networkMs))} ·{" "}
            {words().model.parameters(millions(model.parameters))}
          </p>
        </>
      ) : (
        <p class="card-text">{reason ? sentence(reason) : words().inspect.inspecting}</p>
      )}
    </section>
  );
}
