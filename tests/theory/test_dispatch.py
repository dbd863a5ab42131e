"""Every exact result for fleets agrees with a second way to find it."""

from itertools import product
from math import factorial

import numpy as np
import pytest
from scipy.sparse import csr_matrix


def test_a_day_from_empty(exact, sharing):
    """Time spent by state over a day: the deviation from the long run, and uniformisation, say the same."""

    def moves(n):
        yield 3.0, min(n + 1, 4)
        yield n, n - 1

    chain, time = sharing.Chain(0, moves), 60.0
    step = exact.uniformised(csr_matrix(chain.rates), np.eye(1, 5).ravel(), time, total=True)
    assert chain.spent(time) == pytest.approx(step, rel=1e-9)
    assert chain.over(time, lambda n: n == 4) == pytest.approx(step[chain.states.index(4)] / time, rel=1e-9)
    assert chain.mean(lambda n: n == 4) == pytest.approx(exact.erlang_b(4, 3.0), rel=1e-12)


def test_shared(exact, sharing):
    """Kaufman-Roberts: the product form over all mixes that fit; for one class it is Erlang's B."""
    c, loads, sizes = 7, (2.0, 1.0, 0.7), (1, 2, 3)
    weights = {
        mix: np.prod([a**n / factorial(n) for a, n in zip(loads, mix, strict=True)])
        for mix in product(range(c + 1), repeat=3)
        if np.dot(mix, sizes) <= c
    }
    for b, share in zip(sizes, sharing.shared(c, loads, sizes), strict=True):
        full = sum(w for mix, w in weights.items() if np.dot(mix, sizes) + b > c)
        assert share == pytest.approx(full / sum(weights.values()), rel=1e-12)
    assert sharing.shared(5, [3.2], [1])[0] == pytest.approx(exact.erlang_b(5, 3.2), rel=1e-12)


def test_cobham(exact, sharing):
    """Waits weighted by load are those without priorities (Kleinrock 1965); with one priority it is Pollaczek's wait."""
    rates, firsts, seconds = (0.1, 0.2, 0.05), (1.0, 2.0, 4.0), (1.0, 8.0, 20.0)
    loads = [lam * m for lam, m in zip(rates, firsts, strict=True)]
    mean, second = sum(loads) / sum(rates), float(np.dot(rates, seconds)) / sum(rates)
    plain = exact.pollaczek(sum(rates), mean, second, 0.0)[0]
    assert np.dot(loads, sharing.cobham(rates, firsts, seconds)) == pytest.approx(sum(loads) * plain, rel=1e-12)
    assert sharing.cobham([0.3], [2.0], [5.0])[0] == pytest.approx(exact.pollaczek(0.3, 2.0, 5.0, 0.0)[0], rel=1e-12)


def test_cobham_by_a_chain(exact, sharing):
    """M/M/c with two priorities: Little's law on a truncated chain of who waits gives the same waits."""
    rates, c, room = (0.5, 0.4), 2, 40

    def moves(state):
        busy, first, second = state
        for k, lam in enumerate(rates):
            if busy < c:
                yield lam, (busy + 1, 0, 0)
            else:
                yield lam, (c, min(first + (k == 0), room), min(second + (k == 1), room))
        yield busy, ((c, first - 1, second) if first else (c, 0, second - 1) if second else (busy - 1, 0, 0))

    chain = sharing.Chain((0, 0, 0), moves)
    waits = [chain.mean(lambda s, k=k: s[1 + k]) / lam for k, lam in enumerate(rates)]
    assert waits == pytest.approx(sharing.urgent(rates, 1.0, c, exact.erlang_c(c, sum(rates))), rel=1e-8)


def test_larson(exact, sharing):
    """Two units solved by hand: those refused are Erlang's B, and the chain of four states says the same."""
    lam, mu, part = 1.3, 0.9, 0.65

    def moves(state):
        one, two = state
        yield lam * (1.0 if two else part) * (1 - one), (1, two)
        yield lam * (1.0 if one else 1 - part) * (1 - two), (one, 1)
        yield mu * one, (0, two)
        yield mu * two, (one, 0)

    refused, across = sharing.larson(lam, mu, part)
    chain = sharing.Chain((0, 0), moves)
    assert refused == pytest.approx(exact.erlang_b(2, lam / mu), rel=1e-12)
    wrong = chain.mean(lambda s: part * (s == (1, 0)) + (1 - part) * (s == (0, 1)))
    assert across == pytest.approx(wrong / (1 - refused), rel=1e-12)
