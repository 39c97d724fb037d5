import { describe, expect, test } from "vitest";
import type { Model } from "../core/protocol.ts";
import * as projects from "./project.ts";
import type { TrainingProject, ProjectClass, Measured } from "./project.ts";

const model: Model = {
  name: "old.safetensors",
  bytes: 1,
  variant: "caffe",
  width: 0.5,
  denseWidth: 0.25,
  weighted: 8,
  quantization: "",
  assumptions: [],
  classes: 10,
  parameters: 9,
  preprocessing: { input: 224, resize: 256, fit: "crop", color: "ignore", interpolation: "bicubic" },
};

let nextId = 0;
function classOf(name: string, photos: number): ProjectClass {
  const photo = () => ({ id: ++nextId, name: `${nextId}.png`, thumbnail: null, forValidation: false, digest: "" });
  return { id: ++nextId, name, photos: Array.from({ length: photos }, photo) };
}
const projectOf = (...classes: ProjectClass[]): TrainingProject => ({ ...projects.initialProject, classes });
const ready = () => projectOf(classOf("cats", 5), classOf("dogs", 5));

describe("a project", () => {
  test.each([
    ["one class", projectOf(classOf("cats", 5)), /at least two classes/],
    ["a class without a name", projectOf(classOf("cats", 5), classOf(" ", 5)), /needs a name/],
    ["two of the same name", projectOf(classOf("cats", 5), classOf("cats ", 5)), /named “cats”/],
    ["a class with one photo", projectOf(classOf("cats", 5), classOf("dogs", 1)), /“dogs” needs at least 2/],
    ["photos on their way", { ...ready(), adding: { done: 1, of: 2 } }, /still being read/],
  ])("with %s cannot be trained, for a stated reason", (_, project, reason) => {
    expect(projects.obstacle(project, null)).toMatch(reason);
  });

  test("with two classes and photos can be trained", () => expect(projects.obstacle(ready(), null)).toBeNull());

  test("that needs more memory than a page can use is rejected before it starts", () => {
    const measured = { status: "measured", key: "", photos: 10, estimate: { memory_bytes: 5e9 } } as Measured;
    expect(projects.obstacle({ ...ready(), measured: { everything: measured } }, null)).toMatch(/more than the 4 GB/);
  });

  test("survives being stored, except for thumbnails", () => {
    const project = { ...ready(), overrides: { scope: "dense" as const, choices: { epochs: 7 } } };
    const { classes, overrides } = projects.fromRecord(JSON.parse(JSON.stringify(projects.recordOf(project))));
    expect({ classes, overrides }).toEqual({ classes: project.classes, overrides: project.overrides });
  });
});

describe("the settings of a run", () => {
  test("without a model train everything from random weights", () => {
    const project = { ...ready(), overrides: { scope: "last" as const, choices: {} } };
    const { settings, useModel } = projects.requestOf(project, null);
    expect(settings).toMatchObject({ variant: "keras", width: 0.25, freeze: [] });
    expect(useModel).toBe(false);
  });

  test("with a model keep its preprocessing and width, and freeze the layers before the chosen ones", () => {
    const last = projects.requestOf(ready(), model);
    expect(last.useModel).toBe(true);
    expect(last.settings).toMatchObject({
      variant: "caffe",
      width: 0.5,
      dense_width: 0.25,
      input: 224,
      resize: 256,
      fit: "crop",
      color: "ignore",
      interpolation: "bicubic",
      freeze: ["7"],
    });
    const everything = projects.requestOf({ ...ready(), overrides: { scope: "everything", choices: {} } }, model);
    expect(everything.settings).not.toHaveProperty("color"); // the core's default
    const dense = projects.requestOf({ ...ready(), overrides: { scope: "dense", choices: {} } }, model);
    expect(dense.settings.freeze).toEqual(["conv"]);
  });

  test("prefer the visitor's choices to the defaults", () => {
    const project = { ...ready(), overrides: { choices: { epochs: 3, augment: "none" as const, mirror: false } } };
    expect(projects.requestOf(project, null).settings).toMatchObject({ epochs: 3, augmentation: {}, batch: 16 });
  });
});

