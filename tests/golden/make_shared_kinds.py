#!/usr/bin/env python3
"""Writes foreign/shared_kinds.json: what Keras and TensorFlow compute for files of ../shared/inputs/weights (not in the repository).

    python3 tests/golden/make_shared_kinds.py      (pip install keras tensorflow-cpu numpy)

As make_keras_kinds.py does; the image of torch_aug.keras is multiplied by 255, which its Rescaling undoes. TensorFlow has no
convolution for channels_first on a CPU, so that torch_cg.keras is computed layer by layer.
"""
import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "tensorflow"
import keras
import numpy
import tensorflow
from keras import layers
from make_images import noise_image

HERE = pathlib.Path(__file__).resolve().parent
WEIGHTS = HERE.parent.parent.parent / "shared" / "inputs" / "weights"
files = {}


def logits(model, image):
    model.layers[-1].activation = keras.activations.linear
    values = numpy.asarray(model(image, training=False))[0].astype(numpy.float64).tolist()
    return [0.0, *values] if len(values) == 1 else values


def channels_first(model, image):
    """A convolution, a Flatten that keeps [c][y][x], and a dense layer."""
    kernel, bias = model.layers[0].get_weights()
    x = tensorflow.nn.relu(tensorflow.nn.conv2d(image, kernel, 4, "VALID") + bias)
    kernel, bias = model.layers[-1].get_weights()
    return (tensorflow.reshape(tensorflow.transpose(x, [0, 3, 1, 2]), [1, -1]) @ kernel + bias).numpy()[0].astype(numpy.float64).tolist()


def conv(filters, kernel, **options):
    return layers.Conv2D(filters, kernel, activation="relu", **options)


def tutorial():
    """The network of torch_tut.weights.h5."""
    same = {"padding": "same"}
    return keras.Sequential([keras.Input((227, 227, 3)), conv(8, 11, strides=4), layers.MaxPooling2D(3, 2), conv(16, 5, **same),
                             layers.MaxPooling2D(3, 2), conv(24, 3, **same), conv(24, 3, **same), conv(16, 3, **same),
                             layers.MaxPooling2D(3, 2), layers.Flatten(), layers.Dense(16, activation="relu"),
                             layers.Dense(16, activation="relu"), layers.Dense(8, activation="relu"), layers.Dense(2, activation="softmax")])


def tflite(path, side):
    interpreter = tensorflow.lite.Interpreter(model_path=str(path))
    start, end = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.resize_tensor_input(start["index"], [1, side, side, 3])
    interpreter.allocate_tensors()
    interpreter.set_tensor(start["index"], noise_image(side))
    interpreter.invoke()
    return interpreter.get_tensor(end["index"])[0].astype(numpy.float64).tolist()


image = noise_image(227)
files["head_sigmoid.keras"] = logits(keras.models.load_model(WEIGHTS / "head_sigmoid.keras"), image)
files["torch_aug.keras"] = logits(keras.models.load_model(WEIGHTS / "torch_aug.keras"), image * 255)
files["torch_cg.keras"] = channels_first(keras.models.load_model(WEIGHTS / "torch_cg.keras"), image)
model = tutorial()
model.load_weights(WEIGHTS / "torch_tut.weights.h5")
files["torch_tut.weights.h5"] = logits(model, image)
cases = {name: {"side": 227, "logits": values} for name, values in files.items()}
cases["tensorflow_ex.tflite"] = {"side": 227, "probabilities": tflite(WEIGHTS / "tensorflow_ex.tflite", 227)}
text = json.dumps({"keras": keras.__version__, "tensorflow": tensorflow.__version__, "pixels": [], "files": cases}, indent=1)
(HERE / "foreign" / "shared_kinds.json").write_text(text + "\n")
