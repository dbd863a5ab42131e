"""Recorded logs of any form: moments without seconds, measures, whole numbers, cells and columns that may be missing."""

import io
import json
import random
from datetime import date, datetime
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from houqin.model.kinds import KINDS
from houqin.model.kinds.canteen.spec import SWIPES
from houqin.model.kinds.fleet.spec import TRIPS, Recorded
from houqin.model.log import MISSING, Log, content
from houqin.scenarios.logs import Shelf, parse
from houqin.scenarios.positions import At, Origin, graft
from pydantic import ValidationError

from .conftest import PLAIN

HEAD = "用车时间,申请时间,结束时间,部门,车型,里程,用途,人数\n"
ROWS = """2026-03-02 08:30,2026-02-27 16:00,2026-03-02 11:00,办公室,轿车,35.2,公务,2
2026-03-02 09:00,2026-03-02 09:00,2026-03-03 10:15,财务处,商务车,410,,
"""
EXPECTED = {
    "booked": [57600 - 3 * 86400, 32400],
    "end": [39600, 86400 + 36900],
    "department": [0, 1],
    "class": [1, 0],
    "distance": [35200, 410_000],
    "purpose": [0, MISSING],
    "passengers": [2, MISSING],
}


def log_of(data: bytes) -> Log:
    """Return the log of bytes that hold no fault."""
    found = parse(data, TRIPS, "t.csv")
    assert found.log is not None, found.faults
    return found.log


def book(rows: list[list[object]]) -> bytes:
    """Return a workbook with one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


TEXT = HEAD + ROWS
SAME = {
    "utf-8": TEXT.encode(),
    "gb18030": TEXT.encode("gb18030"),
    "english": TEXT.replace(HEAD, "Start,Booked,END,department,class,Distance,purpose,passengers\n").encode(),
    "other headings": TEXT.replace("用车时间", "出车时间").replace("里程", "里程（公里）").replace("人数", "乘车人数").encode(),
    "seconds": TEXT.replace("08:30,", "08:30:00,").encode(),
    "order of rows": (HEAD + "\n".join(reversed(ROWS.split("\n")))).encode(),
    "workbook": book([
        HEAD.strip().split(","),
        [datetime(2026, 3, 2, 8, 30), datetime(2026, 2, 27, 16), datetime(2026, 3, 2, 11), "办公室", "轿车", 35.2, "公务", 2],
        [datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 9), datetime(2026, 3, 3, 10, 15), "财务处", "商务车", 410, None, None],
    ]),
}  # fmt: skip


@pytest.mark.parametrize("how", SAME)
def test_one_log_in_many_forms(how: str) -> None:
    """Encoding, headings, order of rows and the kind of file do not matter; times count from the row's own day."""
    log = log_of(SAME[how])
    assert log.dates == (date(2026, 3, 2),)
    assert log.second.tolist() == [30600, 32400]
    assert {name: cells.tolist() for name, cells in log.cells.items()} == EXPECTED
    assert (log.names["department"], log.names["class"]) == (("办公室", "财务处"), ("商务车", "轿车"))
    assert log.names["purpose"] == ("公务",)


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if kind.recording])
def test_forms_are_clear(name: str) -> None:
    """A kind that has logs can be fitted to them; the first column says the day, and no heading means two columns."""
    kind = KINDS[name]
    assert kind.fit is not None
    columns = kind.recording.form.columns
    assert columns[0].what == "moment" and columns[0].held and not columns[0].optional
    heads = [{head.casefold() for head in (c.name, c.text.zh, c.text.en, *c.heads)} for c in columns]
    assert sum(map(len, heads)) == len(set().union(*heads))


def test_columns_that_may_be_missing() -> None:
    """Without the columns that may be missing all their cells are empty."""
    lines = TEXT.strip().split("\n")
    log = log_of("\n".join(",".join(line.split(",")[:6]) for line in lines).encode())
    assert set(log.cells["purpose"].tolist()) == set(log.cells["passengers"].tolist()) == {MISSING}
    assert log.names["purpose"] == ()


def test_columns_that_may_not() -> None:
    """Columns that are needed and not there are named, with those that may be there."""
    (fault,) = parse("用车时间,结束时间,部门,车型\n".encode(), TRIPS, "t.csv").faults
    assert (fault.code, fault.line) == ("HQ1702", 1)
    assert "缺少列：申请时间、里程。" in fault.text.zh
    assert "may have purpose, passengers" in fault.text.en


GOOD = "2026-03-02 08:30,2026-02-27 16:00,2026-03-02 11:00,办公室,轿车,35.2,公务,2"
BAD = [
    ("2026-03-02 08:30", "2026-03-02 8点", 1),
    ("2026-02-27 16:00", "", 18),
    ("2026-02-27 16:00", "2026-02-30 16:00", 18),
    ("2026-03-02 11:00", "2026-03-02 11:60", 35),
    ("办公室", "", 52),
    ("轿车", "a.b", 56),
    ("35.2", "-1", 59),
    ("35.2", "很远", 59),
    ("35.2", "5001", 59),
    ("35.2", "", 59),
    ("公务", "a@b", 64),
    (",2", ",2.5", 67),
    (",2", ",-1", 67),
]


