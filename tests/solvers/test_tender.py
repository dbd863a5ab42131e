"""Scoring a tender: by hand, against an independent reading of the rules, and what would have changed the award."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from houqin.model.errors import MissingExtraError
from houqin.model.pack import Pack
from houqin.model.tender import ABOVE_CEILING, Tender
from houqin.scenarios.bidding import pack, tender
from houqin.solvers import opinions as second
from houqin.solvers.compliance import findings
from houqin.solvers.scoring import entered, score
from houqin.solvers.stability import cuts, spans, wins

from .bids import GROUPS, built, drawn, order, rate_of


@pytest.fixture(scope="module")
def rules() -> Pack:
    """Return the shipped rules."""
    return pack()


def plain(bidders: dict[str, dict[str, Any]], **other: Any) -> Tender:
    """Return a tender of one technical criterion of 80 points and 20 for the price."""
    data = {
        "schema_version": 1, "id": "t", "title": {"zh": "例", "en": "t"}, "opened": "2026-03-01", "price_points": 20,
        "criteria": {"方案": {"group": "technical", "points": 80}}, "bidders": bidders,
    }  # fmt: skip
    return built(data | other)


def test_sample_by_hand() -> None:
    """The shipped sample: every figure as one gets it with paper and pencil.

    乙 is small: 1,886,400 x 0.9 = 1,697,760, the lowest of the three. Price: 20 x 1,697,760 / 1,980,000 = 17.1491,
    20 x 1,697,760 / 1,750,000.50 = 19.4030. 甲 technical: 131.5/5 + 86.5/5 + 8 = 26.3 + 17.3 + 8 = 51.6.
    """
    marks = {m.name: m for m in score(tender("tender-sample").tender)}
    assert (marks["乙公司"].paid, marks["乙公司"].evaluated) == (188640000, 169776000)
    assert marks["甲公司"].points == {"price": 1715, "technical": 5160, "business": 2000}
    assert marks["乙公司"].points == {"price": 2000, "technical": 4950, "business": 1500}
    assert marks["丙公司"].points == {"price": 1940, "technical": 4460, "business": 1700}
    assert [(m.name, m.total, m.rank) for m in marks.values()][:3] == [
        ("甲公司", 8875, 1), ("乙公司", 8450, 2), ("丙公司", 8100, 3)
    ]  # fmt: skip
    assert marks["丁公司"].out == ("V4",) and marks["戊公司"].out == (ABOVE_CEILING,)


def test_deduction_is_rounded_to_the_fen_and_never_paid() -> None:
    """90 % of 1,000,000.05 is 900,000.045, compared at 900,000.05; the bid stays what is paid."""
    held = plain(
        {"小": {"price": 1000000.05, "status": "micro", "points": {"方案": 60}},
         "大": {"price": 900000.05, "points": {"方案": 60}}}, deduction={"small": 0.1},
    )  # fmt: skip
    marks = {m.name: m for m in score(held)}
    assert (marks["小"].evaluated, marks["小"].paid) == (90000005, 100000005)
    assert marks["小"].points == marks["大"].points


def test_ties() -> None:
    """Equal totals go to the lower bid, then to more technical points, then to the order of the file, and it is said."""
    by_bid = plain(
        {"甲": {"price": 100, "status": "small", "points": {"方案": 60}}, "乙": {"price": 90, "points": {"方案": 60}}},
        deduction={"small": 0.1},
    )
    assert [(m.name, m.ahead) for m in score(by_bid)] == [("乙", "bid"), ("甲", None)]
    split = {"方案": {"group": "technical", "points": 40}, "业绩": {"group": "business", "points": 40}}
    by_technical = plain(
        {"甲": {"price": 90, "points": {"方案": 20, "业绩": 30}}, "乙": {"price": 90, "points": {"方案": 30, "业绩": 20}}},
        criteria=split,
    )
    assert [(m.name, m.ahead) for m in score(by_technical)] == [("乙", "technical"), ("甲", None)]
    by_order = plain({n: {"price": 90, "points": {"方案": 60}} for n in ("乙", "甲")})
    assert [(m.name, m.ahead) for m in score(by_order)] == [("乙", "order"), ("甲", None)]


def test_lowest_evaluated_price() -> None:
    """With `lowest` the lowest evaluated price is first, points or not; weights do not matter then."""
    held = plain(
        {"甲": {"price": 95, "points": {"方案": 80}}, "乙": {"price": 100, "status": "small", "points": {"方案": 1}}},
        method="lowest", deduction={"small": 0.1},
    )  # fmt: skip
    assert [(m.name, m.evaluated, m.points) for m in score(held)] == [("乙", 9000, {}), ("甲", 9500, {})]
    assert spans(entered(held)) == ()
    (cut,) = cuts(entered(held))
    assert (cut.name, cut.price) == ("甲", 9000)  # equal, and the lower bid


@pytest.mark.parametrize("seed", range(80))
def test_ranking_is_that_of_the_rules(seed: int) -> None:
    """Order and totals equal those of an independent decimal reading of the rules, ties included."""
    data = drawn(seed, 100_000_00, 300_000_00) if seed % 2 else drawn(seed, 100, 120, 5)
    ranked = [(m.name, m.total) for m in score(built(data)) if m.rank]
    assert ranked == [(name, int(total * 100)) for name, total in order(data)]


@pytest.mark.parametrize("seed", range(16))
def test_break_even_by_enumeration(seed: int) -> None:
    """Of every possible lower bid of a loser, exactly those up to the one named would win."""
    enumerate_bids(drawn(seed, 20, 90, (0.5, 5)[seed % 2]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1100))
def test_break_even_by_enumeration_at_length(seed: int) -> None:
    """The same, for more tenders and dearer bids."""
    enumerate_bids(drawn(seed, 100, 900, (0.5, 5)[seed % 2]))


def enumerate_bids(data: dict[str, Any]) -> None:
    """Hold every cut of a tender to all lower bids."""
    for cut in cuts(entered(built(data))):
        won = [p for p in range(1, cut.paid) if order(data, {cut.name: p})[0][0] == cut.name]
        assert won == list(range(1, (cut.price or 0) + 1))


def test_break_even_to_the_fen() -> None:
    """For sums as they are in life: the bid named wins and one fen more does not, by the independent reading."""
    named = 0
    for seed in range(200, 260):
        data = drawn(seed, 1_000_000_00, 3_000_000_00)
        field = entered(built(data))
        for cut in cuts(field):
            if cut.price is None:
                assert order(data, {cut.name: 1})[0][0] != cut.name
                continue
            named += 1
            assert order(data, {cut.name: cut.price})[0][0] == cut.name
            assert order(data, {cut.name: cut.price + 1})[0][0] != cut.name
            assert wins(field, field.names.index(cut.name), cut.price)
    assert named > 50


def crossings(lines: dict[str, tuple[Fraction, Fraction]]) -> list[Fraction]:
    """Return the midpoints between all weights at which any two bidders are equal."""
    cut = {Fraction(0), Fraction(100)}
    for f, r in lines.values():
        for g, s in lines.values():
            slope = (f - g) - (r - s)
            if slope and 0 < (at := -100 * (r - s) / slope) < 100:
                cut.add(at)
    ends = sorted(cut)
    return [(a + b) / 2 for a, b in pairwise(ends)]


def leaders(lines: dict[str, tuple[Fraction, Fraction]], t: Fraction) -> set[str]:
    """Return who has most points with the group at weight t."""
    totals = {n: t * f + (100 - t) * r for n, (f, r) in lines.items()}
    return {n for n, total in totals.items() if total == max(totals.values())}


def shares(data: dict[str, Any], group: str) -> dict[str, tuple[Fraction, Fraction]]:
    """Return by bidder its share of a group's points and of all others', without rounding of points."""
    inside = {n: b for n, b in data["bidders"].items() if not b["out"]}
    fen = {n: round(b["price"] * 100) * (1 - Fraction(str(rate_of(data, b["status"])))) for n, b in inside.items()}
    whole = {n: int(v + Fraction(1, 2)) for n, v in fen.items()}
    most = {g: sum(c["points"] for c in data["criteria"].values() if c["group"] == g) for g in GROUPS}
    most["price"] = data["price_points"]
    found = {}
    for name, bidder in inside.items():
        got = {g: Fraction(0) for g in GROUPS}
        got["price"] = Fraction(data["price_points"] * min(whole.values()), whole[name])
        for criterion, given in bidder["points"].items():
            exact = [Fraction(str(v)) for v in given]
            got[data["criteria"][criterion]["group"]] += sum(exact) / len(exact)
        rest = sum(v for g, v in got.items() if g != group)
        found[name] = got[group] / most[group], rest / (100 - most[group])
    return found


@pytest.mark.parametrize("seed", range(40))
def test_stable_weights_by_enumeration(seed: int) -> None:
    """Between all weights at which two bidders are equal, the winner leads exactly inside the range that is named."""
    data = drawn(seed, 1_000_000_00, 2_000_000_00)
    marks = [m for m in score(built(data)) if m.rank]
    found = spans(entered(built(data)))
    assert len(found) == (3 if marks else 0)
    for span in found:
        lines, first = shares(data, span.group), marks[0].name
        if span.low is None or span.high is None:
            assert first not in leaders(lines, span.weight)
            continue
        weights = crossings(lines)
        assert [t for t in weights if first in leaders(lines, t)] == [t for t in weights if span.low < t < span.high]
        below, above = [t for t in weights if t < span.low], [t for t in weights if t > span.high]
        assert (span.below is None) == (not below) and (span.above is None) == (not above)
        assert not below or span.below in leaders(lines, below[-1])
        assert not above or span.above in leaders(lines, above[0])


def test_who_wins_beyond_a_breakpoint() -> None:
    """Where several overtake at the same weight, the one that gains most is named."""
    split = {"方案": {"group": "technical", "points": 40}, "业绩": {"group": "business", "points": 40}}
    given = {"甲": (30, 20), "乙": (20, 30), "丙": (10, 40), "丁": (24, 26)}
    held = plain({n: {"price": 90, "points": {"方案": t, "业绩": b}} for n, (t, b) in given.items()}, criteria=split)
    assert next(m.name for m in score(held)) == "甲"
    found = {s.group: s for s in spans(entered(held))}
    assert (found["technical"].low, found["technical"].below) == (40, "丙")
    assert (found["business"].high, found["business"].above) == (40, "丙")


def test_rounding_decides() -> None:
    """Where two decimals make equal what is not, no range is claimed."""
    held = plain({"甲": {"price": 100, "points": {"方案": [60, 60, 60.01]}}, "乙": {"price": 100, "points": {"方案": [60] * 3}}})
    assert score(held)[0].ahead == "order"
    swapped = plain({"乙": {"price": 100, "points": {"方案": [60] * 3}}, "甲": {"price": 100, "points": {"方案": [60, 60, 60.01]}}})
    assert [s.low for s in spans(entered(swapped))] == [None, None]
    assert None not in [s.low for s in spans(entered(held))]


def test_nobody_valid() -> None:
    """Where all are out there is no ranking, no range and no cut."""
    held = plain({"甲": {"price": 100, "out": ["Q1"]}})
    assert [m.rank for m in score(held)] == [0]
    assert spans(entered(held)) == () and cuts(entered(held)) == ()


def broken(held: Tender, rules: Pack) -> list[str]:
    """Return the names of the rules that are not met."""
    return [found.rule for found in findings(held, rules)]


def three(price: float = 100.0, **other: Any) -> Tender:
    """Return a tender of three large firms."""
    return plain({n: {"price": price, "points": {"方案": 60}} for n in ("甲", "乙", "丙")}, **other)


@pytest.mark.parametrize(
    ("region", "ceiling", "expected"),
    [
        ("江苏省常州市", 499_999, []),
        ("江苏省常州市", 499_999.99, []),
        ("江苏省常州市", 500_000, ["changzhou_500000"]),
        ("江苏省常州市", 500_001, ["changzhou_500000"]),
        ("江苏省常州市", 4_000_000, ["open_tender_jiangsu", "changzhou_500000"]),
        ("江苏省无锡市", 3_999_999.99, []),
        ("江苏省无锡市", 4_000_000, ["open_tender_jiangsu"]),
        ("吉林省长春市", 1_999_999.99, []),
        ("吉林省长春市", 2_000_000, ["open_tender_nation"]),
    ],
)
def test_thresholds(region: str, ceiling: float, expected: list[str], rules: Pack) -> None:
    """The way of buying is held to the threshold of the place, exact to the fen; a province's replaces the nation's."""
    held = three(ceiling * 0.9 // 1, region=region, ceiling=ceiling, procedure="consultation")
    assert broken(held, rules) == expected
    assert broken(held.model_copy(update={"procedure": "open"}), rules) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"price_points": 9.9999, "criteria": {"方案": {"group": "technical", "points": 90.0001}}}, ["price_weight_services"]),
        ({"price_points": 10, "criteria": {"方案": {"group": "technical", "points": 90}}}, []),
        ({"object": "goods"}, ["price_weight_goods"]),
        ({"term_years": 4}, ["term"]),
        ({"form": "dispatch"}, ["no_dispatch"]),
        ({"deduction": {"small": 0.06}}, ["small_deduction"]),
        ({"deduction": {"small": 0.06}, "opened": "2022-06-30"}, []),
        ({"deduction": {"small": 0.06}, "opened": "2022-07-01"}, ["small_deduction"]),
        ({"deduction": {"small": 0.2001}}, ["small_deduction"]),
        ({"deduction": {"small": 0.2, "joint": 0.0601}}, ["joint_deduction"]),
    ],
)
def test_rules_of_the_tender(changed: dict[str, Any], expected: list[str], rules: Pack) -> None:
    """Each rule speaks up just beyond its limit, from the day it came into force."""
    assert broken(three(**changed), rules) == expected


def test_price_weight_in_a_consultation(rules: Pack) -> None:
    """Consultations have an upper limit of 30 % as well."""
    criteria = {"方案": {"group": "technical", "points": 69.99}}
    over = three(price_points=30.01, criteria=criteria, procedure="consultation")
    assert broken(over, rules) == ["price_weight_consultation"]


def test_small_firms_without_a_deduction(rules: Pack) -> None:
    """Small firms among the bidders and no rate stated: said, unless the purchase is reserved for them."""
    bidders = {n: {"price": 90, "status": "small", "points": {"方案": 60}} for n in ("甲", "乙", "丙")}
    assert broken(plain(bidders), rules) == ["small_deduction"]
    assert broken(plain(bidders, reserved=True), rules) == []


def test_few_bidders_and_low_bids(rules: Pack) -> None:
    """Fewer than three who count, and bids that are far below the others or the ceiling, are named with the bidder."""
    held = three()
    two = held.model_copy(update={"bidders": {n: b for n, b in held.bidders.items() if n != "丙"}})
    assert broken(two, rules) == ["bidders"]
    prices = {"甲": 49.99, "乙": 100.0, "丙": 150.01}
    low = plain({n: {"price": p, "points": {"方案": 60}} for n, p in prices.items()}, ceiling=151)
    assert [(f.rule, f.bidder) for f in findings(low, rules)] == [
        ("low_to_mean", "甲"), ("low_to_next", "甲"), ("low_to_ceiling", "甲")
    ]  # fmt: skip


def test_second_opinions() -> None:
    """A bidder that is best in everything is first by every method, and the worst last; a lone bidder has no opinion."""
    held = plain(
        {"中": {"price": 100, "points": {"方案": 60}}, "优": {"price": 90, "points": {"方案": 70}},
         "差": {"price": 110, "points": {"方案": 50}}}
    )  # fmt: skip
    found = second.opinions(held)
    assert [o.method for o in found] == ["TOPSIS", "VIKOR", "PROMETHEE II"]
    assert {o.names for o in found} == {("优", "中", "差")}
    assert second.opinions(plain({"甲": {"price": 1, "points": {"方案": 1}}})) == ()
    assert second.opinions(three()) == ()
    # equal by VIKOR's measure, which then divides nothing by nothing and is left out
    bidders = {"甲": {"price": 90, "points": {"方案": 40}}, "乙": {"price": 100, "points": {"方案": 50}}}
    equal = plain(bidders, price_points=50, criteria={"方案": {"group": "technical", "points": 50}})
    assert [o.method for o in second.opinions(equal)] == ["TOPSIS", "PROMETHEE II"]


def test_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pymcdm the error names what to install."""
    monkeypatch.setitem(__import__("sys").modules, "pymcdm.methods", None)
    with pytest.raises(MissingExtraError, match=r"houqin\[mcda\]"):
        second.opinions(three())
