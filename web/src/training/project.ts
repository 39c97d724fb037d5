// A project as plain data: classes of photos, what is to be trained and how, and a run of it. controller.ts alone makes a new one.
import type {
  Augmented,
  AugmentRequest,
  Epoch,
  Estimate,
  FilterGrid,
  InterruptedRun,
  ProjectRecord,
  Model,
  RgbaImage,
  Sample,
  TrainEnd,
  TrainingSettings,
  TrainRequest,
} from "../core/protocol.ts";
import { type Message, words } from "../words/words.ts";

export interface ProjectPhoto {
  id: number;
  name: string;
  thumbnail: RgbaImage | null; // of those from an earlier visit only once it is asked for
}

export interface ProjectClass {
  id: number;
  name: string;
  photos: ProjectPhoto[];
}

// Which layers learn. The first two begin with the open model; the last begins with random weights.
export type Scope = "last" | "dense" | "everything";
export const kScopes: readonly Scope[] = ["last", "dense", "everything"];

// How much photos are turned, moved, sheared and zoomed at random.
export type Augment = "none" | "gentle" | "strong";

export interface Choices {
  epochs: number;
  batch: number;
  learningRate: number;
  optimizer: TrainingSettings["optimizer"];
  augment: Augment;
  mirror: boolean;
  seed: number;
  heldOut: number; // share
  width: number; // of a network with random weights
}

// What the visitor chose instead of the defaults.
export interface Overrides {
  scope?: Scope;
  choices: Partial<Choices>;
}

export type Measured =
  | { status: "measuring"; key: string }
  | { status: "failed"; key: string; reason: Message }
  | { status: "measured"; key: string; photos: number; estimate: Estimate };

// What augmentation makes of a photo, before training begins.
export interface Preview {
  key: string; // of what was asked
  augmented: Augmented | null;
  reason: Message; // why there is none
}

export interface Run {
  request: TrainRequest;
  status: "preparing" | "training" | "paused" | "stopping" | "ended";
  reading: { done: number; of: number } | null;
  plan: Estimate | null;
  history: Epoch[];
  step: { epoch: number; step: number; loss: number; secondsLeft: number } | null;
  samples: Sample[];
  filters: FilterGrid | null; // of the first layer, where it learns
  end: TrainEnd | null;
  fault: Message | null;
}

export interface TrainingProject {
  opened: boolean; // what was kept is here
  persistent: boolean;
  classes: ProjectClass[];
  adding: { done: number; of: number } | null;
  refused: { id: number; name: string; reason: Message }[];
  removed: { text: Message; before: ProjectClass[] } | null; // the last removal, to be undone
  overrides: Overrides;
  measured: Partial<Record<Scope, Measured>>;
  preview: Preview | null;
  interrupted: InterruptedRun | null;
  run: Run | null;
}

export const initialProject: TrainingProject = {
  opened: false,
  persistent: true,
  classes: [],
  adding: null,
  refused: [],
  removed: null,
  overrides: { choices: {} },
  measured: {},
  preview: null,
  interrupted: null,
  run: null,
};

export const kLeastPhotos = 2; // of a class: one learns, one checks
const kMostBytes = 3.9e9;
export const kModelFile = "model.safetensors"; // what the open model is called in the command line

export const isRunning = ({ run }: TrainingProject) => run !== null && run.status !== "ended";
export const photoCount = (classes: ProjectClass[]) => classes.reduce((sum, { photos }) => sum + photos.length, 0);

export function scopeOf(project: TrainingProject, model: Model | null): Scope {
  if (!model) return "everything";
  return project.overrides.scope ?? "last";
}

const kDefaults: Record<Scope, Choices> = {
  last: choices({ epochs: 30, learningRate: 0.001, augment: "none", mirror: false }),
  dense: choices({ epochs: 15, learningRate: 0.0002, augment: "none", mirror: false }),
  everything: choices({ epochs: 30, learningRate: 0.001, augment: "gentle", mirror: true }),
};

function choices(own: Pick<Choices, "epochs" | "learningRate" | "augment" | "mirror">): Choices {
  return { batch: 16, optimizer: "adam", seed: 0, heldOut: 0.2, width: 0.25, ...own };
}

export function choicesOf(project: TrainingProject, scope: Scope): Choices {
  return { ...kDefaults[scope], ...project.overrides.choices };
}

// Degrees of rotation and shear, shares of the side, of the size. The gentle one is the tutorial's.
const kRanges: Record<Augment, TrainingSettings["augmentation"]> = {
  none: {},
  gentle: { rotation_range: 10, width_shift_range: 0.1, height_shift_range: 0.1, shear_range: 0.1, zoom_range: 0.1 },
  strong: { rotation_range: 25, width_shift_range: 0.2, height_shift_range: 0.2, shear_range: 10, zoom_range: 0.3 },
};

export const changesPhotos = ({ augment, mirror }: Choices) => augment !== "none" || mirror;

export function settingsOf(choices: Choices, scope: Scope, model: Model | null): TrainingSettings {
  const base = scope === "everything" ? null : model;
  const { input, resize, fit } = base?.preprocessing ?? { input: 227, resize: 227, fit: "stretch" };
  return {
    variant: base?.variant ?? "keras",
    width: base?.width ?? choices.width,
    dense_width: base?.denseWidth ?? 0,
    input,
    resize,
    fit,
    freeze: !base ? [] : scope === "dense" ? ["conv"] : [String(base.weighted - 1)],
    epochs: choices.epochs,
    batch: choices.batch,
    optimizer: choices.optimizer,
    learning_rate: choices.learningRate,
    seed: choices.seed,
    validation_fraction: choices.heldOut,
    augmentation: { ...kRanges[choices.augment], ...(choices.mirror && { horizontal_flip: true }) },
  };
}

