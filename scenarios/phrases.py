"""Small change of sentences: values as they are quoted, near spellings, lists of what is allowed."""

from difflib import get_close_matches
from typing import Any

from ..model.text import Text

NOTHING = Text("", "")
NEAR = Text("；是否为“{near}”？", "; did you mean “{near}”?")

_LONGEST_WORD = 80
_MOST_WORDS = 2000
_SHOWN = 16


def each(words: Text, **fields: Any) -> Text:
    """Return both languages filled in, each with the field of its own language; spaces left by empty ones close up."""
    zh = {k: v.zh if isinstance(v, Text) else v for k, v in fields.items()}
    en = {k: v.en if isinstance(v, Text) else v for k, v in fields.items()}
    return Text(" ".join(words.zh.format(**zh).split()), " ".join(words.en.format(**en).split()))


def shown(value: Any) -> str:
    """Return a value as it is quoted in a sentence, cut to a readable length."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict | list):
        return "{...}" if isinstance(value, dict) else "[...]"
    text = str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def listed(names: list[str]) -> Text:
    """Return names in a row, the first few of many."""
    more = " …" if len(names) > _SHOWN else ""
    return Text("、".join(names[:_SHOWN]) + more, ", ".join(names[:_SHOWN]) + more)


def nearest(word: str, known: list[str]) -> str | None:
    """Return the known word spelt most like `word`, or None when none is near (or there are too many to compare)."""
    if len(word) > _LONGEST_WORD or len(known) > _MOST_WORDS:
        return None
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    found = found or get_close_matches(word.casefold(), known, n=1, cutoff=0.5)
    return found[0] if found else None


def near(word: str, known: list[str]) -> Text:
    """Return the question whether a near spelling was meant, or nothing."""
    found = nearest(word, known)
    return NEAR.fill(near=shown(found)) if found else NOTHING
