"""Explore fills menus with simulated settings, the same for any number of jobs, and remembers between runs."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pytest
from houqin.model.errors import Cancelled, LimitReached, SolverError
from houqin.model.kinds import KINDS
from houqin.model.levers import Setting
from houqin.solvers import cache as store
from houqin.solvers import desk as desks
from houqin.solvers import highs, menu, prices
from houqin.solvers.desk import Desk
from houqin.solvers.explore import explore
from houqin.solvers.groups import groups, reachable, weights
from houqin.solvers.search import Search

SMALL = {
    "services.cleaning.posts.rounds.high": 5,
    "services.cleaning.posts.tasks.high": 4,
    "services.cleaning.machines.scrubber.high": 2,
    "services.cleaning.zone_types.office.dirt.paper.rate": 4.0,
    "sites.A.area_m2": 3000.0,
    "sites.B.area_m2": 3000.0,
    "units.A.place.zones.all.area_m2": 3000.0,
    "units.B.place.zones.all.area_m2": 3000.0,
    "units.A.today.setting": {"rounds": 3, "tasks": 3, "scrubber": 1},
    "units.B.today.setting": {"rounds": 3, "tasks": 2, "scrubber": 1},
    "units.A.owned": {"scrubber": 1},
    "units.B.owned": {"scrubber": 1},
    "workforce.staff.headcount": 3,
    "workforce.staff.retirements": [1],
    "workforce.staff.exit.max_per_year": 0,
    "workforce.staff.redeploy.vacancies_per_year": 0,
    "standards.cleaning": {"litter_indoor": {"at_least": 0.6}, "scheduled": {"at_least": 0.9}},
    "study": {"search_replications": 24, "seed": 7},
}


@pytest.fixture(scope="module")
def small(case):
    """Return two small offices: box of 6 x 5 x 3 settings, three people in post at B."""
    return case(SMALL)


@pytest.fixture(scope="module")
def found(small):
    """Return the menus of the small case."""
    return explore(small)


@dataclass
class Flag:
    """A cancellation token that turns on after some looks."""

    looks: int

    @property
    def cancelled(self):
        """Return whether it is time."""
        self.looks -= 1
        return self.looks < 0


def test_one_menu_for_each_option_in_order(small, found):
    """There is one menu an option, in the order of `menu.options`."""
    assert tuple(m.option for m in found) == menu.options(small)


def test_points_are_what_was_simulated(small, found):
    """Posts, machines and estimates of every point are those of its setting on the search's own streams."""
    for each in found:
        group = next(g for g in groups(small) if each.option in g.options)
        desk = Desk(small, group.unit, group.people, None)
        for point in each.points:
            assert point.posts == sum(point.setting.levels[:2])
            assert dict(point.machines) == {"scrubber": point.setting.levels[2]}
            counts = desk.sampler.counts(point.setting, 24)
            for name, m in small.measures(each.option.unit).items():
                assert point.values[name].value == m.value(counts)


def test_points_respect_box_staff_and_standards(small, found):
    """Points lie in the box, have a post for everybody in post, and say which standards they miss."""
    for each in found:
        levers = small.levers(each.option.unit)
        for point in each.points:
            assert all(v.low <= x <= v.high for v, x in zip(levers, point.setting.levels, strict=True))
            assert point.posts >= point.staff
            for name, standard in small.targets(each.option.unit).items():
                if name not in point.short:
                    assert point.values[name].excess >= 0
                    assert point.values[name].value >= standard.at_least


def test_every_staffing_number_is_explored(small, found):
    """Each option has points and a floor for every number of staff in post that may occur."""
    for each in found:
        numbers = reachable(small, each.option)
        assert {f.staff for f in each.floors} == set(numbers)
        good = {p.staff for p in each.points if not p.short and p.origin == "search"}
        assert good == set(numbers)
    mixed = next(m for m in found if m.option.mode == "hybrid" and m.option.unit == "B")
    assert {f.staff for f in mixed.floors} == {3, 2, 0}


def test_more_staff_than_room_is_cut_to_the_box(case):
    """When more people are in post than posts can exist, the number explored is what there is room for."""
    crowded = case({**SMALL, "workforce.staff.headcount": 30, "workforce.staff.retirements": []})
    option = next(o for o in menu.options(crowded) if o.unit == "B" and o.mode == "hybrid")
    assert reachable(crowded, option) == (9, 0)


