"""The day of a canteen, told in SimPy to be read. `kernel.py` is its twin and must produce the same events.

A diner goes through windows, till and hall, never back, so each of the three is told on a clock of its own; what a
stage hands to the next are the moments at which diners come out of it.

People. Holders of places are numbered tier by tier, then the lanes, then relief; a station has as many holders as it
has open places at its busiest step. Staff in post are spread evenly over this numbering, in proportion to their part
of the whole roster. Who is absent is absent all day; in every step the relief present take the first empty places, in
order. What nobody takes is not manned. Between two steps, and after the last, the manning stays as it was.

Windows.
- Whoever comes would take the tier they want, or, if flexible, any tier sold at the meal. They choose among the open
  lines (those with a manned window) of such tiers that have a portion left, the one with fewest people in it, waiting
  or being served, per manned window; ties: the tier wanted, then the lowest number.
- Nothing open and left: lost, SOLD_OUT where some such line is open, else CLOSED. They turn away (LINE) from a line
  with `longest_line` people or more waiting per window. Otherwise they join, and a portion is theirs from then on.
- A window serves whom it has begun with, manned or not. A line whose last window closes sends its people, first to
  last and line by line, to choose again; they give their portion back first, do not mind long lines, keep their
  deadline, and are lost (CLOSED) when nothing is left for them.
- With `jockey`, an idle window whose own line is empty takes the first of the longest line of its tier; windows
  decide in order of number, so a lower one may take whom a higher one is free to serve.
- Whoever has not begun to be served when their patience ends leaves; one who is called at that very tick is served.
- At one tick: services end; windows open and close, and portions of a meal are put out; people come, in order of
  number; idle windows take people, in order of number; people give up. A window that serves in no time takes the next
  at once, before the windows after it.

Till. One line, first come first served, those of one tick in order of number. Free lanes are taken in order of
number, smart ones first; one that takes no time takes the next at once. Whoever waits when no lane is open waits on;
with nothing open till the end they are lost.

Hall. A group looks for seats when the last of its members who get through at all is through: it does not wait for one
who will give up. It needs a seat a member and those it leaves unused, at most all there are. Groups sit down strictly
in the order in which they began to look; nobody passes the first. At one tick people rise first. A group that stays no
time gives its seats to the next at the same tick.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...levers import Setting
from ...measures import Outcome, canonical
from . import names
from .draws import Trace
from .kernel import checked
from .layout import Layout
from .ranks import CAME, CHANGED, ENDED, LEFT, STARTED, SWAPPED
from .stages import CHANGE, COME, END, LEAVE, Call, Clock, Facts, Hall, Row, Till, level
from .tally import tally


def run(lay: Layout, setting: Setting, trace: Trace, log: bool = False) -> Outcome:
    """Return the outcome of a day; with `log`, also its events in total order."""
    levels = checked(lay, setting)
    chosen = levels.tolist()
    rows: list[Row] | None = [] if log else None
    counts = np.zeros(names.size(len(lay.step), len(lay.limited)), dtype=np.int64)
    counts[names.OVERTIME] = sum(chosen[lever] * minutes for lever, minutes in lay.shift.tolist())
    facts = Facts(len(trace.meal), len(trace.dwell))
    speeds = manned(lay, chosen, setting.staff, trace, counts)
    Windows(lay, chosen, trace, speeds, facts, counts, rows).run()
    if lay.till:
        Till(lay, chosen, trace, [row[-1] for row in speeds], facts, counts, rows).run()
    else:
        facts.through = facts.ended
    if lay.seating:
        Hall(lay, chosen, trace, facts, rows).run()
    diners, groups = facts.tables()
    tally(lay, trace, levels, diners, groups, counts)
    return Outcome(counts, canonical(rows) if rows is not None else None)


def manned(lay: Layout, levels: list[int], staff: int, trace: Trace, counts: Any) -> list[list[list[int]]]:
    """Return the speed of every open place, per mille, 0 where nobody stands: by step, station (till last), place."""
    tiers, steps = len(lay.price), range(len(lay.step))
    levers = [*lay.window.tolist(), lay.lane.tolist()]
    opened = [[level(levels, row[w]) for w in steps] for row in levers]
    holders = team(lay, levels, staff, trace, [max(row) for row in opened])
    everybody = [speed for station in holders for speed in station]
    counts[names.PLANNED] += len(everybody)
    counts[names.ABSENT] += everybody.count(0)
    found = []
    for w in steps:
        relief = iter([speed for speed in holders[tiers + 1] if speed])
        found.append([[own or next(relief, 0) for own in holders[s][: opened[s][w]]] for s in range(tiers + 1)])
        start, end = lay.step[w, :2].tolist()
        counts[names.POSTED] += (end - start) * sum(bool(v) for station in found[-1] for v in station)
    return found


def team(lay: Layout, levels: list[int], staff: int, trace: Trace, most: list[int]) -> list[list[int]]:
    """Return the speed of every holder of a place by station, relief last; 0 for who is absent.

    Holder g of G is of the staff in post when floor((g + 1) s / G) > floor(g s / G), with s their part of the roster.
    """
    sizes = [*most, level(levels, int(lay.relief))]
    total, posts = sum(sizes), sum(levels[lever] for lever, _ in lay.shift.tolist())
    own = min(total, staff * total // posts) if posts else 0
    holders, g = [], 0
    for s, size in enumerate(sizes):
        station = []
        for i in range(size):
            side = 0 if (g + 1) * own // total > g * own // total else 1
            station.append(int(trace.speed[side, s, i]) if trace.here[side, s, i] else 0)
            g += 1
        holders.append(station)
    return holders


PLENTY = 1 << 40
"""Portions where they are not limited."""


@dataclass(slots=True, eq=False)
class Line:
    """People who wait for one or several windows of a tier; `inside` counts those being served, too."""

    number: int
    tier: int
    servers: int = 0
    inside: int = 0
    waiting: deque[int] = field(default_factory=deque)


@dataclass(slots=True, eq=False)
class Window:
    """A place where food is handed out; nobody stands there when `speed` is 0; `diner` is -1 when it is idle."""

    number: int
    line: Line
    speed: int = 0
    diner: int = -1


class Windows:
    """The first stage: from coming in to having a tray."""

    def __init__(
        self, lay: Layout, levels: list[int], trace: Trace, speeds: list[list[list[int]]], facts: Facts, counts: Any,
        rows: list[Row] | None,
    ):  # fmt: skip
        self.lay, self.levels, self.facts, self.counts, self.speeds = lay, levels, facts, counts, speeds
        self.clock, self.tiers, self.longest = Clock(rows), len(lay.price), int(lay.longest)
        self.jockey, self.renege = bool(lay.jockey), bool(lay.renege)
        profile = level(levels, int(lay.stagger))
        self.arrive, self.order = trace.arrive[profile].tolist(), trace.order[profile].tolist()
        self.meal, self.wanted, self.flexible = trace.meal.tolist(), trace.tier.tolist(), trace.flexible.tolist()
        self.serve, self.patience, self.tech = trace.serve.T.tolist(), trace.patience.tolist(), lay.tech.tolist()
        self.offered = [[k for k in range(self.tiers) if row[k]] for row in lay.offered.tolist()]
        self.left = [0 if limited else PLENTY for limited in lay.limited.tolist()]
        self.lines = [self._lines(k) for k in range(self.tiers)]
        self.windows = [self._windows(k) for k in range(self.tiers)]
        self.idle: set[Window] = set()
        self.stands: list[Line | None] = [None] * len(self.meal)
        self.come, self.step, self.work = 0, -1, 0

    def _lines(self, tier: int) -> list[Line]:
        if self.lay.pooled:
            return [Line(tier, tier)]
        return [Line(tier * int(self.lay.wide) + i, tier) for i in range(int(self.lay.wide))]

    def _windows(self, tier: int) -> list[Window]:
        lines, wide = self.lines[tier], int(self.lay.wide)
        return [Window(tier * wide + i, lines[0 if self.lay.pooled else i]) for i in range(wide)]

    def run(self) -> None:
        """Let the day pass; whoever still waits at its end is left without."""
        for w, (start, _, _, _) in enumerate(self.lay.step.tolist()):
            self.clock.at(start, CHANGE, self.change, w)
        if self.order:
            self.clock.at(self.arrive[self.order[0]], COME, self.arrivals)
        self.clock.env.run()
        self.counts[names.BUSY] += self.work

    def change(self, event: Call) -> None:
        """Put people behind windows for a step, portions on the counter when it is a meal's first."""
        self.step = w = event.what
        _, _, meal, first = self.lay.step[w].tolist()
        for pair in range(meal * self.tiers, (meal + 1) * self.tiers):
            if first and self.lay.limited[pair]:
                self.left[pair] = self.levels[self.lay.portion[pair]] * int(self.lay.size)
        for tier in range(self.tiers):
            speeds = self.speeds[w][tier]
            for line in self.lines[tier]:
                line.servers = 0
            for i, window in enumerate(self.windows[tier]):
                window.speed = speeds[i] if i < len(speeds) else 0
                window.line.servers += window.speed > 0
        windows = [window for row in self.windows for window in row]
        self.idle = {window for window in windows if window.speed and window.diner < 0}
        self.clock.note(CHANGED, w, sum(bool(v) for station in self.speeds[w] for v in station), 0)
        for line in (line for row in self.lines for line in row):
            if line.waiting and not line.servers:
                self.send_on(line)
        self.clock.soon(self.settle)

    def send_on(self, line: Line) -> None:
        """Let everybody in a line that has closed choose again."""
        while line.waiting:
            d = line.waiting.popleft()
            line.inside -= 1
            self.stands[d] = None
            self.give_back(d, line.tier)
            new = self.choose(d)
            self.clock.note(SWAPPED, d, new.number if new else -1, line.number)
            if new:
                self.counts[names.MOVED] += 1
                self.join(d, new)
            else:
                self.facts.cause[d] = names.CLOSED

    def arrivals(self, _: Call) -> None:
        """Let everybody come whose time it is, and call for the next."""
        now = self.clock.now
        while self.come < len(self.order):
            d = self.order[self.come]
            if self.arrive[d] > now:
                self.clock.at(self.arrive[d], COME, self.arrivals)
                break
            self.come += 1
            self.enter(d)
        self.clock.soon(self.settle)

    def enter(self, d: int) -> None:
        """Let a diner choose a line, turn away, or find nothing."""
        self.facts.step[d] = self.step
        self.facts.short[d] = int(not self.left[self.meal[d] * self.tiers + self.wanted[d]])
        line = self.choose(d)
        cause = -1
        if line is None:
            opened = any(other.servers for k in self.acceptable(d) for other in self.lines[k])
            cause = names.SOLD_OUT if opened else names.CLOSED
        elif self.longest >= 0 and 1000 * line.inside >= (1000 + self.longest) * line.servers:
            cause = names.LINE
        self.facts.cause[d] = cause
        self.clock.note(CAME, d, line.number if line and cause < 0 else -1, cause)
        if line and cause < 0:
            self.join(d, line)
            if self.renege and line.inside > line.servers:  # else somebody takes them now
                self.clock.at(self.arrive[d] + self.patience[d], LEAVE, self.give_up, d)

    def acceptable(self, d: int) -> list[int]:
        """Return the tiers a diner would take, the one wanted first."""
        wanted = self.wanted[d]
        if not self.flexible[d]:
            return [wanted]
        return sorted(self.offered[self.meal[d]], key=lambda k: (k != wanted, k))

    def choose(self, d: int) -> Line | None:
        """Return the shortest acceptable line per window; ties: the tier wanted, then the lowest number."""
        best, inside, servers, first = None, 0, 1, self.meal[d] * self.tiers
        for k in self.acceptable(d):
            for line in self.lines[k] if self.left[first + k] else ():
                if line.servers and (best is None or line.inside * servers < inside * line.servers):
                    best, inside, servers = line, line.inside, line.servers
        return best

    def join(self, d: int, line: Line) -> None:
        """Stand at the end of a line; a portion is spoken for."""
        line.waiting.append(d)
        line.inside += 1
        self.stands[d] = line
        self.left[self.meal[d] * self.tiers + line.tier] -= 1

    def give_back(self, d: int, tier: int) -> None:
        """Leave the portion to others."""
        self.left[self.meal[d] * self.tiers + tier] += 1

    def settle(self, _: Call | None = None) -> None:
        """Let every idle window take the first of its line, in order of number."""
        ready = [window for window in self.idle if self.jockey or window.line.waiting]
        for window in sorted(ready, key=lambda window: window.number) if len(ready) > 1 else ready:
            line = self.next_line(window)
            while line and not self.start(window, line):
                line = self.next_line(window)
            if line:
                self.idle.remove(window)

    def next_line(self, window: Window) -> Line | None:
        """Return the line from which a window takes the first, if anybody waits."""
        line = window.line
        if not line.waiting and self.jockey:
            line = max(self.lines[line.tier], key=lambda other: (len(other.waiting), -other.number))
        return line if line.waiting else None

    def start(self, window: Window, line: Line) -> bool:
        """Begin to serve the first of a line; return whether that takes any time.

        Who comes from another line counts in the window's own from now on.
        """
        d, now = line.waiting.popleft(), self.clock.now
        line.inside -= 1
        window.line.inside += 1
        self.stands[d], window.diner = None, d
        self.facts.server[d], self.facts.begun[d] = window.number, now
        took: int = self.serve[self.tech[line.tier]][d] * 1000 // window.speed
        self.work += took
        self.clock.note(STARTED, d, window.number, now - self.arrive[d])
        if took:
            self.clock.at(now + took, END, self.finish, window)
        else:
            self.hand_over(window)
        return took > 0

    def hand_over(self, window: Window) -> None:
        """Let a diner go on with a full tray."""
        d, window.diner = window.diner, -1
        window.line.inside -= 1
        self.facts.ended[d] = self.clock.now
        self.clock.note(ENDED, d, window.number, window.line.tier)

    def finish(self, event: Call) -> None:
        """Let a diner go on, and the window be free where somebody stands at it."""
        window: Window = event.what
        self.hand_over(window)
        if window.speed:
            self.idle.add(window)
            if window.line.waiting or self.jockey:
                self.clock.soon(self.settle)

    def give_up(self, event: Call) -> None:
        """Let a diner leave who has waited too long, if they still wait."""
        d: int = event.what
        line = self.stands[d]
        if line:
            line.waiting.remove(d)
            line.inside -= 1
            self.stands[d] = None
            self.give_back(d, line.tier)
            self.facts.cause[d] = names.PATIENCE
            self.clock.note(LEFT, d, line.number, 0)
