"""Variates by inversion."""

import math

import numpy as np
import pytest
from houqin.model.distributions import Constant, Exponential, Lognormal, Triangular, Uniform
from houqin.model.engine.draw import normal, quantiles
from scipy import special, stats

GRID = np.concatenate([np.logspace(-300, -1, 400), np.linspace(0.001, 0.999, 999), 1 - np.logspace(-16, -1, 100)[1:]])
SIGMA = math.sqrt(math.log1p(0.7**2))
LAWS = {
    "uniform": (Uniform(dist="uniform", low=2.0, high=5.0), stats.uniform(2, 3)),
    "triangular": (Triangular(dist="triangular", low=1.0, mode=2.0, high=6.0), stats.triang(0.2, 1, 5)),
    "left": (Triangular(dist="triangular", low=1.0, mode=1.0, high=6.0), stats.triang(0.0, 1, 5)),
    "right": (Triangular(dist="triangular", low=1.0, mode=6.0, high=6.0), stats.triang(1.0, 1, 5)),
    "exponential": (Exponential(dist="exponential", mean=3.0), stats.expon(scale=3.0)),
    "lognormal": (Lognormal(dist="lognormal", mean=4.0, cv=0.7),
                  stats.lognorm(SIGMA, scale=4.0 * math.exp(-SIGMA**2 / 2))),
}  # fmt: skip


def test_normal_quantile():
    """The normal quantile agrees with SciPy's to 14 digits from 1e-300 to 1 - 1e-16."""
    ours = np.array([normal(float(u)) for u in GRID])
    assert ours == pytest.approx(special.ndtri(GRID), rel=3e-14, abs=3e-16)


def test_normal_is_symmetric():
    """The quantile of 1 - u is minus that of u, and of a half is zero."""
    for u in (0.5, 0.25, 0.01, 2.0**-40):
        assert normal(1 - u) == -normal(u)


@pytest.mark.parametrize("name", LAWS)
def test_quantiles(name):
    """Every law's quantiles agree with SciPy's."""
    law, known = LAWS[name]
    u = np.linspace(0.0005, 0.9995, 1999)
    assert quantiles(law.coded(), u) == pytest.approx(known.ppf(u), rel=1e-12)


@pytest.mark.parametrize("name", LAWS)
def test_mean_and_variance(name):
    """The law's own mean is that of its quantiles, and SciPy's; so is the variance."""
    law, known = LAWS[name]
    u = (np.arange(200_000) + 0.5) / 200_000
    values = quantiles(law.coded(), u)
    assert law.expectation() == pytest.approx(float(known.mean()), rel=1e-12)
    assert values.mean() == pytest.approx(law.expectation(), rel=2e-5)
    assert values.var() == pytest.approx(float(known.var()), rel=2e-3)


def test_constant():
    """A constant is its value at every probability."""
    assert (quantiles(Constant(value=7.0).coded(), np.array([1e-9, 0.5, 1 - 1e-9])) == 7.0).all()


def test_degenerate_laws():
    """Laws without width are constants."""
    u = np.array([0.01, 0.5, 0.99])
    for law in (
        Uniform(dist="uniform", low=3.0, high=3.0),
        Triangular(dist="triangular", low=3.0, mode=3.0, high=3.0),
        Lognormal(dist="lognormal", mean=3.0, cv=0.0),
    ):
        assert quantiles(law.coded(), u) == pytest.approx(3.0, rel=1e-15)


@pytest.mark.parametrize("name", LAWS)
def test_monotone(name):
    """Quantiles never fall as the probability rises, so common uniforms keep the order between scenarios."""
    values = quantiles(LAWS[name][0].coded(), np.linspace(1e-6, 1 - 1e-6, 5001))
    assert (np.diff(values) >= 0).all()


def test_shape_is_kept():
    """Quantiles keep the shape of the probabilities."""
    assert quantiles((3.0, 1.0, 0.0, 0.0), np.full((2, 3), 0.5)).shape == (2, 3)
