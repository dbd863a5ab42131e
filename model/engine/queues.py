"""Queueing arithmetic for first guesses: quick, approximate where it is used, and never part of a bound."""

import math

import numpy as np
from numpy.typing import NDArray


def erlang_b(servers: int, load: float) -> float:
    """Return the probability that all servers are busy and nobody waits, by Erlang's recursion (1917)."""
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Return the probability of waiting in M/M/c: B / (1 - rho (1 - B)); 1 where the load is not below the servers."""
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return blocked / (1.0 - load / servers * (1.0 - blocked))


def late(servers: int, load: float, service: float, limit: float) -> float:
    """Return P(wait > limit) in M/M/c: C exp(-(c - a) limit / service); `limit` and `service` in one unit."""
    if load >= servers:
        return 1.0
    return erlang_c(servers, load) * math.exp(-(servers - load) * limit / service)


def fewest(load: float, service: float, limit: float, share: float, most: int) -> int:
    """Return the fewest servers, at most `most`, with which at least `share` wait no longer than `limit`."""
    least = math.floor(load) + 1
    return next((c for c in range(min(least, most), most) if late(c, load, service, limit) <= 1.0 - share), most)


def offered(rates: NDArray[np.float64], width: float, service: float) -> NDArray[np.float64]:
    """Return the mean load at the end of each of some stretches of equal `width`, from an empty start.

    The modified offered load of Jennings, Mandelbaum, Massey and Whitt (1996): m' = rate - m / service, rates constant
    within a stretch; float64, shape of `rates`.
    """
    load, found = 0.0, np.empty(len(rates))
    decay = math.exp(-width / service) if service > 0.0 else 0.0
    for i, rate in enumerate(rates):
        load = rate * service + (load - rate * service) * decay
        found[i] = load
    return found
