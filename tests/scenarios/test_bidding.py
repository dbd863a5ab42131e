"""Tender files and rule packs: what is shipped, and what is refused, where."""

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from houqin.model.errors import Diagnostic, ScenarioError
from houqin.model.pack import Clause, Ground, Object, Pack, Procedure, Quantity
from houqin.model.tender import ABOVE_CEILING, Bidder, Criterion, Deduction, Status, Tender
from houqin.scenarios import bidding
from houqin.scenarios.bidding import pack, packs, tender
from houqin.scenarios.read import fetched, format_text, shipped

SAMPLE = fetched("tender-sample", "tenders")[0].decode()
BOOK = fetched("CN-2026", "packs")[0].decode()
Faults = Callable[..., tuple[Diagnostic, ...]]


@pytest.fixture(scope="module")
def book() -> Iterator[None]:
    """Read the shipped pack once for all tests: it takes longer than anything else here."""
    read = bidding._read
    shelved = read("CN-2026", "packs", Pack)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bidding, "_read", lambda source, *of: shelved if source == "CN-2026" else read(source, *of))
        yield


@pytest.fixture
def faults(tmp_path: Path, book: None) -> Faults:
    """Return a function that reads the sample, or the pack, with some text replaced, and returns the faults."""

    def read(*pairs: tuple[str, str], book: bool = False) -> tuple[Diagnostic, ...]:
        text = BOOK if book else SAMPLE
        for old, new in pairs:
            assert old in text, f"{old!r} is not in the file"
            text = text.replace(old, new, 1)
        path = tmp_path / "t.yaml"
        path.write_text(text, encoding="utf-8")
        try:
            pack(path) if book else tender(path)
        except ScenarioError as error:
            return error.diagnostics
        return ()

    return read


def grounds() -> list[tuple[str, Ground]]:
    """Return the shipped rules and reasons."""
    held = pack()
    return [*held.rules.items(), *held.reasons.items()]


@pytest.mark.parametrize(("name", "ground"), grounds())
def test_sentences_of_the_pack(name: str, ground: Ground) -> None:
    """Every rule and citation is in both languages, in characters that GBK has; Chinese ones in Chinese only."""
    for said in (ground.text, ground.citation, *([ground.note] if ground.note else [])):
        assert re.search("[\u4e00-\u9fff]", said.zh) and said.zh.encode("gbk")
        assert not re.search("[\u4e00-\u9fff]", said.en) and said.en.encode("gbk")
    assert ground.effective or ground.region != "CN" or ground.verified


def test_only_what_was_read_is_verified() -> None:
    """The clauses whose text was seen are these and no others; everything else is to be verified."""
    read = {name for name, ground in grounds() if ground.verified}
    assert read == {
        "small_deduction", "joint_deduction", "changzhou_500000", "continuity", "dispatch_cap", "V1", "V2", "V3", "V4", "V5"
    }  # fmt: skip


def test_what_the_program_decides_itself_has_its_reason() -> None:
    """The code of a bid above the ceiling is explained by the shipped pack; every quantity has a rule."""
    assert ABOVE_CEILING in pack().reasons
    assert {rule.quantity for rule in pack().rules.values()} - {None} == set(get_args(Quantity))


def test_samples_are_no_cases() -> None:
    """Tenders and packs are shipped apart from the cases, which `houqin templates` lists."""
    assert packs() == ("CN-2026",) and shipped("tenders") == ["tender-sample"]
    assert not {"CN-2026", "tender-sample"} & set(shipped())


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("price: 1980000", "price: .nan", "HQ1204", "bidders.甲公司.price"),
        ("price: 1980000", "price: .inf", "HQ1204", "bidders.甲公司.price"),
        ("price: 1980000", "price: -1980000", "HQ1203", "bidders.甲公司.price"),
        ("price: 1980000", "price: 0", "HQ1203", "bidders.甲公司.price"),
        ("price: 1980000", "price: 1e300", "HQ1203", "bidders.甲公司.price"),
        ("price: 1980000", "price: 1980000.005", "HQ1203", "bidders.甲公司.price"),
        ("price: 1980000", "price: '=1+1'", "HQ1204", "bidders.甲公司.price"),
        ("price: 1980000", "price: 198万", "HQ1204", "bidders.甲公司.price"),
        ("price: 1980000", "price: true", "HQ1204", "bidders.甲公司.price"),
        ("price: 1980000", "price: [1]", "HQ1204", "bidders.甲公司.price"),
        ("price: 1980000", "price: 1\n    price: 2", "HQ1106", "bidders.甲公司.price"),
        ("price: 1980000", "prise: 1980000", "HQ1201", "bidders.甲公司.prise"),
        ("status: large", "status: huge", "HQ1205", "bidders.甲公司.status"),
        ("  甲公司:", '  "甲\\x1b[2J":', "HQ1004", ""),
        ("  甲公司:", "  甲.公司:", "HQ1206", "bidders.甲.公司"),
        ("  乙公司:", "  甲公司:", "HQ1106", "bidders.甲公司"),
        ("  乙公司:", "  甲 公司:", "HQ1213", "bidders.甲 公司"),
        ("同类业绩: 12\n", "同类业绩: 12.5\n", "HQ1803", "bidders.甲公司.points.同类业绩"),
        ("同类业绩: 12\n", "同类业绩: -1\n", "HQ1203", "bidders.甲公司.points.同类业绩.0"),
        ("同类业绩: 12\n", "同类业绩: '=A1'\n", "HQ1204", "bidders.甲公司.points.同类业绩"),
        ("同类业绩: 12\n", "同类业绩: 1.00001\n", "HQ1203", "bidders.甲公司.points.同类业绩.0"),
        ("同类业绩: 12\n", "同类业绩: []\n", "HQ1208", "bidders.甲公司.points.同类业绩"),
        ("同类业绩: 12\n", "同类业债: 12\n", "HQ1301", "bidders.甲公司.points.同类业债"),
        ("      同类业绩: 12\n", "", "HQ1802", "bidders.甲公司"),
        ("[26, 27, 25.5, 26, 27]", "[26, 27, 25.5, 26]", "HQ1804", "bidders.乙公司.points.服务方案"),
        ("price_points: 20", "price_points: 20.0001", "HQ1801", "price_points"),
        ("points: 30", "points: 30.00001", "HQ1203", "criteria.服务方案.points"),
        ("out: [V4]", "out: [V9]", "HQ1301", "bidders.丁公司.out.0"),
        ("term_years: 3", "term_years: 3\nreserved: true", "HQ1212", "reserved"),
        ("opened: 2026-03-18", "opened: 2026-3-18", "HQ1210", "opened"),
        ("procedure: open ", "procedure: opne ", "HQ1205", "procedure"),
        ("small: 0.10", "small: 10", "HQ1203", "deduction.small"),
        ("schema_version: 1", "schema_version: 2", "HQ1214", "schema_version"),
    ],
)  # fmt: skip
def test_refused(old: str, new: str, code: str, path: str, faults: Faults) -> None:
    """Each fault is named by its code at its path and line, in both languages."""
    found = faults((old, new))
    assert (code, path) in [(d.code, d.path) for d in found]
    said = next(d for d in found if d.code == code)
    assert said.line and said.text.zh and said.text.en
    assert format_text(said, "zh").encode("gbk", "replace") and format_text(said, "en")


