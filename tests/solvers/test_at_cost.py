"""What is paid at cost under drawn chance: laws, streams, the tail of cost, and how likely a budget is overrun."""

import copy
import math
from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.solvers import highs, passthrough, purse, repass, risk
from houqin.solvers.amend import amended
from houqin.solvers.choose import choose
from houqin.solvers.ledger import difference, future_key, futures, growths, ledger, present_value, steady
from houqin.solvers.overrun import Chances
from houqin.solvers.programme import build, choosing
from houqin.solvers.recount import Tariff
from houqin.solvers.repurse import faults


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


funds = lent("test_funds")
N = 20000
SMALL, LARGE = (40.0, 300.0, 0.8), (0.7, 20000.0, 1.5)
"""Classes of repairs: number a year, mean cost, coefficient of variation."""


def repairs(*classes):
    """Return an item of classes of repairs."""
    return {"index": "none", "repairs": {f"class {i}": {"per_year": n, "cost": {"dist": "lognormal", "mean": m, "cv": cv}}
                                         for i, (n, m, cv) in enumerate(classes)}}  # fmt: skip


LAWS = {
    "repairs": (repairs(SMALL, LARGE), [n * m for n, m, _ in (SMALL, LARGE)],
                sum(n * m * m * (1 + cv * cv) for n, m, cv in (SMALL, LARGE))),
    "year": ({"per_year": {"dist": "uniform", "low": 1000.0, "high": 4000.0}}, [2500.0], 3000.0**2 / 12),
    "energy": ({"quantity": {"dist": "uniform", "low": 10.0, "high": 20.0},
                "unit_price": {"dist": "exponential", "mean": 7.0}}, [105.0], (225 + 100 / 12) * 98 - 105.0**2),
    "fixed": ({"per_year": 1234.5}, [1234.5], 0.0),
}  # fmt: skip
"""Item, parts of its mean, variance: of a compound Poisson sum the number times the mean square of one."""


@pytest.mark.parametrize("name", LAWS)
def test_mean_and_variance_are_those_of_the_law(case, name):
    """Drawn years have the mean and variance of theory within four standard errors, each year drawn anew."""
    item, means, variance = LAWS[name]
    scenario = case({"passthrough": {"x": item}})
    drawn = passthrough.drawn(scenario, "x", N) / 100
    mean, error = sum(means), math.sqrt(variance / drawn.size)
    assert drawn.shape == (3, N)
    assert abs(drawn.mean() - mean) <= 4 * error + 1e-9
    fourth = ((drawn - mean) ** 4).mean()
    assert abs(((drawn - mean) ** 2).mean() - variance) <= 4 * math.sqrt(fourth / drawn.size) + 1e-9
    assert passthrough.expected(scenario.passthrough["x"]) == round(mean * 100)
    if variance:
        assert abs(np.corrcoef(drawn)[0, 1]) < 4 / math.sqrt(N)


@pytest.mark.parametrize("rate", [0.0, 0.01, 0.7, 3.0, 40.0, 2000.0, 10000.0])
def test_numbers_of_repairs_are_poisson(rate):
    """Inversion gives the number whose cumulated probability first reaches the uniform, as an independent count says."""
    chance = (np.arange(4001) + 0.5) / 4001
    found = passthrough.counts(rate, chance)
    assert [repass._number(rate, float(u)) for u in chance[::40]] == found[::40].tolist()
    assert abs(found.mean() - rate) < 0.01 * math.sqrt(rate) + 1e-3


def test_both_counts_draw_the_same(case):
    """The verifier's draws are those of the run, item by item."""
    scenario = case({"passthrough": funds.AT_COST})
    for name, _, more in passthrough.deviations(scenario, 300):
        assert np.allclose(more, repass.excess(scenario, name, 300), rtol=0, atol=1e-6)


def test_items_have_streams_of_their_own(case):
    """An item is drawn the same whatever else is paid at cost, and no two alike."""
    item = LAWS["year"][0]
    one, two = case({"passthrough": {"x": item}}), case({"passthrough": {"w": item, "x": item}})
    assert (passthrough.drawn(one, "x", 50) == passthrough.drawn(two, "x", 50)).all()
    assert (passthrough.drawn(two, "w", 50) != passthrough.drawn(two, "x", 50)).all()


# --- risk -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chosen(case):
    """Return a case whose contracts and repairs are paid from one fund, and its plan."""
    fund = {"lines": ["contract", "passthrough"], "by_year": [90000.0]}
    item = {**repairs(LARGE), "standard": [15000.0]}
    budget = {"state": "hard", "by_year": [88000.0], "funds": {"operating": fund, "staff": {"lines": ["staff"]}}}
    scenario = case({**funds.PLAIN, "passthrough": {"mending": item}, "budget": budget})
    return scenario, choose(scenario, funds.menus(scenario)).plan


