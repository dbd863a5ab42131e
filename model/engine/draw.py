"""Uniforms by address, and variates by inversion, compiled once and read by both engines."""

import math

import numpy as np

from .jit import inline, jit

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


@jit
def philox(c0, c1, c2, c3, k0, k1):
    """Return the Philox4x32-10 block of four 32-bit words (as uint64) for a counter and a key."""
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1, c2, c3 = ((p1 >> _HALF) ^ c1 ^ k0) & _LOW, p1 & _LOW, ((p0 >> _HALF) ^ c3 ^ k1) & _LOW, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@inline
def _unit(high, low):
    """Return the 53-bit uniform strictly inside (0, 1) made of two 32-bit words."""
    bits = (high >> np.uint64(5)) * np.uint64(67108864) + (low >> np.uint64(6))
    return (np.float64(bits) + 0.5) * (1.0 / 9007199254740992.0)


@jit
def uniforms(key, purpose, replication, entity, out):
    """Fill `out` (float64, shape (n,)) with the uniforms of occasions 0..n-1 at an address."""
    k0, k1 = np.uint64(key) & _LOW, np.uint64(key) >> _HALF
    c1, c2, c3 = np.uint64(entity), np.uint64(replication), np.uint64(purpose)
    n = out.size
    for i in range((n + 1) // 2):
        a, b, c, d = philox(np.uint64(i), c1, c2, c3, k0, k1)
        out[2 * i] = _unit(a, b)
        if 2 * i + 1 < n:
            out[2 * i + 1] = _unit(c, d)


_CENTRE_TOP = (
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
    13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
)  # fmt: skip
_CENTRE_BOTTOM = (
    5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
    5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0,
)  # fmt: skip
_MIDDLE_TOP = (
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
)  # fmt: skip
_MIDDLE_BOTTOM = (
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0,
)  # fmt: skip
_TAIL_TOP = (
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
)  # fmt: skip
_TAIL_BOTTOM = (
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0,
)  # fmt: skip


@jit
def _horner(coefficients, r):
    """Return the polynomial with `coefficients`, highest power first, at `r`."""
    value = coefficients[0]
    for i in range(1, len(coefficients)):
        value = value * r + coefficients[i]
    return value


@jit
def normal(u):
    """Return the standard normal quantile of `u` in (0, 1).

    Algorithm AS 241 (PPND16) of Wichura, Applied Statistics 37 (1988) 477-484; relative error about 1e-16.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _horner(_CENTRE_TOP, r) / _horner(_CENTRE_BOTTOM, r)
    r = math.sqrt(-math.log(u if q < 0 else 1.0 - u))
    if r <= 5.0:
        value = _horner(_MIDDLE_TOP, r - 1.6) / _horner(_MIDDLE_BOTTOM, r - 1.6)
    else:
        value = _horner(_TAIL_TOP, r - 5.0) / _horner(_TAIL_BOTTOM, r - 5.0)
    return -value if q < 0 else value


@jit
def quantile(code, a, b, c, u):
    """Return the value of a coded law (`distributions.Law.coded`) at probability `u` in (0, 1)."""
    if code == 0.0:
        return a
    if code == 1.0:
        return a + (b - a) * u
    if code == 2.0:
        width = c - a
        if width <= 0.0:
            return a
        if u * width < b - a:
            return a + math.sqrt(u * width * (b - a))
        return c - math.sqrt((1.0 - u) * width * (c - b))
    if code == 3.0:
        return -a * math.log1p(-u)
    return math.exp(a + b * normal(u))


@jit
def pick(shares, u):
    """Return the first index whose cumulated share exceeds `u`."""
    i = 0
    while i + 1 < shares.size and shares[i] <= u:
        i += 1
    return i


@jit
def whole(law, u):
    """Return the value of a coded law at probability `u`, rounded to a whole number that is not negative."""
    return max(0, round(quantile(law[0], law[1], law[2], law[3], u)))


@jit
def come(slots, opens, width, u):
    """Return the time at which the cumulated share of arrivals reaches `u`: even within slots `width` ms long."""
    i, high = 0, slots.size - 1
    while i < high:
        middle = (i + high) >> 1
        if slots[middle] <= u:
            i = middle + 1
        else:
            high = middle
    before = slots[i - 1] if i else 0.0
    share = slots[i] - before
    part = (u - before) / share if share > 0.0 else 0.0
    return opens + i * width + min(width - 1, int(part * width))


@jit
def summed(key, purpose, replication, law, many):
    """Return for each entity j the sum of `many[j]` values of a coded law, their uniforms those of its occasions."""
    total = np.zeros(many.size)
    for j in range(many.size):
        chance = np.empty(many[j])
        uniforms(key, purpose, replication, j, chance)
        for u in chance:
            total[j] += quantile(law[0], law[1], law[2], law[3], u)
    return total


def quantiles(law: tuple[float, float, float, float], probabilities: np.ndarray) -> np.ndarray:
    """Return the values of a coded law at `probabilities` (float64, any shape); same shape."""
    flat = [quantile(*law, float(u)) for u in np.ravel(probabilities)]
    return np.array(flat, dtype=np.float64).reshape(np.shape(probabilities))
