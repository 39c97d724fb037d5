#!/usr/bin/env python3
"""Writes preprocess.json: values of network inputs as other programs compute them from drawn images.

    /tmp/venv/bin/python tests/golden/make_preprocess.py        needs numpy and Pillow

The images are the patterns of make_resize.py. Each case names a convention of core/data/preprocessing_change.h and computes it as the
program does from which it comes:
  imagenet  torchvision's Resize, CenterCrop, ToTensor, Normalize on a Pillow image
  0..1, 0..255, -1..1  on `keras`: tf.image.resize with bilinear interpolation, as Keras' image_dataset_from_directory, whose values are
            not rounded; on `torchvision`: Resize, CenterCrop, ToTensor
  caffe     OpenCV's resize with INTER_LINEAR, as Caffe's convert_imageset, then its DataTransformer: BGR, a mean color or a mean image of
            the uncropped size, the central crop
`levels` is by how many of 255 gray levels a pixel may differ: 0 where both round alike, a half where the other program does not
round, 1 where OpenCV's fixed-point arithmetic rounds differently.
"""
import json
import pathlib
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from make_resize import input_image, synthetic_image  # noqa: E402

SAMPLES = 40
IMAGES = [("ramp", 320, 280), ("noise", 275, 301), ("checks", 64, 64)]
IMAGENET_MEAN, IMAGENET_DEVIATION = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])
CAFFE_MEAN = numpy.array([104.007, 116.669, 122.679])  # BGR


def bilinear(pixels, side):
    """Between pixel centers, without antialiasing: what TensorFlow 2 and OpenCV do. In float64, not rounded."""
    def axis(length):
        at = numpy.clip((numpy.arange(side) + 0.5) * length / side - 0.5, 0, length - 1)
        low = numpy.floor(at).astype(int)
        return low, numpy.minimum(low + 1, length - 1), at - low
    y0, y1, fy = axis(pixels.shape[0])
    x0, x1, fx = axis(pixels.shape[1])
    fx, fy = fx[None, :, None], fy[:, None, None]
    rows = pixels[y0] * (1 - fy) + pixels[y1] * fy
    return rows[:, x0] * (1 - fx) + rows[:, x1] * fx


def mean_image(side):
    """Of BGR, [y][x][c]; the test computes the same."""
    y, x, c = numpy.meshgrid(numpy.arange(side), numpy.arange(side), numpy.arange(3), indexing="ij")
    return 90.0 + 10 * c + (x % 7) - (y % 5)


def torchvision_pixels(image, side):
    return numpy.asarray(input_image(image, "crop", 256, side)).astype(float)


def caffe_values(image, side, means=None):
    resize = 256
    pixels = numpy.rint(bilinear(numpy.asarray(image).astype(float), resize))[:, :, ::-1]
    pixels = pixels - (CAFFE_MEAN if means is None else means)
    corner = (resize - side) // 2
    return pixels[corner:corner + side, corner:corner + side]


CASES = {
    # name, base: the network input, and the tolerance in gray levels
    ("imagenet", "torchvision"): (lambda i, s: (torchvision_pixels(i, s) / 255 - IMAGENET_MEAN) / IMAGENET_DEVIATION, 0),
    ("0..1", "torchvision"): (lambda i, s: torchvision_pixels(i, s) / 255, 0),
    ("0..1", "keras"): (lambda i, s: bilinear(numpy.asarray(i).astype(float), s) / 255, 0.5),
    ("0..255", "keras"): (lambda i, s: bilinear(numpy.asarray(i).astype(float), s), 0.5),
    ("-1..1", "keras"): (lambda i, s: bilinear(numpy.asarray(i).astype(float), s) / 127.5 - 1, 0.5),
    ("caffe", "caffe"): (caffe_values, 1),
    ("caffe", "mean image"): (lambda i, s: caffe_values(i, s, mean_image(256)), 1),
}


def main():
    random = numpy.random.default_rng(7)
    cases = []
    for (name, base), (values_of, levels) in CASES.items():
        for pattern, width, height in IMAGES:
            side = 224 if base == "torchvision" else 227
            values = values_of(synthetic_image(pattern, width, height), side)
            assert values.shape == (side, side, 3)
            at = numpy.sort(random.choice(values.size, SAMPLES, replace=False))
            cases.append({"name": name, "base": base, "pattern": pattern, "width": width, "height": height, "input": side,
                          "levels": levels, "at": at.tolist(), "values": [round(v, 6) for v in values.ravel()[at].tolist()]})
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    pathlib.Path(__file__).with_name("preprocess.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
