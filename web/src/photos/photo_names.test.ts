// The same cases as in tests/unit/data/photo_names_test.cpp.
import { expect, test } from "vitest";
import { kAcceptPhotos, litter, photoName } from "./photo_names.ts";

test.each([
  ["a.jpg", "photo"],
  ["b.JPEG", "photo"],
  ["c.d.Png", "photo"],
  ["e.jfif", "photo"],
  ["m.CR3", "photo"],
  ["日本.webp", "photo"],
  ["a.jpg.1", "photo"],
  ["a.JPG.12.3", "photo"],
  ["a.jpg_large", "photo"],
  ["a.png?width=80", "photo"],
  ["a.jpg (1)", "photo"],
  ["a.jpg.txt", "other"],
  ["a.", "other"],
  ["a.safetensors", "other"],
  ["a.jpgx", "other"],
  ["jpg", "noEnding"],
  ["", "noEnding"],
  ["IMG_2012.05.03", "noEnding"],
])("%s: %s", (name, kind) => expect(photoName(name)).toBe(kind));

test.each([
  [".DS_Store", "ignored"],
  ["._photo.jpg", "ignored"],
  [".ipynb_checkpoints", "ignored"],
  ["THUMBS.DB", "ignored"],
  ["__MACOSX", "ignored"],
  ["$RECYCLE.BIN", "ignored"],
  ["Icon\r", "ignored"],
  ["@eaDir", "reported"],
  ["#recycle", "reported"],
  ["cats", "none"],
  ["thumbs", "none"],
  ["", "none"],
])("%s: %s", (name, kind) => expect(litter(name)).toBe(kind));

test("the file chooser offers every photo", () => {
  expect(kAcceptPhotos).toMatch(/^image\/\*,/);
  for (const ending of [".jfif", ".heic", ".tif", ".ppm", ".dng"]) expect(kAcceptPhotos.split(",")).toContain(ending);
});
