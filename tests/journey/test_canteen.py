"""The shipped canteen, walked through with fewer days: every question it asks has its answer in result and report."""

from pathlib import Path
from typing import Any

import houqin as hq
import pytest
from houqin.reports import answers
from houqin.reports.html import html
from houqin.reports.result import result

pytestmark = pytest.mark.slow

UNIT = "食堂"
FEW = {
    "units.食堂.modes": ["hybrid", "full"],
    "horizon.years": 1,
    "study.search_replications": 8,
    "study.certify_replications": 120,
    "study.reference_replications": 1,
}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the result of the case with two modes, one year and few days."""
    shelf: Path = tmp_path_factory.mktemp("shelf")
    return result(hq.run(hq.read("changzhou-canteen", overrides=FEW), jobs=2, cache=shelf))


@pytest.fixture(scope="module")
def page(told: dict[str, Any]) -> str:
    """Return its report."""
    return html(told, [])


def only(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of the canteen."""
    return [row for row in rows if row["unit"] == UNIT]


def test_the_plan_is_certified(told: dict[str, Any]) -> None:
    """Six standards were tried on fresh days, which both engines told alike; so few days may leave one open, none failed."""
    assert told["status"] in ("certified", "marginal")
    assert told["certification"]["identical"]
    held = [row for row in only(told["certificate"]) if row["target"] is not None]
    assert len(held) == 6
    assert {row["status"] for row in held} <= {"certified", "marginal"}


def test_which_mode_at_which_subsidy(told: dict[str, Any], page: str) -> None:
    """Each mode has its net cost a meal, one is chosen, and every other bid what it costs more; the report has both."""
    rows = only(told["per_unit"])
    assert {row["mode"] for row in rows} == {"hybrid", "full"}
    assert sum(row["chosen"] for row in rows) == 1
    assert {"乙混合打包", "甲托管"} <= {row["bid"] for row in only(told["alternatives"])}
    assert all(f"{row['cost'] / 100:.2f}" in page for row in rows)


def test_windows_and_lanes_by_quarter_hour(told: dict[str, Any], page: str) -> None:
    """Eight quarter hours, and a number of windows of each tier sold then, of lanes, and of servers on duty."""
    grid = next(row for row in only(told["grids"]) if row["name"] == "windows")
    assert [column["zh"] for column in grid["columns"]] == [
        "07:20", "07:35", "07:50", "08:05", "11:30", "11:45", "12:00", "12:15",
    ]  # fmt: skip
    cells = {row["text"]["zh"]: row["cells"] for row in grid["rows"]}
    assert {"吃饱窗口", "吃好窗口", "选择窗口", "人工结算", "在岗服务员"} <= set(cells)
    assert all(cell.isdigit() for cell in (*cells["吃饱窗口"], *cells["人工结算"]))
    assert grid["text"]["zh"] in page


def test_whether_checkout_pays_and_what_release_is_worth(told: dict[str, Any], page: str) -> None:
    """Both questions have a verdict; where both ways can be gone, the plan's way is no dearer than the other."""
    rows = {row["lever"]: row for row in only(told["switches"])}
    assert set(rows) == {"智能结算台", "stagger"}
    said = [line for each in answers.asked(told, "zh") for line in each["said"]]
    for row in rows.values():
        assert answers.verdict(row)
        assert answers.switch(told, row, "zh") in said
        assert row["text"]["zh"] in page
        if row["off_value"] is not None and row["on_value"] is not None:
            used = max(row["chosen"]) > 0
            assert row["on_value" if used else "off_value"] <= row["off_value" if used else "on_value"]


def test_what_the_questionnaires_prove(told: dict[str, Any], page: str) -> None:
    """98 % cannot be claimed from 384 forms, strictly or loosely read; 149 at least are needed."""
    (row,) = only(told["surveys"])
    readings = {reading["name"]: reading for reading in row["readings"]}
    assert set(readings) == {"loose", "strict"}
    assert not any(reading["proven"] for reading in readings.values())
    assert all(reading["lower"] < reading["share"] < reading["upper"] for reading in readings.values())
    assert row["all_satisfied"] == 149
    assert all(said in page for said in ("85.9%", "97.9%", "149"))


def test_shifts_and_windows_together(told: dict[str, Any]) -> None:
    """What planning both at once saves is told for every option searched, and is never negative."""
    rows = only(told["rosters"])
    assert rows
    assert all(row["saving"] == row["apart"] - row["joint"] >= 0 for row in rows)
