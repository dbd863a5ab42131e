"""Named patches and `--set` are checked as carefully as the file itself."""

from pathlib import Path

import pytest
from houqin.model.errors import ScenarioError
from houqin.scenarios.overrides import parse_set
from houqin.scenarios.read import load, read, validate

RAISE = "涨薪: {labour.minimum_wage_per_month: 1780}"


def refused(call) -> list:
    """Return the diagnostics that a call raises."""
    with pytest.raises(ScenarioError) as caught:
        call()
    return list(caught.value.diagnostics)


def test_named(mini: Path) -> None:
    """An override changes what it names and nothing else."""
    base, raised = read(mini), read(mini, scenario=["涨薪"])
    assert (base.labour.minimum_wage_per_month, raised.labour.minimum_wage_per_month) == (1480, 1780)
    keep = {"labour", "overrides", "scenarios"}
    assert base.model_dump(exclude=keep) == raised.model_dump(exclude=keep)


def test_combination(mini: Path) -> None:
    """A named scenario equals its overrides given one by one."""
    assert read(mini, scenario=["压力"]) == read(mini, scenario=["涨薪", "取消保护"])
    assert read(mini, scenario=["压力"]).workforce["在编"].protected is False


def test_items(edited) -> None:
    """A patch reaches into the items of a list."""
    path = edited(("overrides:\n", "expect:\n  - {metric: a.b, at_least: 1}\n\noverrides:\n"))
    assert read(path, overrides={"expect.0.at_least": 2}).expect[0].at_least == 2
    assert [d.code for d in refused(lambda: read(path, overrides={"expect.0.at_leas": 2}))] == ["HQ1222"]


def test_order(mini: Path) -> None:
    """Of two changes of one value the later holds, and what is set in the call comes last."""
    wage = "labour.minimum_wage_per_month"
    assert read(mini, scenario=["涨薪"], overrides={wage: 1900}).labour.minimum_wage_per_month == 1900


def test_patched_stands_alone(mini: Path) -> None:
    """A changed case carries no overrides that could be applied to it a second time."""
    changed = read(mini, overrides={"study.seed": 1})
    assert (changed.overrides, changed.scenarios) == ({}, {})
    assert read(mini).overrides


@pytest.mark.parametrize(
    ("path", "value", "look"),
    [
        ("units.东院保洁.place.zones.一层.area_m2", 1250,
         lambda s: s.units["东院保洁"].place.zones["一层"].area_m2 == 1250),
        ("workforce.在编.ages.1", 57, lambda s: s.workforce["在编"].ages == (40, 57)),
        ("budget.present_value", 9e6, lambda s: s.budget.present_value == 9e6),
        ("finance.wage_growth.low", 0.01, lambda s: s.finance.wage_growth.low == 0.01),
        ("finance.wage_growth", 0.02, lambda s: s.finance.wage_growth.expectation() == 0.02),
        ("finance.price_growth", {"dist": "uniform", "low": 0.0, "high": 0.02},
         lambda s: s.finance.price_growth.high == 0.02),
        ("modes.in_house.supervision_per_year", 5e4, lambda s: s.modes["in_house"].supervision_per_year == 5e4),
        ("sources.new", {"title": "t", "kind": "public"}, lambda s: "new" in s.sources),
        ("units.东院保洁.owned.洗地机", 0, lambda s: s.units["东院保洁"].owned == {"洗地机": 0}),
        ("workforce.在编", None, lambda s: s.workforce == {}),
        ("scenarios_", None, None),
        ("labour", None, None),
    ],
)  # fmt: skip
def test_paths(mini: Path, path: str, value: object, look) -> None:
    """A patch reaches values, items of lists, legal fields not yet written, whole entries; null takes an entry out."""
    if look is None:
        assert refused(lambda: read(mini, overrides={path: value}))
    else:
        assert look(read(mini, overrides={path: value}))


@pytest.mark.parametrize(
    ("path", "value", "code", "said"),
    [
        ("labour.minimum_wage", 1, "HQ1222", "minimum_wage_per_month"),
        ("sites.东园.area_m2", 1, "HQ1222", "东院"),
        ("sites.东园", 5, "HQ1222", "东院"),
        ("workforce.在编.ages.2", 1, "HQ1222", "0 到 1"),
        ("workforce.在编.ages.x", 1, "HQ1222", "0 到 1"),
        ("study.seed.x", 1, "HQ1222", "seed"),
        ("sites.东院.area_m2.x", 1, "HQ1222", "没有下级"),
        ("", 1, "HQ1222", "没有"),
        ("schema_version", 2, "HQ1222", "schema_version"),
        ("overrides.涨薪", {}, "HQ1222", "overrides"),
        ("vendors.乙公司", None, "HQ1222", "甲公司"),
        ("sites.东院.area_m2", "大", "HQ1204", "大"),
        ("sites.东院.area_m2", float("nan"), "HQ1203", "nan"),
        ("sites.东院.area_m2", True, "HQ1204", "true"),
        ("vendors.甲公司", None, "HQ1301", "甲公司"),
        ("study", {"sed": 1}, "HQ1201", "seed"),
    ],
)
def test_set_faults(mini: Path, path: str, value: object, code: str, said: str) -> None:
    """What is set in the call is validated; the fault names the option and what was probably meant."""
    found = refused(lambda: read(mini, overrides={path: value}))
    assert code in [d.code for d in found]
    assert any(said in d.text.zh for d in found)
    if code != "HQ1301":
        assert found[0].file == "--set"
        assert found[0].excerpt == f"{path}={value}"


