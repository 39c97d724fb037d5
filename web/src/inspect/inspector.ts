// The inspector: its actions, and the photo that the network processes.
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

const kPhotoSide = 800; // pixels of the longer side of the reduced photo, at most
const kUpdateAddressAfterMs = 300; // without a change of the region

// What is inspected.
export interface Subject {
  photo: { id: number; blob: Blob };
  model: Model;
  fit: Fit;
}

export interface Host {
  setAddress: (hash: string) => void;
  announce: (text: string) => void;
}

export class Inspector extends Observable {
  inspection: Inspection = inspections.initialInspection;
  #call: Call;
  #host: Host;
  #subject: Subject | null = null;
  #moving = false; // the worker is inspecting another region of the photo
  #addressTimer: ReturnType<typeof setTimeout> | undefined;
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

  #updateAddress(): void {
    if (this.inspection.inspected) this.#host.setAddress(inspections.addressOf(this.inspection));
  }

  // For changes in quick succession: browsers block a page that changes its address many times a second.
  #updateAddressLater(): void {
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(() => this.#updateAddress(), kUpdateAddressAfterMs);
  }

  // Applies the choices of an address; others stay as they are.
  open = (hash: string): void => {
    const choices = inspections.fromAddress(hash);
    const { inspected } = this.inspection;
    const valid = inspections.validChoices(this.inspection, choices);
    if (Object.keys(choices).length > 0) this.#set({ ...choices, hovered: null, ...valid });
    if (inspected) void this.#maps.layer();
    this.#moveToLinked();
  };

  // Inspects the photo, unless it is the current one.
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

  // Resolves once the maps of the photo are there; null if they are.
  get pending(): Promise<void> | null {
    return this.#pending;
  }

  // Clears everything after a loss of the worker.
  forget = (): void => {
    this.#subject = null;
    this.cancel();
    this.#generation += 1;
    const { scale, method, opacity } = this.inspection;
    this.#set({ ...inspections.initialInspection, scale, method, opacity });
  };

  async #inspect({ photo, fit }: Subject): Promise<void> {
    const generation = ++this.#generation;
    const started = performance.now();
    this.cancel();
    if (this.inspection.region) this.#updateAddressLater();
    this.#set({ isInspecting: true, reason: "", hovered: null, region: null });
    try {
      const inspected = await this.#call("inspectPhoto", { photo: photo.blob, fit });
      if (generation !== this.#generation) return;
      const fresh = { inspected, isInspecting: false, value: null, explained: null, grid: null, unit: null };
      this.#set({ ...fresh, ...inspections.validChoices(this.inspection, fresh), photo: null });
      await this.#maps.layer();
      if (generation !== this.#generation) return;
      this.#set({ milliseconds: performance.now() - started });
      const { picture_milliseconds: preprocessMs, network_milliseconds: networkMs } = inspected;
      performance.measure("inside-maps", { start: started, detail: { preprocessMs, networkMs } });
      void this.#loadPhoto().then(() => generation === this.#generation && this.#explanations.update());
    } catch (error) {
      if (generation === this.#generation) this.#set({ inspected: null, isInspecting: false, reason: reasonOf(error) });
    }
  }

  // Loads the reduced photo, and then follows a link to a region of it.
  async #loadPhoto(): Promise<void> {
    const subject = this.#subject;
    const answer = await this.#call("photo", { side: kPhotoSide }).catch(() => null);
    if (!answer || subject !== this.#subject) return;
    this.#set({ photo: answer.image });
    this.#moveToLinked();
  }

  // ---- Another region of the photo ----

  // Inspects another region. Of several requests in a row only the latest is computed, after the one in progress.
  moveTo = (region: Region): void => {
    const { inspected, isInspecting } = this.inspection;
    if (!inspected || isInspecting || isSame(region, this.inspection.region ?? inspected.region)) return;
    this.#set({ region, linkedRegion: null });
    if (!this.#moving) void this.#move();
  };

  // Follows a link to a region, once the photo is there.
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
    this.#updateAddressLater();
    this.#explanations.update();
  }

  async #inspectRegion(region: Region): Promise<void> {
    const generation = ++this.#generation;
    const started = performance.now();
    try {
      const inspected = await this.#call("inspectRegion", region);
      if (generation !== this.#generation) return;
      this.#set({ inspected, explained: null });
      await this.#maps.layer();
      if (generation !== this.#generation) return;
      this.#set({ milliseconds: performance.now() - started });
      const { picture_milliseconds: preprocessMs, network_milliseconds: networkMs } = inspected;
      performance.measure("inside-part", { start: started, detail: { preprocessMs, networkMs } });
      if (!this.inspection.photo) void this.#loadPhoto(); // the region was moved before the photo could be requested
    } catch (error) {
      if (generation === this.#generation) this.#set({ reason: reasonOf(error) });
    }
  }

  // ---- The layer and its units ----

  setLayer = (name: string): void => {
    const layer = this.inspection.inspected?.layers.find((one) => one.name === name);
    if (!layer || layer === inspections.layerOf(this.inspection)) return;
    this.#set(inspections.withLayer(this.inspection, layer));
    this.#host.announce(words().inspect.layerUnits(name, inspections.unitsOf(layer)));
    void this.#maps.layer();
    this.#updateAddress();
    if (this.inspection.aboutUnit) this.#explanations.update();
  };

  stepLayer = (step: number): void => {
    const { inspected, layer } = this.inspection;
    const next = inspected && inspected.layers[inspected.layers.findIndex(({ name }) => name === layer) + step];
    if (next) this.setLayer(next.name);
  };

  setScale = (scale: MapScale): void => {
    this.#set({ scale });
    void this.#maps.layer();
    this.#updateAddress();
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
    this.#updateAddress();
    if (this.inspection.aboutUnit) this.#explanations.update();
  };

  // Returns to the pinned unit; unpins it if it is shown.
  leave = (): void => {
    const { pinned, cursor, aboutUnit } = this.inspection;
    if (pinned === null) return;
    if (cursor !== pinned) {
      this.#set({ cursor: pinned, hovered: null });
      return void this.#maps.unit();
    }
    this.#set({ pinned: null, aboutUnit: false, at: null });
    void this.#maps.unit();
    this.#updateAddress();
    if (aboutUnit) this.#explanations.update();
  };

  // Chooses a value of the map; null: the strongest.
  pick = (at: Position | null): void => {
    this.#set({ at });
    void this.#maps.value();
  };

  setChannel = (channel: number): void => this.#set({ channel });

  // ---- Explanations ----

  setMethod = (method: Method): void => {
    this.#set({ method });
    this.#updateAddress();
    this.#explanations.update();
  };

  nextMethod = (): void => {
    const at = inspections.kMethods.indexOf(this.inspection.method);
    this.setMethod(inspections.kMethods[(at + 1) % inspections.kMethods.length]!);
  };

  setClass = (classIndex: number | null): void => {
    this.#set({ classIndex, aboutUnit: false });
    this.#updateAddress();
    this.#explanations.update();
  };

  setAboutUnit = (aboutUnit: boolean): void => {
    const { pinned } = this.inspection;
    if (aboutUnit && pinned === null) this.pin();
    this.#set({ aboutUnit });
    this.#updateAddress();
    this.#explanations.update();
  };

  setOpacity = (opacity: number): void => this.#set({ opacity });

  // Cancels a slow explanation; its partial result stays.
  cancel = (): void => this.#explanations.cancel();

  get isWorking(): boolean {
    return this.#explanations.isUnderWay;
  }

  request = (): ExplainRequest => explainRequestOf(this.inspection);
  explain = (): Promise<void> => this.#explanations.explain();
  isExplained = (): boolean => isExplained(this.inspection);
}
