"""Simulated counts kept between runs, addressed by the content that produced them.

One file holds all settings of one address. The address is a hash of everything the counts depend on: the source of
the engines, the spec, the workforce, the stream key and the number of staff. So nothing needs to be invalidated, and
two writers of one file can only write the same truth; a torn or damaged file is as good as none.
"""

import functools
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..model.errors import LimitReached
from ..model.kind import Kind, Workforce
from ..model.measures import Counts

Table = dict[tuple[int, ...], Counts]
DAMAGE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError)


def address(kind: Kind, spec: Any, workforce: Workforce, key: int, staff: int, columns: tuple[int, ...]) -> str:
    """Return the SHA-256 of all that a unit's stored counts depend on, levels and replications aside."""
    people = [c.model_dump(mode="json", exclude={"source"}) for c in workforce]
    text = source(kind.kernel.__module__.rpartition(".")[0])
    content = [text, kind.name, spec.model_dump(mode="json"), people, key, staff, columns]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def load(folder: Path | None, name: str) -> Table:
    """Return the counts stored under an address: levels -> int64 array, shape (replications, counters)."""
    if folder is None:
        return {}
    try:
        # opened here: NumPy leaves files open that turn out to be no archives
        with (folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            levels, sizes, counts = stored["levels"], stored["sizes"], stored["counts"]
    except DAMAGE:
        return {}
    fits = levels.ndim == counts.ndim == 2 and sizes.shape == levels.shape[:1] and sizes.sum() == len(counts)
    if not fits or any(a.dtype != np.int64 for a in (levels, sizes, counts)) or (sizes < 0).any():
        return {}
    rows = np.split(counts, np.cumsum(sizes)[:-1])
    return {tuple(at): part for at, part in zip(levels.tolist(), rows, strict=True)}


def save(folder: Path | None, name: str, table: Table) -> None:
    """Store counts under an address; the file appears whole or not at all.

    Raises
    ------
    LimitReached
        When the folder cannot be written (full, read-only, gone).
    """
    if folder is None or not table:
        return
    order = sorted(table)
    content = {
        "levels": np.array(order, dtype=np.int64).reshape(len(order), -1),
        "sizes": np.array([len(table[at]) for at in order], dtype=np.int64),
        "counts": np.concatenate([table[at] for at in order]),
    }
    put(folder, f"{name}.npz", lambda file: np.savez_compressed(file, **content))  # type: ignore[arg-type]


def put(folder: Path, name: str, write: Callable[[IO[bytes]], object]) -> None:
    """Let `write` fill a file of a folder; it appears whole or not at all.

    Raises
    ------
    LimitReached
        When the folder cannot be written (full, read-only, gone).
    """
    part = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
            part = file.name
            write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(part).replace(folder / name)
    except OSError as error:
        if part:
            Path(part).unlink(missing_ok=True)
        raise LimitReached(f"the cache folder {folder} cannot be written: {error.strerror}") from error


@functools.cache
def source(package: str) -> str:
    """Return the SHA-256 of the program text that turns specs and chance into counts: a kind's and what they share."""
    model = f"{__package__.rpartition('.')[0]}.model"
    return hashed([f for name in (model, f"{model}.engine", package) for f in resources.files(name).iterdir()])


def hashed(files: Iterable[Traversable]) -> str:
    """Return the SHA-256 of the program text among some files, whatever their order."""
    sha = hashlib.sha256()
    for file in sorted((f for f in files if f.name.endswith(".py")), key=lambda f: f.name):
        sha.update(file.name.encode() + b"\0" + file.read_bytes())
    return sha.hexdigest()
