// Generates the boundary between the core and the page from alexnet.h, converter.h and json_shapes.json in core/include/alexnet and the
// tables of names:
//   web/src/core/core_api.ts        functions, enums and structs of alexnet.h as TypeScript
//   web/src/core/converter_api.ts   the functions of converter.h
//   web/src/core/json_shapes.ts     the shapes of JSON texts as TypeScript types
//   web/exported_functions.txt      the functions that the WebAssembly module of the core exports
//   web/exported_functions_converter.txt  those of the converter's module
//   web/src/photos/name_tables.ts   which files count as photos and which are litter, from core/data/photo_names.inc
//   core/capi/struct_layout.inc     static_asserts of the struct offsets that core_api.ts uses
// Run it after a change of one of them: npm run generate. With --check it only reports which files are out of date.
import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as prettier from "prettier";

const root = join(fileURLToPath(new URL(".", import.meta.url)), "..");
const header = join(root, "core/include/alexnet/alexnet.h");
const converterHeader = join(root, "core/include/alexnet/converter.h");
const memoryFunctions = ["alexnet_allocate", "alexnet_free"]; // of alexnet.h, in every module
const shapes = join(root, "core/include/alexnet/json_shapes.json");
const photoNames = join(root, "core/data/photo_names.inc");

const camel = (name) => name.replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const pascal = (name) => camel(`_${name}`);
const shortName = (name) => name.replace(/^alexnet_/i, "");
const lowerCamel = (name) => camel(shortName(name).toLowerCase().replace("colours", "colors")); // US spelling

// ---- The header ----

// Returns {functions: [{name, result, parameters: [{type, name}]}], enums: [{name, values}], structs: [{name, fields}], handles}.
export function parseHeader(text) {
  const code = text
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/^\s*#.*$/gm, "")
    .replace('extern "C" {', "");
  const enums = [...code.matchAll(/typedef enum \{([^}]*)\} (\w+);/g)].map(([, body, name]) => ({
    name,
    values: enumerators(body),
  }));
  const status = /typedef int32_t alexnet_status;\s*enum \{([^}]*)\};/.exec(code);
  if (status) enums.unshift({ name: "alexnet_status", values: enumerators(status[1]) });
  const structs = [...code.matchAll(/typedef struct \{([^}]*)\} (\w+);/g)].map(([, body, name]) => ({
    name,
    ...layout(body),
  }));
  const handles = [...code.matchAll(/typedef struct (\w+) \1;/g)].map(([, name]) => name);
  const functions = [...code.matchAll(/^([a-z][\w ]*?\*?) ?(alexnet_\w+)\(([^)]*)\);/gm)].map(
    ([, result, name, parameters]) => ({ name, result: result.trim(), parameters: parametersOf(parameters) }),
  );
  const declared = [...code.matchAll(/\b(alexnet_\w+)\(/g)].length;
  if (functions.length !== declared) throw new Error(`${declared - functions.length} functions could not be parsed`);
  return { functions, enums, structs, handles };
}

function enumerators(body) {
  return body
    .split(",")
    .filter((line) => line.trim())
    .map((line) => /^\s*(\w+) = (\d+)\s*$/.exec(line))
    .map(([, name, value]) => ({ name, value: Number(value) }));
}

// The layout that C gives the struct on all our platforms: every field at the next multiple of its size.
const fieldTypes = {
  int32_t: { size: 4, get: "getInt32" },
  float: { size: 4, get: "getFloat32" },
  double: { size: 8, get: "getFloat64" },
};
function layout(body) {
  let offset = 0;
  let alignment = 1;
  const fields = [...body.matchAll(/(\w+) (\w+);/g)].map(([, type, name]) => {
    const { size } = fieldTypes[type];
    offset = Math.ceil(offset / size) * size;
    alignment = Math.max(alignment, size);
    const field = { type, name, offset };
    offset += size;
    return field;
  });
  return { fields, size: Math.ceil(offset / alignment) * alignment };
}

function parametersOf(text) {
  if (text.trim() === "void" || text.trim() === "") return [];
  return text.split(",").map((one) => {
    const [, type, name] = /^\s*(.*?[ *])(\w+)\s*$/s.exec(one);
    return { type: type.replace(/\s+/g, " ").trim(), name };
  });
}

