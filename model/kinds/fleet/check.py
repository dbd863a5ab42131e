"""What may not fit together inside a fleet spec."""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, log1p, sqrt

from ...kind import Fault
from ...text import Text
from ...units import Box
from . import record
from .levers import CONTRACT, OWN, SHIFT, TERMINAL, TIMESHARE, Handle, groups, handles
from .spec import Department, Purpose, Spec

WIDEST = 1000
"""Most vehicles of a class and source, so that all together stay well below what a packed key holds, 65,536."""
PAUSES = 4
"""Pauses of a shift at most; as in `layout`, which the reading of a scenario does not import."""
SENT = 1 << 20
"""Vehicles wanted in a replication; a packed key holds no more requests than that."""
TAIL = 6.0
"""Standard deviations of a day's factor, on the scale of logarithms, that a replication must have room for."""
DAILY, EXTENDED = 8 * 60, 11 * 60
"""Working minutes of a day, without and with overtime (Labour Law, articles 36 and 41; to be verified)."""
UNBROKEN = 6 * 60
"""Minutes of work without a pause beyond which a shift is doubtful: an assumption, not a rule of law."""


def faults(spec: Spec) -> tuple[Fault, ...]:
    """Return every reference that leads nowhere, every box that is none, every trip that nothing can ever cover."""
    found = tuple(_names(spec))
    if found:
        return found
    found = (
        *_order(spec), *_boxes(spec), *_sources(spec), *_weights(spec), *_shifts(spec), *_purposes(spec), *_load(spec),
        *record.faults(spec),
    )  # fmt: skip
    if any(f.severity == "error" for f in found):
        return found
    return (*found, *_collisions(spec), *_cover(spec), *_owners(spec))


def _names(spec: Spec) -> Iterator[Fault]:
    """Yield names of classes, purposes and zones that nothing has."""
    common, place = spec.common, spec.place
    classes: list[tuple[tuple[str, ...], str]]
    classes = [(("purposes", name, "vehicle"), p.vehicle) for name, p in common.purposes.items()]
    if common.reserve:
        classes += [(("reserve", "vehicles", name), name) for name in common.reserve.vehicles]
    if common.contract:
        classes += [(("contract", "per_day", name), name) for name in common.contract.per_day]
    if common.timeshare:
        classes.append((("timeshare", "vehicle"), common.timeshare.vehicle))
    here = [((field, name), name) for field in ("vehicles", "contracted") for name in getattr(place, field)]
    zones = [(("departments", name, "zone"), d.zone) for name, d in place.departments.items()]
    asked = [(("requests", name), name) for name in place.requests]
    for half, named, known, zh, en in (
        ("common", classes, common.classes, "车型", "class"),
        ("place", here, common.classes, "车型", "class"),
        ("place", asked, common.purposes, "用途", "purpose"),
        ("place", zones, place.zones, "地点", "zone"),
    ):
        for path, value in named:
            if value not in known:
                text = Text("没有名为“{value}”的{zh}；可用：{names}", "no {en} named “{value}”; there are: {names}")
                said = text.fill(value=value, zh=zh, en=en, names="、".join(known))
                yield Fault(half, path, "HQ1401", said)


def _order(spec: Spec) -> Iterator[Fault]:
    """Yield classes that do not rise, and hours that end before they begin."""
    common = spec.common
    for (a, first), (b, second) in pairwise(common.classes.items()):
        if common.substitute and second.seats < first.seats:
            text = Text("载客数小于前一个车型“{a}”，不能替代它；车型须由小到大排列",
                        "it takes fewer than the class before, “{a}”, and cannot stand in for it")  # fmt: skip
            yield Fault("common", ("classes", b, "seats"), "HQ1211", text.fill(a=a))
    if common.close <= common.open:
        text = Text("利用率的统计时段须先开始后结束", "the hours of measurement must end after they start")
        yield Fault("common", ("close",), "HQ1211", text)


def _boxes(spec: Spec) -> Iterator[Fault]:
    """Yield boxes that are upside down, negative, or larger than any fleet."""
    common, place = spec.common, spec.place
    boxes: list[tuple[str, tuple[str, ...], Box]] = [("place", ("timeshare",), place.timeshare)]
    boxes += [("place", ("vehicles", name), box) for name, box in place.vehicles.items()]
    boxes += [("place", ("contracted", name), box) for name, box in place.contracted.items()]
    boxes += [("common", ("shifts", name), (shift.low, shift.high)) for name, shift in common.shifts.items()]
    for half, path, (low, high) in boxes:
        if not 0 <= low <= high:
            text = Text("下限不能大于上限，也不能为负", "the lower bound exceeds the upper, or is negative")
            yield Fault(half, path, "HQ1303", text)
        elif high > WIDEST:
            text = Text("不得超过 {limit}", "at most {limit}").fill(limit=WIDEST)
            yield Fault(half, path, "HQ1203", text)


