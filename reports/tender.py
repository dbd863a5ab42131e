"""The result of scoring a tender, and a rule pack, as data."""

from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

from ..model.errors import MissingExtraError
from ..model.pack import Clause, Ground, Pack
from ..model.policy import Sentence
from ..model.text import Lang
from ..scenarios.bidding import Opened
from ..scenarios.bidding import tender as opened
from ..solvers.compliance import Finding, findings, met
from ..solvers.opinions import opinions
from ..solvers.scoring import Mark, entered, score
from ..solvers.stability import Cut, Span, cuts, spans
from .numbers import cents, figure
from .tenderwords import FORM, LIMITS, SAID, SHARES

HUNDRED = 100


def score_bids(source: str | Path, rules: str | Path = "CN-2026", *, mcda: bool = True) -> dict[str, Any]:
    """Return the scored tender of a file or shipped sample, held to a rule pack; see `result`.

    Raises
    ------
    ScenarioError
        One of the files is invalid.
    """
    return result(opened(source, rules), mcda=mcda)


def result(case: Opened, *, mcda: bool = True) -> dict[str, Any]:
    """Return everything about a tender as data for JSON: money in fen, points as decimals in text.

    `opinions` is null where they were not asked for, or the library for them is not installed: then `missing` says
    what to install.
    """
    marks, field, said = score(case.tender), entered(case.tender), findings(case.tender, case.pack)
    inside = [mark for mark in marks if mark.rank]
    broken = any(found.clause.severity == "error" for found in said)
    second, missing = None, ""
    try:
        if mcda:
            second = [
                {"method": o.method, "ranking": list(o.names), "values": list(o.values)} for o in opinions(case.tender)
            ]
    except MissingExtraError as error:
        missing = str(error)
    return {
        "schema_version": 1,
        "status": "empty" if not inside else "breach" if broken else "scored",
        "money_unit": "fen",
        "tender": {
            "id": case.tender.id,
            "title": _both(case.tender.title),
            "method": case.tender.method,
            "files": [{"name": name, "sha256": digest} for name, digest in case.files],
        },
        "rules": {"id": case.pack.id, "dated": case.pack.dated.isoformat()},
        "winner": inside[0].name if inside else None,
        "ranking": [_ranked(mark) for mark in inside],
        "out": [_out(mark, case.pack) for mark in marks if not mark.rank],
        "weights": [_span(span) for span in spans(field)],
        "cuts": [_cut(cut) for cut in cuts(field)],
        "opinions": second,
        "missing": missing,
        "findings": [_finding(found) for found in said],
    }


def _ranked(mark: Mark) -> dict[str, Any]:
    return {
        "rank": mark.rank,
        "bidder": mark.name,
        "bid": mark.paid,
        "evaluated": mark.evaluated,
        "points": {group: points(value) for group, value in mark.points.items()},
        "total": points(mark.total) if mark.points else None,
        "ahead": mark.ahead,
    }


def _out(mark: Mark, pack: Pack) -> dict[str, Any]:
    reasons = [{"code": code, **(_ground(pack.reasons[code]) if code in pack.reasons else {})} for code in mark.out]
    return {"bidder": mark.name, "bid": mark.paid, "evaluated": mark.evaluated, "reasons": reasons}


def _span(span: Span) -> dict[str, Any]:
    """Return a span with its ends rounded inwards, so that what is printed holds, and as exact fractions."""
    low, high = span.low, span.high
    return {
        "group": span.group,
        "weight": float(span.weight),
        "low": None if low is None else points(ceil(HUNDRED * low)),
        "high": None if high is None else points(floor(HUNDRED * high)),
        "exact": None if low is None or high is None else [str(low), str(high)],
        "below": span.below,
        "above": span.above,
    }


def _cut(cut: Cut) -> dict[str, Any]:
    return {"bidder": cut.name, "bid": cut.paid, "price": cut.price, "cut": cut.fen}


def _finding(found: Finding) -> dict[str, Any]:
    rule = found.clause
    return {
        "rule": found.rule,
        "severity": rule.severity,
        "bidder": found.bidder,
        "quantity": rule.quantity,
        "value": float(found.value),
        **{key: getattr(rule, key) for key in ("low", "high", "under")},
        "said": {"zh": _shown(found, "zh"), "en": _shown(found, "en")},
        **_ground(rule),
    }


def _shown(found: Finding, lang: Lang) -> str:
    """Return the quantity as it is and as it should be, with as many decimals as it takes to tell the two apart."""
    rule, value = found.clause, found.value
    if rule.quantity == "dispatch":
        return FORM.say(lang)
    if rule.quantity == "ceiling":
        now = cents(float(value) * HUNDRED, lang)
    else:
        scale = HUNDRED if rule.quantity in SHARES else 1
        digits = next((d for d in (0, 1, 2, 4) if not met(rule, round(value * scale, d) / scale)), 8)
        now = figure(float(value) * scale, lang, digits) + ("%" if scale > 1 else "")
    who = found.bidder + (": " if lang == "en" else "：") if found.bidder else ""
    return who + SAID["is"].say(lang, now=now, should=limits(rule, lang))


def limits(rule: Clause, lang: Lang) -> str:
    """Return the limits of a rule in words; empty for one that only informs."""
    scale, unit = (HUNDRED, "%") if rule.quantity in SHARES else (1, "")
    parts = [
        LIMITS[key].say(lang, value=figure(float(Fraction(repr(value)) * scale), lang, 2) + unit)
        for key in ("low", "high", "under")
        if (value := getattr(rule, key)) is not None
    ]
    return ("、" if lang == "zh" else ", ").join(parts)


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "text": _both(ground.text),
        "citation": _both(ground.citation),
        "effective": ground.effective.isoformat() if ground.effective else None,
        "region": ground.region,
        "verified": ground.verified,
    }


def _both(sentence: Sentence) -> dict[str, str]:
    return {"zh": sentence.zh, "en": sentence.en}


def points(value: int) -> str:
    """Return hundredths of a point as a decimal."""
    return f"{value // HUNDRED}.{value % HUNDRED:02d}"


def catalogue(pack: Pack) -> dict[str, Any]:
    """Return a rule pack as data for JSON."""
    keys = ("quantity", "low", "high", "under", "procedures", "objects", "severity", "replaces")
    return {
        "schema_version": 1,
        "id": pack.id,
        "title": _both(pack.title),
        "dated": pack.dated.isoformat(),
        "rules": [
            {"id": name, **_ground(rule), **{key: getattr(rule, key) for key in keys}}
            for name, rule in pack.rules.items()
        ],
        "reasons": [{"code": code, **_ground(reason)} for code, reason in pack.reasons.items()],
    }
