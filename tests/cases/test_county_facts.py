"""The shipped county says of the 46 people what the study says, calls the rest assumptions, and its sums hold."""

import pytest
from houqin import load
from houqin.model.evidence import findings
from houqin.model.mode import MODES
from houqin.model.origin import origin
from houqin.model.scenario import Scenario
from houqin.solvers import prices
from houqin.solvers.menu import Option

CASE = "county"
Quoted = dict[tuple[str, ...], list[float]]
TEAMS = {
    ("中心在编", "established"): 12, ("中心编外", "outside"): 1,
    ("驾驶员在编", "established"): 14, ("驾驶员借用", "borrowed"): 2, ("驾驶员编外", "outside"): 2,
    ("接待在编", "established"): 1,
    ("经警在编", "established"): 10, ("经警编外", "outside"): 3, ("经警借用", "borrowed"): 1,
}  # fmt: skip
"""The table of the study: service centre, car team, reception, guards, by employment."""


def test_source_figures_are_exactly_those_of_the_study(quoted: Quoted) -> None:
    """Nine headcounts, the one post of the reception, and three counts are marked as the study's, and nothing else."""
    heads = {("workforce", group, "headcount"): [people] for (group, _), people in TEAMS.items()}
    stated = {"固定资产类别": 7, "永康物业管理中心的部门": 8, "建议设立的职能科室": 6}
    counts = {("counts", name, "stated"): [number] for name, number in stated.items()}
    reception = {("units", "接待办", "today", "setting", "posts"): [1]}
    claim = {("claims", "省局利润", name): [yuan] for name, yuan in (("before", 48650000), ("after", 220000000), ("times", 8))}
    assert quoted == {**heads, **counts, **reception, **claim}


def test_forty_six_people_in_four_teams(scenario: Scenario) -> None:
    """37 established, 6 outside and 3 borrowed people make 46; the teams are 13, 18, 1 and 14."""
    assert {(name, g.employment): g.headcount for name, g in scenario.workforce.items()} == TEAMS
    by_kind = {kind: sum(n for (_, e), n in TEAMS.items() if e == kind) for kind in ("established", "outside", "borrowed")}
    assert by_kind == {"established": 37, "outside": 6, "borrowed": 3}
    teams = [sum(n for (name, _), n in TEAMS.items() if name[:2] == team) for team in ("中心", "驾驶", "接待", "经警")]
    assert (teams, sum(teams)) == ([13, 18, 1, 14], 46)


def test_posts_of_today_are_the_people(scenario: Scenario) -> None:
    """Every team fills the posts of its own units today, all of them in-house."""
    posts = {name: unit.today.setting["posts"] for name, unit in scenario.units.items()}
    for units in {g.units for g in scenario.workforce.values()}:
        people = sum(g.headcount for g in scenario.workforce.values() if g.units == units)
        assert sum(posts[name] for name in units) == people
    assert {unit.today.mode for unit in scenario.units.values()} == {"in_house"}


def test_seven_departments_and_an_office(scenario: Scenario) -> None:
    """The units are those of the Yongkang centre, with reception and vehicles besides."""
    departments = set(scenario.counts["永康物业管理中心的部门"].names)
    assert departments - {"办公室"} == {name for name in scenario.units if name.endswith("部")}
    assert set(scenario.units) - departments == {"接待办", "机关车队"}


def test_three_doublings_are_two(scenario: Scenario) -> None:
    """48.65 to 220 million is 4.5 times and not the eight of three doublings; the sections that are cut off are missed."""
    found = {f.code: f.arithmetic for f in findings(scenario) if f.level == "trap"}
    assert found == {"T09": "4 ≠ 6", "T10": "220,000,000 ÷ 48,650,000 = 4.52; 4.52 ≠ 8"}


def test_seven_classes_of_assets_are_named(scenario: Scenario) -> None:
    """The register cannot be made from one total, so the classes and the total stand where a reader finds them."""
    count = scenario.counts["固定资产类别"]
    assert len(count.names) == count.stated == 7
    assert "12,130 万元" in (scenario.sites["县行政中心"].note or "")


def test_nobody_on_the_establishment_is_dismissed_or_added(scenario: Scenario) -> None:
    """Established and borrowed people are protected, contracts of outside people may end; both rules are hard."""
    assert {g.employment for g in scenario.workforce.values() if g.protected} == {"established", "borrowed"}
    assert (scenario.policy.no_dismissal.state, scenario.policy.no_growth.state) == ("hard", "hard")


