"""Named rules, budgets and standards. Every rule has a state, an id and a sentence."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from .mode import ModeName
from .part import Part
from .text import Text
from .units import Flag, Name, State, money, number, share, tupled, whole
from .vendor import Credit, Modes
from .workforce import Names


class Sentence(Part):
    """Words in two languages, as they stand in a scenario."""

    zh: str = Field(max_length=2000)
    en: str = Field(max_length=2000)

    def text(self) -> Text:
        """Return the sentence without format fields."""
        return Text(self.zh.replace("{", "{{").replace("}", "}}"), self.en.replace("{", "{{").replace("}", "}}"))


class Rule(Part):
    """A rule that is hard, soft (a weight in yuan per unit of violation and year), or off."""

    state: State = "off"
    weight: float = money("违反一单位的代价", "price of one unit of violation", 1e9, default=0.0)


class WinnersRule(Rule):
    """How many vendors may hold contracts."""

    low: int = whole("最少中标人数", "winners at least", 0, 1000, default=0)
    high: int = whole("最多中标人数", "winners at most", 0, 1000, default=1000)


class TermRule(Rule):
    """Longest contract."""

    years: int = whole("最长年限", "years at most", 1, 30, default=3)


class RenewalRule(Rule):
    """A contract that runs out within the horizon is renewed only if its vendor's past score reaches a line.

    A unit is awarded once, for the horizon: a vendor below the line may hold it only under a contract as long as that.
    Vendors without scores are renewed.
    """

    least_score: float | None = number("续签考核分不低于", "past score at least", "point", 0.0, 100.0, default=None)
    """The weighted mean of `policy.qualified.weights`."""


class ChangeRule(Rule):
    """Gradual reform: how many units may change mode or vendor."""

    most: int = whole("最多变动单元数", "units changed at most", 0, 100000, default=100000)


class GradualRule(Rule):
    """Gradual reform: how many people in post may leave their posts in a year; retirements do not count."""

    people_per_year: int | None = whole("每年离岗人数至多", "people leaving a year at most", 0, 1000000, default=None)
    """Of all groups together: who leaves voluntarily, moves to a vacancy, or is dismissed."""


Weights = dict[Name, Annotated[float, number("权重", "weight", "1", 0.0, 1000.0)]]
Kept = Annotated[tuple[ModeName, ...], BeforeValidator(tupled)]


class QualifiedRule(Rule):
    """What a vendor must be to be awarded anything. What is not stated of a vendor is not held against it."""

    least_credit: Credit | None = None
    """Lowest grade of credit, A being the best."""
    least_score: float | None = number("考核分不低于", "past score at least", "point", 0.0, 100.0, default=None)
    weights: Weights = {}
    """Weights of the parts of a vendor's past scores; parts without weight do not count; absent: all alike."""


class Bonus(Part):
    """What the bureau adds to the yearly award of the people of vendors with excellent past scores."""

    least_score: float = number("优秀企业考核分不低于", "past score at least", "point", 0.0, 100.0, default=90.0)
    """The weighted mean of `policy.qualified.weights`; vendors without scores get none."""
    award_per_head: float = money("年度奖励标准(每人)", "award a head and year", 1e6, (0, 50000), default=0.0)
    rate: float = share("上浮比例", "rise", 1.0, (0, 0.3), default=0.1)


class CountRule(Rule):
    """A number that may not be exceeded."""

    most: int = whole("至多", "at most", 0, 100000, default=100000)


class ShareRule(Rule):
    """How much of the yearly payments to all vendors one of them may hold."""

    most: float = share("最大份额", "largest share", default=1.0)


class SecrecyRule(Rule):
    """Modes in which units of the secrecy classes `core` and `key` may be delivered."""

    core: Kept = ("in_house",)
    key: Kept = ("in_house", "hybrid")


class SharedRule(Rule):
    """Unified management: buildings that several departments share are run by the bureau."""

    least_departments: int = whole("部门数不少于", "departments at least", 2, 10000, default=2)
    modes: Modes = ("in_house", "hybrid")
    """Modes in which units there may be delivered: those that the bureau manages daily."""


class Route(Part):
    """A way of procurement: how much a vendor's contracts of a year may be worth, and what it costs."""

    up_to: float | None = money("年合同额上限", "contract value of a year up to", 1e12, default=None)
    """Yuan at the prices of the first year; absent: without limit."""
    includes: Flag = True
    """Whether a value of exactly `up_to` may still go this way; else it must be at least a fen less."""
    cost_per_year: float = money("每年采购组织费用", "cost of holding it, every year", 1e8, default=0.0)


class RouteRule(Rule):
    """Each vendor's contracts of a year, added up, go one of these ways."""

    routes: dict[Name, Route] = {}


class Pair(Part):
    """Units, named or all of some sites, on which several vendors must hold contracts."""

    units: Names = ()
    sites: Names = ()
    least: int = whole("至少几家企业", "vendors at least", 1, 1000, default=2)


