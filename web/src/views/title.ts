// The title of the page in the browser's tab and history: the view, and how far training is.
import type { View } from "../classify/state.ts";
import type { Run } from "../training/project.ts";
import { words } from "../words/words.ts";

export function titleOf(view: View, run: Run | null): string {
  const { page, header, units } = words();
  if (run && run.status !== "ended")
    return page.trainingTitle(units.percent(String(Math.floor(100 * progressOf(run)))));
  return view === "classify" ? page.title : page.titled(view === "train" ? header.training : header.inspect);
}

// How much of a run is done, 0..1.
export function progressOf({ plan, step }: Pick<Run, "plan" | "step">): number {
  if (!plan || !step) return 0;
  return (step.epoch * plan.steps_per_epoch + step.step + 1) / (plan.epochs * plan.steps_per_epoch);
}
