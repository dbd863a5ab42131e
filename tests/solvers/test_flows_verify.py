"""A saved run with flows: it stands as it is, every changed answer is named, fresh days move its interval."""

import copy
import hashlib
import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.survey import surveys
from houqin.reports.result import digest, result
from houqin.solvers import conflict, prices, questions
from houqin.solvers import ledger as money
from houqin.solvers.alternatives import alternatives
from houqin.solvers.answer import Answer, Attempt
from houqin.solvers.certify import certify
from houqin.solvers.choose import baseline, objective
from houqin.solvers.verify import verify

PLACE = spec_from_file_location("lent", Path(__file__).with_name("lent.py"))
lent = module_from_spec(PLACE)
PLACE.loader.exec_module(lent)


@pytest.fixture(scope="module", autouse=True)
def kind():
    """Lend the flows."""
    with lent.kind():
        yield


@pytest.fixture(scope="module")
def run(case):
    """Return a quick case with a bid by the meal, its menus, and its choice."""
    return lent.run(case)


@pytest.fixture(scope="module")
def whole(run):
    """Return result and scenario of a run with flows as plain data."""
    scenario, offered, built, chosen = run
    today = baseline(scenario)
    first, second = certify(scenario, chosen.plan), certify(scenario, today, label="today")
    ours, base = money.ledger(scenario, chosen.plan), money.ledger(scenario, today)
    others = alternatives(scenario, offered, chosen, built=built)
    answer = Answer(
        scenario,
        first.status,
        offered,
        chosen.plan,
        ours,
        objective(scenario, offered, chosen, first),
        first,
        (Attempt(first.plan, first.status, ()),),
        today,
        base,
        second,
        money.difference(scenario, ours, base),
        conflict.rules(scenario, offered, chosen, built=built),
        others,
        per_unit=questions.per_unit(scenario, chosen.plan, chosen.lines, others),
        margins=questions.margins(scenario, chosen.plan, others),
        switches=questions.switches(scenario, offered, chosen, built=built),
        surveys=surveys(scenario),
    )
    return json.loads(json.dumps(result(answer))), scenario.model_dump(mode="json"), answer


def saved(folder, content, scenario):
    """Write a run folder whose manifest fits its files, and return it."""
    files = {"result.json": json.dumps(content).encode(), "scenario.json": json.dumps(scenario).encode()}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    (folder / "manifest.json").write_text(json.dumps({"files": hashes}))
    return folder


def test_run_with_flows_stands(whole, tmp_path):
    """A run nobody touched verifies: quantities simulated again, money recounted, interval, questions."""
    assert verify(saved(tmp_path, *whole[:2])) == ()


def places(whole, tmp_path, change, simulate=False):
    """Return where a run is refused after a change, hashes repaired."""
    content = copy.deepcopy(whole[0])
    change(content)
    content["digest"] = digest(content)
    return {p.where for p in verify(saved(tmp_path, content, whole[1]), simulate=simulate)}


def test_changed_quantity_is_caught(whole, tmp_path):
    """A planned quantity that the search's days do not show is refused, though all money were made to fit."""

    def change(content):
        content["plan"][0]["years"][0]["volumes"]["ticket"] += 1

    assert {"plan.A.volumes", "ledger"} <= places(whole, tmp_path, change, simulate=True)


CHANGES = {
    "volumes": lambda c: c["volumes"][0].update(estimate=c["volumes"][0]["estimate"] + 1e-3),
    "switches[0].difference": lambda c: c["switches"][0].update(difference=1),
    "switches[0].chosen": lambda c: c["switches"][0].update(chosen=[9, 9, 9]),
    "per_unit.A.meal": lambda c: c["per_unit"][0].update(cost=1.0),
    "margins[0].margin": lambda c: c["margins"][0].update(margin=7),
    "objective.seen_gap": lambda c: c["objective"].update(seen_bound=c["objective"]["value"]),
    "objective.spent": lambda c: c["objective"].update(spent=c["objective"]["value"]),
    "objective.spent_gap": lambda c: c["objective"].update(spent_gap=c["objective"]["menu_gap"]),
    "surveys.spring.index": lambda c: c["surveys"][0].update(index=99.0),
    "surveys.spring.all_satisfied": lambda c: c["surveys"][0].update(all_satisfied=148),
    "surveys.spring.loose.limit": lambda c: c["surveys"][0]["readings"][0].update(limit=0.98),
    "surveys.spring.loose.needed": lambda c: c["surveys"][0]["readings"][0].update(needed=60),
    "surveys.spring.strict.proven": lambda c: c["surveys"][0]["readings"][1].update(proven=True),
    "surveys.spring.strict.worst_limit": lambda c: c["surveys"][0]["readings"][1].update(worst_limit=0.98),
}


@pytest.mark.parametrize("where", CHANGES)
def test_changed_answer_is_caught(whole, tmp_path, where):
    """A changed flow of the certificate, switch, cost of a meal, margin, bound or survey is named."""
    assert where in places(whole, tmp_path, CHANGES[where], simulate=where == "volumes")


def test_certificate_reports_every_flow(whole):
    """Each setting has a row a flow; flows that a lever decides have no spread; planned is what the plan holds."""
    content = whole[0]
    for award in content["plan"]:
        rows = {r["flow"]: r for r in content["volumes"] if r["unit"] == award["unit"] and 0 in r["years"]}
        assert {f: round(r["planned"] * 1000) for f, r in rows.items()} == award["years"][0]["volumes"]
        assert rows["food"]["error"] == 0.0
        assert rows["food"]["estimate"] == rows["food"]["planned"]
        assert rows["ticket"]["lower"] < rows["ticket"]["estimate"] < rows["ticket"]["upper"]


def test_fresh_days_move_the_sampling_interval(whole):
    """The interval is centred on what fresh days say of tickets, and is as wide as they leave it."""
    answer = whole[2]
    scenario, said = answer.scenario, answer.certificate
    bare = money.sampling(scenario, answer.plan, answer.ledger, said.deductions)
    full = money.sampling(scenario, answer.plan, answer.ledger, said.deductions, said.volumes)
    growth, worth = prices.growth(scenario)["price"], prices.discount(scenario)
    shift = 0.0
    for v in said.volumes:
        mode = next(a.option.mode for a in answer.plan.awards if a.option.unit == v.unit)
        if v.flow == "ticket" and mode != "full":
            shift += sum(-50 * 250 * growth[y] * worth[y] / 1e12 for y in v.years) * (v.estimate - v.planned)
    assert sum(full) / 2 - sum(bare) / 2 == pytest.approx(shift, rel=1e-6)
    assert full[1] - full[0] > bare[1] - bare[0]
