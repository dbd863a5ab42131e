"""What quality means in a fleet, and what money follows."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ...kind import Flow, Payment
from ...measures import Counts, Measure
from ...text import Text
from . import names as n
from .levers import CONTRACT, OWN, PLATFORM, POOLED, SHIFT, TERMINAL, TIMESHARE, Handle, groups, handles, plain
from .spec import Purpose, Spec

HOURLY = 1.5
"""Overtime on a working day is paid at 150 % (Labour Law, article 44; to be verified)."""


def measures(spec: Spec) -> tuple[Measure, ...]:
    """Return the measures of a fleet; parts are purposes.

    Vehicles that stand in for others, reserves and the choice of the nearest make quality not monotone in general: one
    vehicle more may be sent where another would have been missed less. Monotone is claimed only where requests stand
    in one line for equal vehicles and nobody gives up (Kiefer and Wolfowitz 1955).
    """
    known, purposes = handles(spec), spec.common.purposes
    acting = tuple(i for i, h in enumerate(known) if h.what != TERMINAL)
    parts = _whole(tuple(_near(spec, known, p) for p in purposes.values()), acting)
    every, equal = range(len(purposes)), plain(spec)

    def counts(*which: int) -> tuple[int, ...]:
        return tuple(n.purpose(len(purposes), name, p) for name in which for p in every)

    def own(p: int, name: int) -> tuple[int, ...]:
        return (n.purpose(len(purposes), name, p),)

    came, on_time = counts(n.CAME), Text("准点出车比例", "picked up on time")
    found = [
        Measure("on_time", on_time, "1", counts(n.ON_TIME), came, parts, equal),
        *(Measure(f"on_time_{name}", Text(f"{name}准点出车比例", f"{name}, picked up on time"), "1",
                  own(p, n.ON_TIME), own(p, n.CAME), (acting,), equal) for p, name in enumerate(purposes)),
        Measure("covered", Text("用车得到保障的比例", "requests covered"), "1",
                (n.COVERED,), (n.ASKED,), (acting,), equal),
        Measure("fleet", Text("由车队（含包车、分时）保障的比例", "covered without ride-hailing"), "1",
                (n.BY_FLEET,), (n.ASKED,), (acting,), equal),
    ]  # fmt: skip
    return (*found, *_reported(spec, acting))


def _reported(spec: Spec, acting: tuple[int, ...]) -> tuple[Measure, ...]:
    """Return what is told and cannot be a standard."""
    p, fleet = len(spec.common.purposes), groups(spec)

    def of(name: int, what: int) -> tuple[int, ...]:
        return tuple(n.group(p, len(fleet), name, g) for g, h in enumerate(fleet) if h.what == what)

    def told(name: str, text: Text, unit: str, good: tuple[int, ...], all_: tuple[int, ...], scale: float) -> Measure:
        return Measure(name, text, unit, good, all_, (acting,), scale=scale, upper=math.inf, standard=False)

    km, empty = of(n.KM, OWN), of(n.EMPTY, OWN)
    late = tuple(n.purpose(p, n.LATE, i) for i in range(p))
    found = [
        told("response", Text("即时用车平均响应(分钟)", "mean response to immediate requests (min)"), "min",
             (n.RESPONSE,), (n.IMMEDIATE,), 1 / 60000),
        told("lateness", Text("平均晚到(分钟)", "mean lateness (min)"), "min", late, (n.COVERED,), 1 / 60000),
    ]  # fmt: skip
    if any(h.what == OWN for h in fleet):
        use, vacant = Text("自有车利用率", "own vehicles in use"), Text("空驶里程比例", "share of km driven empty")
        per = Text("自有车每次出车公里", "km per trip of own vehicles")
        found += [
            told("utilisation", use, "1", of(n.BUSY, OWN), of(n.FLEET, OWN), 1.0),
            told("empty", vacant, "1", empty, (*km, *empty), 1.0),
            told("km_per_trip", per, "km", (*km, *empty), of(n.TRIPS, OWN), 0.1),
        ]
    if spec.common.shifts:
        text = Text("驾驶员缺勤比例", "drivers absent")
        found.append(told("absent", text, "1", (n.ABSENT,), (n.PLANNED,), 1.0))
    return tuple(found)


def _near(spec: Spec, known: tuple[Handle, ...], purpose: Purpose) -> tuple[int, ...]:
    """Return the levers that act directly on a purpose: what it may be covered by, drivers, platform, pooling."""
    lowest = list(spec.common.classes).index(purpose.vehicle)
    allowed = {OWN: True, CONTRACT: purpose.contract, TIMESHARE: purpose.self_drive}
    return tuple(
        i for i, h in enumerate(known)
        if h.what in (SHIFT, PLATFORM, POOLED) or (allowed.get(h.what, False) and h.rank >= lowest)
    )  # fmt: skip


def _whole(parts: tuple[tuple[int, ...], ...], acting: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the parts, the last of them widened by what acts on none directly, so that together they hold all."""
    rest = set(acting) - {i for part in parts for i in part}
    return (*parts[:-1], tuple(sorted({*parts[-1], *rest})))


