"""Scenario files to scenarios: everything that is wrong with a file, at once and at its place."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from ..model.errors import Diagnostic, LimitReached, ScenarioError
from ..model.scenario import Scenario
from ..model.text import Text
from .decode import LARGEST, decode, refusal
from .doubts import doubts, oversize
from .judge import checked, without
from .logs import Shelf
from .overrides import apply, choose, given
from .phrases import NEAR, each, nearest, shown
from .positions import Origin, tree
from .rehearse import BLOCKS, embedded, rehearse
from .show import format_text

_ABSENT = Text("找不到文件“{name}”{hint}", "there is no file “{name}”{hint}")
_SHIPPED = Text("；自带的有：{names}", "; shipped are: {names}")
_UNREADABLE = Text("不能读取文件“{name}”（{reason}）", "the file “{name}” cannot be read ({reason})")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a case was read from.

    Parameters
    ----------
    file : str
        Name of the file, or of the shipped case.
    sha256 : str
        Digest of the file's bytes.
    patches : tuple of (path, value, name)
        What was changed, in order; the name is that of the override, empty for ``--set``.
    logs : tuple of (name, sha256)
        Recorded logs that were read from beside the file.
    """

    file: str
    sha256: str
    patches: tuple[tuple[str, object, str], ...] = ()
    logs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A valid scenario, what is doubtful about it, and where it came from."""

    scenario: Scenario
    warnings: tuple[Diagnostic, ...]
    inputs: Inputs


class Oversize(ScenarioError, LimitReached):  # noqa: N818 - a limit is not an error of anybody
    """The case is valid and larger than what can be simulated; ends with the exit code of a limit."""

    exit_code = 6


def load(source: str | Path, *, scenario: Sequence[str] = (), overrides: Mapping[str, object] | None = None) -> Loaded:
    """Return the case of a file, or of a shipped case, with its warnings and origin.

    Parameters
    ----------
    source : str or Path
        A path, or the name of a shipped case (see `templates`).
    scenario : sequence of str
        Names of the file's scenarios or overrides, applied in order. A changed case stands on its own: its
        `overrides` and `scenarios` are empty.
    overrides : mapping, optional
        Dotted path -> value, applied last (``--set``).

    Raises
    ------
    ScenarioError
        The file, one of its overrides, or the combination asked for is invalid; all faults found are inside.
        `Oversize` when it is too large.
    """
    content, name, folder = fetched(source)
    shelf = Shelf(folder, name[: -len(Path(name).name)])
    text = decode(content, name)
    root, found = tree(text, Origin(name, tuple(text.split("\n"))))
    base = checked(embedded(root, shelf), found, shelf)
    warnings = dict.fromkeys(doubts(root, base))
    warnings |= dict.fromkeys(rehearse(root, shelf))
    changes = (*choose(root, scenario), *given(overrides or {}))
    if changes:
        root, faults = apply(root, changes)
        root = without(root, BLOCKS)
        base = checked(root, faults, shelf)
        warnings |= dict.fromkeys(doubts(root, base))
    big = oversize(root, base)
    if big:
        raise Oversize((big,))
    patches = tuple((c.path, c.value.bare(), c.patch) for c in changes)
    logs = tuple((known.log.file, known.log.sha256) for known in shelf.opened.values() if known.log)
    warnings |= dict.fromkeys(d for known in shelf.opened.values() for d in known.warnings)
    return Loaded(base, tuple(warnings), Inputs(name, hashlib.sha256(content).hexdigest(), patches, logs))


def read(
    source: str | Path, *, scenario: Sequence[str] = (), overrides: Mapping[str, object] | None = None
) -> Scenario:
    """Return the scenario of a file or shipped case; see `load`."""
    return load(source, scenario=scenario, overrides=overrides).scenario


def validate(
    source: str | Path, *, scenario: Sequence[str] = (), overrides: Mapping[str, object] | None = None
) -> tuple[Diagnostic, ...]:
    """Return every fault and warning of a file; empty when nothing is wrong. Never raises on bad content."""
    try:
        return load(source, scenario=scenario, overrides=overrides).warnings
    except ScenarioError as error:
        return error.diagnostics


def templates() -> dict[str, Text]:
    """Return the shipped cases: titles by name."""
    titles = {}
    for name in shipped():
        text = decode((files(f"{__package__}.library") / f"{name}.yaml").read_bytes(), name)
        title = tree(text, Origin(name))[0].child("title")
        said = title.bare() if title else {}
        titles[name] = Text(str(said.get("zh", name)), str(said.get("en", name)))
    return titles


def beside(name: str) -> dict[str, str]:
    """Return the recorded logs that belong to a shipped case: text by file name."""
    folder = files(f"{__package__}.library")
    entry = folder / f"{name}.csv"
    return {entry.name: entry.read_bytes().decode("utf-8")} if entry.is_file() else {}


def shipped(room: str = "library") -> list[str]:
    """Return the names of what is shipped in a room: cases, tenders, packs of rules."""
    folder = files(f"{__package__}.{room}")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def fetched(source: str | Path, room: str = "library") -> tuple[bytes, str, Traversable]:
    """Return the bytes of a file, or of one that is shipped in a room, its name for messages, and its folder."""
    name = str(source)
    known = shipped(room)
    if isinstance(source, str) and name in known and not _exists(name):
        folder = files(f"{__package__}.{room}")
        return (folder / f"{name}.yaml").read_bytes(), f"{name}.yaml", folder
    try:
        with Path(source).open("rb") as stream:
            return stream.read(LARGEST + 1), name, Path(source).parent
    except (FileNotFoundError, NotADirectoryError):
        close = nearest(name, known)
        hint = NEAR.fill(near=close) if close else _SHIPPED.fill(names=", ".join(known) or "-")
        text = each(_ABSENT, name=shown(name), hint=hint)
        raise refusal("HQ1001", name, text) from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise refusal("HQ1001", name, _UNREADABLE.fill(name=shown(name), reason=reason)) from None


def _exists(name: str) -> bool:
    return Path(name).is_file()


__all__ = [
    "Inputs", "Loaded", "Oversize", "beside", "fetched", "format_text", "load", "read", "shipped", "templates",
    "validate",
]  # fmt: skip
