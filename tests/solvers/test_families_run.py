"""Rules about awards in a whole run: what the result says of them, and what the verifier catches."""

import copy
import hashlib
import json
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.reports import store
from houqin.reports.result import result
from houqin.solvers import conflict
from houqin.solvers.answer import Answer, Attempt
from houqin.solvers.certify import certify
from houqin.solvers.choose import baseline, choose, objective
from houqin.solvers.lagrange import prove
from houqin.solvers.ledger import difference, ledger
from houqin.solvers.programme import build, choosing
from houqin.solvers.verify import verify
from pydantic import ValidationError

PLACE = spec_from_file_location("families", Path(__file__).with_name("families.py"))
families = module_from_spec(PLACE)
PLACE.loader.exec_module(families)

QUICK = {
    "study.search_replications": 8,
    "study.certify_replications": 42,
    "study.reference_replications": 1,
    "standards": {},
}
RULES = {
    **families.SHAPE,
    **families.third(),
    **QUICK,
    "policy.qualified": {"state": "hard", "least_score": 80.0, "weights": {"survey": 1.0, "monthly": 1.0}},
    "vendors.old.scores": {"survey": 85.0, "monthly": 74.5},
    "policy.newcomers": {"state": "soft", "most": 0, "weight": 10.0},
    "policy.secrecy": {"state": "hard"},
    "policy.route": {"state": "hard", "routes": {
        "quotes": {"up_to": 195000.0, "cost_per_year": 500.0},
        "tender": {"cost_per_year": 4500.0}}},
    "policy.redundancy": {"state": "soft", "weight": 300000.0, "groups": {"compound": {"sites": ["A"]}}},
    "policy.share": {"state": "soft", "most": 0.5, "weight": 0.01},
    "policy.holdings": {"state": "soft", "most": 1, "weight": 100.0},
    "bids.new.discounts": [{"from_yuan": 100000.0, "rate": 0.03}, {"from_yuan": 200000.0, "rate": 0.05}],
    "bids.new.discount_form": "incremental",
    "budget.funds": {"contracts": {"lines": ["contract"], "by_year": [900000.0, 900000.0]},
                     "running": {"lines": ["procurement", "supervision", "passthrough"], "by_year": [300000.0, 1.0],
                                 "state": "soft", "weight": 0.01}},
    "passthrough": {"power": {"quantity": {"dist": "uniform", "low": 90000.0, "high": 150000.0}, "unit_price": 0.8},
                    "mending": {"index": "wage", "standard": [40000.0, 40000.0], "repairs": {
                        "small": {"per_year": 60.0, "cost": {"dist": "lognormal", "mean": 250.0, "cv": 1.0}},
                        "large": {"per_year": 0.4, "cost": 50000.0}}}},
}  # fmt: skip


@pytest.fixture(scope="module")
def answer(case):
    """Return the answer of a run under all rules about awards."""
    points = {
        (unit, mode, bid): [families.spot(families.random.Random(n))]
        for n, (unit, mode, bid) in enumerate([
            ("A", "in_house", ""), ("A", "people_only", "new"), ("B", "people_only", "old"), ("B", "full", "new"),
            ("C", "people_only", "new"), ("C", "people_only", "late"), ("A", "people_only", "old"),
        ])
    }  # fmt: skip
    scenario, offered = case(RULES), families.menus_of(points)
    built = build(choosing(scenario, offered))
    chosen, today = choose(scenario, offered, built=built), baseline(scenario)
    first, second = certify(scenario, chosen.plan), certify(scenario, today, label="today")
    ours, base = ledger(scenario, chosen.plan), ledger(scenario, today)
    return Answer(
        scenario, first.status, offered, chosen.plan, ours, objective(scenario, offered, chosen, first, chosen.bound),
        first, (Attempt(first.plan, first.status, ()),), today, base, second, difference(scenario, ours, base),
        conflict.rules(scenario, offered, chosen, built=built), (), proof=prove(scenario, offered, chosen.value),
    )  # fmt: skip


@pytest.fixture(scope="module")
def run(answer):
    """Return result and scenario of the run as plain data; no bound on the menus."""
    answer = replace(answer, proof=None)
    return json.loads(json.dumps(result(answer))), answer.scenario.model_dump(mode="json")


def saved(folder, content, scenario):
    """Write a run folder whose digest and manifest fit its files, and return it."""
    bare = {k: v for k, v in content.items() if k != "digest"}
    text = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    content = {**bare, "digest": hashlib.sha256(text.encode()).hexdigest()}
    files = {"result.json": json.dumps(content).encode(), "scenario.json": json.dumps(scenario).encode()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / "manifest.json").write_text(json.dumps({"files": hashes}))
    return folder


def test_honest_run_stands(run, tmp_path):
    """A run under all rules about awards has no problems."""
    assert verify(saved(tmp_path, *run), simulate=False) == ()


def test_bound_on_the_menus_is_saved_and_recomputed(answer, tmp_path):
    """A run folder holds what proves the bound, verify recomputes it; a fen more, or another price, is found."""
    place = store.save(answer, tmp_path / "run", lang=None)
    assert verify(place, simulate=False) == ()
    content, scenario = (json.loads((place / name).read_text()) for name in ("result.json", "scenario.json"))
    assert content["objective"]["exact_bound"] == content["objective"]["value"]
    content["objective"]["exact_bound"] -= 1
    assert [p.where for p in verify(saved(place, content, scenario), simulate=False)] == ["objective.exact_bound"]
    content["objective"]["exact_bound"] += 1
    (place / "bound.json").write_text('{"bound": 1, "excluded": [], "nodes": []}')
    assert [p.where for p in verify(saved(place, content, scenario), simulate=False)] == ["bound.json"]


