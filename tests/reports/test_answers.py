"""What the report answers of each service: prices of a unit, switches, waits, surveys, rosters."""

from typing import Any

import pytest
from houqin.reports import answers, views
from houqin.reports.html import html

UNIT = "二区保洁"
SWITCH = {"unit": UNIT, "lever": "x", "text": {"zh": "甲", "en": "it"}, "chosen": [1, 1], "confidence": 0.95}


def said(result: dict[str, Any], lang: Any = "zh") -> str:
    """Return all answers about the unit as one text."""
    return "\n".join(line for row in answers.asked(result, lang) if row["unit"] == UNIT for line in row["said"])


@pytest.mark.parametrize(
    ("off", "on", "difference", "lower", "upper", "verdict"),
    [
        (500, 300, -200, -300.0, -100.0, "saves"),
        (300, 500, 200, 100.0, 300.0, "costs"),
        (300, 400, 100, -50.0, 300.0, "open"),
        (400, 300, -100, -300.0, 0.0, "open"),
        (300, 300, 0, 0.0, 0.0, "same"),
        (300, 300, 0, -5.0, 5.0, "open"),
        (None, 300, None, None, None, "needed"),
        (300, None, None, None, None, "barred"),
        (None, None, None, None, None, ""),
    ],
)
def test_a_switch_pays_only_when_its_interval_does(
    off: Any, on: Any, difference: Any, lower: Any, upper: Any, verdict: str, result: dict[str, Any]
) -> None:
    """It pays when the whole interval is below zero, costs when it is above; a missing side is said; else it is open."""
    row = SWITCH | {"off_value": off, "on_value": on, "difference": difference, "lower": lower, "upper": upper}
    assert answers.verdict(row) == verdict
    for lang in ("zh", "en"):
        assert bool(answers.switch(result, row, lang)) == bool(verdict)  # type: ignore[arg-type]


def test_a_switch_that_saves_is_told_without_signs(result: dict[str, Any]) -> None:
    """A saving is a positive amount, and its interval runs from less to more: -258,754.84 yuan is 25.9 saved."""
    assert "省 25.9 万元(95% 区间 21.0 至 29.0); 本方案取 3" in said(result)
    assert "259 less (95% interval 210 to 290)" in said(result, "en")


def test_the_table_of_switches_has_signs(result: dict[str, Any]) -> None:
    """In the table the difference is signed, and a side without a plan is called infeasible."""
    paying, barred = answers.switches(result, "zh")
    assert (paying["difference"], paying["limits"], paying["said"]) == ("-25.9", "-29.0 至 -21.0", "划算")
    assert (barred["on"], barred["difference"], barred["limits"]) == ("不可行", "", "")


def test_the_price_of_a_unit(result: dict[str, Any]) -> None:
    """312.4 fen a meal and 655,000 meals are 3.12 yuan and 204.6 x 10,000 yuan a year; other modes stand beside it."""
    text = said(result)
    assert "每人次净支出(补贴) 3.12 元(一年约 655,000 人次, 204.6 万元)" in text
    assert "3.55 元、" in text
    assert "3.95 元" in text


@pytest.mark.parametrize(("fen", "more"), [(300.0, True), (355.0, False)])
def test_a_mode_that_looks_cheaper_is_told_in_full(result: dict[str, Any], fen: float, more: bool) -> None:
    """Where one costs less under another mode, because idle staff are not in it, what the whole plan costs more is said."""
    row = next(r for r in result["per_unit"] if r["mode"] == "full")
    row["cost"] = fen
    assert ("整个方案反而多花 402.0 万元" in said(result)) == more
    assert ("the whole plan costs 4,020 thousand yuan more" in said(result, "en")) == more


def test_what_becomes_of_staff_in_post(result: dict[str, Any]) -> None:
    """39 people less 3 who go at once are 36; leavers of all years are added up by the way they go."""
    (told,) = views.people(result, "zh")
    assert told == "在职人员 39 人, 各年在册 36 → 33 → 31 人; 3 年内退休 2、自愿离岗 4、转岗或回原单位 2、辞退或合同不续 0、新增 0。"
    assert told in views.money(result, "zh")
    assert views.people({**result, "workforce": []}, "en") == []


def test_modes_stand_in_one_table(result: dict[str, Any]) -> None:
    """Every option known has one row: the plan first, with net cost, extra cost, break-even price and margin."""
    (table,) = answers.modes(result, "zh")
    chosen, *others = table["rows"]
    assert chosen["chosen"]
    assert (chosen["net"], chosen["cost"], chosen["quantity"], chosen["extra"]) == ("204.6", "3.12", "655,000", "")
    assert {row["extra"] for row in others} == {"402.0", "不可行"}
    assert next(row["margin"] for row in others if row["margin"]) == "66.0"


def test_break_even_of_a_bid_paid_by_use(result: dict[str, Any]) -> None:
    """Where an alternative is paid by use, the price of one at which it draws level is named, not one per post."""
    row = next(a for a in result["alternatives"] if a["flow"])
    row |= {"feasible": True, "extra": 5_000_000, "break_even_per_unit": 5.1234}
    table = next(r for r in answers.modes(result, "en")[0]["rows"] if r["level"])
    assert table["level"] == "5.12"
    assert "单价降到 5.12 元" in html(result, [])


