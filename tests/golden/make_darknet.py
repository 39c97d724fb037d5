#!/usr/bin/env python3
"""Writes foreign/darknet_*: networks of Darknet as .cfg and .weights, and foreign/darknet_kinds.json: what OpenCV computes with them.

    python3 tests/golden/make_darknet.py      (pip install 'opencv-python-headless<5' numpy)

Darknet's training program writes such files: a header of three integers and the number of photos seen, which has 32 bits in version 0.1
and 64 bits later, then for each layer the biases, with batch normalization the scales, means and variances, and the weights.
"""
import json
import pathlib
import struct

import cv2
import numpy
from make_images import noise_image

FOREIGN = pathlib.Path(__file__).resolve().parent / "foreign"
SIDE = 43
NET = f"[net]\nbatch=1\nheight={SIDE}\nwidth={SIDE}\nchannels=3\nmomentum=0.9\n\n"
generator = numpy.random.default_rng(3)


def numbers(*shape, least=None):
    values = generator.standard_normal(shape) * (2 / max(1, numpy.prod(shape[1:]))) ** 0.5
    return (numpy.abs(values) + least if least is not None else values).astype("<f4").tobytes()


def conv(filters, inputs, size, norm=False, options=""):
    parts = [numbers(filters)] + ([numbers(filters, least=0.5), numbers(filters), numbers(filters, least=0.5)] if norm else [])
    text = f"[convolutional]\nfilters={filters}\nsize={size}\n{'batch_normalize=1' if norm else ''}\nactivation=relu\n{options}\n\n"
    return text, b"".join([*parts, numbers(filters, inputs, size, size)])


def connected(outputs, inputs, activation="relu"):
    return f"[connected]\noutput={outputs}\nactivation = {activation}\n\n", numbers(outputs) + numbers(outputs, inputs)


CASES = {
    "darknet_old": (1, [conv(4, 3, 11, options="stride=4\npad=0"), ("[maxpool]\nsize=3\nstride=2\npadding=0\n\n", b""),
                        conv(6, 4, 5, options="stride=1\npad=1"), ("[maxpool]\nsize=2\nstride=2\npadding=0\n\n", b""), connected(8, 6 * 2 * 2),
                        ("[dropout]\nprobability=.5\n\n", b""), connected(3, 8, "linear"), ("[softmax]\ngroups=1\n\n", b"")]),
    "darknet_norm": (2, [conv(4, 3, 11, True, "stride=4\npadding=2"), ("# a comment\n[maxpool]\nsize=3\nstride=2\n\n", b""),
                         conv(6, 4, 3, True, "pad=1"), ("[avgpool]\n\n", b""), connected(3, 6, "linear"), ("[softmax]\ngroups=1\n\n", b"")]),
}


def main():
    files = {}
    for name, (minor, layers) in CASES.items():
        config, weights = FOREIGN / f"{name}.cfg", FOREIGN / f"{name}.weights"
        config.write_text(NET + "".join(text for text, _ in layers))
        header = struct.pack("<iii", 0, minor, 0) + struct.pack("<q" if minor >= 2 else "<i", 1000)
        weights.write_bytes(header + b"".join(values for _, values in layers))
        without_softmax = config.read_bytes().replace(b"[softmax]\ngroups=1\n", b"")
        net = cv2.dnn.readNetFromDarknet(*(numpy.frombuffer(data, numpy.uint8) for data in (without_softmax, weights.read_bytes())))
        net.setInput(numpy.ascontiguousarray(noise_image(SIDE).transpose(0, 3, 1, 2), numpy.float32))
        files[f"{name}.weights"] = {"side": SIDE, "logits": net.forward().ravel().astype(numpy.float64).tolist()}
        if minor == 1:
            data = config.read_bytes()
            (FOREIGN.parent / "fuzz" / "old.darknet").write_bytes(len(data).to_bytes(4, "little") + data + weights.read_bytes())
    text = json.dumps({"opencv": cv2.__version__, "pixels": [], "files": files}, indent=1)
    (FOREIGN / "darknet_kinds.json").write_text(text + "\n")


main()
