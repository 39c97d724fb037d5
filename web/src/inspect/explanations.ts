// Explains the answer: the current request and the latest result.
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
  // Grad-CAM explains classes only.
  if (aboutUnit && pinned !== null && method !== "grad-cam") return { method, layer, unit: pinned, ...effort };
  return { method, class: inspections.explainedClass(inspection), ...effort };
}

const keyOf = (inspection: Inspection): string => JSON.stringify(explainRequestOf(inspection));

// Returns whether the explanation that is shown belongs to the current choices.
export const isExplained = (inspection: Inspection): boolean => inspection.explained?.key === keyOf(inspection);

export class Explanations {
  #context: InspectorContext;
  #job: ExplanationJob;
  #mayStart: () => boolean; // without being asked

  constructor(call: Call, context: InspectorContext, mayStart: () => boolean) {
    this.#context = context;
    this.#job = new ExplanationJob(call);
    this.#mayStart = mayStart;
  }

  // Cancels a slow explanation; its partial result stays.
  cancel(): void {
    this.#job.cancel();
  }

  // Whether a slow explanation, which can be cancelled, is running.
  get isUnderWay(): boolean {
    return this.#job.isUnderWay;
  }

  // The choices may have changed: cancels an outdated slow explanation, and computes a quick one.
  update(): void {
    const inspection = this.#context.inspection();
    this.#job.cancelUnless(explainRequestOf(inspection));
    if (!inspections.isSlow(inspection.method) && this.#mayStart()) void this.explain();
  }

  // Computes the explanation of the current choices, and again if they change meanwhile.
  async explain(): Promise<void> {
    const { inspection, set, generation } = this.#context;
    if (inspection().explaining || inspection().isInspecting || !inspection().inspected) return;
    set({ explaining: true, explainFault: "" });
    const number = generation();
    const request = explainRequestOf(inspection());
    const key = keyOf(inspection());
    const isCurrent = () => number === generation() && key === keyOf(inspection());
    try {
      await this.#job.run(request, (answer) => isCurrent() && set({ explained: { key, answer } }));
    } catch (error) {
      if (isCurrent()) set({ explained: null, explainFault: reasonOf(error) });
    }
    set({ explaining: false });
    if (inspection().inspected && !isCurrent()) this.update();
  }
}
