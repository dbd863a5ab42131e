"""Contracts that continue without a tender: how often they are renewed, on how many units, for how much more."""

from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.check import faults
from houqin.model.errors import InfeasibleError
from houqin.solvers import conflict, lagrange, recheck, recount
from houqin.solvers.choose import choose
from houqin.solvers.ledger import ledger
from houqin.solvers.rules import named
from pydantic import ValidationError

PLACE = spec_from_file_location("test_renewal", Path(__file__).with_name("test_renewal.py"))
renewing = module_from_spec(PLACE)
PLACE.loader.exec_module(renewing)
counting, families, menus = renewing.counting, renewing.families, renewing.menus

ID = "policy.single_source"
ALL = ["A", "B", "C"]
CASE = {
    **counting.PLAIN,
    "horizon.years": 3,
    "finance.wage_growth": 0.0,
    "bids.cheap": {**counting.bid("old", ALL, 2000.0), "single_source": True, "original_per_year": 48000.0},
    "bids.dear": counting.bid("new", ALL, 2100.0),
}
"""The vendor of today asks for 24,000 yuan a unit and year without a tender; a tender would cost 1,200 more."""
AGAIN = {"state": "hard", "most": 1}
ADDED = {"state": "hard", "share": 0.1}


def held(case, changes):
    """Return the choice, and how many units are held without a tender."""
    chosen = choose(case({**CASE, **changes}), menus(case({**CASE, **changes})))
    return chosen, [award.option.bid for award in chosen.plan.awards].count("cheap")


def violated(chosen, rule):
    """Return what a plan says of its violation of a rule."""
    return {r.id: r.violation for r in chosen.rules}[f"{ID}.{rule}"]


HOLDS = {
    "two renewals, one is allowed": ({f"{ID}.renewals": AGAIN}, 0),
    "two renewals are allowed": ({f"{ID}.renewals": {**AGAIN, "most": 2}}, 3),
    "a contract of two years is renewed once": ({f"{ID}.renewals": AGAIN, "bids.cheap.term_years": 2}, 3),
    "and none is allowed": ({f"{ID}.renewals": {**AGAIN, "most": 0}, "bids.cheap.term_years": 2}, 0),
    "a contract as long as the horizon": ({f"{ID}.renewals": {**AGAIN, "most": 0}, "bids.cheap.term_years": 3}, 3),
    "a tender was held": ({f"{ID}.renewals": {**AGAIN, "most": 0}, "bids.cheap.single_source": False}, 3),
    "one unit": ({f"{ID}.holdings": {"state": "hard", "most": 1}}, 1),
    "no unit": ({f"{ID}.holdings": {"state": "hard", "most": 0}}, 0),
    "no unit, but by tender": ({f"{ID}.holdings": {"state": "hard", "most": 0}, "bids.cheap.single_source": False}, 3),
    "52,800 yuan": ({f"{ID}.add_on": ADDED}, 2),
    "72,000 yuan are half as much again": ({f"{ID}.add_on": {**ADDED, "share": 0.5}}, 3),
    "just not": ({f"{ID}.add_on": {**ADDED, "share": 0.49999}}, 2),
    "the original to the fen": ({f"{ID}.add_on": {**ADDED, "share": 0.0}, "bids.cheap.original_per_year": 72000.0}, 3),
    "a fen less": ({f"{ID}.add_on": {**ADDED, "share": 0.0}, "bids.cheap.original_per_year": 71999.99}, 2),
    "no original stated": ({f"{ID}.add_on": ADDED, "bids.cheap.original_per_year": None}, 3),
    "all off": ({f"{ID}.add_on": {"state": "off"}}, 3),
}


@pytest.mark.parametrize("name", HOLDS)
def test_so_many_units_are_held_without_a_tender(case, name):
    """Renewals are counted within the horizon, units over all such bids, money to the fen; the bound agrees."""
    changes, units = HOLDS[name]
    chosen, found = held(case, changes)
    assert found == units
    scenario = case({**CASE, **changes})
    assert lagrange.prove(scenario, menus(scenario), chosen.value).bound == chosen.value


def test_money_is_compared_at_first_year_prices(case):
    """What wages grow by in later years is no added money."""
    rule = {f"{ID}.add_on": {**ADDED, "share": 0.0}, "bids.cheap.original_per_year": 72000.0}
    assert held(case, {**rule, "finance.wage_growth": 0.2})[1] == 3


def test_discount_counts_before_the_limit(case):
    """With 10 % off from the third unit on everything three units come to 64,800 yuan; two to 48,000."""
    off = {"bids.cheap.discounts": [{"from_units": 3, "rate": 0.1}]}
    for share, units in ((0.35, 3), (0.34, 2)):
        assert held(case, {**off, f"{ID}.add_on": {**ADDED, "share": share}})[1] == units


