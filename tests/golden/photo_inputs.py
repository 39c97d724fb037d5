"""Photos as the input of a network, for the check_*.py."""
import pathlib

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
