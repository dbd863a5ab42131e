"""The answers of `reports.why` as sentences in two languages."""

from itertools import groupby
from typing import Any

from ..model.text import Lang, Text
from ..solvers.packages import THEMES
from .numbers import figure, percent, signed, wan, yuan
from .views import option, say
from .words import STATUS

Row = dict[str, Any]
Section = tuple[str, list[str]]

HEADS: dict[str, Text] = {
    "rules": Text("每条规则的代价(去掉它, 每年省多少)", "What each rule costs (saved a year without it)"),
    "pairs": Text("两条规则一起去掉", "Two rules dropped together"),
    "budget": Text("预算变动时重新求解", "Solved again with other budgets"),
    "why_not": Text("为什么不选 {name}", "Why not {name}"),
    "packages": Text("费用相近的其他方案", "Other plans that cost hardly more"),
    "frontier": Text("与费用权衡: {theme}", "Weighed against cost: {theme}"),
    "conflict": Text("不能同时成立的规则", "Rules that cannot hold together"),
    "ways": Text("出路(互不包含)", "Ways out (none contains another)"),
}
SAID: dict[str, Text] = {
    "rule": Text("{rule}: {price} 万元{points} [{id}]", "{rule}: {price} thousand yuan{points} [{id}]"),
    "points": Text(", 质量 {points} 分", ", quality {points} points"),
    "quality": Text(
        "方案的质量为 {points} 分(百分制, 搜索所见); 「质量」是去掉规则后的变化。",
        "The plan's quality is {points} of 100 points (as the search saw it); told is what it gains without the rule.",
    ),
    "unpriced": Text(
        "{rule}: 不标价, 去掉它需要重新搜索 [{id}]", "{rule}: no price; without it the search would differ [{id}]"
    ),
    "free": Text("{rule}: 不影响费用 [{id}]", "{rule}: costs nothing [{id}]"),
    "off": Text("{rule}: 未启用 [{id}]", "{rule}: off [{id}]"),
    "others": Text("其余 {n} 条规则单独去掉都不省钱。", "None of the other {n} rules costs anything alone."),
    "masked": Text(
        "但把它们一起去掉, 每年省 {saved} 万元: 有的规则互相顶替。",
        "Dropped together, they save {saved} thousand yuan a year: some stand in for each other.",
    ),
    "apart": Text(
        "{first} 与 {second}: 分开 {apart}, 一起 {together} 万元, 不能相加{points}",
        "{first} and {second}: {apart} apart, {together} thousand yuan together: they do not add up{points}",
    ),
    "adds": Text(
        "{first} 与 {second}: 一起 {together} 万元, 可以相加{points}",
        "{first} and {second}: {together} thousand yuan together: they add up{points}",
    ),
    "points_apart": Text(
        "; 质量分开 {apart}, 一起 {together} 分, 不能相加",
        "; quality {apart} apart, {together} points together: they do not add up",
    ),
    "points_add": Text("; 质量一起 {together} 分, 可以相加", "; quality {together} points together: they add up"),
    "notch": Text("预算 {share}: {value} 万元{units}", "budgets {share}: {value} thousand yuan{units}"),
    "none": Text("预算 {share}: 没有方案", "budgets {share}: no plan"),
    "open": Text("预算 {share}: 时限内没有结论", "budgets {share}: not settled within the time limit"),
    "to": Text("{a} 至 {b}", "{a} to {b}"),
    "moved": Text(", {n} 个单元改变做法", ", units run otherwise: {n}"),
    "entry": Text("{unit}: {option} 贵 {extra} 万元", "{unit}: {option} costs {extra} thousand yuan more"),
    "barred": Text("{unit}: {option} 不符合全部规则", "{unit}: {option} breaks a rule"),
    "alike": Text("(同样的单元共 {n} 个)", " (one of {n} units alike)"),
    "level": Text(
        "每岗每月现价 {price} 元, 降到 {level} 元持平",
        "it asks {price} yuan a post and month and draws level at {level}",
    ),
    "level_unit": Text(
        "单价现为 {price} 元, 到 {level} 元持平", "it asks {price} yuan a unit and draws level at {level}"
    ),
    "never": Text("降价也不能持平", "no price draws level"),
    "wage": Text(
        "工资由 {wage} 元降到 {level} 元, 该报价即入选",
        "the bid is awarded once its wage falls from {wage} to {level} yuan",
    ),
    "let_in": Text(
        "若{fixes}, 它才可能入选, 那时贵 {extra} 万元(负数为省)",
        "it can be held if one would {fixes}; it then costs {extra} thousand yuan more (negative: less)",
    ),
    "takings": Text(
        "企业一年的账(首年价, 元): 使用者付 {users} + 业主付 {bureau} - 货品 {goods} - 人工 {people} "
        "- 设备 {machines} - 管理费 {overhead} - 租金 {rent} - 税 {tax} = {left}, 至少须留 {least}",
        "its account of a year (first-year prices, yuan): from users {users} + from the bureau {bureau} "
        "- goods {goods} - people {people} - machines {machines} - overhead {overhead} - rent {rent} - tax {tax} "
        "= {left}; it must keep {least}",
    ),
    "score": Text(
        "往期考核由 {score} 分升到 {level} 分即入选", "it is awarded once its past score of {score} reaches {level}"
    ),
    "all_held": Text("所选方案在能用它的地方都用了它。", "The plan holds it wherever it is offered."),
    "package": Text(
        "{theme}: {value} 万元(多 {share}); 模式不同 {modes} 个单元, 换企业 {changes} 个, 变动在编 {people} 人",
        "{theme}: {value} thousand yuan ({share} more); units in another mode: {modes}, changes of vendor: {changes}, "
        "people in post moved: {people}",
    ),
    "chosen": Text("所选方案", "the chosen plan"),
    "efficient": Text("更多则更贵", "better and dearer"),
    "complete": Text("有效方案全在这里。", "These are all the efficient plans."),
    "between": Text("其间还可能有别的有效方案。", "Others may lie between."),
    "risk": Text(
        ", 最贵的 5 % 前景平均 {value} 万元", ", {value} thousand yuan in the mean of the dearest 5 % of futures"
    ),
    "largest": Text(", 最大一家占合同额 {share}", ", largest vendor {share} of contracts"),
    "service": Text(", 最差一处比标准高 {share}(搜索所见)", ", service at its worst {share} above target (search)"),
    "differs": Text("; 其中 {items}", "; instead {items}"),
    "worse": Text(" (另有方案各方面都不比它差)", " (another plan is nowhere worse)"),
    "alone": Text(
        "在此范围内没有别的方案(至少 {apart} 个单元模式不同, 最多贵 {within})。",
        "There is no other plan within {within} with another mode in {apart} units or more.",
    ),
    "way": Text("{fixes}; 此后最省为 {value} 万元", "{fixes}; the best plan then costs {value} thousand yuan"),
    "unproven": Text("(到时限为止的嫌疑, 未证明最小)", "(suspected when time ran out; not proven to be minimal)"),
}


