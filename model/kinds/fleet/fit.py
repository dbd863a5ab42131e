"""What a trip log says about who asks: requests by purpose and weekday, when, how far ahead, how long, how far.

From the working days of the log that have lines. With a mean m_w of requests on weekday w, a factor of the day with
mean 1 and coefficient of variation s, and requests by chance of their own (Poisson), a day's number has variance
m_w + s^2 m_w^2. s follows from what the squared deviations from the means by weekday exceed the first term. Laws are
fitted by their first two moments.
"""

import math
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, stdtrit

from ...distributions import AnyLaw, Exponential
from ...estimate import ratio
from ...learn import NORMAL, counted, proportion
from ...log import MISSING, Fitted, Learnt, Log
from ...text import Text
from ...units import clock
from .record import DAYS_OFF, LATE, TIMES, UNSTATED, Ints, Trips, said, trips, working
from .spec import SLOT_MIN, Purpose, Recorded, Spec

Change = tuple[str, tuple[str, ...], Any]
Floats = NDArray[np.float64]

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CROWD = 48
"""Passengers of a trip at most; as many weights has a purpose."""
STEEPEST = 5.0
"""Largest coefficient of variation of a law."""

_NAMES = tuple(Text(f"周{zh}", en) for zh, en in zip("一二三四五六日", (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
), strict=True))  # fmt: skip
_LAWS = {
    "lead": Text("提前预约时间(小时)", "booking lead time (h)"),
    "duration": Text("用车时长(小时)", "duration (h)"),
    "distance": Text("行驶里程(公里)", "distance (km)"),
    "far_duration": Text("出市用车时长(小时)", "duration out of town (h)"),
    "far_distance": Text("出市行驶里程(公里)", "distance out of town (km)"),
}
_SERVED = Text(
    "记录里只有出了车的用车：被拒绝的、改叫网约车或自行解决的不在其中，需求至少有这么多",
    "the log holds trips that were made: those refused, hailed or given up are not in it, so demand is at least this",
)
_SOON = Text(
    "提前不超过 {soon:g} 分钟申请的按即时用车计，所需时刻即申请时刻；其余的所需时刻是记录的开始时刻减 {lead:g} 秒",
    "requests made up to {soon:g} min before the start count as made at once and wanted then; "
    "others are wanted at the start recorded less {lead:g} s",
)
_FAR = Text(
    "里程达到 {far:g} 公里的按出市计；开始到结束全部按用车时长计，含路上往返车库的则偏长",
    "trips of {far:g} km or more count as out of town; the whole time from start to end counts as the trip's, too long "
    "where it holds the way from and to the depot",
)
_SILENT = Text(
    "等候时限、单程比例、路网和行车速度不能由用车记录得知；车型按用途和人数定，不由记录改",
    "how long people wait, one-way trips, roads and speeds cannot be told; classes follow from purpose and passengers",
)
_QUARTER = Text(
    "{n} 天在季末，未扣除算例的季末系数 {by:g}", "{n} days are at a quarter's end; the case's factor {by:g} is left in"
)
_GAPS = Text(
    "首末之间有 {n} 个工作日没有记录，不算作没有用车的日子",
    "{n} working days in between have no line and are no days of the log",
)
_OUTSIDE = Text(
    "“{name}”有 {n:,} 次在 {opens}-{closes} 之外：计入次数，不计入时段分布",
    "“{name}”: {n:,} wanted outside {opens}-{closes} count as requests and not in the profile",
)
_ABSENT = Text("“{name}”在记录里没有，照旧", "“{name}” is not in the log and stays as it is")
_SINGLE = Text(
    "每个星期几只有一天，日间波动无从估计；区间只含抽样误差",
    "one day of each weekday only: the spread of the days cannot be told, intervals hold sampling error alone",
)
_PARTIAL = Text("记录缺少{names}，星期几权重照旧", "the log has no {names}; weights of weekdays stay as they are")
_SEVERAL = Text(
    "一次要几台车的用途，每几行时刻相同的记录合为一次",
    "where a purpose wants several vehicles, so many lines of equal times are one request",
)
_PARTY = Text(
    "“{name}”有 {n:,} 次的人数是 0 或超过 {most}，不计", "“{name}”: {n:,} parties of 0 or above {most} are left out"
)


class Week(NamedTuple):
    """What the days of a log tell of their numbers.

    Parameters
    ----------
    days : dict of int -> int
        Weekday -> days of the log.
    square, low, high : float
        Square of the day's coefficient of variation, with its 95 % interval; 0 where the log does not tell.
    freedom : int
        Degrees of freedom; 0 where the log does not tell.
    """

    days: dict[int, int]
    square: float
    low: float
    high: float
    freedom: int

    def reach(self, variance: float) -> float:
        """Return half the width of a 95 % interval."""
        factor = float(stdtrit(self.freedom, 0.975)) if self.freedom else NORMAL
        return factor * math.sqrt(variance)

    def variance(self, w: int, mean: float) -> float:
        """Return the variance of the mean of the days of a weekday."""
        return (mean + self.square * mean**2) / self.days[w]


