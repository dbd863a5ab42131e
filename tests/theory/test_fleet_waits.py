"""Requests that wait for a vehicle, in the long run, as queueing theory has it.

Requests of the first half hour do not count (180 trips; at the loads here what the empty beginning leaves of it is
below 1e-6). The rule is that of `conftest.py`; the number of comparisons stands in `test_fleet_losses.py`. Power is
tried on the same days: they must lie more than eight standard errors from what theory has for a rate 2 % higher.
"""

import pytest

TRIP = 10.0
"""Seconds of a trip."""


def line(fleet, load, cars, duration=None, late=TRIP):
    """Return equal vehicles with a load; within the limit is who waits no longer than a mean trip."""
    law = fleet.exponential(TRIP) if duration is None else duration
    return fleet.Fleet({"p": fleet.Wish(load * cars / TRIP, law, None, late)}, {"a": cars})


def test_equal_vehicles(theory, exact, fleet):
    """M/M/3: the shares that wait not at all, and at most half a mean trip."""
    halves = {f"p{k}": fleet.Wish(0.75 / TRIP, fleet.exponential(TRIP), None, k * TRIP / 2) for k in (0, 1)}
    found = fleet.counts(fleet.Fleet(halves, {"a": 3}), 450)
    right, busy = (exact.Queue(more * 1.5 / TRIP, 1 / TRIP, 3) for more in (1.0, 1.02))
    for k in (0, 1):
        assert abs(theory.z(found.within(f"p{k}"), right.within(k * TRIP / 2))) <= 4.5
    assert abs(theory.z(found.within("p0"), busy.within(0.0))) > 8


@pytest.mark.slow
@pytest.mark.parametrize(("load", "cars", "days"), [(0.4, 1, 3500), (0.5, 3, 2500)])
def test_mean_wait_of_equal_vehicles(theory, exact, fleet, load, cars, days):
    """M/M/c: the mean wait; requests that are 2 % more frequent are noticed."""
    found = fleet.counts(line(fleet, load, cars), days).wait()
    right, busy = (exact.Queue(more * load * cars / TRIP, 1 / TRIP, cars).wait() for more in (1.0, 1.02))
    assert abs(theory.z(found, right)) <= 4.5
    assert abs(theory.z(found, busy)) > 8


def test_constant_trips(theory, exact, fleet):
    """M/D/3: the share that waits at most 0.4 trips, by Crommelin's law."""
    found, wait = fleet.counts(line(fleet, 0.7, 3, TRIP, 0.4 * TRIP), 200).within(), 0.4 * TRIP
    laws = ((rate, exact.crommelin(rate, TRIP, 3)) for rate in (2.1 / TRIP, 2.142 / TRIP))
    right, busy = (exact.franx(law, rate, TRIP, 3, wait) for rate, law in laws)
    assert abs(theory.z(found, right)) <= 4.5
    assert abs(theory.z(found, busy)) > 8


def test_general_trips(theory, exact, fleet):
    """M/G/1: the mean wait knows the second moment of a trip (Pollaczek and Khinchin)."""
    found = fleet.counts(line(fleet, 0.4, 1, fleet.lognormal(TRIP, 0.5)), 1300).wait()
    assert abs(theory.z(found, exact.pollaczek(0.4 / TRIP, *exact.moments(TRIP, 0.5))[0])) <= 4.5
    assert abs(theory.z(found, exact.pollaczek(0.4 / TRIP, *exact.moments(1.02 * TRIP, 0.5))[0])) > 8


def test_impatience(theory, exact, fleet):
    """Erlang A: share that gives up, and mean wait of those served, when patience is a mean trip and a half."""
    wish = fleet.Wish(3 / TRIP, fleet.exponential(TRIP), fleet.exponential(1.5 * TRIP))
    found = fleet.counts(fleet.Fleet({"p": wish}, {"a": 3}), 200)
    lost, wait = exact.impatient(3 / TRIP, 1 / TRIP, 3, 1 / (1.5 * TRIP))
    assert abs(theory.z(found.refused(), lost)) <= 4.5
    assert abs(theory.z(found.wait(), wait)) <= 4.5
    busy = exact.impatient(3.06 / TRIP, 1 / TRIP, 3, 1 / (1.5 * TRIP))[0] * 3.06 / TRIP * 3.5 * 3600
    assert abs(theory.z(fleet.mean(found.of("refused/p")), busy)) > 8


def ranked(fleet, loads, means, laws):
    """Return one vehicle, and a purpose for each priority."""
    ranks = enumerate(zip(loads, means, laws, strict=True))
    wishes = {f"p{k}": fleet.Wish(load / mean, law, more={"priority": k}) for k, (load, mean, law) in ranks}
    return fleet.Fleet(wishes, {"a": 1})


def test_priorities(theory, fleet, sharing):
    """M/G/1 with two priorities, whose trips differ: mean waits by Cobham."""
    loads, means = (0.25, 0.25), (TRIP / 2, TRIP)
    found = fleet.counts(ranked(fleet, loads, means, means), 1200)
    right, busy = (
        sharing.cobham([more * a / m for a, m in zip(loads, means, strict=True)], means, [m * m for m in means])
        for more in (1.0, 1.02)
    )
    for k in (0, 1):
        assert abs(theory.z(found.wait(f"p{k}"), right[k])) <= 4.5
        assert abs(theory.z(found.wait(f"p{k}"), busy[k])) > 8


@pytest.mark.slow
def test_three_priorities(theory, fleet, sharing):
    """M/G/1 with three priorities and a law of trips for each: mean waits by Cobham."""
    means, cvs = (TRIP, TRIP / 2, 2 * TRIP), (0.0, 1.0, 0.5)
    laws = (TRIP, fleet.exponential(TRIP / 2), fleet.lognormal(2 * TRIP, 0.5))
    found = fleet.counts(ranked(fleet, (0.15,) * 3, means, laws), 5000)
    seconds = [m * m * (1 + cv * cv) for m, cv in zip(means, cvs, strict=True)]
    for k, wait in enumerate(sharing.cobham([0.15 / m for m in means], means, seconds)):
        assert abs(theory.z(found.wait(f"p{k}"), wait)) <= 4.5


@pytest.mark.slow
def test_priorities_of_equal_vehicles(theory, exact, fleet, sharing):
    """M/M/3 with two priorities: mean waits by Cobham."""
    rates = [0.8 / TRIP, 0.8 / TRIP]
    wishes = {f"p{k}": fleet.Wish(rates[k], fleet.exponential(TRIP), more={"priority": k}) for k in range(2)}
    found = fleet.counts(fleet.Fleet(wishes, {"a": 3}), 3000)
    for k, wait in enumerate(sharing.urgent(rates, 1 / TRIP, 3, exact.erlang_c(3, 1.6))):
        assert abs(theory.z(found.wait(f"p{k}"), wait)) <= 4.5
