"""Addresses of random sequences.

A number is never "the next one": it has an address (root seed, phase, attempt | purpose, replication, entity,
occasion) and is the same whoever asks for it, in any order, on any number of threads. Phases have disjoint
keys, so what certifies a plan is independent of what chose it by construction.

The generator is Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
(SC 2011); the tests hold it to that paper's known answers.
"""

import hashlib
from dataclasses import dataclass
from enum import IntEnum


class Phase(IntEnum):
    """What a stream is for; each has a key of its own."""

    SEARCH = 1
    CERTIFY = 2
    CALIBRATE = 3
    SIMULATE = 4
    FUTURE = 5
    TEST = 6


@dataclass(frozen=True, slots=True)
class Stream:
    """One replication's worth of randomness.

    Parameters
    ----------
    key : int
        64 bits derived from seed, phase and label.
    replication : int
        Number of the replication, from 0.
    """

    key: int
    replication: int


def key(seed: int, phase: Phase, label: str = "") -> int:
    """Return the 64-bit key of a phase; `label` separates attempts and units."""
    digest = hashlib.blake2b(f"{seed}/{int(phase)}/{label}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")
