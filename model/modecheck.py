"""What a delivery mode asks of a case besides a vendor and a bid."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .found import Found
from .mode import MODES
from .text import Text

if TYPE_CHECKING:
    from .scenario import Scenario

NO_STAFF = Text(
    "部分外包须有可以在此上岗的在职职工 (workforce 的 units)",
    "partial outsourcing needs staff in post who may work here (`workforce.<group>.units`)",
)
SLOTS = Text("邀请服务的报价须写 slots_per_week，其他模式不写", "`slots_per_week` goes with the mode `invited`")
SPACE = Text("邀请服务不占固定场地，须为 0", "a service invited in has no space of its own: must be 0")
ROOM = Text("报价“{bid}”邀请服务进驻，须写 slots_per_week", "“{bid}” may be invited in here: state `slots_per_week`")


def faults(s: "Scenario") -> Iterator[Found]:
    """Yield what partial outsourcing and services invited in lack."""
    for name, unit in s.units.items():
        for at, modes in ((("modes",), unit.modes), (("today", "mode"), (unit.today.mode,))):
            if "partial" in modes and not s.staff_for(name):
                yield Found(("units", name, *at), "HQ1305", NO_STAFF)
    for name, bid in s.bids.items():
        periodic = any(MODES[mode].periodic for mode in bid.modes)
        if periodic != (bid.slots_per_week is not None):
            yield Found(("bids", name, "modes" if periodic else "slots_per_week"), "HQ1305", SLOTS)
        for field in ("rent_per_year", "given_per_year") if periodic and bid.concession else ():
            if getattr(bid.concession, field):
                yield Found(("bids", name, "concession", field), "HQ1305", SPACE)
        for site in {s.units[u].site: None for u in bid.units if u in s.units} if periodic else ():
            if site in s.sites and s.sites[site].slots_per_week is None:
                yield Found(("sites", site), "HQ1305", ROOM.fill(bid=name))
