#!/usr/bin/env python3
"""The example programs classify as the command line does: examples_test.py PROGRAM C_EXAMPLE CPP_EXAMPLE"""
import os
import subprocess
import sys
import tempfile
import unittest

EXAMPLES = [sys.argv.pop(2), sys.argv.pop(2)]
from program import run, run_json  # noqa: E402: reads its own argument

MODEL = os.path.join(os.path.dirname(__file__), "..", "..", "assets", "models", "everyday.safetensors")


class Examples(unittest.TestCase):
    def test_agree_with_the_command_line(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(run("draw", folder, "--train", "1", "--validation", "0").returncode, 0)
            photo = next(os.path.join(path, name) for path, _, names in os.walk(folder) for name in names if name.endswith((".png", ".jpg")))
            [answer] = run_json("classify", "--model", MODEL, photo)
            expected = answer["predictions"][0]
            for example in EXAMPLES:
                done = subprocess.run([example, MODEL, photo], capture_output=True, text=True, timeout=120)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertIn(f"{expected['label']} {100 * expected['probability']:.1f} %", done.stdout)

    def test_name_what_is_wrong(self):
        for example in EXAMPLES:
            done = subprocess.run([example, "absent.safetensors", __file__], capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 1)
            self.assertIn("absent.safetensors", done.stderr)


if __name__ == "__main__":
    unittest.main()
