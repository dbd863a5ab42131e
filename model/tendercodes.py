"""The codes of tender files and rule packs: what each means and how to mend it, as `codes.CODES` takes them in."""

from .logcodes import Words

# fmt: off
TENDERS: dict[str, Words] = {
    "HQ1801": (
        "各项分值之和不是 100", "points that do not add up to 100",
        "综合评分法的总分是 100 分：price_points（价格分）与 criteria 各项 points（满分）之和必须正好是 100。",
        "A comprehensive score is out of 100: `price_points` and the `points` of all criteria add up to exactly 100.",
        "核对采购文件里的评分表。", "Check the scoring table of the tender documents.",
    ),
    "HQ1802": (
        "缺少评分", "a score is missing",
        "没有出局的投标人在每一项评审因素上都要有分，0 分也要写。",
        "A bidder that is not out has points for every criterion, zeros included.",
        "补上分数，或在 out 里写明出局的原因。", "Add the points, or name in `out` why the bidder is out.",
    ),
    "HQ1803": (
        "得分超过满分", "more points than there are",
        "某位专家给的分高于该项的满分。",
        "An expert gave more than the criterion's maximum.",
        "核对评分表和该项的 points。", "Check the score sheet and the `points` of the criterion.",
    ),
    "HQ1804": (
        "专家人数不一致", "numbers of experts that differ",
        "同一评审因素，各投标人须由同样多的专家打分；只写一个数则是已平均的分。",
        "All bidders are scored by the same number of experts on a criterion; a single number is an average already.",
        "补齐缺少的分数。", "Add the scores that are missing.",
    ),
    "HQ1805": (
        "规则的界限不完整或不相容", "limits of a rule that are missing or contradict each other",
        "写了 quantity 的规则须有 low、high 或 under；下限不能大于上限。没有 quantity 的规则只是说明，不能有界限。",
        "A rule with `quantity` has `low`, `high` or `under`, and the lower limit does not exceed the upper. "
        "One without it only informs and has no limits.",
        "核对界限。", "Check the limits.",
    ),
}
# fmt: on
"""Code -> title, why and mend, each in Chinese and English."""
