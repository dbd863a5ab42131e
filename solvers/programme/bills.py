"""Whether one simulated setting is never dearer than another, in any year and under any discount."""

from ...model.items import VENDOR
from ...model.mode import MODES
from ...model.scenario import Scenario
from .. import prices
from ..menu import Option, Point

CLOSE = 1000
"""Fen a year that lines rounded one by one may differ by."""
Bill = tuple[tuple[int, int], ...]
"""What goes to the vendor and what does not, by year; fen."""


class Bills:
    """What points cost besides machines, worked out once for options of a bid and mode at units with the same days."""

    def __init__(self, scenario: Scenario):
        self.scenario, self.ladder = scenario, prices.growth(scenario)
        self.told_apart = bool(scenario.budget.funds)
        """Whether funds tell lines apart, so that sums of them say nothing."""
        self._known: dict[tuple[object, ...], Bill] = {}

    def cheaper(self, option: Option, a: Point, b: Point) -> bool:
        """Return whether a point costs less than another each year, machines apart, and its vendor gets no more.

        A discount takes off a share of what the vendor gets, so neither that nor the rest may be more.
        """
        if self.told_apart or MODES[option.mode].users:  # what users pay also decides whether a vendor comes
            return False
        told = zip(self._bill(option, a), self._bill(option, b), strict=True)
        return all(v <= w and x <= y and v + x + CLOSE <= w + y for (v, x), (w, y) in told)

    def _bill(self, option: Option, point: Point) -> Bill:
        supplies = self.scenario.units[option.unit].materials_per_month
        at = (
            self.scenario.like(option.unit),
            option.mode,
            option.bid,
            supplies,
            point.posts - point.staff,
            point.volumes,
        )
        if at not in self._known:
            lines = [
                (item, index, fen, point.posts - point.staff)
                for item, index, fen in prices.post_lines(self.scenario, option)
            ]
            rates = prices.flow_rates(self.scenario, option) if point.volumes else {}
            lines += [(*line, 1) for line in prices.flow_lines(self.scenario, rates, point.volumes)]
            self._known[at] = tuple(self._year(option, lines, y) for y in range(self.scenario.horizon.years))
        return self._known[at]

    def _year(self, option: Option, lines: list[tuple[str, str, int, int]], year: int) -> tuple[int, int]:
        sums = [0, 0]
        for item, index, fen, n in lines:
            mine = bool(option.bid) and item in VENDOR
            sums[0 if mine else 1] += prices.grown(fen, self.ladder[index][year]) * n
        return sums[0], sums[1]
