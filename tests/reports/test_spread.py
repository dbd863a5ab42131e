"""The table of costs per ㎡ in the report."""

from houqin.reports.html import html
from houqin.reports.spread import sentences, tables

BEFORE = {"mean": 20.0, "variance": 16.0, "variation": 0.2, "low": 15.0, "high": 25.0, "overall": 21.0}
AFTER = {"mean": 17.0, "variance": 1.0, "variation": 0.059, "low": 16.0, "high": 18.0, "overall": 17.5}
RATES = [{"service": "物业", "place": f"<{n}>", "area_m2": 1.0, "free": True, "today": 20.0, "plan": 17.0} for n in "abc"]
ROW = {"service": "物业", "free": False, "places": 3, "today": BEFORE, "plan": AFTER}


def test_a_result_without_shared_services_has_no_table(result):
    """Nothing is said where nothing is shared, and old results have no such key."""
    assert tables(result | {"spread": []}, "zh") == []
    assert sentences({}, "en") == []


def test_places_come_before_their_moments():
    """Every place with both costs, then mean, overall, range, variance and coefficient."""
    (table,) = tables({"spread": [ROW], "rates": RATES}, "en")
    assert table["cells"][0] == ("<a>", "20.00", "17.00")
    assert [row[1:] for row in table["sums"]] == [
        ("20.00", "17.00"), ("21.00", "17.50"), ("15.00 - 25.00", "16.00 - 18.00"), ("16.00", "1.00"), ("20.0%", "5.9%"),
    ]  # fmt: skip


def test_a_sentence_from_three_places_on():
    """The variance of two places is not told in a sentence."""
    assert len(sentences({"spread": [ROW, {**ROW, "places": 2}]}, "zh")) == 1
    assert "16.00 → 1.00" in sentences({"spread": [ROW]}, "en")[0]


def test_names_are_escaped(bare):
    """The report prints the table, and a place's name is text, never markup."""
    page = html(bare | {"spread": [ROW], "rates": RATES}, [], "zh")
    assert "&lt;a&gt;" in page
    assert "<a>" not in page
