"""Days told without a calendar: where that is right, and that it is done nowhere else."""

from copy import deepcopy

import numpy as np
from houqin.model.conduct import Conduct
from houqin.model.kinds.fleet.names import REFUSED, purpose
from houqin.model.kinds.fleet.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Stream

PURPOSE = {"open": "08:00", "close": "10:00", "weights": [1, 2, 1, 0], "vehicle": "car", "immediate": 1.0,
           "duration": {"dist": "exponential", "mean": 1.0}, "passengers": [3, 1]}  # fmt: skip
COMMON = {"kind": "fleet", "classes": {"car": {"seats": 1, "energy": 0.6}, "van": {"seats": 7, "energy": 0.8}},
          "purposes": {"trip": PURPOSE}, "days": 1, "substitute": True}  # fmt: skip
PLACE = {"kind": "fleet", "requests": {"trip": 40.0}, "vehicles": {"van": (0, 5)}, "zones": {"z": {}},
         "departments": {"d": {"zone": "z"}}}  # fmt: skip


def told(worlds, change, level=3):
    """Return the layout of the spec after `change`, and counts by both engines and by the kernel with a log."""
    common, place = deepcopy(COMMON), deepcopy(PLACE)
    change(common, place)
    spec = Spec(common=Common.model_validate(common), place=Place.model_validate(place))
    layout, setting = worlds.KIND.layout(spec), Setting((level,))
    trace = worlds.KIND.draw(layout, (Conduct(), Conduct()), Stream(np.uint64(7), 0))
    ways = ((worlds.KIND.kernel, False), (worlds.KIND.kernel, True), (worlds.KIND.reference, False))
    return layout, [engine(layout, setting, trace, log).counts for engine, log in ways]


def test_equal_vehicles_need_no_calendar(worlds):
    """Without a log the counts are those of the events, with any number of vehicles, whatever the policy."""
    waits = set()
    for policy in ("first", "longest", "nearest"):
        for level in range(6):
            layout, counts = told(worlds, lambda common, _, policy=policy: common.update(dispatch=policy), level)
            assert layout.straight
            assert all(np.array_equal(each, counts[0]) for each in counts)
            waits.add(int(counts[0][purpose(1, REFUSED, 0)]))
    assert len(waits) == 2, "all are refused where there is no vehicle, else nobody"


def test_a_vehicle_that_may_not_go_is_not_sent(worlds):
    """Vehicles too small for some requests, or larger where none may stand in, are no line of equal vehicles."""
    small, large = ({"vehicles": {name: (0, 5)}} for name in ("car", "van"))
    for place, stands_in in ((small, True), (small, False), (large, False)):
        layout, counts = told(worlds, lambda common, held, s=stands_in, p=place: (common.update(substitute=s), held.update(p)))
        assert not layout.straight
        assert all(np.array_equal(each, counts[0]) for each in counts)
        assert counts[0][purpose(1, REFUSED, 0)] > 0


def test_what_makes_vehicles_differ_needs_a_calendar(worlds):
    """Impatience, requests for two, breakdowns, a second zone or class, or requests booked ahead."""
    def of(common):
        return common["purposes"]["trip"]

    changes = (
        lambda common, _: of(common).update(hold=10.0),
        lambda common, _: of(common).update(cars=2),
        lambda common, _: of(common).update(immediate=0.5),
        lambda common, _: common["classes"]["van"].update(breakdown=0.5),
        lambda common, _: common["classes"]["van"].update(serviced=0.5),
        lambda _, place: place["zones"].update(far={"x": 10.0}),
    )  # fmt: skip
    for change in changes:
        layout, counts = told(worlds, change)
        assert not layout.straight
        assert all(np.array_equal(each, counts[0]) for each in counts)
