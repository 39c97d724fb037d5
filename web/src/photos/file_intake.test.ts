import { expect, test } from "vitest";
import { isModel } from "./file_intake.ts";

test("a model is recognized by its extension", () => {
  expect(isModel("Alex.SAFETENSORS")).toBe(true);
  expect(isModel("safetensors.jpg")).toBe(false);
});
