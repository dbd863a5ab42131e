"""Some plan of a small case, put together by chance, decision by decision."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np

PLACE = spec_from_file_location("every_plan", Path(__file__).with_name("every_plan.py"))
every_plan = module_from_spec(PLACE)
PLACE.loader.exec_module(every_plan)


def some(world, dice):
    """Return some plan that keeps the rules but those on money: awards, people as in result.json, and its row.

    None where none is found in a few tries.
    """
    if "awards" not in world.known:
        world.known["awards"] = list(world.awards())
    for _ in range(5):
        pairs = dice.choice(world.known["awards"])
        row = world.awarded(pairs)
        if row is not None and (found := rest(world, dice, pairs)):
            return *found[:2], row + found[2]
    return None


def rest(world, dice, pairs):
    """Return awards with some people and machines, the rows of people, the row of both; None where they do not fit."""
    row, awards, groups = np.zeros(world.width, dtype=np.int64), [], []
    for each, _ in pairs:
        unit = each["unit"]
        fleets, crews = list(world.fleets(unit, world.need(each))), list(world.crews(unit, world.staff(each)))
        if not fleets or not crews:
            return None
        fleet, crew = dice.choice(fleets), dice.choice(crews)
        row += world.fleet(unit, fleet) + world.crew(unit, crew)
        named = [dict(zip(world.groups, year, strict=True)) for year in crew]
        awards.append(every_plan.result_rows.completed(each, fleet, named))
    for i, group in enumerate(world.groups):
        groups.append(dice.choice(world.courses(group)))
        mine = world.path(group, i, groups[-1])
        if mine is None:
            return None
        row += mine
    people = [every_plan.result_rows.worked(each, awards) for group in groups for each in group]
    few = world.s.policy.gradual
    late = few.state == "hard" and (row[world.first : world.lack] > few.people_per_year).any()
    return None if late or (row[world.lack :] > 0).any() else (awards, people, row)
