"""The pages about kinds and reports name what there is, and nothing else."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from houqin.model.kind import Kind
from houqin.reports.words import PHRASES

ROOT = Path(__file__).parents[2]
KIND, REPORT = (ROOT / "docs" / name for name in ("kind.md", "report.md"))


def test_the_walk_names_every_part_of_a_kind() -> None:
    """Whoever follows the walk has met every field of the record."""
    words = set(re.findall(r"\w+", KIND.read_text(encoding="utf-8")))
    assert {field.name for field in fields(Kind)} <= words


def test_the_walk_lists_the_folder() -> None:
    """The table of files is that of the folder it walks through."""
    table = KIND.read_text(encoding="utf-8").partition("## What is in the folder")[2].partition("\n## ")[0]
    listed = set(re.findall(r"`(\w+\.py)`", table))
    assert listed == {path.name for path in (ROOT / "model" / "kinds" / "canteen").glob("*.py")}


@pytest.mark.parametrize("key", ["what", "cost", "asked", "turns", "switches_head", "grids", "surveys", "quality", "rules"])
def test_the_guide_explains_every_part(key: str) -> None:
    """The headings of the report stand in the guide to it, in Chinese."""
    assert PHRASES[key].zh.partition(":")[0] in REPORT.read_text(encoding="utf-8")
