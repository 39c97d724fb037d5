#!/usr/bin/env python3
"""Writes logits/VARIANT.json: the logits of every variant in PyTorch, for logits_test.cpp. README.md describes the files.

    python3 tests/golden/make_logits.py --write-input-image build/release/bin/write_input_image

Needs PyTorch (made with 1.13), numpy and Pillow below 13; run it from the root of the repository.
"""
import argparse
import base64
import io
import json
import pathlib
import subprocess
import zlib

import numpy
import torch
import torch.nn.functional as functional
from PIL import Image

SEED = 20120930
PHOTOS = [
    "bikes_ships/validation/bikes/100.jpg",
    "bikes_ships/validation/ships/100.jpg",
    "everyday/validation/dog/0040.jpg",
]

# --- Weights and images that tests/support/golden_weights.cpp makes too, with the same bits ---------------------------------


def random_words(seed, stream, index):
    """Philox-4x32-10 as in core/base/rng.cpp. `index` is an array; the result is four arrays of words."""
    low = numpy.uint64(0xFFFFFFFF)
    half = numpy.uint64(32)
    index = index.astype(numpy.uint64)
    counter = [index & low, index >> half, numpy.uint64(stream & 0xFFFFFFFF), numpy.uint64(stream >> 32)]
    key = [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        product0 = numpy.uint64(0xD2511F53) * counter[0]
        product1 = numpy.uint64(0xCD9E8D57) * counter[2]
        counter = [
            (product1 >> half) ^ counter[1] ^ numpy.uint64(key[0]),
            product1 & low,
            (product0 >> half) ^ counter[3] ^ numpy.uint64(key[1]),
            product0 & low,
        ]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return [numpy.broadcast_to(word, index.shape).astype(numpy.uint32) for word in counter]


def check_random_words():
    """Checks the known answers of the Random123 distribution (kat_vectors, philox4x32 10)."""
    zeros = [int(word[0]) for word in random_words(0, 0, numpy.array([0]))]
    assert zeros == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8], zeros
    ones = 0xFFFFFFFFFFFFFFFF
    ones = [int(word[0]) for word in random_words(ones, ones, numpy.array([ones], dtype=numpy.uint64))]
    assert ones == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD], ones
    pi = random_words(0x299F31D0A4093822, 0x0370734413198A2E, numpy.array([0x85A308D3243F6A88], dtype=numpy.uint64))
    assert [int(word[0]) for word in pi] == [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]


def uniform(stream, shape, limit):
    """float32 in [-limit, limit): a 24-bit integer times a power of two (exact) times the limit (one rounding)."""
    count = int(numpy.prod(shape))
    values = numpy.empty(count, dtype=numpy.float32)
    for begin in range(0, count, 1 << 20):
        end = min(count, begin + (1 << 20))
        word = random_words(SEED, stream, numpy.arange(begin, end, dtype=numpy.uint64))[0]
        integer = (word >> numpy.uint32(8)).astype(numpy.int32) - numpy.int32(1 << 23)
        values[begin:end] = integer.astype(numpy.float32) * numpy.float32(2.0**-23) * limit
    return values.reshape(shape)


def noise_image(side, seed=SEED):
    """An image of noise, from a stream that no parameter uses."""
    word = random_words(seed, 1 << 20, numpy.arange(side * side * 3, dtype=numpy.uint64))[0]
    return (word >> numpy.uint32(24)).astype(numpy.uint8).reshape(side, side, 3)


