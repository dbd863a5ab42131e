"""A page about very many units tells the costliest one by one, and the sums of all."""

import pytest
from houqin.reports import awards, short, views

SUMS = ("objective", "ledger", "contracts", "rules")


@pytest.fixture
def wide():
    """Return a result of more units than a page lists, unit n costing n thousand yuan a year."""
    plan = [{"unit": f"U{n}", "site": f"S{n}", "mode": "in_house", "vendor": None, "bid": None,
             "cost": {"by_year": [n * 100_000], "by_item": {}}} for n in range(short.LONG + 1)]  # fmt: skip
    checks = [{"unit": award["unit"], "measure": "done"} for award in plan]
    spread = {award["unit"]: {} for award in plan}
    return {"plan": plan, "certificate": checks, "certification": {"status": "certified", "histograms": spread},
            **{key: [1] for key in SUMS}}  # fmt: skip


def test_the_costliest_units_stand_for_all(wide):
    """Rows of the costliest units are kept, and only these; sums stay."""
    told = short.shortened(wide)
    dear = {f"U{n}" for n in range(short.LONG + 1 - short.KEPT, short.LONG + 1)}
    assert {row["unit"] for row in told["plan"]} == {row["unit"] for row in told["certificate"]} == dear
    assert set(told["certification"]["histograms"]) == dear
    assert told["certification"]["status"] == "certified"
    assert all(told[key] == wide[key] for key in SUMS)


def test_what_is_left_out_is_said(wide):
    """A sentence names how many of how many are told."""
    (said,) = short.note(wide, short.shortened(wide), "en")
    assert f"Of {short.LONG + 1} units the {short.KEPT}" in said


def test_short_results_stay_as_they_are(wide):
    """Up to that many units nothing is left out, and nothing is said."""
    few = {**wide, "plan": wide["plan"][1:]}
    assert short.shortened(few) is few
    assert short.note(few, few, "zh") == []
    assert short.cited([{"path": "units.U1.x"}], few, few) == [{"path": "units.U1.x"}]


def test_sources_of_units_left_out_are(wide):
    """Numbers of units and sites that are not told are not listed; all others are."""
    told = short.shortened(wide)
    kept = [f"units.U{short.LONG}.place.workload", f"sites.S{short.LONG}.area_m2", "finance.vat_rate"]
    rows = [{"path": path} for path in (*kept, "units.U1.place.workload", "sites.S1.area_m2")]
    assert [row["path"] for row in short.cited(rows, wide, told)] == kept


def test_many_units_of_a_vendor_are_counted():
    """Of a vendor with many units the first few are named."""
    plan = [{"unit": f"U{n}", "mode": "full", "vendor": "v", "cost": {"by_item": {"wage": 1}}}
            for n in range(awards.NAMED + 1)]  # fmt: skip
    contract = {"vendor": "v", "route": ["tender"], "value_by_year": [100]}
    (said, *_) = awards.sentences({"plan": plan, "contracts": [contract], "brief": True}, "en")
    assert f"U0, U1, U2 and others, {awards.NAMED + 1} in all" in said
    assert "U5" not in said


def test_rules_that_were_not_priced_are_not_called_free():
    """A brief run says nothing of the dearest rule."""
    assert awards.dearest({"rules": [], "brief": True}, "zh") == ""
    assert awards.dearest({"rules": []}, "zh")


def test_vendors_with_several_bids_for_a_unit_are_told_apart():
    """Only these."""
    row = {"unit": "A", "vendor": "v", "bid": "b"}
    assert views.twins({"plan": [row, {**row, "bid": "c"}, {**row, "vendor": "w"}]}) == frozenset({"v"})
