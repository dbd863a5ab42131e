"""What a log says, as a patch of a scenario: YAML with every interval, ready to be pasted or named with --scenario."""

from collections.abc import Iterator
from typing import Any

from ..model.log import Fitted, Learnt, Log
from ..model.scenario import Scenario
from ..model.text import Lang, Text
from .export import flow, plain
from .positions import dotted

NAME = Text("记录拟合", "fitted")
"""What the patch is called."""

_HEAD = Text(
    "由记录 {file} 拟合：{days} 天，采用 {used:,} 条，共 {total:,} 条",
    "fitted to the log {file}: {days} days, {used:,} of {total:,} events used",
)
_USE = Text(
    "并入算例的 overrides，再用 --scenario {name} 套用；方括号内是 95% 区间，n 是所依据的条数或天数",
    "put into the case's overrides and choose it with --scenario {name}; in brackets the 95 % interval, "
    "n is the number of events or days",
)


def patch(scenario: Scenario, unit: str, fitted: Fitted) -> dict[str, Any]:
    """Return the changes by dotted path of the scenario, as `load` takes them for `overrides`."""
    return {dotted(_whole(scenario, unit, half, path)): value for half, path, value in fitted.changes}


def learnt(scenario: Scenario, unit: str, fitted: Fitted) -> list[dict[str, Any]]:
    """Return every number with its interval as data; the last step of a path may be the label of an item."""
    return [
        {
            "path": dotted(_whole(scenario, unit, item.half, item.path)),
            "text": {"zh": item.text.zh, "en": item.text.en},
            **{key: getattr(item, key) for key in ("value", "lower", "upper", "n")},
        }
        for item in fitted.learnt
    ]


def document(scenario: Scenario, unit: str, log: Log, fitted: Fitted, lang: Lang) -> str:
    """Return the patch as a YAML file; what was assumed and left out stands above it."""
    name = NAME.say(lang)
    facts = {"file": log.file, "days": fitted.days, "used": fitted.used, "total": fitted.total}
    lines = [_HEAD.say(lang, **facts), f"sha256 {log.sha256}", _USE.say(lang, name=name)]
    lines += [note.zh if lang == "zh" else note.en for note in fitted.notes]
    body = ["overrides:", f"  {plain(name)}:"]
    for half, path, value in fitted.changes:
        body += [f"    # {line}" for line in _said(fitted, half, path, lang)]
        body.append(f"    {plain(dotted(_whole(scenario, unit, half, path)))}: {flow(value)}")
    return "\n".join([*(f"# {_line(line)}" for line in lines), *body]) + "\n"


def _said(fitted: Fitted, half: str, path: tuple[str, ...], lang: Lang) -> Iterator[str]:
    for item in fitted.learnt:
        if item.half == half and item.path[: len(path)] == path:
            words = item.text.zh if lang == "zh" else item.text.en
            yield _line(f"{words}: {_figure(item.value)}{_interval(item)}, n={item.n}")


def _interval(item: Learnt) -> str:
    if item.lower is None or item.upper is None:
        return ""
    return f" [{_figure(item.lower)}, {_figure(item.upper)}]"


def _figure(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.4f}"


def _line(text: str) -> str:
    """Return a text on one line, as a comment can hold it."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _whole(scenario: Scenario, unit: str, half: str, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return a path in the scenario for a path in a half of a unit's spec."""
    return ("services", scenario.units[unit].service, *path) if half == "common" else ("units", unit, "place", *path)
