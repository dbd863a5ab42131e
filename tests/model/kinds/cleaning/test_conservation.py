"""Laws that every day of cleaning obeys, read from its log alone."""

import itertools
from collections import defaultdict

import numpy as np
from houqin.model.kinds.cleaning.names import TOTALS
from houqin.model.kinds.cleaning.ranks import FELL, FINISHED, LOOKED, OFF, ON, REMOVED, RETURNED, STARTED
from houqin.model.trace import freeze

TEAM = 1000


def rows(outcome, rank):
    """Return the rows of one rank, as (tick, entity, who, value)."""
    return outcome.log[outcome.log[:, 1] == rank][:, [0, 2, 3, 4]].tolist()


def total(outcome, name):
    """Return one of the totals of a day."""
    return int(outcome.counts[TOTALS.index(name)])


def shift_of(who):
    """Return the shift of a person by number."""
    return who // (2 * TEAM)


def plain(worlds, seeds):
    """Yield days without walking, with one look a zone and everybody at normal speed, so begins can be read off."""
    for seed in seeds:
        case = worlds.world(seed)
        trace = freeze(case.trace._replace(speed=np.full_like(case.trace.speed, 1000)))
        layout = case.layout._replace(across=0, occasions=1)
        yield case._replace(layout=layout, trace=trace), worlds.KIND.kernel(layout, case.setting, trace, True)


def test_every_item_is_removed_or_left(days):
    """What fell = what was removed + what still lies; nothing is removed twice or before it fell."""
    seen = 0
    for _, out in days:
        fell = {item: tick for tick, item, _, _ in rows(out, FELL)}
        gone = rows(out, REMOVED)
        assert len({item for _, item, _, _ in gone}) == len(gone) == total(out, "removed")
        assert len(fell) == total(out, "items")
        assert all(fell[item] <= tick for tick, item, _, _ in gone)
        seen += len(gone)
    assert seen > 1000


def test_little_exactly_in_ticks(days):
    """The integral of the number lying equals the sum of lying times; what is left is counted to the last tick."""
    for case, out in days:
        last = max(int(out.log[-1, 0]) if len(out.log) else 0, int(case.trace.born.max(initial=0)))
        gone = {item: tick for tick, item, _, _ in rows(out, REMOVED)}
        steps = defaultdict(int)
        for tick, item, _, _ in rows(out, FELL):
            steps[tick] += 1
            steps[gone.get(item, last)] -= 1
        area, lying, before = 0, 0, 0
        for tick in sorted(steps):
            area += lying * (tick - before)
            lying, before = lying + steps[tick], tick
        assert lying == 0
        left = sum(last - int(case.trace.born[i]) for i in range(len(case.trace.born)) if i not in gone)
        assert area == total(out, "lying_ms") + left


def test_busy_time_fits_posted_time(days):
    """Work done in the day never exceeds the time people were posted, but for overtime."""
    for _, out in days:
        assert total(out, "round_ms") + total(out, "task_ms") <= total(out, "posted_ms") + total(out, "over_ms")


def test_nobody_shares_a_zone_on_rounds(days):
    """In one shift, a zone is looked at by one rounds person only."""
    for _, out in days:
        owner = {}
        for _, zone, who, _ in rows(out, LOOKED):
            assert owner.setdefault((shift_of(who), zone), who) == who


def test_nobody_does_two_tasks_at_once(days):
    """A person's occurrences do not overlap, nor does anything happen to them before they come or after they go."""
    for _, out in days:
        spans = defaultdict(list)
        ends = {job: tick for tick, job, _, _ in rows(out, FINISHED)}
        for tick, job, who, _ in rows(out, STARTED):
            spans[who].append((tick, ends[job]))
        for held in spans.values():
            held.sort()
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(held))
        on, off = ({who: tick for tick, _, who, _ in rows(out, rank)} for rank in (ON, OFF))
        assert on.keys() == off.keys()
        for rank in (REMOVED, LOOKED, FINISHED, STARTED):
            assert all(on[who] <= tick <= off[who] for tick, _, who, _ in rows(out, rank))


