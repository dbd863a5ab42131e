"""Regret: plans of one variant in another, against enumeration of whole cases, and by name where rules bar them."""

from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.model.levers import Setting
from houqin.model.simulate import days
from houqin.model.streams import Phase, key
from houqin.solvers.choose import choose
from houqin.solvers.joined import joined
from houqin.solvers.ledger import ledger, present_value
from houqin.solvers.menu import Effort, Menu, Option, Point, workforce
from houqin.solvers.regret import Candidate, Cell, Regret, Variant, regret

PLACE = spec_from_file_location("families", Path(__file__).with_name("families.py"))
families = module_from_spec(PLACE)
PLACE.loader.exec_module(families)
HARD = {"state": "hard"}


def variant(name, scenario, menus):
    """Return a variant with the best plan on its menus, if there is one."""
    try:
        return Variant(name, scenario, menus, choose(scenario, menus))
    except InfeasibleError:
        return Variant(name, scenario, menus, None)


def generated(case, seed):
    """Return three variants of a random small case: the same points under other rules and prices, each with its world."""
    changes, points = families.generated(seed)
    others = [families.generated(seed + 1000 * k)[0] for k in (1, 2)]
    dear = {"bids.old.wage_per_month": 1980.0, "bids.new.wage_per_month": 1500.0}
    scenarios = [case(changes), case(others[0]), case({**others[1], **dear})]
    menus = families.menus_of(points)
    return [variant(str(k), s, menus) for k, s in enumerate(scenarios)], [families.World(s, points) for s in scenarios]


def fen(millionths):
    """Return a value in whole fen, as a plan's is rounded."""
    return None if millionths is None else (millionths + 500000) // 1000000


def least(world, kept):
    """Return by what is kept of a plan the least value of the plans that keep it; None where rules bar them all."""
    found = {}
    for plan in world.plans():
        value, at = world.value(plan), kept(plan)
        known = found.get(at)
        found[at] = value if known is None or (value is not None and value < known) else known
    return {at: fen(value) for at, value in found.items()}


def against(case, seed, fixed):
    """Assert that the matrix of a generated case is the enumerated one; return how many cells stand and are barred."""

    def kept(plan):
        return tuple((o, tuple(p.setting for p in ps) if fixed == "settings" else ()) for o, ps in plan.values())

    variants, worlds = generated(case, seed)
    found = regret(variants, fixed=fixed)
    tables = {v.name: least(w, kept) for v, w in zip(variants, worlds, strict=True)}
    own = {name: min((v for v in table.values() if v is not None), default=None) for name, table in tables.items()}
    assert dict(found.best) == {name: value for name, value in own.items() if value is not None}
    assert set(found.conflicts) == {name for name, value in own.items() if value is None}
    for candidate, cells in zip(found.candidates, found.cells, strict=True):
        at = kept({a.option.unit: (a.option, [y.point for y in a.years]) for a in candidate.plan.awards})
        for cell in cells:
            value = tables[cell.variant][at]
            assert (cell.value, cell.regret) == ((value, value - own[cell.variant]) if value is not None else (None, None))
            assert cell.status == ("kept" if value is not None else "barred")
            assert (cell.way is None) == (value is not None)
            assert cell.lower == cell.regret == cell.upper
    regrets = [[cell.regret for cell in cells] for cells in found.cells]
    whole = [(max(row), sum(row), i) for i, row in enumerate(regrets) if None not in row]
    assert found.least == (min(whole)[2] if whole else None)
    flat = [value for row in regrets for value in row]
    return sum(value is not None for value in flat), sum(value is None for value in flat)


def test_matrix_equals_enumeration(case):
    """Every cell is the least over all plans with those awards, every regret that less the least of all, to the fen."""
    counts = [against(case, seed, "awards") for seed in (8, 22)]
    assert sum(stands for stands, _ in counts) > 6
    assert sum(barred for _, barred in counts) > 5


