"""Canteen: windows by price tier, lines, checkout, seats, portions, and the shifts behind them.

The spec says what a canteen is; `draws` make a day's chance; `reference` and `kernel` tell the day twice. Engines are
imported when they are first called, so that reading a scenario needs neither.
"""

from ...kind import Kind, lazy, scaled
from ...text import Text
from .check import faults
from .grids import grids
from .levers import levers, machines, posts, rows
from .measures import flows, histogram, measures, payment, pools
from .names import counters
from .spec import Common, Place, Recorded, Spec


def _join(common: Common, place: Place) -> Spec:
    return Spec(common=common, place=place)


CANTEEN = Kind(
    name="canteen",
    text=Text("食堂", "canteen"),
    common=Common,
    place=Place,
    spec=_join,
    check=faults,
    area=None,
    layout=lazy(__name__, "layout", "build"),
    levers=levers,
    measures=measures,
    counters=counters,
    rows=rows,
    flows=flows,
    pools=pools,
    grids=grids,
    draw=lazy(__name__, "draws", "draw"),
    reference=lazy(__name__, "reference", "run"),
    kernel=lazy(__name__, "kernel", "run"),
    posts=posts,
    machines=machines,
    payment=payment,
    histogram=histogram,
    scaled=scaled,
    score="satisfied",
    example=lazy(__name__, "example", "example"),
    start=lazy(__name__, "start", "start"),
    fit=lazy(__name__, "fit", "fit"),
    recording=Recorded,
)

__all__ = ["CANTEEN"]
