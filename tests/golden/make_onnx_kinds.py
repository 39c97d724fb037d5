"""Writes tests/golden/foreign/onnx_*.onnx: small networks as PyTorch and onnxruntime write them today, and onnx_kinds.json: what they
compute. Needs torch, onnx, onnxscript and onnxruntime; run it from the root of the repository."""

import copy
import json
import os
import tempfile
import warnings

import numpy as np
import onnx
import onnxruntime
import torch
from onnx.reference import ReferenceEvaluator
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, quantize_dynamic, quantize_static
from torch import nn

FOLDER = "tests/golden/foreign/"
MEAN, DEVIATION = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
expected = {}


def network_input(side):
    """The numbers of testing::fill_foreign_input, as [y][x][c]."""
    values = (np.arange(side * side * 3, dtype=np.uint64) * 2654435761) % 2**32 / 2**32 - 0.5
    return values.astype(np.float32).reshape(side, side, 3)


def initialize(model, seed=0):
    generator = torch.Generator().manual_seed(seed)
    for part in model.modules():
        if isinstance(part, (nn.Conv2d, nn.Linear)):
            with torch.no_grad():
                part.weight.copy_(torch.randn(part.weight.shape, generator=generator) * (2 / part.weight[0].numel()) ** 0.5)
                part.bias.copy_(torch.randn(part.bias.shape, generator=generator) * 0.1)
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            with torch.no_grad():
                for values, shift in ((part.running_mean, 0.0), (part.bias, 0.0), (part.running_var, 1.0), (part.weight, 1.0)):
                    values.copy_(torch.rand(values.shape, generator=generator) * 0.5 - 0.25 + shift)
    return model.eval()


def features(norm=None, ceil_mode=False):
    layers = [nn.Conv2d(3, 6, 7, 3), nn.ReLU(), *([norm] if norm else []), nn.MaxPool2d(3, 2, ceil_mode=ceil_mode)]
    return nn.Sequential(*layers, nn.Conv2d(6, 8, 3, padding=1, groups=2), nn.ReLU())


class Network(nn.Module):
    def __init__(self, side, head=None, norm=None, pool=None):
        super().__init__()
        self.features = nn.Sequential(features(norm), *([pool] if pool else []))
        count = self.features.eval()(torch.zeros(1, 3, side, side)).numel()
        self.head = head(count) if head else nn.Sequential(nn.Dropout(), nn.Linear(count, 12), nn.ReLU(), nn.Linear(12, 5))

    def forward(self, x):
        return self.head(torch.flatten(self.features(x), 1))


