"""The worked example: docs/example-contracted.md, figure by figure, in both engines."""

from pathlib import Path

import numpy as np
import pytest
from houqin.model.kinds.contracted import CONTRACTED
from houqin.model.kinds.contracted.layout import DAY
from houqin.model.kinds.contracted.ranks import ANSWERED, CAME, COMPLAINED
from houqin.model.streams import Stream
from houqin.model.trace import freeze

HOUR = 3_600_000
FORMS = [
    (0, 200, 1, 0), (0, 1500, 1, 1), (1, 800, 1, 0), (1, 1599, 1, 2), (2, 999, 1, 0), (2, 1000, 1, 0), (2, 1400, 0, 1),
    (3, 0, 1, 0), (4, 0, 1, 1),
]  # fmt: skip
ANSWERS = [0, 1, 0, 2, 0, 3, 1, 0, 3]
COMPLAINTS = [(DAY + 10 * HOUR, -1), (2 * DAY, 1200), (2 * DAY + 15 * HOUR, 999), (3 * DAY + 9 * HOUR, 1599), (4 * DAY + 8 * HOUR, 0)]


@pytest.fixture(scope="module", params=["kernel", "reference"])
def week(request):
    """Return spec and outcome of the example's week, told by each engine."""
    spec, workforce, setting = CONTRACTED.example()
    layout = CONTRACTED.layout(spec)
    trace = CONTRACTED.draw(layout, workforce, Stream(1, 0))
    here = np.zeros_like(trace.here)
    here[1, :, :2] = [[1, 1], [1, 1], [1, 0], [1, 1], [0, 0]]
    table = np.array(COMPLAINTS, dtype=np.int64)
    form = np.array(FORMS, dtype=np.int64)
    trace = freeze(trace._replace(here=here, form=form, when=table[:, 0].copy(), about=table[:, 1].copy()))
    return spec, getattr(CONTRACTED, request.param)(layout, setting, trace, True)


def rows(week, rank):
    """Return the rows of a rank, without it."""
    return [(tick, *rest) for tick, at, *rest in week[1].log.tolist() if at == rank]


def test_people_and_work(week):
    """Two people, two, one, two, nobody do 1600, 1600, 1000, 1600 and 0 thousandths."""
    done = [(2, 1600), (2, 1600), (1, 1000), (2, 1600), (0, 0)]
    assert rows(week, CAME) == [(d * DAY, d, people, work) for d, (people, work) in enumerate(done)]


def test_answers(week):
    """The nine forms are answered at the end of the week as the page has it."""
    assert rows(week, ANSWERED) == [(5 * DAY, i, form[0], ANSWERS[i]) for i, form in enumerate(FORMS)]


def test_complaints(week):
    """Three of five complaints are made; the one at midnight is about the day that begins."""
    assert rows(week, COMPLAINED) == [(DAY + 10 * HOUR, 0, 1, 0), (2 * DAY, 1, 2, 1), (4 * DAY + 8 * HOUR, 4, 4, 1)]


def test_counts(week):
    """The counts are those of the page."""
    assert dict(zip(CONTRACTED.counters(week[0]), week[1].counts.tolist(), strict=True)) == {
        "periods": 1, "days": 5, "full": 3, "needed": 8000, "done": 5800, "people": 7, "able": 7000, "complaints": 3,
        "returned": 9, "satisfied": 7, "points": 680_000, "judged": 1, "met": 1, "proven": 0,
        "best": 4, "good": 2, "fair": 1, "poor": 2,
    }  # fmt: skip


def test_values(week):
    """So are the values: 77.8 %, 75.6, 72.5 %, 60 %, 82.9 %, 12.6 complaints a month, 60 yuan a day."""
    spec, counts = week[0], week[1].counts[None, :]
    values = {m.name: m.value(counts) for m in CONTRACTED.measures(spec)}
    assert values == pytest.approx({
        "satisfaction": 7 / 9, "score": 680 / 9, "met": 1.0, "proven": 0.0, "done": 0.725, "on_time": 0.6,
        "complaints": 12.6, "used": 5800 / 7000,
    })  # fmt: skip
    assert CONTRACTED.payment(spec, counts).fine == 60.0


def test_page_says_the_same():
    """docs/example-contracted.md states the figures that are tested here."""
    page = (Path(__file__).parents[4] / "docs" / "example-contracted.md").read_text(encoding="utf-8")
    for number in ("77.8%", "75.6", "72.5%", "60.0%", "82.9%", "12.6", "60 元", "4.0%", "19.6%", "7/9", "680 / 9"):
        assert number in page, number
    for day, piece, noticed, _ in FORMS:
        assert f"| {day + 1} | {piece} | {'是' if noticed else '否'} |" in page
