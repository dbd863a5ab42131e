"""What the report shows, as plain rows of text: pure functions of `result.json` and the list of sources."""

from collections import Counter
from typing import Any

from ..model.mode import MODES
from ..model.text import Lang, Text
from . import references
from .bounds import bounds
from .bounds import gaps as gaps
from .numbers import counted, figure, law, measured, percent, signed, span, wan, yuan
from .sentences import SENTENCES
from .words import KINDS, SHORT, STATES, UNITS, phrases

Row = dict[str, Any]
LEADING = 3
"""How many alternatives and rules the first page names."""
LEFT = ("exit", "redeploy", "dismiss")
"""How staff in post go at the beginning of a year."""
MOVES = ("retire", *LEFT, "recruit")
"""How their number changes."""


def say(text: Any, lang: Lang) -> str:
    """Return a `{zh, en}` mapping, as results carry it, in `lang`; a plain string as it is."""
    return str(text.get(lang) or text.get("zh") or "") if isinstance(text, dict) else str(text or "")


def option(row: Row, lang: Lang, twins: frozenset[str] = frozenset()) -> str:
    """Return a mode with its vendor, in words; with its bid too where the vendor is in `twins`."""
    mode = MODES[row["mode"]].text.say(lang) if row["mode"] in MODES else row["mode"]
    if not row.get("vendor"):
        return mode
    bid = f" [{row['bid']}]" if row["vendor"] in twins and row.get("bid") else ""
    words = f"{mode}: {row['vendor']}{bid}" if lang == "en" else f"{mode}·{row['vendor']}{bid}"
    return references.label(words, row, lang)


def twins(result: Row) -> frozenset[str]:
    """Return the vendors with several bids for one unit, so that a name alone does not tell which is meant."""
    rows = [r for key in ("cost_by_mode", "alternatives", "plan", "baseline") for r in result.get(key) or []]
    bids = {(r["unit"], r["vendor"], r["bid"]) for r in rows if r.get("vendor") and r.get("bid")}
    pairs = Counter((unit, vendor) for unit, vendor, _ in bids)
    return frozenset(vendor for (_, vendor), n in pairs.items() if n > 1)


def steps(numbers: list[int]) -> str:
    """Return a number for each year as one phrase: `41`, or `35 → 35 → 36` when it changes."""
    return str(numbers[0]) if len(set(numbers)) == 1 else " → ".join(str(n) for n in numbers)


def label(result: Row, unit: str, family: str, name: str, lang: Lang) -> str:
    """Return a measure or lever of a unit in words; its name where the result has none."""
    return say(result.get("units", {}).get(unit, {}).get(family, {}).get(name, name), lang)


def decisions(result: Row, lang: Lang) -> list[Row]:
    """Return one row per unit: how it is run now, and what to do."""
    word = phrases(lang)
    before = {row["unit"]: row for row in result.get("baseline") or []}
    several = twins(result)
    rows = []
    for award in result.get("plan") or []:
        years = award.get("years") or [award]
        now = before.get(award["unit"])
        rows.append(
            {
                "unit": award["unit"],
                "site": award.get("site", ""),
                "now": option(now, lang, several) if now else word["none"],
                "now_posts": steps([y["posts"] for y in now["years"]]) if now and now.get("years") else "",
                "then": option(award, lang, several),
                "posts": steps([y.get("posts", 0) for y in years]),
                "staff": steps([y.get("staff", 0) for y in years]),
                "machines": counted(award.get("equipment") or {}, lang) or word["none"],
                "actions": trades(result, years, lang),
                "roster": roster(result, award, lang),
            }
        )
    return rows


def trades(result: Row, years: list[Row], lang: Lang) -> list[str]:
    """Return what is bought, sold and leased in each year, in words."""
    word, first = phrases(lang), int(str(result.get("start", "0"))[:4])
    return [
        f"{first + y}: {word[verb]}{items}"
        for y, year in enumerate(years)
        for verb in ("buy", "sell", "lease")
        if (items := counted(year.get(verb) or {}, lang))
    ]


