"""The shipped motor pool says of the county what the study says, calls the rest assumptions, and its sums hold."""

import pytest
from houqin.model.mode import MODES
from houqin.model.origin import origin
from houqin.model.scenario import Scenario
from houqin.solvers import prices
from houqin.solvers.menu import Option, today

CASE = "county-motorpool"
Path = tuple[str, ...]
UNIT, SERVICE = "机关车队", "机关用车"
SOURCE = {
    ("workforce", "在编驾驶员", "headcount"): [14],
    ("workforce", "借用驾驶员", "headcount"): [2],
    ("workforce", "编外驾驶员", "headcount"): [2],
}
"""Every number that may be marked as a figure of the study, with its value."""


def yearly(lines: tuple[prices.Unit, ...]) -> int:
    """Return lines of a year in yuan, rounded."""
    return round(sum(fen for _, _, fen in lines) / 100)


def test_source_figures_are_exactly_those_of_the_study(quoted: dict[Path, list[float]]) -> None:
    """What is marked as source is in the study, and its three headcounts are marked and unchanged."""
    assert quoted == SOURCE


def test_only_one_source_of_kind_source(scenario: Scenario) -> None:
    """The study is the only first-hand source; nothing else claims its rank."""
    assert [name for name, s in scenario.sources.items() if s.kind == "source"] == ["county"]


def test_eighteen_posts_are_eighteen_people(scenario: Scenario) -> None:
    """Today's posts are the 14 established, 2 borrowed and 2 outside people, and nobody else."""
    setting = scenario.units[UNIT].today.setting
    assert sum(setting[v.name] for v in scenario.levers(UNIT) if v.cost == "post") == 18
    groups = {g.employment: g.headcount for g in scenario.staff_for(UNIT).values()}
    assert groups == {"established": 14, "borrowed": 2, "outside": 2}


def test_nobody_on_the_establishment_is_dismissed_or_added(scenario: Scenario) -> None:
    """Established and borrowed people are protected, contracts of outside people may end; both rules are hard."""
    assert {g.employment for g in scenario.workforce.values() if g.protected} == {"established", "borrowed"}
    assert (scenario.policy.no_dismissal.state, scenario.policy.no_growth.state) == ("hard", "hard")


def test_known_departures_leave_eleven(scenario: Scenario) -> None:
    """Retirements and the end of borrowing leave 18, 17, 14, 12, 11 at the start of the five years."""
    paths = [
        [g.headcount - sum(g.retirements[:y]) for y in range(scenario.horizon.years)]
        for g in scenario.workforce.values()
    ]
    assert [sum(each) for each in zip(*paths, strict=True)] == [18, 17, 14, 12, 11]


@pytest.mark.parametrize(("group", "yuan"), [("在编驾驶员", 92976), ("借用驾驶员", 89784), ("编外驾驶员", 74820)])
def test_a_person_in_post_costs_what_the_head_says(scenario: Scenario, group: str, yuan: int) -> None:
    """Gross pay, 33 % insurance and fund, and welfare make the sums worked out by hand."""
    assert yearly(prices.staff_lines(scenario, group)) == yuan


@pytest.mark.parametrize(("option", "yuan"), [(("in_house", ""), 77813), (("hybrid", "甲驾驶员"), 72160)])
def test_a_person_more_costs_what_the_head_says(scenario: Scenario, option: tuple[str, str], yuan: int) -> None:
    """One post filled from outside, hired or sent by a firm, costs the sum worked out by hand."""
    assert yearly(prices.head_lines(scenario, Option(UNIT, *option))) == yuan


def test_hours_and_km_of_a_day(scenario: Scenario) -> None:
    """40 trips a day take 85.6 hours and 1,262 km: 62 % of the drivers' hours, 14,200 km a year for each vehicle."""
    common, place = scenario.services[SERVICE], scenario.units[UNIT].place
    hours = km = 0.0
    for name, p in common.purposes.items():
        n = place.requests[name]
        hours += n * ((1 - p.far) * p.duration.mean + (p.far * p.far_duration.mean if p.far else 0))
        km += n * ((1 - p.far) * p.distance.mean + (p.far * p.far_distance.mean if p.far else 0))
    vehicles = sum(scenario.units[UNIT].owned.values())
    assert sum(place.requests.values()) == pytest.approx(40)
    assert (hours, km) == (pytest.approx(85.6, abs=0.05), pytest.approx(1262, abs=0.5))
    assert hours / (18 * 0.96 * 8) == pytest.approx(0.62, abs=0.005)
    assert km * scenario.labour.workdays_per_year / vehicles == pytest.approx(14200, rel=0.005)


def test_who_asks_at_once_is_not_held_to_five_minutes(scenario: Scenario) -> None:
    """Taking up a request by telephone takes longer than booked trips may be late, so immediate ones have more time."""
    common = scenario.services[SERVICE]
    assert common.handling_min > common.late_min
    assert all((p.late_min or 0) > common.handling_min for p in common.purposes.values() if p.immediate)


def test_vehicles_last_the_horizon(scenario: Scenario) -> None:
    """No vehicle passes its eight years within the plan, so that no renewal is left out of the account."""
    unit, years = scenario.units[UNIT], scenario.horizon.years
    assert all(unit.owned_age_years + years <= scenario.equipment[name].life_years for name in unit.owned)


def test_each_outsourced_mode_has_two_vendors(scenario: Scenario) -> None:
    """Two firms bid for every mode with a vendor, and their names say that they are invented."""
    for mode in scenario.units[UNIT].modes:
        found = {bid.vendor for bid in scenario.bids.values() if mode in bid.modes}
        assert len(found) >= 2 or not MODES[mode].outsourced
    assert all("假设" in name for name in scenario.vendors)


def test_today_is_the_bureau_itself_and_inside_the_boxes(scenario: Scenario) -> None:
    """Today nobody is contracted, every vehicle owned is in use, and posts can go down from today."""
    assert today(scenario, UNIT) == Option(UNIT, "in_house")
    setting = scenario.units[UNIT].today.setting
    assert all(setting[name] == number for name, number in scenario.units[UNIT].owned.items())
    assert all(v.low <= setting[v.name] <= v.high for v in scenario.levers(UNIT))
    assert all(v.low < setting[v.name] for v in scenario.levers(UNIT) if v.cost == "post")


def test_clauses_from_memory_are_marked(scenario: Scenario) -> None:
    """Rules that rest on clauses of law rest on a source marked as not verified."""
    for name in ("no_dispatch", "term"):
        rule = origin(scenario, "policy", name, "state")
        assert rule is not None
        assert scenario.sources[rule].kind == "unverified"


@pytest.mark.parametrize("name", ["取消保护", "允许转岗", "推迟退休", "用车少两成", "装定位平台"])
def test_shipped_scenarios_exist(scenario: Scenario, name: str) -> None:
    """The promised what-ifs can be asked for by name."""
    assert scenario.scenarios[name]
    assert all(patch in scenario.overrides for patch in scenario.scenarios[name])
