"""What is made of a trip log: who asked when for what, which runs of working days there are, what cannot be used."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...kind import Fault
from ...log import DAY, MISSING, Log
from ...text import Text
from ...workdays import OFF, weekdays
from .spec import Recorded, Spec

Ints = NDArray[np.int64]

NONE = -1
LONGEST = 240 * 3600
"""Seconds of the longest trip, as of a purpose's law."""
WIDEST = 1_000_000
"""Vehicles wanted in a run; the engines' packed keys hold no more."""
SHOWN = 12
"""Names of the log in a message at most."""

NAMED = {
    "class": ("classes", Text("车型", "classes")),
    "department": ("departments", Text("部门", "departments")),
    "purpose": ("purposes", Text("用途", "purposes")),
}
"""Columns of names: the field of `Recorded` that maps them, which is also that of the spec, and what they are."""

STRANGE = Text("记录里的{what}不在算例里，也没有对应：{names}", "{what} of the log that the case lacks: {names}")
UNSTATED = Text("{n:,} 行没有写用途，请写 recorded.purpose", "{n:,} lines state no purpose: state recorded.purpose")
TIMES = Text(
    "{n:,} 行结束不晚于开始，或一次用车超过 240 小时，不采用",
    "{n:,} lines end before they start, or last more than 240 hours, and are left out",
)
LATE = Text(
    "{n:,} 行的申请晚于用车（补录），按即时用车计",
    "{n:,} lines were booked after their start and count as made at once",
)
DAYS_OFF = Text("{n:,} 行所需时刻不在工作日，不采用", "{n:,} lines are wanted on days off and are left out")
BROKEN = Text(
    "{n:,} 行所在的日子凑不成连续 {days} 个工作日，不采用",
    "{n:,} lines are on days that make no whole run of {days} working days and are left out",
)
_NO_NAME = Text("没有名为“{name}”的{what}；可用：{names}", "no {what} named “{name}”; there are: {names}")
_UNREAD = Text("用车记录没有读入：请由算例文件读取", "the log has not been read: read the case from its file")
_NOTHING = Text(
    "用车记录里没有连续 {days} 个可用的工作日", "the log has no run of {days} working days with lines that can be used"
)
_MANY = Text("一段日子里用车 {n:,} 台次，超过 {most:,}", "{n:,} vehicles wanted in a run exceed {most:,}")


class Trips(NamedTuple):
    """Requests that a log tells of, in order of its lines; int64 [n] each.

    Parameters
    ----------
    purpose, department, need : arrays
        Places in the spec; `need` is the class of the vehicle sent.
    day : array
        Ordinal of the day for which it was wanted.
    start, known : arrays
        Time wanted and time of the request, s after midnight of that day; equal where it was made at once.
    duration : array
        From start to end, s.
    distance : array
        Metres.
    passengers : array
        `MISSING` where unstated.
    """

    purpose: Ints
    department: Ints
    need: Ints
    day: Ints
    start: Ints
    known: Ints
    duration: Ints
    distance: Ints
    passengers: Ints


class Judged(NamedTuple):
    """The requests of a log, the names that the spec lacks, and how many lines are left out or doubtful.

    Parameters
    ----------
    strange : dict
        Column of names -> name -> lines.
    unstated : int
        Lines without a purpose, where several could be meant.
    odd, late : int
        Lines of impossible times, and those booked after the start.
    """

    trips: Trips
    strange: dict[str, dict[str, int]]
    unstated: int
    odd: int
    late: int


def trips(spec: Spec, log: Log, recorded: Recorded) -> Judged:
    """Return the requests of a log; lines whose names or times cannot be used are counted and left out.

    A request made up to `soon_min` before the start, or after it, was made at once: it was wanted when it was made, or
    at the start where that was earlier. Of purposes that want several vehicles at once, so many equal lines
    are one request.
    """
    index: dict[str, Ints] = {}
    strange: dict[str, dict[str, int]] = {}
    unstated = 0
    for column, (field, _) in NAMED.items():
        index[column], strange[column] = _indexed(log, column, _known(spec, column), getattr(recorded, field))
    cells, purposes = log.cells, list(spec.common.purposes)
    bare = cells["purpose"] == MISSING
    default = recorded.purpose or (purposes[0] if len(purposes) == 1 else None)
    if default in purposes:
        index["purpose"] = np.where(bare, purposes.index(default), index["purpose"])
    else:
        unstated = int(bare.sum())
    wanted, booked = log.second - round(recorded.lead_s), cells["booked"]
    duration = cells["end"] - log.second
    odd = (duration <= 0) | (duration > LONGEST)
    named = np.all([at != NONE for at in index.values()], axis=0)
    soon = wanted - booked <= 60 * recorded.soon_min
    late = named & ~odd & (booked > log.second)
    start = np.where(soon, np.minimum(booked, wanted), wanted)
    start = np.where(late, wanted, start)
    made = np.where(soon, start, booked)
    ordinals = np.array([day.toordinal() for day in log.dates], dtype=np.int64)[log.day]
    shift = start // DAY
    found = Trips(
        index["purpose"], index["department"], index["class"], ordinals + shift, start - DAY * shift,
        made - DAY * shift, duration, cells["distance"], cells["passengers"],
    )  # fmt: skip
    used = named & ~odd
    several = np.array([p.cars for p in spec.common.purposes.values()])
    whole = _single(Trips._make(column[used] for column in found), several)
    return Judged(whole, strange, unstated, int((named & odd).sum()), int(late.sum()))


