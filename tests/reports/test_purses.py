"""The tables of funds and of what is paid at cost in the report."""

from houqin.reports.html import html
from houqin.reports.purses import sentences, tables
from houqin.reports.tables import tables as sheets

ROW = {"name": "", "year": 0, "paid": 30000000, "at_cost": 5000000, "limit": 31000000, "enough": 33000000, "over": 500,
       "futures": 2000, "chance": 0.25, "lower": 0.2312, "upper": 0.2696}  # fmt: skip
FREE = {**ROW, "name": "<run>", "limit": None, "over": None, "chance": None, "lower": None, "upper": None}
ITEM = {**ROW, "name": "mending", "year": 1, "paid": 5000000, "chance": 0.4, "lower": 0.38, "upper": 0.42}
TOLD = {"funds": [ROW, FREE], "passthrough": [ITEM], "years": 1, "start": "2026-01-01",
        "names": {"passthrough": {"mending": {"zh": "维修", "en": "repairs"}}}}  # fmt: skip


def test_result_without_funds_has_no_table(result):
    """Old results have no such key, and nothing is said."""
    assert tables(result, "zh") == []
    assert sentences({}, "en") == []


def test_payments_stand_beside_limits_and_chances():
    """What is paid, how much of it at cost, what the budget holds, and the chance of more with its interval."""
    funds, items = tables(TOLD, "en")
    first, second = funds["rows"]
    assert (first["name"], first["year"], first["paid"], first["fixed"], first["at_cost"]) == (
        "all payments", 2026, "300", "250", "50",
    )  # fmt: skip
    assert first["chance"] == "25.0% (23.1% to 27.0%)"
    assert (second["name"], second["limit"], second["chance"]) == ("<run>", "n/a", "")
    assert (items["rows"][0]["name"], items["rows"][0]["year"]) == ("repairs", 2027)


def test_sentences_tell_what_is_paid_at_cost_and_the_chance():
    """Once over all years, beside the fixed fees, and the chances by name; a range where years differ."""
    cost, risk = sentences(TOLD, "en")
    assert " 50 thousand" in cost
    assert " 250 thousand" in cost
    assert "all payments 25.0%" in risk
    assert "repairs 40.0%" in risk
    more = TOLD | {"funds": [ROW, {**ROW, "year": 1, "chance": 0.35}]}
    assert "全部支出 25.0%至35.0%" in sentences(more, "zh")[1]


def test_report_prints_both_tables(bare):
    """The page has the tables, names escaped; the tables are files of their own as well."""
    page = html(bare | TOLD | {"names": bare.get("names", {}) | TOLD["names"]}, [], "zh")
    assert "按实支付项目" in page
    assert "&lt;run&gt;" in page
    assert {"funds.csv", "passthrough.csv"} <= set(sheets(TOLD, []))
