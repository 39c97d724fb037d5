// Looking inspection: the actions, and the photo that is before the network.
import type { Call } from "../core/client.ts";
import { Observable } from "../shared/observable.ts";
import type { Fit, MapScale, Method, Model, Position, ExplainRequest, Region } from "../core/protocol.ts";
import { reasonOf } from "../shared/localized_error.ts";
import { words } from "../words/words.ts";
import { Explanations, isExplained, explainRequestOf } from "./explanations.ts";
import type { InspectorContext } from "./inspector_context.ts";
import * as inspections from "./inspection.ts";
import type { Inspection } from "./inspection.ts";
import { MapRequests } from "./map_requests.ts";
import { fromRelative, isSame } from "./region.ts";

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

export class Inspector extends Observable {
  inspection: Inspection = inspections.initialInspection;
  #call: Call;
  #host: Host;
  #subject: Subject | null = null;
  #moving = false; // the worker generation at another part of the photo
  #keepTimer: ReturnType<typeof setTimeout> | undefined;
  #maps: MapRequests;
  #explanations: Explanations;
  #pending: Promise<void> | null = null;
  #generation = 0;

  constructor(call: Call, host: Host) {
    super();
    this.#call = call;
    this.#host = host;
    const context: InspectorContext = {
      inspection: () => this.inspection,
      set: (change) => this.#set(change),
      generation: () => this.#generation,
    };
    this.#maps = new MapRequests(call, context);
    this.#explanations = new Explanations(call, context, () => !this.#moving);
  }

