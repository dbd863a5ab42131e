"""Where a number of a scenario comes from."""

from typing import TYPE_CHECKING

from .part import Part

if TYPE_CHECKING:
    from .scenario import Scenario


def origin(scenario: "Scenario", *path: str) -> str | None:
    """Return the id of the source of the value at a path of keys; None where nobody said.

    The nearest statement on the way down wins; in one mapping a field named in `cited` goes before `source`, and the
    longer of two names before the shorter (`setting.scrubbers` before `setting`).

    Raises
    ------
    AttributeError
        A mapping has no such field; entries a table does not have are taken for part of it.
    """
    found: str | None = None
    here: object = scenario
    for i, step in enumerate(path):
        if isinstance(here, Part):
            found = _cited(here, path[i:]) or here.source or found
            here = getattr(here, step)
        elif isinstance(here, dict):
            here = here.get(step)
    return (here.source or found) if isinstance(here, Part) else found


def _cited(part: Part, path: tuple[str, ...]) -> str | None:
    """Return what `part` says of the source of a path below it, by the longest name."""
    table = part.cited or {}
    names = (".".join(path[:n]) for n in range(len(path), 0, -1))
    return next((table[name] for name in names if name in table), None)


def trust(scenario: "Scenario", *path: str) -> str:
    """Return how far a value can be trusted: the kind of its source, `assumption` where none is given."""
    name = origin(scenario, *path)
    return scenario.sources[name].kind if name in scenario.sources else "assumption"
