"""A second opinion on a tender: rankings by methods of multi-criteria decision analysis (pymcdm), which decide nothing.

They see the evaluated price as a cost and the mean points of every criterion as a gain, weighted by their points.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model.errors import MissingExtraError
from ..model.tender import Tender
from ..model.units import exact
from .scoring import entered, mean, ranked

DIGITS = 9
"""Decimals to which values are told apart: what differs by less is equal."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A ranking by one method, the first first; `values` are the method's own, in the same order."""

    method: str
    names: tuple[str, ...]
    values: tuple[float, ...]


def opinions(tender: Tender) -> tuple[Opinion, ...]:
    """Return the rankings by TOPSIS, VIKOR and PROMETHEE II; none where all bids are alike or only one is ranked.

    Criteria in which all are equal say nothing and are left out. Equal values keep the order of the file.

    Raises
    ------
    MissingExtraError
        pymcdm is not installed.
    """
    field = entered(tender)
    if len(field.names) < 2:
        return ()
    methods = _methods()
    prices = ranked(field, field.paid)[1]
    columns = [(np.array(prices, dtype=float), -1, field.weights[0])]
    for name, criterion in tender.criteria.items():
        held = [float(mean(tender.bidders[bidder].points[name])) for bidder in field.names]
        columns.append((np.array(held), 1, exact(criterion.points)))
    told = [(column, sign, float(weight)) for column, sign, weight in columns if weight and np.ptp(column) > 0]
    if not told:
        return ()
    matrix = np.column_stack([column for column, _, _ in told])
    signs = np.array([sign for _, sign, _ in told])
    weights = np.array([weight for _, _, weight in told])
    found = (_opinion(name, method, sense, matrix, weights / weights.sum(), signs) for name, method, sense in methods)
    return tuple(Opinion(name, tuple(field.names[i] for i in at), said) for name, at, said in found if at)


def _methods() -> tuple[tuple[str, Callable[..., Any], int], ...]:
    """Return (name, method, 1 where more is better)."""
    try:
        from pymcdm.methods import PROMETHEE_II, TOPSIS, VIKOR
    except ImportError as fault:
        raise MissingExtraError('pip install "houqin[mcda]"') from fault
    return ("TOPSIS", TOPSIS(), 1), ("VIKOR", VIKOR(), -1), ("PROMETHEE II", PROMETHEE_II("usual"), 1)


def _opinion(
    name: str, method: Callable[..., Any], sense: int, matrix: Any, weights: Any, signs: Any
) -> tuple[str, list[int], tuple[float, ...]]:
    """Return the method's name, the order of rows and their values; no order where the method is not defined."""
    with np.errstate(all="ignore"):
        # the library's own checks warn of bidders that are best or worst in everything, which is no fault
        values = np.round(np.asarray(method(matrix, weights, signs, validation=False), dtype=float), DIGITS)
    if not np.isfinite(values).all():
        return name, [], ()
    order = sorted(range(len(values)), key=lambda i: (-sense * values[i], i))
    return name, order, tuple(float(values[i]) + 0.0 for i in order)