def _sources(spec: Spec) -> Iterator[Fault]:
    """Yield vehicles and equipment that the service does not describe, and figures that nothing uses."""
    common, place = spec.common, spec.place
    if place.platform != "no" and not common.platform:
        text = Text("服务没有定位平台一段 platform", "the service has no `platform`")
        yield Fault("place", ("platform",), "HQ1212", text)
    priced = common.contract.per_day if common.contract else {}
    for name in place.contracted:
        if name not in priced:
            text = Text("服务的 contract 没有该车型的日租", "`contract` of the service has no price for this class")
            yield Fault("place", ("contracted", name), "HQ1212", text)
    if place.timeshare[1] > 0 and not common.timeshare:
        text = Text("服务没有分时租车一段 timeshare", "the service has no `timeshare`")
        yield Fault("place", ("timeshare",), "HQ1212", text)
    elif place.timeshare[1] > 0 and not any(p.self_drive for p in common.purposes.values()):
        text = Text("没有一种用途可以自驾 self_drive", "no purpose has `self_drive`: these cars mean nothing")
        yield Fault("place", ("timeshare",), "HQ1212", text, "warning")
    for name, one in common.classes.items():
        if one.breakdown and not common.workshop:
            text = Text("有故障率而没有修理一段 workshop", "vehicles break down, and there is no `workshop`")
            yield Fault("common", ("classes", name, "breakdown"), "HQ1212", text)
    if not groups(spec):
        yield Fault("place", ("vehicles",), "HQ1402", Text("没有任何车辆可以选择", "there is no vehicle to choose"))


def _weights(spec: Spec) -> Iterator[Fault]:
    """Yield weights that are all 0 where somebody has to be chosen by them."""
    common, place = spec.common, spec.place
    given = [place.weekdays[day % len(place.weekdays)] for day in range(common.days)]
    one_way = any(p.one_way for p in common.purposes.values())
    for field, weights in (
        ("weekdays", given),
        ("departments", [d.weight for d in place.departments.values()]),
        ("zones", [z.ends for z in place.zones.values()] if one_way else [1.0]),
    ):
        if not any(weights):
            yield Fault("place", (field,), "HQ1402", Text("权重不能全为零", "the weights must not all be 0"))


def _shifts(spec: Spec) -> Iterator[Fault]:
    for name, shift in spec.common.shifts.items():
        at, work = ("shifts", name), shift.minutes()
        longest, limit = (work, DAILY) if work > DAILY else (work + shift.overtime_min, EXTENDED)
        if longest > limit:
            text = Text(
                "一天工作可达 {h:g} 小时，超过 {limit:g} 小时(劳动法第 36、41 条，待核实)",
                "up to {h:g} hours of work a day exceed {limit:g} (Labour Law, articles 36 and 41; to be verified)",
            )
            yield Fault("common", at, "HQ1410", text.fill(h=longest / 60, limit=limit / 60))
        if work > UNBROKEN and not shift.pauses:
            text = Text("工作超过 6 小时而没有休息", "more than six hours of work without a pause")
            yield Fault("common", at, "HQ1410", text, "warning")
        if len(shift.pauses) > PAUSES:
            text = Text("一个班次至多 {most} 段休息", "a shift has at most {most} pauses").fill(most=PAUSES)
            yield Fault("common", (*at, "pauses"), "HQ1208", text)


def _purposes(spec: Spec) -> Iterator[Fault]:
    """Yield parties that no class takes, and trips out of town of which only the assumption is known."""
    fields = Purpose.model_fields
    for name, purpose in spec.common.purposes.items():
        largest = max(n for n, weight in enumerate(purpose.passengers, 1) if weight)
        seats = max(spec.common.classes[k].seats for k in _from(spec, purpose.vehicle))
        if seats < largest:
            text = Text("有 {n} 人一行的，而车型最多载 {seats} 人", "parties of {n}, and classes take {seats} at most")
            said = text.fill(n=largest, seats=seats)
            yield Fault("common", ("purposes", name, "passengers"), "HQ1212", said)
        if purpose.far and all(getattr(purpose, f) == fields[f].default for f in ("far_duration", "far_distance")):
            text = Text("出市用时和里程都是默认的假设", "time and distance out of town are default assumptions")
            yield Fault("common", ("purposes", name, "far"), "HQ1405", text, "warning")


