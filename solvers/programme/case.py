"""The data of a programme: what may be picked, of which option, and for how many units.

The same rows serve two programmes. In the *choosing* one an option's year is one of its simulated points. In the
*bounding* one it is any vector of lever levels that the option's floors do not exclude, so that its optimum bounds
every plan, also those whose settings nobody simulated.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from ...model.mode import MODES
from ...model.scenario import Scenario
from .. import prices
from ..contracts import largest, tiers
from ..menu import Floor, Option, Point
from ..volumes import Cap, Limits


@dataclass(frozen=True, slots=True)
class Rung:
    """One thing an option may be in a year: a point, or, in the bounding programme, a number of staff in post."""

    staff: int
    point: Point | None = None
    floors: tuple[Floor, ...] = ()
    step: int = 0
    """In the bounding programme, the step of the bid's discount that it stands on."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Levers of an option that no floor and no price tells apart: only the sum of their levels matters.

    Parameters
    ----------
    machine : str
        The type, "" for what is none.
    post : bool
    levers : tuple of int
        Their places.
    money : tuple of (index, yuan)
        What a step adds a year through flows, at first-year prices.
    """

    name: str
    machine: str
    post: bool
    money: tuple[tuple[str, Fraction], ...]
    levers: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True)
class Case:
    """All data of a programme.

    Parameters
    ----------
    ladders : dict option -> tuple of Rung
    levels : bool
        Whether this is the bounding programme.
    limits : dict option -> Limits
        There: the least and the most of flows that are outcomes.
    caps : dict option -> tuple of Cap
        There: what levers let flows that earn be at most.
    classes : dict unit -> tuple of units
        Units that are decided together: the first of them stands for all, and an option or a rung of it is picked so
        many times. `ladders` has the options of the first alone.
    """

    scenario: Scenario
    ladders: dict[Option, tuple[Rung, ...]]
    levels: bool = False
    limits: Mapping[Option, Limits] = field(default_factory=dict)
    caps: Mapping[Option, tuple[Cap, ...]] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def years(self) -> range:
        """Return the years, from 0."""
        return range(self.scenario.horizon.years)

    @cached_property
    def units(self) -> Mapping[str, tuple[Option, ...]]:
        """Return the options by unit."""
        return _grouped((option.unit, option) for option in self.ladders)

    @cached_property
    def vendors(self) -> Mapping[str | None, tuple[Option, ...]]:
        """Return the options by who is paid under them; None for in-house delivery."""
        return _grouped((prices.vendor(self.scenario, option), option) for option in self.ladders)

    @cached_property
    def offers(self) -> Mapping[str, tuple[Option, ...]]:
        """Return the options by the bid they rest on; "" for in-house delivery."""
        return _grouped((option.bid, option) for option in self.ladders)

    @cached_property
    def picks(self) -> Mapping[Option, range]:
        """Return by option the columns that pick its rungs in the first year; those of year y stand y further.

        They are the first columns of all (`declare`).
        """
        found, at, years = {}, 0, len(self.years)
        for option, rungs in self.ladders.items():
            found[option] = range(at, at + len(rungs) * years, years)
            at += len(rungs) * years
        return found

    def rungs(self, options: Iterable[Option]) -> Iterator[tuple[int, Rung]]:
        """Yield the rungs of options, each with the column that picks it in the first year."""
        for option in options:
            yield from zip(self.picks[option], self.ladders[option], strict=True)

    def of(self, unit: str) -> tuple[Option, ...]:
        """Return a unit's options."""
        return self.units.get(unit, ())

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Return the units that columns and rows speak of, in order of the file."""
        return tuple(self.classes or self.scenario.units)

    @cached_property
    def first(self) -> Mapping[str, str]:
        """Return by unit the one that stands for it."""
        return {unit: first for first in self.kept for unit in self.classes.get(first, (first,))}

    def times(self, unit: str) -> int:
        """Return for how many units one stands."""
        return len(self.classes.get(unit, (unit,)))

    def alone(self, unit: str) -> "Case":
        """Return the case in which a unit is decided by itself, and those alike to it together without it."""
        rest = tuple(other for other in self.classes.get(self.first[unit], ()) if other != unit)
        if not rest:
            return self
        place = {name: i for i, name in enumerate(self.scenario.units)}
        names = {self.first[unit]: (unit, rest[0])}
        split = {**self.classes, unit: (unit,), rest[0]: rest}
        ladders = {replace(option, unit=name): rungs for option, rungs in self.ladders.items()
                   for name in names.get(option.unit, (option.unit,))}  # fmt: skip
        return replace(
            self,
            ladders={option: ladders[option] for option in sorted(ladders, key=lambda option: place[option.unit])},
            classes={name: split[name] for name in sorted(split, key=place.__getitem__)},
        )

    def shown(self, option: Option) -> Option:
        """Return the option that stands for one."""
        return replace(option, unit=self.first[option.unit])

    def by(self, vendor: str) -> tuple[Option, ...]:
        """Return a vendor's options."""
        return self.vendors.get(vendor, ())

    def steps(self, option: Option) -> range:
        """Return the steps of a discount on which an option's levels are told apart: in the bounding programme only."""
        return range(1 + max((rung.step for rung in self.ladders[option]), default=0))

    def rate(self, option: Option, step: int) -> Fraction:
        """Return what the bounding programme takes off on a step: the most where steps are not told apart."""
        if not self.levels:
            return Fraction(0)
        told = len(self.steps(option)) > 1
        return tiers(self.scenario, option.bid)[step].rate if told else largest(self.scenario, option.bid)

    def bundles(self, option: Option) -> list[Bundle]:
        """Return the levers of an option in bundles of equal price and equal weight in every floor and cap.

        Levers that cost nothing and have no weight are left out.
        """
        levers, added = self.scenario.levers(option.unit), prices.step_money(self.scenario, option)
        weights = [floor.weights for rung in self.ladders[option] for floor in rung.floors]
        supplied = [dict(cap.steps) for cap in self.caps.get(option, ())]
        found: dict[tuple[Any, ...], list[int]] = {}
        for i, v in enumerate(levers):
            machine, money = v.name if v.cost == "machine" else "", tuple(sorted(added.get(v.name, {}).items()))
            weight = (*(w[i] for w in weights), *(cap.get(v.name, 0.0) for cap in supplied))
            if v.cost != "none" or money or any(weight):
                found.setdefault((machine, v.cost == "post", money, weight), []).append(i)
        return [
            Bundle(
                levers[places[0]].name,
                machine,
                post,
                money,
                tuple(places),
                sum(levers[i].low for i in places),
                sum(levers[i].high for i in places),
            )
            for (machine, post, money, _), places in found.items()
        ]

    def charged(self, option: Option) -> bool:
        """Return whether floors of an option speak of what its weighed flows cost besides its levers."""
        return any(floor.charged for rung in self.ladders[option] for floor in rung.floors)

    def earned(self, option: Option) -> dict[str, tuple[str, Fraction]]:
        """Return the flows that earn under an option and that levers limit: flow -> (index, yuan a unit)."""
        capped = {flow for cap in self.caps.get(option, ()) for flow in cap.flows}
        rates = prices.flow_rates(self.scenario, option) if capped else {}
        lines = ((flow, line) for flow in sorted(capped) for line in rates[flow])
        return {flow: (index, yuan) for flow, (_, index, yuan) in lines if yuan < 0}

    def machines(self, unit: str) -> list[str]:
        """Return the machine types a unit owns or may need, in order of its levers."""
        return [v.name for v in self.scenario.levers(unit) if v.cost == "machine"]

    def most(self, unit: str, machine: str) -> int:
        """Return the most machines of a type any option of a unit may need from the bureau."""
        if self.levels:
            return next(v.high for v in self.scenario.levers(unit) if v.name == machine)
        return max((n for _, n in self.need(unit).get(machine, ())), default=0)

    def need(self, unit: str) -> Mapping[str, list[tuple[int, int]]]:
        """Return what points of a unit need of the bureau: machine -> (column of the first year, how many)."""
        return self._needs.get(unit, {})

    @cached_property
    def _needs(self) -> Mapping[str, dict[str, list[tuple[int, int]]]]:
        found: dict[str, dict[str, list[tuple[int, int]]]] = {}
        for option in self.ladders:
            if MODES[option.mode].equipment == "bureau":
                mine = found.setdefault(option.unit, {})
                for column, rung in self.rungs([option]):
                    for machine, n in rung.point.machines if rung.point else ():
                        mine.setdefault(machine, []).append((column, n))
        return found


def _grouped(pairs: Iterable[tuple[Any, Option]]) -> dict[Any, tuple[Option, ...]]:
    """Return options by a key."""
    found: dict[Any, list[Option]] = {}
    for key, option in pairs:
        found.setdefault(key, []).append(option)
    return {key: tuple(options) for key, options in found.items()}


def name(option: Option) -> tuple[str, str, str]:
    """Return an option as an index of variables."""
    return option.unit, option.mode, option.bid or "own"
