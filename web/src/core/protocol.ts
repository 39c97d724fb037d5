// Everything that the page asks of its worker, said once: request name -> what goes in, what comes back. A new request is a line
// here, a handler in worker.ts and, where it reaches the core, a method in core.ts.

import type { Message } from "../words/words.ts";

export type Flavor = "relaxed-threads" | "simd-threads" | "simd";
export type Fit = "model" | "crop" | "stretch";

export interface Protocol {
  awake: { request: object; response: object }; // answered as soon as the worker hears anything
  start: { request: StartRequest; response: Runtime };
  openModel: { request: { source: ModelSource }; response: Model };
  classify: { request: { photo: Blob; fit: Fit; top: number; second?: boolean }; response: Classification };

  // A second model, to be compared with the open one: on the same threads, in the same memory, until it is closed.
  openSecond: { request: { source: ModelSource }; response: Model };
  closeSecond: { request: object; response: object };

  // Looking inside the open model: a photo first, then as many questions about it as there are.
  inspectPhoto: { request: { photo: Blob; fit: Fit }; response: InspectedPhoto };
  inspectRegion: { request: Region; response: InspectedPhoto };
  photo: { request: { side: number }; response: { image: RgbaImage } };
  units: { request: { layer: string; scale: MapScale; side: number }; response: UnitGrid };
  filters: { request: object; response: FilterGrid };
  unit: { request: { layer: string; unit: number }; response: UnitMap };
  value: { request: { layer: string; unit: number } & Position; response: ValueBreakdown };
  explain: { request: ExplainRequest; response: ExplanationResult; progress: ExplanationResult };

  // Teaching. Photos are kept under numbers that the page gives them; the page's own record of the project is kept beside them.
  openProject: { request: object; response: OpenedProject };
  saveProject: { request: { record: ProjectRecord }; response: object };
  addPhoto: { request: { id: number; photo: Blob }; response: RgbaImage };
  drawSyntheticImage: { request: { label: number; number: number; side: number }; response: { photo: Blob } };
  thumbnail: { request: { id: number }; response: RgbaImage };
  removePhotos: { request: { ids: number[] }; response: object };
  augment: { request: AugmentRequest; response: Augmented };
  estimate: { request: EstimateRequest; response: Estimate };
  train: { request: TrainRequest; response: TrainEnd; progress: TrainProgress };
  control: { request: { command: "pause" | "resume" | "stop" }; response: object };
  discardRun: { request: object; response: object };
  trainedModel: { request: object; response: { file: File } };
}
export type RequestName = keyof Protocol;
export type RequestOf<N extends RequestName> = Protocol[N]["request"];
export type ResponseOf<N extends RequestName> = Protocol[N]["response"];
export type ProgressOf<N extends RequestName> = Protocol[N] extends { progress: infer P } ? P : Progress;

export interface StartRequest {
  base: string; // address of the page's folder; the core's modules lie in core/ below it
  flavor: Flavor | null; // instead of the best that this browser can run
  threads: number | null; // instead of one a core
  notIsolated: Message | null; // why threads are out of reach; null when the page is isolated
}

// Which build of the core runs, and in words what keeps it from being a faster one.
export interface Runtime {
  flavor: Flavor;
  threads: number;
  limits: Message[];
}

export type ModelSource = { kind: "file"; file: File } | { kind: "url"; url: string; integrity?: string };

export interface Model {
  name: string;
  bytes: number;
  variant: string;
  classes: number;
  parameters: number;
  preprocessing: { input: number; resize: number; fit: "crop" | "stretch" };
  width: number;
  denseWidth: number; // of the hidden dense layers
  weighted: number; // layers with weights
}

export interface Prediction {
  index: number;
  label: string;
  probability: number; // 0..1
}

export interface Classification {
  predictions: Prediction[]; // the likeliest first
  isSure: boolean; // the likeliest is likely enough to be told as an answer; the model says how likely that is
  preprocessMs: number;
  networkMs: number;
  input: RgbaImage; // exactly what the network saw
}

// Colours, RGBA, of any size.
export interface RgbaImage {
  width: number;
  height: number;
  pixels: Uint8ClampedArray<ArrayBuffer>;
}

export interface Statistics {
  min: number;
  max: number;
  mean: number;
  zeros: number; // the share of values that are exactly 0
}

export interface Layer {
  name: string;
  operation: string; // as core/nn/spec.h names them
  shape: number[]; // [y, x, units] or [units]
  kernel?: number;
  stride?: number;
  statistics: Statistics;
  dead: number; // units that are 0 everywhere
  strongest: number; // the unit with the largest mean
  tile: RgbaImage; // its map; of a layer without maps all units as dots
}

// A part of a photo, in its pixels; may begin and end between them.
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

// What the network makes of a photo.
export interface InspectedPhoto {
  photo: { width: number; height: number }; // upright
  region: Region; // that the square shows
  layers: Layer[];
  labels: string[];
  probabilities: number[];
  input: RgbaImage;
  largest: number; // magnitude in all hidden layers
  colors: { plain: Uint8Array; signed: Uint8Array }; // 256 shades, RGBA
  preprocessMs: number;
  networkMs: number;
}

export type MapScale = "unit" | "layer" | "network"; // what the brightest color stands for

// Cell i is in row i / columns, its corner at gap + column * (mapWidth * zoom + gap).
export interface GridLayout {
  columns: number;
  rows: number;
  mapWidth: number;
  mapHeight: number;
  zoom: number;
  gap: number;
}
export interface FilterGrid {
  image: RgbaImage; // nothing between the cells
  layout: GridLayout;
}
export interface UnitGrid extends FilterGrid {
  statistics: Statistics[];
  signed: boolean; // colors diverge around 0
  largest: number; // magnitude in the layer
}

