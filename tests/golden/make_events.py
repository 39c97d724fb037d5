#!/usr/bin/env python3
"""Writes tests/golden/events/run.tfevents with the record writer and the messages of TensorBoard (pip install tensorboard).

tests/unit/train/event_log_test.cpp contains the same numbers.
"""
import pathlib

from tensorboard.compat.proto.attr_value_pb2 import AttrValue
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.summary_pb2 import HistogramProto, Summary
from tensorboard.compat.proto.tensor_shape_pb2 import TensorShapeProto
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData
from tensorboard.plugins.hparams.summary_v2 import hparams_pb
from tensorboard.summary.writer.record_writer import RecordWriter

STARTED = 1700000000.25
NUMBERS = [
    ("loss/train", 0, 0.6931471805599453),
    ("loss/train", 1, 0.5),
    ("größe", 130, -1e30),
    ("zero", 2 ** 40, 0.0),
    ("diverged", 300, float("nan")),
    ("diverged", 301, float("inf")),
]


def scalar(tag, step, value, when):
    return Event(wall_time=when, step=step, summary=Summary(value=[Summary.Value(tag=tag, simple_value=value)]))


def histogram(tag, step, values, when):
    """Thirty parts of equal width between the least and the largest value."""
    low, high, parts = min(values), max(values), 30
    width = (high - low) / parts
    limits = [high if i + 1 == parts else low + width * (i + 1) for i in range(parts)]
    buckets = [0.0] * parts
    for value in values:
        buckets[min(int((value - low) / width), parts - 1)] += 1
    proto = HistogramProto(min=low, max=high, num=len(values), sum=sum(values), sum_squares=sum(value * value for value in values), bucket_limit=limits,
                           bucket=buckets)
    return Event(wall_time=when, step=step, summary=Summary(value=[Summary.Value(tag=tag, histo=proto)]))


def graph(when):
    def shape(*lengths):
        return AttrValue(list=AttrValue.ListValue(shape=[TensorShapeProto(dim=[TensorShapeProto.Dim(size=length) for length in lengths])]))

    result = GraphDef()
    result.node.add(name="images", op="placeholder").attr["_output_shapes"].CopyFrom(shape(-1, 67, 67, 3))
    result.node.add(name="conv1/weight", op="variable").attr["_output_shapes"].CopyFrom(shape(8, 11))
    node = result.node.add(name="conv1/convolution", op="convolution", input=["images", "conv1/weight"])
    node.attr["_output_shapes"].CopyFrom(shape(-1, 15, 15, 8))
    result.versions.producer = 22
    return Event(wall_time=when, graph_def=result.SerializeToString())


def hyperparameters(when):
    summary = hparams_pb({"batch": 32, "init": "tutorial", "nesterov": False}, trial_id="run", start_time_secs=when)
    plugin = summary.value[0].metadata.plugin_data
    plugin.content = HParamsPluginData.FromString(plugin.content).SerializeToString(deterministic=True)  # with sorted names
    return Event(wall_time=when, summary=summary)


folder = pathlib.Path(__file__).resolve().parent / "events"
folder.mkdir(exist_ok=True)
with open(folder / "run.tfevents", "wb") as file:
    writer = RecordWriter(file)
    events = [
        Event(wall_time=STARTED, file_version="brain.Event:2"),
        Event(wall_time=STARTED, step=7, session_log=SessionLog(status=SessionLog.START)),
        *(scalar(tag, step, value, STARTED + i) for i, (tag, step, value) in enumerate(NUMBERS)),
        histogram("conv1/weight", 3, [-1.0, 0.5, 2.0, 2.0], STARTED + 6),
        graph(STARTED + 7),
        hyperparameters(STARTED + 8),
    ]
    for event in events:
        writer.write(event.SerializeToString(deterministic=True))
