"""Cost weighed against another aim: efficient plans and the tail of cost, against every plan there is."""

from functools import partial
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from houqin.model.levers import Setting
from houqin.reports.reasons import sections
from houqin.reports.why import document
from houqin.solvers import risk, why
from houqin.solvers.choose import choose
from houqin.solvers.ledger import future_key, futures, ledger
from houqin.solvers.menu import Effort, Estimate, Menu, Point, options
from houqin.solvers.packages import packages, traits
from houqin.solvers.prices import MILLION
from houqin.solvers.programme import Wish, build, choosing, solve
from houqin.solvers.tradeoff import tradeoff

CASE = {
    "horizon.years": 2,
    "workforce": {},
    "units.A.modes": ["in_house", "full"],
    "units.B.modes": ["in_house", "full"],
    "units.A.today.mode": "full",
    "units.B.today": {"mode": "full", "vendor": "old", "setting": {"rounds": 30, "tasks": 13, "scrubber": 4}},
    "bids.agency": None,
    "bids.old.modes": ["full"],
    "bids.new.modes": ["full"],
    "bids.old.wage_per_month": 1800.0,
    "bids.old.materials_per_month": 40.0,
    "bids.new.wage_per_month": 1480.0,
    "bids.new.materials_per_month": 420.0,
    "vendors.old.capacity": 100,
    "vendors.old.over_retirement_share": 0.1,
    "finance.wage_growth": {"dist": "uniform", "low": 0.0, "high": 0.12},
    "finance.price_growth": {"dist": "uniform", "low": 0.0, "high": 0.3},
}
"""One vendor costs mostly wages, the other materials as well: the cheapest plan is not the safest, that has some of each."""
LEVEL = {"changes": lambda t: t.changes, "service": lambda t: -round(10_000 * t.service)}


