"""Questions a decision maker asks of a service, answered from `result.json`: rows for tables, sentences for page one.

What a meal costs under each mode and what is left to the vendor, whether a switch pays, how long people wait, what a
survey proves. All of it follows what the kinds declare; no kind is known here by name.
"""

from typing import Any

from ..model.text import Lang
from .grids import ranges
from .numbers import cents, figure, interval, joined, listed, measured, percent, span, wan
from .pairs import compared
from .sentences import SENTENCES
from .views import label, option, say, steps, twins
from .words import READINGS, phrases

Row = dict[str, Any]
ENDLESS = "∞"


def asked(result: Row, lang: Lang, over: bool = True) -> list[Row]:
    """Return for each unit its answers as sentences: prices, switches, opening, quality, waits, surveys.

    `over` says whether tables over time are told as ranges too.
    """
    found: dict[str, list[str]] = {unit: [] for unit in result.get("units") or {}}
    pairs = [
        *prices(result, lang),
        *((row["unit"], switch(result, row, lang)) for row in result.get("switches") or []),
        *((row["unit"], shape(row, lang)) for row in ranges(result, lang) if over or not row["over"]),
        *((row["unit"], row["said"]) for row in rosters(result, lang) if row["chosen"]),
        *levels(result, lang),
        *took(result, lang),
        *((row["unit"] or row["service"], survey(row, lang)) for row in result.get("surveys") or []),
    ]
    for unit, said in pairs:
        found.setdefault(unit, []).extend([said] if said else [])
    return [{"unit": unit, "said": said} for unit, said in found.items() if said]


def told(result: Row) -> dict[str, str]:
    """Return the flow by which each unit's price is told: of several the finest, which a kind names last."""
    return {row["unit"]: row["flow"] for row in result.get("per_unit") or [] if row["chosen"]}


def prices(result: Row, lang: Lang) -> list[tuple[str, str]]:
    """Return by unit what one of its flow costs under the plan, and under the best of the other modes."""
    said: list[tuple[str, str]] = []
    several, rows, finest = twins(result), result.get("per_unit") or [], told(result)
    sold = _sold(result)
    for row in rows:
        if not row["chosen"] or row["flow"] != finest[row["unit"]]:
            continue
        others = [r for r in rows if (r["unit"], r["flow"]) == (row["unit"], row["flow"]) and not r["chosen"]]
        what = phrases(lang)["subsidy" if row["unit"] in sold else "net"]
        fields = {"option": offer(result, row, lang), "one": one(result, row, lang), "what": what}
        fields |= {"cost": cents(row["cost"], lang), "quantity": figure(row["quantity"], lang, 0)}
        text = SENTENCES["each"].say(lang, **fields, net=wan(row["cost"] * row["quantity"], lang))
        if others:
            named = [_other(result, r, row["cost"], lang, several) for r in sorted(others, key=lambda r: r["cost"])]
            text = SENTENCES["each_other"].say(lang, said=text, others=listed(named, lang))
        said.append((row["unit"], stopped(text, lang)))
    return said


def _sold(result: Row) -> set[str]:
    """Return the units whose users pay, the bureau or a vendor: what is left for the bureau to pay is a subsidy."""
    lines = [*(result.get("ledger") or []), *(result.get("baseline_ledger") or [])]
    earned = {line["unit"] for line in lines if line["item"] == "ticket"}
    return earned | {row["unit"] for row in result.get("margins") or [] if row["income"]}


def _other(result: Row, row: Row, chosen: float, lang: Lang, several: frozenset[str]) -> str:
    """Return what one costs under another mode; where that is less than under the plan, also what all costs more."""
    fields = {"option": offer(result, row, lang, several), "cost": cents(row["cost"], lang)}
    way = (row["unit"], row["mode"], row["bid"])
    known = [a["extra"] for a in result.get("alternatives") or [] if (a["unit"], a["mode"], a["bid"]) == way]
    if row["cost"] >= chosen or not known or not known[0]:
        return SENTENCES["each_price"].say(lang, **fields)
    return SENTENCES["each_more"].say(lang, **fields, extra=wan(known[0], lang))


def modes(result: Row, lang: Lang) -> list[Row]:
    """Return for each unit that is priced by a flow one table: what each mode costs, and at which price it would win.

    The plan's own way and the best of each other mode have a net cost; every other option of the unit at least what it
    costs more than the plan, and the price at which it draws level.
    """
    found, word = [], phrases(lang)
    for unit, flow in told(result).items():
        rows = [_mode(result, row, flow, lang) for row in _options(result, unit, flow)]
        chosen = next(r for r in result["per_unit"] if (r["unit"], r["flow"]) == (unit, flow))
        each, year, level = (
            SENTENCES[k].say(lang, one=one(result, chosen, lang)) for k in ("net_each", "per_year", "level_each")
        )
        head = [word["net_year"], each, year, word["extra"], level, word["margin_year"]]
        found.append({"unit": unit, "head": head, "rows": rows})
    return found


