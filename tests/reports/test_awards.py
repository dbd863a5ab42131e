"""What to buy, invite and keep, on the first page."""

from houqin.reports.awards import deal, dearest, sentences
from houqin.reports.html import html

WAYS = ["公开招标", "公开招标", "单一来源"]


def award(unit, mode, vendor, **items):
    """Return an award whose vendor is paid the given items."""
    return {"unit": unit, "mode": mode, "vendor": vendor, "cost": {"by_item": {"supervision": 5, **items}}}


PLAN = [
    award("安保", "full", "甲", wage=9),
    award("书店", "full", "乙"),
    award("消控", "hybrid", "甲", wage=9),
    award("医务", "in_house", None, wage=9),
]
CONTRACTS = [
    {"vendor": "甲", "route": WAYS, "value_by_year": [50_000_000, 1, 1]},
    {"vendor": "乙", "route": ["比价"] * 3, "value_by_year": [0, 0, 0]},
]
RULES = [
    {"text": {"zh": "便宜", "en": "cheap"}, "price_per_year": 1_000_000},
    {"text": {"zh": "{昂贵}", "en": "dear"}, "price_per_year": 3_000_000},
    {"text": {"zh": "不知", "en": "unknown"}, "price_per_year": None},
]
CASE = {"plan": PLAN, "contracts": CONTRACTS, "rules": RULES}


def test_who_manages_and_who_pays_tell_the_deals_apart():
    """Bought, invited, kept under the bureau, in-house: by the mode, and by whether the vendor is paid."""
    assert [deal(row) for row in PLAN] == ["buy", "invite", "run", "keep"]


def test_each_deal_has_its_sentence_with_vendor_and_way():
    """Units, vendor, the ways of its years and the sum of the first year."""
    said = sentences(CASE, "zh")
    assert said[0] == "购买 1 项: 安保·甲(公开招标, 再单一来源, 第一年合同额共 50.0 万元)。"
    assert said[1] == "邀请 1 项(机关不向企业付费): 书店·乙(比价)。"
    assert said[3] == "自办 1 项: 医务。"
    assert len(said) == 5


def test_visits_and_shared_teams_are_deals_of_their_own():
    """A service that comes by a timetable is told apart from one that stays, a shared team from one under the bureau."""
    plan = [*PLAN, award("理发", "invited", "乙", meal_fee=3), award("保洁", "partial", "甲", wage=9)]
    assert [deal(row) for row in plan[4:]] == ["visit", "part"]
    said = sentences({**CASE, "plan": plan}, "zh")
    assert said[2] == "定期邀请进驻 1 项: 理发·乙(比价)。"
    assert said[3].startswith("部分外包(在职职工留任其余岗位) 1 项: 保洁·甲(公开招标")


def test_of_many_vendors_the_largest_are_named():
    """Beyond thirty vendors the eight with the largest contracts are named, the others told as a sum; up to that all."""
    for vendors, others in ((30, 0), (31, 23), (100, 92)):
        names = [f"企业{i}" for i in range(vendors)]
        plan = [award(f"单元{i}{part}", "full", name, wage=9) for i, name in enumerate(names) for part in "ab"]
        deals = [{"vendor": n, "route": WAYS, "value_by_year": [1_000_000 * (1 + i), 1, 1]} for i, n in enumerate(names)]
        said = sentences(CASE | {"plan": plan, "contracts": deals}, "zh")[0]
        assert said.startswith(f"购买 {2 * vendors} 项: ")
        assert said.count("·企业") == vendors - others
        if others:
            assert f"企业{vendors - 1}(公开招标" in said
            small = sum(range(1, others + 1))
            assert said.endswith(f"另外 {others} 家企业共 {2 * others} 项, 第一年 {small:,}.0 万元。")


def test_the_dearest_rule_is_named_whatever_its_text():
    """The rule with the largest price tag, braces in its text kept."""
    assert "{昂贵}" in dearest(CASE, "zh")
    assert "3.0 万元" in dearest(CASE, "zh")
    assert dearest({"rules": []}, "en") == "No rule alone costs anything."


def test_nothing_is_said_without_ways_of_procurement():
    """Cases without that rule keep the page they had."""
    assert sentences(CASE | {"contracts": [{"vendor": "甲", "route": None, "value_by_year": [1]}]}, "zh") == []


def test_names_are_escaped(bare, result):
    """The page tells the ways, and a way's name is text, never markup."""
    contracts = [row | {"route": ["<i>公开</i>"]} for row in result["contracts"]]
    page = html(bare | {"plan": result["plan"], "contracts": contracts}, [], "zh")
    assert "&lt;i&gt;公开&lt;/i&gt;" in page
    assert "<i>公开" not in page
