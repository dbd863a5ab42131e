"""Every phrase of the report and the terminal summary, in both languages."""

from ..model.text import Lang, Text


def phrases(lang: Lang) -> dict[str, str]:
    """Return the fixed phrases in `lang` by key, for the template."""
    return {key: text.say(lang) for key, text in PHRASES.items()}


STATUS: dict[str, Text] = {
    "certified": Text(
        "已验证: 用全新的随机数重新模拟, 每一项质量标准都达到",
        "certified: simulated afresh with new random numbers, every quality standard is met",
    ),
    "marginal": Text(
        "临界: 重新模拟后至少有一项标准的置信区间跨过目标, 不能断言达标",
        "marginal: for at least one standard the confidence interval straddles the target; it cannot be claimed as met",
    ),
    "failed": Text(
        "未通过: 重新模拟后至少有一项标准达不到, 此方案不能照办",
        "failed: at least one standard is not met when simulated afresh; do not carry out this plan",
    ),
    "infeasible": Text(
        "无可行方案: 硬性规则互相矛盾, 没有方案能同时满足",
        "infeasible: the hard rules contradict each other; no plan satisfies them all",
    ),
    "limit": Text(
        "到达限制: 时间或精度限制使计算提前停止, 结果不完整",
        "limit: a limit of time or precision stopped the work; the result is incomplete",
    ),
    "cancelled": Text("已中断: 结果不完整", "cancelled: the result is incomplete"),
}

SHORT: dict[str, Text] = {
    "certified": Text("已验证", "certified"),
    "marginal": Text("临界", "marginal"),
    "failed": Text("未通过", "failed"),
    "reported": Text("仅报告", "reported only"),
    "infeasible": Text("无可行方案", "infeasible"),
    "limit": Text("到达限制", "limit reached"),
    "cancelled": Text("已中断", "cancelled"),
}

STATES: dict[str, Text] = {
    "hard": Text("必须遵守", "hard"),
    "soft": Text("尽量遵守", "soft"),
    "off": Text("不适用", "off"),
}

KINDS: dict[str, Text] = {
    "source": Text("原始资料", "source"),
    "derived": Text("由资料推算", "derived"),
    "published": Text("公开发表", "published"),
    "public": Text("公开信息", "public"),
    "unverified": Text("未核实", "unverified"),
    "assumption": Text("假设", "assumption"),
    "default": Text("程序默认(假设)", "program default (assumption)"),
}

UNITS: dict[str, Text] = {
    "1": Text("", ""),
    "yuan": Text("元", "yuan"),
    "m2": Text("㎡", "㎡"),
    "s": Text("秒", "s"),
    "min": Text("分钟", "min"),
    "h": Text("小时", "h"),
    "day": Text("天", "days"),
    "week": Text("周", "weeks"),
    "year": Text("年", "years"),
    "point": Text("分", "points"),
    "1/h": Text("/小时", "/h"),
    "1/year": Text("/年", "/year"),
    "1/1000m2/h": Text("件/千㎡·小时", "/1000 ㎡·h"),
}

