#!/usr/bin/env python3
"""Writes torch_weights/: small AlexNets that are no variant, saved as people save weights, and their logits.

    python3 tests/golden/make_torch_weights.py

Needs PyTorch and safetensors (made with 2.15.0 and 0.8.0). The input is that of the other foreign networks: value i of the image
[y][x][c] is (i * 2654435761 mod 2^32) / 2^32 - 0.5.
"""
import argparse
import json
import pathlib
import zipfile

import numpy as np
import safetensors.torch
import torch
import torch.nn.functional as F
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parent / "torch_weights"


def initialize(network, seed):
    """Fills all parameters, and the statistics of batch normalization, with numbers for which the classes differ."""
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for layer in network.modules():
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                deviation = (2 / layer.weight[0].numel())**0.5
                layer.weight.copy_(torch.randn(layer.weight.shape, generator=random) * deviation)
                if layer.bias is not None:
                    layer.bias.copy_(torch.randn(layer.bias.shape, generator=random) * 0.1)
            if isinstance(layer, nn.BatchNorm2d):
                for values, offset in ((layer.running_mean, -0.5), (layer.running_var, 0.5), (layer.weight, 0.5), (layer.bias, -0.5)):
                    values.copy_(torch.rand(values.shape, generator=random) + offset)
    return network.eval()


def sequential(widths, head, first=(11, 4, 0), side=6, groups=1, norm=None, bias=True):
    """A torch.nn.Sequential; `norm` is where batch normalization stands: "before" or "after" ReLU."""
    layers, channels = [], 3
    for i, width in enumerate(widths):
        kernel, stride, padding = first if i == 0 else (5, 1, 2) if i == 1 else (3, 1, 1)
        layers.append(nn.Conv2d(channels, width, kernel, stride, padding, groups=groups if i in (1, 3, 4) else 1, bias=bias))
        layers += [nn.BatchNorm2d(width)] * (norm == "before") + [nn.ReLU()] + [nn.BatchNorm2d(width)] * (norm == "after")
        if i in (0, 1, len(widths) - 1):
            layers.append(nn.MaxPool2d(3, 2))
        channels = width
    layers.append(nn.Flatten())
    inputs = channels * side * side
    for i, outputs in enumerate(head):
        layers += [nn.Dropout(), nn.Linear(inputs, outputs), nn.ReLU()] if i + 1 < len(head) else [nn.Linear(inputs, outputs)]
        inputs = outputs
    return nn.Sequential(*layers)


class Named(nn.Module):
    """Layers as attributes, in another order than that of the computation, and dense layers that the alphabet does not sort."""

    def __init__(self, widths, head, norms=False):
        super().__init__()
        self.classifier = nn.Linear(head[1], head[2])
        self.fc1 = nn.Linear(widths[-1] * 36, head[0])
        self.fc2 = nn.Linear(head[0], head[1])
        self.norms = norms
        for i, width in enumerate(widths):
            channels = 3 if i == 0 else widths[i - 1]
            conv = nn.Conv2d(channels, width, 11, 4) if i == 0 else nn.Conv2d(channels, width, 5 if i == 1 else 3, padding="same")
            setattr(self, f"conv{i + 1}", conv)
        for i, width in enumerate(widths if norms else ()):
            setattr(self, f"bn{i + 1}", nn.BatchNorm2d(width))

    def forward(self, x):
        for i in range(1, 6):
            x = getattr(self, f"conv{i}")(x)
            x = F.relu(getattr(self, f"bn{i}")(x) if self.norms else x)
            x = F.max_pool2d(x, 3, 2) if i in (1, 2, 5) else x
        return self.classifier(F.relu(self.fc2(F.relu(self.fc1(x.flatten(1))))))


def logits(network, side):
    count = side * side * 3
    values = (np.arange(count, dtype=np.uint64) * 2654435761 % 2**32).astype(np.float64) / 2**32 - 0.5
    image = torch.tensor(values.astype(np.float32).reshape(side, side, 3)).permute(2, 0, 1)[None].contiguous()
    with torch.no_grad():
        return network(image)[0].tolist()


