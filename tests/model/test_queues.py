"""The arithmetic of first guesses agrees with its formulas, worked out another way."""

import math

import numpy as np
import pytest
from houqin.model.engine.queues import erlang_b, erlang_c, fewest, late, offered


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (3, 2.0), (10, 9.5), (40, 30.0)])
def test_erlang_b_is_the_truncated_poisson(servers, load):
    """Erlang's recursion gives a^c / c! over the sum of a^k / k!."""
    terms = [load**k / math.factorial(k) for k in range(servers + 1)]
    assert erlang_b(servers, load) == pytest.approx(terms[-1] / sum(terms), rel=1e-12)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (3, 2.0), (10, 9.5)])
def test_erlang_c_is_the_tail_of_the_birth_and_death_chain(servers, load):
    """The probability of waiting is that of c or more in the system."""
    weights = [1.0]
    for k in range(1, 4000):
        weights.append(weights[-1] * load / min(k, servers))
    assert erlang_c(servers, load) == pytest.approx(sum(weights[servers:]) / sum(weights), rel=1e-9)


def test_fewest_is_the_first_that_suffices():
    """One server fewer leaves too many waiting too long; and the most is returned where none suffices."""
    c = fewest(8.3, 9.0, 60.0, 0.9, 30)
    assert late(c, 8.3, 9.0, 60.0) <= 0.1 < late(c - 1, 8.3, 9.0, 60.0)
    assert fewest(8.3, 9.0, 60.0, 0.9, 7) == 7


def test_offered_load_solves_its_equation():
    """The load at the end of each stretch is what small Euler steps of m' = rate - m / service come to."""
    rates, width, service = np.array([0.2, 1.0, 0.5, 0.0]), 300.0, 120.0
    load, ends, step = 0.0, [], 0.01
    for rate in rates:
        for _ in range(round(width / step)):
            load += step * (rate - load / service)
        ends.append(load)
    assert offered(rates, width, service) == pytest.approx(ends, rel=1e-3, abs=1e-4)
