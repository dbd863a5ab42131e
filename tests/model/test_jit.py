"""Arithmetic that kernels share: exact, however it is done."""

import numpy as np
from houqin.model.engine.jit import divided


def test_divided_by_way_of_the_reciprocal_is_exact():
    """Around each of many multiples, and anywhere, the quotient is that of whole numbers, up to 2 ** 50."""
    chance, tried = np.random.default_rng(1), 0
    for by in (1, 2, 3, 7, 49, 50, 999, 1000, 1001, 8191, 123_457, *chance.integers(1, 100_000, 40).tolist()):
        inverse = 1.0 / by
        top = min(2**50, 2**62 // by)
        quotients = {0, 1, 2, top - 1, *chance.integers(0, top, 20).tolist(), *chance.integers(0, 10_000, 20).tolist()}
        for quotient in quotients:
            for n in {max(0, quotient * by + more) for more in (-1, 0, 1, by - 1, by, int(chance.integers(0, by)))}:
                assert divided(n, by, inverse) == n // by
                tried += 1
    assert tried > 5000
