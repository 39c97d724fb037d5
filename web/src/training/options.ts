// The options of training that the page shows as the core's table describes them. The most common ones have fields of their own
// (Choices in project.ts).
import type { TrainingOption } from "../core/json_shapes.ts";
import type { TrainingSettings } from "../core/protocol.ts";

export type OptionValue = string | number | boolean | number[];
export type OptionValues = Readonly<Record<string, OptionValue>>; // by their names in the table
export type Group = TrainingOption["group"];

const kAugmentation = "augmentation.";

// Options that the page sets by itself: from the scope, the open model, the photos and the fields of Choices.
const kSetByPage = new Set([
  ...[
    "data",
    "labels",
    "similar_photos",
    "validation_fraction",
    "variant",
    "width",
    "dense_width",
    "input",
    "resize",
    "fit",
    "init_file",
    "freeze",
  ],
  ...["photo_record", "seed", "epochs", "batch", "optimizer", "learning_rate", "augmentation.horizontal_flip"],
]);
export const moreOptions = (table: TrainingOption[]) => table.filter(({ name }) => !kSetByPage.has(name));

// Returns the values of the options that the table has, so that one of an earlier or later version does not prevent training.
export function knownValues(values: OptionValues, table: TrainingOption[]): OptionValues {
  const known = new Set(moreOptions(table).map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name)));
}

export function withOptions(settings: TrainingSettings, values: OptionValues): TrainingSettings {
  const result = { ...settings, augmentation: { ...settings.augmentation } };
  for (const [name, value] of Object.entries(values))
    if (name.startsWith(kAugmentation)) result.augmentation[name.slice(kAugmentation.length)] = value;
    else Object.assign(result, { [name]: value });
  return result;
}

// Returns the value of an option in the settings; undefined where they leave it to the core.
export function valueIn(settings: TrainingSettings, name: string): OptionValue | undefined {
  const isAugmentation = name.startsWith(kAugmentation);
  const values = (isAugmentation ? settings.augmentation : settings) as unknown as Record<string, OptionValue>;
  return values[isAugmentation ? name.slice(kAugmentation.length) : name];
}

// Returns what a person types for a value.
export function textOf(value: OptionValue | undefined): string {
  return value === undefined ? "" : Array.isArray(value) ? value.join(", ") : String(value);
}

// Reads what a person typed: undefined for the default, null for what is not a value of the option.
export function parseOption(option: TrainingOption, text: string): OptionValue | undefined | null {
  const typed = text.trim();
  if (typed === "") return undefined;
  const isInRange = (value: number) =>
    Number.isFinite(value) && value >= (option.low ?? -Infinity) && value <= (option.high ?? Infinity);
  if (option.type === "range") {
    const pair = typed.split(/[\s,]+/).map(Number);
    return pair.length === 2 && pair.every(isInRange) && pair[0]! <= pair[1]! ? pair : null;
  }
  if (option.type === "text") return !option.values || option.values.includes(typed) ? typed : null;
  const value = Number(typed);
  return isInRange(value) && (option.type === "number" || Number.isInteger(value)) ? value : null;
}

// Augmentation that only states how another one is done.
const kDetails = new Set(["fill_mode", "cval", "convention", "scale", "ratio"]);
export const changesPhotos = ({ augmentation }: TrainingSettings) =>
  Object.entries(augmentation).some(([name, value]) => !kDetails.has(name) && value !== 0 && value !== false);

// Returns the words of a command line that set these options.
export function optionWords(settings: TrainingSettings, table: TrainingOption[]): string[] {
  return moreOptions(table).flatMap(({ name, flag }) => {
    const value = valueIn(settings, name);
    if (value === undefined) return [];
    if (typeof value === "boolean") return [`${flag}=${value}`];
    return [flag, ...(Array.isArray(value) ? value : [value]).map(String)];
  });
}
