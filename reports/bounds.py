"""How far a plan may be from the best: bounds in sentences, gaps in rows."""

from typing import Any

from ..model.text import Lang
from .numbers import interval, percent, wan
from .sentences import SENTENCES
from .words import phrases

Row = dict[str, Any]


def bounds(aim: Row, lang: Lang) -> list[str]:
    """Return what no plan undercuts, on the menus and beyond, in sentences; `aim` is the objective of a result."""
    said = []
    if aim.get("exact_bound") is not None:
        fields = {"bound": wan(aim["exact_bound"], lang), "gap": percent(_exact(aim), lang, 2)}
        said.append(SENTENCES["exact_near" if _exact(aim) else "exact_best"].say(lang, **fields))
    if aim.get("lower_bound") is not None:
        bound = SENTENCES[_standing(aim)]
        fields = {"bound": wan(aim["lower_bound"], lang), "gap": percent(aim.get("menu_gap"), lang)}
        said.append(bound.say(lang, **fields, pairs=aim.get("contrary")))
        if _earning(aim):
            fields = {"spent": wan(aim["spent"], lang), "gap": percent(aim["spent_gap"], lang)}
            said.append(SENTENCES["bound_spent"].say(lang, **fields))
    if _seen(aim):
        fields = {"bound": wan(aim["seen_bound"], lang), "gap": percent(aim["seen_gap"], lang)}
        said.append(SENTENCES["bound_seen"].say(lang, **fields))
    return said


def gaps(result: Row, lang: Lang) -> list[tuple[str, str]]:
    """Return the three gaps, each with its name."""
    aim, word = result.get("objective"), phrases(lang)
    if not aim:
        return []
    low, high = aim["sampling_interval"]
    sampling = f"{interval(wan(low, lang), wan(high, lang), lang)} {word['wan']}"
    return [
        (word["solver_gap"], percent(aim["solver_gap"], lang, 2)),
        *([(word["exact_gap"], percent(_exact(aim), lang, 2))] if aim.get("exact_bound") is not None else []),
        (word["menu_gap"], percent(aim["menu_gap"], lang, 2)),
        *([(word["seen_gap"], percent(aim["seen_gap"], lang, 2))] if _seen(aim) else []),
        *([(word["spent_gap"], percent(aim["spent_gap"], lang, 2))] if _earning(aim) else []),
        (word["sampling"], sampling),
    ]


def _standing(aim: Row) -> str:
    """Return which sentence tells a lower bound: proven, tested, or contradicted by some of the tests."""
    if aim.get("proven"):
        return "bound_proven"
    return "bound_contrary" if aim.get("contrary") else "bound_tested"


def _exact(aim: Row) -> float:
    """Return how far the plan is from the bound that was recomputed in whole numbers, as a share of its value."""
    return (aim["value"] - aim["exact_bound"]) / abs(aim["value"]) if aim["value"] else 0.0


def _seen(aim: Row) -> bool:
    """Return whether the bound is another one if no setting does better through its flows than those simulated."""
    return aim.get("seen_bound") not in (None, aim.get("lower_bound"))


def _earning(aim: Row) -> bool:
    """Return whether users' payments are taken off the value: its gap is a larger share of it than of what is spent."""
    return aim.get("spent") not in (None, aim["value"])
