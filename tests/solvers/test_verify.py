"""Verifying saved runs: an honest one stands, and no number can be changed unnoticed."""

import copy
import hashlib
import json
import random

import pytest
from houqin.reports.result import digest, result
from houqin.solvers import conflict
from houqin.solvers.alternatives import alternatives
from houqin.solvers.answer import Answer, Attempt
from houqin.solvers.certify import certify
from houqin.solvers.choose import baseline, choose, objective
from houqin.solvers.ledger import difference, ledger
from houqin.solvers.programme import build, choosing
from houqin.solvers.verify import verify

ZONES = {"all": {"type": "office", "count": 40, "area_m2": 70000.0}}
STUDY = {
    "study.certify_replications": 42,
    "study.reference_replications": 1,
    "units.A.place.zones": ZONES,
    "units.B.place.zones": ZONES,
    "services.cleaning.inspection": {"litter_points": 5.0, "missing_points": 5.0, "missing_fine": 50.0},
}
SOFT = {
    "budget": {"state": "soft", "weight": 0.5, "by_year": [3.48e6, 3.5e6, 3.7e6], "present_value": 10e6},
    "policy.changes": {"state": "soft", "most": 0, "weight": 1000.0},
    "policy.capacity": {"state": "soft", "weight": 500.0},
    "vendors.old.capacity": 38,
    "equipment.scrubber.lease_per_year": 3000.0,
}


def answered(case, menus, changes, whole=True):
    """Return an answer of the small case, certificates simulated; `whole` with bound and alternatives."""
    scenario = case({**STUDY, **changes})
    offered = menus(scenario)
    built = build(choosing(scenario, offered))
    chosen, today = choose(scenario, offered, built=built), baseline(scenario)
    first, second = certify(scenario, chosen.plan), certify(scenario, today, label="today")
    ours, base = ledger(scenario, chosen.plan), ledger(scenario, today)
    return Answer(
        scenario,
        first.status,
        offered,
        chosen.plan,
        ours,
        objective(scenario, offered, chosen, first, None if whole else chosen.bound),
        first,
        (Attempt(first.plan, first.status, ()),),
        today,
        base,
        second,
        difference(scenario, ours, base),
        conflict.rules(scenario, offered, chosen, built=built),
        alternatives(scenario, offered, chosen, built=built) if whole else (),
    )


@pytest.fixture(scope="module")
def run(case, menus):
    """Return result and scenario of an honest run as plain data."""
    answer = answered(case, menus, {})
    return json.loads(json.dumps(result(answer))), answer.scenario.model_dump(mode="json")


def saved(folder, content, scenario):
    """Write a run folder whose manifest fits its files, and return it."""
    files = {"result.json": json.dumps(content).encode(), "scenario.json": json.dumps(scenario).encode()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / "manifest.json").write_text(json.dumps({"files": hashes}))
    return folder


