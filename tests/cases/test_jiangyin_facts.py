"""The shipped Jiangyin case takes its rules from the article, calls every number an assumption, and its sums hold."""

import pytest
from houqin import load
from houqin.model.evidence import findings
from houqin.model.origin import origin
from houqin.model.scenario import Scenario
from houqin.solvers import prices
from houqin.solvers.menu import Option, options, today
from houqin.solvers.passthrough import expected

CASE = "jiangyin"
Quoted = dict[tuple[str, ...], list[float]]
TARIFFS = {"物业": ("甲统一", "乙统一", "丁统一"), "保安": ("戊统一", "己统一")}


def test_no_number_is_the_article(quoted: Quoted, scenario: Scenario) -> None:
    """The article has no figure but what it counts of itself; nothing else is called a first-hand source."""
    assert {path[0] for path in quoted} == {"counts", "headings"}
    assert {source.kind for source in scenario.sources.values()} >= {"assumption", "unverified", "published"}


def test_part_printed_twice_and_unifications_cut_off_are_named_traps(scenario: Scenario) -> None:
    """The first part stands there twice, and of five unifications two: the reader is told, with the sums."""
    found = {f.code: (f.level, f.arithmetic) for f in findings(scenario) if f.code in ("T09", "T14")}
    assert found == {"T09": ("trap", "2 ≠ 5"), "T14": ("trap", "6 - 3 = 3")}


def test_clauses_from_memory_are_marked(scenario: Scenario) -> None:
    """Rules that rest on clauses of law rest on a source marked as not verified."""
    for name in ("no_dispatch", "term"):
        rule = origin(scenario, "policy", name, "state")
        assert rule is not None
        assert scenario.sources[rule].kind == "unverified"


def test_nobody_bids_where_the_tariff_stands_in() -> None:
    """In the scenario no firm bids for one place's property service, and its reference names the provincial standard."""
    changed = load(CASE, scenario=["省标准参考价"]).scenario
    offers = {name: bid for name, bid in changed.bids.items() if "水利局物业" in bid.units}
    assert list(offers) == ["省标准物业"]
    reference = offers["省标准物业"].reference
    assert reference is not None
    assert (reference.source, reference.markup) == ("省标准", 0.05)


def test_four_modes_are_in_use_today(scenario: Scenario) -> None:
    """Full, people only, partial and own labour: the four modes of the article, each at more than one unit."""
    used = [unit.today.mode for unit in scenario.units.values()]
    assert {mode for mode in used if used.count(mode) > 1} == {"full", "people_only", "hybrid", "in_house"}


def test_every_site_has_both_services(scenario: Scenario) -> None:
    """Seven compounds, two services each, so that whole sites can be compared."""
    pairs = {(unit.site, unit.service) for unit in scenario.units.values()}
    assert pairs == {(site, service) for site in scenario.sites for service in scenario.services}
    assert len(pairs) == 14


def test_one_tariff_is_offered_to_every_unit_of_a_service(scenario: Scenario) -> None:
    """A pooled bid has one price per unit of work, in one mode, for all units of its service; only rules keep some out."""
    for service, bids in TARIFFS.items():
        everywhere = [name for name, unit in scenario.units.items() if unit.service == service]
        for bid in bids:
            offer = scenario.bids[bid]
            assert (list(offer.units), offer.modes, offer.basis) == (everywhere, ("full",), "unit")
            assert set(offer.per_unit) == {"work"}


def test_secret_places_cannot_be_handed_over(scenario: Scenario) -> None:
    """The core building stays in-house, the key one is at most shared: no pooled bid is allowed at either."""
    rule = scenario.policy.secrecy
    assert rule.state == "hard"
    classes = {unit.site: unit.secrecy for unit in scenario.units.values() if unit.secrecy != "open"}
    assert classes == {"财税楼": "key", "机要楼": "core"}
    assert rule.core == ("in_house",)
    assert "full" not in rule.key


def test_items_paid_at_cost_stand_in_a_scenario_alone(scenario: Scenario) -> None:
    """The article names energy and three classes of repairs and no sum: the base case has none, the scenario assumes them."""
    assert not scenario.passthrough
    assert not scenario.budget.funds
    more = load(CASE, scenario=["按实支付"]).scenario
    paid = {name: expected(item) / 100 for name, item in more.passthrough.items()}
    assert paid == {"电费": 6400000 * 0.83, "维修": 420 * 350 + 36 * 4500 + 1.5 * 90000}
    assert list(more.passthrough["维修"].repairs) == ["小修", "中修", "大修"]
    assert {item.source for item in more.passthrough.values()} == {"假设"}
    same = {"passthrough": {}, "budget": scenario.budget, "overrides": {}, "scenarios": {}}
    assert more.model_copy(update=same) == scenario.model_copy(update={"overrides": {}, "scenarios": {}})


def test_every_unit_keeps_a_way_out(scenario: Scenario) -> None:
    """Where a class of secrecy limits the modes, some option is left in one that it allows."""
    allowed = {"core": scenario.policy.secrecy.core, "key": scenario.policy.secrecy.key}
    for name, unit in scenario.units.items():
        left = [o for o in options(scenario) if o.unit == name and o.mode in allowed.get(unit.secrecy, (o.mode,))]
        assert left


def test_the_sums_of_the_head(scenario: Scenario) -> None:
    """The head of the file adds up: 105,000 ㎡, 70 people, 54 posts of guards, and one person of each employer."""
    assert sum(site.area_m2 for site in scenario.sites.values()) == 105000
    work = {s: sum(u.place.workload for u in scenario.units.values() if u.service == s) for s in scenario.services}
    assert work["物业"] / scenario.services["物业"].per_post == 70
    assert work["保安"] == 54
    hired = sum(fen for _, _, fen in prices.head_lines(scenario, Option("水利局物业", "in_house"))) / 100
    assert hired == pytest.approx(28350, abs=0.5)
    secret = sum(fen for _, _, fen in prices.staff_lines(scenario, "机要楼自聘")) / 100
    assert secret == pytest.approx(31248, abs=0.5)


def test_workload_is_the_area(scenario: Scenario) -> None:
    """Property service counts the square metres of its site, so that cost per ㎡ and per unit of work are one."""
    for unit in scenario.units.values():
        if unit.service == "物业":
            assert unit.place.workload == scenario.sites[unit.site].area_m2


def test_prices_differ_today(scenario: Scenario) -> None:
    """Where a price per ㎡ is paid today it differs from place to place; that is what the case sets out from."""
    paid = [scenario.bids[today(scenario, name).bid].per_unit["work"] for name in ("一号院物业", "文广局物业")]
    assert paid == [0.088, 0.060]


@pytest.mark.parametrize("name", ["没有统一招标", "不设涉密限制", "两家分担", "工资慢涨"])
def test_shipped_scenarios_exist(scenario: Scenario, name: str) -> None:
    """The promised what-ifs can be asked for by name."""
    assert scenario.scenarios[name]
    assert all(patch in scenario.overrides for patch in scenario.scenarios[name])


def test_invented_firms_say_so(scenario: Scenario) -> None:
    """All firms are invented, and their names say that they are assumed."""
    assert all("假设" in name for name in scenario.vendors)
