// Explaining the answer: what the question is, and the latest answer to it.
import type { Call } from "../core/client.ts";
import type { ExplainRequest } from "../core/protocol.ts";
import { reasonOf } from "../shared/localized_error.ts";
import type { InspectorContext } from "./inspector_context.ts";
import * as inspections from "./inspection.ts";
import type { Inspection } from "./inspection.ts";
import { ExplanationJob } from "./explanation_job.ts";

const kMaximizationSteps = 128;

export function explainRequestOf(inspection: Inspection): ExplainRequest {
  const { method, layer, pinned, aboutUnit, inspected } = inspection;
  const side = inspected?.input.width ?? 0;
  const effort =
    method === "occlusion"
      ? { patch: Math.max(1, Math.round(side / 6)), stride: Math.max(1, Math.round(side / 12)) }
      : method === "maximize"
        ? { steps: kMaximizationSteps }
        : {};
  // Grad-CAM is about classes alone.
  if (aboutUnit && pinned !== null && method !== "grad-cam") return { method, layer, unit: pinned, ...effort };
  return { method, class: inspections.explainedClass(inspection), ...effort };
}

const keyOf = (inspection: Inspection): string => JSON.stringify(explainRequestOf(inspection));

// Whether what is laid over the photo answers the present question.
export const isExplained = (inspection: Inspection): boolean => inspection.explained?.key === keyOf(inspection);

export class Explanations {
  #context: InspectorContext;
  #work: ExplanationJob;
  #mayBegin: () => boolean; // unasked

  constructor(call: Call, context: InspectorContext, mayBegin: () => boolean) {
    this.#context = context;
    this.#work = new ExplanationJob(call);
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
    const inspection = this.#context.inspection();
    this.#work.cancelUnless(explainRequestOf(inspection));
    if (!inspections.isSlow(inspection.method) && this.#mayBegin()) void this.explain();
  }

  // Answers the present question, and once more if another came up meanwhile.
  async explain(): Promise<void> {
    const { inspection, set, generation } = this.#context;
    if (inspection().explaining || inspection().isInspecting || !inspection().inspected) return;
    set({ explaining: true, explainFault: "" });
    const number = generation();
    const question = explainRequestOf(inspection());
    const key = keyOf(inspection());
    const isCurrent = () => number === generation() && key === keyOf(inspection());
    try {
      await this.#work.do(question, (answer) => isCurrent() && set({ explained: { key, answer } }));
    } catch (error) {
      if (isCurrent()) set({ explained: null, explainFault: reasonOf(error) });
    }
    set({ explaining: false });
    if (inspection().inspected && !isCurrent()) this.soon();
  }
}
