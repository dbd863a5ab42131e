"""What may be decided in a canteen: which windows are open when, who stands behind them, how much is cooked."""

from dataclasses import dataclass
from itertools import pairwise

from ...levers import Lever, Row, Setting
from ...text import Text
from ...units import clock
from .spec import Shift, Spec

WINDOW, LANE, SMART, SEATS, RELIEF, SHIFT, PORTIONS, STAGGER = range(8)
"""What a lever is about."""


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a meal in which windows stay as they are; minutes after midnight."""

    meal: int
    start: int
    end: int

    @property
    def name(self) -> str:
        """Return the step as levers call it: 1130."""
        return clock(self.start).replace(":", "")


@dataclass(frozen=True, slots=True)
class Handle:
    """A lever and what it stands for.

    Parameters
    ----------
    what : int
        `WINDOW` ... `STAGGER`.
    tier, step, meal : int
        Indices, -1 where they do not apply.
    shift : str
        Name of the shift, for `SHIFT`.
    """

    lever: Lever
    what: int
    tier: int = -1
    step: int = -1
    meal: int = -1
    shift: str = ""


def steps(spec: Spec) -> tuple[Step, ...]:
    """Return the steps of all meals in order of time; the last step of a meal may be shorter."""
    length, found = spec.common.step_min, []
    for m, meal in enumerate(spec.common.meals.values()):
        found += [Step(m, t, min(t + length, meal.close)) for t in range(meal.open, meal.close, length)]
    return tuple(sorted(found, key=lambda s: (s.start, s.meal)))


def handles(spec: Spec) -> tuple[Handle, ...]:
    """Return every lever with what it stands for, in order: windows first, staggered release last."""
    return (
        *_windows(spec), *_lanes(spec), *_smart(spec), *_seats(spec), *_relief(spec), *_shifts(spec),
        *_portions(spec), *_stagger(spec),
    )  # fmt: skip


def levers(spec: Spec) -> tuple[Lever, ...]:
    """Return what may be decided."""
    return tuple(h.lever for h in handles(spec))


def _windows(spec: Spec) -> list[Handle]:
    meals, found = list(spec.common.meals), []
    for k, tier in enumerate(spec.common.tiers):
        for w, step in enumerate(steps(spec)):
            box = spec.place.crowds[meals[step.meal]].windows.get(tier)
            if box:
                text = Text(f"{tier}窗口 {clock(step.start)}", f"windows {tier} {clock(step.start)}")
                lever = Lever(f"{tier}{step.name}", text, "none", *box, window=w)
                found.append(Handle(lever, WINDOW, tier=k, step=w))
    return found


def _lanes(spec: Spec) -> list[Handle]:
    checkout = spec.common.checkout
    return [
        Handle(
            Lever(f"lane{s.name}", Text(f"人工结算 {clock(s.start)}", f"checkout lanes {clock(s.start)}"), "none",
                  *checkout.lanes, window=w), LANE, step=w)
        for w, s in enumerate(steps(spec)) if checkout
    ]  # fmt: skip


def _smart(spec: Spec) -> list[Handle]:
    checkout = spec.common.checkout
    if not checkout or not checkout.machine:
        return []
    text = Text("智能结算台", "smart checkout")
    return [Handle(Lever(checkout.machine, text, "machine", *checkout.smart_lanes, switch=True), SMART)]


def _seats(spec: Spec) -> list[Handle]:
    seating, box = spec.common.seating, spec.place.seats
    if not seating or not seating.machine or not box:
        return []
    low, high = (seats // seating.price_unit for seats in box)
    return [Handle(Lever(seating.machine, Text("座位组", "units of seats"), "machine", low, high), SEATS)]


def _relief(spec: Spec) -> list[Handle]:
    low, high = spec.common.relief
    return [Handle(Lever("relief", Text("机动岗", "relief servers"), "none", low, high), RELIEF)] if high else []


def _shifts(spec: Spec) -> list[Handle]:
    role = {"server": Text("服务班", "servers, shift"), "cook": Text("厨师班", "cooks, shift")}
    return [
        Handle(Lever(name, role[s.role], "post", s.low, s.high), SHIFT, shift=name)
        for name, s in spec.common.shifts.items()
    ]


def _portions(spec: Spec) -> list[Handle]:
    found, size = [], spec.place.portion_step
    for m, meal in enumerate(spec.common.meals):
        for k, tier in enumerate(spec.common.tiers):
            box = spec.place.crowds[meal].portions.get(tier)
            if box:
                text = Text(f"{meal}{tier}备餐(每 {size} 份)", f"portions of {tier}, {meal} (by {size})")
                low, high = (-(-n // size) for n in box)
                found.append(Handle(Lever(f"{meal}{tier}", text, "none", low, high), PORTIONS, tier=k, meal=m))
    return found


def _stagger(spec: Spec) -> list[Handle]:
    text = Text("错峰下班", "staggered release")
    return [Handle(Lever("stagger", text, "none", 0, 1, switch=True), STAGGER)] if spec.place.stagger else []


def on_duty(shift: Shift, start: int, end: int) -> bool:
    """Return whether a person of a shift serves throughout [start, end), minutes."""
    inside = shift.start <= start and end <= shift.end
    return inside and all(end <= a or b <= start for a, b in shift.pauses)


def stretches(spec: Spec) -> tuple[tuple[int, int], ...]:
    """Return the shortest stretches of the day, minutes, within which neither need nor people on duty change."""
    common = spec.common
    needs = [(s.start, s.end) for s in steps(spec)] + [(d.start, d.end) for d in common.duties.values()]
    edges = {t for need in needs for t in need}
    for shift in common.shifts.values():
        edges |= {shift.start, shift.end, *(t for pause in shift.pauses for t in pause)}
    order = sorted(edges)
    return tuple((a, b) for a, b in pairwise(order) if any(s <= a and b <= e for s, e in needs))


def rows(spec: Spec) -> tuple[Row, ...]:
    """Return the rules of the roster: servers on duty cover what is open, cooks what is cooked.

    In every stretch of the day the servers on duty are at least the open windows and lanes, the relief during meals,
    and the other duties. Cooks on duty when a meal opens make its portions. Rows implied by another are left out.
    """
    if not spec.common.shifts:
        return ()
    known = handles(spec)
    found: dict[tuple[tuple[tuple[int, int], ...], int], Row] = {}
    for start, end in stretches(spec):
        row = _cover(spec, known, start, end)
        if any(c < 0 for _, c in row.terms) or row.least > 0:
            found.setdefault((row.terms, row.least), row)
    return (*found.values(), *_kitchen(spec, known))


def _cover(spec: Spec, known: tuple[Handle, ...], start: int, end: int) -> Row:
    shifts, open_ = spec.common.shifts, {w for w, s in enumerate(steps(spec)) if s.start <= start and end <= s.end}
    terms = []
    for i, h in enumerate(known):
        shift = shifts.get(h.shift)
        if shift and shift.role == "server" and on_duty(shift, start, end):
            terms.append((i, 1))
        if (h.what in (WINDOW, LANE) and h.step in open_) or (h.what == RELIEF and open_):
            terms.append((i, -1))
    duty = sum(d.people for d in spec.common.duties.values() if d.start <= start and end <= d.end)
    hours = f"{clock(start)}-{clock(end)}"
    text = Text(f"{hours} 在岗服务员不少于开窗、结算、机动和其他用人", f"{hours}: servers on duty cover what is open")
    return Row(f"duty{clock(start).replace(':', '')}", text, tuple(terms), duty)


def _kitchen(spec: Spec, known: tuple[Handle, ...]) -> list[Row]:
    rate, size, found = spec.common.portions_per_cook, spec.place.portion_step, []
    for m, (name, meal) in enumerate(spec.common.meals.items() if rate else ()):
        terms = []
        for i, h in enumerate(known):
            shift = spec.common.shifts.get(h.shift)
            if shift and shift.role == "cook" and on_duty(shift, meal.open, meal.open + 1):
                terms.append((i, int(rate or 0)))
            if h.what == PORTIONS and h.meal == m:
                terms.append((i, -size))
        text = Text(f"{name}备餐份数不超过在岗厨师的产能", f"{name}: cooks on duty make the portions")
        found.append(Row(f"cook{m}", text, tuple(terms), 0))
    return found


def posts(spec: Spec, setting: Setting) -> int:
    """Return the number of people on the roster."""
    return sum(n for h, n in zip(handles(spec), setting.levels, strict=True) if h.what == SHIFT)


def machines(spec: Spec, setting: Setting) -> dict[str, int]:
    """Return the number of machines by type."""
    chosen = zip(handles(spec), setting.levels, strict=True)
    return {h.lever.name: n for h, n in chosen if h.lever.cost == "machine"}
