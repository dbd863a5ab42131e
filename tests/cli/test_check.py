"""`houqin check`: expectations as lines, exit codes, JSON and JUnit XML."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest
from houqin import journey
from houqin.model.errors import Cancelled, HouqinError, LimitReached, MissingExtraError
from houqin.reports.junit import Checked, junit

Call = Callable[..., tuple[int, str, str]]
MINI = (Path(__file__).parent.parent / "scenarios" / "mini.yaml").read_text(encoding="utf-8")
WAGES = "facts.东院.wage_bill"
HOLDS, FAILS = f"- {{metric: {WAGES}, at_least: 1}}", f"- {{metric: {WAGES}, equals: 5, abs_tol: 0.5}}"
FOUND = "- {metric: totals.plan.net, at_most: 10}"
"""About what only a run finds out."""


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes the minimal case with expectations and returns the file's name."""

    def write(*rows: str, name: str = "case.yaml") -> str:
        asked = "".join(f"  {row}\n" for row in rows)
        (tmp_path / name).write_text(MINI + (f"\nexpect:\n{asked}" if rows else ""), encoding="utf-8")
        return name

    return write


def cases(path: str) -> list[tuple[str, str]]:
    """Return (name, outcome) of every case of a JUnit file."""
    found = Tree.parse(path).getroot().iter("testcase")
    return [(case.get("name", ""), case[0].tag if len(case) else "passed") for case in found]


def test_what_holds_passes(call: Call, sheet: Callable[..., str], monkeypatch: Any) -> None:
    """Expectations about what the case states are judged without a run; all hold: 0 and one sentence."""
    monkeypatch.setattr(journey, "run", None)
    code, out, err = call("check", sheet(HOLDS))
    assert (code, err) == (0, "")
    assert "1 项预期全部成立" in out
    assert call("check", "case.yaml", "--quiet")[1:] == ("", "")


def test_what_does_not_hold_fails(call: Call, sheet: Callable[..., str]) -> None:
    """What is missed is a gate that failed: 5, with what was expected and what came out, in either language."""
    code, _, err = call("check", sheet(HOLDS, FAILS), "--quiet", "--lang", "en")
    assert code == 5
    assert f"{WAGES}: expected = 5 ± 0.5, got " in err and err.count("\n") == 1
    assert "预期 = 5 ± 0.5, 现为 " in call("check", "case.yaml")[2]
    out = call("check", "case.yaml", "--verbose")[1]
    assert ">= 1" in out and "不成立" in out and (out + err).encode("gbk")


def test_every_expectation_is_a_case(call: Call, sheet: Callable[..., str]) -> None:
    """JUnit: one case each, failures and errors told apart, counted, and the same bytes when asked again."""
    (Path.cwd() / "bad.yaml").write_text("schema_version: 1\ntitel: x\n", encoding="utf-8")
    code, _, err = call("check", sheet(HOLDS, FAILS), "bad.yaml", "--junit", "out/j.xml")
    assert code == 3 and "Traceback" not in err
    assert [outcome for _, outcome in cases("out/j.xml")] == ["passed", "failure", "error"]
    root = Tree.parse("out/j.xml").getroot()
    assert {k: root.get(k) for k in ("tests", "failures", "errors")} == {"tests": "3", "failures": "1", "errors": "1"}
    assert "HQ" in "".join(root.itertext())
    before = Path("out/j.xml").read_bytes()
    assert call("check", "case.yaml", "bad.yaml", "--junit", "out/j.xml")[0] == 2, "it is not written over"
    assert call("check", "case.yaml", "bad.yaml", "--junit", "out/j.xml", "--force")[0] == 3
    assert Path("out/j.xml").read_bytes() == before


def test_only_a_run_knows(call: Call, sheet: Callable[..., str], stored: dict[str, Any]) -> None:
    """An expectation about the plan is judged on the result of a run; a figure that is not there fails."""
    rows = [{"metric": m, "equals": None, "at_least": 1.0, "at_most": None, "abs_tol": 0.0, "value": v, "holds": bool(v)}
            for m, v in (("totals.plan.net", 7), ("plan.none", None))]  # fmt: skip
    stored["expect"] = rows
    code, out, err = call("check", sheet(FOUND, "- {metric: plan.none, at_least: 1}"), "--format", "json")
    found = json.loads(out)
    assert code == 5 and found["holds"] is False
    assert found["files"][0]["status"] == stored["status"] and found["files"][0]["expect"] == rows
    assert "结果里没有" in err


@pytest.mark.parametrize(
    ("error", "code"), [(LimitReached("x"), 6), (MissingExtraError("x"), 7), (RuntimeError("x"), 1)]
)
def test_a_case_that_cannot_be_run(
    error: Exception, code: int, call: Call, sheet: Callable[..., str], monkeypatch: Any
) -> None:
    """It is an error with its own exit code, no traceback, and the other files are judged all the same."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(journey, "run", fail)
    sheet(FOUND)
    found, out, err = call("check", "case.yaml", sheet(HOLDS, name="b.yaml"), "--junit", "j.xml", "--format", "json")
    assert found == code and "Traceback" not in err
    assert [outcome for _, outcome in cases("j.xml")] == ["error", "passed"]
    assert [bool(row["error"]) for row in json.loads(out)["files"]] == [True, False]


def test_interrupted_check_ends(call: Call, sheet: Callable[..., str], monkeypatch: Any) -> None:
    """Ctrl-C ends the whole command with 130 and leaves no file."""

    def stop(*_: Any, **__: Any) -> None:
        raise Cancelled

    monkeypatch.setattr(journey, "run", stop)
    assert issubclass(Cancelled, HouqinError)
    assert call("check", sheet(FOUND), "--junit", "j.xml")[0] == 130
    assert not Path("j.xml").exists()


def test_folder_stands_for_its_files(call: Call, sheet: Callable[..., str]) -> None:
    """A folder is all its YAML files in order; one that expects nothing is said, and fails where warnings do."""
    sheet(HOLDS, name="b.yaml")
    sheet(name="a.yaml")
    code, out, _ = call("check", ".", "--format", "json")
    assert code == 0
    assert [(row["file"], len(row["expect"])) for row in json.loads(out)["files"]] == [("a.yaml", 0), ("b.yaml", 1)]
    assert "没有写预期" in call("check", "a.yaml")[1]
    assert call("check", "a.yaml", "--warn-as-error")[0] == 5


def test_xml_holds_any_text() -> None:
    """Markup is escaped; characters that XML cannot hold become a question mark."""
    row = {"metric": 'a<b>&"\x01\ud800', "equals": 1.0, "at_least": None, "at_most": None, "abs_tol": 0.0,
           "value": None, "holds": False}  # fmt: skip
    (case,) = Tree.fromstring(junit([Checked("x<.yaml", None, "read", [row])], "en")).iter("testcase")
    assert case.get("name") == 'a<b>&"?? = 1'
    assert case.get("classname") == "x<.yaml"


def test_shipped_expectations_hold(call: Call) -> None:
    """The figures that the shipped cases expect come out."""
    code, out, _ = call("check", "changchun", "county-motorpool", "--format", "json")
    assert code == 0
    assert sum(len(row["expect"]) for row in json.loads(out)["files"]) >= 8