def fit(spec: Spec, log: Log, lead: float | None = None) -> Fitted:
    """Return the demand that a trip log tells of, as a patch of the spec with 95 % intervals.

    Parameters
    ----------
    lead : float, optional
        Seconds from the time wanted to the start recorded; default: that of the spec's own log, else 0.
    """
    recorded = spec.place.recorded or Recorded(file="-")
    if lead is not None:
        recorded = recorded.model_copy(update={"lead_s": lead})
    judged = trips(spec, log, recorded)
    worked = working(log.dates, spec.common.days)
    on = np.isin(judged.trips.day, worked)
    found = Trips._make(column[on] for column in judged.trips)
    notes = [said(column, names) for column, names in judged.strange.items() if names]
    left = (UNSTATED, judged.unstated), (TIMES, judged.odd), (LATE, judged.late), (DAYS_OFF, int((~on).sum()))
    notes += [words.fill(n=n) for words, n in (*left, (_GAPS, _gaps(log, worked, spec.common.days))) if n]
    changes: list[Change] = []
    learnt: list[Learnt] = []
    if len(found.day):
        _numbers(spec, worked, found, changes, learnt, notes)
        for p, (name, purpose) in enumerate(spec.common.purposes.items()):
            mine = Trips._make(column[found.purpose == p] for column in found)
            if len(mine.day):
                _purpose(spec, name, purpose, mine, recorded.far_km, changes, learnt, notes)
            elif name in spec.place.requests:
                notes.append(_ABSENT.fill(name=name))
        _departments(spec, found, changes, learnt)
    if any(spec.common.purposes[name].cars > 1 for name in spec.place.requests):
        notes.append(_SEVERAL)
    notes += [_SOON.fill(soon=recorded.soon_min, lead=recorded.lead_s), _FAR.fill(far=recorded.far_km)]
    notes += [_SERVED, _SILENT]
    return Fitted(tuple(changes), tuple(learnt), len(worked), len(found.day), len(log.day), tuple(notes))


def _gaps(log: Log, worked: Ints, days: int) -> int:
    """Return the working days between the first and the last that have no line."""
    every = range(log.dates[0].toordinal(), log.dates[-1].toordinal() + 1)
    return len(working(tuple(map(date.fromordinal, every)), days)) - len(worked)


def _numbers(
    spec: Spec, worked: Ints, found: Trips, changes: list[Change], learnt: list[Learnt], notes: list[Text]
) -> None:
    """Learn how many requests a day has: by purpose, by weekday, and how much days differ."""
    purposes = list(spec.common.purposes)
    at = np.searchsorted(worked, found.day)
    table = np.bincount(at * len(purposes) + found.purpose, minlength=len(worked) * len(purposes))
    counts = table.reshape(len(worked), len(purposes)).astype(np.float64)
    weekday = (worked - 1) % 7
    week = _week(weekday, counts.sum(axis=1))
    means = {w: counts[weekday == w].mean(axis=0) for w in week.days}
    for p, name in enumerate(purposes):
        mine = [float(m[p]) for m in means.values()]
        if not sum(mine):
            continue
        value = sum(mine) / len(mine)
        reach = week.reach(sum(week.variance(w, m) for w, m in zip(means, mine, strict=True))) / len(mine)
        text = Text(f"“{name}”日均用车次数", f"“{name}”, requests per working day")
        changes.append(("place", ("requests", name), round(value, 3)))
        learnt.append(_bounded("place", ("requests", name), text, value, reach, len(worked)))
    _weights(spec, week, {w: float(m.sum()) for w, m in means.items()}, changes, learnt, notes)
    if week.freedom:
        low, value, high = (math.sqrt(v) for v in (week.low, week.square, week.high))
        text = Text("日间波动(变异系数)", "cv of the day's factor")
        changes.append(("place", ("spread",), round(value, 4)))
        learnt.append(Learnt("place", ("spread",), text, value, low, high, len(worked)))
    else:
        notes.append(_SINGLE)
    late = sum(_closing(date.fromordinal(day), spec.place.quarter_weeks) for day in worked.tolist())
    if late and spec.place.quarter_end != 1.0:
        notes.append(_QUARTER.fill(n=late, by=spec.place.quarter_end))


