"""Trip logs of a fleet: what is made of the lines, and how a log takes the place of drawn requests."""

from datetime import date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from houqin.model.kind import Fault
from houqin.model.kinds.fleet import FLEET, record
from houqin.model.kinds.fleet.spec import TRIPS, Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.log import Log, content
from houqin.model.streams import Phase, Stream, key
from houqin.scenarios.logs import parse

HOUR = 3_600_000


def module(name: str) -> ModuleType:
    """Return a module that stands beside this file."""
    found = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert found and found.loader
    made = module_from_spec(found)
    found.loader.exec_module(made)
    return made


tripbook: Any = module("tripbook")


def log_of(rows: list[Any]) -> Log:
    """Return lines as a log, by way of a CSV."""
    found = parse(tripbook.text(rows).encode(), TRIPS, "t.csv")
    assert found.log is not None, found.faults
    return found.log


def line(start: str, booked: str = "", end: str = "", **more: Any) -> Any:
    """Return a line of the log from times such as `02 08:30` of March 2026; by default it is made at once, for 1 h."""
    at = datetime.fromisoformat(f"2026-03-{start}")
    made = datetime.fromisoformat(f"2026-03-{booked}") if booked else at
    back = datetime.fromisoformat(f"2026-03-{end}") if end else at + timedelta(hours=1)
    fields = {"department": "甲", "vehicle": "轿车", "km": 12.0, "purpose": "公务", **more}
    return tripbook.Line(at, made, back, **fields)


def recorded(log: Log, days: int = 5, **more: Any) -> Spec:
    """Return the maker's fleet with a log in place of drawn requests."""
    held = {"file": log.file, "soon_min": 0.0, "content": content(log, TRIPS), **more}
    return tripbook.spec(days, recorded=held)


def faults(spec: Spec) -> list[Fault]:
    """Return what the check finds about the log."""
    return [fault for fault in FLEET.check(spec) if fault.path[:1] == ("recorded",)]


def drawn(spec: Spec, r: int) -> Any:
    """Return the trace of a replication."""
    return FLEET.draw(FLEET.layout(spec), (tripbook.STILL, tripbook.STILL), Stream(key(1, Phase.TEST), r))


