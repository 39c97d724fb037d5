// Training in the worker: reads the photos, runs the steps, and stores checkpoints and the best model. Between two steps the worker
// handles messages.
import type { Core } from "../core/core.ts";
import type { CoreTraining } from "../core/core_training.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import { messages } from "../core/message_queue.ts";
import type {
  InterruptedRun,
  ProjectRecord,
  Sample,
  TrainEnd,
  TrainProgress,
  TrainRequest,
  Evaluation,
} from "../core/protocol.ts";
import type { Files } from "./project_files.ts";

const kReportEveryMs = 100;
const kFiltersEveryMs = 500; // how often the first layer's filters are rendered
const kCheckpoint = "checkpoint.safetensors";
const kBest = "best.safetensors";
const kRun = "run.json";

export const kModelName = "my-model.safetensors";
export const photoFile = (id: number | "") => `photo-${id}`;

export async function readInterruptedRun(files: Files): Promise<InterruptedRun | null> {
  const run = await files.read(kRun);
  return run && JSON.parse(await run.text());
}

export async function discardRun(files: Files): Promise<void> {
  await files.remove(kRun);
  await files.remove(kCheckpoint);
}

export async function trainedModel(files: Files): Promise<File> {
  const model = await files.read(kBest);
  if (!model) throw new LocalizedError(["nothingTrained"]);
  return new File([model], kModelName);
}

// Removes stored photos that neither the record nor an interrupted run refers to: those of a removal that became final.
export async function removeUnreferencedPhotos(
  files: Files,
  record: ProjectRecord | null,
  interrupted: InterruptedRun | null,
): Promise<void> {
  const known = new Set<string>();
  for (const { photos } of record?.classes ?? []) for (const { id } of photos) known.add(photoFile(id));
  for (const { photos, validation = [] } of interrupted?.request.classes ?? [])
    for (const id of [...photos, ...validation]) known.add(photoFile(id));
  for (const name of await files.names())
    if (name.startsWith(photoFile("")) && !known.has(name)) await files.remove(name);
}

export class TrainingJob {
  #core: Core;
  #files: Files;
  #request: TrainRequest;
  #report: (progress: TrainProgress) => void;
  #command: "pause" | "resume" | "stop" = "resume";
  #wake: (() => void) | null = null;
  #ids: number[] = []; // the ids of the photos, indexed by the core's photo numbers
  #best: Uint8Array<ArrayBuffer>[] | null = null; // the best model, until it is written
  #drewFilters = -Infinity;

  constructor(core: Core, files: Files, request: TrainRequest, report: (progress: TrainProgress) => void) {
    this.#core = core;
    this.#files = files;
    this.#request = request;
    this.#report = report;
  }

  control(command: "pause" | "resume" | "stop"): void {
    this.#command = command;
    this.#wake?.();
  }

  async run(): Promise<TrainEnd> {
    const { settings, classes, useModel, resume } = this.#request;
    // A run that an older version began takes colors as they are.
    const training = this.#core.newTraining(
      resume ? { color: "ignore", ...settings } : settings,
      classes.map(({ name }) => name),
    );
    try {
      await this.#addPhotos(training);
      if (resume) {
        const checkpoint = await this.#files.read(kCheckpoint);
        if (!checkpoint) throw new LocalizedError(["noCheckpoint"]);
        await training.resume(checkpoint);
      } else {
        await discardRun(this.#files);
        await this.#files.remove(kBest);
        training.start(useModel);
      }
      return await this.#train(training);
    } finally {
      training.dispose();
    }
  }

