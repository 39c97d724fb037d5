// The English texts. Every other catalog has the type of this one. A text with values in it is a function.
import { counted } from "./counted.ts";
import { inspect } from "./en_inspect.ts";
import { training } from "./en_training.ts";

const page = {
  title: "AlexNet: a photo in, a label out",
  titled: (name: string) => `${name} · AlexNet`,
  trainingTitle: (percent: string) => `Training ${percent} · AlexNet`,
  description: "AlexNet classifies your photos on your own machine. They never leave it.",
  cannotRun: "The network cannot run here.",
  close: "Close",
  dismiss: "Dismiss",
  cancel: "Cancel",
  undo: "Undo",
  drop: "Drop files here",
  dropText: "Photos, folders and archives are classified; a file of weights is opened as the model.",
};

const header = {
  views: "Views",
  classify: "Classify",
  training: "Train",
  inspect: "Inspect",
  isTraining: "in progress",
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
  how: "The network is written in C++ on top of XNNPACK and compiled to WebAssembly. It runs on your processor.",
  instructions: "Instructions",
  wide: (simd: string) => `${simd}, 128 bits wide`,
  threadsTitle: "Threads",
  threadsOfCores: (threads: number, cores: number) => `${threads} on ${counted(cores, "processor core")}`,
  isolated: "Page isolated",
  yes: "yes",
  no: "no",
  exact: "Exact convolutions (slower, rounded less coarsely)",
  fastest: "This is the fastest build.",
  whyNotFaster: "Why it is not faster",
};

const footer = {
  details: "Details",
  privacy:
    "Nothing leaves this machine. Only this page reads your photos and models. Its security policy forbids requests to " +
    "any other server, and it collects no statistics.",
  kept: (megabytes: string) => `The page also works offline: ${megabytes} are kept in this browser.`,
  declined: "Nothing is kept in this browser for offline use.",
  notKept: (reason: string) => `The page could not be saved for offline use: ${reason}`,
  clear: "Clear",
  keep: "Save for offline use",
};

const model = {
  title: "Model",
  descriptions: {} as Record<string, string>, // of the shipped models, whose files carry English descriptions
  none: "No model",
  change: "Change the model",
  opening: (name: string) => `Opening ${name}`,
  classes: (count: number) => counted(count, "class", "classes"),
  parameters: (millions: string) => `${millions} parameters`,
  notOpened: (name: string) => `${name} could not be opened.`,
  staysOpen: (name: string) => `${name} stays open.`,
  opened: (name: string) => `Model ${name} is open.`,
  preparing: "Preparing the network",
  bytesOf: (loaded: string, total: string) => `${loaded} of ${total}`,
  bytesSoFar: (loaded: string) => `${loaded} so far`,
  choose: "Choose a model file",
  isOpen: "open now",
  orAddress: "or enter a path on this site",
  formats: "safetensors, and files of PyTorch, ONNX, Keras, NumPy and Caffe. Choose the parts of a model together.",
  open: "Open",
  save: "Save the model",
  saveAs: {
    ".onnx": "ONNX (.onnx)",
    ".h5": "Keras (.h5)",
    ".npz": "NumPy (.npz)",
  } as Record<string, string>,
  savingAs: (name: string) => `Preparing ${name}`,
  saved: (name: string) => `${name} is ready.`,
  notSaved: (name: string) => `${name} could not be made.`,
  floatsElsewhere: (quantization: string) =>
    `The ${quantization} weights of this model stay as they are in .safetensors; the other files get them as floats.`,
  original: "The original, 1,000 classes",
  originalText:
    "The networks that were trained on ImageNet are published by others, and this page contacts no other server. Download a file " +
    "by its link, then drop it anywhere on this page.",
  originalFrom: {
    torchvision: "alexnet-owt-7be5be79.pth, from PyTorch",
    zoo: "bvlcalexnet-12.onnx, from the ONNX Model Zoo",
  },
  originalKnown: "The names of the classes, the preprocessing and the variant are known by the shapes of the weights.",
};

const preprocessing = {
  label: "How photos become its input",
  guess:
    "This is a guess: the file does not say how its photos were prepared. If the answers are wrong, choose what the model " +
    "was trained with.",
  other: "As the file says",
  file: "JSON or mean image",
  which: "What does the model expect?",
  colors: { imagenet: "RGB, as PyTorch’s", caffe: "BGR, as Caffe’s" },
  mean: "mean",
  deviation: "deviation",
  meanImage: (side: number) => `mean image of ${side} × ${side}`,
  interpolations: {
    nearest: "nearest",
    bilinear: "bilinear",
    bilinear_antialiased: "bilinear antialiased",
    bicubic: "bicubic",
  },
  fits: { crop: "cropped", stretch: "stretched" },
};

