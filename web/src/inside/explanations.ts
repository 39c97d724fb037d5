// Explaining the answer: what the question is, and the latest answer to it.
import type { Call } from "../client.ts";
import type { Question } from "../protocol.ts";
import { reasonOf } from "../reason.ts";
import type { Held } from "./held.ts";
import * as insides from "./inside.ts";
import type { Inside } from "./inside.ts";
import { Work } from "./work.ts";

const kMaximizationSteps = 128;

export function questionOf(inside: Inside): Question {
  const { method, layer, pinned, aboutUnit, look } = inside;
  const side = look?.square.side ?? 0;
  const effort =
    method === "occlusion"
      ? { patch: Math.max(1, Math.round(side / 6)), stride: Math.max(1, Math.round(side / 12)) }
      : method === "maximize"
        ? { steps: kMaximizationSteps }
        : {};
  // Grad-CAM is about classes alone.
  if (aboutUnit && pinned !== null && method !== "grad-cam") return { method, layer, unit: pinned, ...effort };
  return { method, class: insides.explainedClass(inside), ...effort };
}

const keyOf = (inside: Inside): string => JSON.stringify(questionOf(inside));

// Whether what is laid over the photo answers the present question.
export const isExplained = (inside: Inside): boolean => inside.explained?.key === keyOf(inside);

export class Explanations {
  #held: Held;
  #work: Work;
  #mayBegin: () => boolean; // unasked

  constructor(call: Call, held: Held, mayBegin: () => boolean) {
    this.#held = held;
    this.#work = new Work(call);
    this.#mayBegin = mayBegin;
  }

  // Gives up what takes long; what there is of it stays.
  cancel(): void {
    this.#work.cancel();
  }

  // Something that can be given up is under way.
  get isUnderWay(): boolean {
    return this.#work.isUnderWay;
  }

  // The question may have changed: what takes long is given up, what does not is worked out at once.
  soon(): void {
    const inside = this.#held.inside();
    this.#work.keepTo(questionOf(inside));
    if (!insides.isSlow(inside.method) && this.#mayBegin()) void this.explain();
  }

  // Answers the present question, and once more if another came up meanwhile.
  async explain(): Promise<void> {
    const { inside, set, looks } = this.#held;
    if (inside().explaining || inside().looking || !inside().look) return;
    set({ explaining: true, explainFault: "" });
    const number = looks();
    const question = questionOf(inside());
    const key = keyOf(inside());
    const isCurrent = () => number === looks() && key === keyOf(inside());
    try {
      await this.#work.do(question, (answer) => isCurrent() && set({ explained: { key, answer } }));
    } catch (error) {
      if (isCurrent()) set({ explained: null, explainFault: reasonOf(error) });
    }
    set({ explaining: false });
    if (inside().look && !isCurrent()) this.soon();
  }
}
