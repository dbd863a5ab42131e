"""Worlds of a canteen for the contract tests: specs, workforces, settings and traces made from one seed.

Every third world is full of ties: all its times are small multiples of a minute, zero included, so that diners, windows
and seats meet at the same tick. Others have nobody at work, no portions, no seats, no patience, or windows that close
with people in line.
"""

from typing import Any, NamedTuple

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.kinds.canteen import CANTEEN
from houqin.model.kinds.canteen.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key
from houqin.model.trace import freeze

MINUTE = 60_000
KIND = CANTEEN


class World(NamedTuple):
    """One case: everything an engine needs, and the spec it was made of."""

    spec: Spec
    workforce: tuple[Conduct, Conduct]
    setting: Setting
    layout: Any
    trace: Any


def world(seed: int, scale: int = 1) -> World:
    """Return the world of a seed; `scale` multiplies the number of diners."""
    rng = np.random.default_rng(seed)
    tied, plain = seed % 3 == 0, seed % 7 == 5
    common = _common(rng, tied)
    if plain:
        _plain(common)
    place = _place(rng, common, scale, plain)
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    refused = [fault for fault in KIND.check(spec) if fault.severity == "error"]
    if refused:
        raise AssertionError(f"a generated world is refused: {refused}")
    equal = plain and bool(rng.random() < 0.8)
    workforce = (_conduct(rng, tied, equal), _conduct(rng, tied, equal))
    layout = KIND.layout(spec)
    trace = KIND.draw(layout, workforce, Stream(key(seed, Phase.TEST), int(rng.integers(0, 1000))))
    if tied:
        trace = tie(trace, rng, equal)
    if rng.random() < 0.04:
        trace = freeze(trace._replace(here=np.zeros_like(trace.here)))
    return World(spec, workforce, setting(rng, spec), layout, trace)


def setting(rng: np.random.Generator, spec: Spec) -> Setting:
    """Return a setting anywhere in the box of the levers, often at its ends; rosters need not cover it.

    Every third setting opens and closes its windows by turns, so that people have to choose again.
    """
    levels, turns = [], rng.random() < 0.35
    for lever in KIND.levers(spec):
        low, high = lever.low, lever.high
        choices = [low, high, int(rng.integers(low, high + 1)), min(high, low + 1)]
        level = int(rng.choice(choices, p=[0.15, 0.4, 0.25, 0.2]))
        if turns and lever.window >= 0:
            level = min(high, 1 + int(rng.random() < 0.3)) if (lever.window + len(levels)) % 3 else low
        levels.append(level)
    posts = KIND.posts(spec, Setting(tuple(levels)))
    return Setting(tuple(levels), int(rng.integers(0, posts + 1)))


def tie(trace: Any, rng: np.random.Generator, equal: bool = False) -> Any:
    """Return a trace whose times are whole minutes, so that events coincide."""

    def minutes(values: Any, most: int) -> Any:
        return rng.integers(0, most + 1, values.shape) * MINUTE

    arrive = trace.arrive // (5 * MINUTE) * (5 * MINUTE) + minutes(trace.dwell, 4)[trace.group]
    order = [np.lexsort((np.arange(len(row)), row)) for row in arrive]
    return freeze(
        trace._replace(
            arrive=arrive,
            order=np.array(order, dtype=np.int64).reshape(trace.order.shape),
            serve=minutes(trace.serve, 2),
            pay=minutes(trace.pay, 1),
            patience=minutes(trace.patience, 4),
            dwell=minutes(trace.dwell, 15),
            clearing=minutes(trace.clearing, 1),
            extra=rng.choice([0, 500_000, 999_999], trace.extra.shape),
            speed=np.full_like(trace.speed, 1000) if equal else rng.choice([500, 1000, 2000], trace.speed.shape),
        )
    )


