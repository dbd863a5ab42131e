"""Recorded logs: what is read, what is refused and where."""

import io
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from houqin.model.errors import Diagnostic, ScenarioError
from houqin.model.kinds.canteen.spec import SWIPES
from houqin.model.log import Log
from houqin.scenarios import cells, logs
from houqin.scenarios.logs import parse

from .conftest import PLAIN, ROWS


def log_of(data: bytes) -> Log:
    """Return the log of bytes that hold no fault."""
    found = parse(data, SWIPES, "t.csv")
    assert found.log is not None, found.faults
    return found.log


def faults_of(data: bytes | str) -> tuple[Diagnostic, ...]:
    """Return the faults of bytes, those of the whole file included."""
    try:
        return parse(data.encode() if isinstance(data, str) else data, SWIPES, "t.csv").faults
    except ScenarioError as error:
        return error.diagnostics


def rows_of(log: Log) -> list[tuple[date, int, str, int]]:
    """Return the events of a log."""
    columns = (log.day, log.second, log.cells["window"], log.cells["amount"])
    windows = log.names["window"]
    return [(log.dates[d], s, windows[p], f) for d, s, p, f in zip(*(c.tolist() for c in columns), strict=True)]


def book(rows: list[list[object]], title: str = "刷卡") -> bytes:
    """Return a workbook with one sheet."""
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def repacked(content: bytes, change, rename=lambda name: name) -> bytes:
    """Return a workbook whose parts (name, bytes) went through `change`, under other names if wanted."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(rename(name), change(name, old.read(name)))
    return stream.getvalue()


EXPECTED = [
    (date(2026, 3, 2), 42309, "1号窗", 550),
    (date(2026, 3, 2), 42321, "2号窗", 750),
    (date(2026, 3, 3), 27000, "1号窗", 550),
]

SAME = {
    "utf-8": PLAIN.encode(),
    "utf-8 with a mark": PLAIN.encode("utf-8-sig"),
    "gb18030": PLAIN.encode("gb18030"),
    "crlf": PLAIN.replace("\n", "\r\n").encode(),
    "english": PLAIN.replace("时间,窗口,金额", "Time, Window ,AMOUNT").encode(),
    "wide": PLAIN.replace("时间,窗口,金额", "刷卡时间,窗口,金额（元）").encode(),
    "other columns": PLAIN.replace("\n", ",x\n").replace("时间", "时间").encode(),
    "order of columns": "金额,时间,窗口\n5.5,2026-03-02 11:45:09,1号窗\n7.5,2026/3/2 11:45:21,2号窗\n5.50,2026-03-03T07:30:00,1号窗\n".encode(),
    "order of rows": "\n".join(["时间,窗口,金额", *reversed(ROWS.split("\n"))]).encode(),
    "tabs": PLAIN.replace(",", "\t").encode(),
    "semicolons": PLAIN.replace(",", ";").encode(),
    "quotes": PLAIN.replace("1号窗", '"1号窗"').encode(),
    "comments and empty lines": ("# made up, by hand\n\n" + PLAIN.replace("\n", "\n\n")).encode(),
    "workbook of texts": book([line.split(",") for line in PLAIN.strip().split("\n")]),
    "workbook of values": book([
        ["时间", "窗口", "金额", "卡号"],
        [datetime(2026, 3, 2, 11, 45, 9), "1号窗", 5.5, "x"],
        [datetime(2026, 3, 2, 11, 45, 21), "2号窗", 7.5, None],
        [datetime(2026, 3, 3, 7, 30), "1号窗", 5.5, None],
    ]),
}  # fmt: skip


@pytest.mark.parametrize("how", SAME)
def test_one_log_in_many_forms(how: str) -> None:
    """Encoding, line ends, separators, names and order of columns, and the kind of file do not matter."""
    assert rows_of(log_of(SAME[how])) == EXPECTED


def test_numbers_as_names() -> None:
    """A window may be a number, in a workbook as in a CSV."""
    values = [["time", "window", "amount"], [datetime(2026, 3, 2, 11, 45, 9), 7, 5], ["2026-03-02 11:45:10", 7.0, "5"]]
    assert log_of(book(values)).names["window"] == ("7",)
    assert log_of(b"time,window,amount\n2026-03-02 11:45:09, 7,5\n").names["window"] == ("7",)


@pytest.mark.parametrize(
    ("said", "fen"), [("0", 0), ("5", 500), ("5.5", 550), ("0.01", 1), ("19.99", 1999), ("5.500", 550)]
)
def test_amounts_are_exact(said: str, fen: int) -> None:
    """Amounts are exact to the fen, as text and as the binary fraction of a workbook."""
    assert log_of(f"time,window,amount\n2026-03-02 11:45:09,a,{said}\n".encode()).cells["amount"].tolist() == [fen]
    row = ["2026-03-02 11:45:09", "a", float(said)]
    assert log_of(book([["time", "window", "amount"], row])).cells["amount"].tolist() == [fen]


def test_a_sum_of_binary_fractions() -> None:
    """A workbook's 11.100000000000001 is 11.1, as it shows."""
    assert log_of(book([["time", "window", "amount"], ["2026-03-02 11:45:09", "a", 3.7 * 3]])).cells["amount"].tolist() == [1110]


