// Looking inside: the actions. Each question has a latest answer; what comes late is dropped.
import type { Call } from "../client.ts";
import { Observed } from "../observed.ts";
import type { Fit, MapScale, Method, Model, Position, Question, Region } from "../protocol.ts";
import { reasonOf } from "../reason.ts";
import { words } from "../words/words.ts";
import * as insides from "./inside.ts";
import type { Inside } from "./inside.ts";
import { fromShares, isSame } from "./region.ts";
import { Work } from "./work.ts";

const kGridSide = 900; // pixels of the grid's picture
const kPhotoSide = 800; // pixels of the photo's, at most
const kMaximizationSteps = 128;
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
  #work: Work;
  #looked: Promise<void> | null = null;
  #looks = 0; // so many photos have been looked at: what belongs to an earlier one is dropped

  constructor(call: Call, host: Host) {
    super();
    this.#call = call;
    this.#work = new Work(call);
    this.#host = host;
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
    if (Object.keys(wish).length > 0) this.#set({ ...wish, hovered: null, ...(look ? this.#fitting(wish) : {}) });
    if (look) void this.#showLayer();
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
      this.#set({ ...fresh, ...this.#fitting(fresh), photo: null });
      await this.#showLayer();
      if (number !== this.#looks) return;
      this.#set({ milliseconds: performance.now() - began });
      const { pictureMs, networkMs } = look;
      performance.measure("inside-maps", { start: began, detail: { pictureMs, networkMs } });
      void this.#loadPhoto(number).then(() => number === this.#looks && this.#explainSoon());
    } catch (error) {
      if (number === this.#looks) this.#set({ look: null, looking: false, reason: reasonOf(error) });
    }
  }

  // To be shown, with the part of it that a link asks for.
  async #loadPhoto(number: number): Promise<void> {
    const answer = await this.#call("photo", { side: kPhotoSide }).catch(() => null);
    if (!answer || number !== this.#looks) return;
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
    this.#explainSoon();
  }

  async #lookAtPart(region: Region): Promise<void> {
    const number = ++this.#looks;
    const began = performance.now();
    try {
      const look = await this.#call("lookAtPart", region);
      if (number !== this.#looks) return;
      this.#set({ look, explained: null });
      await this.#showLayer();
      if (number !== this.#looks) return;
      this.#set({ milliseconds: performance.now() - began });
      const { pictureMs, networkMs } = look;
      performance.measure("inside-part", { start: began, detail: { pictureMs, networkMs } });
    } catch (error) {
      if (number === this.#looks) this.#set({ reason: reasonOf(error) });
    }
  }

  // The choices as far as this network has them.
  #fitting(wish: Partial<Inside>): Partial<Inside> {
    const { look, layer, grid, cursor, pinned, classIndex } = { ...this.inside, ...wish };
    if (!look) return {};
    const found = look.layers.find(({ name }) => name === layer) ?? look.layers[0]!;
    const units = insides.unitsOf(found);
    const isNew = pinned === null && !grid;
    return {
      layer: found.name,
      cursor: isNew ? found.strongest : Math.min(cursor, units - 1),
      pinned: pinned === null ? null : Math.min(pinned, units - 1),
      classIndex: classIndex !== null && classIndex < look.probabilities.length ? classIndex : null,
    };
  }

  // ---- The layer and its units ----

  setLayer = (name: string): void => {
    const layer = this.inside.look?.layers.find((one) => one.name === name);
    const before = insides.layerOf(this.inside);
    if (!layer || layer === before) return;
    const units = insides.unitsOf(layer);
    const { pinned, cursor } = this.inside;
    const sameUnits = before !== null && insides.unitsOf(before) === units;
    const samePlaces = before !== null && before.shape.join() === layer.shape.join();
    this.#set({
      layer: name,
      hovered: null,
      // The same channel goes on through ReLU, normalization and pooling; elsewhere a number means nothing.
      cursor: sameUnits ? cursor : layer.strongest,
      pinned: sameUnits ? pinned : null,
      ...(samePlaces ? {} : { at: null }),
      channel: null,
      showsFilters: false,
    });
    this.#host.announce(words().inside.layerUnits(name, units));
    void this.#showLayer();
    this.#keep();
    if (this.inside.aboutUnit) this.#explainSoon();
  };

  stepLayer = (step: number): void => {
    const { look, layer } = this.inside;
    const next = look && look.layers[look.layers.findIndex(({ name }) => name === layer) + step];
    if (next) this.setLayer(next.name);
  };

  setScale = (scale: MapScale): void => {
    this.#set({ scale });
    void this.#showLayer();
    this.#keep();
  };

  setFilters = (showsFilters: boolean): void => {
    if (!insides.hasFilters(this.inside)) return;
    this.#set({ showsFilters });
    if (showsFilters && !this.inside.filters) void this.#loadFilters();
  };

  async #loadFilters(): Promise<void> {
    const filters = await this.#call("filters", {}).catch(() => null);
    this.#set(filters ? { filters } : { showsFilters: false });
  }

  async #showLayer(): Promise<void> {
    const { layer, scale } = this.inside;
    const number = this.#looks;
    const unit = this.#showUnit();
    const units = await this.#call("units", { layer, scale, side: kGridSide }).catch(() => null);
    const isLate = number !== this.#looks || layer !== this.inside.layer || scale !== this.inside.scale;
    if (units && !isLate) this.#set({ grid: { layer, units } });
    await unit;
  }

  hover = (unit: number | null): void => {
    if (unit === this.inside.hovered) return;
    const { pinned, cursor } = this.inside;
    this.#set({ hovered: unit, ...(unit === null ? { cursor: pinned ?? cursor } : {}) });
    void this.#showUnit();
  };

  move = (right: number, down: number): void => {
    const { grid, filters, showsFilters } = this.inside;
    const layer = insides.layerOf(this.inside);
    if (!grid || !layer) return;
    const { columns } = (showsFilters && filters ? filters : grid.units).layout;
    const unit = insides.neighbour(insides.shownUnit(this.inside), columns, insides.unitsOf(layer), right, down);
    this.#set({ cursor: unit, hovered: null });
    void this.#showUnit();
  };

  pin = (unit = insides.shownUnit(this.inside)): void => {
    this.#set({ pinned: unit, cursor: unit });
    this.#host.announce(words().inside.unitPinned(unit, this.inside.layer));
    void this.#showUnit();
    this.#keep();
    if (this.inside.aboutUnit) this.#explainSoon();
  };

  // Back to the pinned unit; when that is shown, lets go of it.
  leave = (): void => {
    const { pinned, cursor, aboutUnit } = this.inside;
    if (pinned === null) return;
    if (cursor !== pinned) {
      this.#set({ cursor: pinned, hovered: null });
      return void this.#showUnit();
    }
    this.#set({ pinned: null, aboutUnit: false, at: null });
    void this.#showUnit();
    this.#keep();
    if (aboutUnit) this.#explainSoon();
  };

  async #showUnit(): Promise<void> {
    const { layer } = this.inside;
    const unit = insides.shownUnit(this.inside);
    const number = this.#looks;
    const isLate = () =>
      number !== this.#looks || layer !== this.inside.layer || unit !== insides.shownUnit(this.inside);
    const map = await this.#call("unit", { layer, unit }).catch(() => null);
    if (!map || isLate()) return;
    const isSame = this.inside.unit?.layer === layer && this.inside.unit.unit === unit;
    this.#set({ unit: { layer, unit, map }, ...(isSame ? {} : { channel: null }) });
    await this.#showValue();
  }

  // A place in the map; null: where it is strongest.
  pick = (at: Position | null): void => {
    this.#set({ at });
    void this.#showValue();
  };

  async #showValue(): Promise<void> {
    const { unit, at } = this.inside;
    const layer = this.inside.look?.layers.find(({ name }) => name === unit?.layer);
    if (!unit || !layer) return;
    const place = at ?? insides.strongestPlace(unit.map.values, insides.hasMaps(layer) ? layer.shape[1]! : 1);
    const made = await this.#call("value", { layer: unit.layer, unit: unit.unit, ...place }).catch(() => null);
    if (made && unit === this.inside.unit && at === this.inside.at) this.#set({ value: { at: place, made } });
  }

  setChannel = (channel: number): void => this.#set({ channel });

  // ---- Explanations ----

  setMethod = (method: Method): void => {
    this.#set({ method });
    this.#keep();
    this.#explainSoon();
  };

  nextMethod = (): void => {
    const at = insides.kMethods.indexOf(this.inside.method);
    this.setMethod(insides.kMethods[(at + 1) % insides.kMethods.length]!);
  };

  setClass = (classIndex: number | null): void => {
    this.#set({ classIndex, aboutUnit: false });
    this.#keep();
    this.#explainSoon();
  };

  setAboutUnit = (aboutUnit: boolean): void => {
    const { pinned } = this.inside;
    if (aboutUnit && pinned === null) this.pin();
    this.#set({ aboutUnit });
    this.#keep();
    this.#explainSoon();
  };

  setOpacity = (opacity: number): void => this.#set({ opacity });

  // Gives up what takes long; what there is of it stays.
  cancel = (): void => this.#work.cancel();

  get isWorking(): boolean {
    return this.#work.isUnderWay;
  }

  // The question may have changed: what takes long is given up, what does not is worked out at once.
  #explainSoon(): void {
    this.#work.keepTo(this.question());
    if (!insides.isSlow(this.inside.method) && !this.#moving) void this.explain();
  }

  question(): Question {
    const { method, layer, pinned, aboutUnit, look } = this.inside;
    const side = look?.square.side ?? 0;
    const effort =
      method === "occlusion"
        ? { patch: Math.max(1, Math.round(side / 6)), stride: Math.max(1, Math.round(side / 12)) }
        : method === "maximize"
          ? { steps: kMaximizationSteps }
          : {};
    // Grad-CAM is about classes alone.
    if (aboutUnit && pinned !== null && method !== "grad-cam") return { method, layer, unit: pinned, ...effort };
    return { method, class: insides.explainedClass(this.inside), ...effort };
  }

  // Answers the present question, and once more if another came up meanwhile.
  explain = async (): Promise<void> => {
    if (this.inside.explaining || this.inside.looking || !this.inside.look) return;
    this.#set({ explaining: true, explainFault: "" });
    const number = this.#looks;
    const question = this.question();
    const key = JSON.stringify(question);
    const isCurrent = () => number === this.#looks && key === JSON.stringify(this.question());
    try {
      await this.#work.do(question, (answer) => isCurrent() && this.#set({ explained: { key, answer } }));
    } catch (error) {
      if (isCurrent()) this.#set({ explained: null, explainFault: reasonOf(error) });
    }
    this.#set({ explaining: false });
    if (this.inside.look && !isCurrent()) this.#explainSoon();
  };

  // Whether what is laid over the photo answers the present question.
  isExplained = (): boolean => this.inside.explained?.key === JSON.stringify(this.question());
}
