"""Laws that all days of a fleet obey, read from their log; and changes that change nothing, or everything alike."""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.kinds.fleet.draws import NEVER
from houqin.model.kinds.fleet.layout import DAY
from houqin.model.kinds.fleet.levers import CONTRACT, OWN, PLATFORM, handles
from houqin.model.kinds.fleet.names import BUSY, BY_OWN, CAME, REFUSED, TRIPS, group, purpose
from houqin.model.kinds.fleet.ranks import ASKED, BACK, DROVE, HAILED, REPAIRED, SENT
from houqin.model.kinds.fleet.ranks import REFUSED as GIVEN_UP
from houqin.model.kinds.fleet.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Stream
from houqin.model.trace import freeze

SEEDS = range(1, 160, 2)
TIMES = ("start", "known", "ask", "duration", "delay", "repair")


def rows(outcome, rank):
    """Return the rows of one rank, as (tick, entity, who, value)."""
    return outcome.log[outcome.log[:, 1] == rank][:, [0, 2, 3, 4]].tolist()


def trips(outcome):
    """Return (vehicle, request) -> (sent, back, whether it broke down); one is back for each one sent."""
    sent = {(v, r): tick for tick, r, v, _ in rows(outcome, SENT)}
    back = {(v, r): (tick, bool(broken)) for tick, v, r, broken in rows(outcome, BACK)}
    assert sent.keys() == back.keys()
    assert len(sent) == len(rows(outcome, SENT)) == len(rows(outcome, BACK))
    return {key: (sent[key], *back[key]) for key in sent}


def group_of(case, vehicle):
    """Return the group of a vehicle."""
    return int(np.searchsorted(case.layout.first, vehicle, side="right")) - 1


def shift_of(case, driver):
    """Return the shift of a driver."""
    return int(np.searchsorted(np.cumsum(case.layout.most), driver, side="right"))


def side(case):
    """Return which column of the trace holds: 1 with the platform."""
    at = case.layout.platform
    return int(at >= 0 and case.setting.levels[at] == 1)


def test_every_request_ends_once(days):
    """Who came was sent all the cars wanted at one tick, or took a ride, or was refused; counts say the same."""
    seen = Counter()
    for case, out in days:
        lay, cars, ticks = case.layout, Counter(), defaultdict(set)
        for tick, r, _, _ in rows(out, SENT):
            cars[r] += 1
            ticks[r].add(tick)
        hailed, refused = ([r for _, r, _, _ in rows(out, rank)] for rank in (HAILED, GIVEN_UP))
        ends = [*cars, *hailed, *refused]
        assert len(set(ends)) == len(ends)
        assert all(n == lay.cars[case.trace.purpose[r]] and len(ticks[r]) == 1 for r, n in cars.items())
        assert sorted(r for _, r, _, _ in rows(out, ASKED)) == list(range(len(case.trace.start)))
        waiting = len(case.trace.start) - len(ends)
        for p in range(len(lay.priority)):
            came, *how = (int(out.counts[purpose(len(lay.priority), name, p)]) for name in (CAME, *range(BY_OWN, REFUSED + 1)))
            assert came == sum(how) == (case.trace.purpose == p).sum()
        told = sum(int(out.counts[purpose(len(lay.priority), REFUSED, p)]) for p in range(len(lay.priority)))
        assert told == len(refused) + waiting
        seen += Counter(sent=len(cars), hailed=len(hailed), refused=len(refused), waiting=waiting)
    assert all(n > 100 for n in seen.values()) and len(seen) == 4


def test_no_vehicle_is_in_two_places(days):
    """From being sent until it is back, or out of the workshop, a vehicle is not sent again."""
    again = repaired = 0
    for case, out in days:
        ready = defaultdict(list)
        for tick, v, _, _ in rows(out, REPAIRED):
            ready[v].append(tick)
        away = defaultdict(list)
        for (v, _), (sent, back, broken) in sorted(trips(out).items(), key=lambda item: item[1][:2]):
            assert sent <= back
            assert v < case.layout.first[group_of(case, v)] + case.setting.levels[case.layout.lever[group_of(case, v)]]
            away[v].append((sent, ready[v].pop(0) if broken else back))
            repaired += broken
        assert not any(ready.values())
        for stretches in away.values():
            assert all(end <= begin for (_, end), (begin, _) in pairwise(stretches))
            again += len(stretches) - 1
    assert again > 400 and repaired > 100


