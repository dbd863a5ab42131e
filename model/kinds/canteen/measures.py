"""What quality means in a canteen, and what money follows."""

import math

import numpy as np
from numpy.typing import NDArray

from ...kind import Flow, Payment, Pool
from ...measures import Counts, Measure, Supply
from ...text import Text
from . import names as n
from .levers import LANE, PORTIONS, SHIFT, WINDOW, Handle, handles, steps
from .spec import Spec

DAILY = 8 * 60
"""Working minutes of a day; what a shift has beyond them is overtime."""
HOURLY = 1.5
"""Overtime on a working day is paid at 150 % (Labour Law, article 44; to be verified)."""


def measures(spec: Spec) -> tuple[Measure, ...]:
    """Return the measures of a canteen.

    Waiting is measured by the step in which a diner came; its parts are those steps. Windows of an earlier step act on
    it through the line they leave behind, so every measure lists all windows. Monotone is claimed where diners stand
    in one line, one after another, for equal servers, nobody gives up, and windows stay as they are: there one more
    server lets nobody start later (Kiefer and Wolfowitz 1955). Unequal people, turning away, choosing among lines, and
    windows that close in mid-service only suggest it: whom a closing window still serves depends on the past.
    """
    known, hours = handles(spec), steps(spec)
    count, limit = len(hours), spec.common.wait_limit_min
    acting = tuple(i for i, h in enumerate(known) if h.what != SHIFT)
    parts = tuple(_near(known, acting, w) for w in range(count))
    plain = _plain(spec)
    within = [n.step(count, n.WITHIN, w) for w in range(count)]
    came = [n.step(count, n.CAME, w) for w in range(count)]

    def share(name: str, text: Text, good: int, monotone: bool = False) -> Measure:
        return Measure(name, text, "1", (good,), (n.MET,), (acting,), monotone)

    def by_tier(name: str, text: Text, good: int, supplies: tuple[Supply, ...] = ()) -> Measure:
        tiers = _tiers(spec, known, acting)
        return Measure(name, text, "1", _pairs(spec, good), _pairs(spec, n.ASKED), tiers, supplies=supplies)

    found = [
        Measure("within", Text(f"{limit:g} 分钟内买到餐的比例", f"served within {limit:g} min"), "1",
                tuple(within), tuple(came), _whole(parts, acting), plain),
        *(_meal(spec, m, name, parts, acting, plain) for m, name in enumerate(spec.common.meals)),
        *(Measure(f"within{s.name}", Text(f"{s.name[:2]}:{s.name[2:]} 到达的，{limit:g} 分钟内买到餐的比例",
                  f"came from {s.name[:2]}:{s.name[2:]}, served within {limit:g} min"), "1",
                  (within[w],), (came[w],), (acting,), plain) for w, s in enumerate(hours)),
        by_tier("kept", Text("未流失比例", "diners not lost"), n.KEPT, _supplies(spec, known)),
        by_tier("choice", Text("想吃的没有售罄", "wanted tier not sold out"), n.FOUND),
        Measure("satisfied", Text("满意度(模型分)", "satisfaction (model)"), "point", (n.SATISFIED,), (n.MET,),
                (acting,), scale=1e-4, upper=100.0),
    ]  # fmt: skip
    if spec.common.seating:
        limit = spec.common.seating.limit_min
        text = Text(f"{limit:g} 分钟内找到座位的比例", f"seated within {limit:g} min")
        found.append(share("seated", text, n.SEATED_GOOD))
    return (*found, *_reported(acting))


def _reported(acting: tuple[int, ...]) -> tuple[Measure, ...]:
    """Return what is told and cannot be a standard: more portions, windows or people do not simply better it."""
    wait, search = Text("平均排队(分钟)", "mean wait (min)"), Text("平均找座(分钟)", "mean search for a seat (min)")
    eaten, food = (
        Text("备餐售出比例", "portions sold, of those made"),
        Text("食材成本占餐费", "food cost per ticket income"),
    )
    told = (
        ("wait", wait, "min", n.WAIT, n.SERVED, 1 / 60000, math.inf),
        ("search", search, "min", n.SEARCH, n.SEATED, 1 / 60000, math.inf),
        ("eaten", eaten, "1", n.EATEN, n.PREPARED, 1.0, 1.0),
        ("food_share", food, "yuan/yuan", n.FOOD, n.TICKET, 1.0, math.inf),
    )
    return tuple(
        Measure(name, text, unit, (good,), (all_,), (acting,), scale=scale, upper=upper, standard=False)
        for name, text, unit, good, all_, scale, upper in told
    )


