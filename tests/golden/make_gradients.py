#!/usr/bin/env python3
"""Writes gradients.json: gradients of small arrays in PyTorch, for tests/unit/ops/. README.md describes it.

    python3 tests/golden/make_gradients.py

Needs PyTorch (made with 1.13) and numpy. Inputs are multiples of 1/16: exact in the file and in float32. Everything is computed
in float64.
"""
import json
import pathlib

import numpy
import torch
import torch.nn.functional as functional
from make_ops import array, array_record, text_of

STEP = 1 / 16


def leaf(x):
    """An array in the layout of PyTorch (NHWC to NCHW, OHWI to OIHW) that accumulates its gradient."""
    x = numpy.asarray(x, dtype=numpy.float64)
    if x.ndim == 4:
        x = x.transpose(0, 3, 1, 2)
    return torch.tensor(numpy.ascontiguousarray(x), requires_grad=True)


def ours(x):
    """A tensor of PyTorch in our layout: the inverse of leaf()."""
    x = x.detach()
    return (x.permute(0, 2, 3, 1) if x.dim() == 4 else x).contiguous().numpy()


def row(options, apply, **inputs):
    """The row of y = apply(inputs): the inputs x, …, the output y, a random dy, and the gradients dx, … of sum(dy * y)."""
    leaves = {name: leaf(value) for name, value in inputs.items()}
    y = apply(**leaves)
    dy = array(ours(y).shape, 2, STEP)
    y.backward(leaf(dy).detach())
    gradients = {f"d{name}": array_record(ours(value.grad)) for name, value in leaves.items()}
    return {**options, **{name: array_record(value) for name, value in inputs.items()}, "y": array_record(ours(y)), "dy": array_record(dy), **gradients}


def lrn():
    cases = [  # channels, size, k, alpha (not divided by size), beta
        (16, 5, 2.0, 1e-4, 0.75),  # the paper
        (16, 5, 1.0, 2e-5, 0.75),  # Caffe
        (9, 3, 1.0, 0.5, 0.75),
        (9, 7, 0.5, 0.25, 0.5),
        (8, 1, 1.0, 1.0, 1.0),
        (8, 9, 2.0, 0.125, 1.25),
        (4, 5, 2.0, 0.1, 0.75),  # fewer channels than the window
        (2, 7, 1.0, 0.1, 0.75),
        (1, 5, 2.0, 0.1, 0.75),
    ]
    for channels, size, k, alpha, beta in cases:
        x = array((1, 2, 2, channels), 128 if alpha < 1e-3 else 8, STEP)

        def apply(x):
            return functional.local_response_norm(x, size, alpha=alpha * size, beta=beta, k=k)

        yield row({"size": size, "k": k, "alpha": alpha, "beta": beta}, apply, x=x)


def max_pool():
    cases = [  # n, height, width, channels, kernel, stride, largest
        (1, 7, 7, 2, 3, 2, 8),  # overlapping, no remainder
        (1, 6, 6, 2, 3, 2, 8),  # the last window extends past the end by one
        (2, 8, 5, 1, 3, 2, 8),
        (1, 6, 7, 1, 2, 2, 8),  # rounded down, a row is in no window
        (1, 5, 5, 3, 3, 1, 8),  # overlapping by two
        (1, 8, 9, 2, 3, 2, 1 / 8),  # five different values: nearly every window has ties
        (2, 6, 6, 1, 3, 2, 0),  # all values are equal
        (1, 9, 10, 1, 4, 3, 1 / 16),
    ]
    for n, height, width, channels, kernel, stride, largest in cases:
        x = array((n, height, width, channels), largest, STEP)
        for rounding, ceil_mode in (("down", False), ("up", True)):
            options = {"kernel": kernel, "stride": stride, "rounding": rounding}
            yield row(options, lambda x: functional.max_pool2d(x, kernel, stride, ceil_mode=ceil_mode), x=x)


def adaptive_average_pool():
    cases = [(1, 7, 7, 3, 3), (2, 5, 8, 2, 6), (1, 13, 13, 1, 6), (1, 1, 1, 3, 6), (1, 6, 6, 2, 6), (1, 9, 5, 2, 1), (1, 3, 14, 1, 4)]
    for n, height, width, channels, side in cases:
        x = array((n, height, width, channels), 8, STEP)
        yield row({"side": side}, lambda x: functional.adaptive_avg_pool2d(x, (side, side)), x=x)


