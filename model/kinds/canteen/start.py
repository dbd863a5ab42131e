"""A first guess of a setting from queueing arithmetic: where the search begins, and nothing more."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ...conduct import Conduct
from ...engine.queues import fewest, offered
from ...kind import Workforce
from .layout import SLOT, build
from .levers import LANE, PORTIONS, RELIEF, SEATS, SHIFT, WINDOW, Handle, handles, steps
from .spec import Spec

SHARE, SAFE = 0.9, 2.0
"""Share of diners within the limit; standard deviations of demand above the mean in portions and seats."""


def start(spec: Spec, people: Workforce) -> tuple[int, ...]:
    """Return levels with about as many windows, lanes, seats and portions as the mean day needs, nobody staggered.

    Windows and lanes by the modified offered load of their quarter hour and Erlang's formula, for servers of the other
    team's mean speed; shifts at the most, for rows and prices decide them.
    """
    guesses = _guesses(spec, people[1])
    found = [(h.lever, guesses[h.what](h) if h.what in guesses else _end(h)) for h in handles(spec)]
    return tuple(min(max(level, lever.low), lever.high) for lever, level in found)


def _end(handle: Handle) -> int:
    return handle.lever.high if handle.what == SHIFT else handle.lever.low


def _guesses(spec: Spec, team: Conduct) -> dict[int, Callable[[Handle], int]]:
    """Return for each sort of lever the function that guesses its level."""
    demand, hours, limit = _demand(spec), steps(spec), spec.common.wait_limit_min * 60
    service = [spec.common.technologies[t.technology].service.expectation() for t in spec.common.tiers.values()]
    pace = spec.place.effort.expectation() / team.productivity

    def servers(rates: NDArray[np.float64], step: int, seconds: float, most: int) -> int:
        meal = hours[step].meal
        first = list(spec.common.meals.values())[meal].open
        slots = slice((hours[step].start - first) // 5, -(-(hours[step].end - first) // 5))
        load = offered(rates[meal], 300.0, seconds * pace)[slots]
        return fewest(float(load.max(initial=0.0)), seconds * pace, limit, SHARE, most)

    def window(h: Handle) -> int:
        return servers(demand[:, :, h.tier], h.step, service[h.tier], h.lever.high)

    def lane(h: Handle) -> int:
        seconds = spec.common.checkout.manual.expectation() if spec.common.checkout else 0.0
        return servers(demand.sum(axis=2), h.step, seconds, h.lever.high)

    def portions(h: Handle) -> int:
        mean = 300.0 * float(demand[h.meal, :, h.tier].sum())
        spread = math.hypot(math.sqrt(mean), 0.08 * mean)
        return math.ceil((mean + SAFE * spread) / spec.place.portion_step)

    def seats(h: Handle) -> int:
        seating = spec.common.seating
        if seating is None:
            return h.lever.low
        stay = 60.0 * seating.dwell.expectation() + seating.clearing.expectation()
        peak = max(float(offered(row, 300.0, stay).max()) for row in demand.sum(axis=2))
        return math.ceil((1.0 + seating.loss) * (peak + SAFE * math.sqrt(peak)) / seating.price_unit)

    return {WINDOW: window, LANE: lane, PORTIONS: portions, SEATS: seats, RELIEF: lambda h: 1}


def _demand(spec: Spec) -> NDArray[np.float64]:
    """Return the mean number of diners a second by meal, five minutes and tier wanted; float64."""
    lay = build(spec)
    weekday = np.diff(lay.weekday, prepend=0.0)
    people = lay.heads * lay.coming @ weekday + lay.visitors
    shares = np.diff(lay.slots[:, 0], axis=1, prepend=0.0)
    wanted = np.diff(lay.wanted, axis=1, prepend=0.0)
    seconds = SLOT / 1000
    found: NDArray[np.float64] = people[:, None, None] * shares[:, :, None] * wanted[:, None, :] / seconds
    return found
