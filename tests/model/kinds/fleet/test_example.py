"""The worked example, followed by hand in docs/example-fleet.md: every number below was written down before it ran."""

from pathlib import Path

import numpy as np
import pytest
from houqin.model.kinds.fleet import FLEET
from houqin.model.kinds.fleet.ranks import ASKED, BACK, CHANGED, DROVE, HAILED, REFUSED, REPAIRED, SENT
from houqin.model.streams import Stream
from houqin.model.trace import freeze

VISIT, DELEGATION, URGENT = range(3)
OFFICE, EAST, NORTH = range(3)
CAR, VAN = range(2)
HOLD = (20, 120, 15)
"""Minutes by purpose after which a request gives up."""
REQUESTS = (
    (VISIT, OFFICE, OFFICE, CAR, "09:00", "08:30", 60, 200, "booked"),
    (VISIT, EAST, NORTH, CAR, "08:50", "08:52", 60, 200, "at once"),
    (URGENT, NORTH, NORTH, CAR, "09:00", "09:02", 30, 150, "at once"),
    (VISIT, OFFICE, OFFICE, CAR, "09:05", "09:07", 60, 200, "at once"),
    (VISIT, OFFICE, OFFICE, CAR, "09:20", "09:22", 60, 200, "at once"),
    (URGENT, NORTH, NORTH, CAR, "10:00", "10:02", 30, 150, "at once"),
    (DELEGATION, OFFICE, OFFICE, CAR, "12:30", "12:00", 120, 300, "booked"),
    (VISIT, OFFICE, OFFICE, VAN, "12:58", "13:00", 60, 200, "at once"),
    (VISIT, OFFICE, OFFICE, CAR, "16:15", "15:45", 600, 3000, "booked"),
    (VISIT, OFFICE, OFFICE, CAR, "16:40", "16:10", 60, 200, "booked"),
    (VISIT, EAST, EAST, CAR, "17:00", "16:30", 60, 200, "booked"),
)  # fmt: skip
"""Purpose, from, to, class needed, time wanted, taken up, minutes, tenths of a km; numbered from 0 here and from 1 on
the page, as vehicles and drivers are. Departments stand in the order of their zones."""
WEARS_OUT = (0, 5)
"""Requests whose first vehicle breaks down, if it is a car."""

OWN_1, OWN_2, VAN_1, HIRED = range(4)
TRIPS = (
    (0, OWN_1, 0, "08:30", "09:00", "10:00"),
    (1, VAN_1, 1, "08:52", "09:12", "10:27"),
    (3, HIRED, None, "09:07", "09:07", "10:07"),
    (5, OWN_2, 0, "10:02", "10:27", "11:22"),
    (7, VAN_1, 1, "13:00", "13:00", "14:00"),
    (6, OWN_1, 0, "14:00", "14:00", "16:00"),
    (6, VAN_1, 1, "14:00", "14:00", "16:00"),
    (8, OWN_1, 0, "16:00", "16:15", "26:15"),
    (9, VAN_1, 1, "16:10", "16:40", "17:40"),
)  # fmt: skip
"""Request, vehicle, driver, when sent, pick-up, back; 26:15 is 02:15 of the next day."""
REPAIRS = {OWN_1: "12:00", OWN_2: "14:00"}
RIDES = {4: ("09:42", "09:47"), 10: ("16:50", "17:00")}
"""Request -> when it gives up waiting, and when ride-hailing picks it up."""


def ms(clock: str) -> int:
    """Return HH:MM as ms."""
    hours, minutes = (int(v) for v in clock.split(":"))
    return 60_000 * (60 * hours + minutes)


def ints(values):
    """Return values as int64."""
    return np.array(values, dtype=np.int64)


def trace(drawn):
    """Return the trace of the page's day."""
    purpose, origin, end, need, start, ask, minutes, km, how = zip(*REQUESTS, strict=True)
    n, starts, asks = len(REQUESTS), [ms(v) for v in start], [ms(v) for v in ask]
    due = [a + 60_000 * HOLD[p] for a, p in zip(asks, purpose, strict=True)]
    known = [s if h == "at once" else s - ms("24:00") for s, h in zip(starts, how, strict=True)]
    return freeze(
        drawn._replace(
            purpose=ints(purpose), department=ints(origin), origin=ints(origin), end=ints(end), need=ints(need),
            start=ints(starts), known=ints(known), ask=ints([asks] * 2), due=ints([due] * 2),
            order=ints([range(n)] * 2), duration=ints([60_000 * m for m in minutes]), distance=ints(km),
            delay=ints([ms("00:05")] * n), repair=ints([ms("02:00")] * n),
            wear=ints([99_999 if r in WEARS_OUT else 100_000 for r in range(n)]),
        )
    )  # fmt: skip


@pytest.fixture(scope="module", params=["kernel", "reference"])
def day(request):
    """Return the outcome of the example's day, told by each engine."""
    spec, workforce, setting = FLEET.example()
    layout = FLEET.layout(spec)
    drawn = FLEET.draw(layout, workforce, Stream(1, 0))
    out = (FLEET.kernel if request.param == "kernel" else FLEET.reference)(layout, setting, trace(drawn), True)
    return spec, out, dict(zip(FLEET.counters(spec), out.counts.tolist(), strict=True))


def rows(day, rank):
    """Return (tick, entity, who, value) of a rank, in order."""
    return [(int(r[0]), int(r[2]), int(r[3]), int(r[4])) for r in day[1].log if r[1] == rank]


