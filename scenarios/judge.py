"""The whole judgement on one tree: a scenario, or every fault at its place."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ..model.errors import Diagnostic, ScenarioError
from ..model.scenario import Scenario
from ..model.text import Text
from .fields import Spot
from .logs import Shelf, fill
from .phrases import shown
from .positions import Node, dotted
from .sentences import misfits, translate

_TOP = Text("文件最外层应为“键: 值”", "the file must be a mapping of keys to values")
_ALIKE = Text(
    "名称“{key}”与第 {line} 行的“{other}”只差空格、大小写或全角半角，请改成不同的名称",
    "the name “{key}” differs from “{other}” in line {line} only by space, case or width; choose distinct names",
)


Content = TypeVar("Content", bound=BaseModel)
"""What a file holds as a whole: a scenario, a tender, a pack of rules."""


def checked(root: Node, found: Sequence[Diagnostic], shelf: Shelf | None = None) -> Scenario:
    """Return the scenario of a tree; raise every fault of it, with those already found.

    The logs that it names are read from `shelf`; without one it must hold their content.
    """
    root, unread = fill(root, shelf) if shelf else (root, ())
    return judged(root, (*found, *unread), Scenario, {fault.path for fault in unread})


def judged(root: Node, found: Sequence[Diagnostic], model: type[Content], unread: Iterable[str] = ()) -> Content:
    """Return what a tree holds as a whole; raise every fault of it, with those already found.

    Nothing more is said of the paths `unread`.
    """
    if not isinstance(root.value, dict):
        raise ScenarioError((*found, root.at.diagnostic("HQ1204", "", _TOP)))
    faults = [*found, *alike(root)]
    kept = {fault.path for fault in found if fault.code in ("HQ1004", "HQ1109")} | set(unread)
    whole, top = None, Spot(model)
    try:
        whole = model.model_validate(root.bare())
    except ValidationError as error:
        faults += (fault for fault in translate(error, root, top) if fault.path not in kept)
    said = {fault.path for fault in faults}
    faults += [fault for fault in misfits(root, top) if fault.path not in said]
    if faults or whole is None:
        raise ScenarioError(tuple(sorted(faults, key=lambda d: (d.file, d.line, d.column))))
    return whole


def alike(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[Diagnostic]:
    """Yield names of one mapping that a reader cannot tell apart: equal after NFKC, case folding and trimming."""
    below: Iterable[tuple[str | int, Node]] = ()
    if isinstance(node.value, dict | list):
        below = node.value.items() if isinstance(node.value, dict) else enumerate(node.value)
    seen: dict[str, str] = {}
    for key, child in below:
        if isinstance(key, str):
            plain = "".join(unicodedata.normalize("NFKC", key).casefold().split())
            other = seen.setdefault(plain, key)
            if other != key:
                text = _ALIKE.fill(key=shown(key), other=shown(other), line=node.keys[other].line)
                yield node.keys[key].diagnostic("HQ1213", dotted((*path, key)), text)
        yield from alike(child, (*path, key))


def without(root: Node, names: tuple[str, ...]) -> Node:
    """Return the tree without some of its blocks."""
    values = root.value if isinstance(root.value, dict) else {}
    return Node({k: v for k, v in values.items() if k not in names}, root.at, root.keys)
