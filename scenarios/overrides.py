"""Named patches: dotted path -> value, applied to the tree of a file before it is validated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model.errors import Diagnostic, ScenarioError
from ..model.text import Text
from .fields import ROOT, Spot, below, settle
from .phrases import NEAR, NOTHING, each, nearest, shown
from .positions import At, Node, Origin, dotted, graft, tree

_UNKNOWN = Text("路径“{path}”不存在：没有“{key}”{hint}", "there is no path “{path}”: no “{key}”{hint}")
_ALLOWED = Text("；可用：{names}", "; there are: {names}")
_INDEX = Text(
    "路径“{path}”：列表的序号应为 0 到 {last}，现在是 {key}", "path “{path}”: an index must be 0 to {last}, it is {key}"
)
_LEAF = Text(
    "路径“{path}”：“{key}”之上是单个值，没有下级",
    "path “{path}”: there is nothing below the single value above “{key}”",
)
_FIXED = Text("补丁不能修改 {key}", "a patch may not change {key}")
_SELECT = Text("没有名为“{name}”的情景或补丁{hint}", "there is no scenario or override “{name}”{hint}")
_SET = Text(
    "--set 应写成 路径=值，如 labour.minimum_wage_per_month=1780", "--set must be PATH=VALUE, such as study.seed=3"
)
_FROZEN = ("overrides", "scenarios", "schema_version")


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a patch: where to, what, and where it is written."""

    path: str
    value: Node
    at: At
    patch: str = ""


def parse_set(text: str) -> tuple[str, Any]:
    """Return path and value of ``a.b=3``; the value is read as it would be in a file.

    Raises
    ------
    ScenarioError
        There is no ``=``, or the value is not YAML.
    """
    change = set_change(text)
    return change.path, change.value.bare()


def set_change(text: str) -> Change:
    """Return the change that an option ``--set a.b=3`` asks for; see `parse_set`."""
    path, equals, value = text.partition("=")
    origin = Origin("--set", (text,))
    if not equals or not path.strip():
        raise ScenarioError((At(origin, 1, 1).diagnostic("HQ1223", "", _SET),))
    column = len(path) + 2 + len(value) - len(value.lstrip())
    at = At(origin, 1, column)
    if not value.strip():
        return Change(path.strip(), Node(None, at), At(origin, 1, 1))
    try:
        node, faults = tree(value.strip(), origin)
    except ScenarioError:
        raise ScenarioError((At(origin, 1, column).diagnostic("HQ1223", path, _SET),)) from None
    if faults:
        raise ScenarioError(tuple(at.diagnostic(f.code, path, f.text) for f in faults))
    return Change(path.strip(), graft(node.bare(), at), At(origin, 1, 1))


def given(overrides: Mapping[str, object]) -> tuple[Change, ...]:
    """Return the changes of a mapping given in a program; they stand in no file."""
    changes = []
    for path, value in overrides.items():
        at = At(Origin("--set", (f"{path}={value}",)), 1, len(path) + 2)
        changes.append(Change(path, graft(value, at), At(at.origin, 1, 1)))
    return tuple(changes)


def named(root: Node) -> dict[str, tuple[Change, ...]]:
    """Return the patches of the file's `overrides` block by name; malformed ones are left to validation."""
    block = root.child("overrides")
    patches: dict[str, tuple[Change, ...]] = {}
    for name, node in _items(block).items():
        patches[name] = tuple(Change(path, value, node.keys[path], name) for path, value in _items(node).items())
    return patches


def combined(root: Node) -> dict[str, tuple[str, ...]]:
    """Return the file's `scenarios` block: names of patches by name."""
    lists = _items(root.child("scenarios"))
    return {
        name: tuple(str(item.value) for item in node.value)
        for name, node in lists.items()
        if isinstance(node.value, list)
    }


