import { isRunning } from "../../teach/lesson.ts";
import type { TeachProps, ViewProps } from "../view.ts";
import { Classes } from "./classes.tsx";
import { Left } from "./left.tsx";
import { Plan } from "./plan.tsx";
import { Training } from "./training.tsx";
import { Verdict } from "./verdict.tsx";

// Classes of photos, what is to be trained, the run, and what came of it.
export function Teach(props: TeachProps & ViewProps) {
  const { lesson } = props;
  const { run } = lesson;
  return (
    <div class="teach">
      <div class="teach-head">
        <h2>Teach it your own things.</h2>
        <p>
          A few photos of each thing, and the network learns to tell them apart: here, on your processor. They are kept
          in this browser alone.
        </p>
      </div>
      <Left {...props} />
      {run && <Training {...props} run={run} />}
      {run?.end?.verdict && <Verdict {...props} run={run} verdict={run.end.verdict} />}
      {!isRunning(lesson) && <Classes {...props} />}
      {!isRunning(lesson) && <Plan {...props} />}
    </div>
  );
}