@pytest.mark.parametrize(("old", "new", "column"), BAD)
def test_a_bad_cell_is_shown_at_its_place(old: str, new: str, column: int) -> None:
    """A cell that cannot be used is named by line and column, and its heading by the message."""
    line = f"{new}{GOOD.removeprefix(old)}" if column == 1 else GOOD.replace(old, new, 1)
    if old == ",2":
        line = GOOD.removesuffix(old) + new
    (fault,) = parse((TEXT + line + "\n").encode(), TRIPS, "t.csv").faults
    assert (fault.code, fault.line, fault.column, fault.excerpt) == ("HQ1704", 4, column, line)
    heads = HEAD.strip().split(",")
    assert any(head in fault.text.zh for head in heads)


def test_measures_are_rounded_to_the_thousandth() -> None:
    """A distance may have more digits than are kept: thousandths are."""
    log = log_of((HEAD + GOOD.replace("35.2", "35.23456") + "\n").encode())
    assert log.cells["distance"].tolist() == [35235]


def test_too_many_names_in_any_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column of names with more than the limit is refused, whichever it is."""
    monkeypatch.setattr("houqin.scenarios.logs.MOST_NAMES", 1)
    (fault,) = parse(TEXT.encode(), TRIPS, "t.csv").faults[:1]
    assert fault.code == "HQ1703"
    assert "部门" in fault.text.zh


def test_equal_lines_are_counted() -> None:
    """Lines equal in every column of the form are used and counted; one that differs in distance alone is not equal."""
    found = parse((TEXT + GOOD + "\n" + GOOD.replace("35.2", "35.3") + "\n").encode(), TRIPS, "t.csv")
    assert found.log is not None and len(found.log.day) == 4
    (warning,) = found.warnings
    assert "1 rows equal another" in warning.text.en


def trips(days: int, each: int) -> bytes:
    """Return a log of trips by chance."""
    rng = random.Random(1)
    rows = []
    for day in range(days):
        for _ in range(each):
            hour, minute = rng.randrange(8, 18), rng.randrange(60)
            rows.append(
                f"2026-03-{2 + day:02d} {hour:02d}:{minute:02d}:{rng.randrange(60):02d},2026-02-{rng.randrange(1, 28):02d} 10:00,"
                f"2026-03-{2 + day + rng.randrange(2):02d} 19:{rng.randrange(60):02d},部门{rng.randrange(20)},"
                f"{rng.choice(('轿车', '商务车'))},{rng.randrange(5, 3000) / 10},{rng.choice(('公务', '', '会议'))},"
                f"{rng.choice(('', '1', '12'))}"
            )
    return (HEAD + "\n".join(rows)).encode()


def test_content_holds_the_log() -> None:
    """What a scenario holds gives the log back, cell by cell, and is small: 10 days of 500 trips in 250 kB."""
    log = log_of(trips(10, 500))
    held = content(log, TRIPS)
    assert len(json.dumps(held, ensure_ascii=False).encode()) < 250_000
    again = Recorded.model_validate({"file": "t.csv", "content": held}).log()
    assert (again.dates, again.names, again.sha256) == (log.dates, log.names, log.sha256)
    assert np.array_equal(again.day, log.day) and np.array_equal(again.second, log.second)
    assert all(np.array_equal(again.cells[name], log.cells[name]) for name in log.cells)
    assert content(again, TRIPS) == held


def test_content_is_readable() -> None:
    """A line is found in the content by its day and names: second of the day, booked, end, km, passengers."""
    assert content(log_of(TEXT.encode()), TRIPS)["days"] == {
        "2026-03-02": {"办公室@轿车@公务": "30600,-201600,39600,35.2,2", "财务处@商务车@": "32400,32400,123300,410,"}
    }


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        ("办公室@轿车", "30600,30600,39600,35.2,2"),
        ("@轿车@公务", "30600,30600,39600,35.2,2"),
        ("办公室@轿车@公务", "30600,30600,39600,35.2"),
        ("办公室@轿车@公务", "30600,30600,,35.2,2"),
        ("办公室@轿车@公务", "30600,30600,39600,35.2345,2"),
        ("办公室@轿车@公务", "30600,30600,39600,35.2,2.5"),
        ("办公室@轿车@公务", "30600,30600,39600,35.2,2 30500,30600,39600,35.2,2"),
        ("办公室@轿车@公务", "86400,30600,39600,35.2,2"),
        ("办公室@轿车@公务", "30600,30600,39600,35.2,2,"),
        ("办公室@轿车@公务", ""),
    ],
)
def test_content_is_held_to_the_form(names: str, rows: str) -> None:
    """Content written by hand that is not of the form of the log is refused."""
    good = {"file": "t.csv", "sha256": "0" * 64, "days": {"2026-03-02": {"办公室@轿车@公务": "30600,30600,39600,35.2,2"}}}
    Recorded.model_validate({"file": "t.csv", "content": good})
    with pytest.raises(ValidationError):
        Recorded.model_validate({"file": "t.csv", "content": {**good, "days": {"2026-03-02": {names: rows}}}})


def test_one_file_in_two_forms(tmp_path: Path) -> None:
    """A file that is named as a log of two kinds is read in either's form."""
    (tmp_path / "a.csv").write_text(PLAIN, encoding="utf-8")
    shelf, at = Shelf(tmp_path), graft("a.csv", At(Origin("case.yaml")))
    assert shelf.log("a.csv", SWIPES, at, "").log is not None
    assert [fault.code for fault in shelf.log("a.csv", TRIPS, at, "").faults] == ["HQ1702"]