def test_contracts_tell_their_route(run):
    """Every contract names a way of procurement for each year, which its value of the first year allows."""
    for row in run[0]["contracts"]:
        assert row["route"] == ["tender" if row["value_by_year"][0] > 19500000 else "quotes"] * 2
    assert {way for row in run[0]["contracts"] for way in row["route"]} == {"tender", "quotes"}


def test_rules_tell_state_binding_and_violation(run):
    """Rules about awards are listed like all others: a vendor's gate binds and has a price, soft ones are broken."""
    rules = {row["id"]: row for row in run[0]["rules"]}
    assert rules["vendors.old.qualified"]["binding"]
    assert rules["vendors.old.qualified"]["price_per_year"] > 0
    assert "79.75" in rules["vendors.old.qualified"]["text"]["zh"]
    assert rules["policy.newcomers"]["state"] == "soft"
    assert rules["policy.holdings"]["violation"] > 0
    assert "policy.qualified" not in rules


def changed(content, change):
    """Return a copy of the result with a change made to it."""
    other = copy.deepcopy(content)
    change(other)
    return other


def lines(content, item):
    """Return the lines of the ledger of an item."""
    return [row for row in content["ledger"] if row["item"] == item]


CHANGES = {
    "contracts": lambda c: c["contracts"][0].update(route=["quotes", "quotes"]),
    "ledger": lambda c: lines(c, "discount")[0].update(fen=-1),
    "ledger ": lambda c: lines(c, "procurement")[-1].update(base=1),
    "ledger  ": lambda c: lines(c, "passthrough")[0].update(group="other"),
    "funds": lambda c: c["funds"][0].update(at_cost=0),
    "passthrough": lambda c: c["passthrough"][-1].update(chance=0.5),
    "rules.budget.funds.running.2027.violation": lambda c: rule(c, "budget.funds.running.2027").update(violation=0.0),
    "rules.policy.share.violation": lambda c: rule(c, "policy.share").update(violation=1.0),
    "rules.policy.redundancy.groups.compound.violation":
        lambda c: rule(c, "policy.redundancy.groups.compound").update(violation=7.0),
    "rules.policy.holdings.violation": lambda c: rule(c, "policy.holdings").update(violation=0.0),
    "rules.vendors.old.qualified": lambda c: c["plan"][1].update(vendor="old", bid="old"),
}  # fmt: skip


def rule(content, id):
    """Return the row of a rule."""
    return next(row for row in content["rules"] if row["id"] == id)


@pytest.mark.parametrize("where", CHANGES)
def test_changed_result_is_caught(run, tmp_path, where):
    """A changed route, discount, cost of procurement, violation or award is named, hashes repaired."""
    found = verify(saved(tmp_path, changed(run[0], CHANGES[where]), run[1]), simulate=False)
    assert where.strip() in {problem.where for problem in found}


WRONG = {
    "vendors.new.qualified.0": {"vendors.new.qualified": ["gardening"]},
    "vendors.new.routes.0": {"vendors.new.routes": ["lots"]},
    "vendors.new.routes": {"vendors.new.routes": []},
    "vendors.old.scores.surveys": {"vendors.old.scores": {"surveys": 85.0}},
    "policy.route.routes": {"policy.route": {"state": "soft", "weight": 1.0}},
    "policy.redundancy.groups.x.sites.0": {"policy.redundancy": {"groups": {"x": {"sites": ["Z"]}}}},
    "policy.redundancy.groups.x.units.0": {"policy.redundancy": {"groups": {"x": {"units": ["Z"]}}}},
    "policy.quota.groups.x.vendors.0": {"policy.quota": {"groups": {"x": {"vendors": ["Z"]}}}},
    "policy.reserve.groups.x.low": {"policy.reserve": {"groups": {"x": {"low": 0.5, "high": 0.4}}}},
    "bids.new.discounts.0": {"bids.new.discounts": [{"rate": 0.1}]},
    "bids.new.discounts.1": {"bids.new.discounts": [{"from_units": 3, "rate": 0.1}, {"from_units": 2, "rate": 0.2}]},
    "bids.old.discounts.1": {"bids.old.discounts": [{"from_yuan": 3.0, "rate": 0.1}, {"from_yuan": 5.0, "rate": 0.05}]},
    "bids.late.discounts.1": {"bids.late.discounts": [{"from_yuan": 3.0, "rate": 0.1}, {"from_units": 5, "rate": 0.2}]},
}


@pytest.mark.parametrize("where", WRONG)
def test_names_and_steps_are_checked(case, where):
    """Names that lead nowhere, ways that are missing, and steps that do not rise are refused where they stand."""
    with pytest.raises(ValidationError) as caught:
        case({**RULES, **WRONG[where]})
    found = [fault for error in caught.value.errors() for fault in error["ctx"]["faults"]]
    assert where in {".".join(map(str, fault.path)) for fault in found}
