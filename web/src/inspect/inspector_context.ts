// What those who ask the worker have in common: the state, and how it goes on.
import type { Inspection } from "./inspection.ts";

export interface InspectorContext {
  inspection: () => Inspection;
  set: (change: Partial<Inspection>) => void;
  generation: () => number; // so many photos have been pending at: what belongs to an earlier one is dropped
}
