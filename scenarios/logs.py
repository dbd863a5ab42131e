"""Recorded logs beside a scenario file: read once, judged row by row, put where the scenario names them.

Which fields name a log is known from their type (`model.log.Recording`), so that no kind is known by name here.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np

from ..model.errors import Diagnostic, ScenarioError
from ..model.log import DAY, MISSING, Column, Form, Log, Recording, content, packed
from ..model.text import Text
from .cells import LARGEST, Cell, Table, table
from .decode import refusal
from .entries import Entries, Value
from .fields import walk
from .phrases import each, listed, shown
from .positions import Node, dotted, graft

MOST_NAMES = 500
"""Different names in a column."""
MOST_FAULTS = 60
"""Faulty cells of a log after which the rest is not looked at."""
KINDS = (".csv", ".xlsx")

_PATH = Text(
    "记录文件须与算例文件放在同一目录，只写文件名（.csv 或 .xlsx），现在是“{name}”",
    "a log stands beside the scenario file and is given by its bare name (.csv or .xlsx), not “{name}”",
)
_LINK = Text("“{name}”指向目录之外，不能使用", "“{name}” leads out of the folder and is refused")
_ABSENT = Text("算例文件旁边没有“{name}”", "there is no “{name}” beside the scenario file")
_NO_LOG = Text("找不到记录文件“{name}”", "there is no log “{name}”")
_UNREADABLE = Text("不能读取文件“{name}”（{reason}）", "the file “{name}” cannot be read ({reason})")
_LACKS = Text(
    "缺少列：{names}。第一行须有：{need}；可有：{may}；现有：{found}",
    "columns are missing: {names}. The first row needs {need}; it may have {may}; it has {found}",
)
_NO_ROWS = Text("文件里没有记录", "the file has no rows")
_TOO_MANY = Text("问题太多，第 {line} 行之后没有检查", "too many faults; what follows line {line} was not checked")
_CELL = Text("{cell}{said}", "{cell}{said}")
_TWINS = Text(
    "{n:,} 行与另一行的{columns}都相同，都予采用；请确认没有重复导出",
    "{n:,} rows equal another in {columns}; all are used: make sure nothing was exported twice",
)
_BACK = Text(
    "{n:,} 行金额为负（退款），不采用；所退的那一笔仍算一次",
    "{n:,} rows have negative amounts (refunds) and are left out; what they refund still counts",
)
_NAMES = Text(
    "“{column}”的名称超过 {limit} 个，这一列不像是{column}",
    "more than {limit} names: this column can hardly be {column}",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A log with what is doubtful about it; `log` is None when there are faults."""

    log: Log | None
    faults: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


class Shelf:
    """The files beside one scenario file, each read once.

    Parameters
    ----------
    folder : Traversable
        Where the scenario file stands; nothing outside is opened.
    shown : str
        What stands before a file's name in messages.
    """

    def __init__(self, folder: Traversable, shown: str = ""):
        self._folder, self._shown = folder, shown
        self._known: dict[tuple[str, Form], Opened] = {}

    @property
    def opened(self) -> Mapping[tuple[str, Form], Opened]:
        """What was read so far, by name and form."""
        return self._known

    def log(self, name: str, form: Form, at: Node, path: str) -> Opened:
        """Return the log of a file; faults of the name are placed at `at`, those inside at their line."""
        key = name, form
        if key not in self._known:
            try:
                self._known[key] = parse(self._bytes(name, at, path), form, self._shown + name, name, path)
            except ScenarioError as error:
                self._known[key] = Opened(None, tuple(_pathed(d, path) for d in error.diagnostics))
        return self._known[key]

    def _bytes(self, name: str, at: Node, path: str) -> bytes:
        bare = not re.search(r'[/\\:*?"<>|]', name) and name.isprintable() and not name.startswith(".")
        if not bare or not name.lower().endswith(KINDS) or name != name.strip():
            raise ScenarioError((at.at.diagnostic("HQ1701", path, each(_PATH, name=shown(name))),))
        file = self._folder / name
        if isinstance(file, Path) and file.is_symlink() and file.resolve().parent != file.parent.resolve():
            raise ScenarioError((at.at.diagnostic("HQ1701", path, each(_LINK, name=shown(name))),))
        if not file.is_file():
            raise ScenarioError((at.at.diagnostic("HQ1701", path, each(_ABSENT, name=shown(name))),))
        try:
            return drawn(file)
        except OSError as fault:
            text = each(_UNREADABLE, name=shown(name), reason=fault.strerror or str(fault))
            raise ScenarioError((at.at.diagnostic("HQ1701", path, text),)) from None


