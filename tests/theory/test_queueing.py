"""Every exact result the simulation is held to agrees with a second way to find it."""

import math

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.linalg import expm
from scipy.sparse import csr_matrix


def test_erlang_b(exact):
    """The recursion gives a^c / c! over the sum of a^k / k!."""
    terms = [3.7**k / math.factorial(k) for k in range(8)]
    assert exact.erlang_b(7, 3.7) == pytest.approx(terms[-1] / sum(terms), rel=1e-13)


def test_erlang_c(exact):
    """Wait probability and mean wait follow from the birth-death chain and Little's law."""
    queue = exact.Queue(1.9, 0.8, 3)
    n = np.arange(1, 2001)
    p = exact.balanced([1.9] * 2000, np.minimum(n, 3) * 0.8)
    assert 1 - queue.within(0.0) == pytest.approx(p[3:].sum(), rel=1e-12)
    assert queue.wait() == pytest.approx(p[1:] @ np.maximum(0, n - 3) / 1.9, rel=1e-12)
    assert integrate.quad(lambda x: 1 - queue.within(x), 0, 200)[0] == pytest.approx(queue.wait(), rel=1e-9)


def test_finite_room(exact):
    """M/M/c/K: a generator solved densely gives the loss, Little's law the waits; no room to wait is Erlang B."""
    lam, mu, c, room = 2.2, 1.0, 2, 6
    lost = exact.finite(lam, mu, c, room, 0.0)[0]
    q = np.zeros((room + 1, room + 1))
    for n in range(room):
        q[n, n + 1], q[n + 1, n] = lam, min(n + 1, c) * mu
    q -= np.diag(q.sum(axis=1))
    p = np.linalg.lstsq(np.vstack((q.T, np.ones(room + 1))), np.eye(1, room + 2, room + 1).ravel(), rcond=None)[0]
    assert lost == pytest.approx(p[-1], rel=1e-10)
    wait = integrate.quad(lambda x: 1 - lost - exact.finite(lam, mu, c, room, x)[1], 0, 40)[0]
    assert wait == pytest.approx(p @ np.maximum(0, np.arange(room + 1) - c) / lam, rel=1e-8)
    assert exact.finite(lam, mu, c, c, 0.0)[0] == pytest.approx(exact.erlang_b(c, lam / mu), rel=1e-12)


def test_impatience(exact):
    """Erlang A: those who give up are theta x people waiting; all who wait, wait Lq / lam; endless patience is Erlang C."""
    lam, mu, c, theta = 3.3, 1.0, 3, 0.5
    lost, wait = exact.impatient(lam, mu, c, theta)
    n = np.arange(601)
    p = exact.balanced([lam] * 600, np.minimum(n[1:], c) * mu + np.maximum(0, n[1:] - c) * theta)
    assert lost == pytest.approx(theta * (p @ np.maximum(0, n - c)) / lam, rel=1e-11)
    assert wait < lost / theta / (1 - lost)
    assert exact.impatient(2.4, mu, c, 1e-9)[1] == pytest.approx(exact.Queue(2.4, mu, c).wait(), rel=1e-6)


def test_impatience_by_the_virtual_wait(exact):
    """Erlang A with one server: the mean wait of those served by integrating the density of the offered wait."""
    lam, mu, theta = 0.9, 1.0, 0.4

    def density(v):  # p0 lam exp(lam (1 - exp(-theta v)) / theta - mu v), Baccelli and Hebuterne 1981
        return math.exp(lam * (1 - math.exp(-theta * v)) / theta - mu * v) * lam

    total = 1 + integrate.quad(density, 0, 80)[0]
    served = (1 + integrate.quad(lambda v: density(v) * math.exp(-theta * v), 0, 80)[0]) / total
    wait = integrate.quad(lambda v: v * density(v) * math.exp(-theta * v), 0, 80)[0] / total / served
    assert exact.impatient(lam, mu, 1, theta) == pytest.approx((1 - served, wait), rel=1e-8)


def test_batches(exact):
    """M^X/M/1 has L = rho (1 + E[X^2] / E[X]) / (2 (1 - rho)) and is empty for 1 - rho; groups of one are M/M/c."""
    sizes, lam, mu = (0.5, 0.3, 0.2), 0.4, 1.0
    m1, m2 = 0.5 + 0.6 + 0.6, 0.5 + 1.2 + 1.8
    rho = lam * m1 / mu
    number = rho * (1 + m2 / m1) / (2 * (1 - rho))
    wait, free = exact.batches(lam, mu, 1, sizes)
    assert (wait, free) == pytest.approx((number / (lam * m1) - 1 / mu, (1 - rho) / m1), rel=1e-9)
    queue = exact.Queue(2.0, mu, 3)
    assert exact.batches(2.0, mu, 3, (1.0,)) == pytest.approx((queue.wait(), queue.within(0.0)), rel=1e-9)


def test_pollaczek(exact):
    """M/G/1: exponential service gives both moments of M/M/1, constant service the mean of Crommelin's law."""
    lam, mu = 0.7, 1.0
    found = exact.pollaczek(lam, 1.0, 2.0, 6.0)
    assert found == pytest.approx((exact.Queue(lam, mu, 1).wait(), 2 * lam / (mu - lam) ** 2), rel=1e-12)
    p = exact.crommelin(lam, 1.0, 1)
    assert exact.pollaczek(lam, 1.0, 1.0, 1.0)[0] == pytest.approx(p @ np.maximum(0, np.arange(401) - 1) / lam, rel=1e-9)
    law = stats.lognorm(math.sqrt(math.log1p(0.25)), scale=3 / math.sqrt(1.25))
    assert exact.moments(3.0, 0.5) == pytest.approx([law.moment(k) for k in (1, 2, 3)], rel=1e-9)


