"""Reading a solution of the choosing programme as a plan: who has which option, point, people and machines."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...model.errors import SolverError
from ...model.workforce import retiring
from ..menu import Option, Point
from ..plan import Award, Numbers, Path, Plan, Year
from ..rows import Vector
from .build import Programme
from .case import name
from .columns import Block


def read(programme: Programme, x: Vector, forced: Mapping[str, Option]) -> Plan:
    """Return the plan of a solution.

    Units that were decided together get what was picked one after the other, in order of the file: first those whose
    option is `forced`, then the others in order of the options. Which of them has what is all the same.
    """
    case = programme.case
    awards = {award.option.unit: award for first in case.kept for award in _shared(programme, x, first, forced)}
    return Plan(tuple(awards[unit] for unit in case.scenario.units), tuple(_paths(programme, x)))


def _shared(programme: Programme, x: Vector, first: str, forced: Mapping[str, Option]) -> Iterator[Award]:
    """Yield the awards of the units that one stands for."""
    case, m = programme.case, programme.columns
    members = case.classes.get(first, (first,))
    left = {option: programme.value(x, m.assign[name(option)]) for option in case.of(first)}
    held: dict[Option, list[str]] = {option: [] for option in left}
    for unit in sorted(members, key=lambda unit: unit not in forced):
        option = case.shown(forced[unit]) if unit in forced else next(o for o, n in left.items() if n)
        left[option] -= 1
        held[option].append(unit)
    for option, units in held.items():
        years = [_years(programme, x, option, y, len(units)) for y in case.years]
        for i, unit in enumerate(units):
            yield Award(Option(unit, option.mode, option.bid), tuple(each[i] for each in years))


def _years(programme: Programme, x: Vector, option: Option, y: int, times: int) -> list[Year]:
    """Return a year of the units that have an option, so many."""
    case, m, unit = programme.case, programme.columns, option.unit
    picked = ((rung.point, programme.value(x, m.pick[(*name(option), k, y)]))
              for k, rung in enumerate(case.ladders[option]))  # fmt: skip
    points = [point for point, n in picked for _ in range(n) if point is not None]
    if len(points) != times:
        raise SolverError("a solution has not one setting a year for each unit")
    free = {g: programme.value(x, m.work[g, unit, y]) for g in case.scenario.staff_for(unit)} if times else {}
    machines = _machines(programme, x, unit, y) if times == 1 else {}
    return [Year(point, _staff(point, free), **machines) for point in points]


def _staff(point: Point, free: dict[str, int]) -> Numbers:
    """Return who fills the posts of staff in post at a point, and take them out of `free`."""
    found, left = [], point.staff
    for group, n in free.items():
        here = min(n, left)
        free[group] -= here
        left -= here
        found += [(group, here)] if here else []
    return tuple(sorted(found))


def _machines(programme: Programme, x: Vector, unit: str, y: int) -> dict[str, Numbers]:
    """Return the bureau's machines at a unit in a year."""
    m, types = programme.columns, programme.case.machines(unit)

    def count(block: Block) -> Numbers:
        found = [(t, programme.value(x, block[unit, t, y])) for t in types]
        return tuple(sorted((t, n) for t, n in found if n))

    return {each: count(m.blocks[each]) for each in ("buy", "sell", "lease", "own")}


def _paths(programme: Programme, x: Vector) -> Iterator[Path]:
    """Yield the paths of the groups in post."""
    case, m = programme.case, programme.columns
    for group, terms in case.scenario.workforce.items():
        tracks: dict[str, Any] = {
            each: tuple(programme.value(x, m.blocks[each][group, y]) for y in case.years)
            for each in ("present", "exit", "redeploy", "dismiss", "recruit")
        }
        retire = retiring(terms, len(case.years))
        yield Path(group, retire=retire, **tracks)
