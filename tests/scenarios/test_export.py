"""A resolved case reads back equal, and every number of it says where it comes from."""

import json
import re
from pathlib import Path

import pytest
from houqin.scenarios.export import resolved, sources_of
from houqin.scenarios.fields import walk
from houqin.scenarios.positions import Origin, dotted, tree
from houqin.scenarios.read import load, read, templates
from houqin.scenarios.schema import schema

CASES = [str(Path(__file__).with_name("mini.yaml")), *templates()]


def numbers(text: str) -> dict[str, int]:
    """Return the line of every number of a resolved file; those inside a distribution count as one."""
    root, _ = tree(text, Origin("t"))
    found = {}
    for path, node, here in walk(root):
        plain = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        if here.chance or (plain and not found.get(dotted(path[:-1]))):
            found[dotted(path)] = node.at.line
    return found


@pytest.mark.parametrize("case", CASES)
def test_round_trip(case: str, tmp_path: Path) -> None:
    """Reading a resolved case gives an equal scenario with an equal hash."""
    scenario = read(case)
    path = tmp_path / "t.yaml"
    path.write_text(resolved(scenario), encoding="utf-8")
    again = read(path)
    assert again == scenario
    assert again.hash() == scenario.hash()
    assert resolved(again).count("\n") == resolved(scenario).count("\n")


def test_round_trip_of_patches(edited, tmp_path: Path) -> None:
    """Patches keep their values to the letter: null, lists, 3.0 apart from 3, texts like numbers."""
    patches = """
  无人: {workforce.在编: null}
  空: {}
  价: {equipment.洗地机.price: 30000.0, study.seed: 3, equipment.洗地机: {price: 1e4, life_years: 8, upkeep_rate: 0}}
  表: {units.东院保洁.modes: [people_only], title: {zh: '123', en: "a: b # c"}, title.zh: "- x", title.en: 'no'}
"""
    scenario = read(edited(("overrides:\n", "overrides:" + patches), ("scenarios:\n", "scenarios:\n  无: []\n")))
    path = tmp_path / "t.yaml"
    path.write_text(resolved(scenario), encoding="utf-8")
    assert read(path).hash() == scenario.hash()


TEXTS = [
    "",
    "1",
    "-",
    "- x",
    "a: b",
    "a #b",
    "no",
    "~",
    "null",
    "08:30",
    "'",
    '"',
    "\\n",
    "{",
    "&x",
    "!x",
    "@",
    "保 洁",
    "？",
]


@pytest.mark.parametrize(
    "text", [*TEXTS, "#", "x:", "%a", "*", "?", "? x", "---", "...", "1e5", "0x1", " x", "a,b", "[", "|", ">"]
)
def test_round_trip_of_texts(text: str, mini: Path, tmp_path: Path) -> None:
    """Whatever a title says, it reads back the same."""
    scenario = read(mini, overrides={"title.zh": text})
    path = tmp_path / "t.yaml"
    path.write_text(resolved(scenario), encoding="utf-8")
    assert read(path).title.zh == text


@pytest.mark.parametrize("case", CASES)
def test_json_round_trip(case: str, tmp_path: Path) -> None:
    """A scenario dumped as JSON is a scenario file with the same hash."""
    scenario = read(case)
    path = tmp_path / "t.yaml"
    path.write_text(json.dumps(scenario.model_dump(mode="json"), ensure_ascii=False), encoding="utf-8")
    assert read(path).hash() == scenario.hash()


@pytest.mark.parametrize("case", CASES)
def test_every_number_has_a_source(case: str) -> None:
    """Each number of a resolved file has its source, or 假设, on its line."""
    text = resolved(read(case))
    lines = text.split("\n")
    for path, line in numbers(text).items():
        if path.split(".")[0] not in ("schema_version", "overrides", "expect"):
            assert re.search(r"# (来源: |假设)", lines[line - 1]), path


def test_patched_numbers_say_so(mini: Path) -> None:
    """A number that a patch set names the patch, not the source of the number it replaced."""
    loaded = load(mini, scenario=["涨薪"], overrides={"study.seed": 3})
    text = resolved(loaded.scenario, loaded.inputs.patches)
    assert "minimum_wage_per_month: 1780  # 补丁: 涨薪\n" in text
    assert "seed: 3  # 补丁: --set\n" in text
    assert text.count("# 补丁") == 2


def test_sources(mini: Path) -> None:
    """Numbers carry unit, nearest source and its kind; defaults are told from statements."""
    figures = {f.path: f for f in sources_of(read(mini))}
    wage = figures["bids.甲报价.wage_per_month"]
    assert (wage.value, wage.unit, wage.source, wage.kind, wage.default) == (1600, "yuan", "made", "assumption", False)
    growth = figures["finance.wage_growth"]
    assert growth.value == "triangular(low=0.03, mode=0.05, high=0.08)"
    assert figures["equipment.洗地机.price"].source is None
    default = figures["equipment.洗地机.resale_rate"]
    assert (default.source, default.default, default.kind) == (None, True, "assumption")


def test_cited_before_source(edited) -> None:
    """A field named in `cited` has that source, whatever the block says."""
    path = edited(
        ("  made: {", "  other: {title: t, kind: public}\n  made: {"),
        ("  surcharge_rate: 0.12\n", "  surcharge_rate: 0.12\n  cited: {vat_rate: other}\n"),
    )
    figures = {f.path: f for f in sources_of(read(path))}
    assert (figures["finance.vat_rate"].source, figures["finance.vat_rate"].kind) == ("other", "public")
    assert figures["finance.surcharge_rate"].source == "made"


def test_hash_ignores_layout(mini: Path, tmp_path: Path) -> None:
    """Comments, order of keys and layout do not change the hash; a number does."""
    text = mini.read_text(encoding="utf-8")
    path = tmp_path / "t.yaml"
    path.write_text("# c\n" + text.replace("id: mini\n", "") + "id: mini\n", encoding="utf-8")
    assert read(path).hash() == read(mini).hash()
    path.write_text(text.replace("1600", "1601"), encoding="utf-8")
    assert read(path).hash() != read(mini).hash()


def test_schema_titles() -> None:
    """Every number of the schema has a title, and no block takes unknown keys."""
    made = schema()
    blocks = [made, *made["$defs"].values()]
    assert made["$schema"].endswith("2020-12/schema")
    assert all(block.get("additionalProperties") is False for block in blocks if "properties" in block)
    assert "面积 / area [m2]" in json.dumps(made, ensure_ascii=False)
    json.dumps(made)


@pytest.mark.parametrize("case", CASES)
def test_schema_accepts(case: str) -> None:
    """The schema accepts every valid case, and refuses it once a field is misspelt."""
    jsonschema = pytest.importorskip("jsonschema")
    made = schema()
    jsonschema.Draft202012Validator.check_schema(made)
    data = read(case).model_dump(mode="json", exclude_none=True)
    check = jsonschema.Draft202012Validator(made)
    assert not list(check.iter_errors(data))
    assert list(check.iter_errors({**data, "siets": {}}))