def numbers(value, path=()):
    """Yield the path of every number in plain data."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from numbers(below, (*path, key))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from numbers(below, (*path, i))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


def tampered(content, path, dice):
    """Return the content with one number changed."""
    other = copy.deepcopy(content)
    node = other
    for step in path[:-1]:
        node = node[step]
    old = node[path[-1]]
    node[path[-1]] = old + dice.choice([-1, 1, 100]) if isinstance(old, int) else old * 1.0001 + 1e-4
    return other


SURFACE = {
    "scenario": {"id", "hash"},
    "objective": {"name", "value", "lower_bound", "solver_gap", "menu_gap", "sampling_interval"},
    "plan": {"unit", "site", "service", "kind", "mode", "vendor", "setting", "equipment", "cost", "heads"},
    "contracts": {"vendor", "units", "route", "term_years", "value_by_year", "bonus", "deductions"},
    "workforce": {"group", "year", "stay", "redeploy", "retire", "exit", "stranded_cost"},
    "certificate": {
        "unit", "measure", "stat", "target", "estimate", "lower", "upper", "confidence", "replications", "status",
    },
    "engines": {"reference_replications", "kernel_replications", "identical"},
    "rules": {"id", "text", "state", "binding", "violation", "price_per_year", "points", "source"},
    "alternatives": {"unit", "mode", "bid", "extra"},
    "provenance": {"houqin", "python", "numpy", "numba", "simpy", "pyomo", "highs", "platform"},
}  # fmt: skip


@pytest.mark.parametrize("key", SURFACE)
def test_result_has_every_key_it_promises(run, key):
    """Each part of result.json carries at least the promised keys."""
    part = run[0][key]
    for row in part if isinstance(part, list) else [part]:
        assert row.keys() >= SURFACE[key]


def test_result_says_what_it_is(run):
    """Version, seed, status and unit of money stand at the top; money is whole; all figures of a cost add up."""
    content = run[0]
    assert (content["schema_version"], content["money_unit"], content["conflicts"]) == (1, "fen", [])
    assert content["seed"] == 20171123
    for award in content["plan"]:
        assert sum(award["cost"]["by_year"]) == sum(award["cost"]["by_item"].values())
    whole = [v for award in content["plan"] for v in (award["cost"]["npv"], *award["cost"]["by_year"])]
    assert all(isinstance(v, int) for v in whole)


def test_like_for_like_counts_the_idle(run):
    """A vendor's full service at the staff's compound carries the pay of all who would have no work."""
    rows = {(r["unit"], r["mode"], r["bid"]): r for r in run[0]["cost_by_mode"]}
    head = 6330000
    assert rows["B", "full", "old"]["items"]["stranded"] == 39 * head
    mixed = rows["B", "hybrid", "old"]
    assert mixed["items"]["staff"] == mixed["staff"] * head
    assert mixed["items"].get("stranded", 0) == (39 - mixed["staff"]) * head
    assert mixed["chosen"]


def test_honest_run_stands(run, tmp_path):
    """A run nobody touched has no problems, simulation included."""
    assert verify(saved(tmp_path, *run)) == ()


def test_honest_run_with_broken_soft_rules_stands(case, menus, tmp_path):
    """Penalties, leases, budgets overrun and posts beyond capacity are recounted too."""
    answer = answered(case, menus, SOFT, whole=False)
    assert sum(rule.violation for rule in answer.rules) > 1000
    content = json.loads(json.dumps(result(answer)))
    assert verify(saved(tmp_path, content, answer.scenario.model_dump(mode="json"))) == ()


def test_infeasible_run_stands(case, menus, tmp_path):
    """A result without a plan, with a conflict, verifies; its conflict names repairs."""
    scenario = case({"budget": {"state": "hard", "present_value": 10e6}})
    answer = conflict.explain(scenario, menus(scenario), Answer(scenario, "infeasible"))
    content = json.loads(json.dumps(result(answer)))
    assert any(rule["repairs"] for rule in content["conflicts"])
    assert verify(saved(tmp_path, content, scenario.model_dump(mode="json"))) == ()


def test_any_number_changed_is_caught(run, tmp_path):
    """Of all numbers in result.json, 80 drawn at random: changing one, hashes repaired, never goes unnoticed."""
    content, scenario = run
    dice = random.Random(1)
    for path in dice.sample(list(numbers(content)), 80):
        other = tampered(content, path, dice)
        assert verify(saved(tmp_path, other, scenario), simulate=False), path


RECOUNTED = (
    "plan", "workforce", "ledger", "totals", "contracts", "facts", "objective", "difference", "baseline",
    "baseline_workforce", "baseline_ledger", "years", "seed",
)  # fmt: skip


@pytest.mark.parametrize("key", RECOUNTED)
def test_changed_number_is_caught_by_recount(run, tmp_path, key):
    """Even with the inner digest repaired as well, a changed decision or sum of money does not survive the recount."""
    content, scenario = run
    dice = random.Random(key)
    found = list(numbers(content[key], (key,)))
    spared = {("objective", "solver_gap"), ("difference", "confidence"), ("difference", "futures")}
    for path in dice.sample(found, min(len(found), 8)):
        other = tampered(content, path, dice)
        other["digest"] = digest(other)
        if path not in spared:
            assert verify(saved(tmp_path, other, scenario), simulate=False), path


@pytest.mark.parametrize("key", ["certificate", "deductions", "baseline_certificate", "certification"])
def test_changed_certificate_is_caught_by_simulation(run, tmp_path, key):
    """With every hash repaired, a changed estimate, limit or deduction does not survive the same days again."""
    content, scenario = run
    dice = random.Random(key)
    for path in dice.sample(list(numbers(content[key], (key,))), 2):
        other = tampered(content, path, dice)
        other["digest"] = digest(other)
        assert verify(saved(tmp_path, other, scenario)), path


def test_changed_verdict_is_caught(run, tmp_path):
    """A failed standard called certified is noticed."""
    content, scenario = copy.deepcopy(run[0]), run[1]
    row = next(r for r in content["certificate"] if r["target"] is not None)
    row["status"] = "failed" if row["status"] == "certified" else "certified"
    content["digest"] = digest(content)
    assert verify(saved(tmp_path, content, scenario))


def test_file_that_is_not_its_hash_is_caught(run, tmp_path):
    """A file changed after the manifest was written is named."""
    folder = saved(tmp_path, *run)
    (folder / "scenario.json").write_text(json.dumps(run[1]) + " ")
    assert [p.where for p in verify(folder, simulate=False)] == ["scenario.json"]


def test_other_scenario_is_caught(run, tmp_path):
    """The same result beside a scenario with another wage, manifest repaired, does not stand."""
    scenario = copy.deepcopy(run[1])
    scenario["labour"]["minimum_wage_per_month"] = 1500.0
    assert "scenario" in {p.where for p in verify(saved(tmp_path, run[0], scenario), simulate=False)}


def test_points_of_a_rule_that_does_not_bind_are_caught(run, tmp_path):
    """A rule that costs nothing cannot change quality."""
    content = copy.deepcopy(run[0])
    row = next(r for r in content["rules"] if r["state"] == "hard" and not r["binding"])
    row["points"] = 1.0
    assert f"rules.{row['id']}.points" in {p.where for p in verify(saved(tmp_path, content, run[1]), simulate=False)}


def test_broken_hard_rule_is_caught(run, tmp_path):
    """A plan that breaks a rule made hard afterwards is refused by that rule's name."""
    scenario = copy.deepcopy(run[1])
    scenario["policy"]["term"] = {"state": "hard", "years": 1, "weight": 0.0, "source": None}
    scenario["bids"]["old"]["term_years"] = 3
    places = {p.where for p in verify(saved(tmp_path, run[0], scenario), simulate=False)}
    assert "rules.policy.term" in places


