"""Scenarios to files: the whole case after defaults and patches, with the source of every number."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from ..model.distributions import AnyLaw, Constant
from ..model.origin import origin
from ..model.scenario import Scenario
from .fields import Spot, below, parts
from .positions import dotted
from .scalars import resolve

Path = tuple[str | int, ...]
Patches = Sequence[tuple[str, object, str]]

_PLAIN = re.compile(r"[\w㎡（）/+-][\w㎡（）/ +.-]*")
_VERBATIM = ("overrides", "scenarios")
_STRUCTURE = ("schema_version", *_VERBATIM, "sources", "expect")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a case and where it comes from.

    Parameters
    ----------
    path : str
        Dotted path in the scenario.
    value : float, int or str
        The number; a distribution is written out, ``triangular(low=0.03, mode=0.05, high=0.08)``.
    unit : str
        As in the schema; empty for counts.
    source : str or None
        Id of the nearest source stated; None where nobody said.
    kind : str
        How far to trust it: that of the source, or ``assumption`` without one.
    default : bool
        Whether the author left it out, so that the program's default stands.
    patch : str
        Name of the override that set it, ``--set`` for the command line, empty for the file itself.
    label : dict of str
        The field's name by language; empty for entries of tables.
    """

    path: str
    value: float | int | str
    unit: str
    source: str | None
    kind: str
    default: bool
    patch: str
    label: dict[str, str]


def sources_of(scenario: Scenario, patches: Patches = ()) -> tuple[Figure, ...]:
    """Return every number of a scenario with its source, in the order of the file; times of day are not numbers here.

    `patches` are those of `Inputs`: numbers set by one are marked with its name.
    """
    # of two patches for one value the later holds
    names = {path: name or "--set" for path, _, name in patches}
    return tuple(_patched(figure, names) if names else figure for figure in _figures(scenario))


def resolved(scenario: Scenario, patches: Patches = (), known: Iterable[Figure] | None = None) -> str:
    """Return the whole case as a YAML file: every default written out, every number with its source.

    Reading the text gives an equal scenario. `known` is what `sources_of` returns, where somebody has it.
    """
    figures = {figure.path: figure for figure in (sources_of(scenario, patches) if known is None else known)}
    lines = [
        "# 完整算例：已含默认值和补丁；每个数字后注明出处。",
        "# The whole case with defaults and patches; the source of every number follows it.",
        "",
    ]
    data = scenario.model_dump(mode="json")
    for key, value in data.items():
        if value is not None:
            lines += _block(key, value, 0, (key,), figures)
    return "\n".join(lines) + "\n"


def _figures(scenario: Scenario) -> Iterator[Figure]:
    for name, here in parts(Scenario).items():
        if name not in _STRUCTURE:
            yield from _below(scenario, getattr(scenario, name), here, (name,), name not in scenario.model_fields_set)


def _patched(figure: Figure, names: dict[str, str]) -> Figure:
    steps = figure.path.split(".")
    above = (".".join(steps[:n]) for n in range(len(steps), 0, -1))
    name = next((names[path] for path in above if path in names), "")
    return replace(figure, patch=name) if name else figure


def _below(scenario: Scenario, value: Any, here: Spot, path: Path, default: bool) -> Iterator[Figure]:
    if isinstance(value, AnyLaw):
        yield _figure(scenario, _said(value), here, path, default)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not here.clock:
            yield _figure(scenario, value, here, path, default)
    elif isinstance(value, BaseModel):
        for name, under in parts(type(value)).items():
            missing = default or name not in value.model_fields_set
            yield from _below(scenario, getattr(value, name), under, (*path, name), missing)
    elif isinstance(value, dict):
        for key, item in value.items():
            under = below(here, key, {}) or Spot(Any)
            yield from _below(scenario, item, under, (*path, _key(here, key)), default)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _below(scenario, item, below(here, i, []) or Spot(Any), (*path, i), default)


def _figure(scenario: Scenario, value: float | int | str, here: Spot, path: Path, default: bool) -> Figure:
    source = None if default else _origin(scenario, path)
    kind = scenario.sources[source].kind if source in scenario.sources else "assumption"
    label = {"zh": here.label.zh, "en": here.label.en} if here.label else {}
    return Figure(dotted(path), value, here.unit, source, kind, default, "", label)


def _origin(scenario: Scenario, path: Path) -> str | None:
    steps = tuple(str(step) for step in path)
    # a list has one source for all its items: its own
    numbered = next((i for i, step in enumerate(path) if isinstance(step, int)), len(path))
    return origin(scenario, *steps[:numbered])


def _key(here: Spot, key: Any) -> str:
    """Return a key as it stands in a file; only times of day are not text in memory."""
    return f"{key // 60:02d}:{key % 60:02d}" if isinstance(key, int) else str(key)


def _said(law: Any) -> float | str:
    if isinstance(law, Constant):
        return law.value
    return f"{law.dist}({', '.join(f'{k}={v:g}' for k, v in law if k != 'dist')})"


def _block(key: str, value: Any, depth: int, path: Path, figures: dict[str, Figure]) -> list[str]:
    """Return the lines of one entry of a mapping."""
    lead = "  " * depth + plain(key) + ":"
    remark = _remark(path, figures)
    if isinstance(value, dict) and value.get("dist") == "constant" and path[0] not in _VERBATIM:
        value = value["value"]
    if isinstance(value, dict) and value and "dist" not in value:
        lines = [lead]
        for name, item in value.items():
            if item is not None or path[0] in _VERBATIM:
                lines += _block(str(name), item, depth + 1, (*path, str(name)), figures)
        return lines
    if isinstance(value, list) and value and path[0] not in _VERBATIM:
        return [lead, *(line for i, item in enumerate(value) for line in _item(item, depth + 1, (*path, i), figures))]
    return [f"{lead} {flow(value, path[0] in _VERBATIM)}{remark}"]


def _item(value: Any, depth: int, path: Path, figures: dict[str, Figure]) -> list[str]:
    """Return the line of one item of a list."""
    fields = tuple(value) if isinstance(value, dict) else ()
    return ["  " * depth + "- " + flow(value) + _remark(path, figures, fields)]


def _remark(path: Path, figures: dict[str, Figure], fields: tuple[str, ...] = ()) -> str:
    """Return the comment that names the source of the numbers at a path, those of an item's `fields` included."""
    said = dotted(path)
    figure = figures.get(said)
    if figure is None and isinstance(path[-1], int):
        figure = next((figures[p] for p in (f"{said}.{i}" for i in (0, 1, *fields)) if p in figures), None)
    if figure is None:
        return ""
    if figure.patch:
        return f"  # 补丁: {figure.patch}"
    if figure.source is None:
        return "  # 假设 (默认值)" if figure.default else "  # 假设"
    return f"  # 来源: {figure.source} ({figure.kind})"


def flow(value: Any, exact: bool = False) -> str:
    """Return a value on one line; `exact` keeps 3.0 apart from 3, where no field says which is meant."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain(str(k))}: {flow(v, exact)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item, exact) for item in value) + "]"
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 and not exact:
        return str(int(value))
    return json.dumps(value)


def plain(text: str) -> str:
    """Return a text as a scalar: plain where it is read back as the same text, else quoted."""
    bare = _PLAIN.fullmatch(text) and text == text.strip() and resolve(text) == (text, None) and text[0] not in "-+"
    return text if bare else json.dumps(text, ensure_ascii=False)
