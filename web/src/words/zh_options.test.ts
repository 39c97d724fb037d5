// Every training option of the core has a Chinese wording, and there is none without an option.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { choose, loadCoreTexts, optionText } from "./words.ts";
import { options } from "./zh_options.ts";

// The names of the rows of the core's table, and whether their defaults are placeholders: [["dropout", true], ...].
function readTable(): [name: string, isPlaceholder: boolean][] {
  const header = readFileSync(join(import.meta.dirname, "../../../core/app/training_settings.h"), "utf8");
  return header.split(/(?=void each_\w+_option\()/).flatMap((part) => {
    const prefix = part.startsWith("void each_augmentation_option") ? "augmentation." : "";
    const rows = part.matchAll(/Row\{"(\w+)",\s*"--[^}]*\}/g);
    return [...rows].map(([row, name]): [string, boolean] => [
      prefix + name,
      /,\s*(kOfVariant|"--[\w-]+")\}$/.test(row),
    ]);
  });
}

test("the options are those of the core's table", () => {
  const names = readTable().map(([name]) => name);
  expect(names).toContain("learning_rate");
  expect(names).toContain("augmentation.zoom_range");
  expect(Object.keys(options).sort()).toEqual(names.sort());
});

test("an option whose default is a placeholder says what that stands for", () => {
  const placeholders = readTable().filter(([, isPlaceholder]) => isPlaceholder);
  expect(placeholders.map(([name]) => name)).toContain("dropout");
  expect(
    Object.keys(options)
      .filter((name) => options[name]!.unset !== undefined)
      .sort(),
  ).toEqual(placeholders.map(([name]) => name).sort());
});

test("the wordings are Chinese", () => {
  const latin = Object.entries(options).filter(([, texts]) => !/\p{Script=Han}/u.test(texts.label + texts.help));
  expect(latin).toEqual([]);
});

test("an option is worded by the core in English and by its name in Chinese", async () => {
  const option = { name: "dropout", label: "Dropout", help: "Dropout rate", default_meaning: "the variant's own" };
  expect(optionText(option)).toEqual({ label: "Dropout", help: "Dropout rate", unset: "the variant's own" });
  choose("zh");
  await loadCoreTexts("zh");
  expect(optionText(option).unset).toBe("由网络类型决定");
  expect(optionText({ ...option, name: "new" }).label).toBe("Dropout"); // without a translation
  choose("en");
});