def test_bays_serve_in_order(days):
    """No more vehicles are in repair than there are bays, and without a limit none of them waits."""
    waited = 0
    for case, out in days:
        broken = sorted((back, v, r) for (v, r), (_, back, down) in trips(out).items() if down)
        repairs = {r: int(case.trace.repair[r]) for _, _, r in broken}
        free = [0] * case.layout.bays
        expected = []
        for back, v, r in broken:
            begin = max(back, min(free)) if free else back
            if free:
                free[free.index(min(free))] = begin + repairs[r]
            expected.append((begin + repairs[r], v))
            waited += begin > back
        assert sorted(expected) == sorted((tick, v) for tick, v, _, _ in rows(out, REPAIRED))
    assert waited > 5


def test_no_driver_is_on_two_trips(days):
    """Every own vehicle has one driver where there are shifts, nobody drives twice at once, and who drives has come."""
    again = 0
    for case, out in days:
        lay, away = case.layout, defaultdict(list)
        crewed = sum(bool(lay.crewed[group_of(case, v)]) for _, _, v, _ in rows(out, SENT))
        for tick, _, driver, back in rows(out, DROVE):
            away[driver].append((tick, back))
            s = shift_of(case, driver)
            index = driver - int(lay.most[:s].sum())
            assert index < case.setting.levels[lay.shift_lever[s]]
            assert case.trace.here[:, tick // DAY * len(lay.most) + s, index].any()
        assert crewed == sum(map(len, away.values()))
        for stretches in away.values():
            assert all(end <= begin for (_, end), (begin, _) in pairwise(sorted(stretches)))
            again += len(stretches) - 1
    assert again > 50


def test_no_crewed_trip_starts_off_duty(days):
    """A driver leaves in his hours and in no pause; he is back in time, or the trip is one overnight."""
    overnight = over = 0
    for case, out in days:
        lay = case.layout
        for tick, r, driver, back in rows(out, DROVE):
            start, end, extra = lay.duty[shift_of(case, driver)].tolist()
            assert start <= tick % DAY < end and tick // DAY < lay.days
            assert not any(a <= tick % DAY < b for a, b in lay.pause[shift_of(case, driver)].tolist())
            wanted = int(case.trace.start[r])
            if wanted + int(case.trace.duration[r]) > (wanted // DAY + 1) * DAY:
                overnight += 1
            else:
                assert back <= tick // DAY * DAY + end + extra
                over += back > tick // DAY * DAY + end
    assert overnight > 5 and over > 5


def test_only_what_may_go_goes(days):
    """Vehicles go to those who may have them: not from the workshop, separate fleets to their own, hired ones on call."""
    hired = own = 0
    for case, out in days:
        lay, spec = case.layout, case.spec
        pooled = case.setting.levels[lay.pooled] if lay.pooled >= 0 else lay.given
        for (v, r), (sent, back, _) in trips(out).items():
            g, day = group_of(case, v), sent // DAY
            assert g in lay.choice[case.trace.purpose[r], case.trace.need[r]]
            assert day >= lay.days or not case.trace.off[v, day]
            if lay.what[g] == OWN and not pooled:
                assert lay.owner[v] == case.trace.department[r]
                own += len(spec.place.departments) > 1
            if lay.what[g] == CONTRACT:
                start, end, extra = lay.call[g].tolist()
                assert start <= sent % DAY < end and back <= day * DAY + end + extra
                hired += 1
    assert own > 100 and hired > 50


def test_rides_come_when_patience_ends(days):
    """Nobody gives up before the time is up, nor is sent a vehicle after it, nor waits on when it is."""
    given = 0
    for case, out in days:
        due, ask = case.trace.due[side(case)], case.trace.ask[side(case)]
        for rank in (HAILED, GIVEN_UP):
            assert all(tick == due[r] for tick, r, _, _ in rows(out, rank))
            given += len(rows(out, rank))
        assert all(ask[r] <= tick <= due[r] for tick, r, _, _ in rows(out, SENT))
        ended = {r for rank in (SENT, HAILED, GIVEN_UP) for _, r, _, _ in rows(out, rank)}
        assert all(due[r] == NEVER for r in set(range(len(due))) - ended)
    assert given > 500


def test_time_out_is_time_counted(days):
    """The counts of trips and of their time are those of the log, group by group."""
    for case, out in days:
        lay, number, busy = case.layout, Counter(), Counter()
        for (v, _), (sent, back, _) in trips(out).items():
            number[group_of(case, v)] += 1
            busy[group_of(case, v)] += back - sent
        for g in range(len(lay.what)):
            at = [group(len(lay.priority), len(lay.what), name, g) for name in (TRIPS, BUSY)]
            assert out.counts[at].tolist() == [number[g], busy[g]]


def rebuilt(spec, change):
    """Return the spec after `change(common, place)` on its JSON form."""
    common, place = spec.common.model_dump(mode="json"), spec.place.model_dump(mode="json")
    change(common, place)
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


def told(worlds, spec, workforce, setting, changed=lambda layout, trace: (layout, trace)):
    """Return the kernel's days of a spec on a fixed stream, of a layout and trace that may be changed."""
    layout = worlds.KIND.layout(spec)
    layout, trace = changed(layout, worlds.KIND.draw(layout, workforce, Stream(11, 3)))
    return worlds.KIND.kernel(freeze(layout), setting, freeze(trace), True)


def compared(worlds, change, first=lambda common, place: None):
    """Return on how many worlds with trips a change of the spec, after another, left the log as it was; it must on all."""
    equal = 0
    for seed in SEEDS:
        case = worlds.world(seed)
        one, two = rebuilt(case.spec, first), rebuilt(rebuilt(case.spec, first), change)
        if one == two:
            continue
        logs = [told(worlds, spec, case.workforce, case.setting).log for spec in (one, two)]
        assert np.array_equal(*logs), seed
        equal += len(logs[0]) > 20
    return equal


def test_names_do_not_matter(worlds):
    """Other names for classes, purposes, shifts, zones and departments give the same events."""

    def new(names):
        return {f"新{name}": value for name, value in names.items()}

    def rename(common, place):
        known = {"classes": [*common["classes"]], "purposes": [*common["purposes"]], "departments": [*place["departments"]]}
        for key in ("classes", "purposes", "shifts"):
            common[key] = new(common[key])
        for key in ("zones", "departments", "requests", "vehicles", "contracted"):
            place[key] = new(place[key])
        for part in (*common["purposes"].values(), *([common["timeshare"]] if common["timeshare"] else [])):
            part["vehicle"] = f"新{part['vehicle']}"
        for part, key in ((common["reserve"], "vehicles"), (common["contract"], "per_day")):
            if part:
                part[key] = new(part[key])
        for department in place["departments"].values():
            department["zone"] = f"新{department['zone']}"
        log = place["recorded"]
        if log:
            for key, names in known.items():
                log[key] = {name: f"新{name}" for name in names} | {name: f"新{meant}" for name, meant in log[key].items()}
            log["purpose"] = log["purpose"] and f"新{log['purpose']}"

    assert compared(worlds, rename) > 50


def test_nothing_held_back_is_no_reserve(worlds):
    """A reserve of no vehicles gives the events of none."""

    def nothing(common, place):
        common["reserve"] = {"priority": 0, "vehicles": dict.fromkeys(common["classes"], 0)}

    assert compared(worlds, nothing, first=lambda common, place: common.update(reserve=None)) > 50


def test_one_department_has_all(worlds):
    """Of one department all vehicles are its own, so it makes no difference whether they are shared."""

    def alone(common, place):
        only = next(iter(place["departments"]))
        if place["recorded"]:
            named = dict.fromkeys(place["departments"], only) | dict.fromkeys(place["recorded"]["departments"], only)
            place["recorded"]["departments"] = named
        place["departments"] = {only: place["departments"][only]}
        place["pooled"] = "pooled" if place["pooled"] != "open" else "open"

    def separate(common, place):
        place["pooled"] = "separate" if place["pooled"] != "open" else "open"

    assert compared(worlds, separate, first=alone) > 25


def test_prices_are_no_events(worlds):
    """What rides, energy and hours cost, and which km are saved, changes no event."""

    def dear(common, place):
        for one in common["classes"].values():
            one["energy"] = 7.0
        for name, fields in (("hail", {"base": 99.0, "per_km": 9.0}), ("platform", {"saving": 0.3}), ("timeshare", {"hourly": 99.0})):
            if common[name]:
                common[name] |= fields

    assert compared(worlds, dear) > 50


def test_a_platform_that_is_no_faster_changes_nothing(worlds):
    """With the same time to take up a request, the platform changes no event."""
    tried = 0
    for seed in range(160):
        case = worlds.world(seed)
        at = next((i for i, h in enumerate(handles(case.spec)) if h.what == PLATFORM), None)
        if at is None or case.spec.place.platform != "open":
            continue
        slow = rebuilt(case.spec, lambda common, place: common["platform"].update(handling_min=common["handling_min"]))
        levels = case.setting.levels
        with_, without = (Setting((*levels[:at], on, *levels[at + 1 :]), case.setting.staff) for on in (1, 0))
        logs = [told(worlds, slow, case.workforce, setting).log for setting in (with_, without)]
        assert np.array_equal(*logs), seed
        tried += 1
    assert tried > 15


def test_where_everything_is_at_one_place(worlds):
    """With all zones at one place, it makes no difference where trips begin and end."""
    tried = 0

    def anywhere(layout, trace):
        rng = np.random.default_rng(5)
        zones = rng.integers(0, len(layout.ends), (2, len(trace.start)))
        return layout, trace._replace(origin=zones[0], end=zones[1])

    def together(common, place):
        for zone in place["zones"].values():
            zone |= {"x": 2.0, "y": 3.0}

    for seed in SEEDS:
        case = worlds.world(seed)
        spec = rebuilt(case.spec, together)
        logs = [told(worlds, spec, case.workforce, case.setting, *way).log for way in ((), (anywhere,))]
        assert np.array_equal(*logs), seed
        tried += len(case.spec.place.zones) > 1 and len(logs[0]) > 20
    assert tried > 30


def test_who_asks_of_a_shared_fleet(worlds):
    """Where all share all vehicles, the department a request is of makes no difference, only where it starts."""
    tried = 0

    def others(layout, trace):
        return layout, trace._replace(department=np.zeros_like(trace.department))

    for seed in SEEDS:
        case = worlds.world(seed)
        if len(case.spec.place.departments) == 1 or case.spec.place.pooled != "pooled":
            continue
        logs = [told(worlds, case.spec, case.workforce, case.setting, *way).log for way in ((), (others,))]
        assert np.array_equal(*logs), seed
        tried += len(logs[0]) > 20
    assert tried > 10


def test_all_times_doubled(worlds):
    """Where no hour of the day matters, twice all times give the same events at twice their times."""
    tried = 0

    def timeless(common, place):
        common.update(shifts={}, contract=None)
        place.update(traffic=[1.0], contracted={})
        for one in common["classes"].values():
            one["serviced"] = 0.0

    def once(layout, trace):
        return layout._replace(changes=layout.changes[:0]), trace

    def twice(layout, trace):
        later = {name: 2 * getattr(trace, name) for name in TIMES}
        due = np.where(trace.due == NEVER, NEVER, 2 * trace.due)
        return layout._replace(changes=layout.changes[:0], drive=2 * layout.drive), trace._replace(due=due, **later)

    for seed in SEEDS:
        case = worlds.world(seed)
        spec = rebuilt(case.spec, timeless)
        setting = worlds.setting(np.random.default_rng(seed), spec)
        one, two = (told(worlds, spec, case.workforce, setting, way) for way in (once, twice))
        expected = one.log.copy()
        expected[:, 0] *= 2
        expected[np.isin(expected[:, 1], (SENT, HAILED)), 4] *= 2
        assert np.array_equal(two.log, expected), seed
        tried += len(one.log) > 20
    assert tried > 50


def test_a_vehicle_more_delays_nobody_in_one_line(worlds):
    """Where patient people stand in one line for equal vehicles, one more is nobody's loss, and somebody's gain."""
    sooner = 0
    still = (Conduct(spread=0.0, absence=0.0),) * 2
    for seed in range(5, 400, 7):
        case = worlds.world(seed)
        if case.spec.place.recorded:
            continue
        for n in range(4):
            few, more = ({r: at for _, r, _, at in rows(told(worlds, case.spec, still, Setting((level,))), SENT)} for level in (n, n + 1))
            assert few.keys() <= more.keys()
            assert all(more[r] <= at for r, at in few.items()), seed
            sooner += sum(more[r] < at for r, at in few.items())
    assert sooner > 100
