"""What a unit may choose from: the numbers of staff in post that can come about."""

import pytest
from houqin.solvers import menu


def test_no_more_leave_a_group_than_there_are(case):
    """Of two people on loan of whom two may leave every year, no more than two are taken to be gone."""
    loan = {"headcount": 2, "units": ["B"], "pay": {"gross_per_month": 3000.0}, "exit": {"max_per_year": 2, "payment": 0.0}}
    still = {"workforce.staff.headcount": 6, "workforce.staff.retirements": [], "workforce.staff.exit.max_per_year": 0,
             "workforce.staff.redeploy.vacancies_per_year": 0}  # fmt: skip
    scenario = case({**still, "workforce.loan": loan})
    option = next(o for o in menu.options(scenario) if o.unit == "B" and o.mode == "hybrid")
    assert menu.staffing(scenario, option) == (8, 7, 6, 0)


@pytest.mark.parametrize(
    ("changes", "numbers"),
    [
        ({}, (6, 5, 0)),
        ({"workforce.staff.units": ["A", "B"]}, (6, 5, 4, 3, 2, 1, 0)),
        ({"workforce.staff.units": ["A", "B"], "workforce.staff.headcount": 33}, (33, 32, 30, *range(20, -1, -1))),
        ({"workforce.staff.protected": False}, (6, 5, 4, 3, 2, 1, 0)),
        ({"workforce.loan": 2}, (8, 7, 6, 5, 0)),
        ({"policy.no_dismissal.state": "off"}, (6, 5, 4, 3, 2, 1, 0)),
        ({"policy.no_dismissal.state": "off", "workforce.staff.headcount": 33}, (33, 32, 30, 20, 10, 0)),
    ],
)
def test_numbers_of_staff_are_those_that_can_come_about(case, changes, numbers):
    """Some work elsewhere, some contracts end, some may be dismissed: every number that follows is offered, many by tens."""
    still = {"workforce.staff.headcount": 6, "workforce.staff.retirements": [1], "horizon.years": 2,
             "workforce.staff.exit.max_per_year": 0, "workforce.staff.redeploy.vacancies_per_year": 0}  # fmt: skip
    if "workforce.loan" in changes:
        outside = {"headcount": 2, "units": ["B"], "pay": {"gross_per_month": 3000.0}, "protected": False}
        changes = {"workforce.loan": outside}
    scenario = case({**still, **changes})
    option = next(o for o in menu.options(scenario) if o.unit == "B" and o.mode == "hybrid")
    assert menu.staffing(scenario, option) == numbers
