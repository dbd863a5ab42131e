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

from bisect import insort
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
from .stages import CHANGE, END, LEAVE, PLENTY, Call, Clock, Facts, Hall, Row, Till, in_order, level
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


@dataclass(slots=True, eq=False)
class Line:
    """People who wait for one or several windows of a tier; `inside` counts those being served, too.

    `times` is how long each diner takes to be served in this tier, at nominal speed.
    """

    number: int
    tier: int
    times: list[int]
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

    def __lt__(self, other: "Window") -> bool:
        return self.number < other.number


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
        self.arrive = trace.arrive[profile].tolist()
        self.meal, self.wanted, self.flexible = trace.meal.tolist(), trace.tier.tolist(), trace.flexible.tolist()
        self.patience = trace.patience.tolist()
        self.menu = [self._menu(row) for row in lay.offered.tolist()]
        self.left = np.where(lay.limited, 0, PLENTY).reshape(-1, self.tiers).tolist()
        self.lines = [self._lines(k, trace.serve[:, tech].tolist()) for k, tech in enumerate(lay.tech.tolist())]
        self.windows = [self._windows(k) for k in range(self.tiers)]
        self.open: list[list[Line]] = [[] for _ in self.lines]
        self.idle: list[Window] = []
        self.stands: list[Line | None] = [None] * len(self.meal)
        self.step = -1

    def _menu(self, offered: list[int]) -> list[list[int]]:
        """Return the tiers sold at a meal, by the tier wanted, which comes first."""
        sold = [k for k, here in enumerate(offered) if here]
        return [sorted(sold, key=lambda k: (k != wanted, k)) for wanted in range(self.tiers)]

    def _lines(self, tier: int, times: list[int]) -> list[Line]:
        if self.lay.pooled:
            return [Line(tier, tier, times)]
        return [Line(tier * int(self.lay.wide) + i, tier, times) for i in range(int(self.lay.wide))]

    def _windows(self, tier: int) -> list[Window]:
        lines, wide = self.lines[tier], int(self.lay.wide)
        return [Window(tier * wide + i, lines[0 if self.lay.pooled else i]) for i in range(wide)]

    def run(self) -> None:
        """Let the day pass; whoever still waits at its end is left without."""
        for w, (start, _, _, _) in enumerate(self.lay.step.tolist()):
            self.clock.schedule(Call(self.change, w), CHANGE, start)
        self.clock.pass_day(in_order(self.arrive), self.enter, self.settle)
        self.counts[names.BUSY] += sum(self.facts.ended) - sum(self.facts.begun)  # who never began has -1 in both

    def change(self, event: Call) -> None:
        """Put people behind windows for a step, portions on the counter when it is a meal's first."""
        self.step = w = event.what
        _, _, meal, first = self.lay.step[w].tolist()
        for tier, speeds in enumerate(self.speeds[w][:-1]):
            pair = meal * self.tiers + tier
            if first and self.lay.limited[pair]:
                self.left[meal][tier] = self.levels[self.lay.portion[pair]] * int(self.lay.size)
            for line in self.lines[tier]:
                line.servers = 0
            for i, window in enumerate(self.windows[tier]):
                window.speed = speeds[i] if i < len(speeds) else 0
                window.line.servers += window.speed > 0
            self.open[tier] = [line for line in self.lines[tier] if line.servers]
        self.idle = [window for row in self.windows for window in row if window.speed and window.diner < 0]
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

    def enter(self, d: int) -> None:
        """Let a diner choose a line, turn away, or find nothing."""
        self.facts.step[d] = self.step
        self.facts.short[d] = not self.left[self.meal[d]][self.wanted[d]]
        line = self.choose(d)
        if line is None:
            cause = names.SOLD_OUT if any(self.open[k] for k in self.acceptable(d)) else names.CLOSED
        elif self.longest >= 0 and 1000 * line.inside >= (1000 + self.longest) * line.servers:
            cause = names.LINE
        else:
            self.clock.note(CAME, d, line.number, -1)
            self.join(d, line)
            if self.renege and line.inside > line.servers:  # else somebody takes them now
                self.clock.schedule(Call(self.give_up, d), LEAVE, self.patience[d])
            return
        self.facts.cause[d] = cause
        self.clock.note(CAME, d, -1, cause)

    def acceptable(self, d: int) -> list[int]:
        """Return the tiers a diner would take, the one wanted first."""
        wanted = self.wanted[d]
        return self.menu[self.meal[d]][wanted] if self.flexible[d] else [wanted]

    def choose(self, d: int) -> Line | None:
        """Return the shortest acceptable line per window; ties: the tier wanted, then the lowest number."""
        left = self.left[self.meal[d]]
        best, inside, servers = None, 1, 0  # longer than any line
        for k in self.acceptable(d):
            for line in self.open[k] if left[k] else ():
                if line.inside * servers < inside * line.servers:
                    best, inside, servers = line, line.inside, line.servers
        return best

    def join(self, d: int, line: Line) -> None:
        """Stand at the end of a line; a portion is spoken for."""
        line.waiting.append(d)
        line.inside += 1
        self.stands[d] = line
        self.left[self.meal[d]][line.tier] -= 1

    def give_back(self, d: int, tier: int) -> None:
        """Leave the portion to others."""
        self.left[self.meal[d]][tier] += 1

    def settle(self, _: Call | None = None) -> None:
        """Let every idle window take the first of its line, in order of number."""
        for window in self.idle[:]:
            while window.diner < 0 and (line := self.next_line(window)):
                self.start(window, line)

    def next_line(self, window: Window) -> Line | None:
        """Return the line from which a window takes the first, if anybody waits."""
        line = window.line
        if not line.waiting and self.jockey:
            line = max(self.lines[line.tier], key=lambda other: (len(other.waiting), -other.number))
        return line if line.waiting else None

    def start(self, window: Window, line: Line) -> None:
        """Begin to serve the first of a line; who comes from another line counts in the window's own from now on."""
        d, now = line.waiting.popleft(), self.clock.now
        line.inside -= 1
        window.line.inside += 1
        self.stands[d] = None
        self.facts.server[d], self.facts.begun[d] = window.number, now
        took = line.times[d] * 1000 // window.speed
        self.clock.note(STARTED, d, window.number, now - self.arrive[d])
        if took:
            window.diner = d
            self.idle.remove(window)
            self.clock.schedule(Call(self.finish, window), END, took)
        else:
            self.hand_over(d, window)

    def hand_over(self, d: int, window: Window) -> None:
        """Let a diner go on with a full tray."""
        window.line.inside -= 1
        self.facts.ended[d] = self.clock.now
        self.clock.note(ENDED, d, window.number, window.line.tier)

    def finish(self, event: Call) -> None:
        """Let a diner go on, and the window be free where somebody stands at it."""
        window: Window = event.what
        self.hand_over(window.diner, window)
        window.diner = -1
        if window.speed:
            insort(self.idle, window)
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
