// The state of the page and the actions on it. Actions call the worker; views only call actions.
import { type Call, CallError } from "../core/client.ts";
import { unpackArchives } from "../photos/file_intake.ts";
import { type FolderFile, folderFile } from "../photos/folder_file.ts";
import { litter, photoName } from "../photos/photo_names.ts";
import { applyLanguage, rememberLanguage } from "../shared/language.ts";
import { chosenModel, type TakenModel, takeModel, withParts } from "../storage/model_files.ts";
import { addressOnThisSite, modelName } from "../storage/model_source.ts";
import { rememberExact } from "../shared/exact.ts";
import { Observable } from "../shared/observable.ts";
import * as offline from "../storage/offline.ts";
import type {
  ChosenPreprocessing,
  Classification,
  Fit,
  Model,
  ModelSource,
  PreprocessingChange,
  StartRequest,
} from "../core/protocol.ts";
import { reasonOf } from "../shared/localized_error.ts";
import { listedPhotos } from "./photo_list.ts";
import * as states from "./state.ts";
import type { Listing, Photo, Sample, ShippedModel, State } from "./state.ts";
import { type Language, loadCoreTexts, type Message, say, words } from "../words/words.ts";

const kTop = 5;
const kMostLosses = 3; // losses of the worker in a row before the page gives up
const kHashLetters = 12; // of a model's hash in its address
const kSmallModelBytes = 16e6; // a shipped model up to this size is opened without asking

export class Store extends Observable {
  state: State = states.initialState;
  #call: Call;
  #base: string;
  #waitBefore: () => Promise<void> | null;
  #startRequest: StartRequest | null = null;
  #opened: ModelSource | null = null; // the source of the open model, to reopen it after a loss of the worker
  #change: PreprocessingChange | null = null; // of its preprocessing, since it was opened
  #opening: AbortController | null = null;
  #incomplete: ModelSource | null = null; // a model that was refused because a part of it is missing
  #isClassifying = false;
  #losses = 0;
  #lastId = 0;

  // Before a photo is classified, the promise of `waitBefore` is awaited, if there is one.
  constructor(call: Call, base: string, waitBefore: () => Promise<void> | null = () => null) {
    super();
    this.#call = call;
    this.#base = base;
    this.#waitBefore = waitBefore;
  }

