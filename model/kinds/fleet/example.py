"""A day small enough to be followed by hand (`docs/example-fleet.md` follows it)."""

from ...conduct import Conduct
from ...kind import Workforce
from ...levers import Setting
from .spec import Common, Place, Spec

PURPOSES = {
    "visit": {
        "open": "08:00", "close": "18:00", "weights": [1.0] * 20, "vehicle": "car", "immediate": 0.5, "hold": 20.0,
        "passengers": [4.0, 2.0, 1.0, 1.0, 1.0], "duration": 1.0, "distance": 20.0, "one_way": 0.2,
        "far": 0.1, "far_duration": 10.0, "far_distance": 300.0,
    },
    "delegation": {
        "open": "12:00", "close": "14:00", "weights": [1.0] * 4, "vehicle": "car", "cars": 2, "hold": 120.0,
        "duration": 2.0, "distance": 30.0, "contract": False, "hail": False,
    },
    "urgent": {
        "open": "08:00", "close": "18:00", "weights": [1.0] * 20, "vehicle": "car", "priority": 0, "immediate": 1.0,
        "hold": 15.0, "duration": 0.5, "distance": 15.0, "contract": False, "hail": False,
    },
}  # fmt: skip


def example() -> tuple[Spec, Workforce, Setting]:
    """Return a day of two cars, a van, a contracted car and two drivers, with ride-hailing for the rest.

    Three places make a right-angled triangle of 10, 7.5 and 12.5 km by road; every duration is constant, so that
    vehicles and drivers can be followed by hand; only who asks, and which vehicle breaks down, is left to chance.
    """
    common = Common.model_validate(
        {
            "kind": "fleet",
            "classes": {
                "car": {"seats": 4, "energy": 0.6, "wear": 0.2, "breakdown": 0.1},
                "van": {"seats": 8, "energy": 1.0, "wear": 0.3},
            },
            "purposes": PURPOSES,
            "shifts": {
                "day": {"start": "08:00", "end": "17:00", "pauses": [["12:00", "13:00"]], "overtime_min": 60, "high": 3}
            },
            "dispatch": "nearest",
            "reserve": {"priority": 0, "vehicles": {"car": 1}},
            "handling_min": 2.0,
            "open": "08:00",
            "close": "18:00",
            "workshop": {"bays": 1, "repair": 2.0},
            "contract": {"start": "08:00", "end": "17:00", "overtime_min": 30, "per_day": {"car": 500}},
            "hail": {"delay": 5.0, "base": 10.0, "per_km": 2.0},
            "days": 1,
        }
    )
    place = Place.model_validate(
        {
            "kind": "fleet",
            "requests": {"visit": 8.0, "delegation": 1.0, "urgent": 2.0},
            "zones": {"office": {}, "east": {"x": 8.0}, "north": {"y": 6.0}},
            "departments": {
                "head": {"weight": 2.0, "zone": "office"},
                "branch": {"zone": "east"},
                "station": {"zone": "north"},
            },
            "detour": 1.25,
            "vehicles": {"car": [0, 2], "van": [0, 1]},
            "contracted": {"car": [0, 1]},
        }
    )
    still = Conduct(spread=0.0, absence=0.0)
    return Spec(common=common, place=place), (still, still), Setting((2, 1, 1, 2), 1)
