#!/usr/bin/env python3
"""Writes ops.json: operations on small arrays as PyTorch computes them, for tests/unit/ops/. README.md describes it.

    python3 tests/golden/make_ops.py

Needs PyTorch (made with 1.13) and numpy. Inputs are multiples of 1/16 or integers: exact in the file and in float32. Outputs are
computed in float64.
"""
import json
import pathlib

import numpy
import torch
import torch.nn.functional as functional

random = numpy.random.default_rng(2012)


def array(shape, largest, step):
    """An NHWC array of multiples of `step` in [-largest, largest]. Its type is float, since PyTorch would round integers."""
    return random.integers(-round(largest / step), round(largest / step) + 1, shape) * float(step)


def to_torch(x):
    return torch.from_numpy(numpy.ascontiguousarray(x.transpose(0, 3, 1, 2)))


def array_record(x):
    """The shape, and the values in C order."""
    x = numpy.asarray(x)
    return {"shape": list(x.shape), "values": [float(f"{value:.9g}") for value in x.reshape(-1)]}


def row(x, y, **options):
    return {**options, "x": array_record(x), "y": array_record(y.permute(0, 2, 3, 1).contiguous().numpy())}


def lrn():
    cases = [  # channels, size, k, alpha (not divided by size), beta, largest input
        (16, 5, 2.0, 1e-4, 0.75, 128),  # the paper
        (16, 5, 1.0, 2e-5, 0.75, 128),  # Caffe
        (11, 5, 2.0, 1e-4, 0.75, 1000),
        (9, 3, 1.0, 0.5, 0.75, 8),
        (9, 7, 0.5, 0.25, 0.5, 8),
        (8, 1, 1.0, 1.0, 1.0, 8),
        (8, 9, 2.0, 0.125, 1.25, 8),
        (4, 5, 2.0, 0.1, 0.75, 8),  # fewer channels than the window
        (3, 5, 2.0, 0.1, 0.75, 8),
        (2, 7, 1.0, 0.1, 0.75, 8),
        (1, 5, 2.0, 0.1, 0.75, 8),
        (19, 5, 2.0, 0.0, 0.75, 8),  # a constant factor
    ]
    for channels, size, k, alpha, beta, largest in cases:
        x = array((1, 2, 2, channels), largest, 1 / 16 if largest < 100 else 1)
        y = functional.local_response_norm(to_torch(x), size, alpha=alpha * size, beta=beta, k=k)
        yield row(x, y, size=size, k=k, alpha=alpha, beta=beta)


def adaptive_average_pool():
    cases = [(1, 7, 7, 3, 3), (2, 5, 8, 2, 6), (1, 13, 13, 1, 6), (1, 10, 7, 2, 6), (1, 1, 1, 3, 6), (1, 6, 6, 2, 6)]
    cases += [(1, 11, 4, 2, 3), (1, 9, 5, 2, 1), (1, 3, 14, 1, 4), (1, 7, 6, 1, 5)]
    for n, height, width, channels, side in cases:
        x = array((n, height, width, channels), 8, 1 / 16)
        yield row(x, functional.adaptive_avg_pool2d(to_torch(x), (side, side)), side=side)


def max_pool():
    cases = [  # n, height, width, channels, kernel, stride
        (1, 7, 7, 2, 3, 2),  # no remainder: rounding up and down agree
        (1, 6, 6, 2, 3, 2),  # the last window extends past the end by one
        (2, 8, 5, 1, 3, 2),
        (1, 4, 4, 2, 2, 4),  # the second window would begin after the end: left out also when rounding up
        (1, 5, 4, 1, 2, 4),  # the second window begins at the last row, and would begin after the last column
        (1, 3, 3, 2, 1, 3),
        (1, 6, 7, 1, 2, 3),
        (1, 5, 9, 1, 2, 5),
        (1, 3, 3, 3, 3, 2),  # one window
        (1, 4, 4, 1, 3, 2),
        (1, 10, 12, 1, 4, 3),
    ]
    for n, height, width, channels, kernel, stride in cases:
        x = array((n, height, width, channels), 8, 1 / 16)
        if height < 7:
            x = -numpy.abs(x) - 1 / 16  # all negative, so that padding with zeros would change the result
        for rounding, ceil_mode in (("down", False), ("up", True)):
            y = functional.max_pool2d(to_torch(x), kernel, stride, ceil_mode=ceil_mode)
            yield row(x, y, kernel=kernel, stride=stride, rounding=rounding)


def text_of(name, rows):
    return f'"{name}": [\n' + ",\n".join(json.dumps(one) for one in rows) + "\n]"


if __name__ == "__main__":
    golden = {"lrn": lrn(), "adaptive_average_pool": adaptive_average_pool(), "max_pool": max_pool()}
    text = f'{{"torch": "{torch.__version__}",\n' + ",\n".join(text_of(*item) for item in golden.items()) + "\n}\n"
    pathlib.Path(__file__).with_name("ops.json").write_text(text)
