"""Worlds of a fleet for the contract tests: specs, workforces, settings and traces made from one seed.

Every third world is full of ties: all its times are multiples of a minute or of half an hour, zero included, roads are
of whole minutes or of none, so that requests, vehicles, drivers and bays meet at the same tick. Others have nobody at
work, no vehicle, no request, more vehicles than a word has bits, one line of people who wait for equal vehicles, or a
log in place of requests by chance.
"""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.kinds.fleet import FLEET
from houqin.model.kinds.fleet.draws import NEVER
from houqin.model.kinds.fleet.layout import DAY
from houqin.model.kinds.fleet.spec import TRIPS, Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.log import MISSING, content, packed
from houqin.model.streams import Phase, Stream, key
from houqin.model.trace import freeze

MINUTE = 60_000
KIND = FLEET
MONDAY = date(2025, 3, 3)
"""First day of recorded logs; the two weeks from it on have no holiday."""


class World(NamedTuple):
    """One case: everything an engine needs, and the spec it was made of."""

    spec: Spec
    workforce: tuple[Conduct, Conduct]
    setting: Setting
    layout: Any
    trace: Any


def world(seed: int, scale: int = 1) -> World:
    """Return the world of a seed; `scale` multiplies the number of requests."""
    rng = np.random.default_rng(seed)
    tied, plain = seed % 3 == 0, seed % 7 == 5
    common = _common(rng, tied)
    place = _place(rng, common, tied, scale)
    if plain:
        _plain(common, place)
    else:
        _coverable(rng, common, place)
        if seed % 8 == 1:
            place["vehicles"] = {k: [0, int(rng.integers(6, 12) if i else rng.integers(58, 64))] for i, k in enumerate(common["classes"])}
    if seed % 8 == 3:
        # chance of its own, so that what follows does not depend on it
        place["recorded"] = _recorded(np.random.default_rng([seed, 1]), common, place, tied, scale)
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    refused = [fault for fault in KIND.check(spec) if fault.severity == "error"]
    if refused:
        raise AssertionError(f"a generated world is refused: {refused}")
    equal = plain and bool(rng.random() < 0.8)
    workforce = (_conduct(rng, equal), _conduct(rng, equal))
    layout = KIND.layout(spec)
    trace = KIND.draw(layout, workforce, Stream(key(seed, Phase.TEST), int(rng.integers(0, 1000))))
    if tied:
        trace = tie(trace, rng, layout)
    if rng.random() < 0.04:
        trace = freeze(trace._replace(here=np.zeros_like(trace.here)))
    return World(spec, workforce, setting(rng, spec), layout, trace)


def setting(rng: np.random.Generator, spec: Spec) -> Setting:
    """Return a setting anywhere in the box of the levers, often at its ends; every sixteenth has no vehicle."""
    levels, none = [], rng.random() < 0.06
    for lever in KIND.levers(spec):
        low, high = lever.low, lever.high
        choices = [low, high, int(rng.integers(low, high + 1)), min(high, low + 1)]
        level = int(rng.choice(choices, p=[0.15, 0.4, 0.25, 0.2]))
        levels.append(0 if none and lever.cost == "machine" else level)
    posts = KIND.posts(spec, Setting(tuple(levels)))
    return Setting(tuple(levels), int(rng.integers(0, posts + 1)))


