"""What units may choose from, as plain data: simulated points, settings as tables, each option's yearly cost."""

from collections.abc import Iterable
from typing import Any

from ..model.levers import Setting
from ..model.mode import MODES
from ..model.scenario import Scenario
from ..model.text import Text
from ..solvers import contracts, prices
from ..solvers.answer import Answer
from ..solvers.menu import Menu, Option, Point
from ..solvers.plan import Plan
from . import references

Json = dict[str, Any]


def points(answer: Answer, plan: Plan) -> list[Json]:
    """Return the points of the options that are told, with what the search saw there (never to be read as a result)."""
    used = {(a.option, year.point.setting) for a in plan.awards for year in a.years}
    return [row for menu in _told(answer, plan) for row in _points(answer.scenario, menu, used)]


def _told(answer: Answer, plan: Plan) -> list[Menu]:
    """Return all menus; of a large case, where no bound in whole numbers rests on them, those of the plan's options."""
    held = {award.option for award in plan.awards} if answer.brief and answer.proof is None else None
    return [menu for menu in answer.menus if held is None or menu.option in held]


def _points(scenario: Scenario, menu: Menu, used: set[tuple[Option, Setting]]) -> list[Json]:
    return [
        {
            "unit": menu.option.unit, "mode": menu.option.mode, "bid": menu.option.bid or None,
            "vendor": prices.vendor(scenario, menu.option), "posts": p.posts, "staff": p.staff,
            "machines": dict(p.machines), "origin": p.origin, "chosen": (menu.option, p.setting) in used,
            "short": list(p.short), "volumes": dict(p.volumes), "levels": list(p.setting.levels),
            "values": {m: {"value": e.value, "excess": e.excess, "error": e.error} for m, e in p.values.items()},
        }
        for p in menu.points
    ]  # fmt: skip


def grids(scenario: Scenario, plan: Plan) -> list[Json]:
    """Return the settings of a plan as the tables of their kinds, each once for all the years it holds in."""
    found: list[Json] = []
    for award in plan.awards:
        unit = award.option.unit
        held: dict[Setting, list[int]] = {}
        for y, year in enumerate(award.years):
            held.setdefault(year.point.setting, []).append(y)
        for setting, years in held.items():
            for grid in scenario.kind(unit).grids(scenario.spec(unit), setting):
                rows = [{"text": _said(text), "cells": list(cells)} for text, cells in grid.rows]
                columns = [_said(text) for text in grid.columns]
                bare = {"unit": unit, "years": years, "name": grid.name, "text": _said(grid.text)}
                found.append({**bare, "columns": columns, "rows": rows})
    return found


def rosters(scenario: Scenario, plan: Plan, menus: Iterable[Menu]) -> list[Json]:
    """Return for each option whose people are tied to what they do what planning both at once saves, fen a year."""
    chosen = {a.option for a in plan.awards}
    return [
        {
            "unit": menu.option.unit, "mode": menu.option.mode, "bid": menu.option.bid or None,
            "vendor": prices.vendor(scenario, menu.option), "chosen": menu.option in chosen,
            "joint": menu.roster.joint, "apart": menu.roster.apart, "saving": menu.roster.fen,
        }
        for menu in menus if menu.roster
    ]  # fmt: skip


def _said(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}


def build_ups(answer: Answer, plan: Plan) -> list[Json]:
    """Return each option's cost of a year, like for like: its cheapest point that falls short of no standard.

    First-year prices. People in post who work at the unit today are paid under every option, at work or idle;
    machines beyond those owned count with the yearly cost of having them (lease, or purchase spread over the horizon).
    """
    scenario, found = answer.scenario, []
    chosen = {a.option: a.years[0].point for a in plan.awards}
    home = {a.option.unit: dict(a.years[0].staff) for a in (answer.baseline or plan).awards}
    heads: dict[tuple[str, str], tuple[prices.Unit, ...]] = {}
    for menu in _told(answer, plan):
        option, here, point = menu.option, home[menu.option.unit], chosen.get(menu.option)
        fit = [p for p in menu.points if not p.short and p.staff <= sum(here.values())] if point is None else [point]
        key = option.mode, option.bid
        if key not in heads and any(p.posts > p.staff for p in fit):
            heads[key] = prices.head_lines(scenario, option)
        built = [(_build_up(scenario, option, p, here, heads.get(key, ())), p) for p in fit]
        items, point = min(built, key=lambda pair: sum(pair[0].values())) if built else ({}, None)
        found.append(
            {
                "unit": option.unit, "mode": option.mode, "bid": option.bid or None,
                "vendor": prices.vendor(scenario, option), "posts": point.posts if point else 0,
                "staff": point.staff if point else 0, "chosen": option in chosen, "feasible": point is not None,
                "items": items, **references.marked(scenario, option),
            }
        )  # fmt: skip
    return found


def _build_up(
    scenario: Scenario, option: Option, point: Point, here: dict[str, int], head: Iterable[prices.Unit]
) -> dict[str, int]:
    """Return the yearly cost of a point by item, fen at first-year prices; `head` are the lines of a post."""
    items: dict[str, int] = {}

    def add(lines: Iterable[prices.Unit], heads: int) -> None:
        for item, _, fen in lines:
            items[item] = items.get(item, 0) + fen * heads

    others = point.posts - point.staff
    if others:
        add(head, others)
    add(contracts.seconded_lines(scenario, option), point.staff)
    add(prices.supply_lines(scenario, option), others)
    add(prices.supply_lines(scenario, option, own=True), point.staff)
    add(prices.mode_lines(scenario, option), 1)
    add(prices.flow_lines(scenario, prices.flow_rates(scenario, option), point.volumes), 1)
    for machine, count in point.machines:
        add(prices.fee_lines(scenario, option, machine), count)
        if MODES[option.mode].equipment == "bureau":
            owned = min(count, scenario.units[option.unit].owned.get(machine, 0))
            full = prices.machine_prices(scenario, option)[machine][0]
            kind = prices.asset(scenario, option.unit, machine)
            add([("upkeep", "price", kind.upkeep)], owned)
            add([("lease" if full == kind.lease else "purchase", "price", full)], count - owned)
    left = point.staff
    for group, heads in here.items():
        pay = sum(fen for _, _, fen in prices.staff_lines(scenario, group))
        used = min(left, heads)
        left -= used
        add([("staff", "wage", pay)], used)
        add([("stranded", "wage", pay)], heads - used)
    return {item: fen for item, fen in items.items() if fen}
