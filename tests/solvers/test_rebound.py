"""The bound on the menus in whole numbers: never above the least of all plans, and what the checker makes of bad evidence."""

import copy
import json
import random
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.solvers import lagrange, rebound
from houqin.solvers.choose import choose
from houqin.solvers.recount import Tariff


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


families, programme = lent("families"), lent("test_programme")


def least(scenario, points):
    """Return the least value of all plans of a generated case; None where there is none."""
    world = families.World(scenario, points)
    values = [v for v in map(world.value, world.plans()) if v is not None]
    return (min(values) + 500000) // 1000000 if values else None


def against(case, seed):
    """Assert that the bound of a generated case is the least of all plans; return whether there is one."""
    changes, points = families.generated(seed)
    scenario = case(changes)
    value = least(scenario, points)
    if value is not None:
        assert lagrange.prove(scenario, families.menus_of(points), value).bound == value
    return value is not None


def staffed(case, seed):
    """Assert the same of a case with staff, machines and budgets against the programme; return how many have a plan.

    `test_programme` holds the programme against plain enumeration of these cases.
    """
    changes, points, dice = programme.generated(seed)
    value = programme.least(case(changes), points)
    more = {
        "policy.no_growth": {"state": dice.choice(["hard", "soft", "off"]), "weight": 100.0},
        "equipment.scrubber.renewed": dice.random() < 0.5,
        "units.A.owned_age_years": dice.choice([3.0, 6.5, 7.5]),
    }
    if value is not None:
        money = {"present_value": value / 100 * dice.choice([0.999, 1.0, 1.0003])}
        money["by_year"] = [value / 200 * dice.choice([0.9, 1.0, 1.05]), value / 200 * dice.choice([0.95, 1.0, 1.1])]
        more["budget"] = {"state": dice.choice(["hard", "soft"]), "weight": dice.choice([0.01, 0.3, 5.0]), **money}
    found = 0
    for scenario in (case(changes), case({**changes, **more})):
        value = programme.least(scenario, points)
        if value is not None:
            found += 1
            assert lagrange.prove(scenario, programme.menus_of(points), value).bound == value
    return found


@pytest.mark.parametrize("block", range(3))
def test_bound_is_the_least_of_all_plans(case, block):
    """On generated cases of all families the tree closes at what plain enumeration finds, to the fen."""
    assert sum([against(case, seed) for seed in range(4 * block, 4 * block + 4)]) >= 2


def test_bound_with_staff_machines_and_budgets(case):
    """With staff in post, machines and budgets too, the tree closes at the optimum, to the fen."""
    assert sum([staffed(case, seed) for seed in range(8)]) >= 6


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_bound_is_the_least_of_all_plans_often(case, block):
    """The same on a thousand further cases."""
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        against(case, seed)
        staffed(case, seed)


# --- evidence ------------------------------------------------------------------------------------------------------

SEEDS = (14, 2, 6)


def told(scenario, menus, chosen, proof):
    """Return what the checker reads of a run: rows of result.json, and bound.json."""
    plan = families.rows(scenario, chosen.plan)
    for award, said in zip(chosen.plan.awards, plan, strict=True):
        for year, row in zip(award.years, said["years"], strict=True):
            row["setting"] = dict(enumerate(year.point.setting.levels))
    rows = [lagrange.row(menu.option, point) for menu in menus for point in menu.points]
    aim = {"value": chosen.value, "exact_bound": proof.bound}
    result = {"objective": aim, "menu_points": rows, "attempts": [], "plan": plan}
    return result, {"bound": proof.bound, "excluded": list(proof.excluded), "nodes": list(proof.nodes)}


@pytest.fixture(scope="module")
def proofs(case):
    """Return scenario, rows of result.json and bound.json of some generated cases."""
    found = []
    for seed in SEEDS:
        changes, points = families.generated(seed)
        scenario, menus = case(changes), families.menus_of(points)
        chosen = choose(scenario, menus)
        found.append((scenario, *told(scenario, menus, chosen, lagrange.prove(scenario, menus, chosen.value))))
    return found


def faults(place, scenario, result, stored):
    """Return what the checker finds, by place."""
    text = stored if isinstance(stored, str) else json.dumps(stored)
    (place / "bound.json").write_text(text, encoding="utf-8")
    return [where for where, _, _ in rebound.faults(Tariff(scenario), result, place)]


def test_honest_bound_stands(proofs, tmp_path):
    """Bounds as they were stored are recomputed from the file alone, and are the plans' values."""
    assert any(len(stored["nodes"]) > 1 for _, _, stored in proofs)
    for scenario, result, stored in proofs:
        assert faults(tmp_path, scenario, result, stored) == []
        assert stored["bound"] == result["objective"]["value"]


