import { expect, test } from "vitest";
import { isModel } from "./file_intake.ts";

test("a model is told by its extension", () => {
  expect(isModel("Alex.SAFETENSORS")).toBe(true);
  expect(isModel("safetensors.jpg")).toBe(false);
});
