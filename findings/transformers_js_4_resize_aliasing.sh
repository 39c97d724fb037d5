#!/usr/bin/env bash
# @huggingface/transformers 4.3.2 under Node.js (with sharp 0.35.5), against Pillow 13.0.0: RawImage.resize with the bilinear or bicubic
# method, which image processors use when their configuration says resample 2 or 3, samples the image at single points when it shrinks it.
# It calls sharp's affine(), which does not average over the pixels between the points; a comment there says that this matches Pillow, but
# Pillow widens its filter with the scale and averages. A picture of white and black columns, each one pixel wide, becomes all black at a
# quarter of its size, where Pillow gives gray, and full black and white at a fifth. Lanczos (resample 1), which calls sharp's resize(),
# averages as Pillow does. A model that was trained on pixels of Pillow so sees other pixels, with more noise the larger the photo is.
# Output seen (smallest and largest value of the columns at 160 and at 128 pixels):
#   transformers.js bilinear 0..0 0..255, bicubic 0..0 0..255, lanczos 128..128 128..128
#   Pillow bilinear 118..137 116..139, bicubic 118..137 120..135, lanczos 117..138 119..136
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/resize.mjs" <<'JS'
import { RawImage } from "@huggingface/transformers";

const side = 640;
const columns = new Uint8Array(3 * side * side);
for (let i = 0; i < columns.length; ++i) columns[i] = Math.floor(i / 3) % 2 ? 255 : 0;
const image = new RawImage(columns, side, side, 3);

const range = async (size, resample) => {
  const { data } = await image.resize(size, size, { resample });
  return [Math.min(...data), Math.max(...data)];
};
const seen = {};
for (const [name, resample] of [["bilinear", 2], ["bicubic", 3], ["lanczos", 1]])
  seen[name] = [await range(160, resample), await range(128, resample)];
console.log("transformers.js " + Object.entries(seen).map(([name, all]) => `${name} ${all.map((one) => one.join("..")).join(" ")}`).join(", "));
for (const name of ["bilinear", "bicubic"]) {
  const [quarter, fifth] = seen[name];
  if (quarter[0] !== 0 || quarter[1] !== 0 || fifth[0] !== 0 || fifth[1] !== 255) throw new Error(`${name} has changed`);
}
if (seen.lanczos.flat().some((value) => value < 96 || value > 160)) throw new Error("lanczos has changed");
JS
cat >"$folder/resize.py" <<'PYTHON'
import numpy as np
from PIL import Image

columns = np.zeros((640, 640, 3), np.uint8)
columns[:, 1::2] = 255
seen = []
for name, method in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC), ("lanczos", Image.LANCZOS)):
    small = [np.asarray(Image.fromarray(columns).resize((size, size), method)) for size in (160, 128)]
    seen.append(f"{name} " + " ".join(f"{one.min()}..{one.max()}" for one in small))
    assert all(96 < one.min() and one.max() < 160 for one in small), name
print("Pillow " + ", ".join(seen))
PYTHON
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @huggingface/transformers@4.3.2 sharp@0.35.5
node resize.mjs
python3 -m venv venv
venv/bin/pip install --quiet pillow==13.0.0 numpy==2.3.5
venv/bin/python resize.py