def test_changed_price_never_lifts_the_bound_above_the_optimum(proofs):
    """Whatever becomes of the prices, the checker makes a bound of them that no plan is below, or refuses their sign."""
    dice, weaker = random.Random(5), 0
    for scenario, result, stored in proofs:
        judge = rebound.Judge(rebound.state(Tariff(scenario), result["menu_points"]))
        for _ in range(30):
            nodes = copy.deepcopy(stored["nodes"])
            for leaf in (node for node in nodes if "prices" in node):
                for name in leaf["prices"]:
                    if dice.random() < 0.2:
                        leaf["prices"][name] *= dice.choice([0.0, 0.5, 1.01, 3.0, 1e4])
                name = dice.choice(list(judge.stated.rows))
                leaf["prices"][name] = leaf["prices"].get(name, 0.0) + dice.choice([1e-3, 10.0, 1e5])
            bound = rebound.check(judge, nodes)
            assert bound <= result["objective"]["value"]
            weaker += bound < result["objective"]["value"]
    assert weaker > 70


def test_bound_that_prices_do_not_prove_is_found(proofs, tmp_path):
    """A fen more than the prices prove is found, wherever it stands; and so are prices that prove less."""
    scenario, result, stored = proofs[0]
    more = {**result, "objective": {**result["objective"], "exact_bound": stored["bound"] + 1}}
    at = ["objective.exact_bound"]
    assert faults(tmp_path, scenario, more, stored) == at
    assert faults(tmp_path, scenario, more, {**stored, "bound": stored["bound"] + 1}) == at
    assert faults(tmp_path, scenario, result, {**stored, "nodes": [{"prices": {}}]}) == at
    dear = {**result, "objective": {**result["objective"], "value": stored["bound"] - 1}}
    assert faults(tmp_path, scenario, dear, stored) == at


def test_no_prices_at_all_are_a_bound(proofs):
    """Without prices every unit takes its cheapest point, which no plan is below."""
    for scenario, result, _ in proofs:
        judge = rebound.Judge(rebound.state(Tariff(scenario), result["menu_points"]))
        assert 0 < rebound.check(judge, [{"prices": {}}]) <= result["objective"]["value"]


def split(proofs):
    """Return a case whose tree has more than one leaf."""
    return next(proof for proof in proofs if len(proof[2]["nodes"]) > 1)


def test_leaves_must_cover_all_plans(proofs, tmp_path):
    """A tree that lacks any one of its leaves, or has one too many, proves nothing."""
    scenario, result, stored = split(proofs)
    for i, node in enumerate(stored["nodes"]):
        if "prices" in node:
            nodes = stored["nodes"][:i] + stored["nodes"][i + 1 :]
            assert faults(tmp_path, scenario, result, {**stored, "nodes": nodes}) == ["bound.json"]
    assert faults(tmp_path, scenario, result, {**stored, "nodes": [*stored["nodes"], {"prices": {}}]}) == ["bound.json"]
    assert faults(tmp_path, scenario, result, {**stored, "nodes": []}) == ["bound.json"]


def limit(judge):
    """Return the name of an upper limit."""
    return next(name for name, line in judge.stated.rows.items() if not line.even)


def test_price_of_the_wrong_sign_is_refused(proofs, tmp_path):
    """Being paid for exceeding an upper limit is no bound; an equation may have either sign."""
    scenario, result, stored = proofs[0]
    judge = rebound.Judge(rebound.state(Tariff(scenario), result["menu_points"]))
    nodes = [{"prices": {limit(judge): -1e-9}}]
    assert faults(tmp_path, scenario, result, {**stored, "nodes": nodes}) == ["bound.json"]
    even = next(name for name, line in judge.stated.rows.items() if line.even)
    for price in (-1e3, 1e3):
        assert rebound.check(judge, [{"prices": {even: price}}]) <= result["objective"]["value"]