BAD = [
    ("2026-03-02 11:45,1号窗,5.5", 1, "HQ1704"),
    ("2026-02-30 11:45:09,1号窗,5.5", 1, "HQ1704"),
    ("1999-03-02 11:45:09,1号窗,5.5", 1, "HQ1704"),
    ("2026-03-02 24:00:00,1号窗,5.5", 1, "HQ1704"),
    ("２０２６-03-02 11:45:09,1号窗,5.5", 1, "HQ1704"),
    ("=1+1,1号窗,5.5", 1, "HQ1704"),
    ("2026-03-02 11:45:09,,5.5", 21, "HQ1704"),
    ("2026-03-02 11:45:09,a@b,5.5", 21, "HQ1704"),
    ('"2026-03-02 11:45:09",a.b,5.5', 23, "HQ1704"),
    ("2026-03-02 11:45:09,1号窗,5.555", 25, "HQ1704"),
    ("2026-03-02 11:45:09,1号窗,", 25, "HQ1704"),
    ("2026-03-02 11:45:09,1号窗,1e3", 25, "HQ1704"),
    ("2026-03-02 11:45:09,1号窗,五元", 25, "HQ1704"),
    ("2026-03-02 11:45:09,1号窗,1000000", 25, "HQ1704"),
    ("2026-03-02 11:45:09,1号窗", 24, "HQ1704"),
]


@pytest.mark.parametrize(("line", "column", "code"), BAD)
def test_a_bad_cell_is_shown_at_its_place(line: str, column: int, code: str) -> None:
    """A cell that cannot be used is named by file, line and column, with the line as it stands."""
    (fault,) = faults_of(PLAIN + line + "\n")
    assert (fault.code, fault.file, fault.line, fault.column, fault.excerpt) == (code, "t.csv", 5, column, line)


def test_all_faults_at_once() -> None:
    """Every faulty cell is listed; after sixty of them the rest is not looked at, and that is said."""
    found = faults_of(PLAIN + "x,,y\n" + ROWS + "2026-03-02 11:45:09,1号窗,z\n")
    assert [(f.line, f.column) for f in found] == [(5, 1), (5, 3), (5, 4), (9, 25)]
    many = faults_of(PLAIN + "x,a,1\n" * 500)
    assert len(many) == logs.MOST_FAULTS + 1
    assert many[-1].code == "HQ1703"


def test_a_bad_cell_of_a_workbook_has_a_name() -> None:
    """A faulty cell of a workbook is named as people name it, 刷卡!C3."""
    (fault,) = faults_of(
        book([["时间", "窗口", "金额"], ["2026-03-02 11:45:09", "a", 5], ["2026-03-02 11:45:09", "a", "x"]])
    )
    assert (fault.line, fault.column) == (3, 3)
    assert fault.text.zh.startswith("刷卡!C3：")


WHOLE = {
    "empty": (b"", "HQ1702"),
    "no rows": ("时间,窗口,金额\n".encode(), "HQ1702"),
    "no amount": ("时间,窗口\n2026-03-02 11:45:09,a\n".encode(), "HQ1702"),
    "no header": (ROWS.encode(), "HQ1702"),
    "utf-16": (PLAIN.encode("utf-16"), "HQ1702"),
    "utf-16 without a mark": (b"t\0i\0m\0e\0", "HQ1702"),
    "neither encoding": (PLAIN.encode() + b"\xff\xff\xff", "HQ1702"),
    "control character": (PLAIN.replace("1号窗", "1\x07").encode(), "HQ1004"),
    "old workbook": (b"\xd0\xcf\x11\xe0" + bytes(100), "HQ1702"),
    "no workbook": (b"PK\x03\x04" + bytes(100), "HQ1702"),
    "another archive": (repacked(book([["a"]]), lambda name, data: b"<a/>"), "HQ1702"),
    "a long line": (PLAIN.encode() + b"x" * 5000, "HQ1702"),
}


