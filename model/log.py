"""Recorded events: what a service's own counting says about who came when, and what may be learnt from it.

A log is a table with one event a row: swipes of a card reader, trips of a vehicle, entries of a duty book. Which
columns it has is told by a `Form` that each kind states; what they mean is known to the kind alone.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

from .part import Part
from .text import Text
from .units import named

DAY = 24 * 3600
"""Seconds of a day."""
FIRST, LAST = 2000, 2100
"""Years of a log."""
MISSING = -(1 << 62)
"""A cell that is empty."""
MARK = "@"
"""Stands between names, none of which may contain it."""
SCALE = {"money": 100, "number": 1000}
"""Fen of a yuan, and thousandths, in which such cells are held."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN = {
    "moment": "-?[0-9]{1,10}",
    "money": r"[0-9]{1,8}(?:\.[0-9]{1,2})?",
    "number": r"[0-9]{1,8}(?:\.[0-9]{1,3})?",
    "count": "[0-9]{1,8}",
}

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a log.

    Parameters
    ----------
    name : str
        What it is called here; with `text`, the headings it may have in a file, in any case and width.
    text : Text
    what : "moment" | "name" | "money" | "number" | "count"
        What its cells hold, and how: a time, in seconds after midnight of the row's own day; a name, as its index; an
        amount of yuan, in fen (a negative one is a refund, and its row is left out); a measure, in thousandths; a
        whole number.
    heads : tuple of str
        Further headings.
    optional : bool
        Whether the column, or a cell of it, may be missing.
    coarse : bool
        Whether times may lack their seconds.
    high : float
        Largest amount, measure or number.
    held : bool
        Whether a scenario that uses a log holds the column.
    """

    name: str
    text: Text
    what: Literal["moment", "name", "money", "number", "count"]
    heads: tuple[str, ...] = ()
    optional: bool = False
    coarse: bool = False
    high: float = 100_000
    held: bool = True


@dataclass(frozen=True)
class Form:
    """The columns of a kind's log; the first is the moment whose day is the row's own."""

    columns: tuple[Column, ...]

    @cached_property
    def names(self) -> tuple[Column, ...]:
        """The columns of names that scenarios hold."""
        return tuple(c for c in self.columns if c.held and c.what == "name")

    @cached_property
    def values(self) -> tuple[Column, ...]:
        """All other columns that scenarios hold."""
        return tuple(c for c in self.columns if c.held and c.what != "name")

    @cached_property
    def written(self) -> re.Pattern[str]:
        """The rows of a day with the same names: values separated by commas, rows by spaces."""
        row = ",".join(f"(?:{_WRITTEN[c.what]})" + "?" * c.optional for c in self.values)
        return re.compile(f"{row}(?: {row})*")


class Log(NamedTuple):
    """Events in order of day, second and all other columns.

    Parameters
    ----------
    file, sha256 : str
        Name and digest of the file they were read from.
    dates : tuple of date
        Days with events, in order.
    day, second : int64 arrays, shape (n,)
        Index into `dates`, and second of the day: the first column of the form.
    cells : dict of int64 arrays, shape (n,)
        Every other column by its name, as `Column.what` tells; `MISSING` where a cell is empty.
    names : dict of tuple of str
        What the indices of a column of names stand for, in order.
    """

    file: str
    sha256: str
    dates: tuple[date, ...]
    day: Ints
    second: Ints
    cells: Mapping[str, Ints]
    names: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A number learnt from a log.

    Parameters
    ----------
    half : "common" | "place"
        Which half of the spec it stands in.
    path : tuple of str
        Keys from the top of that half; the last one may be the label of an item of a list.
    lower, upper : float or None
        Two-sided 95 % interval; None where the log does not tell.
    n : int
        Events, or days, that it rests on.
    """

    half: str
    path: tuple[str, ...]
    text: Text
    value: float
    lower: float | None
    upper: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a log says about a spec.

    Parameters
    ----------
    changes : tuple of (half, path, value)
        The patch: what to write where, as in `Learnt`.
    learnt : tuple of Learnt
        Every number of it with its interval.
    days, used, total : int
        Days and events that it rests on, and events of the log.
    notes : tuple of Text
        What was left out or assumed.
    """

    changes: tuple[tuple[str, tuple[str, ...], Any], ...]
    learnt: tuple[Learnt, ...]
    days: int
    used: int
    total: int
    notes: tuple[Text, ...] = ()


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        found = date.fromisoformat(value) if isinstance(value, str) and _DATE.fullmatch(value) else None
    except ValueError:
        found = None
    if found is None or not FIRST <= found.year <= LAST:
        raise PydanticCustomError("log_day", "a day of the log must be a date YYYY-MM-DD")
    return found


def _names(value: str) -> str:
    for part in value.split(MARK):
        if part:
            named(part)
    return value


Day = Annotated[
    date, BeforeValidator(_day, json_schema_input_type=str), PlainSerializer(date.isoformat, return_type=str)
]
Names = Annotated[str, AfterValidator(_names)]
"""The names of a row, in order of their columns, with `MARK` between them; empty where a cell is."""


class Content(Part):
    """What was read from the file of a `Recording`: by day and names, the values of the rows.

    A row is written as its values with commas between them, the first the second of the day; rows stand in order of
    that, separated by spaces. Times are seconds after midnight of the day, amounts yuan.
    """

    file: str = Field(max_length=200)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    days: Annotated[dict[Day, dict[Names, str]], Field(min_length=1)]


class Recording(Part):
    """A part of a spec that names a recorded log; kinds add what its names mean, and the form of the log.

    `file` is a CSV or xlsx beside the scenario file. Whoever reads a scenario file puts what the log says into
    `content`; content of a file of another name is read anew. A case that has been resolved holds its content and
    needs the file no more.
    """

    form: ClassVar[Form]

    file: str = Field(max_length=200)
    content: Content | None = None

    @model_validator(mode="after")
    def _formed(self) -> "Recording":
        for day, groups in self.content.days.items() if self.content else ():
            for names, rows in groups.items():
                if not _fits(self.form, names, rows):
                    at = {"path": f"{day} {names}"}
                    raise PydanticCustomError("log_rows", "rows are not of the form of the log: {path}", at)
        return self

    def log(self) -> Log:
        """Return the columns that the content holds as a log; there must be content."""
        assert self.content is not None  # the caller has checked
        return _unfolded(self.form, self.content)


def _fits(form: Form, names: str, rows: str) -> bool:
    """Return whether the rows of a day and names are such as `content` writes them."""
    parts = names.split(MARK)
    if len(parts) != len(form.names) or not all(p or c.optional for p, c in zip(parts, form.names, strict=True)):
        return False
    if not form.written.fullmatch(rows):
        return False
    seconds = [int(row.split(",", 1)[0]) for row in rows.split(" ")]
    return seconds == sorted(seconds) and seconds[0] >= 0 and seconds[-1] < DAY


def packed(
    columns: Sequence[Column],
    days: Ints,
    cells: Mapping[str, Ints],
    names: Mapping[str, tuple[str, ...]],
    file: str,
    sha256: str,
) -> Log:
    """Return rows in any order as a log.

    Parameters
    ----------
    columns : sequence of Column
        In order of the form.
    days : int64 array, shape (n,)
        Ordinal of each row's date (`date.toordinal`).
    cells, names
        As in `Log`, and the first column besides.
    """
    order = np.lexsort((*(cells[c.name] for c in reversed(columns)), days))
    known, day = np.unique(days[order], return_inverse=True)
    held = {c.name: cells[c.name][order] for c in columns}
    for array in (day, *held.values()):
        array.setflags(write=False)
    second = held.pop(columns[0].name)
    return Log(file, sha256, tuple(map(date.fromordinal, known.tolist())), day, second, held, dict(names))


def content(log: Log, form: Form) -> dict[str, Any]:
    """Return a log as the plain data of `Content`."""
    days: dict[str, dict[str, str]] = {}
    every = {form.columns[0].name: log.second, **log.cells}
    labels = [(*log.names[c.name], "") for c in form.names]
    index = [np.where(every[c.name] == MISSING, len(log.names[c.name]), every[c.name]) for c in form.names]
    values = [every[c.name] for c in form.values]
    cuts = np.searchsorted(log.day, np.arange(len(log.dates) + 1))
    for i, day in enumerate(log.dates):
        mine = slice(cuts[i], cuts[i + 1])
        written = [_said(c, v[mine]) for c, v in zip(form.values, values, strict=True)]
        rows = written[0] if len(written) == 1 else [",".join(row) for row in zip(*written, strict=True)]
        groups: dict[tuple[int, ...], list[str]] = {}
        for key, row in zip(zip(*(at[mine].tolist() for at in index), strict=True), rows, strict=True):
            groups.setdefault(key, []).append(row)
        days[day.isoformat()] = {
            MARK.join(names[k] for names, k in zip(labels, key, strict=True)): " ".join(groups[key])
            for key in sorted(groups)
        }
    return {"file": log.file, "sha256": log.sha256, "days": days}


def _said(column: Column, values: Ints) -> list[str]:
    """Return cells as they are written, empty ones as nothing."""
    scale = SCALE.get(column.what, 1)
    if scale == 1:
        return ["" if v == MISSING else str(v) for v in values.tolist()]
    return ["" if v == MISSING else f"{v / scale:.3f}".rstrip("0").rstrip(".") for v in values.tolist()]


def _unfolded(form: Form, held: Content) -> Log:
    """Return what `content` has made of a log, as far as it holds it."""
    tables: list[NDArray[np.str_]] = []
    days: list[int] = []
    keys: list[list[str]] = []
    for day, groups in held.days.items():
        for names, rows in groups.items():
            table = np.array(rows.replace(" ", ",").split(",")).reshape(-1, len(form.values))
            tables.append(table)
            days.append(day.toordinal())
            keys.append(names.split(MARK))
    lengths = [len(table) for table in tables]
    cells = {c.name: _read(c, np.concatenate([t[:, i] for t in tables])) for i, c in enumerate(form.values)}
    known: dict[str, tuple[str, ...]] = {}
    for i, c in enumerate(form.names):
        known[c.name] = tuple(sorted({key[i] for key in keys} - {""}))
        index = {"": MISSING, **{n: k for k, n in enumerate(known[c.name])}}
        cells[c.name] = np.repeat(np.array([index[key[i]] for key in keys], dtype=np.int64), lengths)
    columns = [c for c in form.columns if c.held]
    return packed(columns, np.repeat(np.array(days), lengths), cells, known, held.file, held.sha256)


def _read(column: Column, written: NDArray[np.str_]) -> Ints:
    """Return cells that `_said` has written."""
    scale, empty = SCALE.get(column.what, 1), written == ""
    bare = np.where(empty, "0", written)
    found = bare.astype(np.int64) if scale == 1 else np.rint(scale * bare.astype(np.float64)).astype(np.int64)
    return np.where(empty, MISSING, found)
