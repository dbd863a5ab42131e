"""What the kernel is handed of a layout and a trace: one array each, because each takes time at every call.

Compiled code takes them apart again, where that costs next to nothing, and reads the fields by their names.
"""

from typing import Any, NamedTuple

import numpy as np

from ...engine.bits import Words
from ...engine.coded import Ints
from ...engine.jit import inline, jit

NUMBERS = ("platform", "pooled", "given", "urgent", "bays", "policy", "stay", "saving", "watch", "days", "straight")
ONE = ("priority", "cars", "hail", "late", "lever", "what", "crewed", "keep", "fails", "high", "shift_lever", "most",
       "first", "home", "changes")  # fmt: skip
TWO = ("call", "duty", "road")
THREE = ("mask", "choice", "pause", "drive", "near")
"""Fields of a layout that the kernel reads: numbers, and arrays by the number of their axes."""
HEAD = 4
"""Numbers that say where a field begins and how long its axes are."""
SINGLE = ("purpose", "department", "origin", "end", "need", "start", "known", "duration", "distance", "delay", "wear",
          "repair")  # fmt: skip
TWICE = ("ask", "due", "order")
"""Fields of a trace by request: one column, and two, without and with the platform."""
PURPOSE, DEPARTMENT, ORIGIN, END, NEED, START, KNOWN, DURATION, DISTANCE, DELAY, WEAR, REPAIR = range(len(SINGLE))
ASK, DUE, ORDER, TRAFFIC = range(len(SINGLE), len(SINGLE) + 2 * len(TWICE) + 1, 2)
NIGHT, COLUMNS = TRAFFIC + 1, TRAFFIC + 2
"""Columns of the table of requests, a row each, so that all of a request is found in one place. The last two follow
from the others: the hour of the day of the time wanted; 1 for a trip past the midnight after it."""


class Rules(NamedTuple):
    """The same taken apart; see `layout.Fields`."""

    platform: int
    pooled: int
    given: int
    urgent: int
    bays: int
    policy: int
    stay: int
    saving: int
    watch: int
    days: int
    straight: int
    priority: Ints
    cars: Ints
    hail: Ints
    late: Ints
    lever: Ints
    what: Ints
    crewed: Ints
    keep: Ints
    fails: Ints
    high: Ints
    shift_lever: Ints
    most: Ints
    first: Ints
    home: Ints
    changes: Ints
    call: Ints
    duty: Ints
    road: Ints
    mask: Words
    choice: Ints
    pause: Ints
    drive: Ints
    near: Ints


class Calls(NamedTuple):
    """The chance of a run of days without or with the platform; see `draws.Chance`."""

    calls: Ints  # [N, COLUMNS] see PURPOSE ... DUE
    side: int  # 0 without, 1 with the platform
    off: Ints
    here: Ints


def gathered(lay: Any) -> Ints:
    """Return the fields of a layout as one array: for each where it begins and its shape, then the fields."""
    numbers = np.array([getattr(lay, name) for name in NUMBERS])
    fields = [numbers, *(np.ascontiguousarray(getattr(lay, name)) for name in ONE + TWO + THREE)]
    head = np.ones((len(fields), HEAD), dtype=np.int64)
    head[:, 0] = head.size + np.cumsum([0, *(field.size for field in fields[:-1])])
    for row, field in zip(head, fields, strict=True):
        row[1 : 1 + field.ndim] = field.shape
    found = np.concatenate([head.ravel(), *(field.ravel().view(np.int64) for field in fields)])
    found.setflags(write=False)
    return found


@inline
def _one(t: Any, i: int) -> Any:
    """Return field `i` of one axis."""
    at = t[HEAD * i]
    return t[at : at + t[HEAD * i + 1]]


@inline
def _two(t: Any, i: int) -> Any:
    """Return field `i` of two axes."""
    at, rows, columns = t[HEAD * i], t[HEAD * i + 1], t[HEAD * i + 2]
    return t[at : at + rows * columns].reshape(rows, columns)


@inline
def _three(t: Any, i: int) -> Any:
    """Return field `i` of three axes."""
    at, planes, rows, columns = t[HEAD * i], t[HEAD * i + 1], t[HEAD * i + 2], t[HEAD * i + 3]
    return t[at : at + planes * rows * columns].reshape(planes, rows, columns)


@jit
def rules(t: Any) -> Rules:
    """Return the fields of a layout from the array of all."""
    n = _one(t, 0)
    return Rules(
        n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10], _one(t, 1), _one(t, 2), _one(t, 3),
        _one(t, 4), _one(t, 5), _one(t, 6), _one(t, 7), _one(t, 8), _one(t, 9), _one(t, 10), _one(t, 11), _one(t, 12),
        _one(t, 13), _one(t, 14), _one(t, 15), _two(t, 16), _two(t, 17), _two(t, 18), _three(t, 19).view(np.uint64),
        _three(t, 20), _three(t, 21), _three(t, 22), _three(t, 23),
    )  # fmt: skip
