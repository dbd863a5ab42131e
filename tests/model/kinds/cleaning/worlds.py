"""Worlds of cleaning for the contract tests: specs, workforces, settings and traces made from one seed.

Every third world is full of ties: all its times are small multiples of a minute, so that people, machines, litter and
windows meet at the same tick. Others have nobody, no machines, everybody absent, no litter, or zones that take no time.
"""

from typing import Any, NamedTuple

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key
from houqin.model.trace import freeze

MINUTE = 60_000
KIND = KINDS["cleaning"]


class World(NamedTuple):
    """One case: everything an engine needs, and the spec it was made of."""

    spec: Spec
    workforce: tuple[Conduct, Conduct]
    setting: Setting
    layout: Any
    trace: Any


def world(seed: int, scale: int = 1) -> World:
    """Return the world of a seed; `scale` multiplies the number of zones."""
    rng = np.random.default_rng(seed)
    tied = seed % 3 == 0
    spec = Spec(common=_common(rng, tied), place=_place(rng, tied, scale))
    spec = _fitting(rng, spec)
    workforce = (_conduct(rng, tied), _conduct(rng, tied))
    layout = KIND.layout(spec)
    trace = KIND.draw(layout, workforce, Stream(key(seed, Phase.TEST), int(rng.integers(0, 1000))))
    trace = tie(trace, rng) if tied else freeze(trace._replace(look=np.maximum(trace.look, 10_000)))
    if rng.random() < 0.08:
        trace = freeze(trace._replace(here=np.zeros_like(trace.here)))
    return World(spec, workforce, setting(rng, spec), layout, trace)


def setting(rng: np.random.Generator, spec: Spec) -> Setting:
    """Return a setting anywhere in the box of the levers, often at its ends."""
    levels = []
    for lever in KIND.levers(spec):
        low, high = lever.low, lever.high
        levels.append(int(rng.choice([low, high, high, int(rng.integers(low, high + 1))])))
    posts = sum(levels[: len(spec.common.posts)])
    return Setting(tuple(levels), int(rng.integers(0, posts + 1)))


