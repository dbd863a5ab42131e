"""Quality points in price tags: planted cases in which every rule's effect on quality is known beforehand."""

from types import SimpleNamespace as Some

import pytest
from houqin.model.levers import Setting
from houqin.reports.reasons import sections
from houqin.reports.why import document
from houqin.solvers import conflict, why
from houqin.solvers.choose import choose
from houqin.solvers.menu import Effort, Estimate, Menu, Point, options
from houqin.solvers.quality import gained, quality

HARD = {"state": "hard"}
WAGES = {"old": 2300.0, "new": 1900.0, "hired": 1880.0, "agency": 1600.0}
SCORES = {"old": 90.0, "new": 84.0, "hired": 93.0, "agency": 70.0}
"""Of the bids at A, from the dearest to the cheapest; B has one option, with a score of 88."""


def planted(case, scores, **changes):
    """Return a case of two units and one year in which rules on term and dispatch bar the cheap bids at A, with menus.

    `new` runs too long, `hired` is dispatch, `agency` is both; `old` breaks nothing.
    """
    bid = {"modes": ["people_only"], "units": ["A"], "vendor": "new", "term_years": 1}
    bids = {f"bids.{name}.{key}": value for name in ("new", "hired", "agency") for key, value in bid.items()}
    bids |= {f"bids.{name}.wage_per_month": yuan for name, yuan in WAGES.items()}
    bids |= {"bids.new.term_years": 3, "bids.hired.form": "dispatch", "bids.agency.form": "dispatch", "bids.agency.term_years": 5}
    bids |= {f"bids.{name}.fee_per_month": 0.0 for name in ("hired", "agency")}
    scenario = case({
        "horizon.years": 1, "workforce": {}, "units.A.modes": ["people_only"], "units.B.modes": ["in_house"],
        "units.B.today": {"mode": "in_house", "setting": {"rounds": 30, "tasks": 13, "scrubber": 4}},
        "bids.old.modes": ["people_only"], "vendors.old.capacity": 100, "vendors.new.capacity": 100,
        "labour.minimum_wage_per_month": 1000.0, "policy.term": {**HARD, "years": 2}, "policy.no_dispatch": {**HARD},
        **bids, **changes,
    })  # fmt: skip
    found = []
    for option in options(scenario):
        value = scores.get(option.bid, 88.0) if scores else None
        seen = {} if value is None else {"score": Estimate(value, 0.0, 0.0)}
        found.append(Menu(option, (Point(Setting((30, 10, 0)), 40, (), seen),), (), Effort(1, 1, 1, 1)))
    return scenario, tuple(found)


def tags(case, scores, **changes):
    """Return what can be asked of a planted case, and the points of its rules."""
    scenario, menus = planted(case, scores, **changes)
    found = why.asked(scenario, menus, choose(scenario, menus).plan.hash())
    return found, {rule.id: rule.points for rule in found.price_tags}


def test_points_are_what_quality_gains(case):
    """A tag's points are the planted difference of scores over both units, and that of a run without the rule."""
    found, points = tags(case, SCORES)
    assert found.quality == pytest.approx((90 + 88) / 2)
    assert points["policy.term"] == pytest.approx((84 - 90) / 2)
    assert points["policy.no_dispatch"] == pytest.approx((93 - 90) / 2)
    for rule in ("policy.term", "policy.no_dispatch"):
        scenario, menus = planted(case, SCORES, **{f"{rule}.state": "off"})
        without = choose(scenario, menus).plan
        assert points[rule] == pytest.approx(gained(scenario, without, found.plan.plan))
        assert points[rule] == pytest.approx(quality(scenario, without) - found.quality)


