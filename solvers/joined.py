"""Menus with settings that others of the same units hold: simulated on this case's days, judged by its standards."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..model.levers import Setting
from ..model.scenario import Scenario
from .desk import Desk
from .groups import reachable
from .judge import FULL, GOOD, Judge
from .menu import Menu, Option, Point, workforce

Wanted = tuple[Option, Setting]


def joined(
    scenario: Scenario, menus: Iterable[Menu], wanted: Iterable[Wanted], cache: Path | None
) -> tuple[Menu, ...]:
    """Return menus of a case with those wanted settings that they lack and the case allows.

    Parameters
    ----------
    wanted : iterable of (Option, Setting)
    cache : path or None
        Where counts of simulated settings are kept between runs.

    A setting outside the unit's bounds, one that breaks a row of its levers, and one with a number of staff in post
    that is not offered are left out. What is added is judged on the days of the search, as today's setting is.
    """
    asked: dict[Option, list[Setting]] = {}
    for option, setting in dict.fromkeys(wanted):
        asked.setdefault(option, []).append(setting)
    return tuple(_grown(scenario, menu, asked.get(menu.option, []), cache) for menu in menus)


def _grown(scenario: Scenario, menu: Menu, settings: list[Setting], cache: Path | None) -> Menu:
    """Return a menu with those of some settings that it lacks."""
    held = {point.setting for point in menu.points}
    missing = [setting for setting in settings if setting not in held]
    if not missing:
        return menu
    desk = Desk(scenario, menu.option.unit, workforce(scenario, menu.option), cache)
    numbers = set(reachable(scenario, menu.option))
    found = [_point(desk, setting) for setting in missing if setting.staff in numbers]
    desk.save()
    return replace(menu, points=(*menu.points, *(point for point in found if point is not None)))


def _point(desk: Desk, setting: Setting) -> Point | None:
    """Return a setting as a point, with the standards it falls short of; None where the case does not allow it."""
    problem = desk.problem(setting.staff, desk.scenario.study.error / 2, soft=True)
    if not problem.inside(setting.levels) or not problem.legal(setting.levels):
        return None
    verdicts = Judge(problem).look(setting.levels, FULL).verdicts
    short = tuple(g.measure.name for g, v in zip(problem.goals, verdicts, strict=True) if v != GOOD)
    return desk.point(setting.levels, setting.staff, short=short)