  async #addPhotos(training: CoreTraining): Promise<void> {
    const { classes } = this.#request;
    const photos = [
      ...classes.flatMap(({ photos }, label) => photos.map((id) => ({ id, label, forValidation: false }))),
      ...classes.flatMap(({ validation = [] }, label) => validation.map((id) => ({ id, label, forValidation: true }))),
    ];
    let reported = 0;
    for (const [done, { id, label, forValidation }] of photos.entries()) {
      if (performance.now() - reported > kReportEveryMs) {
        reported = performance.now();
        this.#report({ kind: "reading", done, of: photos.length });
      }
      const photo = await this.#files.read(photoFile(id));
      if (!photo) throw new LocalizedError(["photosRemoved"]);
      await training.addPhoto(label, String(id), photo, forValidation);
      this.#ids.push(id);
    }
  }

  async #train(training: CoreTraining): Promise<TrainEnd> {
    const plan = training.plan();
    this.#report({ kind: "planned", plan });
    this.#reportFilters(training);
    let outcome: TrainEnd["outcome"] = "finished";
    let epochs = plan.first_epoch;
    let reported = 0;
    while (!training.finished) {
      if (this.#command === "pause") await this.#pause(training, epochs);
      if (this.#command === "stop") {
        outcome = "stopped";
        break;
      }
      const step = training.step();
      if (step.diverged) {
        outcome = "diverged";
        break;
      }
      const now = performance.now();
      if (now - reported > kReportEveryMs || step.endsEpoch) {
        reported = now;
        const { epoch, loss, accuracy, secondsLeft } = step;
        this.#report({ kind: "step", epoch, step: step.step, loss, accuracy, secondsLeft });
      }
      if (step.endsEpoch || now - this.#drewFilters > kFiltersEveryMs) this.#reportFilters(training);
      if (step.endsEpoch) {
        await this.#endEpoch(training);
        epochs = step.epoch + 1;
      }
      await messages();
    }
    return this.#end(training, outcome, epochs);
  }

  // Reports the filters of the first layer, if it is trained.
  #reportFilters(training: CoreTraining): void {
    if (this.#request.settings.freeze.length > 0) return;
    this.#drewFilters = performance.now();
    this.#report({ kind: "filters", filters: training.filters() });
  }

  // Waits for the end of a pause. A checkpoint is saved first, in case the page is closed.
  async #pause(training: CoreTraining, epochs: number): Promise<void> {
    this.#report({ kind: "paused" });
    await this.#save(training, epochs);
    while (this.#command === "pause") await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async #endEpoch(training: CoreTraining): Promise<void> {
    const report = training.endEpoch();
    const samples = training.samples().map(({ photo, ...rest }): Sample => ({ id: this.#ids[photo]!, ...rest }));
    this.#report({ kind: "epoch", report, samples });
    if (report.is_best) this.#best = training.file("model");
    if (report.is_checkpoint_due && !training.finished) await this.#save(training, report.epoch + 1);
  }

  async #save(training: CoreTraining, epoch: number): Promise<void> {
    const at = performance.now();
    await this.#writeBest();
    await this.#files.write(kCheckpoint, training.file("checkpoint"));
    const interrupted: InterruptedRun = { request: this.#request, epoch };
    await this.#files.write(kRun, new Blob([JSON.stringify(interrupted)]));
    training.checkpointWritten(performance.now() - at);
  }

  async #writeBest(): Promise<void> {
    if (this.#best) await this.#files.write(kBest, this.#best);
    this.#best = null;
  }

  // Opens the model of the best epoch and evaluates it.
  async #end(training: CoreTraining, outcome: TrainEnd["outcome"], epochs: number): Promise<TrainEnd> {
    const diagnosis = outcome === "diverged" ? training.diagnosis : [];
    await this.#writeBest();
    await discardRun(this.#files);
    if (epochs === 0) return { outcome, diagnosis, model: null, evaluation: null };
    const file = await trainedModel(this.#files);
    const model = await this.#core.openModel(file.stream(), kModelName, { size: file.size });
    const evaluation = training.evaluate();
    const photos = evaluation.photos.map(({ photo, ...rest }) => ({ id: this.#ids[photo]!, ...rest }));
    return { outcome, diagnosis, model, evaluation: { ...evaluation, photos } satisfies Evaluation };
  }
}
