#!/usr/bin/env python3
"""Writes foreign/saved_* and fuzz/module.savedmodel: SavedModels as Keras and TensorFlow write them, and foreign/saved_model_kinds.json: what they compute.

    KERAS_BACKEND=tensorflow python3 tests/golden/make_saved_model.py      (pip install keras tensorflow-cpu numpy)

The graphs hold the versions of many operators and the code that saves and restores: they are kept as small as they get.
"""
import json
import os
import pathlib
import shutil

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy
import tensorflow
from keras import layers
from make_images import noise_image

FOREIGN = pathlib.Path(__file__).resolve().parent / "foreign"
SIDE = 43
cases = {}


def weights_of(model):
    """Weights that make all layers count, with variances above 0."""
    generator = numpy.random.default_rng(1)
    values = []
    for weight in model.weights:
        scale = (2 / max(1, numpy.prod(weight.shape[:-1]))) ** 0.5 if len(weight.shape) > 1 else 0.1
        value = generator.standard_normal(weight.shape) * scale
        values.append(numpy.abs(value) + 0.5 if "variance" in weight.name or "gamma" in weight.name else value)
    model.set_weights(values)


def keep(name, path, outputs, image):
    folder = FOREIGN / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(path, folder, ignore=shutil.ignore_patterns("fingerprint.pb", "assets"))
    cases[name] = {"side": SIDE, "logits": numpy.asarray(outputs, numpy.float64).ravel().tolist()}
    shutil.rmtree(path)


def conv(filters, kernel, **options):
    return layers.Conv2D(filters, kernel, activation="relu", **options)


def keras_model(*front):
    return keras.Sequential([keras.Input((SIDE, SIDE, 3)), *front, conv(4, 11, strides=4), layers.MaxPooling2D(3, 2),
                             conv(6, 5, padding="same", groups=2), layers.MaxPooling2D(3, 2, padding="same"), layers.Flatten(),
                             layers.Dense(8, activation="relu"), layers.Dropout(0.5), layers.Dense(3)])


def linear(model, image):
    return model(image, training=False)


image = noise_image(SIDE)
scratch = pathlib.Path("/tmp/saved_model_scratch")
model = keras_model()
weights_of(model)
model.export(scratch, verbose=False)
keep("saved_export", scratch, linear(model, image), image)

# Batch normalization in and behind the convolutions, and an average over the image.
model = keras.Sequential([keras.Input((SIDE, SIDE, 3)), layers.Rescaling(1 / 127.5, offset=-1), layers.ZeroPadding2D(2),
                          layers.Conv2D(4, 11, strides=4, use_bias=False), layers.BatchNormalization(), layers.ReLU(),
                          layers.MaxPooling2D(3, 2), conv(6, 3), layers.BatchNormalization(), layers.GlobalAveragePooling2D(),
                          layers.Dense(3)])
weights_of(model)
tensorflow.saved_model.save(model, str(scratch))
keep("saved_norms", scratch, linear(model, (image + 1) * 127.5), image)


class Module(tensorflow.Module):
    """Written without Keras, with local response normalization and functions that call each other."""

    def __init__(self):
        super().__init__()
        generator = numpy.random.default_rng(2)
        shapes = {"conv1": (11, 11, 3, 4), "conv2": (3, 3, 4, 6), "dense": (6 * 4, 3)}
        self.kernels = {name: tensorflow.Variable(generator.standard_normal(shape).astype(numpy.float32) * 0.1)
                        for name, shape in shapes.items()}
        self.biases = {name: tensorflow.Variable(generator.standard_normal(shape[-1]).astype(numpy.float32))
                       for name, shape in shapes.items()}

    @tensorflow.function
    def convolve(self, x, kernel, bias, stride):
        return tensorflow.nn.relu(tensorflow.nn.conv2d(x, kernel, stride, "VALID") + bias)

    @tensorflow.function(input_signature=[tensorflow.TensorSpec((None, SIDE, SIDE, 3), tensorflow.float32, name="photo")])
    def run(self, x):
        x = self.convolve(x, self.kernels["conv1"], self.biases["conv1"], 4)
        x = tensorflow.nn.max_pool2d(tensorflow.nn.local_response_normalization(x, 2, 1.0, 1e-3, 0.75), 3, 2, "VALID")
        x = self.convolve(x, self.kernels["conv2"], self.biases["conv2"], 1)
        x = tensorflow.reshape(x, (-1, 6 * 4))
        return tensorflow.matmul(x, self.kernels["dense"]) + self.biases["dense"]


module = Module()
tensorflow.saved_model.save(module, str(scratch), signatures={"classify": module.run})
keep("saved_module", scratch, module.run(image), image)

# The three files in one, for the fuzzer: the lengths of the first two, and all of them.
parts = [(FOREIGN / "saved_module" / name).read_bytes() for name in
         ("saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001")]
lengths = b"".join(len(part).to_bytes(4, "little") for part in parts[:2])
(FOREIGN.parent / "fuzz" / "module.savedmodel").write_bytes(lengths + b"".join(parts))
text = json.dumps({"keras": keras.__version__, "tensorflow": tensorflow.__version__, "pixels": [], "files": cases}, indent=1)
(FOREIGN / "saved_model_kinds.json").write_text(text + "\n")
