"""Weights of the Keras models of make_keras_kinds.py and make_tflite.py."""
import numpy


def random_weights(model, seed):
    """Sets all weights: kernels as He et al., other values from 0.5 to 1.5."""
    random = numpy.random.default_rng(seed)

    def values(weight):
        if weight.ndim > 1:
            return random.standard_normal(weight.shape) * (2 / numpy.prod(weight.shape[:-1])) ** 0.5
        return random.random(weight.shape) + 0.5

    model.set_weights([values(weight).astype(weight.dtype) for weight in model.get_weights()])
    return model
