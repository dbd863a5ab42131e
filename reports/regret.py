"""What plans of one variant of a case cost in the others, as plain data, tables, and a page of its own."""

from typing import Any

from ..model.scenario import Scenario
from ..model.text import Lang, Text
from ..solvers import prices
from ..solvers.packages import THEMES
from ..solvers.plan import Plan
from ..solvers.regret import Candidate, Cell, Regret, Variant
from ..solvers.repairs import Way
from ..solvers.rules import named
from . import references
from . import regretwords as words
from .html import paper
from .tables import sheet

Row = dict[str, Any]
SCHEMA = 1


def document(base: Scenario, found: Regret, *, number: int = 0, within: float = 0.03, apart: int = 1) -> Row:
    """Return the matrix of regrets as plain data; money in fen of present value, candidates numbered from 1.

    Parameters
    ----------
    base : Scenario
        The case as the file has it.
    number, within, apart
        What was asked, as in `solvers.regret.regret`.
    """
    scenarios = {v.name: v.scenario for v in found.variants}
    rows = [_candidate(found, i, scenarios) for i in range(len(found.candidates))]
    return {
        "schema_version": SCHEMA,
        "scenario": {"id": base.id, "hash": base.hash()},
        "title": {"zh": base.title.zh, "en": base.title.en},
        "money_unit": "fen",
        "fixed": found.fixed,
        "asked": {"number": number, "within": within, "apart": apart},
        "variants": [_variant(found, v) for v in found.variants],
        "candidates": rows,
        "least": None if found.least is None else found.least + 1,
    }


def _text(text: Text) -> Row:
    return {"zh": text.zh, "en": text.en}


def _variant(found: Regret, variant: Variant) -> Row:
    """Return a variant: its own plan and least value, or the rules that leave it none."""
    own, conflict = variant.chosen, found.conflicts.get(variant.name)
    rules = [{"id": r.id, "text": _text(r.text)} for r in conflict.rules] if conflict else []
    return {
        "name": variant.name,
        "hash": variant.scenario.hash(),
        "years": variant.scenario.horizon.years,
        "status": variant.status,
        "best": found.best.get(variant.name),
        "bound": own.bound if own else None,
        "plan_hash": own.plan.hash() if own else None,
        "conflict": {"proven": conflict.proven, "rules": rules} if conflict else None,
    }


def _candidate(found: Regret, i: int, scenarios: dict[str, Scenario]) -> Row:
    candidate, worst = found.candidates[i], found.worst(i)
    return {
        "number": i + 1,
        "origins": [
            {"variant": name, "theme": theme, "text": _text(THEMES[theme]) if theme in THEMES else None}
            for name, theme in candidate.origins
        ],
        "plan": _awards(scenarios, candidate, found.fixed == "settings"),
        "cells": [_cell(cell, scenarios[cell.variant]) for cell in found.cells[i]],
        "worst": {"variant": worst.variant, "regret": worst.regret} if worst else None,
    }


def _awards(scenarios: dict[str, Scenario], candidate: Candidate, settings: bool) -> list[Row]:
    """Return what is kept of a candidate: mode, bid and vendor of every unit, and where they are kept its settings."""
    scenario, found = scenarios[candidate.origins[0][0]], []
    for award in candidate.plan.awards:
        o = award.option
        row: Row = {"unit": o.unit, "mode": o.mode, "bid": o.bid or None, "vendor": prices.vendor(scenario, o)}
        row |= references.marked(scenario, o)
        if settings:
            names = [v.name for v in scenario.levers(o.unit)]
            kept = [year.point.setting for year in award.years]
            row["years"] = [{"setting": dict(zip(names, s.levels, strict=True)), "staff": s.staff} for s in kept]
        found.append(row)
    return found


def _cell(cell: Cell, scenario: Scenario) -> Row:
    return {
        "variant": cell.variant, "status": cell.status, "value": cell.value, "bound": cell.bound,
        "regret": cell.regret, "lower": cell.lower, "upper": cell.upper,
        "plan_hash": _hash(cell.plan), "breaks": _breaks(cell.way, scenario) if cell.way else None,
    }  # fmt: skip


def _hash(plan: Plan | None) -> str | None:
    return plan.hash() if plan else None


def _breaks(way: Way, scenario: Scenario) -> Row:
    """Return the rules that a candidate breaks, by how much each must give way, and what it costs then."""
    said = {rule.id: rule.text for rule in named(scenario)}
    rules = [
        {"id": r.rule, "text": _text(said[r.rule]), "amount": r.amount, "unit": r.unit, "repair": _text(r.text)}
        for r in way.repairs
    ]
    return {"rules": rules, "value": way.value}


def tables(found: Row) -> dict[str, bytes]:
    """Return file name -> CSV: the matrix of regrets in yuan, a row a candidate, and every cell with its grounds."""
    wide, long = [], []
    for row in found["candidates"]:
        worst = row["worst"]["regret"] / 100 if row["worst"] else None
        cells = {c["variant"]: c["status"] if c["regret"] is None else c["regret"] / 100 for c in row["cells"]}
        wide.append({"candidate": row["number"], "regret": cells, "largest": worst})
        for cell in row["cells"]:
            yuan = {k: None if cell[k] is None else cell[k] / 100 for k in ("value", "regret", "lower", "upper")}
            rules = [rule["id"] for rule in (cell["breaks"] or {"rules": []})["rules"]]
            bare = {"candidate": row["number"], "variant": cell["variant"], "status": cell["status"]}
            long.append({**bare, **yuan, "breaks": rules})
    plans = [{"candidate": row["number"], **award} for row in found["candidates"] for award in row["plan"]]
    made = {"regret.csv": wide, "cells.csv": long, "candidates.csv": plans}
    return {name: sheet(rows) for name, rows in made.items() if rows}


def page(found: Row, lang: Lang) -> str:
    """Return the matrix as one HTML file: no network, no script."""
    return paper().get_template("regret.html").render(
        lang="zh-CN" if lang == "zh" else "en",
        found=found,
        title=found["title"][lang],
        heads={key: text.say(lang) for key, text in words.HEADS.items() if key != "plan"},
        kept=words.kept(found, lang),
        verdict=words.verdict(found, lang),
        candidates=words.candidates(found, lang),
        matrix=words.matrix(found, lang),
        reasons=words.reasons(found, lang),
        variants=words.variants(found, lang),
        notes=words.notes(found, lang),
    )
