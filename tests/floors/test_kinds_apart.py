"""A kind is one folder: nothing outside `model/kinds/` knows one by name."""

import ast
from pathlib import Path

import pytest
from houqin.model.kinds import KINDS

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ("tests", "benchmarks", "build", "docs", "runs")


def sources():
    """Return the modules of the package that are not a kind's."""
    inside = [path for path in ROOT.iterdir() if path.name not in OUTSIDE and not path.name.startswith(".")]
    found = [path.relative_to(ROOT) for top in inside for path in (top, *top.rglob("*.py")) if path.suffix == ".py"]
    return sorted({path for path in found if path.parts[:2] != ("model", "kinds")})


def named(text):
    """Return the kinds that a module names, as a word of its own in quotes or as a part of what it imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.ImportFrom):
            found |= {*(node.module or "").split("."), *(alias.name for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {part for alias in node.names for part in alias.name.split(".")}
    return found & set(KINDS)


@pytest.mark.parametrize(
    "text",
    ['x = "canteen"', "if kind.name == 'fleet': pass", "from ..kinds import canteen", "from .kinds.canteen.spec import Tier",
     "import houqin.model.kinds.cleaning"],
)  # fmt: skip
def test_names_are_seen(text):
    """The check is not blind: kinds that are compared with or imported are found; other words are not."""
    assert named(text)
    assert not named('x = "the canteen of a county"; from ..model.kinds import KINDS')


def test_no_module_knows_a_kind():
    """No module outside the kinds names one, compares with one or imports from one."""
    assert len(sources()) > 100
    knowing = {str(path): names for path in sources() if (names := named((ROOT / path).read_text(encoding="utf-8")))}
    assert not knowing
