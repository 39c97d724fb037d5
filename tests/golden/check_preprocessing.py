#!/usr/bin/env python3
"""Compares the probabilities of photos with those of the tool whose preprocessing is said with --preprocess.

    python3 tests/golden/check_preprocessing.py TOOL build/release/bin/alexnet FOLDER [--originals]

TOOL is torch (pip install torch numpy pillow), keras (pip install keras tensorflow-cpu numpy pillow) or caffe (pip install numpy pillow
opencv-python-headless). FOLDER holds photos, of which PNG copies are classified, so that no tool's JPEG decoder plays a role;
--originals classifies the files themselves, of which the differences are only printed. Each tool has
its own code for loading photos and running the network, which is small and random; its last layer is scaled so that the photos get
different answers. torchvision's transforms of PIL images are Pillow's; Caffe's caffe.io is written here in numpy, and its
convert_imageset resizes with OpenCV and rounds to 8 bits, which is not done here, so that its differences are only printed. Printed are the largest differences of a probability by `classify`, by `classify` after `convert`, and the
difference of the number of right answers by `evaluate`, where the label of a photo is the tool's answer.
"""
import json
import os
import pathlib
import sys
import tempfile

import numpy
from PIL import Image

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from photo_inputs import classified, run_json

LIMIT = 1e-3
generator = numpy.random.default_rng(1)


