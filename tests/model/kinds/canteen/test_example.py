"""The worked example, followed by hand in docs/example-canteen.md: every number below was written down before it ran."""

import math
from pathlib import Path

import numpy as np
import pytest
from houqin.model.kinds.canteen import CANTEEN
from houqin.model.kinds.canteen.names import LINE
from houqin.model.kinds.canteen.ranks import CAME, ENDED, LEFT, PAYS, ROSE, SEATED, STARTED, SWAPPED, TILLED
from houqin.model.streams import Stream
from houqin.model.trace import freeze

SET, CHOICE = 0, 1
DINERS = (
    (0, SET, 0, "11:31:00"), (0, SET, 0, "11:31:00"), (1, CHOICE, 0, "11:31:10"), (1, CHOICE, 0, "11:31:10"),
    (2, SET, 0, "11:31:30"), (3, SET, 0, "11:31:35"), (4, SET, 1, "11:31:38"), (5, CHOICE, 0, "11:35:00"),
    (6, CHOICE, 0, "11:39:00"), (7, SET, 0, "11:39:25"), (8, CHOICE, 1, "11:39:30"), (9, CHOICE, 0, "11:39:40"),
    (10, CHOICE, 1, "11:39:45"), (11, CHOICE, 0, "11:41:00"),
)  # fmt: skip
"""Group, tier wanted, flexible, time of coming; diners are numbered from 0 here and from 1 on the page."""
EXTRA = 600_000
"""Rounding of the unused seats of group 8, the ninth: 1 + 0.5 + 0.6 takes two; of the others 0."""

SERVED = {
    0: (0, "11:31:00", "11:31:40"), 1: (0, "11:31:40", "11:32:20"), 4: (0, "11:32:20", "11:33:00"),
    2: (2, "11:31:10", "11:32:40"), 3: (2, "11:32:40", "11:34:10"), 7: (2, "11:35:00", "11:36:30"),
    8: (2, "11:39:00", "11:40:30"), 9: (0, "11:39:25", "11:40:05"), 10: (1, "11:40:00", "11:40:40"),
    12: (0, "11:40:05", "11:40:45"),
}  # fmt: skip
"""Diner -> window, start and end of service; windows 0 and 1 sell sets, 2 choice."""
PAID = {
    0: ("11:31:40", "11:32:10"), 1: ("11:32:20", "11:32:50"), 2: ("11:32:50", "11:33:20"),
    4: ("11:33:20", "11:33:50"), 3: ("11:34:10", "11:34:40"), 7: ("11:36:30", "11:37:00"),
    9: ("11:40:05", "11:40:35"), 8: ("11:40:35", "11:41:05"), 10: ("11:41:05", "11:41:35"),
    12: ("11:41:35", "11:42:05"),
}  # fmt: skip
SAT = {
    0: ("11:32:50", 3, 0, "11:41:20"), 2: ("11:33:50", 1, 0, "11:42:20"), 1: ("11:41:20", 3, 400, "11:49:50"),
    5: ("11:41:20", 1, 260, "11:49:50"), 7: ("11:41:20", 1, 45, "11:49:50"), 6: ("11:42:20", 1, 75, "11:50:50"),
    8: ("11:49:50", 2, 495, "11:58:20"), 10: ("11:49:50", 1, 465, "11:58:20"),
}  # fmt: skip
"""Group -> when it sits, seats taken, search in s, when it rises."""
WAITS = {0: 0, 1: 40, 2: 10, 3: 90, 4: 70, 7: 0, 8: 5, 9: 0, 10: 55, 12: 70}
"""Diner -> s in line, at window and till together."""
SEARCHES = {0: 0, 1: 0, 2: 400, 3: 400, 4: 0, 7: 260, 8: 75, 9: 45, 10: 495, 12: 465}


def ms(clock: str) -> int:
    """Return HH:MM:SS as ms."""
    hours, minutes, seconds = (int(v) for v in clock.split(":"))
    return 1000 * (3600 * hours + 60 * minutes + seconds)


def ints(values):
    """Return values as int64."""
    return np.array(values, dtype=np.int64)


@pytest.fixture(scope="module", params=["kernel", "reference"])
def day(request):
    """Return the outcome of the example's day, told by each engine."""
    spec, workforce, setting = CANTEEN.example()
    layout = CANTEEN.layout(spec)
    drawn = CANTEEN.draw(layout, workforce, Stream(1, 0))
    n, groups = len(DINERS), 1 + max(group for group, *_ in DINERS)
    arrive = ints([[ms(at) for *_, at in DINERS]] * 2)
    trace = freeze(
        drawn._replace(
            meal=ints([0] * n), group=ints([d[0] for d in DINERS]), tier=ints([d[1] for d in DINERS]),
            flexible=ints([d[2] for d in DINERS]), arrive=arrive, order=ints([range(n)] * 2),
            serve=ints([[40_000, 90_000]] * n), pay=ints([[30_000, 3_000]] * n), patience=ints([150_000] * n),
            dwell=ints([480_000] * groups), clearing=ints([30_000] * groups),
            extra=ints([EXTRA if g == 8 else 0 for g in range(groups)]),
        )
    )  # fmt: skip
    out = (CANTEEN.kernel if request.param == "kernel" else CANTEEN.reference)(layout, setting, trace, True)
    return out, dict(zip(CANTEEN.counters(spec), out.counts.tolist(), strict=True))


