// A training project as plain data: classes of photos, what to train and how, and a run. Only training_controller.ts replaces it.
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
  StoredPhoto,
  TrainEnd,
  TrainedModel,
  TrainingSettings,
  TrainRequest,
} from "../core/protocol.ts";
import type { Remark } from "../photos/data_set.ts";
import { type Appearance, appearanceOf, lookTheSame } from "../photos/similar_photos.ts";
import type { TrainingOption } from "../core/json_shapes.ts";
import { type Message, words } from "../words/words.ts";
import { changesPhotos, knownValues, type OptionValues, optionWords, withOptions } from "./options.ts";

export interface ProjectPhoto {
  id: number;
  name: string;
  thumbnail: RgbaImage | null; // null for a photo of an earlier visit until it is requested
  forValidation: boolean; // of the validation set of a folder
  digest: string; // the same for photos with the same bytes; "" if it is not known
}

export interface ProjectClass {
  id: number;
  name: string;
  photos: ProjectPhoto[];
}

// Which layers are trained. The first two start from the open model, the last from random weights.
export type Scope = "last" | "dense" | "everything";
export const kScopes: readonly Scope[] = ["last", "dense", "everything"];

// How strongly photos are rotated, shifted, sheared and zoomed at random.
export type Augment = "none" | "gentle" | "strong";

export interface Choices {
  epochs: number;
  batch: number;
  learningRate: number;
  optimizer: TrainingSettings["optimizer"];
  augment: Augment;
  mirror: boolean;
  seed: number;
  heldOut: number; // fraction of the photos for validation, 0..1
  recordsPhotos: boolean; // whether the model file tells which photos it learned from
  width: number; // of a network that starts from random weights
}

// The choices of the visitor that override the defaults.
export interface Overrides {
  scope?: Scope;
  choices: Partial<Choices>;
  options?: OptionValues; // of the core's table
}

export type Measured =
  | { status: "measuring"; key: string }
  | { status: "failed"; key: string; reason: Message }
  | { status: "measured"; key: string; photos: number; estimate: Estimate };

// Samples of the augmentation, before training starts.
export interface Preview {
  key: string; // identifies the request
  augmented: Augmented | null;
  reason: Message; // why there are none
}

export interface Run {
  request: TrainRequest;
  status: "preparing" | "training" | "pausing" | "paused" | "stopping" | "ended";
  reading: { done: number; of: number } | null;
  plan: Estimate | null;
  history: Epoch[];
  step: { epoch: number; step: number; loss: number; secondsLeft: number } | null;
  samples: Sample[];
  filters: FilterGrid | null; // of the first layer, if it is trained
  isStorageFull: boolean; // so no checkpoints are written
  end: TrainEnd | null;
  fault: Message | null;
}

// Which page may change the stored project. asking: it is not known yet; taking: this one will get it from another.
export type Ownership = "asking" | "here" | "elsewhere" | "taking";

export interface TrainingProject {
  opened: boolean; // the view has been shown
  ownership: Ownership;
  persistent: boolean;
  isStorageFull: boolean; // something of this visit is lost when the page is closed
  classes: ProjectClass[];
  adding: { done: number; of: number } | null;
  refused: { id: number; name: string; reason: Message }[];
  remarks: Remark[]; // about folders, and about photos that are used
  removed: { text: Message; before: ProjectClass[] } | null; // the last removal, which can be undone
  overrides: Overrides;
  options: TrainingOption[]; // the core's table; empty until it is loaded
  measured: Partial<Record<Scope, Measured>>;
  preview: Preview | null;
  interrupted: InterruptedRun | null;
  run: Run | null;
  trained: TrainedModel[]; // in this browser, the newest first
  forgotten: TrainedModel | null; // of these, what is removed unless that is undone
  downloaded: number[]; // the ids of trained models that were saved as files in this visit
  saving: boolean; // an archive of the project is being made
  pace: number; // how much longer training took than was measured before, in the last epoch of this visit
}

export const initialProject: TrainingProject = {
  opened: false,
  ownership: "here",
  persistent: true,
  isStorageFull: false,
  classes: [],
  adding: null,
  refused: [],
  remarks: [],
  removed: null,
  overrides: { choices: {} },
  options: [],
  measured: {},
  preview: null,
  interrupted: null,
  run: null,
  trained: [],
  forgotten: null,
  downloaded: [],
  saving: false,
  pace: 1,
};