def test_matrix_of_kept_settings_equals_enumeration(case):
    """The same where the settings of every year are kept too."""
    counts = [against(case, seed, "settings") for seed in (19,)]
    assert sum(stands for stands, _ in counts) > 2


@pytest.mark.slow
@pytest.mark.parametrize("fixed", ["awards", "settings"])
def test_many_matrices_equal_enumeration(case, fixed):
    """A hundred generated cases of three variants each."""
    for seed in range(100, 200):
        against(case, seed, fixed)


def few(scenario, menus):
    """Return menus of the small case with few numbers of staff in post and three machines only."""
    return tuple(
        replace(m, points=tuple(p for p in m.points if p.staff in (36, 32, 30, 10, 0) and p.setting.levels[2] == 3))
        for m in menus(scenario)
    )


@pytest.fixture(scope="module")
def pair(case, menus):
    """Return two variants of the small case: as it is, and with no change of vendor or mode allowed."""
    made = []
    for name, changes in (("free", {}), ("still", {"policy.changes": {**HARD, "most": 0}})):
        scenario = case({"policy.no_dispatch": {"state": "off"}, "policy.term": {"state": "off"}, **changes})
        made.append(variant(name, scenario, few(scenario, menus)))
    return tuple(made)


def test_broken_rule_is_named(pair):
    """A plan that one variant's rule bars is told with that rule, by how much it gives way, and what it costs then."""
    found = regret(pair)
    moved = sum(a.option != b.option for a, b in zip(*(v.chosen.plan.awards for v in pair), strict=True))
    (cell,) = [cell for cell in found.cells[0] if cell.variant == "still"]
    assert moved > 0
    assert cell.status == "barred"
    assert [(r.rule, r.amount) for r in cell.way.repairs] == [("policy.changes", float(moved))]
    assert cell.way.value == pair[0].chosen.value
    assert found.worst(0) is None
    assert found.least == 1


def test_cell_is_an_independent_run(pair):
    """A cell that stands is the value of a run of that variant with the candidate's options forced; its ledger agrees."""
    found = regret(pair)
    free, still = pair
    forced = {a.option.unit: a.option for a in still.chosen.plan.awards}
    cell = found.cells[1][0]
    assert cell.value == choose(free.scenario, free.menus, forced=forced).value
    assert cell.value == present_value(free.scenario, ledger(free.scenario, cell.plan))
    assert cell.regret == cell.value - free.chosen.value > 0
    assert {a.option for a in cell.plan.awards} == set(forced.values())


def test_what_is_not_offered_is_told(pair):
    """An option that a variant does not have, and one whose points it lacks, leave the plan without a cell there."""
    free, still = pair
    held = {a.option for a in free.chosen.plan.awards}
    less = tuple(m for m in free.menus if m.option not in held)
    (row, *_) = regret([free, variant("less", free.scenario, less)]).cells
    assert [cell.status for cell in row] == ["kept", "absent"]
    failed = replace(still, chosen=replace(still.chosen, excluded=tuple(
        (a.option, y.point.setting) for a in free.chosen.plan.awards for y in a.years
    )))  # fmt: skip
    assert regret([free, failed], fixed="settings").cells[0][1].status == "failed"


def test_same_decisions_are_one_candidate(pair):
    """Plans that agree in what is kept are one, under all their origins; other plans of hardly more cost are added."""
    free = pair[0]
    twin = replace(free, name="twin")
    found = regret([free, twin])
    assert [c.origins for c in found.candidates] == [(("free", "chosen"), ("twin", "chosen"))]
    assert found.worst(0).regret == 0
    more = regret([free, twin], number=2, within=0.05)
    assert len(more.candidates) == 3
    assert {theme for c in more.candidates[1:] for _, theme in c.origins} <= {"cost", "changes", "people", "spread"}


