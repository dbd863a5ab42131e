"""Recorded logs and cases: where a log may stand, how a case holds what it says, what does not fit the case."""

from datetime import date
from pathlib import Path

import pytest
from houqin.model.kinds.canteen.spec import SWIPES
from houqin.scenarios.export import resolved, sources_of
from houqin.scenarios.logs import Shelf
from houqin.scenarios.positions import At, Origin, graft
from houqin.scenarios.read import beside, load, read, templates, validate

from .conftest import PLAIN

CASE = "changzhou-canteen"
UNIT = "食堂"
TIERS = {"1号窗": "吃饱", "2号窗": "吃好", "3号窗": "选择"}
RECORDED = f"units.{UNIT}.place.recorded"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the shipped case and its log."""
    from importlib.resources import files

    for name in (f"{CASE}.yaml", f"{CASE}.csv"):
        (tmp_path / name).write_bytes((files("houqin.scenarios.library") / name).read_bytes())
    (tmp_path / "three.csv").write_text(PLAIN, encoding="utf-8")
    return tmp_path


def recorded(file: str, **more: object) -> dict[str, object]:
    """Return the change that makes the shipped case use a log."""
    return {RECORDED: {"file": file, "tiers": TIERS, "lead_s": 30, **more}}


def test_a_case_holds_its_log(folder: Path) -> None:
    """The scenario holds what the log says, by day and window, and its hash covers it."""
    loaded = load(folder / f"{CASE}.yaml", overrides=recorded("three.csv"))
    content = loaded.scenario.units[UNIT].place.recorded.content
    assert content.days[date(2026, 3, 2)] == {"1号窗": "42309", "2号窗": "42321"}
    assert content.days[date(2026, 3, 3)] == {"1号窗": "27000"}
    assert ("three.csv", content.sha256) in loaded.inputs.logs
    (folder / "three.csv").write_text(PLAIN.replace("11:45:21", "11:45:22"), encoding="utf-8")
    again = read(folder / f"{CASE}.yaml", overrides=recorded("three.csv"))
    assert again.hash() != loaded.scenario.hash()


def test_a_resolved_case_needs_no_file(folder: Path) -> None:
    """A resolved case holds the log's content: it reads back equal without the file, and lists no swipe as a figure."""
    scenario = read(folder / f"{CASE}.yaml", overrides=recorded("three.csv"))
    alone = folder / "alone"
    alone.mkdir()
    (alone / "r.yaml").write_text(resolved(scenario), encoding="utf-8")
    assert read(alone / "r.yaml").hash() == scenario.hash()
    assert not [f for f in sources_of(scenario) if ".content" in f.path]


def test_patches_hold_their_logs(folder: Path) -> None:
    """A resolved case whose named patch uses a log can be read, and the patch chosen, without the file."""
    scenario = read(folder / f"{CASE}.yaml")
    (patch,) = [name for name, changes in scenario.overrides.items() if f"{RECORDED}.content" in changes]
    alone = folder / "alone"
    alone.mkdir()
    (alone / "r.yaml").write_text(resolved(scenario), encoding="utf-8")
    chosen = load(alone / "r.yaml", scenario=[patch])
    assert len(chosen.scenario.units[UNIT].place.recorded.content.days) == 10
    assert not chosen.inputs.logs
    (folder / f"{CASE}.csv").write_text(PLAIN, encoding="utf-8")
    assert read(folder / f"{CASE}.yaml").hash() != scenario.hash()


def test_content_of_another_file_is_read_anew(folder: Path) -> None:
    """Content counts only for the file it was read from."""
    scenario = read(folder / f"{CASE}.yaml", overrides=recorded("three.csv"))
    (folder / "r.yaml").write_text(resolved(scenario), encoding="utf-8")
    other = read(folder / "r.yaml", overrides={f"{RECORDED}.file": f"{CASE}.csv"})
    assert len(other.units[UNIT].place.recorded.content.days) == 10
    found = validate(folder / "r.yaml", overrides={f"{RECORDED}.file": "none.csv"})
    assert [(f.code, f.path) for f in found if f.severity == "error"] == [("HQ1701", f"{RECORDED}.file")]


@pytest.mark.parametrize(
    "name",
    ["../three.csv", "sub/three.csv", "/etc/passwd", "..", ".hidden.csv", "C:three.csv", "a\\b.csv", "none.csv",
     "three.txt", " three.csv", "three.csv\x00", "CON:.csv", "link.csv", "pipe.csv", "folder.csv"],
)  # fmt: skip
def test_only_a_file_beside_the_case(name: str, tmp_path: Path) -> None:
    """No path, no link out of the folder, nothing but a regular CSV or xlsx file is opened; one fault at the name."""
    import os

    inside = tmp_path / "case"
    (inside / "sub").mkdir(parents=True)
    for file in ("three.csv", "case/.hidden.csv", "case/three.txt", "case/three.csv", "case/sub/three.csv"):
        (tmp_path / file).write_text(PLAIN, encoding="utf-8")
    (inside / "link.csv").symlink_to(tmp_path / "three.csv")
    (inside / "folder.csv").mkdir()
    os.mkfifo(inside / "pipe.csv")
    at = graft(name, At(Origin("case.yaml"), 7, 9))
    found = Shelf(inside).log(name, SWIPES, at, "a.file")
    assert found.log is None
    assert [(f.code, f.path, f.file, f.line) for f in found.faults] == [("HQ1701", "a.file", "case.yaml", 7)]
    assert Shelf(inside).log("three.csv", SWIPES, at, "a.file").log is not None


