// The names of sets and the words beside them: the tables of core/data/split.cpp.

export type SetName = "training" | "validation" | "test";

export const kSetNames: Readonly<Record<string, SetName>> = {
  train: "training",
  training: "training",
  trn: "training",
  val: "validation",
  valid: "validation",
  validation: "validation",
  validate: "validation",
  validating: "validation",
  dev: "validation",
  development: "validation",
  test: "test",
  testing: "test",
  tst: "test",
  holdout: "test",
  heldout: "test",
  eval: "test",
  evaluation: "test",
};

// They change nothing.
// prettier-ignore
export const kSetFillers: readonly string[] = [
  "set", "sets", "data", "dataset", "seg", "split", "images", "image", "imgs", "img", "photos", "photo", "folder", "dir",
];