def roster(result: Row, award: Row, lang: Lang) -> str:
    """Return the posts of the first year by role and shift; levers that share a label are called by their names.

    Nothing where the kind has tables of its settings: they say it better.
    """
    if any(g["unit"] == award["unit"] for g in result.get("grids") or []):
        return ""
    machines = award.get("equipment") or {}
    posts = {k: n for k, n in (award.get("setting") or {}).items() if k not in machines}
    labels = {k: label(result, award["unit"], "levers", k, lang) for k in posts}
    alike = [text for text in labels.values() if list(labels.values()).count(text) > 1]
    return counted({k if labels[k] in alike else labels[k]: n for k, n in posts.items()}, lang)


def money(result: Row, lang: Lang) -> list[str]:
    """Return what the plan costs, against today and against the best conceivable, in sentences."""
    aim, gap = result.get("objective"), result.get("difference")
    if not aim:
        return []
    years = result.get("years") or len(result["plan"][0]["cost"]["by_year"])
    value = wan(aim["value"], lang)
    if not gap:
        said = [SENTENCES["total_only"].say(lang, years=years, value=value)]
    else:
        today = wan(aim["value"] - gap["value"], lang)
        said = [SENTENCES["total"].say(lang, years=years, value=value, today=today), against(gap, lang)]
        said += unlike(result, lang)
    said += bounds(aim, lang)
    return said + people(result, lang)


def people(result: Row, lang: Lang) -> list[str]:
    """Return what becomes of staff in post in one sentence; nothing where there are none."""
    rows = result.get("workforce") or []
    if not rows:
        return []
    years = range(1 + max(r["year"] for r in rows))
    total = {k: [sum(r[k] for r in rows if r["year"] == y) for y in years] for k in ("present", *MOVES)}
    before = total["present"][0] + sum(total[k][0] for k in LEFT) - total["recruit"][0]
    path = " → ".join(map(str, total["present"]))
    moves = {k: sum(total[k]) for k in MOVES}
    return [SENTENCES["people"].say(lang, before=before, path=path, years=len(years), **moves)]


def unlike(result: Row, lang: Lang) -> list[str]:
    """Return why going on as today is no equal alternative: it breaks rules, or misses standards."""
    barred = {(a["unit"], a["mode"], a["bid"]) for a in result.get("alternatives") or [] if not a["feasible"]}
    comma = "、" if lang == "zh" else ", "
    kept = [
        SENTENCES["today_way"].say(lang, unit=b["unit"], option=option(b, lang, twins(result)))
        for b in result.get("baseline") or []
        if (b["unit"], b["mode"], b["bid"]) in barred
    ]
    said = [SENTENCES["today_barred"].say(lang, ways=comma.join(kept))] if kept else []
    short = {
        f"{c['unit']} {label(result, c['unit'], 'measures', c['measure'], lang)}"
        for c in result.get("baseline_certificate") or []
        if c["status"] in ("failed", "marginal")
    }
    names = comma.join(sorted(short))
    return said + ([SENTENCES["today_short"].say(lang, names=names)] if short else [])


def against(gap: Row, lang: Lang) -> str:
    """Return the difference from today with its interval; it claims a saving only when the interval does."""
    confidence = percent(gap["confidence"], lang, 0)
    if gap["upper"] < 0:
        low, high, amount = -gap["upper"], -gap["lower"], -gap["value"]
        kind = "saves"
    else:
        low, high, amount = gap["lower"], gap["upper"], gap["value"]
        kind = "costs" if low > 0 else "open"
    fields = {"amount": wan(amount, lang), "low": wan(low, lang), "high": wan(high, lang)}
    return SENTENCES[kind].say(lang, confidence=confidence, **fields)


def turns(result: Row, lang: Lang) -> list[str]:
    """Return what would change the answer: nearest break-even prices, dearest rules, traps in the data."""
    near = [a for a in result.get("alternatives") or [] if a["feasible"] and _level(a) is not None]
    near.sort(key=lambda a: a["extra"])
    said = [_nearest(result, a, lang) for a in near[:LEADING]]
    dear = [r for r in result.get("rules") or [] if (r.get("price_per_year") or 0) > 0]
    dear.sort(key=lambda r: -r["price_per_year"])
    said += [
        SENTENCES["rule"].say(lang, rule=say(r["text"], lang), price=wan(r["price_per_year"], lang))
        for r in dear[:LEADING]
    ]
    said += [SENTENCES["brief"].say(lang)] if result.get("brief") else []
    traps = sum(f.get("level") == "trap" for f in result.get("findings") or [])
    return said + ([SENTENCES["traps"].say(lang, n=traps)] if traps else [])


