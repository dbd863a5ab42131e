"""What to buy, invite and keep, from whom, by which way of procurement: sentences for page one, from `result.json`."""

from typing import Any

from ..model.mode import MODES
from ..model.text import Lang, Text
from . import references
from .numbers import listed, wan

Row = dict[str, Any]
BESIDE = ("supervision", "bonus", "change", "rent", "given")
"""Items of a unit that are not paid to its vendor."""
DEALS = {
    "buy": Text("购买 {n} 项: {said}。", "Buy {n}: {said}."),
    "invite": Text(
        "邀请 {n} 项(机关不向企业付费): {said}。", "Invite {n} (the bureau pays the vendor nothing): {said}."
    ),
    "visit": Text("定期邀请进驻 {n} 项: {said}。", "Invite in by a timetable {n}: {said}."),
    "part": Text(
        "部分外包(在职职工留任其余岗位) {n} 项: {said}。",
        "Outsource in part, staff in post keeping the rest, {n}: {said}.",
    ),
    "run": Text("机关管理、企业派人 {n} 项: {said}。", "Keep under the bureau, with a vendor's people, {n}: {said}."),
    "keep": Text("自办 {n} 项: {said}。", "Keep in-house {n}: {said}."),
}
NOBODY = Text("自办 0 项。", "Keep in-house: none.")
PAID = Text("{units}·{vendor}({route}, 第一年合同额共 {value} 万元)",
            "{units}: {vendor} ({route}, {value} thousand yuan in all in the first year)")  # fmt: skip
FREE = Text("{units}·{vendor}({route})", "{units}: {vendor} ({route})")
NAMED, FEW = 12, 3
"""Units of a vendor that are all named in a sentence; of more only the first few."""
MORE = Text("{units}等 {n} 项", "{units} and others, {n} in all")
MANY, LARGEST = 30, 8
"""Vendors that are all named in a sentence; of more only those with the largest contracts."""
OTHERS = Text("另外 {n} 家企业共 {units} 项, 第一年 {value} 万元",
              "{n} other vendors with {units}, {value} thousand yuan in the first year")  # fmt: skip
DEAREST = Text(
    "代价最大的规则(每年约 {price} 万元, 单独去掉它可省这么多): {rule}。",
    "The dearest rule (about {price} thousand yuan a year, saved if it alone is dropped): {rule}.",
)
NONE_DEAR = Text("没有一条规则单独有代价。", "No rule alone costs anything.")


def deal(award: Row) -> str:
    """Return which of `DEALS` an award is.

    Bought or invited where the vendor manages; invited where the bureau pays it nothing in any year. A visit where it
    comes by a timetable, a part where either side manages its own people.
    """
    mode = MODES[award["mode"]]
    if not mode.outsourced:
        return "keep"
    if mode.periodic or mode.manages != "vendor":
        return "visit" if mode.periodic else "run" if mode.manages == "bureau" else "part"
    paid = any(fen for item, fen in award["cost"]["by_item"].items() if item not in BESIDE)
    return "buy" if paid else "invite"


def routes(contract: Row, lang: Lang) -> str:
    """Return the ways of procurement of a contract, those of its years one after another where they change."""
    return (", 再" if lang == "zh" else ", then ").join(dict.fromkeys(contract["route"] or ()))


def sentences(result: Row, lang: Lang) -> list[str]:
    """Return what nobody has bid for; under a rule on procurement what is bought, invited, kept, the dearest rule."""
    first = references.sentences(result, lang)
    contracts = {c["vendor"]: c for c in result.get("contracts") or [] if c.get("route")}
    if not contracts:
        return first
    said = [_deal(result, name, contracts, lang) for name in DEALS]
    if not any(deal(award) == "keep" for award in result["plan"]):
        said.append(NOBODY.say(lang))
    return [text for text in (*first, *said, dearest(result, lang)) if text]


def _deal(result: Row, name: str, contracts: dict[str, Row], lang: Lang) -> str:
    """Return one sentence: the units of a deal by vendor; empty where there are none."""
    held: dict[str, list[str]] = {}
    for award in result["plan"]:
        if deal(award) == name:
            held.setdefault(award.get("vendor") or "", []).append(award["unit"])
    worth = {vendor: contracts[vendor]["value_by_year"][0] if vendor in contracts else 0 for vendor in held}
    rest = set(sorted(held, key=lambda vendor: -worth[vendor])[LARGEST:]) if len(held) > MANY else set()
    parts = []
    for vendor, units in ((vendor, units) for vendor, units in held.items() if vendor not in rest):
        some = listed(units if len(units) <= NAMED else units[:FEW], lang)
        who = references.label(vendor, contracts.get(vendor, {}), lang)
        fields = {"units": some if len(units) <= NAMED else MORE.say(lang, units=some, n=len(units)), "vendor": who}
        if vendor not in contracts:
            parts.append(fields["units"])
            continue
        contract = contracts[vendor]
        form = PAID if contract["value_by_year"][0] else FREE
        value = wan(contract["value_by_year"][0], lang)
        parts.append(form.say(lang, **fields, route=routes(contract, lang), value=value))
    if rest:
        n, left = sum(len(held[vendor]) for vendor in rest), sum(worth[vendor] for vendor in rest)
        parts.append(OTHERS.say(lang, n=len(rest), units=n, value=wan(left, lang)))
    joined = ("；" if lang == "zh" else "; ").join(parts)
    return DEALS[name].say(lang, n=sum(map(len, held.values())), said=joined) if held else ""


def dearest(result: Row, lang: Lang) -> str:
    """Return the rule that costs most, in a sentence."""
    # whether a vendor comes is nobody's to decide
    rules = [r for r in result.get("rules") or [] if not r.get("id", "").endswith(".concession.margin")]
    tags = [r for r in rules if (r.get("price_per_year") or 0) > 0]
    if not tags:
        return "" if result.get("brief") else NONE_DEAR.say(lang)  # not asked is not nothing
    rule = max(tags, key=lambda r: r["price_per_year"])
    return DEAREST.say(lang, rule=rule["text"][lang], price=wan(rule["price_per_year"], lang))
