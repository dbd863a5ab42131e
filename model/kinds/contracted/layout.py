"""The spec of a contracted service as arrays: everything the engines need that chance does not touch."""

from fractions import Fraction
from typing import NamedTuple

import numpy as np

from ...engine.coded import Floats, Ints, ints
from ...survey import ALPHA
from ...trace import freeze
from ...units import exact
from .levers import MONTH
from .spec import Spec

STILL = 1e-5
"""Spread; shares that move less do not move, and beta quantiles lose their digits."""
DAY = 86_400_000
"""Milliseconds; the working days of a period follow one another from tick 0."""


class Layout(NamedTuple):
    """Shapes in brackets."""

    days: int
    most: int  # posts at most
    needed: int  # people who do all of a day's work, thousandths
    forms: int
    response: float
    grades: Floats  # [4] shares of those for whom the work is done
    hold: float  # how many forms the shares of a period are worth; 0 where they never change
    noticed: float
    points: Ints  # [4] thousandths of a point
    upper: int  # grades that count as satisfied
    least: Ints  # [2, forms + 1] by forms that came back: fewest satisfied that show the claim, that prove it
    rates: Floats  # [2] complaints expected in a period: whatever is done, further ones if nothing is


def build(spec: Spec) -> Layout:
    """Return the layout of a spec that `check.faults` finds nothing wrong with."""
    common, survey = spec.common, spec.common.survey
    share, months = spec.satisfied(), common.days / MONTH
    hold = share * (1 - share) / survey.spread**2 - 1 if survey.spread >= STILL else 0.0
    return freeze(
        Layout(
            days=common.days,
            most=spec.place.high,
            needed=max(1, round(1000 * spec.people())),
            forms=survey.forms,
            response=survey.response,
            grades=np.array(survey.grades) / sum(survey.grades),
            hold=hold,
            noticed=survey.noticed,
            points=ints([round(1000 * score) for score in survey.scores]),
            upper=spec.upper(),
            least=np.array([_shown(survey.forms, exact(survey.claim)), _proven(survey.forms, survey.claim)]),
            rates=np.array([common.complaints * months, common.neglect * months]),
        )
    )


def _shown(forms: int, claim: Fraction) -> Ints:
    """Return the fewest of 0 ... `forms` forms that are the share claimed."""
    return ints([-(-claim.numerator * n // claim.denominator) for n in range(forms + 1)])


def _proven(forms: int, claim: float) -> Ints:
    """Return the fewest satisfied of 0 ... `forms` forms that prove the claim; one more than all where none do.

    k of n prove it when P(Bin(n, claim) >= k) is at most 5 % (the lower limit of `model.survey`).
    """
    from scipy.special import betainc

    n = np.arange(forms + 1)
    low, high = np.zeros_like(n), n + 1
    while (low < high).any():
        middle = (low + high) // 2
        # the tail is a beta integral; k = 0 is no proof, k = n + 1 is none either, and neither is asked for
        tail = betainc(np.maximum(middle, 1), np.maximum(n - middle + 1, 1), claim)
        proof = (middle > 0) & (tail <= ALPHA)
        open_ = low < high
        high = np.where(open_ & proof, middle, high)
        low = np.where(open_ & ~proof, middle + 1, low)
    return low.astype(np.int64)
