"""The report as one HTML file: no network, no script, A4; a pure function of `result.json` and the sources."""

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..model.text import Lang
from . import answers, awards, figures, grids, purses, spread, views
from .numbers import figure, percent
from .sentences import SENTENCES
from .short import cited, note, shortened
from .words import NUMERALS, STATUS, phrases

if TYPE_CHECKING:
    from jinja2 import Environment

Row = dict[str, Any]


def html(result: Row, sources: list[Row], lang: Lang = "zh") -> str:
    """Return the report of a result.

    Parameters
    ----------
    result : dict
        As `reports.result.result` makes it, or as read back from `result.json`.
    sources : list of dict
        One entry per number of the scenario: path, value, unit, label, title, kind.
    lang : "zh" | "en"

    Raises
    ------
    ValueError
        When the renderer of the charts refuses a spec.
    """
    from markupsafe import Markup

    env = paper()
    number, place = count(1), count(1)
    env.filters["chart"] = lambda entry: Markup(figures.drawn(entry, next(number)))
    env.filters["head"] = lambda text: Markup("<h2>{}</h2>").format(f"{numeral(next(place), lang)}{text}")
    return env.get_template("report.html").render(page(result, sources, lang))


def paper() -> "Environment":
    """Return what turns the templates of this folder into pages: text is escaped, the style sheet stands in each."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    folder = Path(__file__).parent
    env = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["style"] = Markup((folder / "style.css").read_text(encoding="utf-8"))
    return env


def page(result: Row, sources: list[Row], lang: Lang) -> Row:
    """Return everything the template prints, as text and chart specs."""
    whole, result = result, shortened(result)
    certificate = result.get("certificate") or []
    confidence = percent(certificate[0]["confidence"], lang, 0) if certificate else ""
    checks = views.certificates(result, "certificate", lang)
    findings = [{**f, "said": views.say(f["text"], lang)} for f in result.get("findings") or []]
    return {
        "lang": "zh-CN" if lang == "zh" else "en",
        "w": phrases(lang),
        "title": views.say(result.get("title"), lang) or result["scenario"]["id"],
        "result": result,
        "status": result["status"],
        "banner": STATUS[result["status"]].say(lang),
        "decisions": views.decisions(result, lang),
        "money": [*views.money(whole, lang), *purses.sentences(whole, lang), *note(whole, result, lang)],
        "awards": awards.sentences(whole, lang),
        "asked": answers.asked(result, lang),
        "modes": answers.modes(result, lang),
        "margins": answers.margins(result, lang),
        "switches": answers.switches(result, lang),
        "grids": grids.tables(result, lang),
        "rosters": answers.rosters(result, lang),
        "purses": purses.tables(whole, lang),
        "purse_words": purses.words(whole, lang),
        "spread": spread.tables(whole, lang),
        "spread_words": spread.words(lang),
        "surveys": answers.surveys(result, lang),
        "waits": answers.waits(result, lang),
        "waited": answers.waits(result, lang, "baseline_"),
        "volumes": answers.volumes(result, lang),
        "turns": views.turns(result, lang),
        "conflict": conflict(result, lang),
        "repairs": views.repairs(result, lang),
        "conflicts": views.rules(result.get("conflicts") or [], lang),
        "alternatives": views.alternatives(result, lang),
        "yearly": views.yearly(whole, lang),
        "itemised": views.itemised(whole, lang),
        "builds": figures.build_up(result, lang),
        "measures": figures.measures(result, lang),
        "paths": figures.paths(result, lang),
        "groups": figures.groups(result, lang),
        "checks": [c for c in checks if c["target"]],
        "reported": [c for c in checks if not c["target"]],
        "priced": any(a.get("flow") for a in result.get("alternatives") or []),
        "before": views.certificates(result, "baseline_certificate", lang),
        "checks_note": SENTENCES["joint"].say(lang, confidence=confidence) if confidence else "",
        "engines": engines(result, lang),
        "gaps": views.gaps(result, lang),
        "deductions": views.deductions(result, lang),
        "rules": views.rules(result.get("rules") or [], lang),
        "traps": [f for f in findings if f.get("level") == "trap"],
        "facts": views.facts(result, lang),
        "notes": [f for f in findings if f.get("level") != "trap"],
        "assumptions": views.assumptions(cited(sources, whole, result), lang),
        "timings": {k: figure(v, lang, 1) for k, v in (result.get("timings") or {}).items()},
    }


def conflict(result: Row, lang: Lang) -> list[str]:
    """Return why there is no plan, in sentences; empty unless rules conflict."""
    found = result.get("conflicts") or []
    if not found:
        return []
    names = ("、" if lang == "zh" else "; ").join(views.say(r["text"], lang) for r in found)
    said = [SENTENCES["conflict"].say(lang, rules=names)]
    if all(r.get("proven") for r in found):
        said.append(SENTENCES["minimal"].say(lang))
    return said


def engines(result: Row, lang: Lang) -> list[str]:
    """Return what the two engines said of each other, and how often certifying was tried."""
    found, tries = result.get("engines"), result.get("attempts") or []
    said = []
    if found:
        key = "engines_same" if found["identical"] else "engines_differ"
        n, m = found["reference_replications"], found["kernel_replications"]
        said.append(SENTENCES[key].say(lang, n=n, m=m))
    if len(tries) > 1:
        said.append(SENTENCES["attempts"].say(lang, n=len(tries)))
    return said


def numeral(n: int, lang: Lang) -> str:
    """Return the number before a heading: `十一、`, `11. `."""
    if lang == "en":
        return f"{n}. "
    tens, ones = divmod(n, 10)
    said = (NUMERALS[tens - 1] if tens > 1 else "") + (NUMERALS[9] if tens else "")
    return f"{said}{NUMERALS[ones - 1] if ones else ''}、"
