#!/usr/bin/env python3
"""Tests of --preprocess and of `convert --check`: what every command assumes of a model, and what a person says instead."""
import json
import os
import struct
import unittest

from program import WithModel, read, run, run_json

GOLDEN = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "golden", "weights")
KNOWN = os.path.join(GOLDEN, "torchvision.pth")  # a PyTorch file, which cannot say its preprocessing
IMAGENET = {"order": "rgb", "scale": 1 / 255, "mean": [0.485, 0.456, 0.406], "deviation": [0.229, 0.224, 0.225]}


def varint(number):
    data = b""
    while number > 127:
        data, number = data + bytes([number & 127 | 128]), number >> 7
    return data + bytes([number])


def binaryproto(side, value):
    """Caffe's BlobProto of a mean image, of which value(c, y, x) are the values."""
    planes = [value(c, y, x) for c in range(3) for y in range(side) for x in range(side)]
    return (bytes([8, 1, 16, 3, 24]) + varint(side) + b" " + varint(side) + b"*" + varint(4 * len(planes)) + struct.pack(f"<{len(planes)}f", *planes))


class Preprocess(WithModel):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.path("data")
        for number, label in enumerate(["class 0", "class 1", "class 2"]):
            os.makedirs(os.path.join(cls.data, label))
            for i in range(4):
                with open(os.path.join(cls.data, label, f"{i}.ppm"), "wb") as file:
                    file.write(b"P6\n40 30\n255\n" + bytes((x * (i + 3) + number * 60) % 256 for x in range(40 * 30 * 3)))

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def answer(self, *options, model=None):
        (answer,) = run_json("classify", self.photo, "--model", model or self.model, "--top", "3", *options)
        return answer

    def probabilities(self, *options, model=None):
        return [(one["index"], one["probability"]) for one in self.answer(*options, model=model)["predictions"]]

    def test_a_file_that_leaves_the_input_open_names_the_option(self):
        weights = os.path.join(os.path.dirname(GOLDEN), "torch_weights", "one_tower.pth")
        for verb in (("classify", self.photo, "--model", weights), ("info", weights), ("convert", weights, self.path("said.safetensors"))):
            done = run(*verb)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("input 227 x 227", done.stderr)
            self.assertIn("""--preprocess '{"input":224}'""", done.stderr)
            for side in (227, 224):
                said = run(*verb, "--preprocess", json.dumps({"input": side}))
                self.assertEqual(said.returncode, 0, said.stderr)
                self.assertIn(f"input {side} x {side}", said.stderr)
                self.assertNotIn('{"input":', said.stderr)
                self.assertIn("this is a guess", said.stderr)  # the side says nothing about the colors

    def test_what_info_prints_can_be_given_back(self):
        printed = run_json("info", KNOWN)["preprocessing"]
        self.assertEqual(self.probabilities("--preprocess", json.dumps(printed), model=KNOWN), self.probabilities(model=KNOWN))

    def test_weights_alone_are_said_to_have_no_activation_functions(self):
        self.assertIn("ReLU after every layer but the last", run("info", KNOWN).stderr)

    def test_every_command_takes_it_and_says_it(self):
        commands = {
            "classify": (self.photo, "--model", self.model),
            "explain": (self.photo, "--model", self.model, "--out", self.path("why.png")),
            "evaluate": ("--model", self.model, "--data", self.data),
            "calibrate": ("--model", self.model, "--data", self.data),
            "info": (self.model,),
            "convert": (self.model, self.path("said.safetensors")),
        }
        for verb, arguments in commands.items():
            done = run(verb, *arguments, "--preprocess", "caffe", "--json")
            if verb != "calibrate":  # which fails if the model is sure of nothing
                self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("preprocessing: caffe: BGR in 0..255", done.stderr, verb)
            self.assertIn("as given", done.stderr, verb)
            found = json.loads(done.stdout)
            found = (found[0] if isinstance(found, list) else found)["preprocessing"]
            self.assertEqual((found["origin"], found["name"], found["order"], found["interpolation"]), ("given", "caffe", "bgr", "bilinear"), verb)
            self.assertEqual(run(verb, *arguments, "--preprocess", "tensorflow").returncode, 1, verb)
        done = run("bench", "infer", "--model", self.model, "--repeats", "1", "--preprocess", "0..255", "--json")
        self.assertEqual(json.loads(done.stdout)["preprocessing"]["name"], "0..255", done.stderr)

    def test_what_the_file_states_is_not_repeated(self):
        done = run("classify", self.photo, "--model", self.model, "--json")
        self.assertEqual(done.stderr, "")
        self.assertEqual(json.loads(done.stdout)[0]["preprocessing"]["origin"], "stated")

    def test_a_guess_is_called_a_guess_and_stays_one_in_the_converted_file(self):
        converted = self.path("guessed.safetensors")
        self.assertEqual(run("convert", KNOWN, converted).returncode, 0)
        for model in (KNOWN, converted):
            done = run("classify", self.photo, "--model", model, "--json")
            self.assertIn("this is a guess", done.stderr)
            found = json.loads(done.stdout)[0]["preprocessing"]
            self.assertEqual((found["origin"], found["name"], found["resize"]), ("guessed", "imagenet", 256))
        said = self.path("said.onnx")
        self.assertEqual(run("convert", KNOWN, said, "--preprocess", "imagenet").returncode, 0)
        self.assertEqual(run_json("info", said)["preprocessing"]["origin"], "given")
        self.assertNotIn("guess", run("classify", self.photo, "--model", said).stderr)

    def test_a_name_json_and_a_file_of_json_mean_the_same(self):
        fields = json.dumps(IMAGENET)
        expected = self.probabilities("--preprocess", fields)
        self.assertNotEqual(expected, self.probabilities())
        self.assertEqual(expected, self.probabilities("--preprocess", self.write("p.json", ("\n " + fields).encode())))
        named = self.answer("--preprocess", "imagenet")["preprocessing"]
        self.assertEqual(named["order"], "rgb")
        self.assertAlmostEqual(named["scale"], 1 / 255, places=6)
        for name in ("mean", "deviation"):
            self.assertEqual([round(value, 6) for value in named[name]], IMAGENET[name])
        # What info prints may be given back.
        printed = {key: value for key, value in run_json("info", self.model)["preprocessing"].items() if key not in ("origin", "name")}
        self.assertEqual(self.probabilities(), self.probabilities("--preprocess", json.dumps(printed)))

    def test_a_mean_image_is_used_and_kept(self):
        constant = self.write("constant.binaryproto", binaryproto(256, lambda c, y, x: (104.5, 116.25, 122.75)[c]))
        shaded = self.write("shaded.binaryproto", binaryproto(256, lambda c, y, x: 60 + 10 * c + y / 3 + x / 5))
        scale = 1 / 255  # in 0..255 the narrow model is certain of everything
        caffe = {"base": "caffe", "scale": scale, "mean": [value * scale for value in (104.5, 116.25, 122.75)]}
        with_color = self.probabilities("--preprocess", json.dumps(caffe))
        with_image = self.probabilities("--preprocess", self.write(
            "m.json", b'{"base":"caffe","scale":%.9f,"mean_image":"constant.binaryproto"}' % scale))
        for (label, expected), (found_label, found) in zip(with_color, with_image):
            self.assertEqual(label, found_label)
            self.assertAlmostEqual(expected, found, places=5)
        caffe = json.dumps({"base": "caffe", "scale": scale, "mean_image": shaded})
        expected = self.probabilities("--preprocess", caffe)
        self.assertNotEqual(expected, with_image)
        kept = self.path("kept.safetensors")
        done = run("convert", self.model, kept, "--preprocess", caffe)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.probabilities(model=kept), expected)
        self.assertEqual(run_json("info", kept)["preprocessing"]["mean_image"], 256)
        self.assertIn(b'"preprocessing.mean_image"', read(kept)[:20000])
        # Quantized and explained with it, too; another format keeps the average.
        self.assertEqual(run("convert", kept, self.path("int8.safetensors"), "--quantize", "int8").returncode, 0)
        self.assertEqual(run_json("info", self.path("int8.safetensors"))["preprocessing"]["mean_image"], 256)
        self.assertEqual(run("explain", self.photo, "--model", kept, "--method", "occlusion", "--out", self.path("o.png")).returncode, 0)
        done = run("convert", kept, self.path("kept.onnx"))
        self.assertIn("the mean image is replaced by its mean color", done.stdout)
        averaged = run_json("info", self.path("kept.onnx"))["preprocessing"]
        self.assertNotIn("mean_image", averaged)
        self.assertAlmostEqual(averaged["mean"][0], scale * (60 + 127.5 / 3 + 127.5 / 5), places=4)
        done = run("classify", self.photo, "--model", self.model, "--preprocess", self.write("bad.npy", b"\x93NUMPY\x01\x00\x05"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("bad.npy", done.stderr)

    def test_two_towers_of_unknown_colors_are_refused(self):
        towers = self.path("towers.safetensors")
        done = run("init", "--variant", "caffe", "--classes", "3", "--width", "0.1", "--out", towers)
        self.assertEqual(done.returncode, 0, done.stderr)
        header_length = struct.unpack("<Q", read(towers)[:8])[0]
        header = json.loads(read(towers)[8:8 + header_length])
        del header["__metadata__"]
        for name, tensor in header.items():  # as PyTorch has them: the order of the axes is not what matters here
            if name.startswith("conv") and name.endswith("weight"):
                tensor["shape"] = [tensor["shape"][i] for i in (0, 3, 1, 2)]
        text = json.dumps(header).encode()
        bare = self.write("bare.safetensors", struct.pack("<Q", len(text)) + text + read(towers)[8 + header_length:])
        done = run("classify", self.photo, "--model", bare, "--json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(json.loads(done.stdout)["error"]["code"], "colors_unknown")
        for said, order in (("caffe", "bgr"), ("0..1", "rgb")):
            self.assertEqual(self.answer("--preprocess", said, model=bare)["preprocessing"]["order"], order)

    def test_check_ranks_what_evaluate_measures(self):
        done = run("convert", self.model, "--check", self.data, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        check = json.loads(done.stdout)["check"]
        trials = check["trials"]
        self.assertEqual(sorted(trial["name"] for trial in trials), ["-1..1", "0..1", "0..255", "caffe", "imagenet"])
        for trial in trials:
            measured = run_json("evaluate", "--model", self.model, "--data", self.data, "--preprocess", trial["name"])
            self.assertEqual(trial["photos"], 12)
            self.assertAlmostEqual(trial["right"] / 12, measured["top1"])
            self.assertAlmostEqual(trial["loss"], measured["loss"], places=5)
        ranks = [(-trial["right"], trial["loss"]) for trial in trials]
        self.assertEqual(ranks, sorted(ranks))
        self.assertEqual(check["lead"], trials[0]["right"] - trials[1]["right"])
        # A preprocessing that is none of the named ones is tried as well, and the file is written beside the check.
        out = self.path("checked.safetensors")
        done = run("convert", self.model, out, "--preprocess", '{"scale":0.5,"mean":3}', "--check", self.data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("as imported: RGB / 2, mean 3", done.stdout)
        self.assertEqual(run_json("info", out)["preprocessing"]["scale"], 0.5)
        self.assertEqual(run("convert", self.model).returncode, 2)


unittest.main(verbosity=1)
