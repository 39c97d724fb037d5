#!/usr/bin/env bash
# onnx 1.23.2: onnx.reference.ReferenceEvaluator, the evaluator that the ONNX project offers to compare runtimes with, computes LRN for as
# many channels as the batch has images: its loop over the channels ends at the first dimension of the input. One would expect every
# channel of every image to be divided as the operator's definition says, as onnxruntime 1.32.0 does. With a batch of 1, which is what one
# compares a classifier with, only channel 0 is normalized by its neighbors; the others are divided by bias ^ beta alone, which is 1 for
# AlexNet's bias of 1 as Caffe and PyTorch have it. A batch with as many images as channels gives the right values, and a larger one an
# IndexError. The project's own tests have 5 images of 5 channels.
# AlexNet's LRN (size 5, alpha 1e-4, beta 0.75, bias 1) after activations of deviation 100.
# Output seen:
#   1 images of 96 channels: largest relative difference from onnxruntime 2.82, channels that agree 1, channels returned as they came 95
#   4 images of 96 channels: largest relative difference from onnxruntime 2.72, channels that agree 4, channels returned as they came 92
#   8 images of 8 channels: largest relative difference from onnxruntime 0.00, channels that agree 8, channels returned as they came 0
#   9 images of 8 channels: IndexError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/lrn.py" <<'PYTHON'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator

random = np.random.default_rng(0)


def outputs(images, channels):
    shape = [images, channels, 6, 6]
    node = helper.make_node("LRN", ["x"], ["y"], size=5, alpha=1e-4, beta=0.75, bias=1.0)
    graph = helper.make_graph([node], "network", [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    x = (100 * random.normal(size=shape)).astype(np.float32)
    expected = onnxruntime.InferenceSession(model.SerializeToString()).run(None, {"x": x})[0]
    try:
        return x, expected, ReferenceEvaluator(model).run(None, {"x": x})[0]
    except IndexError:
        return x, expected, None


def compare(images, channels):
    x, expected, found = outputs(images, channels)
    if found is None:
        return "IndexError"
    axes = (0, 2, 3)
    largest = float(np.abs((found - expected) / expected).max())
    agree = int((np.abs((found - expected) / expected).max(axis=axes) < 1e-4).sum())
    unchanged = int((np.abs((found - x) / x).max(axis=axes) < 1e-6).sum())
    return (f"largest relative difference from onnxruntime {largest:.2f}, channels that agree {agree}, "
            f"channels returned as they came {unchanged}")


seen = {}
for images, channels in ((1, 96), (4, 96), (8, 8), (9, 8)):
    seen[images, channels] = compare(images, channels)
    print(f"{images} images of {channels} channels: {seen[images, channels]}")
assert "agree 1, channels returned as they came 95" in seen[1, 96]
assert "agree 4, channels returned as they came 92" in seen[4, 96]
assert "agree 8, channels returned as they came 0" in seen[8, 8]
assert seen[9, 8] == "IndexError"
PYTHON
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
"$folder/venv/bin/python" "$folder/lrn.py"
