"""Sentences in two languages.

A `Text` cannot exist in one language only, so neither catalogue can fall behind the other: the type is
the completeness check.
"""

from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, in Chinese and English, with `str.format` fields in both."""

    zh: str
    en: str

    def say(self, lang: Lang, **fields: Any) -> str:
        """Return the sentence in `lang` with its fields filled in."""
        return (self.zh if lang == "zh" else self.en).format(**fields)

    def fill(self, **fields: Any) -> "Text":
        """Return the sentence in both languages with its fields filled in."""
        return Text(self.zh.format(**fields), self.en.format(**fields))
