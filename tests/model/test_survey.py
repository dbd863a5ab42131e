"""What a survey proves: exact limits against beta quantiles, hand values and coverage; the forms needed."""

import numpy as np
import pytest
from houqin.model import survey
from houqin.model.scenario import Questionnaire
from scipy import stats

PAIRS = [(0, 10), (1, 10), (9, 10), (10, 10), (59, 60), (1960, 2000), (2000, 2000)]


@pytest.mark.parametrize(("k", "n"), PAIRS)
def test_limits_are_beta_quantiles(k, n):
    """The limits of Clopper and Pearson, from the beta distributions of another library."""
    low, high = survey.limits(k, n)
    assert low == pytest.approx(stats.beta.ppf(0.025, k, n - k + 1) if k else 0.0, rel=1e-9)
    assert high == pytest.approx(stats.beta.ppf(0.975, k + 1, n - k) if k < n else 1.0, rel=1e-9)
    assert survey.lower_limit(k, n) == pytest.approx(stats.beta.ppf(0.05, k, n - k + 1) if k else 0.0, rel=1e-9)


def test_all_satisfied_by_hand():
    """With nobody dissatisfied the lower limit is alpha^(1/n): 0.9513 for 60 forms, and 149 are needed for 98 %."""
    assert survey.lower_limit(60, 60) == pytest.approx(0.05 ** (1 / 60))
    assert survey.all_needed(0.98) == 149
    assert 0.98**149 <= 0.05 < 0.98**148
    assert survey.all_needed(0.95) == 59


def test_sixty_forms_prove_nothing_and_two_thousand_can():
    """60 of 60 satisfied leave 98 % unproven; 1,980 of 2,000 prove it; 1,965 of 2,000 (98.25 %) do not."""
    assert not survey.reading("loose", 60, 60, 60, 0.98).proven
    assert survey.reading("loose", 1980, 2000, 2000, 0.98).proven
    assert not survey.reading("loose", 1965, 2000, 2000, 0.98).proven


@pytest.mark.parametrize(("k", "n", "claim"), [(99, 100, 0.98), (197, 200, 0.98), (60, 60, 0.98), (19, 20, 0.9), (9, 10, 0.88)])
def test_needed_is_the_least_by_counting_up(k, n, claim):
    """No smaller number of forms with the observed share, rounded down, would prove the claim: every one is tried."""
    found = survey.needed(k, n, claim)
    proofs = (m for m in range(1, 20000) if stats.beta.ppf(0.05, m * k // n, m - m * k // n + 1) >= claim and m * k // n)
    assert found == next(proofs)


def test_share_at_the_claim_is_never_proven():
    """A share no better than the claim proves it with no number of forms."""
    assert survey.needed(98, 100, 0.98) is None
    assert survey.needed(97, 100, 0.98) is None
    assert survey.needed(0, 0, 0.98) is None


@pytest.mark.parametrize(("p", "n"), [(0.98, 60), (0.98, 300), (0.9, 40)])
def test_false_proofs_are_rare(p, n):
    """At a share that is exactly the claim, the exact probability of a proof is at most 5 %."""
    chance = sum(stats.binom.pmf(k, n, p) for k in range(n + 1) if survey.lower_limit(k, n) >= p)
    assert chance <= 0.05


@pytest.mark.parametrize("p", [0.7, 0.9, 0.98])
def test_interval_covers(p):
    """The two-sided limits contain the true share with probability at least 95 %, summed over all outcomes."""
    n = 120
    inside = sum(stats.binom.pmf(k, n, p) for k in range(n + 1) if survey.limits(k, n)[0] <= p <= survey.limits(k, n)[1])
    assert inside >= 0.95


def test_forms_that_did_not_come_back():
    """Of 2,000 sent and 1,900 back, 1,890 satisfied: at worst 94.5 %, at best 99.5 %; the worst case proves nothing."""
    found = survey.reading("strict", 1890, 1900, 2000, 0.98)
    assert (found.worst, found.best) == (0.945, 0.995)
    assert found.proven
    assert not found.worst_proven


def test_index_by_hand():
    """Scores 100, 80, 60, 30: 6 + 2 + 1 + 1 forms give 85.0, with the limits of Student's t."""
    centre, low, high = survey.index((6, 2, 1, 1), (100.0, 80.0, 60.0, 30.0))
    forms = np.array([100.0] * 6 + [80.0] * 2 + [60.0, 30.0])
    wanted = stats.t.interval(0.95, 9, forms.mean(), stats.sem(forms))
    assert centre == pytest.approx(85.0)
    assert (low, high) == pytest.approx((wanted[0], min(wanted[1], 100.0)))


def test_few_forms_have_no_interval():
    """No form has no index; one form has one without limits."""
    assert survey.index((0, 0, 0, 0), (100.0, 80.0, 60.0, 30.0)) == (None, None, None)
    assert survey.index((0, 1, 0, 0), (100.0, 80.0, 60.0, 30.0)) == (80.0, None, None)


class Case:
    """A case with surveys and nothing else."""

    def __init__(self, **forms):
        self.surveys = {name: Questionnaire.model_validate(form) for name, form in forms.items()}


def test_readings_of_four_grades():
    """Loose counts fair as satisfied, strict does not; both are told."""
    form = {"unit": "A", "sent": 320, "returned": 300, "grades": [200, 80, 15, 5]}
    (found,) = survey.surveys(Case(a=form))
    assert [(r.name, r.satisfied) for r in found.readings] == [("loose", 295), ("strict", 280)]
    assert (found.unit, found.service, found.all_satisfied) == ("A", "", 149)
    assert not any(r.proven for r in found.readings)
