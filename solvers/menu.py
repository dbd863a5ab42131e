"""What a unit may choose from: options (mode x bid), and the simulated settings of each."""

from dataclasses import dataclass, field

from ..model.conduct import Conduct
from ..model.kind import Workforce
from ..model.levers import Setting
from ..model.mode import MODES
from ..model.references import covered
from ..model.scenario import Scenario
from ..model.workforce import retiring

STEP = 10
"""Steps in which staff in post may be dismissed, where that is allowed, or be elsewhere, where many are."""


@dataclass(frozen=True, slots=True, order=True)
class Option:
    """A delivery mode of a unit with the bid it rests on (`bid` is "" for in-house delivery)."""

    unit: str
    mode: str
    bid: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure as the search saw it; never printed as a result.

    Parameters
    ----------
    value : float or None
        Ratio of sums; None when nothing happened.
    excess : float
        Mean of good - target * all per replication; `error` is its standard error.
    """

    value: float | None
    excess: float
    error: float


@dataclass(frozen=True, slots=True)
class Point:
    """A simulated setting.

    Parameters
    ----------
    staff : int
        Posts filled by staff in post (also in `setting.staff`).
    posts : int
        All posts of the setting; the other team fills `posts - staff`.
    machines : tuple of (type, number)
    values : dict measure -> Estimate
    short : tuple of str
        Measures whose standard the search did not accept at this setting.
    origin : "search" | "today"
    volumes : tuple of (flow, thousandths of a unit a working day), sorted
        What the search saw of the flows, and money rests on; empty where a kind has none.
    """

    setting: Setting
    posts: int
    machines: tuple[tuple[str, int], ...]
    values: dict[str, Estimate] = field(hash=False, compare=False, default_factory=dict)
    short: tuple[str, ...] = ()
    origin: str = "search"
    volumes: tuple[tuple[str, int], ...] = ()

    @property
    def staff(self) -> int:
        """Return the number of posts filled by staff in post."""
        return self.setting.staff


@dataclass(frozen=True, slots=True)
class Floor:
    """A lower bound of a unit's staffing: no setting that meets the standards needs less than this.

    `weights` are the prices (integer, per lever) under which the bound was proven; `value` <= weights . levels
    for every setting that meets all standards with `staff` people in post. `proven` is False when it rests on
    monotonicity that was tested but not proven, so that it is printed as heuristic. With `charged` the weighed flows
    of a year (`Flow.weighed`), at the first year's prices, stand on the left as well. With `earned` what flows earn is
    taken off there: (flow, fen a year for a unit a working day), at the means of the search's days.
    """

    staff: int
    weights: tuple[int, ...]
    value: int
    proven: bool
    charged: bool = False
    earned: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Effort:
    """What the search of one option cost, for the report and the tests."""

    settings: int
    replications: int
    programmes: int
    cuts: int
    violations: int = 0
    """Comparable pairs in which raising a lever significantly worsened a measure."""


@dataclass(frozen=True, slots=True)
class Saving:
    """What staffing and shifts cost a year when planned at once, and one after the other; fen.

    Parameters
    ----------
    joint : int
        The best setting found when both are chosen together.
    apart : int
        The cheapest shifts that cover the setting with the fewest steps open.
    """

    joint: int
    apart: int

    @property
    def fen(self) -> int:
        """Return what is saved a year."""
        return self.apart - self.joint


@dataclass(frozen=True, slots=True)
class Menu:
    """All that is known of one option.

    Parameters
    ----------
    roster : Saving or None
        What staffing and shifts planned at once save; None where no rules tie people to what they do.
    undecided : tuple of Point, or None
        Where every setting was simulated (`census`): those neither accepted nor rejected, for bounds alone. Together
        with `points` no plan is left out that another of them is not as good as, unless larger payments help.
    """

    option: Option
    points: tuple[Point, ...]
    floors: tuple[Floor, ...]
    effort: Effort
    roster: Saving | None = None
    undecided: tuple[Point, ...] | None = None


def options(scenario: Scenario) -> tuple[Option, ...]:
    """Return every option of every unit, in order of the file: units, then modes, then bids.

    A reference tariff is offered only for units and modes that no firm bids for.
    """
    known = covered(scenario)
    offers: dict[str, list[str]] = {}
    for b, bid in scenario.bids.items():
        for name in dict.fromkeys(bid.units):
            offers.setdefault(name, []).append(b)
    found: list[Option] = []
    for name, unit in scenario.units.items():
        for mode in unit.modes:
            if MODES[mode].outsourced:
                mine = [b for b in offers.get(name, ()) if mode in scenario.bids[b].modes]
                taken = (name, mode) in known
                found += [Option(name, mode, b) for b in mine if not (taken and scenario.bids[b].reference)]
            else:
                found.append(Option(name, mode))
    return tuple(found)


def today(scenario: Scenario, unit: str) -> Option:
    """Return the option a unit is run under now; among several bids of its vendor the first in the file."""
    now = scenario.units[unit].today
    bids = [
        b
        for b, bid in scenario.bids.items()
        if bid.vendor == now.vendor and unit in bid.units and now.mode in bid.modes
    ]
    return Option(unit, now.mode, bids[0] if now.vendor else "")


def workforce(scenario: Scenario, option: Option) -> Workforce:
    """Return who fills the posts under an option: staff in post, and the other team, both under the mode's managers.

    Where either side manages its own, staff in post work as they do in-house.
    """
    groups = list(scenario.staff_for(option.unit).values())
    if option.bid:
        other = scenario.vendors[scenario.bids[option.bid].vendor].conduct
    else:
        other = scenario.hiring.conduct if scenario.hiring else Conduct()
    own = groups[0].conduct if groups else other
    home = "in_house" if MODES[option.mode].manages == "each" else option.mode
    return managed(own, _factor(scenario, home)), managed(other, _factor(scenario, option.mode))


def _factor(scenario: Scenario, mode: str) -> float:
    """Return by what the managers of a mode multiply productivity."""
    terms = scenario.modes.get(mode)  # type: ignore[call-overload]
    return terms.management_factor if terms else 1.0


def managed(conduct: Conduct, factor: float) -> Conduct:
    """Return a team's conduct under managers who multiply its productivity by `factor`."""
    return conduct.model_copy(update={"productivity": conduct.productivity * factor, "source": None})


