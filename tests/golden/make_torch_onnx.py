#!/usr/bin/env python3
"""Writes foreign/torch_*.onnx: small networks that the exporter of PyTorch writes in several opsets.

    python3 tests/golden/make_torch_onnx.py

Needs PyTorch (made with 1.13). make_onnx.py then computes the expected logits with onnxruntime.
"""
import pathlib

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"


def features():
    """The convolutions of torchvision's AlexNet with 8 channels each."""
    layers = [nn.Conv2d(3, 8, 11, stride=4, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
              nn.Conv2d(8, 8, 5, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2)]
    for _ in range(3):
        layers += [nn.Conv2d(8, 8, 3, padding=1), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers, nn.MaxPool2d(3, 2))


class AlexNet(nn.Module):
    def __init__(self, flatten):
        super().__init__()
        self.features = features()
        self.avgpool = nn.AdaptiveAvgPool2d((6, 6))
        self.classifier = nn.Sequential(
            nn.Dropout(), nn.Linear(8 * 36, 40), nn.ReLU(inplace=True),
            nn.Dropout(), nn.Linear(40, 40), nn.ReLU(inplace=True), nn.Linear(40, 10))
        self.flatten = flatten

    def forward(self, x):
        return self.classifier(self.flatten(self.avgpool(self.features(x))))


# Not an AlexNet: batch normalization before and after ReLU, pooling that rounds up, a convolution without a bias, and global average
# pooling.
class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 5, stride=2, padding=2, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True),
            nn.Conv2d(8, 12, 3, groups=4), nn.ReLU(), nn.BatchNorm2d(12),
            nn.AvgPool2d(2), nn.Conv2d(12, 16, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 5))
        for layer in self.body:
            if isinstance(layer, nn.BatchNorm2d):
                layer.running_mean.uniform_(-0.5, 0.5)
                layer.running_var.uniform_(0.5, 2)
                nn.init.uniform_(layer.weight, 0.5, 1.5)
                nn.init.uniform_(layer.bias, -0.5, 0.5)

    def forward(self, x):
        return self.body(x)


def export(name, model, side, opset):
    for parameter in model.parameters():  # keeps the scale of the activations from layer to layer
        if parameter.dim() > 1:
            nn.init.kaiming_uniform_(parameter, nonlinearity="relu")
    image = torch.zeros(1, 3, side, side)
    torch.onnx.export(model.eval(), image, str(FOLDER / name), opset_version=opset, input_names=["input"],
                      output_names=["logits"], dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
                      training=torch.onnx.TrainingMode.EVAL, do_constant_folding=False)


torch.manual_seed(20120930)
FOLDER.mkdir(exist_ok=True)
export("torch_alexnet_opset11.onnx", AlexNet(lambda x: torch.flatten(x, 1)), 224, 11)
export("torch_alexnet_opset9.onnx", AlexNet(lambda x: x.view(x.size(0), -1)), 224, 9)
export("torch_other_opset10.onnx", Other(), 47, 10)
