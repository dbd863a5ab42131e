"""The codes of doubts: what is legal and most likely not meant, as `codes.CODES` takes them in."""

from .logcodes import Words

# fmt: off
DOUBTS: dict[str, Words] = {
    "HQ1501": (
        "面积对不上", "areas that differ",
        "各区域面积合计与办公区面积相差超过 1%。结果仍会计算，但单位面积成本会有偏差。",
        "The zones and the site differ by more than 1 %. The case is computed, but costs per area are off.",
        "核对两处面积。", "Check both areas.",
    ),
    "HQ1502": (
        "数字不同寻常", "an unusual number",
        "数字合法，但超出此类数据的常见范围；多半是单位写错（元和万元、月和年、百分数和小数、分钟和小时）。",
        "The number is legal and outside what is usual; most often a unit was mixed up.",
        "核对单位；确实如此则不用改，这只是提醒。", "Check the unit; if it is right, leave it: this is a warning only.",
    ),
    "HQ1503": (
        "例外没有出处", "an exception without a source",
        "规则启用时，个别单元另行决定的（适用或不适用），应写明依据，否则报告里只能标为假设。",
        "Where a rule is on, a unit that is decided otherwise should say on what ground; else it is an assumption.",
        "在该单元写 source，或 cited: {{shared: 代号}}。", "Give the unit a `source`, or `cited: {{shared: id}}`.",
    ),
    "HQ1504": (
        "规则没有对象", "a rule that touches nothing",
        "规则启用了，但本案没有它管得到的单元、人员或报价，写与不写一样；多半是漏填了它所看的字段。",
        "The rule is on and the case has no unit, people or bid for it; most often a field it looks at is missing.",
        "补上字段，或把规则写成 off。", "State the field, or turn the rule off.",
    ),
}
# fmt: on