def _week(weekday: Ints, total: Floats) -> Week:
    """Return what the days' numbers of requests tell; the sum of squares is held against chi-square."""
    groups = {w: total[weekday == w] for w in sorted(set(weekday.tolist()))}
    days = {w: len(n) for w, n in groups.items()}
    freedom = sum(len(n) - 1 for n in groups.values())
    squares = sum(float(((n - n.mean()) ** 2).sum()) for n in groups.values())
    chance = sum((len(n) - 1) * float(n.mean()) for n in groups.values())
    unit = sum((len(n) - 1) * float(n.mean()) ** 2 for n in groups.values())
    if not freedom or unit <= 0:
        return Week(days, 0.0, 0.0, 0.0, 0)
    ends = [squares, *(squares * freedom / float(chdtri(freedom, p)) for p in (0.025, 0.975))]
    value, low, high = (max(0.0, (end - chance) / unit) for end in ends)
    return Week(days, value, low, high, freedom)


def _weights(
    spec: Spec, week: Week, means: dict[int, float], changes: list[Change], learnt: list[Learnt], notes: list[Text]
) -> None:
    """Learn the weights of the weekdays, which average 1 (delta method for a ratio of independent means)."""
    every = range(max(5, spec.common.days))
    missing = [w for w in every if w not in means]
    if missing:
        zh, en = "、".join(_NAMES[w].zh for w in missing), ", ".join(_NAMES[w].en for w in missing)
        notes.append(Text(_PARTIAL.zh.format(names=zh), _PARTIAL.en.format(names=en)))
        return
    centre = sum(means.values()) / len(means)
    variance = {w: week.variance(w, m) for w, m in means.items()}
    weights = {w: means[w] / centre for w in every}
    changes.append(("place", ("weekdays",), [round(weight, 4) for weight in weights.values()]))
    for w, weight in weights.items():
        part = weight / len(means)
        error = (1 - part) ** 2 * variance[w] + part**2 * sum(v for k, v in variance.items() if k != w)
        text = Text(f"{_NAMES[w].zh}的权重", f"weight of {_NAMES[w].en}")
        reach = week.reach(error) / centre
        learnt.append(_bounded("place", ("weekdays", WEEK[w]), text, weight, reach, week.days[w]))


def _bounded(half: str, path: tuple[str, ...], text: Text, value: float, reach: float, n: int) -> Learnt:
    return Learnt(half, path, text, value, max(0.0, value - reach), value + reach, n)


