"""The commands, each one function that returns an exit code. What is heavy is imported inside."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from . import wording as words
from .asking import why
from .checking import check
from .console import Progress, Session, attend, placed, record, tabled
from .doctor import doctor
from .fitting import fit
from .inputs import (
    Changes,
    Days,
    File,
    Force,
    Out,
    Scenarios,
    Seed,
    Strict,
    headed,
    loaded,
    located,
    overridden,
    plain,
    reported,
)
from .regretting import regret
from .running import run
from .tendering import rules, tender

PROVINCE, MOST = "province", 3000
"""The template that is generated, and its compounds at most."""


def validate(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    scenario: Scenarios = "",
    change: Changes = None,
    warn_as_error: Strict = False,
) -> int:
    """List every fault of some files."""
    from .scenarios.read import validate as check

    session: Session = ctx.obj
    names = tuple(n.strip() for n in scenario.split(",") if n.strip())
    found = {file: check(file, scenario=names, overrides=overridden(change)) for file in files}
    wrong = {file: sum(d.severity == "error" for d in said) for file, said in found.items()}
    for file, said in found.items():
        reported(session, said)
        if not wrong[file] and not session.json:
            session.say(words.SAID["valid"], file=file, n=len(said))
    if session.json:
        rows = [{"file": f, "valid": not wrong[f], "diagnostics": plain(said)} for f, said in found.items()]
        session.give({"schema_version": 1, "files": rows})
    if any(wrong.values()):
        return 3
    return 5 if warn_as_error and any(found.values()) else 0


def simulate(
    ctx: typer.Context,
    file: File,
    scenario: Scenarios = "",
    change: Changes = None,
    seed: Seed = None,
    replications: Days = None,
    engine: Annotated[str, typer.Option("--engine", metavar="kernel|reference")] = "kernel",
) -> int:
    """Simulate today's way as it is."""
    session: Session = ctx.obj
    if engine not in ("kernel", "reference"):
        said = words.CHOICES.say(session.lang, option="--engine", allowed="kernel / reference", value=engine)
        raise typer.BadParameter(said, param_hint="--engine")
    case = loaded(file, scenario, overridden(change, seed=seed, certify_replications=replications)).scenario

    def work(cancel: Any) -> Any:
        from . import journey, telling

        with Progress(session) as progress:
            progress(telling.ProgressEvent("simulate", 0, 1, None))
            return journey.simulate(case, engine=engine, replications=case.study.certify_replications)

    rows = [record(row) for row in attend(session, work)]
    if session.json:
        session.give({**headed(case), "engine": engine, "checks": rows})
        return 0
    from .reports.numbers import measured

    for row in rows:
        known = case.measures(row["unit"])[row["measure"]]
        row["target"] = "" if row["target"] is None else measured(row["target"], known.unit, session.lang)
        row |= {k: measured(row[k], known.unit, session.lang) for k in ("estimate", "lower", "upper")}
        row["measure"] = known.text.say(session.lang)
    tabled(session, rows, "unit measure target estimate lower upper")
    return 0


def calibrate(
    ctx: typer.Context, file: File, scenario: Scenarios = "", change: Changes = None, seed: Seed = None
) -> int:
    """Find the effort factor of each unit whose present score is stated."""
    session: Session = ctx.obj
    case = loaded(file, scenario, overridden(change, seed=seed)).scenario

    def work(cancel: Any) -> Any:
        from .solvers.calibrate import calibrate as solve
        from .telling import ProgressEvent

        with Progress(session) as progress:
            progress(ProgressEvent("calibrate", 0, 1, None))
            return solve(case)

    rows = [record(row) for row in attend(session, work)]
    if session.json:
        session.give({**headed(case), "units": rows})
    elif rows:
        from .reports.numbers import figure

        for row in rows:
            row["measure"] = case.measures(row["unit"])[row["measure"]].text.say(session.lang)
            row |= {k: figure(v, session.lang, 3) for k, v in row.items() if isinstance(v, float) or v is None}
        tabled(session, rows, "unit measure target simulated factor lower upper")
        session.say(words.SAID["score_note"])
    else:
        session.say(words.SAID["uncalibrated"])
    return 0


def schema(ctx: typer.Context, out: Out = None, force: Force = False) -> int:
    """Print or write the JSON Schema of scenario files."""
    from .scenarios.schema import schema as make

    session: Session = ctx.obj
    if out is None:
        session.give(make())
        return 0
    return 0 if placed(session, {out: json.dumps(make(), ensure_ascii=False, indent=1) + "\n"}, force) else 2


