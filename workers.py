"""Who does the work of a command: threads, processes of this machine, or a Dask cluster."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

from . import __version__
from . import wording as words
from .console import Session
from .model.errors import MissingExtraError, WorkersLost

EXECUTORS = ("threads", "processes", "dask")
PATIENCE = 30
"""Seconds a scheduler has to answer."""

Executors = Annotated[str, typer.Option("--executor", metavar="|".join(EXECUTORS))]
Scheduler = Annotated[str, typer.Option("--scheduler", metavar="ADDRESS")]


@dataclass(frozen=True, slots=True)
class Workers:
    """What the command line asks for: `jobs` processors here, of which kind, and where a cluster is."""

    jobs: int
    executor: str
    scheduler: str

    @contextmanager
    def hired(self) -> Iterator[Executor | None]:
        """Lend the executor; None stands for threads, which whoever runs the work makes itself."""
        if self.executor == "threads":
            yield None
        elif self.executor == "processes":
            from .solvers.blocks import Renewed

            pool = Renewed(partial(processes, self.jobs))
            try:
                yield pool
            finally:
                pool.shutdown(cancel_futures=True)
        else:
            with _client(self) as client:
                _alike(client)
                yield client.get_executor(pure=False)


def hiring(session: Session, jobs: int | None, executor: str, scheduler: str) -> Workers:
    """Return the workers that options ask for.

    Raises
    ------
    typer.BadParameter
        There is no such executor, or only a cluster has a scheduler.
    """
    name = executor or ("dask" if scheduler else EXECUTORS[0])
    if name not in EXECUTORS:
        said = words.CHOICES.say(session.lang, option="--executor", allowed=" / ".join(EXECUTORS), value=name)
        raise typer.BadParameter(said, param_hint="--executor")
    if scheduler and name != "dask":
        raise typer.BadParameter(words.SAID["no_scheduler"].say(session.lang), param_hint="--scheduler")
    return Workers(1 if scheduler else jobs or os.cpu_count() or 1, name, scheduler)


def processes(jobs: int) -> Executor:
    """Return a pool of processes; Ctrl-C is the parent's business."""
    deaf = signal.SIGINT, signal.SIG_IGN
    return ProcessPoolExecutor(jobs, get_context("spawn"), initializer=signal.signal, initargs=deaf)


def _client(wanted: Workers) -> Any:
    """Return a client of the cluster at an address, or of one made here of as many processes as there are jobs."""
    try:
        client = import_module("distributed").Client
    except ImportError as error:
        raise MissingExtraError('pip install "houqin[dask]"') from error
    if not wanted.scheduler:
        return client(n_workers=wanted.jobs, threads_per_worker=1, dashboard_address=None)
    try:
        return client(wanted.scheduler, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise WorkersLost(words.SAID["unreachable"].fill(address=wanted.scheduler, said=error)) from error


def _alike(client: Any) -> None:
    """Ask every worker of a cluster for its program text: another one might give other results."""
    try:
        found = set(client.run(stamp).values())
    except ImportError as error:
        raise WorkersLost(words.SAID["unlike"].fill(said=error)) from error
    if found - {stamp()}:
        raise WorkersLost(words.SAID["unlike"].fill(said=", ".join(sorted(v for v, _ in found))))


def stamp() -> tuple[str, str]:
    """Return the version of this installation, and the SHA-256 of its program text."""
    sha, here = sha256(), Path(__file__).parent
    for path in sorted(path for folder in ("model", "solvers") for path in (here / folder).rglob("*.py")):
        sha.update(path.relative_to(here).as_posix().encode() + b"\0" + path.read_bytes())
    return __version__, sha.hexdigest()
