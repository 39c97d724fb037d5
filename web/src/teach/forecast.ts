// What training will take and what it will see, told before it begins: time and memory of each scope, samples of the augmentation.
import type { Call } from "../client.ts";
import type { AugmentRequest, Model } from "../protocol.ts";
import { reasonOf } from "../reason.ts";
import * as lessons from "./lesson.ts";
import type { Lesson, Scope } from "./lesson.ts";

const kMeasureAfterMs = 500;
const kQuickParameters = 20e6; // a larger network is measured only once it is chosen

// What it is about, and where it is told.
export interface Ahead {
  lesson: () => Lesson;
  model: () => Model | null;
  set: (change: Partial<Lesson>) => void;
}

export class Forecast {
  #call: Call;
  #ahead: Ahead;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #measuring = false;
  #previewing = false;

  constructor(call: Call, ahead: Ahead) {
    this.#call = call;
    this.#ahead = ahead;
  }

  measureSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#measure(), kMeasureAfterMs);
  }

  // The chosen scope first, then the others, as far as they are small.
  async #measure(): Promise<void> {
    const { lesson } = this.#ahead;
    if (this.#measuring || lesson().adding) return;
    this.#measuring = true;
    for (;;) {
      const model = this.#ahead.model();
      const chosen = lessons.scopeOf(lesson(), model);
      const quick = (scope: Scope) => scope === "everything" || (model !== null && model.parameters < kQuickParameters);
      const scopes = [chosen, ...lessons.kScopes].filter((scope) => scope === chosen || quick(scope));
      const next = scopes.find((scope) => this.#keyOf(scope) !== (lesson().measured[scope]?.key ?? null));
      if (next === undefined || lessons.isRunning(lesson())) break;
      await this.#measureOne(next, this.#keyOf(next)!);
    }
    this.#measuring = false;
  }

  // What the measured numbers depend on; null where there is nothing to measure yet.
  #keyOf(scope: Scope): string | null {
    const lesson = this.#ahead.lesson();
    const model = this.#ahead.model();
    const { classes } = lesson;
    const photos = lessons.photoCount(classes);
    if (classes.length < 2 || photos < 2 * classes.length || (scope !== "everything" && !model)) {
      return lesson.measured[scope]?.key ?? null;
    }
    const choices = lessons.choicesOf(lesson, scope);
    const settings = { ...lessons.settingsOf(choices, scope, model), epochs: 1, seed: 0, learning_rate: 0.001 };
    const batch = Math.min(choices.batch, photos - Math.round(photos * choices.heldOut));
    return JSON.stringify([settings, classes.length, batch, scope === "everything" ? "" : model!.name]);
  }

  async #measureOne(scope: Scope, key: string): Promise<void> {
    const { lesson, set } = this.#ahead;
    const put = (measured: lessons.Measured) => set({ measured: { ...lesson().measured, [scope]: measured } });
    put({ status: "measuring", key });
    const settings = lessons.settingsOf(lessons.choicesOf(lesson(), scope), scope, this.#ahead.model());
    const photos = lessons.photoCount(lesson().classes);
    const useModel = scope !== "everything";
    try {
      const of = { settings, classes: lesson().classes.length, photos, useModel };
      put({ status: "measured", key, photos, estimate: await this.#call("estimate", of) });
    } catch (error) {
      put({ status: "failed", key, reason: reasonOf(error) });
    }
  }

  // What the present choices make of a photo; of several wishes in a row the latest is answered.
  async preview(): Promise<void> {
    if (this.#previewing) return;
    this.#previewing = true;
    const { lesson, set } = this.#ahead;
    for (;;) {
      const request = lessons.previewRequest(lesson(), this.#ahead.model());
      const key = JSON.stringify(request);
      if (key === (lesson().preview?.key ?? "null") || lessons.isRunning(lesson())) break;
      set({ preview: request && { key, ...(await this.#augmented(request)) } });
    }
    this.#previewing = false;
  }

  async #augmented(request: AugmentRequest): Promise<Pick<NonNullable<Lesson["preview"]>, "augmented" | "reason">> {
    try {
      return { augmented: await this.#call("augment", request), reason: "" };
    } catch (error) {
      return { augmented: null, reason: reasonOf(error) };
    }
  }
}
