"""Every fault inside a fleet spec is found, where it stands, with its code; a spec without faults has none."""

import copy

import pytest
from houqin.model.kinds.fleet import FLEET
from houqin.model.kinds.fleet.check import PAUSES, _holders
from houqin.model.kinds.fleet.layout import PAUSES as ROOM
from houqin.model.kinds.fleet.layout import _owners
from houqin.model.kinds.fleet.spec import Common, Place, Spec

SHIFT = {"start": "08:00", "end": "17:00", "pauses": [["12:00", "13:00"]], "overtime_min": 180, "high": 6}
COMMON = {
    "kind": "fleet",
    "classes": {"car": {"seats": 4, "energy": 0.6, "breakdown": 0.01}, "bus": {"seats": 20, "energy": 1.2}},
    "purposes": {
        "errand": {"open": "08:00", "close": "10:00", "weights": [1, 1, 1, 1], "vehicle": "car", "passengers": [3, 1],
                   "hold": 30, "duration": 2, "far": 0.1, "far_duration": 9, "self_drive": True},
        "visit": {"open": "08:00", "close": "09:00", "weights": [1, 1], "vehicle": "car", "passengers": [1, 0, 0, 0, 1],
                  "duration": 3, "contract": False, "hail": False},
    },
    "shifts": {"day": SHIFT},
    "reserve": {"vehicles": {"car": 1}},
    "workshop": {"repair": 5},
    "contract": {"start": "08:00", "end": "18:00", "per_day": {"car": 500}},
    "timeshare": {"vehicle": "car", "per_day": 57},
    "hail": {"per_km": 2.7},
    "platform": {"machine": "terminal", "handling_min": 2},
}  # fmt: skip
PLACE = {
    "kind": "fleet",
    "requests": {"errand": 20.0, "visit": 2.0},
    "zones": {"a": {}, "b": {"x": 3.0}},
    "departments": {"one": {"zone": "a", "weight": 3.0}, "two": {"zone": "b"}},
    "vehicles": {"car": [0, 9], "bus": [0, 2]},
    "contracted": {"car": [0, 3]},
    "timeshare": [0, 2],
    "platform": "open",
}


def faults(change):
    """Return (code, path, severity) of the faults of a spec after `change(common, place)` on its JSON form."""
    common, place = copy.deepcopy(COMMON), copy.deepcopy(PLACE)
    change(common, place)
    after = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    return [(f.code, ".".join((f.place, *f.path)), f.severity) for f in FLEET.check(after)]


def put(path, value):
    """Return a change that puts a value at a dotted path; the first word is `common` or `place`."""

    def change(common, place):
        *steps, last = path.split(".")
        here = {"common": common, "place": place}
        for step in steps:
            here = here[step]
        here[last] = value

    return change


def both(*changes):
    """Return several changes as one."""

    def change(common, place):
        for one in changes:
            one(common, place)

    return change


def shift(**fields):
    """Return a change of the shift."""
    return put("common.shifts.day", {**SHIFT, **fields})


