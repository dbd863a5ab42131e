"""Holds a tender to a rule pack: which rules apply, which are not met, and by how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..model.pack import Clause, Pack
from ..model.tender import HUNDRED, Tender
from ..model.units import exact

FEN = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is not met.

    Parameters
    ----------
    value : Fraction
        The quantity as it is, in the unit of the rule's limits.
    bidder : str or None
        Whose bid it is about; None for the tender as a whole.
    """

    rule: str
    clause: Clause
    value: Fraction
    bidder: str | None = None


def findings(tender: Tender, pack: Pack) -> tuple[Finding, ...]:
    """Return the rules that are not met, in order of the pack and the file."""
    rules = pack.applying(tender.region, tender.procedure, tender.object, tender.opened)
    known = tuple(quantities(tender))
    return tuple(
        Finding(name, rule, value, bidder)
        for name, rule in rules.items()
        for quantity, value, bidder in known
        if quantity == rule.quantity and not met(rule, value)
    )


def met(rule: Clause, value: Fraction) -> bool:
    """Return whether a value keeps the rule's limits, which are the decimals that are written there."""
    return (
        (rule.low is None or value >= exact(rule.low))
        and (rule.high is None or value <= exact(rule.high))
        and (rule.under is None or value < exact(rule.under))
    )


def quantities(tender: Tender) -> Iterator[tuple[str, Fraction, str | None]]:
    """Yield (quantity, value, bidder) of everything a rule can limit; sums in yuan, shares as shares."""
    valid = [tender.bidders[name] for name in tender.valid()]
    yield "bidders", Fraction(len(valid)), None
    yield "term", Fraction(tender.term_years), None
    yield "dispatch", Fraction(tender.form == "dispatch"), None
    if tender.method == "score":
        yield "price_weight", exact(tender.price_points) / HUNDRED, None
    if tender.ceiling is not None:
        yield "ceiling", exact(tender.ceiling), None
    if not tender.reserved:
        # where no rate is stated small firms get none, which matters as soon as there are some
        rates = (("small_deduction", tender.deduction.small, ("small", "micro")),
                 ("joint_deduction", tender.deduction.joint, ("consortium",)))  # fmt: skip
        for quantity, rate, status in rates:
            if rate is not None or any(b.status in status for b in valid):
                yield quantity, exact(rate or 0), None
    yield from _low(tender)


def _low(tender: Tender) -> Iterator[tuple[str, Fraction, str | None]]:
    """Yield how low each ranked bid is against the others' and the ceiling; the bids themselves, without deduction."""
    names = tender.valid()
    bids = [tender.bidders[name].fen for name in names]
    for name, bid in zip(names, bids, strict=True):
        if len(bids) > 1:
            yield "bid_to_mean", Fraction(bid * len(bids), sum(bids)), name
        if tender.ceiling is not None:
            yield "bid_to_ceiling", Fraction(bid, FEN) / exact(tender.ceiling), name
    if len(bids) > 1:
        first, second = sorted(bids)[:2]
        yield "bid_to_next", Fraction(first, second), names[bids.index(first)]