def test_today_is_on_every_menu(small, found):
    """Today's setting stands on each menu with as many people in post as have a place in it."""
    for each in found:
        now = tuple(small.units[each.option.unit].today.setting.values())
        today = [p for p in each.points if p.origin == "today"]
        assert {p.setting.levels for p in today} == {now}
        assert {p.staff for p in today} == {min(n, sum(now[:2])) for n in reachable(small, each.option)}


def test_least_setting_is_there_to_explain_conflicts(found):
    """The lowest setting of the box is a point whatever its quality, and admits what it misses."""
    for each in found:
        least = [p for p in each.points if p.setting.levels == (0, 0, 0)]
        assert [p.short for p in least] == [("litter_indoor", "scheduled")]


def test_answer_is_the_enumerated_optimum_or_close(small, found):
    """No setting that the search would accept is more than one post cheaper than the best point."""
    each = next(m for m in found if m.option.unit == "A" and m.option.mode == "full")
    group = next(g for g in groups(small) if each.option in g.options)
    desk = Desk(small, "A", group.people, None)
    judge = Search(desk.problem(0, 0.001, soft=False)).judge
    price = weights(small, each.option)[1]
    box = itertools.product(range(6), range(5), range(3))
    accepted = [s for s in box if judge.accepted(s)]
    best = min(sum(w * v for w, v in zip(price, s, strict=True)) for s in accepted)
    points = (p for p in each.points if not p.short)
    mine = min(sum(w * v for w, v in zip(price, p.setting.levels, strict=True)) for p in points)
    assert best <= mine <= best + price[0]


@pytest.mark.parametrize(("spread", "claimed"), [(0.1, False), (0.0, True)])
def test_proof_needs_equal_people(case, monkeypatch, spread, claimed):
    """What a kind claims to be monotone is claimed for equal people: among others no floor is proven."""
    bare = KINDS["cleaning"]

    def measures(spec):
        return tuple(replace(m, monotone=True) for m in bare.measures(spec))

    monkeypatch.setitem(KINDS, "cleaning", replace(bare, measures=measures))
    level = {"spread": spread, "absence": 0.0, "turnover": 0.0}
    scenario = case({**SMALL, "workforce": {}, "units.B.modes": ["people_only"], "vendors.old.conduct": level})
    offered = [m for m in explore(scenario) if m.option.bid == "old"]
    assert offered
    for each in offered:
        assert each.floors
        assert all(floor.proven == (claimed and not each.effort.violations) for floor in each.floors)


def test_floors_are_below_all_good_settings(small, found):
    """No setting of the box whose plain mean clearly meets the standards costs less than the floor."""
    for each in found[:3]:
        group = next(g for g in groups(small) if each.option in g.options)
        desk = Desk(small, each.option.unit, group.people, None)
        (floor,) = (f for f in each.floors if f.staff == 0)
        assert floor.weights == weights(small, each.option)[0]
        judge = Search(desk.problem(0, 0.001, soft=False)).judge
        for levels in itertools.product(range(6), range(5), range(3)):
            if judge.accepted(levels):
                assert sum(w * v for w, v in zip(floor.weights, levels, strict=True)) >= floor.value


def test_prices_are_those_of_the_ledger(small):
    """A step of a post costs the option's post price; a machine its full or its lowest price."""
    for option in menu.options(small):
        floor, full = weights(small, option)
        machine = prices.machine_prices(small, option)["scrubber"]
        assert full == (prices.post_price(small, option),) * 2 + (machine[0],)
        assert floor == (prices.post_price(small, option),) * 2 + (machine[1],)


def test_alike_options_share_their_search(small, found):
    """Options with the same people see the same settings, and the second hardly costs anything."""
    (shared,) = (g for g in groups(small) if g.unit == "A" and len(g.options) == 3)
    menus = [m for m in found if m.option in shared.options]
    assert menus[0].effort.settings > 3 * max(m.effort.settings for m in menus[1:])
    assert {m.option.bid for m in menus} == {"old"} or {m.option.bid for m in menus} >= {"new", "agency"}


def test_same_for_any_number_of_jobs(small, found):
    """Two threads, or an executor of the caller's, give exactly the menus of one."""
    assert explore(small, jobs=2) == found
    with ThreadPoolExecutor(3) as pool:
        assert repr(explore(small, executor=pool)) == repr(found)


