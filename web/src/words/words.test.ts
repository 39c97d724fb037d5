import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parseAst } from "vite";
import { duration, megabytes, millions, percent, reasonAfterName } from "../shared/format.ts";
import { whole } from "./counted.ts";
import { languageOf, preferredLanguage } from "../shared/language.ts";
import { catalogs, choose, labelText, loadCoreTexts, say } from "./words.ts";
import { errors } from "./zh_errors/zh_errors.ts";

afterEach(() => choose("en"));

type Text = string | ((...values: unknown[]) => string);
type Tree = { [name: string]: Tree | Text };
function textsOf(tree: Tree, path = ""): [string, Text][] {
  return Object.entries(tree).flatMap(([name, value]): [string, Text][] =>
    typeof value === "object" ? textsOf(value, `${path}${name}.`) : [[path + name, value]],
  );
}

describe.each(Object.entries(catalogs))("the texts in %s", (_, catalog) => {
  const texts = textsOf(catalog as unknown as Tree);
  const isNeeded = (name: string) => !/^(model\.descriptions|welcome\.sampleNames)\./.test(name);

  test("have the same names as the English ones", () => {
    expect(
      texts
        .map(([name]) => name)
        .filter(isNeeded)
        .sort(),
    ).toEqual(
      textsOf(catalogs.en as unknown as Tree)
        .map(([name]) => name)
        .sort(),
    );
  });

  test("are not empty and contain all their values", () => {
    const isWhole = (text: Text) => {
      if (typeof text === "string") return text.trim() !== "";
      const values = Array.from({ length: text.length }, (_, index) => `<${index}>`);
      const said = text(...values);
      return values.every((value) => said.includes(value));
    };
    expect(texts.filter(([, text]) => !isWhole(text)).map(([name]) => name)).toEqual([]);
  });
});

test("Chinese texts are Chinese", () => {
  const names = /^[\p{Script=Latin}\d\s×%.,：+-]*$/u; // names that are the same in Chinese
  const latin = textsOf(catalogs.zh as unknown as Tree)
    .filter(([name, text]) => !name.startsWith("units.") && typeof text === "string" && names.test(text))
    .map(([name]) => name);
  expect(latin).toEqual([
    "runtime.simd",
    "runtime.relaxedSimd",
    "inspect.operations.dropout",
    "inspect.operations.softmax",
    "inspect.methods.grad-cam.name",
  ]);
});

test("labels of the shipped models have Chinese names; labels of other models stay", async () => {
  choose("zh");
  await loadCoreTexts("zh");
  expect([labelText("grand-piano"), labelText("grand-piano", false), labelText("my dog")]).toEqual([
    "三角钢琴",
    "grand-piano",
    "my dog",
  ]);
  choose("en");
  expect(labelText("ship")).toBe("ship");
});

describe("a message", () => {
  test("is in the language of the moment when it is shown", () => {
    expect(say(["otherServer", "example.com"])).toMatch(/may not contact other servers \(example\.com\)/);
    choose("zh");
    expect(say(["otherServer", "example.com"])).toMatch(/不能访问其他服务器（example\.com）/);
  });
  test("of a foreign source is not translated", () => {
    choose("zh");
    expect(say("is empty")).toBe("is empty");
    expect(reasonAfterName("is empty")).toBe(" is empty。");
    expect(reasonAfterName(["noFile"])).toBe("：这个地址上没有文件。");
  });
});

test("numbers follow Chinese conventions", () => {
  choose("zh");
  expect([percent(0.97349), percent(0.0004), megabytes(15_632_136)]).toEqual(["97.3%", "< 0.1%", "15.6 MB"]);
  expect([millions(62_378_344), whole(12_345)]).toEqual(["6237.8万", "12,345"]);
  expect([duration(0.2), duration(42), duration(600), duration(7200)]).toEqual([
    "不到 1 秒",
    "42 秒",
    "10 分钟",
    "2.0 小时",
  ]);
});

test("the language is the first of the browser's preferences that the page has", () => {
  expect(preferredLanguage(["fr-FR", "zh-TW", "en-US"])).toBe("zh");
  expect(preferredLanguage(["de", "en-GB", "zh"])).toBe("en");
  expect(preferredLanguage(["fr"])).toBe("en");
  expect([languageOf("zh-Hans-CN"), languageOf("EN"), languageOf("zhuang"), languageOf(null)]).toEqual([
    "zh",
    "en",
    null,
    null,
  ]);
});

describe("an error of the core", () => {
  const error = { code: "test_code", where: "a.npy", message: "a.npy: ends after 3 bytes", args: { bytes: 3 } };
  test("has its English message in English and without a translation", () => {
    expect(say(error)).toBe("a.npy: ends after 3 bytes");
    choose("zh");
    expect(say(error)).toBe("a.npy: ends after 3 bytes");
  });
  test("is worded by its code in Chinese", async () => {
    const [code, text] = Object.entries(errors).find(([, text]) => text.includes("{"))!;
    choose("zh");
    await loadCoreTexts("zh");
    const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
    const args = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    const said = say({ ...error, code, args });
    expect(said).toMatch(/^a\.npy：/);
    for (const name of names) expect(said).toContain(`<${name}>`);
  });
});

// Texts for visitors, including screen readers, are only in the catalogs.
describe("no file outside the catalogs contains texts", () => {
  const sources = join(import.meta.dirname, "..");
  const spoken = ["aria-label", "title", "alt", "placeholder", "label"]; // attributes
  const names = /^(AlexNet|Ctrl|V|Adam|AdamW|models\/alexnet\.safetensors|\d+px .*)$/;
  const isText = (text: string) => /\p{L}{2}/u.test(text) && !names.test(text.trim());

  function textsIn(node: any, attribute: string | null, found: string[]): string[] {
    if (node === null || typeof node !== "object") return found;
    if (Array.isArray(node)) return (node.forEach((one) => textsIn(one, attribute, found)), found);
    const inAttribute = node.type === "JSXAttribute" ? node.name.name : node.type === "JSXElement" ? null : attribute;
    const text =
      node.type === "JSXText" || node.type === "Literal"
        ? node.value
        : node.type === "TemplateElement"
          ? node.value.cooked
          : "";
    const isShown = node.type === "JSXText" || (inAttribute !== null && spoken.includes(inAttribute));
    // Two words in a row are a sentence, except in a class attribute.
    const isSentence = inAttribute !== "class" && /\p{L}{2,} \p{L}{2,}/u.test(String(text));
    if (typeof text === "string" && isText(text) && (isShown || isSentence)) found.push(text.trim());
    for (const [name, value] of Object.entries(node)) {
      const isName = name === "source" || (name === "name" && node.type === "JSXAttribute");
      if (!isName) textsIn(value, inAttribute, found);
    }
    return found;
  }

  const files = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.ts$|_tables\.ts$|^words\//.test(name))
    .sort();
  test.each(files)("%s", (name) => {
    const program = parseAst(readFileSync(join(sources, name), "utf8"), { lang: "tsx" });
    expect(textsIn(program.body, null, [])).toEqual([]);
  });
});
