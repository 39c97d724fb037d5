// English, and with it which texts there are: the other catalogues have this one's type. A text with something in it is a function.
import { counted } from "./counted.ts";
import { inspect } from "./en_inspect.ts";
import { training } from "./en_training.ts";

const page = {
  title: "AlexNet: a photo in, a label out",
  description: "AlexNet classifies your photos on your own machine. Nothing leaves it.",
  cannotRun: "The network cannot run here.",
  close: "Close",
  dismiss: "Dismiss",
  cancel: "Cancel",
  undo: "Undo",
  letGo: "Let go",
  letGoText: "Photos are classified; a .safetensors file becomes the model.",
};

const header = {
  views: "What to do",
  classify: "Classify",
  training: "Teach",
  inspect: "InspectedPhoto inside",
  theme: "Switch between light and dark",
};

const runtime = {
  title: "How it runs",
  chip: (text: string) => `How it runs: ${text}`,
  starting: "Starting",
  failed: "Cannot run",
  threads: (count: number) => counted(count, "thread"),
  simd: "SIMD",
  relaxedSimd: "relaxed SIMD",
  loading: "The core is being loaded.",
  how: "The network is C++ on XNNPACK, compiled to WebAssembly. Your processor does the work.",
  instructions: "Instructions",
  wide: (simd: string) => `${simd}, 128 bits wide`,
  threadsTitle: "Threads",
  threadsOfCores: (threads: number, cores: number) => `${threads} on ${counted(cores, "processor core")}`,
  isolated: "Page isolated",
  yes: "yes",
  no: "no",
  fastest: "This is the fastest build.",
  whyNotFaster: "Why it is not faster",
};

const footer = {
  details: "Details",
  privacy:
    "Nothing leaves this machine. Photos and models are read by this page alone; its security policy forbids it to " +
    "ask any other server, and it keeps no statistics.",
  kept: (megabytes: string) => `It works without a network too: ${megabytes} are kept in this browser.`,
  declined: "Nothing of it is kept in this browser.",
  notKept: (reason: string) => `It could not be kept for use without a network: ${reason}`,
  clear: "Clear",
  keep: "Keep it",
};

const model = {
  title: "Model",
  descriptions: {} as Record<string, string>, // of models beside the page, whose files have English ones
  none: "No model",
  change: "Change the model",
  opening: (name: string) => `Opening ${name}`,
  classesAndParameters: (classes: number, millions: string) =>
    `${counted(classes, "class", "classes")}, ${millions} parameters`,
  classes: (count: number) => counted(count, "class", "classes"),
  parameters: (millions: string) => `${millions} parameters`,
  notOpened: (name: string) => `${name} could not be opened.`,
  staysOpen: (name: string) => `${name} stays open.`,
  opened: (name: string) => `Model ${name} is open.`,
  preparing: "Preparing the network",
  bytesOf: (loaded: string, total: string) => `${loaded} of ${total}`,
  bytesSoFar: (loaded: string) => `${loaded} so far`,
  choose: "Choose a model file",
  orAddress: "or an address on this site",
  open: "Open",
};

const welcome = {
  title: "A photo in, a label out.",
  text: "The network of 2012, on your own machine. It needs a model, then as many photos as you like.",
  private: "Nothing leaves this page.",
  openOneOfThese: "No model is open yet. Open one of these, or a .safetensors file of your own.",
  openOne: "No model is open yet. Open a .safetensors file: it carries the weights and the names of the classes.",
  dropModel: "You can also drop it anywhere on this page.",
  photos: "Photos",
  drop: "Drop photos anywhere",
  yours: "Your photos",
  choose: "Choose photos",
  paste: "or paste one with",
  samples: "No photo at hand? Take one of these.",
  formats: "JPEG, PNG, GIF, BMP, PSD and TGA.",
  folders: "Folders work too.",
};

const photos = {
  count: (count: number) => counted(count, "photo"),
  toGo: (count: number) => `${count} to go`,
  newestKept: (count: number) => `The newest ${count} are kept.`,
  clear: "Clear",
  add: "Add photos",
  notRead: "Not read",
  waiting: "Waiting",
  failures: (count: number) => `${counted(count, "photo")} could not be read`,
  remove: (name: string) => `Remove ${name}`,
  pasted: "pasted picture",
  notFetched: (name: string) => `${name} could not be fetched.`,
};

const answer = {
  notSure: "Not sure",
  notSureText: "Perhaps it is none of the things that this model knows. What comes nearest:",
  asSeen: (name: string) => `${name}, as the network saw it`,
  exactly: (side: number) => `${side} × ${side}, exactly what the network saw`,
  refused: "This photo could not be read",
  remove: "Remove it",
  isInspecting: (name: string) => `Looking at ${name}`,
  modelComing: "The model is on its way",
  modelComingText: "Your photos are answered as soon as it is open.",
  modelNeeded: "It needs a model first",
  modelNeededText: "Your photos wait here. Open a .safetensors file, or drop one anywhere on this page.",
  networkTime: (time: string) => `network ${time}`,
  pictureTime: (time: string) => `picture ${time}`,
  fit: "How the photo becomes a square",
  fits: { model: "Model’s own", crop: "Crop", stretch: "Stretch" },
  sure: (photo: string, label: string, percent: number) => `${photo}: ${label}, ${percent} percent`,
  unsure: (photo: string, label: string) => `${photo}: not sure, perhaps ${label}`,
  unread: (photo: string) => `${photo} could not be read.`,
};

