// The core's C API (core/capi/alexnet.h) as a TypeScript class; training is in core_training.ts, isInspecting inside in
// core_inspection.ts.
import { CoreInspector, type InspectorModule, kFits } from "./core_inspector.ts";
import { CoreTraining, type TrainingModule } from "./core_training.ts";
import { LocalizedError } from "../shared/localized_error.ts";
import { Heap, type HeapModule, type ReadOptions } from "./heap.ts";
import type { Classification, Estimate, EstimateRequest, Fit, Model, RgbaImage, Prediction } from "./protocol.ts";
import type { TrainingSettings } from "./protocol.ts";

// What alexnet.mjs gives: one underscored function per function of alexnet.h. Pointers come back as signed numbers.
export interface AlexnetModule extends HeapModule, TrainingModule, InspectorModule {
  _alexnet_create(threads: number): number;
  _alexnet_create_beside(session: number): number;
  _alexnet_destroy(session: number): void;
  _alexnet_error(session: number): number;
  _alexnet_threads(session: number): number;
  _alexnet_open_model(session: number, bytes: number, size: number): number;
  _alexnet_model_json(session: number): number;
  _alexnet_class_name(session: number, index: number): number;
  // prettier-ignore
  _alexnet_classify(session: number, photo: number, size: number, fit: number, top: number, predictions: number, result: number): number;
  _alexnet_square(session: number): number;
  _alexnet_thumbnail(session: number, photo: number, size: number, side: number): number;
  _alexnet_drawn_photo(session: number, label: number, number: number, side: number, size: number): number;
  // prettier-ignore
  _alexnet_estimate_training(session: number, settings: number, classes: number, photos: number, useModel: number): number;
  _alexnet_first_learned(session: number, settings: number, photos: number, label: number): number;
  // prettier-ignore
  _alexnet_augment(session: number, settings: number, photos: number, label: number, photo: number, size: number, samples: number, side: number): number;
}

export interface Preview {
  settings: TrainingSettings;
  counts: number[]; // photos of each class
  label: number;
  photo: Blob; // the one that firstTrainingPhoto() named
  samples: number;
  side: number;
}

const kPredictionBytes = 8; // alexnet_prediction: int32 index, float probability
const kClassificationBytes = 32; // alexnet_classification: int32 count, int32 square_side, 2 doubles, int32 is_sure

export class Core {
  #module: AlexnetModule;
  #heap: Heap;
  #session: number;
  #inspection: CoreInspector | null = null;

  // `beside`: the session whose threads are shared, instead of new ones.
  constructor(module: AlexnetModule, threads: number, beside?: number) {
    this.#module = module;
    this.#heap = new Heap(module);
    const session = beside === undefined ? module._alexnet_create(threads) : module._alexnet_create_beside(beside);
    this.#session = session >>> 0;
    if (this.#session === 0) throw new LocalizedError(["noMemoryToStart"]);
  }

  // Another one for a second model; of the two one computes at a time.
  beside(): Core {
    return new Core(this.#module, this.threads, this.#session);
  }

  // Gives back all that it has; what is still being read is refused when it is there.
  end(): void {
    this.#inspection?.end();
    this.#module._alexnet_destroy(this.#session);
    this.#session = 0;
  }

  #checkOpen(block: number): void {
    if (this.#session !== 0) return;
    this.#heap.free(block);
    throw new LocalizedError(["modelClosed"]);
  }

  get threads(): number {
    return this.#module._alexnet_threads(this.#session);
  }

  // Streams a model file into the heap, where it stays, and opens it. A model that was open stays open if this one is refused.
  async openModel(stream: ReadableStream<Uint8Array>, name: string, options: ReadOptions): Promise<Model> {
    const { address, size } = await this.#heap.read(stream, options);
    this.#checkOpen(address);
    this.#check(this.#module._alexnet_open_model(this.#session, address, size)); // takes the block over
    this.#inspection?.end();
    this.#inspection = null;
    const json = JSON.parse(this.#heap.text(this.#module._alexnet_model_json(this.#session)));
    const { variant, width, dense_width: denseWidth, classes, parameters, preprocessing, layers } = json;
    const weighted = (layers as { parameters: number }[]).filter(({ parameters }) => parameters > 0).length;
    return { name, bytes: size, variant, width, denseWidth, weighted, classes, parameters, preprocessing };
  }

  async classify(photo: ReadableStream<Uint8Array>, size: number, fit: Fit, top: number): Promise<Classification> {
    const block = await this.#heap.read(photo, { size });
    this.#checkOpen(block.address);
    try {
      return this.#classifyBlock(block.address, block.size, fit, top);
    } finally {
      this.#heap.free(block.address);
    }
  }

  #classifyBlock(address: number, size: number, fit: Fit, top: number): Classification {
    const result = this.#heap.allocate(kClassificationBytes + top * kPredictionBytes);
    const predictions = result + kClassificationBytes;
    try {
      this.#check(this.#module._alexnet_classify(this.#session, address, size, kFits[fit], top, predictions, result));
      const view = this.#heap.view;
      const side = view.getInt32(result + 4, true);
      return {
        predictions: Array.from({ length: view.getInt32(result, true) }, (_, row) =>
          this.#prediction(view, predictions + row * kPredictionBytes),
        ),
        isSure: view.getInt32(result + 24, true) !== 0,
        preprocessMs: view.getFloat64(result + 8, true),
        networkMs: view.getFloat64(result + 16, true),
        input: this.#square(side),
      };
    } finally {
      this.#heap.free(result);
    }
  }

  // The middle of a photo in small; a LocalizedError for one that cannot be read.
  async thumbnail(photo: Blob, side: number): Promise<RgbaImage> {
    const { address, size } = await this.#heap.read(photo.stream(), { size: photo.size });
    try {
      this.#check(this.#module._alexnet_thumbnail(this.#session, address, size, side));
      return this.#square(side);
    } finally {
      this.#heap.free(address);
    }
  }

  // Nobody took it: a PNG of a bicycle (0) or a ship (1), another one for each number.
  drawSyntheticImage(label: number, number: number, side: number): Uint8Array<ArrayBuffer> {
    const png = this.#heap.found((size) => this.#module._alexnet_drawn_photo(this.#session, label, number, side, size));
    if (png.length === 0) throw this.#coreError();
    return png;
  }

  estimate({ settings, classes, photos, useModel }: EstimateRequest): Estimate {
    const text = this.#heap.withText(JSON.stringify(settings), (address) =>
      this.#heap.text(
        this.#module._alexnet_estimate_training(this.#session, address, classes, photos, useModel ? 1 : 0),
      ),
    );
    if (text === "") throw this.#coreError();
    return JSON.parse(text);
  }

