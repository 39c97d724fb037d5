#!/usr/bin/python3
"""Runs alexnet-viewer with scripts and checks its screenshots. Without a display:

    xvfb-run -s "-screen 0 1280x900x24" window_test.py ALEXNET_VIEWER ALEXNET
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from PIL import Image  # from Debian, hence its python3 in the first line

VIEWER, ALEXNET = sys.argv[1:3]
SANITIZED = "ALEXNET_SANITIZED" in os.environ


class Shot:
    def __init__(self, path):
        with Image.open(path) as image:
            assert image.mode == "RGB", image.mode
            (self.width, self.height), pixels = image.size, image.tobytes()
        self.rows = [pixels[y:y + 3 * self.width] for y in range(0, len(pixels), 3 * self.width)]

    def region(self, left, top, right, bottom):
        """Returns the pixels of a rectangle, given in fractions of the window."""
        x0, x1 = int(left * self.width), int(right * self.width)
        return [row[3 * x0:3 * x1] for row in self.rows[int(top * self.height):int(bottom * self.height)]]


LEFT, MIDDLE, RIGHT, LOG = (0, .1, .23, .74), (.27, .12, .72, .74), (.77, .05, 1, .74), (0, .81, .6, 1)


GRID, UNIT, MAP = (.27, .35, .5, .72), (.55, .33, .72, .74), (.52, .13, .72, .35)


def share(pixels, matches):
    """Returns the fraction of the pixels that match."""
    matched = [matches(*row[i:i + 3]) for row in pixels for i in range(0, len(row), 3)]
    return sum(matched) / len(matched)


def count_colors(pixels):
    return len({row[i:i + 3] for row in pixels for i in range(0, len(row), 3)})


class Window(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="alexnet_viewer."))
        cls.model = cls.folder / "model.safetensors"
        subprocess.run([ALEXNET, "init", "--classes", "2", "--width", "0.05", "--out", cls.model], check=True, capture_output=True)
        for kind in ("bikes", "ships"):
            (cls.folder / "photos" / kind).mkdir(parents=True)
            for i in range(3):
                side = 24 + 8 * i
                pixels = bytes((x * 5 + y * 3 * i + 80 * c) % 256 for y in range(side) for x in range(side) for c in range(3))
                (cls.folder / "photos" / kind / f"{i}.ppm").write_bytes(b"P6\n%d %d\n255\n" % (side, side) + pixels)
        (cls.folder / "broken.jpg").write_bytes(b"\xff\xd8\xff but no more")
        (cls.folder / "broken.safetensors").write_bytes(b"\x00" * 40)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def view(self, *lines, code=0, arguments=(), programs=None, environment=None):
        """Runs a script. `programs` is a folder that is searched for programs first; an empty variable of `environment` is unset."""
        script = self.folder / "script.txt"
        script.write_text("\n".join(str(line) for line in lines))
        command = [VIEWER, "--threads", "1", "--size", "960x600", "--script", script, *arguments]
        environment = {**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1", **(environment or {})}
        environment = {name: value for name, value in environment.items() if value}
        if programs:
            environment["PATH"] = f"{programs}:{environment['PATH']}"
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def shots(self, *lines, **options):
        """Runs lines and returns the screenshots; a line `shot` takes one."""
        paths, script = [], []
        for line in lines:
            if line == "shot":
                paths.append(self.folder / f"shot{len(paths)}.png")
                line = f"screenshot {paths[-1]}"
            script.append(line)
        self.view(*script, **options)
        return [Shot(path) for path in paths]

    def test_every_panel_draws_something_of_its_own(self):
        empty, photo, layers, explain, evaluation, training, compare = self.shots(
            "shot", f"open {self.model}", f"open {self.folder}/photos", "select photo bikes/2.ppm", "wait 20", "shot", "show layers", "shot", "show explanation", "shot",
            f"evaluate {self.folder}/photos", "show cell 0 0", "shot", "show training", "shot", "pin photo", "next photo", "shot")
        self.assertEqual((photo.width, photo.height), (960, 600))
        for part in (LEFT, MIDDLE, RIGHT, LOG):
            self.assertTrue(empty.region(*part) != photo.region(*part), part)
        self.assertGreater(count_colors(photo.region(*LEFT)), 200, "thumbnails")
        self.assertGreater(count_colors(photo.region(*MIDDLE)), 200, "the photo")
        self.assertGreater(count_colors(layers.region(*MIDDLE)), 60, "maps")
        self.assertGreater(count_colors(explain.region(*MIDDLE)), 200, "a map over the photo")
        middles = [shot.region(*MIDDLE) for shot in (photo, layers, explain, evaluation, training, compare)]
        for i, one in enumerate(middles):
            self.assertGreater(count_colors(one), 5, i)
            self.assertTrue(one not in middles[:i], i)

    def open_photo(self):
        return f"open {self.model}", f"open {self.folder}/photos/bikes/2.ppm"

    def test_layers_are_red_and_blue_where_values_have_signs(self):
        signed, unsigned, filters, dots = self.shots(*self.open_photo(), "select layer conv1", "shot", "select layer relu1", "shot",
                                                     "select layer conv1", "filters", "shot", "select layer fc6", "shot")
        self.assertGreater(share(signed.region(*GRID), lambda r, g, b: b > r + 40), .02, "blue")
        self.assertGreater(share(signed.region(*GRID), lambda r, g, b: r > b + 40), .02, "red")
        self.assertGreater(share(unsigned.region(*GRID), lambda r, g, b: max(r, g, b) < 30), .1, "zeros are dark")
        self.assertEqual(len({str(shot.region(*GRID)) for shot in (signed, unsigned, filters, dots)}), 4)

    def test_the_pinned_unit_is_shown_large_with_its_numbers(self):
        first, second, near = self.shots(*self.open_photo(), "select layer relu5", "select unit 0", "shot", "next unit", "shot",
                                         "zoom unit 6000", "shot")
        self.assertTrue(first.region(*UNIT) != second.region(*UNIT))
        self.assertTrue(second.region(*UNIT) != near.region(*UNIT))
        self.assertTrue(first.region(*RIGHT) == second.region(*RIGHT), "predictions stay")

    def test_the_slider_goes_from_the_photo_to_the_map(self):
        photo, same_photo, cam, gradient = self.shots(*self.open_photo(), "explain grad-cam", "opacity 0", "shot", "explain gradient", "opacity 0",
                                                      "shot", "explain grad-cam", "opacity 100", "shot", "explain gradient", "shot")
        self.assertTrue(photo.region(*MAP) == same_photo.region(*MAP))
        self.assertTrue(cam.region(*MAP) != photo.region(*MAP))
        self.assertTrue(gradient.region(*MAP) != cam.region(*MAP))

    def test_the_heat_map_is_drawn_over_the_crop(self):
        plain, warm, cropped = self.shots(*self.open_photo(), "show photo", "shot", "heat map", "opacity 90", "shot", "crop 4 4 16", "shot")
        self.assertTrue(plain.region(*MIDDLE) != warm.region(*MIDDLE))
        self.assertTrue(warm.region(*RIGHT) == plain.region(*RIGHT))
        self.assertTrue(cropped.region(*RIGHT) != warm.region(*RIGHT), "the network sees another part")

    @unittest.skipIf(SANITIZED, "takes long with sanitizers")
    def test_ten_thousand_photos_are_listed(self):
        folder = self.folder / "many"
        folder.mkdir()
        for i in range(10000):
            (folder / f"{i:05}.ppm").write_bytes(b"P6\n4 4\n255\n" + bytes((i * k) % 256 for k in range(1, 49)))
        log = self.folder / "log.txt"
        shot, = self.shots(f"open {folder}", "measure frames", "select photo 09999.ppm", "wait 30", "frame times", f"save log {log}", "shot")
        self.assertIn("10000 photos", log.read_text())
        self.assertIn("from one to the next", log.read_text())
        self.assertGreater(count_colors(shot.region(*LEFT)), 100)

    def test_themes_text_sizes_and_overlays_are_drawn(self):
        dark, light, large, palette, keys = self.shots("shot", "light or dark", "shot", "larger text", "larger text", "shot",
                                                       "commands", "wait 5", "shot", "keys", "shot")
        self.assertLess(dark.rows[300][3 * 480], 80)
        self.assertGreater(light.rows[300][3 * 480], 180)
        pictures = [shot.rows for shot in (dark, light, large, palette, keys)]
        self.assertEqual(len({b"".join(rows) for rows in pictures}), 5)

    def test_zooming_in_shows_numbers(self):
        fitted, near = self.shots(f"open {self.folder}/photos/bikes/0.ppm", "shot", "zoom 6000", "shot")
        self.assertTrue(fitted.region(*MIDDLE) != near.region(*MIDDLE))

    def test_training_draws_its_curves(self):
        before, after = self.shots("show training", "set data drawn", "set width 0.05", "set input 67", "set batch 100", "shot", "train 2", "shot")
        self.assertTrue(before.region(.6, .1, .72, .74) != after.region(.6, .1, .72, .74))
        self.assertGreater(count_colors(after.region(*MIDDLE)), 60)

    def test_broken_files_are_reported_in_red(self):
        shot, = self.shots(f"open {self.folder}/broken.jpg", f"open {self.folder}/broken.safetensors", f"open {self.folder}/photos",
                           "select photo ships/2.ppm", "wait 20", "shot")
        reds = [1 for row in shot.region(*LOG) for i in range(0, len(row), 3) if row[i] > 180 and row[i + 1] < 130]
        self.assertTrue(reds)
        self.assertGreater(count_colors(shot.region(*MIDDLE)), 200)

    def test_new_photos_in_a_watched_folder_are_classified(self):
        arrivals = self.folder / "arrivals"
        arrivals.mkdir()
        shutil.copy(self.folder / "photos/bikes/0.ppm", arrivals / "first.ppm")
        # The network puts the other class first for the photo that arrives, so that its answer is drawn differently whatever the time that it took.
        empty, arrived = self.shots(f"open {self.model}", f"open {arrivals}", "select photo first.ppm", "watch folders", "shot",
                                    f"open {self.folder}/photos/ships/1.ppm", f"save square {arrivals}/second.png", "wait 200",
                                    "select photo second.png", "shot")
        self.assertTrue(empty.region(*LEFT) != arrived.region(*LEFT))
        self.assertTrue(empty.region(*RIGHT) != arrived.region(*RIGHT))

    def test_files_are_chosen_in_the_dialog_of_the_system(self):
        programs = self.folder / "programs"
        programs.mkdir()
        for name, choice in ("zenity", self.folder / "photos/bikes/2.ppm"), ("kdialog", ""):
            (programs / name).write_text(f"#!/bin/sh\necho {choice}\n")
            (programs / name).chmod(0o755)
        empty, chosen = self.shots("shot", "open", "wait 60", "shot", programs=programs)
        self.assertTrue(empty.region(*MIDDLE) != chosen.region(*MIDDLE))
        self.assertGreater(count_colors(chosen.region(*MIDDLE)), 200, "the photo")

    def test_an_image_in_the_clipboard_is_pasted(self):
        programs = self.folder / "clipboard programs"
        programs.mkdir()
        picture = self.folder / "clipboard.png"
        Image.frombytes("RGB", (40, 40), bytes(i * 7 % 256 for i in range(40 * 40 * 3))).save(picture)
        (programs / "xclip").write_text(f"#!/bin/sh\ncase \"$*\" in *TARGETS*) echo image/png;; *image/png*) cat '{picture}';; esac\n")
        (programs / "xclip").chmod(0o755)
        environment = {"WAYLAND_DISPLAY": ""}
        empty, pasted = self.shots(f"open {self.model}", "shot", "paste", "wait 60", "shot", programs=programs, environment=environment)
        self.assertTrue(empty.region(*MIDDLE) != pasted.region(*MIDDLE))
        self.assertGreater(count_colors(pasted.region(*MIDDLE)), 200, "the photo")

    @unittest.skipUnless(shutil.which("xclip"), "needs xclip")
    def test_a_real_clipboard_is_pasted(self):
        log = self.folder / "paste log.txt"
        picture = self.folder / "real clipboard.png"
        Image.new("RGB", (30, 30), (200, 30, 40)).save(picture)
        subprocess.run(["xclip", "-selection", "clipboard", "-t", "image/png", "-i", picture], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shot, = self.shots(f"open {self.model}", "paste", "wait 60", "shot", environment={"WAYLAND_DISPLAY": ""})
        self.assertGreater(share(shot.region(*MIDDLE), lambda r, g, b: r > 180 and g < 60 and b < 70), .1, "the red picture")
        path = str(self.folder / "photos/bikes/2.ppm")
        subprocess.run(["xclip", "-selection", "clipboard", "-i"], input=path.encode(), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.view("paste", "wait 60", "copy predictions", f"save log {log}", environment={"WAYLAND_DISPLAY": ""})
        self.assertNotIn("neither", log.read_text())
        subprocess.run(["xclip", "-selection", "clipboard", "-i"], input=b"some words", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.view("paste", "wait 60", f"save log {log}", environment={"WAYLAND_DISPLAY": ""})
        self.assertIn("neither an image nor the path of a file", log.read_text())

    @unittest.skipUnless(shutil.which("xdotool"), "needs xdotool")
    def test_what_is_typed_right_after_the_palette_was_opened_belongs_to_it(self):
        environment = {**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1", "XDG_CONFIG_HOME": str(self.folder / "config"), "WAYLAND_DISPLAY": ""}
        for _ in range(3):
            viewer = subprocess.Popen([VIEWER, "--threads", "1", self.model], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.addCleanup(viewer.kill)
            window = subprocess.run(["xdotool", "search", "--sync", "--pid", str(viewer.pid), "--name", "AlexNet"], capture_output=True, text=True, timeout=60, check=True).stdout.split()[0]
            subprocess.run(["xdotool", "windowfocus", "--sync", window, "key", "ctrl+shift+p", "type", "--delay", "0", "quit"], timeout=60, check=True)
            subprocess.run(["xdotool", "key", "Return"], timeout=60, check=True)
            self.assertEqual(viewer.wait(timeout=60), 0)

    def test_closing_does_not_wait_for_a_training_run(self):
        self.view("set data drawn", "set width 0.05", "set epochs 100000", "train", "at once wait 30", "at once quit")

    def test_script_errors_name_their_line(self):
        self.assertIn("line 2: dance: there is no such action", self.view("fit", "dance", code=1))

    def test_lack_of_a_display_is_reported(self):
        environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        done = subprocess.run([VIEWER], capture_output=True, text=True, timeout=60, env=environment)
        self.assertEqual(done.returncode, 1)
        self.assertIn("display is needed", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
