import { describe, expect, test } from "vitest";
import { adviceOf } from "./advice.ts";
import type { Run } from "./project.ts";

const notLearning = [
  { code: "not_learning", text: "Not learning", args: {} },
  { code: "not_learning_rate", text: "Try another", args: { lower: 0.0001, higher: 0.003 } },
];
const run = (epochs: number, steps: number, own: object = {}) =>
  ({
    history: Array.from({ length: epochs }, () => ({ notices: notLearning })),
    plan: { steps_per_epoch: steps },
    end: null,
    ...own,
  }) as unknown as Run;

describe("a run whose loss is that of guessing", () => {
  test("gets no advice in its first steps", () => expect(adviceOf(run(3, 4)).notices).toEqual([]));
  test("gets one learning rate to try after enough steps", () =>
    expect(adviceOf(run(25, 4))).toEqual({ notices: notLearning, learningRate: 0.0001 }));
});

test("a run that diverged gets a lower learning rate at once", () => {
  const diagnosis = [{ code: "diverged_advice", text: "Lower it", args: { lower: 0.0002, rate: 0.002 } }];
  expect(adviceOf(run(0, 4, { end: { diagnosis } }))).toEqual({ notices: diagnosis, learningRate: 0.0002 });
});

test("a run that learns gets none", () => {
  const learns = run(50, 4, { history: Array.from({ length: 50 }, () => ({ notices: [] })) });
  expect(adviceOf(learns)).toEqual({ notices: [], learningRate: null });
});
