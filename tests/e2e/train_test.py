#!/usr/bin/env python3
"""End-to-end tests of training, with and without interruptions: train_test.py PROGRAM"""
import json
import os
import random
import signal
import struct
import subprocess
import tempfile
import time
import unittest

from event_files import curves
from program import PROGRAM, SANITIZED, read, run, run_json

EPOCHS = 15 if SANITIZED else 60  # enough to interrupt the run in the middle


def write(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def tensors(path):
    """Returns the bytes of each tensor of a safetensors file, by name."""
    content = read(path)
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + length])
    header.pop("__metadata__")
    begin = 8 + length
    return {name: content[begin + tensor["data_offsets"][0]:begin + tensor["data_offsets"][1]] for name, tensor in header.items()}


def as_bmp(ppm):
    """Returns a photo of photo() as a BMP: the same pixels in another file."""
    pixels = ppm[-24 * 20 * 3:]
    rows = [b"".join(pixels[at:at + 3][::-1] for at in range(y * 72, y * 72 + 72, 3)) for y in reversed(range(20))]
    return b"BM" + struct.pack("<IIIIiiHHIIiiII", 54 + len(pixels), 0, 54, 40, 24, 20, 1, 24, 0, len(pixels), 0, 0, 0, 0) + b"".join(rows)


def photo(label, number):
    own = {"red": 0, "blue": 2}[label]
    return b"P6\n24 20\n255\n" + bytes((140 if at % 3 == own else 20) + at * (number + 3) % 89 for at in range(24 * 20 * 3))


