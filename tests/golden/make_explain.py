#!/usr/bin/env python3
"""Writes explain.json: gradients, guided gradients and Grad-CAM of every variant in PyTorch. README.md says what it holds.

    python3 tests/golden/make_explain.py

Needs PyTorch (made with 1.13) and numpy. The variants, their weights and their picture are those of make_logits.py.
"""
import json
import pathlib

import numpy
import torch
import torch.nn.functional as functional
from make_logits import SEED, VARIANTS, check_random_words, noise_image, short

WIDTH = 0.125
CLASSES = 4
CLASS = 2
APART = 9973  # values of a gradient from one that is told to the next
LAYERS = ("relu2", "relu5")


def picture(variant, side):
    numbers = VARIANTS[variant][3](noise_image(side).astype(numpy.float64))
    return torch.from_numpy(numbers.astype(numpy.float32)).permute(2, 0, 1)[None].double()


def outputs_of(network, x, guided):
    """What each layer gives, by name, its gradient kept; with `guided` no ReLU lets anything negative back."""
    outputs = {}
    for name, apply, parameters in network.layers:
        x = apply(x, *[parameter.double() for parameter in parameters])
        if guided and name.startswith("relu"):
            x.register_hook(lambda gradient: gradient.clamp(min=0))
        x.retain_grad()
        outputs[name] = x
    return outputs


def told_gradient(network, x, guided):
    x = x.clone().requires_grad_()
    list(outputs_of(network, x, guided).values())[-1][0, CLASS].backward()
    values = x.grad[0].permute(1, 2, 0).reshape(-1)  # [y][x][c]
    return {"norm": short(values.norm()), "every": APART, "values": [short(value) for value in values[::APART]]}


def grad_cam(network, x, layer, of_class):
    outputs = outputs_of(network, x.clone().requires_grad_(), False)
    list(outputs.values())[-1][0, of_class].backward()
    a = outputs[layer]
    weights = a.grad.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * a).sum(dim=1, keepdim=True)).detach()


def told_grad_cam(network, x, layer):
    """Of the class with the warmest map: some have none."""
    cams = [grad_cam(network, x, layer, of_class) for of_class in range(CLASSES)]
    of_class = max(range(CLASSES), key=lambda i: cams[i].max().item())
    cam = cams[of_class]
    fine = functional.interpolate(cam, size=x.shape[2:], mode="bilinear", align_corners=False).reshape(-1)
    return {
        "layer": layer,
        "class": of_class,
        "shape": list(cam.shape[2:]),
        "values": [short(value) for value in cam.reshape(-1)],
        "every": APART // 3,
        "upsampled": [short(value) for value in fine[:: APART // 3]],
    }


def told_units(network, x):
    """min, max, mean and share of zeros of each unit of the last convolution, behind its ReLU."""
    maps = outputs_of(network, x.clone().requires_grad_(), False)["relu5"][0].detach().flatten(1)
    return [[short(v) for v in (unit.min(), unit.max(), unit.mean(), (unit == 0).double().mean())] for unit in maps]


def told_variant(variant):
    network = VARIANTS[variant][0](WIDTH, CLASSES)
    x = picture(variant, 224 if variant in ("paper", "torchvision") else 227)
    return {
        "variant": variant,
        "gradient": told_gradient(network, x, False),
        "guided": told_gradient(network, x, True),
        "grad_cam": [told_grad_cam(network, x, layer) for layer in LAYERS],
        "units_of_relu5": told_units(network, x),
    }


def text_of(told):
    rows = ",\n ".join(f'"{key}": {json.dumps(value)}' for key, value in told.items())
    return f"{{{rows}}}"


if __name__ == "__main__":
    check_random_words()
    head = {"seed": SEED, "torch": torch.__version__, "width": WIDTH, "classes": CLASSES, "class": CLASS}
    variants = ",\n".join(text_of(told_variant(variant)) for variant in VARIANTS)
    text = f'{json.dumps(head)[:-1]}, "variants": [\n{variants}\n]}}\n'
    pathlib.Path(__file__).with_name("explain.json").write_text(text)
