#!/usr/bin/env python3
"""Writes foreign/keras_steps.h5 and keras_steps.json: the first ten steps of the tutorial's training in Keras. README.md describes
them.

    python3 -m venv /tmp/keras3 && /tmp/keras3/bin/pip install keras==3.15.1 tensorflow-cpu==2.21.0
    /tmp/keras3/bin/python tests/golden/make_keras_steps.py
"""
import base64
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras  # noqa: E402: reads the environment
import numpy  # noqa: E402
import tensorflow  # noqa: E402
from keras import layers  # noqa: E402

SIDE, BATCH, STEPS, RATE = 99, 8, 10, 0.001
FOLDER = pathlib.Path(__file__).resolve().parent


def network():
    """The tutorial's, with eight channels and small dense layers: he_normal is named in its convolutions only."""
    conv = {"activation": "relu", "kernel_initializer": "he_normal"}
    same = {"padding": "same", **conv}
    return keras.Sequential([
        keras.Input((SIDE, SIDE, 3)), layers.Conv2D(8, 11, strides=4, **conv), layers.MaxPooling2D(3, 2), layers.Conv2D(8, 5, **same),
        layers.MaxPooling2D(3, 2), layers.Conv2D(8, 3, **same), layers.Conv2D(8, 3, **same), layers.Conv2D(8, 3, **same),
        layers.MaxPooling2D(3, 2), layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(16, activation="relu"),
        layers.Dense(8, activation="relu"), layers.Dense(2, activation="softmax")])


def batch(step):
    """Noise that keras_steps_test.cpp generates too; the photos of the second class are darker."""
    z = (numpy.arange(BATCH * SIDE * SIDE * 3, dtype=numpy.uint64) + 1000003 * step) * 2654435761 % 2**32
    z ^= z >> numpy.uint64(15)
    z = z * numpy.uint64(2246822519) % 2**32
    z ^= z >> numpy.uint64(13)
    images = (z.astype(numpy.float64) / 2**32).astype(numpy.float32).reshape(BATCH, SIDE, SIDE, 3)
    labels = numpy.arange(BATCH) % 2
    images *= numpy.where(labels == 0, 1, numpy.float32(0.5))[:, None, None, None].astype(numpy.float32)
    return images, keras.utils.to_categorical(labels, 2)


def in_our_layout(values):
    """[y][x][in][out] to [out][y][x][in], and [in][out] to [out][in]."""
    values = numpy.asarray(values)
    axes = {4: (3, 0, 1, 2), 2: (1, 0), 1: (0,)}[values.ndim]
    return base64.b64encode(numpy.ascontiguousarray(values.transpose(axes), "<f4").tobytes()).decode()


def loss_and_gradients(model, step):
    images, labels = batch(step)
    with tensorflow.GradientTape() as tape:
        loss = keras.ops.mean(keras.losses.categorical_crossentropy(labels, model(images, training=True)))
    return loss, tape.gradient(loss, [variable.value for variable in model.trainable_variables])


keras.utils.set_random_seed(4)
model = network()
model.compile(optimizer=keras.optimizers.Adam(RATE), loss="categorical_crossentropy")
model.save(FOLDER / "foreign" / "keras_steps.h5")
first, gradients = loss_and_gradients(model, 0)
losses = []
for step in range(STEPS):
    losses.append(float(loss_and_gradients(model, step)[0]))
    model.train_on_batch(*batch(step))
losses.append(float(loss_and_gradients(model, STEPS)[0]))
result = {"keras": keras.__version__, "tensorflow": tensorflow.__version__, "side": SIDE, "batch": BATCH, "learning_rate": RATE, "losses": losses,
          "gradients": [in_our_layout(gradient) for gradient in gradients],
          "weights": [in_our_layout(variable) for variable in model.trainable_variables]}
(FOLDER / "keras_steps.json").write_text(json.dumps(result, indent=0) + "\n")
print(losses)
