#!/usr/bin/env python3
"""Runs and models written by version 0.1.0 still open, resume and classify: compatibility_test.py PROGRAM"""
import csv
import io
import os
import shutil
import tempfile
import unittest

from event_files import curves
from program import read, run, run_json

RUN = os.path.join(os.path.dirname(__file__), "..", "golden", "compatibility", "run")


class RunFolder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.run = os.path.join(self.folder.name, "run")
        shutil.copytree(RUN, self.run)

    def epochs(self):
        return list(csv.DictReader(io.StringIO(read(os.path.join(self.run, "log.csv")).decode())))

    def test_resumes_after_its_last_epoch(self):
        before = self.epochs()
        done = run("train", "--data", "drawn", "--out", self.run, "--resume", "--epochs", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        after = self.epochs()
        self.assertEqual(after[:2], before)
        self.assertEqual([row["epoch"] for row in after], ["0", "1", "2"])
        self.assertLess(float(after[2]["loss"]), 0.7)
        # TensorBoard finds all epochs under the names that it has now.
        for folder, tag, column in (("train", "epoch_loss", "loss"), ("validation", "epoch_accuracy", "val_accuracy")):
            points = curves(os.path.join(self.run, folder))[tag]
            self.assertEqual([step for step, _ in points], [0, 1, 2])
            for (_, value), row in zip(points, after):
                self.assertAlmostEqual(value, float(row[column]), places=5)
        info = run_json("info", os.path.join(self.run, "last.safetensors"))
        self.assertEqual(info["preprocessing"]["color"], "ignore")  # as the run began

    def test_model_tells_what_it_was_trained_with(self):
        info = run_json("info", os.path.join(self.run, "best.safetensors"))
        self.assertEqual((info["variant"], info["labels"], info["parameters"]), ("torchvision", ["bikes", "ships"], 15034))
        self.assertEqual(info["preprocessing"]["input"], 64)
        self.assertEqual(info["sure_above"], 0)

    def test_model_classifies_as_it_did(self):
        photo = os.path.join(self.folder.name, "photo.ppm")
        with open(photo, "wb") as file:
            file.write(b"P6\n90 80\n255\n" + bytes(i * 7 % 251 for i in range(90 * 80 * 3)))
        [answer] = run_json("classify", "--model", os.path.join(self.run, "best.safetensors"), photo)
        self.assertEqual([p["label"] for p in answer["predictions"]], ["bikes", "ships"])
        self.assertAlmostEqual(answer["predictions"][0]["probability"], 0.523617, delta=1e-4)


if __name__ == "__main__":
    unittest.main()
