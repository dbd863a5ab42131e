"""Validation errors and types that do not fit, as sentences a planner can act on."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

from pydantic import ValidationError

from ..model.errors import Diagnostic
from ..model.found import Found
from ..model.text import Text
from .fields import ROOT, Spot, expected, locate, settle, walk
from .phrases import NEAR, NOTHING, each, listed, near, nearest, shown
from .positions import Node, dotted, find
from .scalars import meant

_HELPED = 200
"""Unknown keys that get a suggestion; a file with more of them is no scenario."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MEANT = Text("；请写成 {number}", "; write {number}")
_QUOTES = Text("；请去掉引号", "; remove the quotes")
_DIGITS = Text("；如果是文字，请加引号", "; quote it if it is meant as text")

_UNKNOWN = Text("没有名为“{key}”的字段；可用：{allowed}{hint}", "there is no field “{key}”; allowed: {allowed}{hint}")
_MISSING = Text("缺少 {label}", "{label} is missing")
_RANGE = Text(
    "{label}必须在 {low} 到 {high} {unit} 之间，现在是 {value}",
    "{label} must lie in {low} to {high} {unit}, it is {value}",
)
_LEAST = Text("{label}必须大于 {low}，现在是 {value}", "{label} must be greater than {low}, it is {value}")
_TYPE = Text("{label}应为{expected}，现在是 {value}{hint}", "{label} must be {expected}, it is {value}{hint}")
_CHOICE = Text(
    "{label}没有“{value}”这个选项；可选：{allowed}{hint}", "{label} cannot be “{value}”; allowed: {allowed}{hint}"
)
_VERSION = Text(
    "文件格式版本 {value} 不受支持，本程序支持 {allowed}", "format version {value} is not supported, only {allowed}"
)
_LENGTH = Text("{label}的长度不对：需要 {expected}", "{label} has the wrong length: {expected}")
_OTHER = Text("{label}不正确（{message}）", "{label} is not valid ({message})")
_ITEMS = Text("至少 {n} 项", "at least {n} items")
_MOST = Text("至多 {n} 项", "at most {n} items")
_CHARACTERS = Text("至多 {n} 个字符", "at most {n} characters")

_SAID: dict[str, tuple[str, Text]] = {
    "name": ("HQ1206", Text("名称“{value}”须有 1 到 60 个字符，首尾无空格，不含 . @ 或不可见字符",
                            "the name “{value}” needs 1 to 60 characters, no space at the ends, no . @ or hidden")),
    "clock": ("HQ1209", Text("{label}应写成时刻 HH:MM（00:00 到 24:00，两位小时），现在是 {value}",
                             "{label} must be a time of day HH:MM (00:00 to 24:00, two-digit hours), it is {value}")),
    "order": ("HQ1211", Text("分布的 low、mode、high 不能递减",
                             "low, mode and high of a distribution must not decrease")),
    "shift_order": ("HQ1211", Text("班次的结束必须晚于开始", "a shift must end after it starts")),
    "pause_inside": ("HQ1211", Text("休息必须在班次之内", "the pause must lie inside the shift")),
    "window_order": ("HQ1211", Text("时段的结束必须晚于开始", "a window must end after it starts")),
    "open_order": ("HQ1211", Text("关闭时刻必须晚于开放时刻", "a zone must close after it opens")),
    "pay_one": ("HQ1212", Text("gross_per_month（应发）和 take_home_per_month（实发）须且只须给出一个",
                               "give either gross_per_month or take_home_per_month, not both")),
    "cited": ("HQ1207", Text("cited 里的“{path}”不是这里的字段", "“{path}” in `cited` is no field here")),
    "meal_order": ("HQ1211", Text("一餐的结束必须晚于开始", "a meal must close after it opens")),
    "meal_weights": ("HQ1208", Text("到达权重须每五分钟一个，从开餐到结束，且不全为零",
                                    "arrival weights: one for each five minutes of the meal, not all zero")),
    "log_day": ("HQ1210", Text("记录的日期应写成 2026-03-02", "a day of the log is written 2026-03-02")),
    "log_rows": ("HQ1208", Text("记录内容里“{path}”的行不合格式：须有该记录的各列，按时刻从早到晚，空格分隔",
                                "rows of “{path}” are not of the form of the log: its columns, in order of time")),
    "purpose_weights": ("HQ1208", Text("用车权重须每半小时一个，从开始到结束，且不全为零",
                                       "weights of a purpose: one for each half hour of it, not all zero")),
    "purpose_passengers": ("HQ1208", Text("各种人数的用车次数不能全为零",
                                          "the numbers of trips by passengers must not all be zero")),
    "contract_order": ("HQ1211", Text("包车的结束必须晚于开始", "contracted cars must end after they start")),
    "traffic": ("HQ1208", Text("路况系数写一个，或按 24 小时写 24 个，都须大于零",
                               "give one traffic factor, or 24 of them, all above 0")),
    "fen": ("HQ1203", Text("{label}至多两位小数（精确到分），现在是 {value}",
                           "{label} has at most two decimals (whole fen), it is {value}")),
    "decimals": ("HQ1203", Text("{label}至多四位小数，现在是 {value}",
                                "{label} has at most four decimals, it is {value}")),
    "task_method": ("HQ1212", Text("作业须至少有一种做法：hand（人工）或 machine（机器）",
                                   "a task needs a hand or a machine method")),
}  # fmt: skip


