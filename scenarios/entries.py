"""Cells of a log to values, each by what its column holds; none of it trusted."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal

from ..model.log import DAY, FIRST, LAST, Column
from ..model.text import Text
from .cells import Cell
from .phrases import each, shown

Value = int | str | None
"""Seconds since the day before year 1, a name, fen, thousandths or a whole number; None where nothing is stated."""
NO_DATE = -1

_RANGE = Text(
    "“{column}”：日期“{value}”不存在，或不在 {first} 到 {last} 年",
    "{column}: no date of the years {first} to {last}: “{value}”",
)
_SHAPES = {
    "moment": Text("时间应写作 2026-03-02 11:45:09", "a time is written 2026-03-02 11:45:09"),
    "coarse": Text("时间应写作 2026-03-02 11:45", "a time is written 2026-03-02 11:45"),
    "name": Text(
        "名称须有 1 到 60 个字符，不含 . @ 或不可见字符", "a name has 1 to 60 characters, no . @ or hidden ones"
    ),
    "money": Text(
        "金额应为元，至多两位小数，不超过 {high:,.0f}",
        "an amount is in yuan with at most two decimals, up to {high:,.0f}",
    ),
    "number": Text("应为 0 到 {high:,.0f} 的数", "a number from 0 to {high:,.0f}"),
    "count": Text("应为 0 到 {high:,.0f} 的整数", "a whole number from 0 to {high:,.0f}"),
}
_WRONG = Text("“{column}”：{shape}，现在是“{value}”", "{column}: {shape}, not “{value}”")
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,8}(?:\.[0-9]{1,15})?", re.ASCII)


class Entries:
    """Reads the cells of one log; what it has seen before it looks up."""

    def __init__(self) -> None:
        self.crowded: tuple[str, int] = ("", 0)
        """The column with most names, and how many."""
        self._dates: dict[str, int] = {}
        self._names: dict[str, dict[str, str | None]] = {}

    def read(self, column: Column, cell: Cell) -> Value | Text:
        """Return the value of a cell, or what is wrong with it."""
        if column.optional and (cell is None or (isinstance(cell, str) and not cell.strip())):
            return None
        found: int | str | None
        if column.what == "moment":
            found = _clocked(cell) if isinstance(cell, datetime) else self._moment(cell, column.coarse)
            if found == NO_DATE:
                return each(_RANGE, column=column.text, value=shown(cell), first=FIRST, last=LAST)
        else:
            found = self._name(column.name, cell) if column.what == "name" else _figure(column, cell)
        return _wrong(column, cell) if found is None else found

    def _moment(self, cell: Cell, coarse: bool) -> int | None:
        found = _MOMENT.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if found is None or not (found[6] or coarse):
            return None
        key = "-".join(found.groups()[:3])
        if key not in self._dates:
            self._dates[key] = _ordinal(*(int(v) for v in found.groups()[:3]))
        hour, minute, second = int(found[4]), int(found[5]), int(found[6] or 0)
        if not self._dates[key]:
            return NO_DATE
        if hour > 23 or minute > 59 or second > 59:
            return None
        return DAY * self._dates[key] + 3600 * hour + 60 * minute + second

    def _name(self, column: str, cell: Cell) -> str | None:
        seen = self._names.setdefault(column, {})
        key = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        if key not in seen:
            name = unicodedata.normalize("NFKC", key).strip()
            legal = 1 <= len(name) <= 60 and name.isprintable() and not any(c in name for c in ".@")
            seen[key] = name if legal else None
            self.crowded = max(self.crowded, (column, len(seen)), key=lambda known: known[1])
        return None if isinstance(cell, bool | datetime | None) else seen[key]


def _wrong(column: Column, cell: Cell) -> Text:
    shape = _SHAPES["coarse" if column.coarse else column.what].fill(high=column.high)
    return each(_WRONG, column=column.text, shape=shape, value=shown(cell))


def _ordinal(year: int, month: int, day: int) -> int:
    """Return the ordinal of a date, 0 where there is none."""
    try:
        return date(year, month, day).toordinal() if FIRST <= year <= LAST else 0
    except ValueError:
        return 0


def _clocked(cell: datetime) -> int:
    """Return a workbook's time, which is a fraction of a day, rounded to the second."""
    near = cell + timedelta(microseconds=500_000) if FIRST <= cell.year <= LAST else cell
    if not FIRST <= near.year <= LAST:
        return NO_DATE
    return DAY * near.toordinal() + 3600 * near.hour + 60 * near.minute + near.second


def _figure(column: Column, cell: Cell) -> int | None:
    """Return a number: an amount exactly in fen, a measure to the thousandth. Numbers of workbooks have 15 digits."""
    text = format(cell, ".15g") if isinstance(cell, float) else str(cell).strip()
    if isinstance(cell, bool) or not _NUMBER.fullmatch(text):
        return None
    found = Decimal(text)
    if abs(found) > column.high or (found < 0 and column.what != "money"):
        return None
    if column.what == "number":
        return round(1000 * found)
    exact = 100 * found if column.what == "money" else found
    return int(exact) if exact == int(exact) else None