const welcome = {
  title: "A photo in, a label out.",
  text: "AlexNet, the network that started deep learning in 2012, runs in your browser. Drop a photo.",
  private: "Your photos stay on your device.",
  openOneOfThese: "No model is open yet. Open one of these, or a file of your own.",
  openOne: "No model is open yet. Open a file of weights.",
  dropModel: "You can also drop it anywhere on this page.",
  photos: "Photos",
  drop: "Drop photos anywhere",
  yours: "Your photos",
  choose: "Choose photos",
  paste: "or paste one with",
  samples: "No photo at hand? Try one of these.",
  sampleNames: {} as Record<string, string>, // where they are not those of their files
  synthetic: "Rendered by this program",
  formats: "JPEG, PNG, WebP, GIF, BMP, PSD, TGA, and what else this browser decodes.",
  folders: "Folders and archives work, too.",
};

const example = {
  title: "An example, computed on this machine",
  seen: "What the network sees",
  heat: (label: string) => `Where it finds “${label}”`,
  heatWaiting: "Where it finds its answer",
  heatLabel: "Heat map of Grad-CAM",
  text: "Computed here just now: the three most probable labels, the strongest map of each convolution, and the evidence for the first label.",
};

const photos = {
  count: (count: number) => counted(count, "photo"),
  toGo: (count: number) => `${count} remaining`,
  newestKept: (count: number) => `Only the newest ${count} are kept.`,
  clear: "Clear",
  add: "Add photos",
  notRead: "Not readable",
  waiting: "Waiting",
  failures: (count: number) => `${counted(count, "photo")} could not be read`,
  remove: (name: string) => `Remove ${name}`,
  removeThese: "Remove these",
  each: (count: number) => `Each of ${counted(count, "photo")}`,
  andMore: (count: number) => `and ${count} more`,
  show: "Show",
  filters: { all: "All photos", unsure: "Not sure", failed: "Not readable" },
  sort: "Sort by",
  orders: { added: "Newest first", name: "File name", label: "Label", confidence: "Confidence" },
  saveAnswers: "Save the answers:",
  noneShown: "No photo matches the filter.",
  pasted: "pasted image",
  notFetched: (name: string) => `${name} could not be fetched.`,
};

const answer = {
  notSure: "Not sure",
  notSureText: (classes: number) =>
    `This may be none of the ${counted(classes, "thing")} that this model knows. Closest matches:`,
  asSeen: (name: string) => `${name}, as the network sees it`,
  exactly: (side: number) => `${side} × ${side}, exactly what the network sees`,
  refused: "This photo could not be read",
  remove: "Remove it",
  classifying: (name: string) => `Classifying ${name}`,
  modelComing: "The model is loading",
  modelComingText: "Your photos are classified as soon as it is open.",
  modelNeeded: "Open a model first",
  modelNeededText: "Your photos wait here. Open a model file, or drop one anywhere on this page.",
  networkTime: (time: string) => `network ${time}`,
  preprocessTime: (time: string) => `preprocessing ${time}`,
  fit: "How the photo is fitted to the network’s input",
  fits: { model: "Model default", crop: "Crop", stretch: "Stretch" },
  sure: (photo: string, label: string, percent: number) => `${photo}: ${label}, ${percent} percent`,
  unsure: (photo: string, label: string) => `${photo}: not sure, perhaps ${label}`,
  unread: (photo: string) => `${photo} could not be read.`,
  decodedByBrowser: "Decoded by the browser. Another browser, or the command line, may see slightly different pixels.",
};

const compare = {
  with: "Compare with another model",
  file: "A model file",
  comparedWith: (name: string, classes: string) => `Compared with ${name}, ${classes}`,
  close: "Stop comparing",
  opened: (name: string) => `${name} now classifies your photos, too.`,
  classifying: "Classifying …",
};

const camera = {
  open: "Camera",
  title: "Take photos",
  preview: "Camera preview",
  take: "Take a photo",
  starting: "The camera is starting.",
  howTo: "The space bar takes a photo, too.",
  taken: (count: number) => `${counted(count, "photo")} taken`,
};

