// The page as plain data. Views draw it; store.ts alone makes a new one.
import type { Offline } from "../storage/offline.ts";
import type { Classification, Fit, Model, ModelSource, Runtime } from "../core/protocol.ts";
import type { Language, Message } from "../words/words.ts";

export type View = "classify" | "train" | "inspect";

export interface State {
  language: Language;
  view: View;
  runtime: { status: "starting" } | { status: "ready"; runtime: Runtime } | { status: "failed"; reason: Message };
  model: Model | null;
  loading: Loading | null; // a model on its way; the one before stays open
  modelFault: Fault | null;
  previous: { name: string; source: ModelSource } | null; // the model that was open before
  shipped: ShippedModel[]; // models that lie beside the page
  samples: Sample[]; // photos that do
  fit: Fit;
  photos: Photo[]; // the latest batch first, each batch in its own order
  selected: number | null; // id of a photo
  dragging: boolean;
  offline: Offline;
  announcement: string; // for screen readers
}

export interface Fault {
  name: string; // of the model that could not be opened
  reason: Message;
}

export interface Loading {
  name: string;
  loaded: number;
  total: number | null;
  preparing: boolean; // all bytes are there; the core packs the weights
}

export interface ShippedModel {
  name: string;
  file: string;
  bytes: number;
  integrity: string; // sha256 of the file, as fetch takes it
  description: string;
}

export interface Sample {
  name: string;
  file: string;
  credit: string;
}

export interface Photo {
  id: number;
  name: string;
  blob: Blob; // a reference where it came from a file: costs no memory
  status: "waiting" | "working" | "done" | "failed";
  result: Classification | null; // of the last run; stays while another one is under way
  ranWith: { model: Model; fit: Fit } | null;
  reason: Message; // why it failed
}

// Squares are kept for the strip, 0.2 MB each, so their number has a limit.
export const kMostPhotos = 200;

export const initialState: State = {
  language: "en",
  view: "classify",
  runtime: { status: "starting" },
  model: null,
  loading: null,
  modelFault: null,
  previous: null,
  shipped: [],
  samples: [],
  fit: "model",
  photos: [],
  selected: null,
  dragging: false,
  offline: null,
  announcement: "",
};

export function selectedPhoto(state: State): Photo | null {
  return state.photos.find(({ id }) => id === state.selected) ?? null;
}

// The next one to classify: the one that is pending at, then in the order of arrival.
export function nextWaiting(state: State): Photo | null {
  const waiting = state.photos.filter(({ status }) => status === "waiting").sort((a, b) => a.id - b.id);
  return waiting.find(({ id }) => id === state.selected) ?? waiting[0] ?? null;
}

export function withPhoto(state: State, id: number, change: Partial<Photo>): State {
  return { ...state, photos: state.photos.map((photo) => (photo.id === id ? { ...photo, ...change } : photo)) };
}

// Whether the photo's result came out of another model or fit than the present ones.
export function isStale(state: State, photo: Photo): boolean {
  return photo.status === "done" && (photo.ranWith?.model !== state.model || photo.ranWith?.fit !== state.fit);
}
