"""A plan: for each unit a mode, a bid and a staffing for each year; for each group in post a path."""

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property

from .menu import Option, Point

Numbers = tuple[tuple[str, int], ...]
"""Name -> whole number, as sorted pairs, so that a plan can be hashed."""


@dataclass(frozen=True, slots=True)
class Year:
    """One unit in one year.

    Parameters
    ----------
    point : Point
    staff : Numbers
        Staff in post who work here, by group; sums to `point.staff`.
    buy, sell, lease, own : Numbers
        The bureau's machines by type: bought and sold at the start of the year, leased for the year, and owned
        during the year (after buying and selling). All empty where the vendor provides the equipment, except what
        is sold or kept.
    """

    point: Point
    staff: Numbers
    buy: Numbers = ()
    sell: Numbers = ()
    lease: Numbers = ()
    own: Numbers = ()


@dataclass(frozen=True, slots=True)
class Award:
    """A unit's option and its years."""

    option: Option
    years: tuple[Year, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A group in post, year by year; every tuple has one entry a year.

    `present` are paid during the year, after the exits, redeployments, dismissals and recruits at its start;
    `retire` leave at the year's end.
    """

    group: str
    present: tuple[int, ...]
    retire: tuple[int, ...]
    exit: tuple[int, ...]
    redeploy: tuple[int, ...]
    dismiss: tuple[int, ...]
    recruit: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """The decisions, and nothing but the decisions."""

    awards: tuple[Award, ...]
    paths: tuple[Path, ...]

    def hash(self) -> str:
        """Return the SHA-256 of the decisions; estimates of the search do not enter it."""
        return self._hash

    @cached_property
    def _hash(self) -> str:
        content = {"awards": [_award(a) for a in self.awards], "paths": [asdict(p) for p in self.paths]}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _award(award: Award) -> dict[str, object]:
    return {"option": asdict(award.option), "years": [_year(year) for year in award.years]}


def _year(year: Year) -> dict[str, object]:
    kept = {"staff": year.staff, "buy": year.buy, "sell": year.sell, "lease": year.lease, "own": year.own}
    return {"point": _point(year.point), **kept}


def _point(point: Point) -> dict[str, object]:
    """Return what a point decides, and the flows that money rests on."""
    setting = {"levels": point.setting.levels, "staff": point.setting.staff}
    volumes = {"volumes": point.volumes} if point.volumes else {}
    return {"setting": setting, "posts": point.posts, "machines": point.machines, **volumes}
