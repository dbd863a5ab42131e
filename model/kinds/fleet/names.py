"""Names and places of the counts of a period.

After the totals come blocks: one entry a purpose for each name of `PURPOSES`, one a group of vehicles for each of
`GROUPS`, then two histograms by minute. Groups are own vehicles by class, contracted cars by class, time-share cars.
"""

from typing import Any

TOTALS = (
    "days", "asked", "response_ms", "immediate", "broken", "absent", "planned", "overtime_ms", "driver_ms", "hail_km",
    "hail_ms", "hail_rides", "covered", "by_fleet",
)  # fmt: skip
"""asked: requests; response_ms: from an immediate request to its pick-up, over `immediate` of them; absent, planned:
drivers by day; driver_ms: trips of drivers; hail_*: rides by ride-hailing, tenths of a km, and ms; covered: requests
not refused; by_fleet: of them, without ride-hailing."""
PURPOSES = ("came", "on_time", "own", "contract", "timeshare", "hailed", "refused", "late_ms")
"""Requests of the purpose; picked up no later than the limit; covered by each source (a request that took vehicles of
several sources counts with the dearest: contract over timeshare over own); never covered; lateness of those covered."""
GROUPS = ("trips", "busy_ms", "fleet_ms", "km", "empty_km")
"""Vehicles sent; time from sent to back; time in the hours of measurement; tenths of a km with and without people."""
BINS = 61
"""Bins of a histogram: 0, (0, 1], (1, 2], ..., and the last one open; minutes."""

(
    DAYS, ASKED, RESPONSE, IMMEDIATE, BROKEN, ABSENT, PLANNED, OVERTIME, DRIVER, HAIL_KM, HAIL_MS, HAIL_RIDES, COVERED,
    BY_FLEET,
) = range(len(TOTALS))  # fmt: skip
BASE = len(TOTALS)
CAME, ON_TIME, BY_OWN, BY_CONTRACT, BY_TIMESHARE, HAILED, REFUSED, LATE = range(len(PURPOSES))
TRIPS, BUSY, FLEET, KM, EMPTY = range(len(GROUPS))


def purpose(purposes: int, name: int, p: int) -> int:
    """Return the place of a count of purpose `p` of `purposes`."""
    return BASE + name * purposes + p


def group(purposes: int, groups: int, name: int, g: int) -> int:
    """Return the place of a count of vehicle group `g` of `groups`."""
    return BASE + len(PURPOSES) * purposes + name * groups + g


def bins(purposes: int, groups: int, which: int) -> int:
    """Return the first place of a histogram: 0 lateness, 1 response to immediate requests."""
    return BASE + len(PURPOSES) * purposes + len(GROUPS) * groups + which * BINS


def size(purposes: int, groups: int) -> int:
    """Return the number of counts."""
    return bins(purposes, groups, 2)


def counters(spec: Any) -> tuple[str, ...]:
    """Return the names of the counts of a spec, in order."""
    from .levers import groups

    fleets = [g.lever.name for g in groups(spec)]
    return (
        *TOTALS,
        *(f"{name}/{p}" for name in PURPOSES for p in spec.common.purposes),
        *(f"{name}/{g}" for name in GROUPS for g in fleets),
        *(f"{name}/{b}" for name in ("late", "response") for b in range(BINS)),
    )
