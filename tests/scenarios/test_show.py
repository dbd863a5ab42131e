"""Diagnostics as text, and the catalogue of their codes."""

import re
from importlib.resources import files
from pathlib import Path

import houqin
import pytest
from houqin.model.codes import CODES
from houqin.model.errors import Diagnostic
from houqin.model.text import Text
from houqin.scenarios import sentences
from houqin.scenarios.read import format_text
from houqin.scenarios.scalars import meant
from houqin.scenarios.show import width

SOURCES = [
    path
    for folder in ("model", "scenarios", "solvers", "reports")
    for path in Path(str(files(houqin) / folder)).rglob("*.py")
    if path.name != "codes.py"
]


def test_format(faults) -> None:
    """First line for editors, then the line of the file with a caret under the value, then what to do."""
    (found,) = faults(("area_m2: 2000", "area_m2: -5"))
    first, line, caret, mend = format_text(found, "zh").split("\n")
    assert re.fullmatch(r".*case\.yaml:19:17: error HQ1203 \[sites\.东院\.area_m2\] 面积.*-5", first)
    assert line == "   19 |   东院: {area_m2: -5, source: made}"
    assert caret.index("^") == width(line[: line.index("-5")])
    assert caret.strip(" |") == "^^"
    assert mend.endswith("houqin explain HQ1203")
    assert "area (area_m2) must lie in" in format_text(found, "en")


@pytest.mark.parametrize("value", ["'{x}'", "'{'", "'%s {0}'", "{dist: '{}'}"])
def test_braces(value: str, faults) -> None:
    """Braces that a user wrote are shown as they stand."""
    (found,) = faults(
        ("  wage_growth: {dist: triangular, low: 0.03, mode: 0.05, high: 0.08}", f"  wage_growth: {value}")
    )
    text = format_text(found, "zh") + format_text(found, "en")
    assert text.count(value.strip("'")) >= 2


@pytest.mark.parametrize("column", [1, 2, 500, 999, 1000, 1001])
def test_long_lines(column: int) -> None:
    """Of a long line only the part around the fault is shown, with the caret inside."""
    found = Diagnostic("HQ1203", "", Text("坏", "bad"), "f", 1, column, "保" * 1000)
    _, line, caret, _ = format_text(found).split("\n")
    assert width(line) < 130
    assert width(caret) <= width(line) + 2


def test_no_terminal_codes() -> None:
    """Characters that act on a terminal are not passed on."""
    found = Diagnostic("HQ1203", "", Text("\x1b[31m", "\x1b[31m"), "f\x1b]", 1, 2, "a\x1b[2J")
    assert "\x1b" not in format_text(found)


def test_codes_complete() -> None:
    """Every code that the sources use is explained, and every explanation is used."""
    used = {code for path in SOURCES for code in re.findall(r"HQ1\d{3}", path.read_text(encoding="utf-8"))}
    assert used == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_codes_in_two_languages(code: str) -> None:
    """An entry says what, why and how to mend, in both languages, in characters that GBK has."""
    entry = CODES[code]
    for text in (entry.title, entry.why, entry.mend):
        assert text.say("zh").encode("gbk")
        assert not re.search("[\u4e00-\u9fff]", text.en)
        assert re.search("[\u4e00-\u9fff]", text.zh)


def test_own_checks_have_sentences() -> None:
    """Every check of our own in the model has a sentence in both languages here."""
    raised = {
        name
        for path in SOURCES
        for name in re.findall(r'PydanticCustomError\(\s*"(\w+)"', path.read_text(encoding="utf-8"))
    }
    elsewhere = {"inconsistent", "law_range"}
    assert raised - elsewhere <= set(sentences._SAID)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,480", "1480"), ("1，480", "1480"), ("7万", "70000"), ("７００００", "70000"), ("0.5亿", "50000000"),
        ("8%", "0.08"),
        ("010", "10"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("1_000", "1000"), ("60000㎡", "60000"),
        ("1480元", "1480"),
        ("1e3", "1000"), ("12:30", None), ("abc", None), ("", None), ("-", None), ("一", None),
        ("9" * 50, None), ("²", "2"),
    ],
)  # fmt: skip
def test_meant(text: str, number: str | None) -> None:
    """The number a reader would see in a text is offered as it should be written."""
    assert meant(text) == number
