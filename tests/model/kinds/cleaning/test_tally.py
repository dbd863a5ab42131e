"""The arithmetic both engines share, counted again from the log and the spec, without the layout."""

import bisect
import itertools

from houqin.model.kinds.cleaning.names import BINS
from houqin.model.kinds.cleaning.ranks import FELL, FINISHED, REMOVED

MINUTE = 60_000


def zones_of(spec):
    """Return the group and type of every single zone, in the order of the route."""
    return [
        (group, spec.common.zone_types[group.type]) for group in spec.place.zones.values() for _ in range(group.count)
    ]


def moments(out, rank):
    """Return entity -> tick of a rank."""
    return {int(row[2]): int(row[0]) for row in out.log if row[1] == rank}


def counted(worlds, case, out):
    """Return name -> count of a day."""
    return dict(zip(worlds.KIND.counters(case.spec), out.counts.tolist(), strict=True))


def test_litter_by_hand(worlds, days):
    """Shares in time, lying times and histograms follow from when litter fell and when it was removed."""
    for case, out in days:
        check = case.spec.common.inspection
        starts = sorted(s.start * MINUTE for s in case.spec.common.shifts.values())
        said, gone, zones = counted(worlds, case, out), moments(out, REMOVED), zones_of(case.spec)
        expected = dict.fromkeys(said, 0)
        for tick, rank, item, zone, _ in out.log.tolist():
            if rank != FELL:
                continue
            side = "indoor" if zones[zone][1].indoor else "outdoor"
            limit = check.indoor_limit_min if side == "indoor" else check.outdoor_limit_min
            shift = max(0, bisect.bisect_right(starts, tick) - 1)
            lay = gone[item] - tick if item in gone else None
            expected[f"{side}_all_{shift}"] += 1
            expected[f"{side}_good_{shift}"] += lay is not None and lay <= limit * MINUTE
            minutes = BINS - 1 if lay is None else min(BINS - 1, -(-lay // MINUTE))
            expected[f"lying_{side}_{minutes}"] += 1
        for name in said:
            if name.split("_")[0] in ("indoor", "outdoor") or name.startswith(("lying_i", "lying_o")):
                assert said[name] == expected[name], name


def test_scheduled_by_hand(worlds, days):
    """Work is good when it is finished by the end of its window; what is not begun at all is late."""
    for case, out in days:
        said, done = counted(worlds, case, out), moments(out, FINISHED)
        late = 0
        for shift in range(len(case.spec.common.shifts)):
            jobs = [o for o, job in enumerate(case.layout.job) if job[2] == shift and case.trace.due[o]]
            good = [o for o in jobs if o in done and done[o] <= case.layout.job[o, 4]]
            assert said[f"scheduled_all_{shift}"] == len(jobs)
            assert said[f"scheduled_good_{shift}"] == len(good)
            late += len(jobs) - len(good)
        assert said["late"] == late


def test_occurrences_by_hand(worlds, days):
    """A task is due once per window in every zone of its types, with its amount of work at its rates."""
    for case, _ in days:
        names = sorted(case.spec.common.shifts, key=lambda n: case.spec.common.shifts[n].start)
        expected = []
        for task in case.spec.common.tasks.values():
            for z, (group, _) in enumerate(zones_of(case.spec)):
                if group.type not in task.zones:
                    continue
                size = {"m2": group.area_m2, "fixture": group.fixtures, "zone": group.count}[task.per] / group.count
                for a, b in task.windows:
                    ways = [
                        max(1, round(size * task.part / way.rate * 3_600_000)) if way else -1
                        for way in (task.hand, task.machine)
                    ]
                    expected.append((z, names.index(task.shift), a * MINUTE, b * MINUTE, *ways))
        found = [tuple(int(v) for v in row[[0, 2, 3, 4, 5, 6]]) for row in case.layout.job]
        assert len(found) == len(expected)
        for a, b in zip(sorted(found), sorted(expected), strict=True):
            assert all(abs(x - y) <= 1 for x, y in zip(a, b, strict=True))


def test_points_by_hand(worlds, days):
    """Points: litter an inspector passes that has lain too long, persons short, tasks late; the score is of 21 days."""
    inspected = 0
    for case, out in days:
        check, zones = case.spec.common.inspection, zones_of(case.spec)
        said, gone = counted(worlds, case, out), moments(out, REMOVED)
        found = 0
        for v, tick in enumerate(case.trace.inspected.tolist()):
            for row in out.log.tolist():
                if row[1] != FELL or not case.trace.seen[v, row[3]]:
                    continue
                limit = check.indoor_limit_min if zones[row[3]][1].indoor else check.outdoor_limit_min
                found += row[0] + limit * MINUTE <= tick < gone.get(row[2], 1 << 60)
        inspected += found
        points = found * check.litter_points + said["short"] * check.missing_points + said["late"] * check.late_points
        assert said["points"] == round(1000 * points)
        assert said["score_milli"] == 100_000 - 21 * said["points"]
    assert inspected > 100


def test_revisits_by_hand(worlds, days):
    """Gaps between visits run from opening to closing of a zone; each within the limit is good."""
    seen = 0
    for case, out in days:
        said, done = counted(worlds, case, out), moments(out, FINISHED)
        tasks, zones = list(case.spec.common.tasks.values()), zones_of(case.spec)
        good = every = 0
        for z, (group, _) in enumerate(zones):
            timed = [o for o, j in enumerate(case.layout.job) if j[0] == z and tasks[j[1]].gap_limit_min is not None]
            if not any(case.trace.due[o] for o in timed):
                continue
            limit = min(tasks[case.layout.job[o, 1]].gap_limit_min for o in timed) * MINUTE
            first, last = group.open * MINUTE, group.close * MINUTE
            visits = sorted({done[o] for o in timed if o in done and first < done[o] < last})
            stops = [first, *visits, last]
            gaps = [b - a for a, b in itertools.pairwise(stops)]
            every += len(gaps)
            good += sum(gap <= limit for gap in gaps)
        assert (said["revisit_good"], said["revisit_all"]) == (good, every)
        seen += every
    assert seen > 100
