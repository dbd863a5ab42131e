"""The search finds what enumeration finds, its bound holds, and it says when monotonicity fails."""

from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest
from houqin.model.errors import Cancelled
from houqin.model.measures import Measure
from houqin.model.text import Text
from houqin.solvers import highs
from houqin.solvers.found import Hint
from houqin.solvers.problem import Goal, Problem, below
from houqin.solvers.search import Search

PLACE = spec_from_file_location("surfaces", Path(__file__).with_name("surfaces.py"))
surfaces = module_from_spec(PLACE)
PLACE.loader.exec_module(surfaces)

WIDTH = {3: (4, 8), 4: (3, 6), 5: (3, 4)}
WORDS = Text("测试", "test")


def generated(seed, **options):
    """Return surface and problem number `seed`: 3 to 5 levers, 4 to 9 levels each, 1 to 3 standards of 1 or 2 parts."""
    rng = np.random.default_rng((5, seed))
    levers = int(rng.integers(3, 6))
    goals, parts = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    surface = surfaces.Surface(seed, levers, WIDTH[levers], goals, parts, **options)
    return surface, surface.problem()


@pytest.mark.parametrize("cases", [pytest.param(40, id="forty"), pytest.param(100, marks=pytest.mark.slow, id="hundred")])
def test_search_equals_enumeration(cases):
    """In every monotone case value and bound are the enumerated optimum, with under 30 % of the settings."""
    equal, empty, spent, total = 0, 0, 0, 0
    for seed in range(cases):
        surface, problem = generated(seed)
        search = Search(problem)
        found = search.run(surface.weights)
        best = surfaces.enumerate_best(problem, surface.weights)
        equal += (found.value, found.bound) == (best, best)
        empty += best is None
        if best is not None:
            spent, total = spent + search.effort().settings, total + surfaces.size(problem)
            assert search.effort().settings < 0.3 * surfaces.size(problem)
    assert equal == cases
    assert 0.05 * cases <= empty <= 0.5 * cases
    assert spent < 0.1 * total


@pytest.mark.parametrize("seed", range(8))
def test_budgeted_bound_never_exceeds_the_optimum(seed):
    """A search cut short anywhere still has a bound at most the optimum, and a value at least the optimum."""
    surface, problem = generated(seed)
    best = surfaces.enumerate_best(problem, surface.weights)
    for budget in (0, 5, 15, 40):
        found = Search(problem, bound=budget, plan=budget).run(surface.weights)
        assert best is None or (found.bound <= best <= found.value)


def test_open_gaps_of_the_solver_cost_sharpness_alone(monkeypatch):
    """Where every programme in whole numbers ends with a gap of 3 %, searches end, and no bound exceeds the optimum."""
    solve, left = highs.solve, []

    def lazy(rows, **options):
        solved = solve(rows, **options)
        if not rows.integer.any() or not solved.value:
            return solved
        return replace(solved, status="feasible", bound=0.97 * solved.value)

    monkeypatch.setattr(highs, "solve", lazy)
    for seed in range(8):
        surface, problem = generated(seed)
        best, found = surfaces.enumerate_best(problem, surface.weights), Search(problem).run(surface.weights)
        if best is None:
            assert found.value is None
            continue
        assert found.bound <= best <= found.value
        left.append(found.bound / best)
    assert 0.9 < np.mean(left) < 1


@pytest.mark.parametrize("seed", range(4))
def test_relaxation_keeps_the_optimum_and_saves_programmes(seed):
    """On standards over six windows the relaxation finds the same optimum with fewer programmes and settings."""
    surface = surfaces.Surface(seed, 6, (3, 4), 1, parts=6, whole=True, noise=1.0)
    problem = surface.problem()
    with_it, without = Search(problem), Search(problem, wide=0, bound=100)
    found, plain = with_it.run(surface.weights), without.run(surface.weights)
    assert found.value == found.bound == surfaces.enumerate_best(problem, surface.weights)
    assert plain.bound is None or plain.bound <= found.bound
    assert with_it.effort().programmes <= without.effort().programmes