class Weights:
    """Draws the parameters layer by layer in the layout of this project, and returns them in that of PyTorch."""

    def __init__(self):
        self.stream = 0

    def draw(self, shape):
        fan_in = int(numpy.prod(shape[1:]))
        weight = uniform(self.stream, shape, numpy.float32(numpy.sqrt(6.0 / fan_in)))
        bias = uniform(self.stream + 1, shape[:1], numpy.float32(0.1))
        self.stream += 2
        return weight, torch.from_numpy(bias)

    def convolution(self, outputs, kernel, inputs):
        weight, bias = self.draw((outputs, kernel, kernel, inputs))  # OHWI
        return torch.from_numpy(weight).permute(0, 3, 1, 2).contiguous(), bias  # OIHW

    def dense(self, outputs, shape):
        weight, bias = self.draw((outputs, int(numpy.prod(shape))))
        weight = torch.from_numpy(weight)
        if len(shape) == 3:  # our dense layer reads [y][x][c]; PyTorch flattens [c][y][x]
            y, x, c = shape
            weight = weight.reshape(outputs, y, x, c).permute(0, 3, 1, 2).reshape(outputs, c * y * x).contiguous()
        return weight, bias


# --- The variants -----------------------------------------------------------------------------------------------------------
# A layer is (name, function of x and the parameters, [parameters]). All tensors below are NCHW, as in PyTorch.


