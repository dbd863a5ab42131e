"""A canteen spec as arrays: everything the engines need that chance does not touch.

Times are int64 milliseconds after midnight. Indices: w step (in order of time), m meal, k tier (in order of the file),
p = m x tiers + k pair, s station (tiers, then the till, then relief), j technology.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any, NamedTuple

import holidays
import numpy as np
from numpy.typing import NDArray

from ...engine.coded import factor, ints, laws, shares
from ...trace import freeze
from . import record
from .levers import LANE, PORTIONS, RELIEF, SEATS, SHIFT, SMART, STAGGER, WINDOW, Step, handles
from .levers import steps as stretches
from .measures import DAILY
from .spec import Meal, Spec

MINUTE = 60_000
SLOT = 300_000
"""Five minutes, ms: the grid of arrival weights."""
NONE = -1
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "makeup")

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Layout(NamedTuple):
    """See the module docstring for the indices; shapes in brackets."""

    # the levers
    window: Ints  # [K, W] place among the levers, or -1
    lane: Ints  # [W] place among the levers, or -1
    smart: int  # place among the levers, or -1
    seat: int
    relief: int
    portion: Ints  # [P] place among the levers, or -1
    stagger: int
    shift: Ints  # [S, 2] place among the levers, overtime minutes
    high: Ints  # [levers] the most of each lever
    most: Ints  # [stations] the most people of each station
    # the day
    step: Ints  # [W, 4] start, end, meal, 1 for the first step of its meal
    offered: Ints  # [M, K] 1 where the tier is sold at the meal
    limited: Ints  # [P] 1 where portions may run out
    size: int  # portions in a step of the lever
    price: Ints  # [K] fen
    food: Ints  # [K] fen a portion
    tech: Ints  # [K] technology of a tier
    pooled: int  # 1: one line a tier
    jockey: int
    straight: int  # 1: one line, nobody turns away, nothing runs out
    wide: int  # most windows of any tier
    longest: int  # 1000 x most people waiting per window, or -1
    renege: int  # 1 when people may give up
    limit: int  # ms a diner may wait
    till: int  # 1 when there is a separate checkout
    seating: int  # 1 when people sit
    seats: int  # seats where no lever decides them; -1: no limit
    unit: int  # seats in a step of the lever
    loss: int  # seats a group leaves unused, millionths of its size
    seat_limit: int  # ms a seat may be looked for
    opinion: Floats  # [5] base; per minute of waiting, yuan above, sold out, minute of looking for a seat
    # the laws
    serve: Floats  # [J, 4] coded law, ms at nominal speed
    pay: Floats  # [2, 4] manual, smart
    patience: Floats  # [4] ms
    dwell: Floats  # [4] ms
    clearing: Floats  # [4] ms
    opens: Ints  # [M]
    slots: Floats  # [M, 2, slots] cumulated share of arrivals at the end of each five minutes; as usual, staggered
    heads: int  # people on site
    coming: Floats  # [M, 6] participation by weekday, the last for working days at weekends
    weekday: Floats  # [6] cumulated share of working days of the year
    spread: Floats  # [M, 4] coded law of the day's factor
    visitors: Floats  # [M] mean number
    wanted: Floats  # [M, K] cumulated share of diners who want the tier
    group: Floats  # [sizes] cumulated share of groups of 1, 2, ... people
    flexible: float
    recorded: Ints  # [R, 3] meal, tier, ms of every swipe of the log
    days: Ints  # [D + 1] day i of the log has recorded[days[i]:days[i + 1]]


def build(spec: Spec) -> Layout:
    """Return the layout of a spec that `check.faults` finds nothing wrong with."""
    common, place = spec.common, spec.place
    tiers, meals, hours = list(common.tiers.values()), list(common.meals.items()), stretches(spec)
    techs, checkout, seating = list(common.technologies), common.checkout, common.seating
    effort = place.effort.expectation()
    crowds = [place.crowds[name] for name, _ in meals]
    box = place.seats
    return freeze(
        Layout(
            **_places(spec),
            step=ints([[s.start * MINUTE, s.end * MINUTE, s.meal, _first(hours, w)] for w, s in enumerate(hours)]),
            offered=ints([[int(t in c.windows) for t in common.tiers] for c in crowds]),
            limited=ints([int(t in c.portions) for c in crowds for t in common.tiers]),
            size=place.portion_step,
            price=ints([round(100 * t.price) for t in tiers]),
            food=ints([round(100 * t.food_cost) for t in tiers]),
            tech=ints([techs.index(t.technology) for t in tiers]),
            pooled=int(common.line == "tier"),
            jockey=int(common.jockey and common.line == "window"),
            straight=int(_straight(spec)),
            longest=_thousandths(common.patience.longest_line),
            renege=int(common.patience.wait is not None),
            limit=round(common.wait_limit_min * MINUTE),
            till=int(checkout is not None),
            seating=int(seating is not None),
            seats=box[1] if box else NONE,
            unit=seating.price_unit if seating else 1,
            loss=round(1e6 * seating.loss) if seating else 0,
            seat_limit=round(seating.limit_min * MINUTE) if seating else 0,
            opinion=np.array([getattr(common.opinion, f) for f in ("base", "wait", "price", "choice", "seat")]),
            serve=laws([(t.service, 1000 * effort) for t in common.technologies.values()]),
            pay=laws([(checkout.manual, 1000 * effort), (checkout.smart, 1000.0)] if checkout else [(None, 1)] * 2),
            patience=laws([(common.patience.wait, MINUTE)])[0],
            dwell=laws([(seating.dwell if seating else None, MINUTE)])[0],
            clearing=laws([(seating.clearing if seating else None, 1000)])[0],
            opens=ints([meal.open * MINUTE for _, meal in meals]),
            slots=_slots([meal for _, meal in meals]),
            heads=round(place.headcount * place.present),
            coming=np.array([_coming({str(day): rate for day, rate in c.participation.items()}) for c in crowds]),
            weekday=_weekdays(place.year),
            spread=np.array([factor(c.spread) for c in crowds]),
            visitors=np.array([c.visitors for c in crowds]),
            wanted=np.array([shares([c.shares.get(t, 0.0) for t in common.tiers]) for c in crowds]),
            group=shares(place.groups),
            flexible=place.flexible,
            **record.layout(spec),
        )
    )


def _places(spec: Spec) -> dict[str, Any]:
    """Return where among the levers each decision stands, and the most people of each station."""
    known, hours = handles(spec), stretches(spec)
    tiers, pairs = len(spec.common.tiers), len(spec.common.tiers) * len(spec.common.meals)
    window, lane = np.full((tiers, len(hours)), NONE), np.full(len(hours), NONE)
    portion, single = np.full(pairs, NONE), dict.fromkeys((SMART, SEATS, RELIEF, STAGGER), NONE)
    high, shift = ints([h.lever.high for h in known]), []
    for i, h in enumerate(known):
        if h.what == WINDOW:
            window[h.tier, h.step] = i
        elif h.what == LANE:
            lane[h.step] = i
        elif h.what == PORTIONS:
            portion[h.meal * tiers + h.tier] = i
        elif h.what == SHIFT:
            shift.append([i, max(0, spec.common.shifts[h.shift].minutes() - DAILY)])
        else:
            single[h.what] = i
    rows = [*window, lane, np.array([single[RELIEF]])]
    most = ints([max((int(high[i]) for i in row if i >= 0), default=0) for row in rows])
    return {
        "window": window.astype(np.int64), "lane": lane.astype(np.int64), "portion": portion.astype(np.int64),
        "smart": single[SMART], "seat": single[SEATS], "relief": single[RELIEF],
        "stagger": single[STAGGER], "shift": ints(shift).reshape(-1, 2), "high": high, "most": most,
        "wide": max(1, int(most[:tiers].max())),
    }  # fmt: skip


def _straight(spec: Spec) -> bool:
    common, patience = spec.common, spec.common.patience
    one = len(common.tiers) == 1 and common.line == "tier"
    patient = patience.longest_line is None and patience.wait is None
    return one and patient and not any(crowd.portions for crowd in spec.place.crowds.values())


def _first(hours: tuple[Step, ...], w: int) -> int:
    return int(all(s.meal != hours[w].meal for s in hours[:w]))


def _thousandths(value: float | None) -> int:
    return NONE if value is None else round(1000 * value)


def _slots(meals: list[Meal]) -> Floats:
    """Return the cumulated shares of arrivals, padded with 1; a meal without a staggered profile keeps its own."""
    most = max(len(meal.weights) for meal in meals)
    found = np.ones((len(meals), 2, most))
    for m, meal in enumerate(meals):
        for i, weights in enumerate((meal.weights, meal.staggered or meal.weights)):
            found[m, i, : len(weights)] = shares(weights)
    return found


def _coming(rates: dict[str, float]) -> list[float]:
    rates = {"makeup": rates.get("fri", 0.0), **rates}
    return [rates.get(day, 0.0) for day in WEEKDAYS]


def _weekdays(year: int) -> Floats:
    """Return the cumulated shares of Monday to Friday and of working days at weekends among a year's working days.

    The calendar is that of the State Council's yearly notices, as far as the `holidays` library knows them; a year
    without a notice yet has its public holidays at best.
    """
    china = holidays.country_holidays("CN", years=year)
    first = date(year, 1, 1)
    days = [first + timedelta(days=i) for i in range((date(year + 1, 1, 1) - first).days)]
    kinds = Counter(min(day.weekday(), 5) for day in days if china.is_working_day(day))
    return shares([kinds[i] for i in range(6)])
