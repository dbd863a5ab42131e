"""Published tariffs where nobody has bid yet: which of them may be offered where, and what is wrong with them.

The vendor of such a bid is no firm. It stands for whoever wins the tender that must follow, maybe one of those that are
known: it is nobody where firms are counted, and its money is nobody's where shares are.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .found import Found
from .text import Text

if TYPE_CHECKING:
    from .scenario import Scenario
    from .vendor import Bid

Place = tuple[str, str]
"""(unit, mode)."""
FACTS = ("incumbent", "small", "credit", "scores", "vetoes", "blacklisted_until", "qualified")
"""What is said of a firm, and cannot be of whoever wins a tender to come."""
TERMS = (
    "takes_staff", "concession", "bundle", "bundle_name", "discounts", "conditions", "single_source",
    "original_per_year",
)  # fmt: skip
"""What a vendor offers or asks for, and a tariff does not."""


def placeholders(s: "Scenario") -> tuple[str, ...]:
    """Return the vendors that are no firms: those whose bids are reference tariffs."""
    return tuple(dict.fromkeys(bid.vendor for bid in s.bids.values() if bid.reference))


def firms(s: "Scenario") -> tuple[str, ...]:
    """Return the vendors that are firms, in order of the file."""
    out = set(placeholders(s))
    return tuple(v for v in s.vendors if v not in out)


def covered(s: "Scenario") -> set[Place]:
    """Return the units and modes for which a firm bids, where it matters: nothing in a case without references."""
    if not any(bid.reference for bid in s.bids.values()):
        return set()
    return {(u, mode) for bid in s.bids.values() if not bid.reference for u in bid.units for mode in bid.modes}


def faults(s: "Scenario") -> Iterator[Found]:
    """Yield references that are no tariffs, and the doubt that one is never used."""
    out, known = set(placeholders(s)), covered(s)
    for name, bid in s.bids.items():
        at = ("bids", name)
        if bid.reference:
            yield from _tariff(bid, at)
            yield from _idle(s, bid, at, known)
        elif bid.vendor in out:
            text = Text("“{v}”是参考价的占位名，不能又是投标企业", "“{v}” stands for a tender to come, it cannot bid")
            yield Found((*at, "vendor"), "HQ1321", text.fill(v=bid.vendor))
        asked = bid.conditions
        for field in ("with_bids", "without_bids") if asked else ():
            for i, other in enumerate(getattr(asked, field)):
                if other in s.bids and s.bids[other].reference:
                    text = Text("附加条件不能指参考价", "a condition names a reference tariff")
                    yield Found((*at, "conditions", field, i), "HQ1321", text)
    for vendor in out & s.vendors.keys():
        yield from _firm(s, vendor)
    for rule in ("quota", "reserve"):
        for group, terms in getattr(s.policy, rule).groups.items():
            for i, vendor in enumerate(terms.vendors):
                if vendor in out:
                    text = Text("“{v}”不是企业，只是参考价的占位名", "“{v}” is no firm, it stands for a tender to come")
                    yield Found(("policy", rule, "groups", group, "vendors", i), "HQ1321", text.fill(v=vendor))


def _tariff(bid: "Bid", at: tuple[str, str]) -> Iterator[Found]:
    """Yield what a tariff lacks, and what it cannot have."""
    if bid.reference and bid.reference.source is None:
        text = Text("须用 source 写明是哪个公布的收费标准", "`source` must name the published tariff")
        yield Found((*at, "reference", "source"), "HQ1321", text)
    for field in TERMS:
        if getattr(bid, field):
            text = Text("参考价不是企业报价，没有 {field}", "a tariff is no vendor's bid and has no {field}")
            yield Found((*at, field), "HQ1321", text.fill(field=field))


def _idle(s: "Scenario", bid: "Bid", at: tuple[str, str], known: set[Place]) -> Iterator[Found]:
    """Yield the doubt that firms bid for all that a reference covers."""
    places = {(u, mode) for u in bid.units if u in s.units for mode in bid.modes if mode in s.units[u].modes}
    if places and places <= known:
        text = Text(
            "已有企业对它的全部单元和模式报价，这个参考价用不上",
            "firms bid for all its units and modes, so this reference is never used",
        )
        yield Found((*at, "reference"), "HQ1520", text, "warning")


def _firm(s: "Scenario", vendor: str) -> Iterator[Found]:
    """Yield what is said of a placeholder as if it were a firm."""
    for field in FACTS:
        if getattr(s.vendors[vendor], field) not in (None, False, {}, ()):
            text = Text("参考价的占位名不是企业，没有 {field}", "no firm, but a tender to come: it has no {field}")
            yield Found(("vendors", vendor, field), "HQ1321", text.fill(field=field))
    for name, unit in s.units.items():
        if unit.today.vendor == vendor:
            text = Text("参考价的占位名不能是现任企业", "what stands for a tender to come cannot serve today")
            yield Found(("units", name, "today", "vendor"), "HQ1321", text)
