"""What may be decided inside a unit."""

from dataclasses import dataclass
from typing import Literal

from .text import Text


@dataclass(frozen=True, slots=True)
class Lever:
    """One whole number to choose.

    Parameters
    ----------
    name : str
        As the scenario calls it.
    cost : "post" | "machine"
        What a step of one costs: the yearly price of a person in post, or of one machine of type `name`.
    low, high : int
        The box, both ends included.
    window : int
        Index of the stretch of the day it acts in; -1 for all day. The window relaxation groups by it.
    """

    name: str
    text: Text
    cost: Literal["post", "machine"]
    low: int
    high: int
    window: int = -1


@dataclass(frozen=True, slots=True, order=True)
class Setting:
    """A level for every lever of a unit, in the order of `Kind.levers`, and who fills the posts.

    Parameters
    ----------
    levels : tuple of int
    staff : int
        How many of the posts are filled by the bureau's staff in post; the rest by the other team.
    """

    levels: tuple[int, ...]
    staff: int = 0
