#!/usr/bin/env python3
"""Writes tests/golden/images: small files of the formats that other libraries decode, and the pixels that they hold.

Needs Pillow 13, pillow-heif, imagecodecs and numpy. list.txt has a row for each file: its name, the PNG with the right pixels (composed over white
and turned), and the largest and the mean difference that are allowed. They are 0 where the format is lossless, or where Pillow's
decoder is the same as ours. The pixels of a lossy file of another decoder are compared with the drawn picture.
"""
import io
import pathlib
import struct
import zlib

import imagecodecs
import numpy
import pillow_heif
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


# ---- TIFF -------------------------------------------------------------------------------------------------------------------

GRAY_WHITE, GRAY, COLOR, PALETTE, INKS = 0, 1, 2, 3, 5
COMPRESSORS = {1: lambda data: data, 5: imagecodecs.lzw_encode, 8: lambda data: zlib.compress(data, 9), 32773: imagecodecs.packbits_encode}


def packed(samples, bits, order):
    """Rows of samples: 16 and 32 bits in the byte order of the file, others packed with the highest bit first."""
    if bits in (8, 16, 32):
        return numpy.asarray(samples).astype(f"{order}u{bits // 8}").tobytes()
    if bits == 24:
        wide = samples.astype(f"{order}u4").reshape(-1, 1).view(numpy.uint8)
        return (wide[:, :3] if order == "<" else wide[:, 1:]).tobytes()
    rows = samples.reshape(samples.shape[0], -1, 1).astype(numpy.int64)
    row_bits = (rows >> numpy.arange(bits)[::-1]) & 1
    return numpy.packbits(row_bits.reshape(samples.shape[0], -1).astype(numpy.uint8), axis=1).tobytes()


def directory(tags, order, big, offset):
    """A directory at byte `offset`, with the values that are too long for it behind it, and where the link to the next stands."""
    letter, small = ("Q", 8) if big else ("I", 4)
    count_format, entry_size = ("Q", 20) if big else ("H", 12)
    head = struct.pack(order + count_format, len(tags))
    end = offset + len(head) + len(tags) * entry_size + small
    entries, behind = b"", b""
    for tag, (kind, values) in sorted(tags.items()):
        if isinstance(values, bytes):
            length = len(values) // {10: 8}.get(kind, 1)
        else:
            length = len(values)
        data = values if isinstance(values, bytes) else struct.pack(order + str(len(values)) + {3: "H", 4: "I", 16: "Q"}[kind], *values)
        entries += struct.pack(order + "HH" + letter, tag, kind, length)
        if len(data) > small:
            entries += struct.pack(order + letter, end + len(behind))
            behind += data + b"\0" * (len(data) % 2)
        else:
            entries += data.ljust(small, b"\0")
    return head + entries, struct.pack(order + letter, 0), behind


def tiff(samples, bits=8, color=GRAY, order="<", big=False, tile=None, planes=False, compression=1, rows=5, extra=None, colors=None,
         orientation=None, kind=None, sign=None, tags=None, before=None):
    """A file of samples [y][x][c]. `before` are directories of the same kind that stand before it."""
    if samples.ndim == 2:
        samples = samples[..., None]
    height, width, count = samples.shape
    file = bytearray((b"II" if order == "<" else b"MM") + (struct.pack(order + "HHHQ", 43, 8, 0, 0) if big else struct.pack(order + "HI", 42, 0)))
    link = 8 if big else 4
    for image in (before or []) + [dict(samples=samples, kind=kind)]:
        samples = image["samples"]
        height, width, count = samples.shape
        pieces = []
        for plane in [samples[..., c : c + 1] for c in range(count)] if planes else [samples]:
            if tile:
                for top in range(0, height, tile):
                    for left in range(0, width, tile):
                        part = numpy.zeros((tile, tile, plane.shape[2]), samples.dtype)
                        inside = plane[top : top + tile, left : left + tile]
                        part[: inside.shape[0], : inside.shape[1]] = inside
                        pieces.append(part)
            else:
                pieces += [plane[top : top + rows] for top in range(0, height, rows)]
        offsets, lengths = [], []
        for piece in pieces:
            data = b"".join(COMPRESSORS[compression](packed(part, bits, order)) for part in ([[row] for row in piece] if compression == 32773 else [piece]))
            offsets.append(len(file))
            lengths.append(len(data))
            file += data + b"\0" * (len(data) % 2)
        table = {256: (3, [width]), 257: (3, [height]), 258: (3, [bits] * count), 259: (3, [compression]), 262: (3, [color]), 277: (3, [count]),
                 284: (3, [2 if planes else 1])}
        where = 324 if tile else 273
        table[where], table[325 if tile else 279] = (16 if big else 4, offsets), (4, lengths)
        if tile:
            table[322], table[323] = (3, [tile]), (3, [tile])
        else:
            table[278] = (3, [rows])
        if extra is not None:
            table[338] = (3, [extra])
        if colors is not None:
            table[320] = (3, [int(value) for value in colors])
        if orientation:
            table[274] = (3, [orientation])
        if sign:
            table[339] = (3, [sign] * count)
        if image["kind"] is not None:
            table[254] = (4, [image["kind"]])
        table.update(tags or {})
        offset = len(file)
        struct.pack_into(order + ("Q" if big else "I"), file, link, offset)
        head, following, behind = directory(table, order, big, offset)
        link = offset + len(head)
        file += head + following + behind
    return bytes(file)


