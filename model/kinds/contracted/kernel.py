"""The period of a contracted service, told to be fast. Twin of `reference.py`; the rules are stated there."""

import numpy as np

from ...engine.coded import Ints
from ...engine.jit import jit
from ...engine.log import note, told
from ...engine.setting import fitting
from ...levers import Setting
from ...measures import Outcome
from .draws import Trace
from .layout import DAY, Layout
from .names import ABLE, BEST, COMPLAINTS, COUNTERS, DONE, FULL, PEOPLE, POOR
from .ranks import ANSWERED, CAME, COMPLAINED
from .tally import tally


@jit
def _work(lay, posts, staff, tr, done, counts, log, row):
    """Fill `done` with the work of each day."""
    for day in range(lay.days):
        people, able = 0, 0
        for i in range(posts):
            side = 0 if (i + 1) * staff // posts > i * staff // posts else 1
            if tr.here[side, day, i]:
                people += 1
                able += tr.speed[side, i]
        done[day] = min(able, lay.needed)
        counts[PEOPLE] += people
        counts[ABLE] += able
        counts[DONE] += done[day]
        counts[FULL] += done[day] == lay.needed
        note(log, row, day * DAY, CAME, day, people, done[day])


@jit
def _period(lay, posts, staff, tr, counts, log, row):
    done = np.empty(lay.days, dtype=np.int64)
    _work(lay, posts, staff, tr, done, counts, log, row)
    for c in range(tr.when.size):
        day, piece = tr.when[c] // DAY, tr.about[c]
        if piece < 0 or piece >= done[day]:
            counts[COMPLAINTS] += 1
            note(log, row, tr.when[c], COMPLAINED, c, day, 0 if piece < 0 else 1)
    for i in range(tr.form.shape[0]):
        day, piece, noticed, grade = tr.form[i, 0], tr.form[i, 1], tr.form[i, 2], tr.form[i, 3]
        if noticed and piece >= done[day]:
            grade = POOR - BEST
        counts[BEST + grade] += 1
        note(log, row, lay.days * DAY, ANSWERED, i, day, grade)
    tally(lay, counts)


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a period; with `log`, also its events in total order."""
    posts = checked(lay, setting)

    def period(counts: Ints, events: Ints, row: Ints) -> None:
        _period(lay, posts, setting.staff, trace, counts, events, row)

    return told(period, len(COUNTERS), 4096 if log else 0)


def checked(lay: Layout, setting: Setting) -> int:
    """Return the posts of a setting; raise ValueError when it is not one of this layout."""
    return int(fitting(setting, [lay.most], [0])[0])
