"""What the reference engine tells a day with: a clock, what is written down, and the stages after the windows.

The rules are stated in `reference`.
"""

from collections import deque
from collections.abc import Callable
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

Row = tuple[int, int, int, int, int]


class Call(Event):
    """An event that is sure to happen and brings one callback a value."""

    def __init__(self, env: simpy.Environment, callback: Callable[..., None], value: Any):
        # as simpy.Timeout does, without the steps of the base class that an outcome known beforehand needs not
        self.env, self.callbacks, self._value, self._ok, self._defused = env, [callback], None, True, True
        self.what = value


class Clock:
    """A SimPy environment whose events are plain callbacks, and the log they write."""

    def __init__(self, rows: list[Row] | None):
        self.env = simpy.Environment(initial_time=0)
        self.rows = rows

    @property
    def now(self) -> int:
        """Return the tick, ms; SimPy would take fractions, too, but is given none."""
        return self.env.now  # type: ignore[return-value]

    def at(self, tick: int, priority: EventPriority, callback: Callable[..., None], value: Any = None) -> None:
        """Call `callback` at `tick` with an event that carries `value`."""
        env = self.env
        env.schedule(Call(env, callback, value), priority, tick - self.now)

    def soon(self, callback: Callable[..., None]) -> None:
        """Call `callback` when everything else at this tick has happened; at once when there is nothing else."""
        if self.env.peek() > self.env.now:
            callback()
        else:
            self.at(self.now, SETTLE, callback)

    def note(self, rank: int, entity: int, who: int, value: int) -> None:
        """Write an event down."""
        if self.rows is not None:
            self.rows.append((self.now, rank, entity, who, value))


def level(levels: list[int], place: int) -> int:
    """Return the level of a lever that there may not be."""
    return levels[place] if place >= 0 else 0


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
        return np.column_stack(diners).astype(np.int64), np.column_stack(groups).astype(np.int64)


class Till:
    """The second stage: from having a tray to having paid. `speeds` are those of the lanes with a person, by step."""

    def __init__(
        self, lay: Layout, levels: list[int], trace: Trace, speeds: list[list[int]], facts: Facts, counts: Any,
        rows: list[Row] | None,
    ):  # fmt: skip
        self.clock, self.facts, self.counts, self.speeds = Clock(rows), facts, counts, speeds
        self.pay, self.smart, self.starts = trace.pay.T.tolist(), level(levels, int(lay.smart)), lay.step[:, 0].tolist()
        self.open: list[int] = []
        self.taken: set[int] = set()
        self.line = deque(sorted((t, d) for d, t in enumerate(facts.ended) if t >= 0))
        self.called = -1

    def run(self) -> None:
        """Let the day pass."""
        for w, start in enumerate(self.starts):
            self.clock.at(start, CHANGE, self.change, w)
        self.clock.env.run()

    def change(self, event: Call) -> None:
        """Open and close the lanes with a person; smart lanes are always open, and run at nominal speed."""
        self.open = [1000] * self.smart + self.speeds[event.what]
        self.clock.soon(self.settle)

    def settle(self, _: Call | None = None) -> None:
        """Let the free lanes take whoever is first, in order of number; one that takes no time takes the next.

        While a lane is free, the next diner is called for; nobody need be told of those who come to a line.
        """
        now, free = self.clock.now, False
        for lane, speed in enumerate(self.open):
            while speed and lane not in self.taken and self.line and self.line[0][0] <= now:
                self.start(self.line.popleft()[1], lane, speed)
            free = free or (speed > 0 and lane not in self.taken)
        if free and self.line and self.line[0][0] != self.called:
            self.called = self.line[0][0]
            self.clock.at(self.called, COME, self.settle)

    def start(self, d: int, lane: int, speed: int) -> None:
        """Let a diner pay at a lane."""
        now, smart = self.clock.now, lane < self.smart
        took = self.pay[1][d] if smart else self.pay[0][d] * 1000 // speed
        self.facts.paying[d] = now
        self.counts[names.BUSY] += 0 if smart else took
        self.clock.note(PAYS, d, lane, now - self.facts.ended[d])
        if took:
            self.taken.add(lane)
            self.clock.at(now + took, END, self.finish, (d, lane))
        else:
            self.go(d, lane)

    def finish(self, event: Call) -> None:
        """Let a diner go, and the lane be free."""
        d, lane = event.what
        self.taken.remove(lane)
        self.go(d, lane)
        self.clock.soon(self.settle)

    def go(self, d: int, lane: int) -> None:
        """Let a diner go who has paid."""
        self.facts.through[d] = self.clock.now
        self.clock.note(TILLED, d, lane, 0)


class Hall:
    """The third stage: groups look for seats, sit, and rise."""

    def __init__(self, lay: Layout, levels: list[int], trace: Trace, facts: Facts, rows: list[Row] | None):
        self.clock, self.facts, self.loss, self.extra = Clock(rows), facts, int(lay.loss), trace.extra.tolist()
        self.stays = (trace.dwell + trace.clearing).tolist()
        self.seats = levels[lay.seat] * int(lay.unit) if lay.seat >= 0 else int(lay.seats)
        self.free, self.members = self.seats, [0] * len(self.stays)
        for g, through in zip(trace.group.tolist(), facts.through, strict=True):
            if through >= 0:
                self.members[g] += 1
                facts.ready[g] = max(facts.ready[g], through)
        self.line = deque(sorted((t, g) for g, t in enumerate(facts.ready) if t >= 0))
        self.called = -1

    def run(self) -> None:
        """Let the day pass; without any seat nobody ever sits."""
        if self.line and self.seats:
            self.clock.at(self.line[0][0], COME, self.settle)
            self.clock.env.run()

    def need(self, g: int) -> int:
        """Return the seats a group takes: one a member, those it leaves unused, at most all."""
        size = self.members[g]
        need = size + (self.loss * size + self.extra[g]) // 1_000_000
        return need if self.seats < 0 else min(need, self.seats)

    def settle(self, _: Call | None = None) -> None:
        """Let groups sit down in order, as long as the first of them fits; then call for the next to come."""
        now = self.clock.now
        while self.line and self.line[0][0] <= now:
            g = self.line[0][1]
            need = self.need(g)
            if self.seats >= 0 and self.free < need:
                return
            self.line.popleft()
            self.free -= need
            self.facts.seat[g] = now
            self.clock.note(SEATED, g, need, now - self.facts.ready[g])
            self.clock.at(now + self.stays[g], END, self.rise, (g, need))
        if self.line and self.line[0][0] != self.called:
            self.called = self.line[0][0]
            self.clock.at(self.called, COME, self.settle)

    def rise(self, event: Call) -> None:
        """Let a group leave, and others have its seats."""
        g, need = event.what
        self.free += need
        self.clock.note(ROSE, g, need, 0)
        if self.line and self.line[0][0] <= self.clock.now:
            self.clock.soon(self.settle)
