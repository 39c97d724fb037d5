// Folders and archives as data sets in the training view: sets, litter, nesting, and what is reported.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe } from "node:test";
import * as images from "./images.mjs";
import { scenario, withModel } from "./scenario.mjs";
import * as s from "./support.mjs";

const options = { query: "#teach", timeout: 240_000 }; // training is slow on a busy machine

// Writes a folder with these files: photos of two kinds, a different one for each path.
let written = 0;
function tree(name, paths) {
  const root = join(s.temporary, name);
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    const isText = path.endsWith(".txt");
    writeFileSync(join(root, path), isText ? "text" : images.thing(/dogs/i.test(path) ? "disc" : "stripes", written++));
  }
  return root;
}

const kText = Buffer.from("0000000374455874610062dc49a23b", "hex"); // a=b

const numbered = (folder, count) => Array.from({ length: count }, (_, i) => `${folder}/${i}.png`);

async function choose(page, folder) {
  page.setDefaultTimeout(120_000);
  await s.runtimeText(page);
  await page.setInputFiles(".new-class input[type=file]", folder);
  await added(page);
}

async function added(page) {
  await page.waitForSelector(".class-card, .remarks");
  await page.waitForSelector(".adding", { state: "detached" });
}

const counts = async (page) =>
  Object.fromEntries(
    await page.$$eval(".class-card", (all) =>
      all.map((card) => [card.ariaLabel, card.querySelector(".class-count").textContent.trim()]),
    ),
  );
const remarks = (page) => page.$$eval(".remarks li", (all) => all.map((one) => one.textContent));

describe("a folder", () => {
  scenario("with a table of labels has the classes and sets that it names", options, async (page) => {
    const folder = tree("labeled", [
      "photos/1.png",
      "photos/2.png",
      "photos/3.png",
      "photos/4-dogs.png",
      "photos/5-dogs.png",
    ]);
    const rows = ["1.png,cats,train", "2.png,cats,train", "3,cats,valid", "photos/4-dogs.png,dogs,train"];
    writeFileSync(join(folder, "labels.csv"), ["Image Name,Class,split", ...rows].join("\r\n"));
    await choose(page, folder);
    assert.deepEqual(await counts(page), { cats: "2 photos + 1 for validation", dogs: "1 photo" });
    const reported = String(await remarks(page));
    assert.match(reported, /labels\.csv names the classes of 4 photos/);
    assert.match(reported, /labels\.csv has no row for 1 photo/);
  });

  scenario("whose validation photos look like training photos is reported", options, async (page) => {
    const folder = tree("alike", [
      ...numbered("train/cats", 2),
      ...numbered("train/dogs", 2),
      ...numbered("val/dogs", 1),
    ]);
    const original = readFileSync(join(folder, "train/cats/0.png"));
    mkdirSync(join(folder, "val/cats"));
    // The same pixels in another file: with a text chunk before the end, which has 12 bytes.
    writeFileSync(
      join(folder, "val/cats/copy.png"),
      Buffer.concat([original.subarray(0, -12), kText, original.subarray(-12)]),
    );
    await choose(page, folder);
    assert.ok(String(await remarks(page)).includes("copy.png looks nearly the same as 0.png; one is for training"));
  });

  scenario("with sets is trained on, validated by its own photos, and its test set left out", options, async (page) => {
    const folder = tree("sets", [
      ...numbered("train/cats", 6),
      ...numbered("train/dogs", 6),
      ...numbered("val/cats", 2),
      ...numbered("val/dogs", 3),
      ...numbered("test/cats", 2),
      ...numbered("train/.ipynb_checkpoints", 1),
      "train/cats/._0.png",
      "notes.txt",
    ]);
    await choose(page, folder);
    assert.deepEqual(await counts(page), {
      cats: "6 photos + 2 for validation",
      dogs: "6 photos + 3 for validation",
    });
    assert.match(String(await remarks(page)), /sets\/test is a test set: its 2 photos are left out/);
    assert.match(await page.textContent("#start-note"), /The 5 photos of the validation folder are used/);
    await s.screenshot(page, "train-sets");
    await s.assertFits(page);
    await page.click("summary:has-text('More options')");
    assert.equal(await page.getByLabel("Held out for validation").count(), 0);
    await page.getByLabel("Epochs", { exact: true }).fill("2");
    await page.getByLabel("Epochs", { exact: true }).blur();
    await page.click("text=Start training");
    await page.waitForSelector(".evaluation");
    assert.match(await page.textContent(".evaluation"), /\d of 5 [-a-z]+ photos correct/);
    await page.reload(); // the sets are stored
    await page.waitForSelector(".class-card");
    assert.equal((await counts(page)).dogs, "6 photos + 3 for validation");
  });

  scenario("within a folder is gone into, litter passed over, a contradiction reported", options, async (page) => {
    const folder = tree("nested", [
      ...numbered("photos/cats", 2),
      ...numbered("photos/dogs", 2),
      "photos/@eaDir/0.png",
      "photos/cats/@eaDir/1.png",
      "photos/dogs/notes.txt",
    ]);
    writeFileSync(join(folder, "photos/dogs/same.png"), readFileSync(join(folder, "photos/cats/0.png")));
    await choose(page, folder);
    assert.deepEqual(await counts(page), { cats: "2 photos", dogs: "3 photos" });
    const reported = await remarks(page);
    assert.equal(reported.length, 3, String(reported));
    assert.match(String(reported), /@eaDir is passed over \(2 folders\)/);
    assert.match(String(reported), /nested holds one folder: the classes are in nested\/photos/);
    assert.match(String(reported), /same\.png is the same photo in “cats” and in “dogs”: a contradiction/);
    assert.match(await page.textContent(".refused:not(.remarks)"), /notes\.txt is not named like a photo/);
  });
});

