"""Who comes to work today, and how fast each is: the same transformation of uniforms for every kind.

A station is anything people are assigned to: a post lever, the windows of a tier. Its holders are numbered from 0.
"""

import math

import numpy as np
from numpy.typing import NDArray

from ..conduct import Conduct
from .draw import quantile, uniforms
from .jit import jit


@jit
def _people(law, key, purpose, replication, most, here, speed):
    """Transform each person's three uniforms by a team's conduct: who comes, and how fast.

    `law` = (missing, turnover per week, entry skill, ramp weeks, productivity, law of the personal factor).
    """
    u = np.empty(3)
    for s in range(most.size):
        for i in range(most[s]):
            uniforms(key, purpose, replication, s * 1024 + i, u)
            here[s, i] = u[0] >= law[0]
            skill = 1.0
            if law[1] > 0.0 and law[3] > 0.0:
                tenure = -math.log(u[1]) / law[1]
                skill = law[2] + (1.0 - law[2]) * min(1.0, tenure / law[3])
            own = quantile(law[5], law[6], law[7], law[8], u[2])
            speed[s, i] = max(50, round(1000.0 * law[4] * skill * own))


def team(conduct: Conduct) -> NDArray[np.float64]:
    """Return a team's conduct as nine floats: missing, turnover a week, entry skill, ramp, productivity, own law."""
    sigma = math.sqrt(math.log1p(conduct.spread**2))
    law = (4.0, -0.5 * sigma**2, sigma, 0.0) if conduct.spread else (0.0, 1.0, 0.0, 0.0)
    weekly = conduct.turnover * 7 / 365
    return np.array([conduct.missing(), weekly, conduct.entry_skill, conduct.ramp_weeks, conduct.productivity, *law])


@jit
def people(key, purpose, replication, most, own, other):
    """Return (here, speed), int64 [2, stations, most people]: 1 for who comes, and speeds per mille.

    `own` and `other` are the conduct (`team`) of staff in post and of the other team, on axis 0 in this order.
    """
    room = 1
    for s in range(most.size):
        room = max(room, most[s])
    here, speed = np.zeros((2, most.size, room), dtype=np.int64), np.zeros((2, most.size, room), dtype=np.int64)
    _people(own, key, purpose, replication, most, here[0], speed[0])
    _people(other, key, purpose, replication, most, here[1], speed[1])
    return here, speed
