"""What is made of card swipes: who came when to which meal and tier, and what cannot be used."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...kind import Fault
from ...text import Text
from ...workdays import OFF, weekdays
from .spec import Meal, Recorded, Spec

Ints = NDArray[np.int64]

NONE = -1
DAYS_OFF = Text(
    "{n} 天不是工作日（{first} 等），其 {swipes:,} 次刷卡不采用",
    "{n} days are no working days ({first} ...): their {swipes:,} swipes are left out",
)
OUTSIDE = Text(
    "{n:,} 次刷卡（共 {all:,} 次）不在任何一餐的时间内，不采用",
    "{n:,} of {all:,} swipes fall into no meal and are left out",
)
_WINDOWS = Text("记录里的窗口没有写属于哪个价格档：{names}", "windows of the log whose tier is not said: {names}")
_SOLD = Text(
    "窗口“{window}”在“{meal}”有 {n:,} 次刷卡，而这一餐不供应“{tier}”",
    "window “{window}” has {n:,} swipes at “{meal}”, where “{tier}” is not sold",
)
_NOTHING = Text("刷卡记录里没有可用的工作日", "the log has no working day with swipes in meal hours")
_UNREAD = Text("刷卡记录没有读入：请由算例文件读取", "the log has not been read: read the case from its file")
_TIER = Text("没有名为“{tier}”的价格档；可用：{names}", "no tier named “{tier}”; there are: {names}")


class Arrivals(NamedTuple):
    """The usable swipes of a log, by day and time.

    Parameters
    ----------
    rows : int64 [R, 3]
        Meal, tier, and second of arrival: that of the swipe less `lead_s`, not before the meal opens.
    days : int64 [D + 1]
        Working day i has rows[days[i]:days[i + 1]].
    outside : int
        Swipes of working days that fall into no meal.
    off : tuple of (date, int)
        Days off with their swipes.
    unsold : dict
        (window, meal, tier) -> swipes at meals where the tier is not sold.
    """

    rows: Ints
    days: Ints
    outside: int
    off: tuple[tuple[date, int], ...]
    unsold: dict[tuple[str, int, str], int]


def meal_of(meals: list[Meal], seconds: Ints, lead: float) -> tuple[Ints, Ints]:
    """Return (meal or -1, second of arrival) of swipes at `seconds`, both int64 [n].

    A swipe belongs to a meal that was open at its time and had not closed when the diner came, `lead` seconds before.
    """
    meal, arrive = np.full(len(seconds), NONE, dtype=np.int64), seconds - round(lead)
    for m, terms in enumerate(meals):
        inside = (seconds >= 60 * terms.open) & (arrive < 60 * terms.close) & (meal == NONE)
        meal[inside] = m
        arrive[inside] = np.maximum(arrive[inside], 60 * terms.open)
    return meal, arrive


def arrivals(spec: Spec) -> Arrivals:
    """Return the arrivals of a spec with a recorded log; swipes at windows without a tier are left out."""
    recorded = spec.place.recorded
    assert recorded is not None  # the caller has checked
    log, meals, tiers = recorded.log(), spec.common.meals, list(spec.common.tiers)
    windows = log.names["window"]
    sells = [recorded.tiers.get(window) for window in windows]
    tier = np.array([tiers.index(t) if t in tiers else NONE for t in sells])[log.cells["window"]]
    off = np.array(weekdays(log.dates))[log.day] == OFF
    meal, arrive = meal_of(list(meals.values()), log.second, recorded.lead_s)
    known, inside = tier != NONE, meal != NONE
    sold = _sold(spec)[meal, tier] & known & inside & ~off
    rest = known & inside & ~off & ~sold
    unsold = Counter(zip(log.cells["window"][rest].tolist(), meal[rest].tolist(), tier[rest].tolist(), strict=True))
    idle = Counter(log.day[known & off].tolist())
    day, rows = log.day[sold], np.stack([meal[sold], tier[sold], arrive[sold]], axis=1)
    # whatever order the log had, the day is the same
    rows = rows[np.lexsort((rows[:, 1], rows[:, 2], rows[:, 0], day))]
    sizes = np.unique(day, return_counts=True)[1]
    return Arrivals(
        rows,
        np.concatenate([[0], np.cumsum(sizes)]),
        int((known & ~inside & ~off).sum()),
        tuple((log.dates[i], n) for i, n in sorted(idle.items())),
        {(windows[w], m, tiers[k]): n for (w, m, k), n in sorted(unsold.items())},
    )


def _sold(spec: Spec) -> NDArray[np.bool_]:
    """Return which tier is sold at which meal, shape (meals, tiers)."""
    crowds = [spec.place.crowds.get(name) for name in spec.common.meals]
    return np.array([[crowd is not None and tier in crowd.windows for tier in spec.common.tiers] for crowd in crowds])


def layout(spec: Spec) -> dict[str, Any]:
    """Return the entries `recorded` and `days` of the layout, times in ms; empty without a log."""
    if spec.place.recorded is None or spec.place.recorded.content is None:
        return {"recorded": np.empty((0, 3), dtype=np.int64), "days": np.zeros(1, dtype=np.int64)}
    found = arrivals(spec)
    return {"recorded": found.rows * np.array([1, 1, 1000]), "days": found.days}


def faults(spec: Spec) -> Iterator[Fault]:
    """Yield what is wrong or doubtful with the recorded log of a spec."""
    recorded = spec.place.recorded
    if recorded is None:
        return
    for window, tier in recorded.tiers.items():
        if tier not in spec.common.tiers:
            text = _TIER.fill(tier=tier, names="、".join(spec.common.tiers))
            yield Fault("place", ("recorded", "tiers", window), "HQ1401", text)
    if recorded.content is None:
        yield Fault("place", ("recorded", "file"), "HQ1405", _UNREAD)
        return
    unknown = _unknown(recorded)
    if unknown:
        names = "、".join(f"{name} ({n:,})" for name, n in unknown.items())
        yield Fault("place", ("recorded", "tiers"), "HQ1704", _WINDOWS.fill(names=names))
        return
    found = arrivals(spec)
    meals = list(spec.common.meals)
    for (window, m, tier), n in found.unsold.items():
        text = _SOLD.fill(window=window, meal=meals[m], tier=tier, n=n)
        yield Fault("place", ("recorded", "tiers", window), "HQ1704", text)
    if not len(found.rows) and not found.unsold:
        yield Fault("place", ("recorded", "file"), "HQ1704", _NOTHING)
    if found.off:
        text = DAYS_OFF.fill(n=len(found.off), first=found.off[0][0], swipes=sum(n for _, n in found.off))
        yield Fault("place", ("recorded", "file"), "HQ1705", text, "warning")
    if found.outside:
        every = found.outside + len(found.rows) + sum(found.unsold.values())
        text = OUTSIDE.fill(n=found.outside, all=every)
        yield Fault("place", ("recorded", "file"), "HQ1705", text, "warning")


def _unknown(recorded: Recorded) -> dict[str, int]:
    """Return the swipes of every window of the log that `tiers` does not name, the first dozen of them."""
    log = recorded.log()
    swipes = np.bincount(log.cells["window"], minlength=len(log.names["window"])).tolist()
    found = Counter({w: n for w, n in zip(log.names["window"], swipes, strict=True) if w not in recorded.tiers})
    return dict(found.most_common(12))
