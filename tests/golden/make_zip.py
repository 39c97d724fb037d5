#!/usr/bin/env python3
"""Writes foreign/packed.zip and foreign/packed.gz with Python's zipfile and gzip, which use zlib.

packed.zip holds the entries `deflated` (100,000 times x), `stored`, `streamed` (whose header states no sizes: they follow it, as in
archives that are written to a pipe) and `large` (with the numbers of the 64-bit form). packed.gz holds two streams, the first with a
name in its header. tests/unit/formats/zip_test.cpp and gunzip_test.cpp read them.
"""
import gzip
import io
import pathlib
import zipfile

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"
DATE = (1980, 1, 1, 0, 0, 0)


class Pipe(io.BytesIO):
    def seekable(self):
        return False


def entry(name, method=zipfile.ZIP_DEFLATED):
    info = zipfile.ZipInfo(name, DATE)
    info.compress_type = method
    return info


pipe = Pipe()
with zipfile.ZipFile(pipe, "w") as archive:
    archive.writestr(entry("deflated"), b"x" * 100_000)
    archive.writestr(entry("stored", zipfile.ZIP_STORED), b"some numbers")
    with archive.open(entry("streamed"), "w") as streamed:
        streamed.write(bytes(range(256)) * 8)
    with archive.open(entry("large"), "w", force_zip64=True) as large:
        large.write(b"four gigabytes, it says")
(FOLDER / "packed.zip").write_bytes(pipe.getvalue())

stream = io.BytesIO()
with gzip.GzipFile("numbers.txt", "wb", fileobj=stream, mtime=0) as first:
    first.write(b"some numbers, " * 1000)
(FOLDER / "packed.gz").write_bytes(stream.getvalue() + gzip.compress(b"and others", mtime=0))
