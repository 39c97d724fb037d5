#!/usr/bin/env python3
"""End-to-end tests of `alexnet explain`: explain_test.py PROGRAM"""
import os
import struct
import unittest

from program import WithModel, read, run, run_json

METHODS = ("activations", "gradient", "guided", "grad-cam", "occlusion", "maximize")


class Explain(WithModel):
    def explain(self, *arguments):
        return run_json("explain", self.photo, "--model", self.model, "--out", self.path("out.png"), *arguments)

    def size_of(self, name="out.png"):
        png = read(self.path(name))
        self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n")
        return struct.unpack(">II", png[16:24])

    def test_every_method_writes_an_image_and_describes_it(self):
        for method in METHODS:
            report = self.explain("--method", method, "--stride", "60", "--steps", "2")
            self.assertEqual(report["method"], method)
            self.assertEqual(report["out"], self.path("out.png"))
            self.assertGreater(min(self.size_of()), 400, method)

    def test_grad_cam_uses_the_relu_after_the_last_convolution(self):
        report = self.explain()
        self.assertEqual((report["method"], report["layer"], report["shape"]), ("grad-cam", "relu5", [13, 13, 24]))
        self.assertEqual(self.explain("--layer", "conv3")["layer"], "relu3")
        first = self.explain("--class", "0")
        self.assertEqual(first["class"]["label"], "class 0")
        self.assertEqual(self.explain("--class", "class 0")["statistics"], first["statistics"])

    def test_quantized_weights_are_explained_too(self):
        small = self.path("small.safetensors")
        run_json("convert", self.model, small, "--quantize", "int8")
        report = run_json("explain", self.photo, "--model", small, "--out", self.path("small.png"))
        self.assertEqual((report["method"], report["layer"]), ("grad-cam", "relu5"))

    def test_activations_of_a_layer_and_of_one_unit(self):
        layer = self.explain("--method", "activations", "--layer", "relu1")
        unit = self.explain("--method", "activations", "--layer", "relu1", "--unit", "3")
        self.assertIsNone(layer["unit"])
        self.assertEqual(unit["unit"], 3)
        self.assertEqual(layer["statistics"]["min"], 0)
        self.assertLessEqual(unit["statistics"]["max"], layer["statistics"]["max"])
        self.assertLess(self.explain("--method", "activations", "--layer", "conv1")["statistics"]["min"], 0)

    def test_maximize_needs_no_photo_and_increases_the_value(self):
        report = run_json("explain", "--model", self.model, "--method", "maximize", "--layer", "conv2", "--unit", "1", "--steps", "8", "--out", self.path("max.png"))
        self.assertGreater(report["value"], report["start"])
        self.assertEqual(report["done"], {"count": 8, "of": 8})
        self.assertEqual(self.size_of("max.png"), (454, 454))

    def test_threads_change_values_by_rounding_only(self):
        one, two = (self.explain("--threads", n)["statistics"]["max"] for n in ("1", "2"))
        self.assertAlmostEqual(one / two, 1, delta=1e-3)

    def test_unknown_names_are_reported_with_the_valid_ones(self):
        cases = [
            (("--layer", "conv9"), 2, "conv1, relu1, pool1"),
            (("--class", "cat"), 2, "class 0, class 1, class 2"),
            (("--method", "magic"), 2, "activations, gradient, guided"),
            (("--method", "activations", "--unit", "999"), 1, "its units are 0 to"),
            (("--layer", "fc6"), 1, "needs a layer with maps"),
            (("--method", "occlusion", "--patch", "500"), 2, "1 to 227"),
        ]
        for arguments, exit_code, words in cases:
            done = run("explain", self.photo, "--model", self.model, "--out", self.path("no.png"), *arguments)
            self.assertEqual(done.returncode, exit_code, arguments)
            self.assertIn(words, done.stderr)
            self.assertFalse(os.path.exists(self.path("no.png")))
        self.assertIn("photo", run("explain", "--model", self.model, "--out", self.path("no.png")).stderr)
        self.assertEqual(run("explain", self.photo, "--model", self.model).returncode, 2)

    def test_help_has_an_example(self):
        self.assertIn("alexnet explain", run("explain", "--help").stdout)


if __name__ == "__main__":
    unittest.main()