// ---- core_api.ts ----

const isText = (type) => type === "const char*";
const isPointer = (type) => type.endsWith("*");

function typeScriptType(type, enums) {
  if (type === "void") return "void";
  if (isText(type)) return "string";
  return enums.find(({ name }) => name === type && name !== "alexnet_status") ? pascal(shortName(type)) : "number";
}

function enumText({ name, values }) {
  const prefix = name === "alexnet_fit" ? "ALEXNET_FIT_" : "ALEXNET_";
  const members = values.map(({ name, value }) => `${lowerCamel(name.slice(prefix.length))}: ${value}`);
  const type = pascal(shortName(name));
  return `export const k${type} = { ${members.join(", ")} } as const;\nexport type ${type} = (typeof k${type})[keyof typeof k${type}];\n`;
}

function structText({ name, fields, size }) {
  const type = pascal(shortName(name));
  const members = fields.map((field) => `  ${camel(field.name)}: number;`).join("\n");
  const reads = fields.map(
    (field) => `    ${camel(field.name)}: view.${fieldTypes[field.type].get}(address + ${field.offset}, true),`,
  );
  return `export interface ${type} {\n${members}\n}
export const k${type}Bytes = ${size};
export function read${type}(view: DataView, address: number): ${type} {
  return {\n${reads.join("\n")}\n  };
}\n`;
}

function methodText({ name, result, parameters }, enums) {
  const list = parameters.map((one) => `${camel(one.name)}: ${typeScriptType(one.type, enums)}`);
  const values = parameters.map((one) => camel(one.name));
  let call = `this.#module._${name}(${values.join(", ")})`;
  if (isText(result)) call = `this.#heap.text(${call})`;
  else if (isPointer(result)) call = `${call} >>> 0`;
  for (const { type, name } of [...parameters].reverse())
    if (isText(type)) call = `this.#heap.withText(${camel(name)}, (${camel(name)}) => ${call})`;
  const type = result === "void" ? "void" : typeScriptType(result, enums);
  const body = result === "void" ? call : `return ${call}`;
  return `  ${lowerCamel(name)}(${list.join(", ")}): ${type} {\n    ${body};\n  }\n`;
}

function apiText({ functions, enums, structs }) {
  return `// Generated by web/generate_core_api.mjs from core/include/alexnet/alexnet.h. Do not edit.
import type { Heap } from "./heap.ts";

${enums.map(enumText).join("\n")}
${structs.map(structText).join("\n")}
${classText("Core", "", functions, enums)}`;
}

function converterText({ functions }) {
  return `// Generated by web/generate_core_api.mjs from core/include/alexnet/converter.h. Do not edit.
import type { Heap, HeapModule } from "./heap.ts";

${classText("Converter", " extends HeapModule", functions, [])}`;
}

// The module and the class of its functions. A module that does not extend another has the memory itself.
function classText(name, base, functions, enums) {
  const raw = functions.map(({ name, result, parameters }) => {
    const list = parameters.map((one) => `${camel(one.name)}: number`);
    return `  _${name}(${list.join(", ")}): ${result === "void" ? "void" : "number"};`;
  });
  const memory = base ? "" : "  wasmMemory: WebAssembly.Memory;\n";
  return `// The functions of the WebAssembly module. Pointers are returned as signed numbers.
export interface ${name}Module${base} {
${memory}${raw.join("\n")}
}

// The functions with JavaScript types: texts are strings, all other pointers are addresses as unsigned numbers.
export class ${name}Api {
  #module: ${name}Module;
  #heap: Heap;

  constructor(module: ${name}Module, heap: Heap) {
    this.#module = module;
    this.#heap = heap;
  }

${functions.map((one) => methodText(one, enums)).join("\n")}}
`;
}

// ---- json_shapes.ts ----

function shapeType(type) {
  return type
    .split(" | ")
    .map((one) => {
      if (one.endsWith("[]")) return `${shapeType(one.slice(0, -2))}[]`;
      if (one.endsWith("{}")) return `Record<string, ${shapeType(one.slice(0, -2))}>`;
      return { integer: "number", any: "unknown" }[one] ?? one.replaceAll("'", '"');
    })
    .join(" | ");
}

