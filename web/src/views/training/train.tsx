import { isRunning } from "../../training/project.ts";
import { words } from "../../words/words.ts";
import type { TrainProps, ViewProps } from "../view.ts";
import { Classes } from "./classes.tsx";
import { InterruptedRun } from "./interrupted_run.tsx";
import { Plan } from "./plan.tsx";
import { Training } from "./run.tsx";
import { Evaluation } from "./evaluation.tsx";

// The training view: classes of photos, what to train, the run, and the evaluation of its model.
export function Train(props: TrainProps & ViewProps) {
  const { project } = props;
  const { run } = project;
  return (
    <div class="train">
      <div class="train-head">
        <h2>{words().training.title}</h2>
        <p>{words().training.text}</p>
      </div>
      <InterruptedRun {...props} />
      {run && <Training {...props} run={run} />}
      {run?.end?.evaluation && <Evaluation {...props} run={run} evaluation={run.end.evaluation} />}
      {!isRunning(project) && <Classes {...props} />}
      {!isRunning(project) && <Plan {...props} />}
    </div>
  );
}
