"""Photos as the input of a network, and what the program says of them, for the check_*.py."""
import json
import os
import pathlib
import subprocess
import sys

import numpy
from PIL import Image

FIELDS = ("input", "resize", "fit", "order", "scale", "mean", "deviation", "interpolation")


def photos_in(folder):
    return sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())


def prepare(path, options):
    """The network's input, for preprocessing with antialiased bilinear interpolation in RGB."""
    image, side, size = Image.open(path).convert("RGB"), options["resize"], options["input"]
    target = (side, side)
    if options["fit"] == "crop":
        short, long = sorted(image.size)
        longer = int(side * long / short)
        target = (side, longer) if image.width <= image.height else (longer, side)
    image = image.resize(target, Image.BILINEAR)
    left, top = int(round((image.width - size) / 2.0)), int(round((image.height - size) / 2.0))
    pixels = numpy.asarray(image.crop((left, top, left + size, top + size)), numpy.float32)
    scale, mean, deviation = (numpy.float32(options[name]) for name in ("scale", "mean", "deviation"))
    return ((pixels * scale - mean) / deviation).astype(numpy.float32).transpose(2, 0, 1)[None]


def run_json(program, *arguments):
    """Runs a command of the program and returns its JSON; ends the script with its error if it fails."""
    done = subprocess.run([os.path.abspath(program), *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{arguments}: {done.stderr}{done.stdout}")
    return json.loads(done.stdout)


def classified(program, model, photos, *options):
    """Returns the program's probabilities of the photos: [photos][classes]."""
    rows = run_json(program, "classify", *photos, "--model", model, "--top", 1000, *options)
    return numpy.array([[p["probability"] for p in sorted(row["predictions"], key=lambda p: p["index"])] for row in rows])
