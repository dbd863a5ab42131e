"""The worked example, followed by hand in docs/example.md: every number below was written down before it was run."""

from pathlib import Path

import numpy as np
import pytest
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning.ranks import FINISHED, LOOKED, OFF, ON, REMOVED, RETURNED, STARTED
from houqin.model.streams import Stream
from houqin.model.trace import freeze

KIND = KINDS["cleaning"]
FELL = (("corridor 1", "08:05:00"), ("corridor 2", "08:05:30"), ("corridor 2", "08:06:10"),
        ("yard", "08:20:00"), ("yard", "10:55:00"))  # fmt: skip
ZONES = ("corridor 1", "corridor 2", "washroom", "yard")

CORRIDOR_1 = [
    "08:03:00",
    "08:18:30",
    "08:35:00",
    "08:50:00",
    "09:05:00",
    "09:20:00",
    "09:35:00",
    "09:50:00",
    "10:05:00",
    "10:25:00",
    "10:40:00",
    "10:55:00",
    "11:10:30",
    "11:25:30",
    "11:40:30",
    "11:55:30",
]
CORRIDOR_2 = [
    "08:06:00",
    "08:22:00",
    "08:38:00",
    "08:53:00",
    "09:08:00",
    "09:23:00",
    "09:38:00",
    "09:53:00",
    "10:13:00",
    "10:28:00",
    "10:43:00",
    "10:58:00",
    "11:13:30",
    "11:28:30",
    "11:43:30",
    "11:58:30",
]
WASHROOM = [
    "08:08:30",
    "08:24:30",
    "08:40:00",
    "08:55:00",
    "09:10:00",
    "09:25:00",
    "09:40:00",
    "09:55:00",
    "10:15:00",
    "10:30:00",
    "10:45:00",
    "11:00:00",
    "11:15:30",
    "11:30:30",
    "11:45:30",
]
YARD = [
    "08:12:30",
    "08:28:30",
    "08:44:00",
    "08:59:00",
    "09:14:00",
    "09:29:00",
    "09:44:00",
    "09:59:00",
    "10:19:00",
    "10:34:00",
    "10:49:00",
    "11:04:00",
    "11:19:30",
    "11:34:30",
    "11:49:30",
]


def ms(clock: str) -> int:
    """Return HH:MM:SS as ms."""
    hours, minutes, seconds = (int(v) for v in clock.split(":"))
    return 1000 * (3600 * hours + 60 * minutes + seconds)


@pytest.fixture(scope="module", params=["kernel", "reference"])
def day(request):
    """Return the outcome of the example's day, told by each engine."""
    spec, workforce, setting = KIND.example()
    layout = KIND.layout(spec)
    drawn = KIND.draw(layout, workforce, Stream(1, 0))
    born = np.array([ms(clock) for _, clock in FELL], dtype=np.int64)
    zones = [ZONES.index(zone) for zone, _ in FELL]
    first = np.searchsorted(zones, np.arange(5)).astype(np.int64)
    trace = freeze(drawn._replace(first=first, born=born, pick=np.full(5, 30_000, dtype=np.int64)))
    out = (KIND.kernel if request.param == "kernel" else KIND.reference)(layout, setting, trace, True)
    return out, dict(zip(KIND.counters(spec), out.counts.tolist(), strict=True))


def ticks(day, rank, entity=None):
    """Return when events of a rank happened."""
    return [int(r[0]) for r in day[0].log if r[1] == rank and (entity is None or r[2] == entity)]


@pytest.mark.parametrize(("zone", "looks"), list(enumerate([CORRIDOR_1, CORRIDOR_2, WASHROOM, YARD])))
def test_looks(day, zone, looks):
    """The rounds person ends a look in each zone at the times of the page."""
    assert ticks(day, LOOKED, zone) == [ms(clock) for clock in looks]


def test_removals(day):
    """The five items are removed at the times of the page."""
    removed = ["08:19:00", "08:06:30", "08:22:30", "08:29:00", "11:04:30"]
    assert [ticks(day, REMOVED, item)[0] for item in range(5)] == [ms(clock) for clock in removed]


def test_tasks(day):
    """Washroom by hand, both corridors with the scrubber, the washroom again after the pause."""
    begun, ended = ticks(day, STARTED), ticks(day, FINISHED)
    assert begun == [ms(c) for c in ("08:03:00", "08:22:00", "08:38:00", "10:11:00")]
    assert ended == [ms(c) for c in ("08:18:00", "08:37:00", "08:53:00", "10:26:00")]
    assert ticks(day, RETURNED) == ended[1:3]


def test_presence(day):
    """Both come at eight; the tasks person goes home when nothing is left, the rounds person with the shift."""
    assert ticks(day, ON) == [ms("08:00:00")] * 2
    assert ticks(day, OFF) == [ms("10:26:00"), ms("12:00:00")]


def test_counts(day):
    """The counts are those of the page."""
    counts = day[1]
    expected = {
        "items": 5, "removed": 5, "lying_ms": 1000 * (14 * 60 + 60 + 16 * 60 + 20 + 9 * 60 + 9 * 60 + 30),
        "indoor_good_0": 2, "indoor_all_0": 3, "outdoor_good_0": 2, "outdoor_all_0": 2,
        "scheduled_good_0": 4, "scheduled_all_0": 4, "late": 0, "revisit_good": 2, "revisit_all": 3,
        "manned_good_0": 2, "manned_all_0": 2, "short": 0, "planned": 2,
        "looks": 62, "round_ms": 6_690_000, "task_ms": 60 * 60_000, "posted_ms": 8 * 3_600_000, "over_ms": 0,
        "by_hand": 2, "by_machine": 2, "failures": 0, "points": 0, "score_milli": 100_000, "days": 1,
        "lying_indoor_14": 1, "lying_indoor_1": 1, "lying_indoor_17": 1, "lying_outdoor_9": 1, "lying_outdoor_10": 1,
    }  # fmt: skip
    assert {name: counts[name] for name in expected} == expected


def test_page_says_the_same():
    """docs/example.md states every time and number that is tested here."""
    page = (Path(__file__).parents[4] / "docs" / "example.md").read_text(encoding="utf-8")
    for clock in (*CORRIDOR_1, *CORRIDOR_2, *WASHROOM, *YARD, "08:06:30", "11:04:30", "10:11:00", "10:26:00"):
        assert clock in page, clock
    for number in ("6690", "62", "2/3", "2/2", "4/4"):
        assert number in page
