// The properties of the views. A view is a function of the state: it renders the state and calls actions.
import type { Comparer, Comparison } from "../classify/comparison.ts";
import type { ExampleAnswer } from "../classify/example.ts";
import type { State } from "../classify/state.ts";
import type { Store } from "../classify/store.ts";
import type { Inspection } from "../inspect/inspection.ts";
import type { Inspector } from "../inspect/inspector.ts";
import type { TrainingProject } from "../training/project.ts";
import type { TrainingController } from "../training/training_controller.ts";

export type Actions = Pick<
  Store,
  | "openModel"
  | "openModelWith"
  | "chooseModel"
  | "saveModel"
  | "openAddress"
  | "changePreprocessing"
  | "changePreprocessingByFile"
  | "cancelModel"
  | "dismissModelFault"
  | "addFiles"
  | "addSample"
  | "select"
  | "selectNext"
  | "setFit"
  | "setExact"
  | "clearPhotos"
  | "dismissPhoto"
  | "dismissFailures"
  | "undoRemoval"
  | "listPhotos"
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

export interface ExampleProps {
  example: ExampleAnswer | null;
}

export interface InspectProps {
  inspection: Inspection;
  inspector: Inspector;
}

export interface TrainProps {
  state: State;
  project: TrainingProject;
  controller: TrainingController;
}