def test_cache_gives_the_same_without_simulating(small, found, tmp_path, monkeypatch):
    """A second run with the folder of the first simulates nothing and returns the same menus."""
    assert explore(small, cache=tmp_path) == found

    def never(*args):
        raise AssertionError("simulated again")

    monkeypatch.setattr("houqin.model.simulate.Sampler.counts", never)
    assert repr(explore(small, cache=tmp_path)) == repr(found)


def test_counts_alone_spare_the_simulation(small, found, tmp_path, monkeypatch):
    """Other prices cost no simulation of the settings already known (the stored menus do not fit, the counts do)."""
    explore(small, cache=tmp_path)
    for stored in tmp_path.glob("*.json"):
        stored.unlink()
    monkeypatch.setattr("houqin.model.simulate.Sampler.counts", None)
    assert explore(small, cache=tmp_path) == found


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", b"\x00" * 5000])
def test_damaged_cache_is_as_good_as_none(small, found, tmp_path, damage):
    """Empty, torn or overwritten files are ignored and mended."""
    explore(small, cache=tmp_path)
    for stored in tmp_path.iterdir():
        stored.write_bytes(damage)
    assert explore(small, cache=tmp_path) == found
    assert all(f.stat().st_size > 50 and f.read_bytes() != damage for f in tmp_path.iterdir())


def test_flipped_bytes_never_change_counts(tmp_path):
    """Counts come back exactly; a file with any flipped byte is refused or still exact, never silently wrong."""
    table = {(1, 2): np.arange(12, dtype=np.int64).reshape(4, 3), (0, 5): np.ones((2, 3), dtype=np.int64)}
    store.save(tmp_path, "x", table)
    good = (tmp_path / "x.npz").read_bytes()
    for i, bit in itertools.product(range(len(good)), (0x01, 0x40)):
        (tmp_path / "x.npz").write_bytes(good[:i] + bytes([good[i] ^ bit]) + good[i + 1 :])
        back = store.load(tmp_path, "x")
        assert back == {} or {k: v.tolist() for k, v in back.items()} == {k: v.tolist() for k, v in table.items()}


def test_unwritable_cache_is_a_limit(tmp_path):
    """A folder that cannot be made is named in the message and ends the run with the limit's exit code."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(LimitReached, match="file"):
        store.save(blocked, "x", {(1,): np.ones((1, 1), dtype=np.int64)})


def test_address_depends_on_everything(small):
    """Counts are kept apart by spec, people, stream key, staff and columns."""
    kind, spec = small.kind("A"), small.spec("A")
    one, other = (g.people for g in groups(small)[:2])
    base = (kind, spec, one, 5, 0, (1, 2))
    changed = [
        (kind, spec.model_copy(update={"place": spec.place.model_copy(update={"source": "x"})}), *base[2:]),
        (*base[:2], other, *base[3:]),
        (*base[:3], 6, 0, (1, 2)),
        (*base[:4], 1, (1, 2)),
        (*base[:5], (1, 3)),
    ]
    names = [store.address(*each) for each in (base, *changed)]
    assert len(set(names)) == len(names)
    assert store.address(*base) == names[0]


def test_cancelling_stops_and_keeps_what_was_simulated(small, tmp_path):
    """A token stops the work with Cancelled; what was simulated by then is on disk, whole."""
    with pytest.raises(Cancelled):
        explore(small, cancel=Flag(40), cache=tmp_path)
    kept = [store.load(tmp_path, f.stem) for f in tmp_path.glob("*.npz")]
    assert sum(len(t) for t in kept) > 10
    assert not list(tmp_path.glob("*.part"))


def test_cancelling_threads(small):
    """A token stops our own threads as well."""
    with pytest.raises(Cancelled):
        explore(small, cancel=Flag(40), jobs=2)


def test_progress_counts_every_search(small):
    """Progress rises to the total, in the caller's thread."""
    seen = []
    explore(small, jobs=2, progress=lambda *each: seen.append(each))
    assert seen[-1] == ("explore", seen[-1][2], seen[-1][2])
    assert [done for _, done, _ in seen] == sorted({done for _, done, _ in seen})
    total = sum(len({n for o in g.options for n in reachable(small, o)}) for g in groups(small))
    assert seen[-1][2] == total


def test_wrong_solver_stops_everything(small, monkeypatch):
    """Nothing is explored with a solver that fails its self-test."""

    def fails():
        raise SolverError("self-test")

    monkeypatch.setattr(highs, "selftest", fails)
    with pytest.raises(SolverError, match="self-test"):
        explore(small)


