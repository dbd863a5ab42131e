"""A trip log beside a case: it becomes part of the case, is checked against it, and is fitted by the command."""

import json
from pathlib import Path

import pytest
from houqin import cli
from houqin.scenarios.export import resolved, sources_of
from houqin.scenarios.read import load, read, validate

from .conftest import MINI

SERVICE = """services:
  用车:
    kind: fleet
    classes: {轿车: {seats: 4, energy: 0.6}}
    purposes:
      公务:
        {open: 08:00, close: 18:00, weights: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
         vehicle: 轿车, duration: 2, hold: 15}
    hail: {per_km: 2.7}
"""
UNIT = """units:
  车队:
    site: 东院
    service: 用车
    place:
      kind: fleet
      requests: {公务: 20}
      zones: {院内: {}}
      departments: {办公室: {zone: 院内}, 财务处: {zone: 院内}}
      vehicles: {轿车: [0, 10]}
    today: {mode: in_house, setting: {轿车: 5}}
    modes: [in_house]
"""
PATCH = """overrides:
  用车记录: {units.车队.place.recorded: {file: trips.csv, departments: {总务处: 办公室}}}
"""
HEAD = "用车时间,申请时间,结束时间,部门,车型,里程\n"
DAY = """2026-03-{d:02d} 08:30,2026-03-01 16:00,2026-03-{d:02d} 11:00,总务处,轿车,35.2
2026-03-{d:02d} 09:10,2026-03-{d:02d} 09:05,2026-03-{d:02d} 10:00,财务处,轿车,8
"""
LOG = HEAD + "".join(DAY.format(d=d) for d in (2, 3, 4, 5, 6, 9, 10))
RECORDED = "units.车队.place.recorded"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Return the path of the small case with a fleet, its log beside it."""
    text = MINI.read_text(encoding="utf-8")
    for head, more in (("services:\n", SERVICE), ("units:\n", UNIT), ("overrides:\n", PATCH)):
        assert text.count(f"\n{head}") == 1
        text = text.replace(f"\n{head}", f"\n{more}")
    text = text.replace("\nequipment:\n", "\nequipment:\n  轿车: {price: 150000, life_years: 8, upkeep_rate: 0.05}\n")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "trips.csv").write_text(LOG, encoding="utf-8")
    return tmp_path / "case.yaml"


def test_a_case_holds_its_trips(case: Path) -> None:
    """The scenario holds every line, by day and names, and its hash covers them."""
    loaded = load(case, scenario=["用车记录"])
    held = loaded.scenario.units["车队"].place.recorded.content
    day = next(iter(held.days.values()))
    assert day == {"总务处@轿车@": "30600,-28800,39600,35.2,", "财务处@轿车@": "33000,32700,36000,8,"}
    assert ("trips.csv", held.sha256) in loaded.inputs.logs
    (case.parent / "trips.csv").write_text(LOG.replace("35.2", "35.3", 1), encoding="utf-8")
    assert load(case, scenario=["用车记录"]).scenario.hash() != loaded.scenario.hash()


def test_a_resolved_case_needs_no_file(case: Path) -> None:
    """A resolved case holds the trips: it reads back equal without the log, and lists none of them as a figure."""
    scenario = read(case, scenario=["用车记录"])
    alone = case.parent / "alone"
    alone.mkdir()
    (alone / "r.yaml").write_text(resolved(scenario), encoding="utf-8")
    assert read(alone / "r.yaml").hash() == scenario.hash()
    assert not [f for f in sources_of(scenario) if ".content" in f.path]


def test_what_a_week_leaves_over_is_said(case: Path) -> None:
    """Two days after the whole week are in no run of five, and that is a warning; it is said once."""
    (found,) = [f for f in validate(case, scenario=["用车记录"]) if f.code == "HQ1705"]
    assert found.text.en.startswith("4 lines are on days that make no whole run of 5")


def test_departments_that_nobody_knows(case: Path) -> None:
    """A department of the log that is neither the case's nor said to be one of them is a fault at the field."""
    text = case.read_text(encoding="utf-8")
    case.write_text(text.replace(", departments: {总务处: 办公室}", ""), encoding="utf-8")
    (found,) = [f for f in validate(case) if f.severity == "error"]
    assert found.code == "HQ1704"
    assert "总务处 (7)" in found.text.zh


def test_faults_inside_the_log_keep_their_place(case: Path) -> None:
    """A faulty cell is reported in the log, by line and column."""
    (case.parent / "trips.csv").write_text(LOG.replace(",8\n", ",八\n", 1), encoding="utf-8")
    (found,) = [f for f in validate(case) if f.severity == "error"]
    assert (found.code, Path(found.file).name, found.line, found.column) == ("HQ1704", "trips.csv", 3, 59)


def test_content_by_hand_is_checked(case: Path) -> None:
    """Content that is not of the form of a trip log is a fault at the log."""
    days = {"2026-03-02": {"办公室@轿车@": "30600,30600"}}
    change = {RECORDED: {"file": "trips.csv", "content": {"file": "trips.csv", "sha256": "0" * 64, "days": days}}}
    (found,) = [f for f in validate(case, overrides=change) if f.severity == "error"]
    assert (found.code, found.path) == ("HQ1208", RECORDED)
    assert "办公室@轿车@" in found.text.zh


def test_the_command_fits_a_trip_log(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`houqin fit` reads a trip log by the form of its kind; the reader takes the patch, and a swipe log is refused."""
    line = ["--lang", "en", "fit", str(case), "车队", str(case.parent / "trips.csv"), "--scenario", "用车记录"]
    assert cli.main([*line, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["days"], answer["used"], answer["total"]) == (7, 14, 14)
    assert answer["patch"]["units.车队.place.requests.公务"] == 2
    made = read(case, scenario=["用车记录"], overrides=answer["patch"])
    assert made.services["用车"].purposes["公务"].immediate == 0.5
    (case.parent / "swipes.csv").write_text("时间,窗口,金额\n2026-03-02 11:45:09,1号窗,5.5\n", encoding="utf-8")
    assert cli.main(["fit", str(case), "车队", str(case.parent / "swipes.csv")]) == 3
    assert "HQ1702" in capsys.readouterr().err
