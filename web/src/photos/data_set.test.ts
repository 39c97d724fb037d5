import { describe, expect, test } from "vitest";
import { arrange } from "./data_set.ts";
import { folderFile } from "./folder_file.ts";
import { setNamed } from "./set_names.ts";

// Arranges files with these paths. Returns the classes as {name: [training, validation]} with paths, and the remarks.
function arranged(...paths: string[]) {
  const files = paths.map((path) => {
    const folders = path.split("/");
    return folderFile(new File([], folders.pop()!), folders);
  });
  const { classes, loose, refused, remarks } = arrange(files);
  const namesOf = (files: { folders: string[]; name: string }[]) =>
    files.map(({ folders, name }) => [...folders, name].join("/"));
  return {
    classes: Object.fromEntries(
      classes.map(({ name, training, validation }) => [name, [namesOf(training), namesOf(validation)]]),
    ),
    loose: namesOf(loose),
    refused: refused.map(({ name }) => name),
    remarks: Object.fromEntries(remarks.map(({ name, reason }) => [name, reason])),
  };
}

describe("folders", () => {
  test("are classes, with their own folders; files without a folder are loose", () => {
    expect(arranged("cats/1.jpg", "cats/old/2.jpg", "dogs/3.png", "4.txt")).toEqual({
      classes: { cats: [["cats/1.jpg", "cats/old/2.jpg"], []], dogs: [["dogs/3.png"], []] },
      loose: ["4.txt"],
      refused: [],
      remarks: {},
    });
  });

  test("in the dropped folder are classes; a folder of photos alone is a class itself", () => {
    expect(arranged("pets/cats/1.jpg", "pets/dogs/2.jpg").classes).toEqual({
      cats: [["pets/cats/1.jpg"], []],
      dogs: [["pets/dogs/2.jpg"], []],
    });
    expect(Object.keys(arranged("cats/1.jpg").classes)).toEqual(["cats"]);
    expect(arranged("cats/1.jpg", "cats/more/2.jpg").classes).toEqual({
      cats: [["cats/1.jpg", "cats/more/2.jpg"], []],
    });
  });

  test("with a stray file beside them are the only classes; the file is told", () => {
    const { classes, refused, loose } = arranged("messy/readme.txt", "messy/cat/1.jpg", "messy/dog/2.jpg");
    expect(Object.keys(classes)).toEqual(["cat", "dog"]);
    expect(refused).toEqual(["messy/readme.txt"]);
    expect(loose).toEqual([]);
  });

  test("within a single folder are gone into, which is told", () => {
    const { classes, remarks } = arranged("a/b/c/cats/1.jpg", "a/b/c/dogs/2.jpg");
    expect(Object.keys(classes)).toEqual(["cats", "dogs"]);
    expect(remarks).toEqual({ a: ["classesInside", "a/b/c"] });
  });

  test("of litter are passed over; those of network storages are told once", () => {
    const files = ["x/cats/1.jpg", "x/cats/._1.jpg", "x/cats/Thumbs.db", "x/.ipynb_checkpoints/2.jpg", "x/dogs/3.jpg"];
    const { classes, refused, remarks } = arranged(
      ...files,
      "x/__MACOSX/cats/1.jpg",
      "x/@eaDir/4.jpg",
      "x/cats/@eaDir/5.jpg",
      "x/cats/@eaDir/6.jpg",
    );
    expect(classes).toEqual({ cats: [["x/cats/1.jpg"], []], dogs: [["x/dogs/3.jpg"], []] });
    expect(refused).toEqual([]);
    expect(remarks).toEqual({ "@eaDir": ["litterPassedOver", 2] });
  });

  test("report files that are no photos, loose photos and classes without photos", () => {
    const { classes, refused, remarks } = arranged(
      "x/cats/1.jpg",
      "x/cats/a.txt",
      "x/dogs/b.csv",
      "x/2.jpg",
      "x/owls/IMG1",
    );
    expect(Object.keys(classes)).toEqual(["cats", "owls"]);
    expect(refused).toEqual(["x/cats/a.txt", "x/dogs/b.csv"]);
    expect(remarks).toEqual({ "x/2.jpg": ["outsideClasses"], "x/dogs": ["classWithoutPhotos"] });
  });
});

