"""Which charts the report has and what each shows: cost build-up, quality against staff, staffing by year."""

from typing import Any

from ..model.text import Lang
from .charts import draw, quality, stacked, staffing
from .numbers import FEN_PER_WAN, FEN_PER_YUAN, wan
from .views import label, option, say, twins
from .words import BLOCKS, phrases

Row = dict[str, Any]
SHADES = {
    "staff": "#0072B2",
    "stranded": "#4D4D4D",
    "pay": "#56B4E9",
    "insurance": "#009E73",
    "welfare": "#F0E442",
    "machines": "#BDBDBD",
    "food": "#8C6D31",
    "flow": "#762A83",
    "energy": "#A6761D",
    "hire": "#1B7837",
    "ticket": "#A6DBA0",
    "margin": "#E69F00",
    "tax": "#D55E00",
    "control": "#CC79A7",
    "space": "#80CDC1",
    "other": "#E6E6E6",
}
BLOCK = {
    "staff": ("staff",),
    "stranded": ("stranded",),
    "pay": ("wage", "overtime"),
    "insurance": ("insurance", "housing_fund"),
    "welfare": ("welfare", "bonus", "materials", "supplies"),
    "food": ("food",),
    "flow": ("meal_fee",),
    "energy": ("energy",),
    "hire": ("hire",),
    "ticket": ("ticket",),
    "machines": ("machine", "upkeep", "lease", "purchase", "sale", "residual"),
    "margin": ("overhead", "profit", "fee", "reserve", "discount"),
    "tax": ("tax",),
    "control": ("supervision", "procurement"),
    "space": ("rent", "given"),
}
"""Block of the build-up -> what the name of an item contains; the first block that fits takes it."""
NEAR = 0.6
"""Charts of quality show settings with at least so much of the chosen posts, and at most the posts over this."""
ORDER = (
    "staff", "stranded", "machines", "food", "flow", "energy", "hire", "ticket", "insurance", "welfare", "margin",
    "tax", "control", "space", "pay",
)  # fmt: skip


def block(item: str) -> str:
    """Return the block of the cost build-up an item of the ledger belongs to."""
    return next((b for b in ORDER if any(part in item for part in BLOCK[b])), "other")


def build_up(result: Row, lang: Lang) -> list[Row]:
    """Return for each unit the cost of every option a year, by block: a chart and a table.

    In yuan per m2, but for units whose money also follows what they use or sell: those in 万元 (thousand yuan).
    """
    found: dict[str, list[Row]] = {}
    for row in result.get("cost_by_mode") or []:
        if row.get("feasible", True) and row.get("items"):
            found.setdefault(row["unit"], []).append(row)
    return [_built(result, unit, rows, lang) for unit, rows in found.items()]


def _built(result: Row, unit: str, rows: list[Row], lang: Lang) -> Row:
    about, several = result["units"][unit], twins(result)
    head = phrases(lang)["per_year_basis" if about.get("flows") else "per_m2"]
    fen = (FEN_PER_WAN if lang == "zh" else 1000 * FEN_PER_YUAN) if about.get("flows") else 100.0 * about["area_m2"]
    table = sorted((_blocks(row, fen, lang, several) for row in rows), key=lambda r: r["sum"])
    used = [b for b in BLOCKS if any(r["blocks"].get(b) for r in table)]
    names = [BLOCKS[b].say(lang) for b in used]
    bars = [{"a": r["name"], "b": BLOCKS[b].say(lang), "v": r["blocks"].get(b, 0.0)} for r in table for b in used]
    return {
        "unit": f"{unit} ({head})",
        "spec": stacked(bars, [r["name"] for r in table], names, [SHADES[b] for b in used], head),
        "title": f"{unit}: {head}",
        "head": names,
        "rows": [
            {
                "name": r["name"],
                "chosen": r["chosen"],
                "cells": [f"{r['blocks'].get(b, 0.0):,.2f}" for b in used],
                "total": f"{r['sum']:,.2f}",
            }
            for r in table
        ],
    }


def _blocks(row: Row, unit: float, lang: Lang, several: frozenset[str]) -> Row:
    """Return the blocks of an option's bar; `unit` is the fen that the axis counts as one."""
    blocks: dict[str, float] = {}
    for item, fen in row["items"].items():
        blocks[block(item)] = blocks.get(block(item), 0.0) + fen / unit
    mark = "● " if row.get("chosen") else ""
    name = f"{mark}{option(row, lang, several)}" + (f" ({row['posts']})" if row.get("posts") else "")
    return {"name": name, "chosen": bool(row.get("chosen")), "blocks": blocks, "sum": sum(blocks.values())}


def measures(result: Row, lang: Lang) -> list[Row]:
    """Return for each unit one chart per standard: the value against posts, the target, the chosen point and today."""
    return [
        {"unit": award["unit"], "charts": charts}
        for award in result.get("plan") or []
        if (charts := [c for m in _targets(result, award["unit"]) if (c := _measure(result, award, m, lang))])
    ]


def _targets(result: Row, unit: str) -> dict[str, float]:
    checks = [c for c in result.get("certificate") or [] if c["unit"] == unit and c.get("target") is not None]
    return {c["measure"]: c["target"] for c in checks}


