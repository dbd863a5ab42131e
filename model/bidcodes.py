"""The codes of what is attached to bids: what each means and how to mend it, as `codes.CODES` takes them in."""

from .logcodes import Words

# fmt: off
BIDS: dict[str, Words] = {
    "HQ1320": (
        "附加条件不可能满足", "conditions that cannot be met",
        "报价的附加条件互相矛盾，或者要的单元多于能给它的单元：这份报价永远不能中标。",
        "The conditions of a bid contradict each other, or ask for more units than can be awarded: it never wins.",
        "核对 conditions 里的 least_units、most_units、with_bids 和 without_bids。",
        "Check least_units, most_units, with_bids and without_bids in `conditions`.",
    ),
    "HQ1321": (
        "参考价写得不对", "a reference that is no tariff",
        "参考价是公布的收费标准，不是企业报价：它的 vendor 只代表今后的中标人，没有企业才有的条件和资料。",
        "A reference is a published tariff, nobody's bid: its vendor stands for whoever wins the tender, no firm.",
        "给参考价单独起一个 vendor 名，写明 source，去掉只有企业报价才有的字段。",
        "Give it a vendor of its own, name its source, and take out what only a firm's bid can have.",
    ),
    "HQ1520": (
        "参考价用不上", "a reference that is never used",
        "参考价只用于没有企业报价的单元和模式；它的全部单元和模式都已有企业报价。",
        "A reference is offered only for units and modes that no firm bids for, and firms bid for all of its.",
        "有了报价就可以删去参考价；否则核对 units 和 modes。", "Delete it, or check its units and modes.",
    ),
}
# fmt: on
