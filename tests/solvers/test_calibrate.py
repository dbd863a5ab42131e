"""Calibration finds the factor that was hidden in the case, and says how sure it is."""

import houqin as hq
import pytest
from houqin.model.scenario import Scenario
from houqin.solvers.calibrate import calibrate, root

DAYS = 63


def _stated(scenario: Scenario, unit: str, score: float | None, effort: float = 1.1) -> Scenario:
    """Return the case with one unit's score and effort, and no score of any other unit."""
    units = {name: u.model_copy(update={"today": u.today.model_copy(update={"score": None})})
             for name, u in scenario.units.items()}  # fmt: skip
    own = units[unit]
    place = scenario.kind(unit).scaled(scenario.spec(unit), effort / 1.1).place
    units[unit] = own.model_copy(update={"today": own.today.model_copy(update={"score": score}), "place": place})
    return scenario.model_copy(update={"units": units})


@pytest.fixture(scope="module")
def case() -> Scenario:
    """Return the shipped case."""
    return hq.read("changchun")


def test_hidden_factor_is_found(case: Scenario) -> None:
    """Quality simulated where work is 20 % harder leads back to the factor 1.2 on the same days.

    Points are whole, so on few days quality falls in small steps and its root is a short stretch, not a point.
    """
    harder = calibrate(_stated(case, "二院保洁", 90.0, effort=1.1 * 1.2), DAYS)[0].simulated
    found = calibrate(_stated(case, "二院保洁", harder), DAYS)[0]
    assert found.factor == pytest.approx(1.2, rel=0.02)
    assert found.lower is not None and found.upper is not None
    assert found.lower < 1.2 < found.upper


def test_out_of_reach_is_said(case: Scenario) -> None:
    """A score no factor gives has no factor; it is not clipped to the end of the range."""
    assert calibrate(_stated(case, "主院保洁", 100.0), DAYS)[0].factor is None


def test_units_without_score_are_left_out(case: Scenario) -> None:
    """Only stated scores are calibrated."""
    assert calibrate(_stated(case, "主院保洁", None), DAYS) == ()


def test_shipped_override_is_the_calibration(case: Scenario) -> None:
    """The shipped override's effort lies inside the interval that calibration gives for the second compound."""
    found = calibrate(_stated(case, "二院保洁", 90.0), DAYS)[0]
    stated = hq.read("changchun", scenario=("按现状反推难度",)).units["二院保洁"].place.effort.expectation()
    assert found.lower is not None and found.upper is not None
    assert found.lower <= stated / 1.1 <= found.upper


def test_root_of_a_known_function() -> None:
    """Bisection finds the zero of a falling function, and None where there is none in the range."""
    assert root(lambda f: 1.7 - f) == pytest.approx(1.7, rel=1e-3)
    assert root(lambda f: 9.0 - f) is None
    assert root(lambda f: 0.1 - f) is None
