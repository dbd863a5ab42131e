"""What a YAML parser's complaint means to somebody who writes a scenario."""

from ruamel.yaml.error import MarkedYAMLError

from ..model.text import Text

_WORDS = (
    ("mapping values are not allowed", "此处不能有冒号：上一行可能缺少缩进，或文字里的冒号需要加引号",
     "a colon is not allowed here: check the indentation above, or quote a text that contains a colon"),
    ("could not find expected ':'", "键后面缺少冒号", "a colon is missing after the key"),
    ("did not find expected key", "缩进与上面的各行不一致", "the indentation does not match the lines above"),
    ("expected <block end>", "缩进与上面的各行不一致", "the indentation does not match the lines above"),
    ("did not find expected '-' indicator", "列表各项的缩进不一致", "the items of the list are not indented alike"),
    ("expected ',' or '}'", "大括号 { } 没有正确结束，或缺少逗号", "a brace { } is not closed, or a comma is missing"),
    ("expected ',' or ']'", "方括号 [ ] 没有正确结束，或缺少逗号",
     "a bracket [ ] is not closed, or a comma is missing"),
    ("unexpected end of stream", "引号没有结束", "a quotation mark is not closed"),
    ("unknown escape character", "双引号内的反斜杠有特殊含义，请改用单引号",
     "a backslash has a special meaning inside double quotes; use single quotes"),
    ("cannot start any token", "文字不能以此符号开头，请加引号", "text may not begin with this character; quote it"),
    ("sequence entries are not allowed", "此处不能开始列表（“- ”应另起一行）",
     "a list may not begin here; put “- ” on a new line"),
    ("expected the node content", "此处缺少一个值", "a value is missing here"),
    ("undefined tag handle", "不能使用标签", "tags are refused"),
    ("anchor", "不能使用别名、锚点", "aliases and anchors are refused"),
    ("alias", "不能使用别名、锚点", "aliases and anchors are refused"),
)  # fmt: skip


def explain(fault: MarkedYAMLError) -> tuple[Text, int, int]:
    """Return a sentence for a syntax error, and its line and column, counted from 1."""
    problem = f"{fault.problem or ''} {fault.context or ''}"
    mark = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    for sign, zh, en in _WORDS:
        if sign in problem:
            return Text(f"YAML 语法错误：{zh}", f"YAML syntax: {en}"), line, column
    shown = problem.strip()[:200]
    return Text(f"YAML 语法错误（{shown}）", f"YAML syntax: {shown}"), line, column
