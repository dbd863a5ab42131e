"""Units are alike exactly where nothing that is said tells them apart."""

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.alike import alike
from houqin.model.scenario import Scenario
from houqin.solvers.programme import build, choosing, solve
from houqin.solvers.rules import pairs, scope

PLACE = spec_from_file_location("twins", Path(__file__).parents[1] / "solvers" / "twins.py")
twins = module_from_spec(PLACE)
PLACE.loader.exec_module(twins)

NAMES = ("a", "b", "c", "d")
UNIT = {
    "service": "clean", "place": {"kind": "contracted", "workload": 300.0, "high": 12},
    "today": {"mode": "people_only", "vendor": "v", "setting": {"posts": 6}}, "modes": ["in_house", "people_only"],
}  # fmt: skip
GROUP = {"headcount": 3, "units": list(NAMES), "pay": {"gross_per_month": 3000.0}}


def tree():
    """Return a case of four equal units, each at a compound of its own, as plain data."""
    return json.loads(json.dumps({
        **twins.BASE,
        "sites": {f"at {u}": {"area_m2": 1000.0} for u in NAMES},
        "units": {u: {**UNIT, "site": f"at {u}"} for u in NAMES},
        "vendors": {"v": {}, "w": {}},
        "bids": {"v": {"vendor": "v", "units": list(NAMES), "modes": ["people_only"], "wage_per_month": 1900.0}},
        "workforce": {"staff": GROUP},
    }))  # fmt: skip


def classes(changes):
    """Return the classes of the four units with a change made by a function on the plain data."""
    found = tree()
    changes(found)
    return alike(Scenario.model_validate(found))


def put(*path, value):
    """Return a change: a value at a path."""

    def change(node):
        for key in path[:-1]:
            node = node.setdefault(key, {})
        node[path[-1]] = value

    return change


ALL = {"a": NAMES}
APART = {"a": ("a", "b", "d"), "c": ("c",)}


def bid(units, **more):
    """Return a bid on some units."""
    return {"vendor": "w", "units": units, "modes": ["people_only"], "wage_per_month": 2000.0, **more}


def test_equal_units_are_alike():
    """Four units of which nothing different is said are one class, whose first stands for it."""
    assert classes(lambda node: None) == ALL


@pytest.mark.parametrize("change", [
    put("units", "c", "place", "workload", value=301.0),
    put("units", "c", "today", "setting", "posts", value=7),
    put("units", "c", "modes", value=["people_only"]),
    put("units", "c", "secrecy", value="key"),
    put("units", "c", "shared", value=False),
    put("sites", "at c", "departments", value=2),
    put("units", "c", "materials_per_month", value=1.0),
    put("units", "c", "bounds", value={"posts": [1, 5]}),
    put("units", "c", "standards", value={"done": {"at_least": 0.5}}),
    put("units", "c", "today", "score", value=91.0),
    put("sites", "at c", "area_m2", value=1001.0),
    put("sites", "at c", "note", value="old"),
    put("bids", "w", value=bid(["a", "b", "d"])),
    put("bids", "w", value=bid(["c"])),
    put("workforce", "staff", "units", value=["a", "b", "d"]),
    put("workforce", "more", value={**GROUP, "units": ["c"]}),
    put("policy", "redundancy", value={"groups": {"g": {"units": ["a", "b", "d"]}}}),
    put("policy", "redundancy", value={"groups": {"g": {"sites": ["at c"]}}}),
    put("policy", "quota", value={"state": "hard", "groups": {"g": {"units": ["c"]}}}),
    put("policy", "quota", value={"groups": {"g": {"sites": ["at a", "at b", "at d"]}}}),
    put("surveys", "s", value={"unit": "c", "sent": 10, "returned": 9, "grades": [6, 2, 1, 0]}),
    put("units", "c", "today", value={"mode": "in_house", "setting": {"posts": 6}}),
])  # fmt: skip
def test_whatever_is_said_of_one_sets_it_apart(change):
    """A unit of which something else is said, or that is named elsewhere, is alike to none; the others stay together."""
    assert classes(change) == APART


@pytest.mark.parametrize("change", [
    put("policy", "redundancy", value={"state": "hard", "groups": {"g": {"units": ["d", "b", "a", "c"]}}}),
    put("policy", "quota", value={"groups": {"g": {"sites": ["at d", "at c", "at b", "at a"]}}}),
    put("bids", "w", value=bid(["c", "a", "d", "b"])),
    put("workforce", "more", value={**GROUP, "units": ["d", "c", "b", "a"]}),
])  # fmt: skip
def test_order_of_a_list_tells_nothing_apart(change):
    """Units that are all named in a list stay one class, whatever the order."""
    assert classes(change) == ALL


def test_members_of_a_bid_that_stands_as_a_whole_are_alone():
    """Where a bid takes all its units or none, each of them is decided by itself."""
    assert classes(put("bids", "w", value=bid(["a", "b"], bundle=True))) == {"a": ("a",), "b": ("b",), "c": ("c", "d")}
    tied = {**bid(["a"]), "bundle_name": "lot"}, {**bid(["b"]), "bundle_name": "lot"}

    def both(node):
        node["bids"] |= {"w": tied[0], "x": tied[1]}

    assert classes(both) == {"a": ("a",), "b": ("b",), "c": ("c", "d")}