def _conduct(rng: np.random.Generator, tied: bool, equal: bool) -> Conduct:
    if equal:
        return Conduct(spread=0.0, absence=0.0)
    if tied:
        return Conduct(productivity=float(rng.choice([0.5, 1.0, 2.0])), spread=0.0,
                       absence=float(rng.choice([0.0, 0.5])))  # fmt: skip
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


def _common(rng: np.random.Generator, tied: bool) -> dict[str, Any]:
    tiers = int(rng.integers(1, 4))
    meals = _meals(rng)
    common: dict[str, Any] = {
        "kind": "canteen",
        "meals": meals,
        "technologies": {f"j{i}": {"service": _law(rng, 0, 120)} for i in range(rng.integers(1, 3))},
        "tiers": {f"t{i}": {"price": 5.0 + 2.5 * i, "food_cost": 3.0 + i, "technology": "j0"} for i in range(tiers)},
        "shifts": _shifts(rng, meals),
        "patience": {},
        "opinion": {"base": float(rng.choice([2.0, 3.2])), "wait": float(rng.choice([0.0, 0.35]))},
        "step_min": int(rng.choice([5, 10, 15, 25])),
        "line": str(rng.choice(["tier", "window"])),
        "jockey": bool(rng.random() < 0.4),
        "wait_limit_min": float(rng.choice([0.0, 1.0, 5.0])),
        "relief": _box(rng, 2),
    }
    for i, tier in enumerate(common["tiers"].values()):
        tier["technology"] = f"j{i % len(common['technologies'])}"
    if rng.random() < 0.4:
        common["patience"]["longest_line"] = float(rng.choice([0.0, 0.5, 2.0, 6.0]))
    if rng.random() < 0.5:
        common["patience"]["wait"] = 0.0 if rng.random() < 0.1 else _law(rng, 0, 8)
    if rng.random() < 0.5:
        common["checkout"] = _checkout(rng)
    if rng.random() < 0.6:
        common["seating"] = _seating(rng)
    return common


def _meals(rng: np.random.Generator) -> dict[str, Any]:
    meals, at = {}, 60 * int(rng.integers(6, 8))
    for i in range(rng.choice([1, 1, 2, 3])):
        slots = int(rng.integers(2, 9))
        weights = rng.choice([0.0, 1.0, 2.0, 5.0], slots)
        weights[rng.integers(0, slots)] += 1.0
        meal: dict[str, Any] = {"open": _clock(at), "close": _clock(at + 5 * slots), "weights": weights.tolist()}
        if rng.random() < 0.5:
            meal["staggered"] = [1.0] * slots
        meals[f"m{i}"] = meal
        at += 5 * slots + int(rng.choice([0, 0, 5, 60]))
    return meals


def _shifts(rng: np.random.Generator, meals: dict[str, Any]) -> dict[str, Any]:
    if rng.random() < 0.2:
        return {}
    whole = {"start": "05:00", "end": "13:00", "high": int(rng.choice([6, 40]))}
    shifts: dict[str, Any] = {"all": {**whole, "high": 40}}
    if rng.random() < 0.5:
        start = int(rng.integers(5, 9)) * 60
        shifts["late"] = {"start": _clock(start), "end": _clock(start + 600), "pauses": [[_clock(start + 240), _clock(start + 300)]],
                          "high": int(rng.integers(0, 6)), "overtime": True}  # fmt: skip
    if rng.random() < 0.5:
        shifts["cooks"] = {**whole, "role": "cook"}
    return shifts


def _checkout(rng: np.random.Generator) -> dict[str, Any]:
    checkout = {"manual": _law(rng, 0, 60), "smart": _law(rng, 0, 20), "lanes": _box(rng, 3)}
    if rng.random() < 0.5 or not checkout["lanes"][1]:
        checkout |= {"machine": "smart", "smart_lanes": [0, int(rng.integers(1, 3))]}
    return checkout


def _seating(rng: np.random.Generator) -> dict[str, Any]:
    seating = {
        "dwell": _law(rng, 0, 25),
        "clearing": _law(rng, 0, 60),
        "loss": float(rng.choice([0.0, 0.15, 1.0])),
        "limit_min": float(rng.choice([0.0, 1.0])),
        "price_unit": int(rng.choice([1, 4])),
    }
    if rng.random() < 0.6:
        seating["machine"] = "table"
    return seating


