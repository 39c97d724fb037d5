import { isRunning } from "../../training/project.ts";
import { listed } from "../../shared/format.ts";
import { words } from "../../words/words.ts";
import type { TrainProps } from "../view.ts";

// A run of an earlier visit that was interrupted.
export function InterruptedRun({ project, state, controller }: TrainProps) {
  const { interrupted } = project;
  if (!interrupted || isRunning(project)) return null;
  const { epochs } = interrupted.request.settings;
  const names = listed(interrupted.request.classes.map(({ name }) => name));
  const t = words().training;
  return (
    <section class="card interrupted-run" aria-labelledby="interrupted-title">
      <h3 id="interrupted-title">{t.interrupted}</h3>
      <p class="card-text">{t.interruptedText(interrupted.epoch, epochs, names)}</p>
      <div class="row">
        <button
          class="button button-primary"
          disabled={state.runtime.status !== "ready"}
          onClick={controller.resumeInterrupted}
        >
          {t.resume}
        </button>
        <button class="button button-secondary" onClick={controller.discardInterrupted}>
          {t.forget}
        </button>
      </div>
    </section>
  );
}
