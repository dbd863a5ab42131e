"""A lunch small enough to be followed by hand (`docs/example-canteen.md` follows it)."""

from ...conduct import Conduct
from ...kind import Workforce
from ...levers import Setting
from .spec import Common, Place, Spec


def example() -> tuple[Spec, Workforce, Setting]:
    """Return twenty minutes of lunch: two tiers, at most three windows, one lane to pay at, six seats.

    Every duration is constant, so that lines, till and seats can be listed by hand; only who comes is left to chance.
    """
    common = Common.model_validate(
        {
            "kind": "canteen",
            "meals": {"lunch": {"open": "11:30", "close": "11:50", "weights": [2.0, 1.0, 1.0, 1.0]}},
            "technologies": {"tray": {"service": 40.0}, "cook": {"service": 90.0}},
            "tiers": {
                "set": {"price": 6.0, "food_cost": 4.0, "technology": "tray"},
                "choice": {"price": 12.0, "food_cost": 7.0, "technology": "cook"},
            },
            "shifts": {"servers": {"start": "10:30", "end": "13:00", "high": 5}},
            "checkout": {"manual": 30.0, "lanes": [1, 1]},
            "patience": {"longest_line": 2.0, "wait": 2.5},
            "seating": {"dwell": 8.0, "clearing": 30.0, "loss": 0.5, "limit_min": 1.0},
            "opinion": {"base": 2.0, "wait": 0.5, "price": 0.1, "choice": 1.0, "seat": 0.2},
            "step_min": 10,
            "line": "window",
            "wait_limit_min": 1.0,
            "relief": [0, 1],
        }
    )
    days = ("mon", "tue", "wed", "thu", "fri")
    place = Place.model_validate(
        {
            "kind": "canteen",
            "headcount": 20,
            "crowds": {
                "lunch": {
                    "participation": dict.fromkeys(days, 0.7),
                    "shares": {"set": 1.0, "choice": 1.0},
                    "windows": {"set": [1, 2], "choice": [0, 1]},
                    "portions": {"choice": [0, 10]},
                }
            },
            "groups": [3.0, 1.0],
            "flexible": 0.3,
            "portion_step": 1,
            "seats": [6, 6],
        }
    )
    still = Conduct(spread=0.0, absence=0.0)
    return Spec(common=common, place=place), (still, still), Setting((1, 2, 1, 0, 1, 1, 0, 3, 5))