def test_relaxation_pays():
    """Over six such cases the relaxation needs less than a third of the programmes and of the settings."""
    spent = np.zeros((2, 2))
    for seed in range(6):
        surface = surfaces.Surface(seed, 6, (3, 4), 1, parts=6, whole=True, noise=1.0)
        for row, wide in enumerate((3, 0)):
            search = Search(surface.problem(), wide=wide, bound=150)
            search.run(surface.weights)
            spent[row] += search.effort().programmes, search.effort().settings
    assert (3 * spent[0] < spent[1]).all()


def test_ceilings_hold_for_every_setting():
    """No setting's parts together exceed what the relaxation's row allows, on the sample it was made from."""
    surface = surfaces.Surface(3, 4, (2, 3), 2, parts=4, whole=True)
    problem = surface.problem()
    search = Search(problem)
    search.run(surface.weights)
    checked = 0
    for k, row in zip(search.relaxation.goals, search.relaxation.ceilings(), strict=True):
        for levels in surfaces.box(problem):
            counts = problem.sample(levels, problem.replications)
            excess = problem.goals[k].measure.excess(counts, problem.goals[k].target).mean()
            limit = sum(block.limit(levels) for block in row.blocks)
            assert excess <= limit + row.slack
            checked += 1
    assert checked == 2 * surfaces.size(problem)


def test_lifted_setting_is_rejected_and_highest():
    """A lifted setting is rejected itself, lies above where it began, and no single step up from it is rejected."""
    lifted = 0
    for seed in range(5, 12):
        surface, problem = generated(seed)
        search = Search(problem, wide=1)
        search.run(surface.weights)
        for levels, k in search.cuts.items():
            goal, top = problem.goals[k], problem.high
            above = [(*levels[:i], v + 1, *levels[i + 1 :]) for i, v in enumerate(levels) if v < top[i]]
            means = [goal.measure.excess(problem.sample(s, 20), goal.target).mean() for s in (levels, *above)]
            assert means[0] < 0
            assert min(means[1:], default=0.0) >= -1e-9
            lifted += 1
    assert lifted > 20


def test_staff_needs_posts():
    """With people in post there are at least as many posts, and the answer is the best of those."""
    surface, problem = generated(0)
    most = sum(v for v, m in zip(problem.high, problem.machine, strict=True) if not m)
    for least in (most - 3, most):
        bounded = surfaces.reweighted(problem, rows=(surfaces.posts(problem.machine, least),))
        found = Search(bounded).run(surface.weights)
        assert found.value == surfaces.enumerate_best(bounded, surface.weights)
        assert surfaces.allowed(bounded, found.best)
    crowded = surfaces.reweighted(problem, rows=(surfaces.posts(problem.machine, most + 1),))
    assert Search(crowded).run(surface.weights).bound is None


def test_impossible_standards_have_no_bound():
    """When even the top of the box is rejected there is no answer and no bound, after a single setting."""
    surface, problem = generated(0)
    goals = tuple(Goal(g.measure, 1.5, 1.5) for g in problem.goals)
    search = Search(surfaces.reweighted(problem, goals=goals))
    found = search.run(surface.weights)
    assert (found.best, found.value, found.bound) == (None, None, None)
    assert search.effort().settings == 1


def test_more_may_be_worse():
    """Where the top is rejected but a hinted setting accepted, the hint is the answer, and the bound is the box's own."""

    def sample(levels, n):
        return np.tile(np.array([[5 - abs(levels[0] - 2), 10]], dtype=np.int64), (n, 1))

    measure = Measure("m", WORDS, "1", (0,), (1,), ((0,),))
    problem = Problem((0,), (6,), (False,), (Goal(measure, 0.4, 0.4),), sample, 20, 0.05)
    search = Search(problem)
    found = search.run((10,), Hint((3,)))
    assert (found.best, found.value, found.bound) == ((3,), 30, 0)
    assert search.audit()[0] > 0
    assert Search(problem).run((10,)).best is None


def test_fixed_levers_are_no_obstacle():
    """A box of a single setting is judged like any other."""
    surface, problem = generated(1)
    point = surfaces.reweighted(problem, low=problem.high)
    found = Search(point).run(surface.weights)
    assert found.best == problem.high
    assert found.value == found.bound == surfaces.value(surface.weights, problem.high)


