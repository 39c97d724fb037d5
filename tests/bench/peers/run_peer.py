#!/usr/bin/env python3
"""Measures one runtime: run_peer.py NAME FILE BATCH THREADS. Called by compare.py, which explains the names.

Prints JSON: the version, the median time of a forward pass in milliseconds after two that are not counted, and the probabilities of
the first image. The input is a fixed pattern, [batch][227][227][3] with values in 0..1.
"""
import json
import os
import statistics
import sys
import time

import numpy as np

MIN_RUNS, MAX_RUNS, SECONDS = 5, 51, 4


def pattern(batch, side=227):
    values = np.arange(batch * side * side * 3, dtype=np.float64)
    return (0.5 + 0.5 * np.sin(values * 0.37)).astype(np.float32).reshape(batch, side, side, 3)


def planes(x):
    return np.ascontiguousarray(x.transpose(0, 3, 1, 2))


def onnxruntime(file, x, threads):
    import onnxruntime as runtime
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    session = runtime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    feed = {session.get_inputs()[0].name: planes(x) if session.get_inputs()[0].shape[1] == 3 else x}
    return runtime.__version__, lambda: session.run(None, feed)[0]


def opencv(file, x, threads):
    import cv2
    cv2.setNumThreads(threads)
    network = cv2.dnn.readNetFromONNX(file)
    blob = planes(x)

    def run():
        network.setInput(blob)
        return network.forward()
    return cv2.__version__, run


def litert(file, x, threads):
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import tensorflow as tf
    model = tf.keras.models.load_model(file, compile=False)
    content = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    interpreter = tf.lite.Interpreter(model_content=content, num_threads=threads)
    interpreter.resize_tensor_input(interpreter.get_input_details()[0]["index"], x.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    output = interpreter.get_output_details()[0]["index"]

    def run():
        interpreter.invoke()
        return interpreter.get_tensor(output)
    return tf.__version__, run


def pytorch(file, x, threads):
    import torch
    from safetensors.torch import load_file
    torch.set_num_threads(threads)
    weights = load_file(file)
    layers = []
    for name, stride, padding, pools in (("conv1", 4, 0, True), ("conv2", 1, 2, True), ("conv3", 1, 1, False),
                                         ("conv4", 1, 1, False), ("conv5", 1, 1, True)):
        weight = weights[name + ".weight"].permute(0, 3, 1, 2)  # from [out][y][x][in]
        layer = torch.nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2], stride, padding)
        layers += [with_weights(layer, weight, weights[name + ".bias"]), torch.nn.ReLU()]
        if pools:
            layers.append(torch.nn.MaxPool2d(3, 2))
    layers.append(torch.nn.Flatten())
    for name in ("fc6", "fc7", "fc8", "fc9"):
        weight = weights[name + ".weight"]
        if name == "fc6":  # from [out][y][x][channel]: the flattened maps are in PyTorch's order
            weight = weight.reshape(weight.shape[0], 6, 6, -1).permute(0, 3, 1, 2).reshape(weight.shape[0], -1)
        layer = with_weights(torch.nn.Linear(weight.shape[1], weight.shape[0]), weight, weights[name + ".bias"])
        layers += [layer, torch.nn.Softmax(dim=1) if name == "fc9" else torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers).eval().to(memory_format=torch.channels_last)
    batch = torch.from_numpy(planes(x)).to(memory_format=torch.channels_last)

    def run():
        with torch.inference_mode():
            return network(batch).numpy()
    return torch.__version__, run


def with_weights(layer, weight, bias):
    layer.weight.data = weight.contiguous()
    layer.bias.data = bias
    return layer


def timed(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def main():
    name, file, batch, threads = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    peers = {"onnxruntime": onnxruntime, "opencv": opencv, "litert": litert, "pytorch": pytorch}
    version, run = peers[name](file, pattern(batch), threads)
    answer = run()
    runs = int(min(max(SECONDS * 1000 / timed(run), MIN_RUNS), MAX_RUNS))
    milliseconds = statistics.median(timed(run) for _ in range(runs))
    print(json.dumps({"version": version, "milliseconds": milliseconds, "probabilities": answer[0].tolist()}))


if __name__ == "__main__":
    main()