def test_taken_up(day):
    """Requests are taken up two minutes after they were made, booked ones half an hour before their time."""
    assert rows(day, ASKED) == [(ms(v[5]), r, v[0], v[3]) for r, v in enumerate(REQUESTS)]
    for _, _, _, _, start, ask, _, _, how in REQUESTS:
        assert ms(ask) - ms(start) == (ms("00:02") if how == "at once" else -ms("00:30"))


def test_sent(day):
    """Nine vehicles are sent, to the requests and at the times of the page."""
    assert rows(day, SENT) == [(ms(at), r, v, ms(pickup)) for r, v, _, at, pickup, _ in TRIPS]


def test_drivers(day):
    """Own vehicles have the drivers of the page, contracted cars none."""
    expected = [(ms(at), r, driver, ms(back)) for r, _, driver, at, _, back in TRIPS if driver is not None]
    assert rows(day, DROVE) == expected


def test_back(day):
    """Vehicles come back at the times of the page, two of them broken."""
    expected = [(ms(back), v, r, int(r in WEARS_OUT)) for r, v, _, _, _, back in TRIPS]
    assert rows(day, BACK) == sorted(expected)


def test_workshop(day):
    """The only bay has the first car for two hours, then the second."""
    assert rows(day, REPAIRED) == [(ms(ready), v, 0, 0) for v, ready in REPAIRS.items()]


def test_changes(day):
    """Two are on duty at 8:00 and after the pause, nobody the next day."""
    assert rows(day, CHANGED) == [(ms("08:00"), 0, 2, 0), (ms("13:00"), 0, 2, 0), (ms("24:00"), 1, 0, 0)]


def test_gave_up(day):
    """Two are covered by ride-hailing, one of them in time; an urgent one is refused for want of a driver."""
    assert rows(day, HAILED) == [(ms(at), r, 1, ms(pickup)) for r, (at, pickup) in RIDES.items()]
    assert rows(day, REFUSED) == [(ms("09:17"), 2, 0, 0)]


def test_counts(day):
    """The counts are those of the page; all others are zero."""
    minute = 60_000
    expected = {
        "days": 1, "asked": 11, "response_ms": 80 * minute, "immediate": 5, "broken": 2, "planned": 2,
        "overtime_ms": 40 * minute, "driver_ms": 1270 * minute, "hail_km": 400, "hail_ms": 120 * minute,
        "hail_rides": 2, "covered": 10, "by_fleet": 8,
        "came/visit": 8, "came/delegation": 1, "came/urgent": 2, "on_time/visit": 6,
        "own/visit": 5, "own/delegation": 1, "own/urgent": 1, "contract/visit": 1, "hailed/visit": 2,
        "refused/urgent": 1,
        "late_ms/visit": 53 * minute, "late_ms/delegation": 90 * minute, "late_ms/urgent": 27 * minute,
        "trips/car": 4, "trips/van": 4, "trips/contract_car": 1,
        "busy_ms/car": 905 * minute, "busy_ms/van": 365 * minute, "busy_ms/contract_car": 60 * minute,
        "fleet_ms/car": 1200 * minute, "fleet_ms/van": 600 * minute, "fleet_ms/contract_car": 600 * minute,
        "km/car": 3650, "km/van": 900, "km/contract_car": 200, "empty_km/car": 250, "empty_km/van": 175,
        "late/0": 4, "late/2": 2, "late/22": 1, "late/27": 2, "late/60": 1,
        "response/2": 2, "response/22": 1, "response/27": 2,
    }  # fmt: skip
    assert {name: n for name, n in day[2].items() if n} == expected


def test_measures(day):
    """6 of 11 in time, 10 covered, 8 by the fleet; 16 minutes to an immediate request; 70.6 % of the hours in use."""
    told = {m.name: m.value(day[1].counts[None]) for m in FLEET.measures(day[0])}
    assert told["on_time"] == pytest.approx(6 / 11)
    assert told["covered"] == pytest.approx(10 / 11)
    assert told["fleet"] == pytest.approx(8 / 11)
    assert told["response"] == pytest.approx(80 / 5)
    assert told["lateness"] == pytest.approx(170 / 10)
    assert told["utilisation"] == pytest.approx(1270 / 1800)
    assert told["empty"] == pytest.approx(42.5 / 497.5)


def test_money(day):
    """What the day costs beside the year's prices: energy, wear, rides, and the hours of overtime that are paid."""
    flows = {f.name: day[1].counts[f.counts,].sum() * f.scale for f in FLEET.flows(day[0])}
    assert flows["km_car"] * 0.8 == pytest.approx(312.0)
    assert flows["km_van"] * 1.3 == pytest.approx(139.75)
    assert flows["hail_ride"] * 10 + flows["hail_km"] * 2 == pytest.approx(100.0)
    assert flows["overtime"] == pytest.approx(40 / 60)


def test_page_says_the_same():
    """docs/example-fleet.md states every time and number that is tested here."""
    page = (Path(__file__).parents[4] / "docs" / "example-fleet.md").read_text(encoding="utf-8")
    clocks = {v for row in (*REQUESTS, *TRIPS) for v in row if isinstance(v, str) and ":" in v} - {"26:15"}
    clocks |= {*REPAIRS.values(), *(v for ride in RIDES.values() for v in ride), "09:17", "02:15"}
    for clock in clocks:
        assert clock in page, clock
    for number in ("6/11", "10/11", "8/11", "80", "16.0", "170", "17.0", "1270", "70.6", "365", "42.5", "8.5", "40", "905", "312.00", "139.75", "100.00"):
        assert number in page, number