def _level(row: Row) -> float | None:
    """Return the price or price cut at which an alternative draws level; None where no price does."""
    return row.get("break_even_per_unit") if row.get("flow") else row.get("break_even_per_post_month")


def _nearest(result: Row, row: Row, lang: Lang) -> str:
    """Return at which price an alternative draws level, in a sentence."""
    fields = {"unit": row["unit"], "option": option(row, lang, twins(result)), "extra": wan(row["extra"], lang)}
    if not row.get("flow"):
        return SENTENCES["price"].say(lang, **fields, price=figure(_level(row), lang, 0))
    flow = result.get("units", {}).get(row["unit"], {}).get("flows", {}).get(row["flow"], {})
    one, name = say(flow.get("unit"), lang), say(flow.get("text"), lang)
    return SENTENCES["level_price"].say(lang, **fields, price=figure(_level(row), lang), one=one, flow=name)


def alternatives(result: Row, lang: Lang) -> list[Row]:
    """Return every other option of every unit with what it would cost."""
    return [
        {
            "unit": a["unit"],
            "option": option(a, lang, twins(result)),
            "extra": wan(a["extra"], lang) if a.get("feasible", True) else "",
            "price": figure(a.get("break_even_per_post_month"), lang, 0)
            if a.get("feasible", True) and not a.get("flow")
            else "",
            "level": figure(_level(a), lang) if a.get("feasible", True) and a.get("flow") else "",
            "feasible": yes(a.get("feasible", True), lang),
        }
        for a in result.get("alternatives") or []
    ]


def yearly(result: Row, lang: Lang) -> list[Row]:
    """Return the account of each year, plan against today, in 万元."""
    totals = result.get("totals") or {}
    plan, today = totals.get("plan"), totals.get("today")
    if not plan:
        return []
    first, word = int(str(result.get("start", "0"))[:4]), phrases(lang)
    names = [str(first + y) for y in range(len(plan["by_year"]))]
    pairs = list(zip(names, plan["by_year"], today["by_year"] if today else [None] * len(names), strict=True))
    pairs.append((word["present"], plan.get("npv"), today.get("npv") if today else None))
    return [_pair(name, a, b, lang, wan) for name, a, b in pairs]


def itemised(result: Row, lang: Lang) -> list[Row]:
    """Return the account by item over all years, plan against today, in yuan."""
    totals = result.get("totals") or {}
    plan, today = totals.get("plan", {}).get("by_item", {}), totals.get("today", {}).get("by_item", {})
    names = result.get("names", {}).get("items", {})
    rows = [
        _pair(say(names.get(i, i), lang), plan.get(i, 0), today.get(i, 0) if today else None, lang, yuan)
        for i in dict.fromkeys([*plan, *today])
    ]
    if rows:
        all_today = sum(today.values()) if today else None
        rows.append(_pair(phrases(lang)["total"], sum(plan.values()), all_today, lang, yuan))
    return rows


def _pair(name: str, plan: int | None, today: int | None, lang: Lang, form: Any) -> Row:
    gap = None if plan is None or today is None else plan - today
    cells = {"plan": form(plan, lang), "today": form(today, lang)}
    return {"name": name, **cells, "difference": form(gap, lang, True) if gap is not None else ""}


def certificates(result: Row, key: str, lang: Lang) -> list[Row]:
    """Return the checks under `key`, one row each, in the units of their measures."""
    first = int(str(result.get("start", "0"))[:4])
    rows = []
    for c in result.get(key) or []:
        unit = result.get("units", {}).get(c["unit"], {}).get("measure_units", {}).get(c["measure"], "1")
        cells = {
            k: measured(c.get(k), unit, lang) if k != "target" or c.get(k) is not None else ""
            for k in ("target", "estimate", "lower", "upper")
        }
        row = {"unit": c["unit"], "years": span(c.get("years") or [], first), "status": c["status"]}
        row["measure"] = label(result, c["unit"], "measures", c["measure"], lang)
        rows.append({**row, **cells, "said": SHORT[c["status"]].say(lang), "n": figure(c["replications"], lang)})
    return rows


