// The example on the first view: a sample photo with its answer, its maps and a heat map, worked out on the visitor's own machine.
import type { Call } from "../core/client.ts";
import type { Classification, Layer, Model, RgbaImage } from "../core/protocol.ts";
import { Observable } from "../shared/observable.ts";
import type { Sample } from "./state.ts";

const kTop = 3;
const kConvolution = "convolution";
const kMostBytes = 16e6; // of a model; a larger one would take its time

export interface ExampleAnswer {
  sample: Sample;
  result: Classification;
  layers: Layer[]; // the convolutions; empty until they are there
  heat: RgbaImage | null; // of Grad-CAM
}

interface Host {
  isIdle: (model: Model) => boolean; // whether the visitor still sees the first view with this model, and waits for nothing
  inspects: () => void; // the worker inspects the sample now, and no longer the visitor's photo
}

export class Example extends Observable {
  answer: ExampleAnswer | null = null;
  #call: Call;
  #base: string;
  #host: Host;
  #asked: Model | null = null;

  constructor(call: Call, base: string, host: Host) {
    super();
    this.#call = call;
    this.#base = base;
    this.#host = host;
  }

  // Works the example out, unless it is of this model already. Stops where the visitor begins something.
  show = async (sample: Sample, model: Model): Promise<void> => {
    if (this.#asked === model || model.bytes > kMostBytes) return;
    this.#asked = model;
    try {
      const isDone = await this.#compute(sample, model);
      if (!isDone && this.#asked === model) this.#asked = null; // again when the visitor is back
    } catch {
      this.#set(null); // without an example the page works as well
    }
  };

  #set(answer: ExampleAnswer | null): void {
    this.answer = answer;
    this.notify();
  }

  async #compute(sample: Sample, model: Model): Promise<boolean> {
    const response = await fetch(new URL(sample.file, this.#base), { mode: "same-origin" });
    if (!response.ok || !this.#host.isIdle(model)) return false;
    const photo = await response.blob();
    const result = await this.#call("classify", { photo, fit: "model", top: kTop });
    const answer: ExampleAnswer = { sample, result, layers: [], heat: null };
    if (!this.#host.isIdle(model)) return false;
    this.#set(answer);
    this.#host.inspects();
    const inspected = await this.#call("inspectPhoto", { photo, fit: "model" });
    const layers = inspected.layers.filter(({ operation }) => operation === kConvolution);
    if (!this.#host.isIdle(model)) return false;
    this.#set({ ...answer, layers });
    const index = result.predictions[0]!.index;
    const { image: heat } = await this.#call("explain", { method: "grad-cam", class: index });
    if (this.#host.isIdle(model)) this.#set({ ...answer, layers, heat });
    return true;
  }
}