class Normalized(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model
        self.register_buffer("mean", torch.tensor(MEAN)[None, :, None, None])
        self.register_buffer("deviation", torch.tensor(DEVIATION)[None, :, None, None])

    def forward(self, x):
        return self.model((x - self.mean) / self.deviation)


class Product(nn.Module):
    """A dense layer as a matrix product and a sum, and a convolution whose channels are scaled and shifted."""

    def __init__(self, side):
        super().__init__()
        self.features = features()
        count = self.features(torch.zeros(1, 3, side, side)).numel()
        self.scale, self.shift = nn.Parameter(torch.rand(1, 8, 1, 1) + 0.5), nn.Parameter(torch.randn(8, 1, 1))
        self.weight, self.bias = nn.Parameter(torch.randn(count, 5) * 0.05), nn.Parameter(torch.randn(5))

    def forward(self, x):
        return torch.flatten(self.features(x) * self.scale + self.shift, 1) @ self.weight + self.bias


def export(model, name, side, **options):
    if options.get("dynamo", True):
        options.setdefault("external_data", False)
    torch.onnx.export(model, (torch.zeros(1, 3, side, side),), FOLDER + name, verbose=False, **options)
    written = onnx.load(FOLDER + name, load_external_data=False)
    for part in (*written.graph.node, *written.graph.value_info, *written.graph.input, *written.graph.output):
        del part.metadata_props[:]  # where in the source each node comes from
        part.doc_string = ""
    onnx.save(written, FOLDER + name)


def record(name, side, tolerance=1e-4, logits=None, **facts):
    """Stores what onnxruntime computes, or `logits`."""
    if logits is None:
        x = network_input(side)
        if facts.get("normalized"):
            x = x * DEVIATION + MEAN
        session = onnxruntime.InferenceSession(FOLDER + name, providers=["CPUExecutionProvider"])
        logits = session.run(None, {session.get_inputs()[0].name: x.transpose(2, 0, 1)[None]})[0].ravel()
    expected[name] = {"side": side, "tolerance": tolerance, **facts, "logits": [float(f"{v:.9g}") for v in logits]}


def with_torch(model, side):
    with torch.no_grad():
        return model(torch.tensor(network_input(side).transpose(2, 0, 1)[None].copy())).numpy().ravel()


def export_even_norm(model, name, side):
    """A network with an LRN of four channels, which the definition of ONNX allows and onnxruntime refuses: ONNX's reference computes it."""
    export(model, name, side, dynamo=False)
    network = onnx.load(FOLDER + name)
    at, relu = next((i, node) for i, node in enumerate(network.graph.node) if node.op_type == "Relu")
    for node in network.graph.node:
        node.input[:] = ["normalized" if value == relu.output[0] else value for value in node.input]
    norm = onnx.helper.make_node("LRN", relu.output[:], ["normalized"], size=4, alpha=0.1, beta=0.75, bias=2.0)
    network.graph.node.insert(at + 1, norm)
    onnx.save(network, FOLDER + name)
    # The reference of onnx 1.23.2 normalizes as many channels as the batch has images: six of them cover the six channels.
    x = np.repeat(network_input(side).transpose(2, 0, 1)[None], 6, axis=0)
    record(name, side, logits=ReferenceEvaluator(network).run(None, {network.graph.input[0].name: x})[0][0])


class Calibration(CalibrationDataReader):
    def __init__(self, name, side):
        samples = [np.random.default_rng(i).random((1, 3, side, side), dtype=np.float32) - 0.5 for i in range(8)]
        self.samples = iter([{name: sample} for sample in samples])

    def get_next(self):
        return next(self.samples, None)


def main():
    warnings.filterwarnings("ignore")
    side = 31
    plain = initialize(Network(side))
    export(plain, "onnx_two_files.onnx", side, external_data=True)
    record("onnx_two_files.onnx", side)
    for size, options in ((5, {}), (3, {"dynamo": False}), (5, {"dynamo": False, "opset_version": 9})):
        name = f"onnx_lrn{size}{'' if options == {} else '_opset' + str(options.get('opset_version', 20))}.onnx"
        export(initialize(Network(side, norm=nn.LocalResponseNorm(size, 0.1, 0.75, 2.0))), name, side, **options)
        record(name, side)
    export_even_norm(initialize(Network(side)), "onnx_lrn4.onnx", side)
    dynamic = {"x": {0: torch.export.Dim("batch")}}
    export(initialize(Network(side, norm=nn.LocalResponseNorm(5, 0.1, 0.5, 1.0))), "onnx_lrn_batch.onnx", side, dynamic_shapes=dynamic)
    record("onnx_lrn_batch.onnx", side)
    for pooled in (3, 2):  # windows of the same size, and of different sizes
        for large in (31, 43):
            name = f"onnx_pool{pooled}_{large}.onnx"
            export(initialize(Network(large, pool=nn.AdaptiveAvgPool2d(pooled))), name, large)
            record(name, large)
    export(initialize(Network(side, lambda n: nn.Sequential(nn.Linear(n, 5), nn.LogSoftmax(1)))), "onnx_log_softmax.onnx", side)
    record("onnx_log_softmax.onnx", side, log_probabilities=True)
    export(Normalized(plain), "onnx_normalized.onnx", side)
    record("onnx_normalized.onnx", side, normalized=True)
    export(copy.deepcopy(plain).train(), "onnx_training.onnx", side)
    record("onnx_training.onnx", side, logits=with_torch(plain, side))
    late = lambda n: nn.Sequential(nn.Linear(n, 12), nn.ReLU(), nn.Dropout(), nn.BatchNorm1d(12), nn.Linear(12, 5))
    export(initialize(Network(side, late)), "onnx_late_norm.onnx", side)
    record("onnx_late_norm.onnx", side)
    torch.manual_seed(1)
    export(initialize(Product(side)), "onnx_product.onnx", side)
    record("onnx_product.onnx", side)
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "plain.onnx")
        torch.onnx.export(plain, (torch.zeros(1, 3, side, side),), source, external_data=False, verbose=False)
        for name, form in (("onnx_qdq.onnx", QuantFormat.QDQ), ("onnx_qoperator.onnx", QuantFormat.QOperator)):
            quantize_static(source, FOLDER + name, Calibration("x", side), quant_format=form)
            record(name, side, 0.1, eight_bits=True)
        quantize_static(source, FOLDER + "onnx_qdq_channels.onnx", Calibration("x", side), per_channel=True)
        record("onnx_qdq_channels.onnx", side, 0.1, eight_bits=True)
        quantize_dynamic(source, FOLDER + "onnx_dynamic.onnx")
        record("onnx_dynamic.onnx", side, 0.1, eight_bits=True)
    versions = {"torch": torch.__version__, "onnx": onnx.__version__, "onnxruntime": onnxruntime.__version__}
    with open(FOLDER + "onnx_kinds.json", "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "files": expected}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
