"""A small valid case and a small log, and what tests do with their text."""

from collections.abc import Callable
from pathlib import Path

import pytest
from houqin.model.errors import Diagnostic
from houqin.scenarios.read import validate

MINI = Path(__file__).with_name("mini.yaml")
ROWS = "2026-03-02 11:45:09,1号窗,5.5\n2026-03-02 11:45:21,2号窗,7.50\n2026-03-03 07:30:00,1号窗,5.5\n"
PLAIN = "时间,窗口,金额\n" + ROWS
"""A log of three swipes."""


@pytest.fixture
def mini() -> Path:
    """Return the path of the small case: one unit, two groups of zones, two named overrides."""
    return MINI


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the small case with some text replaced, and returns the new file."""

    def edit(*pairs: tuple[str, str]) -> Path:
        text = MINI.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text, f"{old!r} is not in the small case"
            text = text.replace(old, new, 1)
        path = tmp_path / "case.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return edit


@pytest.fixture
def faults(edited: Callable[..., Path]) -> Callable[..., tuple[Diagnostic, ...]]:
    """Return a function that validates the small case with some text replaced."""
    return lambda *pairs: validate(edited(*pairs))
