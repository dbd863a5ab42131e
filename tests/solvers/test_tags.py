"""Price tags from narrowed programmes are those of plain solves, one a rule."""

import itertools
import math
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.model.errors import InfeasibleError
from houqin.solvers import conflict, duals
from houqin.solvers.choose import choose
from houqin.solvers.programme import Known, Wish, build, choosing, narrow, solve
from houqin.solvers.rows import Rows
from scipy import sparse


def lent(name):
    """Return a neighbouring module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


families, wider, plain, invited = lent("families"), lent("wider"), lent("test_programme"), lent("test_invited")


def whole(seed):
    """Return a programme of few whole columns, and all its solutions with their values."""
    rng = np.random.default_rng(seed)
    height, width = int(rng.integers(1, 4)), int(rng.integers(2, 6))
    matrix = rng.integers(-3, 4, (height, width)).astype(float)
    high, cost = rng.integers(1, 4, width).astype(float), rng.integers(-9, 10, width).astype(float)
    side = matrix @ np.floor(high / 2)
    rows = Rows(cost, sparse.csr_matrix(matrix), np.full(height, -math.inf), side, np.zeros(width), high,
                np.ones(width, dtype=bool), offset=5.0)  # fmt: skip
    every = np.array(list(itertools.product(*(range(int(h) + 1) for h in high))), dtype=float)
    inside = every[(every @ matrix.T <= side).all(axis=1)]
    return rows, inside, inside @ cost + rows.offset


def test_narrowing_leaves_out_nothing_that_is_good_enough():
    """All solutions of at most a value stay, whatever the prices; the best prices leave others out."""
    out = 0
    for seed in range(200):
        rows, every, values = whole(seed)
        rng, best = np.random.default_rng(seed), duals.Relaxation(rows).dual(rows, 10.0)
        guess = -rng.random(len(rows.row_low)) * 5
        for told in (best, duals.Dual(duals.bounded(rows, guess), guess, best.x)):
            for most in (values.min(), np.median(values)):
                near = narrow.narrowed(rows, told, most)
                kept = ((every >= near.low) & (every <= near.high)).all(axis=1)
                assert kept[values <= most].all()
                out += (~kept).sum()
    assert out > 1000


def test_relaxation_follows_what_is_changed():
    """Asked of another programme of the same shape, the bound is that of a relaxation built for it, and back again."""
    for seed in range(40):
        rows, _, _ = whole(seed)
        other = replace(rows, cost=rows.cost[::-1].copy(), row_high=rows.row_high + 1, high=rows.high + 1)
        kept = duals.Relaxation(rows)
        for asked in (rows, other, rows):
            fresh = duals.Relaxation(asked).dual(asked, 10.0)
            assert kept.dual(asked, 10.0).bound == pytest.approx(fresh.bound, abs=1e-5)


def test_solution_without_fixed_columns_is_one_of_the_whole():
    """Columns with but one value are put back; value and status are those of the whole programme."""
    for seed in range(40):
        rows, every, values = whole(seed)
        low = every[values.argmin()] * (np.arange(len(rows.cost)) % 2)
        fixed = replace(rows, low=low, high=np.where(low > 0, low, rows.high))
        found = narrow.solved(fixed, 10.0)
        assert (found.status, found.value) == ("optimal", values.min())


WORLDS = {
    "people": (plain, range(24)),
    "awards": (families, range(40)),
    "flows": (wider, range(10)),
    "invited": (invited, list(invited.SEEDS)[:10]),
}


@pytest.mark.parametrize("world", WORLDS)
def test_tags_are_those_of_plain_solves(case, world):
    """What each rule saves alone is to the fen what a plain solve without it saves; some rules bind, some do not."""
    module, seeds = WORLDS[world]
    binding = idle = 0
    with wider.visited():
        for seed in seeds:
            changes, points, *_ = module.generated(seed)
            scenario = case(changes)
            menus = getattr(module, "menus_of", families.menus_of)(points)
            try:
                chosen = choose(scenario, menus)
            except InfeasibleError:
                continue
            built = build(choosing(scenario, menus))
            for rule in conflict.rules(scenario, menus, chosen, built=built):
                if rule.state == "off":
                    continue
                saved = chosen.value - solve(built, Wish(dropped={rule.id})).value
                assert rule.binding == (saved > 0), (seed, rule.id)
                if rule.price_per_year is not None:
                    assert rule.price_per_year == saved / scenario.horizon.years, (seed, rule.id)
                binding, idle = binding + rule.binding, idle + (not rule.binding)
    assert binding > 0 and idle > 0


def test_plan_without_a_rule_breaks_ties_as_any_plan(case):
    """Looked for near the known value, the plan without a rule is the one a plain solve with ties broken finds."""
    found = 0
    for seed in range(40):
        changes, points = families.generated(seed)
        scenario, menus = case(changes), families.menus_of(points)
        try:
            chosen = choose(scenario, menus)
        except InfeasibleError:
            continue
        built = build(choosing(scenario, menus))
        known = Known(chosen.value, built.rows)
        for rule in built.rules:
            wish = Wish(dropped={rule})
            near, far = solve(built, wish, settle=True, known=known), solve(built, wish, settle=True)
            assert near.value == far.value
            if near.value < chosen.value:
                assert near.plan.hash() == far.plan.hash(), (seed, rule)
                found += 1
    assert found > 0


def test_value_that_nothing_reaches_is_no_answer(case, menus):
    """Where the known value is wrong, the programme is solved as it is."""
    scenario = case()
    offered = menus(scenario)
    built = build(choosing(scenario, offered))
    best = solve(built)
    assert solve(built, known=Known(best.value - 100_000, built.rows)).value == best.value
