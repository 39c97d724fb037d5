#!/usr/bin/env python3
"""Checks that other programs compute the same logits as this one from the files that `alexnet convert` writes.

    python3 tests/golden/check_exports.py build/release/bin          (pip install onnx onnxruntime keras jax h5py numpy)
    python3 tests/golden/check_exports.py build/release/bin keras    (pip install tensorflow-cpu==2.15.1: Keras 2)

Every variant and the everyday model are exported as .onnx for onnxruntime, and as .h5 for Keras if Keras has the layers. The
input image is noise. Writes foreign/exports.json: by program and version, the largest difference of a logit in units of the
largest logit. Fails above 1e-4. Every weight that h5py reads must have the same bits as ours.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

BIN = pathlib.Path(sys.argv[1]).resolve()
PROGRAMS = sys.argv[2:] or ["onnxruntime", "keras"]
RESULT = pathlib.Path(__file__).resolve().parent / "foreign" / "exports.json"
SHIPPED = pathlib.Path(__file__).resolve().parents[2] / "assets/models/everyday.safetensors"
SIDES = {"keras": 227, "paper": 224, "caffe": 227, "caffenet": 227, "torchvision": 224}
os.environ.setdefault("KERAS_BACKEND", "jax")


def alexnet(*arguments):
    return subprocess.run([BIN / "alexnet", *arguments], check=True, capture_output=True, text=True).stdout


def our_logits(model, image, folder):
    numbers = folder / "numbers"
    numbers.write_bytes(image.astype("<f4").tobytes())
    lines = subprocess.run([BIN / "write_logits", model, numbers], check=True, capture_output=True, text=True).stdout.split()
    return numpy.array([float(line) for line in lines])


def of_onnxruntime(path, image):
    import onnx
    import onnxruntime

    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    last = model.graph.node[-1]
    assert last.op_type == "Softmax", last
    model.graph.output.append(onnx.helper.make_tensor_value_info(last.input[0], onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    probabilities, logits = session.run(None, {name: image.transpose(2, 0, 1)[None]})
    return logits[0], probabilities[0], f"onnxruntime {onnxruntime.__version__}"


def of_keras(path, image):
    import keras

    model = keras.models.load_model(path, compile=False)
    probabilities = numpy.array(model.predict(image[None], verbose=0))[0]
    logits = numpy.array(keras.Model(model.inputs, model.layers[-1].input).predict(image[None], verbose=0))[0]
    return logits, probabilities, f"keras {keras.__version__}"


def check_bits(path, safetensors):
    """Checks that every array of the .h5 is that of the model file with its axes permuted."""
    data = safetensors.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    with h5py.File(path) as file:
        group = file["model_weights"]
        for layer in group.attrs["layer_names"]:
            layer = layer.decode() if isinstance(layer, bytes) else layer
            for name in group[layer].attrs["weight_names"]:
                found = group[layer][name.decode() if isinstance(name, bytes) else name][()]
                entry = header[layer + (".bias" if found.ndim == 1 else ".weight")]
                begin, end = entry["data_offsets"]
                ours = numpy.frombuffer(data[8 + length + begin:8 + length + end], "<f4").reshape(entry["shape"])
                axes = {1: (0,), 2: (1, 0), 4: (1, 2, 3, 0)}[ours.ndim]
                assert found.tobytes() == ours.transpose(axes).tobytes(), (path, layer)


def compare(name, exported, side, run, folder, measured):
    """Compares the program's logits with ours of the same file. Returns the image and our logits."""
    image = numpy.random.default_rng(7).normal(size=(side, side, 3)).astype("f4")
    ours = our_logits(exported, image, folder)
    logits, probabilities, version = run(exported, image)
    assert abs(probabilities.sum() - 1) < 1e-4, probabilities
    error = float(abs(logits - ours).max() / abs(ours).max())
    print(f"{name:12} {version:20} {error:.2e}")
    assert error < 1e-4, (name, version, error)
    measured.setdefault(version, {})[name] = float(f"{error:.2g}")
    return image, ours


def check(variant, ending, run, folder, measured):
    model, exported = folder / f"{variant}.safetensors", folder / f"{variant}{ending}"
    alexnet("convert", str(model), str(exported))
    if ending == ".h5":
        check_bits(exported, model)
    image, imported = compare(variant, exported, SIDES[variant], run, folder, measured)
    assert (imported == our_logits(model, image, folder)).all(), "the imported file computes other bits"


def check_shipped(ending, run, folder, measured):
    """The everyday model is quantized: the export converts its weights to floats, and 8-bit activations differ from floats."""
    exported = folder / f"everyday{ending}"
    alexnet("convert", str(SHIPPED), str(exported))
    image, imported = compare("everyday", exported, 240, run, folder, measured)
    ours = our_logits(SHIPPED, image, folder)
    assert abs(imported - ours).max() < 0.05 * abs(ours).max(), "more than the error of 8-bit activations"


with tempfile.TemporaryDirectory() as name:
    found = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    for kind in SIDES:
        alexnet("init", "--variant", kind, "--classes", "10", "--seed", "5", "--out", f"{name}/{kind}.safetensors")
        if "onnxruntime" in PROGRAMS:
            check(kind, ".onnx", of_onnxruntime, pathlib.Path(name), found)
        if "keras" in PROGRAMS and kind in ("keras", "torchvision"):
            check(kind, ".h5", of_keras, pathlib.Path(name), found)
    if "onnxruntime" in PROGRAMS:
        check_shipped(".onnx", of_onnxruntime, pathlib.Path(name), found)
    if "keras" in PROGRAMS:
        check_shipped(".h5", of_keras, pathlib.Path(name), found)
    RESULT.write_text(json.dumps(found, indent=1) + "\n")
