import { afterEach, expect, test } from "vitest";
import type { Run } from "../training/project.ts";
import { choose } from "../words/words.ts";
import { titleOf } from "./title.ts";

afterEach(() => choose("en"));

test("each view has a title, and training says how far it is", () => {
  const run = { status: "training", plan: { steps_per_epoch: 4, epochs: 5 }, step: { epoch: 2, step: 1 } } as Run;
  expect(titleOf("classify", null)).toBe("AlexNet: a photo in, a label out");
  expect(titleOf("inspect", null)).toBe("Inspect · AlexNet");
  expect(titleOf("classify", run)).toBe("Training 50 % · AlexNet");
  expect(titleOf("train", { ...run, status: "ended" })).toBe("Train · AlexNet");
  choose("zh");
  expect(titleOf("train", run)).toBe("训练中 50% · AlexNet");
});
