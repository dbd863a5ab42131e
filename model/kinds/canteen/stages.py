"""What the reference engine tells a day with: a clock, what is written down, and the stages after the windows.

The rules are stated in `reference`.
"""

from bisect import insort
from collections import deque
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import simpy
from simpy.events import Event, EventPriority

from . import names
from .draws import Trace
from .layout import Ints, Layout
from .ranks import PAYS, ROSE, SEATED, TILLED

END, CHANGE, COME, SETTLE, LEAVE = (EventPriority(i) for i in range(5))
"""What happens first at one tick."""

NEVER = 1 << 60
PLENTY = 1 << 40
"""Portions or seats where they are not limited."""

Row = tuple[int, int, int, int, int]


class Call(Event):
    """An event that is sure to happen, and calls back to say `what` it is about."""

    _ok, _value = True, None  # the outcome is known beforehand, as with simpy.Timeout

    def __init__(self, callback: Callable[..., None], what: Any = None):
        self.callbacks, self.what = [callback], what


class Clock(simpy.Environment):
    """A SimPy environment for a stage to which people come in an order known beforehand, and the log it writes.

    `due` is the tick at which the next of them comes.
    """

    def __init__(self, rows: list[Row] | None):
        super().__init__(initial_time=0)
        self.rows, self.due = rows, NEVER

    @property
    def now(self) -> int:
        """Return the tick, ms; SimPy would take fractions, too, but is given none."""
        return self._now  # type: ignore[return-value]

    def pass_day(self, coming: list[tuple[int, int]], come: Callable[[int], None], settle: Callable[..., None]) -> None:
        """Let the day pass: everything that is scheduled, and people who come, (tick, number) in order.

        They need be no events of the calendar, which is there to put things in order: what is scheduled happens until
        it is their turn. When the last of one tick has come, things are settled.
        """
        queue, self.due = self._queue, coming[0][0] if coming else NEVER
        for (tick, number), (due, _) in pairwise([*coming, (NEVER, -1)]):
            turn = tick, COME
            while queue and queue[0] < turn:
                self.step()
            self._now, self.due = tick, due
            come(number)
            if due > tick:
                self.soon(settle)
        self.run()

    def soon(self, callback: Callable[..., None]) -> None:
        """Call `callback` when everything else at this tick has happened; at once when there is nothing else."""
        if self._now < self.due and (not self._queue or self._now < self._queue[0][0]):
            callback()
        else:
            self.schedule(Call(callback), SETTLE)

    def note(self, rank: int, entity: int, who: int, value: int) -> None:
        """Write an event down."""
        if self.rows is not None:
            self.rows.append((self.now, rank, entity, who, value))


def level(levels: list[int], place: int) -> int:
    """Return the level of a lever that there may not be."""
    return levels[place] if place >= 0 else 0


def in_order(times: list[int]) -> list[tuple[int, int]]:
    """Return (tick, number) of those who come at all, in order; -1 in `times` is for who does not."""
    order = np.argsort(times, kind="stable").tolist()
    return [(times[number], number) for number in order if times[number] >= 0]


class Facts:
    """What happened to each diner and group; the tables of `tally`, column by column."""

    def __init__(self, diners: int, groups: int):
        self.server, self.begun, self.ended, self.paying, self.through, self.cause, self.short, self.step = (
            [-1] * diners for _ in range(8)
        )
        self.ready, self.seat = [-1] * groups, [-1] * groups

    def tables(self) -> tuple[Ints, Ints]:
        """Return the table of diners and that of groups."""
        diners = (self.server, self.begun, self.ended, self.paying, self.through, self.cause, self.short, self.step)
        groups = (self.ready, self.seat)
        return np.array(diners, dtype=np.int64).T.copy(), np.array(groups, dtype=np.int64).T.copy()


