"""Means, intervals and limits."""

import math

import numpy as np
import pytest
from houqin.model.estimate import mean, percentile, quantile, ratio
from scipy import stats

NIST = {
    "NumAcc1": ([10000001.0, 10000003.0, 10000002.0], 10000002.0, 1.0, 15),
    "NumAcc2": ([1.2, *[1.1, 1.3] * 500], 1.2, 0.1, 13),
    "NumAcc3": ([1000000.2, *[1000000.1, 1000000.3] * 500], 1000000.2, 0.1, 9),
    "NumAcc4": ([10000000.2, *[10000000.1, 10000000.3] * 500], 10000000.2, 0.1, 8),
}
"""Data, certified mean and standard deviation, and digits to be right (doubles hold no more)."""


def digits(value, certified):
    """Return the number of right digits, minus log10 of the relative error."""
    return 16.0 if value == certified else -math.log10(abs(value - certified) / abs(certified))


@pytest.mark.parametrize("name", NIST)
def test_nist(name):
    """Mean and standard deviation are right to the last digit the data carry (NIST StRD, univariate statistics)."""
    data, centre, deviation, right = NIST[name]
    found = mean(np.array(data))
    assert digits(found.value, centre) >= 15
    assert digits(found.error * math.sqrt(found.n), deviation) >= min(right, 14)


def test_order_does_not_matter():
    """A mean is the same, to the last bit, in any order."""
    sample = np.random.default_rng(1).lognormal(0, 3, 5001)
    assert mean(sample) == mean(sample[::-1]) == mean(np.sort(sample))


def test_limits_are_students():
    """One-sided limits are those of Student's t."""
    sample = np.random.default_rng(2).normal(3, 2, 17)
    low, high = stats.t.interval(0.9, 16, sample.mean(), sample.std(ddof=1) / math.sqrt(17))
    assert mean(sample).lower(0.05) == pytest.approx(low, rel=1e-12)
    assert mean(sample).upper(0.05) == pytest.approx(high, rel=1e-12)


def test_one_value_says_nothing_certain():
    """A single value has infinite error and infinite limits."""
    found = mean(np.array([4.0]))
    assert (found.error, found.lower(0.05), found.upper(0.05)) == (math.inf, -math.inf, math.inf)
    assert quantile(0.05, 1) == math.inf


def test_no_spread_no_doubt():
    """Equal values have limits equal to the mean."""
    found = mean(np.full(9, 0.3))
    assert found.lower(0.05) == found.value == found.upper(0.05) == 0.3


def test_coverage():
    """The two-sided 95 % interval covers the mean in 95 % of 2000 samples (level 1e-5), power shown."""
    rng = np.random.default_rng(3)
    found = [mean(sample) for sample in rng.normal(5, 2, (2000, 12))]
    covered = sum(m.lower(0.025) <= 5 <= m.upper(0.025) for m in found)
    narrow = sum(m.value - 1.96 * m.error <= 5 <= m.value + 1.96 * m.error for m in found)
    assert stats.binomtest(covered, 2000, 0.95).pvalue > 1e-5
    assert stats.binomtest(narrow, 2000, 0.95).pvalue < 1e-5


def test_ratio_coverage():
    """The interval of a ratio of sums covers the ratio of expectations in 95 % of 2000 samples of 400 days."""
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(2000):
        total = rng.poisson(20, 400) * rng.integers(1, 4, 400)
        good = rng.binomial(total, 0.8)
        found = ratio(good, total)
        covered += found.lower(0.025) <= 0.8 <= found.upper(0.025)
    assert stats.binomtest(covered, 2000, 0.95).pvalue > 1e-5


def test_ratio_of_nothing():
    """A share of nothing is not a share."""
    assert ratio(np.zeros(5), np.zeros(5)) is None


def test_ratio_ignores_empty_days():
    """Days on which nothing happened do not change the ratio."""
    good, total = np.array([3.0, 4.0]), np.array([4.0, 6.0])
    assert ratio(np.append(good, 0.0), np.append(total, 0.0)).value == ratio(good, total).value == 0.7


@pytest.mark.parametrize("p", [0.0001, 0.25, 0.5, 0.95, 1.0])
def test_percentile(p):
    """The percentile is the nearest rank, rounded up to its bin's edge."""
    values = np.random.default_rng(5).integers(0, 40, 999)
    counts = np.bincount(values, minlength=41).astype(np.int64)
    edges = np.array([*range(-1, 40), math.inf])
    nearest = np.sort(values)[math.ceil(p * 999) - 1]
    assert percentile(counts, edges, p) == nearest


def test_percentile_ends():
    """An empty histogram has no percentile; one in the open bin is infinite."""
    edges = np.array([0.0, 1.0, math.inf])
    assert percentile(np.array([0, 0]), edges, 0.5) is None
    assert percentile(np.array([1, 9]), edges, 0.95) == math.inf
