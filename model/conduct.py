"""How a team of people works: what distinguishes one vendor's people, or the bureau's own, from another's."""

from .part import Part
from .units import number, share


class Conduct(Part):
    """Productivity, absence and turnover of a team.

    A person's speed on a day is productivity x skill x personal factor. Skill follows tenure: a newcomer works at
    `entry_skill` and reaches full speed linearly over `ramp_weeks`; tenure of a post's holder is exponential with
    mean 1 / `turnover`, the stationary age of a post that is refilled whenever somebody leaves.
    """

    productivity: float = number("劳动效率", "productivity", "1", 0.2, 3.0, (0.6, 1.5), default=1.0)
    spread: float = share("个人差异(变异系数)", "spread between persons (cv)", 1.0, (0.0, 0.4), default=0.1)
    absence: float = share("缺勤率", "absence rate", 0.9, (0.0, 0.15), default=0.04)
    turnover: float = number("年离职率", "turnover per year", "1/year", 0.0, 5.0, (0.0, 2.0), default=0.0)
    vacancy_days: float = number("补员天数", "days to refill a post", "day", 0.0, 365.0, (0.0, 60.0), default=0.0)
    entry_skill: float = number("新人效率", "skill of a newcomer", "1", 0.1, 1.0, (0.4, 1.0), default=0.65)
    ramp_weeks: float = number("熟练所需周数", "weeks to full skill", "week", 0.0, 104.0, (0.0, 20.0), default=10.0)

    def missing(self) -> float:
        """Return the probability that a post is unmanned on a day, before relief.

        Absence, plus the share of the year in which the post waits for a successor:
        turnover x vacancy days / (365 + turnover x vacancy days).
        """
        waiting = self.turnover * self.vacancy_days
        empty = waiting / (365.0 + waiting)
        return 1.0 - (1.0 - self.absence) * (1.0 - empty)

    def level(self) -> bool:
        """Return whether everybody in the team comes every day and works at the same speed."""
        return self.missing() == self.spread == 0.0 and (self.turnover == 0.0 or self.ramp_weeks == 0.0)


def equal(people: tuple[Conduct, Conduct]) -> bool:
    """Return whether any one person may stand for any other: what pathwise arguments about servers rest on."""
    bare = [c.model_copy(update={"source": None, "cited": None}) for c in people]
    return bare[0] == bare[1] and bare[0].level()
