"""A week small enough to be followed by hand (`docs/example-contracted.md` follows it)."""

from ...conduct import Conduct
from ...kind import Workforce
from ...levers import Setting
from .spec import Common, Place, Spec


def example() -> tuple[Spec, Workforce, Setting]:
    """Return a week of meeting service: eight rooms, a person does five, two people, a survey of ten forms.

    People are equally fast; who comes, who is asked about what, and who complains is left to chance.
    """
    common = Common.model_validate(
        {
            "kind": "contracted",
            "what": "会务",
            "unit": "间会议室",
            "per_post": 5.0,
            "days": 5,
            "survey": {"forms": 10, "response": 0.9, "grades": [6.0, 3.0, 1.0, 0.0], "claim": 0.7, "noticed": 0.8},
            "complaints": 4.2,
            "neglect": 42.0,
            "fine": 100.0,
        }
    )
    place = Place.model_validate({"kind": "contracted", "workload": 8.0, "low": 1, "high": 3})
    absent = Conduct(spread=0.0, absence=0.2)
    return Spec(common=common, place=place), (absent, absent), Setting((2,))
