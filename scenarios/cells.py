"""Bytes of a table to rows of cells: CSV in the encodings that offices use, and xlsx, none of it trusted."""

import codecs
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from ..model.errors import ScenarioError
from ..model.text import Text
from .decode import FORBIDDEN, label, refusal

LARGEST = 40_000_000
"""Bytes of the largest file that is read."""
MOST_ROWS = 500_000
WIDEST = 30
"""Columns that are looked at."""
LONGEST = 2000
"""Characters of a line of a CSV file."""
UNPACKED = 150_000_000
"""Bytes of all parts of a workbook together, unpacked."""
PARTS = {"xl/worksheets/": UNPACKED, "xl/sharedStrings.xml": 20_000_000, "": 2_000_000}
"""Bytes of a part of a workbook, unpacked, by the beginning of its name."""
MOST_PARTS = 2000

Cell = str | int | float | bool | datetime | None

_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
# XML that begins otherwise may declare entities, which unfold without end
_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>)?\s*<[A-Za-z_]")

_SIZE = Text(
    "文件 {size:,} 字节，超过上限 {limit:,} 字节", "the file has {size:,} bytes, more than the limit of {limit:,}"
)
_ROWS = Text("超过 {limit:,} 行，请分成几个文件", "more than {limit:,} rows; split the file")
_UTF16 = Text(
    "文件是 UTF-16 或 UTF-32 编码；请另存为“CSV UTF-8”", "the file is UTF-16 or UTF-32; save it as “CSV UTF-8”"
)
_BYTES = Text("此处既不是 UTF-8 也不是 GB18030 文字", "neither UTF-8 nor GB18030 text here")
_CONTROL = Text("此处有不可见字符 {name}，请删除", "there is an invisible character {name} here; remove it")
_LONG = Text("一行超过 {limit:,} 个字符，这不是表格", "a line of more than {limit:,} characters is no table")
_XLS = Text("这是旧式 xls 工作簿；请另存为 xlsx 或 CSV", "an old xls workbook; save it as xlsx or CSV")
_BOOK = Text("不能读取工作簿（{reason}）", "the workbook cannot be read ({reason})")
_BOMB = Text(
    "工作簿的“{part}”展开后过大（{size:,} 字节，上限 {limit:,}）",
    "“{part}” of the workbook is too large when unpacked ({size:,} bytes, limit {limit:,})",
)
_MANY = Text("工作簿的部件超过 {limit:,} 个", "the workbook has more than {limit:,} parts")
_ODD = Text("工作簿的“{part}”不是普通的 XML", "“{part}” of the workbook is no plain XML")
_EMPTY = Text("工作簿没有工作表", "the workbook has no worksheet")


class Place(NamedTuple):
    """Where a cell stands: line and column from 1, the line as it is, and the cell's name in a workbook."""

    line: int
    column: int
    excerpt: str = ""
    cell: str = ""


class Table(Protocol):
    """Rows of cells with their places."""

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield (number from 1, cells) of every row that is not empty."""

    def place(self, row: int, cell: int) -> Place:
        """Return where a cell of a row stands; cells count from 0."""


def table(content: bytes, file: str) -> Table:
    """Return the table that a file holds, by its content, not its name.

    Raises
    ------
    ScenarioError
        Too large, of another format, or not what it claims to be. Rows are read later and may raise it, too.
    """
    if len(content) > LARGEST:
        raise refusal("HQ1703", file, _SIZE.fill(size=len(content), limit=LARGEST))
    if content.startswith(_OLD):
        raise refusal("HQ1702", file, _XLS)
    return Sheet(content, file) if content.startswith(_ZIP) else Lines(content, file)


class Lines:
    """A CSV file; cells are text, separated by whichever of comma, tab and semicolon the first line has most of."""

    def __init__(self, content: bytes, file: str):
        self._file = file
        self._lines = _text(content, file).split("\n")
        first = next((line for line in self._lines if _said(line)), "")
        self._mark = max(",\t;", key=first.count)

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield (line, cells); lines before the first row that begin with # are comments."""
        count = 0
        for number, line in enumerate(self._lines, 1):
            if not line.strip() or (not count and not _said(line)):
                continue
            count += 1
            if count > MOST_ROWS + 1:
                raise refusal("HQ1703", self._file, _ROWS.fill(limit=MOST_ROWS), number, 1)
            if len(line) > LONGEST:
                raise refusal("HQ1702", self._file, _LONG.fill(limit=LONGEST), number, 1, line[:LONGEST])
            if '"' in line:
                yield number, [text for _, text in self._fields(line)]
            else:
                yield number, list(line.split(self._mark))

    def place(self, row: int, cell: int) -> Place:
        """Return where a cell stands; a cell that is missing stands at the end of its line."""
        line = self._lines[row - 1]
        starts = [start for start, _ in self._fields(line)]
        return Place(row, (starts[cell] if cell < len(starts) else len(line)) + 1, line)

    def _fields(self, line: str) -> list[tuple[int, str]]:
        """Return (start, text) of the cells of a line; quotes that do not close are text like any other."""
        found, start = [], 0
        while True:
            quoted = _QUOTED.match(line, start)
            if quoted and line[quoted.end() : quoted.end() + 1] in ("", self._mark):
                found.append((start, quoted[1].replace('""', '"')))
                end = quoted.end()
            else:
                end = line.find(self._mark, start)
                end = len(line) if end < 0 else end
                found.append((start, line[start:end]))
            if end >= len(line):
                return found
            start = end + 1


