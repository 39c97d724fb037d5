// A session of the core: an open model, its inspector, and training runs.
import { LocalizedError } from "../shared/localized_error.ts";
import type { ColorHandling } from "../photos/browser_decoder.ts";
import { readPhoto } from "../photos/photo_reader.ts";
import { CoreApi, type CoreModule, kFit } from "./core_api.ts";
import { kClassificationBytes, kPredictionBytes, readClassification, readPrediction } from "./core_api.ts";
import { CoreError } from "./core_error.ts";
import { CoreInspector } from "./core_inspector.ts";
import { CoreTraining } from "./core_training.ts";
import { Heap, type ReadOptions } from "./heap.ts";
import type * as json from "./json_shapes.ts";
import type {
  Classification,
  EstimateRequest,
  Fit,
  Model,
  PreprocessingChange,
  RgbaImage,
  TrainingSettings,
} from "./protocol.ts";

export interface AugmentOptions {
  settings: TrainingSettings;
  counts: number[]; // photos of each class
  label: number;
  photo: Blob; // the one that firstTrainingPhoto() returned
  samples: number;
  side: number;
}

export class Core {
  #module: CoreModule;
  #heap: Heap;
  #api: CoreApi;
  #session: number;
  #inspector: CoreInspector | null = null;
  #color: ColorHandling = "convert"; // of the open model
  #leastConfidence = 0; // of the open model, if its file states no threshold

