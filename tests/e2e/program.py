"""How the tests of the command line call it: the first argument of the test is the program."""
import json
import os
import subprocess
import sys

PROGRAM = os.path.abspath(sys.argv.pop(1))
SANITIZED = bool(os.environ.get("ALEXNET_SANITIZED"))


def run(*arguments, **options):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=120, **options)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def run_json(*arguments):
    return json.loads(run(*arguments, "--json").stdout)
