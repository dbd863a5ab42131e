"""The arithmetic both engines share, counted again from the log, the trace and the spec, without the layout's indices."""

import math
from collections import Counter

from houqin.model.kinds.canteen.names import BINS, TOTALS
from houqin.model.kinds.canteen.ranks import CAME, ENDED, PAYS, SEATED, STARTED, SWAPPED, TILLED
from houqin.model.levers import Setting

MINUTE = 60_000


def counted(worlds, case, out):
    """Return name -> count of a day."""
    return dict(zip(worlds.KIND.counters(case.spec), out.counts.tolist(), strict=True))


def rows(out, rank):
    """Return entity -> (tick, who, value) of a rank that each has once."""
    return {int(r[2]): (int(r[0]), int(r[3]), int(r[4])) for r in out.log if r[1] == rank}


def clocks(spec):
    """Return (name, start, end, meal) of every step, ms, from the hours of the meals."""
    found = []
    for meal, hours in spec.common.meals.items():
        t = hours.open
        while t < hours.close:
            end = min(t + spec.common.step_min, hours.close)
            found.append((f"{t // 60:02d}{t % 60:02d}", t * MINUTE, end * MINUTE, meal))
            t = end
    return found


class Day:
    """A day as its log tells it: for each diner the tier, waits, search and price; nothing taken from counts."""

    def __init__(self, case, out):
        spec, trace = case.spec, case.trace
        self.meals, self.tiers = list(spec.common.meals), list(spec.common.tiers)
        self.came, started, ended = rows(out, CAME), rows(out, STARTED), rows(out, ENDED)
        paid, pays, sat = rows(out, TILLED), rows(out, PAYS), rows(out, SEATED)
        self.eaten = Counter()
        self.got = {}
        for d, (_, server, wait) in started.items():
            tier = self.tiers[server // case.layout.wide]
            meal = self.meals[int(trace.meal[d])]
            self.eaten[meal, tier] += 1
            if not spec.common.checkout or d in paid:
                till = pays[d][2] if d in pays else 0
                g = int(trace.group[d])
                self.got[d] = (meal, tier, wait, till, sat[g][2] if g in sat else None)
        assert spec.common.checkout or ended.keys() == self.got.keys()


def short(case, day, out):
    """Return who found the tier they wanted sold out, told again from the order of events."""
    place, spec = {ENDED: 0, SWAPPED: 1, CAME: 2}, case.spec
    stock = {
        (meal, tier): case.setting.levels[case.layout.portion[m * len(day.tiers) + k]] * spec.place.portion_step
        for m, meal in enumerate(day.meals)
        for k, tier in enumerate(day.tiers)
        if tier in spec.place.crowds[meal].portions
    }
    at, found = {}, set()
    for _, rank, d, who, _ in sorted(out.log.tolist(), key=lambda r: (r[0], place.get(r[1], r[1] - 0.5))):
        meal = day.meals[int(case.trace.meal[d])] if d < len(case.trace.meal) else ""
        if rank == CAME and not stock.get((meal, day.tiers[int(case.trace.tier[d])]), 1):
            found.add(d)
        if rank in (SWAPPED, 9) and at.get(d) in stock:
            stock[at.pop(d)] += 1
        if rank in (CAME, SWAPPED) and who >= 0:
            at[d] = (meal, day.tiers[who if case.layout.pooled else who // case.layout.wide])
            if at[d] in stock:
                stock[at[d]] -= 1
    return found


def test_waits_by_step(worlds, days):
    """Who came, was served, and was served within the limit, by the step in which they came; and the histogram."""
    for case, out in days:
        said, day = counted(worlds, case, out), Day(case, out)
        limit, hours = case.spec.common.wait_limit_min * MINUTE, clocks(case.spec)
        expected = Counter()
        for d, (tick, _, _) in day.came.items():
            name = next(name for name, start, end, _ in hours if start <= tick < end)
            expected[f"came/{name}"] += 1
            if d in day.got:
                wait = day.got[d][2] + day.got[d][3]
                expected[f"got/{name}"] += 1
                expected[f"within/{name}"] += wait <= limit
                expected[f"wait/{min(BINS - 1, math.ceil(wait / MINUTE))}"] += 1
        for name in said:
            if name.split("/")[0] in ("came", "got", "within", "wait"):
                assert said[name] == expected[name], name
        assert said["wait_ms"] == sum(wait + till for _, _, wait, till, _ in day.got.values())
        assert said["till_wait_ms"] == sum(till for *_, till, _ in day.got.values())


def test_seats(worlds, days):
    """Who sat, how long they looked, and who looked not too long; without a hall everybody sits at once."""
    looked = 0
    for case, out in days:
        said, day, seating = counted(worlds, case, out), Day(case, out), case.spec.common.seating
        searches = [s if seating else 0 for *_, s in day.got.values() if s is not None or not seating]
        limit = seating.limit_min * MINUTE if seating else 0
        assert said["seated"] == len(searches)
        assert said["seat_wait_ms"] == sum(searches)
        assert said["seated_good"] == sum(s <= limit for s in searches)
        bins = Counter(min(BINS - 1, math.ceil(s / MINUTE)) for s in searches)
        assert all(said[f"search/{b}"] == bins[b] for b in range(BINS))
        looked += sum(s > 0 for s in searches)
    assert looked > 100


def test_money(worlds, days):
    """Tickets of those who paid; who would take what; food of what was made or, without limit, sold."""
    for case, out in days:
        said, day, tiers = counted(worlds, case, out), Day(case, out), case.spec.common.tiers
        price = {name: round(100 * tier.price) for name, tier in tiers.items()}
        assert said["ticket_fen"] == sum(price[tier] for _, tier, *_ in day.got.values())
        food = prepared = 0
        could = Counter[tuple[str, str]]()
        for d in day.came:
            meal, wanted = day.meals[int(case.trace.meal[d])], day.tiers[int(case.trace.tier[d])]
            sold = case.spec.place.crowds[meal].windows
            could.update((meal, tier) for tier in (sold if case.trace.flexible[d] else [wanted]))
        sold = Counter((meal, tier) for meal, tier, *_ in day.got.values())
        for m, meal in enumerate(day.meals):
            for k, (tier, terms) in enumerate(tiers.items()):
                made = sold[meal, tier]
                if tier in case.spec.place.crowds[meal].portions:
                    level = case.setting.levels[case.layout.portion[m * len(day.tiers) + k]]
                    made = level * case.spec.place.portion_step
                    prepared += made
                assert said[f"sold/{meal}/{tier}"] == sold[meal, tier]
                assert said[f"made/{meal}/{tier}"] == made
                assert said[f"could/{meal}/{tier}"] == could[meal, tier]
                food += made * round(100 * terms.food_cost)
        limited = [(m, t) for m in day.meals for t in case.spec.place.crowds[m].portions]
        assert (said["food_fen"], said["prepared"]) == (food, prepared)
        assert said["eaten"] == sum(day.eaten[pair] for pair in limited)


def test_satisfaction(worlds, days):
    """The stated model, diner by diner; a lost diner and one who never sits count as not satisfied."""
    dearer = empty = 0
    for case, out in days:
        said, day, opinion = counted(worlds, case, out), Day(case, out), case.spec.common.opinion
        sold_out, points = short(case, day, out), 0
        for d, (_, tier, wait, till, search) in day.got.items():
            if case.spec.common.seating and search is None:
                continue
            wanted = case.spec.common.tiers[day.tiers[int(case.trace.tier[d])]].price
            above = max(0.0, case.spec.common.tiers[tier].price - wanted)
            odds = opinion.base - opinion.wait * (wait + till) / MINUTE - opinion.price * above
            odds -= opinion.choice * (d in sold_out) + opinion.seat * (search or 0) / MINUTE
            points += 1e6 / (1 + math.exp(-odds))
            dearer += above > 0
            empty += d in sold_out
        assert abs(said["satisfied_micro"] - points) <= 0.5 * len(day.got) + 1e-3
        assert said["wanted_good"] == len(day.came) - len(sold_out)
    assert dearer > 100
    assert empty > 50


def test_wishes(worlds, days):
    """Who wanted a tier at a meal, who of them did not find it sold out, and who of them got food, of any tier."""
    for case, out in days:
        said, day = counted(worlds, case, out), Day(case, out)
        gone, expected = short(case, day, out), Counter()
        for d in day.came:
            pair = f"{day.meals[int(case.trace.meal[d])]}/{day.tiers[int(case.trace.tier[d])]}"
            expected[f"asked/{pair}"] += 1
            expected[f"found/{pair}"] += d not in gone
            expected[f"kept/{pair}"] += d in day.got
        for name in said:
            if name.split("/")[0] in ("asked", "found", "kept"):
                assert said[name] == expected[name], name


def test_overtime(worlds, days):
    """Overtime is what shifts hold beyond eight hours, of everybody on them, whether or not they come."""
    seen = 0
    for case, out in days:
        expected = 0
        for i, lever in enumerate(worlds.KIND.levers(case.spec)):
            if lever.name in case.spec.common.shifts:
                shift = case.spec.common.shifts[lever.name]
                work = shift.end - shift.start - sum(b - a for a, b in shift.pauses)
                expected += case.setting.levels[i] * max(0, work - 480)
        assert out.counts[TOTALS.index("overtime_min")] == expected
        seen += expected > 0
    assert seen > 10


def test_shares_of_the_day_add_up(worlds, days):
    """What is counted by step or by tier adds up to the day."""
    for case, out in days:
        said = counted(worlds, case, out)
        for part, whole in (
            ("came", "met"), ("asked", "met"), ("found", "wanted_good"),
            ("got", "served"), ("kept", "served"), ("sold", "served"), ("wait", "served"),
        ):  # fmt: skip
            assert sum(n for name, n in said.items() if name.startswith(f"{part}/")) == said[whole]
        assert said["days"] == 1


def test_levels_do_not_pay_for_themselves(worlds):
    """People by shift act on no event: only what they open does (with nobody of the staff in post)."""
    changed = 0
    for seed in range(60):
        case = worlds.world(seed)
        posts = [i for i, lever in enumerate(worlds.KIND.levers(case.spec)) if lever.cost == "post"]
        levels = [0 if i in posts else n for i, n in enumerate(case.setting.levels)]
        one, two = (worlds.KIND.kernel(case.layout, Setting(tuple(v)), case.trace, True)
                    for v in (levels, case.setting.levels))  # fmt: skip
        assert one.log.tobytes() == two.log.tobytes()
        changed += levels != list(case.setting.levels)
    assert changed > 20
