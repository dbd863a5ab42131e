"""What may not fit together inside a cleaning spec."""

from collections.abc import Iterator
from itertools import pairwise

from ...kind import Fault
from ...text import Text
from .spec import Spec, Task

SHORTEST_STOP = 0.1
"""Seconds; whoever needs less makes countless rounds a day, which takes the engines long."""
LONGEST_JOB = 1000.0
"""Hours of one occurrence."""
OVERLAP = Text("班次“{a}”与“{b}”重叠；班次之间不得重叠", "the shifts “{a}” and “{b}” overlap; shifts may not overlap")


def _unknown(place: str, path: tuple[str, ...], value: str, known: list[str], zh: str, en: str) -> Fault:
    names = "、".join(known)
    text = Text(f"没有名为“{value}”的{zh}；可用：{names}", f"no {en} named “{value}”; there are: {names}")
    return Fault(place, path, "HQ1401", text)


def faults(spec: Spec) -> tuple[Fault, ...]:
    """Return every reference that leads nowhere and every overlap."""
    return (*_zones(spec), *_shifts(spec), *_posts(spec), *_tasks(spec), *_scale(spec), *_loads(spec))


def _zones(spec: Spec) -> Iterator[Fault]:
    for name, group in spec.place.zones.items():
        if group.type not in spec.common.zone_types:
            known = list(spec.common.zone_types)
            yield _unknown("place", ("zones", name, "type"), group.type, known, "区域类型", "zone type")
    if not any(spec.common.zone_types[g.type].patrolled for g in spec.place.zones.values()
               if g.type in spec.common.zone_types):  # fmt: skip
        text = Text("没有任何需要巡回的区域", "no zone is patrolled")
        yield Fault("place", ("zones",), "HQ1402", text)


def _shifts(spec: Spec) -> Iterator[Fault]:
    order = sorted(spec.common.shifts.items(), key=lambda item: item[1].start)
    if not order:
        yield Fault("common", ("shifts",), "HQ1402", Text("至少需要一个班次", "at least one shift is needed"))
    for (a, first), (b, second) in pairwise(order):
        if second.start < first.end:
            yield Fault("common", ("shifts", b), "HQ1403", OVERLAP.fill(a=a, b=b))


def _posts(spec: Spec) -> Iterator[Fault]:
    seen: dict[tuple[str, str], str] = {}
    for name, post in spec.common.posts.items():
        at = ("posts", name)
        if post.shift not in spec.common.shifts:
            yield _unknown("common", (*at, "shift"), post.shift, list(spec.common.shifts), "班次", "shift")
        if post.low > post.high:
            text = Text("下限不能大于上限", "the lower bound exceeds the upper")
            yield Fault("common", (*at, "low"), "HQ1303", text)
        twin = seen.setdefault((post.role, post.shift), name)
        if twin != name:
            text = Text("与“{twin}”的角色和班次相同", "has the role and shift of “{twin}”").fill(twin=twin)
            yield Fault("common", at, "HQ1404", text)
        if name in spec.common.machines:
            yield Fault("common", at, "HQ1404", Text("与一种设备同名", "has the name of a machine"))
    for name, machine in spec.common.machines.items():
        if machine.low > machine.high:
            text = Text("下限不能大于上限", "the lower bound exceeds the upper")
            yield Fault("common", ("machines", name, "low"), "HQ1303", text)


def _tasks(spec: Spec) -> Iterator[Fault]:
    for name, task in spec.common.tasks.items():
        at = ("tasks", name)
        for i, zone in enumerate(task.zones):
            if zone not in spec.common.zone_types:
                known = list(spec.common.zone_types)
                yield _unknown("common", (*at, "zones", str(i)), zone, known, "区域类型", "zone type")
        if task.machine and task.machine.type not in spec.common.machines:
            known = list(spec.common.machines)
            yield _unknown("common", (*at, "machine", "type"), task.machine.type, known, "设备", "machine")
        if task.shift not in spec.common.shifts:
            yield _unknown("common", (*at, "shift"), task.shift, list(spec.common.shifts), "班次", "shift")
        else:
            yield from _windows(spec, name, task)
        if task.per == "fixture":
            for group_name, group in spec.place.zones.items():
                if group.type in task.zones and not group.fixtures:
                    text = Text("按洁具计工作量的任务“{t}”需要 fixtures", "the task “{t}” needs fixtures here").fill(
                        t=name
                    )
                    yield Fault("place", ("zones", group_name), "HQ1405", text)


def _windows(spec: Spec, name: str, task: Task) -> Iterator[Fault]:
    shift = spec.common.shifts[task.shift]
    for i, (start, _) in enumerate(task.windows):
        if not shift.start <= start < shift.end:
            text = Text("时间窗不在班次“{s}”内开始", "the window does not begin inside the shift “{s}”").fill(
                s=task.shift
            )
            yield Fault("common", ("tasks", name, "windows", str(i)), "HQ1406", text)


def _scale(spec: Spec) -> Iterator[Fault]:
    scale = spec.common.inspection.pay_scale
    falling = all(a[0] > b[0] and a[1] >= b[1] for a, b in pairwise(scale))
    if not scale or not falling or scale[-1][0] > 0:
        text = Text("付费档次须由高到低并以 0 分结束", "the pay scale must fall and end at score 0")
        yield Fault("common", ("inspection", "pay_scale"), "HQ1407", text)


def _loads(spec: Spec) -> Iterator[Fault]:
    """Yield work that cannot be meant: rounds that take no time, and single occurrences of more than 1,000 hours."""
    types, effort = spec.common.zone_types, spec.place.effort.expectation()
    for name, group in spec.place.zones.items():
        kind = types.get(group.type)
        if kind and kind.patrolled:
            stop = kind.look.expectation() * group.area_m2 / group.count / 100 * effort + group.walk
            if stop < SHORTEST_STOP:
                text = Text("巡回一处的看和走合计不足 {s:g} 秒", "look and walk of one stop take less than {s:g} s")
                yield Fault("place", ("zones", name), "HQ1408", text.fill(s=SHORTEST_STOP), "warning")
        for task_name, task in spec.common.tasks.items():
            slowest = min((m.rate for m in (task.hand, task.machine) if m), default=1.0)
            whole = {"m2": group.area_m2, "fixture": group.fixtures, "zone": group.count}[task.per]
            hours = whole / group.count * task.part * effort / slowest
            if group.type in task.zones and hours > LONGEST_JOB:
                text = Text("任务“{t}”在一处要做 {h:,.0f} 小时", "the task “{t}” takes {h:,.0f} hours in one zone")
                yield Fault("place", ("zones", name), "HQ1409", text.fill(t=task_name, h=hours))
