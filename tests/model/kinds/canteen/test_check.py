"""Every fault inside a canteen spec is found, where it stands, with its code; the worked example has none."""

import copy

import pytest
from houqin.model.kinds.canteen import CANTEEN
from houqin.model.kinds.canteen.spec import Common, Place, Spec

SHIFT = {"start": "06:00", "end": "14:00", "high": 9, "pauses": [["09:00", "09:30"]]}


def faults(change):
    """Return (code, path, severity) of the faults of the example after `change(common, place)` on its JSON form."""
    spec, _, _ = CANTEEN.example()
    common, place = (copy.deepcopy(half.model_dump(mode="json")) for half in (spec.common, spec.place))
    change(common, place)
    after = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    return [(f.code, ".".join((f.place, *f.path)), f.severity) for f in CANTEEN.check(after)]


def second(common, place, name="tea", opens="11:55", closes="12:05"):
    """Add a meal."""
    common["meals"][name] = {"open": opens, "close": closes, "weights": [1.0, 1.0]}
    place["crowds"][name] = {"participation": place["crowds"]["lunch"]["participation"], "shares": {"set": 1.0},
                             "windows": {"set": [0, 2]}}  # fmt: skip


def put(*path):
    """Return a change that puts the last of `path` at the keys before it; the first is `common` or `place`."""

    def change(common, place):
        here = {"common": common, "place": place}[path[0]]
        for step in path[1:-2]:
            here = here[step]
        here[path[-2]] = path[-1]

    return change


def both(*changes):
    """Return several changes as one."""

    def change(common, place):
        for one in changes:
            one(common, place)

    return change


