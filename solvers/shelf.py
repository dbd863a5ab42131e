"""Menus kept between runs, addressed by everything they depend on: a run whose case has not changed searches nothing.

The address is a hash of the program text of engines and search, the spec, people, prices, standards, boxes, staffing
numbers and study settings of a group of options. A torn or foreign file is as good as none.
"""

import functools
import hashlib
import json
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from ..model.kind import Workforce
from ..model.levers import Setting
from ..model.mode import MODES
from ..model.scenario import Scenario
from . import cache, prices
from .menu import Effort, Estimate, Floor, Menu, Option, Point, Saving

SOURCES = (
    "anneal.py", "census.py", "chain.py", "climb.py", "control.py", "descent.py", "desk.py", "duals.py", "explore.py",
    "found.py", "front.py", "frontier.py", "groups.py", "highs.py", "hindsight.py", "income.py", "judge.py",
    "master.py", "menu.py", "nearby.py", "outcomes.py", "problem.py", "relax.py", "roster.py", "rows.py", "search.py",
    "volumes.py",
)  # fmt: skip
"""What menus depend on besides the engines."""
Weights = dict[Option, tuple[tuple[int, ...], tuple[int, ...]]]


def address(
    scenario: Scenario, people: Workforce, weights: Weights, numbers: dict[Option, tuple[int, ...]], error: float
) -> str:
    """Return the SHA-256 of all that the menus of some options of one unit depend on, whatever their names."""
    content = {
        **_days(scenario, next(iter(weights)).unit, people),
        "options": [[weights[o], numbers[o]] for o in weights],
        "money": [money(scenario, o) for o in weights],
        "error": error,
    }
    return _hash(content)


def money(scenario: Scenario, option: Option) -> tuple[str, ...]:
    """Return what a search knows of an option's flows: what they cost where weighed, what they earn, if users pay."""
    weighed = str(sorted(prices.charges(scenario, option).items()))
    limited = scenario.kind(option.unit).pools(scenario.spec(option.unit))
    earned = str(sorted(prices.flow_rates(scenario, option).items())) if limited else ""
    return weighed, earned, option.mode if MODES[option.mode].users else ""


def days(scenario: Scenario, unit: str, people: Workforce) -> str:
    """Return the SHA-256 of all that the menus of a unit's options depend on but their prices, whatever its name."""
    return _hash(_days(scenario, unit, people))


def _days(scenario: Scenario, unit: str, people: Workforce) -> dict[str, Any]:
    study = scenario.study
    return {
        "counts": cache.address(scenario.kind(unit), scenario.spec(unit), people, study.seed, 0, ()),
        "search": _source(),
        "levers": [[v.name, v.low, v.high, v.switch] for v in scenario.levers(unit)],
        "rows": [[r.name, r.terms, r.least] for r in scenario.rows(unit)],
        "today": scenario.units[unit].today.setting,
        "standards": {n: s.model_dump(mode="json") for n, s in scenario.targets(unit).items()},
        "study": [study.search_replications, study.search_settings, study.doublings, study.error, study.margin],
        "days": scenario.like(unit),
    }


def _hash(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load(folder: Path | None, name: str) -> tuple[Menu, ...] | None:
    """Return the menus stored under an address, under the names they were searched for, or None."""
    if folder is None:
        return None
    try:
        stored = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        return tuple(_menu(row) for row in stored)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(folder: Path | None, name: str, menus: tuple[Menu, ...]) -> None:
    """Store menus under an address; the file appears whole or not at all.

    Raises
    ------
    LimitReached
        When the folder cannot be written.
    """
    if folder is not None:
        text = json.dumps([asdict(menu) for menu in menus], ensure_ascii=False)
        cache.put(folder, f"{name}.json", lambda file: file.write(text.encode()))


def _menu(row: dict[str, Any]) -> Menu:
    return Menu(
        Option(**row["option"]),
        tuple(_point(point) for point in row["points"]),
        tuple(_floor(floor) for floor in row["floors"]),
        Effort(**row["effort"]),
        Saving(**row["roster"]) if row["roster"] else None,
        None if row["undecided"] is None else tuple(_point(point) for point in row["undecided"]),
    )


def _floor(row: dict[str, Any]) -> Floor:
    earned = tuple((flow, fen) for flow, fen in row["earned"])
    return Floor(**{**row, "weights": tuple(row["weights"]), "earned": earned})


def _point(row: dict[str, Any]) -> Point:
    setting = Setting(tuple(row["setting"]["levels"]), row["setting"]["staff"])
    machines = tuple((name, number) for name, number in row["machines"])
    values = {name: Estimate(**value) for name, value in row["values"].items()}
    volumes = tuple((name, number) for name, number in row["volumes"])
    return Point(setting, row["posts"], machines, values, tuple(row["short"]), row["origin"], volumes)


@functools.cache
def _source() -> str:
    """Return the SHA-256 of the program text of the search."""
    return cache.hashed(resources.files(__package__) / name for name in SOURCES)