def tie(trace: Any, rng: np.random.Generator, layout: Any) -> Any:
    """Return a trace whose times are multiples of a minute or of half an hour, so that events coincide."""
    step = int(rng.choice([1, 30])) * MINUTE

    def times(values: Any, most: int) -> Any:
        return rng.integers(0, most + 1, values.shape) * step

    start = trace.start // DAY * DAY + trace.start % DAY // (30 * MINUTE) * (30 * MINUTE) + times(trace.start, 3)
    soon = trace.known == trace.start
    known = np.where(soon, start, start - times(start, 90))
    ask = [np.maximum(np.maximum(0, known + late), start - layout.notice) for late in layout.handling]
    hold = times(start, 3)
    due = [np.where(layout.patient[trace.purpose] == 1, NEVER, row + hold) for row in ask]
    order = [np.lexsort((np.arange(len(row)), row)) for row in ask]
    longest, chance = rng.choice([0, 1, 3, 8]), rng.random(start.shape)
    return freeze(
        trace._replace(
            start=start,
            known=known,
            ask=np.array(ask, dtype=np.int64),
            due=np.array(due, dtype=np.int64),
            order=np.array(order, dtype=np.int64),
            duration=np.select([chance < 0.04, chance < 0.08], [DAY, DAY - start % DAY], times(start, longest)),
            delay=times(start, 1),
            wear=rng.choice([0, 400_000, 999_999], start.shape),
            repair=times(start, rng.choice([0, 2, 60])),
        )
    )


def _conduct(rng: np.random.Generator, equal: bool) -> Conduct:
    if equal:
        return Conduct(spread=0.0, absence=0.0)
    return Conduct(
        productivity=float(rng.uniform(0.5, 1.5)),
        spread=float(rng.choice([0.0, 0.2])),
        absence=float(rng.choice([0.0, 0.1, 0.6])),
        turnover=float(rng.choice([0.0, 0.8])),
        vacancy_days=float(rng.choice([0.0, 20.0])),
    )


def _law(rng: np.random.Generator, low: float, high: float) -> Any:
    """Return a number or law between two bounds."""
    a, b, c = (float(v) for v in np.sort(rng.uniform(low, high, 3)))
    return [
        a,
        {"dist": "uniform", "low": a, "high": b},
        {"dist": "triangular", "low": a, "mode": b, "high": c},
        {"dist": "exponential", "mean": b},
        {"dist": "lognormal", "mean": b, "cv": 0.7},
        0.0,
    ][rng.choice(6, p=[0.1, 0.2, 0.2, 0.2, 0.2, 0.1])]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _box(rng: np.random.Generator, most: int, least: int = 0) -> list[int]:
    """Return a box from 0 or 1 on."""
    high = int(rng.integers(least, most + 1))
    return [int(rng.integers(0, min(high, 1) + 1)), high]


def _some(rng: np.random.Generator, chance: float) -> bool:
    return bool(rng.random() < chance)


def _common(rng: np.random.Generator, tied: bool) -> dict[str, Any]:
    classes = {f"c{k}": _class(rng, k) for k in range(rng.choice([1, 2, 3]))}
    common: dict[str, Any] = {
        "kind": "fleet",
        "classes": classes,
        "purposes": {f"p{i}": _purpose(rng, list(classes)) for i in range(rng.choice([1, 2, 3]))},
        "shifts": _shifts(rng),
        "dispatch": str(rng.choice(["first", "longest", "nearest"])),
        "substitute": _some(rng, 0.7),
        "stay": _some(rng, 0.5),
        "notice_min": float(rng.choice([0.0, 30.0, 120.0])),
        "handling_min": float(rng.choice([0.0, 10.0, 45.0])),
        "late_min": float(rng.choice([0.0, 5.0, 30.0])),
        "days": int(rng.choice([1, 2, 3])),
    }
    if _some(rng, 0.5):
        common["reserve"] = {"priority": int(rng.integers(0, 3)), "vehicles": {k: int(rng.integers(0, 3)) for k in classes}}
    if any(c["breakdown"] for c in classes.values()):
        common["workshop"] = {"bays": int(rng.choice([0, 1, 1, 2])), "repair": _law(rng, 0, 20)}
    if _some(rng, 0.6):
        start = int(rng.integers(6, 12)) * 60
        common["contract"] = {"start": _clock(start), "end": _clock(start + int(rng.choice([120, 480]))),
                              "overtime_min": int(rng.choice([0, 60, 600])), "per_day": {k: 500.0 for k in classes if _some(rng, 0.8)}}  # fmt: skip
    if _some(rng, 0.5):
        common["timeshare"] = {"vehicle": str(rng.choice(list(classes))), "per_day": 57.0, "hourly": 20.0}
    if _some(rng, 0.6):
        delay = 7.0 if tied else _law(rng, 0, 20)
        common["hail"] = {"delay": delay, "base": 9.0, "per_km": 2.7, "hourly": 10.0}
    if _some(rng, 0.6):
        saving = float(rng.choice([0.0, 0.1]))
        common["platform"] = {"machine": "terminal", "handling_min": float(rng.choice([0.0, 2.0])), "saving": saving}
    return common


