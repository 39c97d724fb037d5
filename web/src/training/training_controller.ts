// The training project and the actions on it. Actions call the worker; views only call actions.
import { type Call, CallError } from "../core/client.ts";
import { Observable } from "../shared/observable.ts";
import type { Model, ModelSource, TrainProgress, TrainRequest } from "../core/protocol.ts";
import { reasonOf } from "../shared/localized_error.ts";
import { type Message, say, words } from "../words/words.ts";
import { TrainingEstimator } from "./estimator.ts";
import type { OptionValue } from "./options.ts";
import * as projects from "./project.ts";
import { TrainedList } from "./trained_list.ts";
import type { Choices, TrainingProject, ProjectPhoto, Run, Scope } from "./project.ts";
import { arrange, caseFolded, className } from "../photos/data_set.ts";
import { isTable, labelByTable } from "../photos/photo_labels.ts";
import { isArchive, unpackArchives } from "../photos/file_intake.ts";
import { type FolderFile, folderFile } from "../photos/folder_file.ts";
import type { ProjectLock } from "../storage/project_lock.ts";
import type { ImportedProject } from "./project_archive.ts";

const kSaveAfterMs = 200;
const kSynthetic = { perClass: 24, side: 227 };

interface QueuedFile {
  classId: number;
  file: FolderFile;
  forValidation: boolean;
}

// What the controller needs from the page.
export interface Host {
  model: () => Model | null;
  isModelComing: () => boolean; // a model will soon be open
  setModel: (model: Model, source: ModelSource) => void;
  announce: (text: string) => void;
  lock: Pick<ProjectLock, "acquire" | "takeOver">;
  persist: () => void; // asks the browser not to delete what is stored when it needs room
}

// What replaces the project when its stored state is loaded, or when another page has it.
const kNothing = { ...projects.initialProject, classes: [], run: null };

export class TrainingController extends Observable {
  project: TrainingProject = projects.initialProject;
  readonly models: TrainedList;
  #call: Call;
  #host: Host;
  #lastId = 0;
  #queue: QueuedFile[] = [];
  #queued = 0; // files added since the queue was last empty
  #thumbnailQueue: number[] = []; // photos whose thumbnails are requested
  #saveTimer: ReturnType<typeof setTimeout> | undefined;
  #estimator: TrainingEstimator;
  #startsAnew = false; // once the run has ended
  #opening: Promise<void> | null = null; // until the stored project is there

