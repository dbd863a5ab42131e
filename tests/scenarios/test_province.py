"""The generated province is a valid case of any size, the same from the same seed, and claims to be nobody's."""

import json
from collections import Counter

import houqin as hq
import pytest
from houqin.journey import run
from houqin.model.evidence import findings
from houqin.model.kinds import KINDS
from houqin.model.origin import origin
from houqin.scenarios.province import GRAND, SERVICES, SIZES, TRADES, province
from houqin.scenarios.read import load
from houqin.solvers.groups import groups, joints
from houqin.solvers.menu import options


def made(folder, sites, seed=1):
    """Return a generated case as read from its file."""
    file = folder / f"{sites}-{seed}.yaml"
    file.write_text(province(sites, seed), encoding="utf-8")
    return load(file)


def test_services_of_a_compound(tmp_path):
    """Large compounds have a canteen and a fleet, the others meals brought; each unit a choice among its region's vendors."""
    loaded = made(tmp_path, 30)
    case = loaded.scenario
    assert loaded.warnings == ()
    assert len(case.sites) == 30
    grand = sum(size.people >= GRAND for name in case.sites for size in SIZES if name.endswith(size.name))
    times = {None: 30, True: grand, False: 30 - grand}
    assert Counter(unit.service for unit in case.units.values()) == {s.name: times[s.large] for s in SERVICES}
    assert 0 < grand < 30
    choices = Counter(option.unit for option in options(case))
    assert {choices[unit] for unit in case.units} == {5, 7, 9}


def test_every_kind_is_simulated(tmp_path):
    """Cleaning, canteens and fleets are of their kinds; cleaning has zones that make up the floor space of its compound."""
    case = made(tmp_path, 30).scenario
    assert {case.kind(name).name for name in case.units} == KINDS.keys()
    for unit in (unit for unit in case.units.values() if unit.service == "保洁"):
        assert sum(zones.area_m2 for zones in unit.place.zones.values()) == case.sites[unit.site].area_m2


def test_levers_of_one_price_are_searched_once(tmp_path):
    """However many bids there are, cleaning takes a search for each size and team; other prices would take more."""
    case = made(tmp_path, 30).scenario
    cleaned = {name for name, unit in case.units.items() if unit.service == "保洁"}
    teams = {(case.like(g.unit), json.dumps([c.model_dump(mode="json") for c in g.people])) for g in groups(case, cleaned)}
    found = [joint for joint in joints(case) if joint.group.unit in cleaned]
    assert len(found) == len(teams)
    assert all(len(joint.group.options) == 1 for joint in found)
    assert max(len({o.bid for o in joint.shown}) for joint in found) > 1


def test_regions_have_vendors_of_their_own():
    """From the 251st compound on there is a second region, whose vendors bid on nothing in the first."""
    bids = [line for line in province(252).splitlines() if "discounts" in line]
    second = [line for line in bids if line.startswith("  2区")]
    assert len(second) == len(bids) / 2 == sum(TRADES.values()) + 6  # those of canteens and fleets bid twice, caterers thrice
    assert not any("1区" in line for line in second)
    assert all("2区1号" in line or "2区2号" in line for line in second)


def test_same_seed_same_text():
    """The text depends on size and seed alone, and survives a Chinese console."""
    assert province(40) == province(40, 1)
    assert province(40) != province(40, 2)
    assert province(40).encode("gbk").decode("gbk") == province(40)


def test_all_is_an_assumption(tmp_path):
    """Whatever stands in it is marked as generated, and the one source there is calls itself an assumption."""
    case = made(tmp_path, 3).scenario
    assert {source.kind for source in case.sources.values()} == {"assumption"}
    unit = next(iter(case.units))
    assert origin(case, "units", unit, "materials_per_month") == origin(case, "horizon", "years") == "生成"


def test_sizes_come_as_often_as_stated():
    """Of 600 compounds each size has its share: within four standard deviations (false alarm below 1e-3, fixed seed)."""
    names = [line.partition(":")[0] for line in province(600).splitlines() if "area_m2" in line and "zones" not in line]
    assert len(names) == 600
    for size in SIZES:
        count, mean = sum(name.endswith(size.name) for name in names), 600 * size.share
        assert abs(count - mean) <= 4 * (mean * (1 - size.share)) ** 0.5


def test_people_on_the_establishment(tmp_path):
    """A region has one group, for half the posts of upkeep that it runs in-house; where there are none it has none."""
    case = made(tmp_path, 252).scenario
    own = [n for n, u in case.units.items() if u.service == "维修" and u.today.mode == "in_house"]
    assert sorted(name for group in case.workforce.values() for name in group.units) == sorted(own)
    first = case.workforce["1区维修在编"]
    assert first.headcount == sum(case.units[name].today.setting["posts"] for name in first.units) // 2
    assert all(name.startswith("1区") for name in first.units)
    assert made(tmp_path, 1).scenario.workforce == {}


def test_needs_a_compound():
    """Nothing is not a province."""
    with pytest.raises(ValueError, match="at least one"):
        province(0)


@pytest.mark.slow
def test_runs(tmp_path):
    """Eight compounds run to a certified plan within the gap the case asks for, and 0.1 % of any other plan."""
    answer = run(made(tmp_path, 8).scenario)
    assert answer.status == "certified"
    assert answer.objective.solver_gap <= 0.0005
    assert answer.objective.menu_gap <= 0.001
    assert isinstance(answer.scenario, hq.Scenario)


def test_cars_are_not_compared_by_floor_space(tmp_path):
    """Fewer cars at a compound with more floor space to a driver mislead nobody: the trap speaks of cleaning alone."""
    assert "T03" not in {found.code for found in findings(made(tmp_path, 30).scenario)}
