"""Numbers that are legal and yet cannot be meant: outside the typical range of their field, or too many to simulate."""

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..model.check import faults
from ..model.distributions import AnyLaw, Law
from ..model.errors import Diagnostic
from ..model.part import Part
from ..model.scenario import Scenario
from ..model.text import Text
from .fields import Spot, walk
from .phrases import NOTHING, each
from .positions import Node, dotted, find
from .sentences import called, measured

ZONE_DAYS = 100_000_000
"""Most zones x replications of a case: its search and certificate keep within minutes and a few GB."""

_DOUBT = Text(
    "{label}通常在 {low} 到 {high} {unit} 之间，现在是 {value}{hint}",
    "{label} is usually between {low} and {high} {unit}, it is {value}{hint}",
)
_HINT = Text("；是否把{zh}弄混了？", "; were {en} mixed up?")
_TOO_MANY = Text(
    "区域 {zones:,} 个 × 重复 {runs:,} 次 = {product:,}，超过上限 {limit:,}；请减少重复次数或合并区域",
    "{zones:,} zones x {runs:,} replications = {product:,}, more than the limit {limit:,}; "
    "use fewer replications or merge zones",
)

_SLIPS: tuple[tuple[float, str, str, str], ...] = (
    (1e4, "yuan", "元和万元", "yuan and 10,000 yuan"),
    (1e4, "m2", "㎡和万㎡", "m2 and 10,000 m2"),
    (12.0, "yuan", "月和年", "month and year"),
    (100.0, "1", "百分数和小数", "per cent and shares"),
    (100.0, "1/year", "百分数和小数", "per cent and shares"),
    (60.0, "min", "分钟和小时", "minutes and hours"),
    (60.0, "h", "小时和分钟", "hours and minutes"),
    (60.0, "s", "秒和分钟", "seconds and minutes"),
    (60.0, "1/h", "每小时和每分钟", "per hour and per minute"),
    (3600.0, "s", "秒和小时", "seconds and hours"),
    (365.0, "day", "天和年", "days and years"),
    (7.0, "week", "周和天", "weeks and days"),
)
_LAW: TypeAdapter[AnyLaw] = TypeAdapter(Law)


def doubts(root: Node, scenario: Scenario) -> Iterator[Diagnostic]:
    """Yield the warnings of a valid scenario; numbers that were not written (defaults) raise none."""
    for path, node, here in walk(root):
        typical = here.extra.get("typical")
        value = _number(node, here) if typical else None
        if typical and value is not None and not typical[0] <= value <= typical[1]:
            text = _sentence(here, path, value, typical)
            yield find(root, path).diagnostic("HQ1502", dotted(path), text, "warning")
    for found in faults(scenario):
        if found.severity == "warning":
            at = find(root, found.path, key=True)
            yield at.diagnostic(found.code, dotted(found.path), found.text, "warning")


def oversize(root: Node, scenario: Scenario) -> Diagnostic | None:
    """Return the diagnostic of a case too large to simulate, by `ZONE_DAYS`; None when it is not.

    Units of the same service and place share their days and count once.
    """
    places = {(unit.service, unit.place.model_dump_json()): unit.place for unit in scenario.units.values()}
    zones = sum(map(entities, places.values()))
    study = scenario.study
    runs = study.search_replications + study.attempts * study.certify_replications
    if zones * runs <= ZONE_DAYS:
        return None
    text = _TOO_MANY.fill(zones=zones, runs=runs, product=zones * runs, limit=ZONE_DAYS)
    return find(root, ("units",), key=True).diagnostic("HQ1601", "units", text)


def entities(part: Any) -> int:
    """Return how many things a place consists of: by convention of all kinds, a part stands for `count` equal ones."""
    if isinstance(part, Part):
        own = getattr(part, "count", 0)
        return (own if isinstance(own, int) else 0) + sum(entities(getattr(part, f)) for f in type(part).model_fields)
    if isinstance(part, dict):
        return sum(entities(value) for value in part.values())
    return 0


def _number(node: Node, here: Spot) -> float | None:
    """Return the number to be judged: the value itself, or the mean of a law."""
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if here.chance and isinstance(node.value, dict):
        try:
            return _LAW.validate_python(node.bare()).expectation()
        except ValidationError:
            return None
    return None


def _sentence(here: Spot, path: tuple[str | int, ...], value: float, typical: list[float]) -> Text:
    low, high = typical
    hint = NOTHING
    for factor, measure, zh, en in _SLIPS:
        if measure == here.unit and (low <= value * factor <= high or low <= value / factor <= high) and value:
            hint = _HINT.fill(zh=zh, en=en)
            break
    figures = {"low": f"{low:,.10g}", "high": f"{high:,.10g}", "value": f"{value:,.10g}"}
    return each(_DOUBT, label=called(here, path), unit=measured(here), hint=hint, **figures)
