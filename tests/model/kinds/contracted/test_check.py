"""Every fault inside a contracted spec is found where it stands; texts are honest about what is not simulated."""

import copy

import pytest
from houqin.model.kinds.contracted import CONTRACTED
from houqin.model.kinds.contracted.levers import HONEST
from houqin.model.kinds.contracted.spec import Common, Place, Spec


def changed(**changes):
    """Return the example's spec with fields of common, place or survey changed."""
    spec, _, _ = CONTRACTED.example()
    common, place = (copy.deepcopy(half.model_dump(mode="json")) for half in (spec.common, spec.place))
    for name, value in changes.items():
        half = next(h for h in (common["survey"], place, common) if name in h)
        half[name] = value
    return Spec(common=Common.model_validate(common), place=Place.model_validate(place))


ERRORS = {
    "no answers": ({"grades": [0.0, 0.0, 0.0, 0.0]}, "HQ1402", ("common", "survey", "grades")),
    "scores that rise": ({"scores": [100.0, 80.0, 90.0, 30.0]}, "HQ1212", ("common", "survey", "scores")),
    "spread that no share has": ({"grades": [1.0, 0.0, 0.0, 1.0], "spread": 0.5}, "HQ1212", ("common", "survey", "spread")),
    "spread of a certain answer": ({"spread": 0.1}, "HQ1212", ("common", "survey", "spread")),
    "box upside down": ({"low": 4}, "HQ1303", ("place", "low")),
    "too many people and days": ({"days": 21, "high": 953}, "HQ1601", ("place", "high")),
    "a wrong unit": ({"workload": 60_000.0}, "HQ1409", ("place", "workload")),
}


@pytest.mark.parametrize("name", ERRORS)
def test_faults(name):
    """One change, one fault, at the value that is wrong."""
    change, code, path = ERRORS[name]
    assert [(f.code, (f.place, *f.path)) for f in CONTRACTED.check(changed(**change))] == [(code, path)]


def test_just_inside_is_accepted():
    """The largest spread, equal scores, an empty box and 10,000 people are no faults."""
    assert not CONTRACTED.check(changed(grades=[1.0, 0.0, 0.0, 1.0], spread=0.4999, scores=[50.0] * 4))
    assert not CONTRACTED.check(changed(low=3, workload=50_000.0))
    assert not CONTRACTED.check(changed(days=20, high=1000))


def test_strict_reading_counts_two_grades():
    """Of 6, 3 and 1 answers, all are satisfied in the loose reading and nine in the strict one."""
    assert changed().satisfied() == 1.0
    assert changed(satisfied="strict").satisfied() == 0.9


def test_measures_say_how_they_are_read():
    """Texts name the grades that count as satisfied, and the claim that is held against the survey."""
    loose, strict = ({m.name: m.text for m in CONTRACTED.measures(changed(satisfied=s))} for s in ("loose", "strict"))
    assert (loose["satisfaction"].zh, strict["satisfaction"].en) == ("满意率(优、较好、一般)", "satisfied (two upper grades)")
    assert "70%" in loose["proven"].zh and "70%" in loose["met"].en


def test_it_says_that_nothing_is_simulated():
    """The kind's name and the table in the report say in both languages that no process is simulated."""
    spec, _, setting = CONTRACTED.example()
    (grid,) = CONTRACTED.grids(spec, setting)
    for text in (CONTRACTED.text, grid.text):
        assert HONEST.zh in text.zh and HONEST.en in text.en
    assert "不模拟" in HONEST.zh and "not simulated" in HONEST.en
    assert grid.rows[0][1] == ("8 间会议室", "5 间会议室", "1.6", "2")
