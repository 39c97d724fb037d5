import { isRunning } from "../../teach/lesson.ts";
import { words } from "../../words/words.ts";
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
        <h2>{words().teach.title}</h2>
        <p>{words().teach.text}</p>
      </div>
      <Left {...props} />
      {run && <Training {...props} run={run} />}
      {run?.end?.verdict && <Verdict {...props} run={run} verdict={run.end.verdict} />}
      {!isRunning(lesson) && <Classes {...props} />}
      {!isRunning(lesson) && <Plan {...props} />}
    </div>
  );
}
