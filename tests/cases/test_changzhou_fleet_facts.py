"""The shipped fleet says of Changzhou what the article says, calls the rest assumptions, and its sums hold."""

import pytest
from houqin.model.origin import origin
from houqin.model.scenario import Scenario
from houqin.solvers import prices
from houqin.solvers.menu import Option

CASE = "changzhou-fleet"
UNIT, SERVICE = "车队", "公务用车"
HYBRID = Option(UNIT, "hybrid", "甲驾驶服务")


def test_only_the_price_of_terminals_is_quoted(quoted: dict[tuple[str, ...], list[float]]) -> None:
    """The article is cited for one number of the file, 1,600 yuan a terminal; 250 of them are its 0.4 million."""
    assert quoted == {("equipment", "北斗终端", "price"): [1600]}
    assert 1600 * 250 == 400_000


def test_today_has_250_vehicles(scenario: Scenario) -> None:
    """Owned and in use today: 180 + 50 + 20."""
    unit = scenario.units[UNIT]
    vehicles = {name: unit.owned[name] for name in ("轿车", "商务车", "中巴")}
    assert sum(vehicles.values()) == 250
    assert {name: unit.today.setting[name] for name in vehicles} == vehicles


def test_requests_of_a_day(scenario: Scenario) -> None:
    """392 requests a working day, 1.6 a vehicle."""
    total = sum(scenario.spec(UNIT).place.requests.values())
    assert total == 392
    assert round(total / 250, 1) == 1.6


def test_a_sedan_costs_what_the_comment_says(scenario: Scenario) -> None:
    """150,000 x 0.7 / 8 + 150,000 x 0.07 = 23,625 yuan a year, without driver and fuel."""
    sedan = scenario.equipment["轿车"]
    wear = sedan.price * (1 - sedan.resale_rate) / sedan.life_years
    assert (wear, sedan.price * sedan.upkeep_rate) == (13125.0, pytest.approx(10500.0))


def test_a_ride_costs_what_the_comment_says(scenario: Scenario) -> None:
    """22 km by ride-hailing are 79.4 yuan, by an own sedan 20.9."""
    common = scenario.spec(UNIT).common
    assert common.hail.base + 22 * common.hail.per_km == pytest.approx(79.4)
    assert 22 * (common.classes["轿车"].energy + common.classes["轿车"].wear) == pytest.approx(20.9)


def test_a_contracted_sedan_costs_a_year(scenario: Scenario) -> None:
    """560 yuan on 248 days are 138,880 yuan."""
    assert prices.lever_prices(scenario, HYBRID)["contract_轿车"] == (13_888_000, 13_888_000)


def test_vehicles_are_renewed_after_eight_years(scenario: Scenario) -> None:
    """None of them grows that old within the horizon: four years old today, three years to plan."""
    for name in ("轿车", "商务车", "中巴"):
        kind = scenario.equipment[name]
        assert kind.renewed
        assert kind.last(scenario.units[UNIT].owned_age_years) == 4 >= scenario.horizon.years


def test_what_must_not_be_hailed(scenario: Scenario) -> None:
    """Trips out of town, mail, meetings, groups and emergencies are never covered by ride-hailing, and have standards."""
    barred = {name for name, purpose in scenario.spec(UNIT).common.purposes.items() if not purpose.hail}
    assert barred == {"出市公务", "机要通信", "会议接待", "集体调研", "应急值班"}
    assert {f"on_time_{name}" for name in barred} <= set(scenario.targets(UNIT))


def test_assumptions_are_called_so(scenario: Scenario) -> None:
    """Trips, prices of vehicles and bids stand under the assumption."""
    for path in (("services", SERVICE), ("units", UNIT), ("bids", "甲驾驶服务"), ("hiring",), ("equipment", "轿车")):
        assert origin(scenario, *path) == "假设"
