#!/usr/bin/env python3
"""Writes foreign/kind_*.tflite with TensorFlow's converter, and foreign/tflite_kinds.json (as make_keras_kinds.py does).

    python3 tests/golden/make_tflite.py      (pip install keras tensorflow-cpu numpy)
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
import numpy
import tensorflow
from keras import layers, Sequential
from keras_weights import random_weights
from make_images import noise_image

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"
PIXELS = [0, 100, 255]
files = {}


def network(*before, classes=3, activation="softmax"):
    """Every operator that is read: batch normalization behind a pooling layer becomes MUL and ADD."""
    return Sequential([layers.Input((36, 36, 3)), *before, layers.ZeroPadding2D(((1, 2), (0, 3))), layers.Conv2D(8, 5, strides=2, activation="relu"),
                       layers.MaxPooling2D(3, strides=2, padding="same"), layers.BatchNormalization(),
                       layers.Conv2D(12, 3, padding="same"), layers.ReLU(), layers.AveragePooling2D(3, strides=3),
                       layers.Conv2D(6, 2, padding="same", activation="relu"), layers.Flatten(), layers.Dense(10, activation="relu"),
                       layers.Dense(classes, activation=activation)])


def pooled():
    return Sequential([layers.Input((36, 36, 3)), layers.Conv2D(8, 5, strides=4, activation="relu"), layers.GlobalAveragePooling2D(),
                       layers.Dense(3)])


def logits(model, image):
    end = model.layers[-1]
    kept, end.activation = end.activation, tensorflow.keras.activations.linear
    values = model(image, training=False).numpy()[0]
    end.activation = kept
    return [float(value) for value in values.astype(numpy.float64)]


def convert(name, model, **options):
    converter = tensorflow.lite.TFLiteConverter.from_keras_model(model)
    for key, value in options.items():
        setattr(converter, key, value)
    content = converter.convert()
    (FOLDER / name).write_bytes(content)
    return content


def run(content, image):
    """What TensorFlow Lite computes."""
    interpreter = tensorflow.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    start, end = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    if start["dtype"] == numpy.int8:
        scale, zero = start["quantization"]
        image = numpy.clip(numpy.round(image / scale + zero), -128, 127).astype(numpy.int8)
    interpreter.set_tensor(start["index"], image)
    interpreter.invoke()
    found = interpreter.get_tensor(end["index"])[0]
    if end["dtype"] == numpy.int8:
        scale, zero = end["quantization"]
        found = (found.astype(numpy.float64) - zero) * scale
    return [float(value) for value in found]


image = noise_image(36)
model = random_weights(network(), 1)
convert("kind_float.tflite", model)
files["kind_float.tflite"] = {"side": 36, "logits": logits(model, image)}
model = random_weights(network(classes=1, activation="sigmoid"), 2)
convert("kind_sigmoid.tflite", model)
files["kind_sigmoid.tflite"] = {"side": 36, "logits": [0.0, *logits(model, image)]}
model = random_weights(network(layers.Rescaling(1 / 255, offset=-0.5)), 3)
convert("kind_rescaling.tflite", model)
files["kind_rescaling.tflite"] = {"side": 36, "logits": logits(model, (image + 0.5) * 255),
                                  "prepared": [[pixel / 255 - 0.5] * 3 for pixel in PIXELS]}
model = random_weights(pooled(), 4)
convert("kind_pooled.tflite", model)
files["kind_pooled.tflite"] = {"side": 36, "logits": logits(model, image)}

default = [tensorflow.lite.Optimize.DEFAULT]
model = random_weights(network(), 5)
files["kind_float16.tflite"] = {"side": 36, "probabilities": run(
    convert("kind_float16.tflite", model, optimizations=default, target_spec=tensorflow.lite.TargetSpec(supported_types=[tensorflow.float16])), image)}
files["kind_dynamic.tflite"] = {"side": 36, "probabilities": run(convert("kind_dynamic.tflite", model, optimizations=default), image)}
generator = numpy.random.default_rng(6)
samples = [generator.uniform(-0.5, 0.5, (1, 36, 36, 3)).astype(numpy.float32) for _ in range(50)]
whole = {"optimizations": default, "representative_dataset": lambda: ([sample] for sample in samples)}
files["kind_int8.tflite"] = {"side": 36, "probabilities": run(convert("kind_int8.tflite", model, **whole), image)}
whole |= {"target_spec": tensorflow.lite.TargetSpec(supported_ops=[tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]),
          "inference_input_type": tensorflow.int8, "inference_output_type": tensorflow.int8}
files["kind_int8_io.tflite"] = {"side": 36, "probabilities": run(convert("kind_int8_io.tflite", model, **whole), image)}

text = json.dumps({"tensorflow": tensorflow.__version__, "pixels": PIXELS, "files": files}, indent=1)
(FOLDER / "tflite_kinds.json").write_text(text + "\n")
