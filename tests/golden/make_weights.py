#!/usr/bin/env python3
"""Writes weights/: files of weights in the formats of other programs, and weights/logits.json with the logits in PyTorch.

    python3 tests/golden/make_weights.py

Needs PyTorch (made with 1.13), numpy and protobuf. The weights are those of make_logits.py, which the C++ tests draw too.

torchvision.pth             a state_dict in a ZIP archive of PyTorch
torchvision_stream.pth      a checkpoint of a training script in the stream of PyTorch before 1.6: every name begins with `module.`,
                            some weights are views that are not contiguous, and the state of an optimizer is included
torchvision_tar.pth         the TAR archive of 2016. No program writes it any more: this script does, and PyTorch reads it back
caffe.caffemodel            layers of the current generation, written by protobuf
caffenet_old.caffemodel     V1 layers and blobs of 4 axes
keras.npz                   kernels [y][x][in][out], dense weights [in][out], one array in Fortran order, one big-endian
torchvision.npz             numpy.savez of the state_dict
"""
import collections
import io
import json
import pathlib
import pickle
import struct
import tarfile

import numpy
import torch
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from make_logits import VARIANTS, noise_image

WIDTH, CLASSES = 0.01, 7
FOLDER = pathlib.Path(__file__).resolve().parent / "weights"
TORCHVISION = {
    **{f"conv{i}": f"features.{index}" for i, index in zip((1, 2, 3, 4, 5), (0, 3, 6, 8, 10))},
    **{f"fc{i}": f"classifier.{index}" for i, index in zip((6, 7, 8), (1, 4, 6))},
}


def parameters_of(variant):
    """Returns {layer: (weight, bias)} in the layout of PyTorch, and the logits of the noise image."""
    network = VARIANTS[variant][0](WIDTH, CLASSES)
    side = 224 if variant in ("torchvision", "paper") else 227
    numbers = VARIANTS[variant][3](noise_image(side).astype(numpy.float64)).astype(numpy.float32)
    logits, _ = network.run(torch.from_numpy(numbers).permute(2, 0, 1)[None], torch.float64)
    return {name: parameters for name, _, parameters in network.layers if parameters}, [float(f"{x:.9g}") for x in logits]


def state_dict(layers):
    return collections.OrderedDict(
        (f"{TORCHVISION[name]}.{kind}", tensor) for name, pair in layers.items() for kind, tensor in zip(("weight", "bias"), pair)
    )


# --- PyTorch ----------------------------------------------------------------------------------------------------------------


def write_stream(state):
    """Writes a checkpoint like that of a training script, with some tensors that are not contiguous."""
    odd = collections.OrderedDict()
    for name, tensor in state.items():
        if name == "features.3.weight":
            tensor = tensor.to(memory_format=torch.channels_last)
        if name == "classifier.4.weight":
            tensor = tensor.t().contiguous().t()
        if name == "classifier.6.bias":
            tensor = torch.cat([torch.full((5,), 99.0), tensor])[5:]
        odd[f"module.{name}"] = tensor
    momentum = {"state": {0: {"step": 3, "exp_avg": torch.ones(2)}}, "param_groups": [{"lr": 1e-3, "betas": (0.9, 0.999)}]}
    checkpoint = {"epoch": 3, "state_dict": odd, "best": 0.5, "optimizer": momentum, "arch": "alexnet"}
    torch.save(checkpoint, FOLDER / "torchvision_stream.pth", _use_new_zipfile_serialization=False)


class TensorPickler(pickle.Pickler):
    """Refers to tensors by their keys, as PyTorch did."""

    def __init__(self, file, keys):
        super().__init__(file, protocol=2)
        self.keys = keys

    def persistent_id(self, value):
        return str(self.keys[id(value)]) if id(value) in self.keys else None


