// The page's texts in the current language. Views look them up while they render, so a new language applies at the next rendering.
import { en, type Words } from "./en.ts";
import { zh } from "./zh.ts";
import type { OptionText } from "./zh_options.ts";

export type Language = "en" | "zh";

export const catalogs: Record<Language, Words> = { en, zh };
export const kTags: Record<Language, string> = { en: "en", zh: "zh-Hans" }; // BCP 47

let chosen: Language = "en";
export const language = (): Language => chosen;
export const words = (): Words => catalogs[chosen];
export function choose(language: Language): void {
  chosen = language;
}

// An error of the core. Its message is in English; in other languages it is worded by its code, if there is a translation.
export interface CoreErrorMessage {
  code: string;
  where: string; // the file, tensor, layer or option concerned; may be empty
  message: string;
  args: Record<string, unknown>;
}

// A message that is worded when it is shown: a text of `messages` by its name, with its values, or an error of the core. A string
// is shown as it is.
type Messages = Words["messages"];
export type Message =
  | string
  | CoreErrorMessage
  | {
      [K in keyof Messages]: Messages[K] extends (...values: infer V) => string ? [name: K, ...V] : [name: K];
    }[keyof Messages];

export function say(message: Message): string {
  if (typeof message === "string") return message;
  if (!Array.isArray(message)) return coreErrorText(message as CoreErrorMessage);
  const [name, ...values] = message;
  const text = words().messages[name] as string | ((...values: unknown[]) => string);
  return typeof text === "string" ? text : text(...values);
}

// Words a notice of the core, such as a diagnosis of training.
export function sayNotice({ code, text, args }: { code: string; text: string; args: Record<string, unknown> }): string {
  return coreErrorText({ code, where: "", message: text, args });
}

const errorTexts: Record<Language, Readonly<Record<string, string>>> = { en: {}, zh: {} };
const labelTexts: Record<Language, Readonly<Record<string, string>>> = { en: {}, zh: {} };
const optionTexts: Record<Language, Readonly<Record<string, OptionText>>> = { en: {}, zh: {} };

// Loads the wordings of the core's errors and training options in a language. They are not part of the first load of the page; until
// they are there, the English ones are shown.
export async function loadCoreTexts(language: Language): Promise<void> {
  if (language !== "zh") return;
  const [{ errors }, { options }, { labels }] = await Promise.all([
    import("./zh_errors/zh_errors.ts"),
    import("./zh_options.ts"),
    import("./zh_labels.ts"),
  ]);
  labelTexts.zh = labels;
  errorTexts.zh = errors;
  optionTexts.zh = options;
}

// Words the label of a shipped model. Labels of other models are those of their makers, and stay.
export function labelText(label: string, isShipped = true): string {
  return (isShipped && labelTexts[chosen][label]) || label;
}

export function optionText(option: {
  name: string;
  label: string;
  help: string;
  default_meaning?: string;
}): OptionText {
  const { name, label, help, default_meaning: unset } = option;
  return optionTexts[chosen][name] ?? { label, help, ...(unset !== undefined && { unset }) };
}

function coreErrorText({ code, where, message, args }: CoreErrorMessage): string {
  const text = errorTexts[chosen][code];
  if (text === undefined) return message;
  const worded = text.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name] ?? ""));
  return where === "" ? worded : where + words().units.colon + worded;
}
