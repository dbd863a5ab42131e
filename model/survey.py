"""What a satisfaction survey proves: two readings of four grades, exact limits, and the forms that would be needed.

A share "satisfied" is claimed of all who might have been asked. With k of n forms satisfied, its exact limits are those
of Clopper and Pearson (Biometrika 26, 1934): quantiles of beta distributions. The claim "at least c" is proven at level
1 - alpha when the one-sided lower limit is at least c.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .scenario import Questionnaire, Scenario

ALPHA = 0.05
MOST_FAILURES = 5000
"""Dissatisfied forms beyond which no needed number of forms is looked for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the grades.

    Parameters
    ----------
    name : "loose" | "strict"
        loose: the three upper grades count as satisfied; strict: the two upper ones.
    satisfied : int
    share : float or None
        Of the forms that came back.
    lower, upper : float
        Two-sided 95 % limits.
    limit : float
        One-sided lower limit of level 95 %; `proven` where it is at least the claim.
    needed : int or None
        Fewest forms that could prove the claim if the observed share held; None where it would never, or only with
        more than 5000 dissatisfied ones.
    worst, best : float or None
        Share of the forms sent when those that did not come back are all dissatisfied, or all satisfied.
    worst_limit : float
        One-sided lower limit when they are dissatisfied; `worst_proven` where it is at least the claim.
    """

    name: str
    satisfied: int
    share: float | None
    lower: float
    upper: float
    limit: float
    proven: bool
    needed: int | None
    worst: float | None
    best: float | None
    worst_limit: float
    worst_proven: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What a survey says and does not say.

    Parameters
    ----------
    unit, service : str
        What was asked about; one of them is "".
    all_satisfied : int
        Fewest forms that prove the claim when every one is satisfied.
    index : float or None
        Mean score of the forms; `index_lower`, `index_upper` are 95 % limits (Student t, so approximate).
    """

    name: str
    unit: str
    service: str
    date: str | None
    sent: int
    returned: int
    claim: float
    scores: tuple[float, ...]
    readings: tuple[Reading, ...]
    all_satisfied: int
    index: float | None
    index_lower: float | None
    index_upper: float | None


def surveys(scenario: "Scenario") -> tuple[Survey, ...]:
    """Return what the surveys of a case say, in the order of the file."""
    return tuple(_survey(name, form) for name, form in scenario.surveys.items())


def _survey(name: str, form: "Questionnaire") -> Survey:
    best, good, fair, _ = form.grades
    counts = {"loose": best + good + fair, "strict": best + good}
    centre, low, high = index(form.grades, form.scores)
    return Survey(
        name=name,
        unit=form.unit or "",
        service=form.service or "",
        date=form.date,
        sent=form.sent,
        returned=form.returned,
        claim=form.claim,
        scores=form.scores,
        readings=tuple(reading(each, k, form.returned, form.sent, form.claim) for each, k in counts.items()),
        all_satisfied=all_needed(form.claim),
        index=centre,
        index_lower=low,
        index_upper=high,
    )


def limits(k: int, n: int, alpha: float = ALPHA) -> tuple[float, float]:
    """Return the exact two-sided limits of level 1 - alpha of a share, k of n."""
    return lower_limit(k, n, alpha / 2), 1.0 - lower_limit(n - k, n, alpha / 2)


def lower_limit(k: int, n: int, alpha: float = ALPHA) -> float:
    """Return the exact one-sided lower limit of level 1 - alpha of a share, k of n; 0 when k is 0."""
    from scipy.special import betaincinv

    return float(betaincinv(k, n - k + 1, alpha)) if k else 0.0


def all_needed(claim: float, alpha: float = ALPHA) -> int:
    """Return the fewest forms, all satisfied, that prove a share of at least `claim` (0 < claim < 1)."""
    n = max(1, math.ceil(math.log(alpha) / math.log(claim)) - 1)
    while lower_limit(n, n, alpha) < claim:
        n += 1
    return n


def needed(k: int, n: int, claim: float, alpha: float = ALPHA) -> int | None:
    """Return the fewest forms m of which floor(m k / n) satisfied ones would prove the claim; None where none would."""
    if k == n:
        return all_needed(claim, alpha) if n else None
    if k <= claim * n:
        return None
    for failures in range(1, MOST_FAILURES):
        first, last = (failures - 1) * n // (n - k) + 1, failures * n // (n - k)
        least = _fewest(failures, claim, alpha, last)
        if least is not None:
            return max(first, least)
    return None


def _fewest(failures: int, claim: float, alpha: float, most: int) -> int | None:
    """Return the fewest forms, at most `most`, that prove the claim with so many dissatisfied ones."""
    low, high = failures + 1, most
    if lower_limit(high - failures, high, alpha) < claim:
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if lower_limit(middle - failures, middle, alpha) >= claim else (middle + 1, high)
    return low


def reading(name: str, satisfied: int, returned: int, sent: int, claim: float) -> Reading:
    """Return one reading of a survey."""
    lower, upper = limits(satisfied, returned) if returned else (0.0, 1.0)
    limit = lower_limit(satisfied, returned)
    worst = lower_limit(satisfied, sent)
    missing = sent - returned
    return Reading(
        name=name,
        satisfied=satisfied,
        share=satisfied / returned if returned else None,
        lower=lower,
        upper=upper,
        limit=limit,
        proven=limit >= claim,
        needed=needed(satisfied, returned, claim),
        worst=satisfied / sent if sent else None,
        best=(satisfied + missing) / sent if sent else None,
        worst_limit=worst,
        worst_proven=worst >= claim,
    )


def index(grades: tuple[int, ...], scores: tuple[float, ...]) -> tuple[float | None, float | None, float | None]:
    """Return the mean score of the forms and its 95 % limits; None where there are too few forms."""
    from scipy.special import stdtrit

    n = sum(grades)
    if not n:
        return None, None, None
    centre = math.fsum(s * g for s, g in zip(scores, grades, strict=True)) / n
    if n == 1:
        return centre, None, None
    square = math.fsum(g * (s - centre) ** 2 for s, g in zip(scores, grades, strict=True)) / (n - 1)
    half = float(stdtrit(n - 1, 1 - ALPHA / 2)) * math.sqrt(square / n)
    return centre, max(centre - half, min(scores)), min(centre + half, max(scores))
