#!/usr/bin/env python3
"""Writes fuzz/: small files for the initial corpora of the fuzzers (tests/fuzz). Needs Pillow and h5py; run it after
make_weights.py and make_keras.py.

state.pkl    the pickle of weights/torchvision.pth
*.h5         one convolution and one dense layer in the layouts of Keras 2 and 3; one file with split attributes and compressed
             half-precision values
*.keras      the same as an archive
*.json       architectures of the files in foreign/
*.tar        an archive with a long name, a file and a link, of GNU tar and in the pax format
labels.csv   classes of photos, with quotes and two kinds of separators
images       8 x 8 pixels in the formats that are decoded; one JPEG is progressive, one has an orientation in its EXIF data
"""
import io
import json
import pathlib
import tarfile
import zipfile

import h5py
import numpy
from PIL import Image

golden = pathlib.Path(__file__).resolve().parent
folder = golden / "fuzz"
folder.mkdir(exist_ok=True)
with zipfile.ZipFile(golden / "weights" / "torchvision.pth") as archive:
    (folder / "state.pkl").write_bytes(archive.read("torchvision/data.pkl"))

image = Image.new("RGB", (8, 8))
image.putdata([(32 * x, 32 * y, 255 - 16 * (x + y)) for y in range(8) for x in range(8)])
exif = Image.Exif()
exif[0x0112] = 6
image.save(folder / "baseline.jpg", quality=80)
image.save(folder / "progressive.jpg", quality=80, progressive=True)
image.save(folder / "turned.jpg", quality=80, exif=exif)
image.convert("L").save(folder / "gray.jpg", quality=80)
image.save(folder / "rgb.png")
image.convert("P").save(folder / "palette.png")
image.convert("RGBA").save(folder / "alpha.png")
image.convert("P").save(folder / "palette.gif")
image.save(folder / "rgb.bmp")


def layer(kind, name, **config):
    return {"class_name": kind, "config": {"name": name, **config}}


layers = [layer("Conv2D", "conv", filters=2, kernel_size=[3, 3], strides=[2, 2], padding="same", activation="relu",
                batch_input_shape=[None, 8, 8, 3]),
          layer("Flatten", "flat"),
          layer("Dense", "dense", units=2, activation="softmax")]
config = json.dumps({"class_name": "Sequential", "config": {"name": "tiny", "layers": layers}})
weights = {"conv": [numpy.ones((3, 3, 3, 2), "f4"), numpy.zeros(2, "f4")], "flat": [],
           "dense": [numpy.ones((32, 2), "f4"), numpy.zeros(2, "f4")]}


def write_h5(name, names, compressed, **file_options):
    with h5py.File(folder / name, "w", **file_options) as file:
        file.attrs["keras_version"], file.attrs["model_config"] = "2.15.0", config
        group = file.create_group("model_weights")
        for attribute, some in names.items():
            group.attrs[attribute] = [one.encode() for one in some]
        for of, arrays in weights.items():
            inner = group.create_group(of)
            paths = [f"{of}/{part}:0" for part in ("kernel", "bias")][:len(arrays)]
            inner.attrs["weight_names"] = [path.encode() for path in paths]
            for path, array in zip(paths, arrays):
                inner.create_dataset(path, data=array.astype("f2") if compressed else array,
                                     **({"compression": "gzip"} if compressed else {}))


write_h5("keras2.h5", {"layer_names": ["conv", "flat", "dense"]}, False)
write_h5("packed.h5", {"layer_names0": ["conv"], "layer_names1": ["flat", "dense"]}, True)
write_h5("latest.h5", {"layer_names": ["conv", "flat", "dense"]}, False, libver="latest")
with h5py.File(folder / "variables.h5", "w") as file:
    for of, arrays in (("conv2d", weights["conv"]), ("dense", weights["dense"])):
        for i, array in enumerate(arrays):
            file.create_dataset(f"layers/{of}/vars/{i}", data=array)
with zipfile.ZipFile(folder / "tiny.keras", "w") as archive:
    archive.writestr("config.json", config)
    archive.write(folder / "variables.h5", "model.weights.h5")
(folder / "variables.h5").unlink()

(folder / "keras2.json").write_text(config)
with zipfile.ZipFile(golden / "foreign" / "keras3_other.keras") as archive:
    (folder / "functional.json").write_bytes(archive.read("config.json"))
with h5py.File(golden / "foreign" / "tf2_alexnet.h5") as file:
    (folder / "sequential.json").write_text(file.attrs["model_config"])


def tar_member(archive, name, content, kind=tarfile.REGTYPE):
    member = tarfile.TarInfo(name)
    member.size, member.type, member.linkname = len(content), kind, "x" if kind == tarfile.SYMTYPE else ""
    archive.addfile(member, io.BytesIO(content))


for name, layout in (("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=layout) as archive:
        tar_member(archive, "cats/" + "n" * 110, b"abc")
        tar_member(archive, "dogs/1", b"d" * 600)
        tar_member(archive, "link", b"", tarfile.SYMTYPE)
    used = -(-len(content.getvalue().rstrip(b"\0")) // 512) * 512  # without the zeros at the end
    (folder / f"{name}.tar").write_bytes(content.getvalue()[:used])
(folder / "labels.csv").write_text('filename,label,split\r\n"a, ""b"".png";cat,val\r\n1.png,dog,train\n', newline="")
