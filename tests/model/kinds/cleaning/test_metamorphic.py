"""Changes that must change nothing, or change everything in proportion."""

import numpy as np
import pytest
from houqin.model.kinds.cleaning.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Stream
from houqin.model.trace import freeze

SEEDS = range(1, 120, 2)
MINUTE = 60_000


def rebuilt(spec, change):
    """Return the spec after `change(common, place)` on its JSON form."""
    common, place = spec.common.model_dump(mode="json"), spec.place.model_dump(mode="json")
    change(common, place)
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


def told(worlds, spec, workforce, setting):
    """Return the kernel's day of a spec on a fixed stream."""
    layout = worlds.KIND.layout(spec)
    trace = worlds.KIND.draw(layout, workforce, Stream(11, 3))
    trace = freeze(trace._replace(look=np.maximum(trace.look, 10_000)))
    return worlds.KIND.kernel(layout, setting, trace, True)


def same(worlds, change, extra=lambda setting: setting):
    """Return on how many worlds a change left the log as it was, and how many there are with anything happening."""
    equal = 0
    for seed in SEEDS:
        case = worlds.world(seed)
        before = told(worlds, case.spec, case.workforce, case.setting)
        after = told(worlds, rebuilt(case.spec, change), case.workforce, extra(case.setting))
        assert np.array_equal(before.log, after.log), seed
        equal += len(before.log) > 0
    return equal


def test_names_do_not_matter(worlds):
    """Other names for zone types, tasks, machines, posts, shifts and groups give the same events."""

    def rename(common, place):
        for key in ("zone_types", "shifts", "posts", "machines", "tasks"):
            common[key] = {f"新{name}": value for name, value in common[key].items()}
        place["zones"] = {f"新{name}": value for name, value in place["zones"].items()}
        for part in (*common["posts"].values(), *common["tasks"].values()):
            part["shift"] = f"新{part['shift']}"
        for task in common["tasks"].values():
            task["zones"] = [f"新{name}" for name in task["zones"]]
            if task["machine"]:
                task["machine"]["type"] = f"新{task['machine']['type']}"
        for group in place["zones"].values():
            group["type"] = f"新{group['type']}"

    assert same(worlds, rename) > 30


@pytest.mark.parametrize("level", [0, 3])
def test_an_unused_machine_changes_nothing(worlds, level):
    """A type of machine that no task names changes no event, however many there are."""

    def buy(common, place):
        common["machines"]["idle"] = {"high": 3}

    assert same(worlds, buy, lambda s: Setting((*s.levels, level), s.staff)) > 30


def test_a_shift_without_posts_changes_nothing(worlds):
    """One more shift late in the day in which nobody works changes no event."""

    def add(common, place):
        common["shifts"]["night"] = {"start": "23:00", "end": "23:30"}

    assert same(worlds, add) > 30


def test_a_type_of_zone_without_zones_changes_nothing(worlds):
    """A type of zone that no group has changes no event."""

    def add(common, place):
        common["zone_types"]["void"] = {"indoor": True, "dirt": {"mud": {"rate": 100.0, "removal": 60.0}}}

    assert same(worlds, add) > 30


def test_all_times_doubled(worlds):
    """Where every division is exact, doubling every time of layout and trace doubles every tick of the log."""
    checked = 0
    for seed in range(0, 150, 3):
        case = worlds.world(seed)
        trace = freeze(
            case.trace._replace(look=np.maximum(case.trace.look, MINUTE), life=np.full_like(case.trace.life, 1 << 50))
        )
        job = case.layout.job.copy()
        job[:, 3:5] *= 2
        job[:, 5:7] = np.where(job[:, 5:7] >= 0, (job[:, 5:7] + 999) // 1000 * 2000, -1)
        half = job.copy()
        half[:, 3:7] = np.where(job[:, 3:7] >= 0, job[:, 3:7] // 2, -1)
        times = ("place", "across", "opens", "closes", "shift", "gap", "limit")
        slow = {name: getattr(case.layout, name) * 2 for name in times}
        late = {name: getattr(trace, name) * 2 for name in ("born", "pick", "look", "repair", "inspected")}
        one = worlds.KIND.kernel(freeze(case.layout._replace(job=half)), case.setting, trace, True)
        slow, late = freeze(case.layout._replace(job=job, **slow)), freeze(trace._replace(**late))
        two = worlds.KIND.kernel(slow, case.setting, late, True)
        assert np.array_equal(one.log * np.array([2, 1, 1, 1, 1]), two.log), seed
        checked += len(one.log) > 100
    assert checked > 10


def test_more_litter_keeps_its_place(worlds):
    """A higher rate moves items forward in time and adds new ones; none gets another number or removal time."""
    for seed in (1, 4, 7, 10):
        case = worlds.world(seed)

        def more(common, place):
            for kind in common["zone_types"].values():
                for dirt in kind["dirt"].values():
                    dirt["rate"] = min(200.0, 2 * dirt["rate"])

        spec = rebuilt(case.spec, more)
        one, two = (worlds.KIND.draw(worlds.KIND.layout(s), case.workforce, Stream(2, 1)) for s in (case.spec, spec))
        assert (np.diff(two.first) >= np.diff(one.first)).all()
        assert np.array_equal(one.look, two.look) and np.array_equal(one.speed, two.speed)
        for z in range(len(one.first) - 1):
            a, b = one.born[one.first[z] : one.first[z + 1]], two.born[two.first[z] : two.first[z + 1]]
            assert (b[: len(a)] <= a).all()