class Train(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.photos = cls.path("photos")
        for label in ("red", "blue"):
            for number in range(8):
                write(cls.path(f"photos/{label}/{number}.ppm"), photo(label, number))
        cls.usual = {"--data": cls.photos, "--width": "0.05", "--input": "67", "--batch": "3", "--seed": "5", "--threads": "1",
                     "--epochs": str(EPOCHS)}
        done = cls.train("undisturbed")
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    @classmethod
    def options(cls, *more):
        """Returns the default options, with those in `more` replaced."""
        return [word for name, value in cls.usual.items() if name not in more for word in (name, value)] + list(more)

    @classmethod
    def train(cls, out, *more):
        return run("train", "--out", cls.path(out), *cls.options(*more))

    @classmethod
    def resume(cls, out, *more):
        return run("train", "--out", cls.path(out), "--resume", "--threads", "1", *more)

    def begin(self, out, *arguments):
        """Starts a run and returns its process once the first epoch is saved."""
        process = subprocess.Popen([PROGRAM, "train", "--out", self.path(out), *arguments], stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        while not os.path.exists(self.path(f"{out}/last.safetensors")) and process.poll() is None:
            time.sleep(0.002)
        return process

    def assert_same_end(self, out):
        for name in ("last", "best"):
            found, expected = (tensors(self.path(f"{folder}/{name}.safetensors")) for folder in (out, "undisturbed"))
            self.assertEqual(found.keys(), expected.keys())
            self.assertEqual([key for key in found if found[key] != expected[key]], [], name)
        # All columns except the speed and the seconds.
        rows = [[line.split(b",")[:6] for line in read(self.path(f"{folder}/log.csv")).splitlines()] for folder in (out, "undisturbed")]
        self.assertEqual(*rows)
        self.assert_complete_curves(out)

    def assert_complete_curves(self, out):
        """The event files have every epoch and every step once, with the numbers of the undisturbed run."""
        log = [line.split(b",") for line in read(self.path(f"{out}/log.csv")).splitlines()[1:]]
        for folder, accuracy, loss in (("train", 1, 2), ("validation", 4, 5)):
            found, expected = (curves(self.path(f"{name}/{folder}")) for name in (out, "undisturbed"))
            for tag, column in (("epoch_accuracy", accuracy), ("epoch_loss", loss)):
                self.assertEqual([step for step, _ in found[tag]], list(range(EPOCHS)))
                for (_, value), row in zip(found[tag], log):
                    self.assertAlmostEqual(value, float(row[column]), delta=1e-6 * max(1, abs(value)))
            self.assertEqual({tag: len(points) for tag, points in found.items()}, {tag: len(points) for tag, points in expected.items()})
        steps, expected = (curves(self.path(f"{name}/steps")) for name in (out, "undisturbed"))
        self.assertEqual(steps, expected)
        self.assertEqual([step for step, _ in steps["batch_loss"]], list(range(EPOCHS * 4)))

    def test_a_run_writes_models(self):
        answer = json.loads(self.train("short", "--epochs", "2", "--keep", "1", "--json").stdout)
        self.assertEqual((answer["out"], answer["epochs"], len(answer["history"])), (self.path("short"), 2, 2))
        names = os.listdir(self.path("short"))
        self.assertEqual(sorted(name for name in names if not name.startswith("events.out.tfevents.")),
                         ["best.safetensors", "epoch-0002.safetensors", "last.safetensors", "log.csv", "steps", "train", "validation"])
        for name in ("best", "last"):
            model = self.path(f"short/{name}.safetensors")
            self.assertEqual(run_json("info", model)["labels"], ["blue", "red"])
            self.assertEqual(run_json("evaluate", "--model", model, "--data", self.photos)["count"], 16)
            (found,) = run_json("classify", "--model", model, os.path.join(self.photos, "red/0.ppm"))
            self.assertIn(found["predictions"][0]["label"], ("blue", "red"))

    def seen(self, model, folder, *more):
        answer = json.loads(run("evaluate", "--model", self.path(model), "--data", self.path(folder), "--json", *more).stdout)
        return answer["seen_in_training"]

    def test_a_model_remembers_which_photos_it_learned_from(self):
        for label in ("red", "blue"):
            for number in range(8):
                write(self.path(f"renamed/{label}/a{number}.bmp"), as_bmp(photo(label, number)))
                write(self.path(f"new/{label}/{number}.ppm"), photo(label, number + 20))
        model = "undisturbed/best.safetensors"
        described = run_json("info", self.path(model))
        self.assertEqual(described["training_photos"], 12)
        self.assertNotIn("training_photos", described["provenance"])
        self.assertIn("a record of 12", run("info", self.path(model)).stdout)
        found = self.seen(model, "renamed")
        self.assertEqual((found["photos"], found["of"]), (12, 16))
        self.assertIn("learned from 12 of 16", found["warning"])
        self.assertEqual(self.seen(model, "new"), {"photos": 0, "of": 16, "warning": None})
        for command in (["evaluate"], ["calibrate"]):
            lines = run(*command, "--model", self.path(model), "--data", self.path("renamed")).stdout.splitlines()
            self.assertTrue(any("learned from 12 of 16" in line for line in lines[:3]), lines)
            self.assertNotIn("learned from", run(*command, "--model", self.path(model), "--data", self.path("new")).stdout)

    def test_the_record_of_photos_is_kept_dropped_and_added(self):
        model = self.path("undisturbed/best.safetensors")
        small, other, bare, again = map(self.path, ("small.safetensors", "other.npz", "bare.safetensors", "again.safetensors"))
        run("convert", model, small, "--quantize", "int8")
        self.assertEqual(run_json("info", small)["training_photos"], 12)
        (length,) = struct.unpack("<Q", read(small)[:8])
        record = json.loads(read(small)[8:8 + length])["__metadata__"]["training_photos"]
        self.assertLessEqual(len(record), 0.01 * os.path.getsize(small))
        run("convert", model, other)
        self.assertNotIn(b"training_photos", read(other))
        run("convert", model, bare, "--no-photo-record")
        self.assertIsNone(run_json("info", bare)["training_photos"])
        self.assertIsNone(self.seen("bare.safetensors", "photos"))
        done = run("convert", bare, again, "--training-photos", self.photos)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run_json("info", again)["training_photos"], 16)
        self.assertEqual(tensors(again), tensors(model))

    def test_a_run_without_the_record_and_one_that_continues_another(self):
        self.assertEqual(self.train("private", "--epochs", "1", "--no-photo-record").returncode, 0)
        for name in ("best", "last"):
            self.assertNotIn(b'"training_photos"', read(self.path(f"private/{name}.safetensors")))
        for label in ("red", "blue"):
            for number in range(5):
                write(self.path(f"more/{label}/{number}.ppm"), photo(label, number + 40))
        self.assertEqual(self.train("tuned", "--epochs", "1", "--data", self.path("more"), "--init-file", self.path("undisturbed/best.safetensors")).returncode, 0)
        self.assertEqual(run_json("info", self.path("tuned/best.safetensors"))["training_photos"], 12 + 8)
        self.assertEqual(self.seen("tuned/best.safetensors", "photos")["photos"], 12)
        self.assertEqual(self.resume("tuned", "--epochs", "2").returncode, 0)
        self.assertEqual(run_json("info", self.path("tuned/last.safetensors"))["training_photos"], 12 + 8)

    def test_synthetic_data_needs_no_photos(self):
        done = run("train", "--data", "drawn", "--out", self.path("drawn"), "--width", "0.05", "--input", "67", "--batch", "50",
                   "--epochs", "2", "--threads", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        for words in ("bikes", "epoch 1", "epoch 2", "validation loss", "best.safetensors"):
            self.assertIn(words, done.stderr)
        answer = run_json("evaluate", "--model", self.path("drawn/best.safetensors"), "--data", "drawn")
        self.assertEqual([entry["name"] for entry in answer["classes"]], ["bikes", "ships"])

    def test_training_fits_the_photos(self):
        for name in ("best", "last"):
            answer = run_json("evaluate", "--model", self.path(f"undisturbed/{name}.safetensors"), "--data", self.photos)
            self.assertGreater(answer["top1"], 0.9)

    def test_a_killed_run_resumes_identically(self):
        process = self.begin("killed", *self.options())
        for _ in range(3):
            delay = random.uniform(0, 0.1)
            time.sleep(delay)
            process.kill()
            self.assertIn(process.wait(), (0, -signal.SIGKILL), delay)
            run_json("info", self.path("killed/last.safetensors"))
            process = self.begin("killed", "--resume", "--threads", "1")
        process.kill()
        process.wait()
        done = self.resume("killed")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_same_end("killed")

    def test_an_interrupted_run_saves_and_resumes_identically(self):
        process = self.begin("interrupted", *self.options())
        process.send_signal(signal.SIGINT)
        _, output = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, output)
        self.assertIn(f"alexnet train --resume --out {self.path('interrupted')}", output)
        done = self.resume("interrupted")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("resumes after epoch", done.stderr)
        self.assert_same_end("interrupted")

    def test_a_finished_run_can_be_extended_but_not_shortened(self):
        self.assertEqual(self.train("longer", "--epochs", "1").returncode, 0)
        done = self.train("longer", "--epochs", "1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("holds a run already", done.stderr)
        self.assertEqual(self.resume("longer", "--epochs", str(EPOCHS)).returncode, 0)
        self.assert_same_end("longer")
        done = self.resume("longer", "--epochs", "1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("epochs", done.stderr)

    def test_a_resumed_run_says_when_nothing_is_left_to_do(self):
        self.assertEqual(self.train("complete", "--epochs", "1").returncode, 0)
        done = self.resume("complete")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("complete after epoch 1: nothing was trained", done.stderr)
        self.assertNotIn("left, at the speed", done.stderr)

    def test_options_that_a_resumed_run_would_ignore_are_refused(self):
        self.assertEqual(self.train("kept", "--epochs", "1").returncode, 0)
        for option, value in (("--lr", "0.01"), ("--data", self.path("elsewhere")), ("--zoom-range", "0.3"), ("--recipe", "tutorial")):
            done = self.resume("kept", "--epochs", "2", option, value)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(f"{option}: differs from the run", done.stderr)
        before = read(self.path("kept/last.safetensors"))
        done = self.train("kept", "--resume", "--epochs", "1")  # the same command line again
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(read(self.path("kept/last.safetensors")), before)

    def test_a_run_that_resumes_with_other_photos_says_so(self):
        for label in ("red", "blue"):
            for number in range(8):
                write(self.path(f"changing/{label}/{number}.ppm"), photo(label, number))
        self.assertEqual(self.train("changed", "--epochs", "1", "--data", self.path("changing")).returncode, 0)
        self.assertNotIn("other", self.resume("changed", "--epochs", "2").stderr)
        os.remove(self.path("changing/red/3.ppm"))
        done = self.resume("changed", "--epochs", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("The photos are not those that the run began with (12 for training and 4 for validation then)", done.stderr)
        self.assertNotIn("The photos are not those", self.resume("changed", "--epochs", "4").stderr)

    def test_a_folder_is_locked_while_a_run_writes_to_it(self):
        process = self.begin("locked", *self.options("--epochs", "100000"))
        for done in (self.train("locked"), self.resume("locked", "--epochs", "100001")):
            self.assertEqual(done.returncode, 1)
        self.assertIn(f"locked: is in use: process {process.pid} writes to this folder", done.stderr)
        process.kill()
        process.wait()
        self.assertNotIn("in use", self.resume("locked", "--epochs", "1").stderr)  # the lock ended with the process

    def test_a_validation_class_that_training_lacks_is_an_error(self):
        for folder in ("train/crimson", "train/blue", "validation/red", "validation/blue"):
            for number in range(4):
                write(self.path(f"renamed_class/{folder}/{number}.ppm"), photo("blue" if "blue" in folder else "red", number + 60))
        done = self.train("renamed_run", "--data", self.path("renamed_class"))
        self.assertEqual(done.returncode, 1)
        self.assertIn('validation photos of the class "red"', done.stderr)
        self.assertIn("Classes with training photos only: crimson", done.stderr)
        self.assertEqual(run("evaluate", "--model", self.path("undisturbed/best.safetensors"), "--data", self.path("renamed_class")).returncode, 1)

    def test_long_lists_of_findings_are_cut(self):
        for label in ("red", "blue"):
            for number in range(40):
                write(self.path(f"repeated/{label}/{number}.ppm"), photo(label, 1))
        done = self.train("repeats", "--data", self.path("repeated"), "--epochs", "1", "--batch", "1000")
        self.assertEqual(done.stderr.count("the same photo twice"), 10)
        self.assertIn("and 68 more photos that are there twice", done.stderr)
        self.assertIn("fewer photos than the batch size 1000", done.stderr)

    def test_the_recorded_settings_reproduce_the_model(self):
        settings = run_json("info", self.path("undisturbed/best.safetensors"))["provenance"]["training_settings"]
        config = self.path("config.json")
        write(config, (settings if isinstance(settings, str) else json.dumps(settings)).encode())
        done = run("train", "--config", config, "--data", self.photos, "--out", self.path("again"), "--threads", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_same_end("again")
        answer = json.loads(run("train", "--config", config, "--data", self.photos, "--out", self.path("other"), "--epochs", "1",
                                "--rotation-range", "0", "--freeze", "conv1", "fc6", "--json").stdout)
        self.assertEqual(answer["epochs"], 1)
        changed = json.loads(self.settings_of("other"))
        self.assertEqual((changed["epochs"], changed["augmentation"]["rotation_range"], changed["freeze"], changed["width"]),
                         (1, 0, ["conv1", "fc6"], 0.05))
        write(config, b'{"epoch": 3}')
        done = run("train", "--config", config, "--out", self.path("none"), "--data", self.photos)
        self.assertEqual(done.returncode, 1)
        self.assertIn(f'{config}: settings: "epoch"', done.stderr)

    def settings_of(self, out):
        content = read(self.path(f"{out}/last.safetensors"))
        return json.loads(content[8:8 + int.from_bytes(content[:8], "little")])["__metadata__"]["training_settings"]

    def test_errors_are_reported(self):
        for arguments, code, words in (
                (["--optimizer", "adagrad"], 2, "adagrad"), (["--schedule", "sometimes"], 2, "sometimes"), (["--variant", "vgg"], 2, "vgg"),
                (["--recipe", "cake"], 2, "cake"), (["--init", "zero"], 2, "zero"), (["--freeze", "conv9"], 2, "conv9"),
                (["--freeze", "99"], 2, "freeze"), (["--fit", "squeeze"], 2, "squeeze"), (["--input", "20"], 2, "at least 67 pixels"),
                (["--input", "70", "--resize", "60"], 2, "resize"), (["--dropout", "1"], 2, "dropout"), (["--lr", "-1"], 2, "learning rate"),
                (["--lr", "nan"], 2, "learning rate"), (["--epochs", "0"], 2, "epochs"), (["--batch", "0"], 2, "batch"),
                (["--accumulate", "100"], 2, "accumulate"), (["--momentum", "1"], 2, "momentum"), (["--zoom-range", "2"], 2, "zoom_range"),
                (["--validation-fraction", "1"], 2, "validation"), (["--init-file", self.path("none")], 1, self.path("none")),
                (["--config", self.path("none")], 1, self.path("none")), (["--data", self.path("none")], 1, self.path("none")),
                (["--lr", "fast"], 2, "--lr"), (["--epochs", "-1"], 2, "--epochs"), (["--nosuch", "1"], 2, "nosuch"),
                (["--batch", "-1"], 2, "--batch"),
                (["--recipe", "paper", "--config", "x"], 2, "excludes")):
            with self.subTest(arguments):
                done = self.train("wrong", *arguments)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(words, done.stderr)
                self.assertFalse(os.path.exists(self.path("wrong")))
        self.assertEqual(run("train", "--data", self.photos).returncode, 2)
        done = run("train", "--out", self.path("wrong"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("drawn", done.stderr)
        done = self.resume("nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere: holds no run to resume", done.stderr)
        self.assertIn("last.safetensors", done.stderr)
        done = run("train", "--out", self.path("photos/red/0.ppm/run"), *self.options())
        self.assertEqual(done.returncode, 1)
        self.assertIn("0.ppm", done.stderr)

    def test_an_unreadable_photo_is_named_and_skipped(self):
        for label in ("red", "blue"):
            for number in range(12):
                write(self.path(f"broken/{label}/{number}.ppm"), photo(label, number))
        # The header is valid: that the file is truncated is detected only when it is decoded.
        write(self.path("broken/red/cut.ppm"), photo("red", 9)[:700])
        write(self.path("broken/red/notes.txt"), b"no photo")
        done = self.train("patient", "--data", self.path("broken"), "--epochs", "2")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("cut.ppm", done.stderr)
        self.assertIn("notes.txt", done.stderr)

    def test_a_diverging_run_is_reported(self):
        done = self.train("diverged", "--optimizer", "sgd", "--lr", "1e9")
        self.assertEqual(done.returncode, 1)
        self.assertIn("Diverged", done.stderr)


unittest.main(verbosity=1)
