"""The guide to writing a scenario describes every field, and what it shows is true."""

import re
from pathlib import Path

import pytest
from houqin.model.scenario import Scenario
from houqin.scenarios.positions import Origin, tree
from houqin.scenarios.schema import schema

GUIDE = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")


def test_every_field() -> None:
    """Every field of every block is named in the guide."""
    made = schema()
    fields = {name for block in [made, *made["$defs"].values()] for name in block.get("properties", {})}
    words = set(re.findall(r"\w+", GUIDE))
    assert len(fields) > 150
    assert not fields - words


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL))
def test_examples_are_yaml(block: str) -> None:
    """Every example is YAML of blocks that exist; where two ways are shown, each of them."""
    for part in [block] if block.count("wage_growth") < 2 else block.splitlines():
        root, faults = tree(part, Origin("t"))
        assert not faults
        assert set(root.keys) <= {*Scenario.model_fields, "wage_growth"}
