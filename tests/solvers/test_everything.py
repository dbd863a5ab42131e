"""All families of rows together: the programme, the second count and the exact bound against every plan of a case."""

import gc
from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random

import pytest
from houqin.model.errors import InfeasibleError
from houqin.solvers import lagrange, rebound, recheck, recount
from houqin.solvers.choose import choose
from houqin.solvers.ledger import ledger


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


everything = lent("everything")
every_plan, result_rows = everything.every_plan, everything.every_plan.result_rows


@pytest.fixture(autouse=True)
def visited():
    """Lend the cleaning kind visits, tickets, food and overtime."""
    with everything.wider.visited():
        yield
    gc.collect()  # what is known of a case refers to itself: a megabyte a case that would wait for long


def against(case, seed, proven=False):
    """Assert that programme, second count and, where asked, the exact bound agree with enumeration; return if a plan is."""
    scenario, menus = everything.drawn(case, seed)
    world = every_plan.Plans(scenario, menus)
    best = world.best()
    try:
        chosen = choose(scenario, menus)
    except InfeasibleError:
        chosen = None
    assert (chosen.value if chosen else None) == (best[0] if best else None), seed
    if chosen:
        assert (seed, ranks(world, chosen.plan)) == (seed, best[1])
        stands(scenario, menus, chosen)
        if proven:
            bounded(world, chosen.value)
    return bool(chosen)


def stands(scenario, menus, chosen):
    """Assert that the verifier's own count accepts a plan: its structure, every line, every rule, its value."""
    offered = {menu.option: menu.points for menu in menus}
    assert all(year.point in offered[award.option] for award in chosen.plan.awards for year in award.years)
    awards, people = result_rows.told(scenario, chosen.plan)
    assert list(recheck.structure(scenario, awards, people, "plan")) == []
    tariff = recount.Tariff(scenario)
    lines = recount.recount(tariff, awards, people)
    assert lines == [asdict(line) for line in ledger(scenario, chosen.plan)]
    totals = recount.totals(tariff, lines)["by_year"]
    broken = list(recheck.violations(tariff, awards, people, totals, lines))
    assert [id for id, rule, units in broken if rule.state == "hard" and any(units)] == []
    soft = {id: recheck.stated(id, units) for id, rule, units in broken if rule.state == "soft"}
    assert soft == {rule.id: rule.violation for rule in chosen.rules if rule.state == "soft"}
    assert recount.worth(tariff, totals, recheck.penalty(tariff, broken)) == chosen.value


def ranks(world, plan):
    """Return the sum of ranks of a plan, as `docs/programme.md` states them under Ties."""
    total, options = 0, [menu.option for menu in world.menus]
    for award in plan.awards:
        place = options.index(award.option)
        total += 10_000 * (1 + place) * world.changed(award.option)
        for y, year in enumerate(award.years):
            total += world.menus[place].points.index(year.point)
            total += sum(world.late(y) * n for move in (year.buy, year.sell, year.lease) for _, n in move)
            total += sum(world.s.workforce[g].units.index(award.option.unit) * n for g, n in year.staff)
    for path in plan.paths:
        for y in world.years:
            total += world.late(y) * (path.exit[y] + path.redeploy[y] + path.dismiss[y] + path.recruit[y])
    return total


def bounded(world, value):
    """Assert that the bound in whole numbers, checked as `houqin verify` does, is not above the least of all plans."""
    proof = lagrange.prove(world.s, world.menus, value)
    points = [lagrange.row(menu.option, point) for menu in world.menus for point in menu.points]
    judge = rebound.Judge(rebound.state(world.tariff, points))
    assert rebound.check(judge, list(proof.nodes)) == proof.bound <= value


@pytest.mark.parametrize("block", range(20))
def test_programme_equals_enumeration(case, block):
    """On three hundred cases, fifteen a block; in every fifth of them the exact bound holds, too. Most have a plan."""
    seeds = range(15 * block, 15 * block + 15)
    assert sum([against(case, seed, proven=seed % 5 == 0) for seed in seeds]) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("block", range(100))
def test_programme_equals_enumeration_often(case, block):
    """The same on five thousand further cases, the bound in all of them."""
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        against(case, seed, proven=True)


@pytest.mark.parametrize("seed", range(12))
def test_rows_of_decisions_add_up_to_the_plan(case, seed):
    """Some plan, put together decision by decision, has the verifier's structure and costs what its rows add up to."""
    scenario, menus = everything.drawn(case, seed)
    world, found = every_plan.Plans(scenario, menus), 0
    for attempt in range(6):
        some = everything.some_plan.some(world, Random(attempt))
        if some is None:
            continue
        awards, people, row = some
        assert list(recheck.structure(scenario, awards, people, "plan")) == []
        lines = recount.recount(world.tariff, awards, people)
        assert row[2] == world.row(lines, awards)[2]
        assert list(row[3 : world.first]) == list(world.row(lines, awards)[3 : world.first])
        found += 1
    assert found or world.best() is None
