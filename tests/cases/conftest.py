"""What the tests of shipped cases share: the file a module is about (`CASE`), and its numbers with their sources."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import houqin as hq
import pytest
from houqin.model.origin import origin
from houqin.model.scenario import Scenario
from ruamel.yaml import YAML

Path = tuple[str, ...]
Leaves = list[tuple[Path, float]]
Quoted = dict[Path, list[float]]
NOT_DATA = ("schema_version", "sources", "overrides", "scenarios", "expect")


def numbers(value: Any, path: Path = ()) -> Iterator[tuple[Path, float]]:
    """Yield the numeric leaves; entries of a list stand under the path of the list."""
    if isinstance(value, dict):
        for key, below in value.items():
            if path or key not in NOT_DATA:
                yield from numbers(below, (*path, key))
    elif isinstance(value, list):
        for below in value:
            yield from numbers(below, path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], tuple[str, Leaves, Scenario]]:
    """Return a function: name of a shipped case -> its text, the numbers that stand in it, and the case as read."""

    @cache
    def read(name: str) -> tuple[str, Leaves, Scenario]:
        text = files("houqin.scenarios.library").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        return text, list(numbers(YAML(typ="safe", pure=True).load(text))), hq.read(name)

    return read


@pytest.fixture(scope="module")
def scenario(request: pytest.FixtureRequest, shipped: Callable[[str], tuple[str, Leaves, Scenario]]) -> Scenario:
    """Return the case of a module."""
    return shipped(request.module.CASE)[2]


@pytest.fixture(scope="module")
def quoted(request: pytest.FixtureRequest, shipped: Callable[[str], tuple[str, Leaves, Scenario]]) -> Quoted:
    """Return every number of the module's case that is marked as one of a first-hand source, by path."""
    _, leaves, scenario = shipped(request.module.CASE)
    found: Quoted = {}
    for path, number in leaves:
        name = origin(scenario, *path)
        if name is not None and scenario.sources[name].kind == "source":
            found.setdefault(path, []).append(number)
    return found