def cleaned(node):
    """Have the units cleaned, by hand or by machine."""
    node["services"]["clean"] = {
        "kind": "cleaning", "zone_types": {"office": {"indoor": True, "dirt": {"paper": {"rate": 1.5, "removal": 20.0}}}},
        "shifts": {"day": {"start": "07:00", "end": "15:00"}},
        "posts": {"rounds": {"role": "rounds", "shift": "day", "low": 0, "high": 60},
                  "tasks": {"role": "tasks", "shift": "day", "low": 0, "high": 60}},
        "machines": {"scrubber": {"high": 5}},
        "tasks": {"mop": {"zones": ["office"], "shift": "day", "windows": [["07:30", "11:00"]], "hand": {"rate": 300.0},
                          "machine": {"type": "scrubber", "rate": 900.0}}},
    }  # fmt: skip
    node["equipment"] = {"scrubber": {"price": 3000.0, "life_years": 8.0, "upkeep_rate": 0.0}}
    for unit in node["units"].values():
        unit["place"] = {"kind": "cleaning", "zones": {"all": {"type": "office", "count": 4, "area_m2": 700.0}}}
        unit["today"]["setting"] = {"rounds": 1, "tasks": 6, "scrubber": 0}


def test_units_that_may_need_machines_are_alone():
    """A lever that is a machine sets units apart, also where none is owned."""
    assert classes(cleaned) == {u: (u,) for u in NAMES}


def renamed(node, names):
    """Return plain data with names replaced, as keys and as words."""
    if isinstance(node, dict):
        return {names.get(key, key): renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(value, names) for value in node]
    return names.get(node, node) if isinstance(node, str) else node


def test_a_unit_may_be_called_as_its_compound_is():
    """Classes are the same where every unit has the name of its compound, and where each has another's."""
    own = {f"at {u}": u for u in NAMES}
    assert alike(Scenario.model_validate(renamed(tree(), own))) == ALL
    other = {f"at {u}": v for u, v in zip(NAMES, "bcda", strict=True)}
    assert alike(Scenario.model_validate(renamed(tree(), other))) == ALL
    node = tree()
    node["policy"] = {"quota": {"groups": {"g": {"sites": ["at c"]}}}}
    assert alike(Scenario.model_validate(renamed(node, own))) == APART


@pytest.mark.parametrize("change", [
    {"bids": {"c": bid(["a"]), "d": bid(["b"])}},
    {"bids": {"at c": bid(["a"]), "at d": bid(["b"], discounts=[{"from_units": 1, "rate": 0.1}])}},
    {"workforce": {"c": {**GROUP, "units": ["a"]}, "d": {**GROUP, "units": ["b"], "headcount": 9}}},
    {"policy": {"quota": {"state": "hard", "groups": {"c": {"units": ["a"], "low": 1}, "d": {"units": ["b"]}}}}},
    {"policy": {"redundancy": {"groups": {"at c": {"sites": ["at a"]}, "at d": {"sites": ["at b"], "least": 3}}}}},
], ids=["bids", "prices", "staff", "quota", "redundancy"])  # fmt: skip
def test_what_is_called_after_a_unit_is_not_the_same_thing(change):
    """Units in different bids, groups or rules are apart, also where those have the names of units or compounds."""
    node = tree()
    for key, value in change.items():
        node[key] = {**node.get(key, {}), **value}
    found = alike(Scenario.model_validate(node))
    assert [members for members in found.values() if {"a", "b"} <= set(members)] == []


# --- generated cases -----------------------------------------------------------------------------------------------


def signature(scenario, unit):
    """Return all that is said of a unit, gathered rule by rule."""
    own, sites = scenario.units[unit], scenario.sites
    return (
        own.model_dump_json(exclude={"site"}), sites[own.site].model_dump_json(),
        [name for name, b in scenario.bids.items() if unit in b.units],
        [name for name, g in scenario.workforce.items() if unit in g.units],
        [name for name, (units, _) in pairs(scenario).items() if unit in units],
        [name for name in scenario.policy.quota.groups if unit in scope(scenario, name)],
        [name for name, s in scenario.surveys.items() if s.unit == unit],
        unit if any(unit in scenario.bids[b].units for bids in scenario.bundles().values() for b in bids) else "",
    )  # fmt: skip


def partition(scenario):
    """Return units with equal signatures, in order of the file."""
    found = {}
    for unit in scenario.units:
        found.setdefault(json.dumps(signature(scenario, unit)), []).append(unit)
    return {units[0]: tuple(units) for units in found.values()}


def test_classes_of_generated_cases_are_those_of_their_rules():
    """On sixteen generated cases classes are what bids, groups and rules, gone through one by one, leave together."""
    joined = 0
    for seed in range(16):
        scenario = Scenario.model_validate(twins.generated(seed)[0])
        found = alike(scenario)
        assert found == partition(scenario)
        assert list(found) == [unit for unit in scenario.units if unit in found]
        joined += any(len(members) > 1 for members in found.values())
    assert joined > 8


def test_members_of_a_class_may_trade_places():
    """With two of a class swapped throughout a generated case, its classes and its optimum are the same."""
    seen = 0
    for seed in range(60):
        tree_, points = twins.generated(seed)
        scenario = Scenario.model_validate(tree_)
        pairs_ = [members[:2] for members in alike(scenario).values() if len(members) > 1]
        if not pairs_ or seen == 2:
            continue
        a, b = pairs_[0]
        swapped = {**renamed({k: v for k, v in tree_.items() if k != "sites"}, {a: b, b: a}), "sites": tree_["sites"]}
        for unit, terms in swapped["units"].items():  # compounds trade places with their units
            terms["site"] = tree_["units"][unit]["site"]
        swapped["units"] = {unit: swapped["units"][unit] for unit in tree_["units"]}
        other = Scenario.model_validate(swapped)
        assert alike(other) == alike(scenario)
        first, second = (solve(build(choosing(s, twins.menus_of(s, points)))) for s in (scenario, other))
        assert (first.status, first.value) == (second.status, second.value)
        seen += 1
    assert seen == 2