function archive(kind, folder) {
  const out = join(s.temporary, `pets.${kind}`);
  if (kind === "tar") execFileSync("tar", ["-cf", out, "-C", folder, "."]);
  else execFileSync("python3", ["-m", "zipfile", "-c", out, folder]);
  return { name: `pets.${kind}`, bytes: readFileSync(out) };
}

describe("an archive", () => {
  for (const kind of ["zip", "tar"])
    scenario(`${kind} is a data set`, options, async (page) => {
      const folder = tree(`archived-${kind}`, [
        ...numbered("train/cats", 3),
        ...numbered("train/dogs", 4),
        ...numbered("validation/dogs", 2),
        "__MACOSX/train/cats/._0.png",
      ]);
      page.setDefaultTimeout(120_000);
      await s.runtimeText(page);
      await s.drop(page, [archive(kind, folder)]);
      await added(page);
      assert.deepEqual(await counts(page), { cats: "3 photos", dogs: "4 photos + 2 for validation" });
      await s.screenshot(page, `train-${kind}`);
    });

  scenario("of photos is classified; one that is damaged is refused", { query: withModel }, async (page) => {
    await page.waitForSelector(".model-summary");
    await s.drop(page, [archive("zip", tree("loose", ["cats/1.png", "2.png", "notes.txt"]))]);
    await s.waitForAnswers(page, 2);
    await s.drop(page, [{ name: "broken.zip", bytes: Buffer.from("PK\x03\x04 and no end") }]);
    assert.match(await page.textContent(".rejected-photo"), /broken\.zip is an archive that is cut short/);
  });
});

describe("a screenshot", () => {
  const paste = async (page) => {
    await page.evaluate(async (base64) => {
      const transfer = new DataTransfer();
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
      transfer.items.add(new File([bytes], "image.png", { type: "image/png" }));
      window.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer }));
    }, images.thing("disc", 1).toString("base64"));
  };
  scenario("that is pasted joins the class with the focus, else the last one", options, async (page) => {
    await s.runtimeText(page);
    await page.click("text=New class");
    await page.click("text=New class");
    await paste(page);
    await page.waitForSelector("[aria-label='Class 2'] .thumbnail");
    await page.focus("[aria-label='Class 1'] button >> nth=0");
    await paste(page);
    await page.waitForSelector("[aria-label='Class 1'] .thumbnail");
    assert.deepEqual(await counts(page), { "Class 1": "1 photo", "Class 2": "1 photo" });
  });
});

// The folders beside a checkout of the project.
const inputs = join(s.root, "../shared/inputs/folders");
const expected = {
  "01_train_and_test": {
    classes: { cats: "3 photos", dogs: "3 photos" },
    reported: /test is a test set: its 6 photos/,
  },
  "02_training_set_and_test_set": {
    classes: { cats: "3 photos", dogs: "3 photos" },
    reported: /test_set is a test set: its 6 photos/,
  },
  "03_dev_and_others_beside_train": {
    classes: { cats: "3 photos + 3 for validation", dogs: "3 photos + 3 for validation" },
    reported: /unsorted is beside/,
  },
  "04_folder_within_a_folder": { classes: { cats: "3 photos", dogs: "3 photos" }, reported: /the classes are in/ },
  "08_thumbnails_of_a_nas": { classes: { cats: "3 photos", dogs: "3 photos" }, reported: /@eaDir is passed over/ },
  "10_same_photo_in_two_classes": { classes: { cats: "4 photos", dogs: "4 photos" }, reported: /a contradiction/ },
};
describe("each folder of the shared inputs", { skip: !existsSync(inputs) && "../shared/inputs is absent" }, () => {
  for (const [name, { classes, reported }] of Object.entries(expected))
    scenario(`${name} has its right classes`, options, async (page) => {
      await choose(page, join(inputs, name));
      assert.deepEqual(await counts(page), classes);
      assert.match(String(await remarks(page)), reported);
    });
});