// What keeps a project from being trained, in words; null where nothing does.
export function obstacle(project: TrainingProject, model: Model | null): string | null {
  const { classes } = project;
  const { training: t } = words();
  if (classes.length < 2) return t.twoClasses;
  const unnamed = classes.find(({ name }) => name.trim() === "");
  if (unnamed) return t.nameNeeded;
  const names = classes.map(({ name }) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return t.sameName(twice);
  const poor = classes.find(({ photos }) => photos.length < kLeastPhotos);
  if (poor) return t.morePhotos(poor.name, kLeastPhotos);
  if (project.adding) return t.stillReading;
  const scope = scopeOf(project, model);
  const needed = predictCost(project.measured[scope], photoCount(classes), choicesOf(project, scope))?.bytes ?? 0;
  return needed <= kMostBytes ? null : t.tooLarge;
}

export function requestOf(project: TrainingProject, model: Model | null): TrainRequest {
  const scope = scopeOf(project, model);
  return {
    settings: settingsOf(choicesOf(project, scope), scope, model),
    classes: project.classes.map(({ name, photos }) => ({ name: name.trim(), photos: photos.map(({ id }) => id) })),
    useModel: scope !== "everything",
    resume: false,
  };
}

// What augmentation would make of the first photo; null where nothing is changed or there is no photo.
export function previewRequest(project: TrainingProject, model: Model | null): AugmentRequest | null {
  const scope = scopeOf(project, model);
  const choices = choicesOf(project, scope);
  const label = project.classes.findIndex(({ photos }) => photos.length > 0);
  if (!changesPhotos(choices) || label < 0) return null;
  return {
    settings: settingsOf(choices, scope, model),
    classes: project.classes.map(({ photos }) => photos.map(({ id }) => id)),
    label,
  };
}

export interface TrainingCost {
  parameters: number;
  learning: number;
  bytes: number;
  seconds: number;
}

// What was measured, for as many photos as there are now.
export function predictCost(measured: Measured | undefined, photos: number, choices: Choices): TrainingCost | null {
  if (measured?.status !== "measured") return null;
  const { estimate } = measured;
  const heldOut = Math.round(photos * choices.heldOut);
  const steps = Math.max(1, Math.floor((photos - heldOut) / estimate.batch));
  const checks = Math.ceil(heldOut / estimate.batch) / 3; // forward only
  return {
    parameters: estimate.parameters,
    learning: estimate.learning_parameters,
    bytes: estimate.memory_bytes,
    seconds:
      estimate.feature_seconds * (photos / measured.photos) + choices.epochs * (steps + checks) * estimate.step_seconds,
  };
}

// The words of a shell.
function quoted(word: string): string {
  return /^[\w./:,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

// What the command line would do the same with, given a folder of folders of these photos.
export function commandLine({ settings, useModel }: TrainRequest): string {
  const { augmentation } = settings;
  const words = ["alexnet", "train", "--data", "photos", "--out", "run"];
  if (useModel) words.push("--init-file", kModelFile);
  words.push("--variant", settings.variant, "--width", `${settings.width}`);
  if (settings.dense_width) words.push("--dense-width", `${settings.dense_width}`);
  words.push("--input", `${settings.input}`, "--resize", `${settings.resize}`, "--fit", settings.fit);
  for (const layers of settings.freeze) words.push("--freeze", layers);
  words.push("--epochs", `${settings.epochs}`, "--batch", `${settings.batch}`);
  words.push("--optimizer", settings.optimizer, "--lr", `${settings.learning_rate}`, "--seed", `${settings.seed}`);
  words.push("--validation-fraction", `${settings.validation_fraction}`);
  // What is interrupted out is not nothing there.
  for (const name of ["rotation_range", "width_shift_range", "height_shift_range", "shear_range", "zoom_range"])
    words.push(`--${name.replaceAll("_", "-")}`, `${augmentation[name] ?? 0}`);
  if (augmentation.horizontal_flip) words.push("--horizontal-flip");
  return words.map(quoted).join(" ");
}

export function recordOf({ classes, overrides }: TrainingProject): ProjectRecord {
  return {
    classes: classes.map(({ id, name, photos }) => ({
      id,
      name,
      photos: photos.map(({ id, name }) => ({ id, name })),
    })),
    wishes: overrides,
  };
}

export function fromRecord({ classes, wishes }: ProjectRecord): Pick<TrainingProject, "classes" | "overrides"> {
  return {
    classes: classes.map((one) => ({ ...one, photos: one.photos.map((photo) => ({ ...photo, thumbnail: null })) })),
    overrides: withAugment(wishes as Overrides),
  };
}

// Records used to say whether photos are changed, not how much.
function withAugment(overrides: Overrides): Overrides {
  const { augment, ...choices } = overrides.choices;
  if (typeof augment !== "boolean") return overrides;
  return { ...overrides, choices: { ...choices, augment: augment ? "gentle" : "none", mirror: augment } };
}

export function withClass(
  project: TrainingProject,
  id: number,
  change: (old: ProjectClass) => ProjectClass,
): ProjectClass[] {
  return project.classes.map((one) => (one.id === id ? change(one) : one));
}

export function findPhoto(classes: ProjectClass[], id: number): ProjectPhoto | null {
  for (const { photos } of classes) {
    const found = photos.find((photo) => photo.id === id);
    if (found) return found;
  }
  return null;
}