describe("augmentation", () => {
  const choosing = (choices: Partial<projects.Choices>) => ({ ...ready(), overrides: { choices } });

  test("is gentle by default; its strength and mirroring are chosen independently", () => {
    const of = (choices: Partial<projects.Choices>) =>
      projects.requestOf(choosing(choices), null).settings.augmentation;
    const { rotation_range, shear_range, horizontal_flip } = of({});
    expect([rotation_range, shear_range, horizontal_flip]).toEqual([10, 0.1, true]);
    expect(of({ augment: "strong" }).rotation_range).toBeGreaterThan(10);
    expect(of({ augment: "none" })).toEqual({ horizontal_flip: true });
    expect(of({ augment: "none", mirror: false })).toEqual({});
    expect(of({ mirror: false }).horizontal_flip).toBeUndefined();
  });

  test("is previewed on the first class with photos, unless it is off", () => {
    const project = { ...projectOf(classOf("none", 0), classOf("cats", 2)), overrides: { choices: {} } };
    expect(projects.previewRequest(project, null)).toMatchObject({
      label: 1,
      classes: [[], project.classes[1]!.photos.map(({ id }) => id)],
      settings: { augmentation: { rotation_range: 10 }, seed: 0 },
    });
    expect(projects.previewRequest(project, model)).toBeNull(); // the last layer's default changes nothing
    expect(projects.previewRequest(projectOf(classOf("none", 0)), null)).toBeNull();
  });

  test("is a boolean in older records", () => {
    const of = (augment: boolean) =>
      projects.fromRecord({ classes: [], wishes: { choices: { augment, epochs: 4 } } }).overrides.choices;
    expect(of(true)).toEqual({ augment: "gentle", mirror: true, epochs: 4 });
    expect(of(false)).toEqual({ augment: "none", mirror: false, epochs: 4 });
  });
});

test("the predicted cost includes the features, every step and the validation", () => {
  const estimate = { batch: 10, parameters: 9, learning_parameters: 4, memory_bytes: 100 };
  const seconds = { step_seconds: 0.5, feature_seconds: 2 };
  const measured = { status: "measured", key: "", photos: 50, estimate: { ...estimate, ...seconds } } as Measured;
  const choices = { ...projects.choicesOf(projects.initialProject, "last"), epochs: 3, heldOut: 0.3 };
  // Of 100 photos 30 are reserved out: 7 steps and 3 validation batches per epoch; each batch costs a third of a step.
  expect(projects.predictCost(measured, 100, choices)).toEqual({
    parameters: 9,
    learning: 4,
    bytes: 100,
    seconds: 4 + 12,
  });
  expect(projects.predictCost(undefined, 100, choices)).toBeNull();
  // Steps that take twice as long as measured, learned from an epoch of 5 steps and a third of one.
  const plan = { step_seconds: 0.5, batch: 16, classes: [{ training: 80, validation: 16 }] };
  expect(projects.paceOf({ plan } as projects.Run, 0.5 * 2 * (5 + 1 / 3))).toBeCloseTo(2);
  const [once, twice] = [1, 2].map((pace) => projects.predictCost(measured, 100, choices, pace)!.seconds);
  expect([once, twice]).toEqual([16, 28]); // the features are computed once
});

test("the command line contains every setting, and quotes what a shell would split", () => {
  const request = projects.requestOf(
    { ...ready(), overrides: { choices: { augment: "gentle", mirror: true, epochs: 4 } } },
    model,
  );
  const command = projects.commandLine(request, []);
  expect(command).toMatch(
    /^alexnet train --data photos --out run --init-file model\.safetensors --variant caffe --width 0\.5 /,
  );
  expect(command).toContain("--freeze 7 --epochs 4 --batch 16 --optimizer adam --lr 0.001 --seed 0");
  expect(command).toContain("--rotation-range 10 ");
  expect(command).toContain("--shear-range 0.1 ");
  expect(command).toMatch(/--horizontal-flip$/);
  const odd = { ...request, settings: { ...request.settings, variant: "it's; rm" } };
  expect(projects.commandLine(odd, [])).toContain(`--variant 'it'\\''s; rm' `);
});

