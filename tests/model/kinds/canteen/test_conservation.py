"""Laws that every day of a canteen obeys, read from its log."""

import itertools
from collections import Counter, defaultdict

import numpy as np
from houqin.model.kinds.canteen.names import CLOSED, LINE, SOLD_OUT, TOTALS
from houqin.model.kinds.canteen.ranks import (
    CAME,
    CHANGED,
    ENDED,
    LEFT,
    PAYS,
    ROSE,
    SEATED,
    STARTED,
    SWAPPED,
    TILLED,
)
from houqin.model.trace import freeze

TOLD = (ENDED, CHANGED, SWAPPED, CAME, STARTED, LEFT)
"""What happens in lines, in its order at one tick (a log is sorted by rank instead)."""


def rows(outcome, rank):
    """Return the rows of one rank, as (tick, entity, who, value)."""
    return outcome.log[outcome.log[:, 1] == rank][:, [0, 2, 3, 4]].tolist()


def total(outcome, name):
    """Return one of the totals of a day."""
    return int(outcome.counts[TOTALS.index(name)])


def ticks(outcome, rank):
    """Return entity -> tick of a rank that each has once."""
    found = {entity: tick for tick, entity, _, _ in rows(outcome, rank)}
    assert len(found) == (outcome.log[:, 1] == rank).sum()
    return found


def tier_of(case, line):
    """Return the tier of a line or, with windows of their own lines, of a window."""
    return line if case.spec.common.line == "tier" else line // case.layout.wide


def story(outcome):
    """Yield (tick, rank, entity, who, value) of what happens in lines, in order."""
    place = {rank: i for i, rank in enumerate(TOLD)}
    kept = [row for row in outcome.log.tolist() if row[1] in place]
    return sorted(kept, key=lambda row: (row[0], place[row[1]]))


def level(case, place):
    """Return the level of a lever that may be absent."""
    return case.setting.levels[place] if place >= 0 else 0


def test_everybody_is_served_or_lost_for_one_cause(days):
    """Who came = who got through + who was lost, by cause; nobody twice."""
    causes = Counter()
    for case, out in days:
        through = ticks(out, TILLED if case.spec.common.checkout else ENDED)
        lost = {d: value for _, d, _, value in rows(out, CAME) if value >= 0}
        away = {d: CLOSED for _, d, line, _ in rows(out, SWAPPED) if line < 0}
        left = dict.fromkeys(ticks(out, LEFT), TOTALS.index("lost_patience"))
        for more in (away, left):
            assert not lost.keys() & more.keys()
            lost |= more
        assert not lost.keys() & through.keys()
        never = total(out, "met") - len(through) - len(lost)  # still in line when the day is over
        said = Counter(lost.values()) + Counter({CLOSED: never})
        for name in ("lost_line", "lost_patience", "lost_sold", "lost_closed"):
            assert total(out, name) == said[TOTALS.index(name)], name
        assert total(out, "met") == len(rows(out, CAME)) == len(case.trace.meal)
        assert total(out, "served") == len(through)
        causes += said
    assert all(causes[cause] > 100 for cause in (LINE, SOLD_OUT, CLOSED, TOTALS.index("lost_patience")))


def test_little_exactly_in_ticks(days):
    """The integral of the number waiting in lines equals the sum of the waits; so it does at the till."""
    for case, out in days:
        steps = defaultdict(int)
        joined = {d: tick for tick, d, line, _ in rows(out, CAME) if line >= 0}
        ends = {**ticks(out, LEFT), **{d: tick for tick, d, line, _ in rows(out, SWAPPED) if line < 0}}
        started = ticks(out, STARTED)
        for d, tick in joined.items():
            steps[tick] += 1
            steps[{**ends, **started}[d]] -= 1
        waits = {d: wait for _, d, _, wait in rows(out, STARTED)}
        assert area(steps) == sum(waits.values()) + sum(ends[d] - joined[d] for d in ends)
        through = ticks(out, TILLED if case.spec.common.checkout else ENDED)
        paid, tills = ticks(out, PAYS), {d: wait for _, d, _, wait in rows(out, PAYS)}
        queue, ended = defaultdict(int), ticks(out, ENDED)
        for d, tick in paid.items():
            queue[ended[d]] += 1
            queue[tick] -= 1
        assert area(queue) == sum(tills.values()) == total(out, "till_wait_ms")
        assert total(out, "wait_ms") == sum(waits[d] for d in through) + sum(tills.values())


