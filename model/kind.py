"""The contract of a service kind.

A kind is one record of plain functions; `model.kinds.KINDS` lists them. Schema, search, certificate, report and
contract tests follow by iterating over that list: nothing outside a kind's folder knows any kind by name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .conduct import Conduct
from .distributions import Constant
from .levers import Lever, Row, Setting
from .log import Fitted, Log, Recording
from .measures import Counts, Measure, Outcome
from .part import Part
from .relaxation import Relaxation
from .streams import Stream
from .text import Text


def lazy(package: str, module: str, name: str) -> Callable[..., Any]:
    """Return a function of a kind's module that is imported when it is first called: reading needs no engine."""

    @cache
    def found() -> Callable[..., Any]:
        return getattr(import_module(f".{module}", package), name)

    def call(*args: Any) -> Any:
        return found()(*args)

    call.__module__ = f"{package}.{module}"
    return call


def scaled(spec: Any, factor: float) -> Any:
    """Return the same unit, its work harder by a factor: the expectation of its place's `effort` multiplied."""
    effort = Constant(value=spec.place.effort.expectation() * factor)
    return spec.model_copy(update={"place": spec.place.model_copy(update={"effort": effort})})


Workforce = tuple[Conduct, Conduct]
"""Who may fill the posts: the bureau's staff in post, and the other team (vendor's people or hired)."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something inside a spec that does not fit together, found by `Kind.check`.

    Parameters
    ----------
    place : "common" | "place"
        Which half of the spec it stands in.
    path : tuple of str
        Keys from the top of that half.
    code : str
        Class of the fault, `HQ1402`.
    """

    place: str
    path: tuple[str, ...]
    code: str
    text: Text
    severity: str = "error"


@dataclass(frozen=True, slots=True)
class Payment:
    """What the contract pays, by simulated performance.

    Parameters
    ----------
    share : float
        Expected share of the monthly fee paid under the pay scale; `share_error` is its standard error.
    fine : float
        Expected fines in yuan per working day; `fine_error` is its standard error.
    """

    share: float
    share_error: float
    fine: float
    fine_error: float