def test_no_machine_is_used_twice_at_once(days):
    """A unit is begun with only when it has come back from the use before, and only units that are owned are used."""
    used = 0
    for case, out in days:
        posts = len(case.layout.posts)
        starts, returns = defaultdict(list), defaultdict(list)
        for tick, _, _, unit in rows(out, STARTED):
            if unit:
                starts[unit - 1].append(tick)
        for tick, unit, _, _ in rows(out, RETURNED):
            returns[unit].append(tick)
        for unit, begun in starts.items():
            kinds = np.repeat(np.arange(len(case.layout.units)), case.layout.units)
            first = int(np.flatnonzero(kinds == kinds[unit])[0])
            assert unit - first < case.setting.levels[posts + kinds[unit]]
            back = sorted(returns[unit])
            assert len(back) == len(begun)
            assert all(a <= b for a, b in zip(back, sorted(begun)[1:], strict=False))
            used += len(begun)
    assert used > 60


def test_tasks_are_due_and_done_once(days):
    """Only occurrences due today are begun, each once, by somebody of their shift, never before their release."""
    for case, out in days:
        begun = rows(out, STARTED)
        assert len({job for _, job, _, _ in begun}) == len(begun)
        for tick, job, who, _ in begun:
            assert case.trace.due[job]
            assert case.layout.job[job, 2] == shift_of(who)
            assert tick >= case.layout.job[job, 3]


def test_nothing_begins_in_a_pause_or_after_the_shift(worlds):
    """Where walking takes no time, no look and no task begins inside the pause, before the shift or after its end."""
    looks = tasks = 0
    for case, out in plain(worlds, range(150)):
        shifts = case.layout.shift
        begins = [(t, who, tick) for t, _, who, _ in rows(out, STARTED) for tick in (t,)]
        tasks += len(begins)
        for tick, zone, who, _ in rows(out, LOOKED):
            begins.append((tick - max(1, int(case.trace.look[zone, 0])), who, tick))
            looks += 1
        for begin, who, _ in begins:
            start, end, pause, resume = shifts[shift_of(who)].tolist()
            assert start <= begin < end
            assert not pause <= begin < resume
    assert looks > 1000 and tasks > 100


def test_rounds_end_with_the_shift(days):
    """No look and no removal ends after the shift."""
    for case, out in days:
        for rank in (LOOKED, REMOVED):
            for tick, _, who, _ in rows(out, rank):
                assert tick <= case.layout.shift[shift_of(who), 1]


def test_gated_removes_what_was_found(days):
    """Under `gated`, between two looks of a person exactly what was found is removed, unless the shift ends first."""
    checked = 0
    for case, out in days:
        if case.layout.exhaustive:
            continue
        by_person = defaultdict(list)
        for tick, rank, entity, who, value in out.log.tolist():
            if rank in (LOOKED, REMOVED) and who % (2 * TEAM) < TEAM:
                by_person[who].append((tick, rank == LOOKED, rank, entity, value))
        for who, events in by_person.items():
            ordered = _by_visit(case, who, events)
            for found, removed in ordered[:-1]:
                assert found == removed
                checked += found > 0
    assert checked > 50


def _by_visit(case, who, events):
    """Return (found, removed) of each look of a person; removals without duration stand before their look."""
    looks = [(tick, zone, found) for tick, is_look, _, zone, found in events if is_look]
    visits = [[found, 0] for _, _, found in looks]
    zones = np.searchsorted(case.trace.first, np.arange(len(case.trace.born)), side="right") - 1
    for tick, is_look, _, item, _ in events:
        if not is_look:
            past = [i for i, (t, zone, _) in enumerate(looks) if t <= tick and zone == zones[item]]
            visits[past[-1]][1] += 1
    return [tuple(v) for v in visits]


def test_oldest_first(days):
    """In a zone, litter is removed in the order in which it fell."""
    for case, out in days:
        last = defaultdict(int)
        for tick, item, _, zone in sorted(rows(out, REMOVED), key=lambda r: (r[0], r[1])):
            assert case.trace.born[item] >= last[zone], tick
            last[zone] = int(case.trace.born[item])


def test_presence_is_counted(days):
    """Planned = posts of rounds and tasks; those who come plus those short make the planned."""
    for case, out in days:
        planned = sum(
            level for level, post in zip(case.setting.levels, case.spec.common.posts.values(), strict=False)
            if post.role != "relief"
        )  # fmt: skip
        assert total(out, "planned") == planned
        assert len(rows(out, ON)) + total(out, "short") == planned