const units = {
  percent: (value: string) => `${value} %`,
  milliseconds: (value: string) => `${value} ms`,
  large: (value: string) => `${value} million`,
  moment: "less than a second",
  seconds: (value: string) => `${value} s`,
  minutes: (value: string) => `${value} min`,
  hours: (value: string) => `${value} h`,
  colon: ": ", // between a name and a statement about it
  stop: ".",
  comma: ", ", // between parts of a sentence
  listComma: ", ", // between items of a list
};

const kNoHeaders = "One thread only: this host does not send the headers that threads require (COOP and COEP)";

// Messages about what went wrong. The code that finds a problem names the message; the view that shows it picks the language.
const messages = {
  coreNotStarted: "The core was not started.",
  coreStopped: (reason: string) => `The core stopped: ${reason}`,
  coreRestarts: "The core stopped and is being restarted.",
  coreStoppedOften: (times: number, reason: string) => `The core stopped ${times} times. ${reason}`,
  workerNotLoaded: "The worker could not be loaded.",
  workerEnded: "The browser has ended the worker, perhaps for lack of memory.",
  cancelled: "Cancelled.",
  modelPart:
    "It holds a part of a model. Drop it together with the file that names it, such as model.onnx, model.json or the index of the " +
    "weights, or drop their folder.",
  photoGone: "The photo is no longer in this browser’s storage.",
  modelClosed: "The model was closed.",
  runUnderWay: "Training is already running.",
  projectElsewhere: "Another tab or window has your classes now.",
  storageFull: "There is no room left in this browser’s storage.",
  archiveTooLarge: "It would be larger than 4 GB, or have more than 65,535 files.",
  nothingTrained: "Nothing has been trained yet.",
  noCheckpoint: "There is no checkpoint to resume from.",
  photosRemoved: "Photos of this run have been removed. Please start training again.",
  serviceWorkerSilent: "the service worker does not respond",
  noMemoryToStart: "There is not enough memory to start the core.",
  noMemory: (megabytes: number) => `There is not enough memory for ${megabytes} MB: a page can use at most 4096 MB.`,
  noAddress: (text: string) => `“${text}” is not a valid address.`,
  otherServer: (host: string) =>
    `This page may not contact other servers (${host}). Download the file and drop it here.`,
  noAnswer: "The server does not respond.",
  otherFile: "The server sent a file that does not belong to this page.",
  noAnswerOrOther: "The server does not respond, or it sent a file that does not belong to this page.",
  noFile: "There is no file at this address.",
  serverError: (status: string) => `The server responded with ${status}`,
  noSimd: "This browser does not support WebAssembly SIMD, which the network needs. Please update it.",
  noThreads: "One thread only: this browser does not offer WebAssembly threads here.",
  oneThreadAsked: "One thread only: the address of this page asks for it.",
  oneCore: "One thread only: this machine reports one processor core.",
  plainSimdAsked: "Plain SIMD: the address of this page asks for it.",
  plainSimd: "Plain SIMD: this browser does not support relaxed SIMD, whose fused multiply-add is faster.",
  notIsolatedInsecure: `${kNoHeaders}, and a page without HTTPS cannot add them itself.`,
  notIsolatedNoWorker: `${kNoHeaders}, and this browser allows no service worker to add them.`,
  notIsolatedInVain: `${kNoHeaders}, and adding them with a service worker did not help.`,
  notIsolatedFailed: (reason: string) => `${kNoHeaders}, and the service worker that adds them failed (${reason}).`,
  serviceWorkerLate: "it did not start",
  fasterDidNotStart: (flavor: string, reason: string) => `The faster build (${flavor}) did not start: ${reason}`,
  didNotStart: (flavor: string, reason: string) => `The build (${flavor}) did not start: ${reason}`,
  noBuild: "There is no build of the core to start.",
  cameraRefused: "This page may not use the camera. Allow it next to the address, then open the camera again.",
  cameraMissing: "There is no camera.",
  cameraBusy: "The camera does not start: another program may be using it.",
  cameraGone: "The camera was disconnected.",
  cameraNoPhoto: "The browser could not encode the photo as JPEG.",
  cameraFailed: (reason: string) => `The camera does not start: ${reason}`,
  heicNotDecoded:
    "looks like HEIC, which this browser cannot decode. Convert it to JPEG: on a Mac with Photos, File, Export; on Windows " +
    "with Photos, Save as; on Linux with heif-convert photo.heic photo.jpg. An iPhone takes JPEG photos after Settings, " +
    "Camera, Formats, Most Compatible.",
  formatNotDecoded: (format: string) =>
    `looks like ${format}, which neither this page nor this browser can decode. Convert it to JPEG or PNG with an image ` +
    "editor, or with ImageMagick (magick photo photo.png).",
  svgNotDrawn: "is an SVG drawing that this browser cannot draw.",

  // About files and folders, after their names.
  notNamedLikePhoto: "is not named like a photo.",
  litterPassedOver: (folders: number) =>
    `is passed over (${counted(folders, "folder")}): a network storage keeps copies of photos there.`,
  classesInside: (path: string) => `holds one folder: the classes are in ${path}.`,
  setTwice: (one: string, other: string) => `holds the same set twice: ${one} and ${other}. Add one of them.`,
  noTrainingSet: "holds no folder of training photos.",
  testSetLeftOut: (photos: number) =>
    `is a test set: its ${counted(photos, "photo")} are left out, so that you can judge the trained model by them.`,
  labeledByTable: (photos: number) => `names the classes of ${counted(photos, "photo")}.`,
  photosWithoutLabel: (photos: number) => `has no row for ${counted(photos, "photo")}, left out.`,
  labelsWithoutPhoto: (rows: number) => `has ${counted(rows, "row")} without a class or a photo of that name.`,
  labelsContradict: (rows: number) =>
    `names two classes of the same photo in ${counted(rows, "row")}: the first one counts.`,
  besideSets: (sets: string) => `is beside ${sets} and not used.`,
  setWithoutClasses: "holds no class folders and is not used.",
  unknownClass: (name: string) => `is not used: there are no training photos of “${name}”.`,
  classSpelled: (name: string) => `is taken for the class “${name}”.`,
  classesDifferInCase: (other: string) => `differs from ${other} in letter case alone. Is it the same class?`,
  classesMerged: (other: string) => `is one class with ${other}.`,
  outsideClasses: "is outside of the class folders and not used.",
  classWithoutPhotos: "holds no photos.",
  photoInTwoClasses: (one: string, other: string) =>
    `is the same photo in “${one}” and in “${other}”: a contradiction.`,
  photoInTwoSets: (name: string) =>
    `is used for training and for validation of “${name}”, which makes the accuracy look too high.`,
  photoLikeInTwoClasses: (other: string, one: string, two: string) =>
    `looks nearly the same as ${other}, but one is in “${one}”, the other in “${two}”.`,
  photoLikeInTwoSets: (other: string, name: string) =>
    `looks nearly the same as ${other}; one is for training and one for validation of “${name}”, which makes the accuracy look too high.`,
  photosLikeMore: (count: number) =>
    `and others, ${counted(count, "more photo")}, look nearly the same as one of another class or set.`,
  archiveUnknown: "is not an archive that this page can open; it opens .zip and .tar.",
  archiveCutShort: "is an archive that is cut short.",
  archiveDamaged: (offset: number) => `is a damaged archive, at byte ${offset}.`,
  archiveEncrypted: "is encrypted in its archive. Unpack it with your password, and add the folder.",
  archiveMethod: (method: number) =>
    `is packed by a method that this page does not know (${method}). Unpack the archive yourself.`,
  memberDamaged: "is damaged in its archive.",
  memberTooLarge: (bytes: number, limit: number) => `would have ${bytes} bytes when unpacked; the limit is ${limit}.`,
  removedClass: (name: string) => `Removed “${name}” and its photos.`,
  removedPhoto: (name: string) => `Removed ${name}.`,
  removedAll: "All classes removed.",
  clearedPhotos: (count: number) => `Removed ${counted(count, "photo")}.`,
  brokenOff: (loaded: string) => `The download broke off after ${loaded}, also when it was tried again.`,
};

export const en = {
  page,
  header,
  runtime,
  footer,
  model,
  preprocessing,
  welcome,
  example,
  photos,
  answer,
  compare,
  camera,
  units,
  messages,
  training,
  inspect,
};

// The type of a catalog: the same names, with strings and functions of the same parameters.
type SameTexts<T> = T extends string
  ? string
  : T extends (...values: infer V) => string
    ? (...values: V) => string
    : { readonly [K in keyof T]: SameTexts<T[K]> };
export type Words = SameTexts<typeof en>;