def _class(rng: np.random.Generator, k: int) -> dict[str, Any]:
    return {"seats": (3, 6, 20)[k], "energy": 0.6, "wear": 0.2, "breakdown": float(rng.choice([0.0, 0.1, 0.5])),
            "serviced": float(rng.choice([0.0, 0.0, 0.3]))}  # fmt: skip


def _purpose(rng: np.random.Generator, classes: list[str]) -> dict[str, Any]:
    start, slots = 30 * int(rng.choice([*range(12, 28), rng.integers(0, 38)])), int(rng.integers(1, 11))
    weights = rng.choice([0.0, 1.0, 3.0], slots)
    weights[rng.integers(0, slots)] += 1.0
    purpose: dict[str, Any] = {
        "open": _clock(start),
        "close": _clock(start + 30 * slots),
        "weights": weights.tolist(),
        "vehicle": classes[int(rng.choice([0, 0, 1, 2])) % len(classes)],
        "passengers": [[1.0], [2.0, 1.0, 1.0], [1.0, 0.0, 0.0, 1.0, 1.0]][rng.integers(0, 3 if len(classes) > 1 else 2)],
        "cars": int(rng.choice([1, 1, 1, 2, 3])),
        "priority": int(rng.choice([0, 1, 2, 5])),
        "immediate": float(rng.choice([0.0, 0.5, 1.0])),
        "lead": _law(rng, 0, 30),
        "duration": _law(rng, 0, float(rng.choice([0.5, 1.5, 4.0]))),
        "distance": _law(rng, 0, 60),
        "far": float(rng.choice([0.0, 0.2, 0.6])),
        "far_duration": _law(rng, 8, 26),
        "far_distance": _law(rng, 50, 400),
        "one_way": float(rng.choice([0.0, 0.4, 1.0])),
        "contract": _some(rng, 0.7),
        "self_drive": _some(rng, 0.5),
        "hail": _some(rng, 0.6),
    }
    hold = rng.integers(0, 4)
    if hold:
        purpose["hold"] = [0.0, _law(rng, 0, 30), _law(rng, 30, 300)][hold - 1]
    if _some(rng, 0.3):
        purpose["late_min"] = float(rng.choice([0.0, 15.0]))
    return purpose


def _shifts(rng: np.random.Generator) -> dict[str, Any]:
    """Return shifts of one to eight hours of work, by day or by night; none at all in three worlds of ten."""
    shifts = {}
    for s in range(rng.choice([0, 1, 2, 3], p=[0.3, 0.3, 0.25, 0.15])):
        start, work = 30 * int(rng.choice([*range(10, 20), rng.integers(0, 27)])), 60 * int(rng.choice([1, 5, 8, 8]))
        pauses = []
        if work > 60:
            for i in range(rng.choice([0, 1, 1, 2, 4])):
                begin = start + 30 * (2 * i + 1)
                pauses.append([_clock(begin), _clock(begin + int(rng.choice([0, 30])))])
        high = int(rng.choice([0, 1, 3, 6], p=[0.04, 0.2, 0.36, 0.4]))
        shifts[f"s{s}"] = {"start": _clock(start), "end": _clock(start + work), "pauses": pauses,
                           "overtime_min": int(rng.choice([0, 30, 180])), "low": int(rng.integers(0, min(high, 1) + 1)), "high": high}  # fmt: skip
    return shifts


