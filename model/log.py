"""Recorded events: what a service's own counting says about who came when, and what may be learnt from it.

A log is a list of events, each with its time, the place where it was counted and an amount of money: swipes of a card
reader, tickets, entries of a duty book. What the places and amounts mean is known to the kind alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer
from pydantic_core import PydanticCustomError

from .part import Part
from .text import Text
from .units import Name

DAY = 24 * 3600
"""Seconds of a day."""
FIRST, LAST = 2000, 2100
"""Years of a log."""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECONDS = re.compile(r"[0-9]{1,5}(?: [0-9]{1,5})*")


class Log(NamedTuple):
    """Events in order of day, second and place.

    Parameters
    ----------
    file, sha256 : str
        Name and digest of the file they were read from.
    dates : tuple of date
        Days with events, in order.
    places : tuple of str
        Where events were counted, in order of name.
    day, second, place, fen : int64 arrays, shape (n,)
        Index into `dates`, second of the day, index into `places`, amount in fen.
    """

    file: str
    sha256: str
    dates: tuple[date, ...]
    places: tuple[str, ...]
    day: NDArray[np.int64]
    second: NDArray[np.int64]
    place: NDArray[np.int64]
    fen: NDArray[np.int64]


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


def _seconds(value: str) -> str:
    numbers = [int(word) for word in value.split(" ")] if _SECONDS.fullmatch(value) else []
    if not numbers or numbers != sorted(numbers) or numbers[-1] >= DAY:
        raise PydanticCustomError("log_seconds", "records must be seconds of the day in rising order")
    return value


Day = Annotated[
    date, BeforeValidator(_day, json_schema_input_type=str), PlainSerializer(date.isoformat, return_type=str)
]
Seconds = Annotated[str, AfterValidator(_seconds)]
"""Seconds of a day at which something was recorded, in rising order, separated by spaces."""


class Content(Part):
    """What was read from the file of a `Recording`: by day, by place, the seconds of the day."""

    file: str = Field(max_length=200)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    days: Annotated[dict[Day, dict[Name, Seconds]], Field(min_length=1)]

    def each(self) -> Iterator[tuple[date, str, NDArray[np.int64]]]:
        """Yield (day, place, seconds int64 [n]) in order of the days and names."""
        for day in sorted(self.days):
            for place, seconds in sorted(self.days[day].items()):
                yield day, place, np.array(seconds.split(" "), dtype=np.int64)


class Recording(Part):
    """A part of a spec that names a recorded log; kinds add what its places mean.

    `file` is a CSV or xlsx beside the scenario file, with columns time, window, amount. Whoever reads a scenario file
    puts what the log says into `content`; content of a file of another name is read anew. A case that has been
    resolved holds its content and needs the file no more.
    """

    file: str = Field(max_length=200)
    content: Content | None = None


def content(log: Log) -> dict[str, Any]:
    """Return a log as the plain data of `Content`."""
    days: dict[str, dict[str, str]] = {}
    cuts = np.searchsorted(log.day, np.arange(len(log.dates) + 1))
    for i, day in enumerate(log.dates):
        where, second = log.place[cuts[i] : cuts[i + 1]], log.second[cuts[i] : cuts[i + 1]]
        days[day.isoformat()] = {
            log.places[p]: " ".join(map(str, second[where == p].tolist())) for p in np.unique(where).tolist()
        }
    return {"file": log.file, "sha256": log.sha256, "days": days}
