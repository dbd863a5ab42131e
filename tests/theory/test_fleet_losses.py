"""Vehicles that nobody waits for: shares refused, as Erlang and his followers have them.

Requests of the first half hour do not count (60 trips; what the empty beginning leaves of it is below 1e-9). The rule
is that of `conftest.py`: standard errors of at most 0.5 %, |z| <= 4.5. Every value is a mean over at least 200 days, so
by Student's law a right engine fails one comparison with chance 1.2e-5 at most, and one of those of all fleet files
with chance below 1e-3; a bias of 3.5 % is caught with chance 99 %. Power is tried with an engine that is told a wrong
rate, or by comparing right days with what theory has for a rate 2 % higher: |z| must exceed 8.
"""

import pytest
from scipy import stats

TRIP, NOW, HOURS = 30.0, 0.0, 3.5
"""Seconds of a trip, and of waiting for a vehicle; hours that count."""
LAWS = {
    "constant": TRIP,
    "exponential": {"dist": "exponential", "mean": TRIP},
    "lognormal": {"dist": "lognormal", "mean": TRIP, "cv": 1.5},
}
COMPARISONS = 70
"""Of the fleet files at most, slow ones included."""


def test_false_alarms():
    """All comparisons, of 200 days or more, and two of 50, raise a false alarm with chance below 1e-3 together."""
    assert 2 * stats.t.sf(4.5, 199) * COMPARISONS + 2 * stats.t.sf(4.5, 49) * 2 < 1e-3


def line(fleet, law="exponential", rate=4 / TRIP, cars=4, **changes):
    """Return four vehicles offered four Erlang."""
    return fleet.Fleet({"p": fleet.Wish(rate, LAWS[law], NOW)}, {"a": cars})._replace(**changes)


@pytest.mark.parametrize("law", LAWS)
def test_loss_knows_only_the_mean(theory, exact, fleet, law):
    """Where nobody may wait, the share refused is Erlang's B whatever the law of a trip."""
    assert abs(theory.z(fleet.counts(line(fleet, law), 200).refused(), exact.erlang_b(4, 4.0))) <= 4.5


@pytest.mark.parametrize(("rate", "trip"), [(1.02, 1.0), (1.0, 1.02)])
def test_loss_power(theory, exact, fleet, rate, trip):
    """Requests that are 2 % more frequent, or trips 2 % longer, are noticed."""
    more = fleet.Fleet({"p": fleet.Wish(4 * rate / TRIP, trip * TRIP, NOW)}, {"a": 4})
    assert theory.z(fleet.counts(more, 200).refused(), exact.erlang_b(4, 4.0)) > 8


def test_sent_before_the_start(theory, exact, fleet):
    """A booked trip holds its vehicle from when it is sent: Erlang's B with the notice as part of the trip."""
    booked = fleet.Wish(2 / TRIP, TRIP, NOW, more={"immediate": 0.0, "lead": 4.0})
    early = fleet.Fleet({"p": booked}, {"a": 4}, common={"notice_min": TRIP / 60})
    assert abs(theory.z(fleet.counts(early, 200).refused(), exact.erlang_b(4, 4.0))) <= 4.5


def test_way_home(theory, exact, fleet):
    """The way home after half the trips is part of the trip: Erlang's B with its mean."""
    trips = fleet.Wish(2 / TRIP, LAWS["lognormal"], NOW, more={"one_way": 0.5})
    zones = {"z": {"ends": 0.0}, "y": {"x": 1.0}}
    far = {"zones": zones, "speed_kmh": 3600 / (2 * TRIP), "detour": 1.0}
    found = fleet.counts(fleet.Fleet({"p": trips}, {"a": 4}, place=far), 250)
    assert abs(theory.z(found.refused(), exact.erlang_b(4, 4.0))) <= 4.5
    assert abs(theory.z(fleet.ratio(found.of("empty_km/a"), found.of("trips/a")), 5.0)) <= 4.5


LOADS, SIZES = (2.0, 1.0, 0.7), (1, 2, 3)


def several(fleet):
    """Return requests for one, two, and three vehicles, each with a law of its own."""
    return fleet.Fleet(
        {
            f"p{b}": fleet.Wish(a / TRIP, law, NOW, more={"cars": b})
            for a, b, law in zip(LOADS, SIZES, LAWS.values(), strict=True)
        },
        {"a": 6},
    )


