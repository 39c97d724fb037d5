import { isRunning } from "../../teach/lesson.ts";
import { listed } from "../../format.ts";
import { words } from "../../words/words.ts";
import type { TeachProps } from "../view.ts";

// A run of an earlier visit that did not come to its end.
export function Left({ lesson, state, teacher }: TeachProps) {
  const { left } = lesson;
  if (!left || isRunning(lesson)) return null;
  const { epochs } = left.request.settings;
  const names = listed(left.request.classes.map(({ name }) => name));
  const t = words().teach;
  return (
    <section class="card left-run" aria-labelledby="left-title">
      <h3 id="left-title">{t.left}</h3>
      <p class="card-text">{t.leftText(left.epoch, epochs, names)}</p>
      <div class="row">
        <button class="button button-primary" disabled={state.runtime.status !== "ready"} onClick={teacher.goOn}>
          {t.goOn}
        </button>
        <button class="button button-secondary" onClick={teacher.forgetLeft}>
          {t.forget}
        </button>
      </div>
    </section>
  );
}