def test_no_standards_means_the_least_setting():
    """Without standards the lowest setting is the answer, proven."""
    surface, problem = generated(1)
    found = Search(surfaces.reweighted(problem, goals=())).run(surface.weights)
    assert found.best == problem.low
    assert found.value == found.bound


def test_other_prices_reuse_what_is_known():
    """Under new prices the same search is exact again and needs fewer new settings than a fresh one."""
    again, fresh = 0, 0
    for seed in range(5, 13):
        surface, problem = generated(seed)
        search, prices = Search(problem), surface.weights[::-1]
        search.run(surface.weights)
        before = search.effort().settings
        assert search.run(prices).value == surfaces.enumerate_best(problem, prices)
        again += search.effort().settings - before
        new = Search(problem)
        new.run(prices)
        fresh += new.effort().settings
    assert again < 0.6 * fresh


def test_plan_under_other_prices_keeps_a_valid_bound():
    """`better` looks for plans only; its bound stays at most the optimum under the new prices."""
    for seed in range(5, 12):
        surface, problem = generated(seed)
        search, prices = Search(problem, bound=20, plan=20), surface.weights[::-1]
        search.run(surface.weights)
        found, best = search.better(prices), surfaces.enumerate_best(problem, prices)
        assert best is None or found.bound <= best <= found.value


def test_hint_saves_settings_and_changes_nothing():
    """What a similar problem has learnt gives the same exact answer with fewer settings in total."""
    cold, warm = 0, 0
    for seed in range(5, 13):
        surface, problem = generated(seed)
        goals = tuple(Goal(g.measure, g.target - 0.01, g.target - 0.01) for g in problem.goals)
        easier = surfaces.reweighted(problem, goals=goals)
        teacher = Search(problem)
        hint = teacher.hint(teacher.run(surface.weights))
        searches = [Search(easier), Search(easier)]
        values = [s.run(surface.weights, h).value for s, h in zip(searches, (None, hint), strict=True)]
        assert values[0] == values[1] == surfaces.enumerate_best(easier, surface.weights)
        cold, warm = cold + searches[0].effort().settings, warm + searches[1].effort().settings
    assert warm < cold


def test_monotone_surfaces_pass_the_audit():
    """No violation is reported on 12 monotone surfaces."""
    counts = []
    for seed in range(5, 17):
        surface, problem = generated(seed)
        search = Search(problem)
        search.run(surface.weights)
        counts.append(search.audit(20)[0])
    assert counts == [0] * 12


def test_surfaces_that_dip_are_reported():
    """Where one step up may be clearly worse, the audit says so with an example, in at least 19 of 20 cases."""
    reported, considered, seed = 0, 0, 0
    while considered < 20:
        surface, problem = generated(seed, dip=0.25)
        seed += 1
        search = Search(problem)
        if search.run(surface.weights).best is None or search.effort().settings < 10:
            continue  # nothing was compared
        considered += 1
        count, example = search.audit(20)
        reported += count > 0
        assert (count > 0) == (example is not None)
        if example is not None:
            low, high, name = example
            assert below(low, high)
            assert name in {g.measure.name for g in problem.goals}
    assert reported >= 19


def test_margin_raises_what_is_accepted_not_what_is_rejected():
    """A margin on the aim makes answers dearer and leaves the bound alone."""
    surface, _ = generated(2)
    plain, strict = (Search(surface.problem(20, margin=m)) for m in (0.0, 0.02))
    a, b = plain.run(surface.weights), strict.run(surface.weights)
    assert b.bound <= a.bound
    assert b.value is None or b.value >= a.value


def test_stop_is_obeyed():
    """The search ends with Cancelled at the next setting once asked to stop."""
    surface, problem = generated(0)
    left = [5]

    def stop():
        left[0] -= 1
        return left[0] < 0

    search = Search(problem, stop)
    with pytest.raises(Cancelled):
        search.run(surface.weights)
    assert len([r for r in search.judge.seen.values() if r.n]) == 5


def test_search_is_deterministic():
    """Two searches of the same problem do exactly the same."""
    surface, problem = generated(6)
    outcomes = []
    for _ in range(2):
        search = Search(problem)
        outcomes.append((search.run(surface.weights), search.effort(), sorted(search.cuts)))
    assert outcomes[0] == outcomes[1]
