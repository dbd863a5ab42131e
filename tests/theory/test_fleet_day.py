"""A fleet's day from the empty midnight on: vehicles out, repairs, drivers that relieve one another, absence.

Nothing is in the long run but shares of days on which somebody is away. The rule is that of `conftest.py`; means at a
single time may have errors of 1 % (a bias of 7 % is caught with chance 99 %). The number of comparisons stands in
`test_fleet_losses.py`. The reference engine is held to two of these values by small samples, which its equality with
the kernel makes large ones.
"""

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import diags

TRIP_H, REPAIR_H, RUN_H = 6.0, 9.0, 160.0
"""Hours of a trip, of a repair, and of the run."""


def workshop(fleet, cars, bays, booked=54):
    """Return vehicles that always have a trip to do, each of which ends with a breakdown, until the run ends.

    All of the `booked` trips (mean) are for the first half hour, taken up at midnight, and given up at the end of the run;
    that the first begin a minute or two after midnight makes 1e-4 of the run.
    """
    early = {"immediate": 0.0, "lead": 720.0}
    wish = fleet.Wish(booked / 1800, fleet.exponential(3600 * TRIP_H), 3600 * RUN_H, more=early)
    repair = {"bays": bays, "repair": {"dist": "exponential", "mean": REPAIR_H}}
    common = {"notice_min": 1440.0, "workshop": repair}
    return fleet.Fleet({"p": wish}, {"a": cars}, 0.0, 0.5, 1.0, common=common)


def begun(sharing, cars, bays, slower=1.0):
    """Return the mean number of trips begun, by the chain of how many vehicles are broken down."""

    def repairs(n):
        return min(n, bays or cars) / (slower * REPAIR_H)

    def moves(n):
        yield (cars - n) / TRIP_H, n + 1
        yield repairs(n), n - 1

    return cars + RUN_H * sharing.Chain(0, moves).over(RUN_H, repairs)


def test_repairs(theory, fleet, sharing):
    """M/M/1//3, machine repair: trips begun, all of which end in the workshop."""
    found = fleet.counts(workshop(fleet, 3, 1), 1600)
    assert (found.of("broken") == found.of("trips/a")).all()
    assert (found.of("refused/p") > 0).all()
    assert abs(theory.z(fleet.mean(found.of("trips/a")), begun(sharing, 3, 1))) <= 4.5


@pytest.mark.slow
@pytest.mark.parametrize("bays", [0, 1, 2])
def test_repairs_power(theory, fleet, sharing, bays):
    """Repairs that take 2 % longer are noticed in the trips begun, with one bay, two, or no limit."""
    trips = fleet.mean(fleet.counts(workshop(fleet, 3, bays, 90), 14_000).of("trips/a"))
    assert abs(theory.z(trips, begun(sharing, 3, bays))) <= 4.5
    assert abs(theory.z(trips, begun(sharing, 3, bays, 1.02))) > 8


SHAPE = (0.2, 1.0, 2.0, 0.8)
"""Relative requests in four half hours."""


def test_vehicles_out(theory, fleet, exact):
    """M_t/G/infinity: with plenty of vehicles, the mean number out through a morning with a peak."""
    times = [1500.0, 2700.0, 4500.0, 6300.0, 7200.0]
    busy = fleet.Fleet({"p": fleet.Wish(0.05, fleet.lognormal(900.0, 0.6), 0.0, shape=SHAPE)}, {"a": 250}, 0.0, 2.0)
    found, tail = fleet.out(busy, 1300, times), exact.lognormal_tail(900.0, 0.6)
    there = [exact.present([1800.0 * k for k in range(5)], [0.05 * w for w in SHAPE], tail, t) for t in times]
    for i, mean in enumerate(there):
        assert abs(fleet.loose(fleet.mean(found[:, i]), mean, 0.01)) <= 4.5
    assert abs(theory.z(fleet.mean(found.sum(axis=1)), 1.02 * sum(there))) > 8


DRIVERS, EDGES, TRIP, LOAD = (2, 4, 3), ("00:00", "00:30", "01:30", "24:00"), 25.0, 1.85
"""Drivers of shifts that relieve one another, when they do, seconds of a trip, and mean load of the two hours."""