class Pooled(nn.Module):
    """Six convolutions, of which the first, the third and the fourth are followed by a max pool."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 11, 4, 2)
        self.bodies = nn.ModuleList([nn.Conv2d(inputs, outputs, 3, padding=1) for inputs, outputs in ((4, 6), (6, 8), (8, 7), (7, 6), (6, 4))])
        self.hidden, self.head = nn.Linear(4 * 6 * 6, 10), nn.Linear(10, 6)

    def forward(self, x):
        x = nn.functional.max_pool2d(nn.functional.relu(self.stem(x)), 3, 2)
        for number, body in enumerate(self.bodies):
            x = nn.functional.relu(body(x))
            if number in (1, 2):
                x = nn.functional.max_pool2d(x, 3, 2)
        return self.head(nn.functional.relu(self.hidden(x.flatten(1))))


def tensorflow_arrays(network):
    """The weights as TensorFlow stores them: convolutions [y][x][in][out], dense layers [in][out] with inputs [y][x][c]."""
    arrays, convolutions, channels = {}, 0, 0
    dense = 5
    for layer in network:
        if isinstance(layer, nn.Conv2d):
            convolutions, channels = convolutions + 1, layer.out_channels
            arrays[f"conv{convolutions}"] = layer.weight.detach().permute(2, 3, 1, 0).contiguous().numpy(), layer.bias.detach().numpy()
        if isinstance(layer, nn.Linear):
            weight = layer.weight.detach()
            if dense == 5:
                weight = weight.view(-1, channels, 6, 6).permute(0, 2, 3, 1).reshape(weight.shape)
            dense += 1
            arrays[f"fc{dense}"] = weight.t().contiguous().numpy(), layer.bias.detach().numpy()
    return arrays


def drop_sample_inputs(path):
    """Removes the example from an archive of torch.export: it is longer than everything else, and nothing reads it here."""
    with zipfile.ZipFile(path) as archive:
        members = [(member, archive.read(member)) for member in archive.infolist() if "sample_inputs" not in member.filename]
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members:
            archive.writestr(member, content)


def main():
    FOLDER.mkdir(exist_ok=True)
    expected = {}

    def add(name, network, side, save, refused=None):
        initialize(network, len(expected))
        save(FOLDER / name)
        # "refused": the code of the error, unless a person says the order of the colors.
        expected[name] = {"side": side, **({"refused": refused} if refused else {}), "logits": logits(network, side)}

    def add_pth(name, network, side, wrap=lambda state: state, refused=None):
        add(name, network, side, lambda path: torch.save(wrap(network.state_dict()), path), refused)

    add_pth("one_tower.pth", sequential((4, 6, 8, 8, 4), (12, 9, 6)), 227)
    add_pth("head1.pth", sequential((5, 7, 9, 8, 4), (6,), first=(11, 4, 2)), 224)
    add_pth("head4.pth", sequential((4, 6, 8, 8, 4), (12, 9, 8, 6)), 227)
    add_pth("padded5.pth", sequential((4, 6, 8, 8, 4), (12, 9, 6), first=(11, 4, 1), side=5), 224)
    add_pth("two_groups.pth", sequential((4, 6, 8, 8, 4), (12, 6), groups=2), 227, refused="colors_unknown")
    add_pth("norm_before.pth", sequential((4, 6, 8, 8, 4), (12, 6), norm="before", bias=False), 227)
    add_pth("norm_after.pth", sequential((4, 6, 8, 8, 4), (12, 6), norm="after"), 227)
    add_pth("four_convolutions.pth", sequential((4, 6, 8, 4), (12, 6)), 227)
    add_pth("named.pth", Named((4, 6, 8, 8, 4), (12, 9, 6)), 227)
    add_pth("norms_apart.pth", Named((4, 6, 8, 8, 4), (12, 9, 6), norms=True), 227)
    add_pth("checkpoint.pth", sequential((4, 6, 8, 8, 4), (12, 6)), 227, lambda state: {
        "epoch": np.int64(3), "args": argparse.Namespace(lr=0.1, parts={1, 2}), "ema": {"loss.weight": torch.ones(6)},
        "net": {**state, "loss.weight": torch.ones(6)}, "random": np.random.RandomState(0).get_state()})
    whole = sequential((4, 6, 8, 8, 4), (12, 6))
    add("whole.pth", whole, 227, lambda path: torch.save(whole, path))
    named = Named((4, 6, 8, 8, 4), (12, 9, 6))
    add("named.safetensors", named, 227, lambda path: safetensors.torch.save_file(named.state_dict(), path))
    listed = sequential((4, 6, 8, 8, 4), (12, 6))
    add("arrays.npz", listed, 227, lambda path: np.savez(path, *[value.numpy() for value in listed.state_dict().values()]))
    keyed = sequential((4, 6, 8, 8, 4), (12, 9, 6))
    add("keys.npz", keyed, 227, lambda path: np.savez(path, **{
        name + letter: array for name, pair in tensorflow_arrays(keyed).items() for letter, array in zip("Wb", pair)}))
    pickled = sequential((4, 6, 8, 8, 4), (12, 9, 6))
    add("pickled.npy", pickled, 227, lambda path: np.save(path, {k: list(v) for k, v in tensorflow_arrays(pickled).items()}))
    script = sequential((4, 6, 8, 8, 4), (12, 6))
    add("script.pt", script, 227, lambda path: torch.jit.save(torch.jit.script(script), path))
    exported = sequential((4, 6, 8, 8, 4), (12, 6))
    example = (torch.zeros(1, 3, 227, 227),)
    add("exported.pt2", exported, 227, lambda path: torch.export.save(torch.export.export(exported, example), path))
    drop_sample_inputs(FOLDER / "exported.pt2")
    # The graph says the size of the input, and that the network pools after other convolutions than usual.
    pooled = Pooled()
    example = (torch.zeros(1, 3, 224, 224),)
    add("pooled.pt2", pooled, 224, lambda path: torch.export.save(torch.export.export(pooled, example), path))
    drop_sample_inputs(FOLDER / "pooled.pt2")
    (FOLDER / "logits.json").write_text(json.dumps({"made_with": f"torch {torch.__version__}", "files": expected}, indent=1) + "\n")


if __name__ == "__main__":
    main()
