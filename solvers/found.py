"""What a search has found, and what it teaches the next one."""

from dataclasses import dataclass

from .problem import Levels


@dataclass(frozen=True, slots=True)
class Hint:
    """What a similar problem has taught: answer, highest rejected settings, blocks by goal; and where else to begin."""

    best: Levels | None = None
    rejected: tuple[tuple[int, Levels], ...] = ()
    levers: tuple[tuple[int, tuple[tuple[int, ...], ...]], ...] = ()
    start: Levels | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The outcome of a search under one set of prices.

    Parameters
    ----------
    best : tuple of int or None
        Cheapest accepted setting; among equals seen the one with fewest machines, then lowest levels in order of
        the levers. None where nothing was accepted.
    value : int or None
        weights . best.
    bound : int or None
        weights . levels is at least this in every setting of the box that meets the standards; None when no
        setting of the box meets them.
    accepted : tuple of levels
        Every setting accepted so far, sorted.
    """

    best: Levels | None
    value: int | None
    bound: int | None
    accepted: tuple[Levels, ...]
