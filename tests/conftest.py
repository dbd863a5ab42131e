"""What all tests share: linear algebra in one thread, kernels that are compiled once, whatever the number of workers."""

import os
import time

import pytest

# before anything imports NumPy: the threads of workers side by side would spend ten times as long in each other's way
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PATIENCE = 300.0
"""Seconds that one worker waits for another's kernel."""


@pytest.fixture(scope="session", autouse=True)
def kernels(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Share the compiling of all kinds among workers: each kind is taken by one, and the others find it in the cache.

    On a machine that has compiled nothing yet, every worker would else compile every kind. Only where the contracts
    are run, which need all kinds, and by more than one worker.
    """
    if not hasattr(request.config, "workerinput"):
        return
    if not any("contracts" in item.path.parts for item in request.session.items):
        return
    from houqin.model.kinds import KINDS
    from houqin.model.streams import Phase, Stream, key

    shelf = tmp_path_factory.getbasetemp().parent
    for name, kind in KINDS.items():
        try:
            (shelf / f"{name}.taken").touch(exist_ok=False)
        except FileExistsError:
            continue
        try:
            spec, workforce, setting = kind.example()
            layout = kind.layout(spec)
            kind.kernel(layout, setting, kind.draw(layout, workforce, Stream(key(1, Phase.TEST), 0)), False)
        finally:
            (shelf / f"{name}.made").touch()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not all((shelf / f"{name}.made").exists() for name in KINDS):
        time.sleep(0.1)
