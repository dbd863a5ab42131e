"""Fleet: requests for trips, vehicles, drivers, dispatch, and what covers the rest.

The spec says what a fleet is; `draws` make the chance of a run of days; `reference` and `kernel` tell it twice. Engines
are imported when they are first called, so that reading a scenario needs neither.
"""

from ...kind import Kind, lazy, scaled
from ...text import Text
from .check import faults
from .grids import grids
from .levers import levers, machines, posts, rows
from .measures import flows, histogram, measures, payment
from .names import counters
from .spec import Common, Place, Recorded, Spec


def _join(common: Common, place: Place) -> Spec:
    return Spec(common=common, place=place)


FLEET = Kind(
    name="fleet",
    text=Text("公务用车", "fleet"),
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
    grids=grids,
    draw=lazy(__name__, "draws", "draw"),
    reference=lazy(__name__, "reference", "run"),
    kernel=lazy(__name__, "kernel", "run"),
    posts=posts,
    machines=machines,
    payment=payment,
    histogram=histogram,
    scaled=scaled,
    score="on_time",
    example=lazy(__name__, "example", "example"),
    fit=lazy(__name__, "fit", "fit"),
    recording=Recorded,
    relaxed=lazy(__name__, "relaxed", "relaxed"),
)

__all__ = ["FLEET"]
