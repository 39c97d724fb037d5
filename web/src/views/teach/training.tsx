import { duration, percent, sentence } from "../../format.ts";
import { findPhoto, type Run } from "../../teach/lesson.ts";
import { Icon } from "../icons.tsx";
import type { TeachProps } from "../view.ts";
import { Curves } from "./curves.tsx";
import { Filters } from "./filters.tsx";
import { Thumbnail } from "./thumbnail.tsx";

// A run: how far it is, how it goes, what it says of a few photos.
export function Training({ lesson, teacher, run }: TeachProps & { run: Run }) {
  const { history, samples } = run;
  const warning = history.at(-1)?.diagnosis;
  return (
    <section class="card training" aria-labelledby="training-title">
      <div class="section-head">
        <h3 id="training-title">{titleOf(run)}</h3>
        <Steering run={run} teacher={teacher} />
      </div>
      {run.status !== "ended" && <Bar run={run} />}
      <Faults run={run} warning={warning ?? null} />
      {history.length > 0 ? (
        <Curves history={history} epochs={run.request.settings.epochs} filters={run.filters} />
      ) : (
        run.filters && <Filters filters={run.filters} epochs={0} />
      )}
      {samples.length > 0 && (
        <div>
          <h4 id="samples-title">What it says now</h4>
          <ul class="samples" aria-labelledby="samples-title">
            {samples.map((sample) => {
              const photo = findPhoto(lesson.classes, sample.id);
              const right = sample.label === sample.predicted;
              return (
                <li key={sample.id} class={right ? "sample-right" : "sample-wrong"}>
                  {photo && <Thumbnail photo={photo} onWant={teacher.wantThumbnail} />}
                  <span class="sample-answer">
                    <Icon name={right ? "check" : "close"} />
                    {sample.predicted} {Math.round(sample.probability * 100)} %
                  </span>
                  {!right && <span class="sample-truth">is {sample.label}</span>}
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}

function titleOf({ status, end, fault, history, request }: Run): string {
  if (fault !== null) return "Training broke off";
  if (end?.why === "diverged") return "Diverged";
  if (end?.why === "stopped") return `Stopped after ${history.length} of ${request.settings.epochs} epochs`;
  if (status === "ended") return "Trained";
  if (status === "preparing") return "Getting ready";
  return { training: "Training", paused: "Paused", stopping: "Stopping" }[status];
}

function Steering({ run, teacher }: { run: Run } & Pick<TeachProps, "teacher">) {
  if (run.status === "ended") {
    return (
      <button class="icon-button" aria-label="Close" onClick={teacher.closeRun}>
        <Icon name="close" />
      </button>
    );
  }
  if (run.status === "preparing" || run.status === "stopping") return null;
  return (
    <div class="row">
      {run.status === "paused" ? (
        <button class="button button-primary" onClick={teacher.resume}>
          Go on
        </button>
      ) : (
        <button class="button button-secondary" onClick={teacher.pause}>
          Pause
        </button>
      )}
      <button class="button button-secondary" onClick={teacher.stop}>
        Stop, keep the best
      </button>
    </div>
  );
}

function Bar({ run }: { run: Run }) {
  const { reading, plan, step } = run;
  const done =
    plan && step ? (step.epoch * plan.steps_per_epoch + step.step + 1) / (plan.epochs * plan.steps_per_epoch) : 0;
  const part = reading ? reading.done / reading.of : done;
  const text = reading
    ? `Reading photo ${reading.done + 1} of ${reading.of}`
    : plan && step
      ? `Epoch ${step.epoch + 1} of ${plan.epochs}, step ${step.step + 1} of ${plan.steps_per_epoch}`
      : "The first step";
  return (
    <div class="loading">
      <div
        class={`progress ${run.status === "training" && !step ? "progress-unknown" : ""}`}
        role="progressbar"
        aria-label="Training"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(part * 100)}
      >
        <span style={{ transform: `scaleX(${part})` }} />
      </div>
      <p class="loading-text">
        <span>{text}</span>
        {step && run.status === "training" && <span>{`${duration(step.secondsLeft)} left`}</span>}
      </p>
      {step && <p class="training-numbers">{numbersOf(run)}</p>}
    </div>
  );
}

function numbersOf({ step, history }: Run): string {
  const last = history.at(-1);
  const parts = [`loss ${step!.loss.toFixed(3)}`];
  if (last) parts.push(`${percent(last.accuracy)} of the training photos right`);
  if (last?.val_accuracy != null) parts.push(`${percent(last.val_accuracy)} of those set aside`);
  if (last) parts.push(`${last.images_per_second.toFixed(0)} photos a second`);
  return parts.join(" · ");
}

function Faults({ run, warning }: { run: Run; warning: string | null }) {
  const nothing = run.end && !run.end.model ? "No epoch came to its end, so there is nothing to keep." : "";
  const text = run.fault ?? [run.end?.diagnosis || warning, nothing].filter(Boolean).join(" ");
  if (!text) return null;
  return (
    <p class="fault" role="alert">
      {sentence(text)}
    </p>
  );
}
