import { useState } from "preact/hooks";
import { duration, megabytes, millions } from "../../format.ts";
import {
  type Choices,
  choicesOf,
  forecast,
  kScopes,
  type Lesson,
  obstacle,
  photoCount,
  type Scope,
  scopeOf,
} from "../../teach/lesson.ts";
import type { TeachProps } from "../view.ts";
import { Augmentation } from "./augmentation.tsx";
import { NumberField } from "./number_field.tsx";

const texts: Record<Scope, { title: string; text: string }> = {
  last: { title: "The last layer", text: "Everything else stays as the open model has it. Best with few photos." },
  dense: { title: "The dense layers", text: "The convolutions stay. For things unlike those that the model knows." },
  everything: { title: "Everything", text: "From random weights, without a model. Wants more photos and time." },
};

// What is to be trained, what that takes, and the button.
export function Plan(props: TeachProps) {
  const { lesson, state, teacher } = props;
  const { model, runtime } = state;
  const chosen = scopeOf(lesson, model);
  const reason = obstacle(lesson, model);
  return (
    <section class="plan" aria-labelledby="plan-title">
      <h3 id="plan-title">What to train</h3>
      <div class="scopes" role="radiogroup" aria-labelledby="plan-title">
        {kScopes.map((scope) => {
          const possible = scope === "everything" || model !== null;
          return (
            <label key={scope} class="scope">
              <input
                type="radio"
                name="scope"
                checked={scope === chosen}
                disabled={!possible}
                onChange={() => teacher.choose(scope)}
              />
              <span class="scope-body">
                <strong>{texts[scope].title}</strong>
                <span class="scope-text">{texts[scope].text}</span>
                {possible ? (
                  <Facts lesson={lesson} scope={scope} />
                ) : (
                  <span class="scope-facts">Open a model first</span>
                )}
              </span>
            </label>
          );
        })}
      </div>
      <Drawer {...props} choices={choicesOf(lesson, chosen)} scope={chosen} />
      <div class="row start">
        <button
          class="button button-primary"
          disabled={reason !== null || runtime.status !== "ready"}
          aria-describedby="start-note"
          onClick={teacher.start}
        >
          Start training
        </button>
        <p id="start-note" class="card-note">
          {reason ?? `About one photo in ${oneIn(choicesOf(lesson, chosen).heldOut)} is set aside to check with.`}
        </p>
      </div>
    </section>
  );
}

const oneIn = (share: number) => (share > 0 ? Math.max(2, Math.round(1 / share)) : "none");

function Facts({ lesson, scope }: { lesson: Lesson; scope: Scope }) {
  const measured = lesson.measured[scope];
  const facts = forecast(measured, photoCount(lesson.classes), choicesOf(lesson, scope));
  if (measured?.status === "failed") return <span class="scope-facts scope-failed">{measured.reason}</span>;
  if (measured?.status === "measuring") return <span class="scope-facts">Measuring on this machine …</span>;
  if (!facts) return <span class="scope-facts">Time and memory are measured once there are photos</span>;
  return (
    <span class="scope-facts">
      <span>
        {facts.learning === facts.parameters
          ? `${millions(facts.parameters)} parameters learn`
          : `${millions(facts.learning)} of ${millions(facts.parameters)} parameters learn`}
      </span>
      <span>{`about ${megabytes(facts.bytes)} of memory`}</span>
      <span>
        {facts.seconds >= 1 && "about "}
        <strong>{duration(facts.seconds)}</strong>
      </span>
    </span>
  );
}

interface Field {
  name: "epochs" | "batch" | "learningRate" | "seed";
  label: string;
  min: number;
  step: number | "any";
}
const fields: Field[] = [
  { name: "epochs", label: "Epochs", min: 1, step: 1 },
  { name: "batch", label: "Photos at a time", min: 1, step: 1 },
  { name: "learningRate", label: "Learning rate", min: 0, step: "any" },
  { name: "seed", label: "Seed", min: 0, step: 1 },
];

function Drawer(props: TeachProps & { choices: Choices; scope: Scope }) {
  const { choices, scope, teacher } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="drawer" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>More choices</summary>
      <div class="drawer-fields">
        {fields.map(({ name, label, min, step }) => (
          <NumberField
            key={name}
            label={label}
            value={choices[name]}
            min={min}
            step={step}
            onChoose={(value) => value > 0 - Number(name === "seed") && teacher.wish({ [name]: value })}
          />
        ))}
        <Choice
          label="Optimizer"
          value={choices.optimizer}
          options={[
            ["adam", "Adam"],
            ["adamw", "AdamW"],
            ["sgd", "SGD with momentum"],
          ]}
          onChoose={(optimizer) => teacher.wish({ optimizer: optimizer as Choices["optimizer"] })}
        />
        <Choice
          label="Set aside to check with"
          value={`${choices.heldOut}`}
          options={[
            ["0", "None"],
            ["0.1", "10 %"],
            ["0.2", "20 %"],
            ["0.3", "30 %"],
          ]}
          onChoose={(share) => teacher.wish({ heldOut: Number(share) })}
        />
        {scope === "everything" && (
          <Choice
            label="Width of the network"
            value={`${choices.width}`}
            options={[
              ["0.125", "1/8, quick"],
              ["0.25", "1/4"],
              ["0.5", "1/2"],
              ["1", "Whole, 62 million"],
            ]}
            onChoose={(width) => teacher.wish({ width: Number(width) })}
          />
        )}
      </div>
      <Augmentation {...props} isOpen={isOpen} />
      <button class="link" onClick={teacher.resetChoices}>
        Back to the defaults
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