def _options(result: Row, unit: str, flow: str) -> list[Row]:
    """Return each option of a unit once, with all that is known of it, the plan's own first."""
    known: dict[tuple[str, str | None], Row] = {}
    for key in ("per_unit", "alternatives", "margins"):
        for row in result.get(key) or []:
            if row["unit"] == unit and (key != "per_unit" or row["flow"] == flow):
                known.setdefault((row["mode"], row.get("bid")), {}).update({f"{key}.{k}": v for k, v in row.items()})
    rows = [{"unit": unit, "mode": mode, "bid": bid, **row} for (mode, bid), row in known.items()]
    return sorted(rows, key=lambda r: (not r.get("per_unit.chosen"), r.get("alternatives.extra") or 0))


def _mode(result: Row, row: Row, flow: str, lang: Lang) -> Row:
    """Return an option's line of the table of modes."""
    cost, quantity = row.get("per_unit.cost"), row.get("per_unit.quantity")
    barred = row.get("alternatives.feasible") is False
    extra, level = row.get("alternatives.extra"), row.get("alternatives.break_even_per_unit")
    priced = row.get("alternatives.flow") == flow and not barred
    return {
        "option": offer(result, row, lang, twins(result)),
        "chosen": bool(row.get("per_unit.chosen")),
        "net": wan(cost * quantity, lang) if cost is not None else "",
        "cost": cents(cost, lang) if cost is not None else "",
        "quantity": figure(quantity, lang, 0) if quantity is not None else "",
        "extra": phrases(lang)["infeasible"] if barred else wan(extra, lang) if extra is not None else "",
        "level": cents(100 * level, lang) if level is not None else phrases(lang)["never"] if priced else "",
        "margin": wan(row["margins.margin"], lang) if "margins.margin" in row else "",
    }


def margins(result: Row, lang: Lang) -> list[Row]:
    """Return the yearly account of each vendor that is paid by a flow, in rows of rounded sums."""
    keys = (["income"], ["fee"], ["food"], ["people"], ["machines"], ["overhead", "rent", "tax"], ["margin"])
    return [
        {
            "unit": row["unit"],
            "option": offer(result, row, lang, twins(result)),
            "chosen": row["chosen"],
            "cells": [wan(sum(row.get(k, 0) for k in some), lang) for some in keys],
        }
        for row in result.get("margins") or []
    ]


def switch(result: Row, row: Row, lang: Lang) -> str:
    """Return what a switch is worth in a sentence; it claims that it pays only when the interval does."""
    key = verdict(row)
    if not key:
        return ""
    amounts = [row.get(k) for k in ("difference", "lower", "upper")]
    if key == "saves":
        amounts = [-v if v is not None else None for v in (amounts[0], amounts[2], amounts[1])]
    amount, low, high = (wan(v, lang) for v in amounts)
    said = SENTENCES[f"switch_{key}"].say(
        lang, name=say(row["text"], lang), off=wan(row["off_value"], lang),
        on=wan(row["on_value"], lang), years=result.get("years", ""), amount=amount, low=low, high=high,
        confidence=percent(row.get("confidence"), lang, 0), level=steps(row["chosen"]),
    )  # fmt: skip
    return joined([said, *compared(row, lang)], lang)


def verdict(row: Row) -> str:
    """Return what may be said of a switch: saves, costs, open, same, needed, barred; "" where no plan exists at all."""
    if row["on_value"] is None or row["off_value"] is None:
        return "" if row["on_value"] is row["off_value"] else "needed" if row["off_value"] is None else "barred"
    low, high = row["lower"], row["upper"]
    if row["difference"] == 0 and not low and not high:
        return "same"
    if low is None or high is None:
        return "open"
    return "saves" if high < 0 else "costs" if low > 0 else "open"


def switches(result: Row, lang: Lang) -> list[Row]:
    """Return one row a switch: the best plan without it and with it, and the difference with its interval."""
    word = phrases(lang)
    rows = []
    for row in result.get("switches") or []:
        known = row["difference"] is not None
        limits = interval(wan(row["lower"], lang, True), wan(row["upper"], lang, True), lang)
        rows.append(
            {
                "unit": row["unit"],
                "name": say(row["text"], lang),
                "level": steps(row["chosen"]),
                **{k: word["infeasible"] if row[f"{k}_value"] is None else wan(row[f"{k}_value"], lang)
                   for k in ("off", "on")},
                "difference": wan(row["difference"], lang, True) if known else "",
                "limits": limits if known and row["lower"] is not None else "",
                "said": word[f"switch_{verdict(row)}"] if verdict(row) else "",
                "more": joined(compared(row, lang), lang),
            }
        )  # fmt: skip
    return rows


