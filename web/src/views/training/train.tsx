import { isRunning } from "../../training/project.ts";
import { words } from "../../words/words.ts";
import type { TrainProps, ViewProps } from "../view.ts";
import { Classes } from "./classes.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import { InterruptedRun } from "./interrupted_run.tsx";
import { Plan } from "./plan.tsx";
import { Training } from "./run.tsx";
import { Evaluation } from "./evaluation.tsx";
import { TrainedModels } from "./trained_models.tsx";

// The training view: classes of photos, what to train, the run, and the evaluation of its model.
export function Train(props: TrainProps & ViewProps) {
  const { project } = props;
  const { run } = project;
  const isEditable = !isRunning(project) && project.ownership === "here";
  return (
    <div class="train">
      <div class="train-head">
        <h2>{words().training.title}</h2>
        <p>{words().training.text}</p>
      </div>
      <Elsewhere {...props} />
      <InterruptedRun {...props} />
      {run && <Training {...props} run={run} />}
      {run?.end?.evaluation && <Evaluation {...props} run={run} evaluation={run.end.evaluation} />}
      {isEditable && <Classes {...props} />}
      {isEditable && <Plan {...props} />}
      {!isRunning(project) && <TrainedModels {...props} level="h3" />}
    </div>
  );
}
