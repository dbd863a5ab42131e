"""What can go wrong, as data.

Every exception of houqin descends from `HouqinError` and names the exit code the command line ends with.
"""

from dataclasses import dataclass
from typing import Any, Literal

from .text import Lang, Text

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault of an input, with the place to mend.

    Parameters
    ----------
    code : str
        Stable name of the fault class, `HQ1203`; `houqin explain` expands it.
    path : str
        Dotted path inside the scenario, `sites.X.area_m2`; empty for a fault of the whole file.
    text : Text
        The sentence, already filled in.
    file, line, column : str, int, int
        Where the offending text stands; lines and columns count from 1, 0 when there is no place.
    excerpt : str
        The offending line of the file as it stands, without its line break.
    """

    code: str
    path: str
    text: Text
    file: str = ""
    line: int = 0
    column: int = 0
    excerpt: str = ""
    severity: Severity = "error"

    def message(self, lang: Lang) -> str:
        """Return the sentence in `lang`."""
        return self.text.zh if lang == "zh" else self.text.en


class HouqinError(Exception):
    """Root of all exceptions of houqin."""

    exit_code = 1


class ScenarioError(HouqinError):
    """The scenario is invalid; every fault found is in `diagnostics`."""

    exit_code = 3

    def __init__(self, diagnostics: tuple[Diagnostic, ...]):
        super().__init__("; ".join(f"{d.file}:{d.line}:{d.column}: {d.code} {d.text.en}" for d in diagnostics))
        self.diagnostics = diagnostics


class InfeasibleError(HouqinError):
    """No plan satisfies the hard rules; `conflict` names a set of rules that cannot hold together."""

    exit_code = 4

    def __init__(self, conflict: tuple[Any, ...] = (), proven: bool = False, text: Text | None = None):
        super().__init__(text.en if text else ", ".join(str(c) for c in conflict))
        self.conflict = conflict
        self.proven = proven
        self.text = text


class LimitReached(HouqinError):  # noqa: N818 - a limit is not an error of anybody
    """A limit of time, memory or precision stopped the work."""

    exit_code = 6


class SolverError(HouqinError):
    """The solver failed, crashed, or returned something that does not survive the re-check."""

    exit_code = 1


class MissingExtraError(HouqinError):
    """An optional library is needed; the message names what to install."""

    exit_code = 7


class WorkersLost(HouqinError):  # noqa: N818 - as with a limit
    """Processes or machines that should do a part of the work are gone, cannot be reached, or are not alike."""

    exit_code = 6

    def __init__(self, text: Text):
        super().__init__(text.en)
        self.text = text


class Cancelled(HouqinError):  # noqa: N818 - the caller asked for it
    """The caller cancelled the work."""

    exit_code = 130