def _measure(result: Row, award: Row, measure: str, lang: Lang) -> Row | None:
    """Return the chart of one measure under the chosen option; None when the search left no point of it."""
    word, unit, target = phrases(lang), award["unit"], _targets(result, award["unit"])[measure]
    name = label(result, unit, "measures", measure, lang)
    share = result["units"][unit].get("measure_units", {}).get(measure, "1") == "1"
    years = award.get("years") or [award]
    labels = {"search": word["search_point"], "other": word["other_point"]}
    labels |= {"chosen": word["chosen"], "today": word["now"]}
    labels |= {"value": "", "posts": word["posts"]}
    points = [
        _point(p["posts"], p["values"][measure], target, labels["search" if _same(p, award) else "other"], share)
        for p in result.get("menu_points") or []
        if p["unit"] == unit and (p["values"].get(measure) or {}).get("value") is not None
    ]
    sure = _certified(result, "certificate", award, measure, labels["chosen"])
    for row in [b for b in result.get("baseline") or [] if b["unit"] == unit][:1]:
        sure += _certified(result, "baseline_certificate", row, measure, labels["today"])
    low, high = NEAR * min(y["posts"] for y in years), max(y["posts"] for y in years) / NEAR
    points = [p for p in points if low <= p["p"] <= high]
    if not points:
        return None
    points = sorted(points, key=lambda p: p["k"] == labels["search"]) + sure
    return {"name": name, "spec": quality(points, target, labels, share), "title": f"{unit}: {name}"}


def _same(point: Row, award: Row) -> bool:
    """Return whether a point belongs to the option of an award."""
    return (point["mode"], point.get("bid") or "") == (award["mode"], award.get("bid") or "")


def _point(posts: int, found: Row, target: float, kind: str, share: bool) -> Row:
    """Return a searched point with about 95 % limits.

    The search kept excess = E[good - target * all] and its standard error; E[all] is excess / (value - target), and
    error / E[all] is the standard error of the value to first order.
    """
    value, excess = found["value"], found.get("excess") or 0.0
    wide = 1.96 * abs(found.get("error", 0.0) * (value - target) / excess) if excess else 0.0
    top = min(value + wide, 1.0) if share else value + wide
    return {"p": posts, "v": value, "l": max(value - wide, 0.0), "u": top, "k": kind}


def _certified(result: Row, key: str, award: Row, measure: str, kind: str) -> list[Row]:
    years = award.get("years") or [award]
    return [
        {"p": years[c["years"][0]]["posts"], "v": c["estimate"], "l": c["lower"], "u": c["upper"], "k": kind}
        for c in result.get(key) or []
        if c["unit"] == award["unit"] and c["measure"] == measure and c["estimate"] is not None and c["years"]
    ]


def paths(result: Row, lang: Lang) -> list[Row]:
    """Return the staffing charts: one per unit, and one for everybody when staff in post are left without a post."""
    word, first = phrases(lang), int(str(result.get("start", "0"))[:4])
    series = [word["working"], word["other_team"], word["stranded"]]
    charts: list[Row] = []
    total: dict[tuple[str, str], int] = {}
    for award in result.get("plan") or []:
        rows = []
        for y, year in enumerate(award.get("years") or []):
            for name, n in ((series[0], year["staff"]), (series[1], year["posts"] - year["staff"])):
                rows.append({"a": str(first + y), "b": name, "v": n})
                total[str(first + y), name] = total.get((str(first + y), name), 0) + n
        if rows:
            charts.append({"name": award["unit"], "spec": staffing(rows, series[:2], word["heads"])})
    idle = stranded(result)
    if charts and (any(idle.values()) or len(charts) > 1):
        rows = [{"a": a, "b": b, "v": n} for (a, b), n in total.items()]
        rows += [{"a": str(first + y), "b": series[2], "v": n} for y, n in idle.items()]
        charts.append({"name": word["total"], "spec": staffing(rows, series, word["heads"])})
    return charts


def stranded(result: Row) -> dict[int, int]:
    """Return how many staff in post have no post, by year index."""
    idle: dict[int, int] = {}
    for row in result.get("workforce") or []:
        idle[row["year"]] = idle.get(row["year"], 0) + row.get("present", 0) - row.get("working", row.get("present", 0))
    return idle


def groups(result: Row, lang: Lang) -> list[Row]:
    """Return the path of each group in post, one row a year."""
    first = int(str(result.get("start", "0"))[:4])
    return [
        {
            "group": row["group"],
            "year": str(first + row["year"]),
            **{k: row.get(k, 0) for k in ("present", "retire", "exit", "redeploy", "dismiss", "recruit")},
            "working": row.get("working", ""),
            "stranded": row.get("present", 0) - row.get("working", row.get("present", 0)),
            "cost": wan(row.get("stranded_cost") or 0, lang),
        }
        for row in result.get("workforce") or []
    ]


def drawn(entry: Row, number: int) -> str:
    """Return the chart of an entry as inline SVG."""
    return draw(entry["spec"], number, say(entry.get("title") or entry["name"], "zh"))
