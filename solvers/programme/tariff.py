"""What one post, machine or unit of a flow costs in each year, whole fen; worked out once for all that share it."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...model.funds import Cell, cell
from ...model.mode import MODES
from .. import contracts, prices
from ..menu import Option
from .case import Case
from .whole import Ints, whole


@dataclass(frozen=True, slots=True)
class Late:
    """Money of a later year, by the growth of its index in millionths; `kept` are the lines that count, or None."""

    ladder: Mapping[str, tuple[int, ...]]
    kept: frozenset[Cell] | None = None

    def __call__(self, lines: Iterable[prices.Unit], year: int, who: str = "bureau") -> int:
        """Return lines of one head in a year, whole fen; `who` receives them (`model.funds`)."""
        if self.kept is not None:
            lines = [line for line in lines if cell(line[0], who) in self.kept]
        return sum(prices.grown(fen, self.ladder[index][year]) for _, index, fen in lines)

    def floored(self, money: Iterable[tuple[str, Fraction]], year: int) -> int:
        """Return yuan a year by index as whole fen of a year, rounded down: a bound may not round up."""
        return sum(math.floor(yuan * 100 * self.ladder[index][year] / prices.MILLION) for index, yuan in money)


def party(option: Option) -> str:
    """Return who is paid for what an option's other team does."""
    return "vendor" if option.bid else "bureau"


class Tariff:
    """What one post or machine costs in each year, whole fen; worked out once for all options of a bid and mode."""

    def __init__(self, case: Case, late: Late):
        self.case, self.late = case, late
        self._known: dict[tuple[object, ...], tuple[int, ...]] = {}
        self._bare: dict[tuple[str, str], tuple[prices.Unit, ...]] = {}
        self._steps: dict[str, tuple[contracts.Tier, ...]] = {}
        self._bills: dict[tuple[str, tuple[prices.Unit, ...]], Ints] = {}
        self._rates: dict[Option, prices.Rates] = {}

    def _of(
        self, key: tuple[object, ...], lines: Callable[[], Iterable[prices.Unit]], who: str = "bureau"
    ) -> tuple[int, ...]:
        if key not in self._known:
            found = tuple(lines())
            self._known[key] = tuple(self.late(found, y, who) for y in self.case.years)
        return self._known[key]

    def bare(self, option: Option) -> tuple[prices.Unit, ...]:
        """Return the lines of a post of the other team, whatever the unit."""
        at = option.mode, option.bid
        if at not in self._bare:
            self._bare[at] = prices.head_lines(self.case.scenario, option)
        return self._bare[at]

    def steps(self, bid: str) -> tuple[contracts.Tier, ...]:
        """Return the steps of a bid's discount; none where it has none."""
        if bid not in self._steps:
            s = self.case.scenario
            self._steps[bid] = contracts.tiers(s, bid) if s.bids[bid].discounts else ()
        return self._steps[bid]

    def bill(self, bid: str, lines: tuple[prices.Unit, ...]) -> Ints:
        """Return what lines of one under a bid come to, and what each step of its discount takes off, as columns.

        The first row is at first-year prices, the others are in each year.
        """
        if (bid, lines) not in self._bills:
            columns = [lines, *(contracts.off(lines, step.rate) for step in self.steps(bid))]
            base = [sum(fen for _, _, fen in found) for found in columns]
            self._bills[bid, lines] = whole([
                base, *([self.late(f, y, "vendor") for f in columns] for y in self.case.years)
            ])  # fmt: skip
        return self._bills[bid, lines]

    def head(self, option: Option, step: int = 0) -> tuple[int, ...]:
        """Return what a post of the other team costs, awards included, on a step of the bounding programme."""
        s = self.case.scenario

        def lines() -> tuple[prices.Unit, ...]:
            return self.paid(option, step=step) + contracts.bonus_lines(s, option)

        return self._of(("head", option.mode, option.bid, step), lines, party(option))

    def paid(self, option: Option, machine: str = "", step: int = 0) -> tuple[prices.Unit, ...]:
        """Return what a vendor is paid for a post or a machine, on a step of the bounding programme."""
        bare = prices.fee_lines(self.case.scenario, option, machine) if machine else self.bare(option)
        return bare + contracts.off(bare, self.case.rate(option, step))

    def taken(self, option: Option, step: int = 0) -> tuple[int, ...]:
        """Return what a post costs that staff in post seconded to a vendor fill, besides their pay."""

        def lines() -> tuple[prices.Unit, ...]:
            bare = contracts.seconded_lines(self.case.scenario, option)
            return bare + contracts.off(bare, self.case.rate(option, step))

        return self._of(("taken", option.mode, option.bid, step), lines, party(option))

    def machine(self, option: Option, machine: str, step: int = 0) -> tuple[int, ...]:
        """Return what a machine the vendor brings costs."""
        known = "machine", option.mode, option.bid, machine, step
        return self._of(known, lambda: self.paid(option, machine, step), party(option))

    def supply(self, option: Option, own: bool = False) -> tuple[int, ...]:
        """Return what a post of the other team, or of the bureau's own people, uses up at the bureau's expense."""
        s = self.case.scenario
        known = "supply", option.mode, s.units[option.unit].materials_per_month, own
        return self._of(known, lambda: prices.supply_lines(s, option, own))

    def fixed(self, option: Option) -> tuple[int, ...]:
        """Return what an option costs as such."""
        known = "fixed", option.mode, option.bid if MODES[option.mode].users else ""
        return self._of(known, lambda: prices.mode_lines(self.case.scenario, option))

    def change(self, option: Option) -> tuple[int, ...]:
        """Return what another vendor than today's costs."""
        s = self.case.scenario
        same = prices.vendor(s, option) == s.units[option.unit].today.vendor
        return self._of(("change", str(same)), lambda: prices.change_lines(s, option))

    def rates(self, option: Option) -> prices.Rates:
        """Return what a unit of each flow costs."""
        if option not in self._rates:
            self._rates[option] = prices.flow_rates(self.case.scenario, option)
        return self._rates[option]
