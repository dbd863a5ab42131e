"""What is asked of a plan of units decided together is answered as if each were decided by itself."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.alike import alike
from houqin.model.errors import InfeasibleError
from houqin.model.scenario import Scenario
from houqin.solvers import conflict, why
from houqin.solvers.alternatives import NEAR, alternatives
from houqin.solvers.choose import choose
from houqin.solvers.menu import Option
from houqin.solvers.programme import Wish, build, choosing, offers, solve

SEEDS = (4, 5, 6)
"""Generated cases with a plan, in which classes have two or three units."""


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


twins = lent("twins")


def twinned(seed):
    """Return a generated case in which units are alike, its menus and classes; None where it has no plan."""
    tree, points = twins.generated(seed)
    scenario = Scenario.model_validate(tree)
    menus = twins.menus_of(scenario, points)
    try:
        return scenario, menus, alike(scenario), choose(scenario, menus, gap=0.0)
    except InfeasibleError:
        return None


def entered(seed):
    """Assert that one unit of a class speaks for all: what its options cost, and where they draw level."""
    found = twinned(seed)
    if found is None:
        return 0
    scenario, menus, classes, chosen = found
    joint = build(choosing(scenario, menus, classes))
    apart = {(a.unit, a.mode, a.bid): a for a in alternatives(scenario, menus, chosen)}
    seen = 0
    for a in alternatives(scenario, menus, chosen, built=joint):
        b = apart.pop((a.unit, a.mode, a.bid))
        assert a.units == len(classes[a.unit])
        level = pytest.approx(b.break_even_per_post_month, abs=0.01) if b.break_even_per_post_month else None
        assert (a.feasible, a.flow) == (b.feasible, b.flow)
        assert a.extra == pytest.approx(b.extra, abs=NEAR * chosen.value)
        assert (a.break_even_per_post_month or None) == level
        seen += a.units > 1
    assert not {unit for unit, *_ in apart} & classes.keys()
    return seen


def test_one_speaks_for_all():
    """What an option costs more, and where it draws level, is what it is for the unit decided by itself."""
    assert sum(map(entered, SEEDS)) > 5


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_one_speaks_for_all_often(block):
    """The same on a hundred further cases."""
    for seed in range(100 + 10 * block, 110 + 10 * block):
        entered(seed)


@pytest.fixture(params=SEEDS)
def both(request, monkeypatch):
    """Return what can be asked of a plan of units decided together, and of one of units decided by themselves."""
    scenario, menus, _, chosen = twinned(request.param)
    apart = why.asked(scenario, menus, chosen.plan.hash())
    with monkeypatch.context() as patch:
        patch.setattr(offers, "MANY", 0)
        joint = why.asked(scenario, menus, choose(scenario, menus).plan.hash())
    assert joint.built.case.classes and not apart.built.case.classes
    return joint, apart


def test_rules_and_budgets_cost_the_same(both):
    """Tags, pairs, masked rules and moved budgets are those of units decided by themselves."""
    joint, apart = both
    near = NEAR * apart.plan.value
    assert joint.best.value == pytest.approx(apart.plan.value, abs=near)
    for ours, theirs in zip(joint.price_tags, apart.price_tags, strict=True):
        assert (ours.id, ours.binding) == (theirs.id, theirs.binding)
        assert ours.price_per_year == (theirs.price_per_year and pytest.approx(theirs.price_per_year, abs=near))
    assert joint.masked == pytest.approx(apart.masked, abs=2 * near)
    pairs = [{(p.first, p.second): p.together for p in found.interactions} for found in both]
    assert pairs[0] == pytest.approx(pairs[1], abs=2 * near)
    assert [n.status for n in joint.budget] == [n.status for n in apart.budget]


def test_every_member_may_be_asked(both):
    """Asked for one unit, whichever it is, the answer is that of the unit decided by itself."""
    joint, _ = both
    held = {a.option.unit: a.option for a in joint.plan.plan.awards}
    asked = [members[-1] for members in joint.built.case.classes.values() if len(members) > 1]
    for unit in asked:
        ours, theirs = (
            {(e.alternative.mode, e.alternative.bid): e for e in found.why_not(unit=unit)} for found in both
        )
        mine, its = ((a.option.mode, a.option.bid) for found in both for a in found.plan.plan.awards
                     if a.option.unit == unit)  # fmt: skip
        for at in ours.keys() & theirs.keys():
            assert ours[at].alternative.extra == pytest.approx(theirs[at].alternative.extra, abs=200)
            assert ours[at].alternative.feasible == theirs[at].alternative.feasible
            assert ours[at].level_wage == theirs[at].level_wage
        assert ours.keys() | {mine} == theirs.keys() | {its}
        assert held[unit] not in {Option(unit, *at) for at in ours}
    assert asked


def test_other_plans_are_those_of_units_by_themselves(both):
    """Plans that cost hardly more are looked for unit by unit: how many differ is a matter of each."""
    joint, apart = both
    ours, theirs = (found.alternatives(2, within=0.1) for found in both)
    assert [(p.theme, p.traits.value) for p in ours] == [(p.theme, p.traits.value) for p in theirs]
    assert joint.apart is not joint.built and apart.apart is apart.built


def test_conflict_names_the_same_rules(monkeypatch):
    """Where no plan exists the rules in conflict are those of units decided by themselves, also where nothing is usable."""
    seen = 0
    for seed in (1, 3):
        tree, points = twins.generated(seed)
        scenario = Scenario.model_validate(tree)
        menus = twins.menus_of(scenario, points)
        ours, theirs = (
            conflict.conflict(scenario, menus, built=build(choosing(scenario, menus, classes)))
            for classes in (alike(scenario), None)
        )
        assert ours.proven and theirs.proven
        assert {r.id for r in ours.rules} == {r.id for r in theirs.rules}
        gone = {(menu.option, point.setting) for menu in menus for point in menu.points}
        empty = conflict.conflict(
            scenario, menus, excluded=gone, built=build(choosing(scenario, menus, alike(scenario)))
        )
        assert {r.id for r in empty.rules} == {f"units.{unit}" for unit in alike(scenario)}
        seen += len(alike(scenario)) < len(scenario.units)
    assert seen


def test_the_price_of_one_among_many_cannot_fall():
    """A price falls for one unit; where it is decided together with others that is refused, not done for all."""
    scenario, menus, classes, _ = twinned(4)
    option = next(m.option for m in menus if m.option.bid and len(classes.get(m.option.unit, ())) > 1)
    joint = choosing(scenario, menus, classes)
    with pytest.raises(ValueError, match="decided together"):
        solve(build(joint), Wish(discount=(option, "", 1.0)))
    last = classes[option.unit][-1]
    alone = joint.alone(last)
    assert alone.classes[last] == (last,) and alone.times(option.unit) == len(classes[option.unit]) - 1
    assert sum(map(alone.times, alone.kept)) == len(scenario.units)
    assert list(alone.classes) == [unit for unit in scenario.units if unit in alone.classes]
    assert solve(build(alone)).value == solve(build(joint)).value
    assert joint.alone(next(unit for unit in classes if len(classes[unit]) == 1)) is joint
