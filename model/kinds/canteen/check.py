"""What may not fit together inside a canteen spec."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from ...kind import Fault
from ...text import Text
from ...units import Box, clock
from ...workdays import exchanges, weeks, worked
from . import record
from .levers import handles, on_duty, steps, stretches
from .names import counters
from .spec import Crowd, Shift, Spec

LONGEST = 60
"""Characters of a name; today's setting gives a level for every lever by name."""
WIDEST = 200
"""Most windows of a tier, lanes, smart lanes or relief servers at once."""
PORTIONS = 1_000_000
SEATS = 100_000
DINERS = 200_000
"""Most diners a day, on average."""
SERVICE = 3600.0
"""Longest mean service, s, after the effort of the place."""
DAILY, EXTENDED = 8 * 60, 11 * 60
"""Working minutes of a day, without and with overtime (Labour Law, articles 36 and 41; to be verified)."""
MONTHLY = 36 * 60
"""Overtime minutes a month (Labour Law, article 41; to be verified)."""
WEEKLY = 40 * 60
"""Working minutes of a week without overtime (State Council order 174, article 3; to be verified)."""
UNBROKEN = 6 * 60
"""Minutes of work without a pause beyond which a shift is doubtful: an assumption, not a rule of law."""


def faults(spec: Spec) -> tuple[Fault, ...]:
    """Return every reference that leads nowhere, every box that is none, every shift that is not legal."""
    found = (
        *_tiers(spec), *_meals(spec), *_crowds(spec), *_boxes(spec), *_equipment(spec), *_shifts(spec),
        *_weeks(spec), *_kitchen(spec), *_loads(spec), *record.faults(spec),
    )  # fmt: skip
    if any(f.severity == "error" for f in found):
        return found
    return (*found, *_collisions(spec), *_cover(spec))


def _unknown(place: str, path: tuple[str, ...], value: str, known: list[str], zh: str, en: str) -> Fault:
    names = "、".join(known)
    text = Text(f"没有名为“{value}”的{zh}；可用：{names}", f"no {en} named “{value}”; there are: {names}")
    return Fault(place, path, "HQ1401", text)


def _tiers(spec: Spec) -> Iterator[Fault]:
    for name, tier in spec.common.tiers.items():
        if tier.technology not in spec.common.technologies:
            known = list(spec.common.technologies)
            yield _unknown("common", ("tiers", name, "technology"), tier.technology, known, "供餐方式", "technology")
    for (a, first), (b, second) in pairwise(spec.common.tiers.items()):
        if second.price < first.price:
            text = Text("餐价低于前一档“{a}”；价格须逐档升高", "cheaper than the tier before, “{a}”; prices rise")
            yield Fault("common", ("tiers", b, "price"), "HQ1211", text.fill(a=a))


def _meals(spec: Spec) -> Iterator[Fault]:
    order = sorted(spec.common.meals.items(), key=lambda item: item[1].open)
    for (a, first), (b, second) in pairwise(order):
        if second.open < first.close:
            text = Text("餐次“{a}”与“{b}”重叠，这不允许", "the meals “{a}” and “{b}” overlap; they may not")
            yield Fault("common", ("meals", b), "HQ1403", text.fill(a=a, b=b))
    for name, duty in spec.common.duties.items():
        if duty.end <= duty.start:
            text = Text("结束不晚于开始", "it does not end after it starts")
            yield Fault("common", ("duties", name, "end"), "HQ1211", text)
    staggered = any(meal.staggered for meal in spec.common.meals.values())
    if spec.place.stagger and not staggered:
        text = Text("没有一餐写有错峰时的到达 staggered", "no meal has `staggered`, the arrivals of that case")
        yield Fault("place", ("stagger",), "HQ1212", text)


def _crowds(spec: Spec) -> Iterator[Fault]:
    for meal in spec.common.meals:
        if meal not in spec.place.crowds:
            text = Text("没有写明谁来吃“{meal}”", "it is not said who comes to “{meal}”").fill(meal=meal)
            yield Fault("place", ("crowds",), "HQ1402", text)
    for meal, crowd in spec.place.crowds.items():
        at = ("crowds", meal)
        if meal not in spec.common.meals:
            yield _unknown("place", at, meal, list(spec.common.meals), "餐次", "meal")
        yield from _crowd(spec, at, crowd)


def _crowd(spec: Spec, at: tuple[str, ...], crowd: Crowd) -> Iterator[Fault]:
    for tier in crowd.windows:
        if tier not in spec.common.tiers:
            yield _unknown("place", (*at, "windows", tier), tier, list(spec.common.tiers), "价格档", "tier")
    offered = list(crowd.windows)
    wanted = [tier for tier, part in crowd.shares.items() if part > 0]
    for field, tiers in (("shares", wanted), ("portions", list(crowd.portions))):
        for tier in tiers:
            if tier not in offered:
                yield _unknown("place", (*at, field, tier), tier, offered, "这一餐供应的价格档", "tier sold here")
    if not wanted:
        yield Fault("place", (*at, "shares"), "HQ1402", Text("没有人想吃任何一档", "nobody wants any tier"))
    missing = [day for day in ("mon", "tue", "wed", "thu", "fri") if day not in crowd.participation]
    if missing and spec.place.headcount and not spec.place.recorded:
        text = Text("就餐率缺少：{days}", "participation lacks: {days}").fill(days="、".join(missing))
        yield Fault("place", (*at, "participation"), "HQ1405", text)


