"""The run folder: everything about one run, written beside its final name and moved there whole, or not at all."""

import glob
import hashlib
import json
import os
import platform
import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import Any

from ..model.errors import HouqinError, LimitReached
from ..model.scenario import Scenario
from ..model.text import Lang
from ..solvers.answer import Answer, Proof
from .tables import tables

Row = dict[str, Any]
Patches = Sequence[tuple[str, object, str]]

SCHEMA = 1
LONG = 1000
"""Lists of more entries have a line for each of them."""
LIBRARIES = ("houqin", "numpy", "numba", "simpy", "pyomo", "highspy", "scipy", "pydantic")


class Occupied(HouqinError):  # noqa: N818 - nothing is wrong with the folder
    """A run folder of that name exists already, and nobody asked to replace it."""

    exit_code = 2


def title(scenario: str, digest: str, now: datetime) -> str:
    """Return the name of a run folder, `20261122T090312-changchun-3f9a1c`; the scenario's name is made harmless."""
    bare = re.sub(r"[^\w-]+", "-", scenario).strip("-_")[:40] or "run"
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S}-{bare}-{digest[:6]}"


def manifest(status: str, argv: list[str], **more: Any) -> dict[str, Any]:
    """Return the facts about a run that are not its result.

    Parameters
    ----------
    argv : list of str
        The command line; absolute paths are cut to their last part, so that no home folder is told.
    more : seed, inputs (name -> SHA-256), timings, warnings ...
    """
    return {
        "schema_version": SCHEMA,
        "status": status,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {"python": platform.python_version(), **{n: _version(n) for n in LIBRARIES}},
        "platform": platform.platform(),
        "argv": [shorten(a) for a in argv],
        **more,
    }


def shorten(argument: str) -> str:
    """Return an argument with an absolute path in it, also after `=`, cut to its last part."""
    key, equals, value = argument.rpartition("=")
    bare = value.replace("\\", "/")
    absolute = bare.startswith(("/", "~")) or re.match(r"^[A-Za-z]:/", bare)
    return f"{key}{equals}{bare.rstrip('/').rpartition('/')[2]}" if absolute else argument


