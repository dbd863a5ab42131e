"""The sentences of `model.evidence`, by rule. Clauses of law are quoted from memory and say so."""

from .text import Text

TAKE_HOME = Text(
    "“{group}”的 {take:,.0f} 元是实发，“{vendor}”的 {wage:,.0f} 元是工资，口径不同，不能直接相比。"
    "换成同一口径，每人每月：单位用工成本 {cost:,.0f} 元（应发、单位社保、公积金、福利），"
    "合同价 {price:,.0f} 元（工资、保险、福利、管理费、税）。",
    "The {take:,.0f} yuan of “{group}” is take-home pay, the {wage:,.0f} yuan of “{vendor}” is a wage: they are not "
    "comparable. On one basis, per person and month: full employer cost {cost:,.0f} yuan (gross pay, employer's "
    "insurance, housing fund, welfare), contract price {price:,.0f} yuan (wage, insurance, welfare, fees, tax).",
)
UNSTATED_FEE = Text(
    "报价“{bid}”只有工资 {wage:,.0f} 元有出处；保险、福利、管理费、利润和税都是假设，"
    "占合同价 {price:,.0f} 元的 {share:.0%}。请以合同或发票核对。",
    "Of the bid “{bid}” only the wage of {wage:,.0f} yuan is documented; insurance, welfare, fees, profit and tax "
    "are assumed: {share:.0%} of the price of {price:,.0f} yuan. Check them against the contract or an invoice.",
)
FEWER_MACHINES = Text(
    "“{a}”设备比“{b}”少，人均面积却更大。人员熟练程度、场地、作业范围都不同，"
    "不能据此说设备没有用或有反作用；设备的作用由模拟按作业定额计算。",
    "“{a}” has fewer machines than “{b}” and more area per person. Skill, layout and scope differ as well, so this "
    "does not show that machines are useless or harmful; the simulation counts them by their rates.",
)
RETIRED = Text(
    "“{vendor}”人员 {low} 至 {high} 岁，有人已过退休年龄（女 {women}、男 {men}，待核实）："
    "这些人多为劳务关系，不缴社会保险，应投雇主责任险。按年龄均匀推算，超龄者占 {least:.0%} 至 {most:.0%}，"
    "本案取 {share:.0%}；价格低的一部分由此而来。",
    "The people of “{vendor}” are {low} to {high} years old, some past retirement age (women {women}, men {men}; to "
    "be verified): a service relation without social insurance, employer's liability insurance instead. With evenly "
    "spread ages {least:.0%} to {most:.0%} are past it; the case takes {share:.0%}. Part of the low price comes from "
    "this.",
)
DISPATCHED = Text(
    "{names} 今天的合同是劳务派遣。政府购买服务不得用于劳务派遣（财政部令第 102 号，待核实）。{rule}"
    "派遣用工占 {share:.0%}，{cap} 10 % 的上限（劳务派遣暂行规定；是否适用于机关待核实）。",
    "Today's contract is labour dispatch: {names}. Purchased government services may not be labour dispatch (Order "
    "102 of the Ministry of Finance, to be verified). {rule}Dispatched people are {share:.0%} of the workforce, {cap} "
    "the cap of 10 % (Interim Provisions on Labour Dispatch; whether it covers government bodies is to be verified).",
)
BARRED = Text(
    "本案照此排除派遣，今天的合同不能照旧续签；同一企业改签服务合同，今天这些人每年多付 {change:,.0f} 元。",
    "The case bars dispatch accordingly, so that today's contract cannot be renewed as it is; under a service contract "
    "with the same firm today's people cost {change:,.0f} yuan more a year. ",
)
ALLOWED = Text(
    "本案没有作为硬性规定（policy.no_dispatch）。", "The case does not make this a hard rule (policy.no_dispatch). "
)
ABOVE, BELOW = Text("超过", "above"), Text("未超过", "not above")
MINIMUM = Text(
    "{names} 的工资不高于最低工资 {floor:,.0f} 元，最低工资一调，合同就要重新计价："
    "若到 {higher:,.0f} 元，今天的 {heads} 人仅工资一项每年多 {rise:,.0f} 元，保险、管理费、税另加。",
    "Wages that do not exceed the minimum wage of {floor:,.0f} yuan: {names}. A rise reprices the contract: at "
    "{higher:,.0f} yuan the wages alone of today's {heads} people cost {rise:,.0f} yuan more a year; insurance, fees "
    "and tax come on top.",
)
UNSTATED_WAGE = Text(
    "“{unit}”里“{vendor}”{others} 人的工资没有出处，{wage:,.0f} 元是假设；"
    "工资合计 {total:,.0f} 元因此也是推算，若与其余人同酬则为 {equal:,.0f} 元。",
    "The pay of the {others} people of “{vendor}” in “{unit}” is not documented; {wage:,.0f} yuan is assumed, so that "
    "the wage bill of {total:,.0f} yuan is an estimate. At the pay of the others it would be {equal:,.0f} yuan.",
)
PROTECTED = Text(
    "“{group}”{heads} 人不辞退，无论是否外包都要发工资，每年 {bill:,.0f} 元。节省只能随人员离开逐步实现："
    "到第 {years} 年最多离开 {gone} 人，至少还有 {left} 人、每年 {rest:,.0f} 元。",
    "The {heads} people of “{group}” are not dismissed and are paid whether or not the work is outsourced: {bill:,.0f} "
    "yuan a year. Savings come only as they leave: at most {gone} by year {years}; at least {left} remain, "
    "{rest:,.0f} yuan a year.",
)
MISCOUNTED = Text(
    "资料“{source}”列出的{what}有 {listed} 项，自己说是 {stated} 项，差 {gap} 项。本案只按列名的计算，没有替它补齐。",
    "The source “{source}” lists {listed} of {what} and says there are {stated}, {gap} apart. The case holds what is "
    "listed; nothing was made up.",
)
MULTIPLIED = Text(
    "资料“{source}”说{what}到了原来的 {times:g} 倍（翻番 {doubled:.2g} 次），自己的两个数 {before:,.0f} 和 "
    "{after:,.0f} 合 {ratio:.2f} 倍（翻番 {doublings:.2f} 次）。",
    "The source “{source}” says that {what} rose {times:g} times ({doubled:.2g} doublings); its own figures, "
    "{before:,.0f} and {after:,.0f}, make {ratio:.2f} times ({doublings:.2f} doublings).",
)
IMPLIED = Text(
    "资料“{source}”给出{what}的金额 {amount:,.0f} 元和比例 {share:.0%}，没有给出原来的数："
    "两个数都准时，原来是 {base:,.0f} 元。{loose}",
    "Of {what} the source “{source}” gives a sum of {amount:,.0f} yuan and a share of {share:.0%}, but not what it was "
    "before: {base:,.0f} yuan, if both are exact. {loose}",
)
LOOSE = Text(
    "原文用的是“约”“近”“余”“以上”之类的说法，只能当区间看，不宜当作一个点。",
    "They are given as “about”, “over” or “nearly”: ranges, not points.",
)
UNLIKE = Text(
    "资料“{source}”说{what}由 {before:g}（{before_of}）到 {after:g}（{after_of}）："
    "先后量的不是一样东西，相减没有意义。",
    "The source “{source}” says that {what} went from {before:g} ({before_of}) to {after:g} ({after_of}): not the "
    "same thing was measured, and the difference means nothing.",
)
COVERED = Text(
    "资料“{source}”说的{what}每年 {amount:,.0f} 元只含{covers}，不是全部收支，不能与本案的总费用直接相比。{loose}",
    "The {amount:,.0f} yuan a year that the source “{source}” states of {what} cover {covers} only: not all that is "
    "paid, and not comparable with the totals here. {loose}",
)
HEADED = Text(
    "资料“{source}”在“{what}”之下印出的小标题是 {printed}。{lacking}{again}",
    "Below “{what}” the source “{source}” prints the headings {printed}. {lacking}{again}",
)
LACKING = Text(
    "缺 {numbers}：那里写了什么无从知道，本案没有替它补写，按原文下的结论可能不全。",
    "Missing: {numbers}. What stood there is unknown and was not made up; conclusions from it may be incomplete. ",
)
AGAIN = Text(
    "{numbers} 印了不止一遍：同一段话只算一次，不能当作两处都这样说。",
    "Printed more than once: {numbers}. The same passage counts once; it is no second witness. ",
)
