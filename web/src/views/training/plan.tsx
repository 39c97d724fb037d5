import { useState } from "preact/hooks";
import { megabytes, millions, roughDuration } from "../../shared/format.ts";
import {
  type Choices,
  choicesOf,
  predictCost,
  imbalance,
  kScopes,
  type TrainingProject,
  obstacle,
  photoCount,
  type Scope,
  scopeOf,
  validationCount,
} from "../../training/project.ts";
import { say, words } from "../../words/words.ts";
import { isModelComing } from "../../classify/state.ts";
import type { TrainProps, ViewProps } from "../view.ts";
import { Augmentation } from "./augmentation.tsx";
import { MoreOptions } from "./more_options.tsx";
import { NumberField } from "../shared/number_field.tsx";

type Props = TrainProps & ViewProps;

// What to train, what it costs, and the button that starts it.
export function Plan(props: Props) {
  const { project, state, controller } = props;
  const { model, runtime } = state;
  const isComing = isModelComing(state);
  const chosen = scopeOf(project, model, isComing);
  const reason = obstacle(project, model, isComing);
  const uneven = imbalance(project.classes);
  const t = words().training;
  const { heldOut } = choicesOf(project, chosen);
  const own = validationCount(project.classes);
  return (
    <section class="plan" aria-labelledby="plan-title">
      <h3 id="plan-title">{t.plan}</h3>
      <div class="scopes" role="radiogroup" aria-labelledby="plan-title">
        {kScopes.map((scope) => {
          const possible = scope === "everything" || model !== null;
          const missing = isComing ? t.modelComing : t.modelFirst;
          return (
            <label key={scope} class="scope">
              <input
                type="radio"
                name="scope"
                checked={scope === chosen}
                disabled={!possible}
                onChange={() => controller.setScope(scope)}
              />
              <span class="scope-body">
                <strong>{t.scopes[scope].title}</strong>
                <span class="scope-text">{t.scopes[scope].text}</span>
                {possible ? <Facts project={project} scope={scope} /> : <span class="scope-facts">{missing}</span>}
              </span>
            </label>
          );
        })}
      </div>
      {model && chosen !== "everything" && <StartsFrom {...props} />}
      {uneven && <p class="remark plan-remark">{t.uneven(uneven.name, uneven.count, uneven.of, shareOf(uneven))}</p>}
      <Drawer {...props} choices={choicesOf(project, chosen)} scope={chosen} />
      <div class="row start">
        <button
          class="button button-primary"
          disabled={reason !== null || runtime.status !== "ready"}
          aria-describedby="start-note"
          onClick={controller.start}
        >
          {t.start}
        </button>
        <p id="start-note" class="card-note">
          {reason ?? (own > 0 ? t.ownValidation(own) : heldOutText(heldOut))}
        </p>
      </div>
    </section>
  );
}

const shareOf = ({ count, of }: { count: number; of: number }) =>
  words().units.percent(String(Math.round((100 * count) / of)));

// The model whose weights training starts from, and a button for the one before: comparing what is trained needs the same start.
function StartsFrom({ state, actions }: Props) {
  const t = words().training;
  const { model, previous } = state;
  return (
    <p class="card-note plan-remark">
      {t.startsFrom(model!.name)}
      {previous && previous.name !== model!.name && (
        <>
          {" "}
          <button class="link" onClick={() => void actions.openModel(previous.source)}>
            {t.startFrom(previous.name)}
          </button>
        </>
      )}
    </p>
  );
}

function heldOutText(share: number): string {
  const t = words().training;
  return share > 0 ? t.someHeldOut(Math.max(2, Math.round(1 / share))) : t.noneHeldOut;
}

function Facts({ project, scope }: { project: TrainingProject; scope: Scope }) {
  const t = words().training;
  const measured = project.measured[scope];
  const facts = predictCost(measured, photoCount(project.classes), choicesOf(project, scope), project.pace);
  if (measured?.status === "failed") return <span class="scope-facts scope-failed">{say(measured.reason)}</span>;
  if (measured?.status === "measuring") return <span class="scope-facts">{t.measuring}</span>;
  if (!facts) return <span class="scope-facts">{t.measuredLater}</span>;
  return (
    <span class="scope-facts">
      <span>
        {facts.learning === facts.parameters
          ? t.allTrained(millions(facts.parameters))
          : t.someTrained(millions(facts.learning), millions(facts.parameters))}
      </span>
      <span>{t.memory(megabytes(facts.bytes))}</span>
      <span>
        {facts.seconds >= 1 && t.about}
        <strong>{roughDuration(facts.seconds)}</strong>
      </span>
    </span>
  );
}

interface Field {
  name: "epochs" | "batch" | "learningRate" | "seed";
  min: number;
  step: number | "any";
}
const fields: Field[] = [
  { name: "epochs", min: 1, step: 1 },
  { name: "batch", min: 1, step: 1 },
  { name: "learningRate", min: 0, step: "any" },
  { name: "seed", min: 0, step: 1 },
];

function Drawer(props: TrainProps & { choices: Choices; scope: Scope }) {
  const { choices, scope, controller, project } = props;
  const { training: t, units } = words();
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="drawer" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{t.choices}</summary>
      <div class="drawer-fields">
        {fields.map(({ name, min, step }) => (
          <NumberField
            key={name}
            label={t.fields[name]}
            value={choices[name]}
            min={min}
            step={step}
            onChoose={(value) => value > 0 - Number(name === "seed") && controller.setChoices({ [name]: value })}
          />
        ))}
        <Choice
          label={t.optimizer}
          value={choices.optimizer}
          options={[
            ["adam", "Adam"],
            ["adamw", "AdamW"],
            ["sgd", t.momentum],
          ]}
          onChoose={(optimizer) => controller.setChoices({ optimizer: optimizer as Choices["optimizer"] })}
        />
        {validationCount(project.classes) === 0 && (
          <Choice
            label={t.heldOut}
            value={`${choices.heldOut}`}
            options={[
              ["0", t.none],
              ["0.1", units.percent("10")],
              ["0.2", units.percent("20")],
              ["0.3", units.percent("30")],
            ]}
            onChoose={(share) => controller.setChoices({ heldOut: Number(share) })}
          />
        )}
        <Choice
          label={t.recordsPhotos}
          value={`${choices.recordsPhotos}`}
          options={[
            ["false", t.recordsNothing],
            ["true", t.recordsFingerprints],
          ]}
          onChoose={(records) => controller.setChoices({ recordsPhotos: records === "true" })}
        />
        {scope === "everything" && (
          <Choice
            label={t.width}
            value={`${choices.width}`}
            options={[
              ["0.125", t.widthQuick],
              ["0.25", "1/4"],
              ["0.5", "1/2"],
              ["1", t.widthWhole],
            ]}
            onChoose={(width) => controller.setChoices({ width: Number(width) })}
          />
        )}
      </div>
      <Augmentation {...props} isOpen={isOpen} />
      <MoreOptions {...props} />
      <button class="link" onClick={controller.resetChoices}>
        {t.defaults}
      </button>
    </details>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: [string, string][];
  onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
