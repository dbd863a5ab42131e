"""Units that are alike in all a search looks at are searched once, and nothing else shows."""

from dataclasses import replace

import pytest
from houqin.solvers import choose, volumes
from houqin.solvers import explore as module
from houqin.solvers.explore import explore
from houqin.solvers.groups import groups


@pytest.fixture(scope="module")
def twins(compounds):
    """Return a case of four compounds of which some are of one size, with two of its services."""
    whole = compounds(4, search_replications=400)
    kept = {name: unit for name, unit in whole.units.items() if unit.service in ("保洁", "保安")}
    bids = {name: bid.model_copy(update={"units": tuple(u for u in bid.units if u in kept)})
            for name, bid in whole.bids.items() if any(u in kept for u in bid.units)}  # fmt: skip
    return whole.model_copy(update={"units": kept, "bids": bids, "workforce": {}})


@pytest.fixture(scope="module")
def searched(twins):
    """Return the groups that were searched, and all menus."""
    seen, plain = [], module._explored

    def explored(scenario, group, *rest):
        seen.append(group)
        return plain(scenario, group, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_explored", explored)
        return seen, explore(twins)


def test_alike_units_are_searched_once(twins, searched):
    """As many searches are done as there are units that differ in work, times people, times bids: fewer than groups."""
    seen, menus = searched
    assert {m.option for m in menus} == {o for part in groups(twins) for o in part.options}
    kinds = {(twins.like(g.unit), g.people, tuple((o.mode, o.bid) for o in g.options)) for g in groups(twins)}
    assert len(seen) == len(kinds) < len(groups(twins))


def test_alike_units_have_the_same_menus(twins, searched):
    """What stands on the menu of a unit stands on that of its twin, under the twin's name."""
    found = {m.option: m for m in searched[1]}
    pairs = [(o, replace(o, unit=twins.like(o.unit))) for o in found if twins.like(o.unit) != o.unit]
    both = [(mine, other) for mine, other in pairs if twins.units[mine.unit].today == twins.units[other.unit].today]
    assert both
    assert all(found[mine].points == found[other].points for mine, other in both)


def test_days_of_a_twin_are_those_that_were_simulated(twins, searched):
    """Quantities counted anew for a twin's point are those on its menu."""
    menu = next(m for m in searched[1] if twins.like(m.option.unit) != m.option.unit)
    point = menu.points[0]
    assert volumes.simulated(twins, menu.option, point.setting) == point.volumes


def test_plan_on_shared_menus_agrees_with_the_ledger(twins, searched):
    """A plan is chosen for every unit, and its money is that of the ledger (or `choose` raises)."""
    chosen = choose.choose(twins, searched[1], gap=0.01)
    assert {award.option.unit for award in chosen.plan.awards} == set(twins.units)