def templates(ctx: typer.Context) -> int:
    """List the shipped cases."""
    from .scenarios.read import templates as shipped

    session: Session = ctx.obj
    rows = [{"name": name, "title": {"zh": text.zh, "en": text.en}} for name, text in shipped().items()]
    if session.json:
        session.give({"schema_version": 1, "templates": rows})
    else:
        tabled(session, [{"name": n, "title": t.say(session.lang)} for n, t in shipped().items()], "name title")
    return 0


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR")] = Path(),
    template: Annotated[str, typer.Option("--template", metavar="NAME")] = "changchun",
    sites: Annotated[int | None, typer.Option("--sites", metavar="N", min=1, max=MOST)] = None,
    force: Force = False,
) -> int:
    """Make a scenario file, its schema for editors and a short guide."""
    from importlib.resources import files

    from .scenarios import province, read
    from .scenarios.schema import schema as make

    session: Session = ctx.obj
    known = read.templates() | {PROVINCE: province.TITLE}
    if template not in known:
        said = words.SAID["no_template"].say(session.lang, name=template, names=", ".join(known))
        raise typer.BadParameter(said, param_hint="--template")
    if template == PROVINCE:
        text = province.province(sites or province.USUAL)
    elif sites is not None:
        raise typer.BadParameter(words.SAID["no_sites"].say(session.lang, name=PROVINCE), param_hint="--sites")
    else:
        text = (files("houqin.scenarios.library") / f"{template}.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("# yaml-language-server:")]
    head = "# yaml-language-server: $schema=.houqin/scenario.schema.json"
    made = {
        folder / f"{template}.yaml": "\n".join([head, *lines]) + "\n",
        folder / ".houqin" / "scenario.schema.json": json.dumps(make(), ensure_ascii=False, indent=1) + "\n",
        folder / "README.md": words.README.format(title=known[template].zh, file=f"{template}.yaml"),
        **{folder / name: content for name, content in read.beside(template).items()},
    }
    if not placed(session, made, force):
        return 2
    session.say(words.SAID["next"], path=folder / f"{template}.yaml")
    return 0


def explain(ctx: typer.Context, code: Annotated[str, typer.Argument(metavar="CODE")]) -> int:
    """Expand a code, or a family of rows of the programme."""
    from difflib import get_close_matches

    from .model.codes import CODES
    from .solvers.families import FAMILY

    session: Session = ctx.obj
    family = code.strip().lower()
    if family in FAMILY:
        if session.json:
            session.give({"schema_version": 1, "family": family, "text": record(FAMILY[family])})
        else:
            print(f"{family}: {FAMILY[family].say(session.lang)}", file=session.out)
        return 0
    name = code.strip().upper()
    if name not in CODES:
        near = get_close_matches(name, CODES, n=3, cutoff=0.7)
        hint = words.SAID["close"].say(session.lang, names=", ".join(near)) if near else ""
        raise typer.BadParameter(words.SAID["no_code"].say(session.lang, code=code, hint=hint), param_hint="CODE")
    found = CODES[name]
    if session.json:
        session.give({"schema_version": 1, "code": name, **record(found)})
    else:
        for key in ("title", "why", "mend"):
            head = name if key == "title" else words.SAID[key].say(session.lang)
            print(f"{head}: {getattr(found, key).say(session.lang)}", file=session.out)
    return 0


def verify(ctx: typer.Context, run: Annotated[str, typer.Argument(metavar="RUN")] = "latest") -> int:
    """Re-check a saved run without the optimiser."""
    session: Session = ctx.obj
    folder = located(session, run)

    def work(cancel: Any) -> Any:
        from .solvers.verify import verify as check

        return check(folder)

    problems = [f"{p.where}: {p.text.say(session.lang)}" for p in attend(session, work)]
    if session.json:
        session.give({"schema_version": 1, "run": folder.name, "agrees": not problems, "problems": problems})
    for problem in problems:
        session.warn(words.SAID["tampered"].say(session.lang, what=problem))
    if not problems and not session.json:
        session.say(words.SAID["verified"], path=folder)
    return 5 if problems else 0


def report(
    ctx: typer.Context,
    run: Annotated[str, typer.Argument(metavar="RUN")] = "latest",
    out: Out = None,
    force: Force = False,
) -> int:
    """Make the HTML report of a run again, from what the run folder holds."""
    session: Session = ctx.obj
    folder = located(session, run)
    from .reports import store
    from .reports.html import html

    target = out or Path(f"{folder.name}.{session.lang}.html")
    page = html(store.read(folder, "result.json"), store.read(folder, "sources.json"), session.lang)
    return 0 if placed(session, {target: page}, force) else 2


COMMANDS: dict[str, Callable[..., int]] = {
    "run": run,
    "validate": validate,
    "simulate": simulate,
    "schema": schema,
    "templates": templates,
    "init": init,
    "explain": explain,
    "check": check,
    "verify": verify,
    "report": report,
    "why": why,
    "regret": regret,
    "calibrate": calibrate,
    "doctor": doctor,
    "fit": fit,
    "tender": tender,
    "rules": rules,
}