def _place(rng: np.random.Generator, common: dict[str, Any], tied: bool, scale: int) -> dict[str, Any]:
    zones = {f"z{i}": _zone(rng, tied) for i in range(rng.choice([1, 2, 3, 4]))}
    zones["z0"]["ends"] = 1.0
    if tied and _some(rng, 0.4):
        zones = {name: {**zone, "x": 0.0, "y": 0.0} for name, zone in zones.items()}
    departments = {f"d{i}": {"weight": float(rng.choice([1.0, 1.0, 3.0])), "zone": str(rng.choice(list(zones)))}
                   for i in range(rng.choice([1, 2, 3]))}  # fmt: skip
    quiet = _some(rng, 0.04)
    place: dict[str, Any] = {
        "kind": "fleet",
        "requests": {p: 0.0 if quiet else scale * float(rng.choice([0.0, 3.0, 6.0, 12.0], p=[0.05, 0.35, 0.4, 0.2])) for p in common["purposes"]},
        "weekdays": [1.0] if _some(rng, 0.6) else [1.0, 0.0, 2.0],
        "spread": float(rng.choice([0.0, 0.3])),
        "quarter_end": float(rng.choice([1.0, 1.5])),
        "zones": zones,
        "departments": departments,
        "speed_kmh": 60.0 if tied else float(rng.uniform(10, 60)),
        "detour": 1.0 if tied else 1.3,
        "vehicles": {k: _box(rng, 5, int(_some(rng, 0.9))) for k in common["classes"] if _some(rng, 0.85)},
        "pooled": str(rng.choice(["separate", "pooled", "open"])),
        "platform": str(rng.choice(["no", "yes", "open"])) if "platform" in common else "no",
        "effort": float(rng.choice([1.0, 1.4])),
    }  # fmt: skip
    if _some(rng, 0.4):
        place["traffic"] = rng.choice([1.0, 2.0] if tied else [0.8, 1.0, 1.9], 24).tolist()
    if "contract" in common:
        place["contracted"] = {k: _box(rng, 3) for k in common["contract"]["per_day"] if _some(rng, 0.8)}
    if "timeshare" in common:
        place["timeshare"] = _box(rng, 3, int(_some(rng, 0.8)))
    if not place["vehicles"]:
        place["vehicles"] = {"c0": [0, 0]}
    return place


def _zone(rng: np.random.Generator, tied: bool) -> dict[str, Any]:
    """Return a zone within an hour's drive; with ties at whole kilometres along a road."""
    if tied:
        return {"x": float(rng.choice([0, 30, 60])), "ends": float(rng.choice([0.0, 1.0, 1.0]))}
    return {"x": float(rng.uniform(-15, 15)), "y": float(rng.uniform(-15, 15)), "ends": float(rng.choice([1.0, 3.0]))}


def _coverable(rng: np.random.Generator, common: dict[str, Any], place: dict[str, Any]) -> None:
    """Give every purpose something that may cover it: own vehicles of its class, or ride-hailing after a while."""
    shifts, boxes = common["shifts"], place["vehicles"]
    driven = not shifts or any(shift["high"] for shift in shifts.values())
    for purpose in common["purposes"].values():
        if not driven or ("hail" in common and _some(rng, 0.2)):
            common.setdefault("hail", {"per_km": 2.7})
            purpose |= {"hail": True, "hold": float(rng.choice([0.0, 20.0]))}
        elif boxes.get(purpose["vehicle"], [0, 0])[1] < purpose["cars"]:
            boxes[purpose["vehicle"]] = [0, purpose["cars"] + int(rng.integers(0, 3))]


