"""The matrix of regrets in sentences and rows of text, in two languages."""

from typing import Any

from rich.console import Group, RenderableType

from ..model.text import Lang, Text
from .numbers import wan
from .terminal import NARROW, bullets, line, rows
from .views import option, say
from .words import SHORT

Row = dict[str, Any]

HEADS: dict[str, Text] = {
    "page": Text("换一种情景, 今天的决定要多花多少", "What today's decision costs if another variant comes true"),
    "verdict": Text("结论", "In short"),
    "candidates": Text("候选方案", "Candidate plans"),
    "matrix": Text("后悔矩阵(比该情景自己的最优方案多花, 万元, 现值)",
                   "Regret: what is paid above the variant's own best (thousand yuan, present value)"),
    "reasons": Text("在哪里行不通", "Where a plan does not stand"),
    "variants": Text("情景", "Variants"),
    "notes": Text("怎样算的", "How this was computed"),
    "variant": Text("情景", "variant"),
    "best": Text("自己的最优(万元)", "its own best (thousand yuan)"),
    "status": Text("验证", "verdict"),
    "worst": Text("最大后悔", "largest regret"),
    "plan": Text("方案 {n}", "plan {n}"),
}  # fmt: skip
SAID: dict[str, Text] = {
    "kept_awards": Text(
        "各情景保留候选方案的模式、企业和报价(标段), 岗位、设备和人员安排在该情景下重新求解。",
        "Kept of a candidate: mode, vendor and bid (lot) of every unit; posts, machines and people are chosen again.",
    ),
    "kept_settings": Text(
        "各情景保留候选方案的模式、企业、报价(标段), 以及各年的岗位配置和在职上岗人数; 设备来源和人员去向重新求解。",
        "Kept of a candidate: mode, vendor and bid (lot) of every unit, and each year's setting and staff in post who "
        "work; where machines come from and what becomes of people is chosen again.",
    ),
    "least": Text(
        "方案 {n} 的最大后悔最小: 最坏是「{variant}」成真, 多花 {regret} 万元。",
        "Plan {n} has the least largest regret: at worst “{variant}” comes true: {regret} thousand yuan more.",
    ),
    "zero": Text("方案 {n} 在每种有方案的情景下都是最优。", "Plan {n} is the best in every variant that has a plan."),
    "none": Text(
        "没有一个候选方案在每种情景下都行得通, 因此不比最大后悔。",
        "No candidate stands in every variant, so there is no least largest regret.",
    ),
    "no_plan": Text("没有一种情景有可行方案。", "No variant has a plan."),
    "candidate": Text("方案 {n}({origins}): {awards}", "plan {n} ({origins}): {awards}"),
    "own": Text("「{variant}」的最优", "best of “{variant}”"),
    "near": Text("「{variant}」{theme}", "“{variant}”: {theme}"),
    "worst": Text("; 最大后悔 {regret} 万元(「{variant}」)", "; largest regret {regret} thousand yuan (“{variant}”)"),
    "fails": Text("; 在「{variants}」行不通", "; does not stand in “{variants}”"),
    "cells": Text("方案 {n}: {cells}", "plan {n}: {cells}"),
    "barred": Text(
        "方案 {n} 在「{variant}」违反: {rules}; 要行得通: {repairs}{value}",
        "plan {n} breaks in “{variant}”: {rules}; for it to stand: {repairs}{value}",
    ),
    "value": Text(", 那时最省 {value} 万元", "; it then costs {value} thousand yuan at least"),
    "absent": Text(
        "方案 {n} 在「{variant}」行不通: 其中有的模式或报价那里没有",
        "plan {n} does not stand in “{variant}”: a mode or bid of it is not offered there",
    ),
    "outside": Text(
        "方案 {n} 在「{variant}」行不通: 其中有的配置那里不允许(超出上下限或人数)",
        "plan {n} does not stand in “{variant}”: a setting of it is not allowed there (bounds, or people in post)",
    ),
    "failed": Text(
        "方案 {n} 在「{variant}」行不通: 其中有的配置那里没有通过验证",
        "plan {n} does not stand in “{variant}”: a setting of it failed its certificate there",
    ),
    "stuck": Text(
        "方案 {n} 在「{variant}」行不通: 放开任何规则也没有方案(例如在职人数不够)",
        "plan {n} does not stand in “{variant}”: no plan holds it whatever rules give way (too few in post, say)",
    ),
    "variant": Text("{variant}: 最优 {value} 万元, {status}", "{variant}: best {value} thousand yuan, {status}"),
    "conflict": Text("{variant}: 没有可行方案; 不能同时成立: {rules}",
                     "{variant}: no plan; cannot hold together: {rules}"),
    "exact": Text(
        "每一格都是把候选方案的决定固定后, 在该情景自己的菜单上重新求解, 再由总账逐分重算; "
        "各情景自己的最优方案另用新的随机数验证, 格内的方案没有另行验证。",
        "Every cell is solved again on the variant's own menus with the candidate's decisions fixed, and recounted by "
        "the ledger to the fen. Each variant's own best has met fresh days; the plans in the cells have not.",
    ),
    "open": Text("带 * 的格求解未到最优: 真值在 {items} 之间(万元)。",
                 "Cells with * were not solved to the end; the true regrets lie within {items} (thousand yuan)."),
}  # fmt: skip
MARKS: dict[str, Text] = {
    "barred": Text("违规", "breaks a rule"),
    "absent": Text("没有此项", "not offered"),
    "outside": Text("不允许", "not allowed"),
    "failed": Text("未通过", "failed"),
    "stuck": Text("不可行", "infeasible"),
}


def kept(found: Row, lang: Lang) -> str:
    """Return what of a plan is kept."""
    return SAID[f"kept_{found['fixed']}"].say(lang)


