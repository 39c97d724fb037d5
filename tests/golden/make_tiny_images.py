#!/usr/bin/env python3
"""Prints the byte arrays of tests/support/tiny_images.h: files of synthetic images that Pillow writes.

Needs Pillow and numpy, like make_resize.py.
"""
import io
import struct
import zlib

import numpy
from PIL import Image

WIDTH, HEIGHT = 16, 8
y, x, c = numpy.meshgrid(numpy.arange(HEIGHT), numpy.arange(WIDTH), numpy.arange(3), indexing="ij")
RGB = ((x * 8 + y * 10 + c * 30) & 255).astype(numpy.uint8)
OPACITY = ((x[..., :1] * 17) & 255).astype(numpy.uint8)


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(depth, color, rows, *extra):
    """A PNG of a color type that Pillow does not write."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(extra) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def paletted():
    image = Image.fromarray((x[..., 0] // 4 + y[..., 0] // 4 * 4).astype(numpy.uint8), "P")
    image.putpalette([value for i in range(8) for value in (i * 30, 255 - i * 30, i * 10)])
    return image


color, gray = Image.fromarray(RGB), Image.fromarray(RGB[..., 0])
wide = (RGB.astype(numpy.uint16) << 8 | 0x7F).astype(">u2").tobytes()
IMAGES = {
    "Jpeg": saved(color, "JPEG", quality=92, subsampling=0, optimize=True),
    "JpegSubsampled": saved(color, "JPEG", quality=92, subsampling=2, optimize=True),
    "JpegProgressive": saved(color, "JPEG", quality=92, progressive=True),
    "JpegGray": saved(gray, "JPEG", quality=92, optimize=True),
    "Png": saved(color, "PNG", optimize=True),
    "PngGray": saved(gray, "PNG", optimize=True),
    "PngRgba": saved(Image.fromarray(numpy.concatenate([RGB, OPACITY], axis=2)), "PNG", optimize=True),
    "PngGrayAlpha": saved(Image.fromarray(numpy.concatenate([RGB[..., :1], OPACITY], axis=2), "LA"), "PNG", optimize=True),
    "PngPalette": saved(paletted(), "PNG", transparency=3, optimize=True),
    "Png16": png(16, 2, [wide[i : i + WIDTH * 6] for i in range(0, len(wide), WIDTH * 6)]),
    # The color of the first pixel is marked as transparent.
    "PngKeyed": png(8, 2, [RGB[row].tobytes() for row in range(HEIGHT)], chunk(b"tRNS", struct.pack(">HHH", *map(int, RGB[0, 0])))),
    "Gif": saved(paletted(), "GIF", transparency=3),
    "Bmp": saved(color, "BMP"),
    "Tga": saved(Image.fromarray(numpy.concatenate([RGB, OPACITY], axis=2)), "TGA"),
}  # fmt: skip

for name, data in IMAGES.items():
    assert len(data) < 1024, (name, len(data))
    print(f"inline constexpr std::uint8_t k{name}[] = {{")
    for i in range(0, len(data), 24):
        print("    " + ", ".join(str(byte) for byte in data[i : i + 24]) + ",")
    print("};")