def shape(row: Row, lang: Lang) -> str:
    """Return a setting's table as a sentence of ranges: `cheap 1-3, till 0-2`."""
    items = listed([f"{name} {cells}" for name, cells in row["items"]], lang)
    return SENTENCES["shape"].say(lang, name=row["name"], items=items)


def rosters(result: Row, lang: Lang) -> list[Row]:
    """Return for every option what planning opening and shifts at once saves, in figures and in a sentence."""
    found = []
    for row in result.get("rosters") or []:
        text = SENTENCES["roster_saves" if row["saving"] > 0 else "roster_same"]
        sums = {k: wan(row[k], lang) for k in ("joint", "apart", "saving")}
        name = option(row, lang, twins(result))
        found.append(
            {"unit": row["unit"], "chosen": row["chosen"], "option": name, "said": text.say(lang, **sums), **sums}
        )
    return found


def levels(result: Row, lang: Lang) -> list[tuple[str, str]]:
    """Return by unit the estimates of the first year: standards, the score, and what the kind only tells.

    Means that stand beside their percentiles are left to `took`.
    """
    said = []
    for award in result.get("plan") or []:
        unit = award["unit"]
        about, timed = result.get("units", {}).get(unit, {}), _percentiles(result).get(unit) or {}
        kept = {*(about.get("told") or []), about.get("score")} - timed.keys()
        rows = [
            c for c in result.get("certificate") or []
            if c["unit"] == unit and 0 in (c.get("years") or [0]) and c["estimate"] is not None
            and (c.get("target") is not None or c["measure"] in kept)
        ]  # fmt: skip
        items = [_level(result, c, about.get("measure_units", {}).get(c["measure"], "1"), lang) for c in rows]
        if items:
            said.append((unit, SENTENCES["level"].say(lang, items=listed(items, lang))))
    return said


def _level(result: Row, check: Row, unit: str, lang: Lang) -> str:
    name = label(result, check["unit"], "measures", check["measure"], lang)
    said = f"{name} {measured(check['estimate'], unit, lang)}"
    if check.get("target") is None:
        return said
    return f"{said} ({phrases(lang)['target']} {measured(check['target'], unit, lang)})"


def waits(result: Row, lang: Lang, prefix: str = "") -> list[Row]:
    """Return one row a histogram of the certificate's first year: mean, median, 90th and 95th percentile.

    The mean is that of the measure of the same name, where the kind has one. A percentile in the open bin is infinite.
    """
    found = _percentiles(result, prefix)
    means = {
        (c["unit"], c["measure"]): c["estimate"]
        for c in result.get(f"{prefix}certificate") or []
        if 0 in (c.get("years") or [0])
    }
    return [
        {
            "unit": unit,
            "name": say(row["text"], lang),
            "mean": figure(mean, lang, 1) if (mean := means.get((unit, name))) is not None else "",
            **{k: figure(row[k], lang, 0) if row.get(k) is not None else ENDLESS for k in ("p50", "p90", "p95")},
        }
        for unit, rows in found.items()
        for name, row in rows.items()
        if row["p50"] is not None
    ]


def _percentiles(result: Row, prefix: str = "") -> Row:
    """Return unit -> histogram -> percentiles, as the certificate has them."""
    return (result.get(f"{prefix}certification") or {}).get("percentiles") or {}


def took(result: Row, lang: Lang) -> list[tuple[str, str]]:
    """Return by unit its waits as one sentence; what is infinite is left to the table."""
    found: dict[str, list[str]] = {}
    for row in waits(result, lang):
        keys = [k for k in ("mean", "p50", "p90", "p95") if row[k] not in ("", ENDLESS)]
        said = ", ".join(SENTENCES[f"took_{k}"].say(lang, value=row[k]) for k in keys)
        if said:
            found.setdefault(row["unit"], []).append(f"{row['name']} {said}")
    return [(unit, stopped("; ".join(said), lang)) for unit, said in found.items()]


def stopped(text: str, lang: Lang) -> str:
    """Return a sentence with its full stop."""
    return f"{text}{'。' if lang == 'zh' else '.'}"


