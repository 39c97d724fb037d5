// Every error message of the core has a Chinese wording with the same placeholders.
import { describe, expect, test } from "vitest";
import { placeholdersOf, readErrorMessages } from "../../../error_messages.mjs";
import { errors } from "./zh_errors.ts";

const messages = readErrorMessages();

test("there are messages, and their codes are unique", () => {
  expect(messages.length).toBeGreaterThan(0);
  const codes = messages.map(({ code }) => code);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

// npm run errors lists those that are missing.
describe("the Chinese wordings", () => {
  test("are complete", () => {
    const missing = messages.filter(({ code }) => !(code in errors)).map(({ code, wording }) => `${code}: ${wording}`);
    expect(missing).toEqual([]);
  });

  test("have the placeholders of the English wordings", () => {
    const differ = messages
      .filter(({ code }) => code in errors)
      .filter(({ code, placeholders }) => String(placeholdersOf(errors[code]!)) !== String(placeholders))
      .map(({ code }) => code);
    expect(differ).toEqual([]);
  });
});
