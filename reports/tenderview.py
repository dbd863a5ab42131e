"""A scored tender and a rule pack for people, on terminals from 40 columns."""

from itertools import pairwise
from typing import Any

from rich.console import Group, RenderableType

from ..model.pack import Ground, Pack
from ..model.text import Lang
from .numbers import cents, figure
from .tender import limits
from .tenderwords import HEADS, OUTCOME, SAID, SEVERITY, TITLES
from .terminal import NARROW, bullets, line, rows


def scored(found: dict[str, Any], lang: Lang, width: int) -> RenderableType:
    """Return a scored tender (see `tender.result`) for a terminal of `width` columns."""
    said: list[RenderableType] = [line(found["tender"]["title"][lang], style="bold")]
    said += [line(text) for text in outcome(found, lang)]
    if found["ranking"]:
        said.append(_ranking(found, lang, width))
    if found["out"]:
        said.append(bullets(grounds(found, lang)))
    if lines := stability(found, lang):
        said += [line(TITLES["firm"].say(lang), style="bold"), bullets(lines), line(TITLES["rounding"].say(lang))]
    if lines := second(found, lang):
        said += [line(TITLES["second"].say(lang), style="bold"), bullets(lines)]
    said.append(line(TITLES["checks"].say(lang), style="bold"))
    said.append(bullets(breaches(found, lang) or [TITLES["kept"].say(lang, rules=found["rules"]["id"])]))
    return Group(*said)


def _ranking(found: dict[str, Any], lang: Lang, width: int) -> RenderableType:
    parts = list(found["ranking"][0]["points"])
    keys = ["rank", "bidder", "bid", "evaluated", *parts, "total"]
    if width < NARROW:
        keys = ["rank", "bidder", "bid", "total"]
    if not parts:
        keys = ["rank", "bidder", "bid", "evaluated"]
    table = [
        {**row, **row["points"], **{key: cents(row[key], lang) for key in ("bid", "evaluated")}}
        for row in found["ranking"]
    ]
    return rows(table, {key: HEADS[key].say(lang) for key in keys})


def listed(pack: Pack, lang: Lang, width: int) -> RenderableType:
    """Return a rule pack as tables, or below `NARROW` columns one rule under the other."""
    title = pack.title.zh if lang == "zh" else pack.title.en
    said: list[RenderableType] = [line(f"{title} ({pack.id}, {pack.dated})", style="bold")]
    rules = [_row(name, rule, limits(rule, lang), lang) for name, rule in pack.rules.items()]
    reasons = [_row(code, reason, "", lang) for code, reason in pack.reasons.items()]
    for head, table in (("", rules), ("reasons", reasons)):
        if head and table:
            said.append(line(TITLES[head].say(lang), style="bold"))
        if width < NARROW:
            said += [line(row[key], style="bold" if key == "rule" else "") for row in table for key in row]
        elif table:
            said.append(rows(table, {key: HEADS[key].say(lang) for key in ("rule", "text", "basis")}))
    if pack.note:
        said.append(line(getattr(pack.note, lang)))
    said.append(line(TITLES["unread"].say(lang)))
    return Group(*said)


def _row(name: str, ground: Ground, bounds: str, lang: Lang) -> dict[str, str]:
    state = TITLES["verified" if ground.verified else "unverified"].say(lang)
    since = ground.effective.isoformat() if ground.effective else ""
    said = getattr(ground.text, lang) + (f" [{bounds}]" if bounds else "")
    note = getattr(ground.note, lang) if ground.note else ""
    basis = "; ".join(part for part in (getattr(ground.citation, lang), ground.region, since, note, state) if part)
    return {"rule": name, "text": said, "basis": basis}


def outcome(found: dict[str, Any], lang: Lang) -> list[str]:
    """Return in sentences who is first, and what put each before the next where it was not the points."""
    if not found["ranking"]:
        return [OUTCOME["empty"].say(lang)]
    first = found["ranking"][0]
    how = "score" if first["total"] else "lowest"
    lines = [
        OUTCOME[how].say(
            lang, name=first["bidder"], total=first["total"], bid=cents(first["bid"], lang),
            evaluated=cents(first["evaluated"], lang),
        )
    ]  # fmt: skip
    for row, below in zip(found["ranking"], found["ranking"][1:], strict=False):
        if row["ahead"] in OUTCOME and row["ahead"] != "points":
            lines.append(OUTCOME[row["ahead"]].say(lang, name=row["bidder"], other=below["bidder"]))
    return lines


def grounds(found: dict[str, Any], lang: Lang) -> list[str]:
    """Return in sentences who is out and why."""
    lines = []
    for row in found["out"]:
        why = "; ".join(f"{known['code']} {reason(known, lang)}" for known in row["reasons"])
        lines.append(SAID["out"].say(lang, name=row["bidder"], why=why))
    return lines


def reason(row: dict[str, Any], lang: Lang) -> str:
    """Return a rule's or a reason's sentence; one whose clause was not read says so."""
    text = row["text"][lang] if "text" in row else ""
    return text if row.get("verified") else text + SAID["unread"].say(lang)


def stability(found: dict[str, Any], lang: Lang) -> list[str]:
    """Return in sentences what would have changed the award."""
    lines = []
    for row in found["weights"]:
        group = SAID[row["group"]].say(lang)
        if row["low"] is None:
            lines.append(SAID["knife"].say(lang, group=group))
            continue
        sides = [SAID[key].say(lang, name=row[key]) for key in ("below", "above") if row[key]]
        said = {"low": row["low"], "high": row["high"], "weight": figure(row["weight"], lang)}
        lines.append(SAID["span"].say(lang, group=group, **said) + "".join(sides))
    for row in found["cuts"]:
        key = "never" if row["price"] is None else "cut"
        said = {"price": cents(row["price"], lang), "cut": cents(row["cut"], lang)}
        lines.append(SAID[key].say(lang, name=row["bidder"], **said))
    return lines


def second(found: dict[str, Any], lang: Lang) -> list[str]:
    """Return the second opinions in sentences."""
    if found["missing"]:
        return [SAID["missing"].say(lang, how=found["missing"])]
    lines = []
    for row in found["opinions"] or ():
        names, values = row["ranking"], row["values"]
        signs = ["", *(" = " if a == b else " > " for a, b in pairwise(values))]
        firsts = {name for name, value in zip(names, values, strict=True) if value == values[0]}
        order = "".join(sign + name for sign, name in zip(signs, names, strict=True))
        key = "agrees" if firsts == {found["winner"]} else "level" if found["winner"] in firsts else "differs"
        lines.append(SAID[key].say(lang, method=row["method"], order=order))
    return lines


def breaches(found: dict[str, Any], lang: Lang) -> list[str]:
    """Return in sentences the rules that are not met."""
    return [
        SAID["breach"].say(
            lang, severity=SEVERITY[row["severity"]].say(lang), rule=row["rule"], said=row["said"][lang],
            text=reason(row, lang), source=row["citation"][lang],
        )
        for row in found["findings"]
    ]  # fmt: skip
