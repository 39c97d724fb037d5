#!/usr/bin/env bash
# Pillow 13.0.0: an AVIF file with a clean aperture (the box "clap", a crop that cameras and editors write without encoding the image
# again) is opened in full, and nothing in the image's info says so. sharp 0.34.5, which reads AVIF by libheif, crops it.
# So the same photo shows what its owner cut away, and has another size, in a Python training pipeline than in an image server.
# Output seen, for an image of 64 x 32 with a clean aperture of 24 x 16:
#   Pillow 13.0.0: 64 x 32
#   sharp 0.34.5: 24 x 16
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pillow==13.0.0
cat >"$folder/make.py" <<'PYTHON'
import struct
import sys

import PIL
from PIL import Image

path = sys.argv[1]
Image.linear_gradient("L").resize((64, 32)).convert("RGB").save(path, quality=90, subsampling="4:4:4")
data = open(path, "rb").read()


def box(kind, content):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def children(content):
    at = 0
    while at < len(content):
        size, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + size]
        at += size


ratio = lambda value: struct.pack(">iI", value, 1)
added = box(b"clap", ratio(24) + ratio(16) + ratio(0) + ratio(0))


def with_properties(content):  # of iprp
    out = b""
    for kind, body in children(content):
        if kind == b"ipco":
            count = sum(1 for _ in children(body))
            body += added
        elif kind == b"ipma":  # version 0, one item, one byte for each property
            assert body[:8] == b"\0\0\0\0\0\0\0\1"
            body = body[:10] + bytes([body[10] + 1]) + body[11:] + bytes([0x80 | count + 1])
        out += box(kind, body)
    return out


def grown(content, by):  # of meta: the places in iloc move behind what is added
    out = content[:4]
    for kind, body in children(content[4:]):
        if kind == b"iprp":
            body = with_properties(body)
        elif kind == b"iloc":  # version 0, offsets and lengths of 4 bytes, one item with one extent
            assert body[:8] == b"\0\0\0\0\x44\0\0\1" and body[12:14] == b"\0\1"
            (offset,) = struct.unpack_from(">I", body, 14)
            body = body[:14] + struct.pack(">I", offset + by) + body[18:]
        out += box(kind, body)
    return out


by = len(added) + 1
data = b"".join(box(kind, grown(body, by) if kind == b"meta" else body) for kind, body in children(data))
open(path, "wb").write(data)
image = Image.open(path)
width, height = image.size
print(f"Pillow {PIL.__version__}: {width} x {height}")
assert (width, height) == (64, 32) and not any("clap" in str(key) for key in image.info)
PYTHON
"$folder/venv/bin/python" "$folder/make.py" "$folder/cropped.avif"
cd "$folder"
npm install --silent --no-fund --no-audit sharp@0.34.5
node -e '
const sharp = require("sharp");
sharp("cropped.avif").raw().toBuffer({ resolveWithObject: true }).then(({ info }) => {
  console.log(`sharp ${require("sharp/package.json").version}: ${info.width} x ${info.height}`);
  if (info.width !== 24 || info.height !== 16) process.exit(1);
});'
