#!/usr/bin/env python3
"""Compares the probabilities of 8-bit files of TensorFlow Lite and Keras with those of these programs.

    python3 tests/golden/check_int8_keras.py build/release/bin/alexnet MODEL PHOTOS CALIBRATION   (pip install tensorflow keras pillow)

MODEL, of any format, is converted to Keras' .h5 and written as .tflite of floats, with dynamic quantization and quantized to int8 with
the photos of the folder CALIBRATION, and as .keras after quantize("int8"). Printed are the largest differences of a probability of PNG
copies of the photos of the folder PHOTOS, and how many of the answers are the same.
"""
import json
import os
import pathlib
import sys
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import tensorflow as tf
from PIL import Image

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from photo_inputs import FIELDS, classified, photos_in, prepare, run_json


def main():
    program, model, photo_folder, calibration_folder = sys.argv[1:]

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run_json(program, "convert", model, folder / "float.h5")
        options = {field: run_json(program, "info", model)["preprocessing"][field] for field in FIELDS}
        photos = []
        for number, path in enumerate(photos_in(photo_folder)):
            photos.append(folder / f"{number:03}.png")
            Image.open(path).convert("RGB").save(photos[-1])
        images = [prepare(photo, options).transpose(0, 2, 3, 1).copy() for photo in photos]
        network = keras.models.load_model(folder / "float.h5")

        def ours(file):
            return classified(program, file, photos, "--preprocess", json.dumps(options))

        def of_tflite(file):
            interpreter = tf.lite.Interpreter(model_path=str(file))
            interpreter.allocate_tensors()
            results = []
            for image in images:
                interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
                interpreter.invoke()
                results.append(interpreter.get_tensor(interpreter.get_output_details()[0]["index"]).ravel())
            return numpy.stack(results)

        def compare(file, theirs):
            mine = ours(file)
            same = int((mine.argmax(axis=1) == theirs.argmax(axis=1)).sum())
            print(f"{file.name:20} difference {abs(mine - theirs).max():.4f}; {same} of {len(photos)} answers the same", flush=True)

        def write_tflite(file, **settings):
            network.export(str(folder / "saved"), verbose=False)
            converter = tf.lite.TFLiteConverter.from_saved_model(str(folder / "saved"))
            for key, value in settings.items():
                setattr(converter, key, value)
            file.write_bytes(converter.convert())
            return file

        def calibration():
            for path in photos_in(calibration_folder):
                yield [prepare(path, options).transpose(0, 2, 3, 1).copy()]

        default = [tf.lite.Optimize.DEFAULT]
        for file in (write_tflite(folder / "floats.tflite"), write_tflite(folder / "dynamic.tflite", optimizations=default),
                     write_tflite(folder / "int8.tflite", optimizations=default, representative_dataset=calibration)):
            compare(file, of_tflite(file))
        network.quantize("int8")
        network.save(folder / "int8.keras")
        compare(folder / "int8.keras", numpy.concatenate([numpy.asarray(network(image)) for image in images]))


if __name__ == "__main__":
    main()
