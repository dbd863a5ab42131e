"""The codes of people in post: what each means and how to mend it, as `codes.CODES` takes them in."""

Words = tuple[str, str, str, str, str, str]

# fmt: off
PEOPLE: dict[str, Words] = {
    "HQ1307": (
        "年数或人数对不上", "years or heads that do not add up",
        "逐年的列表要与规划年数相配；退休人数之和不能超过在编人数。",
        "Lists by year must fit the horizon; retirements may not exceed the headcount.",
        "改列表或 horizon.years。", "Change the list or horizon.years.",
    ),
    "HQ1308": (
        "缺少自聘人员的条件", "no terms of hiring",
        "允许自我保障的单元需要 hiring：自聘人员的工资和效率。",
        "A unit that may be in-house needs `hiring`: pay and productivity of hired people.",
        "补上 hiring，或从 modes 里去掉 in_house。", "Add `hiring`, or take in_house out of `modes`.",
    ),
    "HQ1309": (
        "同岗的在职人员效率不同", "staff who work side by side differ",
        "可以在同一单元上岗的各组在职人员按一个团队模拟，conduct 必须相同。",
        "Groups that may fill the posts of one unit are simulated as one team; their conduct must be equal.",
        "统一 conduct，或分到不同单元。", "Make the conduct equal, or let them work in different units.",
    ),
    "HQ1505": (
        "在职职工缺少技能", "people in post lack a skill",
        "单元的 skills 是其岗位对在职职工的要求；缺少其中任何一项的组，除非写了 training（再培训），不在那里上岗。",
        "A unit's `skills` are asked of staff in post; a group that lacks any of them works there only if retrained.",
        "补上组的 skills 或 training；确实如此则不用改，这只是提醒。",
        "Add the group's `skills` or `training`; if it is so, leave it: this is a warning only.",
    ),
}
# fmt: on
"""Code -> title, why and mend, each in Chinese and English."""
