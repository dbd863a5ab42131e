"""Funds of the budget, counted a second time: which of them pays a line, what each pays a year.

Nothing here is shared with `model.funds` or `purse`: written down again from `docs/programme.md`.
"""

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from scipy.special import betaincinv

from ..model.engine.draw import quantile, uniforms
from ..model.scenario import Scenario
from ..model.streams import Phase, key
from . import repass

Row = dict[str, Any]
FUTURES, ERROR = 2000, 0.05
Fault = tuple[str, str, str]
"""(place in result.json, sentence in Chinese, sentence in English)."""
CONTRACT = {
    "wage", "social_insurance", "liability_insurance", "welfare", "materials", "overhead", "profit", "fee", "tax",
    "machine_fee", "meal_fee", "overtime", "reserve", "discount",
}  # fmt: skip
"""What a contract is worth; all else that is paid at a unit is the bureau's own."""
HIRED = {"wage", "social_insurance", "liability_insurance", "housing_fund", "welfare", "overhead", "overtime"}
MACHINES = {"upkeep", "purchase", "lease", "sale", "residual"}
GOODS = {"supplies", "food", "ticket", "energy", "hire"}


def fund(scenario: Scenario, item: str, group: str, bid: str | None) -> str:
    """Return the fund that pays a line, "" for none: by item, group in post, and the bid of its unit."""
    funds = scenario.budget.funds
    if item == "passthrough":
        stated = scenario.passthrough.get(group)
        own = stated.fund if stated else None
        return own or next((name for name, terms in funds.items() if item in terms.lines), "")
    if group:
        known = "staff"
    elif bid and item in CONTRACT:
        known = "contract"
    else:
        known = next((name for name, items in (("hired", HIRED), ("machines", MACHINES), ("goods", GOODS))
                      if item in items), "")  # fmt: skip
    return next((name for name, terms in funds.items() if item in terms.lines or known in terms.lines), "")


def spent(scenario: Scenario, awards: Iterable[Row], lines: Iterable[Row]) -> dict[str, list[int]]:
    """Return what each fund pays a year, from the lines of a ledger."""
    bids = {award["unit"]: award["bid"] for award in awards}
    found = {name: [0] * scenario.horizon.years for name in scenario.budget.funds}
    for v in lines if found else ():
        name = fund(scenario, v["item"], v["group"], bids.get(v["unit"]))
        if name:
            found[name][v["year"]] += v["fen"]
    return found


