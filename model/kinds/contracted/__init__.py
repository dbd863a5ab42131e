"""Contracted: a service without a simulator of its own, bought by contract and judged by its survey.

The smallest kind. Its quality is a scored random outcome, with the sampling error of its survey; its cost is its bid.
Nothing of how the work is done is simulated, and reports say so.
"""

from ...kind import Kind, lazy, scaled
from ...text import Text
from .check import faults
from .levers import HONEST, flows, grids, histogram, levers, machines, measures, payment, posts, rows
from .names import COUNTERS
from .spec import Common, Place, Spec


def _join(common: Common, place: Place) -> Spec:
    return Spec(common=common, place=place)


def _counters(spec: Spec) -> tuple[str, ...]:
    return COUNTERS


CONTRACTED = Kind(
    name="contracted",
    text=Text(f"合同服务({HONEST.zh})", f"contracted service ({HONEST.en})"),
    common=Common,
    place=Place,
    spec=_join,
    check=faults,
    area=None,
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

__all__ = ["CONTRACTED"]
