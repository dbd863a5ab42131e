"""Regret: what a plan made for one variant of a case costs in another, and by how much that variant's best is cheaper.

A candidate's sourcing decisions are kept: the option of every unit (mode and bid, and so vendor and lots), and, where
settings are kept too, every year's levels and staff in post. All else is chosen again in the other variant, by solving
that variant's own programme; nothing is carried over but decisions. Savage (1951) named the largest of a plan's
regrets as what to make small.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..model.errors import InfeasibleError
from ..model.levers import Setting
from ..model.scenario import Scenario
from .amend import Row, amended
from .choose import Chosen, choose
from .conflict import Conflict, conflict, entrance
from .joined import joined
from .menu import Menu, Option
from .packages import packages
from .plan import Award, Plan
from .programme import Programme, build, choosing
from .programme.case import name
from .repairs import Way

AWARDS, SETTINGS = "awards", "settings"
"""What of a plan is kept in another variant."""
KEPT, BARRED, ABSENT, OUTSIDE, FAILED, STUCK = "kept", "barred", "absent", "outside", "failed", "stuck"
"""What becomes of a plan in a variant: it stands; rules bar it; an option of it is not offered; a setting is not
allowed; a setting failed its certificate there; no plan holds it whatever rules give way (too few people in post)."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant of a case after its search.

    Parameters
    ----------
    chosen : Chosen or None
        The plan of its own run; None where the rules leave none.
    status : str
        Verdict of fresh days on that plan.
    """

    name: str
    scenario: Scenario
    menus: tuple[Menu, ...]
    chosen: Chosen | None
    status: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan that may be taken without knowing which variant comes true.

    Parameters
    ----------
    origins : tuple of (variant, theme)
        Where it comes from; the theme is "chosen" or a key of `packages.THEMES`. Plans that agree in what is kept are
        one candidate.
    """

    origins: tuple[tuple[str, str], ...]
    plan: Plan


@dataclass(frozen=True, slots=True)
class Cell:
    """A candidate in a variant; fen of present value, penalties of soft rules included.

    Parameters
    ----------
    status : str
        `KEPT`, or why there is no plan that keeps it.
    value : int or None
        The cheapest plan of the variant that keeps the candidate's decisions.
    regret : int or None
        `value` less the variant's best. Where a solve ended with an open gap the true regret is known to lie between
        `lower` and `upper` only; else the three are the same.
    way : Way or None
        Where rules bar it: the fewest that must give way, each by the least, and what it costs then.
    """

    variant: str
    status: str
    value: int | None = None
    bound: int | None = None
    regret: int | None = None
    lower: int | None = None
    upper: int | None = None
    way: Way | None = None
    plan: Plan | None = None


@dataclass(frozen=True)
class Regret:
    """The matrix.

    Parameters
    ----------
    fixed : "awards" | "settings"
    variants : tuple of Variant
        In the order asked; those without a plan are not weighed.
    best : dict variant -> int
        The least value known in each variant that has a plan.
    conflicts : dict variant -> Conflict
        Of those that have none.
    cells : tuple of tuple of Cell
        A row a candidate, a column a variant that has a plan.
    """

    fixed: str
    variants: tuple[Variant, ...]
    best: Mapping[str, int]
    conflicts: Mapping[str, Conflict]
    candidates: tuple[Candidate, ...]
    cells: tuple[tuple[Cell, ...], ...]

    def worst(self, row: int) -> Cell | None:
        """Return where a candidate is regretted most, the first of several; None where it does not stand everywhere."""
        cells = self.cells[row]
        if any(cell.regret is None for cell in cells):
            return None
        return max(cells, key=lambda cell: cell.regret or 0)

    @property
    def least(self) -> int | None:
        """Return the row of least largest regret; of equals that with the smaller sum, then the first.

        None where no candidate stands in every variant.
        """
        found = []
        for row, cells in enumerate(self.cells):
            worst = self.worst(row)
            if worst is not None and worst.regret is not None:
                found.append((worst.regret, sum(cell.regret or 0 for cell in cells), row))
        return min(found)[2] if found else None


