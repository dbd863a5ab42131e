"""A setting of a canteen as tables: windows by quarter hour, people by shift, portions by tier."""

from ...kind import Grid
from ...levers import Setting
from ...text import Text
from ...units import clock
from .levers import LANE, PORTIONS, RELIEF, SHIFT, WINDOW, handles, on_duty, steps
from .spec import Spec


def grids(spec: Spec, setting: Setting) -> tuple[Grid, ...]:
    """Return the tables of a setting."""
    found = [_windows(spec, setting)]
    if spec.common.shifts:
        found.append(_people(spec, setting))
    if any(h.what == PORTIONS for h in handles(spec)):
        found.append(_portions(spec, setting))
    return tuple(found)


def _windows(spec: Spec, setting: Setting) -> Grid:
    """Return open windows by tier, lanes, and people on duty, by step."""
    hours, chosen = steps(spec), list(zip(handles(spec), setting.levels, strict=True))
    columns = tuple(Text(clock(s.start), clock(s.start)) for s in hours)

    def line(label: Text, what: int, tier: int = -1) -> tuple[Text, tuple[str, ...]]:
        level = {h.step: n for h, n in chosen if h.what == what and h.tier == tier}
        return label, tuple(str(level.get(w, "")) for w in range(len(hours)))

    body = [line(Text(f"{t}窗口", f"windows, {t}"), WINDOW, k) for k, t in enumerate(spec.common.tiers)]
    if spec.common.checkout:
        body.append(line(Text("人工结算", "checkout lanes"), LANE))
    relief = next((n for h, n in chosen if h.what == RELIEF), 0)
    need = [sum(n for h, n in chosen if h.what in (WINDOW, LANE) and h.step == w) + relief for w in range(len(hours))]
    body.append((Text("需要服务员(含机动)", "servers needed, with relief"), tuple(map(str, need))))
    if spec.common.shifts:
        shifts = spec.common.shifts
        on = [
            sum(n for h, n in chosen if h.what == SHIFT and shifts[h.shift].role == "server"
                and on_duty(shifts[h.shift], s.start, s.end)) for s in hours
        ]  # fmt: skip
        body.append((Text("在岗服务员", "servers on duty"), tuple(map(str, on))))
    return Grid("windows", Text("各时段开窗", "windows by time"), columns, tuple(body))


def _people(spec: Spec, setting: Setting) -> Grid:
    columns = (Text("时间", "hours"), Text("休息", "pause"), Text("人数", "people"))
    role = {"server": Text("服务员", "server"), "cook": Text("厨师", "cook")}
    body = []
    for h, n in zip(handles(spec), setting.levels, strict=True):
        if h.what == SHIFT:
            s = spec.common.shifts[h.shift]
            pauses = " ".join(f"{clock(a)}-{clock(b)}" for a, b in s.pauses)
            label = Text(f"{h.shift}({role[s.role].zh})", f"{h.shift} ({role[s.role].en})")
            body.append((label, (f"{clock(s.start)}-{clock(s.end)}", pauses, str(n))))
    return Grid("roster", Text("排班", "roster"), columns, tuple(body))


def _portions(spec: Spec, setting: Setting) -> Grid:
    meals, size = list(spec.common.meals), spec.place.portion_step
    level = {(h.tier, h.meal): n for h, n in zip(handles(spec), setting.levels, strict=True) if h.what == PORTIONS}
    body = tuple(
        (Text(tier, tier), tuple(str(level[k, m] * size) if (k, m) in level else "" for m in range(len(meals))))
        for k, tier in enumerate(spec.common.tiers)
    )
    return Grid("portions", Text("备餐份数", "portions"), tuple(Text(m, m) for m in meals), body)
