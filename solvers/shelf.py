"""Menus kept between runs, addressed by everything they depend on: a run whose case has not changed searches nothing.

The address is a hash of the program text of engines and search, the spec, people, prices, standards, boxes, staffing
numbers and study settings of a group of options. A torn or foreign file is as good as none.
"""

import functools
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib import resources
from pathlib import Path
from typing import Any

from ..model.kind import Workforce
from ..model.levers import Setting
from ..model.scenario import Scenario
from . import cache, prices
from .menu import Effort, Estimate, Floor, Menu, Option, Point, Saving

SOURCES = (
    "chain.py", "climb.py", "control.py", "descent.py", "desk.py", "duals.py", "explore.py", "front.py", "frontier.py",
    "highs.py", "hindsight.py", "judge.py", "master.py", "menu.py", "nearby.py", "problem.py", "relax.py", "roster.py",
    "rows.py", "search.py", "volumes.py",
)  # fmt: skip
"""What menus depend on besides the engines."""
Weights = dict[Option, tuple[tuple[int, ...], tuple[int, ...]]]


def address(
    scenario: Scenario, people: Workforce, weights: Weights, numbers: dict[Option, tuple[int, ...]], error: float
) -> str:
    """Return the SHA-256 of all that the menus of some options of one unit depend on, whatever their names."""
    unit = next(iter(weights)).unit
    study = scenario.study
    content = {
        "counts": cache.address(scenario.kind(unit), scenario.spec(unit), people, study.seed, 0, ()),
        "search": _source(),
        "options": [[weights[o], numbers[o]] for o in weights],
        "charges": [str(sorted(prices.charges(scenario, o).items())) for o in weights],
        "levers": [[v.name, v.low, v.high, v.switch] for v in scenario.levers(unit)],
        "rows": [[r.name, r.terms, r.least] for r in scenario.rows(unit)],
        "today": scenario.units[unit].today.setting,
        "standards": {n: s.model_dump(mode="json") for n, s in scenario.targets(unit).items()},
        "study": [study.search_replications, study.error, study.margin, error],
        "days": scenario.like(unit),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def renamed(menus: tuple[Menu, ...], options: Sequence[Option]) -> tuple[Menu, ...]:
    """Return the menus of options that are alike under the names of others, one by one."""
    return tuple(replace(menu, option=option) for menu, option in zip(menus, options, strict=True))


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
        tuple(Floor(**{**floor, "weights": tuple(floor["weights"])}) for floor in row["floors"]),
        Effort(**row["effort"]),
        Saving(**row["roster"]) if row["roster"] else None,
    )


def _point(row: dict[str, Any]) -> Point:
    setting = Setting(tuple(row["setting"]["levels"]), row["setting"]["staff"])
    machines = tuple((name, number) for name, number in row["machines"])
    values = {name: Estimate(**value) for name, value in row["values"].items()}
    volumes = tuple((name, number) for name, number in row["volumes"])
    return Point(setting, row["posts"], machines, values, tuple(row["short"]), row["origin"], volumes)


@functools.cache
def _source() -> str:
    """Return the SHA-256 of the program text of the search."""
    sha = hashlib.sha256()
    files = {f.name: f for f in resources.files(__package__).iterdir() if f.name.endswith(".py")}
    for name in SOURCES:
        sha.update(name.encode() + b"\0" + files[name].read_bytes())
    return sha.hexdigest()
