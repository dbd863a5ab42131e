"""Changes that must change nothing, or change everything in proportion."""

import numpy as np
import pytest
from houqin.model.conduct import Conduct
from houqin.model.kinds.canteen.levers import PORTIONS, SHIFT, WINDOW, handles
from houqin.model.kinds.canteen.ranks import CAME, STARTED
from houqin.model.kinds.canteen.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Stream
from houqin.model.trace import freeze

SEEDS = range(1, 160, 2)
STILL = (Conduct(spread=0.0, absence=0.0), Conduct(spread=0.0, absence=0.0))


def rebuilt(spec, change):
    """Return the spec after `change(common, place)` on its JSON form."""
    common, place = spec.common.model_dump(mode="json"), spec.place.model_dump(mode="json")
    change(common, place)
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


def told(worlds, spec, workforce, setting):
    """Return the kernel's day of a spec on a fixed stream."""
    layout = worlds.KIND.layout(spec)
    return worlds.KIND.kernel(layout, setting, worlds.KIND.draw(layout, workforce, Stream(11, 3)), True)


def same(worlds, change, extra=lambda spec, setting: setting, workforce=None):
    """Return on how many worlds with anything happening a change left the log as it was; it must on all."""
    equal = 0
    for seed in SEEDS:
        case = worlds.world(seed)
        people = workforce or case.workforce
        after = rebuilt(case.spec, change)
        if after == case.spec:
            continue
        one, two = told(worlds, case.spec, people, case.setting), told(worlds, after, people, extra(after, case.setting))
        assert np.array_equal(one.log, two.log), seed
        equal += len(one.log) > 20
    return equal


def test_names_do_not_matter(worlds):
    """Other names for meals, technologies, tiers and shifts give the same events."""

    def new(names):
        return {f"新{name}": value for name, value in names.items()}

    def rename(common, place):
        for key in ("meals", "technologies", "tiers", "shifts"):
            common[key] = new(common[key])
        for tier in common["tiers"].values():
            tier["technology"] = f"新{tier['technology']}"
        place["crowds"] = new(place["crowds"])
        for crowd in place["crowds"].values():
            for key in ("shares", "windows", "portions"):
                crowd[key] = new(crowd[key])
        if place["recorded"]:
            place["recorded"]["tiers"] = {window: f"新{tier}" for window, tier in place["recorded"]["tiers"].items()}

    assert same(worlds, rename) > 50


@pytest.mark.parametrize("level", [0, 3])
def test_another_shift_changes_nothing(worlds, level):
    """More people on the roster change no event as long as nobody of the staff in post is among them."""

    def hire(common, place):
        common["shifts"]["extra"] = {"start": "06:00", "end": "12:00", "high": 3}

    def longer(spec, setting):
        places = [i for i, h in enumerate(handles(spec)) if h.what == SHIFT]
        return Setting((*setting.levels[: places[-1]], level, *setting.levels[places[-1] :]), 0)

    for seed in SEEDS:
        case = worlds.world(seed)
        after = rebuilt(case.spec, hire)
        setting = Setting(case.setting.levels, 0)
        one = told(worlds, case.spec, case.workforce, setting)
        two = told(worlds, after, case.workforce, longer(after, setting))
        assert np.array_equal(one.log, two.log), seed


def test_a_tier_nobody_sells_changes_nothing(worlds):
    """One more tier that no meal offers changes no event, where all people are equal (lanes get other people)."""

    def add(common, place):
        common["tiers"]["void"] = {"price": 99.0, "food_cost": 1.0, "technology": "j0"}

    assert same(worlds, add, workforce=STILL) > 50


def test_portions_enough_for_all_are_no_limit(worlds):
    """Portions for everybody give the events of a kitchen without limits."""

    def plenty(common, place):
        place["portion_step"] = 1000
        for crowd in place["crowds"].values():
            crowd["portions"] = {tier: [0, 1000] for tier in crowd["windows"]}

    def free(common, place):
        for crowd in place["crowds"].values():
            crowd["portions"] = {}

    checked = 0
    for seed in SEEDS:
        case = worlds.world(seed)
        one, two = rebuilt(case.spec, plenty), rebuilt(case.spec, free)
        kept = [n for h, n in zip(handles(case.spec), case.setting.levels, strict=True) if h.what != PORTIONS]
        rest = iter(kept)
        full = tuple(1 if h.what == PORTIONS else next(rest) for h in handles(one))
        a = told(worlds, one, case.workforce, Setting(full, case.setting.staff))
        b = told(worlds, two, case.workforce, Setting(tuple(kept), case.setting.staff))
        assert np.array_equal(a.log, b.log), seed
        checked += len(a.log) > 20
    assert checked > 50


def test_endless_patience_is_none(worlds):
    """Whoever would wait ten hours, and minds no line, is a diner who never leaves."""

    def patient(common, place):
        common["patience"] = {"longest_line": 1000.0, "wait": 600.0}

    def stoic(common, place):
        common["patience"] = {}

    checked = 0
    for seed in SEEDS:
        case = worlds.world(seed)
        a, b = (told(worlds, rebuilt(case.spec, v), case.workforce, case.setting) for v in (patient, stoic))
        assert np.array_equal(a.log, b.log), seed
        checked += len(a.log) > 20
    assert checked > 50


