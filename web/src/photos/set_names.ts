// The names of folders that stand for the sets of photos: the rules of core/data/split.h.
import { kSetFillers, kSetNames, type SetName } from "./set_name_tables.ts";

const kLongest = 40; // bounds the recursion

// Returns the set that a folder of this name holds; null for another folder. The names of kSetNames stand alone or with words of
// kSetFillers and numbers before or after them, joined by anything or nothing, in any letter case: `training_set`, `seg-train`,
// `TestImages`, `val2017`.
export function setNamed(folder: string): SetName | null {
  if (folder.length > kLongest) return null;
  const letters = folder.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).replace(/[_\-. ]/g, "");
  return setOf(letters.replace(/^\d+|\d+$/g, ""));
}

function setOf(letters: string): SetName | null {
  if (Object.hasOwn(kSetNames, letters)) return kSetNames[letters]!;
  for (const filler of kSetFillers) {
    if (letters.length <= filler.length) continue;
    const rest = [
      letters.startsWith(filler) ? setOf(letters.slice(filler.length)) : null,
      letters.endsWith(filler) ? setOf(letters.slice(0, -filler.length)) : null,
    ];
    const found = rest.find((set) => set !== null);
    if (found) return found;
  }
  return null;
}
