"""Reads TensorBoard's event files without TensorBoard, as its reader does with --load_fast=false."""
import os
import struct

from program import read


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def fields(data):
    """Yields the number and the value of each field of a protobuf message: an integer, or bytes."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = (8, at) if kind == 1 else (4, at) if kind == 5 else varint(data, at)
            value, at = data[at:at + length], at + length
        yield key >> 3, value


def events(path):
    """Yields the step, the status of the session and the summary values (tag, its fields) of each event of a file."""
    content = read(path)
    at = 0
    while at + 12 <= len(content):
        (length,) = struct.unpack_from("<Q", content, at)
        if at + 16 + length > len(content):
            return  # the process was killed while it wrote this
        event = dict(fields(content[at + 12:at + 12 + length]))
        at += 16 + length
        values = [dict(fields(value)) for number, value in fields(event.get(5, b"")) if number == 1]
        yield event.get(2, 0), dict(fields(event.get(7, b""))).get(1), [(value[1].decode(), value) for value in values]


def curves(folder):
    """Returns the points of each curve of a folder, (step, value), after what restarts discard."""
    found = {}
    for name in sorted(os.listdir(folder)):
        if not name.startswith("events.out.tfevents."):
            continue
        for step, status, values in events(os.path.join(folder, name)):
            if status == 1:  # START
                found = {tag: [point for point in points if point[0] < step] for tag, points in found.items()}
            for tag, value in values:
                if 2 in value:
                    found.setdefault(tag, []).append((step, struct.unpack("<f", value[2])[0]))
    return found