def test_machines_beyond_their_life_are_caught(run, tmp_path):
    """A plan that keeps machines which the scenario would have renewed is refused at that year."""
    scenario = copy.deepcopy(run[1])
    scenario["equipment"]["scrubber"]["renewed"] = True
    kept = [sum(unit["owned"].values()) for unit in scenario["units"].values()]
    assert sum(kept) > 0
    told = [{p.where for p in verify(saved(tmp_path, run[0], scenario), simulate=False)}]
    for unit in scenario["units"].values():
        unit["owned_age_years"] = 7.5
    told.append({p.where for p in verify(saved(tmp_path, run[0], scenario), simulate=False)})
    assert [any(w.endswith("years[1].own") for w in places) for places in told] == [False, True]


def test_split_bundle_is_caught(run, tmp_path):
    """A plan that gives a vendor one unit of a bid that stands only as a whole is refused by that rule's name."""
    content, scenario = copy.deepcopy(run[0]), copy.deepcopy(run[1])
    assert {award["bid"] for award in content["plan"]} == {"old"}
    scenario["bids"]["old"]["bundle"] = True
    row = {"id": "bids.old.bundle", "state": "hard", "binding": False, "violation": 0.0, "price_per_year": 0.0}
    at = next(i for i, r in enumerate(content["rules"]) if r["id"].startswith("standards"))
    content["rules"].insert(at, row)
    places = [{p.where for p in verify(saved(tmp_path, content, scenario), simulate=False)}]
    content["plan"][0] |= {"bid": "new", "vendor": "new"}
    places.append({p.where for p in verify(saved(tmp_path, content, scenario), simulate=False)})
    assert ["rules.bids.old.bundle" in found for found in places] == [False, True]


def test_missing_and_broken_files_are_problems_not_crashes(run, tmp_path):
    """A folder without files, with text that is not JSON, or with other JSON, gives problems in both languages."""
    assert {p.where for p in verify(tmp_path)} == {"manifest.json", "result.json"}
    folder = saved(tmp_path, *run)
    for text in ("{", "[]", "{}", "null"):
        (folder / "result.json").write_text(text)
        found = verify(folder)
        assert all(p.text.zh and p.text.en for p in found)
        assert any(p.where == "result.json" for p in found)


def test_path_outside_the_folder_is_refused(run, tmp_path):
    """A manifest that points outside its folder is not followed."""
    inner = tmp_path / "run"
    inner.mkdir()
    folder = saved(inner, *run)
    (tmp_path / "secret").write_text("x")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["../secret"] = hashlib.sha256(b"x").hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "../secret" in {p.where for p in verify(folder, simulate=False)}
