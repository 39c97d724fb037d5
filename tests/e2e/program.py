"""Helpers of the tests of the command line. The first argument of a test is the path of the program."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv.pop(1))
SANITIZED = bool(os.environ.get("ALEXNET_SANITIZED"))


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, **options)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def run_json(*arguments):
    return json.loads(run(*arguments, "--json").stdout)


class WithModel(unittest.TestCase):
    """Tests with a temporary folder that has a narrow model with random weights and a small photo."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.model = cls.path("model.safetensors")
        done = run("init", "--variant", "keras", "--classes", "3", "--width", "0.1", "--seed", "5", "--out", cls.model)
        assert done.returncode == 0, done.stderr
        cls.photo = cls.path("photo.ppm")
        with open(cls.photo, "wb") as file:
            file.write(b"P6\n40 30\n255\n" + bytes(i * 7 % 251 for i in range(40 * 30 * 3)))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def path(cls, name):
        return os.path.join(cls.folder.name, name)
