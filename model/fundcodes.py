"""The codes of funds: what each means and how to mend it, as `codes.CODES` takes them in."""

from .logcodes import Words

# fmt: off
FUNDS: dict[str, Words] = {
    "HQ1314": (
        "一项费用归两个资金", "a line belongs to two funds",
        "每项费用只能由一个资金支付，否则会算两次。"
        "写项目名是指不论付给谁，写类别名（如 staff、contract）是指该类的各项。",
        "Each line of money is paid by one fund, or it would count twice. The name of an item means it whoever is "
        "paid; the name of a class, such as staff or contract, means all items of that class.",
        "从其中一个资金的 lines 里删去，或改写类别。", "Take it out of one fund's lines, or name a class instead.",
    ),
}
# fmt: on
"""Code -> title, why and mend, each in Chinese and English."""
