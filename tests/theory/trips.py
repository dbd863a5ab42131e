"""Degenerate fleets: one department where the vehicles are, requests made at once, nobody else covers unless asked.

Times are seconds, rates per second; a replication is one day, and who still waits at midnight is served or gives up
after it. With a warm-up, the requests of the first hours are purposes of their own, so that counts leave them out.
"""

from typing import Any, NamedTuple

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.estimate import Mean, mean, ratio
from houqin.model.kinds.fleet import FLEET as KIND
from houqin.model.kinds.fleet.levers import handles
from houqin.model.kinds.fleet.ranks import ASKED, BACK, DROVE, REFUSED, REPAIRED, SENT
from houqin.model.kinds.fleet.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key

STILL = Conduct(spread=0.0, absence=0.0)
WARM = "before "


def exponential(seconds: float) -> dict[str, Any]:
    """Return the exponential law."""
    return {"dist": "exponential", "mean": float(seconds)}


def lognormal(seconds: float, cv: float) -> dict[str, Any]:
    """Return the lognormal law."""
    return {"dist": "lognormal", "mean": float(seconds), "cv": cv}


def per(law: Any, unit: float) -> Any:
    """Return a law in another unit of so many seconds."""
    if isinstance(law, dict):
        return {name: value / unit if name in ("mean", "low", "high") else value for name, value in law.items()}
    return law / unit


class Wish(NamedTuple):
    """A purpose."""

    rate: float
    """Requests per second; with `shape`, on average over the hours."""
    duration: Any
    hold: Any = None
    """How long a request waits; None: for ever."""
    late: float = 0.0
    """On time is who waits no longer."""
    shape: tuple[float, ...] = (1.0,)
    """Relative rates in equal stretches of the hours."""
    vehicle: str = "a"
    more: dict[str, Any] = {}
    """Other fields of a purpose."""


class Fleet(NamedTuple):
    """A degenerate fleet."""

    wishes: dict[str, Wish]
    cars: dict[str, int]
    """By class, all of them in the plan; a later class may stand in for an earlier one."""
    warm: float = 0.5
    """Hours of warm-up."""
    hours: float = 4.0
    failing: float = 0.0
    common: dict[str, Any] = {}
    place: dict[str, Any] = {}
    conduct: Conduct = STILL


def clock(hours: float) -> str:
    """Return a time of day."""
    return f"{int(hours):02d}:{round(hours % 1 * 60):02d}"


def _purpose(wish: Wish, begin: float, end: float) -> dict[str, Any]:
    slots = round(2 * (end - begin))
    assert slots % len(wish.shape) == 0
    weights = [w for w in wish.shape for _ in range(slots // len(wish.shape))]
    law = {"duration": per(wish.duration, 3600.0), "late_min": wish.late / 60, "immediate": 1.0, "hail": False}
    hold = {} if wish.hold is None else {"hold": per(wish.hold, 60.0)}
    times = {"open": clock(begin), "close": clock(end), "weights": weights}
    return {**times, **law, **hold, "vehicle": wish.vehicle, **wish.more}


def spec_of(fleet: Fleet) -> Spec:
    """Return the spec of a fleet."""
    purposes, requests = {}, {}
    for name, wish in fleet.wishes.items():
        spans = {name: (fleet.warm, fleet.hours)} | ({WARM + name: (0.0, fleet.warm)} if fleet.warm else {})
        for title, (begin, end) in spans.items():
            purposes[title] = _purpose(wish, begin, end)
            requests[title] = wish.rate * 3600 * (end - begin)
    classes = {name: {"seats": 4, "energy": 0.5, "breakdown": fleet.failing} for name in fleet.cars}
    common = {"kind": "fleet", "classes": classes, "purposes": purposes, "days": 1, **fleet.common}
    boxes = {name: [0, n] for name, n in fleet.cars.items()}
    site = {"zones": {"z": {}}, "departments": {"d": {"zone": "z"}}}
    place = {"kind": "fleet", "requests": requests, "vehicles": boxes, **site, **fleet.place}
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


def days(fleet: Fleet, n: int, log: bool = False, engine: str = "kernel", seed: int = 1) -> Any:
    """Yield outcome and trace of each of some days, with all that the levers allow at work."""
    spec, address = spec_of(fleet), key(seed, Phase.TEST, "theory")
    layout, setting = KIND.layout(spec), Setting(tuple(h.lever.high for h in handles(spec)))
    run = KIND.kernel if engine == "kernel" else KIND.reference
    for r in range(n):
        trace = KIND.draw(layout, (fleet.conduct, fleet.conduct), Stream(address, r))
        yield run(layout, setting, trace, log), trace


class Counts(NamedTuple):
    """Counts of some days, float64, one row a day; the warm-up's purposes are apart."""

    table: np.ndarray
    names: tuple[str, ...]

    def of(self, *names: str) -> np.ndarray:
        """Return the sum of counts by day."""
        return sum((self.table[:, self.names.index(name)] for name in names), np.zeros(len(self.table)))

    def refused(self, name: str = "p") -> Mean:
        """Return the share of a purpose's requests that nothing covers."""
        return ratio(self.of(f"refused/{name}"), self.of(f"came/{name}"))

    def wait(self, name: str = "p") -> Mean:
        """Return the mean wait of a purpose's requests that were covered, seconds."""
        return ratio(self.of(f"late_ms/{name}") / 1000, self.of(f"came/{name}") - self.of(f"refused/{name}"))

    def within(self, name: str = "p") -> Mean:
        """Return the share of a purpose's requests that wait no longer than its limit."""
        return ratio(self.of(f"on_time/{name}"), self.of(f"came/{name}"))


def counts(fleet: Fleet, n: int, engine: str = "kernel", seed: int = 1) -> Counts:
    """Return the counts of some days."""
    rows = [out.counts for out, _ in days(fleet, n, engine=engine, seed=seed)]
    return Counts(np.array(rows, dtype=np.float64), KIND.counters(spec_of(fleet)))


def out(fleet: Fleet, n: int, times: list[float]) -> np.ndarray:
    """Return the number of vehicles out at each time (s), float64 [days, times]."""
    found, edges = [], 1000 * np.array(times)
    for outcome, _ in days(fleet, n, True):
        gone, back = (np.sort(outcome.log[outcome.log[:, 1] == rank, 0]) for rank in (SENT, BACK))
        found.append(np.searchsorted(gone, edges, "right") - np.searchsorted(back, edges, "right"))
    return np.array(found, dtype=np.float64)


def loose(estimate: Mean, exact: float, error: float) -> float:
    """Return the z-score of a small sample, whose error may be up to a share of the value."""
    assert estimate.error <= error * abs(exact), f"error {estimate.error / exact:.2%} of the value"
    return (estimate.value - exact) / estimate.error


__all__ = [
    "ASKED", "BACK", "DROVE", "KIND", "REFUSED", "REPAIRED", "SENT", "STILL", "Conduct", "Counts", "Fleet", "Wish",
    "clock", "counts", "days", "exponential", "lognormal", "loose", "mean", "out", "ratio", "spec_of",
]  # fmt: skip
