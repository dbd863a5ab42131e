"""Makes the shipped example log: `python tests/model/kinds/fleet/sheets.py` writes it anew from the shipped case.

The log is made up. Ten working days of the case's fleet, none of them at a quarter's end, are drawn as houqin draws
them, and every trip is driven by a vehicle of the class it needs. Times are to the minute. A trip booked ahead starts
when it was wanted; one asked for at once a few minutes later, as long as sending a vehicle takes. Everything follows
from the case and `SEED`. Another case, or another file to write: `sheets.py CASE FILE`.
"""

import math
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.engine.draw import pick, quantiles, uniforms
from houqin.model.kinds.fleet import FLEET
from houqin.model.kinds.fleet.spec import SLOT_MIN, Recorded, Spec
from houqin.model.log import Learnt
from houqin.model.streams import Phase, Stream, key
from houqin.model.units import clock
from houqin.scenarios.decode import decode
from houqin.scenarios.judge import checked, without
from houqin.scenarios.positions import Origin, tree

OWN = 99
"""Purpose of the chance that is the log's own; those of a trace are numbered from 1 on."""
SEED = 20260302
FIRST = date(2026, 3, 2)
"""A Monday; the two weeks from it on have no holiday."""
WEEKS = 2
SOON, LATEST = 3, 12
"""Minutes from the request to the start of a trip asked for at once: at least, at most."""
CASE = Path(__file__).parents[4] / "scenarios" / "library" / "changzhou-fleet.yaml"
HEAD = (
    "# houqin 生成的示例数据, 不是真实记录 / generated example, no real data\n"
    "用车时间,申请时间,结束时间,部门,车型,里程,用途,人数\n"
)
STILL = Conduct(spread=0.0, absence=0.0)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FINE = (np.arange(2000) + 0.5) / 2000
"""Probabilities at which laws are looked up."""

Line = tuple[datetime, datetime, datetime, str, str, float, str, int]


def spec(file: Path = CASE) -> Spec:
    """Return the fleet of a case as it stands without its overrides, which may name a log that is to be made anew."""
    text = decode(file.read_bytes(), file.name)
    root, faults = tree(text, Origin(file.name))
    case = checked(without(root, ("overrides", "scenarios")), faults)
    unit = next(name for name in case.units if case.kind(name) is FLEET)
    return case.spec(unit)


def lines(fleet: Spec, weeks: int = WEEKS, seed: int = SEED) -> list[Line]:
    """Return the trips of so many weeks from `FIRST` on, in order of time."""
    place = fleet.place.model_copy(update={"quarter_end": 1.0, "recorded": None})
    ordinary = Spec(common=fleet.common, place=place)
    return sorted(line for week in range(weeks) for line in _week(ordinary, week, key(seed, Phase.TEST, "log")))