def _meal(
    spec: Spec, m: int, name: str, parts: tuple[tuple[int, ...], ...], acting: tuple[int, ...], plain: bool
) -> Measure:
    hours = steps(spec)
    own = [w for w, s in enumerate(hours) if s.meal == m]
    good = tuple(n.step(len(hours), n.WITHIN, w) for w in own)
    came = tuple(n.step(len(hours), n.CAME, w) for w in own)
    limit = spec.common.wait_limit_min
    text = Text(f"{name}{limit:g} 分钟内买到餐的比例", f"{name}, served within {limit:g} min")
    return Measure(f"within_{name}", text, "1", good, came, _whole(tuple(parts[w] for w in own), acting), plain)


def _near(known: tuple[Handle, ...], acting: tuple[int, ...], w: int) -> tuple[int, ...]:
    """Return the levers that act directly on those who come in step `w`: its windows and lanes, and the day's."""
    return tuple(i for i in acting if known[i].what not in (WINDOW, LANE) or known[i].step == w)


def _pairs(spec: Spec, name: int) -> tuple[int, ...]:
    """Return the places of a count of every meal and tier sold there."""
    hours, tiers, meals = len(steps(spec)), list(spec.common.tiers), list(spec.common.meals)
    pairs = len(meals) * len(tiers)
    return tuple(
        n.tier(hours, pairs, name, m * len(tiers) + k)
        for m, meal in enumerate(meals)
        for k, tier in enumerate(tiers)
        if tier in spec.place.crowds[meal].windows
    )


