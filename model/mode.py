"""Delivery modes: who employs, who manages, who buys materials, who owns the equipment."""

from dataclasses import dataclass
from typing import Literal

from .part import Part
from .text import Text
from .units import money, number

ModeName = Literal["in_house", "people_only", "partial", "hybrid", "full", "concession", "invited"]
Side = Literal["bureau", "vendor"]
Sides = Literal["bureau", "vendor", "each"]
"""`each`: either side for its own people."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A delivery mode.

    Parameters
    ----------
    outsourced : bool
        Whether a vendor's bid is needed.
    staff : bool
        Whether the bureau's staff in post may work in the team.
    employs, equipment : "bureau" | "vendor"
        Who employs the people that are not staff in post, and who provides machines.
    manages, materials : "bureau" | "vendor" | "each"
        Who supervises daily, and who buys consumables; goods that go by quantity (food, fuel) are the bureau's unless
        the vendor buys everything.
    users : bool
        Whether the vendor lives on what users pay it; its bid then states a `vendor.Concession`.
    periodic : bool
        Whether the vendor comes by a timetable, in the half-days its bid states, and has no space of its own.
    """

    name: ModeName
    text: Text
    outsourced: bool
    staff: bool
    employs: Side
    manages: Sides
    materials: Sides
    equipment: Side
    users: bool = False
    periodic: bool = False


MODES: dict[str, Mode] = {
    m.name: m
    for m in (
        Mode("in_house", Text("自我保障", "in-house"), False, True, "bureau", "bureau", "bureau", "bureau"),
        Mode("people_only", Text("社会化外包(派人、业主配物)", "people only, owner's materials"),
             True, False, "vendor", "vendor", "bureau", "bureau"),
        Mode("partial", Text("部分外包", "partial outsourcing"), True, True, "vendor", "each", "each", "bureau"),
        Mode("hybrid", Text("混合兼管", "hybrid"), True, True, "vendor", "bureau", "bureau", "bureau"),
        Mode("full", Text("专业托管", "full trusteeship"), True, False, "vendor", "vendor", "vendor", "vendor"),
        Mode("concession", Text("筑巢请服务", "concession"), True, False, "vendor", "vendor", "vendor", "vendor", True),
        Mode("invited", Text("邀请服务(定期进驻)", "invited in periodically"),
             True, False, "vendor", "vendor", "vendor", "vendor", True, True),
    )
}  # fmt: skip


class ModeTerms(Part):
    """What a mode costs the bureau beyond people, materials and machines, and how its managers affect the work."""

    supervision_per_year: float = money("监管成本(每单元每年)", "supervision per unit and year", 1e8, default=0.0)
    management_factor: float = number(
        "管理效率系数", "effect of the management on productivity", "1", 0.3, 2.0, (0.8, 1.2), default=1.0
    )
