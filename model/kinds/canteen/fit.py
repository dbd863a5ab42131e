"""What card swipes say about who comes: arrival weights, participation, spread of the days, shares of the tiers.

Meal by meal, from the days of the log with swipes at it. With H people on site, participation p of a weekday, a factor
of the day with mean 1 and coefficient of variation s, and Poisson visitors of mean v, the number N of diners has mean
H p + v and variance H p (1 - p) + v + s^2 p^2 H (H - 1). Participation follows from the mean by weekday; s from what
the squared deviations from these means exceed the other two terms, pooled over weekdays, not below 0.
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, stdtrit

from ...learn import NORMAL, counted, proportion
from ...log import Fitted, Learnt, Log
from ...text import Text
from ...units import clock
from ...workdays import OFF, weekdays
from .record import NONE, meal_of
from .spec import Spec

Change = tuple[str, tuple[str, ...], Any]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DAYS = ("mon", "tue", "wed", "thu", "fri", "makeup")
SLOT = 300
"""Five minutes, s."""
SHOWN = 6
"""Windows named in a note."""

_NAMES = dict(zip(DAYS, (
    Text("周一", "Monday"), Text("周二", "Tuesday"), Text("周三", "Wednesday"), Text("周四", "Thursday"),
    Text("周五", "Friday"), Text("调休上班日", "working day at a weekend"),
), strict=True))  # fmt: skip
_LEAD = Text(
    "刷卡是付款的时刻，不是到达的时刻：已统一减去 {lead:g} 秒；排队的时间扣不掉，高峰会显得更平、更晚",
    "a swipe marks payment, not arrival: {lead:g} s are taken off; time spent in line cannot be, so peaks look flatter "
    "and later than they are",
)
_GONE = Text(
    "没吃上饭就走的人不在记录里；结伴人数、外来人数和愿意换档的比例不能由刷卡得知",
    "those who left without a meal are not in the log; groups, visitors and who would take another tier cannot be told",
)
_VISITORS = Text("{meal}：已扣除算例里的外来人数 {n:g}", "{meal}: the case's {n:g} visitors are taken off")
_GUESSED = Text(
    "价格档按刷卡金额推定：{names}；若不对，请写 recorded.tiers",
    "tiers guessed from the amounts: {names}; if wrong, state recorded.tiers",
)
_UNNAMED = Text("{n:,} 次刷卡的窗口没有价格档，不采用：{names}", "{n:,} swipes at windows without a tier: {names}")
_PRICES = Text("{n:,} 次刷卡的金额不等于该档餐价", "{n:,} swipes are of another amount than the tier's price")
_OFF = Text("{n:,} 次刷卡在非工作日，不采用", "{n:,} swipes on days off are left out")
_OUTSIDE = Text("{n:,} 次刷卡不在任何一餐的时间内，不采用", "{n:,} swipes fall into no meal and are left out")
_FULL = Text("{meal}{day}：刷卡多于在岗人数，就餐率按 1", "{meal}, {day}: more swipes than people on site; taken as 1")
_SINGLE = Text(
    "{meal}：每个工作日类型只有一天，日间波动无从估计；就餐率的区间只含抽样误差",
    "{meal}: one day of each weekday only: the spread of the days cannot be told, intervals hold sampling error alone",
)


class Swipes(NamedTuple):
    """Usable events: day of the log, meal, tier, second of arrival; int64 [n] each."""

    day: Ints
    meal: Ints
    tier: Ints
    arrive: Ints


def fit(spec: Spec, log: Log, lead: float | None = None) -> Fitted:
    """Return the demand that a log tells of, as a patch of the spec with 95 % intervals.

    Parameters
    ----------
    lead : float, optional
        Seconds from arrival to swipe without a queue; default: that of the spec's own log, else its mean service.
    """
    tiers, notes = _tiers(spec, log)
    before = _lead(spec, lead)
    kinds = np.array(weekdays(log.dates), dtype=np.int64)
    meal, arrive = meal_of(list(spec.common.meals.values()), log.second, before)
    tier = tiers[log.cells["window"]]
    off, unknown = kinds[log.day] == OFF, tier == NONE
    outside = (meal == NONE) & ~off & ~unknown
    usable = ~(off | unknown | (meal == NONE))
    used = Swipes(log.day[usable], meal[usable], tier[usable], arrive[usable])
    prices = np.array([round(100 * tier.price) for tier in spec.common.tiers.values()])
    odd = int((log.cells["amount"][usable] != prices[used.tier]).sum())
    counted = ((_OFF, int((off & ~unknown).sum())), (_OUTSIDE, int(outside.sum())), (_PRICES, odd))
    notes += [words.fill(n=n) for words, n in counted if n]
    changes: list[Change] = []
    learnt: list[Learnt] = []
    for m, name in enumerate(spec.common.meals):
        mine = Swipes(*(column[used.meal == m] for column in used))
        if name not in spec.place.crowds or not len(mine.day):
            continue
        _profile(spec, name, mine, changes, learnt)
        _numbers(spec, name, mine, kinds, changes, learnt, notes)
        _shares(spec, name, mine, changes, learnt)
    notes += [_LEAD.fill(lead=before), _GONE]
    return Fitted(
        tuple(changes), tuple(learnt), len(np.unique(used.day)), int(usable.sum()), len(log.day), tuple(notes)
    )


def _lead(spec: Spec, lead: float | None) -> float:
    """Return the seconds from arrival to swipe: as given, as in the spec, else the mean service of its tiers."""
    if lead is not None:
        return lead
    if spec.place.recorded:
        return spec.place.recorded.lead_s
    technologies, till = spec.common.technologies, spec.common.checkout
    means = [technologies[tier.technology].service.expectation() for tier in spec.common.tiers.values()]
    return round(
        spec.place.effort.expectation() * (sum(means) / len(means) + (till.manual.expectation() if till else 0))
    )


def _tiers(spec: Spec, log: Log) -> tuple[Ints, list[Text]]:
    """Return the tier of each window of a log, -1 for none, and what was assumed."""
    names, known = list(spec.common.tiers), spec.place.recorded.tiers if spec.place.recorded else None
    windows, place, fen = log.names["window"], log.cells["window"], log.cells["amount"]
    swipes = np.bincount(place, minlength=len(windows))
    if known is not None:
        found = np.array([names.index(known[p]) if p in known else NONE for p in windows], dtype=np.int64)
        lost = [(p, int(n)) for p, n, k in zip(windows, swipes, found, strict=True) if k == NONE]
        said = ", ".join(f"{p} ({n:,})" for p, n in lost[:SHOWN]) + (" ..." if len(lost) > SHOWN else "")
        return found, [_UNNAMED.fill(n=sum(n for _, n in lost), names=said)] if lost else []
    prices = np.array([100 * tier.price for tier in spec.common.tiers.values()])
    middle = [np.median(fen[place == i]) for i in range(len(windows))]
    found = np.array([int(np.argmin(np.abs(prices - fen))) for fen in middle], dtype=np.int64)
    said = ", ".join(f"{p}: {names[k]}" for p, k in zip(windows, found, strict=True))
    return found, [_GUESSED.fill(names=said)]


def _profile(spec: Spec, name: str, mine: Swipes, changes: list[Change], learnt: list[Learnt]) -> None:
    """Learn the arrival weights of a meal: shares of its swipes by five minutes."""
    terms = spec.common.meals[name]
    slots = len(terms.weights)
    table = counted(mine.day, np.minimum((mine.arrive - 60 * terms.open) // SLOT, slots - 1), slots)
    path = ("meals", name, "weights")
    changes.append(("common", path, [round(float(v), 4) for v in table.sum(axis=0) / table.sum()]))
    for i in range(slots):
        start = clock(terms.open + 5 * i)
        text = Text(f"{name} {start} 起五分钟到达的比例", f"{name}, share who come in the five minutes from {start}")
        learnt.append(proportion("common", (*path, start), text, table, i))


def _shares(spec: Spec, name: str, mine: Swipes, changes: list[Change], learnt: list[Learnt]) -> None:
    """Learn which tiers are bought at a meal, among those sold there."""
    tiers = list(spec.common.tiers)
    table = counted(mine.day, mine.tier, len(tiers))
    sold = [k for k, tier in enumerate(tiers) if tier in spec.place.crowds[name].windows]
    path, total = ("crowds", name, "shares"), int(table[:, sold].sum())
    if not total:
        return
    changes.append(("place", path, {tiers[k]: round(float(table[:, k].sum()) / total, 4) for k in sold}))
    for k in sold:
        text = Text(f"{name}选“{tiers[k]}”的比例", f"{name}, share who take “{tiers[k]}”")
        learnt.append(proportion("place", (*path, tiers[k]), text, table[:, sold], sold.index(k)))


def _numbers(
    spec: Spec, name: str, mine: Swipes, kinds: Ints, changes: list[Change], learnt: list[Learnt], notes: list[Text]
) -> None:
    """Learn how many come to a meal: participation by weekday, and the spread of the days."""
    heads, guests = round(spec.place.headcount * spec.place.present), spec.place.crowds[name].visitors
    days, counts = np.unique(mine.day, return_counts=True)
    groups = {w: counts[kinds[days] == w].astype(np.float64) for w in sorted(set(kinds[days].tolist()))}
    if not heads:
        changes.append(_visitors(name, counts.astype(np.float64), learnt))
        return
    if guests:
        notes.append(_VISITORS.fill(meal=name, n=guests))
    shares = {w: min(1.0, max(0.0, (float(n.mean()) - guests) / heads)) for w, n in groups.items()}
    spread = _spread(groups, shares, heads, guests)
    if spread is None:
        notes.append(_SINGLE.fill(meal=name))
    else:
        value, low, high, _ = spread
        text = Text(f"{name}日间波动(变异系数)", f"{name}, cv of the day's factor")
        changes.append(("place", ("crowds", name, "spread"), round(value, 4)))
        learnt.append(Learnt("place", ("crowds", name, "spread"), text, value, low, high, len(days)))
    for w, n in groups.items():
        p, day = shares[w], _NAMES[DAYS[w]]
        wide = heads * p * (1 - p) + guests + ((spread[0] * p) ** 2 * heads * (heads - 1) if spread else 0.0)
        reach = (float(stdtrit(spread[3], 0.975)) if spread else NORMAL) * math.sqrt(wide / len(n)) / heads
        path = ("crowds", name, "participation", DAYS[w])
        changes.append(("place", path, round(p, 4)))
        text = Text(f"{name}就餐率，{day.zh}", f"{name}, participation, {day.en}")
        learnt.append(Learnt("place", path, text, p, max(0.0, p - reach), min(1.0, p + reach), len(n)))
        if float(n.mean()) - guests > heads:
            notes.append(Text(_FULL.zh.format(meal=name, day=day.zh), _FULL.en.format(meal=name, day=day.en)))


def _visitors(name: str, counts: Floats, learnt: list[Learnt]) -> Change:
    """Learn the mean number of visitors of a meal to which no staff come."""
    mean = float(counts.mean())
    deviation = math.sqrt(max(mean, float(counts.var(ddof=1)) if len(counts) > 1 else mean) / len(counts))
    reach = deviation * (float(stdtrit(len(counts) - 1, 0.975)) if len(counts) > 1 else NORMAL)
    path = ("crowds", name, "visitors")
    text = Text(f"{name}外来就餐人数", f"{name}, visitors")
    learnt.append(Learnt("place", path, text, mean, max(0.0, mean - reach), mean + reach, len(counts)))
    return "place", path, round(mean, 1)


def _spread(
    groups: dict[int, Floats], shares: dict[int, float], heads: int, guests: float
) -> tuple[float, float, float, int] | None:
    """Return (cv of the day's factor, 95 % interval, degrees of freedom); None when every weekday has one day.

    The sum of squares is held against chi-square, as for a normal law.
    """
    freedom = sum(len(n) - 1 for n in groups.values())
    squares = sum(float(((n - n.mean()) ** 2).sum()) for n in groups.values())
    chance, unit = 0.0, 0.0
    for w, n in groups.items():
        chance += (len(n) - 1) * (heads * shares[w] * (1 - shares[w]) + guests)
        unit += (len(n) - 1) * shares[w] ** 2 * heads * (heads - 1)
    if not freedom or unit <= 0:
        return None

    def cv(total: float) -> float:
        return math.sqrt(max(0.0, (total - chance) / unit))

    low, high = (squares * freedom / float(chdtri(freedom, p)) for p in (0.025, 0.975))
    return cv(squares), cv(low), cv(high), freedom
