"""Diagnostics as text: a first line that editors can parse, the offending line, a caret, and what to do."""

import re
import unicodedata

from ..model.codes import CODES
from ..model.errors import Diagnostic
from ..model.text import Lang, Text

WIDTH = 110
"""Columns of a line of a file that are shown at most."""

_WORD = re.compile(r"\"(?:[^\"\\]|\\.)*\"?|'(?:[^']|'')*'?|[^\s,\]\[{}#]+|.")
_MORE = Text("详细: houqin explain {code}", "more: houqin explain {code}")


def format_text(diagnostic: Diagnostic, lang: Lang = "zh") -> str:
    """Return a diagnostic as lines of text, without a last line break.

    ``file:line:column: severity code [path] sentence``, then the line of the file with a caret under the offending
    word (double-width characters count two columns), then how to mend this class of faults.
    """
    d = diagnostic
    place = f"{d.file}:{d.line}:{d.column}" if d.line else d.file
    path = f" [{d.path}]" if d.path else ""
    lines = [printable(f"{place}: {d.severity} {d.code}{path} {d.message(lang)}")]
    if d.excerpt and 0 < d.column <= len(d.excerpt) + 1:
        lines += _excerpt(d)
    entry = CODES.get(d.code)
    mend = entry.mend.say(lang) + "  " if entry else ""
    lines.append(f"   {mend}{_MORE.say(lang, code=d.code)}")
    return "\n".join(lines)


def width(text: str) -> int:
    """Return the columns a text takes in a terminal with a Chinese font."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def printable(text: str) -> str:
    """Return a text without characters that act on a terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _excerpt(d: Diagnostic) -> list[str]:
    start = max(0, d.column - 1 - WIDTH // 2) if width(d.excerpt[: d.column + 20]) > WIDTH else 0
    shown = d.excerpt[start:]
    while width(shown) > WIDTH:
        shown = shown[: max(1, len(shown) * WIDTH // width(shown))]
    shown = printable(shown)
    at = d.column - 1 - start
    word = _WORD.match(shown, at)
    lead = " " * width(shown[:at])
    caret = "^" * max(1, width(word[0]) if word else 1)
    number = str(d.line)
    return [f"{number:>5} | {shown}", f"{'':>5} | {lead}{caret}"]