def write_tar(state):
    tensors = list(state.values())
    keys = {id(tensor): 1000 + i for i, tensor in enumerate(tensors)}
    storages, described, root = io.BytesIO(), io.BytesIO(), io.BytesIO()
    pickle.dump(len(tensors), storages, protocol=2)
    pickle.dump(len(tensors), described, protocol=2)
    for i, tensor in enumerate(tensors):
        pickle.dump((2000 + i, "cpu", torch.FloatStorage), storages, protocol=2)
        storages.write(struct.pack("<q", tensor.numel()) + tensor.contiguous().numpy().tobytes())
        pickle.dump((1000 + i, 2000 + i, torch.FloatTensor), described, protocol=2)
        strides = tensor.contiguous().stride()
        described.write(struct.pack("<ii", tensor.dim(), 0))
        described.write(struct.pack(f"<{2 * tensor.dim()}q", *tensor.shape, *strides) + struct.pack("<q", 0))
    pickle.dump([], storages, protocol=2)
    TensorPickler(root, keys).dump(state)
    system = {"protocol_version": 1000, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    members = {"sys_info": pickle.dumps(system, protocol=2), "pickle": root.getvalue()}
    members.update(tensors=described.getvalue(), storages=storages.getvalue())
    path = FOLDER / "torchvision_tar.pth"
    with tarfile.open(path, "w:", format=tarfile.PAX_FORMAT) as tar:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    loaded = torch.load(path)
    assert all(torch.equal(loaded[name], tensor) for name, tensor in state.items())


# --- Caffe: the messages of caffe.proto that are needed -----------------------------------------------------------------------

Field = descriptor_pb2.FieldDescriptorProto
MESSAGES = {
    "BlobShape": [("dim", 1, Field.TYPE_INT64, "*")],
    "BlobProto": [
        ("num", 1, Field.TYPE_INT32, ""),
        ("channels", 2, Field.TYPE_INT32, ""),
        ("height", 3, Field.TYPE_INT32, ""),
        ("width", 4, Field.TYPE_INT32, ""),
        ("data", 5, Field.TYPE_FLOAT, "*"),
        ("diff", 6, Field.TYPE_FLOAT, "*"),
        ("shape", 7, "BlobShape", ""),
        ("double_data", 8, Field.TYPE_DOUBLE, "*"),
    ],
    "LayerParameter": [
        ("name", 1, Field.TYPE_STRING, ""),
        ("type", 2, Field.TYPE_STRING, ""),
        ("bottom", 3, Field.TYPE_STRING, "*"),
        ("top", 4, Field.TYPE_STRING, "*"),
        ("blobs", 7, "BlobProto", "*"),
    ],
    "V1LayerParameter": [
        ("bottom", 2, Field.TYPE_STRING, "*"),
        ("top", 3, Field.TYPE_STRING, "*"),
        ("name", 4, Field.TYPE_STRING, ""),
        ("type", 5, Field.TYPE_INT32, ""),
        ("blobs", 6, "BlobProto", "*"),
    ],
    "NetParameter": [
        ("name", 1, Field.TYPE_STRING, ""),
        ("layers", 2, "V1LayerParameter", "*"),
        ("input", 3, Field.TYPE_STRING, "*"),
        ("layer", 100, "LayerParameter", "*"),
    ],
}
OLD_TYPES = {"Convolution": 4, "Dropout": 6, "InnerProduct": 14, "LRN": 15, "Pooling": 17, "ReLU": 18, "Softmax": 20}


def caffe_messages():
    file = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe", syntax="proto2")
    for message, fields in MESSAGES.items():
        made = file.message_type.add(name=message)
        for name, number, kind, many in fields:
            field = made.field.add(name=name, number=number)
            field.label = Field.LABEL_REPEATED if many else Field.LABEL_OPTIONAL
            field.type = Field.TYPE_MESSAGE if isinstance(kind, str) else kind
            if isinstance(kind, str):
                field.type_name = f".caffe.{kind}"
            elif many and kind != Field.TYPE_STRING:
                field.options.packed = True
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("caffe.NetParameter"))


def chain(pool_first):
    for i in range(1, 9):
        yield (f"conv{i}", "Convolution") if i < 6 else (f"fc{i}", "InnerProduct")
        if i < 8:
            yield f"relu{i}", "ReLU"
        if i in (1, 2):
            reduction = [(f"norm{i}", "LRN"), (f"pool{i}", "Pooling")]
            yield from reversed(reduction) if pool_first else reduction
        if i == 5:
            yield "pool5", "Pooling"
        if i in (6, 7):
            yield f"drop{i}", "Dropout"
    yield "prob", "Softmax"


def write_caffe(layers, net, path, old):
    model = caffe_messages()(name=net)
    for name, kind in chain(pool_first=net == "CaffeNet"):
        layer = (model.layers if old else model.layer).add(name=name, type=OLD_TYPES[kind] if old else kind)
        for tensor in layers.get(name, ()):
            blob = layer.blobs.add()
            blob.data.extend(tensor.reshape(-1).tolist())
            if old:
                blob.num, blob.channels, blob.height, blob.width = [1] * (4 - tensor.dim()) + list(tensor.shape)
            else:
                blob.shape.dim.extend(tensor.shape)
    path.write_bytes(model.SerializeToString())


# --- NumPy ------------------------------------------------------------------------------------------------------------------


def write_keras(layers, path):
    arrays = {}
    for i, (name, (weight, bias)) in enumerate(layers.items()):
        weight, number = weight.numpy(), i if name.startswith("conv") else i - 5
        if weight.ndim == 4:
            weight, kind = weight.transpose(2, 3, 1, 0), "conv2d"
        else:
            if name == "fc6":  # converts [c][y][x] of PyTorch to [y][x][c]
                weight = weight.reshape(len(weight), -1, 6, 6).transpose(0, 2, 3, 1).reshape(len(weight), -1)
            weight, kind = weight.T, "dense"
        weight = numpy.ascontiguousarray(weight)
        if name == "conv2":
            weight = numpy.asfortranarray(weight)
        if name == "conv3":
            weight = weight.astype(">f4")
        stem = kind if number == 0 else f"{kind}_{number}"
        arrays[f"{stem}/kernel"], arrays[f"{stem}/bias"] = weight, bias.numpy()
    numpy.savez(path, **arrays)


def main():
    FOLDER.mkdir(exist_ok=True)
    golden = {"width": WIDTH, "classes": CLASSES, "logits": {}}
    layers, golden["logits"]["torchvision"] = parameters_of("torchvision")
    state = state_dict(layers)
    torch.save(state, FOLDER / "torchvision.pth")
    write_stream(state)
    write_tar(state)
    numpy.savez(FOLDER / "torchvision.npz", **{name: tensor.numpy() for name, tensor in state.items()})
    layers, golden["logits"]["caffe"] = parameters_of("caffe")
    write_caffe(layers, "AlexNet", FOLDER / "caffe.caffemodel", old=False)
    layers, golden["logits"]["caffenet"] = parameters_of("caffenet")
    write_caffe(layers, "CaffeNet", FOLDER / "caffenet_old.caffemodel", old=True)
    layers, golden["logits"]["keras"] = parameters_of("keras")
    write_keras(layers, FOLDER / "keras.npz")
    (FOLDER / "logits.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