def regret(
    variants: Iterable[Variant],
    *,
    fixed: str = AWARDS,
    number: int = 0,
    within: float = 0.03,
    apart: int = 1,
    cache: Path | None = None,
) -> Regret:
    """Return what the plan of each variant costs in all others.

    Parameters
    ----------
    fixed : "awards" | "settings"
        With the second the menus of all variants are joined first, for what was simulated in one variant only.
    number : int
        Plans of each variant besides its own best that are candidates too: `packages` within a share `within`, `apart`
        units in another mode.
    cache : path or None
        Where counts of settings are kept that must be simulated for that.

    Raises
    ------
    LimitReached
        A solve found neither a plan nor a proof that there is none.
    """
    offered = tuple(variants)
    built = {v.name: build(choosing(v.scenario, v.menus)) for v in offered}
    found = _candidates(offered, built, fixed, number, within, apart)
    conflicts = {
        v.name: conflict(v.scenario, v.menus, built=built[v.name]) for v in offered if v.chosen is None
    }
    if fixed == SETTINGS:
        wanted = [(a.option, year.point.setting) for c in found for a in c.plan.awards for year in a.years]
        offered = tuple(_joined(v, wanted, cache) for v in offered)
        built = {v.name: build(choosing(v.scenario, v.menus)) for v in offered if v.chosen}
    best, columns = {}, []
    for variant in offered:
        if variant.chosen is not None:
            cells = [_cell(variant, variant.chosen, built[variant.name], c.plan, fixed) for c in found]
            best[variant.name], column = _regretted(variant.chosen, cells)
            columns.append(column)
    return Regret(fixed, offered, best, conflicts, found, tuple(zip(*columns, strict=True)))


def _candidates(
    variants: Sequence[Variant], built: Mapping[str, Programme], fixed: str, number: int, within: float, apart: int
) -> tuple[Candidate, ...]:
    """Return the best plan of each variant, then the others asked for; those alike in what is kept are one."""
    own = [(v.name, "chosen", v.chosen.plan) for v in variants if v.chosen]
    for v in variants if number else ():
        if v.chosen:
            near = packages(v.scenario, v.chosen, built[v.name], number=number, within=within, apart=apart)
            own += [(v.name, p.theme, p.plan) for p in near if p.theme != "chosen"]
    found: dict[tuple[object, ...], list[tuple[str, str, Plan]]] = {}
    for each in own:
        found.setdefault(tuple(_kept(award, fixed) for award in each[2].awards), []).append(each)
    return tuple(Candidate(tuple((v, theme) for v, theme, _ in each), each[0][2]) for each in found.values())


def _kept(award: Award, fixed: str) -> object:
    """Return what of an award is kept."""
    return award.option if fixed == AWARDS else (award.option, tuple(year.point.setting for year in award.years))


def _joined(variant: Variant, wanted: list[tuple[Option, Setting]], cache: Path | None) -> Variant:
    """Return a variant whose menus hold the settings wanted, with the best plan on these."""
    if variant.chosen is None:
        return variant
    menus = joined(variant.scenario, variant.menus, wanted, cache)
    if menus == variant.menus:
        return variant
    return replace(variant, menus=menus, chosen=choose(variant.scenario, menus, excluded=variant.chosen.excluded))


def _cell(variant: Variant, own: Chosen, built: Programme, plan: Plan, fixed: str) -> Cell:
    """Return the cheapest plan of a variant that keeps a candidate's decisions, or why there is none."""
    scenario, ladders = variant.scenario, built.case.ladders
    awards = [award for award in plan.awards if award.option.unit in scenario.units]
    forced = {award.option.unit: award.option for award in awards}
    if any(not ladders.get(option) for option in forced.values()):
        return Cell(variant.name, ABSENT)
    if fixed == SETTINGS:
        barred = set(own.excluded)
        if any((a.option, year.point.setting) in barred for a in awards for year in a.years):
            return Cell(variant.name, FAILED)
        rows = [row for award in awards for row in _set(built, award)]
        if any(not row.terms for row in rows):
            return Cell(variant.name, OUTSIDE)
        built = amended(built, rows)
    try:
        found = choose(scenario, variant.menus, forced=forced, excluded=own.excluded, built=built)
    except InfeasibleError:
        way = entrance(built, forced, excluded=own.excluded)
        return Cell(variant.name, BARRED if way else STUCK, way=way)
    return Cell(variant.name, KEPT, found.value, found.bound, plan=found.plan)


def _set(built: Programme, award: Award) -> list[Row]:
    """Return the rows that keep the settings of an award, one a year; a shorter plan goes on as in its last year."""
    rungs, rows = built.case.ladders[award.option], []
    for y in built.case.years:
        setting = award.years[min(y, len(award.years) - 1)].point.setting
        same = [k for k, rung in enumerate(rungs) if rung.point and rung.point.setting == setting]
        rows.append(Row({built.columns.pick[(*name(award.option), k, y)]: 1.0 for k in same}, low=1.0))
    return rows


def _regretted(own: Chosen, cells: list[Cell]) -> tuple[int, list[Cell]]:
    """Return the least value known in a variant, and its cells with their regrets."""
    known = [(cell.value, cell.bound) for cell in cells if cell.value is not None and cell.bound is not None]
    value, bound = min([own.value, *(v for v, _ in known)]), min(own.bound, own.value)
    found = []
    for cell in cells:
        if cell.value is not None and cell.bound is not None:
            lower = max(0, cell.bound - value)
            cell = replace(cell, regret=cell.value - value, lower=lower, upper=cell.value - min(bound, value))
        found.append(cell)
    return value, found
