"""What may be decided in a contracted service, what quality means there, and what money follows."""

import math

import numpy as np
from numpy.typing import NDArray

from ...kind import Flow, Grid, Payment
from ...levers import Lever, Row, Setting
from ...measures import Counts, Measure
from ...text import Text
from . import names as n
from .spec import Spec

MONTH = 21
"""Working days of a month."""
HONEST = Text("按合同约定与评分，不模拟过程", "by contract and score, not simulated as a process")


def levers(spec: Spec) -> tuple[Lever, ...]:
    """Return the one lever: posts."""
    return (Lever("posts", Text("岗位", "posts"), "post", spec.place.low, spec.place.high),)


def rows(spec: Spec) -> tuple[Row, ...]:
    """Return no rules."""
    return ()


def measures(spec: Spec) -> tuple[Measure, ...]:
    """Return the measures; all that can be standards rise with posts on every trace, where all people are equal.

    One more post leaves no work undone that was done before, so no answer becomes worse and no complaint is added.
    """
    said, three = f"{100 * spec.common.survey.claim:g}%", spec.upper() == 3
    zh, en = ("优、较好、一般", "three upper grades") if three else ("优、较好", "two upper grades")
    own: tuple[tuple[int, ...], ...] = ((0,),)

    def share(name: str, text: Text, good: int, all_: int) -> Measure:
        return Measure(name, text, "1", (good,), (all_,), own, monotone=True)

    return (
        share("satisfaction", Text(f"满意率({zh})", f"satisfied ({en})"), n.SATISFIED, n.RETURNED),
        Measure("score", Text("问卷评分", "survey score"), "point", (n.POINTS,), (n.RETURNED,), own, monotone=True,
                scale=1e-3, upper=100.0),
        share("met", Text(f"问卷显示满意率达到 {said} 的期数比例", f"surveys that show {said} satisfied"),
              n.MET, n.JUDGED),
        share("proven", Text(f"问卷足以证明满意率达到 {said} 的期数比例", f"surveys that prove {said} satisfied"),
              n.PROVEN, n.JUDGED),
        share("done", Text("工作完成比例", "share of the work done"), n.DONE, n.NEEDED),
        share("on_time", Text("当日工作全部完成的天数比例", "days with all work done that day"), n.FULL, n.DAYS),
        Measure("complaints", Text("每月投诉次数", "complaints a month"), "1/month", (n.COMPLAINTS,), (n.DAYS,), own,
                scale=float(MONTH), upper=math.inf, standard=False),
        Measure("used", Text("到岗人力用上的比例", "share of people at work that was needed"), "1", (n.DONE,),
                (n.ABLE,), own, standard=False),
    )  # fmt: skip


def posts(spec: Spec, setting: Setting) -> int:
    """Return the number of people on the roster."""
    return setting.levels[0]


def machines(spec: Spec, setting: Setting) -> dict[str, int]:
    """Return no machines: the contract says who brings what."""
    return {}


def flows(spec: Spec) -> tuple[Flow, ...]:
    """Return what bids can be priced by: a day of the whole service, and a unit of its work a day.

    A price a year is these times the working days of a year, whatever the setting.
    """
    each, amount = 1 / spec.common.days, spec.place.workload / spec.common.days
    unit = spec.common.unit
    return tuple(
        Flow(name, text, per, (n.DAYS,), "meal_fee", 0.0, scale=scale, most=(n.DAYS,))
        for name, text, per, scale in (
            ("day", Text("服务日", "days of service"), Text("日", "day"), each),
            ("work", Text("工作量", "work"), Text(f"{unit}·日", f"{unit} and day"), amount),
        )
    )


def grids(spec: Spec, setting: Setting) -> tuple[Grid, ...]:
    """Return the people there are beside those that are needed."""
    unit, work, each = spec.common.unit, spec.place.workload, spec.common.per_post
    columns = (Text("工作量", "work"), Text("每人可承担", "a person does"), Text("需要(人)", "people needed"),
               Text("岗位", "posts"))  # fmt: skip
    cells = (f"{work:,.10g} {unit}", f"{each:,.10g} {unit}", f"{spec.people():.1f}", str(setting.levels[0]))
    what = Text(spec.common.what, spec.common.what)
    return (Grid("posts", Text(f"岗位({HONEST.zh})", f"posts ({HONEST.en})"), columns, ((what, cells),)),)


def payment(spec: Spec, counts: Counts) -> Payment:
    """Return what the contract pays: the fee in full, less what is deducted for complaints."""
    fines = counts[:, n.COMPLAINTS] * spec.common.fine / spec.common.days
    error = float(fines.std(ddof=1) / math.sqrt(len(fines))) if len(fines) > 1 else math.inf
    return Payment(1.0, 0.0, float(fines.mean()), error)


def histogram(spec: Spec, counts: Counts) -> dict[str, tuple[Text, NDArray[np.float64], NDArray[np.int64]]]:
    """Return none: nothing here takes a time."""
    return {}