def softmax(logits):
    powers = numpy.exp(logits - logits.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def random_layer(*shape, inputs):
    return (generator.standard_normal(shape) * (2 / inputs) ** 0.5).astype(numpy.float32)


def spread(weight, bias, logits):
    """Changes the last layer [out][in] so that each logit has a mean of 0 and a deviation of 1.5 over the photos."""
    factor = 1.5 / logits.std(axis=0)
    return weight * factor[:, None], (bias - logits.mean(axis=0)) * factor


class Product:
    def __init__(self, program, photos, folder):
        self.program, self.photos, self.folder, self.failed = program, photos, folder, False

    def run(self, *arguments):
        return run_json(self.program, *arguments)

    def classify(self, model, *options):
        return classified(self.program, model, self.photos, *options)

    def compare(self, name, model, expected, preprocessing, limited=True):
        said = ["--preprocess", preprocessing]
        converted, named, names = (self.folder / name for name in ("converted.safetensors", "named.safetensors", "classes.txt"))
        names.write_text("\n".join(f"class{label}" for label in range(10)))
        self.run("convert", model, converted, *said, "--labels", names)
        self.run("convert", model, named, "--labels", names)
        found = [self.classify(model, *said), self.classify(converted)]
        labels = expected.argmax(axis=1)
        right = []
        for one, options in ((named, said), (converted, [])):
            right.append(self.run("evaluate", "--model", one, "--data", self.labeled(labels), *options)["top1"])
        differences = [numpy.abs(values - expected).max() for values in found]
        answers = len(set(labels.tolist()))
        self.failed |= limited and (max(differences) > LIMIT or min(right) < 1)
        print(f"{name:40} classify {differences[0]:.1e} convert {differences[1]:.1e} evaluate {right} ({answers} answers)", flush=True)

    def labeled(self, labels):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        for photo, label in zip(self.photos, labels):
            (folder / f"class{label}").mkdir(exist_ok=True)
            os.symlink(photo, folder / f"class{label}" / photo.name)
        return folder


def torch_network(photos, change):
    """torchvision's AlexNet with few channels: its state_dict, and the logits for images [c][y][x]."""
    import torch
    from torch import nn

    torch.manual_seed(1)
    net = nn.Module()
    net.features = nn.Sequential(nn.Conv2d(3, 8, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(8, 16, 5, padding=2), nn.ReLU(),
                                 nn.MaxPool2d(3, 2), nn.Conv2d(16, 24, 3, padding=1), nn.ReLU(), nn.Conv2d(24, 16, 3, padding=1),
                                 nn.ReLU(), nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2))
    net.classifier = nn.Sequential(nn.Dropout(), nn.Linear(576, 32), nn.ReLU(), nn.Dropout(), nn.Linear(32, 32), nn.ReLU(),
                                   nn.Linear(32, 10))
    for module in [*net.features, *net.classifier]:
        if hasattr(module, "weight"):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
    net.eval()
    batch = torch.tensor(numpy.stack([change(Image.open(photo).convert("RGB")) for photo in photos]))

    def logits():
        with torch.no_grad():
            return net.classifier(net.features(batch).flatten(1)).numpy().astype(numpy.float64)

    last = net.classifier[-1]
    weight, bias = spread(last.weight.detach().numpy(), last.bias.detach().numpy(), logits())
    last.weight.data, last.bias.data = (torch.tensor(array, dtype=torch.float32) for array in (weight, bias))
    return net.state_dict(), logits()


def check_torch(product):
    """Resize(256), CenterCrop(224), ToTensor, Normalize, as the sources of torchvision's transforms compute them for PIL images."""
    import torch

    def resized(photo, side, method=Image.BILINEAR):
        short, long = sorted(photo.size)
        other = int(side * long / short)
        return photo.resize((side, other) if photo.width <= photo.height else (other, side), method)

    def center(photo, side):
        left, top = int(round((photo.width - side) / 2.0)), int(round((photo.height - side) / 2.0))
        return photo.crop((left, top, left + side, top + side))

    def to_tensor(photo):
        return (numpy.asarray(photo, numpy.float32) / numpy.float32(255)).transpose(2, 0, 1)

    def imagenet(photo):
        mean, deviation = (numpy.array(v, numpy.float32)[:, None, None] for v in ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
        return (to_tensor(center(resized(photo, 256), 224)) - mean) / deviation

    cases = {"Resize(256) CenterCrop(224) Normalize": (imagenet, "imagenet"),
             "Resize((224, 224)) ToTensor": (lambda p: to_tensor(p.resize((224, 224), Image.BILINEAR)),
                                             '{"base":"0..1","fit":"stretch","resize":224}'),
             "Resize((224, 224)), 0..255": (lambda p: to_tensor(p.resize((224, 224), Image.BILINEAR)) * numpy.float32(255),
                                            '{"base":"0..255","fit":"stretch","resize":224}'),
             "Resize(224) CenterCrop, 0.5 0.5": (lambda p: (to_tensor(center(resized(p, 224), 224)) - numpy.float32(0.5)) / numpy.float32(0.5),
                                                 '{"base":"-1..1","fit":"crop","resize":224}'),
             "Resize(256, BICUBIC) CenterCrop, own mean": (
                 lambda p: (to_tensor(center(resized(p, 256, Image.BICUBIC), 224)) - numpy.float32(0.45)) / numpy.float32(0.225),
                 '{"base":"imagenet","mean":0.45,"deviation":0.225,"interpolation":"bicubic"}')}
    for name, (change, said) in cases.items():
        weights, logits = torch_network(product.photos, change)
        model = product.folder / "model.pth"
        torch.save(weights, model)
        product.compare(name, model, softmax(logits), said)


def check_keras(product):
    """image_dataset_from_directory, load_img and Rescaling, with Keras' own code."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    import keras
    from keras import layers

    folder = product.labeled([0] * len(product.photos))

    def of_directory(**options):
        batches = keras.utils.image_dataset_from_directory(folder, labels=None, image_size=(227, 227), shuffle=False, verbose=0, **options)
        return numpy.concatenate([batch.numpy() for batch in batches])

    def of_files(method):
        photos = [keras.utils.load_img(photo, target_size=(227, 227), interpolation=method) for photo in product.photos]
        return numpy.stack([keras.utils.img_to_array(photo) for photo in photos])

    def cropped(photo):
        """crop_to_aspect_ratio=True. Of 8-bit values, as image_dataset_from_directory has them, Keras 3.15 drops the fraction."""
        return keras.preprocessing.image.smart_resize(numpy.asarray(Image.open(photo), numpy.float32), (227, 227))

    def network():
        keras.utils.set_random_seed(1)
        same = {"padding": "same", "activation": "relu", "kernel_initializer": "he_normal"}
        return keras.Sequential([keras.Input((227, 227, 3)), layers.Conv2D(8, 11, strides=4, activation="relu"), layers.MaxPooling2D(3, 2),
                                 layers.Conv2D(16, 5, **same), layers.MaxPooling2D(3, 2), layers.Conv2D(24, 3, **same),
                                 layers.Conv2D(24, 3, **same), layers.Conv2D(16, 3, **same), layers.MaxPooling2D(3, 2), layers.Flatten(),
                                 layers.Dense(32, activation="relu"), layers.Dense(10)])

    unit, signed = (lambda x: x / numpy.float32(255)), (lambda x: x / numpy.float32(127.5) - 1)
    cases = {"image_dataset_from_directory, 0..1": (of_directory(), unit, '{"base":"0..1","interpolation":"bilinear"}'),
             "image_dataset_from_directory, -1..1": (of_directory(), signed, '{"base":"-1..1","interpolation":"bilinear"}'),
             "smart_resize, 0..1": (numpy.stack([cropped(photo) for photo in product.photos]), unit,
                                            '{"base":"0..1","interpolation":"bilinear","fit":"crop"}'),
             "load_img, nearest, 0..1": (of_files("nearest"), unit, '{"base":"0..1","interpolation":"nearest"}'),
             "load_img, bilinear, -1..1": (of_files("bilinear"), signed, '{"base":"-1..1","interpolation":"bilinear_antialiased"}'),
             "load_img, bicubic, 0..255": (of_files("bicubic"), lambda x: x, '{"base":"0..255","interpolation":"bicubic"}')}
    for name, (pixels, change, said) in cases.items():
        net = network()
        values = change(pixels.astype(numpy.float32))
        logits = net.predict(values, verbose=0).astype(numpy.float64)
        weight, bias = net.layers[-1].get_weights()
        weight, bias = spread(weight.T, bias, logits)
        net.layers[-1].set_weights([weight.T, bias])
        model = product.folder / "model.keras"
        net.save(model)
        product.compare(name, model, softmax(net.predict(values, verbose=0).astype(numpy.float64)), said)


def windows(x, kernel, stride, padding):
    """[y][x][c] to [y][x][kernel * kernel * c]."""
    x = numpy.pad(x, ((padding, padding), (padding, padding), (0, 0)))
    views = numpy.lib.stride_tricks.sliding_window_view(x, (kernel, kernel), axis=(0, 1))[::stride, ::stride]
    return views.transpose(0, 1, 3, 4, 2)


def caffe_logits(weights, x):
    """Caffe's AlexNet: LRN before pooling, groups of two; side 227, whose pooling windows divide evenly."""
    for i in range(1, 6):
        kernel, bias = weights[f"conv{i}"]
        side, outputs = kernel.shape[0], kernel.shape[3]
        inputs = kernel.shape[2]
        groups = x.shape[2] // inputs
        parts = []
        for group in range(groups):
            view = windows(x[..., group * inputs:(group + 1) * inputs], side, 4 if i == 1 else 1, 0 if i == 1 else side // 2)
            part = kernel[..., group * outputs // groups:(group + 1) * outputs // groups]
            parts.append(numpy.tensordot(view, part, 3))
        x = numpy.maximum(numpy.concatenate(parts, 2) + bias, 0)
        if i in (1, 2):
            squares = numpy.pad(x ** 2, ((0, 0), (0, 0), (2, 2)))
            sums = sum(squares[..., offset:offset + x.shape[2]] for offset in range(5))
            x = x / (1 + 1e-4 / 5 * sums) ** 0.75
        if i in (1, 2, 5):
            x = windows(x, 3, 2, 0).max(axis=(2, 3))
    x = x.ravel()
    for i in (6, 7, 8):
        kernel, bias = weights[f"fc{i}"]
        x = (x if i == 6 else numpy.maximum(x, 0)) @ kernel + bias
    return x


def check_caffe(product):
    """BGR in 0..255 less a mean color or a mean image, at the size of the photo before the central crop (256)."""
    import cv2

    mean_color = numpy.array([104.00698793, 116.66876762, 122.67891434])
    mean_image = generator.uniform(80, 150, (1, 3, 256, 256)).astype(numpy.float32)  # [c][y][x], BGR
    mean_file = product.folder / "mean.npy"
    numpy.save(mean_file, mean_image[0])

    def sampled(photo):
        """caffe.io.resize_image: scikit-image's order 1 without a filter, in floats."""
        x = numpy.asarray(photo, numpy.float64)
        for axis in (0, 1):
            places = numpy.clip((numpy.arange(256) + 0.5) * x.shape[axis] / 256 - 0.5, 0, x.shape[axis] - 1)
            low = numpy.minimum(places.astype(int), x.shape[axis] - 2)
            share = (places - low).reshape((-1, 1, 1) if axis == 0 else (1, -1, 1))
            x = numpy.take(x, low, axis) * (1 - share) + numpy.take(x, low + 1, axis) * share
        return x

    def by_opencv(photo):
        """convert_imageset --resize_height=256 --resize_width=256: cv::resize, which rounds to 8 bits."""
        return cv2.resize(numpy.asarray(photo), (256, 256), interpolation=cv2.INTER_LINEAR).astype(numpy.float64)

    def centered(x):
        offset = (256 - 227) // 2
        return x[offset:offset + 227, offset:offset + 227]

    methods = {"caffe.io": sampled, "convert_imageset": by_opencv}
    means = {"mean color": (lambda x: centered(x) - mean_color, "caffe"),
             "mean image": (lambda x: centered(x - mean_image[0].transpose(1, 2, 0)), json.dumps({"base": "caffe", "mean_image": str(mean_file)}))}
    for method, resize in methods.items():
        for mean, (subtract, said) in means.items():
            weights = {f"conv{i}": [random_layer(s, s, c, n, inputs=s * s * c), numpy.full(n, 0.1, numpy.float32)] for i, (s, c, n) in
                       enumerate([(11, 3, 8), (5, 4, 16), (3, 16, 24), (3, 12, 24), (3, 12, 16)], 1)}
            weights |= {f"fc{i}": [random_layer(c, n, inputs=c), numpy.zeros(n, numpy.float32)] for i, (c, n) in
                        enumerate([(576, 32), (32, 32), (32, 10)], 6)}
            images = [subtract(resize(Image.open(photo).convert("RGB"))[..., ::-1]) for photo in product.photos]
            logits = numpy.stack([caffe_logits(weights, image) for image in images])
            weight, bias = spread(weights["fc8"][0].T.astype(numpy.float64), weights["fc8"][1], logits)
            weights["fc8"] = [weight.T.astype(numpy.float32), bias.astype(numpy.float32)]
            model = product.folder / "model.npy"
            numpy.save(model, weights, allow_pickle=True)
            expected = softmax(numpy.stack([caffe_logits(weights, image) for image in images]))
            product.compare(f"{method}, {mean}", model, expected, said, limited=method == "caffe.io")


def main():
    tool, program, source = (argument for argument in sys.argv[1:] if argument != "--originals")
    originals = "--originals" in sys.argv
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        photos = []
        for number, path in enumerate(sorted(p for p in pathlib.Path(source).rglob("*") if p.is_file())):
            photos.append(folder / f"{number:03}{path.suffix.lower() if originals else '.png'}")
            if originals:
                photos[-1].write_bytes(path.read_bytes())
            else:
                Image.open(path).convert("RGB").save(photos[-1])
        product = Product(os.path.abspath(program), photos, folder)
        {"torch": check_torch, "keras": check_keras, "caffe": check_caffe}[tool](product)
        if product.failed and not originals:
            sys.exit(f"a probability differs by more than {LIMIT}")


if __name__ == "__main__":
    main()
