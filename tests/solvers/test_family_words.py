"""Every family of rows says in both languages what it is for, on the page about the programme and at the prompt."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from houqin.model.text import Text
from houqin.solvers.families import FAMILY
from houqin.solvers.programme import FAMILIES

PAGE = (Path(__file__).parents[2] / "docs" / "programme.md").read_text(encoding="utf-8")


def test_every_family_has_its_sentences():
    """Families and sentences are the same, in the same order; no sentence is empty or said of two families."""
    assert list(FAMILY) == list(FAMILIES)
    for lang in ("zh", "en"):
        said = [text.say(lang) for text in FAMILY.values()]
        assert all(said)
        assert len(set(said)) == len(said)
        assert all(text.encode("gbk") for text in said)


def test_the_page_lists_them():
    """The table of the page says what the sentences say, and every family has its paragraph with the formula."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert {name: Text(zh, en) for name, zh, en in rows} == FAMILY
    assert set(FAMILY) <= set(re.findall(r"\*\*(\w+)\.?\*\*", PAGE))


@pytest.mark.parametrize("family", ["staff", "SLOTS"])
def test_the_prompt_explains_a_family(family):
    """As a line in the language asked for, and as JSON in both."""
    ask = [sys.executable, "-m", "houqin", "explain", family, "--lang", "en"]
    text = FAMILY[family.lower()]
    assert subprocess.run(ask, capture_output=True, check=True, encoding="utf-8").stdout == f"{family.lower()}: {text.en}\n"
    found = json.loads(subprocess.run([*ask, "--format", "json"], capture_output=True, check=True, encoding="utf-8").stdout)
    assert found["text"] == {"zh": text.zh, "en": text.en}
