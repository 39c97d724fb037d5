#!/usr/bin/env python3
"""End-to-end tests of the command line: cli_test.py PROGRAM"""
import csv
import glob
import io
import json
import os
import pty
import resource
import shutil
import struct
import subprocess
import unittest
import zlib

from program import PROGRAM, SANITIZED, WithModel, read, run, run_json


class CommandLine(WithModel):
    def test_classify_prints_the_most_likely_labels(self):
        (answer,) = run_json("classify", self.photo, "--model", self.model, "--top", "2")
        self.assertEqual(answer["file"], self.photo)
        self.assertEqual(len(answer["predictions"]), 2)
        first, second = answer["predictions"]
        self.assertGreaterEqual(first["probability"], second["probability"])
        self.assertEqual(first["label"], f"class {first['index']}")
        self.assertEqual(set(answer["milliseconds"]), {"picture", "network"})

    def test_quantized_models_are_smaller_and_predict_nearly_the_same(self):
        (whole,) = run_json("classify", self.photo, "--model", self.model, "--top", "3")
        sizes = [os.path.getsize(self.model)]
        for how in ("fp16", "int8", "int4"):
            small = self.path(how + ".safetensors")
            report = run_json("convert", self.model, small, "--quantize", how)
            self.assertEqual(report["bytes_after"], os.path.getsize(small))
            self.assertTrue(0 < report["mean_weight_error"] <= report["largest_weight_error"])
            sizes.append(os.path.getsize(small))
            self.assertEqual(run_json("info", small)["quantization"], "" if how == "fp16" else how)
            (answer,) = run_json("classify", self.photo, "--model", small, "--top", "3")
            expected = {one["index"]: one["probability"] for one in whole["predictions"]}
            for one in answer["predictions"]:
                self.assertAlmostEqual(one["probability"], expected[one["index"]], delta=0.1)
        self.assertEqual(sizes, sorted(sizes, reverse=True))
        done = run("convert", self.model, self.path("x.safetensors"), "--quantize", "int2")
        self.assertEqual(done.returncode, 2)

    def test_an_unreadable_file_does_not_stop_the_others(self):
        broken = self.path("broken.jpg")
        with open(broken, "wb") as file:
            file.write(b"\xff\xd8\xff\xe0")
        empty = self.path("empty folder")
        os.makedirs(empty)
        done = run("classify", broken, self.path("missing.png"), empty, self.photo, "--model", self.model, "--json")
        self.assertEqual(done.returncode, 1)
        answers = json.loads(done.stdout)
        self.assertEqual([("error" in answer) for answer in answers], [True, True, True, False])
        for words in (broken, "No such file", "holds no photo"):
            self.assertIn(words, done.stderr)
        self.assertTrue(answers[0]["code"].startswith("image_"), answers[0])

    def test_harmless_faults_of_photos_are_told(self):
        chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        rows = b"".join(b"\0" + bytes(x * y % 256 for x in range(90)) for y in range(30))
        whole = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 30, 30, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows))
        for label in ("a", "b"):
            for number in range(4):
                path = self.path(f"faulty/{label}/{number}.png")
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "wb") as file:
                    file.write(whole + (b"" if (label, number) == ("a", 0) else chunk(b"IEND", b"")))
        faulty, faultless = self.path("faulty/a/0.png"), self.path("faulty/a/1.png")
        done = run("classify", faulty, faultless, "--model", self.model, "--json")
        self.assertEqual(done.returncode, 0)
        first, second = json.loads(done.stdout)
        (warning,) = first["warnings"]
        self.assertEqual(done.stderr, f"alexnet: {faulty}: {warning['text']}\n")
        self.assertTrue(warning["code"] and warning["text"])
        self.assertNotIn("warnings", second)
        self.assertEqual(first["predictions"], second["predictions"])
        table = run("classify", faulty, faultless, "--model", self.model, "--csv").stdout
        self.assertEqual([row["warnings"] for row in csv.DictReader(io.StringIO(table))], [warning["text"], ""])
        explained = run("explain", faulty, "--model", self.model, "--out", self.path("why.png"), "--json")
        self.assertEqual(json.loads(explained.stdout)["warnings"], [warning])
        self.assertIn(warning["text"], explained.stderr)
        trained = run("train", "--data", self.path("faulty"), "--out", self.path("faulty run"), "--width", "0.05", "--input", "67", "--epochs", "1",
                      "--validation-fraction", "0")
        self.assertIn(f"{faulty}: {warning['text']}", trained.stderr)
        model = self.path("faulty run/best.safetensors")
        self.assertEqual(run_json("evaluate", "--model", model, "--data", self.path("faulty"))["warnings"],
                         [{"name": faulty, "code": warning["code"], "warning": warning["text"]}])
        self.assertIn(f"{faulty}: {warning['text']}", run("evaluate", "--model", model, "--data", self.path("faulty")).stdout)

    def photos_in_folders(self):
        """Copies the photo into folders, beside litter; returns the folder and the paths of the photos in their order."""
        root = self.path("many photos")
        photos = [os.path.join(root, name) for name in ('a "b", c.ppm', "d.PPM", "in/e.ppm", "in/f/g.ppm", "line\nbreak.ppm", "without_ending")]
        others = [os.path.join(root, name) for name in ("notes.txt", "README", ".hidden.ppm", "@eaDir/a.ppm", "Thumbs.db")]
        for path in photos + others:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(b"no photo" if path.endswith("README") else read(self.photo))
        return root, photos

    def test_classify_a_folder_and_patterns(self):
        root, photos = self.photos_in_folders()
        files = lambda *arguments: [answer["file"] for answer in run_json("classify", *arguments, "--model", self.model)]
        self.assertEqual(files(root), photos)
        self.assertEqual(files(root + "/*.ppm"), [photos[0], photos[4]])
        self.assertEqual(files(root + "/**/*.ppm"), [photos[0], photos[4], photos[2], photos[3]])
        self.assertEqual(files(self.photo, root + "/in", root + "/[d]*"), [self.photo, photos[2], photos[3], photos[1]])
        done = run("classify", root + "/*.gif", self.photo, "--model", self.model, "--json")
        self.assertEqual(done.returncode, 1)
        self.assertEqual([answer.get("code") for answer in json.loads(done.stdout)], ["pattern_without_photo", None])
        (answer,) = json.loads(run("classify", root + "/*.gif", "--model", self.model, "--json").stdout)
        self.assertEqual(answer["code"], "pattern_without_photo")

    def test_the_formats_of_classify_agree(self):
        root, photos = self.photos_in_folders()
        answers = run_json("classify", root, "missing.png", "--model", self.model, "--top", "2")
        lines = run("classify", root, "missing.png", "--model", self.model, "--top", "2", "--jsonl")
        self.assertEqual(lines.returncode, 1)
        strip = lambda answer: {key: value for key, value in answer.items() if key != "milliseconds"}
        self.assertEqual([strip(json.loads(line)) for line in lines.stdout.splitlines()], [strip(answer) for answer in answers])
        table = run("classify", root, "missing.png", "--model", self.model, "--top", "2", "--csv")
        rows = list(csv.DictReader(io.StringIO(table.stdout, newline="")))
        self.assertEqual(list(rows[0]), ["file", "sure", "label_1", "probability_1", "label_2", "probability_2", "warnings", "error"])
        self.assertEqual([row["file"] for row in rows], photos + ["missing.png"])
        for row, answer in zip(rows, answers[:-1]):
            self.assertEqual(row["label_1"], answer["predictions"][0]["label"])
            self.assertAlmostEqual(float(row["probability_2"]), answer["predictions"][1]["probability"], delta=1e-6)
            self.assertEqual((row["sure"], row["error"]), ("true" if answer["sure"] else "false", ""))
        self.assertEqual((rows[-1]["label_1"], rows[-1]["error"]), ("", answers[-1]["error"]))
        for pair in (("--json", "--jsonl"), ("--csv", "--jsonl"), ("--csv", "--json")):
            self.assertEqual(run("classify", self.photo, "--model", self.model, *pair).returncode, 2, pair)

    def test_classify_a_photo_from_standard_input(self):
        for how in ({"input": read(self.photo)}, {"stdin": open(self.photo, "rb")}):
            done = subprocess.run([PROGRAM, "classify", "-", self.photo, "--model", self.model, "--json"], capture_output=True, timeout=120, **how)
            self.assertEqual(done.returncode, 0, done.stderr)
            piped, named = json.loads(done.stdout)
            self.assertEqual((piped["file"], piped["predictions"]), ("-", named["predictions"]))
            how.get("stdin", io.BytesIO()).close()
        done = subprocess.run([PROGRAM, "classify", "-", "--model", self.model, "--json"], capture_output=True, timeout=120, input=b"")
        self.assertEqual((done.returncode, json.loads(done.stdout)[0]["code"]), (1, "image_empty_file"))

    def test_lines_appear_while_classify_runs(self):
        arguments = [PROGRAM, "classify", *[self.photo] * 800, "--model", self.model, "--csv", "--top", "1"]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
            for _ in range(2):
                process.stdout.readline()
            process.kill()
            # The pipe holds more than the whole table, so that a table printed at the end would be there now.
            self.assertLess(len(process.stdout.readlines()), 799)

    def test_a_bar_of_progress_is_shown_on_a_terminal_only(self):
        arguments = [PROGRAM, "classify", *[self.photo] * 100, "--model", self.model, "--jsonl"]
        self.assertEqual(subprocess.run(arguments, capture_output=True, timeout=120).stderr, b"")
        terminal, inner = pty.openpty()
        done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=inner, timeout=120)
        os.close(inner)
        shown = os.read(terminal, 1 << 20).decode()
        os.close(terminal)
        self.assertEqual(len(done.stdout.splitlines()), 100)
        self.assertIn("16 of 100 photos", shown)
        self.assertTrue(shown.endswith("\r\x1b[K"), "the bar is erased at the end")

    def test_json_errors_carry_their_code(self):
        failures = ((("train", "--data", "drawn", "--out", self.path("no run"), "--optimizer", "adagrad"), 2, "optimizer_unknown"),
                    (("explain", self.photo, "--model", self.model, "--out", self.path("x.png"), "--class", "cat"), 2, "explain_name_unknown"),
                    (("convert", self.photo, self.path("x.safetensors")), 1, None),
                    (("convert", self.model, self.path("x.weights")), 1, None),
                    (("evaluate", "--model", self.photo, "--data", "drawn"), 1, None))
        for arguments, exit_code, code in failures:
            done = run(*arguments, "--json")
            self.assertEqual(done.returncode, exit_code, done.stderr)
            error = json.loads(done.stdout)["error"]
            self.assertIn(error["message"], done.stderr)
            if code:
                self.assertEqual(error["code"], code)
            self.assertEqual(run(*arguments).stdout, "", "without --json, errors go to standard error only")

    def test_crop_and_stretch_differ(self):
        answers = [run_json("classify", self.photo, "--model", self.model, how)[0]["predictions"] for how in ("--crop", "--stretch")]
        self.assertNotEqual(answers[0], answers[1])

    def test_threads_do_not_change_the_answer(self):
        answers = [run_json("classify", self.photo, "--model", self.model, "--threads", n)[0]["predictions"] for n in ("1", "2")]
        for one, two in zip(*answers):
            self.assertEqual(one["index"], two["index"])
            self.assertAlmostEqual(one["probability"], two["probability"], delta=1e-5)

    def test_an_invalid_command_line_exits_with_2(self):
        for arguments in ([], ["classify"], ["paint"], ["bench"], ["classify", self.photo, "--model", self.model, "--crop", "--stretch"],
                          ["classify", self.photo, "--model", self.model, "--top", "0"]):
            done = run(*arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertTrue(done.stderr, arguments)

    def test_help_has_an_example(self):
        for verb in ("classify", "train", "augment", "draw", "evaluate", "info", "init", "bench"):
            done = run(verb, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(f"alexnet {verb}", done.stdout)

    def test_a_corrupt_model_is_rejected_with_a_message(self):
        whole = read(self.model)
        for name, content, words in (("empty", b"", "0 bytes"), ("cut", whole[:-1], "cut"), ("huge", b"\0\0\0\0\0\0\0\x10{}", "huge")):
            path = self.path(name)
            with open(path, "wb") as file:
                file.write(content)
            done = run("classify", self.photo, "--model", path)
            self.assertEqual(done.returncode, 1, name)
            self.assertIn(path, done.stderr)

    def test_info_of_a_file_and_of_a_variant(self):
        self.assertEqual(run_json("info", self.model)["classes"], 3)
        self.assertEqual(run_json("info", "--variant", "paper")["parameters"], 60965224)
        self.assertIn("60,965,224", run("info", "--variant", "paper").stdout)
        self.assertEqual(run("info", "--variant", "vgg").returncode, 2)

    def test_init_is_reproducible(self):
        again = self.path("again.safetensors")
        run("init", "--variant", "keras", "--classes", "3", "--width", "0.1", "--seed", "5", "--out", again, "--threads", "1")
        self.assertEqual(read(again), read(self.model))

    def test_init_fails_if_the_file_cannot_be_written(self):
        done = run("init", "--width", "0.1", "--out", self.path("no/such/folder/x.safetensors"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be created", done.stderr)

    @unittest.skipIf(SANITIZED, "a sanitizer needs more address space than that")
    def test_lack_of_memory_is_reported(self):
        limit = lambda: resource.setrlimit(resource.RLIMIT_AS, (150 << 20, 150 << 20))
        done = run("init", "--out", self.path("big.safetensors"), preexec_fn=limit)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("no memory for", done.stderr)
        self.assertFalse(os.path.exists(self.path("big.safetensors")))

    def test_draw_writes_folders_of_synthetic_photos(self):
        report = run_json("draw", self.path("drawn photos"), "--train", "2", "--validation", "1", "--side", "64")
        self.assertEqual((report["train"], report["validation"]), (4, 2))
        photos = sorted(os.path.relpath(path, self.path("drawn photos")) for path in glob.glob(self.path("drawn photos/*/*/*.png")))
        self.assertEqual(photos, ["train/bikes/0.png", "train/bikes/1.png", "train/ships/0.png", "train/ships/1.png",
                                  "validation/bikes/1000000.png", "validation/ships/1000000.png"])
        done = run("draw", self.path("nothing"), "--train", "0", "--validation", "0")
        self.assertEqual(done.returncode, 1)
        self.assertIn("at least one photo", done.stderr)

    def test_augment_writes_a_contact_sheet(self):
        sheets = [self.path(name) for name in ("one.png", "again.png", "other.png")]
        options = ["--input", "40", "--count", "6", "--columns", "3", "--rotation-range", "10", "--horizontal-flip", "--fill-mode", "wrap",
                   "--brightness-range", "0.5", "1.5"]
        for sheet, seed in zip(sheets, ("1", "1", "2")):
            report = run_json("augment", "--data", "drawn", "--out", sheet, "--seed", seed, *options)
        self.assertEqual((report["width"], report["height"], report["photos"]), (4 * 44 - 4, 2 * 44 - 4, 200))
        self.assertEqual(report["augmentation"]["fill_mode"], "wrap")
        self.assertEqual(report["augmentation"]["brightness_range"], [0.5, 1.5])
        one, again, other = map(read, sheets)
        self.assertEqual(one[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual((int.from_bytes(one[16:20], "big"), int.from_bytes(one[20:24], "big")), (4 * 44 - 4, 2 * 44 - 4))
        self.assertEqual(one, again)
        self.assertNotEqual(one, other)

    def test_augment_of_a_folder_with_unrelated_files(self):
        root = self.path("photos")
        for name in ("a/1.ppm", "b/2.ppm", "b/3.ppm", "b/notes.txt"):
            os.makedirs(os.path.dirname(os.path.join(root, name)), exist_ok=True)
            with open(os.path.join(root, name), "wb") as file:
                file.write(read(self.photo))
        report = run_json("augment", "--data", root, "--out", self.path("sheet.png"), "--input", "32", "--random-crop", "--count", "3")
        self.assertEqual((report["photos"], report["refused"]), (3, 1))
        for arguments, code, words in ((["--data", self.folder.name + "/none"], 1, "No such file"), (["--data", root + "/a"], 1, "holds no folders"),
                                       (["--data", root, "--zoom-range", "2"], 2, "zoom_range: must be"),
                                       (["--data", root, "--random-crop", "--resize", "20"], 1, "cannot be cut"),
                                       (["--data", root, "--fill-mode", "edge"], 2, "must be nearest"),
                                       (["--data", root, "--random-crop", "--random-resized-crop"], 2, "excludes")):
            done = run("augment", "--out", self.path("sheet.png"), *arguments)
            self.assertEqual(done.returncode, code, arguments)
            self.assertIn(words, done.stderr)

    def test_bench_reports_the_peak_and_the_speed(self):
        report = run_json("bench", "ops", "--width", "0.1", "--repeats", "2", "--threads", "1")
        self.assertEqual(report["threads"], 1)
        self.assertGreater(report["images_per_second"], 0)
        self.assertIn("fma_peak_gflops", report)
        self.assertIn("conv1+relu1", [step["name"] for step in report["steps"]])

    def photos(self, name, classes, each=4):
        """Writes a folder of small photos, all of them different, and returns its path."""
        for number, label in enumerate(classes):
            folder = self.path(os.path.join(name, label))
            os.makedirs(folder)
            for i in range(each):
                with open(os.path.join(folder, f"{i}.ppm"), "wb") as file:
                    file.write(b"P6\n12 9\n255\n" + bytes((x * (i + 3) + number * 60) % 256 for x in range(12 * 9 * 3)))
        return self.path(name)

    def test_evaluate_counts_photos_by_class(self):
        folder = self.photos("counted", ["ant", "bee", "cow"], each=5)
        for name, content in (("ant/broken.jpg", b"\xff\xd8\xff\xe0"), ("bee/notes.txt", b"not a photo")):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        for crops in ("1", "10"):
            answer = run_json("evaluate", "--model", self.model, "--data", folder, "--crops", crops)
            self.assertEqual(answer["count"], 15)
            self.assertEqual([entry["name"] for entry in answer["classes"]], ["ant", "bee", "cow"])
            self.assertEqual([entry["count"] for entry in answer["classes"]], [5, 5, 5])
            self.assertEqual([sum(row) for row in answer["confusion"]], [5, 5, 5])
            right = [answer["confusion"][i][i] for i in range(3)]
            self.assertEqual([entry["top1"] for entry in answer["classes"]], [count / 5 for count in right])
            self.assertAlmostEqual(answer["top1"], sum(right) / 15)
            self.assertEqual(answer["top5"], 1)
            self.assertEqual(len(answer["refused"]), 2)

    def test_evaluate_agrees_with_classify(self):
        folder = self.photos("agreed", ["ant", "bee", "cow"])
        answer = run_json("evaluate", "--model", self.model, "--data", folder)
        for number, label in enumerate(["ant", "bee", "cow"]):
            paths = [os.path.join(folder, label, f"{i}.ppm") for i in range(4)]
            found = [entry["predictions"][0]["index"] for entry in run_json("classify", *paths, "--model", self.model)]
            self.assertEqual(answer["confusion"][number], [found.count(i) for i in range(3)])

    def test_evaluate_uses_the_given_split(self):
        self.photos("parted/train", ["ant", "bee", "cow"], each=6)
        folder = os.path.dirname(self.photos("parted/validation", ["ant", "bee", "cow"], each=2))
        for options, count in (([], 6), (["--split", "train"], 18), (["--split", "validation"], 6)):
            self.assertEqual(run_json("evaluate", "--model", self.model, "--data", folder, *options)["count"], count)
        done = run("evaluate", "--model", self.model, "--data", folder, "--split", "test")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no photos for test", done.stderr)

    def test_evaluate_writes_a_report(self):
        folder, report = self.photos("told", ["ant", "bee", "c<o>w"]), self.path("a/report")
        done = run("evaluate", "--model", self.model, "--data", folder, "--report", report)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("top-1", done.stdout)
        self.assertIn("of 12 photos", done.stdout)
        page = read(os.path.join(report, "index.html")).decode()
        self.assertIn("c&lt;o&gt;w", page)
        self.assertNotIn("c<o>w", page)
        self.assertEqual(read(os.path.join(report, "grid.png"))[:4], b"\x89PNG")

    def test_evaluate_reports_errors(self):
        four = self.photos("four", ["ant", "bee", "cow", "dog"])
        done = run("evaluate", "--model", self.model, "--data", four)
        self.assertEqual(done.returncode, 1)
        self.assertIn("the photos have 4", done.stderr)
        self.assertEqual(run("evaluate", "--model", self.model, "--data", self.path("nowhere")).returncode, 1)
        for wrong in (["--crops", "5"], ["--split", "holdout"]):
            done = run("evaluate", "--data", four, "--model", self.model, *wrong)
            self.assertEqual(done.returncode, 2, wrong)


def png_of_display_p3(path, color):
    """Writes a photo of one color in Display P3."""
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    rows = (b"\0" + bytes(color) * 40) * 30
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)) +
                   chunk(b"cICP", bytes((12, 13, 0, 1))) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


class ColorAndInterpolation(WithModel):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.path("colors")
        for name in ("wide", "plain"):
            os.makedirs(os.path.join(cls.data, name))
        for i in range(6):
            png_of_display_p3(os.path.join(cls.data, "wide", f"{i}.png"), (200 + i, 30, 30))
            with open(os.path.join(cls.data, "plain", f"{i}.ppm"), "wb") as file:
                file.write(b"P6\n40 30\n255\n" + bytes((218, i * 30, 6)) * (40 * 30))
        cls.wide, cls.plain = os.path.join(cls.data, "wide", "0.png"), os.path.join(cls.data, "plain", "0.ppm")  # the same color

    def probabilities(self, photo, *options):
        (answer,) = run_json("classify", photo, "--model", self.model, "--top", "3", *options)
        return {one["label"]: one["probability"] for one in answer["predictions"]}, answer["converted_from"]

    def preprocessing(self, model):
        found = run_json("info", model)["preprocessing"]
        return found["color"], found["interpolation"]

    def test_color_profiles_are_converted_where_the_option_says_so(self):
        as_stored, none = self.probabilities(self.wide)
        self.assertIsNone(none)
        converted, profile = self.probabilities(self.wide, "--color", "convert")
        self.assertEqual(profile, "Display P3")
        self.assertEqual((converted, None), self.probabilities(self.plain, "--color", "convert"))
        self.assertNotEqual(as_stored, converted)
        self.assertIn("colors converted from Display P3", run("classify", self.wide, "--model", self.model, "--color", "convert").stdout)
        self.assertNotIn("converted", run("classify", self.wide, "--model", self.model).stdout)

    def test_every_command_follows_the_model_or_the_option(self):
        # Red and blue photos, so that a calibrated model is sure of some.
        shutil.copytree(os.path.join(self.data, "wide"), self.path("hues/red"))
        os.makedirs(self.path("hues/blue"))
        for i in range(6):
            png_of_display_p3(self.path(f"hues/blue/{i}.png"), (30, 30, 200 + i))
        done = run("train", "--data", self.path("hues"), "--width", "0.05", "--input", "67", "--epochs", "12", "--batch", "4", "--color", "ignore",
                   "--interpolation", "bicubic", "--out", self.path("run"))
        self.assertEqual(done.returncode, 0, done.stderr)
        trained, calibrated = self.path("run/best.safetensors"), self.path("calibrated.safetensors")
        self.assertEqual(self.preprocessing(trained), ("ignore", "bicubic"))
        for color in ("ignore", "convert"):
            self.assertEqual(run_json("evaluate", "--model", trained, "--data", self.path("hues"), "--color", color)["color"], color)
        done = run("calibrate", "--model", trained, "--data", self.path("hues"), "--color", "convert", "--interpolation", "nearest", "--out", calibrated)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.preprocessing(calibrated), ("convert", "nearest"))
        (answer,) = run_json("classify", self.wide, "--model", calibrated)
        self.assertEqual(answer["converted_from"], "Display P3")
        explained = run_json("explain", self.wide, "--model", calibrated, "--out", self.path("why.png"))
        self.assertEqual(explained["converted_from"], "Display P3")

    def test_training_converts_unless_told_otherwise(self):
        done = run("train", "--data", "drawn", "--width", "0.05", "--input", "67", "--epochs", "1", "--out", self.path("drawn"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.preprocessing(self.path("drawn/best.safetensors")), ("convert", "bilinear_antialiased"))

    def test_each_interpolation_gives_other_pixels(self):
        answers = [self.probabilities(self.photo, "--interpolation", how)[0]
                   for how in ("nearest", "bilinear", "bilinear_antialiased", "bicubic")]
        for i, answer in enumerate(answers):
            self.assertEqual(answers.index(answer), i)
        self.assertEqual(self.probabilities(self.photo)[0], answers[2])
        for option in ("--interpolation", "--color"):
            self.assertEqual(run("classify", self.photo, "--model", self.model, option, "lanczos").returncode, 2)


unittest.main(verbosity=1)
