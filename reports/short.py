"""A result of very many units as one that can be read: rows of the costliest units stand for all."""

from typing import Any

from ..model.text import Lang
from .sentences import SENTENCES

Row = dict[str, Any]
LONG, KEPT = 120, 20
"""Units from which on a page lists only some, and how many it lists."""
LISTS = (
    "plan", "baseline", "certificate", "baseline_certificate", "deductions", "baseline_deductions", "volumes",
    "baseline_volumes", "per_unit", "margins", "grids", "rosters", "cost_by_mode", "menu_points", "alternatives",
)  # fmt: skip
"""Lists with rows of units."""


def shortened(result: Row) -> Row:
    """Return a result with the rows of the costliest units alone where there are very many; else the result itself.

    Sums over all units stand in lists of their own and are kept.
    """
    plan = result.get("plan") or []
    if len(plan) <= LONG:
        return result
    dear = sorted(plan, key=lambda award: -sum(award["cost"]["by_year"]))[:KEPT]
    kept = {award["unit"] for award in dear}
    found = dict(result)
    for key in (key for key in LISTS if key in result):
        found[key] = [row for row in result[key] if row["unit"] in kept]
    for name in ("certification", "baseline_certification"):
        said = result.get(name) or {}
        cut = {k: {u: v for u, v in said[k].items() if u in kept} for k in ("histograms", "percentiles") if k in said}
        found |= {name: {**said, **cut}} if said else {}
    return found


def cited(sources: list[Row], result: Row, short: Row) -> list[Row]:
    """Return the sources of a result without those of units and sites that its short form leaves out."""
    if short is result:
        return sources
    kept = {name for award in short["plan"] for name in (award["unit"], award["site"])}
    return [row for row in sources
            if row["path"].partition(".")[0] not in ("units", "sites") or _second(row["path"]) in kept]  # fmt: skip


def _second(path: str) -> str:
    return path.split(".")[1] if "." in path else ""


def note(result: Row, short: Row, lang: Lang) -> list[str]:
    """Return the sentence that says what is left out; nothing where nothing is."""
    return [] if short is result else [SENTENCES["short"].say(lang, n=len(short["plan"]), all=len(result["plan"]))]
