"""Levers less what they let earn: limits hold for every setting, the bound is never above the enumerated best."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import houqin as hq
import numpy as np
import pytest
from houqin.model.measures import Measure, Supply
from houqin.model.text import Text
from houqin.solvers import shelf
from houqin.solvers.desk import Desk
from houqin.solvers.groups import groups
from houqin.solvers.income import Income, Limit, Net
from houqin.solvers.judge import FULL, Judge
from houqin.solvers.menu import Effort, Floor, Menu, Option
from houqin.solvers.problem import Goal, Problem
from houqin.solvers.search import Search

PLACE = spec_from_file_location("surfaces", Path(__file__).with_name("surfaces.py"))
surfaces = module_from_spec(PLACE)
PLACE.loader.exec_module(surfaces)

WORDS = Text("备餐", "portions")
DAYS, SIZE, SERVES = 24, 9, 12
"""Days; portions of a step; diners a window serves."""


class Stall:
    """Two dishes that are sold: a window serves `SERVES`, a portion lever puts out `SIZE`, some diners take either.

    Levers: windows, portions of the cheap and of the dear dish.
    """

    def __init__(self, seed, target=0.85):
        rng = np.random.default_rng((31, seed))
        self.own = rng.poisson(rng.uniform(8, 20, 2), (DAYS, 2))
        self.either = rng.poisson(6.0, DAYS)
        self.target = target
        self.weights = (int(rng.integers(2000, 9000)), *(int(w) for w in rng.integers(800, 2500, 2)))
        self.prices = tuple(int(p) for p in rng.integers(90, 300, 2))

    def sample(self, levels, n):
        """Return those served of each dish, and those who came."""
        windows, put = SERVES * levels[0], SIZE * np.array(levels[1:])
        own = np.minimum(self.own[:n], put)
        left = self.either[:n]
        dear = np.minimum(left, put[1] - own[:, 1])
        cheap = np.minimum(left - dear, put[0] - own[:, 0])
        sold = own + np.column_stack([cheap, dear])
        over = np.maximum(sold.sum(axis=1) - windows, 0)  # who waits too long wanted the dear dish first
        lost = np.minimum(over, sold[:, 1])
        sold = sold - np.column_stack([over - lost, lost])
        return np.column_stack([sold, self.own[:n].sum(axis=1) + self.either[:n]]).astype(np.int64)

    def problem(self, error=0.0):
        """Return the search problem of the stall."""
        supply = Supply((0,), ((1, SIZE), (2, SIZE)))
        measure = Measure("kept", WORDS, "1", (3,), (2,), ((0, 1, 2),), supplies=(supply,))

        def sample(levels, n):
            counts = self.sample(levels, n)
            return np.column_stack([counts, counts[:, :2].sum(axis=1)])

        return Problem((0, 0, 0), (5, 6, 6), (False,) * 3, (Goal(measure, self.target, self.target),), sample, DAYS, error)

    def income(self, judge):
        """Return what is sold as rows: no more of a dish than is put out or could be asked, nor than diners come."""
        could = self.own.mean(axis=0) + self.either.mean()
        rows = [Limit((f,), ((1 + f, float(SIZE)),), 0.0) for f in (0, 1)]
        rows += [Limit((f,), (), float(could[f])) for f in (0, 1)]
        rows.append(Limit((0, 1), (), float(self.own.sum(axis=1).mean() + self.either.mean())))

        def sold(levels):
            return judge.look(levels, FULL).counts[:, :2].mean(axis=0)

        return Income(tuple(zip(("cheap", "dear"), self.prices, strict=True)), tuple(rows), sold)

    def worth(self, levels):
        """Return what a setting costs less what it earns."""
        return np.dot(self.weights, levels) - np.dot(self.prices, self.sample(levels, DAYS)[:, :2].mean(axis=0))

    def best(self):
        """Return the least worth of all settings that meet the standard."""
        problem = self.problem()
        goal = problem.goals[0]
        good = (s for s in surfaces.box(problem) if goal.measure.excess(problem.sample(s, DAYS), goal.target).mean() >= 0)
        return min(self.worth(s) for s in good)


@pytest.mark.parametrize("seed", range(20))
def test_the_bound_is_below_every_setting(seed):
    """No setting of the box that meets the standard is worth less; more than half of the income is told."""
    stall = Stall(seed)
    search = Search(stall.problem())
    bound, best = search.net(stall.weights, stall.income(search.judge)), stall.best()
    assert bound is not None
    assert bound <= best + 1


def test_the_bound_says_more_than_levers_and_income_apart():
    """Over 20 stalls it closes half of the gap that the least levers less the most income leave, and never widens it."""
    left = []
    for seed in range(20):
        stall = Stall(seed)
        search = Search(stall.problem())
        income = stall.income(search.judge)
        net, best = search.net(stall.weights, income), stall.best()
        levers = search.run(stall.weights).bound
        most = sum(p * min(r.most for r in income.limits if r.flows == (f,) and not r.steps)
                   for f, p in enumerate(stall.prices))  # fmt: skip
        assert net >= levers - most - 1
        left.append((best - net) / max(1.0, best - (levers - most)))
    assert np.mean(left) <= 0.5


@pytest.mark.parametrize("seed", range(4))
def test_every_setting_has_its_place_in_the_programme(seed):
    """Held to one setting, the programme is worth no more than the setting: limits hold whatever is simulated."""
    stall = Stall(seed)
    search = Search(stall.problem())
    income = stall.income(search.judge)
    for s in surfaces.box(search.problem):
        inner = Problem(s, s, (False,) * 3, search.problem.goals, search.problem.sample, DAYS, 0.0)
        proposal = Net(inner, stall.weights, income).propose(())
        assert proposal is not None
        assert proposal.levels == s
        assert proposal.value <= stall.worth(s) + 1


def test_chance_lowers_the_bound():
    """With error to share the bound is no higher than on plain means, and what nothing meets has none."""
    stall = Stall(2)
    plain, careful = Search(stall.problem()), Search(stall.problem(0.05))
    known = plain.net(stall.weights, plain_income := stall.income(plain.judge))
    assert careful.net(stall.weights, stall.income(careful.judge)) <= known
    assert plain_income.levers == {1, 2}
    hopeless = Search(Stall(2, target=1.5).problem())
    assert hopeless.net(stall.weights, stall.income(hopeless.judge)) is None


def test_asked_for_first_it_says_no_less():
    """A bound asked for before all others is no lower than one asked for after, and both are below every setting."""
    gained = []
    for seed in range(12):
        stall = Stall(seed)
        first, after = Search(stall.problem(0.05)), Search(stall.problem(0.05))
        early = first.net(stall.weights, stall.income(first.judge))
        least = first.run(stall.weights)
        after.run(stall.weights)
        late = after.net(stall.weights, stall.income(after.judge))
        assert max(early, late) <= stall.best() + 1
        assert least.bound is not None
        gained.append(early - late)
    assert min(gained) >= 0
    assert max(gained) > 0


def test_prices_of_levers_alone_hold_again_afterwards():
    """A search that was asked for both answers a later question as one that was not."""
    stall = Stall(5)
    both, alone = Search(stall.problem()), Search(stall.problem())
    both.net(stall.weights, stall.income(both.judge))
    after, before = both.run(stall.weights), alone.run(stall.weights)
    assert (after.value, after.bound) == (before.value, before.bound)


def test_rows_hold_for_settings_of_the_shipped_canteen():
    """Whatever levels are drawn, nothing is sold beyond a limit; full trusteeship earns the bureau nothing."""
    scenario = hq.read("changzhou-canteen", overrides={"study.search_replications": 8})
    group = groups(scenario, ("食堂",))[0]
    desk = Desk(scenario, group.unit, group.people, None)
    judge, dice = Judge(desk.problem(0, 0.05, False)), np.random.default_rng(7)
    income = desk.income(Option("食堂", "hybrid", "甲混合"), judge)
    assert len(income.flows) == 4
    low, high = judge.problem.low, judge.problem.high
    for _ in range(12):
        at = judge.problem.core(tuple(int(dice.integers(a, b, endpoint=True)) for a, b in zip(low, high, strict=True)))
        sold = income.sold(at)
        assert sold.sum() > 0
        for limit in income.limits:
            most = limit.most + sum(quantity * at[i] for i, quantity in limit.steps)
            assert sum(sold[f] for f in limit.flows) <= most + 1e-6
    assert desk.income(Option("食堂", "full", "甲托管"), judge) is None


def test_more_windows_sell_more_dishes_out():
    """On the shipped canteen wanted dishes run out oftener with all windows open: its standards are not monotone.

    With few cheap windows whoever takes any dish goes where others leave some over. The audit of a search says so.
    """
    scenario = hq.read("changzhou-canteen", overrides={"study.search_replications": 12})
    group = groups(scenario, ("食堂",))[0]
    desk = Desk(scenario, group.unit, group.people, None)
    judge, names = Judge(desk.problem(0, 0.05, False)), [v.name for v in desk.levers]
    few = dict(zip(names, desk.now, strict=True)) | {"智能结算台": 2, "早餐吃饱": 33, "stagger": 1}
    few |= {"午餐吃饱": 28, "午餐吃好": 38, "午餐选择": 14}
    hours, opened = (1130, 1145, 1200, 1215), {"吃饱": (2, 2, 2, 2), "吃好": (3, 3, 4, 2), "选择": (5, 2, 1, 3)}
    few |= {f"{tier}{at}": n for tier, row in opened.items() for at, n in zip(hours, row, strict=True)}
    every = few | {f"{tier}{at}": judge.problem.high[names.index(f"{tier}{at}")] for tier in opened for at in hours}
    less, more = (judge.problem.core(tuple(each[name] for name in names)) for each in (few, every))
    choice = next(goal.measure for goal in judge.problem.goals if goal.measure.name == "choice")
    assert choice.value(judge.problem.sample(more, 12)) < choice.value(judge.problem.sample(less, 12)) - 0.02
    assert judge.audit([(less, more)])[0] > 0


def test_floors_of_income_are_kept_between_runs(tmp_path):
    """A stored menu comes back with what its floors say of income."""
    floor = Floor(0, (3, 1), -5, True, earned=(("ticket", 700),))
    menu = Menu(Option("A", "hybrid", "x"), (), (floor, Floor(0, (1, 1), 2, True)), Effort(1, 2, 3, 4))
    shelf.save(tmp_path, "address", (menu,))
    assert shelf.load(tmp_path, "address") == (menu,)
