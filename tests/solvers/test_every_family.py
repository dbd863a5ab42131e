"""No family of rows is idle: without any one of them some enumerated case has another answer."""

from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.errors import HouqinError
from houqin.solvers.programme import FAMILIES, build, choosing, solve


def lent(name):
    """Return a neighbouring module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


families, wider, plain = lent("families"), lent("wider"), lent("test_programme")
invited, skilled, funded = lent("test_invited"), lent("test_skills"), lent("test_funds")


def worlds(case) -> Iterator:
    """Yield cases that other tests hold to plain enumeration: people and machines, budgets, awards, funds."""
    for seed in range(36):
        changes, points, _ = plain.generated(seed)
        menus = plain.menus_of(points)
        yield case(changes), menus
        totals = solve(build(choosing(case(changes), menus))).totals
        if totals:
            limit = [totals[0] / 100 - 0.01, 1e9]
            yield case({**changes, "budget": {"state": "hard", "by_year": limit}}), menus
    for seed in skilled.SEEDS:
        changes, points = skilled.generated(seed)
        yield case(changes), plain.menus_of(points)
    for seed in range(60):
        changes, points = families.generated(seed)
        yield case(changes), families.menus_of(points)
    for seed in range(12):
        scenario, points, _ = funded.drawn(case, seed)
        yield scenario, families.menus_of(points)
    with wider.visited():
        for seed in range(10):
            changes, points = wider.generated(seed)
            yield case(changes), families.menus_of(points)
        for seed in invited.SEEDS:
            changes, points = invited.generated(seed)
            yield case(changes), families.menus_of(points)


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
    for scenario, menus in worlds(case):
        asked = choosing(scenario, menus)
        whole = outcome(build(asked))
        idle -= {f for f in idle if outcome(build(asked, [g for g in FAMILIES if g != f])) != whole}
        if not idle:
            return
    assert not idle
