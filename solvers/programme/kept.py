"""Solutions of the parts of large programmes: kept within a run and, in the cache folder, from one run to the next.

A file is addressed by a hash of everything its solution depends on: the part's arrays and discounts, the gap, the
version of HiGHS and the program text. Only what ended within the gap is stored, so that neither a clock nor an earlier
run can change an answer; what is read is checked against the part's rows, and a damaged file is as good as none.
"""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path

import numpy as np

from ...model.errors import SolverError
from .. import cache, contracts, highs
from ..rows import check
from .start import View, close

SOURCES = ("belief.py", "contracts.py", "highs.py", "rows.py")
"""What solutions depend on besides this package."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Solutions of parts by the hash of their arrays; `folder` is where more of them are, if anywhere."""

    folder: Path | None = None
    held: dict[bytes, highs.Solved] = field(default_factory=dict)

    def copy(self) -> "Kept":
        """Return the same solutions, to which others can be added."""
        return replace(self, held=dict(self.held))

    def solution(self, part: View, gap: float, solve: Callable[[], highs.Solved]) -> highs.Solved:
        """Return a part's solution: one held that is close enough, the one stored for this gap, or what `solve` finds.

        Raises
        ------
        LimitReached
            The folder cannot be written.
        """
        at = part.rows.digest()
        if at in self.held and close(self.held[at], gap):
            return self.held[at]
        name = address(part, at, gap) if self.folder else ""
        found = self._stored(part, gap, name)
        if not found:
            found = solve()
            self._store(found, name)
        self.held[at] = found
        return found

    def _stored(self, part: View, gap: float, name: str) -> highs.Solved | None:
        """Return a solution from the folder, if it is one of the part and within the gap of its bound."""
        if self.folder is None:
            return None
        try:
            with (self.folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
                x, value = check(part.rows, stored["x"])
                found = highs.Solved("optimal", value, float(stored["bound"]), x)
        except (*cache.DAMAGE, TypeError, SolverError):
            return None
        return found if close(found, gap) else None

    def _store(self, found: highs.Solved, name: str) -> None:
        """Store a solution that ended within its gap."""
        if self.folder is None or found.status != "optimal" or found.x is None or found.bound is None:
            return
        x, bound = found.x, found.bound
        cache.put(self.folder, f"{name}.npz", lambda file: np.savez_compressed(file, x=x, bound=bound))


def address(part: View, digest: bytes, gap: float) -> str:
    """Return the SHA-256 of all that the solution of a part depends on; `digest` is that of its arrays."""
    tiers = {bid: contracts.tiers(part.case.scenario, bid) for bid, _, _ in part.tier}
    content = (_text(), highs.version(), digest, gap, part.tier, part.cut, part.steps, part.reach, tiers)
    return hashlib.sha256(repr(content).encode()).hexdigest()


@functools.cache
def _text() -> str:
    """Return the SHA-256 of the program text that solves parts."""
    solvers = resources.files(__package__.rpartition(".")[0])
    return cache.hashed([*resources.files(__package__).iterdir(), *(solvers / name for name in SOURCES)])
