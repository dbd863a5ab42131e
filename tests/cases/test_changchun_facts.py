"""The shipped case says of Changchun what the source says, and marks everything else."""

import houqin as hq
import pytest
from houqin.model.origin import origin
from houqin.model.scenario import Scenario

CASE = "changchun"
Path = tuple[str, ...]
SOURCE = {
    ("sites", "市政府办公区", "area_m2"): [70000],
    ("sites", "市政府第二办公区", "area_m2"): [60000],
    ("units", "主院保洁", "owned", "洗地机"): [3],
    ("units", "主院保洁", "owned", "尘推车"): [1],
    ("units", "主院保洁", "owned", "洗地毯机"): [1],
    ("units", "主院保洁", "owned", "吸尘器"): [0],
    ("units", "主院保洁", "today", "setting", "洗地机"): [3],
    ("units", "主院保洁", "today", "setting", "尘推车"): [1],
    ("units", "主院保洁", "today", "setting", "洗地毯机"): [1],
    ("units", "主院保洁", "today", "setting", "吸尘器"): [0],
    ("units", "二院保洁", "owned", "洗地机"): [4],
    ("units", "二院保洁", "owned", "尘推车"): [1],
    ("units", "二院保洁", "owned", "洗地毯机"): [0],
    ("units", "二院保洁", "owned", "吸尘器"): [2],
    ("units", "二院保洁", "today", "setting", "洗地机"): [4],
    ("units", "二院保洁", "today", "setting", "尘推车"): [1],
    ("units", "二院保洁", "today", "setting", "洗地毯机"): [0],
    ("units", "二院保洁", "today", "setting", "吸尘器"): [2],
    ("workforce", "宾馆分流职工", "headcount"): [39],
    ("workforce", "宾馆分流职工", "ages"): [36, 47],
    ("workforce", "宾馆分流职工", "pay", "take_home_per_month"): [3000],
    ("vendors", "天庭物业", "ages"): [43, 62],
    ("bids", "天庭派遣主院", "wage_per_month"): [1480],
}
"""Every number that may be marked as a figure of the article of 2017-11-23, with its value."""


def test_source_figures_are_exactly_those_of_the_article(quoted: dict[Path, list[float]]) -> None:
    """What is marked as source is in the article, and the article's figures are marked and unchanged."""
    assert quoted == SOURCE


def test_only_one_source_of_kind_source(scenario: Scenario) -> None:
    """The article is the only first-hand source; nothing else claims its rank."""
    assert [name for name, s in scenario.sources.items() if s.kind == "source"] == ["changchun2017"]


@pytest.mark.parametrize("unit", ["主院保洁", "二院保洁"])
def test_forty_three_posts_today(scenario: Scenario, unit: str) -> None:
    """Today's posts add up to 43 in each compound."""
    setting = scenario.units[unit].today.setting
    assert sum(setting[v.name] for v in scenario.levers(unit) if v.cost == "post") == 43


def test_machines_today_are_those_owned(scenario: Scenario) -> None:
    """Five machines in the main compound, seven in the second, all in use."""
    for unit, total in (("主院保洁", 5), ("二院保洁", 7)):
        owned = scenario.units[unit].owned
        assert sum(owned.values()) == total
        assert all(scenario.units[unit].today.setting[name] == count for name, count in owned.items())


def test_four_agency_people_in_the_second_compound(scenario: Scenario) -> None:
    """39 of the 43 are staff in post; the other 4 come from the vendor."""
    assert sum(g.headcount for g in scenario.staff_for("二院保洁").values()) == 39
    assert scenario.staff_for("主院保洁") == {}


@pytest.mark.parametrize(("unit", "area", "low", "high"), [("主院保洁", 70000, 80, 130), ("二院保洁", 60000, 80, 130)])
def test_zones_fill_the_compound(scenario: Scenario, unit: str, area: float, low: int, high: int) -> None:
    """The zones add up to the cleaned area to the last square metre, in a workable number."""
    zones = scenario.units[unit].place.zones.values()
    assert sum(z.area_m2 for z in zones) == area
    assert low <= sum(z.count for z in zones) <= high


def test_today_is_inside_the_boxes_with_room_both_ways(scenario: Scenario) -> None:
    """Each post lever can go down and up from today's level."""
    for unit in scenario.units:
        for lever in scenario.levers(unit):
            level = scenario.units[unit].today.setting[lever.name]
            assert lever.low <= level <= lever.high
            if lever.cost == "post":
                assert lever.low < level < lever.high


def test_invented_bidders_say_so(scenario: Scenario) -> None:
    """Besides the incumbent there are at least two bidders, and their names say that they are assumed."""
    others = [name for name, vendor in scenario.vendors.items() if not vendor.incumbent]
    assert len(others) >= 2
    assert all("假设" in name for name in others)


def test_clauses_from_memory_are_marked(scenario: Scenario) -> None:
    """Rules that rest on clauses of law rest on a source marked as not verified."""
    for name in ("no_dispatch", "term"):
        rule = origin(scenario, "policy", name, "state")
        assert rule is not None
        assert scenario.sources[rule].kind == "unverified"


@pytest.mark.parametrize("name", ["最低工资上调", "工资快涨", "取消分流保护", "五台洗地机", "新规2026"])
def test_shipped_scenarios_exist(scenario: Scenario, name: str) -> None:
    """The promised what-ifs can be asked for by name."""
    assert scenario.scenarios[name]
    assert all(patch in scenario.overrides for patch in scenario.scenarios[name])


def test_no_dispatch_bid_can_win(scenario: Scenario) -> None:
    """Dispatch is barred, today's vendor is dispatched today, and the same vendor also offers a service contract."""
    assert scenario.policy.no_dispatch.state == "hard"
    forms = {bid.form for bid in scenario.bids.values() if bid.vendor == "天庭物业"}
    assert forms == {"dispatch", "service"}


def test_new_rules_leave_no_wage_below_the_minimum() -> None:
    """Under the rules of 2026 dispatch stays barred, all wages rise as the minimum does, and two million yuan go to tender."""
    new, old = hq.read("changchun", scenario=["新规2026"]), hq.read("changchun")
    rise = new.labour.minimum_wage_per_month / old.labour.minimum_wage_per_month
    assert (new.policy.no_dispatch.state, new.policy.term.years, round(rise, 2)) == ("hard", 3, 1.43)
    assert all(bid.wage_per_month >= new.labour.minimum_wage_per_month for bid in new.bids.values())
    pairs = [(new.bids[name].wage_per_month, bid.wage_per_month) for name, bid in old.bids.items()]
    pairs += [(g.pay.gross(), old.workforce[name].pay.gross()) for name, g in new.workforce.items()]
    pairs += [(terms.supervision_per_year, old.modes[name].supervision_per_year) for name, terms in new.modes.items()]
    assert [a / b for a, b in pairs] == pytest.approx([rise] * len(pairs), rel=0.01)
    assert new.policy.route.routes["竞争性磋商"].up_to == 2000000
    assert not new.policy.route.routes["竞争性磋商"].includes
