"""Reference tariffs in a plan: as plain data, and the sentences that say that nobody has bid."""

from typing import Any

from ..model.items import VENDOR
from ..model.scenario import Scenario
from ..model.text import Lang, Text
from ..solvers.menu import Option
from .numbers import listed, percent, wan

Row = dict[str, Any]
MARK = Text("{option}(参考价, 非报价)", "{option} (reference tariff, no bid)")
LEAD = Text(
    "{n} 项没有企业报价, 按公布的收费标准(参考价)列入方案: 这不是报价, 须另行招标, "
    "价格不高于参考价加预留。"
    "{said}。",
    "For {n} nobody has bid: they stand in the plan at a published tariff, which is no bid. A tender must follow, at "
    "no more than the tariff and the reserve. {said}.",
)
EACH = Text(
    "{units}: 参考价依据《{title}》, {years} 年合计 {tariff} 万元, 另预留 {markup} 即 {reserve} 万元, 都已计入预算",
    "{units}: tariff by '{title}', {tariff} thousand yuan over {years} years, and a reserve of {markup} on top, "
    "{reserve} thousand; the budget counts both",
)


def marked(scenario: Scenario, option: Option) -> Row:
    """Return what a row of result.json says of an option at a reference tariff; nothing for a firm's bid."""
    terms = scenario.bids[option.bid].reference if option.bid else None
    if terms is None:
        return {}
    source = scenario.sources[terms.source].title if terms.source else ""
    return {"reference": {"markup": terms.markup, "source": terms.source, "title": source}}


def label(text: str, row: Row, lang: Lang) -> str:
    """Return the words for an option, marked where it is a reference tariff."""
    return MARK.say(lang, option=text) if row.get("reference") else text


def sentences(result: Row, lang: Lang) -> list[str]:
    """Return what page one says of reference tariffs in the plan: units, tariffs, how large the reserve."""
    held: dict[str, list[Row]] = {}
    for award in result.get("plan") or []:
        if award.get("reference"):
            held.setdefault(award["bid"], []).append(award)
    parts = []
    for awards in held.values():
        terms, sums = awards[0]["reference"], [award["cost"]["by_item"] for award in awards]
        reserve = sum(items.get("reserve", 0) for items in sums)
        tariff = sum(fen for items in sums for item, fen in items.items() if item in VENDOR) - reserve
        units, years = listed([award["unit"] for award in awards], lang), len(awards[0]["years"])
        money = {"tariff": wan(tariff, lang), "reserve": wan(reserve, lang), "markup": percent(terms["markup"], lang)}
        parts.append(EACH.say(lang, units=units, title=terms["title"], years=years, **money))
    said = ("；" if lang == "zh" else "; ").join(parts)
    return [LEAD.say(lang, n=sum(map(len, held.values())), said=said)] if held else []
