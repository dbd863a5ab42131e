"""One written value: which type it has, and which number was probably meant.

Only the values of JSON are recognised. Everything else stays text, so that nothing changes its meaning silently:
``8:30``, ``no``, ``010``, ``1_000``, ``0x10`` and ``.nan`` are text here, where YAML 1.1 makes numbers of them.
"""

import math
import re
import unicodedata

from ..model.text import Text

Scalar = str | int | float | bool | None

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)", re.ASCII)
_REAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", re.ASCII)
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}
_DIGITS = 40
"""Longest number that is read; more digits than any quantity has."""

_ZERO = Text("不能写负零，请写 0", "negative zero is not a quantity; write 0")
_HUGE = Text("数字过大或过长", "the number is too large or too long")
_SCALES = {"万": 1e4, "亿": 1e8, "千": 1e3, "百": 1e2, "k": 1e3, "%": 1e-2, "‰": 1e-3}
_MEANT = re.compile(
    r"([-+]?)([0-9][0-9_,' ]*|[0-9]*)(\.[0-9]*)?((?:e[-+]?[0-9]+)?)\s*([万亿千百k%‰]?)\s*(元|人|m2|台)?", re.ASCII
)


def resolve(text: str) -> tuple[Scalar, Text | None]:
    """Return the value of an unquoted scalar, and what is wrong with it if it is a number that cannot be kept."""
    if text in _WORDS:
        return _WORDS[text], None
    if not _REAL.fullmatch(text):
        return text, None
    if len(text) > _DIGITS:
        return text, _HUGE
    value = int(text) if _INTEGER.fullmatch(text) else float(text)
    if not math.isfinite(value):
        return text, _HUGE
    if value == 0 and text.startswith("-"):
        return text, _ZERO
    return value, None


def meant(text: str) -> str | None:
    """Return the number that a text stands for in a reader's eyes, as it should be written; None when it is none.

    ``1,480`` -> ``1480``, ``7万`` -> ``70000``, ``１２`` -> ``12``, ``8%`` -> ``0.08``, ``010`` -> ``10``.
    """
    if len(text) > _DIGITS:
        return None
    match = _MEANT.fullmatch(unicodedata.normalize("NFKC", text).strip().lower().replace("，", ","))
    if not match or not any(c.isdigit() for c in match[0]):
        return None
    sign, whole, part, power, scale = (group or "" for group in match.groups()[:5])
    digits = re.sub(r"[_,' ]", "", whole) or "0"
    value = float(f"{sign}{digits}{part or ''}{power}") * _SCALES.get(scale, 1.0)
    if not math.isfinite(value):
        return None
    return str(int(value)) if value == int(value) else f"{value:.12g}"
