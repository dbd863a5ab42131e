"""The summary after a run, for terminals from 60 columns: what to do, what it costs, what was asked, what is proven."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from ..model.text import Lang
from . import answers, awards, grids, purses, spread, views
from .short import note, shortened
from .words import STATUS, phrases

STYLES = {"certified": "bold green", "marginal": "bold yellow", "limit": "bold yellow", "cancelled": "bold yellow"}
LABEL, CELL = 22, 6
"""Columns of the terminal for the label of a row over time, and for each of its cells."""
NARROW = 84
"""Below so many columns the table leaves out how things are today and the machines."""


def summary(result: dict[str, Any], lang: Lang, width: int) -> RenderableType:
    """Return the summary of a result for a terminal of `width` columns."""
    whole, result = result, shortened(result)
    said: list[RenderableType] = [line(views.say(result.get("title"), lang), style="bold")]
    said.append(line(STATUS[result["status"]].say(lang), style=STYLES.get(result["status"], "bold red")))
    if result.get("conflicts"):
        said.append(bullets([views.say(row["text"], lang) for row in result["conflicts"]]))
    if ways := views.repairs(result, lang):
        said += [line(phrases(lang)["repairs"], style="bold"), bullets(ways)]
    if result.get("plan"):
        said.append(_plan(result, lang, width))
    told = (*awards.sentences(whole, lang), *views.money(whole, lang), *spread.sentences(whole, lang),
            *purses.sentences(whole, lang))  # fmt: skip
    said.extend(line(text) for text in (*told, *note(whole, result, lang)))
    for row in answers.asked(result, lang, over=False):
        said += [line(row["unit"], style="bold"), bullets(row["said"])]
    said += [part for grid in grids.tables(result, lang, _columns(width)) for part in _grid(grid)]
    if turns := views.turns(result, lang):
        said += [line(phrases(lang)["turns"], style="bold"), bullets(turns)]
    return Group(*said)


def listed(parts: list[tuple[str, list[str]]]) -> RenderableType:
    """Return headings, each with its sentences, for a terminal of any width."""
    return Group(*(part for head, lines in parts for part in (line(head, style="bold"), bullets(lines))))


def line(text: str, style: str = "") -> Line:
    """Return text that is neither markup nor anything a terminal acts on."""
    return Line("".join(c if c.isprintable() else " " for c in text), style=style)


def bullets(lines: list[str]) -> Table:
    """Return lines with a hanging dash."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    for text in lines:
        grid.add_row("-", line(text))
    return grid


def _plan(result: dict[str, Any], lang: Lang, width: int) -> Table:
    """Return the plan as a table with one row per unit."""
    word = phrases(lang)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    keys = (
        ["unit", "then", "posts", "staff"] if width < NARROW else ["unit", "now", "then", "posts", "staff", "machines"]
    )
    names = {"staff": word["of_staff"], **{k: word[k] for k in ("unit", "now", "then", "posts", "machines")}}
    for key in keys:
        table.add_column(names[key], overflow="fold")
    for row in views.decisions(result, lang):
        table.add_row(*(line(str(row[key])) for key in keys))
    return table


def _columns(width: int) -> int:
    """Return how many columns of a table over time fit."""
    return max(4, (width - LABEL - 2) // CELL)


def _grid(grid: dict[str, Any]) -> list[RenderableType]:
    """Return a table over time, one below the other where it had to be cut; others are told as sentences already."""
    if not grid["shaded"]:
        return []
    said: list[RenderableType] = [line(f"{grid['unit']}: {grid['name']} ({grid['years']})", style="bold")]
    for piece in grid["pieces"]:
        table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1, 0, 0))
        table.add_column("", overflow="fold", max_width=LABEL)
        for name in piece["head"]:
            table.add_column(line(name), justify="right", overflow="fold", max_width=CELL - 1)
        for row in piece["rows"]:
            table.add_row(line(row["name"]), *(line(cell) for cell in row["cells"]))
        said.append(table)
    return said


def rows(records: list[dict[str, Any]], heads: dict[str, str]) -> Table:
    """Return records as a plain table; `heads` maps keys to column names, in order. Text is never read as markup."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for head in heads.values():
        table.add_column(line(head), overflow="fold")
    for record in records:
        table.add_row(*(line(str(record.get(key, ""))) for key in heads))
    return table
