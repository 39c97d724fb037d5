import { isRunning } from "../../teach/lesson.ts";
import type { TeachProps } from "../view.ts";

// A run of an earlier visit that did not come to its end.
export function Left({ lesson, state, teacher }: TeachProps) {
  const { left } = lesson;
  if (!left || isRunning(lesson)) return null;
  const { epochs } = left.request.settings;
  const names = left.request.classes.map(({ name }) => name).join(", ");
  return (
    <section class="card left-run" aria-labelledby="left-title">
      <h3 id="left-title">Training was broken off</h3>
      <p class="card-text">
        It was saved after epoch {left.epoch} of {epochs} ({names}) and can go on from there.
      </p>
      <div class="row">
        <button class="button button-primary" disabled={state.runtime.status !== "ready"} onClick={teacher.goOn}>
          Go on
        </button>
        <button class="button button-secondary" onClick={teacher.forgetLeft}>
          Forget it
        </button>
      </div>
    </section>
  );
}
