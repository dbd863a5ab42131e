"""`houqin regret`: variants of a file weighed against each other, as text, JSON, a page and tables."""

import json
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from io import StringIO
from pathlib import Path
from typing import Any

import houqin
import pytest
from houqin import journey
from houqin.model.errors import InfeasibleError
from houqin.model.levers import Setting
from houqin.reports.regret import document, page, tables
from houqin.reports.regretwords import told
from houqin.scenarios.read import load
from houqin.solvers.choose import choose
from houqin.solvers.menu import Effort, Menu, Point, options
from houqin.solvers.regret import Regret, Variant, regret

PLACE = spec_from_file_location("two", Path(__file__).parents[1] / "solvers" / "conftest.py")
assert PLACE and PLACE.loader
two = module_from_spec(PLACE)
PLACE.loader.exec_module(two)

Call = Callable[..., tuple[int, str, str]]
FILES = {"regret.json", "regret.html", "regret.csv", "cells.csv", "candidates.csv"}
PATCHES = {
    "工资上调": {"labour.minimum_wage_per_month": 1900.0},
    "不变": {"policy.changes": {"state": "hard", "most": 0}},
    "可辞退": {"policy.no_dismissal.state": "off"},
    "没钱": {"budget": {"state": "hard", "present_value": 1000.0}},
}


