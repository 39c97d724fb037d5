"""The network input of make_onnx.py, for the scripts that make foreign files."""
import numpy


def noise_image(side):
    i = numpy.arange(side * side * 3, dtype=numpy.uint64)
    values = (i * 2654435761 % 2**32).astype(numpy.float64) / 2**32 - 0.5
    return values.astype(numpy.float32).reshape(1, side, side, 3)
