#!/usr/bin/env python3
"""Writes optimizers.json: steps of the optimizers of PyTorch and Keras on small vectors, for tests/unit/train/optimizer_test.cpp.
README.md describes it.

    python3 tests/golden/make_optimizers.py torch
    KERAS_BACKEND=jax JAX_ENABLE_X64=1 python3 tests/golden/make_optimizers.py keras

Each run replaces its own rows and keeps the others. Needs numpy and PyTorch (made with 1.13), or Keras (made with 3.15 on jax
0.10). Everything is computed in float64.
"""
import json
import pathlib
import sys

import numpy

STEPS = 6
LENGTH = 12
FILE = pathlib.Path(__file__).with_name("optimizers.json")
FALLING = [0.5, 0.5, 0.25, 0.25, 0.03125, 0.03125]


def sixteenths(random, shape, largest):
    """Multiples of 1/16: exact in the file and in float32."""
    return random.integers(-round(largest * 16), round(largest * 16) + 1, shape) / 16


def row(update, number, kind, rates, groups=None, **options):
    """update(weights, kind, groups, options) returns a function of (gradient, rate) that returns the weights after a step."""
    random = numpy.random.default_rng([1943, number])
    weights = sixteenths(random, LENGTH, 2)
    gradients = sixteenths(random, (STEPS, LENGTH), 2)
    gradients[:, 3] = 0  # a parameter whose gradient is always 0
    groups = groups or [{"offset": 0, "count": LENGTH, "learning_rate_scale": 1, "decay_scale": 1}]
    rates = rates if isinstance(rates, list) else [rates] * STEPS
    step = update(weights, kind, groups, options)
    after = [[float(f"{value:.12g}") for value in step(gradient, rate)] for gradient, rate in zip(gradients, rates)]
    return {
        "kind": kind,
        **options,
        "groups": groups,
        "learning_rates": rates,
        "weights": weights.tolist(),
        "gradients": gradients.tolist(),
        "after": after,
    }


# The scales of weights and biases in the paper.
PAPER_GROUPS = [
    {"offset": 0, "count": 8, "learning_rate_scale": 1, "decay_scale": 1},
    {"offset": 8, "count": 4, "learning_rate_scale": 2, "decay_scale": 0},
]


def torch_rows():
    import torch

    def update(weights, kind, groups, options):
        leaves = [torch.tensor(weights[g["offset"] : g["offset"] + g["count"]], requires_grad=True) for g in groups]
        decay = options.get("weight_decay", 0)
        settings = [{"params": [leaf], "weight_decay": decay * g["decay_scale"]} for leaf, g in zip(leaves, groups)]
        if kind == "sgd":
            optimizer = torch.optim.SGD(settings, lr=1, momentum=options["momentum"], nesterov=options.get("nesterov", False))
        else:
            make = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[kind]
            optimizer = make(settings, betas=(options["beta1"], options["beta2"]), eps=options["epsilon"])

        def step(gradient, rate):
            for setting, leaf, g in zip(optimizer.param_groups, leaves, groups):
                setting["lr"] = rate * g["learning_rate_scale"]
                leaf.grad = torch.tensor(gradient[g["offset"] : g["offset"] + g["count"]])
            optimizer.step()
            return torch.cat(leaves).detach().tolist()

        return step

    usual = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-12}  # PyTorch adds it at another place than Keras and we, so that it must be negligible
    cases = [
        ("sgd", FALLING, None, {"momentum": 0.0}),
        ("sgd", FALLING, None, {"momentum": 0.0, "weight_decay": 0.25}),
        ("sgd", 0.125, None, {"momentum": 0.9}),
        ("sgd", 0.125, None, {"momentum": 0.9, "weight_decay": 0.25}),
        ("sgd", 0.125, None, {"momentum": 0.5, "nesterov": True}),
        ("sgd", 0.125, None, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.25}),
        ("sgd", 0.0625, PAPER_GROUPS, {"momentum": 0.9, "weight_decay": 0.5}),
        ("adam", 0.125, None, usual),
        ("adam", FALLING, None, {**usual, "beta1": 0.5, "beta2": 0.9}),
        ("adam", 0.125, None, {**usual, "weight_decay": 0.25}),
        ("adamw", 0.125, None, {**usual, "weight_decay": 0.25}),
        ("adamw", FALLING, PAPER_GROUPS, {**usual, "weight_decay": 0.5}),
    ]
    rows = [row(update, i, kind, rates, groups, **options) for i, (kind, rates, groups, options) in enumerate(cases)]
    return torch.__version__, rows


def keras_rows():
    import keras

    keras.config.set_floatx("float64")

    def update(weights, kind, groups, options):
        variable = keras.Variable(weights, dtype="float64")
        clip = options.get("clip_norm")
        if kind == "sgd":
            optimizer = keras.optimizers.SGD(
                1.0, momentum=options["momentum"], nesterov=options.get("nesterov", False), global_clipnorm=clip
            )
        else:
            make = {"adam": keras.optimizers.Adam, "adamw": keras.optimizers.AdamW}[kind]
            decay = {"weight_decay": options["weight_decay"]} if kind == "adamw" else {}
            named = {"beta_1": options["beta1"], "beta_2": options["beta2"], "epsilon": options["epsilon"]}
            optimizer = make(1.0, global_clipnorm=clip, **named, **decay)
        optimizer.build([variable])

        def step(gradient, rate):
            optimizer.learning_rate = rate
            optimizer.apply([keras.ops.convert_to_tensor(gradient, dtype="float64")])
            return numpy.asarray(variable.value).tolist()

        return step

    usual = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-7}
    cases = [
        ("sgd", FALLING, {"momentum": 0.9}),  # PyTorch applies the learning rate differently
        ("sgd", FALLING, {"momentum": 0.9, "nesterov": True}),
        ("sgd", 0.25, {"momentum": 0.9, "clip_norm": 2.0}),
        ("sgd", 0.25, {"momentum": 0.0, "clip_norm": 1000.0}),  # larger than the norm of any gradient
        ("adam", 0.125, usual),
        ("adam", FALLING, {**usual, "epsilon": 0.25}),  # shows where epsilon is added
        ("adam", FALLING, {**usual, "beta1": 0.0, "beta2": 0.5, "clip_norm": 1.0}),
        ("adamw", FALLING, {**usual, "weight_decay": 0.25}),
    ]
    rows = [row(update, 100 + i, kind, rates, **options) for i, (kind, rates, options) in enumerate(cases)]
    return keras.__version__, rows


def main():
    name = sys.argv[1]
    version, rows = {"torch": torch_rows, "keras": keras_rows}[name]()
    all_rows = json.loads(FILE.read_text()) if FILE.exists() else {}
    all_rows[name] = {"version": version, "rows": rows}
    texts = []
    for key in sorted(all_rows):
        lines = ",\n".join(json.dumps(one) for one in all_rows[key]["rows"])
        texts.append(f'"{key}": {{"version": "{all_rows[key]["version"]}", "rows": [\n{lines}\n]}}')
    FILE.write_text("{\n" + ",\n".join(texts) + "\n}\n")


if __name__ == "__main__":
    main()
