// Which files count as photos by their names, and which files and folders are passed over: the rules of core/data/photo_names.h.
import { kLitter, kPhotoEndings, kReportedLitter } from "./name_tables.ts";

// What a file chooser offers: photos, and archives of them.
export const kAcceptPhotos = ["image/*", ...[...kPhotoEndings, "zip", "tar"].map((ending) => `.${ending}`)].join();

// What the name of a file says about it: it has an ending of a photo, none (the content decides), or another one. Letter case does
// not matter. Numbers at the end are ignored (`1.jpg.2`), as is what follows an ending after another character than a letter or
// digit (`1.jpg_large`, `1.jpg?width=80`).
export function photoName(name: string): "photo" | "noEnding" | "other" {
  const endings = inLowerCase(name).split(".").slice(1);
  while (endings.length > 0) {
    const ending = endings.pop()!;
    if (/^\d+$/.test(ending)) continue;
    return kPhotoEndings.includes(/^[a-z0-9]*/.exec(ending)![0]) ? "photo" : "other";
  }
  return "noEnding";
}

// Whether a file or folder of this name is passed over: hidden ones, what operating systems and archivers leave behind, and what the
// visitor should know about.
export function litter(name: string): "none" | "ignored" | "reported" {
  if (name.startsWith(".")) return "ignored";
  const lower = inLowerCase(name);
  if (kReportedLitter.includes(lower)) return "reported";
  return kLitter.includes(lower) ? "ignored" : "none";
}

// The letters A to Z alone, as the core does.
function inLowerCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
