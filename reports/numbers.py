"""Numbers as people read them: 万元 or thousand yuan in sentences, yuan in tables, shares in percent.

Money arrives in integer fen. Everything here survives a GBK pipe: the minus sign is the ASCII hyphen.
"""

from typing import Any

from ..model.text import Lang

NONE = {"zh": "无", "en": "n/a"}
FEN_PER_WAN, FEN_PER_YUAN = 1_000_000, 100


def wan(fen: float | None, lang: Lang, signed: bool = False) -> str:
    """Return fen as a round sum: ten thousands of yuan (万元) with one decimal, in English thousands of yuan."""
    if fen is None:
        return NONE[lang]
    return _form(fen / FEN_PER_YUAN / 1000, 0, signed) if lang == "en" else _form(fen / FEN_PER_WAN, 1, signed)


def yuan(fen: float | None, lang: Lang, signed: bool = False) -> str:
    """Return fen as whole yuan with thousands separators."""
    return NONE[lang] if fen is None else _form(fen / FEN_PER_YUAN, 0, signed)


def cents(fen: float | None, lang: Lang) -> str:
    """Return fen as yuan with two decimals, the price of a meal; with four below a tenth of a yuan."""
    return NONE[lang] if fen is None else _form(fen / FEN_PER_YUAN, 2 if abs(fen) >= 10 or not fen else 4, False)


def figure(value: float | None, lang: Lang, digits: int = 2) -> str:
    """Return a plain number with thousands separators and at most `digits` decimals."""
    if value is None:
        return NONE[lang]
    text = f"{_zero(round(value, digits)):,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(value: float | None, lang: Lang) -> str:
    """Return points that are gained or lost, with their sign and two decimals."""
    return NONE[lang] if value is None else _form(value, 2, True)


def percent(value: float | None, lang: Lang, digits: int = 1) -> str:
    """Return a share in percent; None, a share of nothing, is said in words and never as 100 %."""
    return NONE[lang] if value is None else f"{_zero(round(100 * value, digits)):.{digits}f}%"


def measured(value: float | None, unit: str, lang: Lang) -> str:
    """Return the value of a measure in its unit with one decimal: shares in percent, points and minutes as they are.

    A ratio of like to like ("yuan/yuan") is a share too. What is not all is never rounded to all: 99.97 % keeps as many
    decimals as it takes, up to three.
    """
    above, _, below = unit.partition("/")
    if value is None:
        return percent(value, lang)
    if unit == "1" or above == below:
        digits = next((d for d in (1, 2) if round(100 * value, d) < 100), 3) if value < 1 else 1
        return percent(value, lang, digits)
    return _form(value, 1, False)


def interval(lower: str, upper: str, lang: Lang) -> str:
    """Return two formatted limits as one interval."""
    return f"{lower} 至 {upper}" if lang == "zh" else f"{lower} to {upper}"


def counted(numbers: dict[str, Any], lang: Lang) -> str:
    """Return `{type: number}` as one phrase without the zeros: `洗地机 5、尘推车 1`."""
    return ("、" if lang == "zh" else ", ").join(f"{name} {n}" for name, n in numbers.items() if n)


def span(years: list[int], first: int) -> str:
    """Return year indices as calendar years: `2026`, `2026-2028`, `2026, 2028`."""
    at = sorted(first + y for y in years)
    if len(at) > 1 and at == list(range(at[0], at[-1] + 1)):
        return f"{at[0]}-{at[-1]}"
    return ", ".join(str(y) for y in at)


def law(value: Any, lang: Lang) -> str:
    """Return a number, or a distribution given as a mapping with `dist`, as one short phrase."""
    if isinstance(value, bool) or value is None:
        return {True: "是/yes", False: "否/no", None: NONE[lang]}[value]
    if isinstance(value, int | float):
        return figure(value, lang, 6)
    if isinstance(value, dict):
        inside = ", ".join(f"{k} {law(v, lang)}" for k, v in value.items() if k != "dist")
        return f"{value['dist']}({inside})" if "dist" in value else f"{{{inside}}}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(law(v, lang) for v in value) + "]"
    return str(value)


def listed(items: list[str], lang: Lang) -> str:
    """Return items as one phrase; in English parted by semicolons where one of them has a comma."""
    return ("、" if lang == "zh" else "; " if any(", " in item for item in items) else ", ").join(items)


def joined(sentences: list[str], lang: Lang) -> str:
    """Return sentences as one text."""
    return ("" if lang == "zh" else " ").join(sentences)


def _form(value: float, digits: int, signed: bool) -> str:
    """Return a rounded number with separators; a sign before it when asked for, but none before zero."""
    near = _zero(round(value, digits))
    return f"{near:{'+' if signed and near else ''},.{digits}f}"


def _zero(value: float) -> float:
    """Return 0.0 for -0.0, so that nothing is printed as `-0`."""
    return value + 0.0 if value else 0.0
