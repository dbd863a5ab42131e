"""All random numbers of a period of a contracted service, drawn before it starts and independent of the setting.

Addresses (purpose, entity): PERSON, as in `engine.team`, a station a day; GRADES 0 the shares of the period; FORM, one
per form sent; COMPLAINT, one per complaint: even numbers whatever is done, odd ones about work left undone.
"""

import math
from typing import NamedTuple

import numpy as np

from ...conduct import Conduct
from ...engine.coded import Floats, Ints
from ...engine.draw import pick, uniforms
from ...engine.jit import jit
from ...engine.sealed import sealed
from ...engine.team import people, team
from ...streams import Stream
from .layout import DAY, Layout

PERSON, GRADES, FORM, COMPLAINT = range(1, 5)


class Trace(NamedTuple):
    """Chance of one period; shapes in brackets, times in ms. A piece of a day's work is numbered in thousandths."""

    here: Ints  # [2, days, most posts] 1 when the person comes; axis 0: staff in post, other team
    speed: Ints  # [2, most posts] per mille, the same all period
    form: Ints  # [F, 4] day, piece of work it is about, 1 if it would be noticed undone, grade if done
    when: Ints  # [C] times of complaints that may be made
    about: Ints  # [C] piece of work it is about, -1 for one that is made whatever is done


@jit
def _forms(lay, key, replication, shares, out):
    """Write the forms that come back; return how many there are."""
    u, n = np.empty(5), 0
    for i in range(lay.forms):
        uniforms(key, FORM, replication, i, u)
        if u[0] < lay.response:
            out[n, 0], out[n, 1] = int(u[1] * lay.days), int(u[2] * lay.needed)
            out[n, 2], out[n, 3] = u[3] < lay.noticed, pick(shares, u[4])
            n += 1
    return n


@jit
def _levels(key, first, out):
    """Fill a row of `out` with the uniforms of the shares of each replication from `first` on."""
    for i in range(out.shape[0]):
        uniforms(key, GRADES, first + i, 0, out[i])


def shares(lay: Layout, key: np.uint64, first: int, n: int) -> Floats:
    """Return the cumulated shares of the grades of n periods, [n, 4].

    They follow a Dirichlet law with the grades of the layout as its mean, made stick by stick: the first grade takes a
    beta share of all, each next one a beta share of what is left.
    """
    if not lay.hold:
        return np.tile(np.cumsum(lay.grades), (n, 1))
    from scipy.special import betaincinv

    u = np.empty((n, 3))
    _levels(key, first, u)
    found, left = np.ones((n, 4)), np.ones(n)
    for g in range(3):
        mine, others = lay.grades[g] * lay.hold, lay.grades[g + 1 :].sum() * lay.hold
        left *= 1.0 - (betaincinv(mine, others, u[:, g]) if mine > 0.0 and others > 0.0 else float(mine > 0.0))
        found[:, g] = 1.0 - left
    return found


@jit
def _complain(lay, key, replication, out):
    """Write the complaints of both processes, each in order of time; return how many, or -1 when there is no room."""
    u, n = np.empty(2), 0
    for about in range(lay.rates.size):
        rate, time, i = lay.rates[about], 0.0, about
        while rate > 0.0:
            uniforms(key, COMPLAINT, replication, i, u)
            time -= math.log(u[0]) / rate
            if time >= 1.0:
                break
            if n == out.shape[0]:
                return -1
            out[n, 0], out[n, 1] = int(time * lay.days * DAY), int(u[1] * lay.needed) if about else -1
            n, i = n + 1, i + 2
    return n


@jit
def _complaints(lay, key, replication):
    """Return (time, piece of work) of two Poisson processes, in order of time within each."""
    room = int(2 * lay.rates.sum()) + 16
    while True:
        table = np.empty((room, 2), dtype=np.int64)
        n = _complain(lay, key, replication, table)
        if n >= 0:
            return table[:n]
        room *= 2


@jit
def drawn(lay, own, other, key, replication, cut):
    """Return the trace of one period of `lay`, for staff in post and other team (`engine.team.team`).

    `cut` is what `shares` says of the replication.
    """
    here, speed = people(key, PERSON, replication, np.full(lay.days, lay.most), own, other)
    form = np.empty((lay.forms, 4), dtype=np.int64)
    n = _forms(lay, key, replication, cut, form)
    table = _complaints(lay, key, replication)
    return Trace(
        sealed(here), sealed(speed[:, 0].copy()), sealed(form[:n].copy()), sealed(table[:, 0].copy()),
        sealed(table[:, 1].copy()),
    )  # fmt: skip


def draw(lay: Layout, workforce: tuple[Conduct, Conduct], stream: Stream) -> Trace:
    """Return the trace of one period of `lay`, for staff in post and other team as in `workforce`."""
    (own, other), key, r = workforce, np.uint64(stream.key), stream.replication
    trace: Trace = drawn(lay, team(own), team(other), key, r, shares(lay, key, r, 1)[0])
    return trace
