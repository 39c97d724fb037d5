// What helps a run that does not learn.
import type { Notice } from "../core/json_shapes.ts";
import type { Run } from "./project.ts";

const kEnoughSteps = 100; // before that many, a loss as of guessing means nothing: the first steps of a large network look like it

export interface Advice {
  notices: Notice[];
  learningRate: number | null; // to try next
}

// Returns what is wrong with a run, and the learning rate that may help; no notices if there is nothing to say yet.
export function adviceOf({ end, history, plan }: Run): Advice {
  if (end?.diagnosis.length) return { notices: end.diagnosis, learningRate: numberIn(end.diagnosis, "lower") };
  const steps = history.length * (plan?.steps_per_epoch ?? 0);
  const notices = steps < kEnoughSteps ? [] : (history.at(-1)?.notices ?? []);
  return { notices, learningRate: numberIn(notices, "lower") ?? numberIn(notices, "higher") };
}

function numberIn(notices: Notice[], name: string): number | null {
  const value = Number(notices.find(({ args }) => name in args)?.args[name]);
  return Number.isFinite(value) && value > 0 ? value : null;
}