class RedundancyRule(Rule):
    """No compound depends on one vendor alone."""

    groups: dict[Name, Pair] = {}


class Crowd(Part):
    """Vendors of a class, or named."""

    of: Literal["all", "incumbent", "newcomer", "small"] = "all"
    """Which vendors: all, those that serve today, those that do not, small and micro enterprises."""
    vendors: Names = ()
    """Named vendors, instead of a class."""


class Quota(Crowd):
    """How many vendors of a crowd hold contracts, or how many units they hold: on some units, or on all."""

    count: Literal["vendors", "units"] = "vendors"
    units: Names = ()
    sites: Names = ()
    low: int = whole("至少", "at least", 0, 100000, default=0)
    high: int = whole("至多", "at most", 0, 100000, default=100000)


class QuotaRule(Rule):
    """Limits on numbers, each with a name of its own."""

    groups: dict[Name, Quota] = {}


class Reserve(Crowd):
    """What share of a year's payments to all vendors goes to a crowd."""

    low: float = share("至少", "at least", default=0.0)
    high: float = share("至多", "at most", default=1.0)


class ReserveRule(Rule):
    """Limits on shares of money, each with a name of its own."""

    groups: dict[Name, Reserve] = {}


class AgainRule(Rule):
    """How often a contract that continues without a tender may be renewed within the horizon."""

    most: int | None = whole("续签至多", "renewals at most", 0, 30, default=None)


class AddOnRule(Rule):
    """How much more than the original a contract that continues without a tender may come to in a year."""

    share: float = share("追加占原合同", "added share of the original", default=0.1)


class SingleSource(Part):
    """Limits on contracts that continue without a tender (bids with `single_source`): three rules, as units differ.

    A unit of violation is a contract, a unit held, or a yuan a year, so that each has a state and a weight of its own.
    """

    renewals: AgainRule = AgainRule()
    """A contract of t years is renewed ceil(years / t) - 1 times within the horizon; soft: by contract."""
    holdings: CountRule = CountRule()
    """How many units are held under such contracts, by all vendors together."""
    add_on: AddOnRule = AddOnRule()
    """What each such bid comes to in a year, where it states `original_per_year`; soft: by yuan."""


class Policy(Part):
    """The rules of this case; the meaning of each is fixed, its state and numbers are the author's."""

    no_dismissal: Rule = Rule(state="hard")
    """Protected staff are not dismissed."""
    no_growth: Rule = Rule(state="hard")
    """Only out, not in: no one is added to the establishment; new people are hired outside it or by a vendor."""
    no_dispatch: Rule = Rule()
    """Labour dispatch may not be bought as a service: bids of form `dispatch` are out."""
    capacity: Rule = Rule(state="hard")
    """No vendor mans more posts than it can."""
    winners: WinnersRule = WinnersRule()
    term: TermRule = TermRule()
    renewal: RenewalRule = RenewalRule()
    changes: ChangeRule = ChangeRule()
    gradual: GradualRule = GradualRule()
    qualified: QualifiedRule = QualifiedRule()
    newcomers: CountRule = CountRule()
    """How many vendors that do not serve today may hold contracts."""
    secrecy: SecrecyRule = SecrecyRule()
    shared: SharedRule = SharedRule()
    single_source: SingleSource = SingleSource()
    slots: Rule = Rule(state="hard")
    """Services invited in at a site take no more half-days a week than its space can give."""
    route: RouteRule = RouteRule()
    redundancy: RedundancyRule = RedundancyRule()
    share: ShareRule = ShareRule()
    holdings: CountRule = CountRule()
    """How many units one vendor may hold."""
    quota: QuotaRule = QuotaRule()
    reserve: ReserveRule = ReserveRule()
    bonus: Bonus = Bonus()


Yearly = Annotated[tuple[Annotated[float, money("年度预算", "budget of a year", 1e12)], ...], BeforeValidator(tupled)]


class Fund(Rule):
    """A named pot of the budget: the lines of money it pays, and what it holds each year, nominal yuan."""

    state: State = "hard"
    text: Sentence | None = None
    lines: Names = ()
    """Items as the ledger has them (`model.items`), or classes of lines (`model.funds`); each line in one fund only."""
    by_year: Yearly | None = None
    """Absent: what it pays is told and not limited."""


class Budget(Rule):
    """Money available; yuan, nominal by year and as present value over the horizon. Absent limits do not bind.

    State and weight are those of the totals; a fund has its own.
    """

    by_year: Yearly | None = None
    present_value: float | None = money("总额(现值)", "total over the horizon, present value", 1e12, default=None)
    funds: dict[Name, Fund] = {}


class Standard(Rule):
    """A measure must reach at least `at_least`."""

    state: State = "hard"
    at_least: float = number("不低于", "at least", "", -1e6, 1e6)