def sections(found: Row, lang: Lang) -> list[Section]:
    """Return what was answered as headings, each with its sentences."""
    said: list[Section] = []
    if seen := found.get("conflict"):
        said += [(HEADS["conflict"].say(lang), _conflict(seen, lang)), (HEADS["ways"].say(lang), _ways(seen, lang))]
    if "rules" in found:
        said.append((HEADS["rules"].say(lang), _rules(found, lang)))
        said.append((HEADS["pairs"].say(lang), _pairs(found, lang)))
    if found.get("budget"):
        said.append((HEADS["budget"].say(lang), _budget(found["budget"], lang)))
    if asked := found.get("why_not"):
        said.append((HEADS["why_not"].say(lang, name=asked["name"]), _entries(asked["options"], lang)))
    if "packages" in found:
        said.append((HEADS["packages"].say(lang), _packages(found, lang)))
    if weighed := found.get("frontier"):
        theme = THEMES[weighed["theme"]].say(lang)
        said.append((HEADS["frontier"].say(lang, theme=theme), _frontier(weighed, lang)))
    return [(head, lines) for head, lines in said if lines]


def _conflict(seen: Row, lang: Lang) -> list[str]:
    lines = [f"{say(r['text'], lang)} [{r['id']}]" for r in seen["rules"]]
    return lines if seen["proven"] else [*lines, SAID["unproven"].say(lang)]


def _ways(seen: Row, lang: Lang) -> list[str]:
    lines = []
    for way in seen["ways"]:
        fixes = (" + ").join(f"{say(r['text'], lang)} [{r['rule']}]" for r in way["repairs"])
        value = wan(way["value"], lang)
        lines.append(SAID["way"].say(lang, fixes=fixes, value=value) if way["value"] is not None else fixes)
    return lines


def _rules(found: Row, lang: Lang) -> list[str]:
    """Return a sentence a rule that costs something, dearest first, then how many do not; one asked for is told."""
    rows = sorted(found["rules"], key=lambda r: -(r["price_per_year"] or 0.0))
    told = [r for r in rows if r["binding"] or len(rows) == 1]
    lines = [_rule(r, lang) for r in told]
    idle = sum(r["state"] != "off" for r in rows if r not in told)
    if idle:
        lines.append(SAID["others"].say(lang, n=idle))
    if found.get("quality") is not None and any(r["points"] is not None for r in told):
        lines.append(SAID["quality"].say(lang, points=figure(found["quality"], lang)))
    if found.get("masked", 0.0) > 0:
        lines.append(SAID["masked"].say(lang, saved=wan(found["masked"], lang)))
    return lines


def _rule(rule: Row, lang: Lang) -> str:
    priced = rule["price_per_year"] is not None
    key = "off" if rule["state"] == "off" else "unpriced" if not priced else "rule" if rule["binding"] else "free"
    points = SAID["points"].say(lang, points=signed(rule["points"], lang)) if rule["points"] is not None else ""
    price = wan(rule["price_per_year"], lang)
    return SAID[key].say(lang, rule=say(rule["text"], lang), id=rule["id"], price=price, points=points)