@pytest.mark.parametrize("what", WHOLE)
def test_what_is_no_log(what: str) -> None:
    """A file that is no table of events is one fault of the file."""
    data, code = WHOLE[what]
    assert [f.code for f in faults_of(data)] == [code]


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files, rows and windows beyond the limits are refused."""
    monkeypatch.setattr(cells, "MOST_ROWS", 2)
    assert [f.code for f in faults_of(PLAIN)] == ["HQ1703"]
    assert [f.code for f in faults_of(SAME["workbook of values"])] == ["HQ1703"]
    monkeypatch.setattr(cells, "MOST_ROWS", 3)
    assert not faults_of(PLAIN)
    assert not faults_of(SAME["workbook of values"])
    monkeypatch.setattr(logs, "MOST_NAMES", 1)
    assert [f.code for f in faults_of(PLAIN)] == ["HQ1703"]
    monkeypatch.setattr(cells, "LARGEST", 10)
    assert [f.code for f in faults_of(PLAIN)] == ["HQ1703"]


def test_a_bomb_is_not_unpacked() -> None:
    """A part that unfolds to more than the limit is refused by its header, whatever it is called."""
    good = book([line.split(",") for line in PLAIN.strip().split("\n")])
    styles = b"<styleSheet>" + b" " * 3_000_000 + b"</styleSheet>"
    bomb = repacked(good, lambda name, data: styles if name.endswith("styles.xml") else data)
    assert len(bomb) < 20_000
    assert [f.code for f in faults_of(bomb)] == ["HQ1703"]
    hidden = repacked(
        good,
        lambda name, data: styles if name.endswith("styles.xml") else data.replace(b"styles.xml", b"styles.png"),
        lambda name: name.replace("styles.xml", "styles.png"),
    )
    assert [f.code for f in faults_of(hidden)] == ["HQ1703"]


def test_a_part_that_lies_about_its_size() -> None:
    """No more of a part is unpacked than its header admits: the workbook is damaged then."""
    size = 3_141_592
    sheet = b"<worksheet>" + b" " * (size - 23) + b"</worksheet>"
    bomb = repacked(book([["a"]]), lambda name, data: sheet if "sheet1.xml" in name else data)
    assert bomb.count(size.to_bytes(4, "little")) == 2
    assert [f.code for f in faults_of(bomb.replace(size.to_bytes(4, "little"), (500).to_bytes(4, "little")))] == [
        "HQ1702"
    ]


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize("part", [LAUGHS, LAUGHS.decode().encode("utf-16"), b"<!-- x -->" + LAUGHS[21:]])
def test_entities_are_refused(part: bytes) -> None:
    """A workbook whose XML declares entities, in any encoding, is refused before it is parsed."""
    bad = repacked(book([["a"]]), lambda name, data: part if "sheet1" in name else data)
    (fault,) = faults_of(bad)
    assert fault.code == "HQ1702"
    assert "sheet1" in fault.text.en


def test_formulas_are_not_computed() -> None:
    """A formula counts with its stored value; one that was never computed is an empty cell, and said so."""
    (fault,) = faults_of(book([["时间", "窗口", "金额"], ["2026-03-02 11:45:09", "a", "=1+4"]]))
    assert (fault.code, fault.line, fault.column) == ("HQ1704", 2, 3)


def test_far_rows_end() -> None:
    """A workbook that claims rows without end is refused, not followed."""
    far = repacked(
        book([["时间", "窗口", "金额"]]), lambda name, data: data.replace(b'<row r="1"', b'<row r="99999999999"')
    )
    assert [f.code for f in faults_of(far)] == ["HQ1703"]


def test_doubts_are_counted() -> None:
    """Equal rows are used and counted, refunds left out and counted."""
    found = parse((PLAIN + ROWS + "2026-03-02 11:46:00,1号窗,-5.5\n").encode(), SWIPES, "t.csv")
    assert found.log is not None and len(found.log.day) == 6
    assert [(w.severity, w.code) for w in found.warnings] == [("warning", "HQ1705")] * 2
    assert "3 " in found.warnings[0].text.zh
    assert "1 " in found.warnings[1].text.zh
