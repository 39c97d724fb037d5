// Looking inside: the actions, and the photo that is before the network.
import type { Call } from "../client.ts";
import { Observed } from "../observed.ts";
import type { Fit, MapScale, Method, Model, Position, Question, Region } from "../protocol.ts";
import { reasonOf } from "../reason.ts";
import { words } from "../words/words.ts";
import { Explanations, isExplained, questionOf } from "./explanations.ts";
import type { Held } from "./held.ts";
import * as insides from "./inside.ts";
import type { Inside } from "./inside.ts";
import { Questions } from "./questions.ts";
import { fromShares, isSame } from "./region.ts";

const kPhotoSide = 800; // pixels of the photo's, at most
const kKeepAfterMs = 300; // so long the square has stood still

// What is before the network.
export interface Subject {
  photo: { id: number; blob: Blob };
  model: Model;
  fit: Fit;
}

export interface Host {
  keepAddress: (hash: string) => void;
  announce: (text: string) => void;
}

export class Inspector extends Observed {
  inside: Inside = insides.initialInside;
  #call: Call;
  #host: Host;
  #subject: Subject | null = null;
  #moving = false; // the worker looks at another part of the photo
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #questions: Questions;
  #explanations: Explanations;
  #looked: Promise<void> | null = null;
  #looks = 0;

  constructor(call: Call, host: Host) {
    super();
    this.#call = call;
    this.#host = host;
    const held: Held = { inside: () => this.inside, set: (change) => this.#set(change), looks: () => this.#looks };
    this.#questions = new Questions(call, held);
    this.#explanations = new Explanations(call, held, () => !this.#moving);
  }

  #set(change: Partial<Inside>): void {
    this.inside = { ...this.inside, ...change };
    this.tell();
  }

