import { duration, gap, percent, sentence } from "../../shared/format.ts";
import { adviceOf } from "../../training/advice.ts";
import { findPhoto, type Run } from "../../training/project.ts";
import { progressOf } from "../title.ts";
import { say, sayNotice, words } from "../../words/words.ts";
import { Icon } from "../shared/icons.tsx";
import type { TrainProps } from "../view.ts";
import { Curves } from "./curves.tsx";
import { Filters } from "./filters.tsx";
import { Thumbnail } from "./thumbnail.tsx";

// A run: its progress, its curves, and its predictions for a few photos.
export function Training({ project, controller, run }: TrainProps & { run: Run }) {
  const { training: t, units } = words();
  const { history, samples } = run;
  return (
    <section class="card training" aria-labelledby="training-title">
      <div class="section-head">
        <h3 id="training-title">{titleOf(run)}</h3>
        <RunButtons run={run} controller={controller} />
      </div>
      {run.status !== "ended" && <Bar run={run} />}
      <Faults run={run} controller={controller} />
      {run.isStorageFull && run.status !== "ended" && (
        <p class="fault" role="alert">
          {t.trainsUnsaved}
        </p>
      )}
      {history.length > 0 ? (
        <Curves
          history={history}
          epochs={run.request.settings.epochs}
          filters={run.filters}
          best={run.end?.trained?.verdict?.epoch ?? null}
        />
      ) : (
        run.filters && <Filters filters={run.filters} epochs={0} />
      )}
      {samples.length > 0 && (
        <div>
          <h4 id="samples-title">{run.end ? t.bestPredictions : t.currentPredictions}</h4>
          <ul class="samples" aria-labelledby="samples-title">
            {samples.map((sample) => {
              const photo = findPhoto(project.classes, sample.id);
              const right = sample.label === sample.predicted;
              return (
                <li key={sample.id} class={right ? "sample-right" : "sample-wrong"}>
                  {photo && <Thumbnail photo={photo} onWant={controller.requestThumbnail} />}
                  <span class="sample-answer">
                    <Icon name={right ? "check" : "close"} />
                    {sample.predicted} {units.percent(String(Math.round(sample.probability * 100)))}
                  </span>
                  {!right && <span class="sample-truth">{t.actually(sample.label)}</span>}
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
  const t = words().training;
  if (fault !== null) return t.failed;
  if (end?.outcome === "diverged") return t.diverged;
  if (end?.outcome === "stopped") return t.stoppedAfter(history.length, request.settings.epochs);
  return status === "ended" ? t.trained : t.states[status];
}

function RunButtons({ run, controller }: { run: Run } & Pick<TrainProps, "controller">) {
  const { training: t, page } = words();
  if (run.status === "ended") {
    return (
      <button class="icon-button" aria-label={page.close} onClick={controller.closeRun}>
        <Icon name="close" />
      </button>
    );
  }
  if (run.status === "preparing" || run.status === "pausing" || run.status === "stopping") return null;
  return (
    <div class="row">
      {run.status === "paused" ? (
        <button class="button button-primary" onClick={controller.resume}>
          {t.resume}
        </button>
      ) : (
        <button class="button button-secondary" onClick={controller.pause}>
          {t.pause}
        </button>
      )}
      <button class="button button-secondary" onClick={controller.stop}>
        {t.stop}
      </button>
    </div>
  );
}

function Bar({ run }: { run: Run }) {
  const t = words().training;
  const { reading, plan, step } = run;
  const done = progressOf(run);
  const part = reading ? reading.done / reading.of : done;
  const text = reading
    ? t.reading(reading.done + 1, reading.of)
    : plan && step
      ? t.at(step.epoch + 1, plan.epochs, step.step + 1, plan.steps_per_epoch)
      : t.firstStep;
  return (
    <div class="loading">
      <div
        class={`progress ${run.status === "training" && !step ? "progress-unknown" : ""}`}
        role="progressbar"
        aria-label={t.states.training}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(part * 100)}
      >
        <span style={{ transform: `scaleX(${part})` }} />
      </div>
      <p class="loading-text">
        <span>{text}</span>
        {step && run.status === "training" && <span>{t.timeLeft(duration(step.secondsLeft))}</span>}
      </p>
      {step && <p class="training-numbers">{numbersOf(run)}</p>}
    </div>
  );
}

function numbersOf({ step, history }: Run): string {
  const t = words().training;
  const last = history.at(-1);
  const parts = [t.loss(step!.loss.toFixed(3))];
  if (last) parts.push(t.trainingAccuracy(percent(last.accuracy)));
  if (last?.val_accuracy != null) parts.push(t.validationAccuracy(percent(last.val_accuracy)));
  if (last) parts.push(t.perSecond(last.images_per_second.toFixed(0)));
  return parts.join(" · ");
}

function Faults({ run, controller }: { run: Run } & Pick<TrainProps, "controller">) {
  const t = words().training;
  const nothing = run.end && !run.end.model ? t.nothingToKeep : "";
  const { notices, learningRate } = adviceOf(run);
  const text = run.fault !== null ? say(run.fault) : [...notices.map(sayNotice), nothing].filter(Boolean).join(gap());
  if (!text) return null;
  return (
    <div class="fault" role="alert">
      <p>{sentence(text)}</p>
      {run.fault === null && learningRate !== null && (
        <button class="button button-secondary" onClick={() => controller.startAnew(learningRate)}>
          {t.startAnew(String(learningRate))}
        </button>
      )}
    </div>
  );
}
