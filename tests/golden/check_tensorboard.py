#!/usr/bin/env python3
"""Checks that TensorBoard shows a run that was killed and resumed several times as if it had not been, with both of its loaders:

    python3 -m venv /tmp/tensorboard && /tmp/tensorboard/bin/pip install tensorboard==2.21.0
    /tmp/tensorboard/bin/python tests/golden/check_tensorboard.py build/release/bin/alexnet
"""
import contextlib
import csv
import json
import math
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

EPOCHS, STEPS, KILLS = 40, 4, 6
ALEXNET = pathlib.Path(sys.argv[1]).resolve()
OLD_RUN = pathlib.Path(__file__).parent / "compatibility" / "run"
TAGS = {
    ".": [], "train": ["epoch_accuracy", "epoch_images_per_second", "epoch_learning_rate", "epoch_loss"], "validation": ["epoch_accuracy", "epoch_loss"],
    "steps": ["batch_accuracy", "batch_gradient_norm", "batch_learning_rate", "batch_loss"],
}


def train(folder, kills):
    options = ["--data", "drawn", "--width", "0.05", "--input", "67", "--batch", "50", "--epochs", str(EPOCHS), "--threads", "1", "--seed", "2"]
    for kill in range(kills + 1):
        resumes = (folder / "last.safetensors").exists()
        process = subprocess.Popen([ALEXNET, "train", "--out", folder, *(["--resume", "--threads", "1"] if resumes else options)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if kill < kills:
            time.sleep(random.uniform(0.3, 1.2))
            process.kill()
        process.wait()
    assert process.returncode == 0


@contextlib.contextmanager
def tensorboard(logdir, *options):
    """Runs TensorBoard, and gives a function that asks it for JSON."""
    port = random.randint(20000, 60000)
    process = subprocess.Popen([sys.executable, "-m", "tensorboard.main", "--logdir", logdir, "--port", str(port), *options], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)

    def ask(path, body=None, **query):
        url = f"http://localhost:{port}/data/plugin/{path}?{urllib.parse.urlencode(query)}"
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(url, data, {"Content-Type": "application/json"})) as answer:
            return json.load(answer) if "json" in answer.headers["Content-Type"] else answer.read()

    try:
        for attempt in range(120):
            time.sleep(0.5)
            with contextlib.suppress(OSError):
                if len(ask("scalars/tags")) >= 3 and attempt > 10:
                    break
        yield ask
    finally:
        process.terminate()
        process.wait()


def numbers(ask, run, tag):
    return [(step, value) for _, step, value in ask("scalars/scalars", run=run, tag=tag)]


def check(run, *options):
    log = list(csv.DictReader(open(run / "log.csv")))
    with tensorboard(run, *options) as ask:
        assert {name: sorted(tags) for name, tags in ask("scalars/tags").items()} == {name: tags for name, tags in TAGS.items() if tags}
        for name, prefix in (("train", ""), ("validation", "val_")):
            for kind in ("loss", "accuracy"):
                found = numbers(ask, name, f"epoch_{kind}")
                assert [step for step, _ in found] == list(range(EPOCHS)), (name, kind, found)
                assert all(math.isclose(value, float(row[prefix + kind]), rel_tol=1e-6) for (_, value), row in zip(found, log)), (name, kind)
        losses = numbers(ask, "steps", "batch_loss")
        assert [step for step, _ in losses] == list(range(EPOCHS * STEPS)), losses
        images = ask("images/tags")
        assert {name: sorted(tags) for name, tags in images.items()} == {"train": ["filters"], "validation": ["confusion_matrix", "predictions"]}, images
        shown = [image["step"] for image in ask("images/images", run="validation", tag="predictions", sample=0)]
        assert shown[-1] == EPOCHS - 1 and len(shown) == len(set(shown)) == 10, shown
        histograms = ask("histograms/tags")
        assert set(histograms) == {"train"} and {"conv1/weight", "fc9/bias"} <= set(histograms["train"]), histograms
        rows = ask("histograms/histograms", run="train", tag="conv1/weight")
        assert rows[-1][1] == EPOCHS - 1 and sum(count for _, _, count in rows[-1][2]) == 11 * 11 * 3 * 8, rows[-1]
        graph = ask("graphs/graph", run="train").decode()
        assert 'name: "conv1/convolution"' in graph and 'input: "conv1/weight"' in graph, graph[:300]
        (group,) = ask("hparams/session_groups", {"experimentName": "", "allowedStatuses": ["STATUS_UNKNOWN", "STATUS_RUNNING", "STATUS_SUCCESS"],
                                                  "colParams": [], "startIndex": 0, "sliceSize": 10})["sessionGroups"]
        assert group["hparams"]["init"] == "tutorial" and group["hparams"]["batch"] == 50, group["hparams"]
    return losses


def check_old_run(folder, *options):
    """A run of version 0.1, resumed: its first epochs are shown with the new names."""
    with tensorboard(folder, *options) as ask:
        assert [step for step, _ in numbers(ask, "validation", "epoch_loss")] == [0, 1, 2]
        assert [step for step, _ in numbers(ask, "train", "epoch_accuracy")] == [0, 1, 2]


with tempfile.TemporaryDirectory() as temporary:
    folder = pathlib.Path(temporary)
    train(folder / "whole", 0)
    train(folder / "killed", KILLS)
    files = len(list((folder / "killed" / "train").iterdir()))
    shutil.copytree(OLD_RUN, folder / "old")
    subprocess.run([ALEXNET, "train", "--data", "drawn", "--out", folder / "old", "--resume", "--epochs", "3"], check=True, capture_output=True)
    for loader in ([], ["--load_fast=false"]):
        whole, killed = check(folder / "whole", *loader), check(folder / "killed", *loader)
        assert whole == killed
        check_old_run(folder / "old", *loader)
        print("TensorBoard", *loader, f"shows a run in {files} pieces like one in one piece, and a resumed run of version 0.1")
