#!/usr/bin/env python3
"""Writes tests/golden/safetensors/ with the reference implementation (pip install safetensors numpy).

mixed.safetensors   every element type of numpy, metadata, and a name that needs escapes; written by the package
odd.safetensors     values at odd addresses, and bfloat16; the package reads this file but would not write it

tests/unit/formats/safetensors_test.cpp contains the same numbers.
"""
import json
import pathlib
import struct

import numpy
import safetensors
from safetensors.numpy import save

MIXED = {
    "conv1.weight": numpy.arange(24, dtype=numpy.float32).reshape(2, 3, 2, 2) / 8 - 1,
    "conv1.bias": numpy.array([0.5, -0.25], dtype=numpy.float32),
    "half": numpy.array([1, -2, 65504], dtype=numpy.float16),
    "bytes": numpy.array([0, 127, 255], dtype=numpy.uint8),
    "signed": numpy.array([[-128, 127, -1]], dtype=numpy.int8),
    "counts": numpy.array([-1, 2147483647], dtype=numpy.int32),
    "step": numpy.array(1234567890123, dtype=numpy.int64),
    "loss": numpy.array([6.907755278982137], dtype=numpy.float64),
    "empty": numpy.zeros((0, 4), dtype=numpy.float32),
    'na"me/ü': numpy.array([42], dtype=numpy.float32),
}
METADATA = {"format": "np", "classes": "tench\ngoldfish \"gold\"\nHai-Fisch ü"}


def odd():
    header = json.dumps({
        "z": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]},
        "a": {"dtype": "F32", "shape": [2], "data_offsets": [1, 9]},
        "b": {"dtype": "BF16", "shape": [1, 1], "data_offsets": [9, 11]},
    }).encode()
    header += b" " * ((len(header) + 1) % 2)  # an odd length, so that the data begins at an odd byte
    return struct.pack("<Q", len(header)) + header + struct.pack("<B2fH", 7, 1.5, -3, 0x3FC0)


folder = pathlib.Path(__file__).resolve().parent / "safetensors"
folder.mkdir(exist_ok=True)
(folder / "mixed.safetensors").write_bytes(save(MIXED, METADATA))
assert dict(safetensors.deserialize(odd()))["a"]["data"] == struct.pack("<2f", 1.5, -3)
(folder / "odd.safetensors").write_bytes(odd())
