// The data types of the requests and responses between the page and its worker.
import type { Message } from "../words/words.ts";
import type * as json from "./json_shapes.ts";

// ---- The runtime ----

export type Flavor = "relaxed-threads" | "simd-threads" | "simd";

export interface StartRequest {
  base: string; // address of the page's folder; the modules of the core are in core/ below it
  flavor: Flavor | null; // null: the fastest that this browser supports
  threads: number | null; // null: one per core
  exact: boolean; // convolutions are direct sums
  notIsolated: Message | null; // why threads are unavailable; null if the page is isolated
}

// The build of the core that runs, and the reasons why it is not a faster one.
export interface Runtime {
  flavor: Flavor;
  threads: number;
  limits: Message[];
}

// ---- Models and classification ----

export type Fit = "model" | "crop" | "stretch";
export type ModelSource = (
  { kind: "file"; file: File; parts?: ModelPart[] } | { kind: "url"; url: string; integrity?: string }
) & {
  preprocessing?: ChosenPreprocessing;
};

// What a visitor says about the preprocessing of a model that cannot be opened without it.
export interface ChosenPreprocessing {
  base?: string; // the name of a convention
  input?: number; // the side of the network's input in pixels
}

// A file that holds a part of a model.
export interface ModelPart {
  name: string; // as the model file refers to it
  file: Blob;
}

// A conversion between a file of another program and one of this program.
export interface ConvertRequest {
  folder: string; // address of the modules of the core's flavor
  file: Blob;
  to: string | null; // a name with the ending of the format to write; null: any format is read, and this program's is written
  parts: ModelPart[]; // that belong to the file
  preprocessing?: ChosenPreprocessing; // of a model of another program
}

export interface Model {
  name: string;
  bytes: number;
  variant: string;
  classes: number;
  parameters: number;
  preprocessing: Pick<json.Preprocessing, "input" | "resize" | "fit" | "color" | "interpolation"> &
    Partial<json.Preprocessing>;
  assumptions: json.Notice[]; // what the file does not state
  width: number;
  denseWidth: number; // of the hidden dense layers
  weighted: number; // number of layers with weights
  quantization: string; // of the weights: "int8", "int4" or ""
}

// What a person says about the preprocessing of the open model: a convention's name or JSON, and a mean image.
export interface PreprocessingChange {
  text: string;
  meanImage: Blob | null;
}

// The progress of opening a model. `total` is null if the length is unknown; after `done` the core packs the weights.
export interface Progress {
  loaded: number;
  total: number | null;
  done: boolean;
}

export interface Prediction {
  index: number;
  label: string;
  probability: number; // 0..1
}

export interface Classification {
  predictions: Prediction[]; // the most probable first
  isSure: boolean; // whether the first prediction reaches the model's confidence threshold
  preprocessMs: number;
  networkMs: number;
  input: RgbaImage; // exactly what the network sees
  decodedBy: "core" | "browser"; // the browser decodes formats that the core does not, and not to the same bits everywhere
  warnings: json.Notice[]; // harmless faults of the photo, despite which it was read
}