  #set(change: Partial<Inspection>): void {
    this.inspection = { ...this.inspection, ...change };
    this.notify();
  }

  #keep(): void {
    if (this.inspection.inspected) this.#host.keepAddress(inspections.addressOf(this.inspection));
  }

  // While something moves: browsers stop a page that changes its address many times a second.
  #keepSoon(): void {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = setTimeout(() => this.#keep(), kKeepAfterMs);
  }

  // What the address asks for; what it does not say stays.
  open = (hash: string): void => {
    const wish = inspections.fromAddress(hash);
    const { inspected } = this.inspection;
    const choices = inspections.validChoices(this.inspection, wish);
    if (Object.keys(wish).length > 0) this.#set({ ...wish, hovered: null, ...choices });
    if (inspected) void this.#maps.layer();
    this.#moveToLinked();
  };

  // Looks at the photo, unless it is the one that is pending at.
  show = (subject: Subject): void => {
    const before = this.#subject;
    const { photo, model, fit } = subject;
    if (before?.photo.id === photo.id && before.model === model && before.fit === fit) return;
    this.#subject = subject;
    if (before?.model !== model) this.#set({ filters: null });
    const pending = this.#inspect(subject);
    this.#pending = pending;
    void pending.then(() => pending === this.#pending && (this.#pending = null));
  };

  // Until the maps of the photo are there; null when they are.
  get pending(): Promise<void> | null {
    return this.#pending;
  }

  // The worker that knew them is gone.
  forget = (): void => {
    this.#subject = null;
    this.cancel();
    this.#generation += 1;
    const { scale, method, opacity } = this.inspection;
    this.#set({ ...inspections.initialInspection, scale, method, opacity });
  };

  async #inspect({ photo, fit }: Subject): Promise<void> {
    const number = ++this.#generation;
    const began = performance.now();
    this.cancel();
    if (this.inspection.region) this.#keepSoon();
    this.#set({ isInspecting: true, reason: "", hovered: null, region: null });
    try {
      const inspected = await this.#call("inspectPhoto", { photo: photo.blob, fit });
      if (number !== this.#generation) return;
      const fresh = { inspected, isInspecting: false, value: null, explained: null, grid: null, unit: null };
      this.#set({ ...fresh, ...inspections.validChoices(this.inspection, fresh), photo: null });
      await this.#maps.layer();
      if (number !== this.#generation) return;
      this.#set({ milliseconds: performance.now() - began });
      const { preprocessMs, networkMs } = inspected;
      performance.measure("inside-maps", { start: began, detail: { preprocessMs, networkMs } });
      void this.#loadPhoto().then(() => number === this.#generation && this.#explanations.soon());
    } catch (error) {
      if (number === this.#generation) this.#set({ inspected: null, isInspecting: false, reason: reasonOf(error) });
    }
  }

  // To be shown, with the part of it that a link asks for.
  async #loadPhoto(): Promise<void> {
    const subject = this.#subject;
    const answer = await this.#call("photo", { side: kPhotoSide }).catch(() => null);
    if (!answer || subject !== this.#subject) return;
    this.#set({ photo: answer.image });
    this.#moveToLinked();
  }

  // ---- Another part of the photo ----

  // Of many wishes in a row the latest is pending at, as soon as the one before is.
  moveTo = (region: Region): void => {
    const { inspected, isInspecting } = this.inspection;
    if (!inspected || isInspecting || isSame(region, this.inspection.region ?? inspected.region)) return;
    this.#set({ region, linkedRegion: null });
    if (!this.#moving) void this.#move();
  };

  // Waits for the photo, where that is not there yet.
  #moveToLinked(): void {
    const { linkedRegion, inspected, isInspecting, photo } = this.inspection;
    if (!linkedRegion || !inspected || isInspecting || !photo) return;
    this.#set({ linkedRegion: null });
    this.moveTo(fromRelative(linkedRegion, inspected.region, inspected.photo));
  }

  resetRegion = (): void => {
    if (this.#subject) void this.#inspect(this.#subject);
  };

  async #move(): Promise<void> {
    this.#moving = true;
    this.cancel();
    for (let seen: Region | null = null; this.inspection.region && this.inspection.region !== seen;) {
      seen = this.inspection.region;
      await this.#inspectRegion(seen);
    }
    this.#moving = false;
    this.#keepSoon();
    this.#explanations.soon();
  }

  async #inspectRegion(region: Region): Promise<void> {
    const number = ++this.#generation;
    const began = performance.now();
    try {
      const inspected = await this.#call("inspectRegion", region);
      if (number !== this.#generation) return;
      this.#set({ inspected, explained: null });
      await this.#maps.layer();
      if (number !== this.#generation) return;
      this.#set({ milliseconds: performance.now() - began });
      const { preprocessMs, networkMs } = inspected;
      performance.measure("inside-part", { start: began, detail: { preprocessMs, networkMs } });
      if (!this.inspection.photo) void this.#loadPhoto(); // the square was moved before it could be asked for
    } catch (error) {
      if (number === this.#generation) this.#set({ reason: reasonOf(error) });
    }
  }

  // ---- The layer and its units ----

  setLayer = (name: string): void => {
    const layer = this.inspection.inspected?.layers.find((one) => one.name === name);
    if (!layer || layer === inspections.layerOf(this.inspection)) return;
    this.#set(inspections.withLayer(this.inspection, layer));
    this.#host.announce(words().inspect.layerUnits(name, inspections.unitsOf(layer)));
    void this.#maps.layer();
    this.#keep();
    if (this.inspection.aboutUnit) this.#explanations.soon();
  };

  stepLayer = (step: number): void => {
    const { inspected, layer } = this.inspection;
    const next = inspected && inspected.layers[inspected.layers.findIndex(({ name }) => name === layer) + step];
    if (next) this.setLayer(next.name);
  };

  setScale = (scale: MapScale): void => {
    this.#set({ scale });
    void this.#maps.layer();
    this.#keep();
  };

  setFilters = (showsFilters: boolean): void => {
    if (!inspections.hasFilters(this.inspection)) return;
    this.#set({ showsFilters });
    if (showsFilters && !this.inspection.filters) void this.#maps.filters();
  };

  hover = (unit: number | null): void => {
    if (unit === this.inspection.hovered) return;
    const { pinned, cursor } = this.inspection;
    this.#set({ hovered: unit, ...(unit === null ? { cursor: pinned ?? cursor } : {}) });
    void this.#maps.unit();
  };

  move = (right: number, down: number): void => {
    const { grid, filters, showsFilters } = this.inspection;
    const layer = inspections.layerOf(this.inspection);
    if (!grid || !layer) return;
    const { columns } = (showsFilters && filters ? filters : grid.units).layout;
    const unit = inspections.neighbor(
      inspections.shownUnit(this.inspection),
      columns,
      inspections.unitsOf(layer),
      right,
      down,
    );
    this.#set({ cursor: unit, hovered: null });
    void this.#maps.unit();
  };

  pin = (unit = inspections.shownUnit(this.inspection)): void => {
    this.#set({ pinned: unit, cursor: unit });
    this.#host.announce(words().inspect.unitPinned(unit, this.inspection.layer));
    void this.#maps.unit();
    this.#keep();
    if (this.inspection.aboutUnit) this.#explanations.soon();
  };

  // Back to the pinned unit; when that is shown, lets go of it.
  leave = (): void => {
    const { pinned, cursor, aboutUnit } = this.inspection;
    if (pinned === null) return;
    if (cursor !== pinned) {
      this.#set({ cursor: pinned, hovered: null });
      return void this.#maps.unit();
    }
    this.#set({ pinned: null, aboutUnit: false, at: null });
    void this.#maps.unit();
    this.#keep();
    if (aboutUnit) this.#explanations.soon();
  };

  // A place in the map; null: where it is strongest.
  pick = (at: Position | null): void => {
    this.#set({ at });
    void this.#maps.value();
  };

  setChannel = (channel: number): void => this.#set({ channel });

  // ---- Explanations ----

  setMethod = (method: Method): void => {
    this.#set({ method });
    this.#keep();
    this.#explanations.soon();
  };

  nextMethod = (): void => {
    const at = inspections.kMethods.indexOf(this.inspection.method);
    this.setMethod(inspections.kMethods[(at + 1) % inspections.kMethods.length]!);
  };

  setClass = (classIndex: number | null): void => {
    this.#set({ classIndex, aboutUnit: false });
    this.#keep();
    this.#explanations.soon();
  };

  setAboutUnit = (aboutUnit: boolean): void => {
    const { pinned } = this.inspection;
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

  question = (): ExplainRequest => explainRequestOf(this.inspection);
  explain = (): Promise<void> => this.#explanations.explain();
  isExplained = (): boolean => isExplained(this.inspection);
}
