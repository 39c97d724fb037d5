#!/usr/bin/env python3
"""Whether other programs compute what we compute, of files that `alexnet convert` writes.

    python3 tests/golden/check_exports.py build/release/bin          (pip install onnx onnxruntime keras jax h5py numpy)
    python3 tests/golden/check_exports.py build/release/bin keras    (pip install tensorflow-cpu==2.15.1: Keras 2)

Every variant becomes .onnx, for onnxruntime, and .h5, for Keras, as far as Keras has the layers; so does the everyday model.
The picture is noise in the range of the variant's numbers. Writes foreign/exports.json: by program and version the largest
difference of a logit, in units of the largest logit; fails above 1e-4. h5py must find every weight bit by bit.
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


def our_logits(model, picture, folder):
    numbers = folder / "numbers"
    numbers.write_bytes(picture.astype("<f4").tobytes())
    lines = subprocess.run([BIN / "write_logits", model, numbers], check=True, capture_output=True, text=True).stdout.split()
    return numpy.array([float(line) for line in lines])


def of_onnxruntime(path, picture):
    import onnx
    import onnxruntime

    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    last = model.graph.node[-1]
    assert last.op_type == "Softmax", last
    model.graph.output.append(onnx.helper.make_tensor_value_info(last.input[0], onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    probabilities, logits = session.run(None, {name: picture.transpose(2, 0, 1)[None]})
    return logits[0], probabilities[0], f"onnxruntime {onnxruntime.__version__}"


def of_keras(path, picture):
    import keras

    model = keras.models.load_model(path, compile=False)
    probabilities = numpy.array(model.predict(picture[None], verbose=0))[0]
    logits = numpy.array(keras.Model(model.inputs, model.layers[-1].input).predict(picture[None], verbose=0))[0]
    return logits, probabilities, f"keras {keras.__version__}"


def check_bits(path, safetensors):
    """Every array of the .h5 is that of the model file, turned."""
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
                turned = {1: (0,), 2: (1, 0), 4: (1, 2, 3, 0)}[ours.ndim]
                assert found.tobytes() == ours.transpose(turned).tobytes(), (path, layer)


def compare(name, exported, side, run, folder, measured):
    """The program's logits beside ours of the same file, which are returned with the picture."""
    picture = numpy.random.default_rng(7).normal(size=(side, side, 3)).astype("f4")
    ours = our_logits(exported, picture, folder)
    logits, probabilities, version = run(exported, picture)
    assert abs(probabilities.sum() - 1) < 1e-4, probabilities
    error = float(abs(logits - ours).max() / abs(ours).max())
    print(f"{name:12} {version:20} {error:.2e}")
    assert error < 1e-4, (name, version, error)
    measured.setdefault(version, {})[name] = float(f"{error:.2g}")
    return picture, ours


def check(variant, ending, run, folder, measured):
    model, exported = folder / f"{variant}.safetensors", folder / f"{variant}{ending}"
    alexnet("convert", str(model), str(exported))
    if ending == ".h5":
        check_bits(exported, model)
    picture, back = compare(variant, exported, SIDES[variant], run, folder, measured)
    assert (back == our_logits(model, picture, folder)).all(), "what is read back computes other bits"


def check_shipped(ending, run, folder, measured):
    """Its dense layers take averages over that no other program has, and its weights become floats."""
    exported = folder / f"everyday{ending}"
    alexnet("convert", str(SHIPPED), str(exported))
    picture, back = compare("everyday", exported, 240, run, folder, measured)
    ours = our_logits(SHIPPED, picture, folder)
    assert abs(back - ours).max() < 0.05 * abs(ours).max(), "activations of 8 bits are not that far off"


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
