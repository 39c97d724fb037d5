#!/usr/bin/env python3
"""Writes foreign/kind_*: one small model for each kind of file and layer that Keras 3 writes, and foreign/keras_kinds.json.

    KERAS_BACKEND=jax python3 tests/golden/make_keras_kinds.py      (pip install keras jax h5py numpy)

The network input is that of make_onnx.py, behind the layers that prepare photos. keras_kinds.json has for each file: `side`, the
`logits`, of a quantized model the `probabilities` instead, and `prepared`: what the layers that prepare photos make of the pixels
0, 100 and 255, by channel.
"""
import json
import pathlib

import keras
import numpy
from keras import layers
from keras_weights import random_weights
from make_images import noise_image

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"
PIXELS = [0, 100, 255]
files = {}


def conv(filters, kernel, **options):
    return layers.Conv2D(filters, kernel, activation="relu", **options)


def alexnet(widths, head):
    """An AlexNet of the shape of the variant `keras`."""
    c = widths
    model = keras.Sequential([layers.Input((227, 227, 3)), conv(c[0], 11, strides=4), layers.MaxPooling2D(3, strides=2)])
    model.add(conv(c[1], 5, padding="same"))
    model.add(layers.MaxPooling2D(3, strides=2))
    for filters in c[2:]:
        model.add(conv(filters, 3, padding="same"))
    model.add(layers.MaxPooling2D(3, strides=2))
    model.add(layers.Flatten())
    for outputs in head[:-1]:
        model.add(layers.Dense(outputs, activation="relu"))
        model.add(layers.Dropout(0.5))
    model.add(layers.Dense(head[-1], activation="softmax"))
    return model


def small(*before, head=(), classes=3, activation="softmax", side=23, middle=(), **pool):
    """A small network: `before`, a convolution, `middle`, a pooling layer, `head` and the last dense layer."""
    return keras.Sequential([layers.Input((side, side, 3)), *before, conv(6, 5, strides=2), *middle,
                             layers.MaxPooling2D(3, strides=2, **pool), layers.Flatten(), *head,
                             layers.Dense(classes, activation=activation)])


def output_without_activation(model, image):
    """The output of the model without the activation of its last layer."""
    end = model.layers[-1]
    end.activation, kept = keras.activations.linear, end.activation
    values = keras.Model(model.inputs, end(end.input)).predict(image, verbose=0)[0]
    end.activation = kept
    return [float(value) for value in values.astype(numpy.float64)]


def expect(name, model, side, preparation=None, key="logits", first=False):
    """Saves what the model computes. `preparation` maps pixels to the network input, by channel: x * scale + offset."""
    image = noise_image(side)
    case = {"side": side}
    if preparation is not None:
        scale, offset = (numpy.broadcast_to(numpy.asarray(part, numpy.float64), 3) for part in preparation)
        image = ((image - offset) / scale).astype(numpy.float32)
        case["prepared"] = [[float(pixel * s + o) for s, o in zip(scale, offset)] for pixel in PIXELS]
    if first:
        image = image.transpose(0, 3, 1, 2)
    if key == "probabilities":
        case[key] = [float(value) for value in model.predict(image, verbose=0)[0]]
    else:
        case[key] = output_without_activation(model, image)
        if len(case[key]) == 1:
            case[key].insert(0, 0.0)  # the first of two classes
    for one in name if isinstance(name, list) else [name]:
        files[one] = case


def save(model, name, *endings):
    names = [f"kind_{name}{ending}" for ending in endings]
    for one in names:
        model.save(FOLDER / one)
    return names


# Weights without an architecture: the shapes of the variant, other widths with a head of two layers, and in parts.
model = random_weights(alexnet((8, 8, 16, 16, 8), (16, 16, 8, 3)), 1)
model.save_weights(FOLDER / "kind_variant.weights.h5")
expect("kind_variant.weights.h5", model, 227)
model = random_weights(alexnet((4, 6, 7, 5, 3), (9, 5)), 2)
model.save_weights(FOLDER / "kind_widths.weights.h5")
model.save_weights(FOLDER / "kind_parts.weights.json", max_shard_size=6e-6)
expect(["kind_widths.weights.h5", "kind_parts.weights.json"], model, 227)