def tiffs():
    pixels, rgba = drawn(23, 17), drawn(23, 17, 4)
    gray, deep = pixels[..., 0], pixels.astype(numpy.uint32) * 257
    right, right_gray = "drawn_23x17.png", expected("gray_23x17", gray)
    for order in "<>":
        name = "little" if order == "<" else "big"
        for big in (False, True):
            kind = f"{name}_{'bigtiff' if big else 'tiff'}"
            add(f"rgb_{kind}.tif", tiff(pixels, color=COLOR, order=order, big=big), right)
            add(f"rgb16_{kind}.tif", tiff(deep, 16, COLOR, order, big), right)
            add(f"gray16_{kind}.tif", tiff(deep[..., 0], 16, GRAY, order, big), right_gray)
        for tile in (None, 16):
            for planes in (False, True):
                kind = f"{name}_{'tiles' if tile else 'strips'}_{'planes' if planes else 'pixels'}"
                add(f"rgb_{kind}.tif", tiff(pixels, color=COLOR, order=order, tile=tile, planes=planes, compression=5), right)
                add(f"rgba_{kind}.tif", tiff(rgba, color=COLOR, order=order, tile=tile, planes=planes, extra=2, compression=8), "opacity_23x17.png")
                add(f"rgb16_{kind}.tif", tiff(deep, 16, COLOR, order, tile=tile, planes=planes, compression=8), right)
    for compression in COMPRESSORS:
        add(f"rgb_compression_{compression}.tif", tiff(pixels, color=COLOR, compression=compression), right)
    for width, height in ((1, 1), (2, 1), (1, 3)):
        add(f"size_{width}x{height}.tif", tiff(drawn(width, height), color=COLOR), f"drawn_{width}x{height}.png")
    # Gray of every depth: fewer bits are scaled, and more are cut.
    for bits in (1, 2, 4, 6, 8, 10, 12, 14, 16, 24, 32):
        largest = 2**bits - 1
        values = gray.astype(numpy.uint64) * largest // 255
        byte = (values * 255 + largest // 2) // largest if bits < 8 else values >> numpy.uint64(bits - 8)
        name = expected(f"gray_of_{bits}_bits", byte.astype(numpy.uint8))
        add(f"gray_{bits}_bits.tif", tiff(values, bits, GRAY), name)
        name = expected(f"gray_of_{bits}_bits_white", (255 - byte).astype(numpy.uint8))
        add(f"gray_{bits}_bits_min_is_white.tif", tiff(values, bits, GRAY_WHITE, ">"), name)
    add("gray_signed.tif", tiff(gray.astype(numpy.int64) ^ 0x80, 8, GRAY, sign=2), right_gray)
    for bits in (1, 2, 4, 8):
        index = (numpy.arange(17)[:, None] * 3 + numpy.arange(23)) % 2**bits
        colors = (numpy.arange(3 * 2**bits) * 7919 % 256).reshape(3, -1)
        name = expected(f"palette_of_{bits}_bits", colors[:, index].transpose(1, 2, 0).astype(numpy.uint8))
        add(f"palette_{bits}_bits.tif", tiff(index, bits, PALETTE, colors=(colors * 257).ravel()), name)
        add(f"palette_{bits}_bits_low.tif", tiff(index, bits, PALETTE, ">", colors=colors.ravel()), name)
    gray_alpha = numpy.dstack([gray, rgba[..., 3]])
    add("gray_opacity.tif", tiff(gray_alpha, color=GRAY, extra=2), expected("gray_opacity", numpy.dstack([gray, gray, gray, rgba[..., 3]])))
    # Premultiplied: composed exactly. A fourth sample that is no opacity is left out; one of which nothing is said is the opacity.
    alpha = rgba[..., 3:].astype(int)
    multiplied = ((rgba[..., :3] * alpha + 127) // 255).astype(numpy.uint8)
    add("rgba_premultiplied.tif", tiff(numpy.dstack([multiplied, rgba[..., 3]]), color=COLOR, extra=1),
        expected("premultiplied", (multiplied + 255 - alpha).astype(numpy.uint8)))
    add("rgbx.tif", tiff(rgba, color=COLOR, extra=0), right)
    add("rgba_unnamed.tif", tiff(rgba, color=COLOR), "opacity_23x17.png")
    inks = numpy.dstack([255 - pixels, numpy.full((17, 23), 40, numpy.uint8)])
    inks_file = tiff(inks, color=INKS)
    add("cmyk.tif", inks_file, expected("cmyk", numpy.array(Image.open(io.BytesIO(inks_file)).convert("RGB"))), 1, 0.5)
    for orientation in range(1, 9):
        add(f"orientation_{orientation}.tif", tiff(pixels, color=COLOR, orientation=orientation, order="<>"[orientation % 2]), f"turned_{orientation}.png")
    add("xmp_6.tif", tiff(pixels, color=COLOR, tags={700: (1, xmp(6))}), "turned_6.png")
    # A thumbnail and a mask stand before the image.
    small = dict(samples=drawn(4, 3), kind=1)
    add("thumbnail_first.tif", tiff(pixels, color=COLOR, before=[small, dict(samples=drawn(5, 5), kind=4)]), right)
    add("pages.tif", tiff(255 - pixels, color=COLOR, kind=2, before=[dict(samples=pixels, kind=2)]), right)
    # JPEG inside: the colors are interpolated as in a JPEG file.
    for name, options in (("jpeg", {"quality": 90}), ("jpeg_gray", {"quality": 90})):
        file = saved(drawn(48, 32) if name == "jpeg" else drawn(48, 32)[..., 0], "TIFF", compression="jpeg", **options)
        add(f"{name}.tif", file, expected(f"tiff_{name}", opened(file)))
    for name, compression in (("group3", "group3"), ("group4", "group4")):
        bilevel = Image.fromarray(gray).convert("1")
        add(f"{name}.tif", saved(bilevel, "TIFF", compression=compression), expected("bilevel", numpy.array(bilevel.convert("RGB"))))


# ---- AVIF -------------------------------------------------------------------------------------------------------------------


def avif():
    pixels, rgba = drawn(24, 18), drawn(24, 18, 4)
    odd = drawn(23, 17)
    right = expected("drawn_24x18", pixels)
    add("lossless.avif", imagecodecs.avif_encode(pixels, level=100, pixelformat="444", speed=8), right, 2, 0.5)
    add("lossless_opacity.avif", imagecodecs.avif_encode(rgba, level=100, pixelformat="444", speed=8), expected("opacity_24x18", rgba), 2, 0.5)
    for kind in ("444", "422", "420"):
        file = saved(odd, "AVIF", quality=90, subsampling=f"{kind[0]}:{kind[1]}:{kind[2]}", speed=8)
        add(f"odd_{kind}.avif", file, expected(f"avif_odd_{kind}", opened(file)), 5, 0.8)
    file = saved(odd[..., 0], "AVIF", quality=95, subsampling="4:0:0", speed=8)
    add("gray.avif", file, expected("avif_gray", opened(file)), 1, 0.2)
    for bits in (10, 12):
        deep = (pixels.astype(int) * (2**bits - 1) + 127) // 255
        add(f"{bits}_bits.avif", imagecodecs.avif_encode(deep.astype(numpy.uint16), level=100, bitspersample=bits, pixelformat="444", speed=8), right, 1, 0.25)


def heic():
    pixels, rgba = drawn(64, 48), drawn(64, 48, 4)
    right = expected("drawn_64x48", pixels)
    for name, options in (("444", {"chroma": 444}), ("420", {"chroma": 420})):
        out = io.BytesIO()
        pillow_heif.from_pillow(Image.fromarray(pixels)).save(out, quality=95, **options)
        add(f"{name}.heic", out.getvalue(), right, 40, 4)


# ---- JPEG XL, JPEG 2000 -----------------------------------------------------------------------------------------------------


def jpeg_xl():
    pixels, rgba = drawn(23, 17), drawn(23, 17, 4)
    gray = pixels[..., 0]
    for width, height in ((1, 1), (2, 1), (1, 3)):
        add(f"size_{width}x{height}.jxl", imagecodecs.jpegxl_encode(drawn(width, height), lossless=True), f"drawn_{width}x{height}.png")
    for container in (False, True):
        name = "container" if container else "codestream"
        add(f"lossless_{name}.jxl", imagecodecs.jpegxl_encode(pixels, lossless=True, usecontainer=container), "drawn_23x17.png")
    add("lossless_opacity.jxl", imagecodecs.jpegxl_encode(rgba, lossless=True), "opacity_23x17.png")
    add("lossless_gray.jxl", imagecodecs.jpegxl_encode(gray, lossless=True, photometric="gray"), "gray_23x17.png")
    add("lossless_16_bits.jxl", imagecodecs.jpegxl_encode(pixels.astype(numpy.uint16) * 257, lossless=True), "drawn_23x17.png")
    add("lossy.jxl", imagecodecs.jpegxl_encode(pixels, level=98, lossless=False), "drawn_23x17.png", 24, 2)


def jpeg_2000():
    pixels, rgba = drawn(23, 17), drawn(23, 17, 4)
    gray = pixels[..., 0]
    options = {"irreversible": False, "no_jp2": False}
    for width, height in ((1, 1), (2, 1), (1, 3)):
        add(f"size_{width}x{height}.jp2", saved(drawn(width, height), "JPEG2000", **options), f"drawn_{width}x{height}.png")
    add("lossless.jp2", saved(pixels, "JPEG2000", **options), "drawn_23x17.png")
    add("lossless_codestream.j2k", saved(pixels, "JPEG2000", irreversible=False, no_jp2=True), "drawn_23x17.png")
    add("lossless_opacity.jp2", saved(rgba, "JPEG2000", **options), "opacity_23x17.png")
    add("lossless_gray.jp2", saved(gray, "JPEG2000", **options), "gray_23x17.png")
    add("tiles.jp2", saved(pixels, "JPEG2000", tile_size=(16, 16), **options), "drawn_23x17.png")
    file = saved(pixels, "JPEG2000", irreversible=True, quality_layers=[4])
    add("lossy.jp2", file, expected("jp2_lossy", opened(file)))
    for bits in (1, 4, 10, 12, 16):
        largest = 2**bits - 1
        values = (gray.astype(int) * largest + 127) // 255
        byte = (values * 255 + largest // 2) // largest
        kind = numpy.uint16 if bits > 8 else numpy.uint8
        file = imagecodecs.jpeg2k_encode(values.astype(kind), bitspersample=bits, level=0, reversible=True)
        add(f"gray_{bits}_bits.jp2", file, expected(f"jp2_gray_{bits}_bits", byte.astype(numpy.uint8)))
    add("rgb_16_bits.jp2", imagecodecs.jpeg2k_encode(pixels.astype(numpy.uint16) * 257, level=0, reversible=True), "drawn_23x17.png")


# ---- Icons, raw files -------------------------------------------------------------------------------------------------------


def bitmap_of(rgba, bits, mask=True):
    """What an icon holds: a header with twice the height, rows from the bottom, and a mask."""
    height, width = rgba.shape[:2]
    palette = b""
    if bits == 32:
        rows = rgba[..., [2, 1, 0, 3]].reshape(height, -1)
    elif bits == 24:
        rows = rgba[..., [2, 1, 0]].reshape(height, -1)
    else:
        colors = (numpy.arange(3 * 2**bits) * 7919 % 256).reshape(-1, 3)
        index = (numpy.arange(height)[:, None] * 3 + numpy.arange(width)) % 2**bits
        rgba[..., :3] = colors[index]
        palette = b"".join(bytes([int(b), int(g), int(r), 0]) for r, g, b in colors)
        rows = numpy.packbits(((index[..., None] >> numpy.arange(bits)[::-1]) & 1).reshape(height, -1).astype(numpy.uint8), axis=1)

    def padded(rows):
        return numpy.pad(rows, ((0, 0), (0, -rows.shape[1] % 4)))[::-1].astype(numpy.uint8).tobytes()

    header = struct.pack("<IiiHHIIiiII", 40, width, height * 2, 1, bits, 0, 0, 0, 0, 0, 0)
    return header + palette + padded(rows) + (padded(numpy.packbits(rgba[..., 3] < 128, axis=1)) if mask else b"")


def icon(images, kind=1):
    """images: (width, height, bits, content)."""
    offset = 6 + 16 * len(images)
    entries, contents = b"", b""
    for width, height, bits, content in images:
        entries += struct.pack("<BBBBHHII", width % 256, height % 256, 0, 0, 1, bits, len(content), offset + len(contents))
        contents += content
    return struct.pack("<HHH", 0, kind, len(images)) + entries + contents


def icons():
    rgba = drawn(23, 17, 4)
    add("png.ico", icon([(23, 17, 32, saved(rgba, "PNG"))]), "opacity_23x17.png")
    add("32_bits.ico", icon([(23, 17, 32, bitmap_of(rgba, 32))]), "opacity_23x17.png")
    for bits in (1, 4, 8, 24):
        masked = rgba.copy()
        file = bitmap_of(masked, bits)
        masked[..., 3] = numpy.where(masked[..., 3] < 128, 0, 255)
        right = expected(f"icon_{bits}_bits", masked)
        add(f"{bits}_bits.ico", icon([(23, 17, bits, file)]), right)
        add(f"{bits}_bits.cur", icon([(23, 17, bits, file)], kind=2), right)
    # Opacity that is 0 everywhere was never written: the mask counts.
    clear = rgba.copy()
    file = bytearray(bitmap_of(clear, 32))
    for at in range(40 + 3, 40 + 23 * 17 * 4, 4):
        file[at] = 0
    clear[..., 3] = numpy.where(clear[..., 3] < 128, 0, 255)
    add("32_bits_mask.ico", icon([(23, 17, 32, bytes(file))]), expected("icon_32_bits_mask", clear))
    add("without_mask.ico", icon([(23, 17, 24, bitmap_of(rgba.copy(), 24, mask=False))]), "drawn_23x17.png")
    # The largest of several, and of those the one with the most colors.
    small, plain = drawn(9, 5, 4), rgba.copy()
    several = [(9, 5, 32, bitmap_of(small, 32)), (23, 17, 4, bitmap_of(plain, 4)), (23, 17, 32, bitmap_of(rgba, 32)), (8, 8, 32, bitmap_of(drawn(8, 8, 4), 32))]
    add("several.ico", icon(several), "opacity_23x17.png")
    big = drawn(256, 8, 4)
    add("256_wide.ico", icon([(256, 8, 32, saved(big, "PNG")), (9, 5, 32, bitmap_of(small, 32))]), expected("opacity_256x8", big))


def raw_files():
    """A DNG: a preview as JPEG in the first directory, and sensor data in one inside."""
    preview = saved(drawn(48, 32), "JPEG", quality=90)
    right = numpy.array(Image.open(io.BytesIO(preview)))
    for orientation in (1, 3, 6, 8):
        file = bytearray(struct.pack("<2sHI", b"II", 42, 8))
        sensor = (numpy.arange(64 * 48) % 4096).astype("<u2").tobytes()
        tags = {254: (4, [1]), 256: (4, [48]), 257: (4, [32]), 258: (3, [8, 8, 8]), 259: (3, [7]), 262: (3, [6]), 271: (2, b"Maker\0"), 272: (2, b"Model\0"),
                273: (4, [0]), 274: (3, [orientation]), 277: (3, [3]), 278: (4, [32]), 279: (4, [len(preview)]), 330: (4, [0]),
                50706: (1, b"\1\4\0\0"), 50707: (1, b"\1\1\0\0"), 50708: (2, b"Maker Model\0"),
                50721: (10, struct.pack("<18i", *[v for n in (1, 0, 0, 0, 1, 0, 0, 0, 1) for v in (n, 1)]))}
        inner = {254: (4, [0]), 256: (4, [64]), 257: (4, [48]), 258: (3, [16]), 259: (3, [1]), 262: (3, [32803]), 273: (4, [0]), 277: (3, [1]), 278: (4, [48]),
                 279: (4, [len(sensor)]), 33421: (3, [2, 2]), 33422: (1, bytes([0, 1, 1, 2]))}

        def laid_out():
            first = b"".join(directory(tags, "<", False, 8))
            second = b"".join(directory(inner, "<", False, 8 + len(first)))
            return first, second

        first, second = laid_out()
        base = 8 + len(first) + len(second)
        tags[273], tags[330], inner[273] = (4, [base]), (4, [8 + len(first)]), (4, [base + len(preview)])
        first, second = laid_out()
        file += first + second + preview + sensor
        add(f"preview_{orientation}.dng", bytes(file), expected(f"preview_{orientation}", turned(right, orientation)))


FOLDER.mkdir(exist_ok=True)
for old in FOLDER.iterdir():
    old.unlink()
webp()
tiffs()
avif()
heic()
jpeg_xl()
jpeg_2000()
icons()
raw_files()
(FOLDER / "list.txt").write_text("\n".join(ROWS) + "\n")
