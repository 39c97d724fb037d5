#!/usr/bin/env python3
"""Writes foreign/shared_kinds.json: what the tools compute for files of ../shared/inputs/weights (not in the repository).

    python3 tests/golden/make_shared_kinds.py keras      (pip install keras tensorflow-cpu numpy)
    python3 tests/golden/make_shared_kinds.py onnx       (pip install onnxruntime numpy)
    python3 tests/golden/make_shared_kinds.py torch      (pip install torch numpy)

Each call replaces the rows of its tool. The files that are right to refuse are listed in REFUSED.
"""
import json
import os
import pathlib
import sys

import numpy
from make_images import noise_image

HERE = pathlib.Path(__file__).resolve().parent
WEIGHTS = HERE.parent.parent.parent / "shared" / "inputs" / "weights"
GOLDEN = HERE / "foreign" / "shared_kinds.json"
REFUSED = {"lfs.safetensors": "file_git_lfs", "page.pth": "file_web_page", "r_towers.pth": "colors_unknown"}


def row(side, values):
    return {"side": side, "logits": numpy.asarray(values, numpy.float64).ravel().tolist()}


def of_keras():
    """The image of torch_aug.keras is multiplied by 255, which its Rescaling undoes. TensorFlow has no convolution for
    channels_first on a CPU, so that torch_cg.keras is computed layer by layer."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    import keras
    import tensorflow
    from keras import layers

    def logits(model, image):
        model.layers[-1].activation = keras.activations.linear
        values = numpy.asarray(model(image, training=False))[0]
        return row(227, [0.0, *values] if len(values) == 1 else values)

    def channels_first(model, image):
        """A convolution, a Flatten that keeps [c][y][x], and a dense layer."""
        kernel, bias = model.layers[0].get_weights()
        x = tensorflow.nn.relu(tensorflow.nn.conv2d(image, kernel, 4, "VALID") + bias)
        kernel, bias = model.layers[-1].get_weights()
        return row(227, tensorflow.reshape(tensorflow.transpose(x, [0, 3, 1, 2]), [1, -1]) @ kernel + bias)

    def conv(filters, kernel, **options):
        return layers.Conv2D(filters, kernel, activation="relu", **options)

    def tutorial():
        """The network of torch_tut.weights.h5."""
        same = {"padding": "same"}
        return keras.Sequential([keras.Input((227, 227, 3)), conv(8, 11, strides=4), layers.MaxPooling2D(3, 2), conv(16, 5, **same),
                                 layers.MaxPooling2D(3, 2), conv(24, 3, **same), conv(24, 3, **same), conv(16, 3, **same),
                                 layers.MaxPooling2D(3, 2), layers.Flatten(), layers.Dense(16, activation="relu"),
                                 layers.Dense(16, activation="relu"), layers.Dense(8, activation="relu"),
                                 layers.Dense(2, activation="softmax")])

    def tflite(path, side):
        interpreter = tensorflow.lite.Interpreter(model_path=str(path))
        start, end = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
        interpreter.resize_tensor_input(start["index"], [1, side, side, 3])
        interpreter.allocate_tensors()
        interpreter.set_tensor(start["index"], noise_image(side))
        interpreter.invoke()
        return {"side": side, "probabilities": interpreter.get_tensor(end["index"])[0].astype(numpy.float64).tolist()}

    image = noise_image(227)
    load = keras.models.load_model
    model = tutorial()
    model.load_weights(WEIGHTS / "torch_tut.weights.h5")
    return {"head_sigmoid.keras": logits(load(WEIGHTS / "head_sigmoid.keras"), image),
            "torch_aug.keras": logits(load(WEIGHTS / "torch_aug.keras"), image * 255),
            "torch_cg.keras": channels_first(load(WEIGHTS / "torch_cg.keras"), image),
            "torch_tut.weights.h5": logits(model, image),
            "tensorflow_ex.tflite": tflite(WEIGHTS / "tensorflow_ex.tflite", 227)}


def of_onnx():
    """norm.onnx subtracts a mean and divides by a deviation, which the input undoes. train.onnx drops values at random in
    onnxruntime, but not once its Dropout nodes do not train."""
    import onnx
    import onnxruntime

    def run(name, change=lambda image: image):
        model = onnx.load(WEIGHTS / name)
        for node in model.graph.node:
            if node.op_type == "Dropout":
                del node.input[1:]
        session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
        start = session.get_inputs()[0]
        image = change(noise_image(start.shape[2])).transpose(0, 3, 1, 2).astype(numpy.float32)
        return row(start.shape[2], session.run(None, {start.name: image})[0])

    mean, deviation = numpy.array([0.485, 0.456, 0.406]), numpy.array([0.229, 0.224, 0.225])
    plain = ["bnl.onnx", "default.onnx", "lrn5True.onnx", "s256d.onnx", "train.onnx"]
    return {**{name: run(name) for name in plain}, "norm.onnx": run("norm.onnx", lambda image: image * deviation + mean)}


def of_torch():
    """Layer by layer, from the weights: the files have no code. bvlc_alexnet.npy is Caffe's network, whose pooling rounds up."""
    import torch
    from torch.nn import functional as F

    def load(name):
        loaded = torch.load(WEIGHTS / name, weights_only=False)
        return list(loaded.get("net", loaded.get("model", loaded)).values())

    def alexnet(weights, side, padding):
        x = torch.tensor(noise_image(side)).permute(0, 3, 1, 2)
        layers = list(zip(weights[0::2], weights[1::2]))
        for i, (kernel, bias) in enumerate(layers[:5]):
            x = torch.relu(F.conv2d(x, kernel, bias, **({"stride": 4, "padding": padding} if i == 0 else {"padding": kernel.shape[2] // 2})))
            if i in (0, 1, 4):
                x = F.max_pool2d(x, 3, 2)
        x = x.flatten(1)
        for i, (kernel, bias) in enumerate(layers[5:]):
            x = F.linear(x if i == 0 else torch.relu(x), kernel, bias)
        return row(side, x)

    def caffe(weights):
        x = torch.tensor(noise_image(227)).permute(0, 3, 1, 2)
        for i in range(1, 6):
            kernel, bias = (torch.tensor(array) for array in weights[f"conv{i}"])
            kernel = kernel.permute(3, 2, 0, 1)
            options = {"stride": 4} if i == 1 else {"padding": kernel.shape[2] // 2}
            x = torch.relu(F.conv2d(x, kernel, bias, groups=x.shape[1] // kernel.shape[1], **options))
            if i in (1, 2):
                x = F.local_response_norm(x, 5, 1e-4, 0.75, 1.0)
            if i in (1, 2, 5):
                x = F.max_pool2d(x, 3, 2, ceil_mode=True)
        x = x.permute(0, 2, 3, 1).flatten(1)  # as TensorFlow flattens, for which the file was converted
        for i in (6, 7, 8):
            kernel, bias = (torch.tensor(array) for array in weights[f"fc{i}"])
            x = (x if i == 6 else torch.relu(x)) @ kernel + bias
        return row(227, x)

    cases = {name: alexnet(load(name), 224, 2) for name in ("args.pth", "net.pth", "r_names.pth")}
    cases["r_one_noLRN.pth"] = alexnet(load("r_one_noLRN.pth"), 227, 0)
    with numpy.load(WEIGHTS / "arr.npz") as arrays:
        cases["arr.npz"] = alexnet([torch.tensor(arrays[f"arr_{i}"]) for i in range(len(arrays.files))], 224, 2)
    cases["bvlc_alexnet.npy"] = caffe(numpy.load(WEIGHTS / "bvlc_alexnet.npy", allow_pickle=True, encoding="latin1").item())
    return cases


def main():
    golden = json.loads(GOLDEN.read_text())
    golden["files"].update({"keras": of_keras, "onnx": of_onnx, "torch": of_torch}[sys.argv[1]]())
    golden["refused"] = REFUSED
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