def _week(fleet: Spec, week: int, seed: int) -> Iterator[Line]:
    layout, u = FLEET.layout(fleet), np.empty(2)
    drawn = FLEET.draw(layout, (STILL, STILL), Stream(seed, week))
    monday = datetime.combine(FIRST + timedelta(days=7 * week), datetime.min.time())
    names = [list(part) for part in (fleet.common.purposes, fleet.place.departments, fleet.common.classes)]
    columns = drawn.purpose, drawn.department, drawn.need, drawn.start, drawn.known, drawn.duration, drawn.distance
    for n, row in enumerate(zip(*(column.tolist() for column in columns), strict=True)):
        p, d, need, start, known, duration, distance = row
        uniforms(np.uint64(seed), OWN, week, n, u)
        wait = SOON + int(u[0] * (LATEST - SOON + 1)) if start == known else 0
        out = monday + timedelta(minutes=start // 60_000 + wait)
        made = monday + timedelta(minutes=known // 60_000)
        back = out + timedelta(minutes=max(1, round(duration / 60_000)))
        people = _party(layout, p, need, u[1])
        line = out, made, back, names[1][d], names[2][need], distance / 10, names[0][p], people
        yield from [line] * fleet.common.purposes[names[0][p]].cars


def _party(layout: Any, p: int, need: int, u: float) -> int:
    """Return how many travel: as the purpose has it, among the numbers that need this class."""
    shares = np.diff(layout.party[p], prepend=0.0) * (layout.needs[p] == need)
    return 1 + int(pick(np.cumsum(shares) / shares.sum(), u))


def text(rows: list[Line]) -> str:
    """Return trips as a CSV."""
    body = (f"{a:%Y-%m-%d %H:%M},{b:%Y-%m-%d %H:%M},{c:%Y-%m-%d %H:%M},{d},{e},{km:g},{f},{n}\n" for a, b, c, d, e, km, f, n in rows)
    return HEAD + "".join(body)


def example(file: Path = CASE) -> bytes:
    """Return the bytes of the example of a case, with the mark that makes spreadsheets read UTF-8."""
    return text(lines(spec(file))).encode("utf-8-sig")


def truth(fleet: Spec, item: Learnt) -> float:
    """Return what a fit should find: the number of the spec, or what the rules of reading a log make of its laws.

    Read as asked for at once is what was booked up to `soon_min` ahead, and as out of town what is `far_km` long or more.
    """
    place, path = fleet.place, item.path
    if path[0] == "weekdays":
        return place.weekdays[WEEK.index(path[1])] / float(np.mean(place.weekdays[: max(5, fleet.common.days)]))
    if path[0] == "departments":
        return place.departments[path[1]].weight / sum(d.weight for d in place.departments.values())
    if path[0] != "purposes":
        return place.spread if path[0] == "spread" else place.requests[path[1]]
    purpose = fleet.common.purposes[path[1]]
    if path[2] == "weights":
        slot = [clock(purpose.open + SLOT_MIN * i) for i in range(len(purpose.weights))].index(path[3])
        return purpose.weights[slot] / sum(purpose.weights)
    if path[2] == "passengers":
        return purpose.passengers[int(path[3]) - 1] / sum(purpose.passengers)
    return _law(purpose, place.recorded or Recorded(file="-"), path[2], path[-1])


def _law(purpose: Any, rules: Recorded, field: str, moment: str) -> float:
    """Return a share, or the mean or coefficient of variation of a law, as the rules of reading make it."""
    lead = quantiles(purpose.lead.coded(), FINE)
    # half a minute more, as times are cut to the minute
    ahead = 60 * lead > rules.soon_min + 0.5
    if field == "immediate":
        return float(purpose.immediate + (1 - purpose.immediate) * (1 - ahead.mean()))
    if field == "lead":
        return _moment(lead[ahead], np.ones(int(ahead.sum())), moment)
    near, far = (quantiles(law.coded(), FINE) for law in (purpose.distance, purpose.far_distance))
    km = np.concatenate([near, far])
    weight = np.repeat([1 - purpose.far, purpose.far], len(FINE)) / len(FINE)
    away = km >= rules.far_km
    if field == "far":
        return float(weight[away].sum())
    chosen = weight * (away if field.startswith("far_") else ~away)
    if field.endswith("distance"):
        return _moment(km, chosen, moment)
    # a trip's distance says nothing of its duration but whether it goes out of town
    parts = chosen.reshape(2, -1).sum(axis=1) / len(FINE)
    hours = [quantiles(law.coded(), FINE) for law in (purpose.duration, purpose.far_duration)]
    return _moment(np.concatenate(hours), np.repeat(parts, len(FINE)), moment)


def _moment(values: Any, weights: Any, moment: str) -> float:
    if not weights.sum():
        return math.nan  # rarer than one trip in several thousand: no truth to compare with
    mean = float((values * weights).sum() / weights.sum())
    if moment != "cv":
        return mean
    return float(np.sqrt((weights * (values - mean) ** 2).sum() / weights.sum())) / mean


def missed(fleet: Spec, learnt: tuple[Learnt, ...]) -> list[str]:
    """Return what is not inside its interval, parts of a billionth aside."""
    known = [(i, truth(fleet, i)) for i in learnt if i.lower is not None and i.upper is not None]
    return [
        ".".join(i.path) for i, true in known
        if not math.isnan(true) and not i.lower - 1e-9 <= true <= i.upper + 1e-9
    ]  # fmt: skip


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else CASE
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else source.with_suffix(".csv")
    target.write_bytes(example(source))