def _closing(day: date, weeks: int) -> bool:
    """Return whether a day is in the last weeks of its quarter."""
    month = 3 * ((day.month - 1) // 3) + 4
    after = date(day.year + month // 13, (month - 1) % 12 + 1, 1)
    return (after - day).days <= 7 * weeks


def _purpose(
    spec: Spec,
    name: str,
    purpose: Purpose,
    mine: Trips,
    far_km: float,
    changes: list[Change],
    learnt: list[Learnt],
    notes: list[Text],
) -> None:
    """Learn when, how far ahead, how long and how far the trips of a purpose are."""
    base = ("purposes", name)
    _profile(base, purpose, mine, changes, learnt, notes)
    soon, far = mine.start == mine.known, mine.distance >= 1000 * far_km
    shares = ("immediate", soon, Text("即时用车比例", "share asked for at once")), (
        "far", far, Text("出市比例", "share out of town"),
    )  # fmt: skip
    for field, yes, words in shares:
        item = proportion("common", (*base, field), _of(name, words), counted(mine.day, yes.astype(np.int64), 2), 1)
        changes.append(("common", (*base, field), round(item.value, 4)))
        learnt.append(item)
    effort = spec.place.effort.expectation()
    hours, km, ahead = mine.duration / (3600 * effort), mine.distance / 1000, (mine.start - mine.known) / 3600
    samples = {
        "lead": (ahead, ~soon), "duration": (hours, ~far), "distance": (km, ~far),
        "far_duration": (hours, far), "far_distance": (km, far),
    }  # fmt: skip
    for field, (values, which) in samples.items():
        if which.sum() >= 2:
            law = getattr(purpose, field)
            _law((*base, field), _of(name, _LAWS[field]), values[which], mine.day[which], law, changes, learnt)
    if (mine.passengers != MISSING).any():
        _parties(base, mine, changes, learnt, notes)


def _of(name: str, words: Text) -> Text:
    return Text(f"“{name}”{words.zh}", f"“{name}”, {words.en}")


def _profile(
    base: tuple[str, str],
    purpose: Purpose,
    mine: Trips,
    changes: list[Change],
    learnt: list[Learnt],
    notes: list[Text],
) -> None:
    """Learn the shares of the half hours of a purpose among the times wanted."""
    slot, slots = (mine.start // 60 - purpose.open) // SLOT_MIN, len(purpose.weights)
    inside = (slot >= 0) & (slot < slots)
    if not inside.all():
        hours = {"opens": clock(purpose.open), "closes": clock(purpose.close)}
        notes.append(_OUTSIDE.fill(name=base[1], n=int((~inside).sum()), **hours))
    if not inside.any():
        return
    table = counted(mine.day[inside], slot[inside], slots)
    path = (*base, "weights")
    changes.append(("common", path, [round(float(v), 4) for v in table.sum(axis=0) / table.sum()]))
    for i in range(slots):
        start = clock(purpose.open + SLOT_MIN * i)
        text = _of(base[1], Text(f"{start} 起半小时的比例", f"share of the half hour from {start}"))
        learnt.append(proportion("common", (*path, start), text, table, i))


def _parties(
    base: tuple[str, str], mine: Trips, changes: list[Change], learnt: list[Learnt], notes: list[Text]
) -> None:
    """Learn how many travel together."""
    stated = mine.passengers != MISSING
    legal = stated & (mine.passengers >= 1) & (mine.passengers <= CROWD)
    if (stated & ~legal).any():
        notes.append(_PARTY.fill(name=base[1], n=int((stated & ~legal).sum()), most=CROWD))
    if not legal.any():
        return
    people = mine.passengers[legal]
    table = counted(mine.day[legal], people - 1, int(people.max()))
    path = (*base, "passengers")
    changes.append(("common", path, [round(float(v), 4) for v in table.sum(axis=0) / table.sum()]))
    for i in range(table.shape[1]):
        text = _of(base[1], Text(f"{i + 1} 人同行的比例", f"share of parties of {i + 1}"))
        learnt.append(proportion("common", (*path, str(i + 1)), text, table, i))


def _law(
    path: tuple[str, ...],
    text: Text,
    values: Floats,
    day: Ints,
    law: AnyLaw,
    changes: list[Change],
    learnt: list[Learnt],
) -> None:
    """Learn a law from its mean and coefficient of variation; exponential where the spec has it so, else lognormal.

    The mean has the wider of Student's interval and that from days as clusters. The interval of the coefficient of
    variation c is that of log c, whose variance is ((k - 1) / 4 - g c + c^2) / n for a law with skewness g and
    kurtosis k (delta method): the larger of what the values and a lognormal law with this c have.
    """
    n, mean, deviation = len(values), float(values.mean()), float(values.std(ddof=1))
    if not deviation:
        changes.append(("common", path, round(mean, 4)))
        learnt.append(Learnt("common", path, text, mean, None, None, n))
        return
    reach = float(stdtrit(n - 1, 0.975)) * deviation / math.sqrt(n)
    low, high = mean - reach, mean + reach
    cluster = _clusters(values, day)
    if cluster:
        low, high = min(low, cluster[0]), max(high, cluster[1])
    label = Text(f"{text.zh}均值", f"{text.en}, mean")
    learnt.append(Learnt("common", (*path, "mean"), label, mean, max(0.0, low), high, n))
    if isinstance(law, Exponential):
        changes.append(("common", path, {"dist": "exponential", "mean": round(mean, 4)}))
        return
    c = deviation / mean
    z = (values - mean) / deviation
    w = 1 + c**2
    seen = float((z**4).mean()) - 1, float((z**3).mean())
    model = w**4 + 2 * w**3 + 3 * w**2 - 4, c**3 + 3 * c
    spread = max((k / 4 - g * c + c**2) / n for k, g in (seen, model))
    factor = math.exp(NORMAL * math.sqrt(max(0.0, spread)))
    changes.append(
        ("common", path, {"dist": "lognormal", "mean": round(mean, 4), "cv": round(min(c, STEEPEST), 4)})
    )
    label = Text(f"{text.zh}变异系数", f"{text.en}, cv")
    learnt.append(Learnt("common", (*path, "cv"), label, c, c / factor, c * factor, n))


def _clusters(values: Floats, day: Ints) -> tuple[float, float] | None:
    """Return the interval of the mean of values whose days are clusters; None where all are of one day."""
    _, at = np.unique(day, return_inverse=True)
    sums, sizes = (np.bincount(at, w).astype(np.float64) for w in (values, np.ones(len(values))))
    found = ratio(sums, sizes) if at.max() else None
    return (found.lower(0.025), found.upper(0.025)) if found else None


def _departments(spec: Spec, found: Trips, changes: list[Change], learnt: list[Learnt]) -> None:
    """Learn whose the requests are."""
    names = list(spec.place.departments)
    table = counted(found.day, found.department, len(names))
    for i, name in enumerate(names):
        text = Text(f"“{name}”用车占比", f"“{name}”, share of the requests")
        item = proportion("place", ("departments", name, "weight"), text, table, i)
        changes.append(("place", item.path, round(item.value, 4)))
        learnt.append(item)
