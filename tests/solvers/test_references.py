"""Published tariffs where nobody has bid: where they are offered, what they cost, what counts them, how they are told."""

import copy
import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import InfeasibleError
from houqin.model.references import faults
from houqin.reports import awards, html, views
from houqin.reports.result import result
from houqin.solvers import conflict, lagrange, prices, recount
from houqin.solvers.answer import Answer, Attempt
from houqin.solvers.certify import certify
from houqin.solvers.choose import baseline, choose, objective
from houqin.solvers.ledger import difference, ledger
from houqin.solvers.menu import Option, options
from houqin.solvers.programme import build, choosing
from houqin.solvers.verify import verify
from pydantic import ValidationError


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


runs, counting = lent("test_families_run"), lent("test_families")
families = counting.families

SOURCES = {"tariff": {"title": "市价格主管部门保洁指导价", "kind": "published"}}
NOW = {"mode": "in_house", "setting": {"rounds": 2, "tasks": 1, "scrubber": 0}}
CASE = {
    **counting.PLAIN,
    "units.C.today": NOW,
    "sources": SOURCES,
    "vendors.late": None,
    "vendors.late.capacity": 50,
    **{f"bids.cheap.{key}": value for key, value in counting.bid("old", ["A", "B"], 2000.0).items()},
    **{f"bids.tariff.{key}": value for key, value in counting.bid("late", ["A", "C"], 3000.0).items()},
    "bids.tariff.reference": {"markup": 0.05, "source": "tariff"},
    "bids.late": None,
    "bids.new.units": ["A", "B"],
    "bids.old.units": ["A", "B"],
}
"""A post at the tariff is 36,000 yuan a year and 1,800 more in reserve; nobody bids for C."""
POST = counting.Point(counting.Setting((1, 0, 0)), 1, ())


def menus(scenario):
    """Return menus of a post for every option of these two."""
    mine = [o for o in options(scenario) if o.bid in ("cheap", "tariff")]
    return families.menus_of({(o.unit, o.mode, o.bid): [POST] for o in mine})


def chosen(case, changes):
    """Return a case and its choice; None where there is no plan."""
    scenario = case({**CASE, **changes})
    try:
        return scenario, choose(scenario, menus(scenario))
    except InfeasibleError:
        return scenario, None


def test_reference_is_offered_only_where_no_firm_bids(case):
    """By unit and mode: at A a firm bids for people, not for full trusteeship."""
    scenario = case({**CASE, "units.A.modes": ["people_only", "full"], "bids.tariff.modes": ["people_only", "full"],
                     "bids.new.units": ["B"], "bids.old.units": ["B"]})  # fmt: skip
    mine = [(o.unit, o.mode) for o in options(scenario) if o.bid == "tariff"]
    assert mine == [("A", "full"), ("C", "people_only"), ("C", "full")]


def test_reserve_stands_on_its_own_line(case):
    """Tariff and reserve are paid and counted apart, are contract value together, and are counted twice the same."""
    scenario, found = chosen(case, {})
    assert [a.option.bid for a in found.plan.awards] == ["cheap", "cheap", "tariff"]
    lines = {(v.unit, v.item): v.fen for v in ledger(scenario, found.plan)}
    assert (lines["C", "wage"], lines["C", "reserve"]) == (3600000, 180000)
    assert ("A", "reserve") not in lines
    assert found.value == 2 * 2400000 + 3780000
    counting.recounted(scenario, found)
    assert lagrange.prove(scenario, menus(scenario), found.value).bound == found.value


def test_reserve_on_machines_and_flows(case):
    """It stands on the vendor's machines and on what is paid by quantity too, and not on food the bureau buys."""
    more = {"bids.tariff.modes": ["people_only", "full"], "bids.tariff.machine_per_year": {"scrubber": 1000.0}}
    scenario = case({**CASE, **more})
    option, tariff = Option("C", "full", "tariff"), recount.Tariff(scenario)
    fee = {item: fen for item, _, fen in prices.fee_lines(scenario, option, "scrubber")}
    assert fee == {"machine_fee": 100000, "reserve": 5000}
    assert tariff.kept("tariff") * tariff.fee("tariff", "scrubber") * 100 == 5000
    flows = lent("lent")
    with flows.kind():
        served = case({**CASE, **more, "bids.tariff.per_unit": {"meal": 2.5}})
        ours = [(flow, *line) for flow, found in prices.flow_rates(served, option).items() for line in found]
        theirs = [line for line in recount.Tariff(served).flows(*(option.unit, option.mode, option.bid)) if line[3]]
        assert sorted(ours) == sorted(theirs)
        assert ("meal", "reserve", "price", recount.rational(0.125)) in ours