def _from(spec: Spec, lowest: str) -> list[str]:
    """Return the classes from one on."""
    names = list(spec.common.classes)
    return names[names.index(lowest) :]


def _load(spec: Spec) -> Iterator[Fault]:
    """Yield demand beyond what a replication has room for, even in the busiest of weeks."""
    place, purposes = spec.place, spec.common.purposes
    wanted = sum(place.requests.get(name, 0.0) * p.cars for name, p in purposes.items()) * spec.common.days
    sigma = sqrt(log1p(place.spread**2))
    most = wanted * max(1.0, place.quarter_end) * exp(TAIL * sigma - sigma**2 / 2)
    if most > SENT:
        text = Text("一次重复中可能用车 {n:,.0f} 台次，超过 {most:,}",
                    "{n:,.0f} vehicles wanted in a replication exceed {most:,}")  # fmt: skip
        yield Fault("place", ("requests",), "HQ1601", text.fill(n=most, most=SENT))


def _collisions(spec: Spec) -> Iterator[Fault]:
    """Yield levers that share their name with another: classes, terminals, shifts, `contract_...`, `platform` ..."""
    seen: set[str] = set()
    for handle in handles(spec):
        name = handle.lever.name
        if name in seen:
            text = Text("两样东西都叫“{name}”；请改车型、设备或班次的名称",
                        "two things are called “{name}”; rename a class, machine or shift")  # fmt: skip
            yield Fault("common", _named(spec, handle), "HQ1404", text.fill(name=name))
        seen.add(name)


def _named(spec: Spec, handle: Handle) -> tuple[str, ...]:
    """Return where a lever, or the one it shares its name with, got the name."""
    name = handle.lever.name
    if handle.what == TERMINAL:
        return ("platform", "machine")
    return ("shifts", name) if handle.what == SHIFT or name in spec.common.shifts else ("classes",)


def _cover(spec: Spec) -> Iterator[Fault]:
    """Yield purposes of which all requests, or those of some parties, can never be covered."""
    for name, purpose in spec.common.purposes.items():
        if not spec.place.requests.get(name, 0.0) or (spec.common.hail and purpose.hail and purpose.hold is not None):
            continue
        parties = {n for n, weight in enumerate(purpose.passengers, 1) if weight}
        left = [n for n in sorted(parties) if not _vehicles(spec, purpose, n)]
        if len(left) == len(parties):
            text = Text("没有车辆可以保障“{name}”，也叫不到网约车",
                        "no vehicle can ever cover “{name}”, and ride-hailing never will")  # fmt: skip
            yield Fault("place", ("requests", name), "HQ1402", text.fill(name=name))
        elif left:
            text = Text("“{name}”中 {n} 人一行的无车可用", "no vehicle can ever cover parties of {n} of “{name}”")
            said = text.fill(name=name, n="、".join(map(str, left)))
            yield Fault("place", ("requests", name), "HQ1402", said, "warning")


def _vehicles(spec: Spec, purpose: Purpose, party: int) -> bool:
    """Return whether enough vehicles of one source and another may be had for a party."""
    common = spec.common
    names, rising = list(common.classes), _from(spec, purpose.vehicle)
    need = names.index(next(k for k in rising if common.classes[k].seats >= party))
    driven = not common.shifts or any(s.high for s in common.shifts.values())
    allowed = {OWN: driven, CONTRACT: purpose.contract, TIMESHARE: purpose.self_drive}
    fitting = [h for h in groups(spec) if h.rank == need or (h.rank > need and common.substitute)]
    return sum(h.lever.high for h in fitting if allowed[h.what]) >= purpose.cars


def _owners(spec: Spec) -> Iterator[Fault]:
    """Yield departments with requests that can get no vehicle of their own, although none are shared."""
    place = spec.place
    if place.pooled != "separate" or not any(h.what == OWN and h.lever.high for h in groups(spec)):
        return
    held = {d for h in groups(spec) if h.what == OWN for d in _holders(place.departments, h.lever.high)}
    for name, department in place.departments.items():
        if department.weight and name not in held:
            text = Text("各部门各用各的车，而该部门分不到", "departments keep their vehicles, and this gets none")
            yield Fault("place", ("departments", name), "HQ1402", text, "warning")


def _holders(departments: dict[str, Department], most: int) -> set[str]:
    """Return who has at least one of `most` vehicles, each of which goes to whose share is furthest behind."""
    total, held = sum(d.weight for d in departments.values()), dict.fromkeys(departments, 0)
    for n in range(1, most + 1):
        held[max(held, key=lambda name: round(departments[name].weight / total * n - held[name], 9))] += 1
    return {name for name, count in held.items() if count}
