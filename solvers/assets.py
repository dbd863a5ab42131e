"""Machines of the bureau as money."""

from dataclasses import dataclass
from fractions import Fraction

from ..model.scenario import Scenario
from .money import exact, fen


@dataclass(frozen=True, slots=True)
class Asset:
    """A machine of the bureau as money; whole fen at the prices of the first year.

    `sale[y]` is what a machine owned today brings at the start of year y, `rest` what it is worth at the end of
    the horizon, `residual[y]` what one bought at the start of year y is worth then; `lease` is None where nobody
    leases.
    """

    price: int
    upkeep: int
    lease: int | None
    sale: tuple[int, ...]
    rest: int
    residual: tuple[int, ...]


def asset(scenario: Scenario, unit: str, machine: str) -> Asset:
    """Return a machine type at a unit as money."""
    kind, years = scenario.equipment[machine], scenario.horizon.years
    age = exact(scenario.units[unit].owned_age_years)

    def left(used: Fraction) -> int:
        share = max(Fraction(0), 1 - used / exact(kind.life_years))
        return fen(exact(kind.price) * exact(kind.resale_rate) * share)

    return Asset(
        price=fen(exact(kind.price)),
        upkeep=fen(exact(kind.price) * exact(kind.upkeep_rate)),
        lease=None if kind.lease_per_year is None else fen(exact(kind.lease_per_year)),
        sale=tuple(left(age + y) for y in range(years)),
        rest=left(age + years),
        residual=tuple(left(Fraction(years - y)) for y in range(years)),
    )