  #keep(): void {
    if (this.inside.look) this.#host.keepAddress(insides.addressOf(this.inside));
  }

  // While something moves: browsers stop a page that changes its address many times a second.
  #keepSoon(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), kKeepAfterMs);
  }

  // What the address asks for; what it does not say stays.
  open = (hash: string): void => {
    const wish = insides.fromAddress(hash);
    const { look } = this.inside;
    const choices = insides.fitting(this.inside, wish);
    if (Object.keys(wish).length > 0) this.#set({ ...wish, hovered: null, ...choices });
    if (look) void this.#questions.layer();
    this.#moveToLinked();
  };

  // Looks at the photo, unless it is the one that is looked at.
  show = (subject: Subject): void => {
    const before = this.#subject;
    const { photo, model, fit } = subject;
    if (before?.photo.id === photo.id && before.model === model && before.fit === fit) return;
    this.#subject = subject;
    if (before?.model !== model) this.#set({ filters: null });
    const looked = this.#look(subject);
    this.#looked = looked;
    void looked.then(() => looked === this.#looked && (this.#looked = null));
  };

  // Until the maps of the photo are there; null when they are.
  get looked(): Promise<void> | null {
    return this.#looked;
  }

  // The worker that knew them is gone.
  forget = (): void => {
    this.#subject = null;
    this.cancel();
    this.#looks += 1;
    const { scale, method, opacity } = this.inside;
    this.#set({ ...insides.initialInside, scale, method, opacity });
  };

  async #look({ photo, fit }: Subject): Promise<void> {
    const number = ++this.#looks;
    const began = performance.now();
    this.cancel();
    if (this.inside.region) this.#keepSoon();
    this.#set({ looking: true, reason: "", hovered: null, region: null });
    try {
      const look = await this.#call("look", { photo: photo.blob, fit });
      if (number !== this.#looks) return;
      const fresh = { look, looking: false, value: null, explained: null, grid: null, unit: null };
      this.#set({ ...fresh, ...insides.fitting(this.inside, fresh), photo: null });
      await this.#questions.layer();
      if (number !== this.#looks) return;
      this.#set({ milliseconds: performance.now() - began });
      const { pictureMs, networkMs } = look;
      performance.measure("inside-maps", { start: began, detail: { pictureMs, networkMs } });
      void this.#loadPhoto().then(() => number === this.#looks && this.#explanations.soon());
    } catch (error) {
      if (number === this.#looks) this.#set({ look: null, looking: false, reason: reasonOf(error) });
    }
  }

  // To be shown, with the part of it that a link asks for.
  async #loadPhoto(): Promise<void> {
    const subject = this.#subject;
    const answer = await this.#call("photo", { side: kPhotoSide }).catch(() => null);
    if (!answer || subject !== this.#subject) return;
    this.#set({ photo: answer.picture });
    this.#moveToLinked();
  }

  // ---- Another part of the photo ----

  // Of many wishes in a row the latest is looked at, as soon as the one before is.
  moveTo = (region: Region): void => {
    const { look, looking } = this.inside;
    if (!look || looking || isSame(region, this.inside.region ?? look.region)) return;
    this.#set({ region, linked: null });
    if (!this.#moving) void this.#move();
  };

  // Waits for the photo, where that is not there yet.
  #moveToLinked(): void {
    const { linked, look, looking, photo } = this.inside;
    if (!linked || !look || looking || !photo) return;
    this.#set({ linked: null });
    this.moveTo(fromShares(linked, look.region, look.photo));
  }

  resetRegion = (): void => {
    if (this.#subject) void this.#look(this.#subject);
  };

  async #move(): Promise<void> {
    this.#moving = true;
    this.cancel();
    for (let seen: Region | null = null; this.inside.region && this.inside.region !== seen;) {
      seen = this.inside.region;
      await this.#lookAtPart(seen);
    }
    this.#moving = false;
    this.#keepSoon();
    this.#explanations.soon();
  }

  async #lookAtPart(region: Region): Promise<void> {
    const number = ++this.#looks;
    const began = performance.now();
    try {
      const look = await this.#call("lookAtPart", region);
      if (number !== this.#looks) return;
      this.#set({ look, explained: null });
      await this.#questions.layer();
      if (number !== this.#looks) return;
      this.#set({ milliseconds: performance.now() - began });
      const { pictureMs, networkMs } = look;
      performance.measure("inside-part", { start: began, detail: { pictureMs, networkMs } });
      if (!this.inside.photo) void this.#loadPhoto(); // the square was moved before it could be asked for
    } catch (error) {
      if (number === this.#looks) this.#set({ reason: reasonOf(error) });
    }
  }

  // ---- The layer and its units ----

  setLayer = (name: string): void => {
    const layer = this.inside.look?.layers.find((one) => one.name === name);
    if (!layer || layer === insides.layerOf(this.inside)) return;
    this.#set(insides.atLayer(this.inside, layer));
    this.#host.announce(words().inside.layerUnits(name, insides.unitsOf(layer)));
    void this.#questions.layer();
    this.#keep();
    if (this.inside.aboutUnit) this.#explanations.soon();
  };

  stepLayer = (step: number): void => {
    const { look, layer } = this.inside;
    const next = look && look.layers[look.layers.findIndex(({ name }) => name === layer) + step];
    if (next) this.setLayer(next.name);
  };

  setScale = (scale: MapScale): void => {
    this.#set({ scale });
    void this.#questions.layer();
    this.#keep();
  };

  setFilters = (showsFilters: boolean): void => {
    if (!insides.hasFilters(this.inside)) return;
    this.#set({ showsFilters });
    if (showsFilters && !this.inside.filters) void this.#questions.filters();
  };

  hover = (unit: number | null): void => {
    if (unit === this.inside.hovered) return;
    const { pinned, cursor } = this.inside;
    this.#set({ hovered: unit, ...(unit === null ? { cursor: pinned ?? cursor } : {}) });
    void this.#questions.unit();
  };

  move = (right: number, down: number): void => {
    const { grid, filters, showsFilters } = this.inside;
    const layer = insides.layerOf(this.inside);
    if (!grid || !layer) return;
    const { columns } = (showsFilters && filters ? filters : grid.units).layout;
    const unit = insides.neighbour(insides.shownUnit(this.inside), columns, insides.unitsOf(layer), right, down);
    this.#set({ cursor: unit, hovered: null });
    void this.#questions.unit();
  };

  pin = (unit = insides.shownUnit(this.inside)): void => {
    this.#set({ pinned: unit, cursor: unit });
    this.#host.announce(words().inside.unitPinned(unit, this.inside.layer));
    void this.#questions.unit();
    this.#keep();
    if (this.inside.aboutUnit) this.#explanations.soon();
  };

  // Back to the pinned unit; when that is shown, lets go of it.
  leave = (): void => {
    const { pinned, cursor, aboutUnit } = this.inside;
    if (pinned === null) return;
    if (cursor !== pinned) {
      this.#set({ cursor: pinned, hovered: null });
      return void this.#questions.unit();
    }
    this.#set({ pinned: null, aboutUnit: false, at: null });
    void this.#questions.unit();
    this.#keep();
    if (aboutUnit) this.#explanations.soon();
  };

  // A place in the map; null: where it is strongest.
  pick = (at: Position | null): void => {
    this.#set({ at });
    void this.#questions.value();
  };

  setChannel = (channel: number): void => this.#set({ channel });

  // ---- Explanations ----

  setMethod = (method: Method): void => {
    this.#set({ method });
    this.#keep();
    this.#explanations.soon();
  };

  nextMethod = (): void => {
    const at = insides.kMethods.indexOf(this.inside.method);
    this.setMethod(insides.kMethods[(at + 1) % insides.kMethods.length]!);
  };

  setClass = (classIndex: number | null): void => {
    this.#set({ classIndex, aboutUnit: false });
    this.#keep();
    this.#explanations.soon();
  };

  setAboutUnit = (aboutUnit: boolean): void => {
    const { pinned } = this.inside;
    if (aboutUnit && pinned === null) this.pin();
    this.#set({ aboutUnit });
    this.#keep();
    this.#explanations.soon();
  };

  setOpacity = (opacity: number): void => this.#set({ opacity });

  // Gives up what takes long; what there is of it stays.
  cancel = (): void => this.#explanations.cancel();

  get isWorking(): boolean {
    return this.#explanations.isUnderWay;
  }

  question = (): Question => questionOf(this.inside);
  explain = (): Promise<void> => this.#explanations.explain();
  isExplained = (): boolean => isExplained(this.inside);
}