def _plain(common: dict[str, Any], place: dict[str, Any]) -> None:
    """Make it one line of patient people for equal vehicles: the case for which monotonicity is claimed."""
    for name in ("shifts", "reserve", "contract", "timeshare", "platform"):
        common.pop(name, None)
    common["classes"] = {"c0": {**common["classes"]["c0"], "breakdown": 0.0, "serviced": 0.0}}
    purpose = {**common["purposes"]["p0"], "vehicle": "c0", "cars": 1, "immediate": 1.0, "hold": None, "passengers": [1.0, 1.0, 1.0]}
    common["purposes"] = {"p0": purpose}
    only = next(iter(place["zones"]))
    place |= {"requests": {"p0": 12.0}, "zones": {only: place["zones"][only]}, "vehicles": {"c0": [0, 4]},
              "pooled": "pooled", "platform": "no", "contracted": {}, "timeshare": [0, 0]}  # fmt: skip
    for department in place["departments"].values():
        department["zone"] = only


def _recorded(
    rng: np.random.Generator, common: dict[str, Any], place: dict[str, Any], tied: bool, scale: int
) -> dict[str, Any]:
    """Return a log of two weeks, the second sometimes with gaps, as the reader of scenarios puts it into a case.

    Some of its lines are on days off, end before they start or were booked after it; names are those of the spec or
    stand for them, and some lines state no purpose.
    """
    known = {"class": list(common["classes"]), "department": list(place["departments"]), "purpose": list(common["purposes"])}
    other = "w" if _some(rng, 0.5) else ""
    missing = _some(rng, 0.3)
    rows = [(day, *_line(rng, known, tied)) for day in range(12) for _ in range(scale * _lines(rng, day))]
    rows += [row for row in rows if _some(rng, 0.1)]
    day, start, booked, end, distance, passengers, *names = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    cells = {"start": start, "booked": booked, "end": end, "distance": distance, "passengers": passengers,
             **dict(zip(known, names, strict=True))}  # fmt: skip
    if missing:
        cells["purpose"] = np.where(rng.random(len(day)) < 0.5, MISSING, cells["purpose"])
    heads = {column: tuple(f"{other}{name}" for name in names) for column, names in known.items()}
    log = packed(TRIPS.columns, MONDAY.toordinal() + day, cells, heads, "log.csv", 64 * "0")
    found: dict[str, Any] = {
        "file": "log.csv",
        "soon_min": float(rng.choice([0.0, 15.0])),
        "lead_s": float(rng.choice([0.0, 0.0, 300.0])),
        "content": content(log, TRIPS),
    }
    if other:
        fields = {"classes": "class", "departments": "department", "purposes": "purpose"}
        found |= {field: {f"w{name}": name for name in known[column]} for field, column in fields.items()}
    if missing:
        found["purpose"] = known["purpose"][-1]
    return found


def _lines(rng: np.random.Generator, day: int) -> int:
    """Return how many lines a day has, from Monday of the first week on: the first week has some on all days."""
    return int(rng.integers(2, 16)) if day < 5 else int(rng.choice([0, 3, 10], p=[0.2, 0.4, 0.4]))


def _line(rng: np.random.Generator, known: dict[str, list[str]], tied: bool) -> tuple[int, ...]:
    """Return start, booked and end of a line, s after midnight of its day, metres, passengers, and places of names."""
    step = 1800 if tied else 1
    start = int(rng.integers(6 * 3600, 22 * 3600)) // step * step
    ahead = int(rng.choice([0, rng.integers(-1200, 1200), rng.integers(0, 60 * 3600)])) // step * step
    out = int(rng.choice([rng.integers(600, 3 * 3600), rng.integers(600, 24 * 3600), 0, 300 * 3600], p=[0.8, 0.15, 0.03, 0.02]))
    people = MISSING if _some(rng, 0.4) else int(rng.integers(1, 6))
    places = (int(rng.integers(0, len(names))) for names in known.values())
    return (start, start - ahead, start + max(out // step, out > 0) * step, int(rng.integers(0, 80_000)), people, *places)
