"""A setting as tables people read: vehicles by class and source, drivers by shift."""

from ...kind import Grid
from ...levers import Setting
from ...text import Text
from .levers import CONTRACT, OWN, SHIFT, TIMESHARE, handles
from .spec import Spec

SOURCES = (
    (OWN, Text("自有", "own")),
    (CONTRACT, Text("包车", "contracted")),
    (TIMESHARE, Text("分时", "time-share")),
)


def grids(spec: Spec, setting: Setting) -> tuple[Grid, ...]:
    """Return vehicles by class and source, and drivers by shift."""
    chosen = [(h, n) for h, n in zip(handles(spec), setting.levels, strict=True)]
    cells = {(h.what, h.rank): str(n) for h, n in chosen}
    classes = list(spec.common.classes)
    rows = tuple(
        (text, tuple(cells.get((what, k), "") for k in range(len(classes))))
        for what, text in SOURCES
        if any(h.what == what for h, _ in chosen)
    )
    columns = tuple(Text(name, name) for name in classes)
    found = [Grid("vehicles", Text("车辆(台)", "vehicles"), columns, rows)]
    drivers = [(h, n) for h, n in chosen if h.what == SHIFT]
    if drivers:
        names = tuple(Text(h.shift, h.shift) for h, _ in drivers)
        line = (Text("驾驶员", "drivers"), tuple(str(n) for _, n in drivers))
        found.append(Grid("drivers", Text("各班驾驶员(人)", "drivers by shift"), names, (line,)))
    return tuple(found)