  constructor(call: Call, host: Host) {
    super();
    this.#call = call;
    this.#host = host;
    this.models = new TrainedList(call, {
      project: () => this.project,
      set: (change) => this.#set(change),
      announce: host.announce,
    });
    this.#estimator = new TrainingEstimator(call, {
      project: () => this.project,
      model: host.model,
      set: (change) => this.#set(change),
      isLoading: () => this.#thumbnailQueue.length > 0,
    });
  }

  #set(change: Partial<TrainingProject>): void {
    this.project = { ...this.project, ...change };
    this.notify();
  }

  // ---- Storage ----

  // Loads the stored project, when the view is first shown. Another page may have it: then it is loaded once this page gets it.
  open = async (): Promise<void> => {
    if (this.project.opened) return;
    this.#set({ opened: true, ownership: "asking" });
    this.#opening = this.#acquire();
    await this.#opening;
    await this.#loadOptions();
  };

  async #acquire(): Promise<void> {
    const granted = () => {
      this.#opening = this.#load();
    };
    const isOwner = await this.#host.lock.acquire({ granted, release: this.#release });
    if (isOwner) return this.#load();
    this.#opening = null;
    this.#set({ ownership: "elsewhere" });
    await this.models.load();
  }

  async #load(): Promise<void> {
    try {
      const { record, interrupted, persistent, trained } = await this.#call("openProject", {});
      this.#set({ interrupted, persistent, trained, ...(record && projects.fromRecord(record)) });
      const ids = [...(record?.classes ?? []).flatMap(({ id, photos }) => [id, ...photos.map(({ id }) => id)])];
      const leftIds =
        interrupted?.request.classes.flatMap(({ photos, validation = [] }) => [...photos, ...validation]) ?? [];
      this.#lastId = [...ids, ...leftIds].reduce((most, id) => Math.max(most, id), this.#lastId);
      this.measureSoon();
    } catch {
      this.#set({ persistent: false });
    }
    this.#set({ ownership: "here" });
    this.#opening = null;
  }

  // Another page asks for the project, or has taken it.
  #release = async (): Promise<void> => {
    clearTimeout(this.#saveTimer);
    this.#queue = [];
    const record = projects.recordOf(this.project);
    const { opened, options, trained } = this.project;
    this.#set({ ...kNothing, opened, options, trained, ownership: "elsewhere" });
    this.#host.announce(words().training.elsewhere);
    await this.#call("releaseProject", { record }).catch(() => {});
  };

  // Gets the project from the page that has it.
  takeOver = (): void => {
    this.#set({ ownership: "taking" });
    this.#host.lock.takeOver();
  };

  async #loadOptions(): Promise<void> {
    const table = await this.#call("trainingOptions", {}).catch(() => []);
    this.#set(projects.withTable(this.project, table));
  }

  #changed(change: Partial<TrainingProject>): void {
    this.#set(change);
    clearTimeout(this.#saveTimer);
    this.#saveTimer = setTimeout(() => void this.save(), kSaveAfterMs);
    this.measureSoon();
  }

  // Stores the project at once.
  save = async (): Promise<void> => {
    clearTimeout(this.#saveTimer);
    if (this.project.ownership !== "here") return;
    try {
      await this.#call("saveProject", { record: projects.recordOf(this.project) });
    } catch {
      this.#set({ isStorageFull: true });
    }
  };

  // ---- Classes and photos ----

  addClass = (name = ""): number => {
    const id = ++this.#lastId;
    const text = name || words().training.newClassName(this.project.classes.length + 1);
    this.#changed({ classes: [...this.project.classes, { id, name: text, photos: [] }] });
    return id;
  };

  renameClass = (id: number, name: string): void =>
    this.#changed({ classes: projects.withClass(this.project, id, (old) => ({ ...old, name })) });

  removeClass = (id: number): void => {
    const one = this.project.classes.find((one) => one.id === id);
    if (one) this.#remove(["removedClass", one.name], (classes) => classes.filter((one) => one.id !== id));
  };

  removePhoto = (id: number): void => {
    const photo = projects.findPhoto(this.project.classes, id);
    if (!photo) return;
    this.#remove(["removedPhoto", photo.name], (classes) =>
      classes.map((one) => ({ ...one, photos: one.photos.filter((photo) => photo.id !== id) })),
    );
  };

  removeAll = (): void => this.#remove(["removedAll"], () => []);

  #remove(text: Message, change: (classes: TrainingProject["classes"]) => TrainingProject["classes"]): void {
    this.#finalizeRemoval();
    const { classes } = this.project;
    this.#changed({ classes: change(classes), removed: { text, before: classes } });
    this.#host.announce(words().training.canBeUndone(say(text)));
  }

  undo = (): void => {
    const { removed } = this.project;
    if (removed) this.#changed({ classes: removed.before, removed: null });
  };

  // Makes the last removal final: it can no longer be undone.
  #finalizeRemoval(): void {
    const { removed, classes } = this.project;
    if (!removed) return;
    const ids = removed.before
      .flatMap(({ photos }) => photos.map(({ id }) => id))
      .filter((id) => !projects.findPhoto(classes, id));
    this.#set({ removed: null });
    if (!this.project.interrupted) void this.#call("removePhotos", { ids }).catch(() => {});
  }

  // Adds files to this class; folders and archives are data sets, whose classes are added.
  addFiles = (files: FolderFile[], classId: number | null): void => {
    if (projects.isRunning(this.project) || this.#isElsewhere) return;
    // Ids of photos are those of stored files, so none is given before the stored ones are known.
    if (this.#opening) return void this.#opening.then(() => this.addFiles(files, classId));
    if (files.some(({ name }) => isArchive(name))) return void this.#addArchives(files, classId);
    if (files.some(isTable)) return void this.#addLabeled(files, classId);
    this.#arrange(files, classId);
  };

  get #isElsewhere(): boolean {
    return this.project.ownership === "elsewhere" || this.project.ownership === "taking";
  }

  #arrange(files: FolderFile[], classId: number | null, nameOf = (folder: string) => folder): void {
    this.#finalizeRemoval();
    const { classes, loose, refused, remarks } = arrange(files);
    this.#set({ remarks: [...this.project.remarks, ...remarks] });
    for (const { name, reason } of refused) this.#refuse(++this.#lastId, name, reason);
    for (const { name, training, validation } of classes) {
      const id = this.#classNamed(nameOf(name)) ?? this.addClass(nameOf(name));
      this.#enqueue(training, id, false);
      this.#enqueue(validation, id, true);
    }
    if (loose.length > 0) this.#enqueue(loose, classId ?? this.project.classes.at(-1)?.id ?? this.addClass(), false);
    if (!this.project.adding && this.#queue.length > 0) void this.#addQueued();
  }

  // Adds the photos of the classes that a table beside them names.
  async #addLabeled(all: FolderFile[], classId: number | null): Promise<void> {
    const { files, remarks } = await labelByTable(all);
    this.#set({ remarks: [...this.project.remarks, ...remarks] });
    this.#arrange(files, classId);
  }

  async #addArchives(all: FolderFile[], classId: number | null): Promise<void> {
    const { files, refused } = await unpackArchives(all);
    for (const { name, reason } of refused) this.#refuse(++this.#lastId, name, reason);
    const { projectAmong } = await import("./project_archive.ts");
    const { project, rest } = await projectAmong(files).catch(() => ({ project: null, rest: files }));
    if (project) await this.#takeProject(project);
    // An archive within an archive is not unpacked.
    const inside = rest.filter(({ name }) => !isArchive(name));
    if (!project && inside.some(isTable)) await this.#addLabeled(inside, classId);
    else this.#arrange(inside, classId, project?.nameOf);
  }

  // Takes the settings and the model of a saved project. Settings of the visitor stay.
  async #takeProject({ choices, model }: ImportedProject): Promise<void> {
    if (this.project.classes.length === 0) this.#changed({ overrides: projects.overridesOf(choices) });
    if (!model) return;
    const { file, about } = model;
    const added = await this.#call("addTrained", { model: file, about }).catch(() => null);
    if (added) this.models.add(added);
  }

  // Returns the project as an archive; null if it cannot be made, which is then said.
  saveArchive = async (): Promise<File | null> => {
    if (this.project.saving) return null;
    this.#set({ saving: true });
    try {
      const id = this.project.trained[0]?.id ?? null;
      const record = projects.recordOf(this.project);
      const { file } = await this.#call("saveArchive", { record, trained: id });
      return file;
    } catch (error) {
      this.#refuse(++this.#lastId, words().training.archive, reasonOf(error));
      return null;
    } finally {
      this.#set({ saving: false });
    }
  };

  #classNamed(name: string): number | undefined {
    const { classes } = this.project;
    const same = classes.find((one) => one.name === name) ?? classes.find((one) => isSameClass(one.name, name));
    return same?.id;
  }

  #enqueue(files: FolderFile[], classId: number, forValidation: boolean): void {
    this.#queue.push(...files.map((file) => ({ classId, file, forValidation })));
    this.#queued += files.length;
  }

  // Adds two classes of synthetic images, for visitors who have no photos at hand.
  addSyntheticImages = async (): Promise<void> => {
    const files: FolderFile[] = [];
    try {
      for (const [label, name] of words().training.syntheticClasses.entries())
        for (let number = 0; number < kSynthetic.perClass; ++number) {
          const { photo } = await this.#call("syntheticImage", { label, number, side: kSynthetic.side });
          files.push(folderFile(new File([photo], `${name} ${number + 1}.png`, { type: photo.type }), [name]));
        }
    } catch (error) {
      this.#refuse(++this.#lastId, words().training.syntheticImages, reasonOf(error));
    }
    this.addFiles(files, null);
  };

  // Adds the queued files one after another.
  async #addQueued(): Promise<void> {
    const ids = new Set<number>(); // of the added photos
    for (;;) {
      const next = this.#queue.shift();
      if (!next) break;
      this.#set({ adding: { done: this.#queued - this.#queue.length - 1, of: this.#queued } });
      const id = await this.#addPhoto(next);
      if (id !== null) ids.add(id);
    }
    const { classes, remarks } = this.project;
    const copies = [...projects.remarksOnCopies(classes, ids), ...projects.remarksOnLookalikes(classes, ids)];
    this.#set({ remarks: [...remarks, ...copies] });
    const added = this.#queued;
    this.#queued = 0;
    this.#changed({ adding: null });
    if (ids.size > 0) this.#host.persist();
    this.#host.announce(words().training.filesRead(added));
  }

  // Returns the id of the photo; null if it could not be read.
  async #addPhoto({ classId, file, forValidation }: QueuedFile): Promise<number | null> {
    const id = ++this.#lastId;
    const name = file.name || words().photos.pasted;
    try {
      const added = await this.#call("addPhoto", { id, photo: await file.open() });
      const { image: thumbnail, digest, isStored } = added;
      if (!isStored && this.project.persistent) this.#set({ isStorageFull: true });
      const photo: ProjectPhoto = { id, name, thumbnail, forValidation, digest };
      this.#set({
        classes: projects.withClass(this.project, classId, (old) => ({ ...old, photos: [...old.photos, photo] })),
      });
      return id;
    } catch (error) {
      this.#refuse(id, name, reasonOf(error));
      return null;
    }
  }

  #refuse(id: number, name: string, reason: Message): void {
    this.#set({ refused: [...this.project.refused, { id, name, reason }] });
  }

  dismissRefused = (): void => this.#set({ refused: [] });
  dismissRemarks = (): void => this.#set({ remarks: [] });

  // Requests the thumbnail of a photo of an earlier visit that becomes visible.
  requestThumbnail = (id: number): void => {
    this.#thumbnailQueue.push(id);
    if (this.#thumbnailQueue.length === 1) void this.#loadThumbnails();
  };

  async #loadThumbnails(): Promise<void> {
    for (; this.#thumbnailQueue.length > 0; this.#thumbnailQueue.shift()) {
      const id = this.#thumbnailQueue[0]!;
      const thumbnail = await this.#call("thumbnail", { id }).catch(() => null);
      const withThumbnail = (photo: ProjectPhoto) => (photo.id === id ? { ...photo, thumbnail } : photo);
      if (thumbnail)
        this.#set({ classes: this.project.classes.map((one) => ({ ...one, photos: one.photos.map(withThumbnail) })) });
    }
  }

  // ---- What to train, and what it costs ----

  setScope = (scope: Scope): void => this.#changed({ overrides: { ...this.project.overrides, scope } });

  setChoices = (choices: Partial<Choices>): void => {
    const { overrides } = this.project;
    const options =
      overrides.options && choices.augment ? projects.withoutAugment(overrides.options) : overrides.options;
    this.#changed({
      overrides: { ...overrides, choices: { ...overrides.choices, ...choices }, ...(options && { options }) },
    });
  };

  // Sets an option of the core's table; undefined stands for its default.
  setOption = (name: string, value: OptionValue | undefined): void => {
    const { overrides } = this.project;
    const { [name]: _, ...others } = overrides.options ?? {};
    const options = value === undefined ? others : { ...others, [name]: value };
    this.#changed({ overrides: { ...overrides, options } });
  };

  resetChoices = (): void => {
    const { options: _, ...overrides } = this.project.overrides;
    this.#changed({ overrides: { ...overrides, choices: {} } });
  };

  measureSoon = (): void => this.#estimator.measureSoon();

  // Shows samples of the augmentation with the current choices.
  previewAugmentation = (): Promise<void> => this.#estimator.preview();

  // ---- A run ----

  start = (): void => {
    if (projects.obstacle(this.project, this.#host.model(), this.#host.isModelComing()) !== null) return;
    if (projects.isRunning(this.project)) return;
    this.#set({ interrupted: null });
    this.#finalizeRemoval();
    const model = this.#host.model();
    this.setScope(projects.scopeOf(this.project, model)); // so that it stays when the trained model is open
    void this.#run(projects.requestOf(this.project, model));
  };

  resumeInterrupted = (): void => {
    const { interrupted } = this.project;
    if (interrupted) void this.#run({ ...interrupted.request, resume: true });
  };

  discardInterrupted = (): void => {
    this.#set({ interrupted: null });
    void this.#call("discardRun", {}).catch(() => {});
  };

  pause = (): void => {
    this.#setRun({ status: "pausing" });
    void this.#call("control", { command: "pause" });
  };
  resume = (): void => {
    this.#setRun({ status: "training" });
    void this.#call("control", { command: "resume" });
  };
  stop = (): void => {
    this.#setRun({ status: "stopping" });
    void this.#call("control", { command: "stop" });
  };
  closeRun = (): void => this.#set({ run: null });

  // Ends the run, and starts a new one with this learning rate.
  startAnew = (learningRate: number): void => {
    this.setChoices({ learningRate });
    if (!projects.isRunning(this.project)) return this.start();
    this.#startsAnew = true;
    this.#setRun({ status: "stopping" });
    void this.#call("control", { command: "discard" });
  };

  #setRun(change: Partial<Run>): void {
    if (this.project.run) this.#set({ run: { ...this.project.run, ...change } });
  }

  async #run(request: TrainRequest): Promise<void> {
    const empty = {
      reading: null,
      plan: null,
      history: [],
      step: null,
      samples: [],
      filters: null,
      isStorageFull: false,
    };
    // Before anything is awaited, so that a second click does not start a second run.
    this.#set({ run: { ...empty, request, status: "preparing", end: null, fault: null }, interrupted: null });
    await this.save();
    try {
      const end = await this.#call("train", request, { onProgress: (progress) => this.#onProgress(progress) });
      const { trained, model } = end;
      if (this.#startsAnew) {
        this.#startsAnew = false;
        this.#setRun({ status: "ended", end });
        return this.start();
      }
      if (trained) this.models.add(trained);
      const file = trained && (await this.models.file(trained.id));
      if (model && file) this.#host.setModel(model, { kind: "file", file });
      this.#setRun({ status: "ended", end, samples: end.samples });
      this.#host.announce(end.evaluation ? words().training.ended(Math.round(end.evaluation.top1 * 100)) : "");
    } catch (error) {
      this.#setRun({ status: "ended", fault: reasonOf(error) });
      if (error instanceof CallError && error.kind === "lost") await this.#loadInterrupted();
    }
    this.measureSoon();
  }

  // Offers to resume the run after a loss of the worker.
  async #loadInterrupted(): Promise<void> {
    const { interrupted } = await this.#call("openProject", {});
    this.#set({ interrupted });
  }

  #onProgress(progress: TrainProgress): void {
    const { run } = this.project;
    if (!run) return;
    if (progress.kind === "reading") this.#setRun({ reading: { done: progress.done, of: progress.of } });
    if (progress.kind === "planned") {
      this.#setRun({ status: "training", reading: null, plan: progress.plan, history: progress.plan.history });
    }
    if (progress.kind === "paused") this.#setRun({ status: "paused" });
    if (progress.kind === "storageFull") this.#setRun({ isStorageFull: true });
    if (progress.kind === "step") {
      const { epoch, step, loss, secondsLeft } = progress;
      this.#setRun({ step: { epoch, step, loss, secondsLeft } });
    }
    if (progress.kind === "filters") this.#setRun({ filters: progress.filters });
    if (progress.kind === "epoch") {
      this.#setRun({ history: [...run.history, progress.report], samples: progress.samples });
      this.#set({ pace: projects.paceOf(run, progress.report.seconds) ?? this.project.pace });
    }
  }
}

// Names of folders that stand for the same class.
function isSameClass(one: string, other: string): boolean {
  return caseFolded(className(one)) === caseFolded(className(other));
}
