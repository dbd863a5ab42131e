"""Units with the same service, place, people and setting share their days: the certificate says what each alone would."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.model.simulate import sampler
from houqin.solvers import certify, recertify
from houqin.solvers.menu import Option, Point, workforce
from houqin.solvers.plan import Award, Plan, Year

PLACE = spec_from_file_location("twins", Path(__file__).with_name("twins.py"))
twins = module_from_spec(PLACE)
PLACE.loader.exec_module(twins)

SERVICE = {**twins.BASE["services"]["clean"], "complaints": 2.0, "neglect": 20.0, "fine": 100.0, "days": 5}
UNIT = {
    "service": "clean", "place": {"kind": "contracted", "workload": 300.0, "high": 12},
    "today": {"mode": "people_only", "vendor": "v", "setting": {"posts": 4}},
}  # fmt: skip
SPENT = {"v": {"absence": 0.05}, "w": {"absence": 0.05}, "x": {"absence": 0.2}}
NAMES = ("a", "b", "c", "d", "e", "f")


@pytest.fixture(scope="module")
def scenario():
    """Return six units with one service: b has a target of its own, d a place of its own, f staff in post."""
    units = {name: {**UNIT, "site": "s"} for name in NAMES}
    units["b"] = {**units["b"], "standards": {"done": {"at_least": 0.97}}}
    units["d"] = {**units["d"], "place": {**UNIT["place"], "workload": 310.0}}
    return Scenario.model_validate({
        **twins.BASE, "horizon": {"start": "2026-01-01", "years": 3}, "sites": {"s": {"area_m2": 1000.0}},
        "services": {"clean": SERVICE}, "units": units,
        "standards": {"clean": {"done": {"at_least": 0.9}, "satisfaction": {"at_least": 0.8}}},
        "vendors": {name: {"conduct": conduct} for name, conduct in SPENT.items()},
        "bids": {name: {"vendor": name, "units": list(NAMES), "modes": ["people_only"], "wage_per_month": 1900.0}
                 for name in SPENT},
        "workforce": {"staff": {"headcount": 2, "units": ["f"], "pay": {"gross_per_month": 3000.0},
                                "conduct": {"absence": 0.01}}},
        "study": {"certify_replications": 40, "reference_replications": 1, "attempts": 2},
    })  # fmt: skip


def plan(scenario, held):
    """Return a plan: unit -> (bid, posts by year, thousandths of a day that its money rests on)."""
    awards = []
    for unit in scenario.units:
        bid, posts, day = held.get(unit, ("v", (4, 4, 4), 1000))
        points = [Point(Setting((n,)), n, (), {}, volumes=(("day", day), ("work", 300000))) for n in posts]
        awards.append(Award(Option(unit, "people_only", bid), tuple(Year(p, ()) for p in points)))
    return Plan(tuple(awards), ())


HELD = {"b": ("w", (4, 5, 4), 1000), "c": ("x", (4, 4, 4), 1000), "e": ("v", (5, 5, 4), 990)}
"""w's people are as v's; x's are not. Settings are held in other years, and e's money rests on other flows."""


def alone(scenario, case, found, alpha):
    """Return the checks of a case as its own days give them."""
    unit, study = case.option.unit, scenario.study
    source = sampler(scenario, unit, workforce(scenario, case.option), found.key)
    counts = source.counts(case.setting, study.certify_replications)
    targets = scenario.targets(unit)
    return [
        certify.check(case, measure, counts, targets[name].at_least if name in targets else None, alpha, found.confidence)
        for name, measure in scenario.measures(unit).items()
    ]


def statements(scenario, cases):
    """Return the different statements of a certificate, told by all their days depend on and the target."""
    people = [[team.model_dump(exclude={"source"}) for team in workforce(scenario, case.option)] for case in cases]
    return {
        (scenario.units[case.option.unit].place.workload, repr(team), case.setting, name, standard.at_least)
        for case, team in zip(cases, people, strict=True)
        for name, standard in scenario.targets(case.option.unit).items()
    }


def test_shared_days_say_what_own_days_say(scenario):
    """Each unit, year and measure has the row that simulating this case by itself gives."""
    made = plan(scenario, HELD)
    found, cases = certify.certify(scenario, made), certify.cases(made)
    alpha = 0.5 * scenario.study.error / len(statements(scenario, cases))
    assert list(found.checks) == [check for case in cases for check in alone(scenario, case, found, alpha)]
    assert {check.target for check in found.checks if check.unit == "b" and check.measure == "done"} == {0.97}
    assert {check.years for check in found.checks if check.unit == "b"} == {(0, 2), (1,)}


def test_statements_are_counted_once(scenario):
    """Days shared make one statement by measure and target; days of other people, places, settings others."""
    made = plan(scenario, HELD)
    cases = certify.cases(made)
    found = statements(scenario, cases)
    # of four posts and of five, each with b's own target; of c's people, d's place, f's staff in post
    assert len(found) == 3 + 3 + 2 + 2 + 2
    one, different = certify.certify(scenario, made), 5
    assert one.kernel_replications == different * 40
    assert one.reference_replications == different
    assert len(recertify.different(scenario, recertify.cases(rows(scenario, made)))) == different


def rows(scenario, made):
    """Return a plan's awards as rows of result.json."""
    return twins.rows(scenario, made)[0]


@pytest.mark.parametrize("attempt", [1, 2])
def test_second_count_shares_the_same_days(scenario, attempt):
    """The verifier's own days give the same verdicts, deductions, flows, limits and histograms, in the same order."""
    made = plan(scenario, HELD)
    found = certify.certify(scenario, made, attempt)
    again = recertify.days(scenario, recertify.cases(rows(scenario, made)), found.key, scenario.study.error / 2**attempt)
    assert found.plan == recertify.fingerprint(rows(scenario, made), [])
    assert found.identical
    assert again.identical
    assert len(again.rows) == len(found.checks)
    for row, check in zip(again.rows, found.checks, strict=True):
        assert row["unit"] == check.unit
        assert tuple(row["years"]) == check.years
        for key in ("measure", "status", "target", "replications"):
            assert row[key] == getattr(check, key)
        for key in ("estimate", "lower", "upper", "confidence"):
            assert row[key] == pytest.approx(getattr(check, key))
    for row, cut in zip(again.cuts, found.deductions, strict=True):
        assert (row["unit"], tuple(row["years"])) == (cut.unit, cut.years)
        assert row["fine_per_year"] == pytest.approx(cut.fine_per_year)
    for row, flow in zip(again.volumes, found.volumes, strict=True):
        assert (row["unit"], tuple(row["years"]), row["flow"]) == (flow.unit, flow.years, flow.flow)
        assert row["planned"] == flow.planned
        assert row["estimate"] == pytest.approx(flow.estimate)
    assert {v.planned for v in found.volumes if v.unit == "e" and v.flow == "day"} == {0.99}