export interface RgbaImage {
  width: number;
  height: number;
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

// ---- Inspection ----

export type Statistics = json.Statistics;
export type Region = json.Region;
export type GridLayout = json.GridLayout;

export interface Position {
  y: number;
  x: number;
}

export interface Layer extends json.InspectedLayer {
  tile: RgbaImage; // the map of the strongest unit; for a layer without maps, all units as dots
}

export interface InspectedPhoto extends Omit<json.Inspection, "layers"> {
  layers: Layer[];
  labels: string[];
  probabilities: number[];
  input: RgbaImage;
  colors: { plain: Uint8Array; signed: Uint8Array }; // 256 colors each, RGBA
}

export type MapScale = "unit" | "layer" | "network"; // what the brightest color represents

export interface FilterGrid {
  image: RgbaImage; // transparent between the cells
  layout: GridLayout;
}
export interface UnitGrid extends FilterGrid {
  statistics: Statistics[];
  signed: boolean; // whether colors diverge around 0
  largest: number; // the largest magnitude in the layer
}

export interface UnitMap {
  statistics: Statistics;
  values: Float32Array<ArrayBuffer>; // [y][x]; a dense layer has a single value
}

export interface Arithmetic extends json.Arithmetic {
  patch: Float32Array<ArrayBuffer>; // [row][column][channel], as the next two
  kernel: Float32Array<ArrayBuffer>;
  products: Float32Array<ArrayBuffer>;
}
export interface ValueBreakdown extends Omit<json.ValueBreakdown, "arithmetic"> {
  arithmetic: Arithmetic | null;
}

export type ExplainRequest = json.ExplainRequest;
export type Method = ExplainRequest["method"];
export interface ExplanationResult extends json.Explanation {
  image: RgbaImage; // to be overlaid on the input image
}

// ---- Training ----

// The settings of `alexnet train --config`; those that are missing have the core's defaults.
export interface TrainingSettings {
  variant: string;
  width: number;
  dense_width: number; // 0: as `width`
  input: number;
  resize: number;
  fit: string;
  color?: "convert" | "ignore"; // color profiles in the photos; convert unless the run is of an older version
  interpolation?: json.Preprocessing["interpolation"];
  freeze: string[];
  epochs: number;
  batch: number;
  optimizer: "adam" | "adamw" | "sgd";
  learning_rate: number;
  seed: number;
  validation_fraction: number;
  photo_record?: boolean; // missing: false
  augmentation: Record<string, string | number | boolean | number[]>; // and the other options of training/options.ts
}

// The project as the page stores it between visits. Its names are part of the stored state of earlier versions.
export interface ProjectRecord {
  classes: { id: number; name: string; photos: StoredPhoto[] }[];
  wishes: object; // the overrides of training/project.ts
}

export interface StoredPhoto {
  id: number;
  name: string;
  forValidation?: boolean; // false in earlier versions
  digest?: string; // of the bytes; not known in earlier versions
}

export interface OpenedProject {
  record: ProjectRecord | null;
  interrupted: InterruptedRun | null;
  persistent: boolean; // false: the project is lost when the page is closed
  trained: TrainedModel[];
}

// A model that was trained in this browser.
export interface TrainedModel {
  id: number;
  name: string; // of its file
  date: number; // when it was trained, in milliseconds since 1970
  classes: string[];
  bytes: number;
  verdict: Verdict | null; // not known of a model that an earlier version has trained
  isStored: boolean; // false: it is lost when the page is closed
}

// How good a trained model is.
export interface Verdict {
  right: number; // photos
  count: number; // photos
  heldOut: boolean; // whether these were held out from training
  epoch: number | null; // the best one, whose model it is, from 1; null if it is not known
  epochs: number; // that were trained
}

export interface AugmentRequest {
  settings: TrainingSettings;
  classes: number[][]; // the ids of each class's photos
  label: number; // the class whose first training photo is shown
}
export interface Augmented {
  id: number; // of the photo
  original: RgbaImage;
  samples: RgbaImage[]; // those of the epochs 0, 1, ...
}

export interface EstimateRequest {
  settings: TrainingSettings;
  classes: number;
  photos: number;
  useModel: boolean; // start from the open model's weights
}
export type Estimate = json.TrainingPlan;

export interface TrainRequest {
  settings: TrainingSettings;
  classes: { name: string; photos: number[]; validation?: number[] }[]; // earlier versions stored no photos for validation
  useModel: boolean;
  resume: boolean; // from the stored checkpoint; the rest of the request is then that of the interrupted run
}

// A run that did not end, because the page was closed or the worker was lost.
export interface InterruptedRun {
  request: TrainRequest;
  epoch: number; // number of epochs that the checkpoint contains
  best?: number | null; // the epoch of the best model so far, from 1; not known in earlier versions
}

export type Epoch = json.EpochRecord & Partial<Pick<json.EpochReport, "is_best" | "stops_early" | "notices">>;
export type Sample = Omit<json.TrainingSample, "photo"> & { id: number };

export type TrainProgress =
  | { kind: "reading"; done: number; of: number }
  | { kind: "planned"; plan: Estimate }
  | { kind: "step"; epoch: number; step: number; loss: number; accuracy: number; secondsLeft: number }
  | { kind: "epoch"; report: Epoch; samples: Sample[] }
  | { kind: "filters"; filters: FilterGrid } // if the first layer is trained
  | { kind: "paused" }
  | { kind: "storageFull" }; // no further checkpoint is written

export interface TrainEnd {
  outcome: "finished" | "stopped" | "diverged";
  diagnosis: json.Notice[]; // if it diverged
  model: Model | null; // the best epoch's, now open; null if no epoch was completed
  evaluation: Evaluation | null;
  trained: TrainedModel | null; // the entry of that model in the list
  samples: Sample[]; // its answers for the photos that were shown during the run
}

// The accuracy of the model on the validation photos, or on all photos if none were held out.
export interface Evaluation extends Pick<
  json.TrainingEvaluation,
  "top1" | "count" | "classes" | "confusion" | "held_out"
> {
  photos: (Omit<json.EvaluatedPhoto, "photo"> & { id: number })[];
}