BUDGETS = {"enough": (85800.0, True), "the tariff, not the reserve": (85799.99, False)}


@pytest.mark.parametrize("name", BUDGETS)
def test_budget_counts_the_reserve(case, name):
    """A budget of a year must hold tariff and reserve."""
    yuan, fits = BUDGETS[name]
    assert (chosen(case, {"budget": {"state": "hard", "by_year": [yuan]}})[1] is not None) == fits


def ruled(**terms):
    """Return a hard rule."""
    return {"state": "hard", **terms}


COUNTS = {
    "winners": ({"policy.winners": ruled(low=2, high=9)}, False),
    "one winner": ({"policy.winners": ruled(low=1, high=1)}, True),
    "newcomers": ({"policy.newcomers": ruled(most=0)}, True),
    "two firms on B and C": ({"policy.redundancy": ruled(groups={"g": {"units": ["B", "C"]}})}, False),
    "one firm on B and C": ({"policy.redundancy": ruled(groups={"g": {"units": ["B", "C"], "least": 1}})}, True),
    "no firm on C": ({"policy.quota": ruled(groups={"g": {"units": ["C"], "count": "units", "high": 0}})}, True),
    "a firm on C": ({"policy.quota": ruled(groups={"g": {"units": ["C"], "low": 1}})}, False),
    "holdings": ({"policy.holdings": ruled(most=2), "bids.tariff.units": ["A", "C"]}, True),
    "all of the known money goes to one": ({"policy.share": ruled(most=0.99)}, False),
    "all of it to those that serve": ({"policy.reserve": ruled(groups={"g": {"of": "incumbent", "low": 1.0}})}, True),
    "its contract has a way": ({"policy.route": ruled(routes={"quotes": {"up_to": 48000.0}})}, True),
    "its contract has none": ({"policy.route": ruled(routes={"quotes": {"up_to": 37799.99}})}, False),
}


@pytest.mark.parametrize("name", COUNTS)
def test_its_vendor_is_nobody_but_must_be_tendered(case, name):
    """Where firms or their money are counted it is neither one nor another's; its contract needs a way of procurement."""
    changes, fits = COUNTS[name]
    scenario, found = chosen(case, {"bids.cheap.wage_per_month": 1900.0, **changes})
    assert (found is not None) == fits
    if found:
        counting.recounted(scenario, found)
        assert lagrange.prove(scenario, menus(scenario), found.value).bound == found.value
    else:
        assert conflict.conflict(scenario, menus(scenario)).proven


FAULTS = {
    "no source": ({"bids.tariff.reference": {"markup": 0.1}}, ["HQ1321"]),
    "a discount": ({"bids.tariff.discounts": [{"from_units": 1, "rate": 0.1}]}, ["HQ1321"]),
    "a vendor that bids": ({"bids.tariff.vendor": "old"}, ["HQ1321"] * 4),
    "a placeholder with credit": ({"vendors.late.credit": "A"}, ["HQ1321"]),
    "a placeholder of a quota": ({"policy.quota.groups": {"g": {"vendors": ["late"]}}}, ["HQ1321"]),
    "a condition on it": ({"bids.cheap.conditions": {"with_bids": ["tariff"]}}, ["HQ1321"]),
    "a placeholder that serves": (
        {"units.C.today": {"mode": "people_only", "vendor": "late", "setting": NOW["setting"]}}, ["HQ1321"]),
}


@pytest.mark.parametrize("name", FAULTS)
def test_reference_that_is_no_tariff_is_refused(case, name):
    """A tariff has a source, and nothing that only a firm or its bid can have."""
    changes, codes = FAULTS[name]
    with pytest.raises(ValidationError) as caught:
        case({**CASE, **changes})
    (error,) = caught.value.errors()
    found = [fault.code for fault in error["ctx"]["faults"]]
    assert set(found) == set(codes)