describe("sets", () => {
  test("are used by every usual name: for training, for validation, and the test set is left out", () => {
    for (const [train, val, reserved] of [
      ["train", "val", "test"],
      ["Training Set", "validation_set", "Test-Set"],
      ["seg_train", "dev", "holdout"],
      ["train2017", "val2017", "test2017"],
    ]) {
      const { classes, remarks } = arranged(`d/${train}/cats/1.jpg`, `d/${val}/cats/2.jpg`, `d/${reserved}/cats/3.jpg`);
      expect(classes).toEqual({ cats: [[`d/${train}/cats/1.jpg`], [`d/${val}/cats/2.jpg`]] });
      expect(remarks).toEqual({ [`d/${reserved}`]: ["testSetLeftOut", 1] });
    }
  });

  test("may each be in a folder of their own", () => {
    const { classes } = arranged(
      "d/seg_train/seg_train/sea/1.jpg",
      "d/seg_train/seg_train/ice/2.jpg",
      "d/val/val/sea/3.jpg",
    );
    expect(classes.sea).toEqual([["d/seg_train/seg_train/sea/1.jpg"], ["d/val/val/sea/3.jpg"]]);
  });

  test("report what is beside them, and classes that are not trained", () => {
    const { classes, remarks } = arranged(
      "d/train/cats/1.jpg",
      "d/train/dogs/2.jpg",
      "d/dev/cats/3.jpg",
      "d/dev/owls/4.jpg",
      "d/unsorted/5.jpg",
      "d/test/6.jpg",
      "d/7.jpg",
    );
    expect(classes).toEqual({
      cats: [["d/train/cats/1.jpg"], ["d/dev/cats/3.jpg"]],
      dogs: [["d/train/dogs/2.jpg"], []],
    });
    expect(remarks).toEqual({
      "d/dev/owls": ["unknownClass", "owls"],
      "d/unsorted": ["besideSets", "dev, train"],
      "d/test": ["setWithoutClasses"],
      "d/7.jpg": ["besideSets", "dev, train"],
    });
  });

  test("beside their training classes", () => {
    const { classes } = arranged("d/cats/1.jpg", "d/dogs/2.jpg", "d/val/cats/3.jpg");
    expect(classes).toEqual({ cats: [["d/cats/1.jpg"], ["d/val/cats/3.jpg"]], dogs: [["d/dogs/2.jpg"], []] });
  });

  test("of photos alone are classes", () => {
    expect(Object.keys(arranged("d/train/1.jpg", "d/bus/2.jpg").classes)).toEqual(["bus", "train"]);
  });

  test("without training photos, or twice, give no classes and a reason", () => {
    expect(arranged("d/test/cats/1.jpg", "d/val/cats/2.jpg")).toMatchObject({
      classes: {},
      remarks: { d: ["noTrainingSet"] },
    });
    expect(arranged("d/train/cats/1.jpg", "d/training/cats/2.jpg")).toMatchObject({
      classes: {},
      remarks: { d: ["setTwice", "d/train", "d/training"] },
    });
  });
});

describe("names of classes", () => {
  const [composed, decomposed] = ["caf\u00e9", "cafe\u0301"];
  test("are the same in composed and decomposed form, and with blanks at their end", () => {
    expect(arranged(`d/train/${composed}/1.jpg`, `d/val/${decomposed}/2.jpg`).classes).toEqual({
      [composed]: [[`d/train/${composed}/1.jpg`], [`d/val/${decomposed}/2.jpg`]],
    });
    const { classes, remarks } = arranged("d/cats/1.jpg", "d/cats /2.jpg", "d/dogs/3.jpg");
    expect(classes.cats).toEqual([["d/cats/1.jpg", "d/cats /2.jpg"], []]);
    expect(remarks).toEqual({ "d/cats ": ["classesMerged", "d/cats"] });
  });

  test("that differ in letter case are one class across sets, and asked about within one", () => {
    const across = arranged("d/train/Cats/1.jpg", "d/train/dogs/2.jpg", "d/val/cats/3.jpg");
    expect(across.classes.Cats).toEqual([["d/train/Cats/1.jpg"], ["d/val/cats/3.jpg"]]);
    expect(across.remarks).toEqual({ "d/val/cats": ["classSpelled", "Cats"] });
    const within = arranged("d/Cats/1.jpg", "d/cats/2.jpg");
    expect(Object.keys(within.classes)).toEqual(["Cats", "cats"]);
    expect(within.remarks).toEqual({ "d/cats": ["classesDifferInCase", "d/Cats"] });
  });
});

test.each([
  ["train", "training"],
  ["TRAIN", "training"],
  ["training_set", "training"],
  ["seg-train", "training"],
  ["valid", "validation"],
  ["val2017", "validation"],
  ["dev", "validation"],
  ["TestImages", "test"],
  ["hold.out", "test"],
  ["trains", null],
  ["images", null],
  ["contest", null],
  ["", null],
  ["set".repeat(20), null],
])("the folder %s holds the set %s", (folder, set) => expect(setNamed(folder)).toBe(set));
