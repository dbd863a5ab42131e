"""The shipped cases of a whole bureau, run as they are: certified plans, and what their first page says."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import houqin as hq
import pytest
from houqin.reports.awards import deal, sentences
from houqin.reports.html import html
from houqin.reports.numbers import wan
from houqin.reports.result import result

pytestmark = pytest.mark.slow
Ran = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Return a function: name of a shipped case, and of one of its scenarios -> the result of its run, made once."""
    shelf: Path = tmp_path_factory.mktemp("shelf")
    return cache(lambda name, *changed: result(hq.run(hq.read(name, scenario=changed), jobs=2, cache=shelf)))


@pytest.mark.parametrize("name", ["changzhou", "jiangyin", "county", "changchun"])
def test_the_plan_is_certified(ran: Ran, name: str) -> None:
    """Every standard holds on fresh days that both engines told alike; no plan on the menus is cheaper, to the fen."""
    told = ran(name)
    assert told["status"] == "certified"
    assert told["certification"]["identical"]
    assert {row["status"] for row in told["certificate"] if row["target"] is not None} == {"certified"}
    aim = told["objective"]
    assert aim["solver_gap"] == 0.0
    assert aim["lower_bound"] <= aim["exact_bound"] == aim["value"]


def test_page_one_of_changzhou(ran: Ran) -> None:
    """Every unit is bought, invited or kept, from whom, by which way; the saving has its interval, the dearest rule its price."""
    told = ran("changzhou")
    page = "".join(html(told, [], "zh").split("<h2>")[1:3])  # what to do, and what it costs
    deals = {row["unit"]: deal(row) for row in told["plan"]}
    assert len(deals) == 23
    assert {"buy", "invite", "run"} <= set(deals.values())
    said = sentences(told, "zh")
    assert all(text in page for text in said)
    contracts = {c["vendor"]: c for c in told["contracts"]}
    for row in told["plan"]:
        (text,) = [t for t in said if t.startswith(HEAD[deal(row)]) and row["unit"] in t]
        assert row["vendor"] in text
        assert contracts[row["vendor"]]["route"][0] in text
    saved = told["difference"]
    assert saved["upper"] < 0
    for end in (saved["value"], saved["upper"], saved["lower"]):
        assert wan(-end, "zh") in page
    dearest = max((r for r in told["rules"] if r["price_per_year"]), key=lambda r: r["price_per_year"])
    assert dearest["text"]["zh"] in page
    assert wan(dearest["price_per_year"], "zh") in page


HEAD = {"buy": "购买", "invite": "邀请", "run": "机关管理", "keep": "自办"}


def test_county_only_lets_go(ran: Ran) -> None:
    """The establishment never grows, nobody protected is dismissed, and not dismissing has a price."""
    told, scenario = ran("county"), hq.read("county")
    for group, terms in scenario.workforce.items():
        path = [row for row in told["workforce"] if row["group"] == group]
        heads = [terms.headcount, *(row["present"] for row in path)]
        assert heads == sorted(heads, reverse=True)
        assert not any(row["recruit"] for row in path)
        assert not (terms.protected and any(row["dismiss"] for row in path))
    assert {r["id"]: r["price_per_year"] for r in told["rules"]}["policy.no_dismissal"] > 0


def test_one_tariff_brings_jiangyin_together(ran: Ran) -> None:
    """Costs per ㎡ of places outside the classes of secrecy differ less than today, in variance and in range."""
    rows = [row for row in ran("jiangyin")["spread"] if row["free"]]
    assert rows
    for row in rows:
        today, plan = row["today"], row["plan"]
        assert plan["variance"] < today["variance"]
        assert plan["high"] - plan["low"] < today["high"] - today["low"]


SCENARIOS = [("changzhou", "邀请进驻"), ("jiangyin", "附带条件"), ("jiangyin", "省标准参考价"), ("county", "再培训")]


@pytest.mark.parametrize(("name", "scenario"), SCENARIOS)
def test_the_plan_of_a_scenario_is_certified(ran: Ran, name: str, scenario: str) -> None:
    """What no base case uses (timetables, conditions, references, skills) runs to a certified, proven plan."""
    told = ran(name, scenario)
    aim = told["objective"]
    assert told["status"] == "certified"
    assert aim["solver_gap"] == 0.0
    assert aim["lower_bound"] <= aim["exact_bound"] == aim["value"]


def test_the_room_of_changzhou_is_full(ran: Ran) -> None:
    """Services come in by a timetable up to the room's ten half-days, its limit has a price, and page one says who."""
    told, case = ran("changzhou", "邀请进驻"), hq.read("changzhou", scenario=["邀请进驻"])
    coming = [row for row in told["plan"] if row["mode"] == "invited"]
    assert sum(case.bids[row["bid"]].slots_per_week for row in coming) == 10
    assert "医疗门诊" in {row["unit"] for row in coming}
    assert {r["id"]: r["price_per_year"] for r in told["rules"]}["sites.行政中心.slots_per_week"] > 0
    assert told["objective"]["value"] < ran("changzhou")["objective"]["value"]
    assert [row["unit"] for row in coming if deal(row) != "visit"] == []


def test_conditions_of_jiangyin_are_kept_and_priced(ran: Ran) -> None:
    """The newcomer holds three places, who comes for three or more holds none, and one condition costs all there is."""
    told, base = ran("jiangyin", "附带条件"), ran("jiangyin")
    held = [row["bid"] for row in told["plan"]]
    assert (held.count("丁统一"), held.count("甲统一")) == (3, 0)
    assert [row["bid"] for row in base["plan"]].count("丁统一") == 5
    more = told["objective"]["value"] - base["objective"]["value"]
    prices = {r["id"]: r["price_per_year"] for r in told["rules"] if ".conditions." in r["id"]}
    assert prices.pop("bids.丁统一.conditions.most_units") == pytest.approx(more / 3, abs=1)
    assert set(prices.values()) == {0.0}


def test_a_tariff_in_jiangyin_is_called_no_bid(ran: Ran) -> None:
    """Where nobody bid the plan stands on the published tariff with its reserve, and says that a tender must follow."""
    told = ran("jiangyin", "省标准参考价")
    (row,) = [row for row in told["plan"] if row["bid"] == "省标准物业"]
    assert row["unit"] == "水利局物业"
    assert told["totals"]["plan"]["by_item"]["reserve"] > 0
    assert "参考价" in "".join(html(told, [], "zh").split("<h2>")[1:3])
    assert told["objective"]["value"] > ran("jiangyin")["objective"]["value"]


def test_county_retrains_five(ran: Ran) -> None:
    """Five people of the centre become guards and drivers in the first year, paid for once, and the plan is cheaper."""
    told, base = ran("county", "再培训"), ran("county")
    paid = [(row["year"], row["unit"], row["base"]) for row in told["ledger"] if row["item"] == "training"]
    assert sorted(paid) == [(0, "保安部", 3 * 1_480_000), (0, "机关车队", 2 * 1_480_000)]
    assert told["objective"]["value"] < base["objective"]["value"]
    prices = [{r["id"]: r["price_per_year"] for r in x["rules"]}["policy.no_dismissal"] for x in (told, base)]
    assert prices[0] < prices[1]
