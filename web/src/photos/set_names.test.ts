// The tables of the page are those of the core.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kSetFillers, kSetNames } from "./set_name_tables.ts";

const source = new URL("../../../core/data/split.cpp", import.meta.url);

test.skipIf(!existsSync(source))("the names of sets are those of core/data/split.cpp", () => {
  const text = readFileSync(source, "utf8");
  const rows = [...text.matchAll(/\{"(\w+)",\s*Split::k(\w+)\}/g)].map(([, name, set]) => [name, set!.toLowerCase()]);
  const [, fillers] = /kFillers\[\] = \{([^}]*)\}/.exec(text) ?? [];
  expect(Object.entries(kSetNames)).toEqual(rows);
  expect(kSetFillers).toEqual([...fillers!.matchAll(/"(\w+)"/g)].map(([, name]) => name));
});
