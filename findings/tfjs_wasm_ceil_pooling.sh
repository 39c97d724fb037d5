#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0 under Node.js: with the rounding mode "ceil", which AlexNet as Caffe defines it needs for its pooling, maxPool, avgPool
# and conv2d of the wasm backend return a tensor of the right shape of which only as many values were computed as "floor" has. They stand at
# its beginning, so that rows are shifted too, and what follows is whatever the memory held. No error or warning is given. The cpu backend
# computes all of it: its last windows end at the edge of the input.
# Output seen (3 x 3 windows, stride 2, over 1 2 ... 25 and 1 2 ... 36 as squares of 5 x 5 and 6 x 6; "set" counts the values of the output
# that are those of the cpu backend):
#   maxPool 5 x 5: cpu 13 15 23 25, wasm has 4 of 4 set
#   maxPool 6 x 6: cpu 15 17 18 27 29 30 33 35 36, wasm has 2 of 9 set
#   avgPool 6 x 6: cpu 8 10 11.5 20 22 23.5 29 31 32.5, wasm has 2 of 9 set
#   conv2d 6 x 6: cpu 72 90 69 180 198 141 174 186 130, wasm has 2 of 9 set
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/ceil.mjs" <<'JS'
import { resolve } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

setWasmPaths(`${resolve("node_modules/@tensorflow/tfjs-backend-wasm/dist")}/`);
const square = (side) => tf.range(1, side * side + 1).reshape([1, side, side, 1]);
const operations = {
  maxPool: (image) => tf.maxPool(image, 3, 2, 0, "ceil"),
  avgPool: (image) => tf.avgPool(image, 3, 2, 0, "ceil"),
  conv2d: (image) => tf.conv2d(image, tf.ones([3, 3, 1, 1]), 2, 0, "NHWC", 1, "ceil"),
};
async function run(backend, name, side) {
  await tf.setBackend(backend);
  const output = operations[name](square(side));
  return { shape: output.shape.join(), values: [...(await output.data())] };
}
for (const [name, side] of [["maxPool", 5], ["maxPool", 6], ["avgPool", 6], ["conv2d", 6]]) {
  const cpu = await run("cpu", name, side);
  const wasm = await run("wasm", name, side);
  const set = wasm.values.filter((value, i) => Math.abs(value - cpu.values[i]) < 1e-4).length;
  console.log(`${name} ${side} x ${side}: cpu ${cpu.values.join(" ")}, wasm has ${set} of ${cpu.values.length} set`);
  if (cpu.shape !== wasm.shape) throw new Error("the shapes differ");
  if (side === 5 ? set !== 4 : cpu.values.length !== 9 || set > 5) throw new Error("the behavior has changed");
}
JS
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0
node ceil.mjs 2>/dev/null