def test_futures_spread_by_what_is_paid_at_cost(chosen):
    """Without growth a future differs from the expectation by its repairs alone; the tail is their dearest 5 %."""
    scenario, plan = chosen
    lines = ledger(scenario, plan)
    drawn = futures(scenario, lines, future_key(scenario))
    worth = present_value(scenario, lines)
    repaired = passthrough.drawn(scenario, "mending", len(drawn))[0]
    rates = growths(scenario, future_key(scenario))
    assert np.allclose(steady(scenario, lines, future_key(scenario)), worth)
    assert (rates["none"] == 1.0).all()
    assert np.allclose(drawn, worth - 1400000 + repaired)
    assert risk.tail(scenario, lines) == pytest.approx(worth - 1400000 + np.sort(repaired)[-risk.WORST:].mean())


def test_tail_as_an_objective_is_the_tail_of_the_plan(chosen):
    """The linear programme of the tail ends at the mean of the dearest futures, repairs included."""
    scenario, plan = chosen
    built = build(choosing(scenario, funds.menus(scenario)))
    columns, rows, aim = risk.least(built)
    solved = highs.solve(amended(built, rows, columns, aim).rows)
    assert solved.value == pytest.approx(risk.tail(scenario, ledger(scenario, plan)) / 100, rel=1e-9)


def test_difference_of_plans_is_free_of_it(chosen):
    """Two plans of a case pay the same at cost in every future: their difference has no spread from it."""
    scenario, plan = chosen
    lines = ledger(scenario, plan)
    found = difference(scenario, lines, lines)
    assert (found.value, found.lower, found.upper) == (0, 0.0, 0.0)


def test_chance_of_overrun_is_that_of_the_law(chosen):
    """72,000 yuan are fixed; more than 16,000, 18,000 or 15,000 yuan of repairs have the chances that theory gives."""
    scenario, plan = chosen
    found = Chances(scenario, plan, ledger(scenario, plan))
    rows = {row.name: row for row in found.funds()}
    assert {name: (row.paid, row.at_cost, row.limit) for name, row in rows.items()} == {
        "": (8600000, 1400000, 8800000), "operating": (8600000, 1400000, 9000000), "staff": (0, 0, None),
    }  # fmt: skip
    exact = {limit: above(*LARGE, limit) for limit in (16001.0, 18001.0, 15001.0)}
    (single,) = found.items()
    assert (single.name, single.paid, single.limit) == ("mending", 1400000, 1500000)
    for row, limit in ((rows[""], 16001.0), (rows["operating"], 18001.0), (single, 15001.0)):
        assert abs(row.chance - exact[limit]) < 4 * math.sqrt(exact[limit] / row.futures)
        assert row.lower < row.chance < row.upper
        assert row.chance == row.over / row.futures
    assert rows["staff"].chance is None
    assert single.enough == rows[""].enough - 7200000


def above(rate, mean, cv, limit):
    """Return the chance that a compound Poisson sum of lognormal costs exceeds a limit, by simulation of its own."""
    dice, sigma = np.random.default_rng(7), math.sqrt(math.log1p(cv * cv))
    many = dice.poisson(rate, 200000)
    total = np.zeros(200000)
    costs = dice.lognormal(math.log(mean) - sigma**2 / 2, sigma, many.sum())
    np.add.at(total, np.repeat(np.arange(200000), many), costs)
    return float((total > limit).mean())


FORGED = {
    "funds": lambda r: r["funds"][1].update(over=r["funds"][1]["over"] + 1),
    "funds ": lambda r: r["funds"][0].update(limit=9999999),
    "funds  ": lambda r: r["funds"][1].update(enough=r["funds"][1]["enough"] - 100),
    "funds   ": lambda r: r["funds"].pop(),
    "passthrough": lambda r: r["passthrough"][0].update(chance=0.0),
    "passthrough ": lambda r: r["passthrough"][0].update(paid=1400001),
    "funds    ": lambda r: r.pop("passthrough"),
}


@pytest.mark.parametrize("where", FORGED)
def test_forged_chance_is_caught(chosen, where):
    """The verifier draws the futures again: a changed count, limit, sum or chance is named, and so is a missing table."""
    scenario, plan = chosen
    lines = ledger(scenario, plan)
    found = Chances(scenario, plan, lines)
    award = [{"unit": a.option.unit, "bid": a.option.bid or None} for a in plan.awards]
    honest = {"plan": award, "ledger": [asdict(v) for v in lines],
              "funds": [asdict(row) for row in found.funds()], "passthrough": [asdict(row) for row in found.items()]}  # fmt: skip
    assert not list(faults(Tariff(scenario), honest))
    forged = copy.deepcopy(honest)
    FORGED[where](forged)
    assert [place for place, _, _ in faults(Tariff(scenario), forged)] == [where.strip()]
    assert purse.kept(scenario, plan, lines)


def test_case_without_either_tells_nothing(case):
    """No funds and nothing paid at cost: no tables."""
    scenario = case(funds.PLAIN)
    plan = choose(scenario, funds.menus(scenario)).plan
    lines = ledger(scenario, plan)
    found = Chances(scenario, plan, lines)
    assert (found.funds(), found.items()) == ((), ())
    assert not list(faults(Tariff(scenario), {"plan": [], "ledger": []}))
