"""What may be decided in cleaning, what quality means there, and what its contract pays."""

import math

import numpy as np
from numpy.typing import NDArray

from ...kind import Flow, Grid, Payment
from ...levers import Lever, Row, Setting
from ...measures import Counts, Measure
from ...text import Text
from ...units import clock
from . import names as n
from .spec import Spec

DAYS_PER_MONTH = 21
ROLE = {
    "rounds": Text("巡回岗", "rounds"),
    "tasks": Text("作业岗", "scheduled work"),
    "relief": Text("机动岗", "relief"),
}


def shifts(spec: Spec) -> list[str]:
    """Return the names of the shifts in order of time."""
    return sorted(spec.common.shifts, key=lambda name: spec.common.shifts[name].start)


def levers(spec: Spec) -> tuple[Lever, ...]:
    """Return the posts in order of the file, then the machines."""
    order = shifts(spec)
    posts = [
        Lever(name, ROLE[p.role], "post", p.low, p.high, order.index(p.shift)) for name, p in spec.common.posts.items()
    ]
    machine = Text("设备", "machine")
    return (*posts, *(Lever(name, machine, "machine", m.low, m.high) for name, m in spec.common.machines.items()))


def _acting(spec: Spec, roles: tuple[str, ...], machines: bool = False) -> tuple[tuple[int, ...], ...]:
    """Return, for each shift, the indices of the levers of some roles in it (and of all machines)."""
    posts = list(spec.common.posts.values())
    extra = tuple(range(len(posts), len(posts) + len(spec.common.machines))) if machines else ()
    return tuple((*(i for i, p in enumerate(posts) if p.shift == s and p.role in roles), *extra) for s in shifts(spec))


def measures(spec: Spec) -> tuple[Measure, ...]:
    """Return the measures of cleaning.

    None is declared monotone: sections are cut anew for every number of people, so one more person can by chance find
    a single piece of litter later. On the average of many days more people help; the search tests that.
    """
    w = len(spec.common.shifts)
    check = spec.common.inspection
    rounds, tasks = _acting(spec, ("rounds", "relief")), _acting(spec, ("tasks", "relief", "rounds"), machines=True)
    both = tuple(sorted({i for part in (*rounds, *tasks) for i in part}))
    return (
        Measure("litter_indoor", Text(f"室内垃圾 {check.indoor_limit_min:g} 分钟内清除率",
                f"litter indoors removed within {check.indoor_limit_min:g} min"), "1",
                n.at(w, n.INDOOR), n.at(w, n.INDOOR + 1), rounds),
        Measure("litter_outdoor", Text(f"室外垃圾 {check.outdoor_limit_min:g} 分钟内清除率",
                f"litter outdoors removed within {check.outdoor_limit_min:g} min"), "1",
                n.at(w, n.OUTDOOR), n.at(w, n.OUTDOOR + 1), rounds),
        Measure("scheduled", Text("计划作业按时完成率", "scheduled work done in its window"), "1",
                n.at(w, n.SCHEDULED), n.at(w, n.SCHEDULED + 1), tasks),
        Measure("revisit", Text("定时清洁间隔达标率", "gaps between visits within the limit"), "1",
                (n.TOTALS.index("revisit_good"),), (n.TOTALS.index("revisit_all"),),
                (tuple(sorted({i for part in tasks for i in part})),)),
        Measure("manned", Text("到岗率", "person-shifts manned"), "1",
                n.at(w, n.MANNED), n.at(w, n.MANNED + 1), _acting(spec, ("rounds", "tasks", "relief"))),
        Measure("score", Text("月考核分", "monthly inspection score"), "point",
                (n.TOTALS.index("score_milli"),), (n.TOTALS.index("days"),), (both,), scale=1e-3,
                lower=-math.inf, upper=100.0),
    )  # fmt: skip


def posts(spec: Spec, setting: Setting) -> int:
    """Return the number of people on the roster."""
    return sum(setting.levels[: len(spec.common.posts)])


def machines(spec: Spec, setting: Setting) -> dict[str, int]:
    """Return the number of machines by type."""
    return dict(zip(spec.common.machines, setting.levels[len(spec.common.posts) :], strict=True))


def rows(spec: Spec) -> tuple[Row, ...]:
    """Return no rules: any number of people may meet any number of machines."""
    return ()


def flows(spec: Spec) -> tuple[Flow, ...]:
    """Return nothing: consumables are bought by the person."""
    return ()


def grids(spec: Spec, setting: Setting) -> tuple[Grid, ...]:
    """Return the people of each role by shift."""
    level = dict(zip((v.name for v in levers(spec)), setting.levels, strict=True))
    held: dict[tuple[str, str], int] = {(p.role, p.shift): level[name] for name, p in spec.common.posts.items()}
    columns = tuple(
        Text(f"{name} {clock(s.start)}-{clock(s.end)}", f"{name} {clock(s.start)}-{clock(s.end)}")
        for name, s in ((n, spec.common.shifts[n]) for n in shifts(spec))
    )
    body = tuple((ROLE[r], tuple(str(held.get((r, s), "")) for s in shifts(spec))) for r in ROLE)
    return (Grid("posts", Text("各班岗位", "posts by shift"), columns, body),)


def payment(spec: Spec, counts: Counts) -> Payment:
    """Return what the contract pays for such days.

    Consecutive replications form months of 21 days (an incomplete last month is left out, unless it is the only one,
    which is then scaled up); each month has a score, 100 minus its points, and the score a share of the fee.
    """
    check = spec.common.inspection
    points = counts[:, n.TOTALS.index("points")] / 1000
    whole = max(1, len(points) // DAYS_PER_MONTH)
    size = min(DAYS_PER_MONTH, len(points))
    scores = 100 - points[: whole * size].reshape(whole, size).mean(axis=1) * DAYS_PER_MONTH
    paid = np.array([_share(check.pay_scale, score) for score in scores])
    fines = counts[:, n.TOTALS.index("short")] * check.missing_fine
    return Payment(
        float(paid.mean()),
        float(paid.std(ddof=1) / math.sqrt(whole)) if whole > 1 else math.inf,
        float(fines.mean()),
        float(fines.std(ddof=1) / math.sqrt(len(fines))) if len(fines) > 1 else math.inf,
    )


def _share(scale: tuple[tuple[float, float], ...], score: float) -> float:
    for least, share in scale:
        if score >= 100 * least:
            return share
    return scale[-1][1]


def histogram(spec: Spec, counts: Counts) -> dict[str, tuple[Text, NDArray[np.float64], NDArray[np.int64]]]:
    """Return the lying times of litter indoors and outdoors, by minute; the last, open bin also holds the unremoved."""
    edges = np.array([*range(-1, n.BINS - 1), math.inf])
    first = n.size(len(spec.common.shifts)) - 2 * n.BINS
    pooled = counts[:, first:].sum(axis=0)
    return {
        "lying_indoor": (Text("室内垃圾滞留(分钟)", "litter lying indoors (min)"), edges, pooled[: n.BINS]),
        "lying_outdoor": (Text("室外垃圾滞留(分钟)", "litter lying outdoors (min)"), edges, pooled[n.BINS :]),
    }


def area(place: object) -> float:
    """Return the area of all zones, m2."""
    return sum(group.area_m2 for group in place.zones.values())  # type: ignore[attr-defined]