def over(scenario: Scenario, spending: dict[str, list[int]]) -> dict[str, list[int]]:
    """Return the whole yuan by which funds pay more than they hold, by rule and year."""
    start, broken = scenario.horizon.start.year, dict[str, list[int]]()
    for name, terms in scenario.budget.funds.items():
        for y, yuan in enumerate(terms.by_year or ()):
            more = max(0, spending[name][y] - round(Fraction(repr(yuan)) * 100))
            broken[f"budget.funds.{name}.{start + y}"] = [-(-more // 100) if y == k else 0
                                                          for k in range(scenario.horizon.years)]  # fmt: skip
    return broken


def faults(tariff: Any, result: Row) -> Iterator[Fault]:
    """Yield what does not agree in what funds and items paid at cost come to, and how likely they exceed a limit."""
    scenario = tariff.scenario
    used = bool(scenario.budget.funds or scenario.passthrough)
    if used != ("funds" in result) or used != ("passthrough" in result):
        yield "funds", "有无与输入不符", "are there, or not, against the scenario"
        return
    if not used:
        return
    counted = _counted(tariff, result["plan"], result["ledger"])
    for place, rows in counted.items():
        stated = result[place]
        if len(stated) != len(rows) or not all(_agree(a, b) for a, b in zip(stated, rows, strict=True)):
            yield place, "与重新计算不符", "do not agree with their recount"


def _agree(stated: Row, counted: Row) -> bool:
    """Return whether rows agree: real numbers nearly, what is rounded from them to a fen, all else exactly."""
    real = ("chance", "lower", "upper")
    pairs = [(stated[k], counted[k]) for k in real]
    near = all(a is b if a is None or b is None else math.isclose(a, b, abs_tol=1e-9) for a, b in pairs)
    rest = {k: v for k, v in counted.items() if k not in (*real, "enough")}
    same = all(type(stated[k]) is type(v) and stated[k] == v for k, v in rest.items())
    return near and same and stated.keys() == counted.keys() and abs(stated["enough"] - counted["enough"]) <= 1


def _counted(tariff: Any, awards: list[Row], lines: list[Row]) -> dict[str, list[Row]]:
    """Return the rows of both tables, counted again."""
    scenario, bids = tariff.scenario, {award["unit"]: award["bid"] for award in awards}
    growth = _growth(tariff)
    extra = {name: repass.excess(scenario, name, FUTURES) for name in scenario.passthrough}
    held = [(fund(scenario, v["item"], v["group"], bids.get(v["unit"])), v) for v in lines]
    of = {name: fund(scenario, repass.ITEM, name, None) for name in scenario.passthrough}

    def rows(name: str, mine: list[Row], items: list[str], limit: Any) -> Iterator[Row]:
        for y in range(scenario.horizon.years):
            year = [v for v in mine if v["year"] == y]
            drawn = _drawn(scenario, growth, year, {item: extra[item][y] for item in items}, y)
            yield _row(name, y, year, drawn, None if limit is None else round(Fraction(repr(limit[y])) * 100))

    funds = list(rows("", lines, list(extra), scenario.budget.by_year))
    for name, terms in scenario.budget.funds.items():
        mine, items = [v for at, v in held if at == name], [item for item in extra if of[item] == name]
        funds += rows(name, mine, items, terms.by_year)
    single: list[Row] = []
    for name, item in scenario.passthrough.items():
        mine = [v for v in lines if (v["item"], v["group"]) == (repass.ITEM, name)]
        single += rows(name, mine, [name], item.standard)
    return {"funds": funds, "passthrough": single}


def _growth(tariff: Any) -> dict[str, list[float]]:
    """Return by what each index grows a year in each future."""
    stream, found = key(tariff.scenario.study.seed, Phase.FUTURE, "growth"), {}
    for entity, (index, law) in enumerate(tariff.laws.items()):
        drawn = np.empty(FUTURES)
        uniforms(np.uint64(stream), 0, 0, entity, drawn)  # type: ignore[no-untyped-call]
        code, a, b, c = law.coded()
        found[index] = [1.0 + float(quantile(code, a, b, c, float(u))) for u in drawn]  # type: ignore[no-untyped-call]
    return found


def _drawn(
    scenario: Scenario, growth: dict[str, list[float]], lines: list[Row], extra: dict[str, list[float]], y: int
) -> list[float]:
    """Return what lines of a year come to in each future, in fen and in order."""
    total = [0.0] * FUTURES
    for index, factors in growth.items():
        base = sum(v["base"] for v in lines if v["index"] == index)
        more = [each for name, each in extra.items() if scenario.passthrough[name].index == index]
        for j, factor in enumerate(factors):
            total[j] += (base + math.fsum(each[j] for each in more)) * factor**y
    return sorted(total)


def _row(name: str, y: int, lines: list[Row], drawn: list[float], limit: int | None) -> Row:
    over = None if limit is None else sum(fen > limit + 100 for fen in drawn)
    low = high = None
    if over is not None:
        low = float(betaincinv(over, FUTURES - over + 1, ERROR / 2)) if over else 0.0
        high = float(betaincinv(over + 1, FUTURES - over, 1 - ERROR / 2)) if over < FUTURES else 1.0
    return {
        "name": name, "year": y, "paid": sum(v["fen"] for v in lines),
        "at_cost": sum(v["fen"] for v in lines if v["item"] == repass.ITEM), "limit": limit,
        "enough": round(drawn[math.ceil(0.95 * FUTURES - 1e-9) - 1]), "over": over, "futures": FUTURES,
        "chance": None if over is None else over / FUTURES, "lower": low, "upper": high,
    }  # fmt: skip