ERRORS = {
    "technology of a tier": (put("common", "tiers", "set", "technology", "none"), "HQ1401", "common.tiers.set.technology"),
    "prices fall": (put("common", "tiers", "choice", "price", 5.0), "HQ1211", "common.tiers.choice.price"),
    "meals overlap": (lambda c, p: second(c, p, opens="11:40", closes="11:50"), "HQ1403", "common.meals.tea"),
    "duty ends before it starts": (put("common", "duties", "wash", {"start": "12:00", "end": "11:00", "people": 1}),
                                   "HQ1211", "common.duties.wash.end"),
    "stagger without a profile": (put("place", "stagger", True), "HQ1212", "place.stagger"),
    "a meal without a crowd": (put("place", "crowds", {}), "HQ1402", "place.crowds"),
    "a crowd without a meal": (lambda c, p: p["crowds"].__setitem__("supper", p["crowds"]["lunch"]), "HQ1401", "place.crowds.supper"),
    "windows of no tier": (put("place", "crowds", "lunch", "windows", "void", [0, 1]), "HQ1401", "place.crowds.lunch.windows.void"),
    "wanted but not sold": (both(put("place", "crowds", "lunch", "windows", {"set": [1, 2]}),
                                   put("place", "crowds", "lunch", "portions", {})), "HQ1401", "place.crowds.lunch.shares.choice"),
    "cooked but not sold": (put("place", "crowds", "lunch", "portions", "void", [0, 1]), "HQ1401", "place.crowds.lunch.portions.void"),
    "nobody wants anything": (put("place", "crowds", "lunch", "shares", {"set": 0.0}), "HQ1402", "place.crowds.lunch.shares"),
    "a weekday without participation": (lambda c, p: p["crowds"]["lunch"]["participation"].pop("wed"), "HQ1405",
                                        "place.crowds.lunch.participation"),
    "a box upside down": (put("place", "crowds", "lunch", "windows", "set", [3, 2]), "HQ1303", "place.crowds.lunch.windows.set"),
    "a negative box": (put("common", "relief", [-1, 2]), "HQ1303", "common.relief"),
    "a shift upside down": (put("common", "shifts", "servers", "low", 9), "HQ1303", "common.shifts.servers"),
    "a thousand windows": (put("place", "crowds", "lunch", "windows", "set", [1, 1000]), "HQ1203", "place.crowds.lunch.windows.set"),
    "smart lanes of no machine": (put("common", "checkout", "smart_lanes", [0, 1]), "HQ1212", "common.checkout.smart_lanes"),
    "a machine of no lanes": (put("common", "checkout", "machine", "smart"), "HQ1212", "common.checkout.machine"),
    "a checkout that never opens": (put("common", "checkout", "lanes", [0, 0]), "HQ1402", "common.checkout.lanes"),
    "seats by machine, none stated": (both(put("common", "seating", "machine", "table"), put("place", "seats", None)),
                                      "HQ1212", "place.seats"),
    "seats nobody sits on": (put("common", "seating", None), "HQ1212", "place.seats"),
    "nine hours": (put("common", "shifts", "servers", {**SHIFT, "end": "15:30"}), "HQ1410", "common.shifts.servers"),
    "twelve hours with overtime": (put("common", "shifts", "servers", {**SHIFT, "end": "18:30", "overtime": True}),
                                   "HQ1410", "common.shifts.servers"),
    "no cook": (put("common", "portions_per_cook", 100.0), "HQ1411", "common.shifts"),
    "a step no shift covers": (put("common", "shifts", "servers", "end", "11:40"), "HQ1411", "common.shifts"),
    "fewer people than the least": (put("common", "shifts", "servers", "high", 1), "HQ1411", "common.shifts"),
    "a service of hours": (both(put("common", "technologies", "cook", "service", 3000.0), put("place", "effort", 2.0)),
                           "HQ1409", "common.technologies.cook.service"),
    "a town": (lambda c, p: (p.update(headcount=100_000), second(c, p), second(c, p, "supper", "17:00", "17:10"),
                             c["shifts"]["servers"].update(end="18:00", pauses=[["13:00", "16:30"]])), "HQ1601", "place.crowds"),
    "two levers of one name": (put("common", "shifts", "set1130", SHIFT), "HQ1404", "common.tiers"),
    "a name too long": (lambda c, p: (c["tiers"].__setitem__(58 * "x", c["tiers"]["choice"]),
                                      p["crowds"]["lunch"]["windows"].__setitem__(58 * "x", [0, 1])), "HQ1206", "common.tiers"),
    "a log that was not read": (put("place", "recorded", {"file": "log.csv", "tiers": {"w": "set"}}), "HQ1405", "place.recorded.file"),
}  # fmt: skip
WARNINGS = {
    "lanes may all be closed": (put("common", "checkout", "lanes", [0, 1]), "HQ1402", "common.checkout.lanes"),
    "eight hours without a pause": (put("common", "shifts", "servers", {**SHIFT, "pauses": []}), "HQ1410", "common.shifts.servers"),
    "overtime every day": (put("common", "shifts", "servers", {**SHIFT, "end": "16:30", "overtime": True}), "HQ1410",
                           "common.shifts.servers"),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_faults_are_found(name):
    """Each fault is an error with its code at its place, and nothing else is an error."""
    change, code, path = ERRORS[name]
    found = [(c, at) for c, at, severity in faults(change) if severity == "error"]
    assert set(found) == {(code, path)}


@pytest.mark.parametrize("name", WARNINGS)
def test_doubts_are_warned_of(name):
    """Each doubt is a warning with its code at its place, and the spec stays valid."""
    change, code, path = WARNINGS[name]
    assert faults(change) == [(code, path, "warning")]


def test_the_example_is_clean():
    """Without a change there is nothing to say, so it is the changes that are found."""
    assert not faults(lambda common, place: None)


def test_legal_shifts_pass():
    """Eight hours with a pause, and ten with overtime on some days only, are not errors."""
    assert not faults(put("common", "shifts", "servers", {**SHIFT, "end": "14:30"}))
    assert not [f for f in faults(put("common", "shifts", "servers", {**SHIFT, "end": "16:30", "overtime": True})) if f[2] == "error"]


def test_what_check_accepts_can_be_built(worlds):
    """A spec without errors has levers, measures, counters, rows and a layout; names in each are unique."""
    for seed in range(60):
        spec = worlds.world(seed).spec
        for found in (CANTEEN.levers(spec), CANTEEN.measures(spec), CANTEEN.rows(spec), CANTEEN.flows(spec)):
            names = [item.name for item in found]
            assert len(set(names)) == len(names)
