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
    cost : "post" | "machine" | "none"
        What a step of one costs: the yearly price of a person in post, or of one machine of type `name`; "none" for
        what costs nothing by itself, though rows (`Row`) may make it need posts, and flows (`kind.Flow`) money.
    low, high : int
        The box, both ends included.
    window : int
        Index of the stretch of the day it acts in; -1 for all day. The window relaxation groups by it.
    switch : bool
        A question of its own ("does it pay?"): the best plans with the lever at `low` and above it are both found.
    """

    name: str
    text: Text
    cost: Literal["post", "machine", "none"]
    low: int
    high: int
    window: int = -1
    switch: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A linear rule that every setting obeys: the sum of coefficient x level is at least `least`.

    Parameters
    ----------
    name : str
        Identifier, unique within the unit.
    text : Text
        What it says: "on duty from 11:30 to 11:45".
    terms : tuple of (lever index, coefficient)
        Levers that do not stand here have coefficient 0.
    """

    name: str
    text: Text
    terms: tuple[tuple[int, int], ...]
    least: int

    def spare(self, levels: tuple[int, ...]) -> int:
        """Return by how much a setting exceeds what the row asks; negative where it breaks it."""
        return sum(c * levels[i] for i, c in self.terms) - self.least


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
