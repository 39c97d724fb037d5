#!/usr/bin/env bash
# onnxruntime 1.32.0 (with onnx 1.23.2): quantize_static with its default settings writes a QDQ model without the Relu nodes of the original.
# The range of a Relu's output begins at 0, so its zero point is the lowest value of its type, and the QuantizeLinear in its place clips what is
# negative. With symmetric activations, whose zero point is in the middle, the Relu nodes stay. The activation function of a file is thus a
# number in a tensor: a program that leaves the pairs of QuantizeLinear and DequantizeLinear out to compute in float32, as a converter
# does, gets a network of linear layers alone, and no error.
# Output seen (nodes other than QuantizeLinear and DequantizeLinear, and the zero point after the first layer; then logits):
#   float: Gemm Relu Gemm
#   int8: Gemm Gemm zero point -128
#   symmetric: Gemm Relu Gemm zero point 0
#   float 11.82 1.13 -30.58 -10.82
#   int8 11.87 1.19 -30.62 -10.92
#   int8 without its pairs 12.15 7.66 -29.09 -13.12
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat >"$folder/quantize.py" <<'PYTHON'
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantType, quantize_static

onnxruntime.set_default_logger_severity(3)
folder = sys.argv[1]
random = np.random.default_rng(0)
tensors = {"w1": random.normal(size=(8, 16)), "b1": random.normal(size=8), "w2": random.normal(size=(4, 8))}
graph = helper.make_graph(
    [
        helper.make_node("Gemm", ["x", "w1", "b1"], ["sum"], transB=1),
        helper.make_node("Relu", ["sum"], ["activation"]),
        helper.make_node("Gemm", ["activation", "w2"], ["y"], transB=1),
    ],
    "network",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 16])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])],
    [numpy_helper.from_array(values.astype(np.float32), name) for name, values in tensors.items()],
)
onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10), f"{folder}/float.onnx")


class Images(CalibrationDataReader):
    def __init__(self):
        generator = np.random.default_rng(1)
        self.left = [{"x": generator.normal(size=(1, 16)).astype(np.float32)} for _ in range(200)]

    def get_next(self):
        return self.left.pop() if self.left else None


def inspect(name):
    graph = onnx.load(f"{folder}/{name}.onnx").graph
    kinds = [node.op_type for node in graph.node if not node.op_type.endswith("Linear")]
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    after_relu = [values[node.input[2]].item() for node in graph.node if node.op_type == "QuantizeLinear" and node.input[0] == "activation"]
    print(f"{name}:", *kinds, *(f"zero point {point}" for point in after_relu))
    return kinds, after_relu


def run(name, image):
    return onnxruntime.InferenceSession(f"{folder}/{name}.onnx").run(None, {"x": image})[0][0]


for name, symmetric in (("int8", False), ("symmetric", True)):
    quantize_static(
        f"{folder}/float.onnx",
        f"{folder}/{name}.onnx",
        Images(),
        activation_type=QuantType.QInt8,
        extra_options={"ActivationSymmetric": True} if symmetric else {},
    )
assert inspect("float") == (["Gemm", "Relu", "Gemm"], [])
assert inspect("int8") == (["Gemm", "Gemm"], [-128])
assert inspect("symmetric") == (["Gemm", "Relu", "Gemm"], [0])

image = np.random.default_rng(2).normal(size=(1, 16)).astype(np.float32)
logits, quantized = run("float", image), run("int8", image)
linear = (tensors["w2"] @ (tensors["w1"] @ image[0] + tensors["b1"])).astype(np.float32)
for name, all_of_them in (("float", logits), ("int8", quantized), ("int8 without its pairs", linear)):
    print(name, *(f"{value:.2f}" for value in all_of_them))
assert np.abs(quantized - logits).max() < 0.2 < 1 < np.abs(linear - logits).max()
PYTHON
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet onnx==1.23.2 onnxruntime==1.32.0 numpy==2.4.6
"$folder/venv/bin/python" "$folder/quantize.py" "$folder" 2>/dev/null
