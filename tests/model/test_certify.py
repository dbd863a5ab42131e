"""What a certificate says is true as often as it says."""

import numpy as np
import pytest
from houqin.model.conduct import Conduct
from houqin.model.kinds import KINDS
from houqin.model.kinds.cleaning.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.measures import Measure
from houqin.model.simulate import Sampler
from houqin.model.streams import Phase, key
from houqin.model.text import Text
from houqin.solvers.certify import CERTIFIED, FAILED, MARGINAL, REPORTED, Case, check, stream
from houqin.solvers.menu import Option
from scipy import stats

SHARE = Measure("share", Text("率", "share"), "1", (0,), (1,), ((0,),))
CASE = Case(Option("unit", "in_house"), Setting((1,)), (0,))
MACRO = 2000


def days(rng, p, n):
    """Return n days of a model whose share is exactly p: many items a day, busy days and all."""
    total = rng.poisson(30 * rng.lognormal(-0.02, 0.2, n))
    return np.column_stack([rng.binomial(total, p), total])


def verdicts(p, target, alpha, n=200, seed=1):
    """Return how often each verdict falls in many certificates."""
    rng = np.random.default_rng(seed)
    said = [check(CASE, SHARE, days(rng, p, n), target, alpha, 1 - alpha).status for _ in range(MACRO)]
    return {status: said.count(status) for status in (CERTIFIED, MARGINAL, FAILED)}


@pytest.mark.parametrize("alpha", [0.05, 0.01])
def test_false_certificates(alpha):
    """At a share that is exactly the target, at most alpha of 2000 certificates are given (and as many refusals)."""
    found = verdicts(0.9, 0.9, alpha)
    for status in (CERTIFIED, FAILED):
        assert stats.binomtest(found[status], MACRO, alpha, alternative="greater").pvalue > 1e-4
    assert found[CERTIFIED] > 0.3 * alpha * MACRO


def test_certified_plans_are_feasible():
    """Just below the target a certificate is rarer still; clearly above, it is nearly certain."""
    assert verdicts(0.895, 0.9, 0.05)[CERTIFIED] < 0.05 * MACRO / 5
    assert verdicts(0.915, 0.9, 0.05)[CERTIFIED] > 0.9 * MACRO


def test_interval_covers():
    """The printed two-sided 95 % interval contains the exact share in 95 % of 2000 certificates."""
    rng = np.random.default_rng(7)
    inside = 0
    for _ in range(MACRO):
        said = check(CASE, SHARE, days(rng, 0.8, 200), 0.8, 0.025, 0.975)
        inside += said.lower <= 0.8 <= said.upper
    assert stats.binomtest(inside, MACRO, 0.95).pvalue > 1e-4


def test_simultaneous_statements():
    """Four standards, each at its target, share the error: all hold together in at least 95 % of 2000 plans."""
    rng = np.random.default_rng(8)
    wrong = 0
    for _ in range(MACRO):
        checks = [check(CASE, SHARE, days(rng, 0.9, 150), 0.9, 0.05 / 4, 0.95) for _ in range(4)]
        wrong += any(c.status == CERTIFIED for c in checks)
    assert stats.binomtest(wrong, MACRO, 0.05, alternative="greater").pvalue > 1e-4


def test_nothing_to_judge_is_reported():
    """Without a target, or where nothing happened, a measure is reported and not judged."""
    counts = np.zeros((50, 2), dtype=np.int64)
    assert check(CASE, SHARE, counts, 0.9, 0.05, 0.95).status == REPORTED
    assert check(CASE, SHARE, counts, 0.9, 0.05, 0.95).estimate is None
    assert check(CASE, SHARE, counts + 1, None, 0.05, 0.95).status == REPORTED


def test_limits_stay_in_range():
    """Limits of a share never leave [0, 1]."""
    counts = np.column_stack([np.r_[np.full(99, 3), 2], np.full(100, 3)])
    said = check(CASE, SHARE, counts, 0.9, 0.001, 0.999)
    assert 0 <= said.lower <= said.estimate <= said.upper <= 1


def compound():
    """Return a compound in which every rounds person counts."""
    common = {
        "kind": "cleaning",
        "zone_types": {"z": {"indoor": True, "dirt": {"d": {"rate": 3.0, "removal": 40.0}}}},
        "shifts": {"s": {"start": "08:00", "end": "12:00"}},
        "posts": {"p": {"role": "rounds", "shift": "s", "high": 12}},
        "busy_spread": 0.1,
        "inspection": {"per_day": 0},
    }
    zones = {"z": {"type": "z", "count": 40, "area_m2": 16000.0, "open": "08:30", "close": "11:30"}}
    return Spec(common=Common.model_validate(common), place=Place.model_validate({"kind": "cleaning", "zones": zones}))


@pytest.mark.parametrize("replications", [200])
def test_one_post_short_is_refused(replications):
    """A plan one post short of a standard that the next post meets is refused in at least 90 % of 60 certificates."""
    spec, conduct = compound(), Conduct(absence=0.03)
    kind = KINDS["cleaning"]
    measure = kind.measures(spec)[0]
    far = Sampler(kind, spec, (conduct, conduct), key(0, Phase.TEST, "far"))
    values = [measure.value(far.counts(Setting((posts,)), 1500)) for posts in (4, 5)]
    assert values[1] - values[0] > 0.01
    target = values[1] - 0.25 * (values[1] - values[0])
    refused = accepted = 0
    for macro in range(60):
        fresh = Sampler(kind, spec, (conduct, conduct), stream(1, f"plan {macro}", 1))
        short, enough = (fresh.counts(Setting((posts,)), replications) for posts in (4, 5))
        refused += check(CASE, measure, short, target, 0.025, 0.975).status != CERTIFIED
        accepted += check(CASE, measure, enough, target, 0.025, 0.975).status != FAILED
    assert refused >= 54
    assert accepted >= 54


def test_streams_of_certificates_are_fresh():
    """Every plan, attempt and seed has streams of its own, and none is a stream of any other phase."""
    plans = ["a" * 64, "b" * 64, "a" * 64 + "today"]
    fresh = {stream(seed, plan, attempt) for seed in range(20) for plan in plans for attempt in range(1, 6)}
    assert len(fresh) == 20 * 3 * 5
    labels = ["", "unit", "a" * 64, *(f"{plan}/{attempt}" for plan in plans for attempt in range(1, 6))]
    phases = [phase for phase in Phase if phase != Phase.CERTIFY]
    other = {key(seed, phase, label) for seed in range(20) for phase in phases for label in labels}
    assert not fresh & other


def test_fresh_days_are_other_days():
    """Days of a certificate and days of the search differ in every replication."""
    kind = KINDS["cleaning"]
    spec, workforce, _ = kind.example()
    search = Sampler(kind, spec, workforce, key(1, Phase.SEARCH, "unit"))
    fresh = Sampler(kind, spec, workforce, stream(1, "a" * 64, 1))
    same = sum(np.array_equal(search.trace(r).born, fresh.trace(r).born) for r in range(50))
    assert same == 0