class Network:
    def __init__(self, side, width):
        self.weights = Weights()
        self.width = width
        self.layers = []
        self.shape = [side, side, 3]  # rows, columns, channels of the input of the next layer

    def channels(self, count):
        return max(8, int(numpy.floor(self.width * count / 8 + 0.5)) * 8)

    def add(self, name, apply, parameters=()):
        self.layers.append((name, apply, list(parameters)))

    def convolution(self, number, outputs, kernel, stride=1, padding=0, groups=1, pad_end=0):
        outputs = self.channels(outputs)
        parameters = self.weights.convolution(outputs, kernel, self.shape[2] // groups)

        def apply(x, weight, bias):
            x = functional.pad(x, (0, pad_end, 0, pad_end))  # left, right, top, bottom
            return functional.conv2d(x, weight, bias, stride=stride, padding=padding, groups=groups)

        self.add(f"conv{number}", apply, parameters)
        self.add(f"relu{number}", functional.relu)
        side = (self.shape[0] + 2 * padding + pad_end - kernel) // stride + 1
        self.shape = [side, side, outputs]

    def pool(self, number, ceil_mode=False):
        self.add(f"pool{number}", lambda x: functional.max_pool2d(x, 3, 2, ceil_mode=ceil_mode))
        rest = self.shape[0] - 3
        side = (-(-rest // 2) if ceil_mode else rest // 2) + 1
        self.shape = [side, side, self.shape[2]]

    def norm(self, number, alpha, k):
        """PyTorch divides alpha by the window's size, 5."""
        self.add(f"norm{number}", lambda x: functional.local_response_norm(x, 5, alpha=alpha, beta=0.75, k=k))

    def average_pool(self):
        self.add("avgpool", lambda x: functional.adaptive_avg_pool2d(x, (6, 6)))
        self.shape = [6, 6, self.shape[2]]

    def dense(self, number, outputs):
        parameters = self.weights.dense(outputs, self.shape)
        self.add(f"fc{number}", lambda x, weight, bias: functional.linear(torch.flatten(x, 1), weight, bias), parameters)
        self.shape = [outputs]

    def hidden(self, number, outputs):
        self.dense(number, self.channels(outputs))
        self.add(f"relu{number}", functional.relu)

    def run(self, x, dtype):
        """Returns the logits, and the output of each layer as (name, tensor)."""
        x = x.to(dtype)
        outputs = []
        for name, apply, parameters in self.layers:
            x = apply(x, *[parameter.to(dtype) for parameter in parameters])
            outputs.append((name, x))
        return x[0], outputs


def keras(width, classes):
    network = Network(227, width)
    network.convolution(1, 96, 11, stride=4)
    network.pool(1)
    network.convolution(2, 256, 5, padding=2)
    network.pool(2)
    network.convolution(3, 384, 3, padding=1)
    network.convolution(4, 384, 3, padding=1)
    network.convolution(5, 256, 3, padding=1)
    network.pool(5)
    network.hidden(6, 4096)
    network.hidden(7, 4096)
    network.hidden(8, 1000)
    network.dense(9, classes)
    return network


def two_towers(side, width, classes, alpha, k, ceil_mode=False, pool_first=False, pad_end=0):
    network = Network(side, width)

    def reduce(number):
        if pool_first:
            network.pool(number, ceil_mode)
        network.norm(number, alpha, k)
        if not pool_first:
            network.pool(number, ceil_mode)

    network.convolution(1, 96, 11, stride=4, pad_end=pad_end)
    reduce(1)
    network.convolution(2, 256, 5, padding=2, groups=2)
    reduce(2)
    network.convolution(3, 384, 3, padding=1)
    network.convolution(4, 384, 3, padding=1, groups=2)
    network.convolution(5, 256, 3, padding=1, groups=2)
    network.pool(5, ceil_mode)
    network.hidden(6, 4096)
    network.hidden(7, 4096)
    network.dense(8, classes)
    return network


def paper(width, classes):
    return two_towers(224, width, classes, alpha=5e-4, k=2.0, pad_end=3)  # 5 * 1e-4: the paper does not divide alpha


def caffe(width, classes):
    return two_towers(227, width, classes, alpha=1e-4, k=1.0, ceil_mode=True)


def caffenet(width, classes):
    return two_towers(227, width, classes, alpha=1e-4, k=1.0, ceil_mode=True, pool_first=True)


def torchvision(width, classes):
    network = Network(224, width)
    network.convolution(1, 64, 11, stride=4, padding=2)
    network.pool(1)
    network.convolution(2, 192, 5, padding=2)
    network.pool(2)
    network.convolution(3, 384, 3, padding=1)
    network.convolution(4, 256, 3, padding=1)
    network.convolution(5, 256, 3, padding=1)
    network.pool(5)
    network.average_pool()
    network.hidden(6, 4096)
    network.hidden(7, 4096)
    network.dense(8, classes)
    return network


# --- Images -----------------------------------------------------------------------------------------------------------------


def stretched(image, resize, side):
    image = image.resize((resize, resize), Image.Resampling.BILINEAR)
    corner = int(round((resize - side) / 2))
    return image.crop((corner, corner, corner + side, corner + side))


def cropped(image, resize, side):
    longer = int(resize * max(image.size) / min(image.size))
    width, height = (resize, longer) if image.width <= image.height else (longer, resize)
    image = image.resize((width, height), Image.Resampling.BILINEAR)
    left, top = int(round((width - side) / 2)), int(round((height - side) / 2))
    return image.crop((left, top, left + side, top + side))


def bgr_minus_mean(pixels):
    return pixels[:, :, ::-1] - numpy.array([104.007, 116.669, 122.679])


# Name: network, its classes at full width, photo to the input image (8 bits), input image to the network's input (in float64,
# rounded once to float32).
VARIANTS = {
    "keras": (keras, 2, lambda image: stretched(image, 227, 227), lambda pixels: pixels / 255),
    "paper": (
        paper,
        1000,
        lambda image: cropped(image, 256, 224),
        lambda pixels: pixels - numpy.array([122.679, 116.669, 104.007]),
    ),
    "caffe": (caffe, 1000, lambda image: stretched(image, 256, 227), bgr_minus_mean),
    "caffenet": (caffenet, 1000, lambda image: stretched(image, 256, 227), bgr_minus_mean),
    "torchvision": (
        torchvision,
        1000,
        lambda image: cropped(image, 256, 224),
        lambda pixels: (pixels / 255 - numpy.array([0.485, 0.456, 0.406])) / numpy.array([0.229, 0.224, 0.225]),
    ),
}


def input_images_of(variant, data, write_input_image, side):
    """(name, input image, record) of the noise and of every photo."""
    image = noise_image(side)
    yield "noise", image, {}
    for photo in PHOTOS:
        pillow = numpy.asarray(VARIANTS[variant][2](Image.open(data / photo).convert("RGB")))
        image, record = pillow, {}
        if write_input_image:
            ppm = subprocess.run([write_input_image, variant, data / photo], stdout=subprocess.PIPE, check=True).stdout
            image = numpy.asarray(Image.open(io.BytesIO(ppm)))
            difference = numpy.abs(image.astype(int) - pillow.astype(int))
            record = {"pillow_mean_difference": round(float(difference.mean()), 4), "pillow_max_difference": int(difference.max())}
        yield photo, image, record


# --- Writing ----------------------------------------------------------------------------------------------------------------


def relative_error(a, b):
    return float((a.double() - b.double()).abs().max() / b.double().abs().max())


def short(value):
    return float(f"{value:.9g}")


def layer_record(name, x):
    values = x[0].permute(1, 2, 0).reshape(-1) if x.dim() == 4 else x[0]  # NHWC, as in the core
    shape = [x.shape[2], x.shape[3], x.shape[1]] if x.dim() == 4 else [x.shape[1]]
    return {
        "name": name,
        "shape": shape,
        "mean": short(values.mean()),
        "rms": short(values.pow(2).mean().sqrt()),
        "first": [short(value) for value in values[:4]],
    }


def input_record(network, to_numbers, name, image, record):
    numbers = numpy.ascontiguousarray(to_numbers(image.astype(numpy.float64)), dtype=numpy.float32)
    x = torch.from_numpy(numbers).permute(2, 0, 1)[None]
    truth, outputs = network.run(x, torch.float64)
    single, _ = network.run(x, torch.float32)
    logits = truth.float()
    probabilities = torch.softmax(truth, 0)
    best = torch.argsort(probabilities, descending=True)[:5].tolist()
    written = {
        "name": name,
        "square_crc32": zlib.crc32(image.tobytes()),
        **record,
        "float32_error": float(f"{relative_error(single, logits):.3g}"),
        "top": [[i, short(probabilities[i])] for i in best],
        "logits": base64.b64encode(logits.numpy().astype("<f4").tobytes()).decode(),
    }
    layers = [layer_record(*output) for output in outputs] if name == "noise" else []
    return written, layers


def case_record(variant, width, classes, arguments):
    make, _, _, to_numbers = VARIANTS[variant]
    network = make(width, classes)
    side = 224 if variant in ("paper", "torchvision") else 227
    inputs, layers = [], []
    for name, image, record in input_images_of(variant, arguments.data, arguments.write_input_image, side):
        assert image.shape == (side, side, 3)
        written, layers_of_noise = input_record(network, to_numbers, name, image, record)
        print(variant, width, name, written["float32_error"], record, written["top"][:2], flush=True)
        inputs.append(written)
        layers += layers_of_noise
    return {"width": width, "classes": classes, "inputs": inputs, "layers": layers}


def text_of(golden):
    """JSON with one input and one layer per line."""
    cases = []
    for case in golden["cases"]:
        head = f'{{"width": {case["width"]}, "classes": {case["classes"]},'
        rows = {key: ",\n  ".join(json.dumps(row) for row in case[key]) for key in ("inputs", "layers")}
        cases.append(f'{head}\n "inputs": [\n  {rows["inputs"]}],\n "layers": [\n  {rows["layers"]}]}}')
    head = f'{{"variant": "{golden["variant"]}", "seed": {SEED}, "torch": "{torch.__version__}", "cases": ['
    return head + "\n" + ",\n".join(cases) + "\n]}\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("../shared/data"), help="the folder of the photos")
    parser.add_argument("--write-input-image", type=pathlib.Path, help="the program; without it Pillow makes the input images")
    parser.add_argument("--variant", action="append", choices=VARIANTS, help="write only this variant; may be repeated")
    arguments = parser.parse_args()
    check_random_words()
    folder = pathlib.Path(__file__).with_name("logits")
    folder.mkdir(exist_ok=True)
    for variant in arguments.variant or VARIANTS:
        full = VARIANTS[variant][1]
        cases = [case_record(variant, width, classes, arguments) for width, classes in ((1, full), (0.25, 10))]
        (folder / f"{variant}.json").write_text(text_of({"variant": variant, "cases": cases}))


if __name__ == "__main__":
    with torch.no_grad():
        main()
