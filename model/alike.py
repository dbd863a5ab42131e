"""Units that are alike: the case stays the same case when they trade places.

Two units are alike when all that is said of them is equal but their names, sites counted by what is said of them, and
when both are named in the same places: the same bids, groups of staff, rules. Whatever plan is good for the one then is
good for the other, so that it is enough to decide how many of them are to have an option.
"""

import json
from collections.abc import Iterator
from typing import Any

from .mode import MODES
from .scenario import Scenario

Path = tuple[str, ...]


def alike(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the units by the first of those alike: first -> all of them, in order of the file.

    Units that own or may need machines, have standards of their own, are named in a bid that stands only as a whole, or
    for which staff in post must be retrained, are alike to none: what is decided there is not a matter of numbers, or
    is told unit by unit. The order in which a list names units is taken to mean nothing. Where services may be invited
    in, those of one site share its space.
    """
    said = _said(scenario)
    whole = {unit for bids in scenario.bundles().values() for bid in bids for unit in scenario.bids[bid].units}
    found: dict[str, list[str]] = {}
    for name, unit in scenario.units.items():
        own = unit.model_dump_json(exclude={"site"})
        site = scenario.sites[unit.site].model_dump_json()
        equipped = unit.owned or any(v.cost == "machine" for v in scenario.levers(name))
        taught = unit.skills and any(scenario.lacks(group, name) for group in scenario.staff_for(name))
        alone = name if name in whole or equipped or taught or unit.standards else ""
        places = said.get(name, []), said.get(unit.site, [])
        where = unit.site if invited(scenario, name) else ""
        found.setdefault(json.dumps([own, site, where, alone, places], ensure_ascii=False), []).append(name)
    return {names[0]: tuple(names) for names in found.values()}


def invited(scenario: Scenario, unit: str) -> bool:
    """Return whether a service may be invited in at a unit and its site's space limits it."""
    return scenario.policy.slots.state != "off" and any(MODES[mode].periodic for mode in scenario.units[unit].modes)


def _said(scenario: Scenario) -> dict[str, list[Any]]:
    """Return where units and sites are named besides their own entries: name -> paths and what stands there, sorted."""
    names = scenario.units.keys() | scenario.sites.keys()
    found: dict[str, list[Any]] = {}
    for name, place in _named(scenario.model_dump(mode="json", exclude={"units", "sites"}), names, ()):
        found.setdefault(name, []).append(place)
    return {name: sorted(places, key=json.dumps) for name, places in found.items()}


def _named(node: Any, names: Any, path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the names in a tree of data, each with its path; a key with what stands under it."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in names:
                yield key, [path, value]
            yield from _named(value, names, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from _named(value, names, path)
    elif isinstance(node, str) and node in names:
        yield node, [path]
