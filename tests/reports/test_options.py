"""What of a plan becomes plain data: settings as tables, what planning at once saves."""

import json
from types import SimpleNamespace as Some
from typing import Any

import pytest
from houqin import load
from houqin.model.levers import Setting
from houqin.reports.options import grids, rosters
from houqin.solvers.menu import Option, Saving

CASES = ("changchun", "changzhou-canteen")


def planned(scenario: Any, changed: bool) -> Any:
    """Return a plan of three years under today's settings; with `changed` every lever is one higher in the last."""
    awards = []
    for name, unit in scenario.units.items():
        now = Setting(tuple(unit.today.setting[lever.name] for lever in scenario.levers(name)))
        later = Setting(tuple(level + 1 for level in now.levels)) if changed else now
        years = [Some(point=Some(setting=s)) for s in (now, now, later)]
        awards.append(Some(option=Option(name, unit.today.mode), years=years))
    return Some(awards=awards)


@pytest.mark.parametrize("case", CASES)
def test_each_setting_once_for_all_its_years(case: str) -> None:
    """Years with one setting share a table; every table is plain data, whole, and of a unit of the case."""
    scenario = load(case).scenario
    same, changed = (grids(scenario, planned(scenario, change)) for change in (False, True))
    assert {tuple(row["years"]) for row in same} == {(0, 1, 2)}
    assert {tuple(row["years"]) for row in changed} == {(0, 1), (2,)}
    assert len(changed) == 2 * len(same)
    assert {row["unit"] for row in same} == set(scenario.units)
    assert json.loads(json.dumps(same)) == same
    assert all(len(row["cells"]) == len(table["columns"]) for table in same for row in table["rows"])


def test_rosters_of_options_that_have_them() -> None:
    """Only options whose people are tied to what they do have a row; the saving is the difference; the plan's is marked."""
    scenario = load(CASES[1]).scenario
    unit = next(iter(scenario.units))
    plan = Some(awards=[Some(option=Option(unit, "in_house"))])
    bid = next(name for name, terms in scenario.bids.items() if unit in terms.units)
    menus: Any = [
        Some(option=Option(unit, "in_house"), roster=Saving(700, 1000)),
        Some(option=Option(unit, "hybrid", bid), roster=None),
    ]
    (row,) = rosters(scenario, plan, menus)  # type: ignore[arg-type]
    assert (row["joint"], row["apart"], row["saving"], row["chosen"]) == (700, 1000, 300, True)
