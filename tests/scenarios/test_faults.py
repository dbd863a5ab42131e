"""Every fault of a file is named with its place, the value, what is allowed and the nearest spelling."""

import re
from hashlib import sha256
from pathlib import Path

import pytest
from houqin.model.errors import LimitReached, ScenarioError
from houqin.model.scenario import Scenario
from houqin.scenarios import doubts, judge
from houqin.scenarios.decode import decode
from houqin.scenarios.fields import walk
from houqin.scenarios.positions import Node, Origin, dotted, graft, tree
from houqin.scenarios.read import Oversize, load, read, templates, validate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

MINI = Path(__file__).with_name("mini.yaml")

CASES = {
    "negative": (("area_m2: 2000", "area_m2: -5"), "HQ1203", "sites.东院.area_m2", "-5", "100,000,000"),
    "ten thousand": (("area_m2: 2000", "area_m2: 0.2万"), "HQ1204", "sites.东院.area_m2", "0.2万", "2000"),
    "comma": (("price: 30000", "price: '30,000'"), "HQ1204", "equipment.洗地机.price", "'30,000'", "30000"),
    "full width": (("headcount: 1", "headcount: １"), "HQ1204", "workforce.在编.headcount", "１", "写成 1"),
    "per cent": (("discount_rate: 0.03", "discount_rate: 3%"), "HQ1204", "finance.discount_rate", "3%", "0.03"),
    "quoted": (("area_m2: 2000", "area_m2: '2000'"), "HQ1204", "sites.东院.area_m2", "'2000'", "引号"),
    "boolean": (("area_m2: 2000", "area_m2: true"), "HQ1204", "sites.东院.area_m2", "true", "数字"),
    "not a number": (("area_m2: 2000", "area_m2: .nan"), "HQ1204", "sites.东院.area_m2", ".nan", "数字"),
    "infinite": (("area_m2: 2000", "area_m2: .inf"), "HQ1204", "sites.东院.area_m2", ".inf", "数字"),
    "fraction": (("headcount: 1", "headcount: 1.5"), "HQ1204", "workforce.在编.headcount", "1.5", "整数"),
    "text for a tuple": (("[40, 55]", "[40, '55']"), "HQ1204", "workforce.在编.ages.1", "'55'", "引号"),
    "yes": (("incumbent: true", "incumbent: yes"), "HQ1204", "vendors.甲公司.incumbent", "yes", "true"),
    "number for text": (("zh: 最小算例", "zh: 12"), "HQ1204", "title.zh", "12", "引号"),
    "misspelt field": (("  vat_rate", "  vat_rte"), "HQ1201", "finance.vat_rte", "vat_rte", "vat_rate"),
    "misspelt block": (("equipment:", "equipments:"), "HQ1201", "equipments", "equipments", "equipment"),
    "unknown choice": (("role: rounds", "role: round"), "HQ1205", "services.保洁.posts.巡回.role", "round", "relief"),
    "unknown mode": (("[people_only, in", "[people, in"), "HQ1205", "units.东院保洁.modes.0", "people", "people_only"),
    "unknown law": (("triangular", "triangel"), "HQ1205", "finance.wage_growth", "triangel", "triangular"),
    "law without dist": (("dist: triangular, ", ""), "HQ1202", "finance.wage_growth", "wage_growth", "uniform"),
    "law reversed": (("low: 0.03", "low: 0.06"), "HQ1211", "finance.wage_growth", "wage_growth", "递减"),
    "law out of range": (("high: 0.08}", "high: 8}"), "HQ1203", "finance.wage_growth", "wage_growth", "0.5"),
    "time 7:00": (("start: 07:00", "start: 7:00"), "HQ1209", "services.保洁.shifts.白班.start", "7:00", "HH:MM"),
    "time 420": (("start: 07:00", "start: 420"), "HQ1209", "services.保洁.shifts.白班.start", "420", "HH:MM"),
    "time 25:00": (("end: 15:30", "end: 25:00"), "HQ1209", "services.保洁.shifts.白班.end", "25:00", "HH:MM"),
    "hour as key": (("{07:00:", "{7:00:"), "HQ1209", "services.保洁.profile.7:00", "7:00", "HH:MM"),
    "no such day": (("2026-01-01", "2026-02-30"), "HQ1210", "horizon.start", "2026-02-30", "2026-01-01"),
    "day as number": (("2026-01-01", "20260101"), "HQ1210", "horizon.start", "20260101", "2026-01-01"),
    "day as quoted number": (("2026-01-01", "'0'"), "HQ1210", "horizon.start", "'0'", "2026-01-01"),
    "shift reversed": (("end: 15:30", "end: 06:30"), "HQ1211", "services.保洁.shifts.白班", "白班", "晚于"),
    "two pays": (("{gross_per_month: 3000}", "{gross_per_month: 3000, take_home_per_month: 2}"),
                 "HQ1212", "workforce.在编.pay", "pay", "应发"),
    "too few": (("[40, 55]", "[40]"), "HQ1202", "workforce.在编.ages.1", "ages", "ages[1]"),
    "empty list": (
        ("units: [东院保洁]\n    modes", "units: []\n    modes"), "HQ1208", "bids.甲报价.units", "[]", "1 项"),
    "mapping expected": (("{area_m2: 2000, source: made}", "2000"), "HQ1204", "sites.东院", "2000", "键: 值"),
    "list expected": (("[people_only, in_house]", "in_house"), "HQ1204", "units.东院保洁.modes", "in_house", "列表"),
    "dot in a name": (("东院: {area", "东.院: {area"), "HQ1206", "sites.东.院", "东.院", "60"),
    "format version": (("schema_version: 1", "schema_version: 2"), "HQ1214", "schema_version", "2", "支持 1"),
    "no such source": (("source: made}", "source: mad}"), "HQ1301", "sites.东院.source", "mad", "made"),
    "no such site": (("site: 东院", "site: 东园"), "HQ1301", "units.东院保洁.site", "东园", "东院"),
    "no such measure": (("litter_indoor:", "litter_indor:"), "HQ1301", "standards.保洁.litter_indor", "litter_indor",
                        "litter_indoor"),
    "no such shift": (("role: rounds, shift: 白班", "role: rounds, shift: 夜班"), "HQ1401",
                      "services.保洁.posts.巡回.shift", "夜班", "白班"),
    "nearly the same name": (("  甲公司: {inc", "  甲公司A: {}\n  甲公司ａ : {}\n  甲公司: {inc"),
                             "HQ1213", "vendors.甲公司ａ",
                             "甲公司ａ", "甲公司A"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_fault(name: str, faults) -> None:
    """The one fault is found, at the text that causes it, with its code, path, value and advice in both languages."""
    change, code, path, text, said = CASES[name]
    found = [d for d in faults(change) if d.severity == "error"]
    hit = next(d for d in found if d.code == code)
    assert (hit.path, len({d.line for d in found})) == (path, 1)
    assert hit.excerpt[hit.column - 1 :].startswith(text)
    assert said in hit.text.zh
    assert hit.text.en not in ("", hit.text.zh)


def test_all_at_once(faults) -> None:
    """Five faults of a file give five diagnostics, in the order of the file."""
    found = faults(
        ("discount_rate: 0.03", "discount_rate: x"), ("area_m2: 2000", "area_m2: -1"), ("role: rounds", "role: a"),
        ("headcount: 1", "headcount: -1"), ("price: 30000", "price: 1e99"),
    )  # fmt: skip
    assert [d.line for d in found] == [8, 19, 28, 56, 59]


def test_missing(faults) -> None:
    """A missing field is reported at the block that lacks it, with the field's name in the reader's words."""
    (found,) = (d for d in faults(("  social_insurance_rate: 0.3\n", "")))
    assert (found.code, found.line, found.path) == ("HQ1202", 13, "labour.social_insurance_rate")
    assert "社会保险" in found.text.zh


def test_valid_cases_have_no_faults() -> None:
    """The small case and every shipped case are valid; the small case raises no warning."""
    assert validate(MINI) == ()
    for name in templates():
        assert not [d for d in validate(name) if d.severity == "error"]


@pytest.mark.parametrize("text", ["- 1", "just words", "12"])
def test_no_mapping(text: str, tmp_path: Path) -> None:
    """A file that is no mapping is refused at its first character."""
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")
    assert [(d.code, d.line, d.column) for d in validate(path)] == [("HQ1204", 1, 1)]


def test_titles() -> None:
    """Every shipped case has a title of its own in both languages."""
    for name, title in templates().items():
        assert title == read(name).title.text()


@pytest.mark.parametrize(
    ("source", "code"),
    [("no such file.yaml", "HQ1001"), ("chang chun", "HQ1001"), ("a\0b", "HQ1001"), (Path(), "HQ1001")],
)
def test_no_file(source: str | Path, code: str) -> None:
    """A file that is absent, unreadable or no file at all is a fault like any other."""
    assert [d.code for d in validate(source)] == [code]


def test_inputs(mini: Path) -> None:
    """What was read is on record: name, digest of the bytes, patches."""
    loaded = load(mini, scenario=["压力"], overrides={"study.seed": 7})
    assert loaded.inputs.file == str(mini)
    assert loaded.inputs.sha256 == sha256(mini.read_bytes()).hexdigest()
    assert [p[0] for p in loaded.inputs.patches] == [
        "labour.minimum_wage_per_month", "workforce.在编.protected", "workforce.在编.severance", "study.seed",
    ]  # fmt: skip
    assert loaded.scenario.study.seed == 7


def test_oversize(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case at the limit of zones times replications is read; one beyond ends as a limit does, with the sizes."""
    runs = 60 + 4 * 420
    monkeypatch.setattr(doubts, "ZONE_DAYS", 7 * runs)
    assert load(mini)
    monkeypatch.setattr(doubts, "ZONE_DAYS", 7 * runs - 1)
    with pytest.raises(Oversize) as caught:
        load(mini)
    assert isinstance(caught.value, LimitReached)
    assert (caught.value.exit_code, caught.value.diagnostics[0].code) == (6, "HQ1601")
    assert f"{7 * runs:,}" in caught.value.diagnostics[0].text.zh


def test_units_that_share_their_days_are_counted_once(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second unit of the same service and place takes no days of its own; another place does."""
    case = load(mini).scenario
    unit = next(iter(case.units.values()))
    text, runs = mini.read_text(encoding="utf-8"), 60 + 4 * 420
    root, _ = tree(text, Origin(str(mini), tuple(text.split("\n"))))
    monkeypatch.setattr(doubts, "ZONE_DAYS", 7 * runs)
    twin = case.model_copy(update={"units": {**case.units, "twin": unit}})
    assert doubts.oversize(root, twin) is None
    harder = unit.place.model_copy(update={"across": unit.place.across + 1})
    other = case.model_copy(update={"units": {**case.units, "twin": unit.model_copy(update={"place": harder})}})
    assert doubts.oversize(root, other) is not None


def small() -> Node:
    """Return the tree of the small case."""
    text = decode(MINI.read_bytes(), "t")
    return tree(text, Origin("t", tuple(text.split("\n"))))[0]


SMALL = small()
NUMBERS = [(path, node, here) for path, node, here in walk(SMALL) if isinstance(node.value, int | float)]
NUMERIC = [dotted(path) for path, node, here in NUMBERS if here.label and not isinstance(node.value, bool)]
TYPICAL = [dotted(path) for path, _, here in walk(SMALL) if here.extra.get("typical") and dotted(path) in NUMERIC]
TREES = [dotted(path) for path, _, _ in walk(SMALL) if path and path[0] not in ("overrides", "scenarios")]


def replaced(root: Node, path: str, value: object) -> Node:
    """Return a tree with another value at a path."""
    head, _, rest = path.partition(".")
    if not head:
        return graft(value, root.at)
    key = int(head) if isinstance(root.value, list) else head
    child = root.child(key)
    made = replaced(child, rest, value) if rest else graft(value, child.at)
    if isinstance(root.value, list):
        return Node([made if i == key else item for i, item in enumerate(root.value)], root.at)
    return Node({**root.value, key: made}, root.at, root.keys)


def codes(root: Node) -> list[str]:
    """Return the codes of the faults and warnings of a tree."""
    try:
        scenario = judge.checked(root, ())
    except ScenarioError as error:
        return [d.code for d in error.diagnostics]
    return [d.code for d in doubts.doubts(root, scenario)]


@pytest.mark.parametrize("path", NUMERIC)
def test_no_nonsense(path: str) -> None:
    """No number of a scenario may be text, a boolean, infinite, not a number, or beyond all bounds."""
    for value in ("x", "1,480", True, float("inf"), float("nan"), -1e300, 1e300, [], {}):
        assert codes(replaced(SMALL, path, value)), value


@pytest.mark.parametrize("path", TYPICAL)
def test_wrong_units_warn(path: str) -> None:
    """A number scaled by a common mistake of units warns, or is refused, whenever it leaves the typical range."""
    (node, here) = next((n, h) for p, n, h in walk(SMALL) if dotted(p) == path)
    low, high = here.extra["typical"]
    wrong = [node.value * factor for factor in (60, 1 / 60, 1e4, 100)]
    outside = [value for value in wrong if not low <= value <= high]
    assert outside or node.value == 0 or isinstance(node.value, int) or high / max(low, 1e-9) > 1e3
    for value in outside:
        number = round(value) if here.hint is int else value
        if not low <= number <= high:
            assert set(codes(replaced(SMALL, path, number))) & {"HQ1502", "HQ1203", "HQ1303", "HQ1307", "HQ1304"}, value


def test_hint_of_units(faults) -> None:
    """A doubtful number names the two units that were probably mixed up."""
    (found,) = faults(("price: 30000", "price: 3"))
    assert (found.code, found.severity, found.line) == ("HQ1502", "warning", 56)
    assert "万元" in found.text.zh
    assert "yuan and 10,000 yuan" in found.text.en


def test_area_warning(faults) -> None:
    """Zones that do not add up to the site's area warn and do not refuse."""
    assert [d.code for d in faults(("area_m2: 2000", "area_m2: 2600"))] == ["HQ1501"]


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text("ab", min_size=1), st.integers()),
)  # fmt: skip


@given(st.sampled_from(TREES), ANYTHING)
@settings(max_examples=400, deadline=None)
def test_any_value_anywhere(path: str, value: object) -> None:
    """Whatever stands at any place, the answer is a scenario or a list of faults, never another exception."""
    root = replaced(SMALL, path, value)
    try:
        assert isinstance(judge.checked(root, ()), Scenario)
    except ScenarioError as error:
        assert error.diagnostics
        assert all(re.fullmatch(r"HQ1\d{3}", d.code) and d.text.zh and d.text.en for d in error.diagnostics)


@given(st.binary(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_bytes(content: bytes) -> None:
    """Whatever bytes a file has, the answer is a tree or a list of faults."""
    try:
        tree(decode(content, "t"), Origin("t"))
    except ScenarioError as error:
        assert error.diagnostics[0].code[:4] in ("HQ10", "HQ11")


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage(tmp_path: Path, data: st.DataObject) -> None:
    """Whatever happens to the text of a valid file, reading it ends with a scenario or with faults placed inside it."""
    text = MINI.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 30))
    put = data.draw(st.text("abc:-{}[]'\"#&*!|>%@,.? \n\t0123保", max_size=6))
    path = tmp_path / "t.yaml"
    path.write_text(text[:start] + put + text[start + length :], encoding="utf-8")
    lines = path.read_text(encoding="utf-8").split("\n")
    for found in validate(path):
        assert 0 <= found.line <= len(lines)
        assert found.excerpt == (lines[found.line - 1] if found.line else "")