def _tiers(spec: Spec, known: tuple[Handle, ...], acting: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the levers that act directly on those who want a tier at a meal: all its portions, for people change.

    Where nothing runs out these are the tier's windows.
    """
    hours, found = steps(spec), []
    for m, meal in enumerate(spec.common.meals):
        portions = tuple(i for i in acting if known[i].meal == m)
        for k, tier in enumerate(spec.common.tiers):
            if tier in spec.place.crowds[meal].windows:
                windows = (i for i in acting if known[i].tier == k and hours[known[i].step].meal == m)
                found.append(portions or tuple(windows))
    return _whole(tuple(found), acting)


def _supplies(spec: Spec, known: tuple[Handle, ...]) -> tuple[Supply, ...]:
    """Return what the tiers of a meal put out, each diner served takes one portion of, where all tiers are limited."""
    found, part = [], 0
    for m, meal in enumerate(spec.common.meals):
        sold = [tier for tier in spec.common.tiers if tier in spec.place.crowds[meal].windows]
        steps = tuple((i, spec.place.portion_step) for i, h in enumerate(known) if h.what == PORTIONS and h.meal == m)
        if len(steps) == len(sold):
            found.append(Supply(tuple(range(part, part + len(sold))), steps))
        part += len(sold)
    return tuple(found)


def _whole(parts: tuple[tuple[int, ...], ...], acting: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """Return the parts, the last of them widened by what acts on none directly, so that together they hold all."""
    rest = set(acting) - {i for part in parts for i in part}
    return (*parts[:-1], tuple(sorted({*parts[-1], *rest})))


def _plain(spec: Spec) -> bool:
    """Return whether a pathwise argument for monotonicity exists.

    Where no window is open, whoever comes is lost: one more window then lets people in who delay others. So at least
    one must always be open.
    """
    common, patience, crowds = spec.common, spec.common.patience, spec.place.crowds.values()
    one = len(common.tiers) == 1 and common.line == "tier" and not common.checkout
    patient = patience.longest_line is None and patience.wait is None
    limited = any(c.portions for c in crowds) or spec.place.stagger
    steady = len(steps(spec)) == 1
    return one and patient and steady and not limited and all(low > 0 for c in crowds for low, _ in c.windows.values())


def flows(spec: Spec) -> tuple[Flow, ...]:
    """Return food and tickets by tier and meal, meals, and overtime."""
    food, tickets = zip(*((_food(spec, pair), _tickets(spec, pair)) for pair in _sold(spec)), strict=True)
    extra = tuple(
        (name, (shift.minutes() - DAILY) / 60) for name, shift in spec.common.shifts.items() if shift.minutes() > DAILY
    )
    meal, person = Text("供餐人次", "meals served"), Text("人次", "meal")
    fee = Flow("meal", meal, person, _pairs(spec, n.KEPT), "meal_fee", 0.0, most=(n.MET,), measure="kept")
    found = (*food, *tickets, fee)
    if not extra:
        return found
    overtime, hour = Text("加班小时", "overtime"), Text("小时", "h")
    return (*found, Flow("overtime", overtime, hour, (n.OVERTIME,), "overtime", HOURLY, scale=1 / 60, steps=extra))


PORTION = Text("份", "portion")
Pair = tuple[int, str, int, str]
"""A tier at a meal where it is sold: place and name of the meal, place and name of the tier."""


def _sold(spec: Spec) -> list[Pair]:
    return [
        (m, meal, k, tier)
        for m, meal in enumerate(spec.common.meals)
        for k, tier in enumerate(spec.common.tiers)
        if tier in spec.place.crowds[meal].windows
    ]


def _count(spec: Spec, name: int, pair: Pair) -> int:
    """Return the place of a count of a tier at a meal."""
    tiers = len(spec.common.tiers)
    return n.tier(len(steps(spec)), len(spec.common.meals) * tiers, name, pair[0] * tiers + pair[2])


def _put_out(spec: Spec, pair: Pair) -> tuple[tuple[str, float], ...]:
    """Return the lever that decides the portions of a tier at a meal, if any, and the portions of a step."""
    levers = (h for h in handles(spec) if (h.meal, h.tier) == (pair[0], pair[2]))
    return tuple((h.lever.name, float(spec.place.portion_step)) for h in levers)


def _food(spec: Spec, pair: Pair) -> Flow:
    _, meal, _, tier = pair
    text, cost = Text(f"{meal}{tier}食材", f"food, {meal} {tier}"), spec.common.tiers[tier].food_cost
    made = (_count(spec, n.MADE, pair),)
    steps, ticket = _put_out(spec, pair), _ticket(pair)
    return Flow(f"food_{meal}{tier}", text, PORTION, made, "food", cost, steps=steps, covers=ticket)


def _tickets(spec: Spec, pair: Pair) -> Flow:
    _, meal, _, tier = pair
    text, price = Text(f"{meal}{tier}餐费", f"tickets, {meal} {tier}"), spec.common.tiers[tier].price
    sold, could = (_count(spec, name, pair) for name in (n.SOLD, n.COULD))
    return Flow(_ticket(pair), text, PORTION, (sold,), "ticket", -price, most=(could,))


def _ticket(pair: Pair) -> str:
    return f"ticket_{pair[1]}{pair[3]}"


def pools(spec: Spec) -> tuple[Pool, ...]:
    """Return what portions allow: no more tickets of a tier, or of a meal all of whose tiers are limited.

    Who is served has a ticket.
    """
    every = tuple(_ticket(pair) for pair in _sold(spec))
    found = [Pool(every, (), (n.MET,), holds="meal")]
    for pair in _sold(spec):
        put_out = _put_out(spec, pair)
        if put_out:
            found.append(Pool((_ticket(pair),), put_out, (_count(spec, n.COULD, pair),)))
    for m in range(len(spec.common.meals)):
        pairs = [pair for pair in _sold(spec) if pair[0] == m]
        put_out = tuple(step for pair in pairs for step in _put_out(spec, pair))
        if len(put_out) == len(pairs) > 1:
            asked = tuple(_count(spec, n.ASKED, pair) for pair in pairs)
            found.append(Pool(tuple(_ticket(pair) for pair in pairs), put_out, asked))
    return tuple(found)


def payment(spec: Spec, counts: Counts) -> Payment:
    """Return full payment: canteen contracts are judged by survey, not by the day."""
    return Payment(1.0, 0.0, 0.0, 0.0)


def histogram(spec: Spec, counts: Counts) -> dict[str, tuple[Text, NDArray[np.float64], NDArray[np.int64]]]:
    """Return the waits of those served and their searches for a seat, by minute; the last bin is open."""
    edges = np.array([*range(-1, n.BINS - 1), math.inf])
    hours, pairs = len(steps(spec)), len(spec.common.meals) * len(spec.common.tiers)
    pooled = counts.sum(axis=0)
    found = {}
    for which, (name, text) in enumerate((
        ("wait", Text("排队时间(分钟)", "waiting in line (min)")),
        ("search", Text("找座时间(分钟)", "looking for a seat (min)")),
    )):  # fmt: skip
        first = n.bins(hours, pairs, which)
        found[name] = (text, edges, pooled[first : first + n.BINS])
    return found