class Sheet:
    """The first worksheet of a workbook: stored values, never formulas."""

    def __init__(self, content: bytes, file: str):
        self._file, self._title = file, ""
        self._content = content
        try:
            _weigh(content, file)
        except ScenarioError:
            raise
        except Exception as fault:
            raise self._broken(fault) from None

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield (row, cells); whatever a damaged workbook makes the reader raise becomes one fault of the file."""
        try:
            # the reader warns of styles and extensions, which are nobody's concern here
            with warnings.catch_warnings(action="ignore"):
                found = self._rows()
        except ScenarioError:
            raise
        except Exception as fault:
            raise self._broken(fault) from None
        yield from found

    def _rows(self) -> list[tuple[int, list[Cell]]]:
        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(self._content), read_only=True, data_only=True, keep_links=False)
        try:
            if not book.worksheets:
                raise refusal("HQ1702", self._file, _EMPTY)
            sheet: Any = book.worksheets[0]
            self._title, found = sheet.title, []
            rows = sheet.iter_rows(max_col=WIDEST, max_row=MOST_ROWS + 2, values_only=True)
            for number, cells in enumerate(rows, 1):
                if number > MOST_ROWS + 1:
                    raise refusal("HQ1703", self._file, _ROWS.fill(limit=MOST_ROWS), number, 1)
                width = max((i for i, cell in enumerate(cells, 1) if cell is not None), default=0)
                if width:
                    found.append((number, list(cells[:width])))
            return found
        finally:
            book.close()

    def place(self, row: int, cell: int) -> Place:
        """Return where a cell stands, with its name, `Sheet1!C7`."""
        from openpyxl.utils import get_column_letter

        return Place(row, cell + 1, "", f"{self._title}!{get_column_letter(cell + 1)}{row}")

    def _broken(self, fault: Exception) -> ScenarioError:
        reason = f"{type(fault).__name__}: {fault}"[:200]
        return refusal("HQ1702", self._file, _BOOK.fill(reason=reason.replace("{", "(").replace("}", ")")))


def _said(line: str) -> bool:
    """Return whether a line is a row: neither empty nor a comment."""
    return bool(line.strip()) and not line.lstrip('" ').startswith("#")


def _text(content: bytes, file: str) -> str:
    """Return the text of a CSV file: UTF-8 with or without a mark, else GB18030; line ends as LF."""
    if content.startswith(_WIDE) or content[:4].count(0) >= 2:
        raise refusal("HQ1702", file, _UTF16, 1, 1)
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as first:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as second:
            start = max(first.start, second.start)
            raise refusal("HQ1702", file, _BYTES, content.count(b"\n", 0, start) + 1, 1) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    hit = FORBIDDEN.search(text)
    if hit:
        line, column = text.count("\n", 0, hit.start()) + 1, hit.start() - text.rfind("\n", 0, hit.start())
        excerpt = text.split("\n", line)[line - 1][:LONGEST]
        raise refusal("HQ1004", file, _CONTROL.fill(name=label(hit[0])), line, column, excerpt)
    return text


def _weigh(content: bytes, file: str) -> None:
    """Refuse a workbook whose parts are too many, too large when unpacked, or XML that may unfold."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise refusal("HQ1703", file, _MANY.fill(limit=MOST_PARTS))
        total = sum(part.file_size for part in parts)
        if total > UNPACKED:
            raise refusal("HQ1703", file, _BOMB.fill(part="*", size=total, limit=UNPACKED))
        for part in parts:
            name = part.filename.lstrip("/")
            limit = next(size for start, size in PARTS.items() if name.startswith(start))
            # no more is ever unpacked than the part's own header admits
            with archive.open(part) as stream:
                head = stream.read(4096)
            if not _markup(name, head):
                continue
            if part.file_size > limit:
                raise refusal("HQ1703", file, _BOMB.fill(part=_safe(name), size=part.file_size, limit=limit))
            if not _PLAIN.match(head):
                raise refusal("HQ1702", file, _ODD.fill(part=_safe(name)))


def _markup(name: str, head: bytes) -> bool:
    """Return whether a part is XML, by its name or to a parser that is pointed to it."""
    if name.endswith("/") or not head:
        return False
    return name.lower().endswith((".xml", ".rels")) or head.startswith(_WIDE) or b"<" in head.lstrip()[:5]


def _safe(name: str) -> str:
    return re.sub(r"[{}\x00-\x1f]", "?", name)[:60]


__all__ = ["Cell", "Place", "Table", "table"]
