"""A command line with the heavy part replaced: `run` returns a stored result at once."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from houqin import cli, journey
from houqin.reports import result as flat
from houqin.scenarios import read

STORED = json.loads((Path(__file__).parent.parent / "reports" / "sample.json").read_text(encoding="utf-8"))
Ended = tuple[int, str, str]


@pytest.fixture(scope="session")
def known() -> dict[Any, Any]:
    """Return the shipped cases read so far."""
    return {}


@pytest.fixture(scope="module", autouse=True)
def shelf(known: dict[Any, Any]) -> Iterator[None]:
    """Have every shipped case read once for each set of changes; files are read anew, and so are cases with faults.

    A module at a time, so that tests of other folders, which may run after it in the same process, read for themselves.
    """
    plain, shipped = read.load, set(read.templates())

    def load(source: str | Path, *, scenario: Sequence[str] = (), overrides: Mapping[str, object] | None = None) -> Any:
        if source not in shipped or Path(source).exists():
            return plain(source, scenario=scenario, overrides=overrides)
        key = source, tuple(scenario), repr(overrides or {})
        if key not in known:
            known[key] = plain(source, scenario=scenario, overrides=overrides)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "load", load)
        yield


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the result that `run` will give; change it to make another one."""
    result = json.loads(json.dumps(STORED["result"]))
    monkeypatch.setattr(journey, "run", lambda scenario, **_: SimpleNamespace(timings={"explore": 1.0}, proof=None))
    monkeypatch.setattr(flat, "result", lambda answer: result)
    return result


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Ended]:
    """Return a function that runs a command line in an empty folder and returns exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOUQIN_LANG", "zh")

    def run(*argv: str) -> Ended:
        code = cli.main(list(argv))
        out, err = capsys.readouterr()
        return code, out, err

    return run
