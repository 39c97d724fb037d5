// What those who ask the worker have in common: the state, and how it goes on.
import type { Inside } from "./inside.ts";

export interface Held {
  inside: () => Inside;
  set: (change: Partial<Inside>) => void;
  looks: () => number; // so many photos have been looked at: what belongs to an earlier one is dropped
}
