"""Consistency of the conditions that vendors attach to their bids."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .found import Found, dangling
from .text import Text

if TYPE_CHECKING:
    from .scenario import Scenario
    from .vendor import Bid, Conditions


def faults(s: "Scenario") -> Iterator[Found]:
    """Yield conditions that lead nowhere or that nothing can meet."""
    for name, bid in s.bids.items():
        if bid.conditions:
            yield from _others(s, name, bid.conditions)
            yield from _numbers(s, name, bid, bid.conditions)


def _others(s: "Scenario", name: str, terms: "Conditions") -> Iterator[Found]:
    """Yield faults of the bids that a condition names."""
    at = ("bids", name, "conditions")
    for field in ("with_bids", "without_bids"):
        for i, other in enumerate(getattr(terms, field)):
            if other not in s.bids:
                yield dangling((*at, field, i), other, list(s.bids), "报价", "bid")
            elif other == name:
                text = Text("附加条件不能指本报价自己", "a condition names its own bid")
                yield Found((*at, field, i), "HQ1320", text)
            elif field == "without_bids" and other in terms.with_bids:
                text = Text("“{other}”既要同时中标，又不得中标", "“{other}” must and must not be awarded as well")
                yield Found((*at, field, i), "HQ1320", text.fill(other=other))


def _numbers(s: "Scenario", name: str, bid: "Bid", terms: "Conditions") -> Iterator[Found]:
    """Yield limits on units that no award keeps."""
    at = ("bids", name, "conditions")
    least, most = terms.least_units, terms.most_units
    if least is not None and most is not None and least > most:
        yield Found((*at, "least_units"), "HQ1303", Text("下限不能大于上限", "the lower bound exceeds the upper"))
    able = [u for u in dict.fromkeys(bid.units) if u in s.units and set(bid.modes) & set(s.units[u].modes)]
    if least is not None and least > len(able):
        text = Text("至少要 {least} 个单元，而能给它的只有 {n} 个", "asks for {least} units, it can be awarded {n}")
        yield Found((*at, "least_units"), "HQ1320", text.fill(least=least, n=len(able)))
    if most is not None and bid.bundle and not bid.bundle_name and most < len(set(bid.units)):
        text = Text("整体报价有 {n} 个单元，至多只接 {most} 个", "a bundle of {n} units that takes {most} at most")
        yield Found((*at, "most_units"), "HQ1320", text.fill(most=most, n=len(set(bid.units))))
