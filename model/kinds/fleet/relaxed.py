"""The most a fleet can do on given days, with hindsight: packing trips into vehicles and drivers on duty.

A trip holds its vehicle at least from the last moment at which it may be sent to the first at which it can be back.
At any moment the trips held cannot be more than the vehicles of their group, nor those with drivers more than the
drivers who may be at work. Which trips are left out, and what covers them, is chosen with full knowledge of the days.
Interval packing has integral optima (Arkin and Silverberg 1987), so little is lost beyond the hindsight itself.

A column is a way to cover a request: by a group of vehicles, on time or later, or by ride-hailing; or it is a driver
of a shift at work after its end. Rows are looked at every `STEP` minutes. What depends on which vehicle and which
driver it is (breakdowns, pauses, the way to the pick-up, where the last trip has ended) is left out in favour of the
fleet, and so is whatever of a trip reaches beyond the midnight after it was taken up.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from ...kind import Workforce
from ...levers import Setting
from ...relaxation import Floats, Relaxation
from . import names as n
from .draws import Trace
from .layout import DAY, MINUTE, NONE, Ints, Layout
from .levers import CONTRACT, OWN, TIMESHARE
from .spec import Spec

STEP = 15 * MINUTE
MILLION = 1_000_000
SORTS = TIMESHARE + 1
"""Own vehicles, contracted, time-share."""

Flags = NDArray[np.bool_]


class Ways(NamedTuple):
    """Columns that cover requests; arrays of one length."""

    request: Ints
    group: Ints  # the cheapest to drive of the groups of one sort that may go; -1: ride-hailing
    on_time: Ints
    held: Ints  # ms from which a vehicle is held at least
    back: Ints  # ms until which it is


class Over(NamedTuple):
    """Columns of drivers who are at work after the end of their shift: at some moment, for so many ms before it."""

    column: Ints
    ms: Ints


def relaxed(spec: Spec, lay: Layout, people: Workforce, setting: Setting, trace: Trace) -> Relaxation:
    """Return what is possible on a trace.

    Parameters
    ----------
    setting : Setting
        Its switches (platform, pooling) and staff in post are those of every setting spoken of; other levels are not
        looked at.
    """
    side = int(lay.platform >= 0 and setting.levels[lay.platform] > 0)
    pooled = bool(setting.levels[lay.pooled]) if lay.pooled >= 0 else bool(lay.given)
    ways = _ways(lay, trace, side, _cheapest(spec, lay))
    points = np.arange(0, lay.days * DAY, STEP)
    column, point = _held(lay, trace, ways, side, points)
    rows = _Rows(len(ways.request), len(lay.high))
    _once(rows, ways, len(trace.purpose))
    _vehicles(rows, lay, trace, ways, column, point, pooled, spec.common.substitute)
    here = 1.0 - min(team.missing() for team in (people if setting.staff else people[1:]))
    over = _drivers(rows, lay, here, trace, ways, column, point)
    return _assemble(rows, lay, trace, ways, over, side)


def _cheapest(spec: Spec, lay: Layout) -> Ints:
    """Return for each sort of vehicle, purpose and class needed the group that costs least a km, -1 for none."""
    found = np.full((SORTS, *lay.choice.shape[:2]), NONE, dtype=np.int64)
    classes = list(spec.common.classes.values())
    cost = [classes[k].energy + classes[k].wear for k in lay.rank]
    for p, need, slot in np.argwhere(lay.choice >= 0):
        g = lay.choice[p, need, slot]
        best = found[lay.what[g], p, need]
        if best < 0 or cost[g] < cost[best]:
            found[lay.what[g], p, need] = g
    return found


def _ways(lay: Layout, tr: Trace, side: int, cheapest: Ints) -> Ways:
    """Return every way to cover each request."""
    ask, due, start = tr.ask[side], tr.due[side], tr.start
    prompt = start + lay.late[tr.purpose]
    first = np.maximum(start, ask) + tr.duration
    found = []
    for group in cheapest[:, tr.purpose, tr.need]:
        for on_time in (1, 0):
            last = np.minimum(due, prompt) if on_time else due
            may = (group >= 0) & ((ask <= prompt) if on_time else (due > prompt))
            may &= _possible(lay, tr, group, ask, last, first)
            r = np.flatnonzero(may)
            found.append((r, group[r], np.full(len(r), on_time), last[r], first[r]))
    r = np.flatnonzero(lay.hail[tr.purpose])
    come = np.maximum(start[r], due[r] + tr.delay[r])
    found.append((r, np.full(len(r), NONE), (come <= prompt[r]).astype(np.int64), due[r], due[r]))
    return Ways(*(np.concatenate(each) for each in zip(*found, strict=True)))


def _possible(lay: Layout, tr: Trace, group: Ints, ask: Ints, last: Ints, first: Ints) -> Flags:
    """Return which requests a group may be sent for at all, its drivers or its call being what they are."""
    start, end, extra = lay.call[group].T
    called = _fits(ask, last, first, start, end, extra)
    manned = tr.start + tr.duration > (tr.start // DAY + 1) * DAY
    for start, end, extra in lay.duty:
        manned |= _fits(ask, last, first, start, end, extra)
    return np.where(lay.what[group] == CONTRACT, called, manned | (lay.crewed[group] == 0))


def _fits(ask: Ints, last: Ints, first: Ints, start: Ints, end: Ints, extra: Ints) -> Flags:
    """Return which vehicles, sent between `ask` and `last`, may go within hours and be back in time."""
    day = ask // DAY
    fits = (first <= day * DAY + end + extra) & (last >= day * DAY + start) & (ask < day * DAY + end)
    return (last // DAY != day) | fits


def _held(lay: Layout, tr: Trace, ways: Ways, side: int, points: Ints) -> tuple[Ints, Ints]:
    """Return pairs (column, point) at which a vehicle is held, up to the midnight after its request was taken up."""
    night = (tr.ask[side][ways.request] // DAY + 1) * DAY
    stop = np.minimum(np.minimum(ways.back, night), lay.days * DAY)
    low, high = np.searchsorted(points, ways.held), np.searchsorted(points, stop)
    size = np.where(ways.group >= 0, np.maximum(high - low, 0), 0)
    column = np.repeat(np.arange(len(low)), size)
    within = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    return column, low[column] + within


class _Rows:
    """Rows in the making."""

    def __init__(self, columns: int, levers: int):
        self.columns, self.levers, self.height = columns, levers, 0
        self.entries: list[tuple[Ints, Ints, Floats]] = []
        self.steps: list[tuple[Ints, Ints, Floats]] = []
        self.limits: list[Floats] = []

    def add(self, row: Ints, column: Ints, value: Floats, terms: list[tuple[Ints, Floats]], limit: Floats) -> None:
        """Add rows: entries by row and column; for each term a lever and what it adds, by row."""
        used = np.unique(row)
        place = np.searchsorted(used, row)
        self.entries.append((self.height + place, column, value))
        for lever, share in terms:
            self.steps.append((self.height + np.arange(len(used)), lever[used], share[used]))
        self.limits.append(limit[used])
        self.height += len(used)

    def matrix(self, parts: list[tuple[Ints, Ints, Floats]], width: int) -> sparse.csr_matrix:
        """Return collected entries as a matrix."""
        row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True)) if parts else ([], [], [])
        return sparse.csr_matrix((value, (row, column)), shape=(self.height, width))


def _once(rows: _Rows, ways: Ways, requests: int) -> None:
    """Cover each request once at most."""
    ones = np.ones(len(ways.request))
    rows.add(ways.request, np.arange(len(ones)), ones, [], np.ones(requests))


def _vehicles(
    rows: _Rows, lay: Layout, tr: Trace, ways: Ways, column: Ints, point: Ints, pooled: bool, substitute: bool
) -> None:
    """Hold no more vehicles of a sort than there are, less those in the workshop and those kept for urgent ones.

    Where higher classes may stand in, trips that need some class or a higher one share all vehicles of these. With n
    vehicles of a group max(0, n - keep) are for requests that are not urgent; its chord up to the most there may be is
    never below it.
    """
    r = ways.request[column]
    sort, need, purpose = lay.what[ways.group[column]], tr.need[r], tr.purpose[r]
    cars = lay.cars[purpose].astype(np.float64)
    urgent = lay.priority[purpose] <= lay.urgent
    every, high = len(lay.zone), np.maximum(lay.high[lay.lever], 1)
    free = np.maximum(high - lay.keep, 0) / high
    for what in range(SORTS):
        owners = [every] if pooled or what != OWN else [*range(every)]
        for rank in sorted(set(lay.rank[lay.what == what].tolist())):
            fleet = np.flatnonzero((lay.what == what) & ((lay.rank >= rank) if substitute else (lay.rank == rank)))
            mine = (sort == what) & ((need >= rank) if substitute else (need == rank))
            for d in owners:
                chosen = np.flatnonzero(mine & (tr.department[r] == d) if d < every else mine)
                _limited(rows, lay, fleet, d, column[chosen], point[chosen], cars[chosen], np.ones(len(lay.keep)))
            if what == OWN and lay.keep[fleet].any():
                chosen = np.flatnonzero(mine & ~urgent)
                _limited(rows, lay, fleet, every, column[chosen], point[chosen], cars[chosen], free)


def _limited(
    rows: _Rows, lay: Layout, fleet: Ints, owner: int, column: Ints, point: Ints, cars: Floats, part: Floats
) -> None:
    """Let those held at a point be no more than the vehicles of some groups, or than a part of each."""
    span = int(point.max(initial=-1)) + 1
    terms, limit = [], 0.0
    for g in fleet:
        share, extra = _owned(lay, owner, g)
        here = part[g] * (1.0 - lay.serviced[g])
        terms.append((np.full(span, lay.lever[g]), np.full(span, share * here)))
        limit += extra * here
    rows.add(point, column, cars, terms, np.full(span, limit))


def _owned(lay: Layout, owner: int, g: int) -> tuple[float, float]:
    """Return how many vehicles of a group an owner has at most: a share of the lever, and a number more."""
    owners = lay.owner[lay.first[g] : lay.first[g + 1]]
    if owner == len(lay.zone) or not len(owners):
        return 1.0, 0.0
    held = np.concatenate([[0], np.cumsum(owners == owner)])
    share = held[-1] / len(owners)
    return float(share), float((held - share * np.arange(len(held))).max())


def _drivers(rows: _Rows, lay: Layout, here: float, tr: Trace, ways: Ways, column: Ints, point: Ints) -> Over:
    """Let no more vehicles be out than drivers may be at work; return columns of those after the end of a shift."""
    r = ways.request[column]
    night = tr.start[r] + tr.duration[r] > (tr.start[r] // DAY + 1) * DAY
    crewed = np.flatnonzero((lay.crewed[ways.group[column]] == 1) & ~night)
    tod = np.arange(0, lay.days * DAY, STEP) % DAY
    shift, when, over = _over(lay, tod) if len(crewed) else (np.empty(0, dtype=np.int64),) * 3
    extra = rows.columns + np.arange(len(shift))
    rows.columns += len(shift)
    terms = [
        (np.full(len(tod), lever), here * ((tod >= start) & (tod <= end)))
        for lever, (start, end, _) in zip(lay.shift_lever, lay.duty, strict=True)
    ]
    cars = np.concatenate([lay.cars[tr.purpose[r[crewed]]], -np.ones(len(extra))])
    rows.add(
        np.concatenate([point[crewed], when]), np.concatenate([column[crewed], extra]), cars, terms, np.zeros(len(tod))
    )
    limit = [(lay.shift_lever[shift], np.full(len(extra), here))]
    rows.add(np.arange(len(extra)), extra, np.ones(len(extra)), limit, np.zeros(len(extra)))
    return Over(extra, over)


def _over(lay: Layout, tod: Ints) -> tuple[Ints, Ints, Ints]:
    """Return shift, point and ms since the point before, or since its end, of each point after the end of a shift."""
    shift, when = np.nonzero((tod > lay.duty[:, 1:2]) & (tod < lay.duty[:, 1:2] + lay.duty[:, 2:3]))
    return shift, when, np.minimum(tod[when] - lay.duty[shift, 1], STEP)


def _assemble(rows: _Rows, lay: Layout, tr: Trace, ways: Ways, over: Over, side: int) -> Relaxation:
    """Return rows and counts together."""
    purposes, groups = len(lay.priority), len(lay.what)
    base = np.zeros(n.size(purposes, groups))
    came = np.bincount(tr.purpose, minlength=purposes)
    base[n.ASKED], base[n.DAYS] = len(tr.purpose), lay.days
    base[n.BASE + n.CAME * purposes : n.BASE + (n.CAME + 1) * purposes] = came
    r, g, p = ways.request, ways.group, tr.purpose[ways.request]
    column, fleet, hailed = np.arange(len(r)), np.flatnonzero(g >= 0), np.flatnonzero(g < 0)
    kept = MILLION - (lay.saving if side else 0)
    cars = lay.cars[p].astype(np.float64)
    km = cars * np.where(lay.what[g] == OWN, tr.distance[r] * kept // MILLION, tr.distance[r])
    out = cars * (tr.duration[r] + np.maximum(0, tr.start[r] - ways.held))
    block = n.BASE + len(n.PURPOSES) * purposes

    parts = [
        (np.full(len(r), n.COVERED), column, np.ones(len(r))),
        (np.full(len(fleet), n.BY_FLEET), fleet, np.ones(len(fleet))),
        (n.BASE + n.ON_TIME * purposes + p, column, ways.on_time.astype(np.float64)),
        (block + n.KM * groups + g[fleet], fleet, km[fleet]),
        (block + n.BUSY * groups + g[fleet], fleet, out[fleet]),
        (np.full(len(hailed), n.HAIL_RIDES), hailed, cars[hailed]),
        (np.full(len(hailed), n.HAIL_KM), hailed, (cars * tr.distance[r])[hailed]),
        (np.full(len(hailed), n.HAIL_MS), hailed, (cars * tr.duration[r])[hailed]),
        (np.full(len(over.column), n.OVERTIME), over.column, over.ms.astype(np.float64)),
    ]
    row, at, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    gains = sparse.csr_matrix((value, (row, at)), shape=(len(base), rows.columns))
    high = np.concatenate([np.ones(len(r)), np.full(len(over.column), float(lay.most.max(initial=0)))])
    return Relaxation(
        gains, base, high, rows.matrix(rows.entries, rows.columns), rows.matrix(rows.steps, rows.levers),
        np.concatenate(rows.limits),
    )