def _known(spec: Spec, column: str) -> list[str]:
    """Return the names of the spec that a column of names is about."""
    half = spec.place if column == "department" else spec.common
    return list(getattr(half, NAMED[column][0]))


def _indexed(log: Log, column: str, known: list[str], other: Mapping[str, str]) -> tuple[Ints, dict[str, int]]:
    """Return the place in the spec of each line's name, -1 for none, and the lines of names that it lacks."""
    names, cells = log.names[column], log.cells[column]
    meant = [other.get(name, name) for name in names]
    at = np.array([*(known.index(name) if name in known else NONE for name in meant), NONE], dtype=np.int64)
    lines = np.bincount(cells[cells != MISSING], minlength=len(names)).tolist()
    found = Counter({n: k for n, k, i in zip(names, lines, at.tolist(), strict=False) if i == NONE})
    return at[np.where(cells == MISSING, len(names), cells)], dict(found.most_common())


def _single(found: Trips, several: Ints) -> Trips:
    """Return requests of which each stands for all of its vehicles: the longest of so many lines of equal times."""
    cars = several[found.purpose]
    if not (cars > 1).any():
        return found
    keys = (found.known, found.start, found.day, found.department, found.purpose)
    order = np.lexsort((-found.duration, *keys))
    same = np.all([np.diff(key[order], prepend=NONE - 1) == 0 for key in keys], axis=0)
    same[:1] = False
    place = np.arange(len(order))
    nth = place - np.maximum.accumulate(np.where(same, 0, place))
    kept = np.sort(order[nth % cars[order] == 0])
    return Trips._make(column[kept] for column in found)


def working(dates: tuple[date, ...], days: int) -> Ints:
    """Return the ordinals of the dates that a service of so many days a week works on, in order.

    Monday to Friday unless the calendar has a holiday, and later days of the week where `days` covers them.
    """
    kinds = weekdays(dates)
    found = [
        day.toordinal()
        for day, kind in zip(dates, kinds, strict=True)
        if (kind != OFF if day.weekday() < 5 else day.weekday() < days)
    ]
    return np.array(found, dtype=np.int64)


def runs(days: Ints, length: int) -> Ints:
    """Return the first days of runs of `length` days that follow one another within a week; -1 stands for nothing.

    Weeks begin on Monday; what is left at the end of a run that is too short for another is in none.
    """
    found: list[int] = []
    first, size = NONE, 0
    for day in days.tolist():
        # ordinal 1 was a Monday
        if not size or day != first + size or day % 7 == 1:
            first, size = day, 0
        size += 1
        if size == length:
            found.append(first)
            size = 0
    return np.array(found, dtype=np.int64)


class Replay(NamedTuple):
    """Requests run by run.

    Parameters
    ----------
    rows : int64 [n, 7]
        Purpose, department, class, start, known, duration (s after midnight of the run's first day), metres.
    runs : int64 [runs + 1]
        Run i has rows[runs[i]:runs[i + 1]].
    off, broken : int
        Lines on days off, and on working days that are in no run.
    """

    rows: Ints
    runs: Ints
    off: int
    broken: int


