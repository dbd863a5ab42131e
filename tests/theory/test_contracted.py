"""A contracted service against closed forms: binomial shares, their sampling error, Dirichlet spread, binomial verdicts.

Rules: seeds are fixed; a test passes when |z| <= 4.5, which happens by chance to a right engine in 7 of a million tests;
and it shows its power by an alternative that is stated, for which |z| must exceed 8.
"""

import math

import numpy as np
import pytest
from houqin.model.conduct import Conduct
from houqin.model.kinds.contracted import CONTRACTED
from houqin.model.kinds.contracted.names import COUNTERS
from houqin.model.kinds.contracted.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.simulate import Sampler
from houqin.model.streams import Phase, key
from houqin.model.survey import lower_limit
from scipy import stats

PERIODS = 2000
GRADES = [5.0, 3.0, 1.0, 1.0]
P = 0.9
"""Share satisfied (loose) where all work is done."""


def periods(posts=2, absence=0.0, workload=2.0, n=PERIODS, survey=None, **common):
    """Return the counts by name of many periods; people all equally fast, one for a unit of work."""
    asked = {"forms": 50, "grades": GRADES, "claim": 0.9, **(survey or {})}
    common = {"kind": "contracted", "what": "w", "unit": "u", "per_post": 1.0, "days": 3, "survey": asked, **common}
    place = {"kind": "contracted", "workload": workload, "high": 9}
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    team = Conduct(spread=0.0, absence=absence)
    rows = Sampler(CONTRACTED, spec, (team, team), key(2, Phase.TEST, "contracted")).counts(Setting((posts,)), n)
    return {name: rows[:, i].astype(float) for i, name in enumerate(COUNTERS)}


def z(sample, exact):
    """Return by how many standard errors the mean of a sample misses a value."""
    return (sample.mean() - exact) / (sample.std(ddof=1) / math.sqrt(len(sample)))


def square(sample, mean):
    """Return the squared deviations from a known mean, whose mean is the variance."""
    return (sample - mean) ** 2


def work(posts, needed, absence):
    """Return E[min(1, K / needed)] for K people present of so many posts, binomial."""
    present = stats.binom.pmf(range(posts + 1), posts, 1 - absence)
    return math.fsum(q * min(1.0, k / needed) for k, q in enumerate(present))


@pytest.mark.parametrize("posts", [3, 6])
def test_understaffing(posts):
    """With work for four: done is E[min(1, K/4)], satisfied p (1 - noticed (1 - done)), complaints linear in what is left."""
    found = periods(posts, 0.2, 4.0, survey={"noticed": 0.5}, complaints=14.0, neglect=70.0)
    done = work(posts, 4, 0.2)
    share, satisfied = found["done"] / found["needed"], found["satisfied"] / found["returned"]
    made = 2.0 + 10.0 * (1 - done)
    assert abs(z(share, done)) <= 4.5
    assert abs(z(satisfied, P * (1 - 0.5 * (1 - done)))) <= 4.5
    assert abs(z(found["complaints"], made)) <= 4.5
    for sample, exact in ((share, done), (satisfied, P * (1 - 0.5 * (1 - done))), (found["complaints"], made)):
        assert abs(z(sample, 1.2 * exact)) > 8


def test_sampling_error_of_a_survey():
    """Where the periods do not differ, the share of n forms errs by sqrt(p (1 - p) / n); one of n / 1.5 forms is noticed."""
    found = periods()
    wide = square(found["satisfied"] / 50, P)
    assert abs(z(found["satisfied"] / 50, P)) <= 4.5
    assert abs(z(wide, P * (1 - P) / 50)) <= 4.5
    assert abs(z(wide, 1.5 * P * (1 - P) / 50)) > 8


def test_spread_between_periods():
    """A spread s leaves every grade's mean, and the share satisfied varies by s^2 + (p (1 - p) - s^2) / n."""
    found = periods(survey={"spread": 0.06})
    shares = [found[name] / 50 for name in ("best", "good", "fair", "poor")]
    assert all(abs(z(share, g / 10)) <= 4.5 for share, g in zip(shares, GRADES, strict=True))
    wide = square(found["satisfied"] / 50, P)
    assert abs(z(wide, 0.06**2 + (P * (1 - P) - 0.06**2) / 50)) <= 4.5
    assert abs(z(wide, P * (1 - P) / 50)) > 8
    spread = 0.06**2 / (P * (1 - P)) * 0.25
    assert abs(z(square(shares[0], 0.5), spread + (0.25 - spread) / 50)) <= 4.5


@pytest.mark.parametrize("spread", [1e-300, 1e-9, 0.299])
def test_spread_at_its_ends(spread):
    """A spread of next to nothing is none; the widest leaves nothing but all or none satisfied."""
    found = periods(n=300, survey={"spread": spread})
    share = found["satisfied"] / 50
    assert abs(z(share, P)) <= 4.5
    assert np.mean((share == 0) | (share == 1)) == pytest.approx(1.0 if spread > 0.1 else 0.0, abs=0.03)


def test_verdicts_are_binomial_tails():
    """A survey shows 90 % with P(Bin(60, p) >= 54), and proves 80 % with the probability its exact limit has."""
    shown, proof = (periods(survey={"forms": 60, "claim": claim}) for claim in (0.9, 0.8))
    least = next(k for k in range(61) if lower_limit(k, 60) >= 0.8)
    assert abs(z(shown["met"], stats.binom.sf(53, 60, P))) <= 4.5
    assert abs(z(proof["proven"], stats.binom.sf(least - 1, 60, P))) <= 4.5
    assert abs(z(shown["met"], stats.binom.sf(54, 60, P))) > 8
    assert abs(z(proof["proven"], stats.binom.sf(least, 60, P))) > 8


def test_forms_that_come_back():
    """Forms come back with the stated probability, independent of what they say."""
    found = periods(survey={"response": 0.8})
    assert abs(z(found["returned"], 40.0)) <= 4.5
    assert abs(z(found["satisfied"], 40 * P)) <= 4.5
    assert abs(z(found["returned"], 41.0)) > 8


@pytest.mark.parametrize("claim", [0.5, 0.7, 0.98])
def test_proof_needs_what_the_exact_limit_needs(claim):
    """For every number of forms, the fewest satisfied that show or prove the claim are those of the definitions."""
    spec, _, _ = CONTRACTED.example()
    survey = spec.common.survey.model_copy(update={"forms": 160, "claim": claim})
    layout = CONTRACTED.layout(spec.model_copy(update={"common": spec.common.model_copy(update={"survey": survey})}))
    for n in range(0, 161, 4):
        proofs = [k for k in range(n + 1) if lower_limit(k, n) >= claim]
        assert layout.least[1, n] == min(proofs, default=n + 1)
        assert layout.least[0, n] == next(k for k in range(n + 1) if k >= claim * n - 1e-9)


def test_sixty_forms_prove_nothing_and_two_thousand_can():
    """A service that satisfies 99.5 % never proves 98 % with 60 forms, and all but always with 2,000."""
    grades = [90.0, 8.0, 1.5, 0.5]
    few, many = (periods(n=200, survey={"forms": n, "grades": grades, "claim": 0.98}) for n in (60, 2000))
    assert few["proven"].sum() == 0
    assert np.mean(many["proven"]) > 0.98
