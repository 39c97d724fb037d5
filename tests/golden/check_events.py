#!/usr/bin/env python3
"""Checks that TensorBoard reads what EventLog writes (pip install tensorboard numpy pillow):

    check_events.py --write-events build/release/bin/write_events

The program writes a run that stops after step 5 and resumes at step 4; write_events.cpp contains the numbers.
"""
import argparse
import io
import math
import pathlib
import subprocess
import tempfile

import numpy
from PIL import Image
from tensorboard.backend.event_processing import plugin_event_multiplexer
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import RawEventFileLoader

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("--write-events", required=True, help="the program of tests/golden/write_events.cpp")
program = pathlib.Path(arguments.parse_args().write_events).resolve()

with tempfile.TemporaryDirectory() as folder:
    subprocess.run([program, folder], check=True)
    files = sorted(pathlib.Path(folder).iterdir())
    assert len(files) == 2 and all(file.name.startswith("events.out.tfevents.") for file in files), files

    run = EventAccumulator(folder)
    run.Reload()
    assert set(run.Tags()["scalars"]) == {"loss/train", "accuracy/größe"}, run.Tags()
    loss = run.Scalars("loss/train")
    # Steps 4 and 5 of the first file are dropped, since the second file resumes at step 4.
    assert [event.step for event in loss] == [0, 1, 2, 3, 4], loss
    assert [event.value for event in loss[:4]] == [1.0, 0.5, 0.25, 0.125] and math.isnan(loss[4].value), loss
    assert [event.wall_time for event in loss[:4]] == [1700000000.5 + step for step in range(4)], loss
    (accuracy,) = run.Scalars("accuracy/größe")
    assert (accuracy.step, accuracy.value) == (2 ** 33, 0.75), accuracy

    (image,) = run.Images("samples")
    assert (image.step, image.width, image.height) == (3, 5, 3), image
    pixels = numpy.array(Image.open(io.BytesIO(image.encoded_image_string)))
    y, x, c = numpy.meshgrid(range(3), range(5), range(3), indexing="ij")
    assert (pixels == y * 50 + x * 10 + c).all(), pixels

    # The backend of TensorBoard's web page reads this older kind of summary too.
    pages = plugin_event_multiplexer.EventMultiplexer({"run": folder})
    pages.Reload()
    assert [event.step for event in pages.Tensors("run", "loss/train")] == [0, 1, 2, 3, 4]
    assert pages.SummaryMetadata("run", "loss/train").plugin_data.plugin_name == "scalars"
    assert pages.SummaryMetadata("run", "samples").plugin_data.plugin_name == "images"

    # Of a run that was killed while it wrote an event, every event but that one is read.
    cut = pathlib.Path(folder) / "cut"
    cut.write_bytes(files[0].read_bytes()[:-1])
    whole = len(list(RawEventFileLoader(str(files[0])).Load()))
    assert len(list(RawEventFileLoader(str(cut)).Load())) == whole - 1

print("TensorBoard reads scalars, images, a resumed run and a truncated file")
