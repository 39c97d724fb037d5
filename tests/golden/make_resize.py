#!/usr/bin/env python3
"""Writes resize.txt: synthetic images as Pillow resizes them, for tests/unit/data/{resize,preprocess}_test.cpp.

Needs Pillow and numpy:  python3 -m venv /tmp/venv && /tmp/venv/bin/pip install 'pillow>=13' numpy
                         /tmp/venv/bin/python tests/golden/make_resize.py

With `tensorflow` after it, writes resize_tensorflow.txt instead, which needs TensorFlow, too, of any version from 2.3 on.

Pillow 13 makes the vertical pass first if the height shrinks by more than twice as many pixels as the width (found by trying 3,000
sizes), Pillow 12.2 if the height is a hundred times the width, and earlier versions never; the last bits differ then.

A line is `METHOD PATTERN WIDTH HEIGHT NEW_WIDTH NEW_HEIGHT LEFT TOP REGION_WIDTH REGION_HEIGHT CRC32 FIRST_BYTES` or
`square PATTERN WIDTH HEIGHT FIT RESIZE INPUT CRC32 FIRST_BYTES` (the input image of a network). METHOD is a value of `interpolation`
in a model's preprocessing; TensorFlow's results, in 32-bit floats, are rounded to 8 bits. tests/support/tiny_images.h draws
the same patterns.
"""
import pathlib
import sys
import zlib

import numpy
import PIL
from PIL import Image


def synthetic_image(pattern, width, height):
    y, x, c = numpy.meshgrid(
        numpy.arange(height, dtype=numpy.uint32),
        numpy.arange(width, dtype=numpy.uint32),
        numpy.arange(3, dtype=numpy.uint32),
        indexing="ij",
    )
    if pattern == "noise":
        mixed = (x * numpy.uint32(73856093)) ^ (y * numpy.uint32(19349663)) ^ (c * numpy.uint32(83492791))
        values = (mixed * numpy.uint32(2654435761)) >> numpy.uint32(24)
    elif pattern == "ramp":
        values = (x * 3 + y * 5 + c * 40) & 255
    else:  # checks of black and white, with the steepest edges
        values = ((x // 3 + y // 2 + c) & 1) * 255
    return Image.fromarray(values.astype(numpy.uint8))


def summary(image):
    data = image.tobytes()
    return f"{zlib.crc32(data):08x} {data[:24].hex()}"


# Width and height before and after; left, top, width and height of the region (the whole image if they are missing).
RESIZES = [
    (16, 12, 8, 6), (16, 12, 16, 12), (16, 12, 16, 6), (16, 12, 8, 12), (16, 12, 31, 29), (7, 5, 1, 1), (1, 1, 9, 4),
    (500, 375, 227, 227), (375, 500, 256, 341), (227, 227, 227, 227), (640, 3, 13, 2), (2, 190, 3, 11), (1000, 1, 32, 32),
    (96, 64, 97, 63), (256, 256, 255, 257), (1024, 768, 64, 48), (3000, 7, 5, 5),
    (64, 48, 32, 32, 3.25, 5.5, 40.5, 30.25), (64, 48, 20, 20, 7, 9, 20, 20), (64, 48, 20, 10, 7, 9, 20, 20),
    (64, 48, 64, 30, 0, 8, 64, 40), (64, 48, 30, 48, 10, 0, 54, 48), (64, 48, 50, 50, 63.5, 47.5, 0.5, 0.5),
    (64, 48, 12, 12, 0.1, 0.2, 63.3, 47.7), (500, 375, 224, 224, 101.7, 33.3, 211.9, 299.1),
    (90, 160, 80, 40), (90, 160, 60, 100), (90, 161, 60, 100), (90, 161, 60, 101), (64, 200, 40, 60, 10.5, 20, 30, 60),
    (100, 400, 90, 150, 0, 50, 100, 210),
]  # fmt: skip

# Width, height, fit, resize, input.
INPUTS = [
    (500, 375, "crop", 256, 227), (375, 500, "crop", 256, 224), (500, 375, "stretch", 227, 227), (333, 500, "stretch", 256, 227),
    (500, 333, "crop", 227, 227), (256, 256, "crop", 256, 227), (300, 256, "crop", 256, 227), (1024, 683, "crop", 257, 224),
    (683, 1024, "crop", 229, 226), (40, 31, "crop", 64, 63), (31, 40, "stretch", 64, 61), (2000, 3, "crop", 32, 31),
    (227, 227, "stretch", 227, 227), (9, 9, "stretch", 12, 9),
]  # fmt: skip


def input_image(image, fit, resize, size):
    """torchvision's Resize(resize) or Resize((resize, resize)), then CenterCrop(size)."""
    width, height = resize, resize
    if fit == "crop":
        short, long = min(image.size), max(image.size)
        longer = int(resize * long / short)
        width, height = (resize, longer) if image.width <= image.height else (longer, resize)
    image = image.resize((width, height), Image.Resampling.BILINEAR)
    left, top = int(round((width - size) / 2.0)), int(round((height - size) / 2.0))
    return image.crop((left, top, left + size, top + size))


METHODS = {
    "bilinear_antialiased": Image.Resampling.BILINEAR,
    "nearest": Image.Resampling.NEAREST,
    "bicubic": Image.Resampling.BICUBIC,
}


def tensorflow_lines():
    import tensorflow

    yield f"# TensorFlow {tensorflow.__version__}; made by make_resize.py tensorflow"
    for pattern in ("noise", "ramp", "checks"):
        for width, height, to_width, to_height, *region in RESIZES:
            if region:
                continue
            pixels = numpy.asarray(synthetic_image(pattern, width, height))
            resized = tensorflow.image.resize(pixels, (to_height, to_width), method="bilinear", antialias=False).numpy()
            image = Image.fromarray(numpy.floor(resized + numpy.float32(0.5)).astype(numpy.uint8))
            yield f"bilinear {pattern} {width} {height} {to_width} {to_height} 0 0 {width} {height} {summary(image)}"


def lines():
    yield f"# Pillow {PIL.__version__}; made by make_resize.py"
    for pattern in ("noise", "ramp", "checks"):
        for width, height, to_width, to_height, *region in RESIZES:
            left, top, wide, high = region or (0, 0, width, height)
            box = (left, top, left + wide, top + high)
            for method, filter in METHODS.items():
                image = synthetic_image(pattern, width, height).resize((to_width, to_height), filter, box=box)
                yield f"{method} {pattern} {width} {height} {to_width} {to_height} {left} {top} {wide} {high} {summary(image)}"
        for width, height, fit, resize, size in INPUTS:
            image = input_image(synthetic_image(pattern, width, height), fit, resize, size)
            yield f"square {pattern} {width} {height} {fit} {resize} {size} {summary(image)}"


def main():
    if sys.argv[1:] == ["tensorflow"]:
        path, rows = "resize_tensorflow.txt", tensorflow_lines()
    else:
        assert int(PIL.__version__.split(".")[0]) >= 13, "earlier versions make the two passes in another order"
        path, rows = "resize.txt", lines()
    pathlib.Path(__file__).with_name(path).write_text("\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
