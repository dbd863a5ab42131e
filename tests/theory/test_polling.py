"""Removing takes time: rounds are polling systems, whose mean waits are known.

Symmetric cyclic polling with N queues (zones), Poisson arrivals at rate a each, service (removal) with moments b, b2,
and switch-over (walk and look) with mean r and variance d2, load p = N a b (Takagi, "Queuing analysis of polling
models", ACM Computing Surveys 20 (1988) 5-28): the mean wait until removal begins is

    d2 / (2 r) + (N a b2 + r (N - p)) / (2 (1 - p))   exhaustive,
    d2 / (2 r) + (N a b2 + r (N + p)) / (2 (1 - p))   gated.

The second method is the pseudo-conservation law (Boxma and Groenendijk, J. Appl. Prob. 24 (1987) 949-964), which also
holds when zones differ. A piece lies for its wait and its own removal.
"""

import pytest

ZONES, RATE, REMOVAL, WALK = 4, 27.0, 20.0, 10.0
LOOK = {"dist": "uniform", "low": 10.0, "high": 50.0}
SECOND = {"constant": REMOVAL**2, "exponential": 2 * REMOVAL**2}
SWITCH, SPREAD = WALK + 30.0, 40.0**2 / 12


def removal(law, factor=1.0):
    """Return the law of a removal as a scenario states it."""
    return {"dist": "exponential", "mean": REMOVAL * factor} if law == "exponential" else REMOVAL * factor


def takagi(zones, rate, switch, law, pickup):
    """Return the mean wait by Takagi's formula; `rate` per zone and second."""
    load = zones * rate * REMOVAL
    way = load if pickup == "gated" else -load
    return SPREAD / (2 * switch) + (zones * rate * SECOND[law] + switch * (zones + way)) / (2 * (1 - load))


def conserved(rates, switch, law, pickup):
    """Return the load-weighted mean wait by the pseudo-conservation law; all removals have the same law."""
    loads = [rate * REMOVAL for rate in rates]
    load, squares = sum(loads), sum(p * p for p in loads)
    total = len(rates) * switch
    second = total**2 + len(rates) * SPREAD
    way = squares if pickup == "gated" else -squares
    return (
        sum(rates) * SECOND[law] / (2 * (1 - load))
        + second / (2 * total)
        + total * (load**2 + way) / (2 * load * (1 - load))
    )


@pytest.mark.parametrize("pickup", ["gated", "exhaustive"])
@pytest.mark.parametrize("law", SECOND)
def test_two_methods_agree(law, pickup):
    """The two formulas give the same for equal zones, so neither is copied wrongly alone."""
    one = takagi(ZONES, RATE / 3600, SWITCH, law, pickup)
    assert one == pytest.approx(conserved([RATE / 3600] * ZONES, SWITCH, law, pickup), rel=1e-12)


def simulated(theory, zones, law, pickup, factor=1.0):
    """Return how many standard errors the mean lying time lies from theory, with litter more frequent by a factor."""
    walk, rate = (WALK, RATE) if zones > 1 else (0.0, 108.0)
    exact = takagi(zones, rate / 3600, walk + 30.0, law, pickup) + REMOVAL
    line = theory.Line(zones=zones, walk=walk, look=LOOK, rate=factor * rate, removal=removal(law), pickup=pickup)
    days = 500 if law == "constant" else 1400 if zones == 1 else 800
    return theory.z(theory.lying(line, days).mean(), exact)


@pytest.mark.parametrize("pickup", ["gated", "exhaustive"])
@pytest.mark.parametrize("law", SECOND)
@pytest.mark.parametrize("zones", [1, ZONES])
def test_symmetric(theory, zones, law, pickup):
    """Equal zones, load 0.6: the simulated mean lying time is that of theory."""
    assert abs(simulated(theory, zones, law, pickup)) <= 4.5


@pytest.mark.parametrize("pickup", ["gated", "exhaustive"])
@pytest.mark.parametrize("law", ["constant", pytest.param("exponential", marks=pytest.mark.slow)])
@pytest.mark.parametrize("zones", [1, ZONES])
def test_symmetric_power(theory, zones, law, pickup):
    """Litter 2 % more frequent is noticed, with an error of the size allowed above."""
    assert abs(simulated(theory, zones, law, pickup, 1.02)) > 8


@pytest.mark.parametrize("pickup", ["gated", "exhaustive"])
def test_unequal_zones(theory, pickup):
    """Zones that differ in litter obey the pseudo-conservation law; with equal removals it weighs every item alike."""
    line = theory.Line(zones=ZONES, walk=WALK, look=LOOK, removal=REMOVAL, pickup=pickup)
    plain = theory.spec_of(line)
    rates = [60.0, 5.0, 40.0, 3.0]
    common, place = plain.common.model_dump(mode="json"), plain.place.model_dump(mode="json")
    base = common["zone_types"].pop("z")
    for i, (rate, group) in enumerate(zip(rates, place["zones"].values(), strict=True)):
        common["zone_types"][f"z{i}"] = {**base, "dirt": {"litter": {"rate": rate, "removal": REMOVAL}}}
        group["type"] = f"z{i}"
    spec = type(plain)(common=type(plain.common).model_validate(common), place=type(plain.place).model_validate(place))
    exact = conserved([r / 3600 for r in rates], SWITCH, "constant", pickup) + REMOVAL
    assert abs(theory.z(theory.lying(line, 500, spec=spec).mean(), exact)) <= 4.5
