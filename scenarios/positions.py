"""YAML text to a tree in which every key and value knows where it stands.

The tree is built from the parser's events, so that limits hold before anything is built, and what YAML can do beyond
plain data (aliases, anchors, tags, merge keys, several documents) is refused at its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from ..model.errors import Diagnostic, ScenarioError
from ..model.text import Text
from .decode import FORBIDDEN, label, refusal
from .scalars import Scalar, resolve
from .syntax import explain

DEEPEST = 50
LARGEST_TREE = 1_000_000
"""Most events (nodes, and ends of mappings and lists) of a file."""
LONGEST_KEY = 300

_ALIAS = Text(
    "不能使用别名、锚点（& 和 *）；请把内容写全", "aliases and anchors (& and *) are refused; write the content out"
)
_TAG = Text("不能使用标签 {tag}", "the tag {tag} is refused")
_MERGE = Text("不能使用合并键 <<；请把内容写全", "merge keys (<<) are refused; write the content out")
_MANY = Text("一个文件只能有一份文档（多余的 ---）", "a file holds one document only (a second --- here)")
_VERSION = Text("只接受 YAML 1.2，不接受其它指令", "only YAML 1.2 is accepted, and no other directive")
_DEEP = Text("嵌套超过 {limit} 层", "nested deeper than {limit} levels")
_BIG = Text("内容超过 {limit:,} 项", "more than {limit:,} items")
_EMPTY = Text("文件没有内容", "the file is empty")
_KEY = Text("键必须是一个简单的词", "a key must be a plain word")
_LONG = Text("键太长", "the key is too long")
_TWICE = Text("键“{key}”重复，第一次在第 {line} 行", "the key “{key}” stands twice, first in line {line}")
_ESCAPE = Text("此值含有不可见字符 {name}", "this value contains the invisible character {name}")


@dataclass(frozen=True, slots=True)
class Origin:
    """A file or a command line option: its name and its lines."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class At:
    """A place: line and column count from 1, 0 for no place."""

    origin: Origin
    line: int = 0
    column: int = 0

    def diagnostic(self, code: str, path: str, text: Text, severity: str = "error") -> Diagnostic:
        """Return the diagnostic of a fault that stands here."""
        lines = self.origin.lines
        excerpt = lines[self.line - 1] if 0 < self.line <= len(lines) else ""
        return Diagnostic(code, path, text, self.origin.name, self.line, self.column, excerpt, severity)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place. `value` is a scalar, a dict of nodes or a list of nodes; `keys` has the places of keys."""

    value: Scalar | dict[str, "Node"] | list["Node"]
    at: At
    keys: dict[str, At] = field(default_factory=dict)
    quoted: bool = False

    def bare(self) -> Any:
        """Return the value without places."""
        if isinstance(self.value, dict):
            return {key: below.bare() for key, below in self.value.items()}
        if isinstance(self.value, list):
            return [below.bare() for below in self.value]
        return self.value

    def child(self, key: str | int) -> "Node | None":
        """Return the node below, or None."""
        if isinstance(self.value, dict):
            return self.value.get(str(key))
        if isinstance(self.value, list) and isinstance(key, int) and 0 <= key < len(self.value):
            return self.value[key]
        return None


def tree(text: str, origin: Origin) -> tuple[Node, tuple[Diagnostic, ...]]:
    """Return the tree of a YAML text, and the faults that did not keep it from being built.

    Raises
    ------
    ScenarioError
        The syntax is broken, a limit is passed, or something is used that is refused.
    """
    try:
        return _Builder(origin).build(text)
    except MarkedYAMLError as fault:
        words, line, column = explain(fault)
        raise ScenarioError((At(origin, line, column).diagnostic("HQ1101", "", words),)) from None
    except YAMLError as fault:
        words = Text(f"YAML 语法错误（{fault}）", f"YAML syntax error ({fault})")
        raise refusal("HQ1101", origin.name, words) from None


class _Builder:
    """One pass over the events."""

    def __init__(self, origin: Origin):
        self.origin = origin
        self.seen = 0
        self.depth = 0
        self.faults: list[Diagnostic] = []

    def build(self, text: str) -> tuple[Node, tuple[Diagnostic, ...]]:
        stream = self._limited(YAML(typ="safe", pure=True).parse(text))
        root: Node | None = None
        for event in stream:
            if isinstance(event, yaml_events.DocumentStartEvent):
                if root is not None:
                    raise self._refuse("HQ1105", _MANY, event)
                if event.tags or event.version not in (None, (1, 2)):
                    raise self._refuse("HQ1104", _VERSION, event)
                root = self._node(next(stream), stream, ())
        if root is None or (root.value is None and not root.quoted):
            raise refusal("HQ1005", self.origin.name, _EMPTY)
        return root, tuple(self.faults)

    def _limited(self, stream: Any) -> Iterator[Any]:
        for event in stream:
            self.seen += 1
            if self.seen > LARGEST_TREE:
                raise self._refuse("HQ1107", _BIG.fill(limit=LARGEST_TREE), event)
            if getattr(event, "anchor", None) is not None:
                raise self._refuse("HQ1103", _ALIAS, event)
            tag = getattr(event, "tag", None)
            if tag is not None:
                raise self._refuse("HQ1104", _TAG.fill(tag=_short(str(tag))), event)
            yield event

    def _node(self, event: Any, stream: Iterator[Any], path: tuple[str | int, ...]) -> Node:
        if isinstance(event, yaml_events.ScalarEvent):
            return self._scalar(event, path)
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._refuse("HQ1107", _DEEP.fill(limit=DEEPEST), event)
        at = self._at(event)
        if isinstance(event, yaml_events.MappingStartEvent):
            node = self._mapping(at, stream, path)
        else:
            items: list[Node] = []
            while not isinstance(below := next(stream), yaml_events.SequenceEndEvent):
                items.append(self._node(below, stream, (*path, len(items))))
            node = Node(items, at)
        self.depth -= 1
        return node

    def _mapping(self, at: At, stream: Iterator[Any], path: tuple[str | int, ...]) -> Node:
        values: dict[str, Node] = {}
        keys: dict[str, At] = {}
        while not isinstance(event := next(stream), yaml_events.MappingEndEvent):
            key = self._key(event)
            place = self._at(event)
            value = self._node(next(stream), stream, (*path, key))
            if key in keys:
                text = _TWICE.fill(key=_short(key), line=keys[key].line)
                self.faults.append(place.diagnostic("HQ1106", dotted((*path, key)), text))
                continue
            values[key], keys[key] = value, place
        return Node(values, at, keys)

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml_events.ScalarEvent) or not event.value:
            raise self._refuse("HQ1108", _KEY, event)
        if len(event.value) > LONGEST_KEY:
            raise self._refuse("HQ1108", _LONG, event)
        if event.value == "<<" and event.implicit[0]:
            raise self._refuse("HQ1103", _MERGE, event)
        hidden = FORBIDDEN.search(event.value)
        if hidden:
            raise self._refuse("HQ1004", _ESCAPE.fill(name=label(hidden[0])), event)
        return str(event.value)

    def _scalar(self, event: Any, path: tuple[str | int, ...]) -> Node:
        at, quoted = self._at(event), not event.implicit[0]
        value: Scalar = event.value
        fault: Text | None = None
        code = "HQ1109"
        if not quoted:
            value, fault = resolve(event.value)
        elif hidden := FORBIDDEN.search(event.value):
            fault, code = _ESCAPE.fill(name=label(hidden[0])), "HQ1004"
        if fault:
            self.faults.append(at.diagnostic(code, dotted(path), fault))
        return Node(value, at, quoted=quoted)

    def _at(self, event: Any) -> At:
        mark = event.start_mark
        return At(self.origin, mark.line + 1, mark.column + 1)

    def _refuse(self, code: str, text: Text, event: Any) -> ScenarioError:
        return ScenarioError((self._at(event).diagnostic(code, "", text),))


def dotted(path: tuple[str | int, ...]) -> str:
    """Return a path as it is written in messages and overrides."""
    return ".".join(str(key) for key in path)


def find(root: Node, path: tuple[str | int, ...], key: bool = False) -> At:
    """Return the place of the value at `path`, or of its key; of the nearest mapping above when it is not there."""
    node, at = root, root.at
    for i, step in enumerate(path):
        place = node.keys.get(str(step))
        below = node.child(step)
        if below is None:
            return at
        last = i == len(path) - 1
        # a mapping or an empty value is shown at its key: there is no text of its own to point to
        at = place if place and ((key and last) or isinstance(below.value, dict) or below.value is None) else below.at
        node = below
    return at


def graft(value: Any, at: At) -> Node:
    """Return the tree of plain data that all stands in one place."""
    if isinstance(value, dict):
        return Node({str(k): graft(v, at) for k, v in value.items()}, at, {str(k): at for k in value})
    if isinstance(value, (list, tuple)):
        return Node([graft(v, at) for v in value], at)
    return Node(value, at)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