def test_place_of_a_fault(faults: Faults) -> None:
    """The caret stands under the number, with the label of the field and what was probably meant."""
    (found,) = faults(("price: 1980000", "price: 198万"))
    first, line, caret, _ = format_text(found, "zh").split("\n")
    assert re.search(r"t\.yaml:23:12: error HQ1204 \[bidders\.甲公司\.price\] 投标报价\(price\).*请写成 1980000", first)
    assert caret.rstrip().endswith("^^^^^") and line.endswith("198万")


def test_many_bidders(faults: Faults) -> None:
    """More bidders, criteria or experts than any tender has are refused before anything is scored."""
    crowd = "".join(f"  企业{i}: {{price: 1, out: [V1]}}\n" for i in range(201))
    assert [d.code for d in faults(("bidders:\n", f"bidders:\n{crowd}"))] == ["HQ1208"]
    assert "HQ1208" in [d.code for d in faults(("设备与耗材: 8\n", f"设备与耗材: {[8] * 51}\n"))]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    quantity: bidders\n    low: 3\n", "    quantity: bidders\n", "HQ1805"),
        ("    low: 3\n", "    low: 3\n    high: 2\n", "HQ1805"),
        ("    quantity: bidders\n", "", "HQ1805"),
        ("    quantity: bidders\n", "    quantity: bidder\n", "HQ1205"),
        ("replaces: [open_tender_nation]", "replaces: [open_tender_national]", "HQ1301"),
        ("    low: 3\n", "    low: .nan\n", "HQ1204"),
        ("    low: 3\n", "    low: -1\n", "HQ1203"),
        ("    verified: true\n", "    verified: 是\n", "HQ1204"),
        ("dated: 2026-01-01\n", "", "HQ1202"),
    ],
)
def test_packs_refused(old: str, new: str, code: str, faults: Faults) -> None:
    """A pack whose limits are missing, contradict each other or lead nowhere is refused."""
    assert [d.code for d in faults((old, new), book=True)] == [code]


@pytest.mark.parametrize("seed", range(40))
def test_damaged_files(seed: int, tmp_path: Path, book: None) -> None:
    """Whatever happens to a file, it is read or its faults are named; nothing else is raised."""
    rng = random.Random(seed)
    text = SAMPLE
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text))
        junk = rng.choice(("", "{", "]", ": ", "\n", "- ", "=cmd|' /C calc'!A0", "9" * 50, "'", "null", "\x00", "~", "[[[[", "&a"))
        text = text[:at] + junk + text[at + rng.randint(0, 12) :]
    path = tmp_path / "t.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        assert tender(path).tender.bidders
    except ScenarioError as error:
        assert all(d.text.zh and d.text.en and d.code.startswith("HQ1") for d in error.diagnostics)


def test_other_names(tmp_path: Path) -> None:
    """A file that is not there is said with what is shipped; a pack given as a tender is refused as one."""
    with pytest.raises(ScenarioError, match="tender-sample"):
        tender("tender-sampel")
    with pytest.raises(ScenarioError, match="CN-2026"):
        pack("DE-2026")
    (tmp_path / "p.yaml").write_text(BOOK, encoding="utf-8")
    with pytest.raises(ScenarioError, match="HQ1201"):
        tender(tmp_path / "p.yaml")


def test_guide_names_every_field() -> None:
    """The guide describes every field of tenders and packs, every choice, and every quantity a rule can limit."""
    guide = (Path(__file__).parents[2] / "docs" / "tender.md").read_text(encoding="utf-8")
    words = set(re.findall(r"`(\w+)`", guide))
    for model in (Tender, Bidder, Criterion, Deduction, Pack, Clause):
        assert set(model.model_fields) <= words | {"source", "cited", "rules"}
    assert set(get_args(Procedure)) | set(get_args(Quantity)) | set(get_args(Object)) | set(get_args(Status)) <= words
