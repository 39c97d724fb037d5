import { describe, expect, test } from "vitest";
import { megabytes, milliseconds, millions, percent, reasonAfterName, sentence } from "./format.ts";

describe("numbers", () => {
  test.each([
    [percent(0.97349), "97.3 %"],
    [percent(1), "100.0 %"],
    [percent(0.0004), "< 0.1 %"],
    [percent(0), "0.0 %"],
    [megabytes(253_519_168), "254 MB"],
    [megabytes(15_632_136), "15.6 MB"],
    [megabytes(0), "0.0 MB"],
    [megabytes(20_000), "0.02 MB"],
    [milliseconds(7.54), "7.5 ms"],
    [milliseconds(23.4), "23 ms"],
    [millions(62_378_344), "62.4 million"],
    [millions(12_345), "12,345"],
  ])("%s", (shown, expected) => expect(shown).toBe(expected));
});

test("a reason continues the sentence or is a sentence of its own", () => {
  expect(reasonAfterName("is empty")).toBe(" is empty.");
  expect(reasonAfterName("The core stopped.")).toBe(": The core stopped.");
  expect(sentence("No.")).toBe("No.");
});