SHAPE = {
    "horizon.years": 1,
    "workforce.staff.retirements": [],
    "units.A.modes": ["people_only", "full"],
    "units.B.modes": ["in_house", "hybrid"],
    "bids.agency": None,
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a small file with four scenarios."""
    tree = two.patched({**SHAPE, "overrides": PATCHES, "scenarios": {name: [name] for name in PATCHES}})
    path = tmp_path_factory.mktemp("case") / "two.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    return str(path)


def menus(scenario: Any) -> tuple[Menu, ...]:
    """Return menus of one setting an option and number of staff in post."""
    found = []
    for option in options(scenario):
        mixed = option.unit == "B" and option.mode in ("in_house", "hybrid")
        posts = {"A": 40, "B": 36}[option.unit] - 2 * (option.bid == "new")
        staffed = (36, 32, 30, 0) if mixed else (0,)
        points = tuple(Point(Setting((posts - 10, 10, 3), n), posts, (("scrubber", 3),)) for n in staffed)
        found.append(Menu(option, points, (), Effort(1, 1, 1, 1)))
    return tuple(found)


def searched(name: str, scenario: Any, *_: Any) -> Variant:
    """Return a variant searched by hand."""
    offered = menus(scenario)
    try:
        return Variant(name, scenario, offered, choose(scenario, offered), "certified")
    except InfeasibleError:
        return Variant(name, scenario, offered, None, "infeasible")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have variants searched by hand."""
    monkeypatch.setattr(journey, "_variant", searched)


@pytest.fixture(scope="module")
def found(case: str) -> dict[str, Any]:
    """Return the matrix of the whole file as data: as it is, and its scenarios."""
    cases = {name: load(case, scenario=(name,) if name != "base" else ()).scenario for name in ("base", *PATCHES)}
    variants = [searched(name, scenario) for name, scenario in cases.items()]
    return json.loads(json.dumps(document(cases["base"], regret(variants))))  # type: ignore[no-any-return]


def shown(found: dict[str, Any], lang: Any, width: int) -> str:
    """Return what a terminal of a width shows."""
    from rich.console import Console

    console = Console(width=width, file=StringIO(), color_system=None)
    console.print(told(found, lang, width))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_whole_file_unless_told(call: Call, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without `--variants`: the file as it is, and each of its scenarios; what is asked besides is handed on."""
    asked: list[Any] = []

    def weighed(cases: Any, **given: Any) -> Regret:
        asked.append((cases, given))
        return Regret("settings", (), {}, {}, (), ())

    monkeypatch.setattr(journey, "regret", weighed)
    assert call("regret", case, "--keep", "settings", "--alternatives", "2", "--within", "0.1", "--apart", "2")[0] == 4
    ((cases, given),) = asked
    assert {name: s.hash() for name, s in cases.items()} == {
        name: load(case, scenario=(name,) if name != "base" else ()).scenario.hash() for name in ("base", *PATCHES)
    }
    assert [given[k] for k in ("fixed", "number", "within", "apart")] == ["settings", 2, 0.1, 2]


def named(file: str, names: dict[str, list[str]], tmp_path: Path) -> str:
    """Return a file with scenarios of some names."""
    tree = json.loads(Path(file).read_text(encoding="utf-8"))
    path = tmp_path / "named.yaml"
    path.write_text(json.dumps({**tree, "scenarios": names}, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_names_of_the_file_come_first(call: Call, case: str, tmp_path: Path) -> None:
    """A scenario may be called `base`, or have a comma or plus in its name; the case is told as the file has it."""
    path = named(case, {"base": ["不变"], "甲,乙": ["可辞退"], "甲+乙": ["工资上调"]}, tmp_path)
    code, out, _ = call("regret", path, "--format", "json")
    assert code == 0
    said = json.loads(out)
    asked = {"base": "不变", "甲,乙": "可辞退", "甲+乙": "工资上调"}
    assert [v["name"] for v in said["variants"]] == list(asked)
    assert [v["hash"] for v in said["variants"]] == [load(path, scenario=(n,)).scenario.hash() for n in asked.values()]
    assert said["scenario"]["hash"] == load(path).scenario.hash()


def test_column_of_a_variant_is_its_own(found: dict[str, Any]) -> None:
    """A variant that is called as another column is neither hides that column nor is hidden."""
    for name in ("candidate", "largest"):
        other = json.loads(json.dumps(found, ensure_ascii=False).replace("工资上调", name))
        head, first = tables(other)["regret.csv"].decode("utf-8-sig").splitlines()[:2]
        assert head.split(",") == ["candidate", "regret.base", f"regret.{name}", "regret.不变", "regret.可辞退", "largest"]
        assert first.split(",")[0] == "1"


def test_variants_are_weighed(found: dict[str, Any]) -> None:
    """Each variant's own best, one of which has no plan; who stands where is told in fen, with the least regret."""
    best = {v["name"]: v["best"] for v in found["variants"]}
    assert list(best) == ["base", *PATCHES]
    assert [name for name, value in best.items() if value is None] == ["没钱"]
    assert [r["id"] for r in found["variants"][-1]["conflict"]["rules"]] == ["budget.present_value"]
    for row in found["candidates"]:
        assert [c["variant"] for c in row["cells"]] == ["base", "工资上调", "不变", "可辞退"]
        for cell in row["cells"]:
            if cell["status"] == "kept":
                assert cell["regret"] == cell["value"] - best[cell["variant"]] >= 0
    whole = [(row["worst"]["regret"], row["number"]) for row in found["candidates"] if row["worst"]]
    assert found["least"] == min(whole)[1]


def test_rule_that_a_plan_breaks_is_named(found: dict[str, Any]) -> None:
    """A plan that one variant bars is told with the rule, by its sentence and id, in data and text."""
    barred = [c for row in found["candidates"] for c in row["cells"] if c["status"] == "barred"]
    assert {c["variant"] for c in barred} == {"不变"}
    for cell in barred:
        (rule,) = cell["breaks"]["rules"]
        assert rule["id"] == "policy.changes"
        assert rule["amount"] >= 1
        for lang in ("zh", "en"):
            assert f"{rule['text'][lang]} [policy.changes]" in shown(found, lang, 1000)


def test_files(call: Call, case: str, tmp_path: Path) -> None:
    """JSON, a page, and tables with a byte order mark; nothing is replaced unless told."""
    argv = ("regret", case, "--variants", "base,不变+工资上调", "--out", str(tmp_path / "r"))
    code, out, _ = call(*argv, "--format", "json")
    assert code == 0
    assert {p.name for p in (tmp_path / "r").iterdir()} == FILES
    assert json.loads(out) == json.loads((tmp_path / "r" / "regret.json").read_text(encoding="utf-8"))
    assert all((tmp_path / "r" / name).read_bytes()[:3] == b"\xef\xbb\xbf" for name in FILES if name.endswith(".csv"))
    assert call(*argv)[0] == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page(found: dict[str, Any], lang: Any) -> None:
    """The page names rules and plans, needs neither network nor script, and survives GBK."""
    html = page(found, lang)
    html.encode("gbk")
    assert "[policy.changes]" in html
    assert "<script" not in html
    assert "http" not in html.replace("http-equiv", "")
    assert html.count("<tr") == 2 + len(found["candidates"][0]["cells"])


def test_names_of_an_author_are_text(found: dict[str, Any]) -> None:
    """What an author may name is escaped in the page, and is no formula in the tables."""
    bad = json.loads(json.dumps(found, ensure_ascii=False).replace("不变", "=1+1<b>&"))
    assert "<b>" not in page(bad, "zh")
    assert all(b",=1" not in data and b"\n=1" not in data for data in tables(bad).values())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_narrow_terminal(found: dict[str, Any], lang: Any) -> None:
    """At forty columns no line is wider; with room the matrix is a table."""
    for columns in (40, 140):
        out = shown(found, lang, columns)
        out.encode("gbk")
        assert max(sum(2 if ord(c) > 0x2E80 else 1 for c in line.rstrip()) for line in out.splitlines()) <= columns


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (("--variants", "base"), 2),
        (("--variants", "base,base"), 2),
        (("--variants", "不变,+不变"), 2),
        (("--out", __file__), 2),
        (("--out", f"{__file__}/sub", "--force"), 2),
        (("--keep", "nothing"), 2),
        (("--variants", "base,没有"), 3),
    ],
)
def test_what_cannot_be_weighed_is_refused(call: Call, case: str, argv: tuple[str, ...], code: int) -> None:
    """One variant, the same twice, an unknown one, a place that is no folder, and an unknown thing to keep."""
    assert call("regret", case, *argv)[0] == code


def test_no_plan_anywhere(call: Call, case: str) -> None:
    """Where the rules leave no variant a plan they are named, and the code is 4."""
    argv = ("regret", case, "--variants", "base,可辞退", "--set", "budget={state: hard, present_value: 1000}")
    code, out, _ = call(*argv)
    assert code == 4
    assert "budget.present_value" in out
    assert not [line for line in out.splitlines() if line.startswith(("候选方案", "后悔矩阵"))]


def test_in_python(case: str) -> None:
    """The same is to be had in a program, with other plans of hardly more cost as candidates, settings kept."""
    cases = {name: load(case, scenario=(name,)).scenario for name in ("工资上调", "可辞退")}
    known = houqin.regret(cases, number=1, within=0.5, fixed="settings")
    assert [v.name for v in known.variants] == list(cases)
    assert {theme for c in known.candidates for _, theme in c.origins} > {"chosen"}
    assert known.least is not None