def test_reference_that_is_never_used_is_doubted(case):
    """Where firms bid for all of it; not where a unit or a mode is left."""
    doubts = [(found.code, found.severity) for found in faults(case({**CASE, "bids.cheap.units": ["A", "B", "C"]}))]
    assert doubts == [("HQ1520", "warning")]
    assert not list(faults(case(CASE)))


# --- a run ---------------------------------------------------------------------------------------------------------

TOLD = {
    **families.SHAPE,
    **families.third(),
    **runs.QUICK,
    "sources": SOURCES,
    "units.C.today": NOW,
    "bids.old.units": ["A", "B"],
    "bids.new.units": ["A", "B"],
    "bids.late.reference": {"markup": 0.05, "source": "tariff"},
    "policy.route": {"state": "hard", "routes": {"tender": {"cost_per_year": 4500.0}}},
}


@pytest.fixture(scope="module")
def run(case):
    """Return result and scenario of a run in which C is at the tariff, as plain data."""
    scenario = case(TOLD)
    points = {
        at: [families.spot(families.random.Random(n))]
        for n, at in enumerate([("A", "in_house", ""), ("B", "people_only", "old"), ("C", "people_only", "late")])
    }
    offered = families.menus_of(points)
    built = build(choosing(scenario, offered))
    plan, today = choose(scenario, offered, built=built), baseline(scenario)
    first, second = certify(scenario, plan.plan), certify(scenario, today, label="today")
    ours, base = ledger(scenario, plan.plan), ledger(scenario, today)
    answer = Answer(
        scenario, first.status, offered, plan.plan, ours, objective(scenario, offered, plan, first, plan.bound),
        first, (Attempt(first.plan, first.status, ()),), today, base, second, difference(scenario, ours, base),
        conflict.rules(scenario, offered, plan, built=built), (),
    )  # fmt: skip
    return json.loads(json.dumps(result(answer))), scenario.model_dump(mode="json")


def test_plan_and_page_say_that_it_is_no_bid(run):
    """The result names tariff and reserve; page one, its table and the terminal's say so, in both languages."""
    content = run[0]
    award = content["plan"][2]
    assert award["reference"] == {"markup": 0.05, "source": "tariff", "title": SOURCES["tariff"]["title"]}
    assert "reference" not in content["plan"][1]
    assert [row.get("reference") for row in content["contracts"]] == [None, True]
    reserve = award["cost"]["by_item"]["reserve"]
    for lang, words in (("zh", ("没有企业报价", "须另行招标", "5.0%")), ("en", ("nobody has bid", "tender must follow", "5.0"))):
        said = awards.sentences(content, lang)[0]
        assert all(word in said for word in words)
        assert SOURCES["tariff"]["title"] in said
        assert awards.references.wan(reserve, lang) in said
        mark = "参考价, 非报价" if lang == "zh" else "reference tariff, no bid"
        assert [mark in row["then"] for row in views.decisions(content, lang)] == [False, False, True]
        assert said in html.page(content, [], lang)["awards"]


def test_forged_plan_is_caught(run, tmp_path):
    """The honest run stands; a reserve taken away, a reference hidden, or one used where a firm bids is found."""
    content, scenario = run

    def places(change):
        told, case = copy.deepcopy(content), copy.deepcopy(scenario)
        change(told, case)
        return {p.where for p in verify(runs.saved(tmp_path, told, case), simulate=False)}

    assert places(lambda told, case: None) == set()
    assert "plan[2].reference" in places(lambda told, case: told["plan"][2].pop("reference"))
    assert "plan[2].reference" in places(lambda told, case: told["plan"][2]["reference"].update(markup=0.0))
    assert any("ledger" in w for w in places(lambda told, case: case["bids"]["late"]["reference"].update(markup=0.0)))
    assert "plan[2].bid" in places(lambda told, case: case["bids"]["old"]["units"].append("C"))
    assert "contracts" in places(lambda told, case: told["contracts"][1].pop("reference"))
