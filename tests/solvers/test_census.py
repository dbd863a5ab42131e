"""Small boxes whose money follows outcomes: every setting is simulated, and plain enumeration says the same."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pytest
from houqin.model import simulate, streams
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers import census, contracts, prices, shelf
from houqin.solvers.choose import choose, floor_bound, objective
from houqin.solvers.desk import Desk
from houqin.solvers.explore import explore
from houqin.solvers.groups import groups
from houqin.solvers.menu import Effort, Menu, options, workforce
from houqin.solvers.programme import bounding, build, choosing, lowest, solve
from houqin.solvers.programme.bills import Bills
from houqin.solvers.volumes import measured

RUNS = 60
CLOSE = 1000
"""Fen a year that half a thousandth of a ride or meal a day is worth, and more."""
FOOD, CARS = "1区2号县大院食堂", "1区2号县大院用车"


@pytest.fixture(scope="module")
def scenario(compounds):
    """Return a canteen and a fleet of the generated province, with one vendor each, the fleet's box cut to 25."""
    raw = compounds(2, grand=200, search_replications=RUNS).model_dump(mode="json")
    units = {name: unit for name, unit in raw["units"].items() if name in (FOOD, CARS)}
    units[CARS]["place"]["vehicles"]["轿车"] = units[CARS]["bounds"]["常日班"] = [3, 7]
    bids = {name: bid for name, bid in raw["bids"].items() if set(bid["units"]) <= {FOOD, CARS} and "2食" not in name}
    bids = {name: {**bid, "discounts": []} for name, bid in bids.items() if not name.startswith("1区车辆2")}
    cut = {
        "units": units,
        "bids": bids,
        "workforce": {},
        "sites": {u["site"]: raw["sites"][u["site"]] for u in units.values()},
    }
    services = {unit["service"] for unit in units.values()}
    cut |= {part: {name: raw[part][name] for name in services} for part in ("services", "standards")}
    return Scenario.model_validate({**raw, **cut, "budget": {**raw["budget"], "state": "off"}})


@pytest.fixture(scope="module")
def menus(scenario):
    """Return what is explored."""
    return explore(scenario)


def enumerated(scenario, option):
    """Yield (setting, posts, machines, volumes, least mean excess) of every setting that rules allow, at fewest posts."""
    unit, kind, spec = option.unit, scenario.kind(option.unit), scenario.spec(option.unit)
    key = streams.key(scenario.study.seed, streams.Phase.SEARCH, scenario.like(unit))
    sampler = simulate.Sampler(kind, spec, workforce(scenario, option), key)
    levers, rows = scenario.levers(unit), scenario.rows(unit)
    tied = [i for i, v in enumerate(levers) if rows and v.cost == "post"]
    for levels in product(*(range(v.low, (v.low if i in tied else v.high) + 1) for i, v in enumerate(levers))):
        found = [filled(levels, tied, more) for more in product(*(range(levers[i].high + 1) for i in tied))]
        legal = [at for at in found if all(row.spare(at) >= 0 for row in rows)]
        if legal:
            setting = Setting(min(legal, key=lambda at: sum(at[i] for i in tied)))
            counts = sampler.counts(setting, RUNS)
            whole, targets = scenario.measures(unit), scenario.targets(unit)
            excess = [whole[name].excess(counts, rule.at_least) for name, rule in targets.items()]
            flows = measured(kind.flows(spec), counts)
            yield setting, kind.posts(spec, setting), kind.machines(spec, setting), flows, excess


def filled(levels, places, more):
    """Return levels with some of them raised."""
    found = list(levels)
    for place, n in zip(places, more, strict=True):
        found[place] = n
    return tuple(found)


@pytest.fixture(scope="module")
def every(scenario):
    """Return all settings of the units' options whose people differ from no other's."""
    return {o: list(enumerated(scenario, o)) for o in options(scenario) if o.mode != "full"}


def money(scenario, option, posts, volumes):
    """Return (fen of heads, fen of flows) a year at first-year prices."""
    flows = prices.flow_lines(scenario, prices.flow_rates(scenario, option), volumes)
    return posts * prices.post_price(scenario, option), sum(fen for _, _, fen in flows)


def test_what_meets_the_standards_is_not_left_out(scenario, menus, every):
    """Of every setting that meets all standards on these days a point or an undecided one costs and needs no more."""
    for menu in (m for m in menus if m.option in every):
        kept = [p for p in (*menu.points, *menu.undecided) if p.origin == "search"]
        told = [(p.posts, dict(p.machines), sum(money(scenario, menu.option, p.posts, p.volumes))) for p in kept]
        for _, posts, machines, volumes, excess in every[menu.option]:
            if all(e.mean() >= 0 for e in excess):
                cost = sum(money(scenario, menu.option, posts, volumes))
                assert any(p <= posts and all(m[t] <= machines[t] for t in m) and c <= cost for p, m, c in told)


def test_what_is_offered_meets_the_standards(menus, every):
    """Every point that is not short meets all standards on the mean of these days, and one that is undecided nearly."""
    for menu in (m for m in menus if m.option in every):
        excess = {setting.levels: e for setting, *_, e in every[menu.option]}
        good = [p for p in menu.points if not p.short and p.setting.levels in excess]
        assert good
        assert all(e.mean() >= 0 for p in good for e in excess[p.setting.levels])
        for p in menu.undecided:  # below by no more than six standard errors
            assert all(e.mean() > -6 * e.std() / np.sqrt(RUNS) for e in excess[p.setting.levels])