def staffed(scenario: Scenario, option: Option) -> bool:
    """Return whether staff in post may work under an option: by its mode, or seconded to a vendor that takes them."""
    return MODES[option.mode].staff or bool(option.bid and scenario.bids[option.bid].takes_staff)


def staffing(scenario: Scenario, option: Option) -> tuple[int, ...]:
    """Return the numbers of staff in post that may work under an option in some year, descending, with 0.

    They run from everybody down to what retirements, exits, redeployment and the end of unprotected people's contracts
    may leave. Where dismissal is allowed every tenth number below that is offered as well, and of a small team every
    number: the programme may keep or dismiss in such steps. So it is where a group may work in several units: some are
    here while the others are elsewhere.
    """
    groups = scenario.staff_for(option.unit).values()
    if not staffed(scenario, option) or not groups:
        return (0,)
    most, years = sum(g.headcount for g in groups), scenario.horizon.years
    going = ((g, years * (g.exit.max_per_year + g.redeploy.vacancies_per_year)) for g in groups)
    leave = sum(min(g.headcount, sum(retiring(g, years - 1)) + more) for g, more in going)
    loose = sum(g.headcount for g in groups if not g.protected)
    fewest = max(1, most - leave - min(loose, STEP))
    barred = scenario.policy.no_dismissal.state == "hard"
    shared = any(len(g.units) > 1 for g in groups)
    steps = range(fewest - fewest % STEP, 0, -STEP) if shared or loose or not barred else ()
    few = range(1, min(most, 2 * STEP) + 1) if shared or (most <= 2 * STEP and not barred) else ()
    return tuple(sorted({*range(fewest, most + 1), *steps, *few, 0}, reverse=True))
