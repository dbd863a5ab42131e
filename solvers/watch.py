"""Progress and cancellation of searches that may run side by side."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

from ..model.errors import Cancelled

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]


class Token(Protocol):
    """What a caller may hand in to stop the work: any object with a flag."""

    @property
    def cancelled(self) -> bool:
        """Whether to stop."""


@dataclass(slots=True)
class Watch:
    """Progress and cancellation shared by all threads."""

    total: int
    progress: Progress | None = None
    cancel: Token | None = None
    done: int = 0
    told: int = -1
    direct: bool = False
    """Whether the searches run in the caller's thread."""
    ended: bool = False
    lock: Any = field(default_factory=Lock)

    def stopped(self) -> bool:
        """Return whether somebody wants the work to end."""
        return self.ended or (self.cancel is not None and self.cancel.cancelled)

    def look(self) -> None:
        """Tell the caller what is new.

        Raises
        ------
        Cancelled
            Somebody wants the work to end.
        """
        self.tell()
        if self.done < self.total and self.stopped():
            raise Cancelled("the search was cancelled")

    def tick(self, steps: int = 1) -> None:
        """Count finished searches."""
        with self.lock:
            self.done += steps
        if self.direct:
            self.tell()

    def tell(self) -> None:
        """Tell the caller, in the caller's thread, when something new is done."""
        if self.progress and self.done > self.told:
            self.told = self.done
            self.progress("explore", self.told, self.total)
