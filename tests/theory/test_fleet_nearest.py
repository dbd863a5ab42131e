"""Two vehicles at home in two zones, the nearer first: the hypercube of two units (Larson 1974), from midnight on.

Zones lie a kilometre apart, but the way takes two milliseconds, so it tells which vehicle is near and adds nothing to a
trip. Nothing here is in the long run, so nothing is left out: exact values are means over the four hours from empty.
"""

import pytest

TRIP, HOURS, LOAD = 20.0, 4.0, 0.5
EQUAL, UNEQUAL = 0.5, 0.65
"""Share of the requests that comes from the first zone; each zone is home to one vehicle."""


def two(fleet, part, hold):
    """Return the two vehicles."""
    site = {
        "zones": {"y": {}, "z": {"x": 1.0}},
        "departments": {"d": {"zone": "y", "weight": part}, "e": {"zone": "z", "weight": 1 - part}},
        "traffic": [1e-5],
        "detour": 1.0,
    }
    wish = fleet.Wish(LOAD / TRIP, fleet.exponential(TRIP), hold)
    return fleet.Fleet({"p": wish}, {"a": 2}, 0.0, HOURS, common={"dispatch": "nearest"}, place=site)


def across(fleet, found):
    """Return the number of trips by the vehicle of the other zone, by day: each drives a kilometre there and back."""
    return found.of("empty_km/a") / 20


def moves(part, load, room):
    """Return the moves between (1 busy, 2 busy, waiting), with a mean trip as the unit of time."""

    def found(state):
        one, two, waiting = state
        if one and two:
            yield load, (1, 1, min(waiting + 1, room))
        elif one or two:
            yield load, (1, 1, 0)
        else:
            yield part * load, (1, 0, 0)
            yield (1 - part) * load, (0, 1, 0)
        yield one, ((1, two, waiting - 1) if waiting else (0, two, 0))
        yield two, ((one, 1, waiting - 1) if waiting else (one, 0, 0))

    return found


def crossing(part):
    """Return the chance that a request found a state would be served across; 1/2 for one that waits.

    Who waits gets the vehicle that comes back first, either with chance 1/2, wherever the request comes from.
    """
    return lambda s: 0.5 if s[0] and s[1] else part * s[0] + (1 - part) * s[1]


@pytest.mark.parametrize("part", [pytest.param(EQUAL, marks=pytest.mark.slow), UNEQUAL])
def test_nobody_waits(theory, fleet, sharing, part):
    """Share refused, and trips across by day, by the chain from empty; trips across show requests 2 % more frequent."""
    found, time = fleet.counts(two(fleet, part, 0.0), 1800), HOURS * 3600 / TRIP
    right, busy = (sharing.Chain((0, 0, 0), moves(part, load, 0)) for load in (LOAD, 1.02 * LOAD))
    assert abs(theory.z(found.refused(), right.over(time, lambda s: s[0] + s[1] == 2))) <= 4.5
    trips = [
        load * time * chain.over(time, lambda s: crossing(part)(s) * (s[0] + s[1] < 2))
        for chain, load in ((right, LOAD), (busy, 1.02 * LOAD))
    ]
    assert abs(theory.z(fleet.mean(across(fleet, found)), trips[0])) <= 4.5
    assert abs(theory.z(fleet.mean(across(fleet, found)), trips[1])) > 8


def test_all_wait(theory, fleet, sharing):
    """Trips across by day when requests wait, by the chain from empty; two per cent more requests are noticed."""
    part, time = EQUAL, HOURS * 3600 / TRIP
    found = fleet.counts(two(fleet, part, None), 1500)
    trips = [
        load * time * sharing.Chain((0, 0, 0), moves(part, load, 60)).over(time, crossing(part))
        for load in (LOAD, 1.02 * LOAD)
    ]
    assert abs(theory.z(fleet.mean(across(fleet, found)), trips[0])) <= 4.5
    assert abs(theory.z(fleet.mean(across(fleet, found)), trips[1])) > 8


def test_work_of_each(theory, fleet, sharing):
    """Trips of the busier vehicle by day, from the log, where nobody waits and 65 % come from its zone."""
    part, time, rows = UNEQUAL, HOURS * 3600 / TRIP, []
    for out, _ in fleet.days(two(fleet, part, 0.0), 300, True):
        sent = out.log[out.log[:, 1] == fleet.SENT]
        rows.append((sent[:, 3] == 0).sum())
    chain = sharing.Chain((0, 0, 0), moves(part, LOAD, 0))
    begun = LOAD * time * chain.over(time, lambda s: (1 - s[0]) * (1.0 if s[1] else part))
    assert abs(theory.z(fleet.mean(rows), begun)) <= 4.5
