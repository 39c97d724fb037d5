#!/usr/bin/env bash
# OpenCV 5.0.0 (opencv-python-headless 5.0.0.93): the dnn module ignores the stride and the input's size where an ONNX node says
# auto_pad SAME_UPPER or SAME_LOWER, and takes both for the same thing. It puts (kernel - 1) / 2 rows and columns of padding before the
# input. The standard, and onnxruntime 1.32.0, pad as much as makes the output ceil(input / stride) wide, and the half that is left over
# goes behind (UPPER) or before (LOWER). The output has the right shape and no error is given, but its values are those of another
# network unless the stride is 1 and the kernel odd, or the two happen to agree: for AlexNet's first convolution as Keras pads it (11 x 11, stride 4, 224 x 224: 3 before, 4 behind),
# OpenCV pads 5 before. With the same padding written as `pads`, OpenCV's values are right.
# Output seen (largest difference from onnxruntime, with inputs and weights of deviation 1):
#   11 x 11, stride 4, 224: SAME_UPPER 99.1, SAME_LOWER 107.1, pads 0.0; that of 5 before 0.0
#   3 x 3, stride 2, 14: SAME_UPPER 16.5, SAME_LOWER 0.0, pads 0.0; that of 1 before 0.0
#   4 x 4, stride 2, 13: SAME_UPPER 0.0, SAME_LOWER 25.7, pads 0.0; that of 1 before 0.0
#   3 x 3, stride 1, 13: SAME_UPPER 0.0, SAME_LOWER 0.0, pads 0.0; that of 1 before 0.0
# ("that of N before": the same for OpenCV's two kinds against onnxruntime with N rows and columns before the input, written as pads.)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/padding.py" <<'PYTHON'
import cv2
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

random = np.random.default_rng(0)


def convolution(weights, stride, side, **padding):
    output = -(-side // stride)
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w"], ["y"], strides=[stride, stride], **padding)],
        "network",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, side, side])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 2, output, output])],
        [numpy_helper.from_array(weights, "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


def by_onnxruntime(model, image):
    return onnxruntime.InferenceSession(model).run(None, {"x": image})[0]


def by_opencv(model, image):
    network = cv2.dnn.readNetFromONNX(np.frombuffer(model, np.uint8))
    network.setInput(image)
    return network.forward()


for kernel, stride, side in ((11, 4, 224), (3, 2, 14), (4, 2, 13), (3, 1, 13)):
    image = random.normal(size=(1, 3, side, side)).astype(np.float32)
    weights = random.normal(size=(2, 3, kernel, kernel)).astype(np.float32)
    total = (-(-side // stride) - 1) * stride + kernel - side
    before = (kernel - 1) // 2

    def difference(ours, theirs):
        return float(np.abs(by_opencv(convolution(weights, stride, side, **theirs), image)
                            - by_onnxruntime(convolution(weights, stride, side, **ours), image)).max())

    def pads(first):
        return {"pads": [first, first, total - first, total - first]}

    upper, lower = {"auto_pad": "SAME_UPPER"}, {"auto_pad": "SAME_LOWER"}
    seen = [difference(upper, upper), difference(lower, lower), difference(pads(total // 2), pads(total // 2))]
    explained = [difference(pads(before), theirs) for theirs in (upper, lower)]
    print(f"{kernel} x {kernel}, stride {stride}, {side}: SAME_UPPER {seen[0]:.1f}, SAME_LOWER {seen[1]:.1f}, pads {seen[2]:.1f}; "
          f"that of {before} before {max(explained):.1f}")
    assert max(explained) < 1e-3 and seen[2] < 1e-3
    assert (seen[0] > 1) == (total // 2 != before)
    assert (seen[1] > 1) == (total - total // 2 != before)
PYTHON
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet opencv-python-headless==5.0.0.93 onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
"$folder/venv/bin/python" "$folder/padding.py" 2>/dev/null