def _boxes(spec: Spec) -> Iterator[Fault]:
    """Yield boxes that are upside down, negative, or larger than any canteen."""
    boxes: list[tuple[str, tuple[str, ...], Box, int]] = [("common", ("relief",), spec.common.relief, WIDEST)]
    if spec.common.checkout:
        boxes.append(("common", ("checkout", "lanes"), spec.common.checkout.lanes, WIDEST))
        boxes.append(("common", ("checkout", "smart_lanes"), spec.common.checkout.smart_lanes, WIDEST))
    for name, shift in spec.common.shifts.items():
        boxes.append(("common", ("shifts", name), (shift.low, shift.high), shift.high))
    for meal, crowd in spec.place.crowds.items():
        for field, limit, values in (("windows", WIDEST, crowd.windows), ("portions", PORTIONS, crowd.portions)):
            boxes += [("place", ("crowds", meal, field, tier), box, limit) for tier, box in values.items()]
    if spec.place.seats:
        boxes.append(("place", ("seats",), spec.place.seats, SEATS))
    for half, path, (low, high), limit in boxes:
        if not 0 <= low <= high:
            text = Text("下限不能大于上限，也不能为负", "the lower bound exceeds the upper, or is negative")
            yield Fault(half, path, "HQ1303", text)
        elif high > limit:
            text = Text("不得超过 {limit}", "at most {limit}").fill(limit=limit)
            yield Fault(half, path, "HQ1203", text)


def _equipment(spec: Spec) -> Iterator[Fault]:
    """Yield equipment without numbers, numbers without equipment, and a checkout that can never open."""
    checkout, seating, seats = spec.common.checkout, spec.common.seating, spec.place.seats
    if checkout:
        smart = checkout.smart_lanes[1] > 0
        if smart != (checkout.machine is not None):
            text = Text("smart_lanes 与 machine 须同时给出", "smart_lanes and machine go together")
            yield Fault("common", ("checkout", "smart_lanes" if smart else "machine"), "HQ1212", text)
        if not smart and checkout.lanes[1] == 0:
            text = Text("没有任何结算台可开", "no checkout can ever be open")
            yield Fault("common", ("checkout", "lanes"), "HQ1402", text)
        elif not smart and checkout.lanes[0] == 0:
            text = Text("可能有时段一个结算台也不开", "there may be steps without any checkout")
            yield Fault("common", ("checkout", "lanes"), "HQ1402", text, "warning")
    if seating and seating.machine and seats is None:
        text = Text("座位由设备 machine 决定，须写明 seats", "seats are decided by `machine`, so `seats` is needed")
        yield Fault("place", ("seats",), "HQ1212", text)
    if seats and not seating:
        text = Text("服务没有就座一段 seating，座位数不起作用", "the service has no `seating`, so seats mean nothing")
        yield Fault("place", ("seats",), "HQ1212", text)


def _shifts(spec: Spec) -> Iterator[Fault]:
    for name, shift in spec.common.shifts.items():
        at, work = ("shifts", name), shift.minutes()
        limit = EXTENDED if shift.overtime else DAILY
        if work > limit:
            text = Text(
                "一天工作 {h:g} 小时，超过 {limit:g} 小时(劳动法第 36、41 条，待核实)",
                "{h:g} hours of work a day exceed {limit:g} (Labour Law, articles 36 and 41; to be verified)",
            )
            yield Fault("common", at, "HQ1410", text.fill(h=work / 60, limit=limit / 60))
        elif work > DAILY and (work - DAILY) * (days := _busiest(spec.place.year)) > MONTHLY:
            text = Text("天天如此，{days} 个工作日的月份加班 {h:.2f} 小时，超过 36 小时(劳动法第 41 条，待核实)",
                        "{h:.2f} hours of overtime in a month of {days} working days exceed 36 (Labour Law, 41; "
                        "to be verified)")  # fmt: skip
            yield Fault("common", at, "HQ1410", text.fill(h=(work - DAILY) * days / 60, days=days), "warning")
        if work > UNBROKEN and not shift.pauses:
            text = Text("工作超过 6 小时而没有休息", "more than six hours of work without a pause")
            yield Fault("common", at, "HQ1410", text, "warning")


def _busiest(year: int) -> int:
    """Return the working days of the month that has most."""
    return max(Counter(day.month for day in worked(year) if day.year == year).values())


