// Training in the page: three synthetic classes, from photos to a model that the native program opens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe } from "node:test";
import * as images from "./images.mjs";
import { classifyNatively, isolated, native, scenario } from "./scenario.mjs";
import * as s from "./support.mjs";

const kPhotos = 24; // per class
const folder = join(s.temporary, "things");
const options = { query: "#teach", timeout: 240_000 }; // training is slow on a busy machine

before(() => {
  for (const kind of images.kinds) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let i = 0; i < kPhotos; ++i) writeFileSync(join(folder, kind, `${kind} ${i}.png`), images.thing(kind, i));
  }
  writeFileSync(join(folder, "disc", "notes.txt"), "not an image");
  writeFileSync(join(folder, "cross", ".DS_Store"), "clutter");
});

async function chooseFolder(page) {
  page.setDefaultTimeout(120_000);
  await s.runtimeText(page);
  await page.setInputFiles(".new-class input[type=file]", folder);
  await page.waitForFunction(() => document.querySelectorAll(".class-card").length === 3);
  await page.waitForSelector(".adding", { state: "detached" });
}

async function setEpochs(page, epochs) {
  await page.click("summary:has-text('More options')");
  await page.getByLabel("Epochs", { exact: true }).fill(String(epochs));
  await page.getByLabel("Epochs", { exact: true }).blur();
}

// Waits until the stored project has these classes.
async function waitUntilKept(page, names) {
  const kept = async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("lesson");
    const file = await (await folder.getFileHandle("record.json")).getFile();
    const text = await file.text().catch(() => null); // replaced meanwhile
    return text === null ? [] : JSON.parse(text).classes.map(({ name }) => name);
  };
  while (String((await page.evaluate(kept)).sort()) !== String(names)) await page.waitForTimeout(50);
}

