"""Consistency of budgets, their funds, and what is paid at cost."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .found import Found, dangling
from .funds import CLASSES, cells, twice
from .items import ITEMS
from .text import Text

if TYPE_CHECKING:
    from .passthrough import PassThrough
    from .scenario import Scenario

Path = tuple[str | int, ...]


def faults(s: "Scenario") -> Iterator[Found]:
    """Yield what is wrong with budgets, funds and items paid at cost."""
    yield from _years(s, ("budget", "by_year"), s.budget.by_year)
    for name, fund in s.budget.funds.items():
        at: Path = ("budget", "funds", name)
        yield from _years(s, (*at, "by_year"), fund.by_year)
        for i, line in enumerate(fund.lines):
            if not cells(line):
                yield dangling((*at, "lines", i), line, [*CLASSES, *ITEMS], "费用项目", "line of money")
    for name, i, line, other in twice(s):
        text = Text("“{line}”中的项目已由资金“{other}”支付", "the fund “{other}” pays lines of “{line}” already")
        yield Found(("budget", "funds", name, "lines", i), "HQ1314", text.fill(line=line, other=other))
    for name, item in s.passthrough.items():
        yield from _item(s, ("passthrough", name), item)


def _years(s: "Scenario", at: Path, years: tuple[float, ...] | None) -> Iterator[Found]:
    if years is not None and len(years) != s.horizon.years:
        text = Text("预算年数与规划年数不同", "the budget has another number of years than the horizon")
        yield Found(at, "HQ1307", text)


def _item(s: "Scenario", at: Path, item: "PassThrough") -> Iterator[Found]:
    """Yield what is wrong with an item paid at cost."""
    ways = (item.per_year is not None, item.quantity is not None or item.unit_price is not None, bool(item.repairs))
    if sum(ways) != 1:
        said = Text("费用须用一种方式写：per_year，quantity 和 unit_price，或 repairs",
                    "state the cost in one way: per_year, quantity and unit_price, or repairs")  # fmt: skip
        yield Found(at, "HQ1212", said)
    elif ways[1] and (item.quantity is None or item.unit_price is None):
        yield Found(at, "HQ1212", Text("quantity 和 unit_price 须同时写", "quantity and unit_price go together"))
    if item.site is not None and item.site not in s.sites:
        yield dangling((*at, "site"), item.site, list(s.sites), "办公区", "site")
    if item.service is not None and item.service not in s.services:
        yield dangling((*at, "service"), item.service, list(s.services), "服务", "service")
    yield from _years(s, (*at, "standard"), item.standard)
    if item.fund is not None and item.fund not in s.budget.funds:
        yield dangling((*at, "fund"), item.fund, list(s.budget.funds), "资金", "fund")
    other = next((name for name, fund in s.budget.funds.items() if "passthrough" in fund.lines), None)
    if item.fund is not None and other not in (None, item.fund):
        text = Text("按实支付项目已由资金“{other}”统一支付", "the fund “{other}” pays all items paid at cost already")
        yield Found((*at, "fund"), "HQ1314", text.fill(other=other))
