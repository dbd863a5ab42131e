"""All that a run found out, frozen: what reports are pure functions of."""

from dataclasses import dataclass, field
from typing import Any

from ..model.scenario import Scenario
from ..model.survey import Survey
from ..model.text import Text
from .menu import Menu
from .plan import Plan


@dataclass(frozen=True, slots=True)
class Line:
    """One line of money: `unit` and `group` are "" where they do not apply; what is paid at cost has its name as group.

    Parameters
    ----------
    item : str
        Identifier of the line, `wage`; `ledger.ITEMS` holds its name in two languages.
    index : "wage" | "price" | "none"
        Which growth it follows.
    fen : int
        Amount of that year in fen, at expected growth; credits are negative.
    base : int
        The same at prices of the first year.
    """

    year: int
    unit: str
    group: str
    item: str
    index: str
    fen: int
    base: int


@dataclass(frozen=True, slots=True)
class Check:
    """One standard of one unit in some years, on fresh streams.

    Parameters
    ----------
    years : tuple of int
        The years (from 0) in which this very setting is used.
    target : float or None
        None when the measure is only reported.
    estimate, lower, upper : float or None
        Ratio of sums, and its simultaneous one-sided lower and upper limits; None when nothing happened.
    confidence : float
        Joint confidence of all lower limits of the certificate together.
    status : "certified" | "marginal" | "failed" | "reported"
    """

    unit: str
    years: tuple[int, ...]
    measure: str
    target: float | None
    estimate: float | None
    lower: float | None
    upper: float | None
    confidence: float
    replications: int
    status: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at certifying: which plan, what came out."""

    plan: str
    status: str
    failed: tuple[tuple[str, str], ...]
    """(unit, measure) pairs that were not certified."""


@dataclass(frozen=True, slots=True)
class Deduction:
    """Expected pay cuts of one unit in some years, from the certificate's days; yuan per year, with standard error."""

    unit: str
    years: tuple[int, ...]
    share: float
    share_error: float
    fine_per_year: float
    fine_error: float