def tie(trace: Any, rng: np.random.Generator) -> Any:
    """Return a trace whose times are whole minutes, so that events coincide."""
    look = rng.integers(0, 4, trace.look.shape) * MINUTE
    look[:, 0] = MINUTE  # a zone that never takes any time would be looked at a thousand times a second

    def grid(values: Any, least: int) -> Any:
        return np.maximum(least, values // MINUTE * MINUTE)

    return freeze(
        trace._replace(
            born=grid(trace.born, 0),
            pick=rng.integers(0, 3, trace.pick.shape) * MINUTE,
            look=look,
            speed=rng.choice([500, 1000, 2000], trace.speed.shape),
            factor=rng.choice([500, 1000, 2000], trace.factor.shape),
            life=rng.integers(1, 30, trace.life.shape) * MINUTE,
            repair=rng.integers(1, 20, trace.repair.shape) * MINUTE,
            inspected=grid(trace.inspected, 0),
        )
    )


def _conduct(rng: np.random.Generator, tied: bool) -> Conduct:
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


def _law(rng: np.random.Generator, low: float, high: float, tied: bool) -> Any:
    """Return a number or law of seconds or minutes between two bounds; a small whole number where times are tied."""
    if tied:
        return float(60 * rng.integers(0, 3))
    a, b, c = (float(v) for v in np.sort(rng.uniform(low, high, 3)))
    return [
        a,
        {"dist": "uniform", "low": a, "high": b},
        {"dist": "triangular", "low": a, "mode": b, "high": c},
        {"dist": "exponential", "mean": b},
        {"dist": "lognormal", "mean": b, "cv": 0.7},
    ][rng.integers(0, 5)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _common(rng: np.random.Generator, tied: bool) -> Common:
    shifts = _shifts(rng)
    names = list(shifts)
    machines = {
        f"m{i}": {
            "high": int(rng.choice([0, 1, 1, 2, 3])),
            "mtbf_h": float(rng.choice([0.2, 1.0, 100.0])),
            "repair": float(rng.integers(1, 60)) if tied else _law(rng, 1, 100, False),
        }
        for i in range(rng.integers(0, 3))
    }
    return Common.model_validate(
        {
            "kind": "cleaning",
            "zone_types": {f"t{i}": _type(rng, tied, i == 0) for i in range(rng.integers(1, 4))},
            "shifts": shifts,
            "posts": {
                f"{role}_{name}": {"role": role, "shift": name, "high": int(rng.choice([0, 1, 2, 4]))}
                for name in names
                for role in ("rounds", "tasks", "relief")
                if rng.random() < 0.9
            },
            "machines": machines,
            "tasks": {f"k{i}": _task(rng, tied, shifts, list(machines)) for i in range(rng.integers(0, 6))},
            "profile": {"07:00": 1.0, "11:00": float(rng.choice([0.0, 0.5, 2.0])), "13:00": 1.0},
            "wet_days": float(rng.choice([0.0, 0.5])),
            "busy_spread": float(rng.choice([0.0, 0.3])),
            "pickup": str(rng.choice(["gated", "exhaustive"])),
            "rounds": str(rng.choice(["circuit", "shuttle"])),
            "occasions": int(rng.choice([1, 3, 64])),
            "inspection": {"per_day": int(rng.integers(0, 4)), "sample": float(rng.choice([0.0, 0.4, 1.0]))},
        }
    )


def _type(rng: np.random.Generator, tied: bool, patrolled: bool) -> dict[str, Any]:
    return {
        "indoor": bool(rng.random() < 0.6),
        "patrolled": patrolled or bool(rng.random() < 0.7),
        "look": _law(rng, 0, 60, tied),
        "dirt": {
            f"d{i}": {
                "rate": float(rng.choice([0.0, 20.0, 100.0])),
                "removal": _law(rng, 0, 120, tied),
                "wet_factor": float(rng.choice([0.0, 1.0, 3.0])),
            }
            for i in range(rng.integers(0, 4))
        },
    }


def _shifts(rng: np.random.Generator) -> dict[str, Any]:
    shifts, at = {}, 60 * int(rng.integers(5, 8))
    for i in range(rng.integers(1, 4)):
        length = 60 * int(rng.integers(1, 5))
        shift: dict[str, Any] = {"start": _clock(at), "end": _clock(at + length)}
        if rng.random() < 0.7:
            first = at + 10 * int(rng.integers(0, length // 10 + 1))
            last = min(at + length, first + 10 * int(rng.integers(0, 5)))
            shift["pause"] = [_clock(first), _clock(last)]
        shifts[f"s{i}"] = shift
        at += length + 60 * int(rng.integers(0, 2))
    return shifts


def _task(rng: np.random.Generator, tied: bool, shifts: dict[str, Any], machines: list[str]) -> dict[str, Any]:
    name = str(rng.choice(list(shifts)))
    start, end = (int(v[:2]) * 60 + int(v[3:]) for v in (shifts[name]["start"], shifts[name]["end"]))
    windows = []
    for _ in range(rng.integers(1, 4)):
        first = start + 10 * int(rng.integers(0, (end - start) // 10))
        windows.append([_clock(first), _clock(first + 10 * int(rng.integers(1, 8)))])
    way = rng.integers(0, 3) if machines else 0
    task: dict[str, Any] = {
        "zones": ["t0"] if rng.random() < 0.5 else ["t0", "t1", "t2"],
        "shift": name,
        "windows": windows,
        "per": "zone" if tied else str(rng.choice(["m2", "fixture", "zone"])),
        "variation": 0.0 if tied else float(rng.choice([0.0, 0.4])),
        "every_days": float(rng.choice([1.0, 1.0, 3.0])),
    }
    unit = {"zone": 20.0, "m2": 1500.0, "fixture": 60.0}[task["per"]]
    if way != 1:
        task["hand"] = {"rate": unit * float(rng.choice([0.2, 1.0]))}
    if way != 0:
        task["machine"] = {"type": str(rng.choice(machines)), "rate": unit * float(rng.choice([0.3, 1.0, 5.0]))}
    if rng.random() < 0.5:
        task["gap_limit_min"] = float(rng.choice([20, 60]))
    return task


def _place(rng: np.random.Generator, tied: bool, scale: int) -> Place:
    groups = {
        f"g{i}": {
            "type": f"t{i % 3}",
            "count": scale * int(rng.integers(1, 5)),
            "area_m2": float(scale * rng.choice([0.1, 100.0, 400.0])),
            "fixtures": int(rng.integers(1, 20)),
            "walk": float(60 * rng.integers(0, 3)) if tied else float(rng.choice([0.0, 7.3, 90.0])),
            "open": _clock(60 * int(rng.integers(5, 9))),
            "close": _clock(60 * int(rng.integers(10, 22))),
        }
        for i in range(rng.integers(1, 5))
    }
    across = float(rng.choice([0.0, 120.0, 7200.0]))
    return Place.model_validate({"kind": "cleaning", "zones": groups, "across": across})


def _fitting(rng: np.random.Generator, spec: Spec) -> Spec:
    """Return the spec with references to the types there are: groups and tasks name types by number."""
    types = list(spec.common.zone_types)
    common, place = spec.common.model_dump(mode="json"), spec.place.model_dump(mode="json")
    for i, group in enumerate(place["zones"].values()):
        group["type"] = types[i % len(types)]
    for task in common["tasks"].values():
        task["zones"] = [name for name in task["zones"] if name in types]
    fitted = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    refused = [fault for fault in KIND.check(fitted) if fault.severity == "error"]
    if refused:
        raise AssertionError(f"a generated world is refused: {refused}")
    return fitted
