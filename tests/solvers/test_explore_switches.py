"""A small canteen with two questions of its own: points for every answer, rules obeyed, and what planning at once saves."""

import pytest
from houqin.model.kinds.canteen.example import example
from houqin.model.levers import Lever
from houqin.model.text import Text
from houqin.solvers.desk import boxes
from houqin.solvers.explore import explore
from houqin.solvers.groups import weights

WORDS = Text("开关", "switch")


@pytest.fixture(scope="module")
def canteen(case):
    """Return the small case with unit A turned into the canteen of the worked example, staggered release allowed."""
    spec = example()[0]
    common, place = spec.common.model_dump(mode="json"), spec.place.model_dump(mode="json")
    meal = next(iter(common["meals"].values()))
    meal["staggered"] = [1.0] * len(meal["weights"])
    place["stagger"] = True
    return case(
        {
            "services.lunch": common,
            "units.A.service": "lunch",
            "units.A.place": place,
            "units.A.owned": {},
            "units.A.today.setting": {
                "set1130": 1, "set1140": 2, "choice1130": 1, "choice1140": 0, "lane1130": 1, "lane1140": 1, "relief": 0,
                "servers": 3, "lunchchoice": 5, "stagger": 0,
            },
            "units.B": None,
            "sites.B": None,
            "workforce.staff": None,
            "bids.old.units": ["A"],
            "bids.new.units": ["A"],
            "standards": {"lunch": {"within": {"at_least": 0.5}, "kept": {"at_least": 0.6}}},
            "study": {"search_replications": 12, "seed": 3},
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def menus(canteen):
    """Return its menus."""
    return explore(canteen)


def test_boxes_split_by_switches():
    """Two switches make four boxes, which share no setting and leave none out."""
    levers = (
        Lever("a", WORDS, "none", 0, 1, switch=True),
        Lever("b", WORDS, "post", 1, 4),
        Lever("c", WORDS, "machine", 0, 3, switch=True),
        Lever("d", WORDS, "none", 2, 2, switch=True),
    )
    assert boxes(levers) == (((0, 1, 0, 2), (1, 4, 3, 2)),)
    split = boxes(levers, split=True)
    assert set(split) == {
        ((0, 1, 0, 2), (0, 4, 0, 2)), ((0, 1, 1, 2), (0, 4, 3, 2)),
        ((1, 1, 0, 2), (1, 4, 0, 2)), ((1, 1, 1, 2), (1, 4, 3, 2)),
    }  # fmt: skip


def test_every_side_of_a_switch_has_points(canteen, menus):
    """Each option has accepted points with and without staggered release."""
    place = [v.name for v in canteen.levers("A")].index("stagger")
    for menu in menus:
        good = [p for p in menu.points if p.origin == "search" and not p.short]
        assert {p.setting.levels[place] for p in good} == {0, 1}


def test_points_obey_the_rules(canteen, menus):
    """Every point that was searched for obeys every rule, and no floor lies above it."""
    for menu in menus:
        for point in menu.points:
            if point.origin == "search" and not point.short:
                assert all(row.spare(point.setting.levels) >= 0 for row in canteen.rows("A"))
                for floor in menu.floors:
                    worth = sum(w * v for w, v in zip(floor.weights, point.setting.levels, strict=True))
                    assert floor.value <= worth


def test_saving_is_on_the_menu(canteen, menus):
    """What planning at once costs is no more than one after the other, and some point costs as much, to a few fen.

    Of points with equal needs the safest is kept, and a window more counts one fen.
    """
    for menu in menus:
        full = weights(canteen, menu.option)[1]
        worth = [sum(w * v for w, v in zip(full, p.setting.levels, strict=True)) for p in menu.points if not p.short]
        assert menu.roster is not None
        assert menu.roster.joint <= menu.roster.apart
        assert min(worth) <= menu.roster.joint + 20