def test_floors_are_below_every_setting(scenario, menus, every):
    """No setting that meets the standards on these days is below a floor, and one that is left is on it."""
    for menu in (m for m in menus if m.option in every):
        charged = prices.charges(scenario, menu.option)
        for floor in menu.floors:
            values = []
            for setting, _, _, volumes, excess in every[menu.option]:
                levers = sum(w * n for w, n in zip(floor.weights, setting.levels, strict=True))
                of = dict(volumes)
                levers -= sum(fen * of[name] / 1000 for name, fen in floor.earned)
                levers += sum(100 * float(y) * of[n] / 1000 for n, m in charged.items() for _, y in m) * floor.charged
                values.append((levers, all(e.mean() >= 0 for e in excess)))
            assert floor.proven
            assert floor.value <= min(value for value, met in values if met) + CLOSE
            assert min(abs(value - floor.value) for value, _ in values) < CLOSE


def test_bound_is_the_cheapest_of_all_that_are_left(scenario, menus):
    """The bound on all plans lies below the plan, and is the optimum of a programme with all points that are left."""
    chosen = choose(scenario, menus)
    whole = [replace(m, points=(*m.points, *m.undecided)) for m in menus]
    assert floor_bound(scenario, menus) == solve(build(choosing(scenario, whole))).value <= chosen.value
    assert solve(build(bounding(scenario, menus))).bound <= floor_bound(scenario, menus)


def test_with_nothing_undecided_nothing_is_open(scenario, menus):
    """Where all settings were decided the plan is the best there is, and said to be proven."""
    sure = [replace(m, undecided=()) for m in menus]
    found = objective(scenario, sure, choose(scenario, sure), SimpleNamespace(deductions=(), volumes=()), jobs=1)
    assert found.value - found.lower_bound <= 1
    assert found.proven


def test_undecided_settings_bound_and_are_not_offered(scenario, menus):
    """A cheaper setting that is undecided lowers the bound by what it is cheaper, and the plan does not have it."""
    menu = next(m for m in menus if m.option.unit == CARS and m.option.mode == "in_house")
    best = choose(scenario, menus, forced={CARS: menu.option}).plan
    had = next(a for a in best.awards if a.option.unit == CARS).years[0].point
    less = replace(had, setting=Setting((had.setting.levels[0], had.setting.levels[1] - 1)), posts=had.posts - 1)
    more = [replace(m, undecided=(*m.undecided, less)) if m is menu else m for m in menus]
    assert choose(scenario, more).plan == choose(scenario, menus).plan
    assert floor_bound(scenario, [m for m in more if m is not menu]) <= floor_bound(scenario, menus)


def test_other_boxes_are_searched(scenario):
    """Neither boxes of more settings are simulated whole, nor those whose money does not follow outcomes."""
    group = next(g for g in groups(scenario) if g.unit == CARS)
    assert census.small(Desk(scenario, CARS, group.people, None), group.options)
    place = scenario.units[CARS].place.model_copy(update={"vehicles": {"轿车": (3, 30)}})
    unit = scenario.units[CARS].model_copy(update={"place": place})
    wide = scenario.model_copy(update={"units": {**scenario.units, CARS: unit}})
    assert not census.small(Desk(wide, CARS, group.people, None), group.options)
    vendors = [o for g in groups(scenario, {FOOD}) for o in g.options if o.mode == "full"]
    free = scenario.model_copy(
        update={"bids": {n: b.model_copy(update={"per_unit": {}}) for n, b in scenario.bids.items()}}
    )
    assert not census.small(Desk(free, FOOD, group.people, None), vendors)


def paid(scenario, option, point, rate, year):
    """Return what a point comes to in a year, machines apart, with a share of the vendor's fees taken off; fen."""
    heads = (*prices.head_lines(scenario, option), *prices.supply_lines(scenario, option))
    lines = [(item, index, fen * point.posts) for item, index, fen in heads]
    lines += prices.flow_lines(scenario, prices.flow_rates(scenario, option), point.volumes)
    lines += contracts.off(lines, rate) if option.bid else ()
    return sum(prices.grown(fen, prices.growth(scenario)[index][year]) for _, index, fen in lines)


def test_cheaper_is_cheaper_at_any_discount(scenario, menus):
    """Of two points of which one is called cheaper it costs less each year, whatever share of its fees is taken off."""
    bills, told = Bills(scenario), 0
    for menu in menus:
        for a, b in combinations(menu.points, 2):
            if bills.cheaper(menu.option, a, b):
                told += 1
                for rate, year in product((Fraction(0), Fraction(1, 25), Fraction(1, 2)), range(3)):
                    assert paid(scenario, menu.option, a, rate, year) < paid(scenario, menu.option, b, rate, year)
    assert told > 20


def test_menus_come_back_from_the_shelf(menus, tmp_path):
    """Undecided settings are kept, also where there are none; searched menus have nothing there."""
    plain = Menu(menus[0].option, menus[0].points, (), Effort(1, 1, 1, 1))
    for n, kept in enumerate(((menus[0],), (replace(menus[1], undecided=()),), (plain,))):
        shelf.save(tmp_path, str(n), kept)
        assert shelf.load(tmp_path, str(n)) == kept


def test_least_points_are_the_settings_themselves(scenario, menus):
    """The bound's programme has points and undecided settings alone, none that another is never worse than."""
    case = lowest(scenario, menus)
    for menu in menus:
        kept = {rung.point for rung in case.ladders[menu.option]}
        assert kept <= {*menu.points, *menu.undecided}
        assert len(kept) < len({*menu.points, *menu.undecided})