def test_a_link_within_the_folder(tmp_path: Path) -> None:
    """A link to a file of the same folder is that file."""
    (tmp_path / "three.csv").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "three.csv")
    assert Shelf(tmp_path).log("link.csv", SWIPES, graft("link.csv", At(Origin("case.yaml"))), "").log is not None


def test_faults_inside_a_log_keep_their_place(folder: Path) -> None:
    """A fault of the log stands at its own line, named by the folder as the case is, also when a patch names the log."""
    (folder / "three.csv").write_text(PLAIN + "x,1号窗,5\n", encoding="utf-8")
    found = validate(folder / f"{CASE}.yaml", overrides=recorded("three.csv"))
    assert [(f.code, f.file, f.line) for f in found] == [("HQ1704", str(folder / "three.csv"), 5)]
    text = (folder / f"{CASE}.yaml").read_text(encoding="utf-8")
    patch = f"overrides:\n  坏记录: {{{RECORDED}: {{file: three.csv, tiers: {{1号窗: 吃饱, 2号窗: 吃好}}}}}}\n"
    (folder / "p.yaml").write_text(text.replace("overrides:\n", patch, 1), encoding="utf-8")
    found = tuple(f for f in validate(folder / "p.yaml") if f.severity == "error")
    assert [(f.code, f.file, f.line) for f in found] == [("HQ1704", str(folder / "three.csv"), 5)]
    assert "坏记录" in found[0].text.zh


def test_unknown_windows_are_a_fault(folder: Path) -> None:
    """Windows without a tier are listed with their swipes; a tier that a meal does not sell is a fault, too."""
    change = {RECORDED: {"file": "three.csv", "tiers": {"1号窗": "吃饱"}}}
    (fault,) = [f for f in validate(folder / f"{CASE}.yaml", overrides=change) if f.severity == "error"]
    assert fault.code == "HQ1704"
    assert "2号窗 (1)" in fault.text.zh
    change = {RECORDED: {"file": "three.csv", "tiers": {"1号窗": "选择", "2号窗": "吃好"}}}
    (fault,) = [f for f in validate(folder / f"{CASE}.yaml", overrides=change) if f.severity == "error"]
    assert (fault.code, fault.path) == ("HQ1704", f"{RECORDED}.tiers.1号窗")


def test_what_is_left_out_is_counted(folder: Path) -> None:
    """Swipes outside the meals and on days off are counted in warnings; a log of nothing else is a fault."""
    extra = "2026-03-02 15:00:00,1号窗,5.5\n2026-03-07 11:45:00,1号窗,5.5\n2026-03-07 11:46:00,1号窗,5.5\n"
    (folder / "three.csv").write_text(PLAIN + extra, encoding="utf-8")
    found = [f for f in validate(folder / f"{CASE}.yaml", overrides=recorded("three.csv")) if f.code == "HQ1705"]
    assert sorted(f.text.en.split(" ")[0] for f in found) == ["1", "1"]
    assert any("2 swipes" in f.text.en for f in found)
    (folder / "three.csv").write_text("时间,窗口,金额\n" + extra, encoding="utf-8")
    found = validate(folder / f"{CASE}.yaml", overrides=recorded("three.csv"))
    assert [f.code for f in found if f.severity == "error"] == ["HQ1704"]


def test_content_is_checked_too(folder: Path) -> None:
    """Content that was written by hand is held to its form."""
    for days in (
        {"2026-03-02": {"1号窗": "5 4"}},
        {"2026-03-02": {"1号窗": "86400"}},
        {"2026-3-2": {"1号窗": "5"}},
        {},
    ):
        change = recorded("three.csv", content={"file": "three.csv", "sha256": "0" * 64, "days": days})
        assert [f.code for f in validate(folder / f"{CASE}.yaml", overrides=change) if f.severity == "error"]


def test_shipped_logs_go_with_their_case() -> None:
    """The log of a shipped case is found by the case's name, and is marked as made up."""
    assert CASE in templates()
    (name, text), *none = beside(CASE).items()
    assert (name, none) == (f"{CASE}.csv", [])
    assert "不是真实记录" in text.split("\n")[0]
    assert not beside("changchun")
