"""What may be decided in a fleet: vehicles by class, cars by contract and by the hour, drivers, platform, pooling."""

from dataclasses import dataclass

from ...levers import Lever, Row, Setting
from ...text import Text
from .spec import Spec

OWN, CONTRACT, TIMESHARE, SHIFT, PLATFORM, TERMINAL, POOLED = range(7)
"""What a lever is about; the first three are groups of vehicles."""


@dataclass(frozen=True, slots=True)
class Handle:
    """A lever and what it stands for.

    Parameters
    ----------
    what : int
        `OWN` ... `POOLED`.
    rank : int
        Class of vehicle, for groups of vehicles, else -1.
    shift : str
        Name of the shift, for `SHIFT`.
    """

    lever: Lever
    what: int
    rank: int = -1
    shift: str = ""


def handles(spec: Spec) -> tuple[Handle, ...]:
    """Return every lever with what it stands for, in order: own vehicles first, pooling last."""
    return (*_own(spec), *_contract(spec), *_timeshare(spec), *_shifts(spec), *_platform(spec), *_pooled(spec))


def levers(spec: Spec) -> tuple[Lever, ...]:
    """Return the levers of a fleet."""
    return tuple(h.lever for h in handles(spec))


def groups(spec: Spec) -> tuple[Handle, ...]:
    """Return the levers that are groups of vehicles, in order: own by class, contracted by class, time-share."""
    return tuple(h for h in handles(spec) if h.what in (OWN, CONTRACT, TIMESHARE))


def _own(spec: Spec) -> list[Handle]:
    return [
        Handle(Lever(name, Text(f"自有{name}", f"own vehicles, {name}"), "machine", *box), OWN, k)
        for k, name in enumerate(spec.common.classes)
        if (box := spec.place.vehicles.get(name))
    ]


def _contract(spec: Spec) -> list[Handle]:
    contract = spec.common.contract
    return [
        Handle(Lever(f"contract_{name}", Text(f"包车{name}", f"contracted, {name}"), "none", *box), CONTRACT, k)
        for k, name in enumerate(spec.common.classes)
        if contract and name in contract.per_day and (box := spec.place.contracted.get(name))
    ]


def _timeshare(spec: Spec) -> list[Handle]:
    offer, box = spec.common.timeshare, spec.place.timeshare
    if not offer or not box[1]:
        return []
    text, rank = Text("分时租赁车", "time-share cars"), list(spec.common.classes).index(offer.vehicle)
    return [Handle(Lever("timeshare", text, "none", *box), TIMESHARE, rank)]


def _shifts(spec: Spec) -> list[Handle]:
    text = Text("驾驶员班", "drivers, shift")
    return [
        Handle(Lever(name, text, "post", s.low, s.high), SHIFT, shift=name) for name, s in spec.common.shifts.items()
    ]


def _platform(spec: Spec) -> list[Handle]:
    offer, choice = spec.common.platform, spec.place.platform
    if not offer or choice == "no":
        return []
    most = sum(h.lever.high for h in _own(spec))
    least = int(choice == "yes")
    switch = Lever("platform", Text("定位平台", "positioning platform"), "none", least, 1, switch=not least)
    return [
        Handle(switch, PLATFORM),
        Handle(Lever(offer.machine, Text("车载终端", "terminals"), "machine", 0, most), TERMINAL),
    ]


def _pooled(spec: Spec) -> list[Handle]:
    if spec.place.pooled != "open":
        return []
    return [Handle(Lever("pooled", Text("统一调度", "pooled fleet"), "none", 0, 1, switch=True), POOLED)]


def rows(spec: Spec) -> tuple[Row, ...]:
    """Return the rule of the platform: with it, every own vehicle has a terminal."""
    known = handles(spec)
    at = {h.what: i for i, h in enumerate(known)}
    if TERMINAL not in at:
        return ()
    most = known[at[TERMINAL]].lever.high
    own = tuple((i, -1) for i, h in enumerate(known) if h.what == OWN)
    text = Text("上平台的每台自有车都装终端", "with the platform every own vehicle has a terminal")
    return (Row("terminals", text, (*own, (at[PLATFORM], -most), (at[TERMINAL], 1)), -most),)


def plain(spec: Spec) -> bool:
    """Return whether requests stand in one line for equal vehicles, and nobody gives up.

    A log may hold trips booked ahead, which take a vehicle before those that are taken up later and start sooner.
    """
    common, place, fleet = spec.common, spec.place, groups(spec)
    purposes, kinds = common.purposes.values(), common.classes.values()
    one = len(fleet) == len(purposes) == len(place.zones) == 1 and not common.shifts and not common.reserve
    whole = not any(c.breakdown or c.serviced for c in kinds) and fleet[0].what != CONTRACT
    patient = all(p.hold is None and p.cars == 1 and p.immediate == 1.0 for p in purposes)
    shared = place.pooled == "pooled" or len(place.departments) == 1
    chosen = any(h.what in (PLATFORM, POOLED) for h in handles(spec))
    return one and whole and patient and shared and place.recorded is None and not chosen


def posts(spec: Spec, setting: Setting) -> int:
    """Return the number of drivers."""
    return sum(n for h, n in zip(handles(spec), setting.levels, strict=True) if h.what == SHIFT)


def machines(spec: Spec, setting: Setting) -> dict[str, int]:
    """Return the number of machines by type: own vehicles and terminals."""
    chosen = zip(handles(spec), setting.levels, strict=True)
    return {h.lever.name: n for h, n in chosen if h.lever.cost == "machine"}
