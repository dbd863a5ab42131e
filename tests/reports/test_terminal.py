"""The summary in the terminal."""

import io
from typing import Any

import pytest
from houqin.reports.terminal import summary
from rich.cells import cell_len
from rich.console import Console


def shown(result: dict[str, Any], lang: Any, width: int) -> str:
    """Return the summary as plain text."""
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(summary(result, lang, width))
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 60, 100])
def test_fits_and_survives_gbk(width: int, lang: Any, result: dict[str, Any]) -> None:
    """No line is wider than the terminal, and every character exists in GBK."""
    text = shown(result, lang, width)
    assert max(cell_len(line) for line in text.splitlines()) <= width
    text.encode("gbk")


def test_says_status_plan_and_money(result: dict[str, Any]) -> None:
    """Status, vendor, posts and saving are there."""
    text = shown(result, "zh", 100).replace("\n", "")
    for said in ("已验证", "净达", "35 → 35 → 36", "138.9 万元"):
        assert said in text


def test_markup_in_names_is_text(result: dict[str, Any]) -> None:
    """A name in brackets is printed and not taken for a style."""
    result["plan"][0]["unit"] = "[red]x[/red]"
    assert "[red]x[/red]" in shown(result, "zh", 100)


def test_infeasible_names_rules(result: dict[str, Any]) -> None:
    """Without a plan the summary lists the rules in conflict."""
    result |= {"status": "infeasible", "plan": None, "objective": None, "conflicts": result["rules"][:1]}
    assert "分流职工不得辞退" in shown(result, "zh", 60)


@pytest.mark.parametrize("width", [40, 60, 120])
def test_opening_by_time_fits_any_terminal(width: int, result: dict[str, Any]) -> None:
    """Every step of the day is there with its number, cut into as many tables as it takes."""
    grid = next(g for g in result["grids"] if g["name"] == "windows")
    text = shown(result, "zh", width)
    for column in grid["columns"]:
        assert column["zh"] in text
    assert "在岗服务员" in text.replace("\n", "")


def test_answers_are_told(result: dict[str, Any]) -> None:
    """Price of a meal, switch, roster and survey are in the summary; ranges are not, since the table says more."""
    text = shown(result, "en", 100).replace("\n", " ")
    for said in ("3.12 yuan a meal", "smart checkout pays", "saves 115 a year", "98.0% satisfied"):
        assert said in text
    assert "windows by time: windows" not in text
