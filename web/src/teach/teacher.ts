// The lesson and the actions on it. Actions ask the worker; views only call them.
import { type Call, CallError } from "../client.ts";
import { Observed } from "../observed.ts";
import type { Model, ModelSource, TrainProgress, TrainRequest } from "../protocol.ts";
import { reasonOf } from "../reason.ts";
import { type Message, say, words } from "../words/words.ts";
import { Forecast } from "./forecast.ts";
import * as lessons from "./lesson.ts";
import type { Choices, Lesson, LessonPhoto, Run, Scope } from "./lesson.ts";
import { byClass, isClutter, type PlacedFile } from "./placed.ts";

const kKeepAfterMs = 200;
const kDrawings = { perClass: 24, side: 227 };

// What the teacher needs of the page around it.
export interface Host {
  model: () => Model | null;
  adoptModel: (model: Model, source: ModelSource) => void;
  announce: (text: string) => void;
}

export class Teacher extends Observed {
  lesson: Lesson = lessons.initialLesson;
  #call: Call;
  #host: Host;
  #lastId = 0;
  #queue: { classId: number; file: File }[] = [];
  #queued = 0; // since the queue was last empty
  #wanted: number[] = []; // photos whose thumbnails are asked for
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #forecast: Forecast;

  constructor(call: Call, host: Host) {
    super();
    this.#call = call;
    this.#host = host;
    this.#forecast = new Forecast(call, {
      lesson: () => this.lesson,
      model: host.model,
      set: (change) => this.#set(change),
    });
  }

  #set(change: Partial<Lesson>): void {
    this.lesson = { ...this.lesson, ...change };
    this.tell();
  }

  // ---- What is kept ----

  // Once, when the lesson is first looked at.
  open = async (): Promise<void> => {
    if (this.lesson.opened) return;
    this.#set({ opened: true });
    try {
      const { record, left, persistent } = await this.#call("openLesson", {});
      this.#set({
        left,
        persistent,
        ...(record && this.lesson.classes.length === 0 ? lessons.fromRecord(record) : {}),
      });
      const ids = [...(record?.classes ?? []).flatMap(({ id, photos }) => [id, ...photos.map(({ id }) => id)])];
      const leftIds = left?.request.classes.flatMap(({ photos }) => photos) ?? [];
      this.#lastId = [...ids, ...leftIds].reduce((most, id) => Math.max(most, id), this.#lastId);
      this.measureSoon();
    } catch {
      this.#set({ persistent: false });
    }
  };

  #changed(change: Partial<Lesson>): void {
    this.#set(change);
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => void this.keep(), kKeepAfterMs);
    this.measureSoon();
  }

  // Writes what is to be remembered down at once.
  keep = async (): Promise<void> => {
    clearTimeout(this.#keepTimer);
    await this.#call("keepLesson", { record: lessons.recordOf(this.lesson) }).catch(() => {});
  };

  // ---- Classes and photos ----

  addClass = (name = ""): number => {
    const id = ++this.#lastId;
    const text = name || words().teach.newClassName(this.lesson.classes.length + 1);
    this.#changed({ classes: [...this.lesson.classes, { id, name: text, photos: [] }] });
    return id;
  };

  renameClass = (id: number, name: string): void =>
    this.#changed({ classes: lessons.withClass(this.lesson, id, (old) => ({ ...old, name })) });

  removeClass = (id: number): void => {
    const one = this.lesson.classes.find((one) => one.id === id);
    if (one) this.#remove(["removedClass", one.name], (classes) => classes.filter((one) => one.id !== id));
  };

  removePhoto = (id: number): void => {
    const photo = lessons.findPhoto(this.lesson.classes, id);
    if (!photo) return;
    this.#remove(["removedPhoto", photo.name], (classes) =>
      classes.map((one) => ({ ...one, photos: one.photos.filter((photo) => photo.id !== id) })),
    );
  };

  removeAll = (): void => this.#remove(["removedAll"], () => []);

  #remove(text: Message, change: (classes: Lesson["classes"]) => Lesson["classes"]): void {
    this.#settleRemoval();
    const { classes } = this.lesson;
    this.#changed({ classes: change(classes), removed: { text, before: classes } });
    this.#host.announce(words().teach.canBeUndone(say(text)));
  }

  undo = (): void => {
    const { removed } = this.lesson;
    if (removed) this.#changed({ classes: removed.before, removed: null });
  };

  // From here on the last removal cannot be undone.
  #settleRemoval(): void {
    const { removed, classes } = this.lesson;
    if (!removed) return;
    const ids = removed.before
      .flatMap(({ photos }) => photos.map(({ id }) => id))
      .filter((id) => !lessons.findPhoto(classes, id));
    this.#set({ removed: null });
    if (!this.lesson.left) void this.#call("removePhotos", { ids }).catch(() => {});
  }

  // Into this class; folders make classes of their own.
  addFiles = (files: PlacedFile[], classId: number | null): void => {
    if (lessons.isRunning(this.lesson)) return;
    this.#settleRemoval();
    for (const [folder, group] of byClass(files.filter(({ file }) => !isClutter(file.name)))) {
      const known = this.lesson.classes.find(({ name }) => name === folder)?.id;
      const id = folder === null ? (classId ?? this.lesson.classes.at(-1)?.id ?? this.addClass()) : known;
      const target = id ?? this.addClass(folder ?? "");
      this.#queue.push(...group.map((file) => ({ classId: target, file })));
      this.#queued += group.length;
    }
    if (!this.lesson.adding && this.#queue.length > 0) void this.#work();
  };

  // Two classes of drawings, for who wants to try it and has no photos at hand.
  addDrawings = async (): Promise<void> => {
    const files: PlacedFile[] = [];
    try {
      for (const [label, name] of words().teach.drawnClasses.entries())
        for (let number = 0; number < kDrawings.perClass; ++number) {
          const { photo } = await this.#call("drawPhoto", { label, number, side: kDrawings.side });
          files.push({ file: new File([photo], `${name} ${number + 1}.png`, { type: photo.type }), folders: [name] });
        }
    } catch (error) {
      this.#refuse(++this.#lastId, words().teach.drawings, error);
    }
    this.addFiles(files, null);
  };

  // One file after the other.
  async #work(): Promise<void> {
    for (;;) {
      const next = this.#queue.shift();
      if (!next) break;
      this.#set({ adding: { done: this.#queued - this.#queue.length - 1, of: this.#queued } });
      await this.#addPhoto(next.classId, next.file);
    }
    const added = this.#queued;
    this.#queued = 0;
    this.#changed({ adding: null });
    this.#host.announce(words().teach.filesRead(added));
  }

  async #addPhoto(classId: number, file: File): Promise<void> {
    const id = ++this.#lastId;
    try {
      const thumbnail = await this.#call("addPhoto", { id, photo: file });
      const photo: LessonPhoto = { id, name: file.name, thumbnail };
      this.#set({
        classes: lessons.withClass(this.lesson, classId, (old) => ({ ...old, photos: [...old.photos, photo] })),
      });
    } catch (error) {
      this.#refuse(id, file.name, error);
    }
  }

  #refuse(id: number, name: string, error: unknown): void {
    this.#set({ refused: [...this.lesson.refused, { id, name, reason: reasonOf(error) }] });
  }

  dismissRefused = (): void => this.#set({ refused: [] });

  // Of a photo from an earlier visit, that comes into view.
  wantThumbnail = (id: number): void => {
    this.#wanted.push(id);
    if (this.#wanted.length === 1) void this.#loadThumbnails();
  };

  async #loadThumbnails(): Promise<void> {
    for (; this.#wanted.length > 0; this.#wanted.shift()) {
      const id = this.#wanted[0]!;
      const thumbnail = await this.#call("thumbnail", { id }).catch(() => null);
      const place = (photo: LessonPhoto) => (photo.id === id ? { ...photo, thumbnail } : photo);
      if (thumbnail)
        this.#set({ classes: this.lesson.classes.map((one) => ({ ...one, photos: one.photos.map(place) })) });
    }
  }

  // ---- What is trained, and how long that takes ----

  choose = (scope: Scope): void => this.#changed({ wishes: { ...this.lesson.wishes, scope } });

  wish = (choices: Partial<Choices>): void => {
    const { wishes } = this.lesson;
    this.#changed({ wishes: { ...wishes, choices: { ...wishes.choices, ...choices } } });
  };

  resetChoices = (): void => this.#changed({ wishes: { ...this.lesson.wishes, choices: {} } });

  measureSoon = (): void => this.#forecast.measureSoon();

  // Shows what the present choices make of a photo.
  previewAugmentation = (): Promise<void> => this.#forecast.preview();

  // ---- A run ----

  start = (): void => {
    if (lessons.obstacle(this.lesson, this.#host.model()) !== null || lessons.isRunning(this.lesson)) return;
    this.#set({ left: null });
    this.#settleRemoval();
    const model = this.#host.model();
    this.choose(lessons.scopeOf(this.lesson, model)); // also once the model that it makes is open
    void this.#run(lessons.requestOf(this.lesson, model));
  };

  goOn = (): void => {
    const { left } = this.lesson;
    if (left) void this.#run({ ...left.request, goOn: true });
  };

  forgetLeft = (): void => {
    this.#set({ left: null });
    void this.#call("forgetRun", {}).catch(() => {});
  };

  pause = (): void => void this.#call("steer", { wish: "pause" });
  resume = (): void => {
    this.#setRun({ status: "training" });
    void this.#call("steer", { wish: "go" });
  };
  stop = (): void => {
    this.#setRun({ status: "stopping" });
    void this.#call("steer", { wish: "stop" });
  };
  closeRun = (): void => this.#set({ run: null });

  // The file of the model that was trained last.
  taughtModel = async (): Promise<File> => (await this.#call("taughtModel", {})).file;

  #setRun(change: Partial<Run>): void {
    if (this.lesson.run) this.#set({ run: { ...this.lesson.run, ...change } });
  }

  async #run(request: TrainRequest): Promise<void> {
    await this.keep();
    const empty = { reading: null, plan: null, history: [], step: null, samples: [], filters: null };
    this.#set({ run: { ...empty, request, status: "preparing", end: null, fault: null }, left: null });
    try {
      const end = await this.#call("train", request, { onProgress: (progress) => this.#hear(progress) });
      if (end.model) this.#host.adoptModel(end.model, { kind: "file", file: await this.taughtModel() });
      this.#setRun({ status: "ended", end });
      this.#host.announce(end.verdict ? words().teach.ended(Math.round(end.verdict.top1 * 100)) : "");
    } catch (error) {
      this.#setRun({ status: "ended", fault: reasonOf(error) });
      if (error instanceof CallError && error.kind === "lost") await this.#findLeft();
    }
    this.measureSoon();
  }

  // After the worker was lost in the middle of a run.
  async #findLeft(): Promise<void> {
    const { left } = await this.#call("openLesson", {});
    this.#set({ left });
  }

  #hear(progress: TrainProgress): void {
    const { run } = this.lesson;
    if (!run) return;
    if (progress.kind === "reading") this.#setRun({ reading: { done: progress.done, of: progress.of } });
    if (progress.kind === "planned") {
      this.#setRun({ status: "training", reading: null, plan: progress.plan, history: progress.plan.history });
    }
    if (progress.kind === "paused") this.#setRun({ status: "paused" });
    if (progress.kind === "step") {
      const { epoch, step, loss, secondsLeft } = progress;
      this.#setRun({ step: { epoch, step, loss, secondsLeft } });
    }
    if (progress.kind === "filters") this.#setRun({ filters: progress.filters });
    if (progress.kind === "epoch") {
      this.#setRun({ history: [...run.history, progress.report], samples: progress.samples });
    }
  }
}
