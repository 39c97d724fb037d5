// Files of weights of other programs: dropped, chosen and by address, recognized by their content; what cannot be opened is told; the
// open model is saved for other programs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe } from "node:test";
import * as images from "./images.mjs";
import { assertSameAnswers, classifyNatively, model, native, scenario } from "./scenario.mjs";
import * as s from "./support.mjs";

const golden = (path) => join(s.root, "tests/golden", path);
const shared = join(s.root, "../shared/inputs/weights");
const photo = join(s.temporary, "stripes.png");
writeFileSync(photo, images.thing("stripes", 1));
const fileOf = (path, name = basename(path)) => ({ name, bytes: readFileSync(path) });
const read = (path) => ({ name: basename(path), bytes: readFileSync(path) });

// Drops files, and returns the answers to the photo of the model that they are.
async function answersOf(page, files) {
  await s.runtimeText(page);
  await s.drop(page, files);
  await page.waitForSelector(".model-summary, .model-fault");
  assert.equal(await page.$(".model-fault"), null, await page.$eval("main", (main) => main.textContent));
  await s.drop(page, [read(photo)]);
  await s.waitForAnswers(page, 1);
  return s.rows(page);
}

describe("a file of another program opens, and its answers are those of the command line:", () => {
  const files = [
    "weights/torchvision.pth", // a zip archive
    "weights/torchvision_stream.pth", // before PyTorch 1.6
    "weights/torchvision_tar.pth",
    "weights/torchvision.npz",
    "weights/caffe.caffemodel",
    "foreign/torch_alexnet_opset11.onnx",
    "foreign/tf2_alexnet.h5",
    "foreign/keras3_alexnet.keras",
  ];
  for (const file of files) {
    scenario(basename(file), {}, async (page) => {
      assertSameAnswers(await answersOf(page, [fileOf(golden(file))]), classifyNatively(golden(file), photo));
    });
  }

  scenario("without the ending of its name", {}, async (page) => {
    const answers = await answersOf(page, [fileOf(golden("weights/torchvision.pth"), "checkpoint")]);
    assertSameAnswers(answers, classifyNatively(golden("weights/torchvision.pth"), photo));
  });

  scenario("as a checkpoint that is named like an archive", {}, async (page) => {
    const answers = await answersOf(page, [fileOf(golden("weights/torchvision.pth"), "model_best.pth.tar")]);
    assertSameAnswers(answers, classifyNatively(golden("weights/torchvision.pth"), photo));
  });
});

describe("weights that leave open how photos become the input", () => {
  const file = golden("torch_weights/two_groups.pth");
  const choose = async (page, label) => {
    await page.getByRole("button", { name: label }).click();
    await page.waitForFunction((text) => !document.querySelector(".model-fault")?.textContent.includes(text), label);
  };

  scenario("open with what the visitor says", {}, async (page) => {
    await s.runtimeText(page);
    await s.drop(page, [fileOf(file)]);
    await page.waitForSelector(".model-fault .fault-choices");
    await choose(page, "BGR, as Caffe’s");
    await page.waitForSelector(".model-summary");
    assert.match(
      await page.textContent(".preprocessing"),
      /BGR 0\.\.255.*assumed, since a file of weights has no network/s,
    );
    await s.drop(page, [read(photo)]);
    await s.waitForAnswers(page, 1);
    const said = ["--preprocess", "caffe"];
    assertSameAnswers(await s.rows(page), classifyNatively(file, photo, said));
  });
});

describe("a model of two files", { skip: !existsSync(shared) && "shared/inputs is absent" }, () => {
  const whole = join(shared, "default.onnx");
  const parts = [whole, `${whole}.data`];
  scenario("opens when both are dropped", {}, async (page) => {
    assertSameAnswers(await answersOf(page, parts.map(read)), classifyNatively(whole, photo));
  });

  scenario("names what is missing, and opens when that follows", {}, async (page) => {
    await s.runtimeText(page);
    await s.drop(page, [read(whole)]);
    await page.waitForSelector(".model-fault");
    assert.match(await page.textContent(".model-fault"), /default\.onnx could not be opened\. .*default\.onnx\.data/);
    assertSameAnswers(await answersOf(page, [read(parts[1])]), classifyNatively(whole, photo));
  });

  scenario("by its address, and a part without the model is told", {}, async (page) => {
    await s.runtimeText(page);
    await s.drop(page, [read(parts[1])]);
    await page.waitForSelector(".model-fault");
    assert.match(await page.textContent(".model-fault"), /It holds a part of a model\. Drop it together with/);
    for (const part of parts) {
      const bytes = readFileSync(part);
      await page.route(`**/models/${basename(part)}`, (route) => route.fulfill({ body: bytes }));
    }
    await page.fill("input[name=address]", "models/default.onnx");
    await page.click(".address button");
    await page.waitForSelector(".model-summary:has-text('default.onnx')");
  });
});

