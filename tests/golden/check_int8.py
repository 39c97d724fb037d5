#!/usr/bin/env python3
"""Compares the probabilities of models quantized to 8 bits with those of onnxruntime.

    python3 tests/golden/check_int8.py build/release/bin/alexnet MODEL PHOTOS CALIBRATION      (pip install onnx onnxruntime numpy pillow)

MODEL, of any format, is converted to ONNX and quantized by onnxruntime's tools: dynamically, and statically with the ranges of the photos of
the folder CALIBRATION. Printed are the largest differences of a probability of PNG copies of the photos of the folder PHOTOS, between the
two programs and of each from the model of floats, and how many of the answers are the same.
"""
import json
import os
import pathlib
import sys
import tempfile

import numpy
import onnxruntime
from onnxruntime import quantization
from PIL import Image

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from photo_inputs import FIELDS, classified, photos_in, prepare, run_json

class Inputs(quantization.CalibrationDataReader):
    def __init__(self, name, images):
        self.batches = iter([{name: image} for image in images])

    def get_next(self):
        return next(self.batches, None)


def main():
    program, model, photo_folder, calibration_folder = sys.argv[1:]

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base = folder / "float.onnx"
        run_json(program, "convert", model, base)
        options = {field: run_json(program, "info", model)["preprocessing"][field] for field in FIELDS}
        if options["interpolation"] != "bilinear_antialiased" or options["order"] != "rgb":
            sys.exit("the model's preprocessing is not antialiased bilinear interpolation in RGB")
        photos = []
        for number, path in enumerate(photos_in(photo_folder)):
            photos.append(folder / f"{number:03}.png")
            Image.open(path).convert("RGB").save(photos[-1])
        images = [prepare(photo, options) for photo in photos]
        start = onnxruntime.InferenceSession(base, providers=["CPUExecutionProvider"]).get_inputs()[0].name

        def ours(file):
            return classified(program, file, photos, "--preprocess", json.dumps(options))

        def theirs(file):
            session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
            return numpy.stack([session.run(None, {start: image})[0].ravel() for image in images])

        def inputs():
            return Inputs(start, [prepare(path, options) for path in photos_in(calibration_folder)])

        dynamic, tensors, channels = (folder / f"{kind}.onnx" for kind in ("dynamic", "tensors", "channels"))
        quantization.quantize_dynamic(base, dynamic)
        quantization.quantize_static(base, tensors, inputs())
        quantization.quantize_static(base, channels, inputs(), per_channel=True)
        floats = theirs(base)
        for file in (base, dynamic, tensors, channels):
            a, b = ours(file), theirs(file)
            same = int((a.argmax(axis=1) == b.argmax(axis=1)).sum())
            print(f"{file.stem:10} difference {abs(a - b).max():.4f}, from floats: ours {abs(a - floats).max():.4f}, "
                  f"onnxruntime {abs(b - floats).max():.4f}; {same} of {len(photos)} answers the same", flush=True)


if __name__ == "__main__":
    main()
