// Which photos the strip shows, and in which order.
import type { Listing, Order, Photo, State } from "./state.ts";

export const kOrders: readonly Order[] = ["added", "name", "label", "confidence"];
export const kLabel = "label:"; // in a filter, before the label of an answer

const best = (photo: Photo) => photo.result?.predictions[0];

// Returns the labels of the answers, each once.
export function labelsOf(photos: Photo[]): string[] {
  const labels = photos.flatMap((photo) => (photo.result?.isSure ? [best(photo)?.label ?? ""] : []));
  return [...new Set(labels.filter(Boolean))].sort((one, other) => one.localeCompare(other));
}

export function listedPhotos({ photos, listing }: Pick<State, "photos" | "listing">): Photo[] {
  const shown = photos.filter((photo) => matches(photo, listing.filter));
  const compare = comparisons[listing.order];
  return compare ? [...shown].sort(compare) : shown;
}

function matches(photo: Photo, filter: Listing["filter"]): boolean {
  if (filter === "unsure") return photo.result?.isSure === false;
  if (filter === "failed") return photo.status === "failed";
  if (filter.startsWith(kLabel))
    return photo.result?.isSure === true && best(photo)?.label === filter.slice(kLabel.length);
  return true;
}

const byName = (one: Photo, other: Photo) => one.name.localeCompare(other.name, undefined, { numeric: true });
const confidence = (photo: Photo) => best(photo)?.probability ?? -1;

// The most confident first; photos without an answer last.
const byConfidence = (one: Photo, other: Photo) => confidence(other) - confidence(one);
const byLabel = (one: Photo, other: Photo) =>
  Number(!best(one)) - Number(!best(other)) ||
  (best(one)?.label ?? "").localeCompare(best(other)?.label ?? "") ||
  byConfidence(one, other);

const comparisons: Record<Order, ((one: Photo, other: Photo) => number) | null> = {
  added: null,
  name: byName,
  label: byLabel,
  confidence: byConfidence,
};

// ---- Files of the answers ----

// Returns the answers as a table, as RFC 4180 has it, with a mark by which spreadsheet programs know UTF-8.
export function answersAsCsv(photos: Photo[]): string {
  const most = Math.max(1, ...photos.map(({ result }) => result?.predictions.length ?? 0));
  const numbers = Array.from({ length: most }, (_, rank) => rank + 1);
  const head = ["photo", "sure", ...numbers.flatMap((rank) => [`label ${rank}`, `probability ${rank}`])];
  const rows = photos.map(({ name, result }) => [
    name,
    result ? (result.isSure ? "yes" : "no") : "",
    ...(result?.predictions ?? []).flatMap(({ label, probability }) => [label, String(probability)]),
  ]);
  return "\ufeff" + [head, ...rows].map((row) => row.map(quoted).join(",") + "\r\n").join("");
}

// A text that a spreadsheet would take for a formula gets an apostrophe.
function quoted(text: string): string {
  const safe = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function answersAsJson(photos: Photo[]): string {
  const answers = photos.map(({ name, result, ranWith }) => ({
    photo: name,
    model: ranWith?.model.name ?? null,
    sure: result?.isSure ?? null,
    predictions: (result?.predictions ?? []).map(({ label, probability }) => ({ label, probability })),
  }));
  return JSON.stringify(answers, null, 1) + "\n";
}