HOSTILE = {
    "not JSON": "{",
    "nothing": "null",
    "a list": "[]",
    "no nodes": '{"bound": 1, "excluded": []}',
    "no list": '{"bound": 1, "excluded": [], "nodes": {"prices": {}}}',
    "nested": '{"bound": 1, "excluded": [], "nodes": ' + "[" * 100000 + "}",
    "node of text": '{"bound": 1, "excluded": [], "nodes": ["prices"]}',
    "prices of text": '{"bound": 1, "excluded": [], "nodes": [{"prices": "winners"}]}',
    "no such row": '{"bound": 1, "excluded": [], "nodes": [{"prices": {"{0.__class__}": 1}}]}',
    "not a number": '{"bound": 1, "excluded": [], "nodes": [{"prices": {"ROW": NaN}}]}',
    "infinite": '{"bound": 1, "excluded": [], "nodes": [{"prices": {"ROW": Infinity}}]}',
    "huge": '{"bound": 1, "excluded": [], "nodes": [{"prices": {"ROW": 1' + "0" * 4000 + "}}]}",
    "too huge to read": '{"bound": 1, "excluded": [], "nodes": [{"prices": {"ROW": 1' + "0" * 9000 + "}}]}",
    "price of text": '{"bound": 1, "excluded": [], "nodes": [{"prices": {"ROW": "1"}}]}',
    "price true": '{"bound": 1, "excluded": [], "nodes": [{"prices": {"ROW": true}}]}',
    "split of nothing": '{"bound": 1, "excluded": [], "nodes": [{"split": null, "at": 0}]}',
    "split of a list": '{"bound": 1, "excluded": [], "nodes": [{"split": ["win/old"], "at": 0}]}',
    "split at a part": '{"bound": 1, "excluded": [], "nodes": [{"split": "win/old", "at": 0.5}]}',
    "split at nothing": '{"bound": 1, "excluded": [], "nodes": [{"split": "win/old"}]}',
    "excluded for no reason": '{"bound": 1, "excluded": [0], "nodes": [{"prices": {}}]}',
    "excluded beyond": '{"bound": 1, "excluded": [99], "nodes": [{"prices": {}}]}',
    "excluded true": '{"bound": 1, "excluded": [true], "nodes": [{"prices": {}}]}',
    "excluded text": '{"bound": 1, "excluded": "0", "nodes": [{"prices": {}}]}',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_evidence_is_a_finding(proofs, tmp_path, name):
    """Anything that is no evidence is one finding about the file, and never an exception."""
    scenario, result, _ = proofs[0]
    judge = rebound.Judge(rebound.state(Tariff(scenario), result["menu_points"]))
    text = HOSTILE[name].replace("ROW", limit(judge))
    assert faults(tmp_path, scenario, result, text) == ["bound.json"]


def test_missing_evidence_is_found(proofs, tmp_path):
    """A result that claims a bound without its file is found; one that claims none needs none."""
    scenario, result, _ = proofs[0]
    assert [where for where, _, _ in rebound.faults(Tariff(scenario), result, tmp_path)] == ["bound.json"]
    bare = {**result, "objective": {**result["objective"], "exact_bound": None}}
    assert list(rebound.faults(Tariff(scenario), bare, tmp_path)) == []


def test_empty_branches_prove_nothing_more(proofs):
    """Splits beyond a column's ends, or of what is decided already, make no bound above the optimum."""
    scenario, result, _ = split(proofs)
    judge = rebound.Judge(rebound.state(Tariff(scenario), result["menu_points"]))
    for name, at in (("win/old", 10**30), ("win/old", -5), ("win/old", 0)):
        for column in (name, judge.stated.names[0], judge.stated.names[1]):
            nodes = [{"split": column, "at": at}, {"prices": {}}, {"split": column, "at": at}, *[{"prices": {}}] * 2]
            assert rebound.check(judge, nodes) <= result["objective"]["value"]


def test_points_not_offered_need_a_failed_attempt(case, tmp_path):
    """Without a point of the best plan the bound is that of the next; it is left out only where an attempt failed."""
    changes, points = families.generated(SEEDS[0])
    scenario, menus = case(changes), families.menus_of(points)
    used = choose(scenario, menus).plan.awards[0]
    out = [(used.option, used.years[0].point.setting)]
    chosen = choose(scenario, menus, excluded=out)
    proof = lagrange.prove(scenario, menus, chosen.value, excluded=out)
    assert (proof.bound, len(proof.excluded)) == (chosen.value, 1)
    result, stored = told(scenario, menus, chosen, proof)
    assert faults(tmp_path, scenario, result, stored) == ["bound.json"]
    result["attempts"] = [{"failed": [[used.option.unit, "litter_indoor"]]}]
    assert faults(tmp_path, scenario, result, stored) == []


def test_plan_must_be_made_of_the_menu(proofs, tmp_path):
    """A plan's setting that is none of the points, and a point that is not what its levels say, are found."""
    scenario, result, stored = proofs[0]
    other = copy.deepcopy(result)
    other["plan"][0]["years"][1]["staff"] += 1
    assert "plan.A" in faults(tmp_path, scenario, other, stored)
    other = copy.deepcopy(result)
    other["menu_points"][0]["posts"] -= 1
    assert "menu_points[0]" in faults(tmp_path, scenario, other, stored)