const compare = {
  with: "Compare with another model",
  file: "A model file",
  comparedWith: (name: string, classes: string) => `Compared with ${name}, ${classes}`,
  close: "Stop comparing",
  opened: (name: string) => `${name} answers too.`,
};

const camera = {
  open: "Camera",
  title: "Take photos",
  preview: "What the camera sees",
  take: "Take a photo",
  starting: "The camera is being opened.",
  howTo: "Space takes one, too.",
  taken: (count: number) => `${counted(count, "photo")} taken`,
};

const units = {
  percent: (value: string) => `${value} %`,
  milliseconds: (value: string) => `${value} ms`,
  large: (value: string) => `${value} million`,
  moment: "under a second",
  seconds: (value: string) => `${value} s`,
  minutes: (value: string) => `${value} min`,
  hours: (value: string) => `${value} h`,
  colon: ": ", // between a name and what is said of it
  stop: ".",
  comma: ", ", // between parts of a sentence
  listComma: ", ", // between things of a list
};

const kNoHeaders = "One thread only: this host does not send the headers that allow threads (COOP and COEP)";

// What goes wrong, told where it does so (the worker speaks no language) and said where it is shown.
const messages = {
  coreNotStarted: "The core was not started.",
  coreStopped: (reason: string) => `The core stopped: ${reason}`,
  coreRestarts: "The core stopped and is being started again.",
  coreStoppedOften: (times: number, reason: string) => `It stopped ${times} times. ${reason}`,
  workerNotLoaded: "The worker could not be loaded.",
  cancelled: "Cancelled.",
  photoGone: "It is not there any more.",
  modelClosed: "The model was closed.",
  runUnderWay: "A run is under way.",
  nothingTrained: "Nothing has been trained yet.",
  noCheckpoint: "There is no checkpoint to go on from.",
  photosRemoved: "Photos of this run have been removed since. Start anew.",
  serviceWorkerSilent: "the service worker does not answer",
  noMemoryToStart: "There is not enough memory to start.",
  noMemory: (megabytes: number) => `There is not enough memory for ${megabytes} MB: a page can use 4096 MB at most.`,
  noAddress: (text: string) => `“${text}” is not an address.`,
  otherServer: (host: string) => `This page may not ask other servers (${host}). Download the file and drop it here.`,
  noAnswer: "The server does not answer.",
  otherFile: "The server sends another file than belongs to this page.",
  noAnswerOrOther: "The server does not answer, or sends another file than belongs to this page.",
  noFile: "There is no file at this address.",
  serverError: (status: string) => `The server answered ${status}`,
  noSimd: "This browser has no WebAssembly SIMD, which the network needs. Please update it.",
  noThreads: "One thread only: this browser does not offer WebAssembly threads here.",
  oneThreadAsked: "One thread only: the address of this page asks for it.",
  oneCore: "One thread only: this machine reports one processor core.",
  plainSimdAsked: "Plain SIMD: the address of this page asks for it.",
  plainSimd: "Plain SIMD: this browser does not have relaxed SIMD, whose fused arithmetic is faster.",
  notIsolatedInsecure: `${kNoHeaders}, and a page without HTTPS may not add them itself.`,
  notIsolatedNoWorker: `${kNoHeaders}, and this browser allows no service worker to add them.`,
  notIsolatedInVain: `${kNoHeaders}, and adding them by a service worker did not help.`,
  notIsolatedFailed: (reason: string) =>
    `${kNoHeaders}, and the service worker that would add them failed (${reason}).`,
  serviceWorkerLate: "it did not start",
  fasterDidNotStart: (flavor: string, reason: string) => `The faster build (${flavor}) did not start: ${reason}`,
  didNotStart: (flavor: string, reason: string) => `The build (${flavor}) did not start: ${reason}`,
  noBuild: "There is no build of the core to start.",
  cameraRefused: "This page may not use the camera. Allow it beside the address, and open the camera again.",
  cameraMissing: "There is no camera.",
  cameraBusy: "The camera does not start: another program may be using it.",
  cameraGone: "The camera is gone.",
  cameraFailed: (reason: string) => `The camera does not start: ${reason}`,
  removedClass: (name: string) => `Removed “${name}” and its photos.`,
  removedPhoto: (name: string) => `Removed ${name}.`,
  removedAll: "Removed everything.",
};

export const en = {
  page,
  header,
  runtime,
  footer,
  model,
  welcome,
  photos,
  answer,
  compare,
  camera,
  units,
  messages,
  training,
  inspect,
};

// The same texts with other words in them.
type SameTexts<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: SameTexts<T[K]> };
export type Words = SameTexts<typeof en>;
