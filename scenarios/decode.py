"""Bytes of a scenario file to text: UTF-8 only, no hidden characters, no tabs where YAML counts spaces."""

import codecs
import re
import unicodedata

from ..model.errors import Diagnostic, ScenarioError
from ..model.text import Text

LARGEST = 20_000_000
"""Bytes of the largest file that is read."""

# C0 and C1 controls, the line ends of other systems, bidirectional overrides (text that reads other than it is),
# byte order marks inside the text, noncharacters, surrogates
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_TAB = re.compile(r"^ *\t[ \t]*(?=\S)", re.MULTILINE)
# the parser needs quadratic time for one of these; nobody needs them at all
_ENDLESS = re.compile(r"![-;/?:@&=+$,_.!~*'()\[\]%A-Za-z0-9]{999}")
_WIDE = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_SIZE = Text(
    "文件 {size:,} 字节，超过上限 {limit:,} 字节", "the file has {size:,} bytes, more than the limit of {limit:,}"
)
_UTF16 = Text("文件是 UTF-16 或 UTF-32 编码；请另存为 UTF-8", "the file is UTF-16 or UTF-32; save it as UTF-8")
_GBK = Text(
    "此处不是 UTF-8；文件像是 GBK(ANSI) 编码，请另存为 UTF-8",
    "not UTF-8 here; the file looks like GBK (ANSI): save it as UTF-8",
)
_BYTES = Text("此处不是 UTF-8 文字；请另存为 UTF-8", "not UTF-8 here; save the file as UTF-8")
_CONTROL = Text("此处有不可见字符 {name}，请删除", "there is an invisible character {name} here; remove it")
_TAG = Text("不能使用标签", "tags are refused")
_TABBED = Text("行首缩进不能用制表符(Tab)，请改用空格", "indentation may not contain tabs; use spaces")


def decode(content: bytes, file: str) -> str:
    """Return the text of a file, line ends as LF, without a byte order mark.

    Raises
    ------
    ScenarioError
        Larger than `LARGEST`, not UTF-8, invisible characters, or tabs in the indentation.
    """
    if len(content) > LARGEST:
        raise refusal("HQ1002", file, _SIZE.fill(size=len(content), limit=LARGEST))
    # two zero bytes of four are how UTF-16 without a mark writes ASCII; a lone NUL is reported at its place below
    if content.startswith(_WIDE) or content[:4].count(0) >= 2:
        raise refusal("HQ1003", file, _UTF16, 1, 1)
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as fault:
        before = fault.object[: fault.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        raise refusal("HQ1003", file, _GBK if _is_gbk(content) else _BYTES, line, column) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for pattern, code, words in (
        (FORBIDDEN, "HQ1004", _CONTROL),
        (_TAB, "HQ1102", _TABBED),
        (_ENDLESS, "HQ1104", _TAG),
    ):
        hit = pattern.search(text)
        if hit:
            place = text.index("\t", hit.start()) if code == "HQ1102" else hit.start()
            line, column = text.count("\n", 0, place) + 1, place - (text.rfind("\n", 0, place) + 1) + 1
            filled = words.fill(name=label(text[place]))
            raise refusal(code, file, filled, line, column, text.split("\n", line)[line - 1])
    return text


def label(character: str) -> str:
    """Return how a character that cannot be seen is written, ``U+0000 NULL``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


def refusal(code: str, file: str, text: Text, line: int = 0, column: int = 0, excerpt: str = "") -> ScenarioError:
    """Return the error of a file that cannot be read further than one fault."""
    return ScenarioError((Diagnostic(code, "", text, file, line, column, excerpt),))


def _is_gbk(content: bytes) -> bool:
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True