NO_SHARE = both(put("place.timeshare", [0, 0]), put("common.purposes.errand.self_drive", False))
ERRORS = {
    "class of a purpose": (put("common.purposes.errand.vehicle", "van"), "HQ1401", "common.purposes.errand.vehicle"),
    "class held back": (put("common.reserve.vehicles.van", 1), "HQ1401", "common.reserve.vehicles.van"),
    "class contracted": (put("common.contract.per_day.van", 900.0), "HQ1401", "common.contract.per_day.van"),
    "class of time-share": (put("common.timeshare.vehicle", "van"), "HQ1401", "common.timeshare.vehicle"),
    "vehicles of no class": (put("place.vehicles.van", [0, 1]), "HQ1401", "place.vehicles.van"),
    "contracted of no class": (put("place.contracted.van", [0, 1]), "HQ1401", "place.contracted.van"),
    "requests of no purpose": (put("place.requests.tour", 1.0), "HQ1401", "place.requests.tour"),
    "department nowhere": (put("place.departments.two.zone", "c"), "HQ1401", "place.departments.two.zone"),
    "classes fall": (both(put("common.classes.bus.seats", 3), put("common.purposes.visit.passengers", [1.0])), "HQ1211", "common.classes.bus.seats"),
    "day ends before it starts": (both(put("common.open", "18:00"), put("common.close", "08:00")), "HQ1211", "common.close"),
    "a box upside down": (put("place.vehicles.car", [3, 2]), "HQ1303", "place.vehicles.car"),
    "a negative box": (put("place.timeshare", [-1, 2]), "HQ1303", "place.timeshare"),
    "contracted upside down": (put("place.contracted.car", [3, 2]), "HQ1303", "place.contracted.car"),
    "a shift upside down": (shift(low=7), "HQ1303", "common.shifts.day"),
    "too many vehicles": (put("place.vehicles.car", [0, 1001]), "HQ1203", "place.vehicles.car"),
    "no platform": (put("common.platform", None), "HQ1212", "place.platform"),
    "no contract": (put("common.contract", None), "HQ1212", "place.contracted.car"),
    "no machine for a class": (put("place.contracted.bus", [0, 1]), "HQ1212", "place.contracted.bus"),
    "no time-share": (put("common.timeshare", None), "HQ1212", "place.timeshare"),
    "no workshop": (put("common.workshop", None), "HQ1212", "common.classes.car.breakdown"),
    "nothing to choose": (both(put("place.vehicles", {}), put("place.contracted", {}), put("place.timeshare", [0, 0]),
                               put("place.platform", "no")), "HQ1402", "place.vehicles"),
    "no day with requests": (both(put("place.weekdays", [0, 0, 0, 0, 0, 1]), put("common.days", 5)), "HQ1402", "place.weekdays"),
    "departments weigh nothing": (put("place.departments", {"one": {"zone": "a", "weight": 0.0}}), "HQ1402", "place.departments"),
    "trips end nowhere": (both(put("common.purposes.visit.one_way", 0.5), put("place.zones", {n: {"ends": 0.0} for n in "ab"})),
                          "HQ1402", "place.zones"),
    "nine hours": (shift(end="18:00"), "HQ1410", "common.shifts.day"),
    "eight hours and four of overtime": (shift(overtime_min=240), "HQ1410", "common.shifts.day"),
    "five pauses": (shift(pauses=[[f"{h:02d}:00", f"{h:02d}:10"] for h in range(9, 14)], end="16:00"), "HQ1208",
                    "common.shifts.day.pauses"),
    "a party too large": (put("common.purposes.visit.passengers", [0.0] * 20 + [1.0]), "HQ1212", "common.purposes.visit.passengers"),
    "a million requests": (both(put("place.requests.errand", 1e5), put("common.purposes.errand.cars", 3)), "HQ1601", "place.requests"),
    "a wild year": (both(put("place.requests.errand", 300.0), put("place.spread", 2.0)), "HQ1601", "place.requests"),
    "shift named as a class": (put("common.shifts.car", SHIFT), "HQ1404", "common.shifts.car"),
    "shift named as the pool": (both(put("common.shifts.pooled", SHIFT), put("place.pooled", "open")), "HQ1404", "common.shifts.pooled"),
    "class named as the platform": (both(put("common.classes.platform", {"energy": 1.0, "seats": 20}), put("place.vehicles.platform", [0, 1])),
                                    "HQ1404", "common.classes"),
    "terminal as shared": (put("common.platform.machine", "timeshare"), "HQ1404", "common.platform.machine"),
    "shift named as a contracted car": (put("common.shifts.contract_car", SHIFT), "HQ1404", "common.shifts.contract_car"),
    "no vehicle for a purpose": (put("place.vehicles", {}), "HQ1402", "place.requests.visit"),
    "more at once than there are": (put("common.purposes.visit.cars", 12), "HQ1402", "place.requests.visit"),
    "no driver for it": (shift(high=0), "HQ1402", "place.requests.visit"),
    "ride-hailing that is never called": (both(put("common.purposes.visit.hail", True), put("place.vehicles", {})),
                                          "HQ1402", "place.requests.visit"),
    "all in a lower class": (both(put("common.purposes.visit.vehicle", "bus"), put("place.vehicles", {"car": [0, 9]})),
                             "HQ1402", "place.requests.visit"),
}  # fmt: skip
WARNINGS = {
    "seven hours without a pause": (shift(pauses=[], end="15:00"), "HQ1410", "common.shifts.day"),
    "out of town by default": (lambda c, p: c["purposes"]["errand"].pop("far_duration"), "HQ1405", "common.purposes.errand.far"),
    "cars nobody drives": (put("common.purposes.errand.self_drive", False), "HQ1212", "place.timeshare"),
    "large parties in vain": (put("place.vehicles", {"car": [0, 9]}), "HQ1402", "place.requests.visit"),
    "small parties in vain": (both(put("common.substitute", False), put("place.vehicles", {"bus": [0, 9]})), "HQ1402", "place.requests.visit"),
    "a department without": (both(put("place.pooled", "separate"), put("place.departments.two.weight", 0.1)), "HQ1402",
                             "place.departments.two"),
}  # fmt: skip
RIGHT = {
    "classes in any order when none stands in": both(put("common.substitute", False), put("common.classes.bus.seats", 5),
                                                     put("common.classes.car.seats", 6)),
    "no shifts, no drivers wanted": put("common.shifts", {}),
    "ride-hailing after a while": both(put("common.purposes.visit.hail", True), put("common.purposes.visit.hold", 30),
                                       put("place.vehicles", {})),
    "a purpose nobody asks for": both(put("place.requests.visit", 0.0), put("place.vehicles", {})),
    "a department without, all shared": put("place.departments.two.weight", 0.1),
    "a department without that never asks": both(put("place.pooled", "separate"), put("place.departments.two.weight", 0.0)),
    "weekends do not matter": both(put("place.weekdays", [1, 1, 1, 1, 1, 0, 0]), put("common.days", 5)),
    "nobody drives, nothing shared": NO_SHARE,
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_faults_are_found(name):
    """Each fault is an error with its code at its place, and nothing else is an error."""
    change, code, path = ERRORS[name]
    assert {(c, at) for c, at, severity in faults(change) if severity == "error"} == {(code, path)}


@pytest.mark.parametrize("name", WARNINGS)
def test_doubts_are_warned_of(name):
    """Each doubt is a warning with its code at its place, and the spec stays valid."""
    change, code, path = WARNINGS[name]
    assert faults(change) == [(code, path, "warning")]


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_passes(name):
    """What looks like a fault and is none is passed over in silence."""
    assert not faults(RIGHT[name])


def test_the_spec_is_clean():
    """Without a change there is nothing to say, so it is the changes that are found."""
    assert not faults(lambda common, place: None)


def test_as_many_pauses_as_there_is_room_for():
    """The limit of pauses is the room that a layout has for them."""
    assert PAUSES == ROOM


def test_holders_are_owners(worlds):
    """Who can get a vehicle of their own are those whom the layout gives one."""
    for seed in range(60):
        place = worlds.world(seed).spec.place
        for _, high in place.vehicles.values():
            owners = {list(place.departments)[d] for d in _owners(place, high)}
            assert _holders(place.departments, high) == owners


def test_what_check_accepts_can_be_built(worlds):
    """A spec without errors has levers, measures, rows, flows and a layout; names in each are unique."""
    for seed in range(60):
        spec = worlds.world(seed).spec
        for found in (FLEET.levers(spec), FLEET.measures(spec), FLEET.rows(spec), FLEET.flows(spec)):
            names = [item.name for item in found]
            assert len(set(names)) == len(names)
