"""Every named patch of a file is tried before anybody asks for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..model.errors import Diagnostic, ScenarioError
from ..model.log import content
from ..model.text import Text
from .doubts import doubts
from .judge import checked, without
from .logs import Shelf, fill, put, unread
from .overrides import Change, apply, combined, named
from .phrases import each, near, shown
from .positions import Node, dotted, graft

MOST_PATCHES = 200
"""Most named patches and scenarios of a file: each is validated whenever the file is read."""

BLOCKS = ("overrides", "scenarios")

_OWN = ("HQ1502", "HQ1705")
"""Warnings that are about a value alone; others would be repeated for every patch."""
_APPLIED = Text("套用补丁“{patch}”后，{path}：{said}", "with the override “{patch}”, {path}: {said}")
_MANY = Text("补丁和情景超过 {limit} 个", "more than {limit} overrides and scenarios")
_WHICH = Text(
    "情景“{name}”用到的补丁“{patch}”不存在{hint}",
    "scenario “{name}” uses “{patch}”, which is no override{hint}",
)


def rehearse(root: Node, shelf: Shelf | None = None) -> Iterator[Diagnostic]:
    """Validate every named patch and combination; raise their faults, yield the warnings they would add."""
    patches, lists = named(root), combined(root)
    if len(patches) + len(lists) > MOST_PATCHES:
        at = root.keys["overrides" if "overrides" in root.keys else "scenarios"]
        raise ScenarioError((at.diagnostic("HQ1107", "overrides", _MANY.fill(limit=MOST_PATCHES)),))
    faults: list[Diagnostic] = []
    for name, names in lists.items():
        faults += _unknown_patches(root, name, names, list(patches))
    warnings: list[Diagnostic] = []
    broken: set[str] = set()
    trials = [(name, (name,)) for name in patches] + ([] if faults else list(lists.items()))
    for title, names in trials:
        if broken.intersection(names):
            continue
        changes = tuple(change for name in names for change in patches[name])
        wrong, doubtful = _trial(root, changes, title, shelf)
        faults += wrong
        warnings += doubtful
        if wrong:
            broken.add(title)
    if faults:
        raise ScenarioError(tuple(dict.fromkeys(faults)))
    yield from warnings


def embedded(root: Node, shelf: Shelf) -> Node:
    """Return the tree in which every named patch that names a log also holds its content, as a further entry.

    So a resolved case can be read without the files, and its hash covers them.
    """
    whole, _ = fill(root, shelf)
    for name, changes in named(root).items():
        if not any(change.path.endswith(".file") or _names_file(change.value) for change in changes):
            continue
        for path, file, form in list(unread(apply(whole, changes)[0])):
            found = shelf.log(str(file.value), form, file, dotted((*path, "file")))
            if found.log is not None:
                entry = dotted((*path, "content"))
                root = put(root, ("overrides", name, entry), graft(content(found.log, form), file.at))
    return root


def _names_file(node: Node) -> bool:
    below = node.value.items() if isinstance(node.value, dict) else ()
    return any(key == "file" or _names_file(child) for key, child in below)


def _unknown_patches(root: Node, name: str, names: Sequence[str], known: list[str]) -> Iterator[Diagnostic]:
    block = root.child("scenarios")
    items = block.child(name) if block else None
    for i, patch in enumerate(names):
        item = items.child(i) if items else None
        if patch not in known and item:
            text = each(_WHICH, name=shown(name), patch=shown(patch), hint=near(patch, known))
            yield item.at.diagnostic("HQ1221", dotted(("scenarios", name, i)), text)


def _trial(
    root: Node, changes: Sequence[Change], title: str, shelf: Shelf | None
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Return the faults, and the warnings at patched values, of the case with some changes made."""
    patched, faults = apply(root, changes)
    if faults:
        return list(faults), []
    places = {(change.at.line, change.at.column): change for change in changes}
    try:
        scenario = checked(without(patched, BLOCKS), (), shelf)
    except ScenarioError as error:
        return [_attributed(fault, changes, title) for fault in error.diagnostics], []
    lines = range(min(p[0] for p in places), max(_last(c.value) for c in changes) + 1) if places else range(0)
    return [], [d for d in doubts(patched, scenario) if d.line in lines and d.code in _OWN]


def _attributed(fault: Diagnostic, changes: Sequence[Change], title: str) -> Diagnostic:
    """Return a fault placed at the patch that causes it: its own value where that is wrong, else its nearest path."""
    text = each(_APPLIED, patch=shown(title), path=fault.path, said=fault.text)
    if changes and fault.file != changes[0].at.origin.name:
        # inside a file that the patch names
        return replace(fault, text=text)
    for change in changes:
        if change.at.line <= fault.line <= _last(change.value):
            return Diagnostic(fault.code, fault.path, text, fault.file, fault.line, fault.column, fault.excerpt)
    closest = max(changes, key=lambda c: len(set(c.path.split(".")) & set(fault.path.split("."))))
    return closest.at.diagnostic(fault.code, fault.path, text)


def _last(node: Node) -> int:
    below = node.value.values() if isinstance(node.value, dict) else node.value if isinstance(node.value, list) else ()
    return max((_last(child) for child in below), default=node.at.line)
