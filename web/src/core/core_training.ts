// A training run of the core.
import type { LocalizedError } from "../shared/localized_error.ts";
import { type CoreApi, kStepBytes, kTrainingFile, readStep, type Step } from "./core_api.ts";
import type { ColorHandling } from "../photos/browser_decoder.ts";
import { readPhoto } from "../photos/photo_reader.ts";
import type { Heap } from "./heap.ts";
import type * as json from "./json_shapes.ts";
import type { FilterGrid } from "./protocol.ts";

export class CoreTraining {
  #api: CoreApi;
  #heap: Heap;
  #handle: number;
  #color: ColorHandling;
  #lastError: () => LocalizedError;

  constructor(api: CoreApi, heap: Heap, handle: number, color: ColorHandling, lastError: () => LocalizedError) {
    this.#color = color;
    this.#api = api;
    this.#heap = heap;
    this.#handle = handle;
    this.#lastError = lastError;
  }

  dispose(): void {
    this.#api.trainingDestroy(this.#handle);
  }

  async addPhoto(label: number, name: string, photo: Blob, forValidation: boolean): Promise<void> {
    await readPhoto(this.#heap, photo, this.#color, (address, size) =>
      this.#check(
        forValidation
          ? this.#api.trainingAddValidationPhoto(this.#handle, label, name, address, size)
          : this.#api.trainingAddPhoto(this.#handle, label, name, address, size),
      ),
    );
  }

  start(useModel: boolean): void {
    this.#check(this.#api.trainingStart(this.#handle, Number(useModel)));
  }

  async resume(checkpoint: Blob): Promise<void> {
    const { address, size } = await this.#heap.read(checkpoint.stream(), { size: checkpoint.size });
    this.#check(this.#api.trainingResume(this.#handle, address, size, 0)); // takes ownership of the block
  }

  plan(): json.TrainingPlan {
    return this.#parse(this.#api.trainingPlanJson(this.#handle));
  }

  get finished(): boolean {
    return this.#api.trainingFinished(this.#handle) !== 0;
  }

  step(): Step {
    return this.#heap.withBlock(kStepBytes, (result) => {
      this.#check(this.#api.trainingStep(this.#handle, result));
      return readStep(this.#heap.view, result);
    });
  }

  // Returns why training has diverged.
  get diagnosis(): json.Notice[] {
    return this.#parse(this.#api.trainingDiagnosisJson(this.#handle));
  }

  endEpoch(): json.EpochReport {
    return this.#parse(this.#api.trainingEndEpochJson(this.#handle));
  }

  samples(): json.TrainingSample[] {
    return this.#parse(this.#api.trainingSamplesJson(this.#handle));
  }

  // Returns the current filters of the first layer.
  filters(): FilterGrid {
    const layout = this.#parse<json.GridLayout>(this.#api.trainingFiltersJson(this.#handle));
    const image = this.#heap.image((width, height) => this.#api.trainingPicture(this.#handle, width, height));
    return { image, layout };
  }

  // Evaluates the model that is open in the session.
  evaluate(): json.TrainingEvaluation {
    return this.#parse(this.#api.trainingJudgeJson(this.#handle));
  }

  // Reports that a checkpoint has been written; endEpoch() decides by it when the next one is due.
  checkpointWritten(milliseconds: number): void {
    this.#api.trainingCheckpointWritten(this.#handle, milliseconds);
  }

  // Returns a copy of a file in pieces; the core's pieces change with the next step.
  file(which: keyof typeof kTrainingFile): Uint8Array<ArrayBuffer>[] {
    this.#check(this.#api.trainingSave(this.#handle, kTrainingFile[which]));
    return Array.from({ length: this.#api.trainingPieces(this.#handle) }, (_, index) =>
      this.#heap.copy((size) => this.#api.trainingPiece(this.#handle, index, size)),
    );
  }

  #parse<T>(text: string): T {
    if (text === "") throw this.#lastError();
    return JSON.parse(text) as T;
  }

  #check(status: number): void {
    if (status !== 0) throw this.#lastError();
  }
}
