#!/usr/bin/env python3
"""Writes gray/: small networks that read gray photos, of one channel, as PyTorch and Keras write them, and their logits.

    python3 tests/golden/make_gray.py torch      (torch, onnx, onnxscript, pillow)
    python3 tests/golden/make_gray.py keras      (keras, tensorflow, pillow)

Made with PyTorch 2.15.0, onnx 1.23.2, Keras 3.15.1, TensorFlow 2.21.0 and Pillow 13.0.0. Every network gets two inputs: "logits" are those
of value i of the image [y][x] being (i * 2654435761 mod 2^32) / 2^32 - 0.5, and "luma" those of the photo of which byte i of [y][x][c] is
i * 2654435761 mod 2^32 / 2^24, turned to gray by Pillow's mode L and divided by 255.
"""
import json
import pathlib
import sys

import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent / "gray"
GOLDEN = FOLDER / "logits.json"


def hashed(count):
    return np.arange(count, dtype=np.uint64) * 2654435761 % 2**32


def inputs(side):
    """The two inputs, as [y][x]."""
    values = (hashed(side * side).astype(np.float64) / 2**32 - 0.5).astype(np.float32).reshape(side, side)
    photo = (hashed(side * side * 3) >> 24).astype(np.uint8).reshape(side, side, 3)
    return {"logits": values, "luma": np.asarray(Image.fromarray(photo).convert("L"), np.float32) / 255}


def of_torch():
    import torch
    from torch import nn

    random = torch.Generator().manual_seed(0)

    def initialize(network):
        with torch.no_grad():
            for layer in network.modules():
                if isinstance(layer, (nn.Conv2d, nn.Linear)):
                    layer.weight.copy_(torch.randn(layer.weight.shape, generator=random) * (2 / layer.weight[0].numel())**0.5)
                    layer.bias.copy_(torch.randn(layer.bias.shape, generator=random) * 0.1)
        return network.eval()

    def expected(network, side):
        with torch.no_grad():
            return {"side": side, **{name: network(torch.tensor(image)[None, None])[0].tolist() for name, image in inputs(side).items()}}

    class AlexNet(nn.Module):
        """torchvision's, of fewer channels."""

        def __init__(self, widths=(4, 6, 8, 6, 6), classes=5):
            super().__init__()
            layers, channels = [], 1
            for i, width in enumerate(widths):
                kernel, stride, padding = ((11, 4, 2), (5, 1, 2), (3, 1, 1))[min(i, 2)]
                layers += [nn.Conv2d(channels, width, kernel, stride, padding), nn.ReLU(inplace=True)]
                layers += [nn.MaxPool2d(3, 2)] if i in (0, 1, 4) else []
                channels = width
            self.features = nn.Sequential(*layers)
            self.classifier = nn.Sequential(nn.Dropout(), nn.Linear(channels * 36, 12), nn.ReLU(inplace=True), nn.Dropout(),
                                            nn.Linear(12, 12), nn.ReLU(inplace=True), nn.Linear(12, classes))

        def forward(self, x):
            return self.classifier(torch.flatten(self.features(x), 1))

    small = initialize(nn.Sequential(nn.Conv2d(1, 6, 7, 3, 1), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(6, 8, 3, padding=1), nn.ReLU(),
                                     nn.Flatten(), nn.Linear(8 * 16, 5)))
    torch.onnx.export(small, (torch.zeros(1, 1, 31, 31),), FOLDER / "gray.onnx", dynamo=False)
    network = initialize(AlexNet())
    torch.save(network.state_dict(), FOLDER / "gray.pth")
    return {"gray.onnx": expected(small, 31), "gray.pth": expected(network, 224)}


def of_keras():
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input((31, 31, 1)), layers.Conv2D(6, 7, strides=3, activation="relu"), layers.MaxPooling2D(3, 2),
        layers.Conv2D(8, 3, padding="same", activation="relu"), layers.Flatten(), layers.Dense(5)])
    model.save(FOLDER / "gray.keras")
    model.save(FOLDER / "gray.h5")
    expected = {"side": 31, **{name: np.asarray(model(image[None, :, :, None]))[0].astype(float).tolist()
                               for name, image in inputs(31).items()}}
    return {"gray.keras": expected, "gray.h5": expected}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    golden = json.loads(GOLDEN.read_text()) if GOLDEN.exists() else {}
    golden.update({"torch": of_torch, "keras": of_keras}[sys.argv[1]]())
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")
