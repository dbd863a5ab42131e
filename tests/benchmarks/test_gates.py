"""The judge of the benchmarks: what fails, what does not, and what is said."""

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

GATES = Path(__file__).parents[2] / "benchmarks" / "gates.toml"


@pytest.fixture(scope="module")
def gates(page: Callable[[str], ModuleType]) -> ModuleType:
    """Return the judge's module."""
    return page("gates")


def figure(value: float | None = 10.0, runs: int = 5, name: str = "a: kernel x b") -> dict[str, Any]:
    """Return a figure."""
    return {"name": name, "value": value, "unit": "x", "control": "b", "runs": runs, "spread": []}


@pytest.fixture
def judged(gates: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function (gates, figures, options) -> exit code and what was said."""

    def run(asked: str, figures: Any, *options: str) -> tuple[int, str]:
        (tmp_path / "g.toml").write_text(asked, encoding="utf-8")
        (tmp_path / "r.json").write_text(json.dumps(figures), encoding="utf-8")
        code = gates.main(["--gates", str(tmp_path / "g.toml"), "--ratios", str(tmp_path / "r.json"), *options])
        out, err = capsys.readouterr()
        return code, out + err

    return run


ASKED = '[[gate]]\nname = "a: kernel x b"\nleast = 10\nmargin = 0.2\n'
COST = '[[gate]]\nname = "a: kernel x b"\nmost = 10\nmargin = 0.2\n'


@pytest.mark.parametrize(
    ("asked", "value", "code"),
    [(ASKED, 8.0, 0), (ASKED, 7.99, 1), (ASKED, 99.0, 0), (COST, 12.0, 0), (COST, 12.01, 1), (COST, 0.0, 0)],
)
def test_limits(asked: str, value: float, code: int, judged: Any) -> None:
    """A figure may fall short by the margin and no more; less is worse, or more where `most` is asked."""
    assert judged(asked, [figure(value)])[0] == code


def test_who_falls_short_is_named(judged: Any) -> None:
    """The figure, its value and the gate are said, and how many of the gates fail."""
    code, said = judged(ASKED, [figure(5.5), figure(1.0, name="another")])
    last = said.strip().splitlines()[-1]
    assert code == 1 and "1 of the gates fail" in said
    assert "a: kernel x b" in last and "5.5" in last and ">= 8" in last


def test_missing_rival_fails_only_where_required(judged: Any) -> None:
    """A figure reported as missing is said; it fails where its gate requires it."""
    code, said = judged(ASKED, [figure(None, 0)])
    assert code == 0 and "missing" in said
    assert judged(ASKED + "required = true\n", [figure(None, 0)])[0] == 1


def test_nothing_is_dropped_silently(judged: Any) -> None:
    """A figure of which the run says nothing fails, and so does one of fewer rounds than count."""
    assert judged(ASKED, [])[0] == 1
    assert judged(ASKED, [figure(10.0, 2)])[0] == 1
    assert judged(ASKED + "runs = 1\n", [figure(10.0, 1)])[0] == 0


def test_ci_judges_the_robust_ones(judged: Any) -> None:
    """With --ci only gates marked so are judged."""
    assert judged(ASKED, [figure(1.0)], "--ci")[0] == 0
    assert judged(ASKED + "ci = true\n", [figure(1.0)], "--ci")[0] == 1


def test_aims_do_not_fail(judged: Any) -> None:
    """An aim that is not met yet is listed and does not fail; one that is met is not listed."""
    code, said = judged(ASKED + "aim = 30\n", [figure(10.0)])
    assert code == 0 and "aim not met yet: a: kernel x b: 10 of 30" in said
    assert "not met" not in judged(ASKED + "aim = 9\n", [figure(10.0)])[1]


@pytest.mark.parametrize(
    ("asked", "figures"),
    [
        ("gate", [figure()]),
        (ASKED.replace("least", "lest"), [figure()]),
        (ASKED + "most = 3\n", [figure()]),
        (ASKED.replace("0.2", "1.2"), [figure()]),
        (ASKED + ASKED, [figure()]),
        (ASKED, [figure(), figure()]),
        (ASKED, [figure(float("nan"))]),
        (ASKED, {"name": "a"}),
        (ASKED, [figure("fast")]),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_judged(asked: str, figures: Any, judged: Any) -> None:
    """Files that are not what they should be are exit code 2 and a sentence."""
    code, said = judged(asked, figures)
    assert code == 2 and said.startswith("cannot judge: ")


def test_gates_of_the_project(gates: ModuleType, tmp_path: Path) -> None:
    """The project's own gates can be read; robust ones are there, and every figure without a rival is required."""
    (tmp_path / "r.json").write_text("[]", encoding="utf-8")
    asked, _ = gates.read(GATES, tmp_path / "r.json")
    robust = [gate for gate in asked if gate.ci]
    rivals = ("Ciw", "salabim", "cimba", "linopy", "Pyomo", "highspy")
    assert len(robust) >= 10
    assert all(gate.required or any(rival in gate.name for rival in rivals) for gate in robust)
