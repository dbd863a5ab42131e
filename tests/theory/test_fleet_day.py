"""A fleet's day from the empty midnight on: vehicles out, repairs, drivers that relieve one another, absence.

Nothing here is in the long run but the last; nothing else is left out. The rule is that of `conftest.py`; means at a
single time may have errors of 1 % (a bias of 7 % is caught with chance 99 %). The number of comparisons stands in
`test_fleet_losses.py`. The reference engine is held to two of these values by small samples, which its equality with
the kernel makes large ones.
"""

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import diags

HOUR = 3600.0


def workshop(fleet, cars, bays, trip=HOUR, hours=160.0):
    """Return vehicles that always have a trip to do, each of which ends with a breakdown, for so many hours.

    Everything is booked for the first half hour, known and taken up at midnight, and given up after those hours.
    """
    booked = {"immediate": 0.0, "lead": 720.0}
    wish = fleet.Wish(120 * cars / 1800, fleet.exponential(trip), hours * HOUR, more=booked)
    law = {"dist": "exponential", "mean": 1.5}
    common = {"notice_min": 1440.0, "workshop": {"bays": bays, "repair": law}}
    return fleet.Fleet({"p": wish}, {"a": cars}, 0.0, 0.5, 1.0, common=common)


def repaired(sharing, cars, bays, hours=160.0, trip=1.0):
    """Return the mean number of trips begun, by the chain of how many vehicles are broken down; hours."""

    def moves(n):
        yield (cars - n) / trip, n + 1
        yield min(n, bays or cars) / 1.5, n - 1

    return cars + hours * sharing.Chain(0, moves).over(hours, lambda n: min(n, bays or cars) / 1.5)


@pytest.mark.parametrize(("cars", "bays", "days"), [(3, 1, 450), (3, 2, 400), (2, 0, 400)])
def test_repairs(theory, fleet, sharing, cars, bays, days):
    """M/M/R//N, machine repair: trips begun in 160 hours, all of which end in the workshop; slower trips are noticed."""
    found = fleet.counts(workshop(fleet, cars, bays), days)
    trips = fleet.mean(found.of("trips/a"))
    assert (found.of("broken") == found.of("trips/a")).all()
    assert (found.of("refused/p") > 0).all()
    assert abs(theory.z(trips, repaired(sharing, cars, bays))) <= 4.5


SHAPE = (0.2, 1.0, 2.0, 0.8)
"""Relative requests in four half hours."""


@pytest.mark.parametrize("law", ["constant", "lognormal"])
def test_vehicles_out(fleet, exact, law):
    """M_t/G/infinity: with plenty of vehicles, the mean number out through a morning with a peak."""
    mean, cv = 900.0, 0.6
    trip = mean if law == "constant" else fleet.lognormal(mean, cv)
    tail = (lambda y: min(y, mean)) if law == "constant" else exact.lognormal_tail(mean, cv)
    times = [900.0, 2700.0, 4500.0, 6300.0, 8000.0]
    busy = fleet.Fleet({"p": fleet.Wish(0.05, trip, 0.0, shape=SHAPE)}, {"a": 250}, 0.0, 2.0)
    found = fleet.out(busy, 1200, times)
    for i, t in enumerate(times):
        there = exact.present([1800.0 * k for k in range(5)], [0.05 * w for w in SHAPE], tail, t)
        assert abs(fleet.loose(fleet.mean(found[:, i]), there, 0.01)) <= 4.5


DRIVERS, TRIP = (2, 4, 3), 40.0
"""Drivers of the shifts that relieve one another after half an hour, an hour and a half; seconds of a trip."""


def relieved(fleet, trip=TRIP):
    """Return plenty of vehicles, and three shifts of drivers; nobody asks in the last half hour."""
    edges = ["00:00", "00:30", "01:30", "24:00"]
    shifts = {
        f"s{i}": {"start": edges[i], "end": edges[i + 1], "overtime_min": 600, "high": n}
        for i, n in enumerate(DRIVERS)
    }
    wish = fleet.Wish(1.4 / TRIP, fleet.exponential(trip), shape=(0.8, 1.4, 1.2, 0.6))
    return fleet.Fleet({"p": wish}, {"a": 12}, 0.0, 2.0, common={"shifts": shifts})