export const kLeastPhotos = 2; // of a class: one for training, one for validation
const kMostBytes = 3.9e9;
const kMostPace = 10; // of a faulty clock
const kUneven = 3; // times as many photos in one class as in another, which is told
export const kModelFile = "model.safetensors"; // the open model's file name in the command line

export const isRunning = ({ run }: TrainingProject) => run !== null && run.status !== "ended";
// Whether something would be lost if the page were closed now: a run, or a trained model that is neither stored nor downloaded.
export function isUnsaved(project: TrainingProject): boolean {
  return (
    isRunning(project) || project.trained.some(({ id, isStored }) => !isStored && !project.downloaded.includes(id))
  );
}

export const photoCount = (classes: ProjectClass[]) => classes.reduce((sum, { photos }) => sum + photos.length, 0);

export const trainingPhotos = ({ photos }: ProjectClass) => photos.filter(({ forValidation }) => !forValidation);
const validationPhotos = ({ photos }: ProjectClass) => photos.filter(({ forValidation }) => forValidation);
export const validationCount = (classes: ProjectClass[]) =>
  classes.reduce((sum, one) => sum + validationPhotos(one).length, 0);
const idsOf = (photos: ProjectPhoto[]) => photos.map(({ id }) => id);

export function scopeOf(project: TrainingProject, model: Model | null, isModelComing = false): Scope {
  if (!model && !isModelComing) return "everything";
  return project.overrides.scope ?? "last";
}

const kDefaults: Record<Scope, Choices> = {
  last: choices({ epochs: 30, learningRate: 0.001, augment: "none", mirror: false }),
  dense: choices({ epochs: 15, learningRate: 0.0002, augment: "none", mirror: false }),
  everything: choices({ epochs: 30, learningRate: 0.001, augment: "gentle", mirror: true }),
};

function choices(own: Pick<Choices, "epochs" | "learningRate" | "augment" | "mirror">): Choices {
  return { batch: 16, optimizer: "adam", seed: 0, heldOut: 0.2, recordsPhotos: false, width: 0.25, ...own };
}

export function choicesOf(project: TrainingProject, scope: Scope): Choices {
  const choices = { ...kDefaults[scope], ...project.overrides.choices };
  const validation = validationCount(project.classes);
  return validation > 0 ? { ...choices, heldOut: validation / photoCount(project.classes) } : choices;
}

// The choices for the core, which is given the photos for validation apart from the others: it holds out none of these.
function coreChoicesOf(project: TrainingProject, scope: Scope): Choices {
  const choices = choicesOf(project, scope);
  return validationCount(project.classes) > 0 ? { ...choices, heldOut: 0 } : choices;
}

// Rotation and shear in degrees, shifts as fractions of the side, zoom as a fraction of the size.
const kRanges: Record<Augment, TrainingSettings["augmentation"]> = {
  none: {},
  gentle: { rotation_range: 10, width_shift_range: 0.1, height_shift_range: 0.1, shear_range: 0.1, zoom_range: 0.1 },
  strong: { rotation_range: 25, width_shift_range: 0.2, height_shift_range: 0.2, shear_range: 10, zoom_range: 0.3 },
};

// Returns the options without those that a choice of augmentation sets.
export function withoutAugment(options: OptionValues): OptionValues {
  const names = Object.keys(kRanges.gentle).map((name) => `augmentation.${name}`);
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}

// Returns the project with the core's table. Stored options that it does not have are dropped.
export function withTable(project: TrainingProject, options: TrainingOption[]): Partial<TrainingProject> {
  const { overrides } = project;
  if (!overrides.options) return { options };
  return { options, overrides: { ...overrides, options: knownValues(overrides.options, options) } };
}

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
    // As the open model reads photos, which its weights have learned from; else the core's defaults.
    ...(base && { color: base.preprocessing.color, interpolation: base.preprocessing.interpolation }),
    freeze: !base ? [] : scope === "dense" ? ["conv"] : [String(base.weighted - 1)],
    epochs: choices.epochs,
    batch: choices.batch,
    optimizer: choices.optimizer,
    learning_rate: choices.learningRate,
    seed: choices.seed,
    validation_fraction: choices.heldOut,
    photo_record: choices.recordsPhotos,
    augmentation: { ...kRanges[choices.augment], ...(choices.mirror && { horizontal_flip: true }) },
  };
}

// Returns the settings with which a scope would be trained.
export function settingsFor(
  project: TrainingProject,
  scope: Scope,
  model: Model | null,
  choices = choicesOf(project, scope),
): TrainingSettings {
  return withOptions(settingsOf(choices, scope, model), project.overrides.options ?? {});
}

