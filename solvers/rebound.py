"""A lower bound on every plan made of a menu's points, from prices of rows, in whole numbers.

Any prices of the rows of `restate`, not negative where a row is an upper limit, give a bound: what every plan costs
after paying or being paid for each row at its price. Each unit then takes its cheapest choice, and every other column
stands at its cheaper end. Where that is too little, a tree of splits `column <= k` or `column > k` covers all plans,
each leaf with prices of its own; the least leaf is the bound. Wrong prices make it weak, never wrong.

`bound.json` holds the tree in order (a split, then all of its lower branch, then all of its upper one), prices in yuan
a unit of a row. Nothing here is shared with the programme or with what finds the prices (`lagrange`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..model.levers import Setting
from . import rebudget, restate, retender
from .recount import PPM, Tariff
from .restate import Row, Stated

FILE = "bound.json"
BITS = 40
SCALE = 100.0 * PPM * 2**BITS
"""Prices are whole numbers of so small parts of a yuan: 2^-40 of a millionth of a fen."""
LARGE = 1e15
MOST = 20_000
"""Nodes of a tree at most: more would take hours to check."""
Fault = tuple[str, str, str]
"""(place, sentence in Chinese, sentence in English)."""
Ends = dict[int, tuple[int, int]]
"""Column -> least and most, where a branch has narrowed them."""


class Faulty(ValueError):  # noqa: N818 - it says what the evidence is
    """Evidence that proves nothing: what is wrong with it, in two languages."""

    def __init__(self, zh: str, en: str):
        super().__init__(en)
        self.zh, self.en = zh, en


def state(tariff: Tariff, points: Sequence[Row], out: Iterable[int] = ()) -> Stated:
    """Return the columns and rows that every plan made of points keeps to.

    Parameters
    ----------
    points : sequence of rows
        As `menu_points` of result.json.
    out : iterable of int
        Places of points that are not offered.
    """
    stated = Stated(tariff)
    restate.choose(stated, points, set(out))
    restate.people(stated, points)
    restate.machines(stated)
    retender.award(stated)
    rebudget.through(stated)
    rebudget.budget(stated)
    rebudget.funds(stated)
    return stated


class Judge:
    """Bounds of a statement."""

    def __init__(self, stated: Stated):
        self.stated = stated
        self.costs = [stated.cost(at) << BITS for at in range(len(stated.names))]
        self.fixed = sum(d * n for d, n in zip(stated.tariff.discount, stated.fixed, strict=True)) << BITS
        tied = {c.column for c in stated.choices()} | {e.column for c in stated.choices() for e in c.entries()}
        self.free = [at for at in range(len(stated.names)) if at not in tied]
        self.place = {name: at for at, name in enumerate(stated.names)}

    def bound(self, prices: Mapping[str, int], ends: Ends) -> int | None:
        """Return what no plan within some ends costs less than, in fen; None where there is no such plan.

        Parameters
        ----------
        prices : dict row -> whole number
            In parts of a yuan (`SCALE`); not negative where the row is an upper limit.
        """
        left, total = list(self.costs), self.fixed
        for name, price in prices.items():
            line = self.stated.rows[name]
            total -= price * line.most
            for at, n in line.terms:
                left[at] += price * n
        for at in self.free:
            low, high = ends.get(at) or (self.stated.low[at], self.stated.high[at])
            if low > high:
                return None
            total += left[at] * (low if left[at] > 0 else high)
        for unit in self.stated.units:
            least = self._unit(unit, left, ends)
            if least is None:
                return None
            total += least
        worth = -(-total >> BITS)
        return (2 * worth + PPM) // (2 * PPM)

    def _unit(self, unit: str, left: Sequence[int], ends: Ends) -> int | None:
        """Return the least that a unit's choices come to; None where the ends leave it none."""
        found: list[int] = []
        forced: list[int | None] = []
        for choice in self.stated.units[unit]:
            low, high = ends.get(choice.column, (0, 1))
            total: int | None = left[choice.column]
            for entries in choice.years:
                kept = [(ends.get(e.column, (0, 1)), left[e.column]) for e in entries]
                must = [n for (least, most), n in kept if least > 0 and most > 0]
                low = max(low, len(must))
                offered = must if must else [n for (_, most), n in kept if most > 0]
                total = total + min(offered) if total is not None and offered and len(must) < 2 else None
            total = total if high > 0 else None
            if low > 0:
                forced.append(total)
            elif total is not None:
                found.append(total)
        if forced:
            return forced[0] if len(forced) == 1 else None
        return min(found, default=None)


