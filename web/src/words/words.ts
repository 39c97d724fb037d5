// The page's texts in the language that is chosen. Views ask for them while they draw, so another language is there at the next draw.
import { en, type Words } from "./en.ts";
import { zh } from "./zh.ts";

export type Language = "en" | "zh";

export const catalogs: Record<Language, Words> = { en, zh };
export const kTags: Record<Language, string> = { en: "en", zh: "zh-Hans" }; // of BCP 47

let chosen: Language = "en";
export const language = (): Language => chosen;
export const words = (): Words => catalogs[chosen];
export function choose(language: Language): void {
  chosen = language;
}

// What is to be said later, in whatever language is chosen then: a text of `messages` by its name, with what belongs into it. The
// core's own words, in English, are plain strings.
type Messages = Words["messages"];
export type Message =
  | string
  | {
      [K in keyof Messages]: Messages[K] extends (...values: infer V) => string ? [name: K, ...V] : [name: K];
    }[keyof Messages];

export function say(message: Message): string {
  if (typeof message === "string") return message;
  const [name, ...values] = message;
  const text = words().messages[name] as string | ((...values: unknown[]) => string);
  return typeof text === "string" ? text : text(...values);
}