def test_soft_standards_do_not_bind_floors(case):
    """A soft standard leaves floors alone and adds points that miss it, which say so."""
    hard = case({**SMALL, "standards.cleaning": {"scheduled": {"at_least": 0.9}}})
    soft = case(
        {
            **SMALL,
            "standards.cleaning": {
                "scheduled": {"at_least": 0.9},
                "litter_indoor": {"at_least": 0.6, "state": "soft", "weight": 1000.0},
            },
        }
    )
    first, second = (explore(s)[0] for s in (hard, soft))
    assert [f.value for f in second.floors] == [f.value for f in first.floors]
    good = [p for p in second.points if p.origin == "search" and "scheduled" not in p.short]
    assert {("litter_indoor",), ()} <= {p.short for p in good}


def test_impossible_standard_leaves_no_floor(case):
    """Where no setting of the box can meet a standard there is no floor and no good point."""
    never = case({**SMALL, "standards.cleaning": {"litter_indoor": {"at_least": 0.9999}}})
    for each in explore(never):
        assert each.floors == ()
        assert all(p.short for p in each.points)


def test_margin_is_in_points_not_in_floors(case):
    """A margin of the study makes points dearer, floors not higher."""
    plain, strict = (explore(case({**SMALL, "study": {**SMALL["study"], "margin": m}}))[0] for m in (0.0, 0.01))
    cheapest = [min(p.posts for p in m.points if not p.short) for m in (plain, strict)]
    assert cheapest[0] <= cheapest[1]
    assert strict.floors[0].value <= plain.floors[0].value


def test_search_on_the_kernel_equals_enumeration(case):
    """On 20 generated small cleaning cases, judged by plain means, at least 19 answers equal enumeration.

    Where one does not, monotonicity fails on the sample and the audit reports it.
    """
    rng = np.random.default_rng(3)
    equal, spent, total = 0, 0, 0
    for _ in range(20):
        changes = {
            **SMALL,
            "units.A.place.zones.all.area_m2": float(rng.integers(1500, 5000)),
            "units.A.place.zones.all.count": int(rng.integers(2, 9)),
            "services.cleaning.zone_types.office.dirt.paper.rate": float(rng.uniform(1.0, 6.0)),
            "standards.cleaning": {
                "litter_indoor": {"at_least": float(rng.uniform(0.3, 0.8))},
                "scheduled": {"at_least": float(rng.uniform(0.5, 0.95))},
            },
            "study": {"search_replications": 12, "seed": int(rng.integers(1, 1000))},
        }
        scenario = case(changes)
        group = groups(scenario)[0]
        desk = Desk(scenario, "A", group.people, None)
        problem = desk.problem(0, 0.0, soft=False)
        price = weights(scenario, group.options[0])[1]
        search = Search(problem)
        value, settings = search.run(price).value, search.effort().settings
        box = itertools.product(range(6), range(5), range(3))
        worth = {s: sum(w * v for w, v in zip(price, s, strict=True)) for s in box}
        judge = Search(problem).judge
        best = next((worth[s] for s in sorted(worth, key=worth.__getitem__) if judge.accepted(s)), None)
        equal += value == best
        assert value == best or search.audit()[0] > 0
        if best is not None:
            spent, total = spent + settings, total + len(worth)
    assert equal >= 19
    assert spent < 0.3 * total


def test_spare_points_are_safer_than_the_answer(small):
    """The setting kept above the answer has one post more and a safer weakest standard."""
    group = groups(small)[0]
    desk = Desk(small, group.unit, group.people, None)
    search = Search(desk.problem(0, 0.001, soft=False))
    answer = search.run(weights(small, group.options[0])[1])
    desks.spare(desk, search, answer)
    (kept,) = search.spare
    assert sum(kept[:2]) == sum(answer.best[:2]) + 1
    assert desks.safety(search.judge, kept) > desks.safety(search.judge, answer.best)


def test_people_in_post_change_the_days(small):
    """The same levels with people in post are another simulation than without, where the teams differ."""
    group = next(g for g in groups(small) if g.people[0] != g.people[1])
    desk = Desk(small, group.unit, group.people, None)
    a, b = (desk.sampler.counts(Setting((3, 2, 1), staff), 24) for staff in (0, 3))
    assert not np.array_equal(a, b)
