"""How a run tells its caller where it stands, and learns that it is to stop."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from .model.errors import Cancelled


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """How far a run has come.

    Parameters
    ----------
    stage : "compile" | "explore" | "choose" | "certify" | "explain" | "report"
    done, total : int
        Steps of this stage.
    eta_s : float or None
        Seconds this stage is expected to need yet; None before anything is known.
    """

    stage: str
    done: int
    total: int
    eta_s: float | None


class CancelToken:
    """Set it from any thread; the run stops at its next step and raises `Cancelled`."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask the run to stop."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked the run to stop."""
        return self._event.is_set()


Progress = Callable[[ProgressEvent], None]


class Teller:
    """Turns steps into events with the time left, at most ten a second but for the first and last of a stage."""

    def __init__(self, progress: Progress | None, cancel: CancelToken, clock: Callable[[], float] = time.monotonic):
        self._progress, self._cancel, self._clock = progress, cancel, clock
        self._stage, self._since, self._last, self._seen = "", 0.0, 0.0, clock()
        self.timings: dict[str, float] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell that so many of all steps of a stage are done.

        Raises
        ------
        Cancelled
        """
        now = self._clock()
        began = self._stage or stage  # the time since the last step belongs to the stage then under way
        self.timings[began] = self.timings.get(began, 0.0) + now - self._seen
        self._seen = now
        if stage != self._stage:
            self._stage, self._since, self._last = stage, now, 0.0
            self.timings.setdefault(stage, 0.0)
        if self._cancel.cancelled:
            raise Cancelled("cancelled")
        if self._progress and (done in (0, total) or now - self._last >= 0.1):
            self._last = now
            left = (now - self._since) * (total - done) / done if done else None
            self._progress(ProgressEvent(stage, done, total, left))