export interface UnitMap {
  statistics: Statistics;
  values: Float32Array<ArrayBuffer>; // [y][x], of a dense layer the one value
}

export interface Position {
  y: number;
  x: number;
}

export interface ValueBreakdown {
  value: number;
  field: { x: number; y: number; width: number; height: number }; // pixels of the square that it sees
  arithmetic: Arithmetic | null; // null where the layer does not multiply
}
export interface Arithmetic {
  layer: string; // of a ReLU's value the layer before it
  rows: number;
  columns: number;
  channels: number;
  firstChannel: number;
  patch: Float32Array<ArrayBuffer>; // [row][column][channel], as the next two
  kernel: Float32Array<ArrayBuffer>;
  products: Float32Array<ArrayBuffer>;
  sum: number;
  bias: number;
  value: number;
  hasRelu: boolean;
  result: number;
}

export type Method = "grad-cam" | "gradient" | "guided" | "occlusion" | "maximize";
export interface ExplainRequest {
  method: Method;
  class?: number; // without one the likeliest
  layer?: string;
  unit?: number; // of the layer, instead of a class
  patch?: number;
  stride?: number;
  steps?: number;
}
export interface ExplanationResult {
  image: RgbaImage; // to be laid over the square
  layer: string;
  class: number;
  value: number;
  start: number;
  done: number; // steps or patches; below `of` while it is being worked out
  of: number;
  milliseconds: number;
}

// As core/app/training_settings.h has them; what is missing is a default there.
export interface TrainingSettings {
  variant: string;
  width: number;
  dense_width: number; // 0: as `width`
  input: number;
  resize: number;
  fit: string;
  freeze: string[];
  epochs: number;
  batch: number;
  optimizer: "adam" | "adamw" | "sgd";
  learning_rate: number;
  seed: number;
  validation_fraction: number;
  augmentation: Record<string, number | boolean>;
}

// What the page remembers of a project from visit to visit.
export interface ProjectRecord {
  classes: { id: number; name: string; photos: { id: number; name: string }[] }[];
  wishes: object; // teach/project.ts
}

export interface OpenedProject {
  record: ProjectRecord | null;
  interrupted: InterruptedRun | null;
  persistent: boolean; // false: everything ends with the page
}

export interface AugmentRequest {
  settings: TrainingSettings;
  classes: number[][]; // the ids of each class's photos
  label: number; // the class whose first photo is shown
}
export interface Augmented {
  id: number; // of the photo
  original: RgbaImage;
  samples: RgbaImage[]; // as training will see it in the epochs 0, 1, …
}

export interface EstimateRequest {
  settings: TrainingSettings;
  classes: number;
  photos: number;
  useModel: boolean; // begin with the open model's weights
}

export interface Estimate {
  classes: { name: string; training: number; validation: number }[];
  parameters: number;
  learning_parameters: number;
  memory_bytes: number;
  batch: number;
  steps_per_epoch: number;
  first_epoch: number;
  epochs: number;
  history: Epoch[];
  step_seconds: number;
  feature_seconds: number; // once, before the first step
}

export interface TrainRequest {
  settings: TrainingSettings;
  classes: { name: string; photos: number[] }[];
  useModel: boolean;
  resume: boolean; // from the checkpoint of the run that was left; the rest of the request is that run's own
}

// A run that did not end: the page was closed, or the worker was lost.
export interface InterruptedRun {
  request: TrainRequest;
  epoch: number; // of the checkpoint: so many are done
}

export interface Epoch {
  epoch: number; // from 0
  loss: number | null; // null: no number any more
  accuracy: number;
  val_loss?: number | null;
  val_accuracy?: number | null;
  images_per_second: number;
  is_best?: boolean;
  stops_early?: boolean;
  diagnosis?: string | null;
}

export interface Sample {
  id: number; // of the photo
  label: string;
  predicted: string;
  probability: number;
}

export type TrainProgress =
  | { kind: "reading"; done: number; of: number }
  | { kind: "planned"; plan: Estimate }
  | { kind: "step"; epoch: number; step: number; loss: number; accuracy: number; secondsLeft: number }
  | { kind: "epoch"; report: Epoch; samples: Sample[] }
  | { kind: "filters"; filters: FilterGrid } // where the first layer learns
  | { kind: "paused" };

export interface TrainEnd {
  outcome: "finished" | "stopped" | "diverged";
  diagnosis: string; // where it diverged
  model: Model | null; // the best epoch's, now open; null where no epoch ended
  evaluation: Evaluation | null;
}

// How well the model does on photos that it did not learn from, or on all where none were set aside.
export interface Evaluation {
  top1: number;
  count: number;
  classes: { name: string; count: number; top1: number | null }[];
  confusion: number[][]; // [label][predicted]
  held_out: boolean;
  photos: { id: number; label: number; predicted: number; probability: number }[];
}

// While a model is being opened. `total` is null where the length is not known; at the end the core packs the weights.
export interface Progress {
  loaded: number;
  total: number | null;
  done: boolean;
}

export interface Fault {
  kind: "refused" | "cancelled" | "lost"; // lost: the worker cannot go on
  message: Message;
}

export type RequestMessage =
  { [N in RequestName]: { id: number; name: N; request: RequestOf<N> } }[RequestName] | { id: number; name: "cancel" };

export type ReplyMessage =
  | { id: number; response: ResponseOf<RequestName> }
  | { id: number; fault: Fault }
  | { id: number; progress: ProgressOf<RequestName> };
