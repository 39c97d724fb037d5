// What the page's address may ask for: ?model=ADDRESS and ?photo=ADDRESS (both on this site), ?lang=en|zh, and for tests and measurements
// ?flavour=relaxed-threads|simd-threads|simd and ?threads=N.
import { languageOf } from "./language.ts";
import type { Flavour } from "./protocol.ts";
import type { Language } from "./words/words.ts";

const kFlavours: readonly string[] = ["relaxed-threads", "simd-threads", "simd"] satisfies Flavour[];

export interface Query {
  model: string | null;
  photos: string[];
  language: Language | null;
  flavour: Flavour | null;
  threads: number | null;
}

export function readQuery(search: string): Query {
  const parameters = new URLSearchParams(search);
  const flavour = parameters.get("flavour") ?? "";
  const threads = Number(parameters.get("threads"));
  return {
    model: parameters.get("model"),
    photos: parameters.getAll("photo"),
    language: languageOf(parameters.get("lang")),
    flavour: kFlavours.includes(flavour) ? (flavour as Flavour) : null,
    threads: Number.isInteger(threads) && threads > 0 ? threads : null,
  };
}
