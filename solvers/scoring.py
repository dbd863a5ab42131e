"""Scores a tender by its rules, to the fen and to the hundredth of a point.

Points for the price are benchmark / evaluated price x points, the benchmark being the lowest evaluated price of those
who are ranked. The evaluated price is the bid less the deduction for small firms, rounded half up to the fen; what is
paid is the bid. Means over experts are exact; the points of each group are rounded half up to two decimals, and the
total is the sum of what is printed. Equal totals go to the lower bid, then to more technical points, then to the order
of the file.
"""

from dataclasses import dataclass
from fractions import Fraction

from ..model.tender import GROUPS, HUNDRED, Bidder, Tender
from ..model.units import exact

Key = tuple[int, int, int, int]
TIES = ("points", "bid", "technical", "order")
"""What can decide between two neighbours: the parts of a `Key` in turn."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one bidder got.

    Parameters
    ----------
    paid, evaluated : int
        The bid and what it is compared at, fen.
    points : dict of str to int
        By group in hundredths of a point; empty for one that is out, and for `lowest`.
    total : int
        Sum of `points`.
    rank : int
        From 1; 0 for one that is out.
    out : tuple of str
        Codes why it is out.
    ahead : str or None
        What put it before the next one, one of `TIES`; None for the last.
    """

    name: str
    paid: int
    evaluated: int
    points: dict[str, int]
    total: int
    rank: int
    out: tuple[str, ...] = ()
    ahead: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """The bidders that are ranked, in order of the file.

    Parameters
    ----------
    paid : tuple of int
        Bids, fen.
    rates : tuple of Fraction
        What is left of each bid when it is compared.
    quality : tuple of (technical, business)
        Exact points.
    settled : tuple of (int, int)
        The same in whole hundredths.
    weights : tuple of Fraction
        Points for price, technical and business, 100 in all (not for `lowest`).
    lowest : bool
        Whether the lowest evaluated price wins.
    """

    names: tuple[str, ...]
    paid: tuple[int, ...]
    rates: tuple[Fraction, ...]
    quality: tuple[tuple[Fraction, Fraction], ...]
    settled: tuple[tuple[int, int], ...]
    weights: tuple[Fraction, Fraction, Fraction]
    lowest: bool


def score(tender: Tender) -> tuple[Mark, ...]:
    """Return the marks of all bidders: the ranked ones from the first, then those that are out."""
    field = entered(tender)
    keys, evaluated, points = ranked(field, field.paid)
    order = sorted(range(len(keys)), key=keys.__getitem__)
    found = []
    for rank, i in enumerate(order, 1):
        below = keys[order[rank]] if rank < len(order) else None
        ahead = next((t for t, a, b in zip(TIES, keys[i], below, strict=True) if a != b), None) if below else None
        marks = {} if field.lowest else dict(zip(GROUPS, points[i], strict=True))
        found.append(
            Mark(field.names[i], field.paid[i], evaluated[i], marks, sum(marks.values()), rank, (), ahead)
        )
    for name, bidder in tender.bidders.items():
        if tender.out(name):
            compared = lowered(bidder.fen, left(tender, bidder))
            found.append(Mark(name, bidder.fen, compared, {}, 0, 0, tender.out(name)))
    return tuple(found)


def entered(tender: Tender) -> Field:
    """Return the bidders that are ranked, with what does not depend on their bids."""
    names = tender.valid()
    bidders = [tender.bidders[name] for name in names]
    quality = tuple((earned(tender, b, "technical"), earned(tender, b, "business")) for b in bidders)
    return Field(
        names,
        tuple(b.fen for b in bidders),
        tuple(left(tender, b) for b in bidders),
        quality,
        tuple((hundredths(technical), hundredths(business)) for technical, business in quality),
        (exact(tender.price_points), most(tender, "technical"), most(tender, "business")),
        tender.method == "lowest",
    )


def left(tender: Tender, bidder: Bidder) -> Fraction:
    """Return the share of a bid at which it is compared."""
    rates = {"small": tender.deduction.small, "micro": tender.deduction.small, "consortium": tender.deduction.joint}
    return 1 - exact(rates.get(bidder.status) or 0)


def earned(tender: Tender, bidder: Bidder, group: str) -> Fraction:
    """Return the exact points of a bidder in a group: means over experts, summed over criteria."""
    found = Fraction(0)
    for name, criterion in tender.criteria.items():
        if criterion.group == group and name in bidder.points:
            found += mean(bidder.points[name])
    return found


def most(tender: Tender, group: str) -> Fraction:
    """Return the points there are in a group."""
    return sum((exact(c.points) for c in tender.criteria.values() if c.group == group), Fraction(0))


def mean(scores: tuple[float, ...]) -> Fraction:
    """Return the exact mean over experts."""
    return sum((exact(v) for v in scores), Fraction(0)) / len(scores)


def ranked(field: Field, paid: tuple[int, ...]) -> tuple[list[Key], list[int], list[tuple[int, int, int]]]:
    """Return for given bids the keys by which the field is sorted, evaluated prices, and points by group.

    The bidder with the smallest key wins.
    """
    evaluated = [lowered(fen, rate) for fen, rate in zip(paid, field.rates, strict=True)]
    weight, best = field.weights[0], min(evaluated, default=0)
    points = [
        (half_up(HUNDRED * weight.numerator * best, weight.denominator * at), *settled)
        for at, settled in zip(evaluated, field.settled, strict=True)
    ]
    keys = [
        (at if field.lowest else -sum(got), fen, -got[1], i)
        for i, (at, fen, got) in enumerate(zip(evaluated, paid, points, strict=True))
    ]
    return keys, evaluated, points


def lowered(fen: int, rate: Fraction) -> int:
    """Return the evaluated price of a bid, at least one fen."""
    return max(1, half_up(fen * rate.numerator, rate.denominator))


def hundredths(points: Fraction) -> int:
    """Return points in whole hundredths."""
    return half_up(HUNDRED * points.numerator, points.denominator)


def half_up(top: int, bottom: int) -> int:
    """Return top / bottom, not negative, as the nearest whole number, halves up."""
    return (2 * top + bottom) // (2 * bottom)
