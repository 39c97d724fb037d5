import { useState } from "preact/hooks";
import type { TrainingOption } from "../../core/json_shapes.ts";
import { type Group, moreOptions, type OptionValue, parseOption, textOf, valueIn } from "../../training/options.ts";
import { type Scope, settingsFor } from "../../training/project.ts";
import { optionText, words } from "../../words/words.ts";
import type { TrainProps } from "../view.ts";

const kGroups: Group[] = ["photos", "network", "optimization", "augmentation"];

// Every option of the core's table that has no field elsewhere, by groups.
export function MoreOptions({ project, scope, state, controller }: TrainProps & { scope: Scope }) {
  const t = words().training.moreOptions;
  const options = moreOptions(project.options);
  const settings = settingsFor(project, scope, state.model);
  if (options.length === 0) return null;
  return (
    <details class="drawer">
      <summary>{t.title}</summary>
      {kGroups
        .map((group) => ({ group, members: options.filter((option) => option.group === group) }))
        .filter(({ members }) => members.length > 0)
        .map(({ group, members }) => (
          <fieldset key={group} class="option-group">
            <legend>{t.groups[group]}</legend>
            <div class="drawer-fields">
              {members.map((option) => (
                <OptionField
                  key={option.name}
                  option={option}
                  value={valueIn(settings, option.name) ?? defaultOf(option)}
                  isDefault={valueIn(settings, option.name) === undefined}
                  onChoose={(value) => controller.setOption(option.name, value)}
                />
              ))}
            </div>
          </fieldset>
        ))}
    </details>
  );
}

// Returns the value that an option has here if it is not set. The page augments nothing that it is not asked for.
function defaultOf({ default: value, group }: TrainingOption): OptionValue | null {
  return group === "augmentation" && typeof value === "number" ? 0 : (value as OptionValue | null);
}

interface Props {
  option: TrainingOption;
  value: OptionValue | null;
  isDefault: boolean;
  onChoose: (value: OptionValue | undefined) => void; // undefined for the default
}

function OptionField(props: Props) {
  const { option, value, onChoose } = props;
  const { label, help } = optionText(option);
  const note = `option-${option.name}`;
  return (
    <div class="option">
      {typeof value === "boolean" ? (
        <label class="field field-check">
          <input
            type="checkbox"
            checked={value}
            aria-describedby={note}
            onChange={({ currentTarget }) => onChoose(currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
      ) : (
        <label class="field">
          <span>{label}</span>
          {option.values ? <Values {...props} note={note} /> : <Typed {...props} note={note} />}
        </label>
      )}
      <p id={note} class="card-note">
        {help}
      </p>
    </div>
  );
}

function Values({ option, value, note, onChoose }: Props & { note: string }) {
  const isPlaceholder = option.default_meaning !== undefined;
  return (
    <select
      value={textOf(value ?? "")}
      aria-describedby={note}
      onChange={({ currentTarget }) => onChoose(currentTarget.value || undefined)}
    >
      {isPlaceholder && <option value="">{optionText(option).unset}</option>}
      {option.values!.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
    </select>
  );
}

// Text that is being typed survives re-rendering; it takes effect once it is complete and valid.
function Typed({ option, value, isDefault, note, onChoose }: Props & { note: string }) {
  const [typed, setTyped] = useState<string | null>(null);
  const t = words().training.moreOptions;
  const isEmpty = isDefault && (option.default_meaning !== undefined || value === null);
  const placeholder = optionText(option).unset ?? (option.type === "range" ? t.pair : t.unchangedValue);
  const isWrong = typed !== null && parseOption(option, typed) === null;
  return (
    <input
      type="text"
      inputmode={option.type === "text" ? "text" : "decimal"}
      value={typed ?? (isEmpty || value === null ? "" : textOf(value))}
      placeholder={placeholder}
      aria-describedby={note}
      aria-invalid={isWrong}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      onChange={({ currentTarget }) => {
        const chosen = parseOption(option, currentTarget.value);
        if (chosen !== null) onChoose(chosen);
        setTyped(null);
      }}
    />
  );
}
