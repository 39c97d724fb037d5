// Teaching in the page: three kinds of drawn things, from photos to a model that the native program opens.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe } from "node:test";
import * as pictures from "./pictures.mjs";
import { classifyNatively, isolated, native, scenario } from "./scenario.mjs";
import * as s from "./support.mjs";

const kPhotos = 12; // of a kind
const folder = join(s.temporary, "things");

before(() => {
  for (const kind of pictures.kinds) {
    mkdirSync(join(folder, kind), { recursive: true });
    for (let i = 0; i < kPhotos; ++i)
      writeFileSync(
        join(folder, kind, `${kind} ${i}.png`),
        pictures.thing(kind, i),
      );
  }
  writeFileSync(join(folder, "disc", "notes.txt"), "no picture");
  writeFileSync(join(folder, "cross", ".DS_Store"), "clutter");
});

async function chooseFolder(page, path = folder) {
  await page.setInputFiles(".new-class input[type=file]", path);
  await page.waitForFunction(
    () => document.querySelectorAll(".class-card").length >= 3,
  );
  await page.waitForSelector(".adding", { state: "detached" });
}

async function setField(page, label, value) {
  await page.getByLabel(label, { exact: true }).fill(String(value));
  await page.getByLabel(label, { exact: true }).blur();
}

describe("teaching", () => {
  scenario(
    "three drawn things: over 90 % in under a minute, tried, taken away",
    { query: "#teach" },
    async (page) => {
      await s.runtimeText(page);
      await s.screenshot(page, "teach-empty");
      await chooseFolder(page);
      const cards = await page.$$eval(".class-card", (all) =>
        all.map((card) => [
          card.ariaLabel,
          card.querySelectorAll(".thumbnail canvas").length,
        ]),
      );
      assert.deepEqual(
        cards.sort(),
        pictures.kinds.map((kind) => [kind, kPhotos]),
      );
      assert.match(
        await page.textContent(".failures"),
        /1 file left out.*notes\.txt/s,
      );
      // What it takes stands there before the button is pressed.
      await page.waitForFunction(() =>
        /about .* of memory/.test(
          document.querySelector(".scope:last-child").textContent,
        ),
      );
      assert.match(
        await page.textContent(".scope:last-child .scope-facts"),
        /million parameters learn.*MB of memory.*about/s,
      );
      await s.screenshot(page, "teach-ready");

      await page.click("summary:has-text('More choices')");
      await setField(page, "Epochs", 15);
      await page.getByLabel("Turn, move, zoom").uncheck();
      await s.screenshot(page, "teach-choices");
      const begun = Date.now();
      await page.click("text=Start training");
      await page.waitForSelector(".samples li", { timeout: 40_000 });
      await page.waitForSelector(".curve canvas");
      await s.screenshot(page, "teach-training");
      await page.waitForSelector(".verdict", { timeout: 55_000 });
      assert.ok(Date.now() - begun < 60_000, `${Date.now() - begun} ms`);
      const right = parseFloat(await page.textContent(".verdict h2"));
      assert.ok(right > 90, `${right} % right`);
      await s.screenshot(page, "teach-trained");
      await page.click(".cell-right >> nth=0");
      assert.ok((await page.$$(".confusion .thumbnails canvas")).length > 0);

      const download = page.waitForEvent("download");
      await page.click("text=Download the model");
      const model = join(s.temporary, "taught.safetensors");
      await (await download).saveAs(model);
      for (const [number, kind] of pictures.kinds.entries()) {
        const name = `new ${kind}.png`;
        const file = join(s.temporary, name);
        writeFileSync(file, pictures.thing(kind, 100 + number));
        await page.goto(`${isolated.url}/#teach`);
        await page.setInputFiles(".verdict input[type=file]", file);
        await page.waitForSelector(
          `.result[aria-label="${name}"] .predictions:not(.predictions-busy)`,
        );
        const [best] = await s.rows(page);
        const [natively] = classifyNatively(model, file).predictions;
        assert.equal(best.label, natively.label);
        assert.ok(
          Math.abs(best.percent / 100 - natively.probability) < 2e-3,
          `${best.percent} ${natively.probability}`,
        );
        assert.equal(best.label, kind);
      }
      // The command line that the page names runs.
      await page.goto(`${isolated.url}/#teach`);
      await page.click("summary:has-text('command line')");
      const [program, ...words] = (await page.textContent(".command")).split(
        " ",
      );
      assert.equal(program, "alexnet");
      const run = join(s.temporary, "run");
      const answers = { photos: folder, run, 15: "1" }; // one epoch is enough to see that the options are known
      execFileSync(
        native,
        words.map((word) => answers[word] ?? word),
        { stdio: "pipe" },
      );
    },
  );

  scenario(
    "is paused, goes on, is closed in the middle and goes on where it was",
    { query: "#teach" },
    async (page) => {
      await s.runtimeText(page);
      await chooseFolder(page);
      await page.click("summary:has-text('More choices')");
      await setField(page, "Epochs", 60);
      await page.click("text=Start training");
      await page.waitForSelector(".curve canvas");
      await page.click("text=Pause");
      await page.waitForSelector("text=Paused");
      const epoch = () => page.textContent(".loading-text span");
      const paused = await epoch();
      await page.waitForTimeout(700);
      assert.equal(await epoch(), paused);
      await page.click(".training .button-primary");
      await page.waitForFunction(
        (paused) =>
          document.querySelector(".loading-text span").textContent !== paused,
        paused,
      );

      await page.reload();
      await page.waitForSelector(".left-run");
      const left = await page.textContent(".left-run");
      const done = Number(/(\d+) epochs? of 60 on/.exec(left)[1]);
      assert.ok(done >= 1, left);
      assert.equal((await page.$$(".class-card")).length, 3);
      await page.waitForFunction(
        () => document.querySelectorAll(".thumbnail canvas").length === 36,
      );
      await s.screenshot(page, "teach-left");
      await page.click(".left-run .button-primary");
      await page.waitForFunction(
        (done) =>
          Number(/Epoch (\d+) of 60/.exec(document.body.textContent)?.[1]) >
          done,
        done,
      );
      await page.click("text=Stop, keep the best");
      await page.waitForSelector(".verdict");
      assert.match(
        await page.textContent("#training-title"),
        /Stopped after \d+ of 60 epochs/,
      );
      await page.reload();
      await page.waitForSelector(".class-card");
      assert.equal(await page.$(".left-run"), null);
    },
  );

  scenario(
    "photos and classes are removed and come back, names are kept",
    { query: "#teach" },
    async (page) => {
      await s.runtimeText(page);
      await chooseFolder(page);
      await page.click("[aria-label='Remove disc 3.png']", { force: true });
      assert.match(await page.textContent(".undo"), /Removed disc 3\.png/);
      await page.click(".undo .link");
      assert.equal(
        (await page.$$("[aria-label='disc'] .thumbnail")).length,
        kPhotos,
      );
      await page.fill("[aria-label='disc'] .class-name", "moons");
      await page.click("[aria-label='Remove the class cross']");
      await page.waitForTimeout(400); // kept
      await page.reload();
      await page.waitForSelector(".class-card");
      const names = await page.$$eval(".class-name", (all) =>
        all.map(({ value }) => value),
      );
      assert.deepEqual(names.sort(), ["moons", "stripes"]);
      await page.click("text=New class");
      assert.match(
        await page.textContent("#start-note"),
        /“Class 3” needs at least 2 photos/,
      );
      assert.equal(await page.isDisabled(".start button"), true);
    },
  );
});
