"""How long litter lies under patrol: renewal theory, E[C^2] / (2 E[C]) (Cox, Renewal Theory, 1962, ch. 5).

Litter falls as a Poisson process, so a piece sees a gap C between looks with probability proportional to its length and
lies for a uniform part of it: the mean is E[C^2] / (2 E[C]), and P(lying <= t) = E[min(C, t)] / E[C].
"""

import math

import pytest

LAWS = {
    "constant": (60.0, 60.0**2, lambda t: min(t, 60.0)),
    "uniform": ({"dist": "uniform", "low": 20.0, "high": 100.0}, (100.0**3 - 20.0**3) / 240.0,
                lambda t: (t * t / 2 - 200.0) / 80.0 + t * (100.0 - t) / 80.0),
    "exponential": ({"dist": "exponential", "mean": 60.0}, 2 * 60.0**2, lambda t: 60.0 * (1 - math.exp(-t / 60.0))),
}  # fmt: skip
"""Law of a look at one zone that is all there is: its second moment, and E[min(C, t)] for 20 <= t <= 100."""

DAYS = {"constant": 150, "uniform": 300, "exponential": 1200}


def one(theory, law, factor=1.0):
    """Return the line with one zone whose looks follow a law, all times multiplied by a factor."""
    if isinstance(law, dict):
        scaled = {name: value * factor if isinstance(value, float) else value for name, value in law.items()}
    else:
        scaled = law * factor
    return theory.Line(look=scaled, rate=100.0, limit=45.0)


@pytest.mark.parametrize("name", LAWS)
def test_random_rounds(theory, name):
    """One zone looked at again and again: mean lying time E[C^2]/2E[C], and its share within 45 s."""
    law, second, within = LAWS[name]
    found = theory.lying(one(theory, law), days=DAYS[name])
    assert abs(theory.z(found.mean(), second / 120.0)) <= 4.5
    assert abs(theory.z(found.share(), within(45.0) / 60.0)) <= 4.5


@pytest.mark.parametrize("name", LAWS)
def test_random_rounds_power(theory, name):
    """Looks that take 2 % longer are noticed."""
    law, second, _ = LAWS[name]
    found = theory.lying(one(theory, law, 1.02), days=DAYS[name])
    assert abs(theory.z(found.mean(), second / 120.0)) > 8


@pytest.mark.parametrize(("zones", "walk", "look"), [(1, 0.0, 120.0), (6, 30.0, 30.0), (15, 4.0, 20.0)])
def test_circuit(theory, zones, walk, look):
    """On a ring every zone is looked at once a round C = n (walk + look): mean C/2, uniform on [0, C]."""
    cycle = zones * (walk + look)
    line = theory.Line(zones=zones, walk=walk, look=look, rate=min(200.0, 240.0 / zones), limit=cycle / 3)
    found = theory.lying(line, days=100)
    assert abs(theory.z(found.mean(), cycle / 2)) <= 4.5
    assert abs(theory.z(found.share(), 1 / 3)) <= 4.5
    slow = theory.lying(line._replace(walk=1.02 * walk, look=1.02 * look), days=100)
    assert abs(theory.z(slow.mean(), cycle / 2)) > 8


@pytest.mark.parametrize("zones", [2, 3, 7])
def test_shuttle(theory, zones):
    """Back and forth along a line, zone i is looked at after gaps of 2 i h and 2 (n - 1 - i) h, h = walk + look."""
    hop = 25.0
    gaps = [(2 * i * hop, 2 * (zones - 1 - i) * hop) for i in range(zones)]
    cycle = 2 * (zones - 1) * hop
    exact = sum(a * a + b * b for a, b in gaps) / (2 * cycle * zones)
    share = sum(min(a, cycle / 2) + min(b, cycle / 2) for a, b in gaps) / (cycle * zones)
    line = theory.Line(zones, walk=10.0, look=15.0, rate=200.0 / zones, rounds="shuttle", ring=False, limit=cycle / 2)
    found = theory.lying(line, days=150)
    assert abs(theory.z(found.mean(), exact)) <= 4.5
    if zones > 2:
        assert abs(theory.z(found.share(), share)) <= 4.5
    slow = theory.lying(line._replace(walk=10.2, look=15.3), days=150)
    assert abs(theory.z(slow.mean(), exact)) > 8


def test_circuit_on_a_line(theory):
    """Along a line, the way back takes as long as the way out: C = n look + 2 (n - 1) walk for n zones."""
    line = theory.Line(zones=5, walk=12.0, look=20.0, rate=40.0, ring=False)
    assert abs(theory.z(theory.lying(line, days=100).mean(), (5 * 20 + 2 * 4 * 12) / 2)) <= 4.5