def _pairs(found: Row, lang: Lang) -> list[str]:
    return [
        SAID["adds" if p["adds"] else "apart"].say(
            lang,
            first=p["first"],
            second=p["second"],
            apart=wan(p["apart"], lang),
            together=wan(p["together"], lang),
            points=_points(p, lang),
        )
        for p in found["pairs"]
    ]


def _points(pair: Row, lang: Lang) -> str:
    """Return what two rules dropped together do to quality, and whether their tags add; "" where nothing changes."""
    apart, together = pair["points_apart"], pair["points_together"]
    if together is None or (pair["points_add"] and not round(together, 2)):
        return ""
    key = "points_add" if pair["points_add"] else "points_apart"
    return SAID[key].say(lang, apart=signed(apart, lang), together=signed(together, lang))


def _budget(notches: list[Row], lang: Lang) -> list[str]:
    """Return the curve as sentences; neighbours with the same answer share one."""
    lines = []
    for (status, value, units), rows in groupby(notches, key=lambda n: (n["status"], n["value"], n["units"])):
        shares = [f"{100 * n['share']:+.0f}%" for n in rows]
        share = SAID["to"].say(lang, a=shares[0], b=shares[-1]) if len(shares) > 1 else shares[0]
        key = "notch" if value is not None else "none" if status == "infeasible" else "open"
        moved = SAID["moved"].say(lang, n=units) if units else ""
        lines.append(SAID[key].say(lang, share=share, value=wan(value, lang), units=moved))
    return lines


def _entries(rows: list[Row], lang: Lang) -> list[str]:
    return [_entry(row, lang) for row in rows] or [SAID["all_held"].say(lang)]


def _entry(row: Row, lang: Lang) -> str:
    alike = SAID["alike"].say(lang, n=row["units"]) if row["units"] > 1 else ""
    fields = {"unit": row["unit"] + alike, "option": option(row, lang, frozenset({row["vendor"]}))}
    parts = [SAID["entry" if row["feasible"] else "barred"].say(lang, **fields, extra=wan(row["extra"], lang))]
    if row["feasible"]:
        key = "never" if row["level"] is None else "level_unit" if row["flow"] else "level"
        parts.append(SAID[key].say(lang, price=figure(row["price"], lang), level=figure(row["level"], lang)))
    if bill := row["takings"]:
        parts.append(SAID["takings"].say(lang, **{name: yuan(fen, lang) for name, fen in bill.items()}))
    if way := row["way"]:
        fixes = " + ".join(f"{say(r['text'], lang)} [{r['rule']}]" for r in way["repairs"])
        parts.append(SAID["let_in"].say(lang, fixes=fixes, extra=wan(way["extra"], lang, True)))
    if row["level_score"] is not None:
        score, level = (figure(row[k], lang) for k in ("score", "level_score"))
        parts.append(SAID["score"].say(lang, score=score, level=level))
    if row["level_wage"] is not None:
        parts.append(SAID["wage"].say(lang, wage=figure(row["wage"], lang), level=figure(row["level_wage"], lang)))
    return "; ".join(parts)


def _packages(found: Row, lang: Lang) -> list[str]:
    base, *others = found["packages"]
    if not others:
        asked = found["asked"]
        return [SAID["alone"].say(lang, apart=asked["apart"], within=percent(asked["within"], lang))]
    return [_package(row, base, lang) for row in others]


def _frontier(weighed: Row, lang: Lang) -> list[str]:
    """Return efficient plans from the cheapest to the best under the aim, each with what differs from the last."""
    rows, lines = weighed["packages"], []
    for before, row in zip([rows[0], *rows], rows, strict=False):
        said = _package({**row, "text": None}, before, lang)
        risk = SAID["risk"].say(lang, value=wan(row["risk"], lang)) if weighed["theme"] == "risk" else ""
        lines.append(said + risk)
    return [*lines, SAID["complete" if weighed["complete"] else "between"].say(lang)]


def _package(row: Row, base: Row, lang: Lang) -> str:
    """Return a plan in a sentence, with what is not as in another; without a text it is called by its place."""
    fields = {k: row[k] for k in ("modes", "changes", "people")}
    share, value = percent(row["more"], lang, 2), wan(row["value"], lang)
    place = SAID["chosen" if row["theme"] == "chosen" else "efficient"]
    theme = say(row["text"], lang) if row["text"] else place.say(lang)
    said = SAID["package"].say(lang, theme=theme, value=value, share=share, **fields)
    if row["largest"] is not None:
        said += SAID["largest"].say(lang, share=percent(row["largest"], lang, 0))
    if row["service"] is not None:
        said += SAID["service"].say(lang, share=percent(row["service"], lang))
    pairs = zip(row["plan"], base["plan"], strict=True)
    changed = [f"{a['unit']} {option(a, lang, frozenset({a['vendor']}))}" for a, b in pairs if a != b]
    said += SAID["differs"].say(lang, items="; ".join(changed)) if changed else ""
    if row["dominated"]:
        said += SAID["worse"].say(lang)
    if row["status"]:
        said += f" [{STATUS[row['status']].say(lang).split(':')[0]}]"
    return said