@dataclass(frozen=True, slots=True)
class Flow:
    """What a service uses or sells by the day, and money follows: portions, meals, overtime hours.

    Parameters
    ----------
    name : str
        Identifier, as bids price it (`per_unit`).
    text, unit : Text
    counts : tuple of int
        Counters whose sum, times `scale`, is the quantity of a working day.
    item : str
        The line of the ledger it is entered under (`solvers.prices.ITEMS`).
    price : float
        Yuan per unit for whoever buys the materials under the mode; negative for what they earn. With the item
        `overtime`: multiples of the hourly wage, for whoever employs.
    steps : tuple of (lever name, quantity)
        What one step of a lever adds to the quantity of a day, exactly and whatever else happens; empty where the
        quantity is an outcome.
    most : tuple of int
        Counters whose sum, times `scale`, is never below the quantity and does not depend on the setting.
    measure : str
        The measure whose `good` the quantity is, if any: its standard then is a lower limit of it.
    covers : str
        A flow that this one is never less than, on no day and at no setting, if any: food covers tickets.
    weighed : bool
        True for what is paid because something is short, such as ride-hailing: all such flows together become less
        when levers are raised, and the search weighs the ones against the others.
    """

    name: str
    text: Text
    unit: Text
    counts: tuple[int, ...]
    item: str
    price: float
    scale: float = 1.0
    steps: tuple[tuple[str, float], ...] = ()
    most: tuple[int, ...] = ()
    measure: str = ""
    covers: str = ""
    weighed: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """What levers let some flows be together: portions, of which no more are sold than made.

    Parameters
    ----------
    flows : tuple of str
        None has `steps`; on no day are they together more than what is put out, or than the counters in `all`.
    steps : tuple of (lever name, quantity)
        What is put out: the sum of quantity x level; empty where there is no end to it.
    all : tuple of int
        Counters that do not depend on the setting, in units of the flows.
    holds : str
        A flow that is never more than these flows together, if any: what it must be at least, they must be.
    """

    flows: tuple[str, ...]
    steps: tuple[tuple[str, float], ...]
    all: tuple[int, ...]
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a setting as people read it: windows by quarter hour, people by shift.

    `rows` holds (label, one cell a column).
    """

    name: str
    text: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A service kind.

    Parameters
    ----------
    name : str
        The tag in scenario files.
    common, place : type of Part
        What a service states once for all sites, and what each unit adds. Both carry `kind: <name>`.
    spec : callable (common, place) -> spec
        Joins the halves.
    check : callable (spec) -> tuple of Fault
        References inside the spec that lead nowhere, and loads that cannot be meant.
    area : callable (place) -> float, or None
        Area served in m2, to be compared with the site's; None where the service does not cover the site.
    layout : callable (spec) -> Any
        Spec as arrays: everything the engines need that chance does not touch. Immutable.
    levers, measures, counters : callable (spec) -> tuple
        What may be decided; what quality means; names of the counts of a replication, in order.
    rows : callable (spec) -> tuple of Row
        Linear rules among the levers: shifts cover what is open. Raising a lever that acts on a measure may need
        more of the others; lowering one never does.
    flows : callable (spec) -> tuple of Flow
        What money follows besides people and machines.
    pools : callable (spec) -> tuple of Pool
        What levers let flows that earn be at most; without it, what holds for every setting is all that is known.
    grids : callable (spec, Setting) -> tuple of Grid
        The setting as tables for the report.
    draw : callable (layout, Workforce, Stream) -> trace
        All random numbers of a replication, independent of the setting.
    reference, kernel : callable (layout, Setting, trace, log: bool) -> Outcome
        The same dynamics told twice; equal counts and equal logs on every trace.
    posts, machines : callable (spec, Setting) -> int, dict
        Posts of a setting (persons on the roster), and machines by type.
    payment : callable (spec, Counts) -> Payment
        What the contract pays for such days; counts have shape (replications, n).
    histogram : callable (spec, Counts) -> dict
        Pooled distributions for reports: name -> (Text, bin edges in minutes, int64 counts).
    scaled : callable (spec, float) -> spec
        The same unit, its work made harder by a factor; calibration solves for it. `scaled` of this module serves
        kinds whose places have an `effort`.
    score : str
        The measure that today's quality is stated in.
    example : callable () -> tuple of (spec, Workforce, Setting)
        A small worked example; its source is in the docstring.
    fit : callable (spec, Log, seconds or None) -> Fitted, or None
        What a recorded log says about the spec, with events so many seconds after what they stand for (None: as the
        spec has it). A kind that reads no logs has none.
    recording : subclass of Recording, or None
        The form of its logs. A field of that type in a half of the spec names a log; whoever reads a scenario file puts
        its content there, and `check` judges it.
    block : callable (layout, Workforce, Setting, key, first, n) -> Counts, or None
        The counts of replications first .. first + n - 1, drawn and told at one go: what `draw` and `kernel` say of
        them one by one. For days so short that coming back to Python in between takes as long.
    relaxed : callable (spec, layout, Workforce, Setting, trace) -> Relaxation, or None
        What any setting can reach at most on a trace; of the setting given, only switches and staff are looked at.
    """

    name: str
    text: Text
    common: type[Part]
    place: type[Part]
    spec: Callable[[Any, Any], Any]
    check: Callable[[Any], tuple[Fault, ...]]
    area: Callable[[Any], float] | None
    layout: Callable[[Any], Any]
    levers: Callable[[Any], tuple[Lever, ...]]
    measures: Callable[[Any], tuple[Measure, ...]]
    counters: Callable[[Any], tuple[str, ...]]
    rows: Callable[[Any], tuple[Row, ...]]
    flows: Callable[[Any], tuple[Flow, ...]]
    grids: Callable[[Any, Setting], tuple[Grid, ...]]
    draw: Callable[[Any, Workforce, Stream], Any]
    reference: Callable[[Any, Setting, Any, bool], Outcome]
    kernel: Callable[[Any, Setting, Any, bool], Outcome]
    posts: Callable[[Any, Setting], int]
    machines: Callable[[Any, Setting], dict[str, int]]
    payment: Callable[[Any, Counts], Payment]
    histogram: Callable[[Any, Counts], dict[str, tuple[Text, NDArray[np.float64], NDArray[np.int64]]]]
    scaled: Callable[[Any, float], Any]
    score: str
    example: Callable[[], tuple[Any, Workforce, Setting]]
    pools: Callable[[Any], tuple[Pool, ...]] = lambda spec: ()
    start: Callable[[Any, Workforce], tuple[int, ...]] | None = None
    fit: Callable[[Any, Log, float | None], Fitted] | None = None
    recording: type[Recording] | None = None
    block: Callable[[Any, Workforce, Setting, int, int, int], Counts] | None = None
    relaxed: Callable[[Any, Any, Workforce, Setting, Any], Relaxation] | None = None

    def __reduce__(self) -> tuple[Callable[[str], "Kind"], tuple[str]]:
        """Travel to other processes by name: everybody has the same kinds."""
        return known, (self.name,)


def known(name: str) -> Kind:
    """Return a kind by its name."""
    kinds: dict[str, Kind] = import_module(".kinds", __package__).KINDS
    return kinds[name]
