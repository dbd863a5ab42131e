"""What every setting of a canteen obeys, minute by minute; how it is told; what is so when nothing is said."""

import copy

import numpy as np
import pytest
from houqin.model.kinds.canteen import CANTEEN
from houqin.model.kinds.canteen.spec import Common, Place, Spec
from houqin.model.levers import Setting

DAY = range(10 * 60, 14 * 60)
COOK = 7
"""Portions a cook makes."""


def clock(minute):
    """Return minutes after midnight as a time."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def hall(rng):
    """Return the example with a second meal, a duty, cooks, and three shifts of servers at random hours with pauses."""
    spec, _, _ = CANTEEN.example()
    common, place = (copy.deepcopy(half.model_dump(mode="json")) for half in (spec.common, spec.place))
    common["meals"]["tea"] = {"open": "12:30", "close": "12:55", "weights": [1.0] * 5}
    place["crowds"]["tea"] = place["crowds"]["lunch"] | {"portions": {"set": [0, 30]}}
    common["checkout"] |= {"lanes": [0, 3]}
    start, end = sorted(int(t) for t in rng.choice(np.arange(650, 800, 5), 2, replace=False))
    common["duties"] = {"wash": {"start": clock(start), "end": clock(end), "people": 2}}
    common["portions_per_cook"] = float(COOK)
    common["shifts"] = {
        "cooks": {"role": "cook", "start": "10:00", "end": "12:00", "high": 5},
        "bakers": {"role": "cook", "start": "11:00", "end": "13:00", "pauses": [["12:20", "12:40"]], "high": 5},
    }
    for i in range(3):
        edges = sorted(int(t) for t in rng.choice(np.arange(630, 810, 5), 6, replace=False))
        pauses = [[clock(edges[1]), clock(edges[2])], [clock(edges[3]), clock(edges[4])]][: int(rng.integers(0, 3))]
        times = {"start": clock(edges[0]), "end": clock(edges[5]), "pauses": pauses}
        common["shifts"][f"servers{i}"] = {**times, "high": 9}
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


def present(shift, minute):
    """Return whether somebody of a shift is at work in the minute that begins then."""
    return shift.start <= minute < shift.end and not any(a <= minute < b for a, b in shift.pauses)


def spare(spec, levels, minute):
    """Return servers at work less those needed in a minute, from names of levers and hours of the spec alone."""
    common = spec.common
    on = sum(levels[name] for name, s in common.shifts.items() if s.role == "server" and present(s, minute))
    need = sum(duty.people for duty in common.duties.values() if duty.start <= minute < duty.end)
    for meal in common.meals.values():
        if meal.open <= minute < meal.close:
            step = clock(minute - (minute - meal.open) % common.step_min).replace(":", "")
            need += levels["relief"] + sum(levels[f"{what}{step}"] for what in ("set", "choice", "lane"))
    return on - need


def drawn(spec, rng):
    """Return a setting as name -> level, with rather many people."""
    levels = {v.name: int(rng.integers(v.low, v.high + 1)) for v in CANTEEN.levers(spec)}
    return levels | {n: int(rng.integers(4, 10)) for n, s in spec.common.shifts.items() if s.role == "server"}


def broken(spec, levels, start):
    """Return the names of the rules that a setting breaks, of those that begin so."""
    ordered = tuple(levels[v.name] for v in CANTEEN.levers(spec))
    return {row.name for row in CANTEEN.rows(spec) if row.name.startswith(start) and row.spare(ordered) < 0}


def test_people_on_duty_cover_every_minute():
    """The rules hold exactly where in no minute fewer servers work than are needed; nobody in a pause counts."""
    rng, seen = np.random.default_rng(1), {True: 0, False: 0}
    for _ in range(40):
        spec = hall(rng)
        for _ in range(8):
            levels = drawn(spec, rng)
            short = min(spare(spec, levels, minute) for minute in DAY) < 0
            assert bool(broken(spec, levels, "duty")) == short
            seen[short] += 1
    assert min(seen.values()) >= 30


def test_what_is_short_is_named_by_its_hour():
    """A rule that is broken bears the time of a minute that is short, and is short by as many."""
    rng, named = np.random.default_rng(2), 0
    for _ in range(40):
        spec = hall(rng)
        levels = drawn(spec, rng)
        ordered = tuple(levels[v.name] for v in CANTEEN.levers(spec))
        for row in CANTEEN.rows(spec):
            if row.name.startswith("duty") and row.spare(ordered) < 0:
                at = 60 * int(row.name[4:6]) + int(row.name[6:8])
                assert row.spare(ordered) == spare(spec, levels, at)
                assert clock(at) in row.text.zh
                named += 1
    assert named >= 20


def test_cooks_make_the_portions():
    """Portions of a meal, two a step, are at most seven a cook at work when it opens; servers and bakers in a pause make none."""
    spec = hall(np.random.default_rng(3))
    spec = spec.model_copy(update={"place": spec.place.model_copy(update={"portion_step": 2})})
    servers = {name: s for name, s in spec.common.shifts.items() if s.role == "server"}
    assert all(any(present(s, opens) for s in servers.values()) for opens in (690, 750))
    none = {v.name: v.low for v in CANTEEN.levers(spec)} | dict.fromkeys(servers, 9)
    for cooks, bakers, lunch, tea, said in (
        (1, 1, 7, 0, set()), (1, 1, 8, 0, {"cook0"}), (1, 0, 4, 0, {"cook0"}), (0, 1, 3, 0, set()), (0, 1, 4, 0, {"cook0"}),
        (5, 5, 0, 1, {"cook1"}), (0, 0, 0, 0, set()),
    ):  # fmt: skip
        more = {"cooks": cooks, "bakers": bakers, "lunchchoice": lunch, "teaset": tea}
        assert broken(spec, none | more, "cook") == said


def test_servers_on_duty_are_told_for_whole_steps():
    """The table counts as on duty who works through a whole step; need is windows, lanes and relief."""
    rng = np.random.default_rng(4)
    for _ in range(20):
        spec = hall(rng)
        levels = drawn(spec, rng)
        table = CANTEEN.grids(spec, Setting(tuple(levels[v.name] for v in CANTEEN.levers(spec))))[0]
        cells = {text.en: [int(c) for c in row] for text, row in table.rows}
        starts = [690, 700, 750, 760, 770]
        assert [column.zh for column in table.columns] == [clock(t) for t in starts]
        servers = {n: s for n, s in spec.common.shifts.items() if s.role == "server"}
        through = [range(t, min(t + 10, 775)) for t in starts]
        assert cells["servers on duty"] == [
            sum(levels[n] for n, s in servers.items() if all(present(s, m) for m in minutes)) for minutes in through
        ]
        names = [clock(t).replace(":", "") for t in starts]
        assert cells["windows, set"] == [levels[f"set{t}"] for t in names]
        assert cells["checkout lanes"] == [levels[f"lane{t}"] for t in names]
        assert cells["servers needed, with relief"] == [
            levels["relief"] + sum(levels[f"{what}{t}"] for what in ("set", "choice", "lane")) for t in names
        ]


def test_roster_and_portions_are_told():
    """The roster has hours, pauses and people of each shift; portions are levels times their step."""
    spec = hall(np.random.default_rng(5))
    spec = spec.model_copy(update={"place": spec.place.model_copy(update={"portion_step": 5})})
    levels = {v.name: v.low for v in CANTEEN.levers(spec)} | {"bakers": 3, "lunchchoice": 2, "teaset": 4}
    _, roster, portions = CANTEEN.grids(spec, Setting(tuple(levels[v.name] for v in CANTEEN.levers(spec))))
    assert dict((text.en, cells) for text, cells in roster.rows)["bakers (cook)"] == ("11:00-13:00", "12:20-12:40", "3")
    assert [(text.en, cells) for text, cells in portions.rows] == [("set", ("", "20")), ("choice", ("10", ""))]


def test_what_is_so_when_nothing_is_said():
    """Lines of their own for windows, nobody changes lines, windows open by the quarter hour, nobody loses patience."""
    spec, _, _ = CANTEEN.example()
    bare = spec.common.model_dump(mode="json")
    for name in ("line", "jockey", "step_min", "patience"):
        del bare[name]
    common = Common.model_validate(bare)
    assert (common.line, common.jockey, common.step_min) == ("window", False, 15)
    assert (common.patience.longest_line, common.patience.wait) == (None, None)


def test_exchanged_days_are_fridays_unless_said():
    """On a working day at a weekend as many come as on a Friday, or as many as is said."""
    spec, _, _ = CANTEEN.example()
    for said, expected in (({}, 0.5), ({"makeup": 0.2}, 0.2)):
        place = spec.place.model_dump(mode="json")
        place["crowds"]["lunch"]["participation"] |= {"fri": 0.5, **said}
        lay = CANTEEN.layout(Spec(common=spec.common, place=Place.model_validate(place)))
        assert lay.coming[0].tolist() == [0.7, 0.7, 0.7, 0.7, 0.5, expected]


@pytest.mark.parametrize("overtime", [False, True])
def test_posts_are_people(overtime):
    """Posts are people by shift, cooks and those on overtime alike, and nothing else."""
    spec = hall(np.random.default_rng(6))
    shift = spec.common.shifts["servers0"].model_copy(update={"overtime": overtime})
    shifts = spec.common.model_copy(update={"shifts": dict(spec.common.shifts) | {"servers0": shift}})
    spec = spec.model_copy(update={"common": shifts})
    levels = {v.name: v.high for v in CANTEEN.levers(spec)}
    people = {n: i + 1 for i, n in enumerate(spec.common.shifts)}
    setting = Setting(tuple((levels | people)[v.name] for v in CANTEEN.levers(spec)))
    assert CANTEEN.posts(spec, setting) == sum(people.values()) == 15
