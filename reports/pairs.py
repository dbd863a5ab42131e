"""A switch on common days in sentences: what it saves a year, in money and machines, and when it has paid back."""

from typing import Any

from ..model.text import Lang
from .numbers import figure, interval, listed, wan
from .sentences import SENTENCES
from .views import say

Row = dict[str, Any]

YEARS = 2
"""Years within which decision makers ask what is bought to pay for itself."""


def compared(row: Row, lang: Lang) -> list[str]:
    """Return what the settings with and without a switch say of each other on the same fresh days."""
    pair = row.get("pair")
    if not pair:
        return []
    name, sums = say(row["text"], lang), {k: pair[k] for k in ("yearly", "lower", "upper")}
    saves = sums["upper"] < 0
    if saves:
        sums = {"yearly": -sums["yearly"], "lower": -sums["upper"], "upper": -sums["lower"]}
    key = "pair_saves" if saves else "pair_costs" if sums["lower"] > 0 else "pair_open"
    money = {k: wan(v, lang) for k, v in sums.items()}
    changed = [SENTENCES["pair_from"].say(lang, name=n, off=off, on=on) for n, off, on in _changes(pair, lang)]
    limits = interval(money["lower"], money["upper"], lang)
    said = [SENTENCES[key].say(lang, name=name, days=pair["days"], amount=money["yearly"], limits=limits)]
    if changed:
        said.append(SENTENCES["pair_needs"].say(lang, items=listed(changed, lang)))
    return [*said, *_payback(pair, name, lang)]


def _changes(pair: Row, lang: Lang) -> list[tuple[str, str, str]]:
    """Return what differs in number: posts, then machines by type."""
    posts = SENTENCES["pair_posts"].say(lang)
    rows = [(posts, *pair["posts"]), *pair["machines"]]
    return [(name, figure(off, lang), figure(on, lang)) for name, off, on in rows if off != on]


def _payback(pair: Row, name: str, lang: Lang) -> list[str]:
    """Return what must be saved for what is bought to pay for itself, and whether it does."""
    if not pair["invested"]:
        return []
    need, saved = pair["invested"] / YEARS, -pair["running"]
    key = "payback" if saved > 0 else "payback_never"
    years = f"{pair['invested'] / saved:.1f}" if saved > 0 else ""
    return [
        SENTENCES[key].say(
            lang, name=name, invested=wan(pair["invested"], lang), span=YEARS, need=wan(need, lang),
            saved=wan(abs(saved), lang), years=years,
        )
    ]  # fmt: skip