def verdict(found: Row, lang: Lang) -> str:
    """Return which candidate has the least largest regret."""
    if not found["candidates"]:
        return SAID["no_plan"].say(lang)
    if found["least"] is None:
        return SAID["none"].say(lang)
    worst = found["candidates"][found["least"] - 1]["worst"]
    key = "least" if worst["regret"] else "zero"
    return SAID[key].say(lang, n=found["least"], variant=worst["variant"], regret=wan(worst["regret"], lang))


def candidates(found: Row, lang: Lang) -> list[str]:
    """Return a sentence a candidate: where it comes from, what it is, where it is regretted most."""
    comma, said = ("、" if lang == "zh" else ", "), []
    for row in found["candidates"]:
        origins = [
            SAID["near" if o["text"] else "own"].say(lang, variant=o["variant"], theme=say(o["text"], lang))
            for o in row["origins"]
        ]
        awards = [f"{a['unit']} {option(a, lang, frozenset({a['vendor']}))}" for a in row["plan"]]
        text = SAID["candidate"].say(lang, n=row["number"], origins=comma.join(origins), awards="; ".join(awards))
        if row["worst"]:
            worst = row["worst"]
            text += SAID["worst"].say(lang, variant=worst["variant"], regret=wan(worst["regret"], lang))
        else:
            lost = [c["variant"] for c in row["cells"] if c["regret"] is None]
            text += SAID["fails"].say(lang, variants=comma.join(lost))
        said.append(text)
    return said


def _regret(cell: Row, lang: Lang) -> str:
    """Return what a cell shows."""
    if cell["regret"] is None:
        return MARKS[cell["status"]].say(lang)
    return wan(cell["regret"], lang) + ("*" if cell["lower"] != cell["upper"] else "")


def matrix(found: Row, lang: Lang) -> list[list[str]]:
    """Return the matrix as rows of text with a head: a row a variant, a column a candidate, largest regrets last."""
    plans = found["candidates"]
    if not plans:
        return []
    table = [[HEADS["variant"].say(lang), *(HEADS["plan"].say(lang, n=p["number"]) for p in plans)]]
    for i, cell in enumerate(plans[0]["cells"]):
        table.append([cell["variant"], *(_regret(p["cells"][i], lang) for p in plans)])
    worst = [wan(p["worst"]["regret"], lang) if p["worst"] else "-" for p in plans]
    return [*table, [HEADS["worst"].say(lang), *worst]]


def reasons(found: Row, lang: Lang) -> list[str]:
    """Return for each cell without a plan why: the rules it breaks by name, or what is missing there."""
    said = []
    for row in found["candidates"]:
        for cell in row["cells"]:
            fields = {"n": row["number"], "variant": cell["variant"]}
            if cell["breaks"]:
                rules = cell["breaks"]["rules"]
                value = wan(cell["breaks"]["value"], lang)
                fields |= {
                    "rules": "; ".join(f"{say(r['text'], lang)} [{r['id']}]" for r in rules),
                    "repairs": " + ".join(say(r["repair"], lang) for r in rules),
                    "value": SAID["value"].say(lang, value=value) if cell["breaks"]["value"] is not None else "",
                }
            if cell["regret"] is None:
                said.append(SAID[cell["status"]].say(lang, **fields))
    return said


def variants(found: Row, lang: Lang) -> list[str]:
    """Return a sentence a variant: its own best and verdict, or why it has no plan."""
    said = []
    for row in found["variants"]:
        if row["conflict"]:
            rules = "; ".join(f"{say(r['text'], lang)} [{r['id']}]" for r in row["conflict"]["rules"])
            said.append(SAID["conflict"].say(lang, variant=row["name"], rules=rules))
        else:
            status = SHORT[row["status"]].say(lang)
            said.append(SAID["variant"].say(lang, variant=row["name"], value=wan(row["best"], lang), status=status))
    return said


def notes(found: Row, lang: Lang) -> list[str]:
    """Return how it was computed, and what was left open."""
    cells = [c for row in found["candidates"] for c in row["cells"] if c["regret"] is not None]
    spans = [f"{wan(c['lower'], lang)}-{wan(c['upper'], lang)}" for c in cells if c["lower"] != c["upper"]]
    said = [kept(found, lang), SAID["exact"].say(lang)]
    return [*said, SAID["open"].say(lang, items="; ".join(spans))] if spans else said


def told(found: Row, lang: Lang, width: int) -> RenderableType:
    """Return the matrix for a terminal of `width` columns; narrow ones get sentences in place of the table."""
    said: list[RenderableType] = [line(say(found["title"], lang), style="bold"), line(verdict(found, lang))]
    if found["candidates"]:
        said += [line(HEADS["candidates"].say(lang), style="bold"), bullets(candidates(found, lang))]
        said += [line(HEADS["matrix"].say(lang), style="bold"), _cells(found, lang, width)]
    for key, tell in (("reasons", reasons), ("variants", variants), ("notes", notes)):
        if lines := tell(found, lang):
            said += [line(HEADS[key].say(lang), style="bold"), bullets(lines)]
    return Group(*said)


def _cells(found: Row, lang: Lang, width: int) -> RenderableType:
    """Return the matrix as a table, or as sentences where there is no room for one."""
    table = matrix(found, lang)
    if width < max(NARROW, 24 + 12 * len(table[0])):
        each = [(p["number"], [f"{c['variant']} {_regret(c, lang)}" for c in p["cells"]]) for p in found["candidates"]]
        return bullets([SAID["cells"].say(lang, n=n, cells="; ".join(cells)) for n, cells in each])
    keys = [str(i) for i in range(len(table[0]))]
    return rows([dict(zip(keys, row, strict=True)) for row in table[1:]], dict(zip(keys, table[0], strict=True)))