class Till:
    """The second stage: from having a tray to having paid. `speeds` are those of the lanes with a person, by step."""

    def __init__(
        self, lay: Layout, levels: list[int], trace: Trace, speeds: list[list[int]], facts: Facts, counts: Any,
        rows: list[Row] | None,
    ):  # fmt: skip
        self.clock, self.facts, self.counts, self.speeds = Clock(rows), facts, counts, speeds
        self.pay, self.smart, self.starts = trace.pay.T.tolist(), level(levels, int(lay.smart)), lay.step[:, 0].tolist()
        self.open: list[int] = []
        self.free: list[int] = []
        self.taken: set[int] = set()
        self.work = 0
        self.line: deque[int] = deque()

    def run(self) -> None:
        """Let the day pass."""
        for w, start in enumerate(self.starts):
            self.clock.schedule(Call(self.change, w), CHANGE, start)
        self.clock.pass_day(in_order(self.facts.ended), self.line.append, self.settle)
        self.counts[names.BUSY] += self.work

    def change(self, event: Call) -> None:
        """Open and close the lanes with a person; smart lanes are always open, and run at nominal speed."""
        self.open = [1000] * self.smart + self.speeds[event.what]
        self.free = [lane for lane, speed in enumerate(self.open) if speed and lane not in self.taken]
        self.clock.soon(self.settle)

    def settle(self, _: Call | None = None) -> None:
        """Let the free lanes take whoever is first, in order of number; one that takes no time takes the next."""
        while self.line and self.free:
            self.start(self.line.popleft(), self.free[0])

    def start(self, d: int, lane: int) -> None:
        """Let a diner pay at a lane."""
        now, smart = self.clock.now, lane < self.smart
        took = self.pay[1][d] if smart else self.pay[0][d] * 1000 // self.open[lane]
        self.facts.paying[d] = now
        self.work += 0 if smart else took
        self.clock.note(PAYS, d, lane, now - self.facts.ended[d])
        if took:
            self.free.remove(lane)
            self.taken.add(lane)
            self.clock.schedule(Call(self.finish, (d, lane)), END, took)
        else:
            self.go(d, lane)

    def finish(self, event: Call) -> None:
        """Let a diner go, and the lane be free."""
        d, lane = event.what
        self.taken.remove(lane)
        if lane < len(self.open) and self.open[lane]:
            insort(self.free, lane)
        self.go(d, lane)
        if self.line:
            self.clock.soon(self.settle)

    def go(self, d: int, lane: int) -> None:
        """Let a diner go who has paid."""
        self.facts.through[d] = self.clock.now
        self.clock.note(TILLED, d, lane, 0)


class Hall:
    """The third stage: groups look for seats, sit, and rise."""

    def __init__(self, lay: Layout, levels: list[int], trace: Trace, facts: Facts, rows: list[Row] | None):
        self.clock, self.facts, self.stays = Clock(rows), facts, (trace.dwell + trace.clearing).tolist()
        seats = levels[lay.seat] * int(lay.unit) if lay.seat >= 0 else int(lay.seats)
        self.seats = self.free = seats if seats >= 0 else PLENTY
        self.needs = self._gather(trace, int(lay.loss))
        self.line: deque[int] = deque()

    def _gather(self, trace: Trace, loss: int) -> list[int]:
        """Write down when the last of each group is through; return the seats each takes.

        That is one a member who gets through and those the group leaves unused, at most all.
        """
        through, ready = np.array(self.facts.through), np.array(self.facts.ready)
        np.maximum.at(ready, trace.group, through)
        self.facts.ready = ready.tolist()
        members = np.bincount(trace.group[through >= 0], minlength=len(ready))
        needs: list[int] = np.minimum(members + (loss * members + trace.extra) // 1_000_000, self.seats).tolist()
        return needs

    def run(self) -> None:
        """Let the day pass; without any seat nobody ever sits."""
        if self.seats:
            self.clock.pass_day(in_order(self.facts.ready), self.line.append, self.settle)

    def settle(self, _: Call | None = None) -> None:
        """Let groups sit down in order, as long as the first of them fits."""
        line, now = self.line, self.clock.now
        while line and (need := self.needs[line[0]]) <= self.free:
            g = line.popleft()
            self.free -= need
            self.facts.seat[g] = now
            self.clock.note(SEATED, g, need, now - self.facts.ready[g])
            self.clock.schedule(Call(self.rise, g), END, self.stays[g])

    def rise(self, event: Call) -> None:
        """Let a group leave, and others have its seats."""
        g: int = event.what
        self.free += self.needs[g]
        self.clock.note(ROSE, g, self.needs[g], 0)
        if self.line:
            self.clock.soon(self.settle)