def translate(error: ValidationError, root: Node, top: Spot = ROOT) -> Iterator[Diagnostic]:
    """Yield one diagnostic for each fault of a validation error, placed in the file that `root` was read from.

    `top` is what the file holds as a whole.
    """
    faults = error.errors(include_url=False, include_input=False)
    misspelt: set[tuple[str | int, ...]] = set()
    for count, fault in enumerate(f for f in faults if f["type"] == "extra_forbidden"):
        path, _, _ = locate(root, fault["loc"], top)
        near_to, said = unknown(root, path, count < _HELPED, top)
        misspelt.add((*path[:-1], near_to or ""))
        yield said
    for fault in faults:
        if fault["type"] == "inconsistent":
            yield from _inconsistent(fault["ctx"]["faults"], root)
        elif fault["type"] != "extra_forbidden":
            path, here, node = locate(root, fault["loc"], top)
            # a required field that is misspelt is one fault, not two
            if not (fault["type"] == "missing" and path in misspelt):
                yield _translated(fault, root, path, here, node, top)


def _inconsistent(faults: tuple[Found, ...], root: Node) -> Iterator[Diagnostic]:
    for found in faults:
        key = isinstance(_value(root, found.path), dict | None)
        yield find(root, found.path, key).diagnostic(found.code, dotted(found.path), found.text)


def _translated(
    fault: Any, root: Node, path: tuple[str | int, ...], here: Spot, node: Node | None, top: Spot
) -> Diagnostic:
    if fault["loc"] and fault["loc"][-1] == "[key]":
        return _bad_key(root, path, fault["type"], top)
    if fault["type"] == "missing":
        text = each(_MISSING, label=called(here, path))
        return find(root, path[:-1], key=True).diagnostic("HQ1202", dotted(path), text)
    code, text = _sentence(fault, here, node, path)
    tag = "dist" if here.chance else here.tags
    place = (*path, tag) if tag and node and node.child(tag) and code == "HQ1205" else path
    return find(root, place).diagnostic(code, dotted(path), text)


def misfits(root: Node, top: Spot = ROOT) -> Iterator[Diagnostic]:
    """Yield scalars that validation would convert silently: text for a number, true for 1, a number for a date."""
    for path, node, here in walk(root, top):
        if node.value is None or isinstance(node.value, dict | list):
            continue
        kind = type(node.value)
        allowed = {int: (int,), float: (int, float), bool: (bool,), str: (str,), date: (str,)}.get(here.hint)
        if here.clock:
            allowed = (str,)
        if allowed and kind not in allowed:
            code, text = _wrong_type(here, node, path)
            yield node.at.diagnostic(code, dotted(path), text)
        elif here.hint is date and not _DAY.fullmatch(str(node.value)):
            text = each(_TYPE, label=called(here, path), expected=expected(here), value=_quote(node.value), hint="")
            yield node.at.diagnostic("HQ1210", dotted(path), text)