def relieved(fleet):
    """Return plenty of vehicles, and three shifts of drivers; nobody asks after two hours."""
    shifts = {
        f"s{i}": {"start": EDGES[i], "end": EDGES[i + 1], "overtime_min": 600, "high": n} for i, n in enumerate(DRIVERS)
    }
    wish = fleet.Wish(LOAD / TRIP, fleet.exponential(TRIP), shape=(0.8, 1.4, 1.2, 0.6))
    return fleet.Fleet({"p": wish}, {"a": 12}, 0.0, 2.0, common={"shifts": shifts})


def relief(exact, trip=TRIP, most=250):
    """Return (share that does not wait, mean wait) of a day in M_t/M/c_t.

    When a shift ends its drivers finish their trips, and all of the next are free: who waits is taken at once.
    """
    n, rate, at_once, wait = np.arange(most + 1), LOAD / TRIP, 0.0, 0.0
    shape, drivers = (0.8, 1.4, 1.2, 0.6, 0.0), (*DRIVERS[:1], *DRIVERS[1:2] * 2, *DRIVERS[2:] * 2)
    p = np.eye(1, most + 1).ravel()
    for k, (weight, c) in enumerate(zip(shape, drivers, strict=True)):
        if k and c != drivers[k - 1]:
            p = np.bincount(np.maximum(0, n - drivers[k - 1]), p, most + 1)
        up, down = np.full(most, weight * rate), np.minimum(n[1:], c) / trip
        chain, time = diags([up, down], [1, -1]).tocsr(), 1800.0 if weight else 400 * trip
        spent = exact.uniformised(chain, p, time, total=True)
        at_once, wait = at_once + weight * rate * spent[:c].sum(), wait + spent @ np.maximum(0, n - c)
        p = exact.uniformised(chain, p, time)
        assert p[-20:].sum() < 1e-12
    return at_once / (rate * 7200), wait / (rate * 7200)


def test_drivers_relieve_one_another(theory, fleet, exact):
    """M_t/M/c_t: who does not wait, and the mean wait, with shifts of two, four, three drivers; by uniformisation."""
    found, (at_once, wait) = fleet.counts(relieved(fleet), 1900), relief(exact)
    assert not found.of("refused/p").any()
    assert abs(theory.z(found.within(), at_once)) <= 4.5
    assert abs(fleet.loose(found.wait(), wait, 0.02)) <= 4.5
    assert abs(theory.z(found.within(), relief(exact, 1.02 * TRIP)[0])) > 8


def test_who_is_away(fleet, exact):
    """Drivers who come, and vehicles not in the workshop as planned, are binomial.

    The share refused is the mean of Erlang's B over the smaller of both numbers.
    """
    away, off, most, load, days = 0.2, 0.15, 4, 3.0, 2500
    common = {
        "classes": {"a": {"seats": 4, "energy": 0.5, "serviced": off}},
        "shifts": {"s": {"start": "00:00", "end": "24:00", "overtime_min": 600, "high": most}},
    }
    wish, conduct = fleet.Wish(load / 60, 60.0, 0.0), fleet.Conduct(spread=0.0, absence=away)
    found = fleet.counts(fleet.Fleet({"p": wish}, {"a": most}, hours=1.0, common=common, conduct=conduct), days)
    n = np.arange(most)
    more = np.array([1.0, *stats.binom.sf(n, most, 1 - away) * stats.binom.sf(n, most, 1 - off), 0.0])
    share = (more[:-1] - more[1:]) @ [exact.erlang_b(c, load) for c in range(most + 1)]
    assert abs(fleet.loose(found.refused(), share, 0.01)) <= 4.5
    assert stats.binomtest(int(found.of("absent").sum()), days * most, away).pvalue > 7e-6


def test_the_reference_engine(fleet, exact, sharing):
    """The reference engine tells the same: who does not wait for drivers, and trips between breakdowns."""
    found = fleet.counts(relieved(fleet), 50, "reference", seed=2)
    assert abs(fleet.loose(found.within(), relief(exact)[0], 0.02)) <= 4.5
    trips = fleet.mean(fleet.counts(workshop(fleet, 3, 1), 50, "reference", seed=2).of("trips/a"))
    assert abs(fleet.loose(trips, begun(sharing, 3, 1), 0.04)) <= 4.5
