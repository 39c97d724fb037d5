#!/usr/bin/env python3
"""Tests of what the command line says about itself, and of its exit codes."""
import os
import shutil
import subprocess
import unittest

from program import PROGRAM, WithModel, run


class Suggestions(unittest.TestCase):
    def expect_usage_error(self, arguments, *parts):
        done = run(*arguments)
        self.assertEqual(done.returncode, 2, (arguments, done.stderr))
        for part in parts:
            self.assertIn(part, done.stderr)
        return done.stderr

    def test_a_misspelled_command_is_named_with_the_nearest(self):
        self.expect_usage_error(["clasify", "x"], '"clasify" is not a command', 'did you mean "classify"?')
        self.expect_usage_error(["expl"], 'did you mean "explain"?')
        self.expect_usage_error(["bench", "inferr"], 'did you mean "infer"?')
        self.assertNotIn("did you mean", self.expect_usage_error(["dance"], '"dance" is not a command'))

    def test_a_misspelled_option_is_named_with_the_nearest(self):
        self.expect_usage_error(["classify", "--modle", "x", "y"], "--modle is not an option of classify", 'did you mean "--model"?')
        self.expect_usage_error(["train", "--nestrov"], 'did you mean "--nesterov"?')
        self.expect_usage_error(["bench", "infer", "--bacth=3"], 'did you mean "--batch"?')

    def test_the_value_of_an_option_may_look_like_a_command(self):
        done = run("train", "--data", "draw", "--out", "train")
        self.assertIn("draw:", done.stderr)
        self.assertNotIn("is not a command", done.stderr)

    def test_wrong_values_of_options_exit_with_2(self):
        train = ["train", "--data", "drawn", "--out", "unused"]
        for option, value in (("--optimizer", "lion"), ("--variant", "vgg"), ("--width", "0"), ("--dropout", "2"), ("--schedule", "often"),
                              ("--freeze", "conv9"), ("--input", "40"), ("--lr", "fast"), ("--epochs", "-1"), ("--init", "luck")):
            self.expect_usage_error([*train, option, value])
        self.expect_usage_error(["train", "--out", "unused"], "data: ")
        self.expect_usage_error(["explain", "x", "--method", "lime", "--out", "x.png"], '"lime" is none of')
        self.expect_usage_error(["explain", "x", "--out", "x.jpg"], "ends with .png")
        self.assertFalse(os.path.exists("unused"))

    def test_help_is_a_command_too(self):
        self.assertEqual(run("help").stdout, run("--help").stdout)
        self.assertEqual(run("help", "train").stdout, run("train", "--help").stdout)
        self.expect_usage_error(["help", "trian"], 'did you mean "train"?')

    def test_the_smallest_input_is_named(self):
        stderr = self.expect_usage_error(["train", "--data", "drawn", "--input", "40", "--out", "unused"], "at least 67 pixels")
        self.assertNotIn("class", stderr)  # nothing was scanned or drawn


class Pages(unittest.TestCase):
    def complete(self, *words):
        script = 'source <("$0" completion bash); COMP_WORDS=("${@}"); COMP_CWORD=$(($# - 1)); _alexnet; printf "%s\\n" "${COMPREPLY[@]}"'
        done = subprocess.run(["bash", "-c", script, PROGRAM, *words], capture_output=True, text=True, timeout=60)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_completes_commands_options_and_values(self):
        self.assertEqual(self.complete("alexnet", "cla"), ["classify"])
        self.assertEqual(self.complete("alexnet", "bench", "infer", "--ba"), ["--batch"])
        self.assertEqual(self.complete("alexnet", "evaluate", "--split", ""), ["train", "validation", "test"])
        self.assertIn("--model", self.complete("alexnet", "classify", "--m"))

    def test_the_scripts_of_other_shells_have_every_command(self):
        commands = [word for word in self.complete("alexnet", "") if not word.startswith("-")]
        self.assertIn("train", commands)
        for shell in ("zsh", "fish"):
            script = run("completion", shell).stdout
            for command in commands:
                self.assertIn(command, script)
            if shutil.which(shell):
                checked = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, timeout=60)
                self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_the_manual_page_has_every_option(self):
        page = run("man").stdout
        self.assertTrue(page.startswith(".TH ALEXNET 1"))
        for option in ("--weight-decay", "--preprocess", "--report", "--batch"):
            self.assertIn(option.replace("-", "\\-"), page)
        if shutil.which("man"):
            shown = subprocess.run(["man", "-l", "-"], input=page, capture_output=True, text=True, timeout=60, env={**os.environ, "MANWIDTH": "100"})
            self.assertIn("adam|adamw|sgd" if "adam|adamw" in shown.stdout else "--optimizer", shown.stdout)
            self.assertEqual(shown.stderr, "")


class Output(WithModel):
    def test_bars_and_colors_are_for_terminals(self):
        piped = run("classify", self.photo, "--model", self.model).stdout
        self.assertNotIn("█", piped)
        self.assertNotIn("\033", piped)

    def test_a_calibration_that_answers_nothing_fails(self):
        data, out = self.path("drawn"), self.path("calibrated.safetensors")
        run("draw", data, "--train", "2", "--validation", "4", "--side", "64")
        model = self.path("two.safetensors")
        run("init", "--variant", "keras", "--classes", "2", "--width", "0.1", "--labels", "bikes,ships", "--out", model)
        done = run("calibrate", "--model", model, "--data", data, "--out", out)
        if "0.0 % of the photos reach it" in done.stdout:
            self.assertEqual(done.returncode, 1)
            self.assertIn("none of 8 photos reaches the confidence threshold", done.stderr)
            self.assertFalse(os.path.exists(out))


if __name__ == "__main__":
    unittest.main()
