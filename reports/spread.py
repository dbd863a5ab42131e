"""How far apart places are in cost per ㎡, before and after, from `result.json`: a table and a sentence each."""

from typing import Any

from ..model.text import Lang, Text
from .numbers import NONE, percent

Row = dict[str, Any]
ALL = Text("各项服务合计", "all services together")
FREE = Text("{service}(不含涉密)", "{service} (without secret places)")
WORDS = {
    "head": Text("各处每㎡费用是否均衡", "How even the cost per ㎡ is"),
    "note": Text(
        "元/㎡·年, 按第一年价格, 规划期平均, 面积为办公区面积。每处算一个数, 方差除以处数。"
        "没有岗位的在职人员的工资和辞退补偿不在任何一处, 不计入。",
        "Yuan per ㎡ and year at first-year prices, mean over the horizon, area of the site. Every place counts once; "
        "the variance divides by their number. Pay of staff without a post, and severance, stand at no place and are "
        "left out.",
    ),
    "place": Text("单元或办公区", "Unit or site"),
    "today": Text("现状", "Today"),
    "plan": Text("方案", "Plan"),
    "mean": Text("均值", "mean"),
    "variance": Text("方差", "variance"),
    "variation": Text("变异系数", "coefficient of variation"),
    "range": Text("最低至最高", "lowest to highest"),
    "overall": Text("总费用 / 总面积", "all money / all area"),
}
LINE = Text(
    "{service}: {n} 处每㎡年费用的方差 {before} → {after}, 变异系数 {was} → {will}, 总平均 {mean} → {now} 元/㎡。",
    "{service}: variance of the yearly cost per ㎡ over {n} places {before} → {after}, coefficient of variation "
    "{was} → {will}, overall {mean} → {now} yuan per ㎡.",
)
WIDE = 3
"""Places from which on a variance is told in a sentence."""


def words(lang: Lang) -> dict[str, str]:
    """Return the fixed words of the table."""
    return {key: text.say(lang) for key, text in WORDS.items()}


def tables(result: Row, lang: Lang) -> list[Row]:
    """Return a table for each shared service: its places, then the moments; empty where nothing is shared.

    Where classes of secrecy keep some places out, a second one has the moments of the others.
    """
    found = []
    for row in result.get("spread") or []:
        places = [] if row["free"] else [r for r in result.get("rates") or [] if r["service"] == row["service"]]
        cells = [(r["place"], _two(r["today"], lang), _two(r["plan"], lang)) for r in places]
        before, after = row["today"], row["plan"]
        sums = [(WORDS[k].say(lang), _two(before[k], lang), _two(after[k], lang)) for k in ("mean", "overall")]
        sums.append((WORDS["range"].say(lang), _range(before, lang), _range(after, lang)))
        sums.append((WORDS["variance"].say(lang), _two(before["variance"], lang), _two(after["variance"], lang)))
        ratio = [percent(m["variation"], lang) for m in (before, after)]
        sums.append((WORDS["variation"].say(lang), ratio[0], ratio[1]))
        found.append({"name": _name(row, lang), "cells": cells, "sums": sums})
    return found


def sentences(result: Row, lang: Lang) -> list[str]:
    """Return a sentence for each service shared by at least `WIDE` places."""
    return [
        LINE.say(
            lang, service=_name(row, lang), n=row["places"],
            before=_two(row["today"]["variance"], lang), after=_two(row["plan"]["variance"], lang),
            was=percent(row["today"]["variation"], lang), will=percent(row["plan"]["variation"], lang),
            mean=_two(row["today"]["overall"], lang), now=_two(row["plan"]["overall"], lang),
        )
        for row in result.get("spread") or []
        if row["places"] >= WIDE
    ]  # fmt: skip


def _name(row: Row, lang: Lang) -> str:
    name = row["service"] or ALL.say(lang)
    return FREE.say(lang, service=name) if row["free"] else name


def _two(value: float | None, lang: Lang) -> str:
    return NONE[lang] if value is None else f"{value:,.2f}"


def _range(moments: Row, lang: Lang) -> str:
    return f"{_two(moments['low'], lang)} - {_two(moments['high'], lang)}"
