"""What would have changed the award of a tender: the weight of each group, and the bid of each loser."""

from dataclasses import dataclass
from fractions import Fraction

from ..model.tender import GROUPS, HUNDRED
from .scoring import Field, ranked


@dataclass(frozen=True, slots=True)
class Span:
    """The weights of one group, in points of 100, for which the winner stays; the others follow in proportion.

    Exact for points before rounding. `low` and `high` are None where points before rounding are not on the winner's
    side: rounding, or the rule for ties, decides.

    Parameters
    ----------
    below, above : str or None
        Who wins where the weight is less than `low` or more than `high`; None where that is the end of the scale.
    """

    group: str
    weight: Fraction
    low: Fraction | None
    high: Fraction | None
    below: str | None = None
    above: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The highest bid with which a loser would have won, others as they are; None where no bid would have done it."""

    name: str
    paid: int
    price: int | None

    @property
    def fen(self) -> int | None:
        """The smallest reduction."""
        return None if self.price is None else self.paid - self.price


def spans(field: Field) -> tuple[Span, ...]:
    """Return the stable weights of every group that counts; none for `lowest`, or where one group is all there is."""
    keys, evaluated, _ = ranked(field, field.paid)
    if field.lowest or not keys:
        return ()
    winner, best = keys.index(min(keys)), min(evaluated)
    shares = [
        (field.weights[0] * best / at, technical, business)
        for at, (technical, business) in zip(evaluated, field.quality, strict=True)
    ]
    return tuple(
        _span(field, group, shares, winner) for group in range(len(GROUPS)) if 0 < field.weights[group] < HUNDRED
    )


def _span(field: Field, group: int, shares: list[tuple[Fraction, Fraction, Fraction]], winner: int) -> Span:
    """Return the span of one group.

    With the group at t points of 100, a bidder has t f + (100 - t) r, f being its share of the group's points and r
    that of the others'; the winner's lead over each loser is linear in t and changes sign once at most.
    """
    weight = field.weights[group]
    lines = [(row[group] / weight, (sum(row) - row[group]) / (HUNDRED - weight)) for row in shares]
    low, high = Fraction(0), Fraction(HUNDRED)
    f, r = lines[winner]
    for other, rest in lines:
        start, slope = HUNDRED * (r - rest), (f - other) - (r - rest)
        if start + slope * weight < 0:
            return Span(GROUPS[group], weight, None, None)
        if slope > 0:
            low = max(low, -start / slope)
        elif slope < 0:
            high = min(high, -start / slope)
    under = _next(field, lines, winner, low, -1) if low > 0 else None
    over = _next(field, lines, winner, high, 1) if high < HUNDRED else None
    return Span(GROUPS[group], weight, low, high, under, over)


def _next(field: Field, lines: list[tuple[Fraction, Fraction]], winner: int, at: Fraction, way: int) -> str:
    """Return who leads just beyond a breakpoint: as good there, and gaining most on the way out."""
    value = [at * f + (HUNDRED - at) * r for f, r in lines]
    level = [i for i in range(len(lines)) if i != winner and value[i] == value[winner]]
    return field.names[max(level, key=lambda i: (way * (lines[i][0] - lines[i][1]), -field.paid[i], -i))]


def cuts(field: Field) -> tuple[Cut, ...]:
    """Return for every loser the highest bid that would have won.

    A lower bid never costs its bidder points nor gives others any, so that winning is monotone in the bid and halving
    finds the edge to the fen, by the rules themselves with their rounding and ties.
    """
    keys, _, _ = ranked(field, field.paid)
    winner = keys.index(min(keys)) if keys else -1
    return tuple(_cut(field, i) for i in range(len(keys)) if i != winner)


def _cut(field: Field, i: int) -> Cut:
    yes, no = 0, field.paid[i]
    if wins(field, i, 1):
        yes = 1
        while no - yes > 1:
            middle = (yes + no) // 2
            yes, no = (middle, no) if wins(field, i, middle) else (yes, middle)
    return Cut(field.names[i], field.paid[i], yes or None)


def wins(field: Field, i: int, price: int) -> bool:
    """Return whether bidder `i` of the field would be first with another bid, fen."""
    keys, _, _ = ranked(field, (*field.paid[:i], price, *field.paid[i + 1 :]))
    return keys.index(min(keys)) == i
