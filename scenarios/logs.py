"""Recorded logs beside a scenario file: read once, judged row by row, put where the scenario names them.

Which fields name a log is known from their type (`model.log.Recording`), so that no kind is known by name here.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..model.errors import Diagnostic, ScenarioError
from ..model.log import FIRST, LAST, Log, Recording, content
from ..model.text import Text
from .cells import LARGEST, Cell, Table, table
from .decode import refusal
from .fields import walk
from .phrases import each, listed, shown
from .positions import Node, dotted, graft

MOST_WINDOWS = 500
MOST_FAULTS = 60
"""Faulty cells of a log after which the rest is not looked at."""
KINDS = (".csv", ".xlsx")
DEAREST = 100_000
"""Largest amount of an event, yuan."""
HEADS: dict[str, tuple[str, ...]] = {
    "time": ("time", "datetime", "timestamp", "时间", "刷卡时间", "交易时间", "消费时间"),
    "window": ("window", "place", "窗口", "窗口号", "窗口名称", "档口", "地点"),
    "amount": ("amount", "金额", "交易金额", "消费金额", "金额(元)"),
}
"""Columns by the names they may have, in any case and width."""

_PATH = Text(
    "记录文件须与算例文件放在同一目录，只写文件名（.csv 或 .xlsx），现在是“{name}”",
    "a log stands beside the scenario file and is given by its bare name (.csv or .xlsx), not “{name}”",
)
_LINK = Text("“{name}”指向目录之外，不能使用", "“{name}” leads out of the folder and is refused")
_ABSENT = Text("算例文件旁边没有“{name}”", "there is no “{name}” beside the scenario file")
_NO_LOG = Text("找不到记录文件“{name}”", "there is no log “{name}”")
_UNREADABLE = Text("不能读取文件“{name}”（{reason}）", "the file “{name}” cannot be read ({reason})")
_LACKS = Text(
    "缺少列：{names}。第一行应有：时间、窗口、金额（或 time、window、amount）；现有：{found}",
    "columns are missing: {names}. The first row needs time, window, amount; it has {found}",
)
_NO_ROWS = Text("文件里没有记录", "the file has no rows")
_TOO_MANY = Text("问题太多，第 {line} 行之后没有检查", "too many faults; what follows line {line} was not checked")
_CELL = Text("{cell}{said}", "{cell}{said}")
_TIME = Text("时间应写作 2026-03-02 11:45:09，现在是“{value}”", "a time is written 2026-03-02 11:45:09, not “{value}”")
_RANGE = Text("日期“{value}”不存在，或不在 {first} 到 {last} 年", "no date of the years {first} to {last}: “{value}”")
_WINDOW = Text(
    "窗口名须有 1 到 60 个字符，不含 . @ 或不可见字符，现在是“{value}”",
    "the name of a window has 1 to 60 characters, no . @ or hidden ones, not “{value}”",
)
_AMOUNT = Text(
    "金额应为元，至多两位小数，现在是“{value}”", "an amount is in yuan with at most two decimals, not “{value}”"
)
_TWINS = Text(
    "{n:,} 行与另一行的时间、窗口、金额都相同，都予采用；请确认没有重复导出",
    "{n:,} rows equal another in time, window and amount; all are used: make sure nothing was exported twice",
)
_BACK = Text(
    "{n:,} 行金额为负（退款），不采用；所退的那一笔仍算一次",
    "{n:,} rows have negative amounts (refunds) and are left out; what they refund still counts",
)
_WINDOWS = Text("窗口超过 {limit} 个，这一列不像是窗口", "more than {limit} windows: this column can hardly be one")
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+(\d{1,2}):(\d{2}):(\d{2})", re.ASCII)
_YUAN = re.compile(r"-?[0-9]{1,8}(?:\.[0-9]{1,8})?", re.ASCII)


class Event(NamedTuple):
    """A row of a log: day, second of it, place, fen."""

    day: date
    second: int
    place: str
    fen: int


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
        self._known: dict[str, Opened] = {}

    @property
    def opened(self) -> Mapping[str, Opened]:
        """What was read so far, by name."""
        return self._known

    def log(self, name: str, at: Node, path: str) -> Opened:
        """Return the log of a file; faults of the name are placed at `at`, those inside at their line."""
        if name not in self._known:
            try:
                self._known[name] = parse(self._bytes(name, at, path), self._shown + name, name, path)
            except ScenarioError as error:
                self._known[name] = Opened(None, tuple(_pathed(d, path) for d in error.diagnostics))
        return self._known[name]

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
    for path, name in list(unread(root)):
        found = shelf.log(str(name.value), name, dotted((*path, "file")))
        faults += found.faults
        if found.log is not None:
            root = put(root, (*path, "content"), graft(content(found.log), name.at))
    return root, tuple(faults)


def unread(root: Node) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """Yield (path, name of its file) of every log that a tree names and does not hold."""
    for path, node, here in walk(root):
        if here.model and issubclass(here.model, Recording):
            name, held = node.child("file"), node.child("content")
            before = held.child("file") if held else None
            if name is not None and isinstance(name.value, str) and (before is None or before.value != name.value):
                yield path, name


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


def parse(data: bytes, file: str, name: str = "", path: str = "") -> Opened:
    """Return the log that a file's bytes hold: every faulty cell at its place, or the events.

    Parameters
    ----------
    file, name : str
        The file as messages call it, and its bare name (default: `file`).
    path : str
        Where the scenario names it, for messages.

    Raises
    ------
    ScenarioError
        The file cannot be read as a table at all.
    """
    reader = _Reader(table(data, file), file, path)
    events = list(reader.events())
    if not reader.faults and not events:
        reader.faults.append(Diagnostic("HQ1702", path, _NO_ROWS, file))
    if reader.faults:
        return Opened(None, tuple(reader.faults))
    log = packed(events, name or file, hashlib.sha256(data).hexdigest())
    return Opened(log, (), tuple(reader.doubts(log)))


def packed(events: list[Event], file: str, sha256: str) -> Log:
    """Return events as a log, sorted."""
    dates, places = sorted({e.day for e in events}), sorted({e.place for e in events})
    row, column = {d: i for i, d in enumerate(dates)}, {p: i for i, p in enumerate(places)}
    cells = np.array([(row[e.day], e.second, column[e.place], e.fen) for e in events], dtype=np.int64).reshape(-1, 4)
    cells = cells[np.lexsort((cells[:, 3], cells[:, 2], cells[:, 1], cells[:, 0]))]
    cells.setflags(write=False)
    return Log(file, sha256, tuple(dates), tuple(places), *(cells[:, i] for i in range(4)))


class _Reader:
    """One pass over the rows of a table."""

    def __init__(self, source: Table, file: str, path: str):
        self._table, self._file, self._path = source, file, path
        self.faults: list[Diagnostic] = []
        self._dates: dict[str, date | None] = {}
        self._names: dict[str, str | None] = {}
        self._back = 0

    def events(self) -> Iterator[Event]:
        """Yield the events; faults are kept in `faults`, and after too many of them nothing more is read."""
        columns: list[int] | None = None
        for line, cells in self._table.rows():
            if columns is None:
                columns = self._columns(line, cells)
                if columns is None:
                    return
                continue
            event = self._event(line, cells, columns)
            if event is not None and event.fen >= 0:
                yield event
            self._back += event is not None and event.fen < 0
            if len(self._names) > MOST_WINDOWS:
                self._say("HQ1703", line, columns[1], _WINDOWS.fill(limit=MOST_WINDOWS))
                return
            if len(self.faults) >= MOST_FAULTS:
                self.faults.append(Diagnostic("HQ1703", self._path, _TOO_MANY.fill(line=line), self._file))
                return

    def doubts(self, log: Log) -> Iterator[Diagnostic]:
        """Yield what is legal and yet cannot be meant."""
        same = [column[1:] == column[:-1] for column in (log.day, log.second, log.place, log.fen)]
        for n, words in ((int(np.logical_and.reduce(same).sum()), _TWINS), (self._back, _BACK)):
            if n:
                yield Diagnostic("HQ1705", self._path, words.fill(n=n), self._file, severity="warning")

    def _columns(self, line: int, cells: list[Cell]) -> list[int] | None:
        heads = [unicodedata.normalize("NFKC", str(c or "")).strip().casefold() for c in cells]
        found = [next((i for i, head in enumerate(heads) if head in names), -1) for names in HEADS.values()]
        missing = [name for name, i in zip(HEADS, found, strict=True) if i < 0]
        if missing:
            text = each(_LACKS, names=listed(missing), found=listed([shown(h) for h in heads if h]))
            self._say("HQ1702", line, 0, text)
        return None if missing else found

    def _event(self, line: int, cells: list[Cell], columns: list[int]) -> Event | None:
        time, window, amount = (cells[i] if i < len(cells) else None for i in columns)
        before = len(self.faults)
        moment = _clocked(time) if isinstance(time, datetime) else self._moment(time)
        place, fen = self._place(window), _fen(amount)
        if isinstance(moment, Text):
            self._say("HQ1704", line, columns[0], moment)
        if place is None:
            self._say("HQ1704", line, columns[1], each(_WINDOW, value=shown(window)))
        if fen is None:
            self._say("HQ1704", line, columns[2], each(_AMOUNT, value=shown(amount)))
        if len(self.faults) > before or isinstance(moment, Text) or place is None or fen is None:
            return None
        return Event(*moment, place, fen)

    def _moment(self, value: Cell) -> tuple[date, int] | Text:
        found = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
        if found is None:
            return each(_TIME, value=shown(value))
        key = "-".join(found.groups()[:3])
        if key not in self._dates:
            self._dates[key] = _date(*(int(v) for v in found.groups()[:3]))
        day, (hour, minute, second) = self._dates[key], (int(v) for v in found.groups()[3:])
        if day is None:
            return each(_RANGE, value=shown(value), first=FIRST, last=LAST)
        if hour > 23 or minute > 59 or second > 59:
            return each(_TIME, value=shown(value))
        return day, 3600 * hour + 60 * minute + second

    def _place(self, value: Cell) -> str | None:
        if isinstance(value, bool) or value is None or isinstance(value, datetime):
            return None
        key = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        if key not in self._names:
            name = unicodedata.normalize("NFKC", key).strip()
            legal = 1 <= len(name) <= 60 and name.isprintable() and not any(c in name for c in ".@")
            self._names[key] = name if legal else None
        return self._names[key]

    def _say(self, code: str, line: int, cell: int, text: Text) -> None:
        place = self._table.place(line, cell)
        lead = Text(f"{place.cell}：", f"{place.cell}: ") if place.cell else Text("", "")
        said = each(_CELL, cell=lead, said=text)
        self.faults.append(Diagnostic(code, self._path, said, self._file, place.line, place.column, place.excerpt))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST <= year <= LAST else None
    except ValueError:
        return None


def _clocked(value: datetime) -> tuple[date, int] | Text:
    """Return day and second of a workbook's time, which is a fraction of a day and rounded to the second."""
    near = value + timedelta(microseconds=500_000) if FIRST <= value.year <= LAST else value
    if not FIRST <= near.year <= LAST:
        return each(_RANGE, value=shown(value), first=FIRST, last=LAST)
    return near.date(), 3600 * near.hour + 60 * near.minute + near.second


def _fen(value: Cell) -> int | None:
    """Return an amount of yuan in fen, exactly; None when it is none. Numbers of workbooks have 15 digits."""
    text = format(value, ".15g") if isinstance(value, float) else str(value).strip()
    if isinstance(value, bool) or not _YUAN.fullmatch(text):
        return None
    fen = 100 * Decimal(text)
    return int(fen) if fen == int(fen) and abs(fen) <= 100 * DEAREST else None


def _pathed(fault: Diagnostic, path: str) -> Diagnostic:
    return Diagnostic(fault.code, path, fault.text, fault.file, fault.line, fault.column, fault.excerpt, fault.severity)


def opened(source: str) -> Opened:
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
        found = parse(drawn(file), source, Path(source).name)
    except OSError as fault:
        text = each(_UNREADABLE, name=shown(source), reason=fault.strerror or str(fault))
        raise refusal("HQ1001", source, text) from None
    if found.faults:
        raise ScenarioError(found.faults)
    return found
