"""Explaining why there is no plan: planted conflicts are found exactly, and repairs repair."""

import pytest
from houqin.model.errors import InfeasibleError
from houqin.solvers import conflict as why
from houqin.solvers.choose import choose
from houqin.solvers.menu import Effort, Menu, Option

HARD = {"state": "hard"}


def explained(case, menus, changes):
    """Return the conflict of a case with changes."""
    scenario = case(changes)
    offered = menus(scenario)
    with pytest.raises(InfeasibleError):
        choose(scenario, offered)
    return why.conflict(scenario, offered)


def ids(found):
    """Return the ids of the rules in conflict."""
    return {rule.id for rule in found.rules}


PLANTED = {
    "nobody may win": (
        {"policy.winners": {**HARD, "low": 0, "high": 0}, "units.A.modes": ["people_only", "full"]},
        {"policy.winners"},
    ),
    "contracts too long": (
        {"policy.term": {**HARD, "years": 2}, "units.A.modes": ["full"], "bids.old.modes": ["people_only", "hybrid"]},
        {"policy.term"},
    ),
    "only dispatch is offered": (
        {"policy.no_dispatch": HARD, "units.A.modes": ["people_only"], "bids.old.form": "dispatch",
         "bids.new.form": "dispatch", "policy.term": {**HARD, "years": 9}},
        {"policy.no_dispatch"},
    ),
    "one winner, but nobody can man both": (
        {"policy.winners": {**HARD, "low": 1, "high": 1}, "vendors.new.capacity": 40, "vendors.old.capacity": 40,
         "units.A.modes": ["people_only", "full"], "units.B.modes": ["people_only", "full"]},
        {"policy.winners", "policy.capacity"},
    ),
    "no change, but today's vendor cannot": (
        {"policy.changes": {**HARD, "most": 0}, "vendors.old.capacity": 20},
        {"policy.changes", "policy.capacity"},
    ),
    "a bundle of both, but two must win": (
        {"bids.new.bundle": True, "units.A.modes": ["full"], "units.B.modes": ["full"], "bids.old.modes": ["hybrid"],
         "units.B.today": {"mode": "full", "vendor": "new", "setting": {"rounds": 30, "tasks": 13, "scrubber": 4}},
         "bids.other": {"vendor": "old", "units": ["B"], "modes": ["full"], "wage_per_month": 1500.0},
         "units.A.today": {"mode": "full", "vendor": "new", "setting": {"rounds": 30, "tasks": 13, "scrubber": 4}},
         "policy.winners": {**HARD, "low": 2, "high": 2}},
        {"bids.new.bundle", "policy.winners"},
    ),
    "a year's money": (
        {"budget": {**HARD, "by_year": [9e8, 100.0, 9e8]}, "workforce.staff.redeploy.relief_per_year": 0.0},
        {"budget.by_year.2027"},
    ),
    "money against people": (
        {"budget": {**HARD, "present_value": 9.6e6}, "units.A.modes": ["people_only"], "units.B.modes": ["hybrid"],
         "workforce.staff.severance": 0.0},
        {"budget.present_value", "policy.no_dismissal"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTED)
def test_planted_conflict_is_found(case, menus, name):
    """The rules named are exactly those planted, and every step was proven."""
    changes, planted = PLANTED[name]
    found = explained(case, menus, changes)
    assert ids(found) == planted
    assert found.proven


@pytest.mark.parametrize("name", PLANTED)
def test_conflict_is_minimal(case, menus, name):
    """Turning any one of the named rules off makes a plan possible."""
    changes, planted = PLANTED[name]
    scenario = case(changes)
    for rule in planted:
        off = {**changes, **({"budget": {"state": "off"}} if rule.startswith("budget") else {rule: {"state": "off"}})}
        off |= {rule: False} if rule.startswith("bids") else {}
        assert choose(case(off), menus(scenario)).value


def test_standard_nobody_meets(case, menus):
    """When every point falls short of a standard, the standard alone is the conflict; the repair counts unit-years."""
    scenario = case()
    offered = tuple(
        Menu(
            m.option,
            tuple(p.__class__(p.setting, p.posts, p.machines, {}, ("litter_indoor",)) for p in m.points)
            if m.option.unit == "A"
            else m.points,
            m.floors,
            m.effort,
        )
        for m in menus(scenario)
    )
    found = why.conflict(scenario, offered)
    assert ids(found) == {"standards.cleaning.litter_indoor"}
    assert [(r.amount, r.unit) for r in found.repairs] == [(3.0, "unit-year")]


def test_unit_nobody_explored(case, menus):
    """A unit without any point is named itself: no rule is to blame."""
    scenario = case()
    offered = [m if m.option.unit == "B" else Menu(m.option, (), (), Effort(0, 0, 0, 0)) for m in menus(scenario)]
    found = why.conflict(scenario, offered)
    assert ids(found) == {"units.A"}
    assert found.proven


def test_raising_the_budget_as_told_is_enough_and_needed(case, menus):
    """With the budget raised by the repair there is a plan; with one fen less there is none."""
    changes = {"budget": {**HARD, "present_value": 10e6}}
    found = explained(case, menus, changes)
    repair = next(r for r in found.repairs if r.rule == "budget.present_value")
    enough = case({"budget": {**HARD, "present_value": round(10e6 + repair.amount, 2)}})
    assert choose(enough, menus(enough)).value
    short = case({"budget": {**HARD, "present_value": round(10e6 + repair.amount - 0.01, 2)}})
    with pytest.raises(InfeasibleError):
        choose(short, menus(short))


def test_years_that_need_each_other_are_repaired_together(case, menus):
    """When no single year's budget can be raised enough, the repair raises every year that needs it."""
    found = explained(case, menus, {"budget": {**HARD, "by_year": [3.4e6, 3.4e6, 3.4e6]}})
    assert {r.rule for r in found.repairs} == {f"budget.by_year.{y}" for y in (2026, 2027, 2028)}
    years = [3.4e6 + next(r.amount for r in found.repairs if r.rule.endswith(str(y))) for y in (2026, 2027, 2028)]
    enough = case({"budget": {**HARD, "by_year": [round(y, 2) for y in years]}})
    assert choose(enough, menus(enough)).value


def test_bundle_is_repaired_by_splitting_it_once(case, menus):
    """Where a bundle stands in the way, letting it be split in one place is a repair, told in its vendor's bids."""
    found = explained(case, menus, PLANTED["a bundle of both, but two must win"][0])
    repair = next(r for r in found.repairs if r.rule == "bids.new.bundle")
    assert (repair.amount, repair.unit) == (1.0, "unit")
    assert "new" in next(rule.text.zh for rule in found.rules if rule.id == repair.rule)


def test_sentences_come_in_two_languages(case, menus):
    """Rules and repairs speak Chinese and English, with the numbers filled in."""
    found = explained(case, menus, {"budget": {**HARD, "present_value": 10e6}})
    for text in [rule.text for rule in found.rules] + [repair.text for repair in found.repairs]:
        assert text.zh != text.en
        assert "{" not in text.zh + text.en
        text.zh.encode("gbk")


def test_feasible_case_has_no_conflict(case, menus):
    """Asking for a conflict where there is a plan is refused."""
    scenario = case()
    with pytest.raises(ValueError, match="there is a plan"):
        why.conflict(scenario, menus(scenario))


def test_step_without_proof_is_said(case, menus, monkeypatch):
    """A step the solver leaves open makes the conflict a suspicion, not a proof."""
    changes = {"budget": {**HARD, "present_value": 10e6}}
    scenario = case(changes)
    asked = []

    def lazy(programme, wish, time_limit):
        asked.append(wish)
        return None if len(asked) == 3 else feasible(programme, wish, time_limit=time_limit)

    feasible = why.feasible
    monkeypatch.setattr(why, "feasible", lazy)
    assert not why.conflict(scenario, menus(scenario)).proven


def test_options_have_names(option):
    """An option without a bid is in-house."""
    assert option("A", "in_house") == Option("A", "in_house", "")
