#!/usr/bin/env python3
"""Writes foreign/*.onnx with the onnx package, and foreign/onnx.json with the logits that onnxruntime computes.

    python3 tests/golden/make_onnx.py        (pip install onnx onnxruntime numpy; run make_torch_onnx.py first)

The networks are AlexNets with 8 channels in every convolution and 40 units in every hidden layer. Element i of the image, in the
order [y][x][c], is the float (i * 2654435761 mod 2^32) / 2^32 - 0.5.
"""
import json
import pathlib

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"
random = numpy.random.default_rng(20120930)


def noise_image(side):
    i = numpy.arange(side * side * 3, dtype=numpy.uint64)
    values = (i * 2654435761 % 2**32).astype(numpy.float64) / 2**32 - 0.5
    return values.astype(numpy.float32).reshape(1, side, side, 3)


def weight(*shape):
    """Uniform initialization after He et al.; the fan-in is the product of all axes but the first."""
    limit = numpy.sqrt(6 / numpy.prod(shape[1:]))
    return random.uniform(-limit, limit, shape).astype(numpy.float32)


def bias(count):
    return random.uniform(-0.1, 0.1, count).astype(numpy.float32)


class Graph:
    """Builds a chain node by node. `style` is raw (raw_data), floats (float_data), inputs (initializers are inputs too) or twin
    (as raw, with half-precision values stored as floats, since onnxruntime would round its results to half precision)."""

    def __init__(self, opset, style="raw", halves=False):
        self.opset, self.style, self.halves = opset, style, halves
        self.nodes, self.tensors, self.value, self.count = [], [], "data", 0

    def tensor(self, name, values):
        if values.dtype == numpy.float32:
            values = values.astype(numpy.float16 if self.halves else numpy.float32)
            values = values if self.style != "twin" else values.astype(numpy.float32)
        if self.style in ("raw", "twin"):
            self.tensors.append(numpy_helper.from_array(values, name))
        else:
            kind = helper.np_dtype_to_tensor_dtype(values.dtype)
            self.tensors.append(helper.make_tensor(name, kind, values.shape, values.flatten().tolist()))
        return name

    def add(self, kind, *tensors, outputs=1, **attributes):
        self.count += 1
        names = [f"v{self.count}_{i}" for i in range(outputs)]
        values = [self.tensor(f"{kind}{self.count}_{i}", t) for i, t in enumerate(tensors)]
        self.nodes.append(helper.make_node(kind, [self.value, *values], names, **attributes))
        self.value = names[0]
        return self

    def write(self, name, shape, softmax=True):
        logits = self.value
        if softmax:
            self.add("Softmax", **({"axis": 1} if self.opset < 13 else {}))
        kind = TensorProto.FLOAT
        inputs = [helper.make_tensor_value_info("data", kind, shape)]
        if self.style == "inputs":
            inputs += [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in self.tensors]
        graph = helper.make_graph(self.nodes, "g", inputs, [helper.make_tensor_value_info(self.value, kind, ["N", None])], self.tensors)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=3 if self.opset < 9 else 8,
                                  producer_name="make_onnx")
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, FOLDER / name)
        return logits


