"""The options and rungs of a case as arrays."""

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import prices
from ..menu import Option, Point
from .case import Case
from .whole import Ints, ranges, whole


class Table:
    """Options and rungs as arrays: options are numbered in order of the ladders, rungs option by option.

    Parameters
    ----------
    bids, vendors : dict -> int64 array
        The numbers of the options that rest on a bid, and under which a vendor is paid, in order.
    rungs, start : int64 arrays, shape (options,)
        How many rungs each option has; the first is rung `start`.
    owner : int64 array, shape (rungs,)
        The option of each rung.
    staff, posts, others : int64 arrays, shape (rungs,)
        Staff in post, all posts of the point (without a point 0), and posts less staff.
    step : int64 array, shape (rungs,)
        In the bounding programme, the step of a discount that each rung stands on; `steps` has their number by option.
    unit, times : int64 arrays, shape (options,)
        The number of each option's unit among `Case.kept`, and for how many units that stands.
    more : dict option -> list of (place in its ladder, point)
        Points with more to them than posts of the other team: staff in post, machines, flows.
    short : dict unit -> list of (rung, measures)
        Where standards were missed.
    """

    def __init__(self, case: Case):
        every = list(itertools.chain.from_iterable(case.ladders.values()))
        units = dict(zip(case.kept, range(len(case.kept)), strict=True))
        self.bids = _numbered(o.bid for o in case.ladders)
        self.vendors = _numbered(prices.vendor(case.scenario, o) for o in case.ladders)
        self.rungs = whole([len(ladder) for ladder in case.ladders.values()])
        self.start = np.cumsum(self.rungs) - self.rungs
        self.owner = np.repeat(np.arange(len(self.rungs)), self.rungs)
        self.staff = whole([rung.staff for rung in every])
        self.posts = whole([rung.point.posts if rung.point else 0 for rung in every])
        self.others = self.posts - self.staff
        self.step = whole([rung.step for rung in every])
        self.steps = whole([len(case.steps(o)) if case.levels else 1 for o in case.ladders])
        self.unit = whole([units[o.unit] for o in case.ladders])
        self.times = whole([case.times(unit) for unit in case.kept])[self.unit]
        self.more: dict[Option, list[tuple[int, Point]]] = {}
        self.short: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for (option, ladder), start in zip(case.ladders.items(), self.start.tolist(), strict=True):
            for k, rung in enumerate(ladder):
                point = rung.point
                if point and point.short:
                    self.short.setdefault(option.unit, []).append((start + k, point.short))
                if point and (rung.staff or point.machines or point.volumes):
                    self.more.setdefault(option, []).append((k, point))

    def of(self, options: Ints) -> Ints:
        """Return the numbers of the rungs of options, one option after the other."""
        return ranges(self.start[options], self.rungs[options])


def _numbered(keys: Iterable[Any]) -> dict[Any, Ints]:
    """Return the places of each key, as arrays."""
    found: dict[Any, list[int]] = {}
    for i, key in enumerate(keys):
        found.setdefault(key, []).append(i)
    return {key: whole(places) for key, places in found.items()}
