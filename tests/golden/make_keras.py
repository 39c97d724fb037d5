#!/usr/bin/env python3
"""Writes foreign/keras*.h5, foreign/*.keras and foreign/keras.json with Keras 3, and foreign/tf2*.h5 in the layout of TensorFlow 2.

    KERAS_BACKEND=jax python3 tests/golden/make_keras.py      (pip install keras jax h5py numpy)

The image is that of make_onnx.py. TensorFlow itself is not needed: h5py writes the same weights with the names and the
architecture that the Keras 2 of TensorFlow gives them.
"""
import json
import pathlib

import h5py
import keras
import numpy
from keras import layers
from make_images import noise_image

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"


def alexnet():
    """The variant `keras` with 8 channels and 40 hidden units."""
    conv = {"activation": "relu", "kernel_initializer": "he_uniform", "bias_initializer": keras.initializers.RandomUniform(-0.1, 0.1)}
    model = keras.Sequential([layers.Input((227, 227, 3))])
    model.add(layers.Conv2D(8, 11, strides=4, **conv))
    model.add(layers.MaxPooling2D(3, strides=2))
    model.add(layers.Conv2D(8, 5, padding="same", **conv))
    model.add(layers.MaxPooling2D(3, strides=2))
    for _ in range(3):
        model.add(layers.Conv2D(8, 3, padding="same", **conv))
    model.add(layers.MaxPooling2D(3, strides=2))
    model.add(layers.Flatten())
    for outputs in (40, 40, 8):
        model.add(layers.Dense(outputs, **conv))
        model.add(layers.Dropout(0.5))
    model.add(layers.Dense(5, activation="softmax", kernel_initializer="he_uniform"))
    return model


def other():
    """A functional model that is not an AlexNet."""
    random = keras.initializers.RandomUniform(0.5, 1.5)
    norm = {"gamma_initializer": random, "beta_initializer": random, "moving_mean_initializer": random, "moving_variance_initializer": random}
    x = start = layers.Input((36, 36, 3))
    x = layers.ZeroPadding2D(((1, 2), (0, 3)))(x)
    x = layers.Conv2D(8, 3, strides=2, use_bias=False, kernel_initializer="he_uniform")(x)
    x = layers.BatchNormalization(**norm)(x)
    x = layers.Activation("relu")(x)
    x = layers.MaxPooling2D(2, padding="same")(x)
    x = layers.Conv2D(12, 4, padding="same", groups=2, activation="relu", kernel_initializer="he_uniform")(x)
    x = layers.BatchNormalization(scale=False, **norm)(x)
    x = layers.AveragePooling2D(2)(x)
    x = layers.Conv2D(16, 2, strides=2, padding="same", kernel_initializer="he_uniform")(x)
    x = layers.ReLU()(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(4, kernel_initializer="he_uniform")(x)
    return keras.Model(start, layers.Softmax()(x))


def as_keras_2(model):
    """The architecture as Keras 2 writes it: no input layer, `batch_input_shape`, names where Keras 3 writes objects."""
    config = json.loads(model.to_json())
    written = []
    for layer in config["config"]["layers"]:
        if layer["class_name"] == "InputLayer":
            continue
        inner = {key: value["class_name"] if isinstance(value, dict) else value for key, value in layer["config"].items()}
        inner["dtype"] = "float32"
        written.append({"class_name": layer["class_name"], "config": inner})
    written[0]["config"]["batch_input_shape"] = [None, *model.input_shape[1:]]
    return {"class_name": "Sequential", "config": {"name": "sequential", "layers": written}}


def write_weights(group, model):
    """Writes the weights. `layer_names` is split as Keras splits a list that is too long for one attribute."""
    names = [layer.name.encode() for layer in model.layers]
    group.attrs["backend"], group.attrs["keras_version"] = b"tensorflow", b"2.11.0"
    group.attrs["layer_names0"], group.attrs["layer_names1"] = names[:5], names[5:]
    for layer in model.layers:
        inner = group.create_group(layer.name)
        weights = [(f"{layer.name}/{w.name}:0", w) for w in layer.weights]
        inner.attrs["weight_names"] = [name.encode() for name, _ in weights]
        for name, value in weights:
            inner.create_dataset(name, data=numpy.array(value))


def expect(model, side):
    end = model.layers[-1]
    end = model.layers[-2] if isinstance(end, layers.Softmax) else end
    end.activation = keras.activations.linear
    logits = keras.Model(model.inputs, end(end.input))
    return {"side": side, "logits": [float(value) for value in logits.predict(noise_image(side), verbose=0)[0]]}


keras.utils.set_random_seed(20120930)
FOLDER.mkdir(exist_ok=True)
files = {}
model = alexnet()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.save(FOLDER / "keras3_alexnet.h5")
model.save(FOLDER / "keras3_alexnet.keras")
with h5py.File(FOLDER / "tf2_alexnet.h5", "w") as file:
    file.attrs["backend"], file.attrs["keras_version"] = b"tensorflow", b"2.11.0"
    file.attrs["model_config"] = json.dumps(as_keras_2(model)).encode()
    write_weights(file.create_group("model_weights"), model)
with h5py.File(FOLDER / "tf2_weights.h5", "w") as file:
    write_weights(file, model)
found = expect(model, 227)
for name in ("keras3_alexnet.h5", "keras3_alexnet.keras", "tf2_alexnet.h5", "tf2_weights.h5"):
    files[name] = found
model = other()
model.save(FOLDER / "keras3_other.h5")
model.save(FOLDER / "keras3_other.keras")
files["keras3_other.h5"] = files["keras3_other.keras"] = expect(model, 36)
(FOLDER / "keras.json").write_text(json.dumps({"keras": keras.__version__, "files": files}, indent=1) + "\n")
