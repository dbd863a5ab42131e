"""Skills and ages of staff in post: what goes together, and who works nowhere for want of a skill."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .found import Found
from .text import Text

if TYPE_CHECKING:
    from .scenario import Scenario

EITHER = Text(
    "须写 retirements 或 retirement_age 之一，不能都写", "give either `retirements` or `retirement_age`, not both"
)
AGES = Text("按年龄推算退休须写 ages", "retirements by age need `ages`")
LACKS = Text(
    "没有单元“{unit}”要求的技能（{skills}），也没有 training：不在那里上岗",
    "lacks what “{unit}” asks for ({skills}) and has no `training`: does not work there",
)


def faults(s: "Scenario") -> Iterator[Found]:
    """Yield retirements stated twice or without ages, and, as warnings, units in which a listed group cannot work."""
    for name, group in s.workforce.items():
        at = ("workforce", name)
        if group.retirement_age is not None and group.retirements:
            yield Found((*at, "retirement_age"), "HQ1212", EITHER)
        if group.retirement_age is not None and group.ages is None:
            yield Found((*at, "retirement_age"), "HQ1212", AGES)
        for i, unit in enumerate(group.units if group.training is None else ()):
            if skills := s.lacks(name, unit):
                text = LACKS.fill(unit=unit, skills="、".join(skills))
                yield Found((*at, "units", i), "HQ1505", text, "warning")