def check(judge: Judge, nodes: Any) -> int:
    """Return the bound in fen that a tree of splits and prices proves.

    Raises
    ------
    Faulty
        It is not such a tree, its leaves do not cover all plans, or a price has the wrong sign.
    """
    if not isinstance(nodes, list) or len(nodes) > MOST:
        raise Faulty("节点不是列表或过多", "its nodes are no list, or too many")
    open_: list[Ends] = [{}]
    least: list[int] = []
    for node in nodes:
        if not open_:
            raise Faulty("叶节点过多", "there are more leaves than branches")
        ends = open_.pop()
        if not isinstance(node, dict):
            raise Faulty("节点格式不符", "a node is no mapping")
        if "split" in node:
            at, low, middle, high = _split(judge, node, ends)
            open_ += [{**ends, at: (middle + 1, high)}, {**ends, at: (low, middle)}]
            continue
        worth = judge.bound(_priced(judge, node.get("prices")), ends)
        least += [] if worth is None else [worth]
    if open_:
        raise Faulty("叶节点没有覆盖全部方案", "the leaves do not cover all plans")
    if not least:
        raise Faulty("没有任何方案", "there is no plan at all")
    return min(least)


def _split(judge: Judge, node: Row, ends: Ends) -> tuple[int, int, int, int]:
    """Return the column a node splits, its ends, and the last number of the lower branch."""
    name, middle = node["split"], node.get("at")
    at = judge.place.get(name) if isinstance(name, str) else None
    if at is None or not isinstance(middle, int) or isinstance(middle, bool):
        raise Faulty("分支变量不符", "a split names no column and whole number")
    low, high = ends.get(at) or (judge.stated.low[at], judge.stated.high[at])
    return at, low, middle, high


def _priced(judge: Judge, prices: Any) -> dict[str, int]:
    """Return stored prices as whole numbers."""
    if not isinstance(prices, dict):
        raise Faulty("缺少乘子", "a leaf has no prices")
    found = {}
    for name, price in prices.items():
        line = judge.stated.rows.get(name)
        if line is None:
            raise Faulty("乘子所属的约束不存在", "a price is of no row there is")
        if not isinstance(price, int | float) or isinstance(price, bool) or not -LARGE <= price <= LARGE:
            raise Faulty("乘子不是数", "a price is no number")
        if price < 0 and not line.even:
            raise Faulty("不等式约束的乘子为负", "the price of an upper limit is negative")
        found[name] = whole(price)
    return found


def faults(tariff: Tariff, result: Row, place: Path) -> Iterator[Fault]:
    """Yield what is wrong with the bound on the menus that a saved run claims, and with what proves it."""
    stated = result["objective"].get("exact_bound") if "objective" in result else None
    if stated is None:
        return
    try:
        stored = json.loads((place / FILE).read_text(encoding="utf-8"))
        bound, out = stored["bound"], stored["excluded"]
        _excluded(result, out)
        yield from _points(tariff, result, set(out))
        proven = check(Judge(state(tariff, result["menu_points"], out)), stored["nodes"])
    except Faulty as error:
        yield FILE, error.zh, error.en
        return
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield FILE, "无法读取", "cannot be read"
        return
    if not (type(bound) is type(stated) is int and bound == stated == proven):
        yield "objective.exact_bound", "与按乘子重新计算的下界不符", "is not what the prices prove"
    if proven > result["objective"]["value"]:
        yield "objective.exact_bound", "高于目标值", "exceeds the value"


def _excluded(result: Row, out: Any) -> None:
    """Refuse places of points not offered that are none, or of units that every attempt certified."""
    points = result["menu_points"]
    failed = {unit for tried in result["attempts"] for unit, _ in tried["failed"]}
    if not isinstance(out, list) or any(type(i) is not int or not 0 <= i < len(points) for i in out):
        raise Faulty("未提供的配置编号不符", "the settings not offered are none of the menu")
    if any(points[i]["unit"] not in failed for i in out):
        raise Faulty("无故不提供配置", "settings were not offered without a reason")


def _points(tariff: Tariff, result: Row, out: set[int]) -> Iterator[Fault]:
    """Yield points that are not what their levels say, and years of the plan that are none of the points."""
    scenario, known = tariff.scenario, set()
    for i, point in enumerate(result["menu_points"]):
        unit = point["unit"]
        setting, kind, spec = Setting(tuple(point["levels"]), point["staff"]), scenario.kind(unit), scenario.spec(unit)
        held = {t: n for t, n in point["machines"].items() if n}
        machines = {t: n for t, n in kind.machines(spec, setting).items() if n}
        if (point["posts"], held) != (kind.posts(spec, setting), machines):
            yield f"menu_points[{i}]", "岗位或设备数与设置不符", "not the posts or machines of the setting"
        if i not in out:
            known.add((unit, point["mode"], point["bid"], *_told(point, setting.levels)))
    for award in result["plan"]:
        for year in award["years"]:
            if (award["unit"], award["mode"], award["bid"], *_told(year, year["setting"].values())) not in known:
                yield f"plan.{award['unit']}", "所用配置不在菜单中", "uses a setting that is not on the menu"


def _told(row: Row, levels: Iterable[int]) -> tuple[Any, ...]:
    """Return what tells a point from others: levels, staff, flows, standards missed."""
    return tuple(levels), row["staff"], tuple(sorted(row["volumes"].items())), tuple(row["short"])


def whole(price: float) -> int:
    """Return a price in yuan a unit of a row as a whole number of its parts."""
    return round(price * SCALE)