def test_seats_enough_for_all_are_no_limit(worlds):
    """A hall that is never full gives the events of one without limit."""
    checked = 0
    for seed in SEEDS:
        case = worlds.world(seed)
        if case.spec.common.seating:
            layout = case.layout._replace(seat=-1, seats=100_000)
            a, b = (worlds.KIND.kernel(v, case.setting, case.trace, True) for v in (layout, layout._replace(seats=-1)))
            assert np.array_equal(a.log, b.log), seed
            checked += len(a.log) > 20
    assert checked > 30


def test_all_times_doubled(worlds):
    """Where every division is exact, doubling every time of layout and trace doubles every tick and wait of the log."""
    checked = 0
    for seed in range(0, 210, 3):
        case = worlds.world(seed)
        step = case.layout.step.copy()
        step[:, :2] *= 2
        times = ("limit", "seat_limit")
        slow = freeze(case.layout._replace(step=step, **{name: getattr(case.layout, name) * 2 for name in times}))
        late = {name: getattr(case.trace, name) * 2
                for name in ("arrive", "serve", "pay", "patience", "dwell", "clearing")}  # fmt: skip
        one = worlds.KIND.kernel(case.layout, case.setting, case.trace, True)
        two = worlds.KIND.kernel(slow, case.setting, freeze(case.trace._replace(**late)), True)
        scale = np.ones_like(one.log)
        scale[:, 0] = 2
        scale[np.isin(one.log[:, 1], (6, 7, 8)), 4] = 2  # waits
        assert np.array_equal(one.log * scale, two.log), seed
        checked += len(one.log) > 100
    assert checked > 20


def starts(worlds, case, levels, trace):
    """Return diner -> start of service."""
    out = worlds.KIND.kernel(case.layout, Setting(tuple(levels)), trace, True)
    return {int(r[2]): int(r[0]) for r in out.log if r[1] == STARTED}


def test_one_more_window_starts_nobody_later(worlds):
    """In one shared line of patient people, with equal servers and as many windows all day, one more in some step.

    Nobody then starts later (Kiefer and Wolfowitz 1955), and some start earlier. Where the number of windows falls at a
    step this is no theorem: a window that closes finishes its diner, and who that is depends on the past.
    """
    compared = earlier = 0
    for seed in range(5, 3000, 7):
        case = worlds.world(seed)
        windows = [i for i, h in enumerate(handles(case.spec)) if h.what == WINDOW]
        high = min(worlds.KIND.levers(case.spec)[i].high for i in windows)
        if high < 2 or not len(case.trace.meal):
            continue
        trace = freeze(case.trace._replace(
            here=np.ones_like(case.trace.here), speed=np.full_like(case.trace.speed, 1000)
        ))  # fmt: skip
        levels = list(case.setting.levels)
        for i in windows:
            levels[i] = 1 + seed % (high - 1)
        base = starts(worlds, case, levels, trace)
        for i in windows:
            more = starts(worlds, case, [n + (j == i) for j, n in enumerate(levels)], trace)
            assert more.keys() == base.keys()
            assert all(more[d] <= base[d] for d in base), (seed, i)
            compared += 1
            earlier += more != base
    assert compared > 300
    assert earlier > 100


def test_more_people_keep_their_chance(worlds):
    """At a higher participation those who came before come still, at the same time, with the same wishes."""
    for seed in (1, 4, 8, 10, 13):
        case = worlds.world(seed)

        def more(common, place):
            place["recorded"] = None
            for crowd in place["crowds"].values():
                crowd["participation"] = dict.fromkeys(crowd["participation"], 1.0)

        def fewer(common, place):
            place["recorded"] = None
            for crowd in place["crowds"].values():
                crowd["participation"] = dict.fromkeys(crowd["participation"], 0.5)

        few, many = (worlds.KIND.draw(worlds.KIND.layout(rebuilt(case.spec, v)), case.workforce, Stream(2, 1))
                     for v in (fewer, more))  # fmt: skip
        assert np.array_equal(few.speed, many.speed)
        wishes = [list(zip(t.meal, t.arrive[0], t.arrive[1], t.tier, t.flexible, t.patience, strict=True)) for t in (few, many)]
        rest = iter(wishes[1])
        assert all(any(one == other for other in rest) for one in wishes[0])
        assert len(many.meal) >= len(few.meal)


def test_release_moves_only_times(worlds):
    """Staggered release changes when people come, not who they are: the lever keeps their wishes and their service."""
    moved = 0
    for seed in range(120):
        case = worlds.world(seed)
        if not case.spec.place.stagger:
            continue
        i = next(i for i, v in enumerate(worlds.KIND.levers(case.spec)) if v.name == "stagger")
        logs = []
        for on in (0, 1):
            levels = (*case.setting.levels[:i], on, *case.setting.levels[i + 1 :])
            out = worlds.KIND.kernel(case.layout, Setting(levels, case.setting.staff), case.trace, True)
            logs.append(out.log[out.log[:, 1] == CAME])
        assert sorted(logs[0][:, 2]) == sorted(logs[1][:, 2])
        moved += not np.array_equal(logs[0][:, 0], logs[1][:, 0])
    assert moved > 10
