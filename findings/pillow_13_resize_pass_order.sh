#!/usr/bin/env bash
# Pillow 13.0.0, with numpy 2.3.5: Image.resize with BILINEAR resizes the columns before the rows where the height shrinks much more than
# the width, and the rows before the columns otherwise. Pillow 12.0.0 resized the rows first always. Each pass rounds to 8 bits, so the
# same call gives other pixels in the two versions: for 400 x 1600 to 200 x 100, 8,244 of the 60,000 values differ, by 1 level. In
# Pillow 13 a photo and the same photo on its side can therefore give different pixels, and preprocessing that must match the pixels of
# training depends on the version. An image of 640 x 480 to 224 x 224 is the same in both.
# Output seen:
#   12.0.0 400x1600: rows first 0 differ, columns first 8244 differ; 640x480: rows first 0 differ
#   13.0.0 400x1600: rows first 8244 differ, columns first 0 differ; 640x480: rows first 0 differ
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/resize.py" <<'PYTHON'
import numpy as np
import PIL
from PIL import Image

random = np.random.default_rng(1)


def differing(size, target):
    image = Image.fromarray(random.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))
    at_once, rows_first, columns_first = (
        np.asarray(one)
        for one in (
            image.resize(target, Image.BILINEAR),
            image.resize((target[0], size[1]), Image.BILINEAR).resize(target, Image.BILINEAR),
            image.resize((size[0], target[1]), Image.BILINEAR).resize(target, Image.BILINEAR),
        )
    )
    return int((at_once != rows_first).sum()), int((at_once != columns_first).sum())


wide, _ = differing((640, 480), (224, 224))
rows, columns = differing((400, 1600), (200, 100))
print(f"{PIL.__version__} 400x1600: rows first {rows} differ, columns first {columns} differ; 640x480: rows first {wide} differ")
assert wide == 0
assert (rows == 0 and columns > 0) if PIL.__version__ == "12.0.0" else (rows > 0 and columns == 0)
PYTHON
for version in 12.0.0 13.0.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/pip" install --quiet "pillow==$version" numpy==2.3.5
  "$folder/$version/bin/python" "$folder/resize.py"
done
