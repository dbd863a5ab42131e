"""Makes trip logs: requests drawn as houqin draws them, written as if every one had been served at once.

A line is a request of one vehicle with its times to the second, so that what is read back is what was drawn but for
parts of a second.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from houqin.model.conduct import Conduct
from houqin.model.kinds.fleet import FLEET
from houqin.model.kinds.fleet.spec import Common, Place, Spec
from houqin.model.streams import Phase, Stream, key

FIRST = date(2026, 3, 2)
"""A Monday; the four weeks from it on have no holiday."""
STILL = Conduct(spread=0.0, absence=0.0)
HEAD = "用车时间,申请时间,结束时间,部门,车型,里程,用途\n"
MORNING = [4, 6, 8, 6, 4, 3, 2, 1, 1, 1, 1, 2, 6, 8, 6, 4, 3, 2, 1, 1]
FAR = 100.0
"""Trips of so many km or more are out of town; hardly any other is so long."""


class Line(NamedTuple):
    """One trip as a log has it."""

    start: datetime
    booked: datetime
    end: datetime
    department: str
    vehicle: str
    km: float
    purpose: str


def spec(days: int = 5, **place: Any) -> Spec:
    """Return a fleet with two purposes, three departments and a map of two zones."""
    common = {
        "kind": "fleet",
        "classes": {"轿车": {"seats": 4, "energy": 0.6}, "商务车": {"seats": 6, "energy": 0.8}},
        "purposes": {
            "公务": {
                "open": "08:00", "close": "18:00", "weights": MORNING, "vehicle": "轿车", "passengers": [5, 3, 1, 1, 1],
                "immediate": 0.3, "lead": {"dist": "exponential", "mean": 20}, "hold": {"dist": "exponential", "mean": 15},
                "duration": {"dist": "lognormal", "mean": 2.2, "cv": 0.6},
                "distance": {"dist": "lognormal", "mean": 18, "cv": 0.5},
                "far": 0.15, "far_duration": {"dist": "lognormal", "mean": 9, "cv": 0.5},
                "far_distance": {"dist": "lognormal", "mean": 250, "cv": 0.25}, "one_way": 0.1,
            },
            "会议": {
                "open": "08:00", "close": "12:00", "weights": [1, 3, 3, 2, 1, 1, 1, 1], "vehicle": "商务车",
                "lead": {"dist": "lognormal", "mean": 40, "cv": 0.7}, "duration": {"dist": "lognormal", "mean": 3, "cv": 0.4},
                "distance": {"dist": "lognormal", "mean": 25, "cv": 0.4},
            },
        },
        "hail": {"delay": {"dist": "exponential", "mean": 7}, "per_km": 2.7},
        "days": days,
    }  # fmt: skip
    held = {
        "kind": "fleet",
        "requests": {"公务": 120.0, "会议": 20.0},
        "weekdays": [1.2, 1.0, 1.0, 1.0, 0.8],
        "spread": 0.1,
        "zones": {"东": {}, "西": {"x": 5.0}},
        "departments": {"甲": {"zone": "东", "weight": 5}, "乙": {"zone": "西", "weight": 3}, "丙": {"zone": "西", "weight": 2}},
        "vehicles": {"轿车": [0, 90], "商务车": [0, 40]},
        "recorded": {"file": "trips.csv", "soon_min": 0.0, "far_km": FAR},
        **place,
    }  # fmt: skip
    return Spec(common=Common.model_validate(common), place=Place.model_validate(held))


def trace(fleet: Spec, seed: int, week: int) -> Any:
    """Return the chance of one week."""
    return FLEET.draw(FLEET.layout(fleet), (STILL, STILL), Stream(key(seed, Phase.TEST, "log"), week))


def lines(fleet: Spec, weeks: int, seed: int) -> list[Line]:
    """Return the lines of so many weeks from `FIRST` on, in order of the traces."""
    found, departments = [], list(fleet.place.departments)
    classes, purposes = list(fleet.common.classes), list(fleet.common.purposes)
    for week in range(weeks):
        midnight = datetime.combine(FIRST + timedelta(days=7 * week), datetime.min.time())
        drawn = trace(fleet, seed, week)
        columns = drawn.start, drawn.known, drawn.duration, drawn.department, drawn.need, drawn.distance, drawn.purpose
        for start, known, duration, d, k, distance, p in zip(*(c.tolist() for c in columns), strict=True):
            out = midnight + timedelta(seconds=start // 1000)
            made = midnight + timedelta(seconds=known // 1000)
            back = out + timedelta(seconds=max(1, duration // 1000))
            found.append(Line(out, made, back, departments[d], classes[k], distance / 10, purposes[p]))
    return found


def text(rows: list[Line]) -> str:
    """Return lines as a CSV."""
    body = (f"{a},{b},{e},{d},{v},{km:g},{p}\n" for a, b, e, d, v, km, p in rows)
    return HEAD + "".join(body)