def unknown(
    root: Node, path: tuple[str | int, ...], helpful: bool = True, top: Spot = ROOT
) -> tuple[str | None, Diagnostic]:
    """Return the field probably meant by a key that is none, and its diagnostic; `helpful` ones say what is allowed."""
    _, above, holder = locate(root, path[:-1], top)
    names = list(settle(above, holder.value if holder else None).names) if helpful else []
    meant_key = nearest(str(path[-1]), names)
    hint = NEAR.fill(near=meant_key) if meant_key else NOTHING
    text = each(_UNKNOWN, key=shown(path[-1]), hint=hint, allowed=listed(names))
    return meant_key, find(root, path, key=True).diagnostic("HQ1201", dotted(path), text)


def _bad_key(root: Node, path: tuple[str | int, ...], kind: str, top: Spot) -> Diagnostic:
    if kind == "literal_error":
        return unknown(root, path, True, top)[1]
    code, words = _SAID.get(kind, ("HQ1206", _OTHER))
    text = each(words, label=Text("键", "the key"), value=shown(path[-1]), message=Text(kind, kind))
    return find(root, path, key=True).diagnostic(code, dotted(path), text)


def _sentence(fault: Any, here: Spot, node: Node | None, path: tuple[str | int, ...]) -> tuple[str, Text]:
    kind, label = fault["type"], called(here, path)
    value = shown(node.value if node else None)
    if kind in _SAID:
        code, words = _SAID[kind]
        return code, each(words, label=label, value=value, path=shown(fault.get("ctx", {}).get("path", "")))
    if kind in ("greater_than_equal", "less_than_equal", "greater_than", "less_than", "law_range", "finite_number"):
        return "HQ1203", _bounds(fault, here, label, node)
    if "zh" in fault.get("ctx", {}):
        return "HQ1200", Text(shown(fault["ctx"]["zh"]), fault["msg"])
    if path == ("schema_version",) and kind == "literal_error":
        return "HQ1214", each(_VERSION, value=value, allowed=listed(list(here.choices)))
    if kind in ("literal_error", "union_tag_invalid", "dist") and node and not isinstance(node.value, dict | list):
        return _choice(here, label, node.value, list(here.choices))
    if kind in ("dist", "union_tag_invalid", "union_tag_not_found"):
        return _branch(here, label, node)
    if kind in ("too_short", "too_long", "string_too_long"):
        return "HQ1208", _length(fault, label)
    if kind.endswith(("_type", "_parsing")) or kind in ("int_from_float", "is_instance_of", "missing_argument"):
        return _wrong_type(here, node, path)
    if kind.startswith("date"):
        return "HQ1210", each(_TYPE, label=label, expected=expected(here), value=value, hint=NOTHING)
    return "HQ1200", each(_OTHER, label=label, message=Text(fault["msg"][:200], fault["msg"][:200]))


def _bounds(fault: Any, here: Spot, label: Text, node: Node | None) -> Text:
    context = fault.get("ctx", {})
    low, high = context.get("low", here.low), context.get("high", here.high)
    value = shown(node.value if node else None) if fault["type"] != "law_range" else shown(_compact(node))
    if low is None or high is None:
        bound = low if low is not None else context.get("gt", context.get("ge", high))
        return each(_LEAST, label=label, low=_figure(bound), value=value)
    return each(_RANGE, label=label, low=_figure(low), high=_figure(high), unit=measured(here), value=value)


def _choice(here: Spot, label: Text, value: Any, allowed: list[str]) -> tuple[str, Text]:
    hint = near(str(value), allowed)
    return "HQ1205", each(_CHOICE, label=label, value=shown(value), hint=hint, allowed=listed(allowed))


