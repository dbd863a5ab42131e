"""`houqin doctor`: what it says, in which form, and when it fails."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import houqin as hq
import pytest
from houqin import doctor
from houqin.model import compiled
from houqin.model.errors import SolverError
from houqin.model.kinds import KINDS
from houqin.solvers import highs

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def quick(monkeypatch: Any) -> None:
    """Ask no compiler."""
    monkeypatch.setattr(compiled, "ready", lambda kind: kind.name != "fleet")


def test_facts_as_data(call: Call, monkeypatch: Any, tmp_path: Path) -> None:
    """Versions, processors, cache, kernels and self-test are there, and true where that can be seen."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "houqin").mkdir()
    (tmp_path / "houqin" / "x.npz").write_bytes(b"12345")
    code, out, err = call("doctor", "--format", "json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert found["houqin"] == hq.__version__
    assert all(found["libraries"][name] for name in ("numba", "numpy", "highspy", "pyomo", "simpy"))
    assert found["processors"] > 0
    assert found["cache"] == {"folder": str(tmp_path / "houqin"), "files": 1, "bytes": 5, "writable": True}
    assert found["kernels"] == {name: name != "fleet" for name in KINDS}
    assert found["solver"] == {"sound": True, "said": ""}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_table_for_people(lang: str, call: Call) -> None:
    """The table speaks one language, in characters that GBK has."""
    code, out, _ = call("doctor", "--lang", lang)
    assert code == 0
    assert out.encode("gbk")
    assert bool(re.search("[\u4e00-\u9fff]", out)) == (lang == "zh")
    assert hq.__version__ in out


def test_a_solver_that_errs_fails(call: Call, monkeypatch: Any) -> None:
    """A solver that fails its self-test is said, and the exit code is not zero."""

    def fails() -> None:
        raise SolverError("8, not 9")

    monkeypatch.setattr(highs, "selftest", fails)
    code, out, _ = call("doctor")
    assert code == 5
    assert "8, not 9" in out


def test_what_is_missing_is_said(call: Call, monkeypatch: Any) -> None:
    """A library that is not installed has no version, and the doctor says so instead of failing."""
    monkeypatch.setattr(doctor, "LIBRARIES", ("numpy", "no-such-library"))
    code, out, _ = call("doctor", "--format", "json")
    assert code == 0
    assert json.loads(out)["libraries"]["no-such-library"] is None


def test_locked_cache_is_said(monkeypatch: Any, tmp_path: Path) -> None:
    """A cache folder that cannot be made is not writable."""
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert not doctor.cache()["writable"]
