"""Expectations as JUnit XML: a suite a file, a case an expectation; the same bytes for the same outcome."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as Tree

from ..model.text import Lang, Text

Row = dict[str, Any]

UNMET = Text("预期 {wanted}, 现为 {value}", "expected {wanted}, got {value}")
NOTHING = Text("结果里没有的项", "not in the result")
OUTSIDE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is escaped."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the expectations of one file.

    Parameters
    ----------
    file : str
    scenario : dict or None
        `id` and `hash`; None where the file could not be read.
    status : str
        Of its run, `result.json`'s; "read" where nothing had to be run; `invalid`, `limit` ... where it failed.
    expect : sequence of dict
        As in `result.json`.
    error : dict or None
        `exit_code`, `message` and `diagnostics` of a file that could not be read or run.
    """

    file: str
    scenario: Row | None
    status: str
    expect: Sequence[Row] = ()
    error: Row | None = field(default=None)

    def unmet(self) -> list[Row]:
        """Return the expectations that do not hold."""
        return [row for row in self.expect if not row["holds"]]


def wanted(row: Row) -> str:
    """Return what an expectation asks for, `= 10.91 ± 0.005`."""
    signs = {"equals": "=", "at_least": ">=", "at_most": "<="}
    asked = [f"{sign} {row[key]:.12g}" for key, sign in signs.items() if row[key] is not None]
    slack = f" ± {row['abs_tol']:.12g}" if row["abs_tol"] else ""
    return (", ".join(asked) or "!= null") + slack


def got(row: Row, lang: Lang) -> str:
    """Return what came out."""
    value = row["value"]
    return NOTHING.say(lang) if value is None else f"{value:.12g}" if isinstance(value, float) else str(value)


def unmet(row: Row, lang: Lang) -> str:
    """Return the sentence on an expectation that does not hold."""
    return UNMET.say(lang, wanted=wanted(row), value=got(row, lang))


def junit(checked: Sequence[Checked], lang: Lang) -> bytes:
    """Return the XML: failures for what does not hold, an error for a file that cannot be read or run."""
    root = Tree.Element("testsuites", name="houqin")
    for each in checked:
        suite = Tree.SubElement(root, "testsuite", name=_clean(each.file))
        for row in each.expect:
            case = _case(suite, each.file, f"{row['metric']} {wanted(row)}")
            if not row["holds"]:
                failure = Tree.SubElement(case, "failure", type="expectation", message=_clean(unmet(row, lang)))
                failure.text = _clean(f"{row['metric']}: {unmet(row, lang)} ({each.status})")
        if each.error:
            said, found = each.error["message"], each.error["diagnostics"]
            case = _case(suite, each.file, each.status)
            error = Tree.SubElement(case, "error", type=each.status, message=_clean(said))
            error.text = _clean("\n".join(f"{d['file']}:{d['line']}:{d['column']}: {d['code']} {d['text'][lang]}"
                                          for d in found) or said)  # fmt: skip
        _count(suite, len(each.expect) + bool(each.error), len(each.unmet()), int(bool(each.error)))
    sums = [sum(int(suite.get(key, "0")) for suite in root) for key in ("tests", "failures", "errors")]
    _count(root, *sums)
    Tree.indent(root)
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _case(suite: Tree.Element, file: str, name: str) -> Tree.Element:
    return Tree.SubElement(suite, "testcase", classname=_clean(file), name=_clean(name))


def _count(element: Tree.Element, tests: int, failures: int, errors: int) -> None:
    for key, value in (("tests", tests), ("failures", failures), ("errors", errors), ("skipped", 0)):
        element.set(key, str(value))


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return OUTSIDE.sub("?", text)