def _place(rng: np.random.Generator, common: dict[str, Any], scale: int, plain: bool) -> dict[str, Any]:
    place: dict[str, Any] = {
        "kind": "canteen",
        "headcount": scale * int(rng.choice([0, 10, 50, 120])),
        "present": float(rng.choice([0.8, 1.0])),
        "crowds": {meal: _crowd(rng, common, scale, plain) for meal in common["meals"]},
        "groups": [[1.0], [2.0, 1.0, 1.0, 0.5], [0.0, 1.0]][rng.integers(0, 3)],
        "flexible": float(rng.choice([0.0, 0.5, 1.0])),
        "portion_step": int(rng.choice([1, 5])),
        "effort": float(rng.choice([1.0, 1.4])),
    }
    seating = common.get("seating")
    if seating and ("machine" in seating or rng.random() < 0.7):
        place["seats"] = [0, int(rng.choice([0, 6, 20, 60]))]
    if any("staggered" in meal for meal in common["meals"].values()):
        place["stagger"] = not plain and bool(rng.random() < 0.7)
    sold = [t for t in common["tiers"] if all(t in crowd["windows"] for crowd in place["crowds"].values())]
    if sold and rng.random() < 0.15:
        place["recorded"] = _recorded(rng, common, sold)
    return place


def _crowd(rng: np.random.Generator, common: dict[str, Any], scale: int, plain: bool) -> dict[str, Any]:
    offered = [t for t in common["tiers"] if rng.random() < 0.85] or ["t0"]
    days = ("mon", "tue", "wed", "thu", "fri")
    crowd: dict[str, Any] = {
        "participation": {day: float(rng.choice([0.0, 0.6, 0.9, 1.0], p=[0.05, 0.45, 0.25, 0.25])) for day in days},
        "spread": float(rng.choice([0.0, 0.3])),
        "visitors": scale * float(rng.choice([0.0, 5.0, 20.0])),
        "shares": {t: float(rng.choice([0.5, 1.0])) for t in offered},
        "windows": {t: _box(rng, 4, int(rng.random() < 0.9)) for t in offered},
    }
    if rng.random() < 0.5 and not plain:
        crowd["portions"] = {t: [0, int(rng.choice([0, 5, 12, 25, 60]))] for t in offered if rng.random() < 0.8}
    return crowd


def _recorded(rng: np.random.Generator, common: dict[str, Any], sold: list[str]) -> dict[str, Any]:
    """Return a log of two working days, swipes at whole minutes of the meals, at windows of tiers sold at all meals."""
    days: dict[str, dict[str, str]] = {}
    hours = [[int(m[f][:2]) * 60 + int(m[f][3:]) for f in ("open", "close")] for m in common["meals"].values()]
    for day in ("2025-03-03", "2025-03-04"):
        swipes: dict[str, list[int]] = {f"w{tier}": [] for tier in sold}
        swipes[f"w{sold[0]}"].append(60 * hours[0][0])
        for first, last in hours:
            for times in swipes.values():
                times += (60 * rng.integers(first, last, int(rng.choice([0, 5, 30])))).tolist()
        days[day] = {window: " ".join(map(str, sorted(times))) for window, times in swipes.items() if times}
    content = {"file": "log.csv", "sha256": 64 * "0", "days": days}
    tiers = {f"w{t}": t for t in common["tiers"]}
    return {"file": "log.csv", "tiers": tiers, "lead_s": float(rng.choice([0.0, 30.0, 120.0])), "content": content}


def _plain(common: dict[str, Any]) -> None:
    """Make the canteen one tier, one line, patient people: the case for which monotonicity is claimed."""
    common["tiers"] = {"t0": common["tiers"]["t0"]}
    common["line"], common["patience"] = "tier", {}
    common.pop("checkout", None)