BLOCKS: dict[str, Text] = {
    "staff": Text("在职人员上岗", "staff in post, working"),
    "stranded": Text("在职人员无岗", "staff in post, idle"),
    "pay": Text("工资", "pay"),
    "insurance": Text("社保公积金等", "insurance and housing fund"),
    "welfare": Text("福利物料", "welfare and consumables"),
    "machines": Text("设备", "machines"),
    "margin": Text("管理费利润", "vendor's overhead and profit"),
    "tax": Text("税", "tax"),
    "control": Text("监管", "supervision"),
    "other": Text("其他", "other"),
}

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
    "bound_proven": Text(
        "在本模型内, 满足全部标准的任何方案都不低于 {bound} 万元(已证明), 所以本方案最多只差 {gap}。",
        "Within this model no plan that meets all standards costs less than {bound} thousand yuan (proven): "
        "this plan is at most {gap} above the best.",
    ),
    "bound_tested": Text(
        "在本模型内, 满足全部标准的方案估计都不低于 {bound} 万元(依据经检验但未证明的单调性), 本方案最多约差 {gap}。",
        "Within this model no plan that meets all standards is expected to cost less than {bound} x "
        "thousand yuan (the bound "
        "rests on monotonicity that was tested, not proven): this plan is at most about {gap} above the best.",
    ),
    "today_barred": Text(
        "{unit} 现在的做法({option})不符合全部规则, 不能照旧继续; 上面的差额包含这一改变。",
        "{unit}: today's way ({option}) does not satisfy all rules and cannot go on; the difference "
        "includes this change.",
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
    "percentiles": Text(
        "{unit}: {name}, 一半不超过 {half}, 95 % 不超过 {most}",
        "{unit}: {name}, half within {half}, 95 % within {most}",
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
}

PHRASES: dict[str, Text] = {
    "report": Text("后勤保障方案报告", "Plan for support services"),
    "scenario": Text("场景", "scenario"),
    "what": Text("一、怎么做", "1. What to do"),
    "cost": Text("二、花多少钱", "2. What it costs"),
    "turns": Text("三、什么会改变这个结论", "3. What would change this answer"),
    "turns_short": Text("什么会改变这个结论", "What would change this answer"),
    "build": Text("四、各种做法的成本构成(同一口径)", "4. Cost build-up of each mode, like for like"),
    "build_note": Text(
        "第一年、不变价、每平方米每年, 按满足全部标准的最省人员配置(或现状配置)计算; "
        "包括在职人员照付的工资, 不含一次性费用。",
        "First year, constant prices, per square metre and year, at the cheapest staffing that meets all standards (or "
        "today's); it includes staff in post, who are paid in any case, and leaves one-off payments out.",
    ),
    "quality": Text("五、人员与质量", "5. Staffing and quality"),
    "quality_note": Text(
        "圆点是搜索时模拟过的配置(蓝色为选定的做法, 灰色为其他做法; 误差线为约 95% 区间), "
        "菱形是选定的配置, 方块是现状, 虚线是标准。"
        "搜索值只用来挑选; 能否达标以「质量验证」为准。",
        "Circles are settings simulated in the search (blue: the chosen option, grey: others; bars: "
        "about 95 %), the diamond is the chosen "
        "one, the square is today, the "
        "dashed line is the standard. Search values only choose; whether a standard is met is said "
        "under 'Certificates'.",
    ),
    "staffing": Text("六、逐年人员安排", "6. Staffing year by year"),
    "certificates": Text("七、质量验证", "7. Certificates"),
    "gaps": Text("三种差距(分开列出, 从不合并)", "Three gaps, printed separately and never merged"),
    "rules": Text("八、规则", "8. Rules"),
    "traps_head": Text("九、数据中的陷阱", "9. Traps in the data"),
    "hand": Text("十、可以手算核对的数字", "10. Figures to check by hand"),
    "assumptions": Text("十一、每个数字的出处", "11. Where each number comes from"),
    "assumptions_note": Text(
        "标「假设」的数字不是资料给出的, 使用前请核实或替换。",
        "Numbers marked 'assumption' are not in any source: check or replace them before use.",
    ),
    "provenance": Text("十二、如何重做本报告", "12. How to reproduce this report"),
    "unit": Text("单元", "unit"),
    "site": Text("地点", "site"),
    "now": Text("现在", "today"),
    "then": Text("建议", "recommended"),
    "posts": Text("岗位数", "posts"),
    "of_staff": Text("其中在职人员", "of which staff in post"),
    "machines": Text("设备", "machines"),
    "actions": Text("买卖设备", "machines bought or sold"),
    "roster": Text("第一年排班", "roster of the first year"),
    "in_house": Text("自有人员", "own people"),
    "buy": Text("购", "buy "),
    "sell": Text("售", "sell "),
    "lease": Text("租", "lease "),
    "change": Text("变化", "change"),
    "year": Text("年度", "year"),
    "total": Text("合计", "total"),
    "plan": Text("本方案", "this plan"),
    "today": Text("照现状继续", "as today"),
    "difference": Text("差额", "difference"),
    "wan": Text("万元", "thousand yuan"),
    "yuan": Text("元", "yuan"),
    "by_item": Text("分项合计(各年当年价之和, 未折现)", "By item, all years together, nominal"),
    "item": Text("费用项目", "item"),
    "present": Text("现值", "present value"),
    "option": Text("做法", "option"),
    "per_m2": Text("元/㎡·年", "yuan per ㎡ and year"),
    "chosen": Text("选定", "chosen"),
    "short": Text("未达标", "standards not met"),
    "working": Text("在职人员上岗", "staff in post, working"),
    "other_team": Text("对方或聘用人员", "other team"),
    "stranded": Text("在册未上岗", "staff in post without a post"),
    "group": Text("人员", "group"),
    "stay": Text("在册", "in post"),
    "retire": Text("退休", "retire"),
    "exit": Text("自愿离岗", "leave"),
    "redeploy": Text("转岗", "redeployed"),
    "dismiss": Text("辞退", "dismissed"),
    "recruit": Text("新增", "recruited"),
    "stranded_cost": Text("未上岗人员工资(万元)", "pay without a post (thousand yuan)"),
    "heads": Text("人", "heads"),
    "measure": Text("指标", "measure"),
    "target": Text("标准", "target"),
    "estimate": Text("估计", "estimate"),
    "lower": Text("下限", "lower limit"),
    "upper": Text("上限", "upper limit"),
    "status": Text("结论", "status"),
    "replications": Text("模拟天数", "days simulated"),
    "today_certificate": Text("现状的同一检验", "The same test for today's way"),
    "solver_gap": Text("求解差距(菜单内)", "solver gap, on the menu"),
    "menu_gap": Text("菜单差距(对未模拟的配置)", "menu gap, against settings never simulated"),
    "sampling": Text("抽样区间(扣款后, 现值)", "sampling interval (net of deductions, present value)"),
    "rule": Text("规则", "rule"),
    "state": Text("性质", "state"),
    "binding": Text("起作用", "binding"),
    "violation": Text("违反量", "violation"),
    "price_year": Text("每年代价(万元)", "price per year (thousand yuan)"),
    "source": Text("出处", "source"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "path": Text("数字", "number"),
    "value": Text("取值", "value"),
    "kind": Text("性质", "kind"),
    "deductions": Text("按合同考核的预期扣款", "Expected deductions under the contract"),
    "share_paid": Text("应付服务费比例", "share of the fee paid"),
    "fine": Text("罚款(元/年)", "fines (yuan per year)"),
    "conflicts": Text("互相矛盾的规则", "Rules in conflict"),
    "repairs": Text("单独放宽其中一条就可行:", "Relaxing one of them alone is enough:"),
    "alternatives": Text("其他做法", "Alternatives"),
    "extra": Text("比本方案多花(万元, 现值)", "costs more by (thousand yuan, present value)"),
    "break_even": Text("持平需降价(元/岗·月)", "break-even price cut (yuan per post and month)"),
    "feasible": Text("可行", "feasible"),
    "contracts": Text("合同", "Contracts"),
    "vendor": Text("企业", "vendor"),
    "units": Text("单元", "units"),
    "term": Text("年限", "years"),
    "none": Text("无", "none"),
    "version": Text("版本", "versions"),
    "seed": Text("随机种子", "random seed"),
    "hash": Text("场景指纹(SHA-256)", "hash of the scenario (SHA-256)"),
    "timings": Text("用时(秒)", "seconds spent"),
    "partial": Text("本报告没有方案。", "This report has no plan."),
    "search_point": Text("搜索", "search"),
    "other_point": Text("其他做法", "other options"),
    "footer": Text(
        "本报告由 houqin 生成, 只依据场景文件和模拟; 同一文件、同一种子、同一版本得到同一结果。",
        "Made by houqin from the scenario file and simulation alone; the same file, seed and version "
        "give the same result.",
    ),
}
