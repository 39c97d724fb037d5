// The options in the page's address: ?model=ADDRESS and ?photo=ADDRESS (both on this site), ?lang=en|zh, and for tests and
// measurements ?flavor=relaxed-threads|simd-threads|simd (also spelled ?flavour) and ?threads=N.
import { languageOf } from "./language.ts";
import type { Flavor } from "../core/protocol.ts";
import type { Language } from "../words/words.ts";

const kFlavors: readonly string[] = ["relaxed-threads", "simd-threads", "simd"] satisfies Flavor[];

export interface Query {
  model: string | null;
  photos: string[];
  language: Language | null;
  flavor: Flavor | null;
  threads: number | null;
}

export function readQuery(search: string): Query {
  const parameters = new URLSearchParams(search);
  const flavor = parameters.get("flavor") ?? parameters.get("flavour") ?? "";
  const threads = Number(parameters.get("threads"));
  return {
    model: parameters.get("model"),
    photos: parameters.getAll("photo"),
    language: languageOf(parameters.get("lang")),
    flavor: kFlavors.includes(flavor) ? (flavor as Flavor) : null,
    threads: Number.isInteger(threads) && threads > 0 ? threads : null,
  };
}
