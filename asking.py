"""The command `why`: what rules cost, what would enter the plan, what is hardly dearer, and why there is no plan."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from . import wording as words
from .console import Progress, Session, attend, cache_folder
from .inputs import Jobs, located
from .workers import Executors, Scheduler, hiring

Rule = Annotated[str, typer.Option("--rule", metavar="NAME")]
Name = Annotated[str, typer.Option("--not", metavar="VENDOR|MODE")]
Unit = Annotated[str, typer.Option("--unit", metavar="UNIT")]
Number = Annotated[int, typer.Option("--alternatives", metavar="N", min=0, max=6)]
Theme = Annotated[str, typer.Option("--frontier", metavar="THEME")]
Share = Annotated[float, typer.Option("--within", metavar="X", min=0.0, max=0.5)]
Apart = Annotated[int, typer.Option("--apart", metavar="M", min=1, max=1000)]


def why(
    ctx: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN")] = "latest",
    rule: Rule = "",
    name: Name = "",
    unit: Unit = "",
    number: Number = 0,
    within: Share = 0.03,
    apart: Apart = 1,
    theme: Theme = "",
    jobs: Jobs = None,
    executor: Executors = "",
    scheduler: Scheduler = "",
    no_cache: Annotated[bool, typer.Option("--no-cache")] = False,
) -> int:
    """Explain a saved run."""
    from .reports import recall
    from .reports.reasons import sections
    from .reports.terminal import listed
    from .reports.why import document

    session: Session = ctx.obj
    folder = located(session, run)
    try:
        scenario, result = recall.opened(folder)
    except recall.Damaged as error:
        session.warn(words.SAID["tampered"].say(session.lang, what=error.text.say(session.lang)))
        return 5
    full = known(session, "--rule", rule, _rules(scenario))
    if unit:
        known(session, "--unit", unit, list(scenario.units))
    if name:
        known(session, "--not", name, _names(scenario, unit))
    if theme:
        known(session, "--frontier", theme, _themes())
    cache = None if no_cache else cache_folder(os.environ)
    workers = hiring(session, jobs, executor, scheduler)

    def work(cancel: Any) -> Any:
        from . import journey, telling
        from .solvers.why import asked

        with Progress(session) as progress:
            menus = recall.menus(result)
            if not menus:
                with workers.hired() as pool:
                    menus = journey.explore(
                        scenario, jobs=workers.jobs, executor=pool, progress=progress, cancel=cancel, cache=cache
                    )
            progress(telling.ProgressEvent("explain", 0, 1, None))
            found = asked(scenario, menus, result.get("plan_hash") or "", recall.attempts(result))
            return document(
                found, rule=full, name=name, unit=unit, number=number, within=within, apart=apart, theme=theme
            )

    said = {"run": Path(folder).name, **attend(session, work)}
    if session.json:
        session.give(said)
    elif session.volume >= 0:
        session.show(listed(sections(said, session.lang)))
    return 4 if "conflict" in said else 0


def known(session: Session, option: str, given: str, names: list[str]) -> str:
    """Return the name that is meant: the very one, or the only one that has it as a part; "" for none.

    Raises
    ------
    typer.BadParameter
        There is no such name, or several.
    """
    fits = [name for name in names if given in name]
    if not given or given in names:
        return given
    if len(fits) == 1 and option == "--rule":
        return fits[0]
    near = fits or get_close_matches(given, names, n=3, cutoff=0.5) or names
    said = words.SAID["no_name"].say(session.lang, name=given, names=", ".join(near[:8]))
    raise typer.BadParameter(said, param_hint=option)


def _themes() -> list[str]:
    from .solvers.packages import AIMS

    return list(AIMS)


def _rules(scenario: Any) -> list[str]:
    from .solvers.rules import named

    return [rule.id for rule in named(scenario)]


def _names(scenario: Any, unit: str) -> list[str]:
    from .solvers.menu import options
    from .solvers.prices import vendor

    found = [name for o in options(scenario) if unit in ("", o.unit)
             for name in (o.mode, vendor(scenario, o), o.bid) if name]  # fmt: skip
    return list(dict.fromkeys(found))
