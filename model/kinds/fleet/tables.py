"""What the kernel is handed of a layout and a trace: few tables, because each array takes time at every call.

Compiled code takes the tables apart again, where that costs next to nothing, and reads the fields by their names.
"""

from typing import Any, NamedTuple

import numpy as np

from ...engine.bits import Words
from ...engine.coded import Ints
from ...engine.jit import jit

NUMBERS = ("platform", "pooled", "given", "urgent", "bays", "policy", "stay", "saving", "watch", "days")
BY_PURPOSE = ("priority", "cars", "hail", "late")
BY_GROUP = ("lever", "what", "crewed", "keep", "fails")
BY_SHIFT = ("shift_lever", "most")
WHOLE = ("first", "call", "home", "mask", "choice", "duty", "pause", "changes", "drive", "road", "near")
"""Fields of a layout that the kernel reads: numbers, one a purpose, one a group, one a shift, those of other forms."""
SINGLE = ("purpose", "department", "origin", "end", "need", "start", "known", "duration", "distance", "delay", "wear",
          "repair")  # fmt: skip
TWICE = ("ask", "due", "order")
"""Fields of a trace by request: one row, and two, without and with the platform."""
PURPOSE, DEPARTMENT, ORIGIN, END, NEED, START, KNOWN, DURATION, DISTANCE, DELAY, WEAR, REPAIR = range(len(SINGLE))
ASK, DUE, ORDER, ROWS = range(len(SINGLE), len(SINGLE) + 2 * len(TWICE) + 1, 2)


class Tables(NamedTuple):
    """The fields of a layout that the kernel reads."""

    numbers: Ints  # [NUMBERS]
    by_purpose: Ints  # [BY_PURPOSE, P]
    by_group: Ints  # [BY_GROUP, G]
    by_shift: Ints  # [BY_SHIFT, S]
    first: Ints
    call: Ints
    home: Ints
    mask: Words
    choice: Ints
    duty: Ints
    pause: Ints
    changes: Ints
    drive: Ints
    road: Ints
    near: Ints


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
    priority: Ints
    cars: Ints
    hail: Ints
    late: Ints
    lever: Ints
    what: Ints
    crewed: Ints
    keep: Ints
    fails: Ints
    shift_lever: Ints
    most: Ints
    first: Ints
    call: Ints
    home: Ints
    mask: Words
    choice: Ints
    duty: Ints
    pause: Ints
    changes: Ints
    drive: Ints
    road: Ints
    near: Ints


class Calls(NamedTuple):
    """The chance of a run of days without or with the platform; see `draws.Chance`."""

    purpose: Ints
    department: Ints
    origin: Ints
    end: Ints
    need: Ints
    start: Ints
    known: Ints
    duration: Ints
    distance: Ints
    delay: Ints
    wear: Ints
    repair: Ints
    ask: Ints
    due: Ints
    order: Ints
    off: Ints
    here: Ints


def gathered(lay: Any) -> Tables:
    """Return the tables of a layout's fields."""
    blocks = (np.array([getattr(lay, n) for n in names]) for names in (NUMBERS, BY_PURPOSE, BY_GROUP, BY_SHIFT))
    return Tables(*blocks, *(getattr(lay, name) for name in WHOLE))


def stacked(trace: Any) -> Ints:
    """Return the requests of a trace as one table, int64 [ROWS, N]: `SINGLE`, then both of each of `TWICE`."""
    return np.vstack([getattr(trace, name) for name in SINGLE + TWICE])


@jit
def rules(t: Any) -> Rules:
    """Return the fields of a layout from its tables."""
    n, p, g, s = t.numbers, t.by_purpose, t.by_group, t.by_shift
    return Rules(
        n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], p[0], p[1], p[2], p[3], g[0], g[1], g[2], g[3],
        g[4], s[0], s[1], t.first, t.call, t.home, t.mask, t.choice, t.duty, t.pause, t.changes, t.drive, t.road, t.near
    )  # fmt: skip


@jit
def calls(t: Any, side: int, off: Ints, here: Ints) -> Calls:
    """Return the chance as the dispatcher meets it without (`side` 0) or with (1) the platform."""
    return Calls(
        t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[ASK + side], t[DUE + side],
        t[ORDER + side], off, here,
    )  # fmt: skip