scenario("weights in shards open with their index", {}, async (page) => {
  const shards = [0, 1, 2].map((shard) => golden(`foreign/kind_parts_0000${shard}.weights.h5`));
  const index = golden("foreign/kind_parts.weights.json");
  const answers = await answersOf(page, [...shards, index].map(read));
  assert.equal(await page.textContent(".model-button-name"), "kind_parts.weights.json");
  assertSameAnswers(answers, classifyNatively(index, photo));
});

describe("a zip archive", () => {
  scenario("of photos stays a set of photos", {}, async (page) => {
    const folder = join(s.temporary, "photos");
    mkdirSync(folder, { recursive: true });
    for (const name of ["a.png", "b.png"]) writeFileSync(join(folder, name), images.thing("disc", name.length));
    const archive = join(s.temporary, "photos.zip");
    const script = "import shutil, sys; shutil.make_archive(sys.argv[1][:-4], 'zip', sys.argv[2])";
    execFileSync("python3", ["-c", script, archive, folder]);
    await s.runtimeText(page);
    await s.drop(page, [read(archive), fileOf(golden("weights/torchvision.npz"))]);
    await s.waitForAnswers(page, 2);
    assert.match(await page.textContent(".model-button"), /torchvision\.npz/);
  });
});

describe("a model that cannot be opened", () => {
  const damaged = { name: "cut.pth", bytes: readFileSync(golden("weights/torchvision.pth")).subarray(0, 50_000) };
  const expectFault = async (page) => {
    await page.waitForSelector(".model-fault");
    assert.ok(await page.$eval("main .model-fault", (fault) => fault.checkVisibility()));
    assert.match(await page.textContent("main .model-fault"), /cut\.pth could not be opened\. .{20,}/);
  };

  scenario("is told beside a photo, in the training view and in the inspector", {}, async (page) => {
    await answersOf(page, [read(model)]);
    for (const hash of ["", "#teach", "#inside"]) {
      await page.evaluate((hash) => (location.hash = hash), hash);
      await s.drop(page, [damaged]);
      await expectFault(page);
      await s.screenshot(page, `model-fault${hash.replace("#", "-")}`);
      await page.click("main .model-fault button");
      await page.waitForSelector(".model-fault", { state: "detached" });
    }
  });

  scenario("is told for an address while a photo is shown", {}, async (page) => {
    await answersOf(page, [read(model)]);
    await page.click(".model-button");
    await page.fill("dialog input[name=address]", "https://example.com/alexnet.pth");
    await page.click("dialog .address button");
    await page.waitForSelector("dialog .model-fault");
    assert.match(await page.textContent("dialog .model-fault"), /This page may not contact other servers/);
    await page.click("dialog .dialog-head button");
    assert.ok(await page.$eval("main .model-fault", (fault) => fault.checkVisibility()));
  });
});

describe("the open model is saved", () => {
  scenario("for other programs, which answer the same", {}, async (page) => {
    await s.runtimeText(page);
    await s.drop(page, [read(model)]);
    await page.waitForSelector(".model-summary");
    await page.click("summary:has-text('Save the model')");
    await s.screenshot(page, "save-model");
    const expected = classifyNatively(model, photo);
    for (const [label, ending] of [
      ["safetensors", ".safetensors"],
      ["ONNX", ".onnx"],
      ["Keras", ".h5"],
      ["NumPy", ".npz"],
    ]) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`.save-choices button:has-text("${label}")`),
      ]);
      assert.equal(download.suggestedFilename(), `ten${ending}`);
      const file = join(s.temporary, `saved${ending}`);
      await download.saveAs(file);
      const { predictions } = classifyNatively(file, photo);
      predictions.forEach(({ probability }, rank) => {
        assert.ok(Math.abs(probability - expected.predictions[rank].probability) < 1e-4, `${ending} ${rank}`);
      });
      // The command line writes the same bytes.
      const converted = join(s.temporary, `converted${ending}`);
      execFileSync(native, ["convert", model, converted]);
      assert.ok(readFileSync(converted).equals(readFileSync(file)), ending);
    }
  });

  scenario("or it is told why not", {}, async (page) => {
    await answersOf(page, [fileOf(golden("weights/caffe.caffemodel"))]); // Keras has no local response normalization
    await page.click(".model-button");
    await page.click("dialog summary:has-text('Save the model')");
    await page.click("dialog .save-choices button:has-text('Keras')");
    await page.waitForSelector("dialog .drawer .fault");
    assert.match(await page.textContent("dialog .drawer .fault"), /caffe\.h5 could not be made\. .*normalization/i);
  });
});

scenario("the original of 1,000 classes is described, with links", {}, async (page) => {
  await s.runtimeText(page);
  await page.click("summary:has-text('The original, 1,000 classes')");
  const links = await page.$$eval(".original-model a", (all) => all.map(({ href }) => href));
  assert.deepEqual(links, [
    "https://download.pytorch.org/models/alexnet-owt-7be5be79.pth",
    "https://github.com/onnx/models/tree/main/validated/vision/classification/alexnet",
  ]);
  await s.screenshot(page, "original-model");
  await s.assertFits(page);
});