def rows(day, rank):
    """Return entity -> (tick, who, value) of a rank, each entity once."""
    found = [(int(r[2]), (int(r[0]), int(r[3]), int(r[4]))) for r in day[0].log if r[1] == rank]
    assert len(dict(found)) == len(found)
    return dict(found)


def test_windows(day):
    """Ten are served, at the windows and times of the page, having waited as long as it says."""
    started, ended = rows(day, STARTED), rows(day, ENDED)
    arrive = [ms(at) for *_, at in DINERS]
    assert started == {d: (ms(a), w, ms(a) - arrive[d]) for d, (w, a, _) in SERVED.items()}
    assert ended == {d: (ms(b), w, w // 2) for d, (w, _, b) in SERVED.items()}


def test_who_is_lost(day):
    """One turns away from the line, one has had enough, one finds his dish sold out, one finds its window closed."""
    came = rows(day, CAME)
    causes = {d: value - LINE for d, (_, line, value) in came.items() if line < 0}
    assert causes == {5: 0, 11: 2, 13: 3}
    assert rows(day, LEFT) == {6: (ms("11:34:08"), 2, 0)}


def test_who_moves(day):
    """When the window of choice closes, the one waiting there takes the window of sets that opens."""
    assert rows(day, SWAPPED) == {10: (ms("11:40:00"), 1, 2)}


def test_till(day):
    """All pay at the one lane, in the order in which they come to it."""
    assert {d: tick for d, (tick, _, _) in rows(day, PAYS).items()} == {d: ms(a) for d, (a, _) in PAID.items()}
    assert {d: tick for d, (tick, _, _) in rows(day, TILLED).items()} == {d: ms(b) for d, (_, b) in PAID.items()}


def test_seats(day):
    """Groups sit and rise at the times of the page, in order, with the seats they leave unused."""
    assert rows(day, SEATED) == {g: (ms(a), need, 1000 * search) for g, (a, need, search, _) in SAT.items()}
    assert rows(day, ROSE) == {g: (ms(b), need, 0) for g, (_, need, _, b) in SAT.items()}


def test_counts(day):
    """The counts are those of the page; all others are zero."""
    counts = day[1]
    assert sum(WAITS.values()) == 340
    assert sum(SEARCHES.values()) == 2140
    expected = {
        "days": 1, "met": 14, "served": 10, "lost_line": 1, "lost_patience": 1, "lost_sold": 1, "lost_closed": 1,
        "wait_ms": 340_000, "till_wait_ms": 110_000, "seat_wait_ms": 2_140_000, "seated": 10, "seated_good": 4,
        "wanted_good": 12, "ticket_fen": 8400, "food_fen": 5900, "prepared": 5, "eaten": 4,
        "moved": 1, "server_ms": 900_000, "posted_ms": 3_600_000, "planned": 4,
        "came/1130": 13, "came/1140": 1, "within/1130": 7, "got/1130": 10,
        "asked/lunch/set": 6, "found/lunch/set": 6, "kept/lunch/set": 4,
        "asked/lunch/choice": 8, "found/lunch/choice": 6, "kept/lunch/choice": 6,
        "sold/lunch/set": 6, "sold/lunch/choice": 4, "made/lunch/set": 6, "made/lunch/choice": 5,
        "could/lunch/set": 8, "could/lunch/choice": 9,
        "wait/0": 3, "wait/1": 4, "wait/2": 3,
        "search/0": 3, "search/1": 1, "search/2": 1, "search/5": 1, "search/7": 2, "search/8": 1, "search/9": 1,
    }  # fmt: skip
    assert {name: n for name, n in counts.items() if n and name != "satisfied_micro"} == expected


def test_satisfaction(day):
    """2 less 0.5 a minute in line, 0.2 a minute looking for a seat, and 1 for the one whose dish was sold out."""
    points = 0
    for d, wait in WAITS.items():
        odds = 2 - 0.5 * wait / 60 - 0.2 * SEARCHES[d] / 60 - (d == 12)
        points += round(1e6 / (1 + math.exp(-odds)))
    assert day[1]["satisfied_micro"] == points
    assert f"{points / 14e4:.1f}" == "48.8"


def test_page_says_the_same():
    """docs/example-canteen.md states every time and number that is tested here."""
    page = (Path(__file__).parents[4] / "docs" / "example-canteen.md").read_text(encoding="utf-8")
    clocks = {at for *_, at in DINERS} | {"11:34:08", "11:40:00"}
    for table in (SERVED, PAID, SAT):
        clocks |= {v for row in table.values() for v in row if isinstance(v, str)}
    for clock in clocks:
        assert clock in page, clock
    for number in ("340", "110", "2140", "84", "8 人、9 人", "59", "7/13", "4/10", "12/14", "10/14", "48.8", "900", "4/5", "4/6", "6/8"):
        assert number in page, number
