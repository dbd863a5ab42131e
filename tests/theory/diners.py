"""Degenerate canteens: one tier, visitors only, equal people who all come, and no till, seats, or patience unless asked.

Times are seconds, rates per second; a day is eight hours from midnight, and windows work on until all are served.
"""

from typing import Any, NamedTuple

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.estimate import Mean, mean, ratio
from houqin.model.kinds.canteen import CANTEEN as KIND
from houqin.model.kinds.canteen import names
from houqin.model.kinds.canteen.levers import LANE, PORTIONS, RELIEF, SMART, WINDOW, handles, steps
from houqin.model.kinds.canteen.ranks import CAME, LEFT, PAYS, ROSE, SEATED, STARTED
from houqin.model.kinds.canteen.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key
from houqin.model.trace import freeze

STILL = Conduct(spread=0.0, absence=0.0)
HOURS = 8.0


def exponential(seconds: float) -> dict[str, Any]:
    """Return the exponential law."""
    return {"dist": "exponential", "mean": float(seconds)}


class Hall(NamedTuple):
    """A degenerate canteen."""

    service: Any = exponential(4.0)
    rates: tuple[float, ...] = (0.15,)
    """Diners per second in equal stretches of the day."""
    windows: tuple[int, ...] = (1,) * 8
    """Open windows in equal steps of the day."""
    hours: float = HOURS
    line: str = "tier"
    jockey: bool = False
    sizes: tuple[float, ...] = (1.0,)
    patience: dict[str, Any] = {}
    limit_min: float = 0.1
    till: dict[str, Any] | None = None
    lanes: int = 0
    """Lanes with a person, or smart lanes where the till has a machine."""
    seating: dict[str, Any] | None = None
    seats: int | None = None
    portions: int | None = None
    relief: int = 0
    conduct: Conduct = STILL
    tiers: int = 1
    """Tiers beyond the first are never wanted; with them the kernel cannot take its short way for one line."""
    every: float = 0.0
    """Seconds from one arrival to the next, in place of drawn arrivals."""