def conv2d():
    cases = [  # n, height, width, inputs, outputs, kernel, stride, [top, left, bottom, right], groups
        (1, 5, 5, 2, 3, 3, 1, [0, 0, 0, 0], 1),
        (2, 6, 5, 3, 4, 3, 1, [1, 1, 1, 1], 1),
        (2, 5, 6, 4, 6, 3, 1, [1, 1, 1, 1], 2),
        (1, 7, 7, 4, 4, 5, 1, [2, 2, 2, 2], 2),
        (1, 7, 8, 2, 3, 3, 2, [0, 0, 0, 0], 1),  # columns that no window reaches
        (2, 7, 6, 4, 2, 3, 2, [1, 1, 1, 1], 2),
        (1, 15, 15, 3, 2, 11, 4, [0, 0, 0, 0], 1),  # conv1
        (1, 16, 16, 3, 2, 11, 4, [0, 0, 3, 3], 1),  # the paper's conv1, rounded up
        (2, 17, 16, 3, 2, 11, 4, [2, 2, 2, 2], 1),  # torchvision's conv1
        (1, 5, 5, 2, 2, 4, 2, [0, 1, 2, 3], 1),
        (2, 4, 3, 2, 3, 1, 1, [0, 0, 0, 0], 1),
        (1, 9, 9, 2, 2, 3, 4, [0, 0, 0, 0], 1),  # a stride above the kernel: values between the windows
    ]
    for n, height, width, inputs, outputs, kernel, stride, padding, groups in cases:
        top, left, bottom, right = padding

        def apply(x, w, b):
            return functional.conv2d(functional.pad(x, (left, right, top, bottom)), w, b, stride=stride, groups=groups)

        x = array((n, height, width, inputs), 2, STEP)
        w = array((outputs, kernel, kernel, inputs // groups), 1, STEP)
        options = {"stride": stride, "padding": padding, "groups": groups}
        yield row(options, apply, x=x, w=w, b=array((outputs,), 1, STEP))


def linear():
    for batch, inputs, outputs in [(1, 5, 3), (4, 7, 5), (9, 16, 11), (2, 1, 6), (3, 33, 1)]:
        x, w, b = array((batch, inputs), 2, STEP), array((outputs, inputs), 1, STEP), array((outputs,), 1, STEP)
        yield row({}, lambda x, w, b: functional.linear(x, w, b), x=x, w=w, b=b)


def softmax():
    for batch, classes, largest in [(1, 2, 2), (3, 5, 8), (2, 17, 4), (1, 1, 1), (1, 4, 100)]:
        yield row({}, lambda x: torch.softmax(x, 1), x=array((batch, classes), largest, STEP))


def cross_entropy():
    cases = [  # batch, classes, label smoothing, largest
        (1, 2, 0.0, 4),
        (5, 4, 0.0, 4),
        (4, 10, 0.125, 8),
        (3, 7, 0.5, 8),
        (2, 3, 0.0, 100),  # probabilities that float32 rounds to 0 and 1
        (2, 3, 0.125, 100),
        (3, 5, 1.0, 2),
    ]
    for batch, classes, label_smoothing, largest in cases:
        x = leaf(array((batch, classes), largest, STEP))
        labels = [(3 * i + 1) % classes for i in range(batch)]
        loss = functional.cross_entropy(x, torch.tensor(labels), label_smoothing=label_smoothing)
        loss.backward()
        options = {"label_smoothing": label_smoothing, "labels": labels, "loss": float(f"{loss.item():.12g}")}
        yield {**options, "x": array_record(ours(x)), "y": array_record(ours(torch.softmax(x, 1))), "dx": array_record(ours(x.grad))}


if __name__ == "__main__":
    ops = (lrn, max_pool, adaptive_average_pool, conv2d, linear, softmax, cross_entropy)
    text = f'{{"torch": "{torch.__version__}",\n' + ",\n".join(text_of(op.__name__, op()) for op in ops) + "\n}\n"
    pathlib.Path(__file__).with_name("gradients.json").write_text(text)