  #set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    this.notify();
  }

  start = async (request: StartRequest): Promise<void> => {
    this.#startRequest = request;
    this.#set({ runtime: { status: "starting" }, exact: request.exact });
    try {
      this.#set({ runtime: { status: "ready", runtime: await this.#call("start", request) } });
    } catch (error) {
      if (error instanceof CallError && error.kind === "lost" && this.#losses <= kMostLosses) return; // workerLost() tries again
      this.#set({ runtime: { status: "failed", reason: reasonOf(error) } });
    }
  };

  workerLost = (reason: Message): void => {
    this.#losses += 1;
    this.#set({ model: null, announcement: say(["coreRestarts"]) });
    if (this.#losses > kMostLosses || !this.#startRequest) {
      const often: Message = ["coreStoppedOften", this.#losses, say(reason)];
      return this.#set({ runtime: { status: "failed", reason: often } });
    }
    void this.start(this.#startRequest);
    void this.#reopen();
  };

  // Opens the model again that was open when the worker was lost.
  async #reopen(): Promise<void> {
    const change = this.#change;
    if (!this.#opened) return;
    await this.openModel(this.#opened);
    if (change) await this.changePreprocessing(change);
  }

  setShipped = (shipped: ShippedModel[]): void => {
    this.#set({ shipped, isListed: true });
    const first = shipped[0];
    if (first && first.bytes <= kSmallModelBytes && !this.state.model && !this.state.loading)
      this.openAddress(first.file);
  };

  // Keeps the page, the core with its converter, the shipped models and, if it is on this site, the open one, as far as they are small.
  // Call it once the page and the model are loaded: what nothing has needed yet is fetched then.
  keepOffline = async (asked: boolean): Promise<void> => {
    if (asked) offline.allowOffline();
    const { runtime } = this.state;
    const more =
      runtime.status === "ready"
        ? ["alexnet.mjs", "alexnet.wasm", "converter.mjs", "converter.wasm"].map(
            (file) => `core/${runtime.runtime.flavor}/${file}`,
          )
        : [];
    const source = this.#opened;
    if (source?.kind === "url" && (this.state.model?.bytes ?? Infinity) <= kSmallModelBytes) more.push(source.url);
    const hashes: Record<string, string> = {};
    for (const shipped of this.#saves ? [] : this.state.shipped.filter(({ bytes }) => bytes <= kSmallModelBytes)) {
      const { url, integrity } = this.sourceOf(shipped);
      hashes[url] = integrity;
      more.push(url);
    }
    const urls = more.map((file) => new URL(file, this.#base).href);
    this.#set({ offline: await offline.keepForOffline(new URL("sw.js", this.#base).href, urls, hashes) });
  };

  // Whether the visitor pays for what is loaded.
  get #saves(): boolean {
    return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false;
  }

  clearOffline = async (): Promise<void> => this.#set({ offline: await offline.forgetOffline() });

  setSamples = (samples: Sample[]): void => this.#set({ samples });

  addSample = async ({ name, file }: Sample): Promise<void> => {
    const response = await fetch(new URL(file, this.#base), { mode: "same-origin" }).catch(() => null);
    if (response?.ok) this.addFiles([new File([await response.blob()], name)]);
    else this.announce(words().photos.notFetched(name));
  };

  // The source of a shipped model. Its address changes with its content, so that caches never mix two versions.
  sourceOf = ({ file, integrity }: ShippedModel) => {
    const url = new URL(file, this.#base);
    url.searchParams.set(
      "v",
      integrity
        .replace(/^sha256-/, "")
        .replace(/[^\w]/g, "")
        .slice(0, kHashLetters),
    );
    return { kind: "url", url: url.href, integrity } as const;
  };

  openAddress = (text: string): void => {
    if (text.trim() === "") return;
    try {
      const url = addressOnThisSite(text.trim(), this.#base);
      const shipped = this.state.shipped.find(({ file }) => new URL(file, this.#base).href === url);
      void this.openModel(shipped ? this.sourceOf(shipped) : { kind: "url", url });
    } catch (error) {
      this.#set({ modelFault: { name: text.trim(), reason: reasonOf(error) } });
    }
  };

  openModel = async (source: ModelSource): Promise<void> => {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    const name = modelName(source);
    const total = source.kind === "file" ? source.file.size : null;
    this.#set({ loading: { name, loaded: 0, total, preparing: false }, modelFault: null });
    try {
      const model = await this.#call(
        "openModel",
        { source },
        {
          signal: opening.signal,
          onProgress: ({ loaded, total, done }) => {
            if (done) performance.mark("model-bytes");
            this.#set({ loading: { name, loaded, total, preparing: done } });
          },
        },
      );
      performance.mark("model-open");
      this.setModel(model, source);
    } catch (error) {
      if (opening !== this.#opening) return; // another model is being opened instead
      this.#set({ loading: null });
      if (error instanceof CallError && error.kind === "cancelled") return;
      const reason = reasonOf(error);
      this.#incomplete = isIncomplete(reason) ? source : null;
      this.#set({ modelFault: { name, reason, source }, announcement: words().model.notOpened(name) });
    }
  };

  // Opens the model that was refused because its file does not state this.
  openModelWith = async (source: ModelSource, chosen: ChosenPreprocessing): Promise<void> =>
    this.openModel({ ...source, preprocessing: { ...source.preprocessing, ...chosen } });

  // Changes how photos become the input of the open model.
  changePreprocessing = async (change: PreprocessingChange): Promise<void> => {
    const { model } = this.state;
    const source = this.#opened;
    if (!model || !source) return;
    try {
      const { name, bytes } = model;
      const changed = await this.#call("changePreprocessing", { change, name, bytes });
      if (this.state.model !== model) return; // another model was opened meanwhile
      this.setModel(changed, source);
      this.#change = change;
    } catch (error) {
      this.#set({ preprocessingFault: reasonOf(error) });
    }
  };

  // Sets whether convolutions are direct sums, and classifies the photos again.
  setExact = async (exact: boolean): Promise<void> => {
    try {
      await this.#call("setExact", { exact });
    } catch (error) {
      return this.#set({ exactFault: reasonOf(error) });
    }
    if (this.#startRequest) this.#startRequest = { ...this.#startRequest, exact };
    rememberExact(exact);
    this.#set({ exact, exactFault: null, photos: waitingAgain(this.state.photos) });
    void this.#classifyWaiting();
  };

  // Changes it by a file: JSON, or a mean image.
  changePreprocessingByFile = async (file: File): Promise<void> => {
    const start = new TextDecoder().decode(await file.slice(0, 64).arrayBuffer());
    const isJson = start.trimStart().startsWith("{");
    return this.changePreprocessing(
      isJson ? { text: await file.text(), meanImage: null } : { text: "", meanImage: file },
    );
  };

  // Shows a model that is open in the worker; `source` reopens it after a loss of the worker.
  setModel = (model: Model, source: ModelSource): void => {
    const isSame = this.#opened === source; // with another preprocessing
    const open = this.state.model && this.#opened ? { name: this.state.model.name, source: this.#opened } : null;
    const previous = isSame ? this.state.previous : open;
    this.#opened = source;
    this.#change = null;
    // Every answer on the page is the open model's, so the photos are classified again.
    this.#set({
      model,
      previous,
      photos: waitingAgain(this.state.photos),
      loading: null,
      modelFault: null,
      saveFault: null,
      preprocessingFault: null,
      announcement: words().model.opened(model.name),
    });
    void this.#classifyWaiting();
  };

  // Opens the model of chosen files.
  chooseModel = async (files: File[]): Promise<void> => {
    const source = await chosenModel(files);
    if (source) await this.openModel(source);
    else await this.addFolderFiles(files.map((file) => folderFile(file)));
  };

  // Returns the open model as a file of the format that the ending names; null if the model cannot be saved so, which is then told.
  saveModel = async (ending: string): Promise<File | null> => {
    const model = this.state.model;
    if (!model || this.state.saving) return null;
    const name = model.name.replace(/(\.(pth|pt|onnx|keras|h5|npz|npy|safetensors|caffemodel|\w{1,8}))?$/i, ending);
    this.#set({ saving: name, saveFault: null });
    try {
      const { file } = await this.#call("saveModel", { name });
      this.#set({ saving: null, announcement: words().model.saved(name) });
      return file;
    } catch (error) {
      this.#set({ saving: null, saveFault: { name, reason: reasonOf(error) } });
      return null;
    }
  };

  cancelModel = (): void => this.#opening?.abort();

  dismissModelFault = (): void => this.#set({ modelFault: null });

  // Adds photos and opens models. Content and names tell them apart. An archive stands for its photos, unless it is a model.
  addFiles = async (files: File[]): Promise<void> => {
    if (files.every(({ name }) => photoName(name) === "photo"))
      return this.#addPhotos(files.map((file) => this.#photoOf(file)));
    return this.addFolderFiles(files.map((file) => folderFile(file)));
  };

  // Adds the photos of folders and archives, without litter and files that are not named like photos. Other files are examined by
  // their content.
  addFolderFiles = async (all: FolderFile[]): Promise<void> => {
    const direct = await takeModel(all);
    this.#openTaken(direct);
    const { files, refused } = await unpackArchives(direct.rest);
    const unpacked = await takeModel(
      files.filter((file) => !direct.rest.includes(file)),
      true,
    );
    if (!direct.source) this.#openTaken(unpacked);
    const isKept = ({ name, folders }: FolderFile) =>
      folders.length === 0 ||
      (photoName(name) !== "other" && [...folders, name].every((one) => litter(one) === "none"));
    const photos = [...files.filter((file) => direct.rest.includes(file)), ...unpacked.rest].filter(isKept);
    const opened: File[] = [];
    for (const file of photos.slice(0, states.kMostPhotos)) {
      try {
        opened.push(await file.open());
      } catch (error) {
        refused.push({ name: file.name, reason: reasonOf(error) });
      }
    }
    const failures = refused.map(({ name, reason }): Photo => ({
      ...this.#photoOf(new File([], name)),
      status: "failed",
      reason,
    }));
    this.#addPhotos(failures);
    this.#addPhotos(opened.map((file) => this.#photoOf(file)));
  };

  // Opens the model among files of which the others are photos of classes, and returns those. Models within class folders stay there.
  takeModel = async (files: FolderFile[]): Promise<FolderFile[]> => {
    const hasPhotos = files.some(({ name }) => photoName(name) === "photo");
    const outside = files.filter(({ folders }) => folders.length === 0 || !hasPhotos);
    const taken = await takeModel(outside);
    this.#openTaken(taken);
    return files.filter((file) => taken.rest.includes(file) || !outside.includes(file));
  };

  // Opens the model that was found. Parts of a model without it join the one that was refused for their lack.
  #openTaken({ source, parts }: TakenModel): void {
    if (source) return void this.openModel(source);
    if (parts.length === 0) return;
    const incomplete = this.#incomplete;
    if (!incomplete) return this.#set({ modelFault: { name: parts[0]!.name, reason: ["modelPart"] } });
    void Promise.all(parts.map(async ({ name, open }) => ({ name, file: await open() }))).then((files) =>
      this.openModel(withParts(incomplete, files)),
    );
  }

  #photoOf(file: File): Photo {
    const name = file.name || words().photos.pasted;
    return { id: ++this.#lastId, name, blob: file, status: "waiting", result: null, ranWith: null, reason: "" };
  }

  #addPhotos(photos: Photo[]): void {
    if (photos.length === 0) return;
    this.#set({ photos: [...photos, ...this.state.photos].slice(0, states.kMostPhotos), selected: photos[0]!.id });
    void this.#classifyWaiting();
  }

  // Switches to this language.
  setLanguage = (language: Language): void => {
    applyLanguage(language);
    this.#set({ language });
    void loadCoreTexts(language).then(
      () => this.#set({}), // renders again
      () => {}, // offline: the English messages stay
    );
  };

  chooseLanguage = (language: Language): void => {
    this.setLanguage(language);
    rememberLanguage(language);
  };

  show = (view: states.View): void => this.#set({ view });

  announce = (announcement: string): void => this.#set({ announcement });

  setDragging = (dragging: boolean): void => {
    if (dragging !== this.state.dragging) this.#set({ dragging });
  };

  select = (id: number): void => {
    this.#set({ selected: id });
    this.#refreshSelected();
  };

  // Chooses which photos the strip shows, and in which order.
  listPhotos = (change: Partial<Listing>): void => this.#set({ listing: { ...this.state.listing, ...change } });

  // Selects the photo `step` positions further in the strip.
  selectNext = (step: number): void => {
    const { selected } = this.state;
    const photos = listedPhotos(this.state);
    const next = photos[photos.findIndex(({ id }) => id === selected) + step];
    if (next) this.select(next.id);
  };

  setFit = (fit: Fit): void => {
    this.#set({ fit });
    this.#refreshSelected();
  };

  clearPhotos = (): void => this.#remove(this.state.photos, ["clearedPhotos", this.state.photos.length]);

  dismissPhoto = (id: number): void => {
    const photo = this.state.photos.find((photo) => photo.id === id);
    if (photo) this.#remove([photo], ["removedPhoto", photo.name]);
  };

  dismissFailures = (): void => {
    const failed = this.state.photos.filter(({ status }) => status === "failed");
    this.#remove(failed, ["clearedPhotos", failed.length]);
  };

  // Removes photos, which can be undone until the next removal. Another photo is selected in place of a removed one: its neighbor.
  #remove(removed: Photo[], text: Message): void {
    const { photos: before, selected } = this.state;
    const photos = before.filter((photo) => !removed.includes(photo));
    const at = before.findIndex(({ id }) => id === selected);
    const stays = photos.some(({ id }) => id === selected);
    const next = before.slice(at + 1).find((photo) => photos.includes(photo)) ?? photos.at(-1);
    this.#set({
      photos,
      selected: stays ? selected : (next?.id ?? null),
      removed: { text, before, selected },
      announcement: words().training.canBeUndone(say(text)),
    });
    this.#refreshSelected();
  }

  undoRemoval = (): void => {
    const { removed, photos } = this.state;
    if (!removed) return;
    const { before, selected } = removed;
    const added = photos.filter(({ id }) => !before.some((one) => one.id === id));
    // Photos that stayed may have another answer now.
    const restored = before.map((old) => photos.find(({ id }) => id === old.id) ?? unfinished(old));
    this.#set({ photos: [...added, ...restored].slice(0, states.kMostPhotos), selected, removed: null });
    this.#refreshSelected();
    void this.#classifyWaiting();
  };

  #refreshSelected(): void {
    const photo = states.selectedPhoto(this.state);
    if (!photo || !states.isStale(this.state, photo)) return;
    this.#set(states.withPhoto(this.state, photo.id, { status: "waiting" }));
    void this.#classifyWaiting();
  }

  // Classifies the waiting photos while a model is open.
  async #classifyWaiting(): Promise<void> {
    if (this.#isClassifying) return;
    this.#isClassifying = true;
    for (;;) {
      const first = this.#waitBefore();
      if (first) await first;
      const photos = states.nextWaiting(this.state);
      if (photos.length === 0 || !this.state.model) break;
      const ranWith = { model: this.state.model, fit: this.state.fit };
      for (const photo of photos.length > 1 ? await this.#classifyBatch(photos, ranWith) : photos)
        await this.#classify(photo, ranWith);
    }
    this.#isClassifying = false;
  }

  // Classifies photos at once, and returns those that must be classified one by one, to know why they were not.
  async #classifyBatch(photos: Photo[], ranWith: NonNullable<Photo["ranWith"]>): Promise<Photo[]> {
    for (const { id } of photos) this.#changePhoto(id, { status: "working" });
    const request = { photos: photos.map(({ blob }) => blob), fit: ranWith.fit, top: kTop };
    const { results } = await this.#call("classifyBatch", request).catch(() => ({ results: [] }));
    photos.forEach((photo, index) => this.#showResult(photo, results[index] ?? null, ranWith));
    this.#refreshSelected(); // the fit may have changed meanwhile
    return photos.filter((_, index) => !results[index]);
  }

  async #classify(photo: Photo, ranWith: NonNullable<Photo["ranWith"]>): Promise<void> {
    this.#changePhoto(photo.id, { status: "working" });
    try {
      const result = await this.#call("classify", { photo: photo.blob, fit: ranWith.fit, top: kTop });
      this.#showResult(photo, result, ranWith);
    } catch (error) {
      this.#changePhoto(photo.id, { status: "failed", result: null, reason: reasonOf(error) });
      this.#set({ announcement: words().answer.unread(photo.name) });
    }
    this.#refreshSelected(); // the fit may have changed meanwhile
  }

  #changePhoto(id: number, change: Partial<Photo>): void {
    this.#set(states.withPhoto(this.state, id, change));
  }

  #showResult(photo: Photo, result: Classification | null, ranWith: NonNullable<Photo["ranWith"]>): void {
    if (!result) return;
    if (performance.getEntriesByName("first-answer").length === 0) performance.mark("first-answer");
    this.#losses = 0;
    this.#changePhoto(photo.id, { status: "done", result, ranWith });
    const best = result.predictions[0];
    if (!best) return;
    const { sure, unsure } = words().answer;
    const label = states.shownLabel(this.state, { ...photo, ranWith }, best.label);
    const percent = Math.round(best.probability * 100);
    this.#set({
      announcement: result.isSure ? sure(photo.name, label, percent) : unsure(photo.name, label),
    });
  }
}

// A photo that was removed while it was classified.
const unfinished = (photo: Photo): Photo => (photo.status === "working" ? { ...photo, status: "waiting" } : photo);

// The photos, of which those that have an answer get another one.
function waitingAgain(photos: Photo[]): Photo[] {
  return photos.map((photo) => (photo.status === "done" ? { ...photo, status: "waiting" } : photo));
}

function isIncomplete(reason: Message): boolean {
  return typeof reason === "object" && "code" in reason && reason.code === "companion_missing";
}
