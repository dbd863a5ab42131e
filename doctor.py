"""The command `doctor`: what houqin stands on here, and whether it stands."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import typer

from . import __version__
from .console import Session, cache_folder, tabled
from .model.errors import SolverError
from .model.text import Text

LIBRARIES = ("numba", "numpy", "scipy", "highspy", "pyomo", "simpy", "pydantic", "distributed")
SAID = {
    "missing": Text("没有安装", "not installed"),
    "platform": Text("系统", "system"),
    "processors": Text("可用处理器", "processors to use"),
    "cache": Text("缓存", "cache"),
    "held": Text("{folder}: {files} 个文件, {mb:.1f} MB", "{folder}: {files} files, {mb:.1f} MB"),
    "locked": Text("{folder}: 不能写入(可用 --no-cache)", "{folder}: cannot be written (--no-cache does without)"),
    "kernel": Text("模拟程序: {kind}", "simulator: {kind}"),
    "compiled": Text("已编译", "compiled"),
    "fresh": Text("尚未编译(首次运行时进行, 约一分钟)", "not compiled yet (the first run does it, about a minute)"),
    "solver": Text("求解器自检", "self-test of the solver"),
    "sound": Text("通过", "passed"),
    "unsound": Text("未通过, 结果不可信: {said}", "FAILED, its results cannot be trusted: {said}"),
    "output": Text("输出编码", "encoding of the output"),
}


def doctor(ctx: typer.Context) -> int:
    """Say what is installed, what the machine has, what is kept between runs, and whether the solver can be trusted."""
    session: Session = ctx.obj
    found = {**versions(), **machine(), "cache": cache(), "kernels": kernels(), "solver": solver(), **terminal(session)}
    if session.json:
        session.give({"schema_version": 1, **found})
    else:
        tabled(session, list(_rows(session, found)), "name state")
    return 0 if found["solver"]["sound"] else 5


def versions() -> dict[str, Any]:
    """Return the versions of houqin, Python and the libraries that results depend on; None for one that is missing."""

    def of(name: str) -> str | None:
        try:
            return version(name)
        except PackageNotFoundError:
            return None

    return {"houqin": __version__, "python": platform.python_version(), "libraries": {n: of(n) for n in LIBRARIES}}


def machine() -> dict[str, Any]:
    """Return the system and the processors that this process may use."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return {"platform": platform.platform(), "processors": usable}


def cache() -> dict[str, Any]:
    """Return where simulated outcomes are kept between runs, how many files there are, and their size in bytes."""
    folder = cache_folder(os.environ)
    sizes = [path.stat().st_size for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    return {"folder": str(folder), "files": len(sizes), "bytes": sum(sizes), "writable": _writable(folder)}


def kernels() -> dict[str, bool]:
    """Return by kind of service whether its simulator is compiled; nothing where there is no compiler."""
    from .model import compiled
    from .model.kinds import KINDS

    try:
        return {name: compiled.ready(kind) for name, kind in KINDS.items()}
    except ImportError:  # the table of versions says which library is missing
        return {}


def solver() -> dict[str, Any]:
    """Return whether the solver passes its self-test, and what it says where it does not."""
    try:
        from .solvers import highs

        highs.selftest()
    except (SolverError, ImportError) as error:
        return {"sound": False, "said": str(error)}
    return {"sound": True, "said": ""}


def terminal(session: Session) -> dict[str, Any]:
    """Return the encoding of standard output and the language settings it follows."""
    wanted = {name: os.environ[name] for name in ("HOUQIN_LANG", "LC_ALL", "LANG") if os.environ.get(name)}
    return {"encoding": getattr(session.out, "encoding", None), "terminal": session.out.isatty(), "locale": wanted}


def _writable(folder: Path) -> bool:
    """Return whether files can be put into a folder, or it can be made."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK)


def _rows(session: Session, found: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield the lines of the table for people."""
    from .model.kinds import KINDS

    def row(name: str, state: str, **fields: Any) -> dict[str, str]:
        said = (SAID[n].say(session.lang, **fields) if n in SAID else n for n in (name, state))
        return dict(zip(("name", "state"), said, strict=True))

    yield row("houqin", found["houqin"])
    yield row("Python", found["python"])
    for name, number in found["libraries"].items():
        yield row(name, number or "missing")
    yield row("platform", found["platform"])
    yield row("processors", str(found["processors"]))
    kept = found["cache"]
    yield row("cache", "held" if kept["writable"] else "locked", **kept, mb=kept["bytes"] / 2**20)
    for name, compiled in found["kernels"].items():
        kind = KINDS[name].text.say(session.lang)
        yield row("kernel", "compiled" if compiled else "fresh", kind=kind)
    yield row("solver", "sound" if found["solver"]["sound"] else "unsound", **found["solver"])
    locale = " ".join(f"{name}={value}" for name, value in found["locale"].items())
    yield row("output", f"{found['encoding']} {locale}".strip())
