// Everything that the page asks of its worker, said once: request name -> what goes in, what comes back. A new request is a line
// here, a handler in worker.ts and, where it reaches the core, a method in core.ts.

export type Flavour = "relaxed-threads" | "simd-threads" | "simd";
export type Fit = "model" | "crop" | "stretch";

export interface Protocol {
  start: { request: StartRequest; response: Runtime };
  openModel: { request: { source: ModelSource }; response: Model };
  classify: { request: { photo: Blob; fit: Fit; top: number }; response: Classification };
}
export type RequestName = keyof Protocol;
export type RequestOf<N extends RequestName> = Protocol[N]["request"];
export type ResponseOf<N extends RequestName> = Protocol[N]["response"];

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
  preprocessing: { input: number; fit: "crop" | "stretch" };
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
  square: { side: number; pixels: Uint8ClampedArray<ArrayBuffer> }; // exactly what the network saw, RGBA
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
  { id: number; response: ResponseOf<RequestName> } | { id: number; fault: Fault } | { id: number; progress: Progress };
