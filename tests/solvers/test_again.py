"""Options whose days are alike learn from one another: bounds are looked at again when all have been searched."""

import pytest
from houqin.solvers import explore as module
from houqin.solvers.explore import explore
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
    firsts, run = {}, Search.run

    def watched(search, weights, hint=None):
        found = run(search, weights, hint)
        firsts.setdefault(weights, found.bound)
        return found

    monkeypatch.setattr(Search, "run", watched)
    monkeypatch.setattr(module, "BOUND", most)
    gains = [f.value - firsts[f.weights] for m in explore(case(TIGHT)) for f in m.floors if f.weights in firsts]
    assert min(gains) >= 0
    assert max(gains) > 0