def area(steps):
    """Return the integral of a step function that begins and ends at 0, from its jumps by tick."""
    found, height, before = 0, 0, 0
    for tick in sorted(steps):
        found += height * (tick - before)
        height, before = height + steps[tick], tick
        assert height >= 0
    assert height == 0
    return found


def test_one_diner_a_window_at_a_time(days):
    """Services at a window do not overlap; each window that serves was opened for the step; so at the till."""
    served = 0
    for case, out in days:
        lay = case.layout
        for begin, end, window in ((STARTED, ENDED, True), (PAYS, TILLED, False)):
            spans, ends = defaultdict(list), ticks(out, end)
            for tick, d, server, _ in rows(out, begin):
                spans[server].append((tick, ends[d]))
                w = int(np.searchsorted(lay.step[:, 0], tick, side="right")) - 1
                if window:
                    assert server % lay.wide < level(case, lay.window[server // lay.wide, w])
                else:
                    assert server < level(case, lay.smart) + level(case, lay.lane[w])
            for held in spans.values():
                held.sort()
                assert all(a[1] <= b[0] for a, b in itertools.pairwise(held))
                served += len(held)
    assert served > 3000


def test_first_come_first_served(days):
    """Of those who came into one line, nobody is served before one ahead of them; so at the till."""
    checked = 0
    for case, out in days:
        came = {d: (tick, d) for tick, d, line, _ in rows(out, CAME) if line >= 0}
        moved = {d for _, d, _, _ in rows(out, SWAPPED)}
        line = {d: line for _, d, line, _ in rows(out, CAME)}
        order = defaultdict(list)
        for tick, d, _, _ in rows(out, STARTED):
            if d not in moved and not case.spec.common.jockey:
                order[line[d]].append((came[d], tick))
        for held in order.values():
            held.sort()
            assert all(a[1] <= b[1] for a, b in itertools.pairwise(held))
            checked += len(held)
        ended = ticks(out, ENDED)
        paid = [tick for _, tick in sorted(((ended[d], d), tick) for tick, d, _, _ in rows(out, PAYS))]
        assert paid == sorted(paid)
    assert checked > 1000


def walk(out):
    """Yield (tick, step, diners waiting by line, windows at work) at the end of every tick."""
    waiting, busy, step = Counter(), set(), -1
    stands, held, ended = {}, {}, ticks(out, ENDED)
    for tick, told in itertools.groupby(story(out), key=lambda row: row[0]):
        for _, rank, d, who, value in told:
            if rank == ENDED:
                busy.discard(held.pop(d, -1))
            elif rank == CHANGED:
                step = d
            elif rank in (CAME, SWAPPED):
                stands[d] = who
                waiting[who] += 1
                waiting[value] -= rank == SWAPPED
            elif rank == LEFT:
                waiting[who] -= 1
            else:
                waiting[stands[d]] -= 1
                if ended[d] > tick:
                    busy.add(who)
                    held[d] = who
        yield tick, step, waiting, busy


def test_no_window_idles_while_its_line_waits(worlds):
    """With everybody present, at the end of every tick a line in which people wait has no idle open window."""
    waited = 0
    for seed in range(150):
        case = worlds.world(seed)
        trace = freeze(case.trace._replace(here=np.ones_like(case.trace.here)))
        out, lay = worlds.KIND.kernel(case.layout, case.setting, trace, True), case.layout
        for tick, step, waiting, busy in walk(out):
            for k, levers in enumerate(lay.window):
                for number in range(k * lay.wide, k * lay.wide + level(case, levers[step])):
                    line = k if lay.pooled else number
                    assert number in busy or not waiting[line], (seed, tick, number)
                    waited += waiting[line]
    assert waited > 1000


def test_portions_are_never_exceeded(days):
    """Portions spoken for by those in line and eaten never exceed those made; what is given back is counted."""
    tight = 0
    for case, out in days:
        lay, spec = case.layout, case.spec
        tiers, limit = len(spec.common.tiers), {}
        for pair in range(len(lay.limited)):
            if lay.limited[pair]:
                limit[pair] = case.setting.levels[lay.portion[pair]] * spec.place.portion_step
        held, pair_of = Counter(), {}
        for _, rank, d, who, value in story(out):
            if rank == SWAPPED:
                held[int(case.trace.meal[d]) * tiers + tier_of(case, value)] -= 1
            if rank == LEFT:
                held[pair_of[d]] -= 1
            if rank in (CAME, SWAPPED) and who >= 0:
                pair_of[d] = int(case.trace.meal[d]) * tiers + tier_of(case, who)
                held[pair_of[d]] += 1
                assert held[pair_of[d]] <= limit.get(pair_of[d], 1 << 40)
                tight += held[pair_of[d]] == limit.get(pair_of[d], -1)
        assert total(out, "eaten") == sum(n for pair, n in held.items() if pair in limit)
        assert total(out, "prepared") == sum(limit.values())
    assert tight > 50


def test_seats_are_never_exceeded(days):
    """Seats taken never exceed those there are; groups sit in the order in which they were ready, each with its size."""
    full = 0
    for case, out in days:
        spec = case.spec
        if not spec.common.seating:
            assert not rows(out, SEATED)
            continue
        seats = spec.place.seats[1] if spec.place.seats else 1 << 40
        if spec.common.seating.machine:
            seats = level(case, case.layout.seat) * spec.common.seating.price_unit
        through = ticks(out, TILLED if spec.common.checkout else ENDED)
        ready, size = {}, Counter()
        for d, tick in through.items():
            g = int(case.trace.group[d])
            ready[g], size[g] = max(ready.get(g, 0), tick), size[g] + 1
        steps, sat = defaultdict(int), {}
        for tick, g, need, search in rows(out, SEATED):
            assert tick - search == ready[g]
            assert min(size[g], seats) <= need <= min(size[g] + int(spec.common.seating.loss * size[g]) + 1, seats)
            steps[tick] += need
            sat[g] = tick
        for tick, _, need, _ in rows(out, ROSE):
            steps[tick] -= need
        taken = 0
        for tick in sorted(steps):
            taken += steps[tick]
            assert 0 <= taken <= seats
            full += taken == seats
        assert taken == 0
        in_order = [sat[g] for _, g in sorted((t, g) for g, t in ready.items()) if g in sat]
        assert in_order == sorted(in_order)
        assert len(sat) == (len(ready) if seats else 0)
    assert full > 30


def test_absent_and_planned(days):
    """Planned = windows and lanes at their busiest step, and relief; who is absent is one of them."""
    for case, out in days:
        lay = case.layout
        most = sum(max(level(case, lever) for lever in row) for row in [*lay.window, lay.lane])
        assert total(out, "planned") == most + level(case, lay.relief)
        assert 0 <= total(out, "absent") <= total(out, "planned")


def test_work_and_posted_time(days):
    """Time at work is that of all services by people; time posted is that of all windows and lanes manned."""
    for case, out in days:
        ended, paid = ticks(out, ENDED), ticks(out, TILLED)
        served = sum(ended[d] - tick for tick, d, _, _ in rows(out, STARTED))
        smart = level(case, case.layout.smart)
        assert total(out, "server_ms") == served + sum(
            paid[d] - tick for tick, d, lane, _ in rows(out, PAYS) if lane >= smart
        )
        length = case.layout.step[:, 1] - case.layout.step[:, 0]
        assert total(out, "posted_ms") == sum(int(length[w]) * manned for _, w, manned, _ in rows(out, CHANGED))
