"""The command `run`: read, explore, choose, certify, report; what is heavy is imported inside."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from . import wording as words
from .console import INTERRUPTED, Progress, Session, attend, cache_folder
from .inputs import (
    RUNS,
    Changes,
    Days,
    File,
    Force,
    Jobs,
    Out,
    Scenarios,
    Seed,
    Strict,
    headed,
    loaded,
    overridden,
    plain,
    reported,
    seconds,
)
from .workers import Executors, Scheduler, Workers, hiring

ENDS = {"certified": 0, "marginal": 6, "failed": 6, "infeasible": 4, "limit": 6, "cancelled": INTERRUPTED}
"""Status of an answer -> exit code."""


def run(
    ctx: typer.Context,
    file: File,
    scenario: Scenarios = "",
    change: Changes = None,
    seed: Seed = None,
    replications: Days = None,
    jobs: Jobs = None,
    executor: Executors = "",
    scheduler: Scheduler = "",
    gap: Annotated[float | None, typer.Option("--gap", metavar="G", min=0.0, max=0.5)] = None,
    time_limit: Annotated[str | None, typer.Option("--time-limit", metavar="90s|10m|1h")] = None,
    out: Out = None,
    force: Force = False,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    no_report: Annotated[bool, typer.Option("--no-report")] = False,
    warn_as_error: Strict = False,
    no_cache: Annotated[bool, typer.Option("--no-cache")] = False,
) -> int:
    """Read, explore, choose, certify, report."""
    session: Session = ctx.obj
    limit, workers = seconds(time_limit, session.lang), hiring(session, jobs, executor, scheduler)
    study = {"seed": seed, "certify_replications": replications, "gap": gap, "time_limit_s": limit}
    case = loaded(file, scenario, overridden(change, **study))
    reported(session, case.warnings)
    if warn_as_error and case.warnings:
        session.warn(words.SAID["warned"].say(session.lang, n=len(case.warnings)))
        return 5
    if dry_run:
        return rehearsed(session, case.scenario)
    from .reports import store

    if out:
        store.refuse(out, force)
    result, files, timings = attend(session, lambda cancel: solved(session, case, workers, no_cache, no_report, cancel))
    folder = kept(session, case, result, files, timings, out, force)
    shown(session, result, folder)
    return ENDS[result["status"]]


def solved(
    session: Session, case: Any, workers: Workers, no_cache: bool, no_report: bool, cancel: Any
) -> tuple[dict[str, Any], dict[str, bytes], dict[str, float]]:
    """Return the result of a case, the files of its run folder, and the seconds each stage took."""
    from . import journey, telling
    from .reports.result import result as flat
    from .reports.store import bundle

    cache = None if no_cache else cache_folder(os.environ)
    with Progress(session) as progress:
        with workers.hired() as pool:
            answer = journey.run(
                case.scenario, jobs=workers.jobs, executor=pool, progress=progress, cancel=cancel, cache=cache
            )
        progress(telling.ProgressEvent("report", 0, 1, None))
        result = flat(answer)
        lang = None if no_report else session.lang
        files = bundle(result, case.scenario, case.inputs.patches, lang, answer.proof)
        progress(telling.ProgressEvent("report", 1, 1, None))
    return result, files, answer.timings


def kept(
    session: Session,
    case: Any,
    result: dict[str, Any],
    files: Mapping[str, bytes],
    timings: dict[str, float],
    out: Path | None,
    force: bool,
) -> Path:
    """Write the run folder and return it; in `runs/` it also becomes the latest."""
    from .reports import store

    facts = store.manifest(
        result["status"],
        list(session.argv),
        seed=result["seed"],
        inputs={Path(case.inputs.file).name: case.inputs.sha256, **dict(case.inputs.logs)},
        changes=[{"path": p, "value": v, "by": name} for p, v, name in case.inputs.patches],
        timings=timings,
        warnings=plain(case.warnings),
    )
    if out:
        return store.write(out, files, facts, force)
    name = store.title(result["scenario"]["id"], result["scenario"]["hash"], datetime.now(UTC))
    folder = store.write(store.free(RUNS / name), files, facts)
    store.mark(RUNS, folder.name)
    return folder


def shown(session: Session, result: dict[str, Any], folder: Path) -> None:
    """Print the result: all of it as JSON, or the summary and where the rest is."""
    if session.json:
        session.give(result)
        session.warn(words.SAID["folder"].say(session.lang, path=folder))
        return
    if session.volume >= 0:
        from .reports.terminal import summary

        session.show(summary(result, session.lang, session.width()))
    session.say(words.SAID["folder"], path=folder)
    if (folder / "report.html").is_file():
        session.say(words.SAID["report"], path=folder / "report.html")


def rehearsed(session: Session, scenario: Any) -> int:
    """Print what a run would do; touch nothing."""
    from .solvers.menu import options, staffing

    study, rows = scenario.study, []
    for unit in scenario.units:
        found = [o for o in options(scenario) if o.unit == unit]
        mixes = sum(len(staffing(scenario, o)) for o in found)
        rows.append({"unit": unit, "options": len(found), "mixes": mixes, "levers": len(scenario.levers(unit))})
    days = {
        "search": study.search_replications,
        "certify": study.certify_replications,
        "reference": study.reference_replications,
    }
    if session.json:
        session.give({**headed(scenario), "units": rows, "days": days})
        return 0
    session.say(words.SAID["dry"])
    for row in rows:
        session.say(words.SAID["dry_unit"], **row)
    session.say(words.SAID["dry_days"], **days)
    return 0