# Augmentation, and models in models, whose inner layers have the same names.
augmentation = keras.Sequential([layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)], name="data_augmentation")
inner = keras.Sequential([layers.Input((23, 23, 3)), layers.Conv2D(5, 3, name="conv"), layers.BatchNormalization(name="norm"),
                          layers.ReLU(), layers.Conv2D(4, 3, name="dense")], name="features")
x = start = layers.Input((23, 23, 3))
for layer in (augmentation, layers.RandomZoom(0.1), layers.RandomCrop(23, 23), layers.Rescaling(1 / 255, offset=-0.5), inner,
              layers.Flatten(), layers.Dense(4, activation="relu", name="dense"), layers.Dense(3, activation="softmax", name="conv")):
    x = layer(x)
model = random_weights(keras.Model(start, x), 3)
expect(save(model, "nested", ".keras", ".h5"), model, 23, (1 / 255, -0.5))
model.layers[-3].trainable = False
model.layers[5].trainable = False
expect(save(model, "frozen", ".h5"), model, 23, (1 / 255, -0.5))

# Batch normalization of flat values, behind a ReLU, behind dropout, and directly behind Flatten.
head = [layers.BatchNormalization(), layers.Dense(8), layers.Activation("relu"), layers.Dropout(0.4), layers.BatchNormalization(),
        layers.Dense(6), layers.Dropout(0.4), layers.BatchNormalization(scale=False), layers.ReLU(), layers.BatchNormalization(center=False)]
model = random_weights(small(head=head), 4)
expect(save(model, "norms", ".keras", ".h5"), model, 23)

# One output.
model = random_weights(small(classes=1, activation="sigmoid"), 5)
expect(save(model, "sigmoid", ".keras", ".h5"), model, 23)

# Padding before the first row, where values are negative: no ReLU stands before the pooling.
model = random_weights(keras.Sequential([layers.Input((23, 23, 3)), layers.Conv2D(6, 3), layers.MaxPooling2D(3, strides=2, padding="same"),
                                         layers.Flatten(), layers.Dense(3, activation="softmax")]), 6)
expect(save(model, "same_pool", ".keras"), model, 23)

# channels_first before a Flatten of either order.
for name, order in (("first", "channels_last"), ("first_both", "channels_first")):
    model = keras.Sequential([layers.Input((3, 23, 23)), layers.Conv2D(6, 5, strides=2, activation="relu", data_format="channels_first"),
                              layers.MaxPooling2D(3, strides=2, data_format="channels_first"), layers.Flatten(data_format=order),
                              layers.BatchNormalization(), layers.Dense(3, activation="softmax")])
    random_weights(model, 7)
    expect(save(model, name, ".keras"), model, 23, first=True)

# Normalization with given and with learned statistics, and together with Rescaling.
mean, variance = numpy.array([123.0, 116.0, 104.0]), numpy.array([3000.0, 3100.0, 3200.0])
model = random_weights(small(layers.Normalization(mean=mean, variance=variance)), 8)
expect(save(model, "normalization", ".keras", ".h5"), model, 23, (1 / variance**0.5, -mean / variance**0.5))
learned = layers.Normalization()
learned.adapt(numpy.random.default_rng(1).random((4, 23, 23, 3)) * [1.0, 0.5, 0.25])
model = small(layers.Rescaling(1 / 255), learned)
kept = learned.get_weights()
random_weights(model, 9)
learned.set_weights(kept)
learned.finalize_state()
scale = 1 / numpy.asarray(learned.variance).reshape(-1) ** 0.5
expect(save(model, "learned", ".keras", ".h5"), model, 23, (scale / 255, -numpy.asarray(learned.mean).reshape(-1) * scale))

# Weights of other types.
keras.config.set_dtype_policy("bfloat16")
model = random_weights(small(), 10)
keras.config.set_dtype_policy("float32")
full = small()
full.set_weights([weight.astype(numpy.float32) for weight in model.get_weights()])
expect(save(model, "bfloat16", ".keras", ".h5"), full, 23)
model = random_weights(small(head=[layers.Dense(12, activation="relu")]), 11)
model.quantize("int8")
expect(save(model, "int8", ".keras", ".h5"), model, 23, key="probabilities")

text = json.dumps({"keras": keras.__version__, "pixels": PIXELS, "files": files}, indent=1)
(FOLDER / "keras_kinds.json").write_text(text + "\n")