def drawn(file: Traversable) -> bytes:
    """Return the bytes of a file, one more than the limit at most."""
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def fill(root: Node, shelf: Shelf) -> tuple[Node, tuple[Diagnostic, ...]]:
    """Return the tree with the content of every log that it names, and the faults of those that cannot be used.

    Content that is in the tree already stays, unless it was read from a file of another name.
    """
    faults: list[Diagnostic] = []
    for path, name, form in list(unread(root)):
        found = shelf.log(str(name.value), form, name, dotted((*path, "file")))
        faults += found.faults
        if found.log is not None:
            root = put(root, (*path, "content"), graft(content(found.log, form), name.at))
    return root, tuple(faults)


def unread(root: Node) -> Iterator[tuple[tuple[str | int, ...], Node, Form]]:
    """Yield (path, name of its file, form) of every log that a tree names and does not hold."""
    for path, node, here in walk(root):
        if here.model and issubclass(here.model, Recording):
            name, held = node.child("file"), node.child("content")
            before = held.child("file") if held else None
            if name is not None and isinstance(name.value, str) and (before is None or before.value != name.value):
                yield path, name, here.model.form


def put(node: Node, path: tuple[str | int, ...], value: Node) -> Node:
    """Return the tree with a value at a path."""
    if not path:
        return value
    step = path[0]
    below = node.child(step) or Node({}, node.at)
    if isinstance(node.value, list):
        items: list[Node] = list(node.value)
        items[int(step)] = put(below, path[1:], value)
        return Node(items, node.at, node.keys)
    values: dict[str, Node] = dict(node.value) if isinstance(node.value, dict) else {}
    values[str(step)] = put(below, path[1:], value)
    return Node(values, node.at, {**node.keys, str(step): node.keys.get(str(step), value.at)})


def parse(data: bytes, form: Form, file: str, name: str = "", path: str = "") -> Opened:
    """Return the log that a file's bytes hold: every faulty cell at its place, or the events.

    Parameters
    ----------
    form : Form
        The columns it should have.
    file, name : str
        The file as messages call it, and its bare name (default: `file`).
    path : str
        Where the scenario names it, for messages.

    Raises
    ------
    ScenarioError
        The file cannot be read as a table at all.
    """
    reader = _Reader(table(data, file), form, file, path)
    rows = list(reader.rows())
    if not reader.faults and not rows:
        reader.faults.append(Diagnostic("HQ1702", path, _NO_ROWS, file))
    if reader.faults:
        return Opened(None, tuple(reader.faults))
    log = _stacked(form, rows, name or file, hashlib.sha256(data).hexdigest())
    return Opened(log, (), tuple(reader.doubts(log)))


def _stacked(form: Form, rows: list[list[Value]], file: str, sha256: str) -> Log:
    """Return rows of values as a log; moments are counted from the midnight of the row's own day."""
    cells: dict[str, np.ndarray[tuple[int], np.dtype[np.int64]]] = {}
    names: dict[str, tuple[str, ...]] = {}
    for column, values in zip(form.columns, zip(*rows, strict=True), strict=True):
        index: dict[Value, Value] = {}
        if column.what == "name":
            names[column.name] = tuple(sorted({v for v in values if isinstance(v, str)}))
            index = {name: i for i, name in enumerate(names[column.name])}
        found = (index.get(v, v) for v in values)
        cells[column.name] = np.array([MISSING if v is None else v for v in found], dtype=np.int64)
    days = cells[form.columns[0].name] // DAY
    for column in form.columns:
        if column.what == "moment":
            held = cells[column.name]
            cells[column.name] = np.where(held == MISSING, MISSING, held - DAY * days)
    return packed(form.columns, days, cells, names, file, sha256)