  // `beside`: a session whose threads are shared, instead of new threads.
  constructor(module: CoreModule, threads: number, beside?: number) {
    this.#module = module;
    this.#heap = new Heap(module);
    this.#api = new CoreApi(module, this.#heap);
    this.#session = beside === undefined ? this.#api.create(threads) : this.#api.createBeside(beside);
    if (this.#session === 0) throw new LocalizedError(["noMemoryToStart"]);
  }

  // Returns a session for a second model. The two must not compute at the same time.
  createSecond(): Core {
    return new Core(this.#module, this.threads, this.#session);
  }

  // Frees everything. A model or photo that is still being read is then rejected.
  dispose(): void {
    this.#inspector?.dispose();
    this.#api.destroy(this.#session);
    this.#session = 0;
  }

  get threads(): number {
    return this.#api.threads(this.#session);
  }

  // Sets whether convolutions are direct sums, also those of the open model.
  setExact(exact: boolean): void {
    this.#check(this.#api.setExact(this.#session, Number(exact)));
  }

  // Streams a model file of this program into the heap, where it stays, and opens it. If it is invalid, the open model stays open.
  // `bytes`: the size of the file that the model came from; null if it is this one.
  async openModel(
    stream: ReadableStream<Uint8Array>,
    name: string,
    options: ReadOptions,
    bytes: number | null = null,
  ): Promise<Model> {
    const { address, size } = await this.#heap.read(stream, options);
    this.#checkOpen(address);
    this.#check(this.#api.openSavedModel(this.#session, address, size)); // takes ownership of the block
    return this.#describeModel(name, bytes ?? size);
  }

  // Changes how photos become the input of the open model, and returns it. If that fails, it stays as it was.
  async changePreprocessing({ text, meanImage }: PreprocessingChange, name: string, bytes: number): Promise<Model> {
    const change = (address: number, size: number) =>
      this.#check(this.#api.changePreprocessing(this.#session, text, address, size));
    if (meanImage) await this.#heap.withBlob(meanImage, change);
    else change(0, 0);
    return this.#describeModel(name, bytes);
  }

  // The open model, which has changed.
  #describeModel(name: string, bytes: number): Model {
    this.#inspector?.dispose();
    this.#inspector = null;
    const model = this.#parse<json.Model>(this.#api.modelJson(this.#session));
    const { variant, width, dense_width: denseWidth, classes, parameters, preprocessing } = model;
    this.#color = preprocessing.color;
    const weighted = model.layers.filter(({ parameters }) => parameters > 0).length;
    const { quantization, assumptions } = model;
    this.#leastConfidence = model["sure_above"] > 0 ? 0 : leastConfidence(classes);
    return {
      ...{ name, bytes, variant, width, denseWidth, weighted, classes, parameters },
      ...{ preprocessing, assumptions, quantization },
    };
  }

  // Returns the open model as a file of this program.
  savedModel(): Blob {
    this.#check(this.#api.saveModel(this.#session));
    const count = this.#api.savedPieces(this.#session);
    return this.#heap.file(count, (index, size) => this.#api.savedPiece(this.#session, index, size));
  }

  async classify(photo: Blob, fit: Fit, top: number): Promise<Classification> {
    const { value, decodedBy } = await readPhoto(this.#heap, photo, this.#color, (address, size) => {
      if (this.#session === 0) throw new LocalizedError(["modelClosed"]);
      return this.#heap.withBlock(kClassificationBytes + top * kPredictionBytes, (result) => {
        const predictions = result + kClassificationBytes;
        this.#check(this.#api.classify(this.#session, address, size, kFit[fit], top, predictions, result));
        return this.#classification(result, predictions);
      });
    });
    return { ...value, decodedBy };
  }

  // Classifies several photos at once. One that cannot be read is null; classify() tells why.
  async classifyBatch(photos: Blob[], fit: Fit, top: number): Promise<(Classification | null)[]> {
    const blocks: { address: number; size: number }[] = [];
    try {
      for (const photo of photos) blocks.push(await this.#heap.read(photo.stream(), { size: photo.size }));
      if (this.#session === 0) throw new LocalizedError(["modelClosed"]);
      for (const { address, size } of blocks) this.#check(this.#api.addToBatch(this.#session, address, size));
      this.#check(this.#api.classifyBatch(this.#session, kFit[fit], top));
      return photos.map((_, index) => this.#batchResult(index, top));
    } finally {
      for (const { address } of blocks) this.#heap.free(address);
    }
  }

  #batchResult(index: number, top: number): Classification | null {
    return this.#heap.withBlock(kClassificationBytes + top * kPredictionBytes, (result) => {
      const predictions = result + kClassificationBytes;
      const status = this.#api.batchResult(this.#session, index, predictions, result);
      return status === 0 ? { ...this.#classification(result, predictions), decodedBy: "core" } : null;
    });
  }

  #classification(result: number, predictions: number): Omit<Classification, "decodedBy"> {
    const { view } = this.#heap;
    const { count, isSure, pictureMilliseconds, networkMilliseconds, squareSide } = readClassification(view, result);
    const found = Array.from({ length: count }, (_, rank) =>
      readPrediction(view, predictions + rank * kPredictionBytes),
    ).map(({ index, probability }) => ({ index, label: this.className(index), probability }));
    return {
      predictions: found,
      isSure: isSure !== 0 && (found[0]?.probability ?? 0) >= this.#leastConfidence,
      preprocessMs: pictureMilliseconds,
      networkMs: networkMilliseconds,
      input: this.#images(squareSide, 1)[0]!,
      warnings: this.photoWarnings(),
    };
  }

  className(index: number): string {
    return this.#api.className(this.#session, index) || `class ${index}`;
  }

  // Returns the harmless faults of the photo that was classified, reduced or added to a run last.
  photoWarnings(): json.Notice[] {
    return this.#parse(this.#api.warningsJson(this.#session));
  }

  // Returns the center of a photo, reduced. Throws a CoreError if the photo cannot be read.
  async thumbnail(photo: Blob, side: number): Promise<RgbaImage> {
    const read = await readPhoto(this.#heap, photo, "convert", (address, size) => {
      this.#check(this.#api.thumbnail(this.#session, address, size, side));
      return this.#images(side, 1)[0]!;
    });
    return read.value;
  }

  // Returns a synthetic image as PNG: a bicycle (label 0) or a ship (1), a different one for each number.
  syntheticImage(label: number, number: number, side: number): Uint8Array<ArrayBuffer> {
    const png = this.#heap.copy((size) => this.#api.drawnPhoto(this.#session, label, number, side, size));
    if (png.length === 0) throw this.#lastError();
    return png;
  }

  // Returns the description of every setting of training.
  trainingOptions(): json.TrainingOption[] {
    return this.#parse(this.#api.trainingOptionsJson(this.#session));
  }

  estimate({ settings, classes, photos, useModel }: EstimateRequest): json.TrainingPlan {
    const text = JSON.stringify(settings);
    return this.#parse(this.#api.estimateTraining(this.#session, text, classes, photos, Number(useModel)));
  }

  // Returns the index of the first photo of a class that is used for training; `counts` has the number of photos of each class.
  firstTrainingPhoto(settings: TrainingSettings, counts: number[], label: number): number {
    const [text, photos] = [JSON.stringify(settings), JSON.stringify(counts)];
    const found = this.#api.firstLearned(this.#session, text, photos, label);
    if (found < 0) throw this.#lastError();
    return found;
  }

  // Returns that photo unchanged, followed by augmented samples of it.
  async augment({ settings, counts, label, photo, samples, side }: AugmentOptions): Promise<RgbaImage[]> {
    const [text, photos] = [JSON.stringify(settings), JSON.stringify(counts)];
    const read = await readPhoto(this.#heap, photo, colorOf(settings), (address, size) => {
      this.#check(this.#api.augment(this.#session, text, photos, label, address, size, samples, side));
      return this.#images(side, samples + 1);
    });
    return read.value;
  }

  // Creates a run, to which photos are added. Dispose it after use.
  newTraining(settings: TrainingSettings, classes: string[]): CoreTraining {
    const handle = this.#api.trainingCreate(this.#session, JSON.stringify(settings), JSON.stringify(classes));
    if (handle === 0) throw this.#lastError();
    return new CoreTraining(this.#api, this.#heap, handle, colorOf(settings), () => this.#lastError());
  }

  // Returns the inspector of the open model; it is valid until another model is opened.
  inspector(): CoreInspector {
    this.#inspector ??= new CoreInspector(this.#api, this.#heap, this.#session, this.#color, () => this.#lastError());
    return this.#inspector;
  }

  // Returns copies of the session's last square images.
  #images(side: number, count: number): RgbaImage[] {
    const address = this.#api.square(this.#session);
    const bytes = side * side * 4;
    return Array.from({ length: count }, (_, index) => ({
      width: side,
      height: side,
      pixels: new Uint8ClampedArray(this.#heap.bytes(address + index * bytes, bytes)),
    }));
  }

  #checkOpen(block: number): void {
    if (this.#session !== 0) return;
    this.#heap.free(block);
    throw new LocalizedError(["modelClosed"]);
  }

  #check(status: number): void {
    if (status !== 0) throw this.#lastError();
  }

  #parse<T>(text: string): T {
    if (text === "") throw this.#lastError();
    return JSON.parse(text) as T;
  }

  #lastError(): CoreError {
    return new CoreError(JSON.parse(this.#api.errorJson(this.#session)) as json.Error);
  }
}

const kTimesChance = 10;

// The confidence below which an answer of a model without a threshold is shown as not sure: one half, or ten times what guessing gives
// if the model has many classes.
export function leastConfidence(classes: number): number {
  return Math.min(0.5, kTimesChance / classes);
}

// The default is the core's.
function colorOf({ color = "convert" }: TrainingSettings): ColorHandling {
  return color;
}