def test_least_largest_regret(pair):
    """The largest regret is made small; of equals the smaller sum, then the first; who falls short anywhere is out."""

    def matrix(*rows):
        cells = tuple(tuple(Cell(str(i), "kept", regret=n) for i, n in enumerate(row)) for row in rows)
        plan = pair[0].chosen.plan
        return Regret("awards", (), {}, {}, tuple(Candidate((), plan) for _ in rows), cells)

    assert matrix((0, 9), (5, 4), (8, 0)).least == 1
    assert matrix((0, 9), (9, 8), (9, 0)).least == 0
    assert matrix((0, None), (9, 8)).least == 1
    assert matrix((0, None)).least is None
    assert matrix((3, 9, 9)).worst(0).variant == "1"


def test_open_gap_is_an_interval(pair):
    """Where a solve stopped early, a regret is told with limits that hold for the true one."""
    free, still = pair
    loose = replace(free, chosen=replace(free.chosen, bound=free.chosen.value - 5000))
    cell = regret([loose, still]).cells[1][0]
    assert (cell.lower, cell.upper) == (cell.regret, cell.regret + 5000)


def test_settings_unknown_to_a_variant(pair, monkeypatch):
    """A setting that only one variant simulated is asked for in the other; where it is not allowed the cell says so."""
    free = pair[0]
    asked = []

    def joined(scenario, menus, wanted, cache):
        asked.extend(wanted)
        return menus

    monkeypatch.setattr("houqin.solvers.regret.joined", joined)
    award = free.chosen.plan.awards[0]
    unknown = {year.point.setting for year in award.years}
    dear = tuple(
        replace(m, points=(*(p for p in m.points if p.setting not in unknown), more(m.points[0]))) if m.option == award.option else m
        for m in free.menus
    )
    found = regret([free, variant("dear", free.scenario, dear)], fixed="settings")
    assert found.cells[0][1].status == "outside"
    assert {(award.option, setting) for setting in unknown} <= set(asked)


def more(point):
    """Return a point with ten posts more."""
    levels = (point.setting.levels[0] + 10, *point.setting.levels[1:])
    return Point(replace(point.setting, levels=levels), point.posts + 10, point.machines)


def test_options_of_a_unit_that_is_gone_are_left_out(case, menus, pair):
    """A variant without a unit weighs what the others' plans hold of its own units."""
    free = pair[0]
    scenario = case({"policy.no_dispatch": {"state": "off"}, "policy.term": {"state": "off"}, "units.B": None,
                     "workforce": {}, "bids.old.units": ["A"], "bids.new.units": ["A"]})  # fmt: skip
    alone = variant("alone", scenario, few(scenario, menus))
    cell = regret([free, alone]).cells[0][1]
    assert cell.status == "kept"
    assert [a.option for a in cell.plan.awards] == [a.option for a in free.chosen.plan.awards if a.option.unit == "A"]
    assert isinstance(cell.plan.awards[0].option, Option)


def test_missing_settings_are_simulated(case):
    """A setting that a menu lacks joins it as the search's days show it; what the case does not allow does not."""
    scenario = case({"study.search_replications": 20, "standards.cleaning.litter_indoor.at_least": 0.02})
    menu = Menu(Option("A", "full", "old"), (), (), Effort(1, 1, 1, 1))
    fine, outside, manned = Setting((30, 12, 3)), Setting((61, 12, 3)), Setting((30, 12, 3), 5)
    (grown,) = joined(scenario, [menu], [(menu.option, s) for s in (fine, outside, manned, fine)], None)
    (point,) = grown.points
    assert (point.setting, point.posts, point.machines) == (fine, 42, (("scrubber", 3),))
    stream = key(scenario.study.seed, Phase.SEARCH, scenario.like("A"))
    counts = days(scenario, "A", workforce(scenario, menu.option), fine, stream, 20)
    measure = scenario.measures("A")["litter_indoor"]
    assert point.values["litter_indoor"].value == measure.value(counts)
    assert point.short == ()
    (poor,) = joined(scenario, [menu], [(menu.option, Setting((1, 1, 0)))], None)[0].points
    assert poor.short == ("litter_indoor",)
    assert joined(scenario, [grown], [(menu.option, fine)], None) == (grown,)
