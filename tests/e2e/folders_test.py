#!/usr/bin/env python3
"""End-to-end tests of folders of photos as people bring them: folders_test.py PROGRAM"""
import gzip
import io
import os
import random
import shutil
import tarfile
import tempfile
import unittest
import zipfile

from program import read, run, run_json

SHARED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../shared/inputs/folders")


def photo(label, number):
    """A picture of coarse random blocks, mostly red for cats and blue for other labels."""
    draw = random.Random(f"{label!a} {number}")
    own = 0 if label == "cats" else 2
    blocks = [[draw.randrange(160) + (90 if c == own else 0) for c in range(3)] for _ in range(36)]
    pixels = bytes(blocks[y // 4 * 6 + x // 4][c] for y in range(24) for x in range(24) for c in range(3))
    return b"P6\n24 24\n255\n" + pixels


class Folders(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = cls.write("sets", [f"{split}/{label}/{i}.ppm" for split in ("train", "test") for label in ("cats", "dogs")
                                      for i in range(6)])
        done = cls.train("run", cls.data)
        assert done.returncode == 0, done.stderr
        cls.started = done.stderr
        cls.model = cls.path("run/best.safetensors")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)

    @classmethod
    def write(cls, name, files):
        """Writes photos, each different, whose labels are the names of their folders; returns the path of the folder."""
        for number, file in enumerate(files):
            path = os.path.join(os.fsencode(cls.path(name)), os.fsencode(file))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as stream:
                stream.write(photo(os.path.basename(os.path.dirname(os.fsdecode(file))), number))
        return cls.path(name)

    @classmethod
    def train(cls, out, data, *more):
        return run("train", "--data", data, "--out", cls.path(out), "--width", "0.05", "--input", "67", "--batch", "4", "--epochs",
                   "2", "--threads", "1", *more)

    def evaluate(self, data, *more):
        return run_json("evaluate", "--model", self.model, "--data", data, *more)

    def test_test_photos_judge_and_never_choose_a_model(self):
        self.assertRegex(self.started, r"all +10 +2\n")
        answer = self.evaluate(self.data)
        self.assertEqual((answer["split"], answer["trained_on"], answer["count"]), ("test", "no", 12))
        self.assertEqual(answer["notices"], [])
        for split, count, trained_on in (("train", 10, "yes"), ("validation", 2, "no"), ("test", 12, "no")):
            answer = self.evaluate(self.data, "--split", split)
            self.assertEqual((answer["split"], answer["count"], answer["trained_on"]), (split, count, trained_on))

    def test_training_photos_are_said_to_be_ones(self):
        only = self.path("only")
        shutil.copytree(os.path.join(self.data, "train"), os.path.join(only, "train"))
        answer = self.evaluate(only)
        self.assertEqual((answer["split"], answer["trained_on"], answer["count"]), ("train", "yes", 12))
        self.assertEqual(answer["notices"][0]["code"], "evaluation_of_training_photos")
        for command in (("evaluate",), ("calibrate",)):
            done = run(*command, "--model", self.model, "--data", only)
            self.assertIn("training photos", " ".join(done.stdout.splitlines()[:2]))
        answer = self.evaluate(os.path.join(self.data, "train"))
        self.assertEqual((answer["split"], answer["trained_on"], answer["count"]), ("all", "unknown", 12))
        self.assertEqual(answer["notices"][0]["code"], "evaluation_without_sets")

    def test_calibrate_takes_the_photos_that_evaluate_takes(self):
        answer = run_json("calibrate", "--model", self.model, "--data", self.data)
        self.assertEqual((answer["split"], answer["trained_on"], answer["photos"]), ("test", "no", 12))
        answer = run_json("calibrate", "--model", self.model, "--data", self.data, "--split", "train")
        self.assertEqual((answer["split"], answer["trained_on"]), ("train", "yes"))

    def test_one_class_is_judged_but_not_trained_on(self):
        one = self.write("one", [f"cats/{i}.ppm" for i in range(3)])
        answer = self.evaluate(one)
        self.assertEqual(answer["count"], 3)
        self.assertEqual([entry["count"] for entry in answer["classes"]], [3, 0])
        done = self.train("one-run", one)
        self.assertEqual(done.returncode, 1)
        self.assertIn("photos of one class only", done.stderr)

    def test_names_that_are_no_utf8_are_kept(self):
        files = [b"\xb9\xb7/%d.ppm" % i for i in range(4)] + [b"\xc3\xa8/%d.ppm" % i for i in range(4)]
        data = self.write("bytes", files)
        self.assertEqual(self.train("bytes-run", data).returncode, 0)
        model = self.path("bytes-run/best.safetensors")
        answer = run_json("evaluate", "--model", model, "--data", data)
        self.assertEqual([entry["name"] for entry in answer["classes"]], ["\\xB9\\xB7", "è"])
        self.assertEqual(answer["count"], 8)
        done = run("train", "--out", self.path("bytes-run"), "--resume", "--epochs", "3", "--data", data)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_contradictions_are_reported(self):
        data = self.write("contradictions", [f"{label}/{i}.ppm" for label in ("cats", "dogs") for i in range(4)])
        shutil.copy(os.path.join(data, "cats/0.ppm"), os.path.join(data, "dogs/same.ppm"))
        done = self.train("contradictions-run", data)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("a contradiction: the same photo is in two classes", done.stderr)
        self.assertEqual([notice["code"] for notice in self.evaluate(data)["notices"]],
                         ["evaluation_without_sets", "photo_in_two_classes"])
        data = self.write("leaked", [f"{split}/{label}/{i}.ppm" for split in ("train", "test") for label in ("cats", "dogs") for i in range(4)])
        for i in range(4):
            for label in ("cats", "dogs"):
                shutil.copy(os.path.join(data, f"train/{label}/{i}.ppm"), os.path.join(data, f"test/{label}/{i}.ppm"))
        notices = self.evaluate(data)["notices"]
        self.assertEqual([notice["code"] for notice in notices], ["photo_in_two_sets"] * 5 + ["copies_more"])
        self.assertIn("3 more photos", notices[-1]["text"])

    def test_archives_are_data_sets(self):
        zipped, tarred, packed = self.path("photos.zip"), self.path("photos.tar"), self.path("photos.tgz")
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive, tarfile.open(tarred, "w") as tar:
            for split in ("train", "test"):
                for label in ("cats", "dogs"):
                    for i in range(6):
                        content = read(os.path.join(self.data, split, label, f"{i}.ppm"))
                        name = f"{'pets' * 40}/{split}/{label}/{i}.ppm"
                        archive.writestr(name, content)
                        entry = tarfile.TarInfo(name)
                        entry.size = len(content)
                        tar.addfile(entry, io.BytesIO(content))
        with gzip.open(packed, "wb") as stream:
            stream.write(read(tarred))
        expected = self.evaluate(self.data)
        for archive in (zipped, tarred, packed):
            answer = self.evaluate(archive)
            self.assertEqual((answer["confusion"], answer["loss"]), (expected["confusion"], expected["loss"]))
        done = self.train("archive-run", zipped)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(read(self.path("archive-run/log.csv")).split(b"\n")[1].split(b",")[:5],
                         read(self.path("run/log.csv")).split(b"\n")[1].split(b",")[:5])

    def test_labels_come_from_a_table(self):
        data = self.write("table", [f"{i}.ppm" for i in range(8)])
        with open(self.path("labels.csv"), "w", encoding="utf-8-sig", newline="") as file:
            file.write("image,label\r\n" + "".join(f"{i},{'cats' if i % 2 else 'dogs'}\r\n" for i in range(7)) + "9,cats\r\n")
        answer = self.evaluate(data, "--labels", self.path("labels.csv"))
        self.assertEqual(answer["count"], 7)
        self.assertEqual([entry["count"] for entry in answer["classes"]], [3, 4])
        self.assertTrue(answer["refused"][0]["name"].endswith("labels.csv, row 9"), answer["refused"])
        done = self.train("table-run", data, "--labels", self.path("labels.csv"))
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run("train", "--out", self.path("table-run"), "--resume", "--epochs", "3", "--data", data)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_shared_inputs_are_read(self):
        if not os.path.isdir(SHARED):
            self.skipTest(f"needs {SHARED}")
        for name, split in (("01_train_and_test", "test"), ("02_training_set_and_test_set", "test"),
                            ("03_dev_and_others_beside_train", "validation"), ("04_folder_within_a_folder", "all"),
                            ("08_thumbnails_of_a_nas", "all")):
            answer = self.evaluate(os.path.join(SHARED, name))
            self.assertEqual((answer["split"], answer["count"]), (split, 6), name)


unittest.main(verbosity=1)
