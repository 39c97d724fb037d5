#!/usr/bin/env python3
"""Runs the commands of docs/tutorial.md as they stand there, with fewer photos and epochs and a narrow network:

    tutorial_test.py PROGRAM [VIEWER]

The viewer needs a display; without VIEWER its script is not run."""
import glob
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

VIEWER = os.path.abspath(sys.argv.pop(2)) if len(sys.argv) > 2 else None
from event_files import curves, events  # noqa: E402: reads its own argument
from program import PROGRAM, read, run_json  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
DOCUMENT = read(os.path.join(ROOT, "docs", "tutorial.md")).decode()
SMALLER = {"draw": ["--train", "8", "--validation", "4"], "train": ["--width", "0.05", "--batch", "8", "--threads", "2"]}
EPOCHS = 3


def commands(language):
    """Returns the lines of the document's code blocks of a language."""
    return [line for block in re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL) for line in block.splitlines()]


def section(title):
    return DOCUMENT.split(f"## {title}\n")[1].split("\n## ")[0]


def smaller(words):
    """Returns a command of the document with what makes it short."""
    more = [] if "--resume" in words else SMALLER.get(words[1], [])
    return [PROGRAM, *(str(EPOCHS) if before == "--epochs" else word for before, word in zip(words, words[1:])), *more]


class Tutorial(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.ran = []
        for line in commands("sh"):
            words = shlex.split(line)
            cls.ran.append(words[1] if words[0] == "alexnet" else words[0])
            if words[0] == "tensorboard":
                continue  # the tests below read what it reads
            done = subprocess.run(smaller(words), cwd=cls.folder.name, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, (line, done.stderr)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def test_every_step_is_in_the_document(self):
        self.assertEqual(self.ran, ["draw", "augment", "train", "train", "tensorboard", "evaluate", "classify", "explain", "info", "convert"])

    def test_files_are_where_the_document_says(self):
        for name in ("sheet.png", "run/best.safetensors", "run/last.safetensors", "report/index.html", "report/grid.png", "why.png", "alexnet.h5"):
            self.assertTrue(os.path.getsize(self.path(name)) > 0, name)
        self.assertEqual(run_json("info", self.path("alexnet.h5"))["labels"], ["bikes", "ships"])

    def test_the_default_settings_are_those_of_the_document(self):
        settings = json.loads(run_json("info", self.path("run/best.safetensors"))["provenance"]["training_settings"])
        self.assertEqual((settings["init"], settings["optimizer"], settings["learning_rate"], settings["seed"]), ("tutorial", "adam", 0.001, 1))
        augmentation = settings["augmentation"]
        self.assertEqual([augmentation[name] for name in ("rotation_range", "width_shift_range", "height_shift_range", "shear_range", "zoom_range")],
                         [10, 0.1, 0.1, 0.1, 0.1])

    def test_tensorboard_finds_what_the_document_says(self):
        curve = {name: curves(self.path(f"run/{name}")) for name in ("train", "validation", "steps")}
        for tag in ("epoch_loss", "epoch_accuracy"):
            for name in ("train", "validation"):
                self.assertEqual([step for step, _ in curve[name][tag]], list(range(EPOCHS)), (name, tag))
        self.assertEqual(set(curve["steps"]), {"batch_loss", "batch_accuracy", "batch_learning_rate", "batch_gradient_norm"})
        for tag in ("epoch_learning_rate", *curve["steps"]):
            self.assertIn(f"`{tag}`", DOCUMENT)
        tags = {(name, tag) for name in ("train", "validation", "") for path in glob.glob(self.path(f"run/{name}/events.*"))
                for _, _, values in events(path) for tag, _ in values}
        for expected in (("validation", "predictions"), ("validation", "confusion_matrix"), ("train", "filters"), ("train", "conv1/weight"),
                         ("train", "fc9/bias"), ("", "_hparams_/session_start_info")):
            self.assertIn(expected, tags)

    def test_the_page_has_the_labels_that_the_document_names(self):
        words = "".join(read(path).decode() for path in glob.glob(os.path.join(ROOT, "web/src/words/en*.ts")))
        labels = re.findall(r"\*\*(.+?)\*\*", section("In the page"))
        self.assertGreater(len(labels), 10)
        for label in labels:
            self.assertIn(f'"{label}"', words)

    def test_the_viewers_script_runs(self):
        lines = commands("viewer")
        self.assertIn("train 100", lines)
        if VIEWER is None:
            self.skipTest("needs the viewer and a display")
        short = [f"train {EPOCHS}" if line == "train 100" else line for line in lines]
        options = ["set width 0.05", "set batch 8"]
        with open(self.path("script"), "w") as file:
            file.write("\n".join(options + short + [f"save log {self.path('log.txt')}"]) + "\n")
        done = subprocess.run([VIEWER, "--script", "script", "--screenshot", "shot.png"], cwd=self.folder.name, capture_output=True, text=True,
                              timeout=300, env={**os.environ, "XDG_CONFIG_HOME": self.folder.name})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(os.path.exists(self.path("run-of-viewer/alexnet.h5")), read(self.path("log.txt")).decode())
        self.assertEqual([step for step, _ in curves(self.path("run-of-viewer/validation"))["epoch_loss"]], list(range(EPOCHS)))


if __name__ == "__main__":
    unittest.main()