def test_several_cars_at_once(theory, fleet, sharing):
    """Requests for one, two, three vehicles of one class: the recursion of Kaufman and Roberts, whatever the laws."""
    found = fleet.counts(several(fleet), 420)
    for b, share in zip(SIZES, sharing.shared(6, LOADS, SIZES), strict=True):
        assert abs(theory.z(found.refused(f"p{b}"), share)) <= 4.5
    busy = [1.02 * a for a in LOADS]
    rates = [b * share for b, share in zip(busy, sharing.shared(6, busy, SIZES), strict=True)]
    refused = fleet.mean(found.of(*(f"refused/p{b}" for b in SIZES)))
    assert abs(theory.z(refused, sum(rates) / TRIP * HOURS * 3600)) > 8


def test_one_source_after_the_other(theory, exact, fleet):
    """Own, contracted, time-share vehicles, two each, then ride-hailing: differences of Erlang's B (ordered hunt)."""
    common = {
        "contract": {"start": "00:00", "end": "24:00", "overtime_min": 600, "per_day": {"a": 500.0}},
        "timeshare": {"vehicle": "a"},
        "hail": {"per_km": 2.0},
    }
    trips = fleet.Wish(4 / TRIP, LAWS["exponential"], NOW, more={"self_drive": True, "hail": True})
    place = {"contracted": {"a": [0, 2]}, "timeshare": [0, 2]}
    found = fleet.counts(fleet.Fleet({"p": trips}, {"a": 2}, common=common, place=place), 450)
    b = [1.0, *(exact.erlang_b(c, 4.0) for c in (2, 4, 6)), 0.0]
    for i, source in enumerate(("own", "contract", "timeshare", "hailed")):
        share = fleet.ratio(found.of(f"{source}/p"), found.of("came/p"))
        assert abs(theory.z(share, b[i] - b[i + 1])) <= 4.5
    assert not found.of("refused/p").any()


def test_departments_apart(theory, exact, fleet):
    """Departments that keep their vehicles to themselves are systems of their own; together refused as weighted."""
    site = {"departments": {"d": {"zone": "z", "weight": 3.0}, "e": {"zone": "z"}}, "pooled": "separate"}
    found = fleet.counts(line(fleet, place=site), 200)
    share = 0.75 * exact.erlang_b(3, 3.0) + 0.25 * exact.erlang_b(1, 1.0)
    assert abs(theory.z(found.refused(), share)) <= 4.5


def test_kept_for_the_urgent(theory, exact, fleet, sharing):
    """Vehicles held back for urgent requests: a birth-death chain in which others enter up to a limit (guard channels)."""
    urgent, other, cars, kept = 3.0, 3.0, 6, 1
    wishes = {
        "u": fleet.Wish(urgent / TRIP, LAWS["exponential"], NOW, more={"priority": 0}),
        "o": fleet.Wish(other / TRIP, LAWS["exponential"], NOW),
    }
    common = {"reserve": {"priority": 0, "vehicles": {"a": kept}}}
    found = fleet.counts(fleet.Fleet(wishes, {"a": cars}, common=common), 350)
    p = exact.balanced([urgent + other] * (cars - kept) + [urgent] * kept, range(1, cars + 1))
    assert abs(theory.z(found.refused("o"), p[cars - kept :].sum())) <= 4.5
    assert abs(theory.z(found.refused("u"), p[cars])) <= 4.5


def test_a_higher_class_stands_in(theory, fleet, sharing):
    """Requests that overflow to a higher class with requests of its own: the chain of trips by class and purpose."""
    a, b, low, high = 2.5, 2.0, 2, 2

    def moves(state):
        i, j, k = state  # trips of a on their own class, of a and of b on the higher
        room = j + k < high
        yield a, ((i + 1, j, k) if i < low else (i, j + 1, k) if room else state)
        yield b, ((i, j, k + 1) if room else state)
        yield i, (i - 1, j, k)
        yield j, (i, j - 1, k)
        yield 2 * k, (i, j, k - 1)

    wishes = {
        "a": fleet.Wish(a / TRIP, LAWS["exponential"], NOW),
        "b": fleet.Wish(b / TRIP, fleet.exponential(TRIP / 2), NOW, vehicle="b"),
    }
    found, chain = fleet.counts(fleet.Fleet(wishes, {"a": low, "b": high}), 270), sharing.Chain((0, 0, 0), moves)
    full = chain.mean(lambda s: s[1] + s[2] == high)
    both = chain.mean(lambda s: s[0] == low and s[1] + s[2] == high)
    assert abs(theory.z(found.refused("b"), full)) <= 4.5
    assert abs(theory.z(found.refused("a"), both)) <= 4.5