def volumes(result: Row, lang: Lang) -> list[Row]:
    """Return one row a flow: what the plan's money rests on a day, and what fresh days say."""
    first = int(str(result.get("start", "0"))[:4])
    rows = []
    for row in result.get("volumes") or []:
        flow = result["units"][row["unit"]]["flows"][row["flow"]]
        rows.append(
            {
                "unit": row["unit"],
                "years": span(row["years"], first),
                "name": f"{say(flow['text'], lang)} ({say(flow['unit'], lang)})",
                "planned": figure(row["planned"], lang, 1),
                "estimate": figure(row["estimate"], lang, 1),
                "limits": interval(figure(row["lower"], lang, 1), figure(row["upper"], lang, 1), lang),
            }
        )
    return rows


def survey(row: Row, lang: Lang) -> str:
    """Return in a sentence whether the claim made of a survey is proven, by both readings."""
    said = [
        SENTENCES["survey_read"].say(
            lang,
            reading=READINGS[r["name"]].say(lang),
            share=percent(r["share"], lang),
            low=percent(r["lower"], lang),
            high=percent(r["upper"], lang),
            verdict=claimed(row, r, lang),
        )
        for r in reversed(row["readings"])
        if r["share"] is not None
    ]
    readings = ("; " if lang == "en" else "；").join(said) or SENTENCES["survey_none"].say(lang)
    fields = {"claim": percent(row["claim"], lang), "name": row["name"], "returned": figure(row["returned"], lang, 0)}
    least = "" if any(r["proven"] for r in row["readings"]) else _least(row, lang)
    return SENTENCES["survey"].say(lang, **fields, readings=readings, all_=least).rstrip()


def _least(row: Row, lang: Lang) -> str:
    """Return how many forms it takes at the very least."""
    return SENTENCES["survey_all"].say(lang, claim=percent(row["claim"], lang), n=figure(row["all_satisfied"], lang, 0))


def claimed(row: Row, reading: Row, lang: Lang) -> str:
    """Return whether a reading proves the claim, and how many forms it would take."""
    if reading["proven"]:
        return SENTENCES["claim_proven"].say(lang)
    if reading["needed"] is not None:
        return SENTENCES["claim_needs"].say(lang, needed=figure(reading["needed"], lang, 0))
    above = reading["share"] is not None and reading["share"] > row["claim"]
    return SENTENCES["claim_many" if above else "claim_never"].say(lang)


def surveys(result: Row, lang: Lang) -> list[Row]:
    """Return one row a reading of each survey, and what holds for all its readings."""
    found = []
    for row in result.get("surveys") or []:
        claim = percent(row["claim"], lang)
        about = [row["unit"] or row["service"], row["date"]]
        found.append(
            {
                "name": row["name"],
                "about": ", ".join(str(a) for a in about if a),
                "claim": claim,
                "forms": f"{figure(row['returned'], lang, 0)} / {figure(row['sent'], lang, 0)}",
                "index": _index(row, lang),
                "notes": [_least(row, lang)],
                "rows": [_reading(row, r, lang) for r in reversed(row["readings"])],
            }
        )
    return found


def _index(row: Row, lang: Lang) -> str:
    if row["index"] is None:
        return ""
    said = figure(row["index"], lang, 1)
    if row["index_lower"] is None:
        return said
    return f"{said} ({interval(figure(row['index_lower'], lang, 1), figure(row['index_upper'], lang, 1), lang)})"


def _reading(row: Row, reading: Row, lang: Lang) -> Row:
    low, high = percent(reading["worst"], lang), percent(reading["best"], lang)
    return {
        "name": READINGS[reading["name"]].say(lang),
        "satisfied": figure(reading["satisfied"], lang, 0),
        "share": percent(reading["share"], lang),
        "limits": interval(percent(reading["lower"], lang), percent(reading["upper"], lang), lang),
        "limit": percent(reading["limit"], lang),
        "proven": bool(reading["proven"]),
        "said": claimed(row, reading, lang),
        "all": interval(low, high, lang),
    }


def offer(result: Row, row: Row, lang: Lang, several: frozenset[str] = frozenset()) -> str:
    """Return a mode with its vendor in words, also where the row names only the bid."""
    known = [r for key in ("plan", "alternatives", "cost_by_mode") for r in result.get(key) or []]
    found = [r.get("vendor") for r in known if (r["unit"], r.get("bid")) == (row["unit"], row.get("bid"))]
    vendor = row.get("vendor") or next((v for v in found if v), None)
    return option({"mode": row["mode"], "bid": row.get("bid"), "vendor": vendor}, lang, several)


def one(result: Row, row: Row, lang: Lang) -> str:
    """Return the unit of a row's flow: meal."""
    return say(result.get("units", {}).get(row["unit"], {}).get("flows", {}).get(row["flow"], {}).get("unit"), lang)
