#!/usr/bin/env python3
"""Writes explain.json: gradients, guided gradients and Grad-CAM of every variant in PyTorch. README.md describes it.

    python3 tests/golden/make_explain.py

Needs PyTorch (made with 1.13) and numpy. The variants, their weights and their image are those of make_logits.py.
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
EVERY = 9973  # the distance between two values of a gradient that are written
LAYERS = ("relu2", "relu5")


def network_input(variant, side):
    numbers = VARIANTS[variant][3](noise_image(side).astype(numpy.float64))
    return torch.from_numpy(numbers.astype(numpy.float32)).permute(2, 0, 1)[None].double()


def outputs_of(network, x, guided):
    """The output of each layer by name, with its gradient. With `guided`, ReLUs pass no negative gradients back."""
    outputs = {}
    for name, apply, parameters in network.layers:
        x = apply(x, *[parameter.double() for parameter in parameters])
        if guided and name.startswith("relu"):
            x.register_hook(lambda gradient: gradient.clamp(min=0))
        x.retain_grad()
        outputs[name] = x
    return outputs


def gradient_record(network, x, guided):
    x = x.clone().requires_grad_()
    list(outputs_of(network, x, guided).values())[-1][0, CLASS].backward()
    values = x.grad[0].permute(1, 2, 0).reshape(-1)  # [y][x][c]
    return {"norm": short(values.norm()), "every": EVERY, "values": [short(value) for value in values[::EVERY]]}


def grad_cam(network, x, layer, of_class):
    outputs = outputs_of(network, x.clone().requires_grad_(), False)
    list(outputs.values())[-1][0, of_class].backward()
    a = outputs[layer]
    weights = a.grad.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * a).sum(dim=1, keepdim=True)).detach()


def grad_cam_record(network, x, layer):
    """Grad-CAM of the class with the largest value: the maps of some classes are zero."""
    cams = [grad_cam(network, x, layer, of_class) for of_class in range(CLASSES)]
    of_class = max(range(CLASSES), key=lambda i: cams[i].max().item())
    cam = cams[of_class]
    fine = functional.interpolate(cam, size=x.shape[2:], mode="bilinear", align_corners=False).reshape(-1)
    return {
        "layer": layer,
        "class": of_class,
        "shape": list(cam.shape[2:]),
        "values": [short(value) for value in cam.reshape(-1)],
        "every": EVERY // 3,
        "upsampled": [short(value) for value in fine[:: EVERY // 3]],
    }


def unit_records(network, x):
    """The minimum, maximum, mean and fraction of zeros of each unit of the last convolution, after its ReLU."""
    maps = outputs_of(network, x.clone().requires_grad_(), False)["relu5"][0].detach().flatten(1)
    return [[short(v) for v in (unit.min(), unit.max(), unit.mean(), (unit == 0).double().mean())] for unit in maps]


def variant_record(variant):
    network = VARIANTS[variant][0](WIDTH, CLASSES)
    x = network_input(variant, 224 if variant in ("paper", "torchvision") else 227)
    return {
        "variant": variant,
        "gradient": gradient_record(network, x, False),
        "guided": gradient_record(network, x, True),
        "grad_cam": [grad_cam_record(network, x, layer) for layer in LAYERS],
        "units_of_relu5": unit_records(network, x),
    }


def text_of(record):
    rows = ",\n ".join(f'"{key}": {json.dumps(value)}' for key, value in record.items())
    return f"{{{rows}}}"


if __name__ == "__main__":
    check_random_words()
    head = {"seed": SEED, "torch": torch.__version__, "width": WIDTH, "classes": CLASSES, "class": CLASS}
    variants = ",\n".join(text_of(variant_record(variant)) for variant in VARIANTS)
    text = f'{json.dumps(head)[:-1]}, "variants": [\n{variants}\n]}}\n'
    pathlib.Path(__file__).with_name("explain.json").write_text(text)
