"""The command `fit`: what a recorded log says about a unit's demand."""

from pathlib import Path
from typing import Annotated, Any

import typer

from . import wording as words
from .console import Session, placed
from .inputs import Changes, File, Force, Scenarios, headed, loaded, overridden, plain, reported
from .model.errors import Diagnostic, ScenarioError

Unit = Annotated[str, typer.Argument(metavar="UNIT")]
Source = Annotated[str, typer.Argument(metavar="LOG")]
Lead = Annotated[float | None, typer.Option("--lead", metavar="SECONDS", min=0.0, max=3600.0)]
Target = Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE")]


def fit(
    ctx: typer.Context,
    file: File,
    unit: Unit,
    log: Source,
    scenario: Scenarios = "",
    change: Changes = None,
    lead: Lead = None,
    out: Target = None,
    force: Force = False,
) -> int:
    """Fit a unit's demand to a log, as a patch of the case."""
    from .scenarios import fitted as made
    from .scenarios.logs import opened

    session: Session = ctx.obj
    case = loaded(file, scenario, overridden(change)).scenario
    if unit not in case.units:
        said = words.SAID["no_unit"].say(session.lang, name=unit, names=", ".join(case.units))
        raise typer.BadParameter(said, param_hint="UNIT")
    kind = case.kind(unit)
    if kind.fit is None or kind.recording is None:
        said = words.SAID["no_fit"].say(session.lang, name=unit, kind=kind.text.say(session.lang))
        raise typer.BadParameter(said, param_hint="UNIT")
    source = opened(log, kind.recording.form)
    reported(session, source.warnings)
    assert source.log is not None  # it is only missing where there are faults, which have been raised
    found = kind.fit(case.spec(unit), source.log, lead)
    if not found.changes:
        raise ScenarioError((Diagnostic("HQ1704", "", words.SAID["unused"], log),))
    text = made.document(case, unit, source.log, found, session.lang)
    if out and not placed(session, {out: text}, force):
        return 2
    if session.json and not out:
        session.give(answer(case, unit, source, found))
    elif not session.json and not out:
        session.out.write(text)
    elif not session.json:
        session.say(words.SAID["fitted"], days=found.days, used=found.used, total=found.total)
    return 0


def answer(case: Any, unit: str, source: Any, found: Any) -> dict[str, Any]:
    """Return what was fitted as data for JSON."""
    from .scenarios.fitted import learnt, patch

    return {
        **headed(case),
        "unit": unit,
        "log": {"file": source.log.file, "sha256": source.log.sha256},
        **{key: getattr(found, key) for key in ("days", "used", "total")},
        "patch": patch(case, unit, found),
        "learnt": learnt(case, unit, found),
        "notes": [{"zh": note.zh, "en": note.en} for note in found.notes],
        "diagnostics": plain(source.warnings),
    }