def test_borrowed_people_go_home_without_gain(scenario: Scenario) -> None:
    """Who is borrowed may return at once, is owed nothing, and is from then on paid elsewhere, to the fen."""
    for name, group in scenario.workforce.items():
        if group.employment == "borrowed":
            assert (group.redeploy.vacancies_per_year, group.redeploy.cost) == (group.headcount, 0)
            assert sum(fen for _, _, fen in prices.staff_lines(scenario, name)) == group.redeploy.relief_per_year * 100


def test_known_departures_leave_twenty_eight(scenario: Scenario) -> None:
    """Retirements leave 37, 36, 33, 31, 28 established people at the start of the five years."""
    groups = [g for g in scenario.workforce.values() if g.employment == "established"]
    path = [sum(g.headcount - sum(g.retirements[:y]) for g in groups) for y in range(scenario.horizon.years)]
    assert path == [37, 36, 33, 31, 28]


def test_the_payroll_of_the_head(scenario: Scenario) -> None:
    """46 people cost 4,103,268 yuan a year, and one more 73,410 hired, 66,566 as a guard sent, 51,649 as a cleaner sent."""
    each = {name: sum(fen for _, _, fen in prices.staff_lines(scenario, name)) for name in scenario.workforce}
    assert sum(each[name] * g.headcount for name, g in scenario.workforce.items()) == 410326800
    ways = (("餐饮部", "in_house", ""), ("保安部", "hybrid", "丙保安"), ("保洁部", "hybrid", "乙服务"))
    heads = [sum(fen for _, _, fen in prices.head_lines(scenario, Option(*way))) for way in ways]
    assert [round(fen / 100) for fen in heads] == [73410, 66566, 51649]


def test_who_is_retrained_and_what_it_takes(scenario: Scenario) -> None:
    """In the scenario only the centre's people lack the two licences, and one costs 6,000 + 2 x 4,400 = 14,800 yuan."""
    changed = load(CASE, scenario=["再培训"]).scenario
    lacking = {
        name: [u for u in group.units if not set(changed.units[u].skills) <= set(group.skills)]
        for name, group in changed.workforce.items()
    }
    assert {name: units for name, units in lacking.items() if units} == {"中心在编": ["保安部", "机关车队"]}
    terms = changed.workforce["中心在编"].training
    assert terms is not None
    assert terms.cost + terms.months * terms.cover_per_month == 14800
    assert not any(unit.skills for unit in scenario.units.values())


def test_nobody_is_cheaper_inside_than_hired(scenario: Scenario) -> None:
    """A person added to any group in post costs at least what one hired does, so that not growing has no price."""
    hired = sum(fen for _, _, fen in prices.head_lines(scenario, Option("餐饮部", "in_house")))
    assert all(sum(f for _, _, f in prices.staff_lines(scenario, name)) >= hired for name in scenario.workforce)


def test_secret_work_is_kept(scenario: Scenario) -> None:
    """Finance, office and reception can only be in-house; guards and vehicles stay under the bureau."""
    rule, kept = scenario.policy.secrecy, {n: u.secrecy for n, u in scenario.units.items() if u.secrecy != "open"}
    assert kept == {"财务部": "core", "办公室": "core", "接待办": "core", "保安部": "key", "机关车队": "key"}
    assert (rule.state, rule.core, rule.key) == ("hard", ("in_house",), ("in_house", "hybrid"))


def test_budget_less_a_tenth(scenario: Scenario) -> None:
    """The what-if takes a tenth from the budget of every year, to the yuan."""
    whole, cut = scenario.budget.by_year, scenario.overrides["预算减一成"]["budget.by_year"]
    assert whole is not None
    assert [yuan * 9 for yuan in whole] == [yuan * 10 for yuan in cut]


def test_the_model_of_yongkang_leaves_no_vendor(scenario: Scenario) -> None:
    """Under it every unit that could be bought is done by people the centre hires by contract."""
    patch = scenario.overrides["永康做法"]
    bought = [name for name, unit in scenario.units.items() if any(MODES[mode].outsourced for mode in unit.modes)]
    assert patch == {f"units.{name}.modes": ["in_house"] for name in bought}


def test_clauses_from_memory_are_marked(scenario: Scenario) -> None:
    """Rules that rest on clauses of law rest on a source marked as not verified."""
    for name in ("no_dispatch", "term"):
        rule = origin(scenario, "policy", name, "state")
        assert rule is not None
        assert scenario.sources[rule].kind == "unverified"
    assert all("假设" in name for name in scenario.vendors)


@pytest.mark.parametrize("name", ["允许辞退", "改革快些", "预算减一成", "预算逐步减", "预算逐步减改革快些", "永康做法"])
def test_shipped_scenarios_exist(scenario: Scenario, name: str) -> None:
    """The promised what-ifs can be asked for by name."""
    assert scenario.scenarios[name]
    assert all(patch in scenario.overrides for patch in scenario.scenarios[name])