@pytest.mark.parametrize(
    ("patch", "code", "text"),
    [
        ("涨薪: {labour.minimum_wage: 1780}", "HQ1222", "labour.minimum_wage"),
        ("涨薪: {labour.minimum_wage_per_month: '1780'}", "HQ1204", "'1780'"),
        ("涨薪: {labour.minimum_wage_per_month: 1e7}", "HQ1203", "1e7"),
        ("涨薪: {sites.东院: {area_m2: -1}}", "HQ1203", "-1"),
        ("涨薪: {vendors.甲公司: null}", "HQ1301", "vendors.甲公司"),
        ("涨薪: {bids.甲报价.vendor: 乙公司}", "HQ1301", "乙公司"),
        ("涨薪: {hiring: null}", "HQ1308", "hiring"),
        ("涨薪: [1]", "HQ1204", "[1]"),
    ],
)
def test_faults_inside(patch: str, code: str, text: str, faults) -> None:
    """A fault of an override is found without applying it, at its line inside `overrides`, naming the override."""
    found = faults((RAISE, patch))
    hit = next(d for d in found if d.code == code)
    assert hit.line == 79
    assert hit.excerpt[hit.column - 1 :].startswith(text)
    assert code in ("HQ1222", "HQ1204") or "涨薪" in hit.text.zh


def test_doubt_inside(faults) -> None:
    """A doubtful value of an override warns at its line."""
    (found,) = faults((RAISE, "涨薪: {labour.minimum_wage_per_month: 17800}"))
    assert (found.code, found.severity, found.line) == ("HQ1502", "warning", 79)


def test_combination_checked(faults) -> None:
    """Overrides that are valid alone and not together are refused where the scenario combines them."""
    found = faults(
        (RAISE, "涨薪: {horizon.years: 3}"),
        ("    workforce.在编.severance: 20000", "    workforce.在编.retirements: [0, 0, 2]"),
        ("  压力: [涨薪, 取消保护]", "  压力: [涨薪]"),
    )
    assert "HQ1307" in [d.code for d in found]
    found = faults(("[涨薪, 取消保护]", "[涨新]"))
    assert [(d.code, d.line, d.excerpt[d.column - 1 :]) for d in found] == [("HQ1221", 84, "涨新]")]


def test_selection(mini: Path) -> None:
    """A scenario that the file does not have is refused with the nearest name."""
    (found,) = refused(lambda: read(mini, scenario=["压力测试"]))
    assert (found.code, found.file) == ("HQ1221", "--scenario")
    assert "压力" in found.text.zh


def test_names_are_listed_once() -> None:
    """Where a scenario and an override share a name, the names there are name it once."""
    (found,) = refused(lambda: read("changchun", scenario=["不存在"]))
    assert found.text.zh.count("五台洗地机") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b=3", ("a.b", 3)), ("a=0.5", ("a", 0.5)), ("a=true", ("a", True)), ("a=x=y", ("a", "x=y")),
        ("a=", ("a", None)),
        ("a= 08:30", ("a", "08:30")), ("a=[1, x]", ("a", [1, "x"])), ("a={b: 1}", ("a", {"b": 1})),
        ("甲.乙='1'", ("甲.乙", "1")),
    ],
)  # fmt: skip
def test_parse_set(text: str, expected: tuple[str, object]) -> None:
    """The value of `--set` is read as it would be in a file."""
    assert parse_set(text) == expected


@pytest.mark.parametrize(
    "text", ["a", "=3", "a=[1", "a=&x 1", "a=!!int 1", "a=1e999", "a=-0", "a={b: 1, b: 2}", "a=1\n---\n2"]
)
def test_parse_set_faults(text: str) -> None:
    """What a file may not hold, `--set` may not either."""
    assert refused(lambda: parse_set(text))[0].file == "--set"


def test_limit(edited) -> None:
    """More named patches than are ever needed are refused before each is tried."""
    many = "\n".join(f"  p{i}: {{study.seed: {i}}}" for i in range(200))
    assert [d.code for d in validate(edited(("overrides:\n", f"overrides:\n{many}\n")))] == ["HQ1107"]


def test_warnings_of_selection(mini: Path) -> None:
    """Warnings of a patched case include what the patch made doubtful."""
    warned = load(mini, overrides={"equipment.洗地机.price": 3}).warnings
    assert [(d.code, d.file) for d in warned] == [("HQ1502", "--set")]
