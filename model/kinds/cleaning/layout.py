"""A cleaning spec as arrays: everything the engines need that chance does not touch.

Times are int64 milliseconds after midnight. Indices: z zone (in order of the route), s shift (in order of time), p post
lever, m machine type, k task, o occurrence of a task in a zone and window.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...trace import freeze
from .levers import DAYS_PER_MONTH, shifts
from .spec import Spec, Task, Zones, ZoneType

ROUNDS, TASKS, RELIEF = range(3)
ROLES = ("rounds", "tasks", "relief")
MINUTE = 60_000
NONE = -1

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Layout(NamedTuple):
    """See the module docstring for the indices; shapes in brackets."""

    place: Ints  # [Z] position on the route, ms of walking from the base
    across: int  # no two zones are farther apart, ms
    indoor: Ints  # [Z] 1 indoors
    opens: Ints  # [Z]
    closes: Ints  # [Z]
    beat: Ints  # [B] zones that rounds people visit, in order
    weight: Ints  # [B] nominal look and walk of a beat zone
    look: Floats  # [Z, 4] coded law of a look at the whole zone, in ms at nominal speed
    dirt: Floats  # [D, 8] zone, items per hour, wet factor, 4 of the coded removal law in ms, kind
    steps: Floats  # [T, 2] start of step (ms), intensity
    wet_days: float
    busy: Floats  # [4] coded law of the day's busyness
    exhaustive: int
    shuttle: int
    occasions: int
    shift: Ints  # [S, 4] start, end, pause start, pause end
    post: Ints  # [S, 3] index of the post lever of each role in a shift, or -1
    posts: Ints  # [P] most people of a post lever
    machine: Ints  # [P + M] machine type of a lever, or -1
    mtbf: Floats  # [M] ms of running
    repair: Floats  # [M, 4] coded law, ms
    units: Ints  # [M] most machines of a type
    job: Ints  # [O, 8] zone, task, shift, release, due, hand ms, machine ms, machine type; -1 for no such method
    variation: Floats  # [K, 4] coded law of the duration factor
    every: Floats  # [K] probability that the task is due in a zone on a day
    load: Ints  # [S, Z] nominal work of the tasks of a shift in a zone, ms
    gap: Ints  # [G] longest gap between visits to a watched zone, ms
    watch: Ints  # [G + 1] group g has the occurrences watched[watch[g]:watch[g + 1]], in order of time
    watched: Ints
    limit: Ints  # [2] how long litter may lie: indoors, outdoors, ms
    points: Ints  # [3] milli-points per item lying too long, person short, late task
    month: int  # days of a score
    sample: float
    visits: int  # inspections a day
    hours: Ints  # [2] earliest opening and latest closing


def _ms(minutes: float) -> int:
    return round(minutes * MINUTE)


def _scaled(coded: tuple[float, float, float, float], factor: float) -> list[float]:
    """Return a coded law whose values are multiplied by `factor` > 0."""
    code, a, b, c = coded
    if code == 4.0:
        return [code, a + float(np.log(factor)), b, c]
    return [code, a * factor, b * factor, c * factor]


def _groups(spec: Spec) -> list[tuple[int, Zones, ZoneType]]:
    """Return one entry per single zone: index of its type, its group, its type."""
    types = list(spec.common.zone_types)
    return [
        (types.index(group.type), group, spec.common.zone_types[group.type])
        for group in spec.place.zones.values()
        for _ in range(group.count)
    ]


def build(spec: Spec) -> Layout:
    """Return the layout of a spec that `check.faults` finds nothing wrong with."""
    common, place = spec.common, spec.place
    zones, names = _groups(spec), shifts(spec)
    effort = place.effort.expectation()
    machines = list(common.machines)
    walk = np.array([_ms(group.walk / 60) for _, group, _ in zones], dtype=np.int64)
    beat = np.array([z for z, (_, _, kind) in enumerate(zones) if kind.patrolled], dtype=np.int64)
    looks = [_scaled(t.look.coded(), g.area_m2 / g.count / 100 * 1000 * effort) for _, g, t in zones]
    nominal = np.array([t.look.expectation() * g.area_m2 / g.count * 10 * effort for _, g, t in zones])
    job, load = _jobs(spec, zones, names, machines, effort)
    gap, watch, watched = _watch(spec, job)
    lever = [*([NONE] * len(common.posts)), *range(len(machines))]
    check = common.inspection
    return freeze(
        Layout(
            place=np.cumsum(walk),
            across=_ms(place.across / 60),
            indoor=_ints(t.indoor for _, _, t in zones),
            opens=_ints(g.open * MINUTE for _, g, _ in zones),
            closes=_ints(g.close * MINUTE for _, g, _ in zones),
            beat=beat,
            weight=np.maximum(1, np.rint(nominal[beat]).astype(np.int64) + walk[beat]),
            look=np.array(looks, dtype=np.float64).reshape(-1, 4),
            dirt=_dirt(zones, effort),
            steps=_steps(spec),
            wet_days=common.wet_days,
            busy=np.array(_factor(common.busy_spread)),
            exhaustive=int(common.pickup == "exhaustive"),
            shuttle=int(common.rounds == "shuttle"),
            occasions=common.occasions,
            shift=_ints2([_shift(spec, n) for n in names], 4),
            post=_ints2([[_post(spec, n, role) for role in ROLES] for n in names], 3),
            posts=_ints(p.high for p in common.posts.values()),
            machine=_ints(lever),
            mtbf=np.array([m.mtbf_h * 60 * MINUTE for m in common.machines.values()], dtype=np.float64),
            repair=np.array([_scaled(m.repair.coded(), MINUTE) for m in common.machines.values()]).reshape(-1, 4),
            units=_ints(m.high for m in common.machines.values()),
            job=job,
            variation=np.array([_factor(t.variation) for t in common.tasks.values()]).reshape(-1, 4),
            every=np.array([1 / t.every_days for t in common.tasks.values()], dtype=np.float64),
            load=load,
            gap=gap,
            watch=watch,
            watched=watched,
            limit=_ints((_ms(check.indoor_limit_min), _ms(check.outdoor_limit_min))),
            points=_ints(round(1000 * p) for p in (check.litter_points, check.missing_points, check.late_points)),
            month=DAYS_PER_MONTH,
            sample=check.sample,
            visits=check.per_day,
            hours=_ints((min(g.open for _, g, _ in zones) * MINUTE, max(g.close for _, g, _ in zones) * MINUTE)),
        )
    )


def _watch(spec: Spec, job: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (gap, watch, watched), by zone: all tasks with a gap limit count as visits; the shortest holds."""
    limits = [t.gap_limit_min for t in spec.common.tasks.values()]
    timed = np.array([limits[k] is not None for k in job[:, 1]], dtype=bool)
    members = [np.flatnonzero(timed & (job[:, 0] == z)) for z in sorted(set(job[timed, 0].tolist()))]
    ends = np.cumsum([0, *(len(m) for m in members)])
    gap = _ints(_ms(min(limits[k] or 0.0 for k in job[m, 1])) for m in members)
    return gap, ends.astype(np.int64), np.concatenate([*members, np.empty(0, dtype=np.int64)]).astype(np.int64)


