// Everything that the page asks of its worker, said once: request name -> what goes in, what comes back. A new request is a line
// here, a handler in worker.ts and, where it reaches the core, a method in core.ts.

export type Flavour = "relaxed-threads" | "simd-threads" | "simd";
export type Fit = "model" | "crop" | "stretch";

export interface Protocol {
  start: { request: StartRequest; response: Runtime };
  openModel: { request: { source: ModelSource }; response: Model };
  classify: { request: { photo: Blob; fit: Fit; top: number }; response: Classification };

  // Teaching. Photos are kept under numbers that the page gives them; the page's own record of the lesson is kept beside them.
  openLesson: { request: object; response: OpenedLesson };
  keepLesson: { request: { record: LessonRecord }; response: object };
  addPhoto: { request: { id: number; photo: Blob }; response: Picture };
  thumbnail: { request: { id: number }; response: Picture };
  removePhotos: { request: { ids: number[] }; response: object };
  estimate: { request: EstimateRequest; response: Estimate };
  train: { request: TrainRequest; response: TrainEnd; progress: TrainProgress };
  steer: { request: { wish: "pause" | "go" | "stop" }; response: object };
  forgetRun: { request: object; response: object };
  taughtModel: { request: object; response: { file: File } };
}
export type RequestName = keyof Protocol;
export type RequestOf<N extends RequestName> = Protocol[N]["request"];
export type ResponseOf<N extends RequestName> = Protocol[N]["response"];
export type ProgressOf<N extends RequestName> = Protocol[N] extends { progress: infer P } ? P : Progress;

export interface StartRequest {
  base: string; // address of the page's folder; the core's modules lie in core/ below it
  flavour: Flavour | null; // instead of the best that this browser can run
  threads: number | null; // instead of one a core
  notIsolated: string | null; // why threads are out of reach; null when the page is isolated
}

// Which build of the core runs, and in words what keeps it from being a faster one.
export interface Runtime {
  flavour: Flavour;
  threads: number;
  limits: string[];
}

export type ModelSource = { kind: "file"; file: File } | { kind: "url"; url: string };

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
  pictureMs: number;
  networkMs: number;
  square: Picture; // exactly what the network saw
}

export interface Picture {
  side: number;
  pixels: Uint8ClampedArray<ArrayBuffer>; // RGBA
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

// What the page remembers of a lesson from visit to visit.
export interface LessonRecord {
  classes: { id: number; name: string; photos: { id: number; name: string }[] }[];
  wishes: object; // teach/lesson.ts
}

export interface OpenedLesson {
  record: LessonRecord | null;
  left: LeftRun | null;
  persistent: boolean; // false: everything ends with the page
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
  goOn: boolean; // from the checkpoint of the run that was left; the rest of the request is that run's own
}

// A run that did not end: the page was closed, or the worker was lost.
export interface LeftRun {
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
  | { kind: "paused" };

export interface TrainEnd {
  why: "finished" | "stopped" | "diverged";
  diagnosis: string; // where it diverged
  model: Model | null; // the best epoch's, now open; null where no epoch ended
  verdict: Verdict | null;
}

// How well the model does on photos that it did not learn from, or on all where none were set aside.
export interface Verdict {
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
  message: string;
}

export type RequestMessage =
  { [N in RequestName]: { id: number; name: N; request: RequestOf<N> } }[RequestName] | { id: number; name: "cancel" };

export type ReplyMessage =
  | { id: number; response: ResponseOf<RequestName> }
  | { id: number; fault: Fault }
  | { id: number; progress: ProgressOf<RequestName> };
