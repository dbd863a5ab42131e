"""What may not fit together inside the spec of a contracted service."""

import math
from collections.abc import Iterator

from ...kind import Fault
from ...text import Text
from .spec import Spec

MOST = 10_000
"""People; whoever needs more has mixed up a unit."""
LARGE = 20_000
"""Days x posts of a period; each takes memory in every replication that is kept."""
WIDE = Text(
    "满意率均值 {p:g} 时，各期标准差须小于 {most:.3g}", "around a mean of {p:g} the spread must be below {most:.3g}"
)


def faults(spec: Spec) -> tuple[Fault, ...]:
    """Return every fault inside a spec."""
    return (*_survey(spec), *_posts(spec))


def _survey(spec: Spec) -> Iterator[Fault]:
    survey = spec.common.survey
    if not sum(survey.grades):
        yield Fault("common", ("survey", "grades"), "HQ1402", Text("没有任何答卷", "there are no answers"))
        return
    if list(survey.scores) != sorted(survey.scores, reverse=True):
        text = Text("等级分值须由高到低", "the scores of the grades must not rise")
        yield Fault("common", ("survey", "scores"), "HQ1212", text)
    share = spec.satisfied()
    most = math.sqrt(share * (1 - share))
    if survey.spread and survey.spread >= most:
        yield Fault("common", ("survey", "spread"), "HQ1212", WIDE.fill(p=share, most=most))


def _posts(spec: Spec) -> Iterator[Fault]:
    if spec.place.low > spec.place.high:
        yield Fault("place", ("low",), "HQ1303", Text("下限不能大于上限", "the lower bound exceeds the upper"))
    if spec.people() > MOST:
        text = Text("全部完成需要 {n:,.0f} 人", "all the work takes {n:,.0f} people").fill(n=spec.people())
        yield Fault("place", ("workload",), "HQ1409", text)
    if spec.common.days * spec.place.high > LARGE:
        text = Text("岗位上限乘以一期工作日数不得超过 {n:,}", "posts at most times days of a period exceed {n:,}")
        yield Fault("place", ("high",), "HQ1601", text.fill(n=LARGE))
