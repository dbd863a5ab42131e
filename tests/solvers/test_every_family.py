"""No family of rows is idle: without any one of them some enumerated case has another answer."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import HouqinError
from houqin.solvers.programme import FAMILIES, build, choosing, solve
from houqin.solvers.rules import named


def lent(name):
    """Return a neighbouring module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


everything = lent("everything")
CASES = range(300)
"""Those that `test_everything` holds to plain enumeration."""
RULES = {
    "dismissal": "policy.no_dismissal", "growth": "policy.no_growth", "gradual": "policy.gradual", "budget": "budget.",
    "funds": "budget.funds.", "capacity": "policy.capacity", "winners": "policy.winners", "term": "policy.term",
    "dispatch": "policy.no_dispatch", "changes": "policy.changes", "standards": "standards.", "qualified": ".qualified",
    "renewal": ".renewal", "newcomer": "policy.newcomers", "secrecy": "policy.secrecy", "shared": "policy.shared",
    "slots": ".slots_per_week", "route": "policy.route", "redundancy": "policy.redundancy", "share": "policy.share",
    "holdings": "policy.holdings", "quota": "policy.quota", "reserve": "policy.reserve",
    "again": "policy.single_source.renewals", "untendered": "policy.single_source.holdings",
    "added": "policy.single_source.add_on",
}  # fmt: skip
"""What the ids of a family's rules have in them, where they may be hard, soft or off."""


@pytest.fixture(autouse=True)
def visited():
    """Lend the cleaning kind visits, tickets, food and overtime."""
    with everything.wider.visited():
        yield


def outcome(built):
    """Return status and value of a programme; what cannot be read as a plan is an outcome of its own."""
    try:
        answer = solve(built)
    except (HouqinError, RuntimeError) as error:
        return type(error).__name__
    return answer.status, answer.value


@pytest.mark.slow
def test_no_family_is_idle(case):
    """Each family but the bounding one's decides some case: its tests by enumeration fail where it is left out."""
    idle = set(FAMILIES) - {"floor"}
    for seed in CASES:
        asked = choosing(*everything.drawn(case, seed))
        whole = outcome(build(asked))
        idle -= {f for f in idle if outcome(build(asked, [g for g in FAMILIES if g != f])) != whole}
        if not idle:
            return
    assert not idle


@pytest.mark.slow
def test_rules_of_all_families_are_hard_soft_and_off(case):
    """Among these cases the rules of every family are hard, soft and off in five at the least."""
    seen = {family: {"hard": 0, "soft": 0, "off": 0} for family in RULES}
    for seed in CASES:
        states = {rule.id: rule.rule.state for rule in named(everything.drawn(case, seed)[0])}
        for family, part in RULES.items():
            mine = {state for id, state in states.items() if part in id and (part != "budget." or "funds" not in id)}
            for state in mine or {"off"}:
                seen[family][state] += 1
    assert {family: states for family, states in seen.items() if min(states.values()) < 5} == {}