def rules(found: list[Row], lang: Lang) -> list[Row]:
    """Return rules as rows; those that bind first."""
    rows = [
        {
            "id": r["id"],
            "text": say(r["text"], lang),
            "state": STATES[r["state"]].say(lang) if r.get("state") in STATES else str(r.get("state", "")),
            "binding": yes(r.get("binding"), lang),
            "tight": bool(r.get("binding")),
            "violation": figure(r.get("violation") or 0, lang),
            "price": wan(r["price_per_year"], lang) if r.get("price_per_year") is not None else "",
            "points": signed(r["points"], lang) if r.get("points") is not None else "",
            "source": r.get("source") or "",
        }
        for r in found
    ]
    return sorted(rows, key=lambda r: not r["tight"])


def repairs(result: Row, lang: Lang) -> list[str]:
    """Return the ways out of a conflict, in sentences: what each rule alone, or budgets together, have to give."""
    ways = [rule.get("repairs") or [] for rule in result.get("conflicts") or []]
    return list(dict.fromkeys(" + ".join(say(fix["text"], lang) for fix in way) for way in ways if way))


def _twice(error: float | None) -> float | None:
    """Return twice a standard error; None where a single period was simulated, which shows none."""
    return None if error is None else 2 * error


def deductions(result: Row, lang: Lang) -> list[Row]:
    """Return expected pay cuts by unit, each with twice its standard error."""
    first = int(str(result.get("start", "0"))[:4])
    return [
        {
            "unit": d["unit"],
            "years": span(d["years"], first),
            "share": f"{percent(d['share'], lang, 2)} ± {percent(_twice(d['share_error']), lang, 2)}",
            "fine": f"{figure(d['fine_per_year'], lang, 0)} ± {figure(_twice(d['fine_error']), lang, 0)}",
        }
        for d in result.get("deductions") or []
        if d["share"] != 1 or d["share_error"] or d["fine_per_year"] or d["fine_error"]
    ]


def facts(result: Row, lang: Lang) -> list[str]:
    """Return what the source's own figures say of each site today, as sums to redo with a calculator."""
    return [
        SENTENCES["fact"].say(
            lang,
            site=site,
            posts=figure(f["posts"], lang),
            staff=figure(f["staff"], lang),
            bill=yuan(f["wage_bill"], lang),
            area=figure(f["area_m2"], lang),
            rate=f"{f['wage_per_m2']:.2f}",
            each=figure(f["m2_per_person"], lang, 0),
        )
        for site, f in (result.get("facts") or {}).items()
    ]


def assumptions(sources: list[Row], lang: Lang) -> list[Row]:
    """Return the numbers of the scenario with their sources, those of one place and source in one row.

    What is documented comes first, then assumptions, then what the author left to the program.
    """
    places: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for s in sources:
        kind = "default" if s.get("default") or not s.get("kind") else s["kind"]
        above, _, leaf = s["path"].rpartition(".")
        top = ".".join(above.split(".")[:3])
        unit = UNITS[s["unit"]].say(lang) if s.get("unit") in UNITS else s.get("unit") or ""
        inside = places.setdefault((top, kind, s.get("title") or ""), {})
        said = f"{say(s.get('label'), lang) or leaf} {law(s.get('value'), lang)} {unit}".rstrip()
        inside.setdefault(above[len(top) + 1 :], []).append(said)
    rows = [
        {
            "path": top,
            "said": "; ".join(f"{below}: {', '.join(v)}" if below else ", ".join(v) for below, v in inside.items()),
            "kind": KINDS.get(kind, Text(kind, kind)).say(lang),
            "assumed": kind in ("assumption", "unverified", "default"),
            "title": title,
            "rank": (kind == "default") * 2 + (kind in ("assumption", "unverified")),
        }
        for (top, kind, title), inside in places.items()
    ]
    return sorted(rows, key=lambda row: row["rank"])


def yes(value: Any, lang: Lang) -> str:
    """Return yes or no in `lang`."""
    return phrases(lang)["yes" if value else "no"]
