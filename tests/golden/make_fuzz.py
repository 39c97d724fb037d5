#!/usr/bin/env python3
"""Writes fuzz/: small files that the fuzzers (tests/fuzz) begin with. Needs Pillow; run after make_weights.py.

state.pkl    the pickle of weights/torchvision.pth
pictures     8 x 8 pixels in the formats that are decoded, one JPEG progressive, one with an orientation in its EXIF data
"""
import pathlib
import zipfile

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
image.convert("L").save(folder / "grey.jpg", quality=80)
image.save(folder / "rgb.png")
image.convert("P").save(folder / "palette.png")
image.convert("RGBA").save(folder / "alpha.png")
image.convert("P").save(folder / "palette.gif")
image.save(folder / "rgb.bmp")
