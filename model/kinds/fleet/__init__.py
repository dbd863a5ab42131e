"""Fleet: requests for trips, vehicles, drivers, dispatch, and what covers the rest.

The spec says what a fleet is; `draws` make the chance of a run of days; `reference` and `kernel` tell it twice. Engines
are imported when they are first called, so that reading a scenario needs neither.
"""

from typing import Any

from ...distributions import Constant
from ...kind import Kind, Workforce
from ...levers import Setting
from ...log import Fitted, Log
from ...measures import Outcome
from ...streams import Stream
from ...text import Text
from .check import faults
from .grids import grids
from .levers import levers, machines, posts, rows
from .measures import flows, histogram, measures, payment
from .names import counters
from .spec import Common, Place, Recorded, Spec


def _join(common: Common, place: Place) -> Spec:
    return Spec(common=common, place=place)


def _area(place: Place) -> None:
    """Return nothing: a fleet does not cover its site."""
    return


def _layout(spec: Spec) -> Any:
    from .layout import build

    return build(spec)


def _draw(layout: Any, workforce: Workforce, stream: Stream) -> Any:
    from .draws import draw

    return draw(layout, workforce, stream)


def _kernel(layout: Any, setting: Setting, trace: Any, log: bool = False) -> Outcome:
    from .kernel import run

    return run(layout, setting, trace, log)


def _reference(layout: Any, setting: Setting, trace: Any, log: bool = False) -> Outcome:
    from .reference import run

    return run(layout, setting, trace, log)


def _scaled(spec: Spec, factor: float) -> Spec:
    effort = Constant(value=spec.place.effort.expectation() * factor)
    return Spec(common=spec.common, place=spec.place.model_copy(update={"effort": effort}))


def _example() -> tuple[Spec, Workforce, Setting]:
    from .example import example

    return example()


def _fit(spec: Spec, log: Log, lead: float | None = None) -> Fitted:
    from .fit import fit

    return fit(spec, log, lead)


FLEET = Kind(
    name="fleet",
    text=Text("公务用车", "fleet"),
    common=Common,
    place=Place,
    spec=_join,
    check=faults,
    area=_area,
    layout=_layout,
    levers=levers,
    measures=measures,
    counters=counters,
    rows=rows,
    flows=flows,
    grids=grids,
    draw=_draw,
    reference=_reference,
    kernel=_kernel,
    posts=posts,
    machines=machines,
    payment=payment,
    histogram=histogram,
    scaled=_scaled,
    score="on_time",
    example=_example,
    fit=_fit,
    recording=Recorded,
)

__all__ = ["FLEET"]