def test_crommelin(exact):
    """M/D/c: the mean by Little's law is the integral of Franx's tail, and 0.289060 at c = 5, rho = 0.8."""
    lam, c = 4.0, 5
    law = exact.crommelin(lam, 1.0, c)
    wait = law @ np.maximum(0, np.arange(401) - c) / lam
    assert wait == pytest.approx(0.289060, abs=5e-7)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    late = [[1 - exact.franx(law, lam, 1.0, c, k + (x + 1) / 2) for x in nodes] for k in range(6)]
    assert np.sum(late @ weights / 2) == pytest.approx(wait, rel=1e-4)


def test_regular(exact):
    """D/M/1: the chain seen by arrivals, solved by itself, gives the same mean wait."""
    a, mu, most = 1.25, 1.0, 400
    gone = stats.poisson.pmf(np.arange(most + 1), mu * a)
    move = np.zeros((most + 1, most + 1))
    for n in range(most + 1):
        move[n, 1 : n + 2 if n < most else n + 1] = gone[: n + 1][::-1][: most if n == most else None]
        move[n, 0] = 1 - move[n, 1:].sum()
    system = (move - np.eye(most + 1)).T
    system[0] = 1.0
    p = np.linalg.solve(system, np.eye(1, most + 1).ravel())
    wait = integrate.quad(lambda x: 1 - exact.regular(a, mu, x), 0, 100)[0]
    assert wait == pytest.approx(p @ np.arange(most + 1) / mu, rel=1e-9)


def test_shortest_queue(exact):
    """Join the shorter: Little's law holds, it lies between one common and two separate lines, and truncation is idle."""
    lam, mu, n = 1.4, 1.0, np.arange(61)
    p = exact.shortest_law(lam, mu, 60)
    wait = 1.4 * (1.0 + (p * np.minimum.outer(n, n)).sum())
    assert (p * np.add.outer(n, n)).sum() == pytest.approx(wait, rel=1e-9)
    late = [1 - f for f in (exact.Queue(lam, mu, 2).within(1.0), exact.shortest(lam, mu, 1.0), exact.Queue(0.7, mu, 1).within(1.0))]
    assert late == sorted(late)
    assert exact.shortest(lam, mu, 1.0, 40) == pytest.approx(exact.shortest(lam, mu, 1.0, 60), rel=1e-8)


def test_shortage(exact):
    """The newsvendor's shortage is the sum of what exceeds the stock."""
    n = np.arange(400)
    assert exact.shortage(90.0, 85) == pytest.approx(np.maximum(0, n - 85) @ stats.poisson.pmf(n, 90.0), rel=1e-11)


def test_present(exact):
    """M_t/G/infinity: the closed form is the integral of rate x chance to be there still."""
    tail = exact.lognormal_tail(20.0, 0.3)
    law = stats.lognorm(math.sqrt(math.log1p(0.09)), scale=20 / math.sqrt(1.09))
    assert tail(25.0) == pytest.approx(integrate.quad(law.sf, 0, 25.0, epsabs=1e-13)[0], rel=1e-11)
    starts, rates = [0.0, 10.0, 30.0], [2.0, 5.0]
    direct = sum(
        integrate.quad(lambda u, r=r: r * law.sf(40.0 - u), a, b, epsabs=1e-12)[0]
        for a, b, r in zip(starts, starts[1:], rates, strict=False)
    )
    assert exact.present(starts, rates, tail, 40.0) == pytest.approx(direct, rel=1e-10)


def test_uniformisation(exact):
    """Uniformisation is the matrix exponential, and its integral."""
    rng = np.random.default_rng(1)
    rates = rng.random((6, 6)) * (1 - np.eye(6))
    q, p = rates - np.diag(rates.sum(axis=1)), np.eye(1, 6).ravel()
    assert exact.uniformised(csr_matrix(rates), p, 1.7) == pytest.approx(p @ expm(1.7 * q), rel=1e-12)
    steps = [p @ expm(1.7 * (x + 1) / 2 * q) * w * 0.85 for x, w in zip(*np.polynomial.legendre.leggauss(30), strict=True)]
    assert exact.uniformised(csr_matrix(rates), p, 1.7, total=True) == pytest.approx(np.sum(steps, axis=0), rel=1e-11)


def test_transient(exact):
    """M/M/1 from empty: Bessel functions and uniformisation agree."""
    lam, mu, most = 0.8, 1.0, 200
    rates = np.diag([lam] * most, 1) + np.diag([mu] * most, -1)
    law = exact.uniformised(csr_matrix(rates), np.eye(1, most + 1).ravel(), 12.0)
    assert [exact.bessel(lam, mu, n, 12.0) for n in (0, 1, 5, 15)] == pytest.approx(law[[0, 1, 5, 15]], rel=1e-9)


def test_day_of_equal_hours(exact):
    """A day that never changes ends as M/M/c, in law and in waits."""
    queue = exact.Queue(2.0, 0.9, 3)
    day = exact.Day(0.9, [0.0, 500.0, 510.0], [2.0, 2.0], [3, 3])
    assert day.within(1, 1.3) == pytest.approx(20 * queue.within(1.3), rel=1e-8)
    assert day.spill < 1e-10


def test_day_by_two_ways(exact):
    """All waits of a changing day: from people waiting, forward; from what each arrival meets, backward, over all x."""
    day = exact.Day(1.0, [0.0, 30.0, 60.0, 90.0], [0.4, 1.3, 0.3], [1, 2, 1], most=50)
    nodes, weights = np.polynomial.legendre.leggauss(16)
    late = [30 * 2.0 - sum(day.within(i, 15 * (x + 1), nodes=8) for i in range(3)) for x in nodes]
    assert 15 * weights @ late == pytest.approx(day.waiting(), rel=1e-5)
