"""Where dual values may be read: linear relaxations that bound, and nowhere else."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
BOUNDS = {"duals.py", "lagrange.py"}
"""They price rows of a linear relaxation, and check by arithmetic what the prices prove."""
USERS = {"hindsight.py", "narrow.py", "parts.py"}
"""They ask `duals.py` for a bound, or for prices to start from; what they tell is solved again."""
MARKS = {"row_dual", "col_dual", "getRanging", "dual_valid"}


def sources():
    """Yield every module of the package with its text."""
    rooms = (ROOT / name for name in ("model", "scenarios", "solvers", "reports"))
    for path in (*ROOT.glob("*.py"), *(p for room in rooms for p in room.rglob("*.py"))):
        yield path, path.read_text(encoding="utf-8")


def reads(text):
    """Return what a module reads of dual values, and whether it imports the module that does."""
    if not any(mark in text for mark in (*MARKS, "duals")):
        return set()
    tree = ast.parse(text)
    found = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & MARKS
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return found | {"duals" for i in imports if i.module == "duals" or "duals" in {n.name for n in i.names}}


def test_no_answer_rests_on_a_dual_value():
    """Price tags, break-even prices, curves and ways out are solved again: only bounds read dual values."""
    found = {path.name: read for path, text in sources() if (read := reads(text))}
    assert set(found) == BOUNDS | USERS
    assert all(found[name] == {"duals"} for name in USERS)
