#!/usr/bin/env python3
"""Measures inference of one model file with this program and with other runtimes, in turns, and prints the ratios.

    tests/bench/peers/compare.py alexnet.safetensors --peer onnxruntime=/venvs/onnx/bin/python --peer pytorch=/venvs/torch/bin/python

Each peer is run by a Python that has its package: onnxruntime; torch and safetensors (pytorch); tensorflow (litert); opencv-python
(opencv). All read the same weights, which `alexnet convert` writes in the format of each. PyTorch's network is built for models of the
variant `keras`. Every program runs in a process of its own, one after the other, in rounds; the medians of all rounds are compared. A
peer whose probabilities for a fixed input differ from the others' is an error. Run it on a quiet machine: the FMA peak is printed, and
a peak that varies between rounds shows that the machine is not quiet.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

FORMATS = {"onnxruntime": ".onnx", "opencv": ".onnx", "litert": ".h5", "pytorch": ".safetensors"}
HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="a model file that `alexnet classify` opens")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON", help=f"one of {', '.join(FORMATS)}")
    parser.add_argument("--alexnet", default=str(REPOSITORY / "build/release/bin/alexnet"), help="this program")
    parser.add_argument("--batch", type=int, nargs="+", default=[1, 32])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def run_json(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr.strip()}")
    return json.loads(done.stdout[done.stdout.index("{"):])


def measure_alexnet(arguments, batch):
    return run_json([arguments.alexnet, "bench", "infer", "--model", arguments.model, "--batch", str(batch),
                     "--threads", str(arguments.threads), "--json"])


def measure_peer(arguments, name, python, file, batch):
    return run_json([python, str(HERE / "run_peer.py"), name, file, str(batch), str(arguments.threads)])


def convert(arguments, folder):
    files = {}
    for name, _ in arguments.peers:
        file = str(pathlib.Path(folder) / ("model" + FORMATS[name]))
        if file not in files.values():
            subprocess.run([arguments.alexnet, "convert", arguments.model, file], check=True, capture_output=True)
        files[name] = file
    return files


def check_answers(results):
    """The peers must compute the same network."""
    answers = {name: one["probabilities"] for name, one in results.items()}
    for name, answer in answers.items():
        first = next(iter(answers.values()))
        difference = max(abs(a - b) for a, b in zip(answer, first, strict=True))
        if difference > 1e-3:
            sys.exit(f"{name}: the probabilities differ by {difference:.2g} from the others'")


def compare(arguments, files, batch):
    times = {"alexnet": []}
    versions, peaks = {}, []
    for _ in range(arguments.rounds):
        own = measure_alexnet(arguments, batch)
        times["alexnet"].append(own["milliseconds"])
        peaks.append(own["fma_peak_gflops"])
        results = {name: measure_peer(arguments, name, python, files[name], batch) for name, python in arguments.peers}
        check_answers(results)
        for name, result in results.items():
            times.setdefault(name, []).append(result["milliseconds"])
            versions[name] = result["version"]
    own = statistics.median(times["alexnet"])
    print(f"batch {batch}, {arguments.threads} threads, {arguments.rounds} rounds; FMA peak {min(peaks):.0f} to {max(peaks):.0f} GFLOP/s")
    print(f"  {'alexnet':<24} {own:9.2f} ms  {batch / own * 1000:8.1f} images/s")
    for name, _ in arguments.peers:
        median = statistics.median(times[name])
        print(f"  {name + ' ' + versions[name]:<24} {median:9.2f} ms  {batch / median * 1000:8.1f} images/s   "
              f"alexnet is {median / own:.2f} times as fast")


def main():
    arguments = read_arguments()
    arguments.peers = [tuple(peer.split("=", 1)) for peer in arguments.peer]
    for name, _ in arguments.peers:
        if name not in FORMATS:
            sys.exit(f"{name}: not one of {', '.join(FORMATS)}")
    with tempfile.TemporaryDirectory() as folder:
        files = convert(arguments, folder)
        for batch in arguments.batch:
            compare(arguments, files, batch)


if __name__ == "__main__":
    main()