def _weeks(spec: Spec) -> Iterator[Fault]:
    """Yield weeks of the calendar that are too long for people who work every working day.

    A working day at a weekend is exchanged for a weekday off: its hours are moved, not added, and count in the week
    of that weekday (the State Council's notices; to be verified). Overtime has limits of its own.
    """
    work = max((min(shift.minutes(), DAILY) for shift in spec.common.shifts.values()), default=0)
    days, moved = (worked(spec.place.year), exchanges(spec.place.year)) if work else ((), {})
    long = Text("{day} 起的一周，调休换算后每人工作 {h:g} 小时，超过 40 小时(国务院令第 174 号第 3 条，待核实)",
                "from {day} a week has {h:g} hours of work, exchanged days moved, more than 40 "
                "(State Council order 174, article 3; to be verified)")  # fmt: skip
    rest = Text("{day} 起的一周天天上班，须给每人另排一日休息(劳动法第 38 条，待核实)",
                "from {day} on all seven days are worked; everybody needs a day of rest "
                "(Labour Law, 38; to be verified)")  # fmt: skip
    for text, week, most in ((long, weeks(days, moved), WEEKLY), (rest, weeks(days, {}), 6 * work)):
        for day, n in week.items():
            if n * work > most:
                yield Fault("common", ("shifts",), "HQ1410", text.fill(day=day, h=n * work / 60), "warning")


def _kitchen(spec: Spec) -> Iterator[Fault]:
    """Yield meals whose portions no cook on the roster can make."""
    if spec.common.portions_per_cook is None:
        return
    for name, crowd in spec.place.crowds.items():
        meal = spec.common.meals.get(name)
        if meal and crowd.portions and not _people(spec, "cook", meal.open, meal.open + 1):
            text = Text("没有厨师班覆盖“{meal}”开餐之时", "no cooks are on duty when “{meal}” opens").fill(meal=name)
            yield Fault("common", ("shifts",), "HQ1411", text)


def _people(spec: Spec, role: str, start: int, end: int) -> int:
    """Return the most people of a role who can be on duty throughout [start, end)."""
    shifts: list[Shift] = [s for s in spec.common.shifts.values() if s.role == role and on_duty(s, start, end)]
    return sum(s.high for s in shifts)


def _cover(spec: Spec) -> Iterator[Fault]:
    """Yield stretches of the day in which the roster can hold nobody, or fewer than must be there."""
    if not spec.common.shifts:
        return
    hours, known = steps(spec), handles(spec)
    for start, end in stretches(spec):
        inside = {w for w, s in enumerate(hours) if s.start <= start and end <= s.end}
        boxes = [h.lever for h in known if h.lever.cost == "none" and h.step in inside]
        relief = spec.common.relief[0] if inside else 0
        duty = sum(d.people for d in spec.common.duties.values() if d.start <= start and end <= d.end)
        least, on = sum(v.low for v in boxes) + relief + duty, _people(spec, "server", start, end)
        if on < least or (not on and any(v.high for v in boxes)):
            need = max(1, least)
            text = Text("{a}-{b} 至少要有 {need} 名服务员，而班次至多能排 {on} 名",
                        "{a}-{b} needs {need} servers, and the shifts can hold {on}")  # fmt: skip
            said = text.fill(a=clock(start), b=clock(end), need=need, on=on)
            yield Fault("common", ("shifts",), "HQ1411", said)


def _loads(spec: Spec) -> Iterator[Fault]:
    """Yield loads that cannot be meant: services of hours, more diners than a town has."""
    effort = spec.place.effort.expectation()
    for name, technology in spec.common.technologies.items():
        seconds = technology.service.expectation() * effort
        if seconds > SERVICE:
            text = Text("服务一个人要 {h:,.1f} 小时", "serving one diner takes {h:,.1f} hours").fill(h=seconds / 3600)
            yield Fault("common", ("technologies", name, "service"), "HQ1409", text)
    guests = sum(crowd.visitors for crowd in spec.place.crowds.values())
    diners = spec.place.headcount * spec.place.present * len(spec.common.meals) + guests
    if diners > DINERS:
        text = Text("一天可能有 {n:,.0f} 人次就餐，超过 {most:,}", "{n:,.0f} diners a day exceed {most:,}")
        yield Fault("place", ("crowds",), "HQ1601", text.fill(n=diners, most=DINERS))


def _collisions(spec: Spec) -> Iterator[Fault]:
    """Yield levers that share a name with another, or whose name is too long to be written in a setting.

    Names are made of tiers, steps and meals: `快餐1130`, `午餐快餐`, `lane1130`; shifts and equipment have their own.
    """
    names = [h.lever.name for h in handles(spec)]
    foods = [f"{meal}{tier}" for meal in spec.common.meals for tier in spec.place.crowds[meal].windows]
    for name, times in (Counter(names) | Counter(foods) | Counter(counters(spec))).items():
        if times > 1:
            text = Text("两样东西都会叫“{name}”；请改价格档、餐次、班次或设备的名称",
                        "two things would be called “{name}”; rename a tier, meal, shift or machine")  # fmt: skip
            yield Fault("common", ("tiers",), "HQ1404", text.fill(name=name))
    for name in names:
        if len(name) > LONGEST:
            text = Text("由它组成的“{name}”超过 60 个字符", "it is part of “{name}”, longer than 60 characters")
            yield Fault("common", ("tiers",), "HQ1206", text.fill(name=name))