def test_a_bid_no_price_makes_level(result: dict[str, Any]) -> None:
    """Where no price helps, the table says so."""
    row = next(a for a in result["alternatives"] if a["flow"])
    row |= {"feasible": True, "extra": 5_000_000, "break_even_per_unit": None}
    assert "降价也不能" in {r["level"] for r in answers.modes(result, "zh")[0]["rows"]}


def test_waits_have_mean_and_percentiles(result: dict[str, Any]) -> None:
    """The mean is that of the measure of the same name; what falls into the open bin is infinite."""
    wait, search = answers.waits(result, "zh")
    assert [wait[k] for k in ("mean", "p50", "p90", "p95")] == ["1.8", "1", "5", "7"]
    assert [search[k] for k in ("mean", "p50", "p90", "p95")] == ["", "0", "1", "∞"]
    assert "排队时间(分钟) 平均 1.8, 一半不超过 1, 90 % 不超过 5, 95 % 不超过 7; 找座时间(分钟) 一半不超过 0, 90 % 不超过 1。" in said(result)


def test_levels_of_page_one(result: dict[str, Any]) -> None:
    """Page one has standards with their targets, and what the kind only tells, but no mean twice."""
    text = said(result)
    assert "考核分 86.4 (标准 85.0)" in text
    assert "平均排队(分钟)" not in text
    assert "食材成本占餐费 94.3%" in text


def survey(**more: Any) -> dict[str, Any]:
    """Return a survey with one reading."""
    read = {
        "name": "loose", "satisfied": 99, "share": 0.99, "lower": 0.9455, "upper": 0.9997, "limit": 0.9534,
        "proven": False, "needed": 470, "worst": 0.9, "best": 0.992, "worst_limit": 0.85, "worst_proven": False,
    }  # fmt: skip
    return {
        "name": "问卷", "unit": UNIT, "service": "", "date": None, "sent": 110, "returned": 100, "claim": 0.98,
        "readings": [read | more], "all_satisfied": 149, "index": None, "index_lower": None, "index_upper": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"proven": True}, "可以断言"),
        ({}, "不能断言(比例不变时至少要 470 份)"),
        ({"needed": None}, "要的份数多到不可行"),
        ({"needed": None, "share": 0.975}, "多少份都不能"),
    ],
)
def test_what_a_survey_proves(more: dict[str, Any], verdict: str) -> None:
    """A claim is proven, or needs more forms, or cannot be proven at the observed share."""
    row = survey(**more)
    assert verdict in answers.survey(row, "zh")
    assert verdict in answers.claimed(row, row["readings"][0], "zh")


def test_a_survey_without_forms_proves_nothing() -> None:
    """Where nothing came back there is no share."""
    row = survey(share=None, worst=0.0, best=1.0) | {"returned": 0}
    assert "什么也不能断言" in answers.survey(row, "zh")
    assert "no form came back" in answers.survey(row, "en")


def test_both_readings_stand_in_the_report(result: dict[str, Any], pages: dict[str, str]) -> None:
    """Strict and loose reading have their interval, limit and verdict, and what forms not returned could change."""
    strict, loose = answers.surveys(result, "zh")[0]["rows"]
    assert (strict["share"], strict["limits"]) == ("85.9%", "82.1% 至 89.3%")
    assert (loose["share"], loose["all"]) == ("97.9%", "94.0% 至 98.0%")
    assert not strict["proven"]
    assert "全部满意也至少要 149 份" in pages["zh"]


def test_rosters_say_what_planning_at_once_saves(result: dict[str, Any]) -> None:
    """1.9 million yuan against 2.015 million are 11.5 x 10,000 yuan a year; nothing saved is called nothing."""
    assert "一起定每年省 11.5 万元" in said(result)
    result["rosters"][0] |= {"apart": 190_000_000, "saving": 0}
    assert "同价" in said(result)


def test_quantities_are_planned_and_certified(result: dict[str, Any]) -> None:
    """Each flow has what the money rests on, and what fresh days say with its interval."""
    meal, *_ = answers.volumes(result, "zh")
    assert (meal["planned"], meal["estimate"], meal["limits"]) == ("2,641.2", "2,650.9", "2,628.9 至 2,672.9")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_shown_where_there_is_nothing(lang: Any, bare: dict[str, Any]) -> None:
    """A result without questions has neither answers nor their headings."""
    keys = ("grids", "per_unit", "margins", "switches", "surveys", "rosters", "volumes", "certification")
    for key in (*keys, "baseline_certification", "certificate"):
        bare.pop(key, None)
    assert answers.asked(bare, lang) == []
    page = html(bare, [], lang)
    for key in ("asked", "modes_head", "switches_head", "grids", "surveys", "waits_head", "volumes_head"):
        assert answers.phrases(lang)[key] not in page


@pytest.mark.parametrize(("lang", "word"), [("zh", "无"), ("en", "n/a")])
def test_pay_cut_seen_once_has_no_error(lang: Any, word: str) -> None:
    """A single period of payment shows a cut but not how far it may be off."""
    cut = {"unit": UNIT, "years": [0], "share": 0.7, "share_error": None, "fine_per_year": 10.0, "fine_error": None}
    (row,) = views.deductions({"start": "2026-01-01", "deductions": [cut]}, lang)
    assert (row["share"], row["fine"]) == (f"70.00% ± {word}", f"10 ± {word}")