@dataclass(frozen=True, slots=True)
class Volume:
    """A flow of one unit in some years on fresh days, in units a working day.

    Parameters
    ----------
    planned : float
        What the plan's money rests on: the mean over the search's days.
    estimate, error : float
        Mean over the certificate's days, and its standard error.
    lower, upper : float
        Two-sided 95 % limits (Student t).
    """

    unit: str
    years: tuple[int, ...]
    flow: str
    planned: float
    estimate: float
    error: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Certificate:
    """What fresh randomness says about a plan."""

    plan: str
    """Hash of the plan."""
    key: int
    attempt: int
    status: str
    """"certified" when every standard is, "failed" when one is, else "marginal"."""
    confidence: float
    checks: tuple[Check, ...]
    deductions: tuple[Deduction, ...]
    kernel_replications: int
    reference_replications: int
    identical: bool
    """Whether both engines agreed event by event on the sample."""
    histograms: dict[str, Any] = field(hash=False, compare=False, default_factory=dict)
    percentiles: dict[str, Any] = field(hash=False, compare=False, default_factory=dict)
    """By unit and histogram: its name, and the minutes that half, 90 % and 95 % of all cases do not exceed."""
    volumes: tuple[Volume, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule as the plan leaves it; `price_per_year` is in fen, `points` what quality gains without it (`quality`)."""

    id: str
    text: Text
    state: str
    binding: bool
    violation: float
    source: str | None
    price_per_year: float | None = None
    points: float | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """The least by which one rule alone must give way for a plan to exist; `unit` is "yuan", "post", "person" ..."""

    rule: str
    amount: float
    unit: str
    text: Text


@dataclass(frozen=True, slots=True)
class Objective:
    """The value of the plan and what is known of better ones; fen, present value over the horizon.

    Parameters
    ----------
    value : int
    lower_bound : int
        No plan within the stated model costs less (solver bound on the programme over floors).
    solver_gap, menu_gap : float
        (value - solver's bound on the menus) / value, and (value - lower_bound) / value.
    proven : bool
        Whether the lower bound rests on proven monotonicity only; else it is heuristic.
    sampling : tuple of float
        95 % interval in fen of the expected cost net of simulated deductions.
    seen_bound : int or None
        The lower bound if no setting earns more, or costs less, through its flows than those that were simulated; equal
        to `lower_bound` where there are no flows that are outcomes. `seen_gap` is the gap to it.
    spent : int or None
        The value before users' payments are taken off it; `spent_gap` is (value - lower_bound) / spent.
    contrary : int
        Pairs of settings compared that contradict monotonicity: what rests on it may then lie above the best plan.
    """

    value: int
    lower_bound: int
    solver_gap: float
    menu_gap: float
    proven: bool
    sampling: tuple[float, float]
    seen_bound: int | None = None
    seen_gap: float | None = None
    spent: int | None = None
    spent_gap: float | None = None
    contrary: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """A bound on every plan of the menus in whole numbers, with what proves it (`rebound`).

    Parameters
    ----------
    bound : int
        No plan made of the simulated points that were offered costs less; fen.
    nodes : tuple of dict
        Splits and leaves in order, as in `bound.json`.
    excluded : tuple of int
        Places among all points of those not offered, because a plan with them failed its certificate.
    """

    bound: int
    nodes: tuple[dict[str, Any], ...] = field(hash=False, repr=False)
    excluded: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """The best plan that gives one unit another option: what it would cost more, and the price at which it enters."""

    unit: str
    mode: str
    bid: str
    extra: int
    """fen, present value over the horizon, against the chosen plan."""
    break_even_per_post_month: float | None
    """Yuan per post and month by which this option's price must fall to draw level; None where no price helps."""
    feasible: bool = True
    flow: str = ""
    """Of a bid paid by the unit of a flow: the flow."""
    break_even_per_unit: float | None = None
    """Of such a bid: the price of the unit in yuan at which the option draws level; None where no price helps."""
    plan: Plan | None = field(default=None, compare=False, repr=False)
    units: int = 1
    """Units alike for which it speaks."""


@dataclass(frozen=True, slots=True)
class PerUnit:
    """What a unit of a flow (a meal) costs the bureau: all of a unit's money over the horizon, by what is served.

    Parameters
    ----------
    cost : float
        fen per unit of the flow, net of income, nominal.
    quantity : float
        Units a year.
    chosen : bool
        Whether it is the plan's; else of the best plan with another mode.
    """

    unit: str
    mode: str
    bid: str
    flow: str
    cost: float
    quantity: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Margin:
    """What is left to a vendor who is paid by the unit of a flow; fen a year at first-year prices, an estimate.

    `income` from those it serves, `fee` from the bureau, and its own costs: `food`, `people` (wages, insurance,
    overtime, its consumables), `machines` (depreciation, upkeep). Of a concession `overhead`, `rent` and `tax` too
    (`concession.Takings`); elsewhere they are 0 and not taken off.
    """

    unit: str
    mode: str
    bid: str
    income: int
    fee: int
    food: int
    people: int
    machines: int
    margin: int
    chosen: bool
    overhead: int = 0
    rent: int = 0
    tax: int = 0


@dataclass(frozen=True, slots=True)
class Pair:
    """What one setting of a unit needs and costs more than another.

    Parameters
    ----------
    machines : tuple of (type, without, with)
        Those whose number differs.
    posts : tuple of (without, with)
    yearly : float
        Fen a year; `lower` and `upper` are its 95 % limits over days.
    days : int
        Replications on which both were simulated.
    invested : int
        Price in fen of the machines of types that only the one has, such as terminals; `upkeep` theirs a year.
    running : float
        Fen a year of everything but the purchase of those machines: what the rest costs more, upkeep included.
    """

    machines: tuple[tuple[str, int, int], ...]
    posts: tuple[int, int]
    yearly: float
    lower: float
    upper: float
    days: int
    invested: int
    upkeep: int
    running: float

    @property
    def payback(self) -> float | None:
        """Return the years after which what is saved has paid for what was bought; None where it never does."""
        return self.invested / -self.running if self.invested and self.running < 0 else None


@dataclass(frozen=True, slots=True)
class Switch:
    """A lever that is a question of its own: the best plan without it and with it.

    Parameters
    ----------
    chosen : tuple of int
        Its level in the plan, year by year.
    off_value, on_value : int or None
        Present value in fen of the best plan with the lever at its least, and above it, in every year; None where there
        is no such plan.
    difference : int or None
        on - off; `lower` and `upper` are its limits over futures of wages and prices.
    pair : Pair or None
        The settings of both plans in the first year, compared on the same fresh days.
    """

    unit: str
    lever: str
    text: Text
    chosen: tuple[int, ...]
    off_value: int | None
    on_value: int | None
    difference: int | None
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    pair: Pair | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Plan against today, present value over the horizon, in fen; the interval is over futures of wages and prices."""

    value: int
    lower: float
    upper: float
    confidence: float
    futures: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the data a reader must know; `level` is "trap" or "note"."""

    code: str
    text: Text
    arithmetic: str
    level: str = "trap"


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of a run."""

    scenario: Scenario
    status: str
    """certified | marginal | failed | infeasible | limit | cancelled"""
    menus: tuple[Menu, ...] = ()
    plan: Plan | None = None
    ledger: tuple[Line, ...] = ()
    objective: Objective | None = None
    certificate: Certificate | None = None
    attempts: tuple[Attempt, ...] = ()
    baseline: Plan | None = None
    baseline_ledger: tuple[Line, ...] = ()
    baseline_certificate: Certificate | None = None
    difference: Difference | None = None
    rules: tuple[RuleState, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    brief: bool = False
    """Whether there are too many options to solve for each of them, and for each rule, unasked."""
    conflict: tuple[RuleState, ...] = ()
    conflict_proven: bool = False
    repairs: tuple[Repair, ...] = ()
    findings: tuple[Finding, ...] = ()
    per_unit: tuple[PerUnit, ...] = ()
    margins: tuple[Margin, ...] = ()
    switches: tuple[Switch, ...] = ()
    surveys: tuple[Survey, ...] = ()
    proof: Proof | None = None
    timings: dict[str, float] = field(hash=False, compare=False, default_factory=dict)
