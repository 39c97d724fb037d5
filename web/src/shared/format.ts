// Numbers and sentences as people read them, in the current language.
import { whole } from "../words/counted.ts";
import { kTags, type Language, type Message, say, words, language } from "../words/words.ts";

const kLarge: Record<Language, number> = { en: 1e6, zh: 1e4 }; // the unit of the word for large numbers: million, 万

export function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(value >= 0.1 || value === 0 ? 1 : 2)} MB`;
}

export function percent(probability: number): string {
  if (probability > 0 && probability < 0.0005) return words().units.percent("< 0.1");
  return words().units.percent((probability * 100).toFixed(1));
}

export function milliseconds(value: number): string {
  return words().units.milliseconds(value < 10 ? value.toFixed(1) : value.toFixed(0));
}

// Returns a rounded duration.
export function duration(seconds: number): string {
  const { units } = words();
  if (seconds < 1) return units.moment;
  if (seconds < 90) return units.seconds(String(Math.round(seconds)));
  if (seconds < 5400) return units.minutes(String(Math.round(seconds / 60)));
  return units.hours((seconds / 3600).toFixed(1));
}

// Returns a date with the time of day; `date` in milliseconds since 1970.
export function moment(date: number): string {
  return new Date(date).toLocaleString(kTags[language()], { dateStyle: "medium", timeStyle: "short" });
}

// Returns a duration that is not known exactly: with as many digits as mean something.
export function roughDuration(seconds: number): string {
  const step = seconds < 10 ? 1 : seconds < 30 ? 5 : seconds < 90 ? 10 : 60;
  return duration(Math.max(Math.round(seconds / step) * step, Math.min(seconds, 1)));
}

export function millions(value: number): string {
  return value < 1e6 ? whole(value) : words().units.large((value / kLarge[language()]).toFixed(1));
}

// Returns what follows a name. A reason of the core may continue the sentence ("is empty"); any other is a sentence of its own.
export function reasonAfterName(reason: Message): string {
  const text = sentence(reason);
  return `${/^[a-z]/.test(text) ? " " : words().units.colon}${text}`;
}

export function sentence(message: Message): string {
  const text = say(message);
  return /[.!?。！？]$/.test(text) ? text : text + words().units.stop;
}

// Returns the space between two sentences: none in Chinese, whose full stops are wide.
export function gap(): string {
  return language() === "zh" ? "" : " ";
}

export function joined(parts: string[]): string {
  return parts.join(words().units.comma);
}

export function listed(names: string[]): string {
  return names.join(words().units.listComma);
}