def test_points_that_do_not_add_are_flagged(case):
    """Without both rules a third bid comes in, whose score is not the sum of the two tags; that is told in both tongues."""
    found, points = tags(case, SCORES)
    (pair,) = found.interactions
    assert {pair.first, pair.second} == {"policy.term", "policy.no_dispatch"}
    assert pair.points_apart == pytest.approx(sum(points[r] for r in ("policy.term", "policy.no_dispatch")))
    assert pair.points_together == pytest.approx((70 - 90) / 2)
    assert not pair.points_add
    said = document(found)
    for lang, words in (("zh", "质量分开 -1.50, 一起 -10.00 分, 不能相加"), ("en", "quality -1.50 apart, -10.00 points together")):
        assert any(words in line for _, lines in sections(said, lang) for line in lines)
        assert any("-3.00" in line for _, lines in sections(said, lang) for line in lines)


def test_points_may_add_where_money_does_not(case):
    """The flags of money and of points are two: a third bid whose score is the sum of the tags adds in points alone."""
    found, _ = tags(case, {**SCORES, "agency": 87.0})
    (pair,) = found.interactions
    assert (pair.adds, pair.points_add) == (False, True)
    assert pair.points_together == pytest.approx(-1.5)


def test_rule_that_costs_nothing_has_no_points(case):
    """A rule without which the plan stays among the best changes nothing; one that is off, and a standard, have no tag."""
    _, points = tags(case, SCORES, **{"policy.winners": {"state": "off"}, "policy.changes": {**HARD, "most": 2}})
    assert points["policy.changes"] == 0
    assert points["policy.winners"] is None
    assert points["standards.cleaning.litter_indoor"] is None


def test_unknown_quality_is_not_made_up(case):
    """Where the search saw no score there are prices but no points, and pairs are told by money alone."""
    found, points = tags(case, {})
    assert found.quality is None
    assert set(points.values()) == {None}
    (pair,) = found.interactions
    assert (pair.points_apart, pair.points_together, pair.points_add) == (None, None, True)
    assert "rules" in document(found)


def test_plan_without_a_rule_is_settled_by_the_documented_ties(case):
    """Of two equally cheap plans without a rule the one that comes first counts, whatever its score."""
    same = {"bids.agency.wage_per_month": WAGES["hired"], "bids.agency.term_years": 1}
    for scores, gain in ((SCORES, -10.0), ({**SCORES, "hired": 70.0, "agency": 93.0}, 1.5)):
        scenario, menus = planted(case, scores, **same)
        chosen = choose(scenario, menus)
        rules = {rule.id: rule for rule in conflict.rules(scenario, menus, chosen)}
        first = choose(*planted(case, scores, **same, **{"policy.no_dispatch.state": "off"})).plan.awards[0].option.bid
        assert first == "agency"  # it stands before `hired` in the file
        assert rules["policy.no_dispatch"].points == pytest.approx(gain)


def test_shares_count_a_hundred():
    """A score that is a share of 1 counts in points of a hundred, one out of a hundred as it is; means over unit-years."""
    kinds = {"a": Some(score="share"), "b": Some(score="marks")}
    measures = {"a": {"share": Some(name="share", upper=1.0)}, "b": {"marks": Some(name="marks", upper=100.0)}}
    scenario = Some(kind=kinds.get, measures=measures.get)

    def plan(*values):
        awards = []
        for (unit, score), seen in zip((("a", "share"), ("b", "marks")), values, strict=True):
            years = [Some(point=Some(values={score: Estimate(v, 0.0, 0.0)} if v is not None else {})) for v in seen]
            awards.append(Some(option=Some(unit=unit), years=years))
        return Some(awards=awards)

    assert quality(scenario, plan((0.9, 0.8), (70.0, 60.0))) == pytest.approx((90 + 80 + 70 + 60) / 4)
    assert gained(scenario, plan((0.9, None), (70.0, 60.0)), plan((0.8, 0.1), (None, 50.0))) == pytest.approx((10 + 10) / 2)
    assert gained(scenario, plan((None,), (None,)), plan((0.8,), (50.0,))) is None