def _ints(values: object) -> Ints:
    return np.array(list(values), dtype=np.int64)  # type: ignore[call-overload]


def _ints2(rows: list[list[int]], width: int) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def _factor(cv: float) -> tuple[float, float, float, float]:
    """Return the coded lognormal law with mean 1 and coefficient of variation `cv`; constant 1 when cv is 0."""
    sigma = float(np.sqrt(np.log1p(cv**2)))
    return (4.0, -0.5 * sigma**2, sigma, 0.0) if cv else (0.0, 1.0, 0.0, 0.0)


def _shift(spec: Spec, name: str) -> list[int]:
    shift = spec.common.shifts[name]
    pause = shift.pause or (shift.end, shift.end)
    return [shift.start * MINUTE, shift.end * MINUTE, pause[0] * MINUTE, pause[1] * MINUTE]


def _post(spec: Spec, shift: str, role: str) -> int:
    held = [i for i, p in enumerate(spec.common.posts.values()) if p.shift == shift and p.role == role]
    return held[0] if held else NONE


def _steps(spec: Spec) -> Floats:
    steps = sorted((start * MINUTE, level) for start, level in spec.common.profile.items())
    if steps[0][0] > 0:
        steps.insert(0, (0, 0.0))
    return np.array(steps, dtype=np.float64)


def _dirt(zones: list[tuple[int, Zones, ZoneType]], effort: float) -> Floats:
    rows = [
        [z, d.rate * group.area_m2 / group.count / 1000, d.wet_factor, *_scaled(d.removal.coded(), 1000 * effort), i]
        for z, (_, group, kind) in enumerate(zones)
        for i, d in enumerate(kind.dirt.values())
    ]
    return np.array(rows, dtype=np.float64).reshape(-1, 8)


def _amount(task: Task, group: Zones) -> float:
    """Return the units of work of one occurrence of a task in one zone of a group."""
    whole = {"m2": group.area_m2, "fixture": float(group.fixtures), "zone": float(group.count)}[task.per]
    return whole / group.count * task.part


def _jobs(
    spec: Spec, zones: list[tuple[int, Zones, ZoneType]], names: list[str], machines: list[str], effort: float
) -> tuple[Ints, Ints]:
    """Return the occurrences in the order people take them (due, release, zone, task); load by shift and zone."""
    rows: list[list[int]] = []
    load = np.zeros((len(names), len(zones)), dtype=np.int64)
    types = list(spec.common.zone_types)
    for k, task in enumerate(spec.common.tasks.values()):
        s = names.index(task.shift)
        served = {types.index(name) for name in task.zones}
        for z, (kind, group, _) in enumerate(zones):
            if kind not in served:
                continue
            work = _amount(task, group) * 60 * MINUTE * effort
            hand = max(1, round(work / task.hand.rate)) if task.hand else NONE
            powered = max(1, round(work / task.machine.rate)) if task.machine else NONE
            m = machines.index(task.machine.type) if task.machine else NONE
            rows += [[z, k, s, a * MINUTE, b * MINUTE, hand, powered, m] for a, b in task.windows]
            load[s, z] += max(1, round(len(task.windows) * max(hand, powered) / task.every_days))
    rows.sort(key=lambda row: (row[4], row[3], row[0], row[1]))
    return _ints2(rows, 8), load
