import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderFile, type FolderFile } from "../photos/folder_file.ts";
import { chosenModel, fileKind, takeModel, withParts } from "./model_files.ts";

const golden = (path: string, name = path) =>
  new File([new Uint8Array(readFileSync(join(import.meta.dirname, "../../../tests/golden", path)))], name);
const text = (content: string, name: string) => new File([content], name);
const bytes = (content: number[], name: string) => new File([new Uint8Array(content)], name);

// A safetensors file without tensors.
const kEmpty = '{"__metadata__":{}}';
const safetensors = (name: string) => new File([new Uint8Array([kEmpty.length, 0, 0, 0, 0, 0, 0, 0]), kEmpty], name);

describe("the content of a file says that it is a model, whatever its name:", () => {
  test.each([
    "weights/torchvision.pth",
    "weights/torchvision_stream.pth",
    "weights/torchvision.npz",
    "weights/caffe.caffemodel",
    "weights/caffenet_old.caffemodel",
    "foreign/keras3_alexnet.keras",
    "foreign/tf2_alexnet.h5",
    "foreign/caffe_opset3.onnx",
    "foreign/torch_alexnet_opset9.onnx",
    "foreign/paper_opset17.onnx",
  ])("%s", async (path) => {
    expect(await fileKind(golden(path, "download"))).toBe("model");
  });

  test("safetensors", async () => expect(await fileKind(safetensors("a"))).toBe("model"));
  test("an array of NumPy", async () => {
    expect(await fileKind(bytes([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0], "a"))).toBe("model");
  });
});

describe("not a model is", () => {
  test.each([
    ["a photo without an ending", bytes([0xff, 0xd8, 0xff, 0xe0, 0, 16], "photo")],
    ["a text", text("\nsome text, which begins with a blank line", "notes")],
    ["an archive of other files", golden("foreign/packed.zip", "photos.zip")],
    ["a damaged archive", bytes([0x50, 0x4b, 3, 4, 0, 0], "photos.zip")],
  ])("%s", async (_, file) => expect(await fileKind(file)).toBe("other"));
});

test("a file that says nothing is a model by its name, so that the core says what it lacks", async () => {
  expect(await fileKind(text("", "empty.pth"))).toBe("model");
  expect(await fileKind(text("<!DOCTYPE html>", "page.h5"))).toBe("model");
  expect(await fileKind(bytes([0x50, 0x4b, 3, 4, 0, 0], "cut.keras"))).toBe("model");
});

const named = (files: File[], folders: string[] = []): FolderFile[] => files.map((file) => folderFile(file, folders));
const parts = ({ source }: Awaited<ReturnType<typeof takeModel>>) =>
  source?.kind === "file" ? [source.file.name, ...(source.parts ?? []).map(({ name }) => name)] : null;

describe("the files of a model are taken", () => {
  const onnx = golden("foreign/torch_alexnet_opset9.onnx", "a.onnx");
  const data = bytes([8, 7, 0x12, 7], "a.onnx.data"); // which may look like anything
  const photo = bytes([0xff, 0xd8], "photo.jpg");

  test("an .onnx with its data, beside photos", async () => {
    const taken = await takeModel(named([data, photo, onnx]));
    expect(parts(taken)).toEqual(["a.onnx", "a.onnx.data"]);
    expect(taken.rest.map(({ name }) => name)).toEqual(["photo.jpg"]);
  });

  test("shards with their index, in a folder", async () => {
    const index = text('{"weight_map": {"a": "model-00001-of-00002.safetensors"}}', "model.safetensors.index.json");
    const files = [
      ...named([text('{"model_type": "alexnet"}', "config.json"), index], ["net"]),
      ...named(
        [safetensors("model-00001-of-00002.safetensors"), safetensors("model-00002-of-00002.safetensors")],
        ["net"],
      ),
    ];
    expect(parts(await takeModel(files))).toEqual([
      "model.safetensors.index.json",
      "config.json",
      "model-00001-of-00002.safetensors",
      "model-00002-of-00002.safetensors",
    ]);
  });

  test("a model of TensorFlow.js, whose shards are in a folder of its own", async () => {
    const main = text(
      '{"format": "layers-model", "weightsManifest": [{"paths": ["w/group1-shard1of1.bin"]}]}',
      "model.json",
    );
    const shard = bytes([0, 0, 0, 0], "group1-shard1of1.bin");
    const taken = await takeModel([...named([main], ["net"]), ...named([shard], ["net", "w"])]);
    expect(parts(taken)).toEqual(["model.json", "w/group1-shard1of1.bin"]);
  });

  test("parts without their model, which a model that was refused then gets", async () => {
    const taken = await takeModel(named([data]));
    expect(taken).toMatchObject({ source: null, rest: [] });
    expect(taken.parts.map(({ name }) => name)).toEqual(["a.onnx.data"]);
    const whole = withParts({ kind: "file", file: onnx }, [{ name: "a.onnx.data", file: data }]);
    expect(whole).toMatchObject({ parts: [{ name: "a.onnx.data" }] });
  });

  test("none, where notes are beside photos", async () => {
    const files = named([photo, text("labels", "labels.txt")]);
    expect(await takeModel(files)).toEqual({ source: null, parts: [], rest: files });
  });

  test("of a choice: one file, whatever it holds, or the model among several", async () => {
    expect(await chosenModel([photo])).toEqual({ kind: "file", file: photo });
    expect(await chosenModel([data, onnx])).toMatchObject({ file: onnx, parts: [{ name: "a.onnx.data" }] });
  });
});
