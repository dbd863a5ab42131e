"""A fleet spec as arrays: everything the engines need that chance does not touch.

Times are int64 milliseconds after midnight of Monday; distances tenths of a km. Indices: p purpose, k class in rising
order, g group of vehicles (own by class, contracted by class, time-share), v vehicle (group by group, as many as the
lever's most), z zone, s shift, d department.
"""

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...engine.bits import Words, flip
from ...engine.coded import factor, ints, laws, padded, shares
from ...trace import freeze
from . import record
from .levers import CONTRACT, OWN, PLATFORM, POOLED, SHIFT, TERMINAL, TIMESHARE, Handle, groups, handles, plain
from .spec import SLOT_MIN, Common, Place, Spec
from .tables import gathered

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SLOT = SLOT_MIN * MINUTE
NONE = -1
FIRST, LONGEST, NEAREST = range(3)
"""Policies of dispatch."""
PAUSES = 4
"""Pauses of a shift at most."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Fields(NamedTuple):
    """See the module docstring for the indices; shapes in brackets."""

    # the levers
    lever: Ints  # [G] place among the levers
    shift_lever: Ints  # [S]
    platform: int  # place among the levers, or -1 where there is none
    pooled: int  # place among the levers, or -1 where it is given
    given: int  # 1 when fleets are pooled and no lever decides it
    high: Ints  # [levers] the most of each lever
    # the vehicles
    first: Ints  # [G + 1] vehicles of group g are first[g] ... first[g + 1] - 1
    what: Ints  # [G] OWN, CONTRACT or TIMESHARE
    rank: Ints  # [G] class
    crewed: Ints  # [G] 1 when a vehicle of the group needs a driver on duty
    call: Ints  # [G, 3] ms of the day from and to which it is on call, and how much longer a trip may take
    keep: Ints  # [G] vehicles held back for urgent requests
    urgent: int  # priority up to which they may be taken, or -1
    home: Ints  # [V] zone
    owner: Ints  # [V] department, or -1 for vehicles of all
    mask: Words  # [G, departments + 1, words] vehicles of a group that a department has of its own; last: all
    fails: Ints  # [G] trips that end with a breakdown, millionths; whoever lends a vehicle replaces it
    bays: int  # 0: no limit
    # the dispatcher
    policy: int  # FIRST, LONGEST or NEAREST
    stay: int  # 1 when vehicles stay where a trip has ended
    straight: int  # 1: one line for equal vehicles, each of which may go, and nobody gives up
    choice: Ints  # [P, K, G] groups to try for a purpose and a class needed, in order, padded with -1
    priority: Ints  # [P]
    cars: Ints  # [P]
    hail: Ints  # [P] 1 when ride-hailing may cover it
    late: Ints  # [P] ms
    saving: int  # km saved with the platform, millionths
    watch: int  # ms of a day over which utilisation is measured
    # the drivers
    duty: Ints  # [S, 3] start, end, ms of overtime a planned trip may bring
    pause: Ints  # [S, PAUSES, 2] padded with 0
    most: Ints  # [S] the most drivers of each shift
    changes: Ints  # [C] ticks at which somebody comes on duty, or the day changes
    # the map
    drive: Ints  # [24, Z, Z] ms
    road: Ints  # [Z, Z] tenths of a km
    near: Ints  # [24, Z, Z] zones in order of (time to a zone, number)
    # the laws
    days: int
    rate: Floats  # [P, days] mean requests of an ordinary day
    spread: Floats  # [4] coded law of a day's factor
    quarter: Floats  # [2] probability of a week at the end of a quarter, and its factor
    opens: Ints  # [P]
    slots: Floats  # [P, slots] cumulated share of requests at the end of each half hour
    needs: Ints  # [P, passengers] class needed by one, two, ... passengers
    party: Floats  # [P, passengers] cumulated shares
    parts: Floats  # [P, 3] shares: immediate, far, one way
    laws: Floats  # [P, 6, 4] coded: lead, hold, duration, distance, far duration, far distance; ms and tenths of a km
    patient: Ints  # [P] 1 when a request waits for ever
    handling: Ints  # [2] ms without and with the platform
    notice: int  # ms
    delay: Floats  # [4] ms until ride-hailing comes
    repair: Floats  # [4] ms
    serviced: Floats  # [G] share of days in the workshop
    department: Floats  # [D] cumulated shares
    zone: Ints  # [D]
    ends: Floats  # [Z] cumulated shares
    recorded: Ints  # [L, 7] of the log: purpose, department, class, start, known, duration, distance
    runs: Ints  # [R + 1] run i of the log has recorded[runs[i]:runs[i + 1]]


class Layout(Fields):
    """The fields, and the array made of them when the kernel first asks; arrays may not change after that."""

    @cached_property
    def tables(self) -> Ints:
        """Return what the kernel reads."""
        return gathered(self)


def build(spec: Spec) -> Layout:
    """Return the layout of a spec that `check.faults` finds nothing wrong with."""
    common, place = spec.common, spec.place
    classes, purposes, shifts = list(common.classes.values()), list(common.purposes.values()), common.shifts.values()
    hours = np.arange(24) % len(place.traffic)
    road, minutes = _map(place)
    drive = ints(np.rint(minutes * np.array(place.traffic)[hours][:, None, None] * MINUTE))
    platform, hail, workshop = common.platform, common.hail, common.workshop
    effort = place.effort.expectation()
    return freeze(
        Layout(
            **_places(spec),
            **_groups(spec),
            urgent=common.reserve.priority if common.reserve else NONE,
            fails=ints([round(1e6 * classes[h.rank].breakdown) if h.what == OWN else 0 for h in groups(spec)]),
            bays=workshop.bays if workshop else 0,
            policy=("first", "longest", "nearest").index(common.dispatch),
            stay=int(common.stay),
            straight=int(_straight(spec)),
            choice=_choice(spec),
            priority=ints([p.priority for p in purposes]),
            cars=ints([p.cars for p in purposes]),
            hail=ints([int(p.hail and hail is not None) for p in purposes]),
            late=ints([_ms(common.late_min if p.late_min is None else p.late_min) for p in purposes]),
            saving=round(1e6 * platform.saving) if platform else 0,
            watch=(common.close - common.open) * MINUTE,
            duty=ints([[s.start * MINUTE, s.end * MINUTE, s.overtime_min * MINUTE] for s in shifts]).reshape(-1, 3),
            pause=_pauses(common),
            most=ints([s.high for s in shifts]),
            changes=_changes(spec),
            drive=drive,
            road=ints(np.rint(10 * road)),
            near=np.ascontiguousarray(np.argsort(drive, axis=1, kind="stable").transpose(0, 2, 1)),
            days=common.days,
            rate=_rates(common, place),
            spread=factor(place.spread),
            quarter=np.array([place.quarter_weeks / 13, place.quarter_end]),
            opens=ints([p.open * MINUTE for p in purposes]),
            slots=padded([p.weights for p in purposes]),
            needs=_needs(common),
            party=padded([p.passengers for p in purposes]),
            parts=np.array([[p.immediate, p.far, p.one_way] for p in purposes]),
            laws=np.array([
                laws([(p.lead, HOUR), (p.hold, MINUTE), (p.duration, effort * HOUR), (p.distance, 10),
                       (p.far_duration, effort * HOUR), (p.far_distance, 10)]) for p in purposes
            ]),
            patient=ints([int(p.hold is None) for p in purposes]),
            handling=ints([_ms(common.handling_min), _ms(platform.handling_min if platform else 0.0)]),
            notice=_ms(common.notice_min),
            delay=laws([(hail.delay if hail else None, MINUTE)])[0],
            repair=laws([(workshop.repair if workshop else None, HOUR)])[0],
            serviced=np.array([classes[h.rank].serviced if h.what == OWN else 0.0 for h in groups(spec)]),
            department=shares([d.weight for d in place.departments.values()]),
            zone=ints([list(place.zones).index(d.zone) for d in place.departments.values()]),
            ends=shares([z.ends for z in place.zones.values()]),
            **record.layout(spec),
        )
    )  # fmt: skip


def _places(spec: Spec) -> dict[str, Any]:
    """Return where among the levers each decision stands."""
    known = handles(spec)
    single = {h.what: i for i, h in enumerate(known) if h.what in (PLATFORM, POOLED, TERMINAL)}
    return {
        "lever": ints([i for i, h in enumerate(known) if h.what in (OWN, CONTRACT, TIMESHARE)]),
        "shift_lever": ints([i for i, h in enumerate(known) if h.what == SHIFT]),
        "platform": single.get(PLATFORM, NONE),
        "pooled": single.get(POOLED, NONE),
        "given": int(spec.place.pooled == "pooled"),
        "high": ints([h.lever.high for h in known]),
    }


def _groups(spec: Spec) -> dict[str, Any]:
    """Return what each group of vehicles is, and where each vehicle is at home."""
    common, fleet = spec.common, groups(spec)
    names, contract, kept = list(common.classes), common.contract, common.reserve
    first = np.cumsum([0, *(h.lever.high for h in fleet)])
    always = [0, DAY, DAY * 400]
    hired = [contract.start * MINUTE, contract.end * MINUTE, contract.overtime_min * MINUTE] if contract else always
    owner = [_owners(spec.place, h.lever.high) for h in fleet]
    zones = list(spec.place.zones)
    home = ints([zones.index(d.zone) for d in spec.place.departments.values()])
    shared = [o if h.what == OWN else np.full_like(o, NONE) for o, h in zip(owner, fleet, strict=True)]
    return {
        "first": ints(first),
        "what": ints([h.what for h in fleet]),
        "rank": ints([h.rank for h in fleet]),
        "crewed": ints([int(h.what == OWN and bool(common.shifts)) for h in fleet]),
        "call": ints([hired if h.what == CONTRACT else always for h in fleet]).reshape(-1, 3),
        "keep": ints([kept.vehicles.get(names[h.rank], 0) if kept and h.what == OWN else 0 for h in fleet]),
        "home": home[np.concatenate([ints([]), *owner])],
        "owner": np.concatenate([ints([]), *shared]),
        "mask": _mask(first, np.concatenate([ints([]), *shared]), len(spec.place.departments)),
    }


def _mask(first: Ints, owner: Ints, departments: int) -> Words:
    """Return the vehicles of each group by department, and all of them, as bits (`engine.bits`)."""
    found = np.zeros((len(first) - 1, departments + 1, (len(owner) + 63) // 64), dtype=np.uint64)
    for g in range(len(first) - 1):
        for v in range(first[g], first[g + 1]):
            for d in {int(owner[v]), departments} - {NONE}:
                flip(found[g, d], v)
    return found


def _owners(place: Place, most: int) -> Ints:
    """Return the departments of a class's vehicles one by one, each time whose share is furthest behind.

    So one vehicle more leaves all the others where they are.
    """
    weights = np.array([d.weight for d in place.departments.values()])
    share = weights / weights.sum() if weights.sum() > 0 else np.full(len(weights), 1 / len(weights))
    found, held = [], np.zeros(len(share))
    for n in range(most):
        d = int(np.argmax(np.round(share * (n + 1) - held, 9)))
        held[d] += 1
        found.append(d)
    return ints(found)


def _choice(spec: Spec) -> Ints:
    """Return the groups to try for each purpose and class needed: own, contracted, time-share; each by class."""
    fleet, common = groups(spec), spec.common
    found = np.full((len(common.purposes), len(common.classes), max(1, len(fleet))), NONE, dtype=np.int64)

    def suits(h: Handle, need: int) -> bool:
        return h.rank == need or (h.rank > need and common.substitute)

    for p, purpose in enumerate(common.purposes.values()):
        allowed = {OWN: True, CONTRACT: purpose.contract, TIMESHARE: purpose.self_drive}
        for need in range(len(common.classes)):
            tried = [g for g, h in enumerate(fleet) if allowed[h.what] and suits(h, need)]
            found[p, need, : len(tried)] = tried
    return found


def _straight(spec: Spec) -> bool:
    """Return whether the next request in order goes with the next vehicle that is free, whatever its number."""
    return plain(spec) and not _choice(spec)[0, _needs(spec.common)[0], 0].any()


def _needs(common: Common) -> Ints:
    """Return the class that each purpose needs for one, two, ... passengers; the largest where none has the seats."""
    names, seats = list(common.classes), [c.seats for c in common.classes.values()]
    purposes = list(common.purposes.values())
    found = np.zeros((len(purposes), max(len(p.passengers) for p in purposes)), dtype=np.int64)
    for p, purpose in enumerate(purposes):
        lowest = names.index(purpose.vehicle)
        for n in range(found.shape[1]):
            fitting = (k for k in range(lowest, len(names)) if seats[k] > n)
            found[p, n] = next(fitting, max(range(lowest, len(names)), key=lambda k: seats[k]))
    return found


def _map(place: Place) -> tuple[Floats, Floats]:
    """Return road distances in km and travel times in minutes at ordinary speed, from zone to zone."""
    at = np.array([[z.x, z.y] for z in place.zones.values()])
    road = place.detour * np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2))
    return road, 60 * road / place.speed_kmh


def _rates(common: Common, place: Place) -> Floats:
    """Return the mean numbers of requests by purpose and day; over the days they average what the place states."""
    weights = np.resize(np.array(place.weekdays), common.days)
    shape = weights / weights.mean() if weights.sum() > 0 else np.ones(common.days)
    return np.outer([place.requests.get(name, 0.0) for name in common.purposes], shape)


def _changes(spec: Spec) -> Ints:
    """Return when waiting requests are looked at again although no vehicle has come back."""
    common, contract = spec.common, spec.common.contract
    within = {s.start for s in common.shifts.values()}
    within |= {end for s in common.shifts.values() for _, end in s.pauses}
    within |= {contract.start} if contract else set()
    found = {day * DAY + t * MINUTE for day in range(common.days) for t in within}
    return ints(sorted(found | {day * DAY for day in range(1, common.days + 1)}))


def _pauses(common: Common) -> Ints:
    found = np.zeros((len(common.shifts), PAUSES, 2), dtype=np.int64)
    for s, shift in enumerate(common.shifts.values()):
        for i, pause in enumerate(shift.pauses):
            found[s, i] = [t * MINUTE for t in pause]
    return found


def _ms(minutes: float) -> int:
    return round(minutes * MINUTE)
