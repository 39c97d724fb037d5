#!/usr/bin/env python3
"""Writes tests/golden/events/run.tfevents with the record writer and the messages of TensorBoard (pip install tensorboard).

tests/unit/train/event_log_test.cpp contains the same numbers.
"""
import pathlib

from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.summary_pb2 import Summary
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


folder = pathlib.Path(__file__).resolve().parent / "events"
folder.mkdir(exist_ok=True)
with open(folder / "run.tfevents", "wb") as file:
    writer = RecordWriter(file)
    events = [
        Event(wall_time=STARTED, file_version="brain.Event:2"),
        Event(wall_time=STARTED, step=7, session_log=SessionLog(status=SessionLog.START)),
        *(scalar(tag, step, value, STARTED + i) for i, (tag, step, value) in enumerate(NUMBERS)),
    ]
    for event in events:
        writer.write(event.SerializeToString())
