"""The period of a contracted service, told in SimPy to be read. `kernel.py` is its twin: it must give the same events.

No process is simulated: this is how a score comes about, by rules that are assumptions.

- Each day the people who come do the day's work, at their speed, and no more than there is: the share done is
  min(1, people present / people needed). Pieces of work are numbered; those with the lowest numbers are done.
- A form is about one piece of work of one day. If that piece was done, or it was not and nobody noticed, the answer is
  what it would have been anyway; otherwise it is the worst grade.
- Complaints about how the work is done are always made; one about a piece left undone only if it was left undone.
- Staff in post are spread evenly over the posts: post i of n is theirs when floor((i + 1) staff / n) >
  floor(i staff / n).
- People come at the very start of a day; a complaint made at that tick is about that day. Forms are filled in when the
  last day is over.
"""

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy
from simpy.events import NORMAL, Event, EventPriority

from ...levers import Setting
from ...measures import Outcome, canonical
from . import names
from .draws import Trace
from .kernel import checked
from .layout import DAY, Layout
from .ranks import ANSWERED, CAME, COMPLAINED
from .tally import tally

AFTER = EventPriority(NORMAL + 8)
"""Priority of complaints: after the people of the day have come."""
WORST = 3

Steps = Generator[Event, Any, None]


class Period:
    """The state of a period: clock, work done by day, and what has been written down."""

    def __init__(self, lay: Layout, setting: Setting, trace: Trace):
        self.lay, self.trace, self.posts, self.staff = lay, trace, checked(lay, setting), setting.staff
        self.env = simpy.Environment(initial_time=0)
        self.done: list[int] = []
        self.rows: list[tuple[int, int, int, int, int]] = []
        self.counts = np.zeros(len(names.COUNTERS), dtype=np.int64)

    def note(self, rank: int, entity: int, who: int, value: int) -> None:
        """Write an event down."""
        self.rows.append((int(self.env.now), rank, entity, who, value))

    def undone(self, day: int, piece: int) -> bool:
        """Return whether a piece of a day's work was left undone."""
        return piece >= self.done[day]


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a period; with `log`, also its events in total order."""
    period = Period(lay, setting, trace)
    period.env.process(work(period))
    for number, when in enumerate(trace.when):
        event = period.env.event()
        event._ok, event._value = True, None
        event.callbacks.append(complain(period, number))
        period.env.schedule(event, priority=AFTER, delay=int(when))
    period.env.run()
    tally(lay, period.counts)
    return Outcome(period.counts, canonical(period.rows) if log else None)


def work(period: Period) -> Steps:
    """Do the work day by day, then ask how it was."""
    needed = int(period.lay.needed)
    for day in range(period.lay.days):
        speeds = present(period, day)
        period.done.append(min(needed, sum(speeds)))
        period.counts[names.PEOPLE] += len(speeds)
        period.counts[names.ABLE] += sum(speeds)
        period.counts[names.DONE] += period.done[day]
        period.counts[names.FULL] += period.done[day] == needed
        period.note(CAME, day, len(speeds), period.done[day])
        yield period.env.timeout(DAY)
    for number, (day, piece, noticed, grade) in enumerate(period.trace.form.tolist()):
        answer = WORST if noticed and period.undone(day, piece) else grade
        period.counts[names.BEST + answer] += 1
        period.note(ANSWERED, number, day, answer)


def present(period: Period, day: int) -> list[int]:
    """Return the speeds of those at work on a day."""
    n, staff, found = period.posts, period.staff, []
    for i in range(n):
        side = 0 if (i + 1) * staff // n > i * staff // n else 1
        if period.trace.here[side, day, i]:
            found.append(int(period.trace.speed[side, i]))
    return found


def complain(period: Period, number: int) -> Any:
    """Return the callback that makes a complaint, if there is reason to."""

    def callback(_: Event) -> None:
        day, piece = int(period.env.now) // DAY, int(period.trace.about[number])
        about = piece >= 0
        if not about or period.undone(day, piece):
            period.counts[names.COMPLAINTS] += 1
            period.note(COMPLAINED, number, day, int(about))

    return callback
