// What the parts of the inspector share.
import type { Inspection } from "./inspection.ts";

export interface InspectorContext {
  inspection: () => Inspection;
  set: (change: Partial<Inspection>) => void;
  generation: () => number; // counts inspected photos and regions; answers of an earlier generation are dropped
}