class _Reader:
    """One pass over the rows of a table."""

    def __init__(self, source: Table, form: Form, file: str, path: str):
        self._table, self._form, self._file, self._path = source, form, file, path
        self.faults: list[Diagnostic] = []
        self._entries = Entries()
        self._back = 0

    def rows(self) -> Iterator[list[Value]]:
        """Yield the rows' values; faults are kept in `faults`, and after too many of them nothing more is read."""
        at: list[int] | None = None
        for line, cells in self._table.rows():
            if at is None:
                at = self._columns(line, cells)
                if at is None:
                    return
                continue
            row = self._row(line, cells, at)
            if row is not None:
                yield row
            crowded, most = self._entries.crowded
            if most > MOST_NAMES:
                i, column = next((i, c) for i, c in zip(at, self._form.columns, strict=True) if c.name == crowded)
                self._say("HQ1703", line, i, each(_NAMES, column=column.text, limit=MOST_NAMES))
                return
            if len(self.faults) >= MOST_FAULTS:
                self.faults.append(Diagnostic("HQ1703", self._path, _TOO_MANY.fill(line=line), self._file))
                return

    def doubts(self, log: Log) -> Iterator[Diagnostic]:
        """Yield what is legal and yet cannot be meant."""
        same = [column[1:] == column[:-1] for column in (log.day, log.second, *log.cells.values())]
        columns = _called(self._form.columns)
        for n, words in ((int(np.logical_and.reduce(same).sum()), _TWINS), (self._back, _BACK)):
            if n:
                said = each(words, n=n, columns=columns)
                yield Diagnostic("HQ1705", self._path, said, self._file, severity="warning")

    def _columns(self, line: int, cells: list[Cell]) -> list[int] | None:
        """Return where each column of the form stands, -1 for those that may be and are missing."""
        heads, columns = [_plain(str(c or "")) for c in cells], self._form.columns
        known = [{_plain(head) for head in (c.name, c.text.zh, c.text.en, *c.heads)} for c in columns]
        found = [next((i for i, head in enumerate(heads) if head in names), -1) for names in known]
        missing = [c for c, i in zip(columns, found, strict=True) if i < 0 and not c.optional]
        if not missing:
            return found
        text = each(
            _LACKS,
            names=_called(missing),
            need=_called([c for c in columns if not c.optional]),
            may=_called([c for c in columns if c.optional]),
            found=listed([shown(h) for h in heads if h]),
        )
        self._say("HQ1702", line, 0, text)
        return None

    def _row(self, line: int, cells: list[Cell], at: list[int]) -> list[Value] | None:
        """Return the values of a row, or None where a cell is faulty or the row is a refund."""
        row: list[Value] = []
        back = False
        for i, column in zip(at, self._form.columns, strict=True):
            value = self._entries.read(column, cells[i] if 0 <= i < len(cells) else None)
            if isinstance(value, Text):
                self._say("HQ1704", line, i, value)
            else:
                back |= column.what == "money" and isinstance(value, int) and value < 0
                row.append(value)
        whole = len(row) == len(at)
        self._back += whole and back
        return row if whole and not back else None

    def _say(self, code: str, line: int, cell: int, text: Text) -> None:
        place = self._table.place(line, cell)
        lead = Text(f"{place.cell}：", f"{place.cell}: ") if place.cell else Text("", "")
        said = each(_CELL, cell=lead, said=text)
        self.faults.append(Diagnostic(code, self._path, said, self._file, place.line, place.column, place.excerpt))


def _plain(heading: str) -> str:
    return unicodedata.normalize("NFKC", heading).strip().casefold()


def _called(columns: Sequence[Column]) -> Text:
    """Return columns as a reader may write them."""
    return Text("、".join(c.text.zh for c in columns) or "-", ", ".join(c.name for c in columns) or "-")


def _pathed(fault: Diagnostic, path: str) -> Diagnostic:
    return Diagnostic(fault.code, path, fault.text, fault.file, fault.line, fault.column, fault.excerpt, fault.severity)


def opened(source: str, form: Form) -> Opened:
    """Return the log of a path, or of a file that is shipped with the cases.

    Raises
    ------
    ScenarioError
        It is not there, or it is faulty.
    """
    shipped = files(f"{__package__}.library") / Path(source).name
    file: Traversable = Path(source)
    if not file.is_file() and Path(source).name == source and source.lower().endswith(KINDS) and shipped.is_file():
        file = shipped
    if not file.is_file():
        raise refusal("HQ1001", source, each(_NO_LOG, name=shown(source)))
    try:
        found = parse(drawn(file), form, source, Path(source).name)
    except OSError as fault:
        text = each(_UNREADABLE, name=shown(source), reason=fault.strerror or str(fault))
        raise refusal("HQ1001", source, text) from None
    if found.faults:
        raise ScenarioError(found.faults)
    return found