def replay(spec: Spec, log: Log, found: Trips) -> Replay:
    """Return the requests of a log by runs of working days with lines."""
    days = spec.common.days
    worked = working(log.dates, days)
    first = runs(worked, days)
    run = np.searchsorted(first, found.day, side="right") - 1
    nth = found.day - first[run] if len(first) else np.full(len(found.day), days)
    inside = (run >= 0) & (nth < days)
    off = ~np.isin(found.day, worked)
    start, known = found.start + DAY * nth, found.known + DAY * nth
    rows = np.stack([found.purpose, found.department, found.need, start, known, found.duration, found.distance], axis=1)
    rows, run = rows[inside], run[inside]
    # whatever order the log had, the run is the same
    order = np.lexsort((*(rows[:, i] for i in (6, 5, 4, 2, 1, 3, 0)), rows[:, 3] // DAY, run))
    sizes = np.bincount(run, minlength=len(first))
    cuts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Replay(rows[order], cuts, int(off.sum()), int((~inside & ~off).sum()))


def layout(spec: Spec) -> dict[str, Any]:
    """Return the entries `recorded` and `runs` of the layout, in ms and tenths of a km; empty without a log."""
    recorded = spec.place.recorded
    if recorded is None or recorded.content is None:
        return {"recorded": np.empty((0, 7), dtype=np.int64), "runs": np.zeros(1, dtype=np.int64)}
    log = recorded.log()
    found = replay(spec, log, trips(spec, log, recorded).trips)
    rows = found.rows.copy()
    rows[:, 3:5] *= 1000
    rows[:, 5] = np.rint(1000 * spec.place.effort.expectation() * rows[:, 5])
    rows[:, 6] = np.rint(rows[:, 6] / 100)
    return {"recorded": rows, "runs": found.runs}


def faults(spec: Spec) -> Iterator[Fault]:
    """Yield what is wrong or doubtful with the recorded log of a spec."""
    recorded = spec.place.recorded
    if recorded is None:
        return
    unknown = tuple(_targets(spec, recorded))
    yield from unknown
    if recorded.content is None:
        yield Fault("place", ("recorded", "file"), "HQ1405", _UNREAD)
    elif not unknown:
        yield from _lines(spec, recorded)


def _targets(spec: Spec, recorded: Recorded) -> Iterator[Fault]:
    """Yield names that the log's are said to stand for, and that the spec lacks."""
    for column, (field, what) in NAMED.items():
        known = _known(spec, column)
        named: list[tuple[tuple[str, ...], str]] = [
            ((field, name), meant) for name, meant in getattr(recorded, field).items()
        ]
        if column == "purpose" and recorded.purpose is not None:
            named.append((("purpose",), recorded.purpose))
        for path, meant in named:
            if meant not in known:
                names = "、".join(known)
                text = Text(
                    _NO_NAME.zh.format(name=meant, what=what.zh, names=names),
                    _NO_NAME.en.format(name=meant, what=what.en, names=names),
                )
                yield Fault("place", ("recorded", *path), "HQ1401", text)


def _lines(spec: Spec, recorded: Recorded) -> Iterator[Fault]:
    log = recorded.log()
    judged = trips(spec, log, recorded)
    lacking = [(column, names) for column, names in judged.strange.items() if names]
    for column, names in lacking:
        yield Fault("place", ("recorded", NAMED[column][0]), "HQ1704", said(column, names))
    if judged.unstated:
        yield Fault("place", ("recorded", "purpose"), "HQ1704", UNSTATED.fill(n=judged.unstated))
    if lacking or judged.unstated:
        return
    found, days = replay(spec, log, judged.trips), spec.common.days
    cars = np.array([p.cars for p in spec.common.purposes.values()])
    wanted = np.concatenate([[0], np.cumsum(cars[found.rows[:, 0]])])[found.runs]
    most = int(np.diff(wanted).max(initial=0))
    if not len(found.rows):
        yield Fault("place", ("recorded", "file"), "HQ1704", _NOTHING.fill(days=days))
    elif most > WIDEST:
        yield Fault("place", ("recorded", "file"), "HQ1601", _MANY.fill(n=most, most=WIDEST))
    counts = (TIMES, judged.odd), (LATE, judged.late), (DAYS_OFF, found.off), (BROKEN, found.broken)
    for words, n in counts:
        if n:
            yield Fault("place", ("recorded", "file"), "HQ1705", words.fill(n=n, days=days), "warning")


def said(column: str, names: Mapping[str, int]) -> Text:
    """Return which names of a column the spec lacks, with their lines."""
    more = " ..." if len(names) > SHOWN else ""
    shown = "、".join(f"{name} ({n:,})" for name, n in list(names.items())[:SHOWN]) + more
    what = NAMED[column][1]
    return Text(STRANGE.zh.format(what=what.zh, names=shown), STRANGE.en.format(what=what.en, names=shown))
