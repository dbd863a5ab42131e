"""Which fund of the budget pays a line of money.

A line is known by its item and by who receives it: `staff` in post, a `vendor` with a contract, or anybody else, paid
by the `bureau` itself. A fund names items, which then count whoever receives them, or classes of lines; no line may be
named twice, so that each has one fund or none.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from .items import ITEMS, PAY, VENDOR
from .text import Text

if TYPE_CHECKING:
    from .scenario import Scenario

Cell = tuple[str, str]
"""(who receives it, item)."""
WHO = ("staff", "vendor", "bureau")
PEOPLE = (*PAY, "moved", "relief", "exit", "redeploy", "training", "severance")
HIRED = ("wage", "social_insurance", "liability_insurance", "housing_fund", "welfare", "overhead", "overtime")
MACHINES = ("upkeep", "purchase", "lease", "sale", "residual")
GOODS = ("supplies", "food", "ticket", "energy", "hire")
CLASSES: dict[str, frozenset[Cell]] = {
    "staff": frozenset(("staff", item) for item in PEOPLE),
    "hired": frozenset(("bureau", item) for item in HIRED),
    "contract": frozenset(("vendor", item) for item in VENDOR),
    "machines": frozenset(("bureau", item) for item in MACHINES),
    "goods": frozenset(("bureau", item) for item in GOODS),
}
LABELS: dict[str, Text] = {
    "staff": Text("在编人员", "staff in post"),
    "hired": Text("自聘人员", "people hired in-house"),
    "contract": Text("企业合同款", "payments under vendors' contracts"),
    "machines": Text("自有和租赁设备", "own and leased machines"),
    "goods": Text("业主采购的物料、食材、能源", "goods the bureau buys"),
}


def cell(item: str, who: str) -> Cell:
    """Return where a line counts; what is paid for a contract beside its value is the bureau's own."""
    return ("bureau" if who == "vendor" and item not in VENDOR else who, item)


def cells(name: str) -> frozenset[Cell]:
    """Return the lines that an entry of a fund names: those of a class, or of an item; none for an unknown name."""
    return CLASSES.get(name) or frozenset((who, name) for who in WHO if name in ITEMS)


def payers(scenario: "Scenario") -> dict[Cell, str]:
    """Return the fund of each line that has one."""
    return {at: name for name, fund in scenario.budget.funds.items() for line in fund.lines for at in cells(line)}


def payer(scenario: "Scenario", paid: Mapping[Cell, str], item: str) -> str:
    """Return the fund of an item paid at cost, "" for none: its own, or that of all of them (`paid` as `payers`)."""
    return scenario.passthrough[item].fund or paid.get(("bureau", "passthrough"), "")


def twice(scenario: "Scenario") -> Iterator[tuple[str, int, str, str]]:
    """Yield entries of funds that name a line again: (fund, place, entry, fund that has it already)."""
    known: dict[Cell, str] = {}
    for name, fund in scenario.budget.funds.items():
        for i, line in enumerate(fund.lines):
            held = [known[at] for at in sorted(cells(line)) if at in known]
            if held:
                yield name, i, line, held[0]
            known |= {at: known.get(at, name) for at in cells(line)}
