"""The command line: exit codes, streams, languages."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from houqin import cli, journey
from houqin import commands as offered
from houqin import wording as words
from houqin.console import language
from houqin.model.errors import (
    Cancelled,
    InfeasibleError,
    LimitReached,
    MissingExtraError,
    SolverError,
)

Call = Callable[..., tuple[int, str, str]]
BROKEN = "schema_version: 1\nid: x\ntitel: y\n"


@pytest.mark.parametrize(
    ("status", "code"),
    [("certified", 0), ("marginal", 6), ("failed", 6), ("infeasible", 4), ("limit", 6), ("cancelled", 130)],
)
def test_exit_code_tells_the_status(status: str, code: int, call: Call, stored: dict[str, Any]) -> None:
    """Zero means certified and nothing else does."""
    stored["status"] = status
    assert call("run", "changchun", "--no-report")[0] == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SolverError("x"), 1),
        (RuntimeError("x"), 1),
        (InfeasibleError(), 4),
        (LimitReached("x"), 6),
        (MissingExtraError("x"), 7),
        (ModuleNotFoundError("x", name="pyomo"), 7),
        (Cancelled(), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_code_tells_the_failure(error: BaseException, code: int, call: Call, monkeypatch: Any) -> None:
    """Each class of failure has its code, a sentence, and no traceback."""

    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(journey, "run", fail)
    found, out, err = call("run", "changchun", "--no-report")
    assert found == code
    assert out == ""
    assert err.strip()
    assert "Traceback" not in err


CODES = [
    (("--version",), 0),
    (("--help",), 0),
    (("run", "--help"), 0),
    (("templates",), 0),
    (("validate", "changchun"), 0),
    (("validate", "absent.yaml"), 3),
    (("validate", "changchun", "--set", "study.seed"), 3),
    (("validate", "changchun", "--set", "study.sed=1"), 3),
    (("validate", "changchun", "--scenario", "none-such"), 3),
    (("run", "absent.yaml"), 3),
    (("run", "changchun", "--dry-run"), 0),
    (("explain", "HQ1001"), 0),
    (("explain", "hq1001"), 0),
    (("explain", "HQ0000"), 2),
    (("verify", "none-such"), 2),
    (("report", "latest"), 2),
    (("init", "--template", "none-such"), 2),
    (("simulate", "changchun", "--engine", "abacus"), 2),
    (("frobnicate",), 2),
    (("run",), 2),
    (("run", "changchun", "--jobs", "0"), 2),
    (("run", "changchun", "--jobs", "many"), 2),
    (("run", "changchun", "--seed"), 2),
    (("run", "changchun", "--sed", "1"), 2),
    (("run", "changchun", "--time-limit", "soon"), 2),
    (("--lang", "fr", "templates"), 2),
    (("templates", "--format", "xml"), 2),
    (("templates", "--lang"), 2),
]


@pytest.mark.parametrize(("number", "line"), list(enumerate(CODES)))
def test_exit_codes(number: int, line: tuple[tuple[str, ...], int], call: Call, monkeypatch: Any) -> None:
    """Every command line has its documented code, in either language, and never a traceback."""
    argv, code = line
    monkeypatch.setenv("HOUQIN_LANG", ("zh", "en")[number % 2])
    found, out, err = call(*argv)
    assert found == code
    assert "Traceback" not in out + err
    assert (out if code == 0 else err).strip()


JSON = [
    ("templates",),
    ("validate", "changchun"),
    ("validate", "absent.yaml", "changchun"),
    ("run", "changchun", "--dry-run"),
    ("run", "changchun", "--no-report"),
    ("run", "absent.yaml"),
    ("run", "changchun", "--jobs", "0"),
    ("schema",),
    ("explain", "HQ1001"),
    ("explain", "HQ0000"),
    ("init", "new"),
    ("report", "latest"),
    ("verify", "none-such"),
]


@pytest.mark.parametrize("argv", JSON)
@pytest.mark.parametrize("ahead", [True, False])
def test_only_json_on_stdout(argv: tuple[str, ...], ahead: bool, call: Call, stored: Any) -> None:
    """With `--format json`, before or after the command, all of stdout is one JSON document."""
    option = ("--format", "json")
    _, out, _ = call(*((*option, *argv) if ahead else (*argv, *option)))
    assert isinstance(json.loads(out), dict)


def test_run_prints_the_result(call: Call, stored: dict[str, Any]) -> None:
    """`run --format json` prints what result.json holds."""
    _, out, _ = call("run", "changchun", "--no-report", "--format", "json", "--out", "r")
    assert json.loads(out) == stored == json.loads(Path("r/result.json").read_text(encoding="utf-8"))


def test_run_folder(call: Call, stored: dict[str, Any]) -> None:
    """A run leaves one folder with all its parts, marked as the latest; its manifest hashes every file."""
    code, out, _ = call("run", "changchun", "--set", "study.attempts=2")
    assert code == 0
    folder = Path("runs") / Path("runs/LATEST").read_text().strip()
    assert folder.as_posix() in out.replace("\n", "")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    assert set(manifest["files"]) == present
    assert {"result.json", "scenario.json", "scenario.resolved.yaml", "sources.json", "report.html"} <= present
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert manifest["changes"] == [{"path": "study.attempts", "value": 2, "by": ""}]
    assert manifest["timings"] == {"explore": 1.0}
    assert sorted(p.name for p in Path("runs").iterdir()) == sorted(["LATEST", folder.name])


def test_report_is_made_again(call: Call, stored: dict[str, Any]) -> None:
    """`report` gives the very page that `run` wrote."""
    call("run", "changchun", "--out", "r")
    assert call("report", "r", "--out", "again.html")[0] == 0
    assert Path("again.html").read_bytes() == Path("r/report.html").read_bytes()


def test_out_is_not_overwritten(call: Call, stored: dict[str, Any]) -> None:
    """A second run into the same folder is refused, unless forced; a folder that is no run is never replaced."""
    assert call("run", "changchun", "--no-report", "--out", "r")[0] == 0
    assert call("run", "changchun", "--no-report", "--out", "r")[0] == 2
    assert call("run", "changchun", "--no-report", "--out", "r", "--force")[0] == 0
    Path("mine").mkdir()
    assert call("run", "changchun", "--no-report", "--out", "mine", "--force")[0] == 2


def test_dry_run_touches_nothing(call: Call) -> None:
    """`--dry-run` leaves the folder as it was."""
    call("run", "changchun", "--dry-run")
    assert list(Path().iterdir()) == []


def test_init_then_validate(call: Call) -> None:
    """What `init` makes is valid, and is not overwritten without `--force`."""
    assert call("init", "new")[0] == 0
    scenario = Path("new/changchun.yaml")
    assert scenario.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=.houqin/")
    assert json.loads(Path("new/.houqin/scenario.schema.json").read_text(encoding="utf-8"))["type"] == "object"
    assert call("validate", str(scenario))[0] == 0
    scenario.write_text("mine", encoding="utf-8")
    assert call("init", "new")[0] == 2
    assert scenario.read_text(encoding="utf-8") == "mine"
    assert call("init", "new", "--force")[0] == 0


def test_many_faults_are_counted(call: Call) -> None:
    """Twenty diagnostics are printed, the rest is counted."""
    Path("bad.yaml").write_text(BROKEN + "".join(f"wrong{i}: 1\n" for i in range(40)), encoding="utf-8")
    code, _, err = call("validate", "bad.yaml")
    assert code == 3
    assert err.count(" error HQ") == 20
    assert "另有" in err


def test_a_fault_of_ours_leaves_a_file(call: Call, monkeypatch: Any) -> None:
    """An unexpected exception ends with 1; its traceback is in the file that the message names."""

    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(journey, "run", fail)
    code, _, err = call("run", "changchun")
    (file,) = Path().glob("houqin-fault-*.txt")
    assert code == 1
    assert file.name in err
    assert "deep inside" in file.read_text(encoding="utf-8")


def test_warnings_may_fail(call: Call, stored: Any, monkeypatch: Any) -> None:
    """`--warn-as-error` turns a warning into exit code 5, for `run` and `validate`."""
    change = ("--set", "finance.discount_rate=0.2")
    assert call("run", "changchun", "--no-report", *change)[0] == 0
    assert call("run", "changchun", "--no-report", "--warn-as-error", *change)[0] == 5
    assert call("validate", "changchun", "--warn-as-error", *change)[0] == 5


@pytest.mark.parametrize(
    ("wanted", "env", "lang"),
    [
        (None, {}, "zh"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "zh_CN.GBK"}, "zh"),
        (None, {"LANG": "C"}, "zh"),
        (None, {"LANG": "en_US", "LC_ALL": "zh_CN"}, "zh"),
        (None, {"LANG": "zh_CN", "HOUQIN_LANG": "en"}, "en"),
        ("zh", {"HOUQIN_LANG": "en"}, "zh"),
    ],
)
def test_language(wanted: str | None, env: dict[str, str], lang: str) -> None:
    """The option goes before HOUQIN_LANG, that before the locale; otherwise Chinese."""
    assert language(wanted, env) == lang


def test_every_command_and_option_is_explained() -> None:
    """Help exists in both languages for every command and option, and for nothing else."""
    tree = cli.build("zh")
    used = {p.name for c in (tree, *tree.commands.values()) for p in c.params}
    assert set(words.COMMANDS) == set(offered.COMMANDS) == set(tree.commands)
    assert used == set(words.OPTIONS) - {"help"}


def test_help_speaks_the_language(call: Call) -> None:
    """The same page is Chinese or English throughout."""
    chinese, english = call("run", "--help", "--lang", "zh")[1], call("run", "--help", "--lang", "en")[1]
    assert "用法" in chinese
    assert "Options" not in chinese
    assert english.isascii()


def test_quiet_says_nothing_on_success(call: Call, stored: Any) -> None:
    """`-q` leaves both streams empty when all went well."""
    assert call("run", "changchun", "--no-report", "-q") == (0, "", "")


def test_no_colour_outside_a_terminal(call: Call, stored: Any) -> None:
    """Redirected output has no escape sequences."""
    _, out, err = call("run", "changchun", "--no-report")
    assert "\x1b" not in out + err
