"""Trip logs of a fleet: what is learnt from them."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from houqin.model.kinds.fleet import FLEET
from houqin.model.kinds.fleet.spec import TRIPS, Common, Place, Spec
from houqin.model.log import Learnt, Log
from houqin.model.units import clock
from houqin.scenarios.logs import parse

LOGS = 16
"""Logs of four weeks that coverage is counted over."""
DAYS = ("mon", "tue", "wed", "thu", "fri")


def module(name: str) -> ModuleType:
    """Return a module that stands beside this file."""
    found = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert found and found.loader
    made = module_from_spec(found)
    found.loader.exec_module(made)
    return made


tripbook: Any = module("tripbook")


def log_of(rows: list[Any], text: str = "") -> Log:
    """Return lines, or a text, as a log, by way of a CSV."""
    found = parse((text or tripbook.text(rows)).encode(), TRIPS, "t.csv")
    assert found.log is not None, found.faults
    return found.log


def truth(spec: Spec, item: Learnt) -> float:
    """Return the number of a spec that was to be learnt."""
    place, path = spec.place, item.path
    if path[0] == "weekdays":
        return place.weekdays[DAYS.index(path[1])] / np.mean(place.weekdays)
    if path[0] == "departments":
        return place.departments[path[1]].weight / sum(d.weight for d in place.departments.values())
    if "weights" in path:
        purpose = spec.common.purposes[path[1]]
        slot = [clock(purpose.open + 30 * i) for i in range(len(purpose.weights))].index(path[-1])
        return purpose.weights[slot] / sum(purpose.weights)
    value: Any = spec.common if item.half == "common" else place
    for step in path:
        value = value[step] if isinstance(value, dict) else getattr(value, step)
    return float(value)


def missed(spec: Spec, learnt: tuple[Learnt, ...]) -> list[str]:
    """Return what is not inside its interval."""
    return [".".join(i.path) for i in learnt if not (i.lower or 0) <= truth(spec, i) <= (i.upper or 0)]


def patched(spec: Spec, changes: tuple[tuple[str, tuple[str, ...], Any], ...]) -> Spec:
    """Return the spec with a patch applied, as the reader of scenarios would."""
    halves = {"common": spec.common.model_dump(mode="json", exclude_none=True)}
    halves["place"] = spec.place.model_dump(mode="json", exclude_none=True)
    for half, path, value in changes:
        here = halves[half]
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value
    return Spec(common=Common.model_validate(halves["common"]), place=Place.model_validate(halves["place"]))


def test_coverage() -> None:
    """Over 16 logs of four weeks at least 93 % of the intervals hold the truth; of a demand that is wrong most do not.

    Intervals are meant for 95 %; over 60 other logs 96.9 % held the truth. Of some 930 intervals fewer than 93 % happen
    by chance in less than 1 of 100 sets of logs even at 95 %, were they independent; the logs are fixed. So do 90 % of
    the 128 about numbers of requests alone, where less happens in 2 of 100 sets; of intervals seven tenths as wide
    some 83 % would. Wrong are: a fifth more requests, trips out of town by a half longer, the morning an hour later, and another department's share.
    """
    true = tripbook.spec()
    total, out, numbers, seen = 0, 0, 0, dict.fromkeys(("requests", "far_duration", "weights", "departments"), 0)
    held = true.common.model_dump(mode="json", exclude_none=True)
    held["purposes"]["公务"] |= {
        "weights": [1, 1, *tripbook.MORNING[:-2]],
        "far_duration": {"dist": "lognormal", "mean": 13.5, "cv": 0.5},
    }
    place = true.place.model_dump(mode="json", exclude_none=True)
    place["requests"]["公务"] = 144.0
    place["departments"]["甲"]["weight"] = 7.0
    wrong = Spec(common=Common.model_validate(held), place=Place.model_validate(place))
    for i in range(LOGS):
        fitted = FLEET.fit(true, log_of(tripbook.lines(true, 4, 500 + i)), None)
        gone = missed(true, fitted.learnt)
        total, out = total + len(fitted.learnt), out + len(gone)
        numbers += sum(path.split(".")[0] in ("requests", "weekdays", "spread") for path in gone)
        assert (fitted.days, fitted.used) == (20, fitted.total)
        lost = missed(wrong, fitted.learnt)
        for name in seen:
            seen[name] += any(name in path for path in lost)
    assert total == 58 * LOGS
    assert out <= 0.07 * total, out / total
    assert numbers <= 0.1 * 128, numbers
    assert min(seen.values()) >= 0.8 * LOGS, seen


def test_a_patch_is_a_spec() -> None:
    """What is learnt, written into a spec, is a legal one whose own logs are like the first in number and length.

    Both logs have some 2,700 trips of a cv below 1.3; the means are within 5 standard errors of each other, which
    less than 1 of a million sets of two such logs would not be.
    """
    true = tripbook.spec()
    log = log_of(tripbook.lines(true, 4, 7))
    made = patched(true, FLEET.fit(true, log, None).changes)
    assert not [f for f in FLEET.check(made) if f.severity == "error" and f.path[0] != "recorded"]
    again = tripbook.lines(made, 4, 8)
    first, second = (np.array([(row.end - row.start).total_seconds() for row in rows])
                     for rows in (tripbook.lines(true, 4, 7), again))  # fmt: skip
    error = np.sqrt(first.var() / len(first) + second.var() / len(second))
    assert abs(first.mean() - second.mean()) <= 5 * error
    assert abs(len(first) - len(second)) <= 5 * np.sqrt(2 * (2700 + 20 * (0.1 * 135) ** 2))


def test_spread_is_told_apart_from_chance() -> None:
    """Days that differ by chance alone are fitted a spread near 0, days with a cv of 0.4 one near that."""
    for spread, low, high in ((0.0, 0.0, 0.06), (0.4, 0.25, 0.6)):
        spec = tripbook.spec(spread=spread, weekdays=[1.0])
        fitted = FLEET.fit(spec, log_of(tripbook.lines(spec, 4, 7)), None)
        (found,) = [i for i in fitted.learnt if i.path == ("spread",)]
        assert low <= found.value <= high
        assert found.lower <= spread <= found.upper


LINES = """用车时间,申请时间,结束时间,部门,车型,里程,用途,人数
2026-03-02 08:30,2026-03-02 08:30,2026-03-02 09:30,甲,轿车,10,公务,1
2026-03-02 08:40,2026-03-02 07:40,2026-03-02 11:40,甲,轿车,30,公务,2
2026-03-09 10:10,2026-03-09 07:10,2026-03-09 12:10,乙,轿车,20,公务,2
2026-03-09 13:00,2026-03-08 13:00,2026-03-10 09:00,甲,轿车,300,公务,1
2026-03-09 19:00,2026-03-09 19:00,2026-03-09 20:00,乙,轿车,20,公务,0
"""


def test_numbers_by_hand() -> None:
    """Two Mondays with two and three trips: the numbers follow by arithmetic."""
    spec = tripbook.spec()
    fitted = FLEET.fit(spec, log_of([], LINES), None)
    found = {".".join(i.path): i.value for i in fitted.learnt}
    assert found["requests.公务"] == 2.5
    assert found["purposes.公务.immediate"] == pytest.approx(2 / 5)
    assert found["purposes.公务.lead.mean"] == pytest.approx((1 + 3 + 24) / 3)
    assert found["purposes.公务.far"] == pytest.approx(1 / 5)
    assert found["purposes.公务.duration.mean"] == pytest.approx((1 + 3 + 2 + 1) / 4)
    assert found["purposes.公务.distance.mean"] == pytest.approx(20)
    assert found["purposes.公务.distance.cv"] == pytest.approx(np.sqrt(200 / 3) / 20)
    assert [found[f"purposes.公务.weights.{slot}"] for slot in ("08:30", "10:00", "13:00", "17:30")] == [0.5, 0.25, 0.25, 0]
    assert [found[f"purposes.公务.passengers.{n}"] for n in (1, 2)] == [0.5, 0.5]
    assert [found[f"departments.{name}.weight"] for name in "甲乙丙"] == pytest.approx([0.6, 0.4, 0])
    # sum of squares 1/2 about a mean of 5/2, less than chance has
    assert found["spread"] == 0.0
    assert not any("far_duration" in path for path in found)


def test_effort_is_taken_out() -> None:
    """Durations are learnt as they would be at a place with effort 1; the spec multiplies them again."""
    spec = FLEET.scaled(tripbook.spec(), 2.0)
    fitted = FLEET.fit(spec, log_of([], LINES), None)
    (found,) = [i for i in fitted.learnt if i.path[-2:] == ("duration", "mean")]
    assert found.value == pytest.approx(7 / 8)


def test_what_is_left_out_is_said() -> None:
    """Notes count what was left out or assumed: hours outside, days off, strange names, parties, and what no log tells."""
    more = "2026-03-07 08:30,2026-03-07 08:30,2026-03-07 09:30,甲,轿车,10,公务,1\n"
    more += "2026-03-02 08:30,2026-03-02 08:30,2026-03-02 09:30,丁,轿车,10,公务,1\n"
    more += "2026-03-02 08:30,2026-03-02 08:30,2026-03-02 08:30,甲,轿车,10,公务,1\n"
    more += "2026-03-02 08:30,2026-03-02 08:30,2026-03-02 09:30,甲,轿车,10,,1\n"
    fitted = FLEET.fit(tripbook.spec(), log_of([], LINES + more), 60.0)
    assert (fitted.days, fitted.used, fitted.total) == (2, 5, 9)
    said = "\n".join(note.en for note in fitted.notes)
    for words in (
        "丁 (1)", "1 lines are wanted on days off", "1 lines end before", "1 lines state no purpose", "1 wanted outside",
        "1 parties of 0", "“会议” is not in the log", "no Tuesday, Wednesday, Thursday, Friday", "less 60 s",
        "100 km or more", "those refused", "4 working days in between",
    ):  # fmt: skip
        assert words in said, words


def test_a_log_without_working_days() -> None:
    """A log of a weekend changes nothing, so that the command can say so."""
    lines = LINES.replace("03-02", "03-07").replace("03-09", "03-08").replace("03-10", "03-09")
    fitted = FLEET.fit(tripbook.spec(), log_of([], lines), None)
    assert (fitted.changes, fitted.days, fitted.used) == ((), 0, 0)


def test_one_week() -> None:
    """From one week the spread cannot be told, and that is said; the numbers have intervals all the same."""
    spec = tripbook.spec()
    fitted = FLEET.fit(spec, log_of(tripbook.lines(spec, 1, 3)), None)
    assert not [i for i in fitted.learnt if i.path == ("spread",)]
    assert any("one day of each weekday" in note.en for note in fitted.notes)
    assert all(i.lower < i.value < i.upper for i in fitted.learnt if i.path[0] in ("requests", "weekdays"))