def _branch(here: Spot, label: Text, node: Node | None) -> tuple[str, Text]:
    """Return the sentence of a distribution, or of a kind, that is not known."""
    key = "dist" if here.chance else str(here.tags)
    tag = node.child(key) if node else None
    models = [
        b for b in (get_args(m)[0] if get_args(m) else m for m in get_args(here.hint)) if hasattr(b, "model_fields")
    ]
    allowed = [str(get_args(m.model_fields[key].annotation)[0]) for m in models]
    if tag is None:
        return "HQ1202", each(
            _MISSING,
            label=Text(f"{label.zh} 的 {key}（{'、'.join(allowed)}）", f"{key} of {label.en} ({', '.join(allowed)})"),
        )
    return _choice(here, label, tag.value, allowed)


def _length(fault: Any, label: Text) -> Text:
    context = fault.get("ctx", {})
    if fault["type"] == "string_too_long":
        need = _CHARACTERS.fill(n=context.get("max_length"))
    elif fault["type"] == "too_long":
        need = _MOST.fill(n=context.get("max_length"))
    else:
        need = _ITEMS.fill(n=context.get("min_length"))
    return each(_LENGTH, label=label, expected=need)


def _wrong_type(here: Spot, node: Node | None, path: tuple[str | int, ...]) -> tuple[str, Text]:
    value = node.value if node else None
    if here.clock:
        return "HQ1209", each(_SAID["clock"][1], label=called(here, path), value=shown(value))
    hint = NOTHING
    numeric = here.hint in (int, float) or here.chance
    if numeric and isinstance(value, str) and (number := meant(value)):
        hint = _QUOTES if node and node.quoted and number == value else _MEANT.fill(number=number)
    elif here.hint is str and isinstance(value, int | float | bool):
        hint = _DIGITS
    elif here.hint is bool and isinstance(value, str) and value.lower() in ("yes", "true", "on", "是"):
        hint = _MEANT.fill(number="true")
    elif here.hint is bool and isinstance(value, str) and value.lower() in ("no", "false", "off", "否"):
        hint = _MEANT.fill(number="false")
    code = "HQ1210" if here.hint is not str and expected(here).en.startswith("a date") else "HQ1204"
    text = each(_TYPE, label=called(here, path), expected=expected(here), value=_quote(value), hint=hint)
    return code, text


def _quote(value: Any) -> Text:
    word = shown(value)
    return Text(f"文字“{word}”", f"the text “{word}”") if isinstance(value, str) else Text(word, word)


def called(here: Spot, path: tuple[str | int, ...]) -> Text:
    """Return the field's label with its key, so that both reader and editor find it."""
    key = shown(path[-1]) if path else "-"
    if path and isinstance(path[-1], int):
        named = [i for i, step in enumerate(path) if isinstance(step, str)]
        key = shown(path[named[-1]]) + "".join(f"[{i}]" for i in path[named[-1] + 1 :]) if named else key
    return Text(f"{here.label.zh}({key})", f"{here.label.en} ({key})") if here.label else Text(key, key)


def measured(here: Spot) -> Text:
    """Return the unit of a field as it is said in a sentence."""
    zh = {"yuan": "元", "m2": "㎡", "day": "天", "year": "年", "h": "小时", "min": "分钟", "s": "秒", "1": "",
          "point": "分", "week": "周", "1/year": "每年", "1/h": "每小时"}  # fmt: skip
    return Text(zh.get(here.unit, here.unit), "" if here.unit == "1" else here.unit)


def _figure(number: Any) -> Text:
    text = f"{number:,.10g}" if isinstance(number, int | float) else str(number)
    return Text(text, text)


def _compact(node: Node | None) -> Any:
    bare = node.bare() if node else None
    return "{" + ", ".join(f"{k}: {v}" for k, v in bare.items()) + "}" if isinstance(bare, dict) else bare


def _value(root: Node, path: tuple[str | int, ...]) -> Any:
    node: Node | None = root
    for step in path:
        node = node.child(step) if node else None
    return node.value if node else None
