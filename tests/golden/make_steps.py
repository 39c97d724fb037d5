#!/usr/bin/env python3
"""Writes steps.json: the first steps of training every variant in PyTorch. README.md describes it.

    python3 tests/golden/make_steps.py

Needs PyTorch (made with 1.13) and numpy. The variants, their weights and their images are those of make_logits.py.
"""
import json
import pathlib

import numpy
import torch
import torch.nn.functional as functional
from make_logits import SEED, VARIANTS, check_random_words, noise_image

WIDTH = 0.125
CLASSES = 4
BATCH = 8
STEPS = 10
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
SGD = {"momentum": 0.9, "weight_decay": 5e-4}  # biases: twice the learning rate, no decay
# The learning rates of adam and sgd. With these, the losses change and stay finite, and float32 follows float64; with larger ones
# a rounding error now and then switches a ReLU or a maximum, and the two runs diverge. Pixel values of up to 150 (`paper`,
# `caffe`, `caffenet`) give gradients up to a hundred times as large as values of up to 1 or 3.
RATES = {
    "keras": (1e-4, 3e-3),
    "paper": (3e-5, 1e-5),
    "caffe": (1e-5, 1e-6),
    "caffenet": (2e-5, 1e-6),
    "torchvision": (5e-5, 2e-4),
}


def batch_of(variant, side):
    """The network's input of the noise of seeds 1 to BATCH, NCHW."""
    to_numbers = VARIANTS[variant][3]
    numbers = [to_numbers(noise_image(side, seed).astype(numpy.float64)) for seed in range(1, BATCH + 1)]
    return torch.from_numpy(numpy.stack(numbers).astype(numpy.float32)).permute(0, 3, 1, 2).contiguous()


class Training:
    """The parameters of a network in the precision of dtype, and the steps of the optimizers."""

    def __init__(self, network, x, dtype):
        self.layers = network.layers
        self.parameters = []  # (name, whether it is a bias, values), in the order of the layers
        self.x = x.to(dtype)
        self.labels = torch.arange(BATCH) % CLASSES
        for name, _, parameters in network.layers:
            for kind, values in zip(("weight", "bias"), parameters):
                self.parameters.append((f"{name}.{kind}", kind == "bias", values.to(dtype).clone().requires_grad_()))

    def loss(self):
        """The mean cross entropy; leaves the gradients in the parameters."""
        remaining = [values for _, _, values in self.parameters]
        y = self.x
        for _, apply, parameters in self.layers:
            y = apply(y, *[remaining.pop(0) for _ in parameters])
        for _, _, values in self.parameters:
            values.grad = None
        loss = functional.cross_entropy(y, self.labels)
        loss.backward()
        return loss.item()

    def adam(self, rate):
        """Keras' Adam: epsilon is added to the root of the uncorrected v."""
        states = [(torch.zeros_like(values), torch.zeros_like(values)) for _, _, values in self.parameters]
        for t in range(1, STEPS + 1):
            yield self.loss()
            alpha = rate * (1 - ADAM["beta2"] ** t) ** 0.5 / (1 - ADAM["beta1"] ** t)
            with torch.no_grad():
                for (_, _, values), (m, v) in zip(self.parameters, states):
                    m += (1 - ADAM["beta1"]) * (values.grad - m)
                    v += (1 - ADAM["beta2"]) * (values.grad**2 - v)
                    values -= alpha * m / (v.sqrt() + ADAM["epsilon"])
        yield self.loss()

    def sgd(self, rate):
        groups = [
            {"params": [values], "lr": rate * (2 if bias else 1), "weight_decay": 0 if bias else SGD["weight_decay"]}
            for _, bias, values in self.parameters
        ]
        optimizer = torch.optim.SGD(groups, lr=rate, momentum=SGD["momentum"])
        for _ in range(STEPS):
            yield self.loss()
            optimizer.step()
        yield self.loss()


def in_our_layout(values, of_image):
    """Converts OIHW to OHWI. `of_image` is the shape [y, x, c] of the image that a dense layer's input is flattened from, or None."""
    if values.dim() == 4:
        return values.permute(0, 2, 3, 1).reshape(-1)
    if values.dim() == 2 and of_image:
        y, x, c = of_image
        return values.reshape(-1, c, y, x).permute(0, 2, 3, 1).reshape(-1)
    return values.reshape(-1)


def short(value):
    return float(f"{value:.9g}")


def gradient_records(training, single, of_image):
    """The gradients of the loss before the first step."""
    training.loss()
    single.loss()
    rows = []
    dense_seen = False
    for (name, bias, values), (_, _, rough) in zip(training.parameters, single.parameters):
        first_dense = values.dim() == 2 and not dense_seen
        dense_seen = dense_seen or first_dense
        gradient = in_our_layout(values.grad, of_image if first_dense else None)
        norm = gradient.norm().item()
        error = (rough.grad.double() - values.grad).norm().item() / norm
        first = [short(value) for value in gradient[:4].tolist()]
        rows.append({"name": name, "count": gradient.numel(), "norm": short(norm), "first": first, "float32_error": float(f"{error:.2g}")})
    return rows


def run_record(network, x, kind, rate):
    losses, single = (list(getattr(Training(network, x, dtype), kind)(rate)) for dtype in (torch.float64, torch.float32))
    errors = [float(f"{abs(a - b) / a:.2g}") for a, b in zip(losses, single)]
    return {"learning_rate": rate, **(ADAM if kind == "adam" else SGD), "losses": [short(loss) for loss in losses], "float32_errors": errors}


def variant_record(variant):
    make = VARIANTS[variant][0]
    network = make(WIDTH, CLASSES)
    side = 224 if variant in ("paper", "torchvision") else 227
    x = batch_of(variant, side)
    of_image = [6, 6, network.channels(256)]
    adam, sgd = RATES[variant]
    record = {
        "variant": variant,
        "gradients": gradient_records(Training(network, x, torch.float64), Training(network, x, torch.float32), of_image),
        "adam": run_record(network, x, "adam", adam),
        "sgd": run_record(network, x, "sgd", sgd),
    }
    for kind in ("adam", "sgd"):
        print(variant, kind, record[kind]["losses"], max(record[kind]["float32_errors"]), flush=True)
    return record


def text_of(record):
    rows = ",\n  ".join(json.dumps(row) for row in record["gradients"])
    runs = ",\n ".join(f'"{kind}": {json.dumps(record[kind])}' for kind in ("adam", "sgd"))
    return f'{{"variant": "{record["variant"]}", "gradients": [\n  {rows}],\n {runs}}}'


if __name__ == "__main__":
    check_random_words()
    head = {"seed": SEED, "torch": torch.__version__, "width": WIDTH, "classes": CLASSES, "batch": BATCH}
    variants = ",\n".join(text_of(variant_record(variant)) for variant in VARIANTS)
    text = f'{json.dumps(head)[:-1]}, "variants": [\n{variants}\n]}}\n'
    pathlib.Path(__file__).with_name("steps.json").write_text(text)