def two_towers(opset, style, order, ceil, old=False):
    """The variants caffe (norm, pool) and caffenet (pool, norm) as Caffe2 exported them."""
    g = Graph(opset, style)
    drop = {"is_test": 1} if opset < 7 else {}
    broadcast = {"broadcast": 1} if opset < 7 else {}

    def conv(inputs, outputs, kernel, **attributes):
        g.add("Conv", weight(outputs, inputs // attributes.get("group", 1), kernel, kernel), bias(outputs),
              kernel_shape=[kernel, kernel], **attributes).add("Relu")

    def pool():
        g.add("MaxPool", kernel_shape=[3, 3], strides=[2, 2], **({"ceil_mode": 1} if ceil else {"pads": [0, 0, 1, 1]}))

    def norm():
        g.add("LRN", size=5, alpha=1e-4, beta=0.75, bias=1.0)

    steps = [norm, pool] if order == "caffe" else [pool, norm]
    conv(3, 8, 11, strides=[4, 4])
    [step() for step in steps]
    conv(8, 8, 5, pads=[2, 2, 2, 2], group=2)
    [step() for step in steps]
    conv(8, 8, 3, pads=[1, 1, 1, 1])
    conv(8, 8, 3, pads=[1, 1, 1, 1], group=2)
    conv(8, 8, 3, pads=[1, 1, 1, 1], group=2)
    pool()
    pixels = 4 if not ceil else 9
    if opset < 5:
        g.add("Reshape", shape=[-1, 8 * pixels])
    else:
        g.add("Reshape", numpy.array([0, -1], dtype=numpy.int64))
    for inputs, outputs in ((8 * pixels, 40), (40, 40)):
        g.add("Gemm", weight(outputs, inputs), bias(outputs), transB=1, **broadcast).add("Relu").add("Dropout", outputs=2, **drop)
    return g.add("Gemm", weight(10, 40), bias(10), transB=1, **broadcast)


def channels_last(style):
    """A network as tf2onnx and keras2onnx write it: images with channels last, SAME padding, MatMul and Add, half precision."""
    g = Graph(13, style, halves=True)
    g.add("Cast", to=TensorProto.FLOAT if style == "twin" else TensorProto.FLOAT16).add("Transpose", perm=[0, 3, 1, 2])
    g.add("Conv", weight(8, 3, 4, 4), auto_pad="SAME_UPPER", strides=[3, 3])
    g.add("Add", bias(8).reshape(1, 8, 1, 1)).add("Relu").add("MaxPool", kernel_shape=[2, 2], strides=[2, 2], auto_pad="SAME_UPPER")
    g.add("Conv", weight(12, 8, 2, 2), bias(12), auto_pad="SAME_LOWER").add("Relu").add("Transpose", perm=[0, 2, 3, 1])
    g.add("Reshape", numpy.array([-1, 300], dtype=numpy.int64))
    g.add("MatMul", weight(20, 300).T.copy()).add("Add", bias(20)).add("Relu")
    g.add("MatMul", weight(4, 20).T.copy()).add("Add", bias(4).reshape(1, 4))
    return g.add("Cast", to=TensorProto.FLOAT)


def paper():
    g = Graph(17)
    g.add("Conv", weight(8, 3, 11, 11), bias(8), strides=[4, 4], pads=[0, 0, 3, 3]).add("Relu")
    for _ in range(1):
        g.add("LRN", size=5, alpha=5e-4, beta=0.75, bias=2.0).add("MaxPool", kernel_shape=[3, 3], strides=[2, 2])
    g.add("Conv", weight(8, 4, 5, 5), bias(8), pads=[2, 2, 2, 2], group=2).add("Relu")
    g.add("LRN", size=5, alpha=5e-4, beta=0.75, bias=2.0).add("MaxPool", kernel_shape=[3, 3], strides=[2, 2])
    for inputs, groups in ((8, 1), (4, 2), (4, 2)):
        g.add("Conv", weight(8, inputs, 3, 3), bias(8), pads=[1, 1, 1, 1], group=groups).add("Relu")
    g.add("MaxPool", kernel_shape=[3, 3], strides=[2, 2]).add("Flatten")
    for inputs, outputs in ((8 * 4, 40), (40, 40)):
        g.add("Gemm", weight(inputs, outputs), bias(outputs)).add("Relu").add("Dropout", numpy.array(0.5, dtype=numpy.float32), outputs=2)
    return g.add("Gemm", weight(40, 6), bias(6))


def run(name, logits, side, last=False):
    """Returns the value `logits` of the graph as onnxruntime computes it. With `last`, the input has its channels last."""
    model = onnx.load(FOLDER / name)
    if all(output.name != logits for output in model.graph.output):
        model.graph.output.append(helper.make_tensor_value_info(logits, TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    x = noise_image(side)
    x = x if last else x.transpose(0, 3, 1, 2)
    found = session.run([logits], {session.get_inputs()[0].name: x})[0]
    return {"side": side, "logits": [float(value) for value in found[0]]}


expected = {"onnxruntime": onnxruntime.__version__, "files": {}}
for name, graph, shape, softmax in (
        ("caffe_opset7.onnx", two_towers(7, "inputs", "caffe", False), [1, 3, 99, 99], True),
        ("caffenet_opset12.onnx", two_towers(12, "floats", "caffenet", True), ["N", 3, 107, 107], True),
        ("paper_opset17.onnx", paper(), [1, 3, 96, 96], True)):
    logits = graph.write(name, shape, softmax)
    expected["files"][name] = run(name, logits, shape[2])
# onnxruntime does not run opset 3, and computes half precision with rounding. It runs a twin of such a file instead: the same
# network in another opset, or with floats.
for name, side, last, write in (
        ("caffe_opset3.onnx", 99, False,
         lambda file, twin: two_towers(7 if twin else 3, "inputs", "caffe", False).write(file, [1, 3, 99, 99])),
        ("channels_last_opset13.onnx", 30, True,
         lambda file, twin: channels_last("twin" if twin else "raw").write(file, ["N", 30, 30, 3], False))):
    for file, twin in ((name, False), ("twin.onnx", True)):
        random = numpy.random.default_rng(3)
        logits = write(file, twin)
    expected["files"][name] = run("twin.onnx", logits, side, last)
    (FOLDER / "twin.onnx").unlink()
for name, side in (("torch_alexnet_opset11.onnx", 224), ("torch_alexnet_opset9.onnx", 224), ("torch_other_opset10.onnx", 47)):
    expected["files"][name] = run(name, "logits", side)
(FOLDER / "onnx.json").write_text(json.dumps(expected, indent=1) + "\n")