describe("training", () => {
  scenario("synthetic images for visitors without photos", options, async (page) => {
    await s.runtimeText(page);
    await page.click("text=Use synthetic images");
    await page.waitForFunction(() => document.querySelectorAll(".class-card").length === 2);
    await page.waitForSelector(".adding", { state: "detached" });
    const counts = await page.$$eval(".class-card", (all) =>
      all.map((card) => [card.ariaLabel, card.querySelector(".class-count").textContent]),
    );
    assert.deepEqual(counts, [
      ["bikes", "24 photos"],
      ["ships", "24 photos"],
    ]);
    await s.screenshot(page, "train-synthetic");
  });

  scenario("three synthetic classes reach 90 % accuracy; the model is tried and downloaded", options, async (page) => {
    await chooseFolder(page);
    const cards = await page.$$eval(".class-card", (all) =>
      all.map((card) => [card.ariaLabel, card.querySelector(".class-count").textContent]),
    );
    assert.deepEqual(
      cards.sort(),
      images.kinds.map((kind) => [kind, `${kPhotos} photos`]),
    );
    assert.match(await page.textContent(".failures"), /1 file skipped.*notes\.txt/s);
    // The cost is shown before training starts.
    await page.waitForSelector("text=of memory");
    assert.match(await page.textContent(".scope:last-child"), /million parameters are trained.*MB of memory.*about/s);

    await setEpochs(page, 20);
    await page.getByLabel("Width of the network").selectOption("0.125");
    await page.click(".augment label:has-text('Not at all')");
    await page.getByLabel("Mirror half of the photos").uncheck();
    await page.click("text=Start training");
    // The filters of the first layer change during training.
    const filters = () => page.$eval(".filters canvas", (canvas) => canvas.toDataURL());
    await page.waitForSelector(".filters canvas");
    const random = await filters();
    await page.waitForSelector(".evaluation");
    assert.notEqual(await filters(), random);
    const verdict = await page.textContent(".evaluation h2");
    const right = Number(/\(([\d.]+) %\)/.exec(verdict)[1]);
    assert.ok(right > 90, verdict);
    await page.click(".cell-right >> nth=0");
    assert.ok((await page.$$(".confusion .thumbnails canvas")).length > 0);

    const download = page.waitForEvent("download");
    await page.click("text=Download the model");
    const model = join(s.temporary, "trained.safetensors");
    await (await download).saveAs(model);
    for (const [number, kind] of images.kinds.entries()) {
      const name = `new ${kind}.png`;
      const file = join(s.temporary, name);
      writeFileSync(file, images.thing(kind, 100 + number));
      await page.goto(`${isolated.url}/#teach`);
      await page.setInputFiles(".evaluation input[type=file]", file);
      await page.waitForSelector(`.result[aria-label="${name}"] .predictions:not(.predictions-busy)`);
      const [best] = await s.rows(page);
      const [natively] = classifyNatively(model, file).predictions;
      assert.equal(best.label, natively.label);
      assert.ok(Math.abs(best.percent / 100 - natively.probability) < 2e-3, `${best.percent} ${natively.probability}`);
      assert.equal(best.label, kind);
    }
    // The command that the page shows works.
    await page.goto(`${isolated.url}/#teach`);
    await page.click("summary:has-text('command line')");
    const words = (await page.textContent(".command")).split(" ");
    assert.equal(words.shift(), "alexnet");
    const instead = {
      photos: folder,
      run: join(s.temporary, "run"),
      20: "1",
    }; // one epoch shows that the command is valid
    const command = words.map((word) => instead[word] ?? word);
    execFileSync(native, command, { stdio: "pipe" });
  });

  scenario(
    "a run is paused and resumed, interrupted by a reload, and resumed from its checkpoint",
    options,
    async (page) => {
      await chooseFolder(page);
      await setEpochs(page, 60);
      await page.click("text=Start training");
      await page.waitForSelector(".curve canvas");
      await page.click("text=Pause");
      await page.waitForSelector("text=Paused");
      const progress = () => page.textContent(".loading-text span");
      const paused = await progress();
      await page.waitForTimeout(700);
      assert.equal(await progress(), paused);
      await page.click(".training .button-primary");
      await s.untilText(page, ".loading-text span", (now) => now !== paused);

      page.once("dialog", (dialog) => void dialog.accept()); // it asks before it is left
      await page.reload();
      await page.waitForSelector(".interrupted-run");
      const left = await page.textContent(".interrupted-run");
      const done = Number(/after epoch (\d+) of 60/.exec(left)[1]);
      assert.ok(done >= 1, left);
      assert.equal((await page.$$(".class-card")).length, 3);
      const shown = 3 * 18;
      await page.waitForFunction((shown) => document.querySelectorAll(".thumbnail canvas").length === shown, shown);
      await s.screenshot(page, "train-interrupted");
      await page.click(".interrupted-run .button-primary");
      await page.waitForFunction(
        (done) => Number(/Epoch (\d+) of 60/.exec(document.body.textContent)?.[1]) > done,
        done,
      );
      await page.click("text=Stop and keep the best");
      await page.waitForSelector(".evaluation");
      assert.match(await page.textContent("#training-title"), /Stopped after \d+ of 60 epochs/);
      await page.reload();
      await page.waitForSelector(".class-card");
      assert.equal(await page.$(".interrupted-run"), null);
    },
  );

  scenario("photos and classes are removed and restored, names are stored", options, async (page) => {
    await chooseFolder(page);
    await page.click("[aria-label='Remove disc 3.png']", { force: true });
    assert.match(await page.textContent(".undo"), /Removed disc 3\.png/);
    await page.click(".undo .link");
    assert.equal(await page.textContent("[aria-label='disc'] .class-count"), `${kPhotos} photos`);
    await page.fill("[aria-label='disc'] .class-name", "moons");
    await page.click("[aria-label='Remove the class cross']");
    await waitUntilKept(page, ["moons", "stripes"]);
    await page.reload();
    await page.waitForSelector(".class-card");
    const names = await page.$$eval(".class-name", (all) => all.map(({ value }) => value));
    assert.deepEqual(names.sort(), ["moons", "stripes"]);
    await page.click("text=New class");
    assert.match(await page.textContent("#start-note"), /“Class 3” needs at least 2 photos/);
    assert.equal(await page.isDisabled(".start button"), true);
  });

  scenario("the keyboard creates and names classes, and every control has a label", options, async (page) => {
    await s.runtimeText(page);
    const focused = () => page.evaluate(() => document.activeElement.ariaLabel ?? document.activeElement.textContent);
    while ((await focused()) !== "New class") await page.keyboard.press("Tab");
    for (const name of ["fish", "birds"]) {
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.activeElement.ariaLabel === "Class name");
      await page.keyboard.type(name); // in place of the name that was proposed
      await page.keyboard.press("Enter");
    }
    assert.equal(await focused(), "New class");
    assert.equal((await page.$$(".class-card")).length, 2);
    assert.equal(await page.inputValue(".class-card >> nth=1 >> .class-name"), "birds");
    for (const element of await page.$$(".train button, .train input, .train select, .train summary")) {
      const name = await element.evaluate((e) => e.ariaLabel || e.labels?.[0]?.textContent || e.textContent);
      assert.ok(name.trim().length > 0, await element.evaluate((e) => e.outerHTML));
    }
  });

  scenario("samples of the augmentation follow the choices and the seed", options, async (page) => {
    await chooseFolder(page);
    await page.click("summary:has-text('More options')");
    const strip = () => page.$$eval(".augment-strip canvas", (all) => all.map((canvas) => canvas.toDataURL()));
    const other = async (before) => {
      const of = (old) => {
        const all = [...document.querySelectorAll(".augment-strip canvas")].map((canvas) => canvas.toDataURL());
        return all.length === 9 && String(all) !== old;
      };
      await page.waitForFunction(of, String(before));
      return strip();
    };
    const gentle = await other([]);
    assert.equal(new Set(gentle).size, 9, "the samples differ");
    await page.focus(".augment input:checked");
    await page.keyboard.press("ArrowRight");
    assert.ok(await page.isChecked(".augment label:has-text('Strongly') input"));
    const strong = await other(gentle);
    assert.equal(strong[0], gentle[0], "the photo as it is");
    await page.getByLabel("Seed").fill("1");
    await page.getByLabel("Seed").blur();
    const seeded = await other(strong);
    await page.getByLabel("Seed").fill("0");
    await page.getByLabel("Seed").blur();
    assert.deepEqual(await other(seeded), strong);
    await page.getByLabel("Mirror half of the photos").uncheck();
    await other(strong);
    await page.click(".augment label:has-text('Not at all')");
    await page.waitForSelector("text=Every epoch uses the photos unchanged.");
    assert.deepEqual(await strip(), []);
  });

  const phone = {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  };
  for (const [name, theme] of [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["phone", { ...phone, colorScheme: "dark" }],
  ]) {
    scenario(
      `${name}: every state fits the window, and its text has enough contrast`,
      { ...options, ...theme },
      async (page) => {
        const check = async (state) => {
          await s.screenshot(page, `train-${state}-${name}`);
          await s.assertFits(page);
          assert.deepEqual(await s.faintTexts(page), []);
        };
        await s.runtimeText(page);
        await check("empty");
        await chooseFolder(page);
        await page.click("[aria-label='Remove disc 3.png']", { force: true });
        await page.waitForSelector("text=of memory");
        await setEpochs(page, 3);
        await page.waitForSelector(".augment-strip");
        await check("ready");
        await page.click("text=Start training");
        await page.waitForSelector(".samples li");
        await check("training");
        await page.waitForSelector(".evaluation");
        await page.click(".evaluation summary");
        await page.click("button.cell >> nth=0");
        await check("trained");
      },
    );
  }
});
