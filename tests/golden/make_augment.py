#!/usr/bin/env python3
"""Writes augment.json or augment_keras3.json: small images as Keras' ImageDataGenerator transforms them, for tests/unit/data/.
README.md describes them.

    python3 -m venv /tmp/keras2 && /tmp/keras2/bin/pip install keras-preprocessing==1.1.2 numpy scipy pillow
    /tmp/keras2/bin/python tests/golden/make_augment.py
    python3 -m venv /tmp/keras3 && /tmp/keras3/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0 scipy pillow
    /tmp/keras3/bin/python tests/golden/make_augment.py keras3

Keras-Preprocessing 1.1.2 is the ImageDataGenerator of Keras 2.2 to 2.8 and of TensorFlow 2.0, without the rest of Keras.
"""
import json
import pathlib
import sys
import warnings

import numpy

KERAS3 = sys.argv[1:] == ["keras3"]
if KERAS3:
    from keras import __version__ as VERSION
    from keras.src.legacy.preprocessing.image import ImageDataGenerator
else:
    VERSION = "1.1.2"
    from keras_preprocessing.image import ImageDataGenerator

warnings.filterwarnings("ignore")  # scipy warns that scipy.ndimage.interpolation was renamed

# All values are exact in the file and in float32.
TRANSFORMS = [
    dict(theta=10), dict(theta=-33.5), dict(theta=90), dict(theta=180),
    dict(tx=1.25), dict(ty=-2.5), dict(tx=-3, ty=2), dict(tx=30.25, ty=-17.5),
    dict(shear=10), dict(shear=-45.5),
    dict(zx=0.75, zy=1.25), dict(zx=1.875, zy=1.5), dict(zx=0.125, zy=0.5),
    dict(theta=7.5, tx=0.75, ty=-1.25, shear=4.5, zx=1.0625, zy=0.9375),
    dict(theta=-150.25, tx=-4.75, ty=6.25, shear=20.5, zx=0.625, zy=1.375, flip_horizontal=True, flip_vertical=True),
    dict(theta=12.5, zx=1.25, zy=1.25, flip_horizontal=True),
]
COLORS = [
    dict(channel_shift_intensity=40.5), dict(channel_shift_intensity=-100.25), dict(flip_horizontal=True), dict(flip_vertical=True),
    dict(brightness=1.0), dict(brightness=0.375), dict(brightness=1.625), dict(brightness=0.0),
    dict(theta=10.5, channel_shift_intensity=-30.25, flip_vertical=True, brightness=1.25),
]


def noise_image(side, low, high):
    """The pixels of the tests' `noise` (tests/support/tiny_images.h), scaled to [low, high]."""
    y, x, c = numpy.meshgrid(numpy.arange(side), numpy.arange(side), numpy.arange(3), indexing="ij")
    value = ((x * 73856093) ^ (y * 19349663) ^ (c * 83492791)) & 0xFFFFFFFF
    value = ((value * 2654435761) & 0xFFFFFFFF) >> 24
    return low + value * (high - low) // 255


def row(side, fill_mode, cval, transform, low=0, high=255):
    generator = ImageDataGenerator(fill_mode=fill_mode, cval=cval)
    result = generator.apply_transform(noise_image(side, low, high).astype("float32"), dict(transform))
    values = [round(float(value), 4) for value in result.reshape(-1)]
    return {"side": side, "low": low, "high": high, "fill_mode": fill_mode, "cval": cval, "transform": transform, "values": values}


def rows():
    for index, transform in enumerate(TRANSFORMS):
        for fill_mode in ("nearest", "constant") if KERAS3 else ("nearest", "constant", "reflect", "wrap"):
            yield row(9 + index % 2, fill_mode, 77.5 if index % 2 else 0.0, transform)
    for transform in COLORS:
        yield row(8, "nearest", 0.0, transform, 30, 190)


path = pathlib.Path(__file__).with_name("augment_keras3.json" if KERAS3 else "augment.json")
with open(path, "w") as file:
    file.write('{"%s": "%s", "rows": [\n' % ("keras" if KERAS3 else "keras_preprocessing", VERSION))
    file.write(",\n".join(json.dumps(one, separators=(",", ":")) for one in rows()))
    file.write("\n]}\n")
print(path, path.stat().st_size, "bytes")
