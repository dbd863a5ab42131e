"""What the theory tests share: degenerate compounds for which queueing theory knows the answer, and the z-test.

Rules (they hold for every test here): seeds are fixed; the standard error is at most 0.5 % of the exact value; a test
passes when |z| <= 4.5, which happens by chance to a right engine in 7 of a million tests; and it shows its power by
simulating with a rate that is 2 % wrong, for which |z| must exceed 8.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from houqin.model.conduct import Conduct
from houqin.model.estimate import Mean, ratio
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning.ranks import REMOVED
from houqin.model.kinds.cleaning.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key

KIND = KINDS["cleaning"]
HOUR = 3_600_000
STILL = Conduct(spread=0.0, absence=0.0)


class Line(NamedTuple):
    """A line of equal zones, walked by one person all day; times in seconds, rates per zone and hour."""

    zones: int = 1
    walk: float = 0.0
    look: Any = 60.0
    rate: float = 20.0
    removal: Any = 0.0
    rounds: str = "circuit"
    pickup: str = "gated"
    ring: bool = True
    """All zones lie equally far from one another (a ring); otherwise along a line."""
    limit: float = 900.0
    """Seconds within which the share of `Lying.within` counts."""


def _tenth(law: Any) -> Any:
    """Return the law of a look at 100 of the 1000 m2 of a zone."""
    if isinstance(law, dict):
        return {name: value / 10 if isinstance(value, float) and name != "cv" else value for name, value in law.items()}
    return law / 10


def spec_of(line: Line) -> Spec:
    """Return the spec of a line: 24 hours, litter falls from midnight to midnight."""
    common = {
        "kind": "cleaning",
        "zone_types": {
            "z": {
                "indoor": True,
                "look": _tenth(line.look),
                "dirt": {"litter": {"rate": line.rate, "removal": line.removal}},
            }
        },
        "shifts": {"all": {"start": "00:00", "end": "24:00"}},
        "posts": {"rounds": {"role": "rounds", "shift": "all", "high": 1}},
        "rounds": line.rounds,
        "pickup": line.pickup,
        "occasions": 4096,
        "inspection": {"per_day": 0},
    }
    zones = {
        f"z{i}": {"type": "z", "count": 1, "area_m2": 1000.0, "walk": line.walk, "open": "00:00", "close": "24:00"}
        for i in range(line.zones)
    }
    place = {"kind": "cleaning", "zones": zones, "across": line.walk if line.ring else 7200.0}
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


class Lying(NamedTuple):
    """Per day: items that fell in the window, their total lying time (s), and how many lay within the limit."""

    items: np.ndarray
    seconds: np.ndarray
    within: np.ndarray

    def mean(self) -> Mean:
        """Return the mean lying time with its standard error."""
        return ratio(self.seconds, self.items)

    def share(self) -> Mean:
        """Return the share within the limit with its standard error."""
        return ratio(self.within, self.items)


def lying(
    line: Line, days: int, hours: tuple[float, float] = (6.0, 20.0), seed: int = 1, spec: Spec | None = None
) -> Lying:
    """Return the lying times of items that fall between two hours, when the day has long settled."""
    spec = spec or spec_of(line)
    layout = KIND.layout(spec)
    address = key(seed, Phase.TEST, "theory")
    rows = []
    for r in range(days):
        trace = KIND.draw(layout, (STILL, STILL), Stream(address, r))
        log = KIND.kernel(layout, Setting((1,)), trace, True).log
        gone = log[log[:, 1] == REMOVED]
        born = trace.born[gone[:, 2]]
        chosen = (born >= hours[0] * HOUR) & (born < hours[1] * HOUR)
        lay = (gone[:, 0] - born)[chosen]
        fell = int(np.count_nonzero((trace.born >= hours[0] * HOUR) & (trace.born < hours[1] * HOUR)))
        assert fell == len(lay), "an item of the window was never removed"
        rows.append((fell, lay.sum() / 1000, np.count_nonzero(lay <= 1000 * line.limit)))
    return Lying(*np.array(rows, dtype=np.float64).T)


def z(estimate: Mean, exact: float) -> float:
    """Return how many standard errors an estimate lies from the exact value; the error must be small enough."""
    assert estimate.error <= 0.005 * abs(exact), f"error {estimate.error / exact:.2%} of the value"
    return (estimate.value - exact) / estimate.error


@pytest.fixture(scope="session")
def theory():
    """Return the tools of this page as one object."""

    class Tools:
        Line, spec_of, lying, z, STILL, KIND = Line, spec_of, lying, z, STILL, KIND

    Tools.lying, Tools.z, Tools.spec_of = staticmethod(lying), staticmethod(z), staticmethod(spec_of)
    return Tools


def _page(name: str) -> Any:
    """Return a module of this folder, which is no package."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    page = module_from_spec(place)
    place.loader.exec_module(page)
    return page


@pytest.fixture(scope="session")
def exact():
    """Return the exact results of queueing theory."""
    return _page("queueing")


@pytest.fixture(scope="session")
def canteen():
    """Return the tools for degenerate canteens."""
    return _page("diners")


@pytest.fixture(scope="session")
def fleet():
    """Return the tools for degenerate fleets."""
    return _page("trips")


@pytest.fixture(scope="session")
def sharing():
    """Return the exact results for fleets."""
    return _page("dispatch")