// Returns why a project cannot be trained yet; null if it can.
export function obstacle(project: TrainingProject, model: Model | null, isModelComing = false): string | null {
  const { classes } = project;
  const { training: t } = words();
  if (classes.length < 2) return t.twoClasses;
  const unnamed = classes.find(({ name }) => name.trim() === "");
  if (unnamed) return t.nameNeeded;
  const names = classes.map(({ name }) => name.trim());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return t.sameName(twice);
  const poor = classes.find((one) => trainingPhotos(one).length < kLeastPhotos);
  if (poor) return t.morePhotos(poor.name, kLeastPhotos);
  if (project.adding) return t.stillReading;
  if (isModelComing && project.overrides.scope !== "everything") return t.modelComing;
  const scope = scopeOf(project, model);
  const needed = predictCost(project.measured[scope], photoCount(classes), choicesOf(project, scope))?.bytes ?? 0;
  return needed <= kMostBytes ? null : t.tooLarge;
}

export function requestOf(project: TrainingProject, model: Model | null): TrainRequest {
  const scope = scopeOf(project, model);
  return {
    settings: settingsFor(project, scope, model, coreChoicesOf(project, scope)),
    classes: project.classes.map((one) => ({
      name: one.name.trim(),
      photos: idsOf(trainingPhotos(one)),
      validation: idsOf(validationPhotos(one)),
    })),
    useModel: scope !== "everything",
    resume: false,
  };
}

// Returns the request for augmented samples of the first photo; null without augmentation or photos.
export function previewRequest(project: TrainingProject, model: Model | null): AugmentRequest | null {
  const scope = scopeOf(project, model);
  const settings = settingsFor(project, scope, model, coreChoicesOf(project, scope));
  const label = project.classes.findIndex((one) => trainingPhotos(one).length > 0);
  if (!changesPhotos(settings) || label < 0) return null;
  return {
    settings,
    classes: project.classes.map((one) => idsOf(trainingPhotos(one))),
    label,
  };
}

export interface TrainingCost {
  parameters: number;
  learning: number;
  bytes: number;
  seconds: number;
}

// How many steps take as long as an epoch on that many photos, of which some are for validation: forward passes only.
function stepsOfEpoch(photos: number, heldOut: number, batch: number): number {
  const steps = Math.max(1, Math.floor((photos - heldOut) / batch));
  return steps + Math.ceil(heldOut / batch) / 3;
}

// Returns how much longer an epoch took than was measured before the run; null if that is not known.
export function paceOf({ plan }: Run, seconds: number): number | null {
  if (!plan || !(plan.step_seconds > 0)) return null;
  const [training, validation] = plan.classes.reduce(
    ([trained, checked], one) => [trained + one.training, checked + one.validation],
    [0, 0],
  );
  const expected = plan.step_seconds * stepsOfEpoch(training + validation, validation, plan.batch);
  return Math.min(kMostPace, Math.max(1 / kMostPace, seconds / expected));
}
// Returns the cost of training on that many photos, derived from a measurement and from the pace of earlier epochs.
export function predictCost(
  measured: Measured | undefined,
  photos: number,
  choices: Choices,
  pace = 1,
): TrainingCost | null {
  if (measured?.status !== "measured") return null;
  const { estimate } = measured;
  const steps = stepsOfEpoch(photos, Math.round(photos * choices.heldOut), estimate.batch);
  return {
    parameters: estimate.parameters,
    learning: estimate.learning_parameters,
    bytes: estimate.memory_bytes,
    seconds:
      estimate.feature_seconds * (photos / measured.photos) + pace * choices.epochs * steps * estimate.step_seconds,
  };
}