function shapesText(shapes) {
  const interfaces = Object.entries(shapes)
    .filter(([name]) => name !== "$comment")
    .map(([name, members]) => {
      const lines = Object.entries(members)
        .filter(([member]) => member !== "$comment")
        .map(([member, text]) => {
          const [type, comment] = text.split(" // ");
          const [, name, optional] = /^(.*?)(\??)$/.exec(member);
          return `  "${name}"${optional}: ${shapeType(type)};${comment ? ` // ${comment}` : ""}`; // quoted: JSON's own names
        });
      const comment = members.$comment ? `// ${members.$comment}\n` : "";
      return `${comment}export interface ${name} {\n${lines.join("\n")}\n}\n`;
    });
  return `// Generated by web/generate_core_api.mjs from core/include/alexnet/json_shapes.json. Do not edit.\n\n${interfaces.join("\n")}`;
}

// ---- name_tables.ts ----

// The rows of photo_names.inc: MACRO("value"), values in C's spelling of strings.
function nameTablesText(table) {
  const values = (macro) =>
    [...table.matchAll(new RegExp(`^${macro}\\(("[^"]*")\\)$`, "gm"))].map(([, text]) => JSON.parse(text));
  const tables = [
    ["kPhotoEndings", "PHOTO_ENDING", "Endings of files that count as photos, in lower case and without the dot."],
    ["kLitter", "LITTER", "Names of files and folders that are passed over, in lower case."],
    ["kReportedLitter", "REPORTED_LITTER", "The same; the visitor should know."],
  ].map(([name, macro, comment]) => {
    const found = values(macro);
    if (found.length === 0) throw new Error(`photo_names.inc has no rows of ${macro}`);
    return `// ${comment}\nexport const ${name}: readonly string[] = ${JSON.stringify(found)};\n`;
  });
  return `// Generated by web/generate_core_api.mjs from core/data/photo_names.inc. Do not edit.\n\n${tables.join("\n")}`;
}

// ---- struct_layout.inc ----

function layoutText({ structs }) {
  const lines = structs.flatMap(({ name, fields, size }) => [
    `static_assert(sizeof(${name}) == ${size});`,
    ...fields.map((field) => `static_assert(offsetof(${name}, ${field.name}) == ${field.offset});`),
  ]);
  return `// Generated by web/generate_core_api.mjs: the struct layouts that the page relies on. Do not edit.\n${lines.join("\n")}\n`;
}

// Returns the generated files: [path, text].
export async function generate() {
  const api = parseHeader(readFileSync(header, "utf8"));
  const format = (text) => prettier.format(text, { parser: "typescript", printWidth: 120, quoteProps: "preserve" });
  const converter = parseHeader(readFileSync(converterHeader, "utf8"));
  const exported = (names) => `${names.map((name) => `_${name}`).join("\n")}\n`;
  const namesOf = ({ functions }) => functions.map(({ name }) => name);
  return [
    [join(root, "web/src/core/core_api.ts"), await format(apiText(api))],
    [join(root, "web/src/core/converter_api.ts"), await format(converterText(converter))],
    [join(root, "web/src/core/json_shapes.ts"), await format(shapesText(JSON.parse(readFileSync(shapes, "utf8"))))],
    [join(root, "web/src/photos/name_tables.ts"), await format(nameTablesText(readFileSync(photoNames, "utf8")))],
    [join(root, "web/exported_functions.txt"), exported(namesOf(api))],
    [join(root, "web/exported_functions_converter.txt"), exported([...memoryFunctions, ...namesOf(converter)])],
    [join(root, "core/capi/struct_layout.inc"), layoutText(api)],
  ];
}

// Returns which generated files differ from what the header says.
export async function outdated() {
  const current = (path) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  };
  return (await generate()).filter(([path, text]) => current(path) !== text).map(([path]) => relative(root, path));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = await outdated();
  if (process.argv.includes("--check")) {
    if (files.length > 0) console.error(`out of date, run npm run generate in web/: ${files.join(", ")}`);
    process.exitCode = files.length > 0 ? 1 : 0;
  } else {
    for (const [path, text] of await generate()) if (files.includes(relative(root, path))) writeFileSync(path, text);
    if (files.length > 0) console.log(`generated ${files.join(", ")}`);
  }
}
