"""Sentences of the report and the terminal summary that carry figures, in both languages."""

from ..model.text import Text

SENTENCES: dict[str, Text] = {
    "total": Text(
        "{years} 年合计 {value} 万元(现值)。照现在的做法继续是 {today} 万元。",
        "{years} years cost {value} thousand yuan (present value). Going on as today would cost {today}.",
    ),
    "total_only": Text(
        "{years} 年合计 {value} 万元(现值)。", "{years} years cost {value} thousand yuan (present value)."
    ),
    "saves": Text(
        "比现状省 {amount} 万元, {confidence} 区间为省 {low} 至 {high} 万元(随今后工资和物价的走势)。",
        "It saves {amount} thousand yuan; {confidence} interval: saves {low} to {high} (over futures "
        "of wages and prices).",
    ),
    "costs": Text(
        "比现状多花 {amount} 万元, {confidence} 区间为多花 {low} 至 {high} 万元(随今后工资和物价的走势)。",
        "It costs {amount} thousand yuan more; {confidence} interval: {low} to {high} more (over "
        "futures of wages and prices).",
    ),
    "open": Text(
        "与现状相差 {amount} 万元(负数为省), {confidence} 区间 {low} 至 {high} 万元: 是省是费尚不能断言。",
        "The difference from today is {amount} thousand yuan (negative saves); {confidence} interval {low} to {high}: "
        "whether it saves cannot be claimed.",
    ),
    "exact_best": Text(
        "在模拟过的配置中没有更便宜的方案: 下界按所存乘子用整数重新计算过, 与方案分毫不差。",
        "No plan made of the settings simulated is cheaper: the bound was recomputed in whole numbers from stored "
        "prices, and it is the plan's value to the fen.",
    ),
    "exact_near": Text(
        "在模拟过的配置中, 方案最多只差 {gap}: 下界 {bound} 万元按所存乘子用整数重新计算过。",
        "Among plans made of the settings simulated this one is at most {gap} above the best: the bound of {bound} "
        "thousand yuan was recomputed in whole numbers from stored prices.",
    ),
    "short": Text(
        "单元共 {all} 个, 以下逐个说明的只有费用最高的 {n} 个; 其余见 result.json 和 tables 目录。合计包括全部单元。",
        "Of {all} units the {n} that cost most are told one by one; the others stand in result.json and the folder "
        "tables. Sums are those of all units.",
    ),
    "people": Text(
        "在职人员 {before} 人, 各年在册 {path} 人; {years} 年内退休 {retire}、自愿离岗 {exit}、"
        "转岗或回原单位 {redeploy}、辞退或合同不续 {dismiss}、新增 {recruit}。",
        "Of {before} staff in post {path} are there year by year; over {years} years {retire} retire, {exit} leave by "
        "agreement, {redeploy} move to vacancies or go back, {dismiss} are dismissed or not renewed, {recruit} added.",
    ),
    "bound_proven": Text(
        "在本模型内, 满足全部标准的任何方案都不低于 {bound} 万元(已证明), 所以本方案最多只差 {gap}。",
        "Within this model no plan that meets all standards costs less than {bound} thousand yuan (proven): "
        "this plan is at most {gap} above the best.",
    ),
    "bound_tested": Text(
        "在本模型内, 满足全部标准的方案估计都不低于 {bound} 万元(依据经检验但未证明的单调性), 本方案最多约差 {gap}。",
        "Within this model no plan that meets all standards is expected to cost less than {bound} "
        "thousand yuan (the bound "
        "rests on monotonicity that was tested, not proven): this plan is at most about {gap} above the best.",
    ),
    "bound_contrary": Text(
        "在本模型内, 满足全部标准的方案估计都不低于 {bound} 万元, 本方案最多约差 {gap}; "
        "这一估计所依据的单调性在检验中有 {pairs} 对配置不成立, 只供参考。",
        "Within this model no plan that meets all standards is expected to cost less than {bound} "
        "thousand yuan: this plan is at most about {gap} above the best. The monotonicity on which that rests failed "
        "for {pairs} of the pairs of settings compared: take it as an indication.",
    ),
    "bound_spent": Text(
        "这一差距是扣除餐费收入以后净支出的比例; 占未扣收入的支出 {spent} 万元的 {gap}。",
        "That is a share of the net cost, after ticket income; of the {spent} thousand yuan spent before it is {gap}.",
    ),
    "bound_seen": Text(
        "其中假定了最有利的收入和用量; 若没有配置在这上面好过已模拟过的, 下界是 {bound} 万元, 最多只差 {gap}。",
        "That supposes the most favourable income and quantities; if no setting does better in these than those "
        "simulated, the bound is {bound} thousand yuan, and the plan at most {gap} above.",
    ),
    "today_way": Text("{unit}({option})", "{unit} ({option})"),
    "today_barred": Text(
        "以下单元若保持现在的做法, 就没有符合全部规则的方案: {ways}; 上面的差额包含这些改变。",
        "No plan obeys all rules where these units keep today's way: {ways}; the difference includes these changes.",
    ),
    "today_short": Text(
        "现状在同样的检验下没有(或不能断言)达到: {names}; 两者的质量并不相同。",
        "In the same test today's way does not meet, or cannot be said to meet: {names}. The two differ in quality.",
    ),
    "price": Text(
        "{unit}: {option} 现在贵 {extra} 万元; 若其价格每岗每月再低 {price} 元, 就与所选方案持平。",
        "{unit}: {option} costs {extra} thousand yuan more; it draws level if its price falls by "
        "{price} yuan per post and month.",
    ),
    "never": Text(
        "{unit}: {option} 贵 {extra} 万元, 降价也不能持平。",
        "{unit}: {option} costs {extra} thousand yuan more, and no price makes it draw level.",
    ),
    "barred": Text("{unit}: {option} 不能满足全部规则。", "{unit}: {option} cannot satisfy all rules."),
    "rule": Text(
        "规则「{rule}」每年的代价约 {price} 万元。",
        "The rule '{rule}' costs about {price} thousand yuan a year.",
    ),
    "fact": Text(
        "{site}: {posts} 人(在职人员 {staff} 人), 按资料所述工资一年 {bill} 元, 除以 {area} ㎡ = "
        "{rate} 元/㎡; 人均 {each} ㎡。",
        "{site}: {posts} people ({staff} staff in post), wages as stated {bill} yuan a year, over {area} ㎡ = {rate} "
        "yuan per ㎡; {each} ㎡ per person.",
    ),
    "brief": Text(
        "单元多, 没有逐一重解其他做法和规则的代价; 要问时: houqin why --not 企业或模式, houqin why --rule 规则。",
        "There are many units: other ways and the price of rules were not solved for one by one. To ask: "
        "houqin why --not VENDOR|MODE, houqin why --rule NAME.",
    ),
    "traps": Text(
        "数据里有 {n} 处容易误读的地方, 见「数据中的陷阱」。",
        "{n} points in the data are easily misread: see 'Traps in the data'.",
    ),
    "conflict": Text("下列规则不能同时满足: {rules}。", "These rules cannot hold together: {rules}."),
    "minimal": Text(
        "已证明: 去掉其中任何一条, 其余就能同时满足。", "Proven minimal: without any one of them the others can hold."
    ),
    "engines_same": Text(
        "两套独立的模拟程序逐个事件一致(抽查 {n} 次重复, 快速程序共 {m} 次)。",
        "Two independent simulators agreed event by event (sample of {n} replications; {m} in the fast one).",
    ),
    "engines_differ": Text(
        "两套独立的模拟程序结果不一致, 本报告不可使用。",
        "The two independent simulators disagreed: do not use this report.",
    ),
    "attempts": Text(
        "验证共 {n} 次尝试, 误差概率已分摊到每一次。",
        "{n} attempts at certification, each with its share of the error.",
    ),
    "joint": Text(
        "全新随机数下的估计和联合置信限: 所有下限同时成立的概率不低于 {confidence}。",
        "Estimates on fresh random numbers, with joint limits: all lower limits hold together with "
        "probability {confidence}.",
    ),
    "level": Text("重新模拟的结果: {items}。", "simulated afresh: {items}."),
    "shape": Text("{name}: {items}。", "{name}: {items}."),
    "roster_saves": Text(
        "开放安排和班次一起定, 随之而变的费用每年 {joint} 万元; 先定开放安排再排班是 {apart} 万元: "
        "一起定每年省 {saving} 万元。",
        "Opening hours and shifts planned at once cost {joint} thousand yuan a year (what depends on them), one "
        "after the other {apart}: at once saves {saving} a year.",
    ),
    "roster_same": Text(
        "开放安排和班次一起定与先定开放安排再排班同价, 随之而变的费用每年 {joint} 万元。",
        "Opening hours and shifts planned at once cost what they cost one after the other, {joint} thousand yuan a "
        "year (what depends on them).",
    ),
    "took_mean": Text("平均 {value}", "mean {value}"),
    "took_p50": Text("一半不超过 {value}", "half within {value}"),
    "took_p90": Text("90 % 不超过 {value}", "90 % within {value}"),
    "took_p95": Text("95 % 不超过 {value}", "95 % within {value}"),
    "each": Text(
        "{option}, 每{one}{what} {cost} 元(一年约 {quantity} {one}, {net} 万元)",
        "{option}: {what} {cost} yuan a {one} (about {quantity} a year, {net} thousand yuan)",
    ),
    "each_other": Text("{said}; 其他模式中最省的: {others}", "{said}; the cheapest of the other modes: {others}"),
    "each_price": Text("{option} {cost} 元", "{option} {cost} yuan"),
    "each_more": Text(
        "{option} {cost} 元(不含因此闲下来的在职人员, 整个方案反而多花 {extra} 万元)",
        "{option} {cost} yuan (without staff in post left idle by it: the whole plan costs {extra} thousand yuan more)",
    ),
    "net_each": Text("每{one}净支出(元)", "net cost a {one} (yuan)"),
    "per_year": Text("一年{one}数", "{one}s a year"),
    "level_each": Text("持平单价(元/{one})", "break-even price (yuan a {one})"),
    "level_price": Text(
        "{unit}: {option} 现在贵 {extra} 万元; 若其「{flow}」单价降到 {price} 元, 就与所选方案持平。",
        "{unit}: {option} costs {extra} thousand yuan more; it draws level at {price} yuan a {one}.",
    ),
    "switch_saves": Text(
        "{name}划算: 不用 {off} 万元, 用 {on} 万元({years} 年现值), 省 {amount} 万元"
        "({confidence} 区间 {low} 至 {high}); 本方案取 {level}。",
        "{name} pays: without {off}, with {on} thousand yuan (present value of {years} years), {amount} less "
        "({confidence} interval {low} to {high}). The plan has {level}.",
    ),
    "switch_costs": Text(
        "{name}不划算: 不用 {off} 万元, 用 {on} 万元({years} 年现值), 多花 {amount} 万元"
        "({confidence} 区间 {low} 至 {high}); 本方案取 {level}。",
        "{name} does not pay: without {off}, with {on} thousand yuan (present value of {years} years), {amount} more "
        "({confidence} interval {low} to {high}). The plan has {level}.",
    ),
    "switch_open": Text(
        "{name}是否划算不能断言: 不用 {off} 万元, 用 {on} 万元({years} 年现值), 相差 {amount} 万元(负数为省; "
        "{confidence} 区间 {low} 至 {high}); 本方案取 {level}。",
        "whether {name} pays cannot be claimed: without {off}, with {on} thousand yuan (present value of {years} "
        "years), difference {amount} (negative saves; {confidence} interval {low} to {high}). The plan has {level}.",
    ),
    "switch_same": Text(
        "{name}不改变费用, 用不用都是 {on} 万元({years} 年现值); 本方案取 {level}。",
        "{name} changes no cost: {on} thousand yuan (present value of {years} years) with and without. "
        "The plan has {level}.",
    ),
    "switch_needed": Text(
        "不用{name}就没有可行方案; 用它是 {on} 万元({years} 年现值), 本方案取 {level}。",
        "without {name} there is no feasible plan; with it {on} thousand yuan (present value of {years} "
        "years). The plan has {level}.",
    ),
    "switch_barred": Text(
        "用{name}没有可行方案; 不用它是 {off} 万元({years} 年现值)。",
        "with {name} there is no feasible plan; without it {off} thousand yuan (present value of {years} years).",
    ),
    "pair_saves": Text(
        "在同样的 {days} 个新样本上成对比较, {name}一年省 {amount} 万元(95% 区间 {limits}, 按第一年价格)。",
        "On the same {days} fresh samples, {name} saves {amount} thousand yuan a year (95% interval {limits}, "
        "first-year prices).",
    ),
    "pair_costs": Text(
        "在同样的 {days} 个新样本上成对比较, {name}一年多花 {amount} 万元(95% 区间 {limits}, 按第一年价格)。",
        "On the same {days} fresh samples, {name} costs {amount} thousand yuan more a year (95% interval {limits}, "
        "first-year prices).",
    ),
    "pair_open": Text(
        "在同样的 {days} 个新样本上成对比较, {name}一年的差额为 {amount} 万元(95% 区间 {limits}, 负数为省), 不能断言。",
        "On the same {days} fresh samples, {name} makes a difference of {amount} thousand yuan a year (95% interval "
        "{limits}, negative saves): nothing can be claimed.",
    ),
    "pair_needs": Text("由不用到用: {items}。", "From without to with: {items}."),
    "pair_from": Text("{name} {off} → {on}", "{name} {off} → {on}"),
    "pair_posts": Text("岗位", "posts"),
    "payback": Text(
        "{name}要先花 {invested} 万元, {span} 年回本须每年省 {need} 万元; 模型里每年省 {saved} 万元, {years} 年回本。",
        "{name} takes {invested} thousand yuan first; to pay back in {span} years it must save {need} a year; in the "
        "model it saves {saved} a year and pays back in {years} years.",
    ),
    "payback_never": Text(
        "{name}要先花 {invested} 万元, {span} 年回本须每年省 {need} 万元; 模型里它每年反多花 {saved} 万元, 收不回来。",
        "{name} takes {invested} thousand yuan first; to pay back in {span} years it must save {need} a year; in the "
        "model it costs {saved} more a year and never pays back.",
    ),
    "survey": Text(
        "「满意率不低于 {claim}」({name}, 收回 {returned} 份): {readings}。{all_}",
        "'At least {claim} satisfied' ({name}, {returned} forms returned): {readings}. {all_}",
    ),
    "survey_read": Text(
        "{reading}为 {share}, 95 % 区间 {low} 至 {high}, {verdict}",
        "{reading} {share}, 95 % interval {low} to {high}, {verdict}",
    ),
    "survey_none": Text("没有收回问卷, 什么也不能断言", "no form came back, nothing can be claimed"),
    "claim_proven": Text("可以断言", "proven"),
    "claim_needs": Text(
        "不能断言(比例不变时至少要 {needed} 份)", "not proven (at this share it takes at least {needed} forms)"
    ),
    "claim_many": Text(
        "不能断言(比例不变时要的份数多到不可行)", "not proven (at this share it takes more forms than can be had)"
    ),
    "claim_never": Text(
        "不能断言(按这个比例, 多少份都不能)", "not proven (at this share no number of forms proves it)"
    ),
    "survey_all": Text(
        "要断言不低于 {claim}, 全部满意也至少要 {n} 份。", "To prove {claim}, all satisfied, takes at least {n} forms."
    ),
}
