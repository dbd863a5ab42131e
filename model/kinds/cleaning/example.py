"""A day small enough to be followed by hand (`docs/example.md` follows it)."""

from ...conduct import Conduct
from ...kind import Workforce
from ...levers import Setting
from .spec import Common, Place, Spec


def example() -> tuple[Spec, Workforce, Setting]:
    """Return two corridors, a washroom and a yard; one rounds person, one tasks person, one scrubber.

    Every duration is constant, so that visits, tasks and gaps can be listed by hand; only litter falls at random.
    """
    common = Common.model_validate(
        {
            "kind": "cleaning",
            "zone_types": {
                "corridor": {"indoor": True, "look": 60.0, "dirt": {"litter": {"rate": 20.0, "removal": 30.0}}},
                "washroom": {"indoor": True, "look": 120.0},
                "yard": {"indoor": False, "look": 30.0, "dirt": {"litter": {"rate": 10.0, "removal": 30.0}}},
            },
            "shifts": {"day": {"start": "08:00", "end": "12:00", "pause": ["10:00", "10:10"]}},
            "posts": {
                "rounds": {"role": "rounds", "shift": "day", "high": 4},
                "tasks": {"role": "tasks", "shift": "day", "high": 4},
            },
            "machines": {"scrubber": {"high": 2, "mtbf_h": 100000.0}},
            "tasks": {
                "floor": {
                    "zones": ["corridor"],
                    "shift": "day",
                    "windows": [["08:00", "09:00"]],
                    "hand": {"rate": 200.0},
                    "machine": {"type": "scrubber", "rate": 800.0},
                    "variation": 0.0,
                },
                "service": {
                    "zones": ["washroom"],
                    "shift": "day",
                    "windows": [["08:00", "08:30"], ["10:00", "11:00"]],
                    "per": "fixture",
                    "hand": {"rate": 20.0},
                    "variation": 0.0,
                    "gap_limit_min": 120.0,
                },
            },
            "inspection": {"per_day": 0},
        }
    )
    place = Place.model_validate(
        {
            "kind": "cleaning",
            "zones": {
                "corridors": {
                    "type": "corridor",
                    "count": 2,
                    "area_m2": 400.0,
                    "walk": 60.0,
                    "open": "08:00",
                    "close": "11:00",
                },
                "washroom": {
                    "type": "washroom",
                    "count": 1,
                    "area_m2": 50.0,
                    "fixtures": 5,
                    "walk": 60.0,
                    "open": "08:00",
                    "close": "12:00",
                },
                "yard": {
                    "type": "yard",
                    "count": 1,
                    "area_m2": 400.0,
                    "walk": 120.0,
                    "open": "08:00",
                    "close": "11:00",
                },
            },
        }
    )
    still = Conduct(spread=0.0, absence=0.0)
    return Spec(common=common, place=place), (still, still), Setting((1, 1, 1))