def write(place: Path, files: Mapping[str, bytes], facts: dict[str, Any], force: bool = False) -> Path:
    """Write a run folder at `place` and return it.

    The files are written and synced under a temporary name in the same parent; the manifest, with the SHA-256 of
    each, comes last; then one rename makes the folder appear. After a fault nothing is left under the final name,
    and an older folder of that name is as it was.

    Parameters
    ----------
    files : mapping
        Relative path -> content; at most one folder deep.
    force : bool
        Replace an existing run folder. A folder without a manifest is not ours and is never replaced.

    Raises
    ------
    Occupied
        `place` exists and `force` is False, or it is not a run folder.
    LimitReached
        The disk is full, read-only or failing; the message names the path.
    """
    refuse(place, force)
    part = free(place.with_name(f".{place.name}.{os.getpid()}.part"))
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    closing = json.dumps({**facts, "files": hashes}, ensure_ascii=False, indent=2).encode()
    try:
        part.mkdir(parents=True)
        for name, content in {**files, "manifest.json": closing}.items():
            _write(part, name, content)
        for folder in {part, *(part / name for name in files if "/" in name)}:
            _sync(folder if folder == part else folder.parent)
        _move(part, place)
    except OSError as error:
        raise LimitReached(f"{error.filename or place}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return place


def bundle(
    result: Row, scenario: Scenario, patches: Patches = (), lang: Lang | None = "zh", proof: Proof | None = None
) -> dict[str, bytes]:
    """Return the files of a run folder, manifest aside; no report where `lang` is None.

    Parameters
    ----------
    result : dict
        As `reports.result.result` makes it.
    patches : sequence of (path, value, name)
        What was changed in the file of the scenario.
    proof : Proof, optional
        What proves the bound on the menus, for `bound.json`.
    """
    from ..scenarios.export import resolved, sources_of
    from .html import html

    figures = sources_of(scenario, patches)
    sources = [_sourced(scenario, figure) for figure in figures]
    files = {
        "result.json": encode(result),
        "scenario.json": encode(scenario.model_dump(mode="json")),
        "scenario.resolved.yaml": resolved(scenario, patches, figures).encode(),
        "sources.json": encode(sources),
        **{f"tables/{name}": content for name, content in tables(result, sources).items()},
    }
    if proof:
        found = {"bound": proof.bound, "excluded": proof.excluded, "nodes": proof.nodes}
        files["bound.json"] = (json.dumps(found, ensure_ascii=False, allow_nan=False) + "\n").encode()
    return {**files, "report.html": html(result, sources, lang).encode()} if lang else files


def save(answer: Answer, place: str | Path, *, lang: Lang | None = "zh", force: bool = False) -> Path:
    """Write the run folder of an answer at `place` and return it; no report where `lang` is None.

    Raises
    ------
    Occupied, LimitReached
        As in `write`.
    """
    from .result import result

    found = result(answer)
    facts = manifest(answer.status, [], seed=answer.scenario.study.seed, timings=answer.timings)
    return write(Path(place), bundle(found, answer.scenario, lang=lang, proof=answer.proof), facts, force)


def _sourced(scenario: Scenario, figure: Any) -> Row:
    """Return a number of the scenario with the title of its source, as data."""
    source = scenario.sources.get(figure.source)
    keys = ("path", "value", "unit", "source", "kind", "default", "patch", "label")
    return {**{k: getattr(figure, k) for k in keys}, "title": source.title if source else None}


def refuse(place: Path, force: bool) -> None:
    """Raise `Occupied` when a run may not be written at `place`."""
    if not os.path.lexists(place):
        return
    if not force or place.is_symlink() or not (place / "manifest.json").is_file():
        raise Occupied(str(place))


def free(place: Path) -> Path:
    """Return `place`, or the first of `place-2`, `place-3` ... that does not exist."""
    n, found = 1, place
    while os.path.lexists(found):
        n += 1
        found = place.with_name(f"{place.name}-{n}")
    return found


def mark(runs: Path, name: str) -> None:
    """Write the name of the newest run into `LATEST`, whole or not at all.

    Raises
    ------
    LimitReached
        As in `write`.
    """
    put(runs / "LATEST", f"{name}\n".encode())


def find(run: str, runs: Path) -> Path:
    """Return the run folder meant by a path, a name inside `runs`, or `latest`.

    Raises
    ------
    FileNotFoundError
        There is no such run folder.
    """
    if run.lower() == "latest":
        run = (runs / "LATEST").read_text(encoding="utf-8").strip()
        candidates = [runs / Path(run).name]
    else:
        candidates = [Path(run), runs / Path(run).name]
    for folder in candidates:
        if (folder / "manifest.json").is_file():
            return folder
    raise FileNotFoundError(run)


def read(folder: Path, name: str) -> Any:
    """Return a JSON file of a run folder."""
    return json.loads((folder / name).read_text(encoding="utf-8"))


def put(path: Path, content: bytes) -> None:
    """Write one file, whole or not at all, replacing an older one.

    Raises
    ------
    LimitReached
        As in `write`.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path.parent, part.name, content)
        part.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise LimitReached(f"{error.filename or path}: {error.strerror or error}") from error
    finally:
        if os.path.lexists(part):
            part.unlink()


def encode(value: Any) -> bytes:
    """Return JSON as it stands in a run folder: UTF-8, indented, no NaN; `LONG` lists by the line."""
    found = BytesIO()  # the parts of a large result as a list take ten times what they are
    if not isinstance(value, dict):
        found.write(_indented(value).encode())
    for i, (name, part) in enumerate(value.items() if isinstance(value, dict) else ()):
        found.write(f"{'{' if not i else ','}\n  {json.dumps(name, ensure_ascii=False)}: ".encode())
        if isinstance(part, list) and len(part) > LONG:
            for at, entry in enumerate(part):
                text = json.dumps(entry, ensure_ascii=False, allow_nan=False)
                found.write(f"{'[' if not at else ','}\n    {text}".encode())
            found.write(b"\n  ]")
        else:
            found.write(_indented(part).replace("\n", "\n  ").encode())
    if isinstance(value, dict):
        found.write(b"\n}" if value else b"{}")
    found.write(b"\n")
    return found.getvalue()


def _indented(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)


def _write(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o644), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Force a folder's entries to disk; Windows cannot open folders and needs no sync."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _move(part: Path, place: Path) -> None:
    """Give the finished folder its name; an older one steps aside first and comes back when that fails."""
    aside = None
    if os.path.lexists(place):
        aside = free(place.with_name(f".{place.name}.{os.getpid()}.old"))
        place.rename(aside)
    try:
        part.rename(place)
    except OSError:
        if aside:
            aside.rename(place)
        raise
    _sync(place.parent)
    for left in place.parent.glob(f".{glob.escape(place.name)}.*.old*"):
        shutil.rmtree(left, ignore_errors=True)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"
