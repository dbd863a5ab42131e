"""Named rules, budgets and standards. Every rule has a state, an id and a sentence."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from .part import Part
from .text import Text
from .units import State, money, number, tupled, whole


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


class ChangeRule(Rule):
    """Gradual reform: how many units may change mode or vendor."""

    most: int = whole("最多变动单元数", "units changed at most", 0, 100000, default=100000)


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
    changes: ChangeRule = ChangeRule()


Yearly = Annotated[tuple[Annotated[float, money("年度预算", "budget of a year")], ...], BeforeValidator(tupled)]


class Budget(Rule):
    """Money available; yuan, nominal by year and as present value over the horizon. Absent limits do not bind."""

    by_year: Yearly | None = None
    present_value: float | None = money("总额(现值)", "total over the horizon, present value", 1e12, default=None)


class Standard(Rule):
    """A measure must reach at least `at_least`."""

    state: State = "hard"
    at_least: float = number("不低于", "at least", "", -1e6, 1e6)