def choose(root: Node, names: Sequence[str]) -> tuple[Change, ...]:
    """Return the changes that the named scenarios and patches ask for, in order.

    Raises
    ------
    ScenarioError
        A name that the file does not have.
    """
    patches, lists = named(root), combined(root)
    changes: list[Change] = []
    for name in names:
        wanted = lists.get(name, (name,))
        for patch in wanted:
            if patch not in patches:
                known = list(dict.fromkeys([*lists, *patches]))
                text = each(_SELECT, name=shown(name), hint=_hint(patch, known))
                at = At(Origin("--scenario", (name,)), 1, 1)
                raise ScenarioError((at.diagnostic("HQ1221", "", text),))
            changes += patches[patch]
    return tuple(changes)


def apply(root: Node, changes: Sequence[Change]) -> tuple[Node, tuple[Diagnostic, ...]]:
    """Return the tree with all changes made in order, and the faults of those that cannot be made.

    A value replaces what stands there, whole; null at a name of the author's choice takes that entry out.
    """
    faults: list[Diagnostic] = []
    for change in changes:
        steps = change.path.split(".")
        if steps[0] in _FROZEN:
            faults.append(change.at.diagnostic("HQ1222", change.path, _FIXED.fill(key=steps[0])))
            continue
        result = _put(root, ROOT, steps, 0, change)
        if isinstance(result, Text):
            faults.append(change.at.diagnostic("HQ1222", change.path, result))
        else:
            root = result
    return root, tuple(faults)


def _put(node: Node | None, here: Spot, steps: list[str], i: int, change: Change) -> Node | Text:
    """Return `node` with the change made below it, or why it cannot be made."""
    if node is not None and isinstance(node.value, list):
        return _put_item(node, here, steps, i, change)
    if node is not None and not isinstance(node.value, dict) and node.value is not None:
        return _said(_LEAF, change, steps[i])
    values: dict[str, Node] = dict(node.value) if node and isinstance(node.value, dict) else {}
    keys = dict(node.keys) if node else {}
    key, last = steps[i], i == len(steps) - 1
    here = settle(here, values)
    under = below(here, key, values)
    legal = key in values or (under is not None and (not here.open or (last and _adds(change.value, under))))
    if not legal or under is None:
        return _said(_UNKNOWN, change, key, _hint(key, list(dict.fromkeys([*values, *here.names]))))
    if last and change.value.value is None and here.open:
        del values[key], keys[key]
        return Node(values, node.at if node else change.at, keys)
    if last:
        values[key], keys[key] = change.value, change.at
    else:
        result = _put(values.get(key), under, steps, i + 1, change)
        if isinstance(result, Text):
            return result
        values[key] = result
        keys.setdefault(key, change.at)
    return Node(values, node.at if node else change.at, keys)


def _put_item(node: Node, here: Spot, steps: list[str], i: int, change: Change) -> Node | Text:
    items = list(node.value) if isinstance(node.value, list) else []
    word = steps[i]
    index = int(word) if word.isascii() and word.isdigit() and len(word) < 10 else -1
    if not 0 <= index < len(items):
        return each(_INDEX, path=shown(change.path), last=len(items) - 1, key=shown(word))
    under = below(here, index, node.value) or Spot(Any)
    if i == len(steps) - 1:
        items[index] = change.value
    else:
        result = _put(items[index], under, steps, i + 1, change)
        if isinstance(result, Text):
            return result
        items[index] = result
    return Node(items, node.at, node.keys)


def _adds(value: Node, under: Spot) -> bool:
    """Return whether a patch may add an entry: a whole part, or a plain value where entries are plain values."""
    return value.value is not None and (isinstance(value.value, dict) or under.model is None)


def _said(words: Text, change: Change, key: str, hint: Text | None = None) -> Text:
    return each(words, path=shown(change.path), key=shown(key), hint=hint or NOTHING)


def _hint(word: str, known: list[str]) -> Text:
    near = nearest(word, known)
    if near:
        return NEAR.fill(near=near)
    names = known[:12]
    return _ALLOWED.fill(names=", ".join(names) + (" …" if len(known) > 12 else "")) if names else NOTHING


def _items(node: Node | None) -> dict[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


__all__ = ["Change", "apply", "choose", "combined", "dotted", "given", "named", "parse_set", "set_change"]
