"""What measures, flows and waits make of the counts of the worked example, by hand."""

import math

import numpy as np
import pytest
from houqin.model.kinds.canteen import CANTEEN

COUNTS = {
    "days": 1, "met": 14, "served": 10, "lost_line": 1, "lost_patience": 1, "lost_sold": 1, "lost_closed": 1,
    "wait_ms": 340_000, "till_wait_ms": 110_000, "seat_wait_ms": 2_140_000, "seated": 10, "seated_good": 4,
    "satisfied_micro": 3_500_000, "wanted_good": 12, "ticket_fen": 8400, "food_fen": 5900, "prepared": 5, "eaten": 4,
    "came/1130": 13, "came/1140": 1, "within/1130": 7, "got/1130": 10,
    "asked/lunch/set": 6, "found/lunch/set": 6, "kept/lunch/set": 4,
    "asked/lunch/choice": 8, "found/lunch/choice": 6, "kept/lunch/choice": 6,
    "sold/lunch/set": 6, "sold/lunch/choice": 4, "made/lunch/set": 6, "made/lunch/choice": 5,
    "wait/0": 3, "wait/1": 4, "wait/2": 3, "search/0": 3, "search/5": 1,
}  # fmt: skip
VALUES = {
    "within": 7 / 14, "within_lunch": 7 / 14, "within1130": 7 / 13, "within1140": 0.0, "kept": 10 / 14,
    "choice": 12 / 14, "satisfied": 25.0, "seated": 4 / 14, "wait": 34 / 60, "search": 214 / 60, "eaten": 4 / 5,
    "food_share": 59 / 84,
}  # fmt: skip


@pytest.fixture(scope="module")
def spec():
    """Return the spec of the example."""
    return CANTEEN.example()[0]


@pytest.fixture(scope="module")
def counts(spec):
    """Return one day's counts, int64 (1, n)."""
    return np.array([[COUNTS.get(name, 0) for name in CANTEEN.counters(spec)]], dtype=np.int64)


def test_values(spec, counts):
    """Shares are of all who came, lost ones among them; waits are means in minutes, satisfaction points of a hundred."""
    found = {m.name: m.value(counts) for m in CANTEEN.measures(spec)}
    assert found == {name: pytest.approx(value) for name, value in VALUES.items()}


def test_flows(spec, counts):
    """Food is bought for 6 x 4 + 5 x 7 = 59 yuan, left over or not; tickets bring 6 x 6 + 4 x 12 = 84; ten are served."""
    money, quantity = {}, {}
    for flow in CANTEEN.flows(spec):
        quantity[flow.name] = flow.scale * int(counts[0, list(flow.counts)].sum())
        money[flow.item] = money.get(flow.item, 0.0) + flow.price * quantity[flow.name]
    assert money == {"food": 59.0, "ticket": -84.0, "meal_fee": 0.0}
    assert quantity["meal"] == 10


def test_overtime_is_paid_at_one_and_a_half(spec, counts):
    """A shift of nine and a half hours has 1.5 hours of overtime a person, at 150 % of the hourly wage."""
    shift = spec.common.shifts["servers"].model_copy(update={"start": 8 * 60, "end": 17 * 60 + 30, "overtime": True})
    longer = spec.model_copy(update={"common": spec.common.model_copy(update={"shifts": {"servers": shift}})})
    (flow,) = [f for f in CANTEEN.flows(longer) if f.item == "overtime"]
    place = CANTEEN.counters(longer).index("overtime_min")
    assert (flow.price, flow.counts, flow.scale * 90) == (1.5, (place,), 1.5)
    assert flow.steps == (("servers", 1.5),)
    assert not [f for f in CANTEEN.flows(spec) if f.item == "overtime"]


def test_waits_by_minute(spec, counts):
    """Nobody waits below 0; bins are 0, up to 1, up to 2 ... minutes, the last one open."""
    found = CANTEEN.histogram(spec, counts)
    for name, seen in (("wait", [3, 4, 3]), ("search", [3, 0, 0, 0, 0, 1])):
        _, edges, bins = found[name]
        assert list(edges[:4]) == [-1, 0, 1, 2]
        assert edges[-1] == math.inf
        assert len(edges) == len(bins) + 1
        assert bins.tolist() == seen + [0] * (len(bins) - len(seen))