def relief(exact, trip=TRIP, most=250):
    """Return the mean wait of a day in M_t/M/c_t: the integral of those who wait, over those who come.

    When a shift ends its drivers finish their trips, and all of the next are free: who waits is taken at once.
    """
    n, rate, total = np.arange(most + 1), 1.4 / TRIP, 0.0
    shape, drivers = (0.8, 1.4, 1.2, 0.6, 0.0), (DRIVERS[0], DRIVERS[1], DRIVERS[1], DRIVERS[2], DRIVERS[2])
    p = np.eye(1, most + 1).ravel()
    for k, (weight, c) in enumerate(zip(shape, drivers, strict=True)):
        if k and c != drivers[k - 1]:
            p = np.bincount(np.maximum(0, n - drivers[k - 1]), p, most + 1)
        up, down = np.full(most, weight * rate), np.minimum(n[1:], c) / trip
        chain, time = diags([up, down], [1, -1]).tocsr(), 1800.0 if weight else 400 * trip
        total += exact.uniformised(chain, p, time, total=True) @ np.maximum(0, n - c)
        p = exact.uniformised(chain, p, time)
        assert p[-20:].sum() < 1e-12
    return total / (rate * 7200)


def test_drivers_relieve_one_another(theory, fleet, exact):
    """M_t/M/c_t: the mean wait of a day with shifts of two, four and three drivers; 2 % slower trips are noticed."""
    found = fleet.counts(relieved(fleet), 4000)
    assert not found.of("refused/p").any()
    assert abs(theory.z(found.wait(), relief(exact))) <= 4.5
    assert abs(theory.z(found.wait(), relief(exact, 1.02 * TRIP))) > 8


def test_absence(theory, fleet, exact):
    """Drivers who come are binomial: the share refused is the mean of Erlang's B over how many come."""
    away, drivers, load = 0.2, 4, 3.0
    shifts = {"s": {"start": "00:00", "end": "24:00", "overtime_min": 600, "high": drivers}}
    conduct = fleet.Conduct(spread=0.0, absence=away)
    wish = fleet.Wish(load / 20, 20.0, 0.0)
    team = fleet.Fleet({"p": wish}, {"a": 6}, hours=1.0, common={"shifts": shifts}, conduct=conduct)
    found = fleet.counts(team, 3000)
    n = np.arange(drivers + 1)
    share = stats.binom.pmf(n, drivers, 1 - away) @ [exact.erlang_b(int(c), load) for c in n]
    assert abs(fleet.loose(found.refused(), share, 0.01)) <= 4.5
    assert stats.binomtest(int(found.of("absent").sum()), 3000 * drivers, away).pvalue > 7e-6


def test_planned_service(theory, fleet, exact):
    """Vehicles not in the workshop as planned are binomial: the mean of Erlang's B over how many there are."""
    away, cars, load = 0.2, 4, 3.0
    part = {"classes": {"a": {"seats": 4, "energy": 0.5, "serviced": away}}}
    found = fleet.counts(fleet.Fleet({"p": fleet.Wish(load / 20, 20.0, 0.0)}, {"a": cars}, hours=1.0, common=part), 3000)
    n = np.arange(cars + 1)
    share = stats.binom.pmf(n, cars, 1 - away) @ [exact.erlang_b(int(c), load) for c in n]
    assert abs(fleet.loose(found.refused(), share, 0.01)) <= 4.5


def test_the_reference_engine(fleet, exact, sharing):
    """The reference engine tells the same: waits of the day with shifts, and trips between breakdowns."""
    waits = fleet.counts(relieved(fleet), 60, "reference", seed=2).wait()
    assert abs(fleet.loose(waits, relief(exact), 0.06)) <= 4.5
    trips = fleet.mean(fleet.counts(workshop(fleet, 3, 1), 30, "reference", seed=2).of("trips/a"))
    assert abs(fleet.loose(trips, repaired(sharing, 3, 1), 0.02)) <= 4.5
