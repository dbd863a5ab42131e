"""Cleaning: rounds for litter, scheduled work with shared machines, inspections with points.

The spec says what a compound is; `draws` make a day's chance; `reference` and `kernel` tell the day twice. Engines are
imported when they are first called, so that reading a scenario needs neither.
"""

from ...kind import Kind, lazy, scaled
from ...text import Text
from .check import faults
from .levers import area, flows, grids, histogram, levers, machines, measures, payment, posts, rows
from .names import counters
from .spec import Common, Place, Spec


def _join(common: Common, place: Place) -> Spec:
    return Spec(common=common, place=place)


def _counters(spec: Spec) -> tuple[str, ...]:
    return counters(len(spec.common.shifts))


CLEANING = Kind(
    name="cleaning",
    text=Text("保洁", "cleaning"),
    common=Common,
    place=Place,
    spec=_join,
    check=faults,
    area=area,
    layout=lazy(__name__, "layout", "build"),
    levers=levers,
    measures=measures,
    counters=_counters,
    rows=rows,
    flows=flows,
    grids=grids,
    draw=lazy(__name__, "draws", "draw"),
    reference=lazy(__name__, "reference", "run"),
    kernel=lazy(__name__, "kernel", "run"),
    block=lazy(__name__, "block", "run"),
    posts=posts,
    machines=machines,
    payment=payment,
    histogram=histogram,
    scaled=scaled,
    score="score",
    example=lazy(__name__, "example", "example"),
)

__all__ = ["CLEANING"]
