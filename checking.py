"""The command `check`: do the figures that scenario files expect come out; said in a line, as JSON, as JUnit XML."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from . import wording as words
from .console import Progress, Session, attend, cache_folder, tabled
from .inputs import Changes, Force, Jobs, Scenarios, Seed, Strict, failed, loaded, overridden, plain, reported
from .model.errors import Cancelled, ScenarioError
from .workers import Executors, Scheduler, Workers, hiring

if TYPE_CHECKING:
    from .reports.junit import Checked

Files = Annotated[list[str] | None, typer.Argument(metavar="[FILE|DIR]...")]
Junit = Annotated[Path | None, typer.Option("--junit", metavar="FILE")]


def check(
    ctx: typer.Context,
    files: Files = None,
    scenario: Scenarios = "",
    change: Changes = None,
    seed: Seed = None,
    jobs: Jobs = None,
    executor: Executors = "",
    scheduler: Scheduler = "",
    junit: Junit = None,
    force: Force = False,
    warn_as_error: Strict = False,
    no_cache: Annotated[bool, typer.Option("--no-cache")] = False,
) -> int:
    """Judge the expectations of some files."""
    session: Session = ctx.obj
    workers = hiring(session, jobs, executor, scheduler)
    if junit and junit.exists() and not force:
        session.warn(words.SAID["exists"].say(session.lang, path=junit))
        return 2
    overrides, warned = overridden(change, seed=seed), 0
    checked: list[Checked] = []
    for file in _files(files or ()):
        try:
            case = loaded(file, scenario, overrides)
            reported(session, case.warnings)
            warned += len(case.warnings) + (not case.scenario.expect)
            checked.append(_judged(session, file, case.scenario, workers, no_cache))
        except Cancelled:
            raise
        except Exception as error:
            checked.append(_failed(session, file, error))
        _said(session, checked[-1])
    _given(session, checked, junit)
    wrong = [each.error["exit_code"] for each in checked if each.error]
    missed = any(each.unmet() for each in checked) or (warn_as_error and warned)
    return wrong[0] if wrong else 5 if missed else 0


def _files(given: Sequence[str]) -> list[str]:
    """Return the files meant: a folder stands for the YAML files in it, nothing at all for the shipped cases."""
    from .scenarios.read import templates

    found: list[str] = []
    for name in given or templates():
        inside = sorted(Path(name).glob("*.yaml")) if Path(name).is_dir() else []
        found += [path.as_posix() for path in inside] or [name]
    return found


def _judged(session: Session, file: str, case: Any, workers: Workers, no_cache: bool) -> "Checked":
    """Return what becomes of a case's expectations; it is run only where one is about what a run finds out."""
    from .reports.junit import Checked
    from .reports.result import foreseen, result

    named = {"id": case.id, "hash": case.hash()}
    rows = foreseen(case)
    if rows is not None:
        return Checked(file, named, "read", rows)

    def work(cancel: Any) -> Any:
        from . import journey

        cache = None if no_cache else cache_folder(os.environ)
        with Progress(session) as progress, workers.hired() as pool:
            return journey.run(
                case, jobs=workers.jobs, executor=pool, progress=progress, cancel=cancel, cache=cache
            )

    found = result(attend(session, work))
    return Checked(file, named, found["status"], found["expect"])


def _failed(session: Session, file: str, error: Exception) -> "Checked":
    """Return a file that cannot be read or run, and say why."""
    from .reports.junit import Checked

    code, status, said = failed(session, error)
    found = error.diagnostics if isinstance(error, ScenarioError) else ()
    reported(session, found)
    return Checked(file, None, status, (), {"exit_code": code, "message": said, "diagnostics": plain(found)})


def _said(session: Session, each: "Checked") -> None:
    """Say how a file did; what does not hold is said however quiet the session."""
    from .reports.junit import got, unmet, wanted

    missed = each.unmet()
    for row in missed:
        session.warn(f"{each.file}: {row['metric']}: {unmet(row, session.lang)}")
    if each.error:
        session.warn(f"{each.file}: {each.error['message']}")
        return
    if session.volume > 0 and not session.json and each.expect:
        yes_no = {True: words.SAID["holds"].say(session.lang), False: words.SAID["missed"].say(session.lang)}
        rows = [{"metric": r["metric"], "target": wanted(r), "estimate": got(r, session.lang),
                 "holds": yes_no[r["holds"]]} for r in each.expect]  # fmt: skip
        tabled(session, rows, "metric target estimate holds")
    said = "unasked" if not each.expect else "unmet" if missed else "met"
    session.say(words.SAID[said], file=each.file, n=len(each.expect), missed=len(missed))


def _given(session: Session, checked: Sequence["Checked"], junit: Path | None) -> None:
    """Write the JUnit file and print the JSON, where they are asked for."""
    from .reports.junit import junit as rendered
    from .reports.store import put

    if junit:
        put(junit, rendered(checked, session.lang))
        session.say(words.SAID["made"], path=junit)
    if session.json:
        rows = [{"file": c.file, "scenario": c.scenario, "status": c.status, "expect": list(c.expect),
                 "error": c.error} for c in checked]  # fmt: skip
        holds = not any(c.error or c.unmet() for c in checked)
        session.give({"schema_version": 1, "holds": holds, "files": rows})
