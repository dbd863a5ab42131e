"""A canteen's day from the empty morning on, by uniformisation: step by step, as a whole, and for both engines.

Nothing here is in the long run, so nothing is left out. The rule is that of `conftest.py`, with errors of at most 1 %
for a single step: there a bias of 7 % is caught with chance 99 %, in the whole day one of 3 %. The reference engine is
held to the same values by a small sample (1.5 %), which its equality with the kernel makes a large one.
"""

import numpy as np
import pytest

RATES = (0.05, 0.11, 0.15, 0.12, 0.06, 0.025)
WINDOWS = (2, 3, 4, 3, 2, 1)
FAR = {"wait": 600.0}


@pytest.fixture(scope="module")
def lunch(exact):
    """Return the exact day: six quarters of an hour, and windows that open and close with the crowd."""
    return exact.Day(1 / 20, [900.0 * w for w in range(7)], RATES, WINDOWS, most=150)


def hall(canteen, **changes):
    """Return the same day as a canteen; within the limit of half a minute."""
    base = canteen.Hall(canteen.exponential(20.0), RATES, WINDOWS, 1.5, limit_min=0.5)
    return base._replace(**changes)


@pytest.mark.parametrize("patience", [{}, FAR])
def test_windows_by_the_step(theory, canteen, lunch, patience):
    """M_t/M/c_t: share within half a minute of those who come in each step, over the day, and all waits together.

    A window that closes finishes its diner. The day's share weighs every step by how many come in it.
    """
    found = canteen.counts(hall(canteen, patience=patience), 1150)
    good = [lunch.within(w, 30.0) for w in range(6)]
    assert lunch.spill < 1e-9
    for w, rate in enumerate(RATES):
        assert abs(canteen.loose(found.within(range(w, w + 1)), good[w] / (900 * rate), 0.01)) <= 4.5
    people = 900 * sum(RATES)
    assert abs(theory.z(found.within(range(6)), sum(good) / people)) <= 4.5
    waits = canteen.mean(found.total(canteen.names.WAIT) / 1000)
    assert abs(canteen.loose(waits, lunch.waiting(), 0.02)) <= 4.5


def test_windows_by_the_step_power(theory, canteen, lunch):
    """Service that is 2 % slower is noticed in the day's share."""
    slow = canteen.counts(hall(canteen, service=canteen.exponential(20.4)), 1800)
    assert theory.z(slow.within(range(6)), sum(lunch.within(w, 30.0) for w in range(6)) / (900 * sum(RATES))) < -8


def test_the_reference_engine(canteen, lunch):
    """The reference engine tells the same day: share within half a minute, and all waits together."""
    found = canteen.counts(hall(canteen), 100, "reference", seed=2)
    share = sum(lunch.within(w, 30.0) for w in range(6)) / (900 * sum(RATES))
    assert abs(canteen.loose(found.within(range(6)), share, 0.015)) <= 4.5
    assert abs(canteen.loose(canteen.mean(found.total(canteen.names.WAIT) / 1000), lunch.waiting(), 0.07)) <= 4.5


def test_the_empty_morning(exact, canteen):
    """M/M/1 from empty: in each of the first five-minute steps more people wait than before."""
    day = exact.Day(1 / 20, [300.0 * w for w in range(7)], [0.03] * 6, [1] * 6, most=120)
    found = canteen.counts(canteen.Hall(canteen.exponential(20.0), (0.03,), (1,) * 6, 0.5, limit_min=0.5), 4500)
    share = [day.within(w, 30.0) / 9 for w in range(6)]
    assert share == sorted(share, reverse=True) and share[0] > 1.1 * share[-1]
    for w in range(6):
        assert abs(canteen.loose(found.within(range(w, w + 1)), share[w], 0.01)) <= 4.5


@pytest.mark.parametrize(("sizes", "loss"), [((1.0,), 0.0), ((0.4, 0.3, 0.2, 0.1), 0.15)])
def test_people_at_tables(exact, canteen, sizes, loss):
    """M_t/G/infinity: with seats for all, the mean number of seats taken through lunch; groups lose a share besides."""
    seating = {"dwell": {"dist": "lognormal", "mean": 20.0, "cv": 0.3}, "loss": loss, "clearing": 30.0}
    rates = (0.05, 0.2, 0.3, 0.1, 0.02, 0.01)
    table = canteen.Hall(0.0, rates, (1,), 1.5, sizes=sizes, seating=seating)
    times = [600.0, 1500.0, 2700.0, 3600.0, 4500.0]
    found = canteen.sitting(table, 450 if len(sizes) == 1 else 900, times)
    tail = exact.lognormal_tail(1200.0, 0.3)
    for i, t in enumerate(times):
        there = exact.present([900.0 * w for w in range(7)], rates, lambda y: min(y, 30.0) + tail(y - 30.0), t)
        assert abs(canteen.loose(canteen.mean(found[:, i]), (1 + loss) * there, 0.01)) <= 4.5


def test_tables_vary_as_poisson(canteen):
    """The number at tables has its mean as variance."""
    seating = {"dwell": canteen.exponential(10.0)}
    table = canteen.Hall(0.0, (0.2,), (1,), 1.0, seating=seating)
    found = canteen.sitting(table, 1500, [3000.0])[:, 0]
    spread, mean = found.var(ddof=1), 0.2 * 600 * (1 - np.exp(-5.0))
    assert abs(spread - mean) <= 4.5 * mean * np.sqrt(2 / 1499 + 1 / (1499 * mean))
