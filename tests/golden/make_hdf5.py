#!/usr/bin/env python3
"""Writes foreign/arrays.h5 and foreign/packed.h5, with compressed arrays, using h5py (pip install h5py numpy).

Element i of every array has the value i. tests/unit/formats/hdf5_test.cpp and hdf5_packed_test.cpp read the files.
"""
import pathlib

import h5py
import numpy

FOLDER = pathlib.Path(__file__).resolve().parent / "foreign"


def array(shape, kind="f4"):
    return numpy.arange(numpy.prod(shape, dtype=int)).astype(kind).reshape(shape)


with h5py.File(FOLDER / "packed.h5", "w") as file:
    file.create_dataset("packed", data=array((40, 50)), chunks=(1, 7), compression="gzip", shuffle=True, fletcher32=True)
    file.create_dataset("halves/packed", data=array((9, 9), "f2"), chunks=(4, 4), compression="gzip", compression_opts=9)

with h5py.File(FOLDER / "arrays.h5", "w") as file:
    file.create_dataset("plain", data=array((3, 4)))
    file.create_dataset("half", data=array((5,), "f2"))
    file.create_dataset("double", data=array((5,), "f8"))
    file.create_dataset("single", data=numpy.float32(0))
    file.create_dataset("none", data=array((0, 3)))
    file.create_dataset("whole numbers", data=array((4,), "i4"))
    # Chunks that extend past the end in three dimensions, and so many chunks that their B-tree has two levels.
    file.create_dataset("pieces", data=array((7, 5, 6)), chunks=(3, 2, 4))
    file.create_dataset("many pieces", data=array((10, 20)), chunks=(1, 2))
    grown = file.create_dataset("grown", shape=(2, 2), maxshape=(None, None), chunks=(8, 8), dtype="f4")
    grown[...] = array((2, 2))
    for i in range(300):  # more than one symbol table
        file.create_dataset(f"many/{i:03}", data=array((2,)))
    file.attrs["text"] = "größer"
    file.attrs["list"] = [b"a", b"bcd", b""]
    file.attrs["texts"] = ["variable", "lengths"]
    file.attrs["empty"] = numpy.zeros(0, "S1")
    file.attrs["number"] = 7
    file["many"].attrs["name"] = b"fixed"
    file["link"] = h5py.SoftLink("/plain")
    file["away/elsewhere"] = h5py.ExternalLink("other.h5", "/x")
    file["again"] = file["plain"]
