// Estimates before training: the time and memory that each scope takes, and samples of the augmentation.
import type { Call } from "../core/client.ts";
import type { AugmentRequest, Model } from "../core/protocol.ts";
import { reasonOf } from "../shared/localized_error.ts";
import * as projects from "./project.ts";
import type { TrainingProject, Scope } from "./project.ts";

const kMeasureAfterMs = 500;
const kQuickParameters = 20e6; // a larger network is measured only once it is chosen

// The project that is estimated, and a function that stores the results in it.
export interface EstimatorContext {
  project: () => TrainingProject;
  model: () => Model | null;
  set: (change: Partial<TrainingProject>) => void;
  isLoading: () => boolean; // thumbnails, which visitors wait for more than for a measurement
}

export class TrainingEstimator {
  #call: Call;
  #context: EstimatorContext;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #measuring = false;
  #previewing = false;

  constructor(call: Call, ahead: EstimatorContext) {
    this.#call = call;
    this.#context = ahead;
  }

  measureSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#measure(), kMeasureAfterMs);
  }

  // Measures the chosen scope first, then the others if they are small.
  async #measure(): Promise<void> {
    const { project } = this.#context;
    if (this.#measuring || project().adding) return;
    if (this.#context.isLoading()) return this.measureSoon();
    this.#measuring = true;
    for (;;) {
      const model = this.#context.model();
      const chosen = projects.scopeOf(project(), model);
      const quick = (scope: Scope) => scope === "everything" || (model !== null && model.parameters < kQuickParameters);
      const scopes = [chosen, ...projects.kScopes].filter((scope) => scope === chosen || quick(scope));
      const next = scopes.find((scope) => this.#keyOf(scope) !== (project().measured[scope]?.key ?? null));
      if (next === undefined || projects.isRunning(project())) break;
      await this.#measureOne(next, this.#keyOf(next)!);
    }
    this.#measuring = false;
  }

  // Returns a key of everything that the measurement depends on; null while there is nothing to measure.
  #keyOf(scope: Scope): string | null {
    const project = this.#context.project();
    const model = this.#context.model();
    const { classes } = project;
    const photos = projects.photoCount(classes);
    if (classes.length < 2 || photos < 2 * classes.length || (scope !== "everything" && !model)) {
      return project.measured[scope]?.key ?? null;
    }
    const choices = projects.choicesOf(project, scope);
    const settings = { ...projects.settingsFor(project, scope, model), epochs: 1, seed: 0, learning_rate: 0.001 };
    const batch = Math.min(choices.batch, photos - Math.round(photos * choices.heldOut));
    return JSON.stringify([settings, classes.length, batch, scope === "everything" ? "" : model!.name]);
  }

  async #measureOne(scope: Scope, key: string): Promise<void> {
    const { project, set } = this.#context;
    const put = (measured: projects.Measured) => set({ measured: { ...project().measured, [scope]: measured } });
    put({ status: "measuring", key });
    const settings = projects.settingsFor(project(), scope, this.#context.model());
    const photos = projects.photoCount(project().classes);
    const useModel = scope !== "everything";
    try {
      const of = { settings, classes: project().classes.length, photos, useModel };
      put({ status: "measured", key, photos, estimate: await this.#call("estimate", of) });
    } catch (error) {
      put({ status: "failed", key, reason: reasonOf(error) });
    }
  }

  // Shows samples of a photo with the current choices. Of several changes in a row only the latest is computed.
  async preview(): Promise<void> {
    if (this.#previewing) return;
    this.#previewing = true;
    const { project, set } = this.#context;
    for (;;) {
      const request = projects.previewRequest(project(), this.#context.model());
      const key = JSON.stringify(request);
      if (key === (project().preview?.key ?? "null") || projects.isRunning(project())) break;
      set({ preview: request && { key, ...(await this.#augmented(request)) } });
    }
    this.#previewing = false;
  }

  async #augmented(
    request: AugmentRequest,
  ): Promise<Pick<NonNullable<TrainingProject["preview"]>, "augmented" | "reason">> {
    try {
      return { augmented: await this.#call("augment", request), reason: "" };
    } catch (error) {
      return { augmented: null, reason: reasonOf(error) };
    }
  }
}
