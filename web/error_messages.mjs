// Reads the message tables of the core, for the Chinese wordings in src/words/zh_errors/. Run: npm run errors lists the messages that
// have none.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const core = fileURLToPath(new URL("../core", import.meta.url));

// Returns [{code, wording, placeholders}] of all tables: core/messages/*.h and core/base/messages.h.
export function readErrorMessages() {
  const folder = join(core, "messages");
  const tables = existsSync(folder) ? readdirSync(folder).sort() : [];
  const files = tables.filter((name) => name.endsWith(".h")).map((name) => join(folder, name));
  files.push(join(core, "base/messages.h"));
  return files.filter(existsSync).flatMap((path) => parse(readFileSync(path, "utf8")));
}

// inline constexpr ErrorMessage kName{ErrorKind::kKind, "code", "wording " "continued"};
export function parse(text) {
  const string = String.raw`"(?:[^"\\]|\\.)*"`;
  const row = new RegExp(
    String.raw`\b(?:Error)?Message k\w+\{\s*(?:ErrorKind::k\w+,\s*)?(${string}),\s*((?:${string}\s*)+)\}`,
    "g",
  );
  return [...text.matchAll(row)].map(([, code, strings]) => {
    const wording = [...strings.matchAll(new RegExp(string, "g"))].map(([one]) => JSON.parse(one)).join("");
    return { code: JSON.parse(code), wording, placeholders: placeholdersOf(wording) };
  });
}

export function placeholdersOf(wording) {
  return [...wording.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL("src/words/zh_errors", import.meta.url));
  const translated = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("");
  for (const { code, wording } of readErrorMessages())
    if (!new RegExp(`^  ${code}:`, "m").test(translated)) console.log(`${code}\t${wording}`);
}
