"""The command `regret`: what the plan of one variant of a case costs in the others."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from . import wording as words
from .asking import Apart, Number, Share
from .console import Progress, Session, attend, cache_folder, placed
from .inputs import Changes, File, Force, Jobs, loaded, overridden
from .workers import Executors, Scheduler, hiring

BASE = "base"
"""What the case is called as the file has it, without any scenario."""
KEEP = ("awards", "settings")

Variants = Annotated[str, typer.Option("--variants", metavar="A,B+C")]
Place = Annotated[Path | None, typer.Option("--out", metavar="DIR")]
Keep = Annotated[str, typer.Option("--keep", metavar="awards|settings")]


def regret(
    ctx: typer.Context,
    file: File,
    variants: Variants = "",
    keep: Keep = KEEP[0],
    number: Number = 0,
    within: Share = 0.03,
    apart: Apart = 1,
    change: Changes = None,
    jobs: Jobs = None,
    executor: Executors = "",
    scheduler: Scheduler = "",
    place: Place = None,
    force: Force = False,
    no_cache: Annotated[bool, typer.Option("--no-cache")] = False,
) -> int:
    """Weigh the plan of each variant in all others."""
    from .reports.regret import document
    from .reports.regretwords import told

    session: Session = ctx.obj
    if keep not in KEEP:
        said = words.CHOICES.say(session.lang, option="--keep", allowed=" / ".join(KEEP), value=keep)
        raise typer.BadParameter(said, param_hint="--keep")
    changes = overridden(change)
    cases = _cases(session, file, variants, changes)
    base = loaded(file, "", changes).scenario
    if place and (wrong := [path for path in (place, *place.parents) if path.exists() and not path.is_dir()]):
        raise typer.BadParameter(words.SAID["no_folder"].say(session.lang, path=wrong[0]), param_hint="--out")
    if place and not force and (taken := [path for path in _paths(place) if path.exists()]):
        session.warn(words.SAID["exists"].say(session.lang, path=taken[0]))
        return 2
    cache = None if no_cache else cache_folder(os.environ)
    workers = hiring(session, jobs, executor, scheduler)

    def work(cancel: Any) -> Any:
        from . import journey

        with Progress(session) as progress, workers.hired() as pool:
            found = journey.regret(
                cases, fixed=keep, number=number, within=within, apart=apart,
                jobs=workers.jobs, executor=pool, progress=progress, cancel=cancel, cache=cache,
            )  # fmt: skip
        return document(base, found, number=number, within=within, apart=apart)

    said = attend(session, work)
    if session.json:
        session.give(said)
    elif session.volume >= 0:
        session.show(told(said, session.lang, session.width()))
    if place:
        _write(session, place, said)
    return 0 if said["candidates"] else 4


def _cases(session: Session, file: str, wanted: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the variants by name: those asked for, else the case as it is and each of the file's scenarios.

    Raises
    ------
    typer.BadParameter
        There are not two of them, or one is named twice.
    """
    from .scenarios.read import load

    whole = loaded(file, "", {}).scenario
    every = list(dict.fromkeys([BASE, *whole.scenarios]))
    names = [n.strip() for n in wanted.split(",") if n.strip()] or every
    parts = [_parts(name, {*whole.scenarios, *whole.overrides}) for name in names]
    if len(names) < 2 or len(set(parts)) < len(parts):
        said = words.SAID["variants"].say(session.lang, names=", ".join(every))
        raise typer.BadParameter(said, param_hint="--variants")
    return {n: load(file, scenario=p, overrides=changes).scenario for n, p in zip(names, parts, strict=True)}


def _parts(name: str, known: set[str]) -> tuple[str, ...]:
    """Return what a variant applies, in order; a name the file gives, with a plus or not, is that one."""
    if name in known or name == BASE:
        return (name,) if name in known else ()
    return tuple(part.strip() for part in name.split("+") if part.strip())


def _paths(out: Path) -> tuple[Path, ...]:
    return tuple(out / name for name in ("regret.json", "regret.html", "regret.csv", "cells.csv", "candidates.csv"))


def _write(session: Session, out: Path, said: dict[str, Any]) -> None:
    """Write the matrix as JSON, as a page, and as tables that open in Excel."""
    from .reports.regret import page, tables

    made = {out / name: data.decode("utf-8") for name, data in tables(said).items()}
    made |= {
        out / "regret.json": json.dumps(said, ensure_ascii=False, indent=1) + "\n",
        out / "regret.html": page(said, session.lang),
    }
    placed(replace(session, json=False, volume=-1) if session.json else session, made, True)
