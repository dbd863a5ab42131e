"""What each fund of the budget pays a year, and what is paid at cost, from `result.json`: tables and sentences."""

from typing import Any

from ..model.text import Lang, Text
from .numbers import NONE, interval, listed, percent, wan
from .views import say

Row = dict[str, Any]
WORDS = {
    "head": Text("分资金预算和按实支付", "Funds of the budget, and what is paid at cost"),
    "note": Text(
        "万元, 各年现价。“支出”按期望增长和按实支付项目的期望计算, 固定费用是其中不按实支付的部分。"
        "超支可能由 {n} 个未来算出(工资、物价增长和按实支付项目随机), 括号内是抽样误差的 95% 区间; "
        "“95% 够用”是 95% 的未来里不超过的金额。",
        "Thousands of yuan, nominal. “Payments” are those at expected growth and with what is expected to be paid at "
        "cost; fixed fees are the rest. The chance of overrun comes from {n} futures (growth of wages and prices, and "
        "what is paid at cost, are drawn), with the 95 % interval of its sampling error; “enough in 95 %” is not "
        "exceeded in 95 % of them.",
    ),
    "name": Text("资金或项目", "Fund or item"),
    "year": Text("年", "Year"),
    "paid": Text("支出", "Payments"),
    "fixed": Text("固定费用", "Fixed fees"),
    "at_cost": Text("按实支付", "At cost"),
    "limit": Text("预算", "Budget"),
    "enough": Text("95% 够用", "Enough in 95 %"),
    "chance": Text("超支可能", "Chance of overrun"),
    "all": Text("全部支出", "all payments"),
    "items": Text("按实支付项目", "Items paid at cost"),
    "funds": Text("资金", "Funds"),
}
COST = Text(
    "按实支付(能源、维修等)预计共 {at_cost} 万元, 其余费用 {fixed} 万元(各年合计)。",
    "Paid at cost (energy, repairs and the like): {at_cost} thousand yuan expected over all years, beside {fixed} "
    "thousand yuan of all other payments.",
)
RISK = Text("超出预算的可能: {items}。", "Chance that a year's budget is overrun: {items}.")
ONE = Text("{name} {low}至{high}", "{name} {low} to {high}")
SAME = Text("{name} {low}", "{name} {low}")


def words(result: Row, lang: Lang) -> dict[str, str]:
    """Return the fixed words of the tables."""
    found = {key: text.say(lang) for key, text in WORDS.items() if key != "note"}
    futures = next((row["futures"] for row in result.get("funds") or []), 0)
    return {**found, "note": WORDS["note"].say(lang, n=futures)}


def tables(result: Row, lang: Lang) -> list[Row]:
    """Return the table of funds, all payments first, then that of items paid at cost; empty where there are none."""
    first, found = int(str(result.get("start", "0"))[:4]), []
    for key, head in (("funds", "funds"), ("passthrough", "items")):
        rows = [_row(result, row, key, first, lang) for row in result.get(key) or []]
        if rows:
            found.append({"name": WORDS[head].say(lang), "rows": rows, "single": key == "passthrough"})
    return found


def _row(result: Row, row: Row, key: str, first: int, lang: Lang) -> Row:
    chance = ""
    if row["chance"] is not None:
        limits = interval(percent(row["lower"], lang), percent(row["upper"], lang), lang)
        chance = f"{percent(row['chance'], lang)} ({limits})"
    sums = {k: wan(row[k], lang) for k in ("paid", "at_cost", "enough")}
    fixed = wan(row["paid"] - row["at_cost"], lang)
    limit = NONE[lang] if row["limit"] is None else wan(row["limit"], lang)
    return {"name": _name(result, row, key, lang), "year": first + row["year"], "fixed": fixed, "limit": limit,
            "chance": chance, **sums}  # fmt: skip


def _name(result: Row, row: Row, key: str, lang: Lang) -> str:
    if key == "funds" and not row["name"]:
        return WORDS["all"].say(lang)
    return say(result.get("names", {}).get(key, {}).get(row["name"], row["name"]), lang)


def sentences(result: Row, lang: Lang) -> list[str]:
    """Return what is paid at cost beside the fixed fees, and how likely each limit is overrun, in a sentence each."""
    rows, said = result.get("funds") or [], []
    at_cost, paid = (sum(row[k] for row in rows if not row["name"]) for k in ("at_cost", "paid"))
    if at_cost:
        said.append(COST.say(lang, at_cost=wan(at_cost, lang), fixed=wan(paid - at_cost, lang)))
    chances: dict[str, list[float]] = {}
    for key in ("funds", "passthrough"):
        for row in result.get(key) or []:
            if row["chance"] is not None:
                chances.setdefault(_name(result, row, key, lang), []).append(row["chance"])
    items = []
    for name, found in chances.items():
        low, high = percent(min(found), lang), percent(max(found), lang)
        items.append((SAME if low == high else ONE).say(lang, name=name, low=low, high=high))
    return said + ([RISK.say(lang, items=listed(items, lang))] if items else [])