// Returns what a visitor should know about the sizes of the classes: the largest one, if always answering it would already be right
// for most photos; null if the classes are even enough.
export function imbalance(classes: ProjectClass[]): { name: string; count: number; of: number } | null {
  const sizes = classes.map((one) => ({ name: one.name, count: trainingPhotos(one).length }));
  const of = sizes.reduce((sum, { count }) => sum + count, 0);
  const [largest, ...others] = sizes.sort((one, other) => other.count - one.count);
  const smallest = others.at(-1);
  if (!largest || !smallest || smallest.count === 0 || largest.count < kUneven * smallest.count) return null;
  return { name: largest.name, count: largest.count, of };
}
// Quotes a word for a shell.
function quoted(word: string): string {
  return /^[\w./:,=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

// Returns the command that trains the same network on a folder with one subfolder of photos for each class.
export function commandLine({ settings, useModel }: TrainRequest, table: TrainingOption[]): string {
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
  // Written even if 0, since the command has other defaults.
  const ranges = Object.keys(kRanges.gentle);
  for (const name of ranges) words.push(`--${name.replaceAll("_", "-")}`, `${augmentation[name] ?? 0}`);
  const others = table.filter(({ name }) => !ranges.includes(name.replace("augmentation.", "")));
  words.push(...optionWords(settings, others));
  if (augmentation.horizontal_flip) words.push("--horizontal-flip");
  return words.map(quoted).join(" ");
}

export function recordOf({ classes, overrides }: TrainingProject): ProjectRecord {
  return {
    classes: classes.map(({ id, name, photos }) => ({
      id,
      name,
      photos: photos.map(({ id, name, forValidation, digest }) => ({ id, name, forValidation, digest })),
    })),
    wishes: overrides,
  };
}

export function fromRecord({ classes, wishes }: ProjectRecord): Pick<TrainingProject, "classes" | "overrides"> {
  return {
    classes: classes.map((one) => ({ ...one, photos: one.photos.map(photoOf) })),
    overrides: overridesOf(wishes),
  };
}

// Reads stored choices; those of a damaged file are none.
export function overridesOf(stored: object): Overrides {
  return withAugment({ choices: {}, ...stored });
}

function photoOf({ id, name, forValidation = false, digest = "" }: StoredPhoto): ProjectPhoto {
  return { id, name, thumbnail: null, forValidation, digest };
}

// Earlier records store whether photos are augmented, as a boolean, instead of how strongly.
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

// Returns what a visitor should know about copies of the given photos among all: a photo in two classes contradicts itself, one that
// is for training and for validation makes the measured accuracy too high.
export function remarksOnCopies(classes: ProjectClass[], added: ReadonlySet<number>): Remark[] {
  const first = new Map<string, { photo: ProjectPhoto; of: ProjectClass }>(); // by digest
  const remarks: Remark[] = [];
  for (const of of classes) {
    for (const photo of of.photos.filter(({ digest }) => digest !== "")) {
      const copy = first.get(photo.digest);
      if (!copy) {
        first.set(photo.digest, { photo, of });
      } else if (added.has(photo.id) || added.has(copy.photo.id)) {
        if (copy.of !== of) {
          remarks.push({ name: photo.name, reason: ["photoInTwoClasses", copy.of.name, of.name] });
        } else if (copy.photo.forValidation !== photo.forValidation) {
          remarks.push({ name: photo.name, reason: ["photoInTwoSets", of.name] });
        }
      }
    }
  }
  return remarks;
}

const kMostNamed = 5;
const appearances = new WeakMap<RgbaImage, Appearance | null>(); // of thumbnails

function appearanceOfPhoto({ thumbnail }: ProjectPhoto): Appearance | null {
  if (!thumbnail) return null;
  if (!appearances.has(thumbnail)) appearances.set(thumbnail, appearanceOf(thumbnail));
  return appearances.get(thumbnail)!;
}

// Returns what a visitor should know about photos that look nearly the same as one of another class or set, of which one was added.
// Only photos whose thumbnails are there are compared.
export function remarksOnLookalikes(classes: ProjectClass[], added: ReadonlySet<number>): Remark[] {
  const all = classes.flatMap((of) => of.photos.map((photo) => ({ photo, of, appearance: appearanceOfPhoto(photo) })));
  const remarks: Remark[] = [];
  all.forEach((one, index) => {
    for (let i = 0; one.appearance && i < index; ++i) {
      const other = all[i]!;
      if (!other.appearance || !(added.has(one.photo.id) || added.has(other.photo.id))) continue;
      const isApart = one.of !== other.of || one.photo.forValidation !== other.photo.forValidation;
      const isCopy = one.photo.digest !== "" && one.photo.digest === other.photo.digest;
      if (!isApart || isCopy || !lookTheSame(one.appearance, other.appearance)) continue;
      const reason: Message =
        one.of === other.of
          ? ["photoLikeInTwoSets", other.photo.name, one.of.name]
          : ["photoLikeInTwoClasses", other.photo.name, other.of.name, one.of.name];
      remarks.push({ name: one.photo.name, reason });
    }
  });
  const more = remarks.length - kMostNamed;
  if (more <= 0) return remarks;
  return [...remarks.slice(0, kMostNamed), { name: remarks[kMostNamed]!.name, reason: ["photosLikeMore", more] }];
}
