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
  TrainedModel,
  TrainProgress,
  TrainRequest,
  Evaluation,
} from "../core/protocol.ts";
import { type Files, isStorageFull } from "./project_files.ts";
import { addTrained, modelFileName } from "./trained_models.ts";

const kReportEveryMs = 100;
const kFiltersEveryMs = 500; // how often the first layer's filters are rendered
const kCheckpoint = "checkpoint.safetensors";
const kBest = "best.safetensors";
const kRun = "run.json";
const kNoModel = { model: null, evaluation: null, trained: null, samples: [] };

export const photoFile = (id: number | "") => `photo-${id}`;

export async function readInterruptedRun(files: Files): Promise<InterruptedRun | null> {
  const run = await files.read(kRun);
  return run && JSON.parse(await run.text());
}

export async function discardRun(files: Files): Promise<void> {
  await files.remove(kRun);
  await files.remove(kCheckpoint);
  await files.remove(kBest);
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

// What can be asked of a run. stop: end it and keep the best model; discard: end it without one; leave: end it with a checkpoint.
export type Command = "pause" | "resume" | "stop" | "discard" | "leave";

export class TrainingJob {
  #core: Core;
  #files: Files;
  #request: TrainRequest;
  #report: (progress: TrainProgress) => void;
  #command: Command = "resume";
  #wake: (() => void) | null = null;
  #ids: number[] = []; // the ids of the photos, indexed by the core's photo numbers
  #best: Uint8Array<ArrayBuffer>[] | null = null; // the best model, until it is written
  #bestEpoch: number | null = null; // from 1
  #samples: Sample[] = [];
  #isStorageFull = false; // then no checkpoints are written
  #drewFilters = -Infinity;
  #onEnd: (() => void) | null = null;

  constructor(core: Core, files: Files, request: TrainRequest, report: (progress: TrainProgress) => void) {
    this.#core = core;
    this.#files = files;
    this.#request = request;
    this.#report = report;
  }

  control(command: Command): void {
    this.#command = command;
    this.#wake?.();
  }

  // Ends the run with a checkpoint, from which it can be resumed. Resolves once that is written.
  leave(): Promise<void> {
    const left = new Promise<void>((resolve) => (this.#onEnd = resolve));
    this.control("leave");
    return left;
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
        this.#bestEpoch = (await readInterruptedRun(this.#files))?.best ?? null;
        await training.resume(checkpoint);
      } else {
        await discardRun(this.#files);
        training.start(useModel);
      }
      return await this.#train(training);
    } finally {
      training.dispose();
      this.#onEnd?.();
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
      if (this.#command === "leave") throw new LocalizedError(["projectElsewhere"]);
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
      if (this.#command === "leave") {
        await this.#save(training, epochs);
        throw new LocalizedError(["projectElsewhere"]);
      }
      if (this.#command === "discard") {
        await discardRun(this.#files);
        return { outcome: "stopped", diagnosis: [], ...kNoModel };
      }
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
    this.#samples = samples;
    this.#report({ kind: "epoch", report, samples });
    if (report.is_best) {
      this.#best = training.file("model");
      this.#bestEpoch = report.epoch + 1;
    }
    if (report.is_checkpoint_due && !training.finished) await this.#save(training, report.epoch + 1);
  }

  // Writes a checkpoint. Without room for it the run goes on, and can then not be resumed from here.
  async #save(training: CoreTraining, epoch: number): Promise<void> {
    if (this.#isStorageFull) return;
    const at = performance.now();
    const interrupted: InterruptedRun = { request: this.#request, epoch, best: this.#bestEpoch };
    try {
      if (this.#best) await this.#files.write(kBest, this.#best);
      this.#best = null;
      await this.#files.write(kCheckpoint, training.file("checkpoint"));
      await this.#files.write(kRun, new Blob([JSON.stringify(interrupted)]));
    } catch (error) {
      if (!isStorageFull(error)) throw error;
      this.#isStorageFull = true;
      this.#report({ kind: "storageFull" });
    }
    training.checkpointWritten(performance.now() - at);
  }

  // Opens the model of the best epoch, evaluates and stores it.
  async #end(training: CoreTraining, outcome: TrainEnd["outcome"], epochs: number): Promise<TrainEnd> {
    const diagnosis = outcome === "diverged" ? training.diagnosis : [];
    const best = this.#best ? new Blob(this.#best) : await this.#files.read(kBest);
    if (epochs === 0 || !best) {
      await discardRun(this.#files);
      return { outcome, diagnosis, ...kNoModel };
    }
    const classes = this.#request.classes.map(({ name }) => name);
    const model = await this.#core.openModel(best.stream(), modelFileName(classes), { size: best.size });
    const evaluation = this.#evaluate(training);
    const { top1, count, held_out: heldOut } = evaluation;
    const verdict = { right: Math.round(top1 * count), count, heldOut, epoch: this.#bestEpoch, epochs };
    const trained = await this.#store(best, { date: Date.now(), classes, verdict });
    return { outcome, diagnosis, model, evaluation, trained, samples: this.#answersOf(evaluation) };
  }

  #evaluate(training: CoreTraining): Evaluation {
    const evaluation = training.evaluate();
    return {
      ...evaluation,
      photos: evaluation.photos.map(({ photo, ...rest }) => ({ id: this.#ids[photo]!, ...rest })),
    };
  }

  // Stores the trained model and removes the checkpoint: in this order, so that one of them is there if the page is closed.
  async #store(best: Blob, about: Parameters<typeof addTrained>[2]): Promise<TrainedModel> {
    // A file that is about to be removed is copied.
    const model = this.#best ? best : new Blob([await best.arrayBuffer()]);
    if (this.#isStorageFull) await discardRun(this.#files); // makes room
    const trained = await addTrained(this.#files, model, about);
    await discardRun(this.#files);
    return trained;
  }

  // The answers of the evaluated model for the photos that were shown during the run.
  #answersOf({ classes, photos }: Evaluation): Sample[] {
    return this.#samples.flatMap(({ id }) => {
      const photo = photos.find((one) => one.id === id);
      if (!photo) return [];
      const { label, predicted, probability } = photo;
      return [{ id, label: classes[label]!.name, predicted: classes[predicted]!.name, probability }];
    });
  }
}
