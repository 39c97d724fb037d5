#!/usr/bin/env python3
"""Writes jpeg/: small JPEG files of every kind that libjpeg-turbo reads, and in jpeg/pixels.txt what Pillow 13 reads from each.

    make_jpegs.py       Needs Pillow 13, numpy, imagecodecs and the programs cjpeg and jpegtran of libjpeg-turbo.

A line of pixels.txt is a name, the width, the height and the CRC-32 of the RGB pixels. Pillow's wheel leaves arithmetic coding out and
refuses more than 8 bits: there, it is the same image in Huffman coding, and the samples of imagecodecs scaled to 8 bits.
"""
import io
import pathlib
import subprocess
import zlib

import imagecodecs
import numpy
from PIL import Image

folder = pathlib.Path(__file__).resolve().parent / "jpeg"
folder.mkdir(exist_ok=True)
WIDTH, HEIGHT = 37, 29  # no multiple of a block
y, x = numpy.meshgrid(numpy.arange(HEIGHT), numpy.arange(WIDTH), indexing="ij")
RGB = numpy.stack([x * 255 // (WIDTH - 1), y * 255 // (HEIGHT - 1), (x * y) % 256], axis=-1).astype(numpy.uint8)
RGB[8:20, 10:24] = [230, 30, 60]  # an edge in color
image = Image.fromarray(RGB)
lines = []


def record(name, data, pixels=None):
    (folder / f"{name}.jpg").write_bytes(data)
    if pixels is None:
        pixels = numpy.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    lines.append(f"{name} {pixels.shape[1]} {pixels.shape[0]} {zlib.crc32(pixels.tobytes()):08x}")


def pillow(name, photo, **options):
    out = io.BytesIO()
    photo.save(out, "JPEG", **{"quality": 85, **options})
    record(name, out.getvalue())
    return out.getvalue()


def cjpeg(*options, photo=image):
    ppm = io.BytesIO()
    photo.save(ppm, "PPM")
    return subprocess.run(["cjpeg", "-quality", "85", *options], input=ppm.getvalue(), stdout=subprocess.PIPE, check=True).stdout


for name, factors in {"420": "2x2,1x1,1x1", "422": "2x1,1x1,1x1", "440": "1x2,1x1,1x1", "444": "1x1,1x1,1x1", "411": "4x1,1x1,1x1",
                      "410": "4x2,1x1,1x1", "blue_finer": "2x2,2x1,1x2"}.items():
    record(name, cjpeg("-sample", factors))
for name in ("420", "422", "444"):
    factors = {"420": "2x2", "422": "2x1", "444": "1x1"}[name]
    record(f"{name}_progressive", cjpeg("-progressive", "-sample", factors))
pillow("gray", image.convert("L"))
pillow("gray_progressive", image.convert("L"), progressive=True)
pillow("one_pixel", image.crop((12, 12, 13, 13)))
record("rgb", cjpeg("-rgb"))
record("restarts", cjpeg("-restart", "1"))
record("optimized", cjpeg("-optimize"))
(folder / "scans.txt").write_text("0;\n1;\n2;\n")
record("a_scan_each", cjpeg("-scans", str(folder / "scans.txt")))
# Many coefficients, of which each scan refines some or all, and long runs of zeros between few of them.
(folder / "scans.txt").write_text("0,1,2: 0-0, 0, 1;\n" + "".join(
    f"{c}: {band}, 0, 3;\n" + "".join(f"{c}: {band}, {low + 1}, {low};\n" for low in (2, 1, 0))
    for c, band in [(0, "1-9"), (0, "10-40"), (0, "41-63"), (1, "1-63"), (2, "1-63")]) + "0,1,2: 0-0, 1, 0;\n")
noise = Image.fromarray(numpy.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=numpy.uint8))
dots = Image.fromarray(numpy.where((x * 7 + y * 5) % 31 == 0, 255, 90).astype(numpy.uint8)[..., None].repeat(3, axis=-1))
for name, photo in {"noise": noise, "dots": dots}.items():
    script = ["-scans", str(folder / "scans.txt"), "-quality", "95", "-sample", "2x1"]
    record(f"{name}_refined", cjpeg(*script, photo=photo))
    record(f"{name}_refined_restarts", cjpeg(*script, "-restart", "5B", photo=photo))
(folder / "scans.txt").unlink()
cmyk = Image.fromarray(numpy.concatenate([RGB, (255 - RGB[..., :1]) // 2], axis=-1), "CMYK")
adobe = pillow("cmyk", cmyk)
at = adobe.index(b"\xff\xee")
record("cmyk_without_marker", adobe[:at] + adobe[at + 2 + int.from_bytes(adobe[at + 2:at + 4], "big"):])
at = adobe.index(b"Adobe") + 11  # the color transform: 2 is YCCK
record("ycck", adobe[:at] + b"\2" + adobe[at + 1:])
for name, options in {"arithmetic": ["-sample", "2x2"], "arithmetic_progressive": ["-progressive", "-sample", "2x2"]}.items():
    pixels = numpy.asarray(Image.open(io.BytesIO(cjpeg(*options))).convert("RGB"))
    record(name, cjpeg("-arithmetic", *options), pixels)


def deep(name, bits, lossless, colors):
    largest = (1 << bits) - 1
    samples = (colors.astype(numpy.uint32) * largest // 255).astype(numpy.uint8 if bits <= 8 else numpy.uint16)
    data = imagecodecs.jpeg8_encode(samples, level=95, lossless=lossless, bitspersample=bits)
    read = imagecodecs.jpeg8_decode(data).astype(numpy.uint32)
    pixels = ((read * 255 + largest // 2) // largest).astype(numpy.uint8)
    record(name, data, pixels if pixels.ndim == 3 else numpy.repeat(pixels[..., None], 3, axis=2))


deep("12_bits", 12, False, RGB)
deep("12_bits_gray", 12, False, RGB[..., 0])
deep("lossless", 8, True, RGB)
deep("lossless_4_bits_gray", 4, True, RGB[..., 1])
deep("lossless_10_bits", 10, True, RGB)
deep("lossless_16_bits", 16, True, RGB)
(folder / "pixels.txt").write_text("\n".join(lines) + "\n")
