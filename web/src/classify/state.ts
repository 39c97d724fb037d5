// The state of the page as plain data. Views render it; only store.ts replaces it.
import type { Offline } from "../storage/offline.ts";
import type { Classification, Fit, Model, ModelSource, Runtime } from "../core/protocol.ts";
import { type Language, labelText, type Message } from "../words/words.ts";

export type View = "classify" | "train" | "inspect";

export interface State {
  language: Language;
  view: View;
  runtime: { status: "starting" } | { status: "ready"; runtime: Runtime } | { status: "failed"; reason: Message };
  model: Model | null;
  loading: Loading | null; // the model being loaded; the previous one stays open meanwhile
  modelFault: Fault | null;
  saving: string | null; // the name of the file that the open model is being saved as
  saveFault: Fault | null;
  preprocessingFault: Message | null; // why the preprocessing could not be changed
  previous: { name: string; source: ModelSource } | null; // the model that was open before
  shipped: ShippedModel[]; // the models on the page's own site
  isListed: boolean; // whether it is known which these are
  samples: Sample[]; // the sample photos there
  fit: Fit;
  exact: boolean; // convolutions are direct sums
  exactFault: Message | null; // why that could not be changed
  photos: Photo[]; // the newest batch first; each batch in its own order
  selected: number | null; // id of a photo
  removed: { text: Message; before: Photo[]; selected: number | null } | null; // the last removal, which can be undone
  listing: Listing; // which photos the strip shows
  dragging: boolean;
  offline: Offline;
  announcement: string; // for screen readers
}

// Which photos the strip shows, and in which order.
export interface Listing {
  filter: string; // "all", "unsure", "failed", or "label:" and the label of an answer
  order: Order;
}
export type Order = "added" | "name" | "label" | "confidence";

export interface Fault {
  name: string; // the model that could not be opened, or the file that could not be made
  reason: Message;
  source?: ModelSource; // of the model that could not be opened
}

export interface Loading {
  name: string;
  loaded: number;
  total: number | null;
  preparing: boolean; // all bytes have arrived; the core packs the weights
}

export interface ShippedModel {
  name: string;
  file: string;
  bytes: number;
  integrity: string; // the SHA-256 of the file, as for fetch()
  description: string;
}

export interface Sample {
  name: string;
  file: string;
  credit: string; // "" for a synthetic image
}

export interface Photo {
  id: number;
  name: string;
  blob: Blob; // for a file only a reference, which takes no memory
  status: "waiting" | "working" | "done" | "failed";
  result: Classification | null; // of the last run; kept while another one is in progress
  ranWith: { model: Model; fit: Fit } | null;
  reason: Message; // the reason of a failure
}

// The input images are kept for the strip of photos, 0.2 MB each, so their number is limited.
export const kMostPhotos = 200;

export const initialState: State = {
  language: "en",
  view: "classify",
  runtime: { status: "starting" },
  model: null,
  loading: null,
  modelFault: null,
  saving: null,
  saveFault: null,
  preprocessingFault: null,
  previous: null,
  shipped: [],
  isListed: false,
  samples: [],
  fit: "model",
  exact: false,
  exactFault: null,
  photos: [],
  selected: null,
  removed: null,
  listing: { filter: "all", order: "added" },
  dragging: false,
  offline: null,
  announcement: "",
};

export function selectedPhoto(state: State): Photo | null {
  return state.photos.find(({ id }) => id === state.selected) ?? null;
}

// Whether a model will soon be open: what depends on it waits.
export function isModelComing({ model, loading, isListed }: State): boolean {
  return !model && (loading !== null || !isListed);
}

// Whether the current view shows the panel of models, with what is wrong with one.
export function showsModelPanel({ view, photos, model }: State): boolean {
  return view !== "train" && (photos.length === 0 || (view === "classify" && !model));
}

// Returns a label of a photo's answer as it is shown: in the language of the page if the model is a shipped one.
export function shownLabel({ shipped }: Pick<State, "shipped">, { ranWith }: Photo, label: string): string {
  const isShipped = shipped.some(({ file }) => file.endsWith(`/${ranWith?.model.name}`));
  return labelText(label, isShipped);
}

const kMostInBatch = 8;
const kMostBytesInBatch = 16e6; // of files; pixels and coefficients take several times as much

// Returns the photos to classify next, at once: the selected one alone, so that it does not wait, else the others in the order of arrival.
export function nextWaiting(state: State): Photo[] {
  const waiting = state.photos.filter(({ status }) => status === "waiting").sort((a, b) => a.id - b.id);
  const selected = waiting.find(({ id }) => id === state.selected);
  if (selected) return [selected];
  let bytes = 0;
  const fits = ({ blob }: Photo, index: number) => (bytes += blob.size) <= kMostBytesInBatch || index === 0;
  return waiting.slice(0, kMostInBatch).filter(fits);
}

export function withPhoto(state: State, id: number, change: Partial<Photo>): State {
  return { ...state, photos: state.photos.map((photo) => (photo.id === id ? { ...photo, ...change } : photo)) };
}

// Returns whether the photo's result comes from another model or fit than the current ones.
export function isStale(state: State, photo: Photo): boolean {
  return photo.status === "done" && (photo.ranWith?.model !== state.model || photo.ranWith?.fit !== state.fit);
}