def told(trace: Any) -> list[tuple[int, ...]]:
    """Return what a log tells of a trace, in an order of its own; times in seconds, distances in tenths of a km."""
    seconds = (trace.start // 1000, trace.known // 1000, np.maximum(1, trace.duration // 1000))
    columns = trace.purpose, trace.department, trace.need, *seconds, trace.distance, trace.origin
    return sorted(zip(*(c.tolist() for c in columns), strict=True))


def test_a_replication_is_a_week_of_the_log() -> None:
    """Every replication has the requests of one week of the log, all of them and no others; every week has its turn.

    With 40 replications of 4 weeks one of them is missed in 4 of 100,000 keys; the key is fixed.
    """
    bare = tripbook.spec()
    spec = recorded(log_of(tripbook.lines(bare, 4, 7)))
    assert not faults(spec)
    weeks = [told(tripbook.trace(bare, 7, week)) for week in range(4)]
    seen = [weeks.index(told(drawn(spec, r))) for r in range(40)]
    assert set(seen) == {0, 1, 2, 3}


def test_the_log_may_come_in_any_order() -> None:
    """The order of the lines does not matter to a trace."""
    rows = tripbook.lines(tripbook.spec(), 1, 7)
    there, back = (drawn(recorded(log_of(each)), 3) for each in (rows, rows[::-1]))
    assert all(np.array_equal(a, b) for a, b in zip(there, back, strict=True))


def test_what_the_log_does_not_tell_is_drawn() -> None:
    """How long people wait, how long ride-hailing takes, wear and ends of one-way trips differ by replication.

    The mean of a thousand waits is within 5 standard errors, 0.16 of it, of the law's; less happens in 1 of a million.
    """
    spec = recorded(log_of(tripbook.lines(tripbook.spec(), 1, 7)))
    first, second = drawn(spec, 0), drawn(spec, 1)
    assert np.array_equal(first.start, second.start)
    for field in ("delay", "wear", "end"):
        assert not np.array_equal(getattr(first, field), getattr(second, field))
    many = [drawn(spec, r) for r in range(3)]
    holds = np.concatenate([(t.due[0] - t.ask[0])[t.purpose == 0] for t in many]) / 60_000
    assert len(holds) > 1000
    assert abs(holds.mean() - 15.0) <= 5 * 15.0 / np.sqrt(len(holds))


def test_engines_agree_on_recorded_days() -> None:
    """Both engines tell the same recorded week alike, event by event, with vehicles for some of the requests only."""
    spec = recorded(log_of(tripbook.lines(tripbook.spec(), 1, 7)))
    layout, trace = FLEET.layout(spec), drawn(spec, 0)
    setting = Setting(tuple(min(lever.high, max(lever.low, 20)) for lever in FLEET.levers(spec)))
    fast, slow = (engine(layout, setting, trace, True) for engine in (FLEET.kernel, FLEET.reference))
    assert np.array_equal(fast.counts, slow.counts)
    assert np.array_equal(fast.log, slow.log)
    assert len(fast.log) > 2 * len(trace.start)


def test_effort_lengthens_recorded_trips() -> None:
    """The place's effort factor multiplies recorded durations as it does drawn ones, and nothing else."""
    log = log_of([line("02 08:30"), line("03 08:30"), line("04 08:30"), line("05 08:30"), line("06 08:30")])
    spec = recorded(log)
    longer = FLEET.scaled(spec, 1.5)
    assert drawn(spec, 0).duration.tolist() == [HOUR] * 5
    assert drawn(longer, 0).duration.tolist() == [HOUR * 3 // 2] * 5
    assert np.array_equal(drawn(longer, 0).start, drawn(spec, 0).start)


WANTED = [
    ("02 08:30", "02 08:30", 0.0, 0.0, (30600, 30600)),
    ("02 08:30", "02 08:20", 15.0, 0.0, (30000, 30000)),
    ("02 08:30", "02 08:15", 15.0, 0.0, (29700, 29700)),
    ("02 08:30", "02 08:14", 15.0, 0.0, (30600, 29640)),
    ("02 08:30", "02 09:00", 15.0, 0.0, (30600, 30600)),
    ("02 08:30", "01 08:30", 15.0, 300.0, (30300, 30600 - 86400)),
    ("02 08:30", "02 08:28", 15.0, 300.0, (30300, 30300)),
    ("03 00:05", "02 23:58", 15.0, 0.0, (86280, 86280)),
]


@pytest.mark.parametrize(("start", "booked", "soon", "lead", "expected"), WANTED)
def test_when_a_trip_was_wanted(
    start: str, booked: str, soon: float, lead: float, expected: tuple[int, int]
) -> None:
    """Booked ahead: wanted at the start less the lag; at once: when it was asked for; entered later: at the start."""
    log = log_of([line(start, booked)])
    spec = recorded(log, soon_min=soon, lead_s=lead)
    found = record.trips(spec, log, spec.place.recorded).trips
    assert found.day.tolist() == [date(2026, 3, 2).toordinal()]
    assert (found.start.tolist(), found.known.tolist()) == ([expected[0]], [expected[1]])


def test_lines_that_cannot_be_used_are_counted() -> None:
    """Impossible times, days off, broken weeks and bookings after the start are counted, each in its warning."""
    rows = [line(f"0{d} 08:30") for d in (2, 3, 4, 5, 6)]
    rows += [line("02 09:00", end="02 09:00"), line("02 09:00", end="20 09:00")]
    rows += [line("02 10:00", "02 10:05")] * 3
    rows += [line("07 08:30")] * 4 + [line("09 08:30"), line("10 08:30")]
    spec = recorded(log_of(rows))
    found = {fault.text.en: (fault.code, fault.severity) for fault in faults(spec)}
    assert set(found.values()) == {("HQ1705", "warning")}
    for start in ("2 lines end before", "3 lines were booked after", "4 lines are wanted on days off", "2 lines are on days"):
        assert sum(text.startswith(start) for text in found) == 1
    assert len(drawn(spec, 0).start) == 8


FAULTY: dict[str, tuple[list[Any], dict[str, Any], tuple[str, str, str]]] = {
    "unknown department": ([line("02 08:30", department="丁")], {}, ("HQ1704", "departments", "丁 (1)")),
    "unknown class": ([line("02 08:30", vehicle="客车")], {}, ("HQ1704", "classes", "客车 (1)")),
    "unknown purpose": ([line("02 08:30", purpose="接待")], {}, ("HQ1704", "purposes", "接待 (1)")),
    "no purpose": ([line("02 08:30", purpose="")], {}, ("HQ1704", "purpose", "1 lines")),
    "no whole week": ([line("02 08:30")], {}, ("HQ1704", "file", "5 working days")),
    "a class that is none": ([line("02 08:30")], {"classes": {"小车": "小客车"}}, ("HQ1401", "classes", "轿车")),
    "a default that is none": ([line("02 08:30")], {"purpose": "接待"}, ("HQ1401", "purpose", "公务")),
}


@pytest.mark.parametrize("what", FAULTY)
def test_what_a_log_must_tell(what: str) -> None:
    """Names that the spec lacks are listed with their lines, at the field that maps them; so is a log without a run."""
    rows, more, (code, field, words) = FAULTY[what]
    found = [fault for fault in faults(recorded(log_of(rows), **more)) if fault.severity == "error"]
    assert [(fault.code, fault.path[1]) for fault in found] == [(code, field)]
    assert words in found[0].text.en


def test_names_are_mapped() -> None:
    """Names of the log stand for those of the spec, and lines without a purpose have the default."""
    rows = [line(f"0{d} 08:30", department="一处", vehicle="小车", purpose="") for d in (2, 3, 4, 5, 6)]
    names = {"departments": {"一处": "乙"}, "classes": {"小车": "商务车"}, "purpose": "会议"}
    trace = drawn(recorded(log_of(rows), **names), 0)
    assert [set(c.tolist()) for c in (trace.purpose, trace.department, trace.need, trace.origin)] == [{1}, {1}, {1}, {1}]


def test_without_a_log_nothing_is_replayed() -> None:
    """A log that has not been read is an error, not a silent return to drawn requests."""
    assert [(fault.code, fault.severity) for fault in faults(tripbook.spec())] == [("HQ1405", "error")]


def test_runs_of_days() -> None:
    """Runs are whole: weeks without a holiday for five days, stretches within a week for less, all days for seven."""
    days = tuple(date(2026, 3, 2) + timedelta(days=i) for i in range(14))
    monday = date(2026, 3, 2).toordinal()

    def found(dates: tuple[date, ...], length: int) -> list[int]:
        return [day - monday for day in record.runs(record.working(dates, length), length).tolist()]

    assert found(days, 5) == [0, 7]
    assert found(days[1:], 5) == [7]
    assert found(days[:3] + days[4:], 5) == [7]
    assert found(days, 2) == [0, 2, 7, 9]
    assert found(days, 1) == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert found(days[1:], 7) == [7]
    assert found(days, 6) == [0, 7]
    # the first days of October are a holiday, and the tenth is a working day at a weekend
    autumn = tuple(date(2026, 9, 28) + timedelta(days=i) for i in range(14))
    assert record.runs(record.working(autumn, 5), 5).tolist() == []


def test_several_vehicles_are_one_request() -> None:
    """Of a purpose that wants two vehicles, two lines of equal times are one request: the longest two, and so on."""
    rows = [line("02 08:30", end=f"02 {hour}:30") for hour in ("09", "11", "10", "09")]
    rows.append(line("02 09:30"))
    log = log_of(rows)
    spec = recorded(log)
    held = spec.common.model_dump(mode="json", exclude_none=True)
    held["purposes"]["公务"]["cars"] = 2
    twice = Spec(common=type(spec.common).model_validate(held), place=spec.place)
    found = record.trips(twice, log, twice.place.recorded).trips
    assert sorted(zip(found.start.tolist(), found.duration.tolist(), strict=True)) == [
        (30600, 3600), (30600, 10800), (34200, 3600),
    ]  # fmt: skip


def test_nothing_is_claimed_monotone_of_a_log() -> None:
    """One more vehicle may go to trips booked ahead that start late, so that those asked for at once wait: no claim.

    One vehicle: the second trip is late, six short ones are in time, of the last two one is late. Two: both are held
    for the last two from nine o'clock on, and all six short ones are late.
    """
    common = {
        "kind": "fleet",
        "classes": {"轿车": {"seats": 4, "energy": 0.6}},
        "purposes": {"公务": {"open": "08:00", "close": "18:00", "weights": tripbook.MORNING, "vehicle": "轿车", "immediate": 1.0, "duration": 1.0}},
        "notice_min": 120.0,
        "days": 1,
    }  # fmt: skip
    rows = [line("02 08:00"), line("02 08:30", end="02 09:25"), line("02 11:00", "01 09:00"), line("02 11:25", "01 09:00")]
    asked = ("09:55", "10:05", "10:15", "10:25", "10:35", "10:45", "10:55")
    rows += [line(f"02 {start}", end=f"02 {end}") for start, end in pairwise(asked)]
    log = log_of(rows)
    place = {
        "kind": "fleet",
        "requests": {"公务": 10.0},
        "zones": {"东": {}},
        "departments": {"甲": {"zone": "东"}},
        "vehicles": {"轿车": [0, 4]},
    }
    held = {"file": log.file, "content": content(log, TRIPS)}
    chance, spec = (Spec(common=Common.model_validate(common), place=Place.model_validate({**place, **more}))
                    for more in ({}, {"recorded": held}))  # fmt: skip
    assert any(measure.monotone for measure in FLEET.measures(chance))
    assert not any(measure.monotone for measure in FLEET.measures(spec))
    (on_time, *_), layout, trace = FLEET.measures(spec), FLEET.layout(spec), drawn(spec, 0)
    counts = [FLEET.kernel(layout, Setting((n,)), trace, False).counts for n in (1, 2, 3)]
    assert [on_time.value(row[None, :]) for row in counts] == [0.8, 0.4, 1.0]


def read_plainly(spec: Spec) -> list[tuple[int, ...]]:
    """Return what the lines of a log tell, one by one, as (day, seconds wanted and known, ...), by the rules in words."""
    held, found = spec.place.recorded, []
    lead, soon = round(held.lead_s), 60 * held.soon_min
    names = [list(part) for part in (spec.place.departments, spec.common.classes, spec.common.purposes)]
    mapped = held.departments, held.classes, held.purposes
    for day, groups in held.content.days.items():
        for written, rows in groups.items():
            told = [m.get(name, name) for m, name in zip(mapped, written.split("@"), strict=True)]
            told[2] = told[2] or held.purpose
            d, k, p = (known.index(name) for known, name in zip(names, told, strict=True))
            for row in rows.split():
                start, booked, end, km, _ = row.split(",")
                out, made, back, wanted = int(start), int(booked), int(end), int(start) - lead
                if not 0 < back - out <= 240 * 3600:
                    continue
                if made > out:
                    made = wanted
                elif wanted - made <= soon:
                    made = wanted = min(made, wanted)
                at = day.toordinal() * 86400
                found.append((p, d, k, at + wanted, at + made, back - out, round(float(km) * 10)))
    return found


def test_recorded_worlds_replay_their_log(worlds: Any) -> None:
    """In worlds with a log, where nothing was tied after, the requests are those of a run of its days read line by line."""
    seen = 0
    for seed in range(3, 600, 8):
        if seed % 3 == 0:
            continue
        case = worlds.world(seed)
        spec, trace = case.spec, case.trace
        if any(p.cars > 1 for p in spec.common.purposes.values()):
            continue
        told, effort = read_plainly(spec), spec.place.effort.expectation()
        dates = sorted(d for d in spec.place.recorded.content.days if d.weekday() < 5)
        columns = trace.purpose, trace.department, trace.need, trace.start, trace.known, trace.duration, trace.distance
        drawn_ = sorted(zip(*(c.tolist() for c in columns), strict=True))
        runs = []
        for first in dates:
            zero, stop = (86400 * (first.toordinal() + n) for n in (0, spec.common.days))
            mine = [row for row in told if zero <= row[3] < stop]
            runs.append(sorted((*row[:3], 1000 * (row[3] - zero), 1000 * (row[4] - zero), round(1000 * effort * row[5]), row[6]) for row in mine))
        assert drawn_ in runs, seed
        seen += len(drawn_) > 5
    assert seen > 15
