#!/usr/bin/env python3
"""Writes tests/golden/images: small files of the formats that other libraries decode, and the pixels that they hold.

Needs Pillow 13 and numpy. list.txt has a row for each file: its name, the PNG with the right pixels (composed over white
and turned), and the largest and the mean difference that are allowed. They are 0 where the format is lossless, or where Pillow's
decoder is the same as ours. The pixels of a lossy file of another decoder are compared with the drawn picture.
"""
import io
import pathlib
import struct
import sys

import numpy
from PIL import Image

FOLDER = pathlib.Path(__file__).resolve().parent / "images"
ROWS = []


def drawn(width, height, channels=3):
    """Ramps in red and green, soft rings in blue, and an opacity that falls to the right."""
    y, x = numpy.mgrid[0:height, 0:width].astype(float)
    red, green = 255 * (x + 0.5) / width, 255 * (y + 0.5) / height
    blue = 127.5 + 100 * numpy.sin(numpy.hypot(x - width / 3, y - height / 2) / 3)
    opacity = 255 * (1 - x / width) * (0.5 + 0.5 * (y // 4 % 2))
    return numpy.stack([red, green, blue, opacity], axis=2)[..., :channels].round().astype(numpy.uint8)


def over_white(rgba):
    values, opacity = rgba[..., :3].astype(int), rgba[..., 3:].astype(int)
    return ((values * opacity + 255 * (255 - opacity) + 127) // 255).astype(numpy.uint8)


def expected(name, pixels):
    """Writes the right pixels, gray, RGB or RGBA, once."""
    if pixels.ndim == 2:
        pixels = numpy.repeat(pixels[..., None], 3, axis=2)
    if pixels.shape[2] == 4:
        pixels = over_white(pixels)
    path = FOLDER / f"{name}.png"
    Image.fromarray(pixels).save(path, optimize=True)
    return path.name


def add(name, data, right, largest=0, mean=0.0):
    (FOLDER / name).write_bytes(data)
    ROWS.append(f"{name} {right} {largest} {mean:g}")


def saved(pixels, kind, **options):
    out = io.BytesIO()
    (pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)).save(out, kind, **options)
    return out.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    return numpy.array(image.convert("RGBA" if image.has_transparency_data else "RGB"))


def exif(orientation, order="<"):
    header = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return header + struct.pack(order + "HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)


def xmp(orientation):
    return (f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
            f'xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{orientation}"/></rdf:RDF></x:xmpmeta>').encode()


def turned(pixels, orientation):
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    return pixels


# ---- WebP -------------------------------------------------------------------------------------------------------------------


def riff(*chunks):
    body = b"WEBP" + b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def u24(value):
    return struct.pack("<I", value)[:3]


def webp():
    for width, height in ((1, 1), (2, 1), (1, 3), (23, 17)):
        pixels = drawn(width, height)
        lossy, lossless = saved(pixels, "WEBP", quality=80), saved(pixels, "WEBP", lossless=True)
        add(f"lossy_{width}x{height}.webp", lossy, expected(f"webp_lossy_{width}x{height}", opened(lossy)))
        add(f"lossless_{width}x{height}.webp", lossless, expected(f"drawn_{width}x{height}", pixels))
    rgba = drawn(23, 17, 4)
    lossy = saved(rgba, "WEBP", quality=70)
    add("lossy_opacity.webp", lossy, expected("webp_lossy_opacity", opened(lossy)))
    add("lossless_opacity.webp", saved(rgba, "WEBP", lossless=True, exact=True), expected("opacity_23x17", rgba))
    # A palette and a single color: libwebp packs several pixels into one.
    few = (drawn(23, 17) // 128) * 120
    add("lossless_palette.webp", saved(few, "WEBP", lossless=True), expected("few_colors_23x17", few))

    pixels = drawn(23, 17)
    for orientation in range(1, 9):
        right = expected(f"turned_{orientation}", turned(pixels, orientation))
        order = "<>"[orientation % 2]
        add(f"exif_{orientation}.webp", saved(pixels, "WEBP", lossless=True, exif=exif(orientation, order)), right)
    add("exif_name_6.webp", saved(pixels, "WEBP", lossless=True, exif=b"Exif\0\0" + exif(6)), "turned_6.png")
    add("xmp_8.webp", saved(pixels, "WEBP", lossless=True, xmp=xmp(8)), "turned_8.png")
    add("exif_before_xmp.webp", saved(pixels, "WEBP", lossless=True, exif=exif(6), xmp=xmp(8)), "turned_6.png")
    add("profile.webp", saved(pixels, "WEBP", lossless=True, icc_profile=b"not a profile"), "drawn_23x17.png")

    # Animations: the first frame, whole or a part of the canvas, with and without opacity.
    frames = [Image.fromarray(pixels), Image.fromarray(255 - pixels)]
    add("animated.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True), "drawn_23x17.png")
    for name, part in (("part", drawn(9, 5)), ("part_opacity", drawn(9, 5, 4))):
        options = {"lossless": True, "exact": True}
        for kind, options in (("lossless", options), ("lossy", {"quality": 90})):
            still = saved(part, "WEBP", **options)
            chunks = still[12:]
            if chunks.startswith(b"VP8X"):
                chunks = chunks[18:]
            decoded = opened(still)
            if decoded.shape[2] == 3:
                decoded = numpy.dstack([decoded, numpy.full(decoded.shape[:2], 255, numpy.uint8)])
            canvas = numpy.zeros((17, 23, 4), numpy.uint8)
            canvas[6 : 6 + 5, 4 : 4 + 9] = decoded
            header = u24(2) + u24(3) + u24(8) + u24(4) + u24(100) + b"\0"
            file = riff((b"VP8X", bytes([0x12, 0, 0, 0]) + u24(22) + u24(16)), (b"ANIM", b"\x40\x50\x60\xff\0\0"),
                        (b"ANMF", header + chunks))
            add(f"animated_{name}_{kind}.webp", file, expected(f"webp_{name}_{kind}", canvas))


FOLDER.mkdir(exist_ok=True)
for old in FOLDER.iterdir():
    old.unlink()
webp()
(FOLDER / "list.txt").write_text("\n".join(ROWS) + "\n")
