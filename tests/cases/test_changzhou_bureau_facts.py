"""The shipped bureau says of Changzhou what the source says, calls the rest assumptions, and its sums hold."""

from houqin import load
from houqin.model.evidence import findings
from houqin.model.mode import MODES

CASE = "changzhou"
BOUGHT = ("餐饮", "会务", "安保", "卫生保洁", "设备设施维保", "智能化", "绿化")
INVITED = (
    "超市", "医疗", "文印", "邮政", "书店", "礼品", "洗衣", "糕点", "银行", "出版印刷", "美容美发", "汽车清洗", "商务中心",
)  # fmt: skip
MANAGED = ("消防监控中心", "财务结算中心")
SOURCE = {
    ("counts", "后勤项目", "stated"): [21],
    ("headings", "转思路、转服务、转管理", "printed"): [2, 3],
    ("headings", "创新服务模式", "printed"): [1, 2, 3],
    ("headings", "加大监管力度", "printed"): [1, 2, 3],
    ("claims", "人员工资的节约", "amount"): [6000000],
    ("claims", "能源费的下降", "amount"): [1000000],
    ("claims", "能源费的下降", "share"): [0.12],
    ("policy", "route", "routes", "定点招投标", "up_to"): [500000],
    ("policy", "bonus", "rate"): [0.10],
}
"""Every number that may be marked as a figure of the article, with its value."""


def test_services_are_the_twenty_named_ones(scenario):
    """The twenty services the article names, and the two centres it gives as examples of joint management."""
    assert set(scenario.services) == {*BOUGHT, *INVITED, *MANAGED}
    assert len(BOUGHT) + len(INVITED) == 20


def test_twenty_one_services_are_a_named_trap(scenario):
    """The article lists twenty services and counts twenty-one; the reader is told, with the numbers."""
    found = [f for f in findings(scenario) if f.code == "T09"]
    assert [(f.level, f.arithmetic) for f in found] == [("trap", "20 ≠ 21")]
    assert set(scenario.counts["后勤项目"].names) == {*BOUGHT, *INVITED}


def test_chapter_that_begins_at_its_second_heading_is_a_named_trap(scenario):
    """The first of three chapters begins at (2): the reader is told that (1) is unknown; the other two are whole."""
    found = [f for f in findings(scenario) if f.code == "T14"]
    assert [(f.level, f.arithmetic) for f in found] == [("trap", "3 - 2 = 1")]
    assert "转思路、转服务、转管理" in found[0].text.en
    assert "缺 (1)" in found[0].text.zh


def test_no_trap_where_list_and_count_agree(scenario):
    """A source that lists as many as it counts raises nothing."""
    count = scenario.counts["后勤项目"]
    agreed = {"后勤项目": count.model_copy(update={"stated": len(count.names)})}
    assert not [f for f in findings(scenario.model_copy(update={"counts": agreed})) if f.code == "T09"]


def test_twenty_three_vendors_serve_today(scenario):
    """Twenty-three firms hold the units of today, each one; the others are new bidders."""
    serving = {unit.today.vendor for unit in scenario.units.values()}
    assert len(serving) == 23
    assert serving == {name for name, vendor in scenario.vendors.items() if vendor.incumbent}


def test_modes_of_today_are_those_of_the_article(scenario):
    """Canteen, fire control and settlement are managed by the bureau; the other bought services are in trusteeship."""
    for name, unit in scenario.units.items():
        managed = unit.service in ("餐饮", *MANAGED)
        assert unit.today.mode == ("hybrid" if managed else "full"), name


def test_three_modes_and_no_other(scenario):
    """In-house, hybrid and full trusteeship are offered, the fourth mode is another city's."""
    assert {mode for unit in scenario.units.values() for mode in unit.modes} == {"in_house", "hybrid", "full"}


def test_most_outsourced_services_have_two_bids(scenario):
    """All units but the clinic, the post office, the bank have bids of two vendors at least."""
    single = set()
    for name, unit in scenario.units.items():
        modes = {mode for mode in unit.modes if MODES[mode].outsourced}
        bidders = {bid.vendor for bid in scenario.bids.values() if name in bid.units and modes & set(bid.modes)}
        if len(bidders) < 2:
            single.add(name)
    assert single == {"医疗门诊", "邮政", "银行"}


def test_wage_saving_of_the_bought_services_is_over_six_million(scenario):
    """Posts of today times what the bureau would pay more in wages comes to the 600-odd 万元 of the article."""
    saved = 0.0
    for name, unit in scenario.units.items():
        if unit.service not in BOUGHT:
            continue
        bids = scenario.bids.values()
        now = next(b for b in bids if b.vendor == unit.today.vendor and name in b.units and unit.today.mode in b.modes)
        saved += unit.today.setting["posts"] * (scenario.hiring.pay.gross() - now.wage_per_month) * 12
    assert saved == 6_283_200
    assert 6_000_000 < saved < 7_000_000


def test_secret_centres_stay_with_the_bureau(scenario):
    """Fire control and settlement may only be in-house or hybrid, by rule as well as by their lists."""
    assert {n for n, unit in scenario.units.items() if unit.secrecy == "key"} == set(MANAGED)
    assert scenario.policy.secrecy.state == "hard"
    assert set(scenario.policy.secrecy.key) == {"in_house", "hybrid"}


def test_invited_services_ask_for_more_than_the_room(scenario):
    """The scenario offers five of the invited services 17 half-days of a room that has 10; the base knows no timetable."""
    changed = load(CASE, scenario=["邀请进驻"]).scenario
    coming = {name: bid for name, bid in changed.bids.items() if "invited" in bid.modes}
    assert {changed.units[bid.units[0]].service for bid in coming.values()} <= set(INVITED)
    assert (len(coming), sum(bid.slots_per_week for bid in coming.values())) == (5, 17)
    assert changed.sites["行政中心"].slots_per_week == 10
    assert not any("invited" in unit.modes for unit in scenario.units.values())


def test_half_a_million_belongs_to_the_upper_way(scenario):
    """Contracts of 500,000 yuan and above (以上) do not go by fixed-point tender."""
    way = scenario.policy.route.routes["定点招投标"]
    assert (way.up_to, way.includes) == (500000, False)


def test_only_what_the_source_says_is_cited_to_it(quoted):
    """Each number marked as the article's has its value there; all others are derived, unverified or assumed."""
    assert quoted == SOURCE