def spec_of(hall: Hall) -> Spec:
    """Return the spec of a hall."""
    slots = round(hall.hours * 12)
    assert slots % len(hall.rates) == 0 and slots % len(hall.windows) == 0
    weights = [rate for rate in hall.rates for _ in range(slots // len(hall.rates))]
    tiers = ["a", "b", "c"][: hall.tiers]
    close = f"{int(hall.hours):02d}:{round(hall.hours % 1 * 60):02d}"
    common = {
        "kind": "canteen",
        "meals": {"m": {"open": "00:00", "close": close, "weights": [w / max(weights) for w in weights]}},
        "technologies": {"t": {"service": hall.service}},
        "tiers": {name: {"price": 10.0, "food_cost": 5.0, "technology": "t"} for name in tiers},
        "step_min": 5 * slots // len(hall.windows),
        "line": hall.line,
        "jockey": hall.jockey,
        "patience": hall.patience,
        "wait_limit_min": hall.limit_min,
        "relief": (0, hall.relief),
        "checkout": hall.till,
        "seating": hall.seating,
    }
    crowd = {
        "visitors": float(sum(hall.rates)) * hall.hours * 3600 / len(hall.rates),
        "shares": {"a": 1.0},
        "windows": {name: (0, max(hall.windows)) for name in tiers},
        "portions": {} if hall.portions is None else {"a": (0, hall.portions)},
    }
    place = {"kind": "canteen", "crowds": {"m": crowd}, "groups": hall.sizes, "portion_step": 1}
    if hall.seats is not None:
        place["seats"] = (hall.seats, hall.seats)
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


def layout_of(hall: Hall, spec: Spec) -> Any:
    """Return the layout of a hall; regular arrivals stand in it as a log of one day."""
    layout = KIND.layout(spec)
    if not hall.every:
        return layout
    times = np.arange(0, hall.hours * 3_600_000, 1000 * hall.every).astype(np.int64)
    rows = np.column_stack((np.zeros((len(times), 2), dtype=np.int64), times))
    return freeze(layout._replace(recorded=rows, days=np.array([0, len(times)])))


def setting_of(hall: Hall, spec: Spec) -> Setting:
    """Return the setting with the hall's windows, lanes, portions; other tiers have one window, never asked."""
    open_ = dict(zip(range(len(steps(spec))), hall.windows, strict=True))
    smart = hall.till is not None and "machine" in hall.till
    level = {LANE: lambda h: 0 if smart else hall.lanes, SMART: lambda h: hall.lanes, PORTIONS: lambda h: hall.portions}
    level |= {RELIEF: lambda h: hall.relief, WINDOW: lambda h: open_[h.step] if h.tier == 0 else 1}
    return Setting(tuple(level[h.what](h) for h in handles(spec)))


def outcomes(hall: Hall, days: int, log: bool = False, engine: str = "kernel", seed: int = 1) -> Any:
    """Yield the outcome of each of some days."""
    spec = spec_of(hall)
    layout, setting, address = layout_of(hall, spec), setting_of(hall, spec), key(seed, Phase.TEST, "theory")
    run = KIND.kernel if engine == "kernel" else KIND.reference
    for r in range(days):
        yield run(layout, setting, KIND.draw(layout, (hall.conduct, hall.conduct), Stream(address, r)), log)


class Counts(NamedTuple):
    """Counts of some days, float64, one row a day."""

    table: np.ndarray
    steps: int

    def total(self, name: int) -> np.ndarray:
        """Return a total by day."""
        return self.table[:, name]

    def step(self, name: int, w: int) -> np.ndarray:
        """Return a count of a step by day."""
        return self.table[:, names.step(self.steps, name, w)]

    def _sum(self, name: int, of: range) -> np.ndarray:
        return sum((self.step(name, w) for w in of), np.zeros(len(self.table)))

    def within(self, of: range | None = None) -> Mean:
        """Return the share of those served within the limit, of those who came in some steps (all but the first)."""
        of = of or range(1, self.steps)
        return ratio(self._sum(names.WITHIN, of), self._sum(names.CAME, of))

    def lost(self) -> Mean:
        """Return the share lost of those who came after the first step."""
        of = range(1, self.steps)
        came = self._sum(names.CAME, of)
        return ratio(came - self._sum(names.GOT, of), came)


def counts(hall: Hall, days: int, engine: str = "kernel", seed: int = 1) -> Counts:
    """Return the counts of some days."""
    rows = [out.counts for out in outcomes(hall, days, engine=engine, seed=seed)]
    return Counts(np.array(rows, dtype=np.float64), len(hall.windows))


class Followed(NamedTuple):
    """Those who came after the warm-up, by day: their number, how many were lost, and sums over those served."""

    came: np.ndarray
    lost: np.ndarray
    served: np.ndarray
    wait: np.ndarray
    square: np.ndarray
    soon: np.ndarray
    till: np.ndarray

    def mean(self) -> Mean:
        """Return the mean wait at windows."""
        return ratio(self.wait, self.served)

    def second(self) -> Mean:
        """Return the second moment of the wait at windows."""
        return ratio(self.square, self.served)


def follow(hall: Hall, days: int, warm: float = 1.0, x: float = 0.0, engine: str = "kernel", seed: int = 1) -> Followed:
    """Follow everybody who comes after `warm` hours; `soon` counts waits of at most x seconds."""
    rows = []
    for out in outcomes(hall, days, True, engine, seed):
        log = out.log
        came = log[log[:, 1] == CAME]
        late = np.zeros(came[:, 2].max() + 1, dtype=bool)
        late[came[:, 2]] = came[:, 0] >= warm * 3_600_000
        started, pays, left = (log[log[:, 1] == rank] for rank in (STARTED, PAYS, LEFT))
        wait = started[late[started[:, 2]], 4] / 1000
        lost = late[left[:, 2]].sum() + late[came[came[:, 4] > 0, 2]].sum()
        till = pays[late[pays[:, 2]], 4].sum() / 1000
        rows.append((late.sum(), lost, len(wait), wait.sum(), (wait**2).sum(), (wait <= x).sum(), till))
    return Followed(*np.array(rows, dtype=np.float64).T)


def sitting(hall: Hall, days: int, times: list[float]) -> np.ndarray:
    """Return the number of seats taken at each time (s), float64 [days, times]."""
    found, edges = [], 1000 * np.array(times)
    for out in outcomes(hall, days, True):
        sat, rose = (out.log[out.log[:, 1] == rank] for rank in (SEATED, ROSE))
        found.append([sat[sat[:, 0] <= t, 3].sum() - rose[rose[:, 0] <= t, 3].sum() for t in edges])
    return np.array(found, dtype=np.float64)


def loose(estimate: Mean, exact: float, error: float = 0.2) -> float:
    """Return the z-score of a small sample, whose error may be up to a share of the value."""
    assert estimate.error <= error * abs(exact)
    return (estimate.value - exact) / estimate.error


__all__ = [
    "STARTED", "Conduct", "Counts", "Followed", "Hall", "counts", "exponential", "follow", "loose", "mean", "names",
    "outcomes", "ratio", "sitting",
]  # fmt: skip
