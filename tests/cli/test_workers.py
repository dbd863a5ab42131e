"""Who computes: options of the command line, what is handed to the run, and what is said when it cannot be had."""

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from houqin import journey, workers
from houqin.solvers.blocks import Renewed

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def handed(stored: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the run was given."""
    given: dict[str, Any] = {}

    def run(scenario: Any, **named: Any) -> Any:
        given.update(named)
        return SimpleNamespace(timings={}, proof=None)

    monkeypatch.setattr(journey, "run", run)
    return given


def test_threads_unless_said(call: Call, handed: dict[str, Any]) -> None:
    """Without a word the run makes its own threads."""
    assert call("run", "changchun", "--no-report", "--jobs", "3")[0] == 0
    assert (handed["executor"], handed["jobs"]) == (None, 3)


def test_processes_are_made_and_ended(call: Call, handed: dict[str, Any]) -> None:
    """Processes are a pool that takes nothing more after the run."""
    assert call("run", "changchun", "--no-report", "--executor", "processes", "-j", "2")[0] == 0
    assert isinstance(handed["executor"], Renewed)
    with pytest.raises(RuntimeError, match="shutdown"):
        handed["executor"].submit(abs, 1)


@pytest.mark.parametrize(
    ("options", "named"),
    [(("--executor", "fork"), "threads / processes / dask"), (("--executor", "threads", "--scheduler", "x"), "dask")],
)
def test_wrong_options(options: tuple[str, ...], named: str, call: Call, handed: dict[str, Any]) -> None:
    """An unknown executor, or a scheduler without a cluster, is a wrong command line."""
    code, _, err = call("run", "changchun", *options)
    assert code == 2
    assert named in err
    assert not handed


@pytest.mark.parametrize("options", [("--executor", "dask"), ("--scheduler", "tcp://127.0.0.1:1")])
def test_missing_dask_is_said(options: tuple[str, ...], call: Call, handed: dict[str, Any], monkeypatch: Any) -> None:
    """Without Dask the sentence says what to install, and the exit code that something is not installed."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    code, _, err = call("run", "changchun", "--no-report", *options)
    assert code == 7
    assert "houqin[dask]" in err
    assert not handed


def test_stamp_is_of_the_program_text() -> None:
    """The stamp by which workers are compared is the same every time and has the version in it."""
    assert workers.stamp() == workers.stamp()
    assert workers.stamp()[0] == workers.__version__
