"""The only door to an engine: settings and addresses in, counts out."""

from typing import Any, Literal

import numpy as np

from .kind import Kind, Workforce
from .levers import Setting
from .measures import Counts
from .scenario import Scenario
from .streams import Stream

Engine = Literal["kernel", "reference"]
ROOM = 192 * 2**20
"""Bytes of traces a sampler keeps; later ones are drawn again when asked for."""


class Sampler:
    """The days of one unit under one workforce: every setting asked for meets the same days.

    Parameters
    ----------
    kind : Kind
    spec : Any
        The unit's spec.
    workforce : Workforce
        Staff in post, and the other team.
    key : int
        Stream key (`streams.key`); replication r has the address (key, r) and is the same whenever it is asked for.
    room : int
        Bytes of traces to keep for the next setting. Besides them a sampler holds one trace and the counts.
    """

    def __init__(self, kind: Kind, spec: Any, workforce: Workforce, key: int, room: int = ROOM):
        self.kind, self.spec, self.workforce, self.key, self.room = kind, spec, workforce, key, room
        self.layout, self.width = kind.layout(spec), len(kind.counters(spec))
        self._traces: dict[int, Any] = {}
        self._held = 0

    def __getstate__(self) -> dict[str, Any]:
        """Return what another process needs: not the spec, which takes longer to unpack than a day, and no days."""
        return {**self.__dict__, "spec": None, "_traces": {}, "_held": 0}

    def trace(self, replication: int) -> Any:
        """Return the chance of one replication."""
        found = self._traces.get(replication)
        if found is None:
            found = self.kind.draw(self.layout, self.workforce, Stream(self.key, replication))
            size = sum(part.nbytes for part in found if isinstance(part, np.ndarray))
            if self._held + size <= self.room:
                self._held += size
                self._traces[replication] = found
        return found

    def counts(self, setting: Setting, n: int, start: int = 0, engine: Engine = "kernel") -> Counts:
        """Return the counts of replications start .. start + n - 1, int64, shape (n, counters).

        Raises
        ------
        ValueError
            When the levels do not fit the unit's levers.
        """
        if engine == "kernel" and not self.room and self.kind.block:
            return self.kind.block(self.layout, self.workforce, setting, self.key, start, n)
        run = self.kind.kernel if engine == "kernel" else self.kind.reference
        found = np.empty((n, self.width), dtype=np.int64)
        for row, r in zip(found, range(start, start + n), strict=True):
            row[:] = run(self.layout, setting, self.trace(r), False).counts
        return found

    def identical(self, setting: Setting, n: int, start: int = 0) -> bool:
        """Return whether both engines produce the same events and counts in replications start .. start + n - 1."""
        for r in range(start, start + n):
            trace = self.trace(r)
            fast = self.kind.kernel(self.layout, setting, trace, True)
            slow = self.kind.reference(self.layout, setting, trace, True)
            if not np.array_equal(fast.log, slow.log) or not np.array_equal(fast.counts, slow.counts):  # type: ignore[arg-type]
                return False
        return True


def sampler(scenario: Scenario, unit: str, workforce: Workforce, key: int) -> Sampler:
    """Return the sampler of a unit of a scenario, for one setting: it keeps no days."""
    return Sampler(scenario.kind(unit), scenario.spec(unit), workforce, key, room=0)


def days(
    scenario: Scenario,
    unit: str,
    workforce: Workforce,
    setting: Setting,
    key: int,
    replications: int,
    engine: Engine = "kernel",
    start: int = 0,
) -> Counts:
    """Return the counts of some days of one setting of a unit, int64, shape (replications, counters)."""
    return sampler(scenario, unit, workforce, key).counts(setting, replications, start, engine)
