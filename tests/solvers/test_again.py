"""Options whose days are alike learn from one another: bounds are looked at again when all have been searched."""

import pytest
from houqin.solvers.explore import explore
from houqin.solvers.groups import address, groups
from houqin.solvers.search import Search

TIGHT = {
    "services.cleaning.posts.rounds.high": 6,
    "services.cleaning.posts.tasks.high": 6,
    "services.cleaning.machines.scrubber.high": 2,
    "services.cleaning.zone_types.office.dirt.paper.rate": 4.0,
    "sites.A.area_m2": 3000.0,
    "units.A.place.zones.all.area_m2": 3000.0,
    "units.A.today.setting": {"rounds": 3, "tasks": 3, "scrubber": 1},
    "units.A.owned": {"scrubber": 1},
    "sites.B": None,
    "units.B": None,
    "workforce.staff": None,
    "bids.old.units": ["A"],
    "bids.new.units": ["A"],
    "standards.cleaning": {"litter_indoor": {"at_least": 0.7}, "scheduled": {"at_least": 0.9}},
    "study": {"search_replications": 24, "seed": 7},
}
"""One office, which both bids may serve in several modes."""


@pytest.mark.parametrize("most", [2, 4])
def test_bounds_profit_from_later_options(case, monkeypatch, most):
    """With too few settings to close a search, no bound stays below the first one found for it, and some rise."""
    tight = case({**TIGHT, "study": {**TIGHT["study"], "search_settings": most}})
    firsts, run = {}, Search.run

    def watched(search, weights, hint=None):
        found = run(search, weights, hint)
        firsts.setdefault(weights, found.bound)
        return found

    monkeypatch.setattr(Search, "run", watched)
    gains = [f.value - firsts[f.weights] for m in explore(tight) for f in m.floors if f.weights in firsts]
    assert min(gains) >= 0
    assert max(gains) > 0


def test_settings_for_the_bound_are_the_files(case, monkeypatch):
    """Every search may take as many settings for its bound as the file says, and is kept apart from others."""
    taken, run = [], Search.run

    def watched(search, *rest):
        taken.append(search.bound)
        return run(search, *rest)

    monkeypatch.setattr(Search, "run", watched)
    few, many = (case({**TIGHT, "study": {**TIGHT["study"], "search_settings": n}}) for n in (3, 300))
    for each, most in ((few, 3), (many, 300)):
        explore(each)
        assert set(taken) == {most}
        taken.clear()
    assert address(few, groups(few)[0], 0.05) != address(many, groups(many)[0], 0.05)
