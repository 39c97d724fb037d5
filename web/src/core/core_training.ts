// One training run of the core, as core/capi/alexnet.h has it.
import type { LocalizedError } from "../shared/localized_error.ts";
import type { Heap } from "./heap.ts";
import { type GridJson, layoutOf } from "./grid_json.ts";
import type { Epoch, Estimate, FilterGrid, Evaluation } from "./protocol.ts";

export interface TrainingModule {
  _alexnet_training_create(session: number, settings: number, classes: number): number;
  _alexnet_training_destroy(training: number): void;
  _alexnet_training_add_photo(training: number, label: number, name: number, photo: number, size: number): number;
  _alexnet_training_start(training: number, useModel: number): number;
  _alexnet_training_resume(training: number, checkpoint: number, size: number, epochs: number): number;
  _alexnet_training_plan_json(training: number): number;
  _alexnet_training_finished(training: number): number;
  _alexnet_training_step(training: number, result: number): number;
  _alexnet_training_diagnosis(training: number): number;
  _alexnet_training_end_epoch_json(training: number): number;
  _alexnet_training_samples_json(training: number): number;
  _alexnet_training_filters_json(training: number): number;
  _alexnet_training_picture(training: number, width: number, height: number): number;
  _alexnet_training_judge_json(training: number): number;
  _alexnet_training_save(training: number, which: number): number;
  _alexnet_training_pieces(training: number): number;
  _alexnet_training_piece(training: number, index: number, size: number): number;
}

export interface Step {
  epoch: number;
  step: number; // of the epoch
  endsEpoch: boolean;
  diverged: boolean;
  loss: number;
  accuracy: number;
}

// By the number of the photo, in the order in which they were added.
export type Numbered<T> = Omit<T, "id"> & { photo: number };

const kStepBytes = 32; // alexnet_step: 4 int32, 2 doubles
const kFiles = { checkpoint: 0, model: 1 };

export class CoreTraining {
  #module: TrainingModule;
  #heap: Heap;
  #training: number;
  #coreError: () => LocalizedError;

  // prettier-ignore
  constructor(module: TrainingModule, heap: Heap, session: number, settings: object, classes: string[], coreError: () => LocalizedError) {
    this.#module = module;
    this.#heap = heap;
    this.#coreError = coreError;
    this.#training = heap.withText(JSON.stringify(settings), (settings) =>
      heap.withText(JSON.stringify(classes), (classes) => module._alexnet_training_create(session, settings, classes)),
    );
    if (this.#training === 0) throw coreError();
  }

  end(): void {
    this.#module._alexnet_training_destroy(this.#training);
  }

  async addPhoto(label: number, name: string, photo: Blob): Promise<void> {
    const { address, size } = await this.#heap.read(photo.stream(), { size: photo.size });
    try {
      this.#heap.withText(name, (name) =>
        this.#check(this.#module._alexnet_training_add_photo(this.#training, label, name, address, size)),
      );
    } finally {
      this.#heap.free(address);
    }
  }

  start(useModel: boolean): void {
    this.#check(this.#module._alexnet_training_start(this.#training, useModel ? 1 : 0));
  }

  async resume(checkpoint: Blob): Promise<void> {
    const { address, size } = await this.#heap.read(checkpoint.stream(), { size: checkpoint.size });
    this.#check(this.#module._alexnet_training_resume(this.#training, address, size, 0)); // takes the block over
  }

  plan(): Estimate {
    return this.#json(this.#module._alexnet_training_plan_json(this.#training));
  }

  get finished(): boolean {
    return this.#module._alexnet_training_finished(this.#training) !== 0;
  }

  step(): Step {
    return this.#heap.withBlock(kStepBytes, (result) => {
      this.#check(this.#module._alexnet_training_step(this.#training, result));
      const view = this.#heap.view;
      return {
        epoch: view.getInt32(result, true),
        step: view.getInt32(result + 4, true),
        endsEpoch: view.getInt32(result + 8, true) !== 0,
        diverged: view.getInt32(result + 12, true) !== 0,
        loss: view.getFloat64(result + 16, true),
        accuracy: view.getFloat64(result + 24, true),
      };
    });
  }

  get diagnosis(): string {
    return this.#heap.text(this.#module._alexnet_training_diagnosis(this.#training));
  }

  endEpoch(): Epoch {
    return this.#json(this.#module._alexnet_training_end_epoch_json(this.#training));
  }

  samples(): { photo: number; label: string; predicted: string; probability: number }[] {
    return this.#json(this.#module._alexnet_training_samples_json(this.#training));
  }

  // Of the first layer, as they are now.
  filters(): FilterGrid {
    const layout = layoutOf(this.#json<GridJson>(this.#module._alexnet_training_filters_json(this.#training)));
    const address = (width: number, height: number) =>
      this.#module._alexnet_training_picture(this.#training, width, height);
    return { image: this.#heap.painting(address), layout };
  }

  // Of the model that is open in the session.
  evaluate(): Omit<Evaluation, "photos"> & { photos: Numbered<Evaluation["photos"][number]>[] } {
    return this.#json(this.#module._alexnet_training_judge_json(this.#training));
  }

  // A copy, piece by piece: what is in the heap changes with the next step.
  file(which: "checkpoint" | "model"): Uint8Array<ArrayBuffer>[] {
    this.#check(this.#module._alexnet_training_save(this.#training, kFiles[which]));
    return Array.from({ length: this.#module._alexnet_training_pieces(this.#training) }, (_, index) =>
      this.#heap.found((size) => this.#module._alexnet_training_piece(this.#training, index, size)),
    );
  }

  #json<T>(pointer: number): T {
    const text = this.#heap.text(pointer);
    if (text === "") throw this.#coreError();
    return JSON.parse(text) as T;
  }

  #check(status: number): void {
    if (status !== 0) throw this.#coreError();
  }
}
