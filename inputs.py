"""What the commands take in: their common options, scenario files, and what is wrong with these."""

import errno
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from . import wording as words
from .console import Session, fault
from .model.errors import Diagnostic, HouqinError, ScenarioError
from .model.text import Lang, Text

MOST = 20
"""Diagnostics printed before the rest is only counted."""
RUNS = Path("runs")
DISK = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)
"""Faults of the disk rather than of ours."""
FAILURES = {
    2: ("occupied", words.SAID["occupied"]),
    4: ("infeasible", words.SAID["infeasible"]),
    6: ("limit", words.SAID["limit"]),
    7: ("environment", words.SAID["extra"]),
}
"""Exit code of an exception of ours -> status, and the sentence around its own words."""

File = Annotated[str, typer.Argument(metavar="FILE")]
Scenarios = Annotated[str, typer.Option("--scenario", metavar="A,B")]
Changes = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE")]
Seed = Annotated[int | None, typer.Option("--seed", metavar="S", min=0, max=2**63 - 1)]
Days = Annotated[int | None, typer.Option("--replications", "-n", metavar="N", min=20, max=1_000_000)]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", metavar="N", min=1, max=1024)]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR")]
Force = Annotated[bool, typer.Option("--force")]
Strict = Annotated[bool, typer.Option("--warn-as-error")]


def reported(session: Session, found: tuple[Diagnostic, ...]) -> None:
    """Print diagnostics to `err`, at most `MOST`, then how many more there are."""
    from .scenarios.read import format_text

    for diagnostic in found[:MOST]:
        session.warn(format_text(diagnostic, session.lang))
    if len(found) > MOST:
        session.warn(words.SAID["more"].say(session.lang, n=len(found) - MOST))


def plain(found: tuple[Diagnostic, ...]) -> list[dict[str, Any]]:
    """Return diagnostics as data for JSON."""
    keys = ("code", "severity", "path", "file", "line", "column")
    return [{**{k: getattr(d, k) for k in keys}, "text": {"zh": d.text.zh, "en": d.text.en}} for d in found]


def failed(session: Session, error: BaseException) -> tuple[int, str, str]:
    """Return exit code, status and sentence of an error; a fault of ours is written to a file."""
    lang = session.lang
    if isinstance(error, ScenarioError):
        return error.exit_code, "invalid", words.SAID["invalid"].say(lang, n=len(error.diagnostics))
    if isinstance(error, ModuleNotFoundError) and not str(error.name).startswith("houqin"):
        return 7, "environment", words.SAID["library"].say(lang, name=error.name)
    if isinstance(error, HouqinError) and error.exit_code in FAILURES:
        status, sentence = FAILURES[error.exit_code]
        text = getattr(error, "text", None)
        return error.exit_code, status, text.say(lang) if isinstance(text, Text) else sentence.say(lang, said=error)
    if isinstance(error, OSError) and error.errno in DISK:
        return 6, "limit", words.SAID["limit"].say(lang, said=f"{error.filename or 'stdout'}: {error.strerror}")
    where = fault(error, session.argv)
    return 1, "fault", words.SAID["fault"].say(lang, kind=type(error).__name__, path=where)


def headed(case: Any) -> dict[str, Any]:
    """Return what answers about a case begin with in JSON."""
    return {"schema_version": 1, "scenario": {"id": case.id, "hash": case.hash()}}


def loaded(file: str, scenario: str, overrides: dict[str, Any]) -> Any:
    """Return the case of a file with its warnings and origin; `scenario` holds names separated by commas."""
    from .scenarios.read import load

    names = tuple(n.strip() for n in scenario.split(",") if n.strip())
    return load(file, scenario=names, overrides=overrides)


def located(session: Session, run: str) -> Path:
    """Return a run folder by path, name or `latest`."""
    from .reports.store import find

    try:
        return find(run, RUNS)
    except (FileNotFoundError, NotADirectoryError):
        said = words.SAID["no_run"].say(session.lang, name=run)
        raise typer.BadParameter(said, param_hint="RUN") from None


def overridden(change: list[str] | None, **study: Any) -> dict[str, Any]:
    """Return what `--set` and the options of the study change, by path."""
    from .scenarios.overrides import parse_set

    named = {f"study.{key}": value for key, value in study.items() if value is not None}
    return {**dict(parse_set(text) for text in change or ()), **named}


def seconds(text: str | None, lang: Lang) -> float | None:
    """Return `90s`, `10m`, `1h` or a plain number in seconds; None for None.

    Raises
    ------
    typer.BadParameter
        It is none of these.
    """
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text)
    if not found:
        raise typer.BadParameter(words.DURATION.say(lang, value=text), param_hint="--time-limit")
    return float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600}[found[2]]