@pytest.fixture(scope="module")
def opened(case):
    """Return a case, its built programme, its plan, and every plan there is as traits."""
    scenario = case(CASE)
    found = []
    for i, option in enumerate(options(scenario)):
        seen = {"litter_indoor": Estimate(0.9 + 0.005 * ((7 * i) % 11), 0.0, 0.0)}
        found.append(Menu(option, (Point(Setting((30, 10, 0)), 40, (), seen),), (), Effort(1, 1, 1, 1)))
    built = build(choosing(scenario, found))
    chosen = choose(scenario, found, built=built)
    every = []
    for pair in product(*([m.option for m in found if m.option.unit == unit] for unit in scenario.units)):
        answer = solve(built, Wish({o.unit: o for o in pair}))
        penalty = (answer.penalty + MILLION // 2) // MILLION
        every.append(traits(scenario, answer.plan, penalty, chosen.plan))
    return scenario, built, chosen, every, tuple(found)


@pytest.fixture(scope="module")
def weighed(opened):
    """Return cost weighed against its tail."""
    scenario, built, chosen, _, _ = opened
    return tradeoff(scenario, chosen, built, "risk", number=3)


@pytest.mark.parametrize("theme", LEVEL)
def test_all_efficient_plans_are_found(opened, theme):
    """Under an aim that counts, plans from the cheapest to the best are exactly the efficient ones of all plans."""
    scenario, built, chosen, every, _ = opened
    found = tradeoff(scenario, chosen, built, theme, number=50)
    assert (found.complete, found.proven) == (True, True)
    aim = LEVEL[theme]
    pairs = {(t.value, aim(t)) for t in every}
    efficient = sorted(a for a in pairs if not any(b != a and b[0] <= a[0] and b[1] <= a[1] for b in pairs))
    assert [(p.traits.value, aim(p.traits)) for p in found.packages] == efficient
    assert len(efficient) >= 3
    assert found.packages[0].traits.value == chosen.value


def test_tail_is_the_mean_of_the_dearest_futures(opened):
    """Of 2,000 futures of a plan's cost, those above the 95th percentile; it lies well above the expectation."""
    scenario, _, chosen, _, _ = opened
    lines = ledger(scenario, chosen.plan)
    drawn = futures(scenario, lines, future_key(scenario))
    dearest = drawn[drawn > np.quantile(drawn, 0.95)]
    assert len(dearest) == 100
    assert risk.tail(scenario, lines) == pytest.approx(dearest.mean(), rel=1e-12)
    assert risk.tail(scenario, lines) > 1.02 * drawn.mean()


def test_least_tail_is_that_of_all_plans(opened):
    """The plan of least conditional value at risk is that of enumeration, and not the cheapest in expectation."""
    scenario, built, chosen, every, _ = opened
    (_, package) = packages(scenario, chosen, built, number=1, within=1.0, apart=0, themes=["risk"])
    assert package.traits.risk == min(t.risk for t in every)
    assert package.traits.risk < traits(scenario, chosen.plan, 0, chosen.plan).risk
    assert package.traits.value > chosen.value


def test_safest_plan_is_not_called_worse(case):
    """What is dearer in expectation and safer in its tail is not marked, though another is no worse in all else."""
    today = {"mode": "full", "vendor": "new", "setting": {"rounds": 30, "tasks": 13, "scrubber": 4}}
    scenario = case({
        **CASE, "units.A.modes": ["full"], "units.B.modes": ["full"], "units.A.today": today, "units.B.today": today,
        "finance.wage_growth": {"dist": "uniform", "low": 0.0, "high": 0.0}, "bids.new.materials_per_month": 430.0,
    })  # fmt: skip
    seen = {"litter_indoor": Estimate(0.9, 0.0, 0.0)}
    point = Point(Setting((30, 10, 0)), 40, (), seen)
    menus = [Menu(option, (point,), (), Effort(1, 1, 1, 1)) for option in options(scenario)]
    built = build(choosing(scenario, menus))
    chosen = choose(scenario, menus, built=built)
    base, other = packages(scenario, chosen, built, number=1, within=1.0, apart=0, themes=["risk"])
    cheap, safe = base.traits, other.traits
    assert (cheap.people, cheap.service, cheap.largest) == (safe.people, safe.service, safe.largest)
    assert cheap.value < safe.value
    assert cheap.changes < safe.changes
    assert cheap.risk > safe.risk
    assert (base.dominated, other.dominated) == (False, False)


def test_tail_is_weighed_in_steps(opened, weighed):
    """From the cheapest plan to the safest each is the cheapest of those as safe; that others lie between is said."""
    every, told = opened[3], [p.traits for p in weighed.packages]
    assert not weighed.complete
    assert weighed.proven
    assert len(told) >= 2
    assert told[-1].risk == min(t.risk for t in every)
    for one in told:
        assert one.value == min(t.value for t in every if t.risk <= one.risk)
    assert [t.value for t in told] == sorted({t.value for t in told})


def test_without_figures_the_chosen_plan_stands_alone(opened):
    """Where nobody is in post there is nobody to move, and nothing to weigh; an unknown aim is refused."""
    scenario, built, chosen, _, _ = opened
    found = tradeoff(scenario, chosen, built, "people")
    assert [p.plan for p in found.packages] == [chosen.plan]
    with pytest.raises(KeyError):
        tradeoff(scenario, chosen, built, "fun")


def test_other_plans_meet_fresh_days(opened, monkeypatch):
    """Each plan but the chosen one is certified on days of its own, under themes and in a frontier, unless told not to."""
    scenario, _, chosen, _, menus = opened
    asked = []

    def certify(_, plan):
        asked.append(plan.hash())
        return SimpleNamespace(status="failed" if len(asked) % 2 else "certified")

    monkeypatch.setattr(why, "certify", certify)
    found = why.asked(scenario, menus, chosen.plan.hash())
    themes = partial(found.alternatives, 3, within=0.5), lambda **more: found.tradeoff("changes", **more).packages
    for told in (ask(certified=True) for ask in themes):
        others = [p for p in told if p.theme != "chosen"]
        assert [p.status for p in told if p.theme == "chosen"] == [""]
        assert asked == [p.plan.hash() for p in others]
        assert [p.status for p in others] == (["failed", "certified"] * 3)[: len(others)]
        assert len(others) >= 2
        asked.clear()
    assert {p.status for p in found.alternatives(2, within=0.5)} == {""}
    assert not asked


@pytest.mark.parametrize("theme", ["changes", "risk"])
def test_frontier_is_told_in_both_languages(opened, weighed, theme, monkeypatch):
    """It has its section, a sentence a plan and one that says whether these are all, in GBK; in JSON its plans."""
    scenario, _, chosen, _, menus = opened
    found = why.asked(scenario, menus, chosen.plan.hash())
    if theme == "risk":
        monkeypatch.setattr(why, "tradeoff", lambda *_, **__: weighed)
    said = document(found, theme=theme, certified=False)
    assert "rules" not in said
    for lang, end in (("zh", "全在这里" if theme == "changes" else "其间"), ("en", "all" if theme == "changes" else "between")):
        ((head, lines),) = sections(said, lang)
        assert len(lines) == len(said["frontier"]["packages"]) + 1
        assert end in lines[-1]
        (head + "".join(lines)).encode("gbk")
