"""What is said about tenders and rules, in both languages."""

from ..model.text import Text

SHARES = ("price_weight", "small_deduction", "joint_deduction", "bid_to_mean", "bid_to_next", "bid_to_ceiling")
"""Quantities that are shown in percent."""
FORM = Text("以劳务派遣的形式采购", "bought as labour dispatch")
LIMITS: dict[str, Text] = {
    "low": Text("不低于 {value}", "at least {value}"),
    "high": Text("不高于 {value}", "at most {value}"),
    "under": Text("小于 {value}", "below {value}"),
}
OUTCOME: dict[str, Text] = {
    "empty": Text("没有有效投标, 不能评出第一名", "no valid bid: nobody can be first"),
    "score": Text(
        "第一名：{name}, {total} 分, 按投标报价 {bid} 元付款", "first: {name}, {total} points, paid as bid: {bid} yuan"
    ),
    "lowest": Text(
        "第一名：{name}, 评审价 {evaluated} 元最低, 按投标报价 {bid} 元付款",
        "first: {name}, lowest evaluated price {evaluated} yuan, paid as bid: {bid} yuan",
    ),
    "bid": Text(
        "{name} 与 {other} 并列, 报价较低的 {name} 在前",
        "{name} and {other} are equal; {name} goes first with the lower bid",
    ),
    "technical": Text(
        "{name} 与 {other} 并列且报价相同, 技术得分较高的 {name} 在前",
        "{name} and {other} are equal with equal bids; {name} goes first with more technical points",
    ),
    "order": Text(
        "注意：{name} 与 {other} 的得分、报价和技术得分都相同, 此处只按文件里的次序；请按采购文件的规定确定",
        "note: {name} and {other} are equal in points, bids and technical points; only the order of the file puts one "
        "first. Decide as the tender documents say",
    ),
}
SAID: dict[str, Text] = {
    "is": Text("现为 {now}, 应{should}", "it is {now}, it should be {should}"),
    "out": Text("{name} 不参加排名：{why}", "{name} is not ranked: {why}"),
    "unread": Text("(条文待核实)", " (clause to be verified)"),
    "price": Text("价格", "price"),
    "technical": Text("技术", "technical"),
    "business": Text("商务", "business"),
    "span": Text(
        "{group}分的权重现为 {weight}, 在 {low} 至 {high} 之间第一名不变",
        "weight of {group}, now {weight}: the first stays first from {low} to {high}",
    ),
    "below": Text("；再低则为 {name}", "; below, {name}"),
    "above": Text("；再高则为 {name}", "; above, {name}"),
    "knife": Text(
        "{group}分的权重：未四舍五入的得分并不支持第一名, 结果取决于四舍五入或并列规则",
        "weight of {group}: points before rounding do not favour the first; rounding or the rule for ties decides",
    ),
    "cut": Text(
        "{name} 报价降到 {price} 元(再降 {cut} 元)就会是第一名",
        "{name} would be first with a bid of {price} yuan ({cut} yuan less)",
    ),
    "never": Text("{name} 无论怎样降价都不会是第一名", "{name} would not be first with any lower bid"),
    "agrees": Text("{method}：{order}, 第一名相同", "{method}: {order}; the same is first"),
    "level": Text("{method}：{order}, 第一名并列", "{method}: {order}; the first is not alone"),
    "differs": Text("{method}：{order}, 第一名不同", "{method}: {order}; another is first"),
    "missing": Text("未作多准则排序的对照：请安装 {how}", "no second opinion: {how}"),
    "breach": Text(
        "{severity} [{rule}] {said}。{text}。依据：{source}", "{severity} [{rule}] {said}. {text}. Source: {source}"
    ),
}
SEVERITY: dict[str, Text] = {"error": Text("不符", "breach"), "warning": Text("留意", "mind")}
TITLES: dict[str, Text] = {
    "firm": Text("结果有多稳", "How firm the result is"),
    "rounding": Text(
        "权重区间按未四舍五入的得分计算, 其余各组按比例增减；降价按全部评分规则逐分核对。",
        "Ranges are those of points before rounding, with the other groups in proportion; bids are checked to the fen "
        "by the rules themselves.",
    ),
    "second": Text("多准则排序的对照(不影响结果)", "Second opinions (they decide nothing)"),
    "checks": Text("规则核对", "Rules"),
    "kept": Text("按 {rules}, 未发现不符之处", "no breach of {rules} was found"),
    "reasons": Text("出局原因代码", "Reasons why a bidder is out"),
    "verified": Text("已看过条文", "clause read"),
    "unverified": Text("条文待核实", "clause to be verified"),
    "unread": Text(
        "“条文待核实”的规则是凭记忆写下的, 引用前须核对原文。",
        "Clauses to be verified were written from memory: read them before use.",
    ),
}
HEADS: dict[str, Text] = {
    "rank": Text("名次", "rank"),
    "bidder": Text("投标人", "bidder"),
    "bid": Text("报价(元)", "bid (yuan)"),
    "evaluated": Text("评审价(元)", "evaluated (yuan)"),
    "price": Text("价格分", "price"),
    "technical": Text("技术分", "technical"),
    "business": Text("商务分", "business"),
    "total": Text("总分", "total"),
    "rule": Text("规则", "rule"),
    "text": Text("内容", "what it says"),
    "basis": Text("依据", "source"),
}