  // Which photo of a class is the first that will be learned from; `counts` says how many each class has.
  firstTrainingPhoto(settings: TrainingSettings, counts: number[], label: number): number {
    const found = this.#withLesson(settings, counts, (settings, photos) =>
      this.#module._alexnet_first_learned(this.#session, settings, photos, label),
    );
    if (found < 0) throw this.#coreError();
    return found;
  }

  // That photo as it is, and behind it so many samples as training will see it.
  async augment({ settings, counts, label, photo, samples, side }: Preview): Promise<RgbaImage[]> {
    const { address, size } = await this.#heap.read(photo.stream(), { size: photo.size });
    try {
      this.#withLesson(settings, counts, (settings, photos) =>
        // prettier-ignore
        this.#check(this.#module._alexnet_augment(this.#session, settings, photos, label, address, size, samples, side)),
      );
      const squares = this.#module._alexnet_square(this.#session) >>> 0;
      const bytes = side * side * 4;
      return Array.from({ length: samples + 1 }, (_, index) => ({
        width: side,
        height: side,
        pixels: new Uint8ClampedArray(this.#heap.bytes(squares + index * bytes, bytes)), // a copy
      }));
    } finally {
      this.#heap.free(address);
    }
  }

  #withLesson<T>(settings: object, counts: number[], use: (settings: number, photos: number) => T): T {
    return this.#heap.withText(JSON.stringify(settings), (settings) =>
      this.#heap.withText(JSON.stringify(counts), (photos) => use(settings, photos)),
    );
  }

  // A run that waits for its photos; to be freed with end().
  newTraining(settings: object, classes: string[]): CoreTraining {
    return new CoreTraining(this.#module, this.#heap, this.#session, settings, classes, () => this.#coreError());
  }

  // Of the open model, until another is opened.
  inspection(): CoreInspector {
    this.#inspection ??= new CoreInspector(this.#module, this.#heap, this.#session, () => this.#coreError());
    return this.#inspection;
  }

  className(index: number): string {
    return this.#heap.text(this.#module._alexnet_class_name(this.#session, index)) || `class ${index}`;
  }

  #square(side: number): RgbaImage {
    const address = this.#module._alexnet_square(this.#session) >>> 0;
    return { width: side, height: side, pixels: new Uint8ClampedArray(this.#heap.bytes(address, side * side * 4)) }; // a copy
  }

  #prediction(view: DataView, address: number): Prediction {
    const index = view.getInt32(address, true);
    return { index, label: this.className(index), probability: view.getFloat32(address + 4, true) };
  }

  #check(status: number): void {
    if (status !== 0) throw this.#coreError();
  }

  #coreError(): LocalizedError {
    return new LocalizedError(this.#heap.text(this.#module._alexnet_error(this.#session)));
  }
}
