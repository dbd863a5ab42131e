"""`houqin tender score` and `houqin rules`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import houqin
import pytest
from houqin.reports import tender as report
from houqin.scenarios.read import fetched
from houqin.scenarios.show import width
from houqin.solvers.opinions import Opinion

Call = Callable[..., tuple[int, str, str]]
SAMPLE = fetched("tender-sample", "tenders")[0].decode()


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[..., str]:
    """Return a function that writes the sample with some text replaced and returns the file's name."""

    def write(*pairs: tuple[str, str]) -> str:
        text = SAMPLE
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
        return str(tmp_path / "t.yaml")

    return write


def test_sample(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped sample: who is first, who is out and why, how firm it is, and nothing that breaks a rule."""
    monkeypatch.setenv("COLUMNS", "120")
    code, out, err = call("tender", "score", "tender-sample", "--no-mcda")
    assert (code, err) == (0, "")
    for said in ("第一名：甲公司, 88.75 分", "1,697,760.00", "丁公司 不参加排名：V4", "Q3", "在 0.00 至 38.37 之间第一名不变",
                 "再高则为 乙公司", "乙公司 报价降到 1,419,549.99 元(再降 466,850.01 元)", "按 CN-2026, 未发现不符之处"):  # fmt: skip
        assert said in out
    english = call("tender", "score", "tender-sample", "--no-mcda", "--lang", "en")[1]
    assert "first: 甲公司, 88.75 points" in english and "Has poor credit" in english


def test_json(call: Call) -> None:
    """As JSON the same, with money in fen, points in text, exact fractions and the digests of both files."""
    code, out, _ = call("tender", "score", "tender-sample", "--no-mcda", "--format", "json")
    found = json.loads(out)
    assert (code, found["status"], found["winner"], found["money_unit"]) == (0, "scored", "甲公司", "fen")
    assert [row["total"] for row in found["ranking"]] == ["88.75", "84.50", "81.00"]
    assert found["weights"][0]["exact"] == ["0", "390500/10177"]
    assert found["cuts"][0] == {"bidder": "乙公司", "bid": 188640000, "price": 141954999, "cut": 46685001}
    assert [r["code"] for row in found["out"] for r in row["reasons"]] == ["V4", "Q3"]
    assert [len(f["sha256"]) for f in found["tender"]["files"]] == [64, 64]
    assert found["opinions"] is None and found == houqin.score_bids("tender-sample", mcda=False)


def test_second_opinions(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each says whether it agrees; where pymcdm is missing the ranking stands and a sentence says what to do."""
    monkeypatch.setitem(sys.modules, "pymcdm.methods", None)
    code, out, err = call("tender", "score", "tender-sample")
    assert (code, err) == (0, "")
    assert 'pip install "houqin[mcda]"' in out and "TOPSIS" not in out and "88.75" in out
    names = ("甲公司", "乙公司", "丙公司")
    said = (Opinion("A", names, (3, 2, 1)), Opinion("B", names, (2, 2, 1)), Opinion("C", names[::-1], (3, 2, 1)))
    monkeypatch.setattr(report, "opinions", lambda tender: said)
    out = call("tender", "score", "tender-sample")[1]
    assert "A：甲公司 > 乙公司 > 丙公司, 第一名相同" in out and "C：丙公司 > 乙公司 > 甲公司, 第一名不同" in out
    assert "B：甲公司 = 乙公司 > 丙公司, 第一名并列" in out


def test_exit_codes(call: Call, sheet: Callable[..., str]) -> None:
    """0 scored, 2 wrong command, 3 invalid file, 4 nobody valid, 5 a rule is broken (or a warning, if asked)."""
    score = ("tender", "score")
    out = "out: [V4]                # 不再评分"
    assert call("tender", "weigh", "tender-sample")[0] == 2
    assert call(*score, sheet(("price: 1980000", "price: x")), "--no-mcda")[0] == 3
    assert call(*score, "nowhere.yaml")[0] == 3
    assert call(*score, "tender-sample", "--rules", "DE-2026")[0] == 3
    assert call(*score, sheet(("ceiling: 2200000", "ceiling: 1000")), "--no-mcda")[0] == 4
    code, said, _ = call(*score, sheet(("ceiling: 2200000", "ceiling: 1900000")), "--no-mcda")
    assert code == 5 and "不符 [bidders] 现为 2, 应不低于 3" in said
    low = sheet(("price: 1750000.50", "price: 850000"), (out, "out: [V4]"))
    assert call(*score, low, "--no-mcda")[0] == 0
    code, said, _ = call(*score, low, "--no-mcda", "--warn-as-error")
    assert code == 5 and "留意 [low_to_next] 丙公司：现为 45%, 应不低于 50%" in said and "条文待核实" in said


def test_faults_as_json(call: Call, sheet: Callable[..., str]) -> None:
    """With `--format json` the faults of a file are data as well."""
    code, out, _ = call("tender", "score", sheet(("price: 1980000", "price: -1")), "--format", "json")
    found = json.loads(out)
    assert (code, found["status"]) == (3, "invalid")
    assert [(d["code"], d["path"]) for d in found["diagnostics"]] == [("HQ1203", "bidders.甲公司.price")]


def test_tie_is_said(call: Call, sheet: Callable[..., str]) -> None:
    """Where only the order of the file decides, the reader is told to decide otherwise."""
    first, second = SAMPLE.index("  甲公司:"), SAMPLE.index("  乙公司:")
    twin = SAMPLE[first:second].replace("甲公司", "子公司")
    out = call("tender", "score", sheet(("  乙公司:", twin + "  乙公司:")), "--no-mcda")[1]
    assert "甲公司 与 子公司 的得分、报价和技术得分都相同" in out


def test_lowest_price(call: Call, sheet: Callable[..., str]) -> None:
    """By lowest evaluated price the small firm is first and is paid its bid; points and weights are not shown."""
    code, out, _ = call("tender", "score", sheet(("method: score", "method: lowest")), "--no-mcda")
    assert code == 0 and "第一名：乙公司, 评审价 1,697,760.00 元最低, 按投标报价 1,886,400.00 元付款" in out
    assert "总分" not in out and "权重现为" not in out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [40, 100])
@pytest.mark.parametrize("line", [("rules",), ("tender", "score", "tender-sample", "--no-mcda")])
def test_narrow_and_gbk(
    line: tuple[str, ...], columns: int, lang: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is wider than the terminal, and every character is one of GBK's."""
    monkeypatch.setenv("COLUMNS", str(columns))
    code, out, _ = call(*line, "--lang", lang)
    assert code == 0 and out.encode("gbk")
    assert max(width(text) for text in out.split("\n")) <= columns


def test_rules(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rule is listed with its source, and those not read say so in both languages; as JSON, too."""
    listed = json.loads(call("rules", "--format", "json")[1])
    assert listed["id"] == "CN-2026" and len(listed["rules"]) > 20
    unread = sum(not row["verified"] for row in listed["rules"] + listed["reasons"])
    monkeypatch.setenv("COLUMNS", "80")
    for lang, words, more in (("zh", "条文待核实", 1), ("en", "clausetobeverified", 0)):
        out = call("rules", "--lang", lang)[1]
        assert all(row["id"] in out for row in listed["rules"])
        assert "".join(out.split()).count(words) == unread + more
    assert call("rules", "CN-2062")[0] == 3
