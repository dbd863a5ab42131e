"""What a contracted service is: so much work, so many people for it, and a survey of those it is for.

For services nobody has a simulator of. Nothing is said of how the work is done, only how much of it there is, how much
one person does of it at full quality, and how those who see it done, or left undone, have answered a survey.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ...distributions import Constant, Law
from ...part import Part
from ...units import Name, law, money, number, share, tupled, whole

Weight = Annotated[float, number("各等级份数或比例", "forms of a grade, or their share", "1", 0, 1e7)]
Score = Annotated[float, number("等级分值", "score of a grade", "point", 0, 100)]


class Survey(Part):
    """The survey that scores the service: once a period, four grades, 优 较好 一般 差."""

    forms: int = whole("每期发出问卷份数", "forms sent in a period", 1, 5000, (30, 2000))
    response: float = share("回收率", "share of forms that come back", typical=(0.8, 1), default=1.0)
    grades: Annotated[tuple[Weight, ...], BeforeValidator(tupled), Field(min_length=4, max_length=4)]
    """Answers by grade, from the best, of those for whom the work is done: forms of an earlier survey, or shares."""
    scores: Annotated[tuple[Score, ...], BeforeValidator(tupled), Field(min_length=4, max_length=4)] = (
        100.0, 80.0, 60.0, 30.0,
    )  # fmt: skip
    """What each grade counts in the index."""
    satisfied: Literal["loose", "strict"] = "loose"
    """loose: the three upper grades count as satisfied; strict: the two upper ones."""
    spread: float = share(
        "各期满意率的标准差", "standard deviation of the share satisfied between periods", 0.5, (0, 0.05), default=0.0
    )
    """Of what all would answer; the chance of who is asked comes on top."""
    claim: float = number(
        "应达到的满意率", "share that ought to be satisfied", "1", 0.5, 0.9999, (0.8, 0.99), default=0.98
    )
    noticed: float = share("未完成的工作被察觉的比例", "share of undone work that is noticed", default=1.0)


class Common(Part):
    """What all places with this service share."""

    kind: Literal["contracted"]
    what: Name
    """What the service is."""
    unit: Name
    """What its work is counted in: rooms, visits, ㎡."""
    per_post: float = number("每人可承担的工作量", "units of work a person does at full quality", "1", 0.01, 1e7)
    days: int = whole("一期工作日数", "working days of a period", 1, 260, (5, 130), default=21)
    survey: Survey
    complaints: float = number(
        "每月投诉(工作全部完成)", "complaints a month, all work done", "1", 0, 1000, (0, 50), default=0.0
    )
    neglect: float = number(
        "每月另加投诉(工作全未完成)", "further complaints a month, no work done", "1", 0, 1000, (0, 200), default=0.0
    )
    fine: float = money("每次投诉扣款", "deducted for a complaint", 1e6, (0, 2000), default=0.0)


class Place(Part):
    """What one unit adds: how much work there is, and the box of its posts."""

    kind: Literal["contracted"]
    workload: float = number("工作量", "units of work", "1", 0.001, 1e7)
    low: int = whole("岗位下限", "posts at least", 0, 1000, default=0)
    high: int = whole("岗位上限", "posts at most", 0, 1000)
    effort: Law = law("工作难度系数", "effort factor of the place", "1", 0.1, 10, (0.5, 2), default=Constant(value=1.0))
    """Multiplies the people needed; `houqin calibrate` proposes it. Only its mean enters."""


class Spec(Part):
    """One unit of a contracted service."""

    common: Common
    place: Place

    def people(self) -> float:
        """Return how many people at full speed do all the work."""
        return self.place.workload / self.common.per_post * self.place.effort.expectation()

    def satisfied(self) -> float:
        """Return the expected share satisfied of those for whom the work is done."""
        grades = self.common.survey.grades
        return sum(grades[: self.upper()]) / sum(grades)

    def upper(self) -> int:
        """Return how many grades, from the best, count as satisfied."""
        return 3 if self.common.survey.satisfied == "loose" else 2
