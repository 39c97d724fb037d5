// A view is a function of the state: it draws it, and calls actions. It computes and keeps nothing.
import type { Comparer, Comparison } from "../comparison.ts";
import type { State } from "../state.ts";
import type { Store } from "../store.ts";
import type { Inside } from "../inside/inside.ts";
import type { Inspector } from "../inside/inspector.ts";
import type { Lesson } from "../teach/lesson.ts";
import type { Teacher } from "../teach/teacher.ts";

export type Actions = Pick<
  Store,
  | "openModel"
  | "openAddress"
  | "cancelModel"
  | "dismissModelFault"
  | "addFiles"
  | "addSample"
  | "select"
  | "selectNext"
  | "setFit"
  | "clearPhotos"
  | "dismissPhoto"
  | "keepOffline"
  | "clearOffline"
  | "chooseLanguage"
  | "sourceOf"
>;

export interface ViewProps {
  state: State;
  actions: Actions;
}

export interface CompareProps {
  comparison: Comparison;
  comparer: Comparer;
}

export interface InsideProps {
  inside: Inside;
  inspector: Inspector;
}

export interface TeachProps {
  state: State;
  lesson: Lesson;
  teacher: Teacher;
}
