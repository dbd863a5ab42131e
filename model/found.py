"""What a check of a whole scenario finds: a fault with its path, code and sentence; names that lead nowhere."""

from dataclasses import dataclass
from difflib import get_close_matches

from .text import Text

UNKNOWN = Text(
    "没有名为“{value}”的{what}；可用：{allowed}{hint}",
    "no {what} named “{value}”; there are: {allowed}{hint}",
)
SPELT = 100
"""Most names among which the nearest spelling is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fault of the whole scenario, with the path of the offending value."""

    path: tuple[str | int, ...]
    code: str
    text: Text
    severity: str = "error"


def dangling(path: tuple[str | int, ...], value: str, known: list[str], zh: str, en: str) -> Found:
    """Return the fault of a name that leads nowhere, with the nearest spelling."""
    # comparing spellings is quadratic in the names of a case
    near = get_close_matches(value, known, n=1, cutoff=0.5) if len(known) <= SPELT else []
    hint = Text(f"；是否为“{near[0]}”？", f"; did you mean “{near[0]}”?") if near else Text("", "")
    more = " …" if len(known) > 12 else ""
    names = Text("、".join(known[:12]) + more, ", ".join(known[:12]) + more)
    return Found(
        path,
        "HQ1301",
        Text(
            UNKNOWN.zh.format(value=value, what=zh, allowed=names.zh or "(无)", hint=hint.zh),
            UNKNOWN.en.format(value=value, what=en, allowed=names.en or "(none)", hint=hint.en),
        ),
    )