def flows(spec: Spec) -> tuple[Flow, ...]:
    """Return km by class, hours of time-share cars, rides by ride-hailing, and drivers' overtime; per working day."""
    common, fleet, p = spec.common, groups(spec), len(spec.common.purposes)
    km, hour, ride, day = Text("公里", "km"), Text("小时", "h"), Text("次", "ride"), Text("台日", "car-day")
    watched = 1 / (60_000 * (common.close - common.open) * common.days)
    daily, hourly = 0.1 / common.days, 1 / (3_600_000 * common.days)
    classes, found = list(common.classes.items()), []
    for g, h in enumerate(fleet):
        name, terms = classes[h.rank]
        driven = tuple(n.group(p, len(fleet), which, g) for which in (n.KM, n.EMPTY))
        if h.what == OWN:
            text = Text(f"{name}行驶", f"driven by {name}")
            found.append(Flow(f"km_{name}", text, km, driven, "energy", terms.energy + terms.wear, daily, weighed=True))
        if h.what == CONTRACT and common.contract:
            text, price = Text(f"包车{name}", f"contracted, {name}"), common.contract.per_day[name]
            had = (n.group(p, len(fleet), n.FLEET, g),)
            found.append(Flow(h.lever.name, text, day, had, "hire", price, watched, steps=((h.lever.name, 1.0),)))
        if h.what == TIMESHARE and common.timeshare:
            had, price = (n.group(p, len(fleet), n.FLEET, g),), common.timeshare.per_day
            text = Text("分时租车", "time-share cars")
            found.append(Flow("timeshare_day", text, day, had, "hire", price, watched, steps=((h.lever.name, 1.0),)))
            used, price = (n.group(p, len(fleet), n.BUSY, g),), common.timeshare.hourly
            found.append(Flow("timeshare_hour", text, hour, used, "hire", price, hourly, weighed=True))
    if common.hail:
        cover, text = common.hail, Text("网约车", "ride-hailing")
        found += [
            Flow("hail_ride", text, ride, (n.HAIL_RIDES,), "hire", cover.base, 1 / common.days, weighed=True),
            Flow("hail_km", text, km, (n.HAIL_KM,), "hire", cover.per_km, daily, weighed=True),
            Flow("hail_hour", text, hour, (n.HAIL_MS,), "hire", cover.hourly, hourly, weighed=True),
        ]
    if common.shifts:
        text = Text("驾驶员加班", "drivers' overtime")
        found.append(Flow("overtime", text, hour, (n.OVERTIME,), "overtime", HOURLY, hourly, weighed=True))
    return tuple(found)


def payment(spec: Spec, counts: Counts) -> Payment:
    """Return full payment: contracts for vehicles are judged by assessment, not by the day."""
    return Payment(1.0, 0.0, 0.0, 0.0)


def histogram(spec: Spec, counts: Counts) -> dict[str, tuple[Text, NDArray[np.float64], NDArray[np.int64]]]:
    """Return lateness, and the response to immediate requests, by minute; the last bin is open."""
    edges = np.array([*range(-1, n.BINS - 1), math.inf])
    p, fleet, pooled = len(spec.common.purposes), len(groups(spec)), counts.sum(axis=0)
    texts: Iterable[tuple[str, Text]] = (
        ("late", Text("晚到时间(分钟)", "lateness (min)")),
        ("response", Text("即时用车响应时间(分钟)", "response to immediate requests (min)")),
    )
    found = {}
    for which, (name, text) in enumerate(texts):
        first = n.bins(p, fleet, which)
        found[name] = (text, edges, pooled[first : first + n.BINS])
    return found
