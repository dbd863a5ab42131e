"""A saved run opened again: its scenario, its result, and the menus its plan was chosen from."""

import hashlib
import json
from pathlib import Path
from typing import Any

from ..model.levers import Setting
from ..model.scenario import Scenario
from ..model.text import Text
from ..solvers.answer import Attempt
from ..solvers.menu import Effort, Estimate, Menu, Option, Point

Row = dict[str, Any]
CHANGED = Text("{name} 与 manifest.json 中的指纹不符", "{name} does not agree with its hash in manifest.json")
DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError)


class Damaged(ValueError):  # noqa: N818 - told to people as it is
    """A run folder cannot be read, or was changed."""

    def __init__(self, text: Text):
        super().__init__(text.en)
        self.text = text


def opened(folder: Path) -> tuple[Scenario, Row]:
    """Return the scenario and the result of a run folder.

    Raises
    ------
    Damaged
        A file cannot be read, or is not the one that the manifest lists.
    """
    try:
        listed = json.loads((folder / "manifest.json").read_bytes())["files"]
        content = {name: (folder / name).read_bytes() for name in ("result.json", "scenario.json")}
        changed = [name for name, data in content.items() if hashlib.sha256(data).hexdigest() != listed[name]]
        if not changed:
            return Scenario.model_validate_json(content["scenario.json"]), json.loads(content["result.json"])
    except DAMAGE as error:
        raise Damaged(Text(str(error), str(error))) from error
    raise Damaged(CHANGED.fill(name=changed[0]))


def menus(result: Row) -> tuple[Menu, ...]:
    """Return the menus of a result without their floors; none where it has no plan, or tells only what the plan holds.

    Options without any point are not among them: nothing can be chosen there.

    Raises
    ------
    Damaged
    """
    found: dict[Option, list[Point]] = {}
    try:
        for row in () if result.get("brief") else result.get("menu_points") or ():
            found.setdefault(Option(row["unit"], row["mode"], row["bid"] or ""), []).append(_point(row))
    except DAMAGE as error:
        raise Damaged(Text(str(error), str(error))) from error
    return tuple(Menu(option, tuple(points), (), Effort(0, 0, 0, 0)) for option, points in found.items())


def attempts(result: Row) -> tuple[Attempt, ...]:
    """Return the attempts of a result at certifying a plan."""
    rows = result.get("attempts") or []
    return tuple(Attempt(a["plan"], a["status"], tuple((u, m) for u, m in a["failed"])) for a in rows)


def _point(row: Row) -> Point:
    setting = Setting(tuple(row["levels"]), row["staff"])
    seen = {m: Estimate(e["value"], e["excess"] or 0.0, e["error"] or 0.0) for m, e in row["values"].items()}
    machines, volumes = tuple(row["machines"].items()), tuple(row["volumes"].items())
    return Point(setting, row["posts"], machines, seen, tuple(row["short"]), row["origin"], volumes)