describe("with a validation set of its own, a project", () => {
  const withValidation = () => {
    const [cats, dogs] = [classOf("cats", 4), classOf("dogs", 3)];
    const reserved = classOf("", 1).photos.map((photo) => ({ ...photo, forValidation: true }));
    return { project: projectOf({ ...cats, photos: [...cats.photos, ...reserved] }, dogs), cats, dogs, reserved };
  };

  test("sends its photos apart, and holds out none of the others", () => {
    const { project, cats, dogs, reserved } = withValidation();
    const { settings, classes } = projects.requestOf(project, null);
    const ids = (photos: { id: number }[]) => photos.map(({ id }) => id);
    expect(settings.validation_fraction).toBe(0);
    expect(classes).toEqual([
      { name: "cats", photos: ids(cats.photos), validation: ids(reserved) },
      { name: "dogs", photos: ids(dogs.photos), validation: [] },
    ]);
    expect(projects.previewRequest(project, null)?.classes[0]).toEqual(ids(cats.photos));
  });

  test("takes its share for reserved out when the cost is predicted", () => {
    expect(projects.choicesOf(withValidation().project, "last").heldOut).toBe(1 / 8);
  });

  test("needs photos to learn from in each class", () => {
    const { project } = withValidation();
    const photos = project.classes[0]!.photos.map((photo) => ({ ...photo, forValidation: true }));
    const poor = { ...project, classes: [{ ...project.classes[0]!, photos }, project.classes[1]!] };
    expect(projects.obstacle(poor, null)).toMatch(/“cats” needs at least 2/);
  });

  test("survives being stored", () => {
    const { project } = withValidation();
    const stored = projects.fromRecord(JSON.parse(JSON.stringify(projects.recordOf(project))));
    expect(stored.classes).toEqual(project.classes);
  });
});

test("copies of a photo in two classes, or in training and validation, are remarked on", () => {
  const photo = (id: number, digest: string, forValidation = false) => ({
    id,
    name: `${id}.png`,
    thumbnail: null,
    forValidation,
    digest,
  });
  const classes = [
    { id: 1, name: "cats", photos: [photo(2, "a"), photo(3, "b"), photo(4, "b"), photo(5, ""), photo(6, "a", true)] },
    { id: 7, name: "dogs", photos: [photo(8, "b"), photo(9, "")] },
  ];
  expect(projects.remarksOnCopies(classes, new Set([6, 8, 9]))).toEqual([
    { name: "6.png", reason: ["photoInTwoSets", "cats"] },
    { name: "8.png", reason: ["photoInTwoClasses", "cats", "dogs"] },
  ]);
  expect(projects.remarksOnCopies(classes, new Set([4]))).toEqual([]);
});

test("classes of very different sizes are told", () => {
  const one = (name: string, count: number) => ({
    id: 0,
    name,
    photos: Array.from({ length: count }, (_, id) => ({
      id,
      name: "",
      thumbnail: null,
      forValidation: false,
      digest: "",
    })),
  });
  expect(projects.imbalance([one("pear", 40), one("thing", 300)])).toEqual({ name: "thing", count: 300, of: 340 });
  expect(projects.imbalance([one("a", 40), one("b", 60), one("c", 100)])).toBeNull();
  expect(projects.imbalance([one("a", 0), one("b", 60)])).toBeNull(); // told otherwise
});

test("photos that look like one of another class or set are remarked on, up to a number", () => {
  const picture = (seed: number, shade = 0) => {
    const pixels = new Uint8ClampedArray(32 * 32 * 4);
    for (let i = 0; i < pixels.length; ++i) pixels[i] = ((Math.imul((i >> 5) + 1, 40503 * seed) >>> 7) & 255) + shade;
    return { width: 32, height: 32, pixels };
  };
  const photo = (id: number, seed: number, forValidation = false, shade = 0) => ({
    ...{ id, name: `${id}.png`, forValidation, digest: `${id}` },
    thumbnail: seed === 0 ? null : picture(seed, shade),
  });
  const cats = { id: 1, name: "cats", photos: [photo(2, 3), photo(3, 3, false, 1), photo(4, 3, true, 1), photo(5, 0)] };
  const dogs = { id: 6, name: "dogs", photos: [photo(7, 5), photo(8, 5, false, 1)] };
  expect(projects.remarksOnLookalikes([cats, dogs], new Set([4]))).toEqual([
    { name: "4.png", reason: ["photoLikeInTwoSets", "2.png", "cats"] },
    { name: "4.png", reason: ["photoLikeInTwoSets", "3.png", "cats"] },
  ]);
  expect(projects.remarksOnLookalikes([cats, dogs], new Set([8]))).toEqual([]);
  const more = { id: 9, name: "more", photos: [10, 11, 12].map((id) => photo(id, 5)) };
  expect(projects.remarksOnLookalikes([dogs, more], new Set([10, 11, 12])).map(({ reason }) => reason)).toEqual([
    ...["7", "8", "7", "8", "7"].map((id) => ["photoLikeInTwoClasses", `${id}.png`, "dogs", "more"]),
    ["photosLikeMore", 1],
  ]);
});