def test_soft_rules_have_units_of_their_own(case):
    """A contract renewed too often and a unit too many cost their weight every year, money by the yuan and year."""
    for rule, terms, weights, broken in (
        ("renewals", {"most": 0}, (1199.0, 1201.0), 3),
        ("holdings", {"most": 0}, (1199.0, 1201.0), 3),
        ("add_on", {"share": 0.1}, (0.06, 0.07), 3 * 19200),
    ):
        low, high = ({f"{ID}.{rule}": {"state": "soft", "weight": weight, **terms}} for weight in weights)
        assert (held(case, low)[1], violated(held(case, low)[0], rule)) == (3, broken)
        assert violated(held(case, high)[0], rule) == 0
        assert held(case, high)[1] == {"renewals": 0, "holdings": 0, "add_on": 2}[rule]


REPAIRS = {
    "renewals": ({"state": "hard", "most": 0}, 3.0, "contract"),
    "holdings": ({"state": "hard", "most": 1}, 2.0, "unit"),
    "add_on": ({"state": "hard", "share": 0.1}, 57600.0, "yuan"),
}


@pytest.mark.parametrize("rule", REPAIRS)
def test_conflict_is_repaired_in_its_unit(case, rule):
    """Where nobody else bids, the rule alone is the conflict: three contracts, two units, 19,200 yuan in three years."""
    terms, amount, unit = REPAIRS[rule]
    scenario = case({**CASE, f"{ID}.{rule}": terms})
    with pytest.raises(InfeasibleError):
        choose(scenario, menus(scenario, ("cheap",)))
    found = conflict.conflict(scenario, menus(scenario, ("cheap",)))
    assert [each.id for each in found.rules] == [f"{ID}.{rule}"]
    assert [(r.amount, r.unit) for r in found.repairs] == [(amount, unit)]


@pytest.mark.parametrize("rule", REPAIRS)
def test_price_tag_and_forged_plan(case, rule):
    """A rule's price is what tenders cost more; a plan made without it breaks it by the verifier's own count."""
    scenario = case({**CASE, f"{ID}.{rule}": REPAIRS[rule][0]})
    chosen, free = choose(scenario, menus(scenario)), choose(case(CASE), menus(case(CASE)))
    tag = {r.id: r for r in conflict.rules(scenario, menus(scenario), chosen)}[f"{ID}.{rule}"]
    assert (tag.binding, tag.price_per_year) == (True, (chosen.value - free.value) / 3)
    rows, lines = families.rows(scenario, free.plan), [asdict(v) for v in ledger(scenario, free.plan)]
    broken = {id: units for id, _, units in recheck.violations(recount.Tariff(scenario), rows, [], [0] * 3, lines)}
    assert broken[f"{ID}.{rule}"] == {"renewals": [3] * 3, "holdings": [2] * 3, "add_on": [19200] * 3}[rule]
    honest = families.rows(scenario, chosen.plan), [asdict(v) for v in ledger(scenario, chosen.plan)]
    kept = recheck.violations(recount.Tariff(scenario), honest[0], [], [0] * 3, honest[1])
    assert {id: units for id, _, units in kept}[f"{ID}.{rule}"] == [0] * 3


def test_rules_say_their_numbers(case):
    """Three sentences, three numbers."""
    on = {f"{ID}.renewals": AGAIN, f"{ID}.holdings": {"state": "soft", "most": 4}, f"{ID}.add_on": {**ADDED, "share": 0.075}}
    said = {rule.id: rule.text for rule in named(case({**CASE, **on})) if rule.id.startswith(ID)}
    assert list(said) == [f"{ID}.renewals", f"{ID}.holdings", f"{ID}.add_on"]
    for text, number in zip(said.values(), ("1", "4", "7.5"), strict=True):
        assert number in text.zh
        assert number in text.en


def test_renewals_need_their_number(case):
    """A rule that is on and says not how often is refused."""
    with pytest.raises(ValidationError) as caught:
        case({**CASE, f"{ID}.renewals": {"state": "soft", "weight": 1.0}})
    (fault,) = [f for error in caught.value.errors() for f in error["ctx"]["faults"]]
    assert (".".join(map(str, fault.path)), fault.code) == (f"{ID}.renewals.most", "HQ1212")


def test_only_a_vendor_of_today_continues_a_contract(case):
    """A vendor that serves none of a bid's units has nothing to continue there; one of them is enough."""
    assert case({**CASE, "bids.dear.single_source": True}).bids["dear"].single_source  # it serves C
    with pytest.raises(ValidationError) as caught:
        case({**CASE, "bids.dear.single_source": True, "bids.dear.units": ["A", "B"]})
    (fault,) = [f for error in caught.value.errors() for f in error["ctx"]["faults"]]
    assert (fault.path, fault.code) == (("bids", "dear", "single_source"), "HQ1212")


@pytest.mark.parametrize("rule", REPAIRS)
def test_rule_without_such_a_bid_is_doubted(case, rule):
    """A rule that touches no bid is said to, and not refused; so is a limit on money where no original is stated."""
    on = {**CASE, f"{ID}.{rule}": REPAIRS[rule][0]}
    bare = [{"bids.cheap.single_source": False}] + [{"bids.cheap.original_per_year": None}] * (rule == "add_on")
    for changes, doubted in (({}, False), *((each, True) for each in bare)):
        found = [f.path for f in faults(case({**on, **changes})) if f.code == "HQ1504"]
        assert found == [("policy", "single_source", rule, "state")] * doubted
