"""The chance of one replication, drawn before its clock starts.

A trace is a named tuple of read-only arrays that its kind defines, so that kernels and references can both read it.
The helpers here are what all kinds need of it: freezing, and a hash of the content.
"""

import hashlib
from typing import NamedTuple, TypeVar

import numpy as np

T = TypeVar("T", bound=NamedTuple)


def freeze(trace: T) -> T:
    """Make every array of a named tuple read-only and return it."""
    for value in trace:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return trace


def digest(trace: NamedTuple) -> str:
    """Return the SHA-256 of a named tuple's arrays and scalars, in order of its fields."""
    sha = hashlib.sha256()
    for name, value in trace._asdict().items():
        array = np.ascontiguousarray(value)
        sha.update(f"{name}{array.dtype}{array.shape}".encode())
        sha.update(array.tobytes())
    return sha.hexdigest()
