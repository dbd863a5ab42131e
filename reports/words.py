"""Every fixed phrase of the report and the terminal summary, in both languages."""

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

READINGS: dict[str, Text] = {
    "strict": Text("严格(优、较好算满意)", "strict (the two upper grades)"),
    "loose": Text("宽松(优、较好、一般算满意)", "loose (the three upper grades)"),
}

NUMERALS = "一二三四五六七八九十"

BLOCKS: dict[str, Text] = {
    "staff": Text("在职人员上岗", "staff in post, working"),
    "stranded": Text("在职人员无岗", "staff in post, idle"),
    "pay": Text("工资", "pay"),
    "insurance": Text("社保公积金等", "insurance and housing fund"),
    "welfare": Text("福利物料", "welfare and consumables"),
    "machines": Text("设备", "machines"),
    "food": Text("食材", "food"),
    "flow": Text("按量付费", "fee by use"),
    "energy": Text("燃料里程", "fuel and km"),
    "hire": Text("租车网约车", "hired cars"),
    "ticket": Text("餐费收入", "ticket income"),
    "margin": Text("管理费利润", "vendor's overhead and profit"),
    "tax": Text("税", "tax"),
    "control": Text("监管", "supervision"),
    "space": Text("场地(租金抵减)", "space, less rent"),
    "other": Text("其他", "other"),
}

PHRASES: dict[str, Text] = {
    "report": Text("后勤保障方案报告", "Plan for support services"),
    "scenario": Text("场景", "scenario"),
    "asked": Text("问题与回答", "Questions and answers"),
    "modes_head": Text("哪种模式, 每份净支出多少", "Which mode, at which net cost of what is served"),
    "modes_note": Text(
        "「净支出」是规划期内该单元全部收支(收入抵减后)的年平均, 不含未上岗在职人员的工资; 空格表示不适用或未单独求解。"
        "「持平单价」是该报价恰好与所选方案同价时的单价。",
        "'Net cost' is the yearly mean of all money of the unit over the horizon, less income, without staff in post "
        "who are idle; blank: does not apply, or not solved by itself. The break-even price is that at which the bid "
        "costs as much as the plan.",
    ),
    "net": Text("净支出", "net cost"),
    "subsidy": Text("净支出(补贴)", "net cost (subsidy)"),
    "net_year": Text("年净支出(万元)", "net cost a year (thousand yuan)"),
    "level_unit": Text("持平单价(元)", "break-even unit price (yuan)"),
    "margin_year": Text("企业年结余(万元)", "left to the vendor a year (thousand yuan)"),
    "margins_head": Text(
        "按量计价的企业一年的账(估计, 首年价, 万元)",
        "A year of each vendor paid by use (estimate, first-year prices, thousand yuan)",
    ),
    "margins_note": Text(
        "筑巢请服务的企业已扣管理费、租金和税, 其余企业未扣。",
        "Overhead, rent and tax are taken off where users pay the vendor (concession), not elsewhere.",
    ),
    "more_cost": Text("管理费租金和税", "overhead, rent, tax"),
    "income": Text("向使用者收入", "from users"),
    "fee": Text("业主付费", "from the bureau"),
    "food": Text("材料(食材)", "materials (food)"),
    "people": Text("人工", "people"),
    "machines_cost": Text("设备", "machines"),
    "margin": Text("结余", "left"),
    "never": Text("降价也不能", "no price"),
    "infeasible": Text("不可行", "infeasible"),
    "rosters_head": Text(
        "开放安排和班次: 一起定与先后定(随之而变的费用, 万元/年)",
        "Opening hours and shifts, at once and one after the other (what depends on them, thousand yuan a year)",
    ),
    "joint": Text("一起定", "at once"),
    "apart": Text("先后定", "one after the other"),
    "saving": Text("一起定省", "saved at once"),
    "switches_head": Text("单项问题: 用与不用", "Single questions: with and without"),
    "switches_note": Text(
        "两种情形各自重新求解整个方案, 再相减; 区间来自今后工资和物价的走势。",
        "The whole plan is solved again with and without; the interval is over futures of wages and prices.",
    ),
    "question": Text("事项", "question"),
    "level": Text("本方案取", "in the plan"),
    "off": Text("不用(万元)", "without (thousand yuan)"),
    "on": Text("用(万元)", "with (thousand yuan)"),
    "limits": Text("区间", "interval"),
    "switch_saves": Text("划算", "pays"),
    "switch_costs": Text("不划算", "does not pay"),
    "switch_open": Text("不能断言", "open"),
    "switch_same": Text("无差别", "no difference"),
    "switch_needed": Text("必须用", "needed"),
    "switch_barred": Text("不能用", "impossible"),
    "grids": Text("班次与开放安排", "Hours, rosters and quantities"),
    "grids_note": Text(
        "颜色越深数越大, 数字已写明; 空格表示不适用。",
        "The darker, the more; the numbers say it too. Blank: does not apply.",
    ),
    "surveys": Text("满意度调查能证明什么", "What the surveys prove"),
    "surveys_note": Text(
        "区间为精确(Clopper-Pearson)双侧 95 %; 声称成立要求单侧 95 % 下限不低于声称值。"
        "最后一列: 未收回的全不满意至全满意。",
        "Intervals are exact (Clopper-Pearson), two-sided 95 %; a claim is proven when the one-sided 95 % lower limit "
        "reaches it. Last column: if forms that did not come back were all dissatisfied, or all satisfied.",
    ),
    "reading": Text("读法", "reading"),
    "satisfied": Text("满意份数", "forms satisfied"),
    "share": Text("满意率", "share satisfied"),
    "one_sided": Text("单侧下限", "one-sided limit"),
    "claim": Text("声称值", "claim"),
    "forms": Text("收回/发出", "returned / sent"),
    "index": Text("指数(95 % 区间)", "index (95 % interval)"),
    "said": Text("结论", "verdict"),
    "all_sent": Text("按发出份数", "of all sent"),
    "waits_head": Text("等候时间(验证用的模拟, 第一年)", "How long it takes (the certificate's days, first year)"),
    "waits_today": Text("现状的等候时间", "How long it takes today"),
    "waits_note": Text(
        "分位数取自按分钟的直方图: 第一个累计到该比例的格的上边(最近秩); ∞ 表示落在最后一个不封顶的格。",
        "Percentiles come from histograms by minute: the upper edge of the first bin at which the share is reached "
        "(nearest rank); ∞: in the last, open bin.",
    ),
    "histogram": Text("时间", "time"),
    "mean": Text("平均", "mean"),
    "median": Text("一半不超过", "half within"),
    "volumes_head": Text("每日用量: 计划与验证", "Quantities a day: planned and certified"),
    "volumes_note": Text(
        "方案的费用按计划量计算(搜索时各日的平均); 验证量来自全新的随机数, 区间 95 %。",
        "The plan's money rests on the planned quantities (means over the search's days); the certified ones come from "
        "fresh random numbers, interval 95 %.",
    ),
    "flow": Text("项目", "quantity"),
    "planned": Text("计划", "planned"),
    "certified_mean": Text("验证", "certified"),
    "reported_head": Text("另行报告的指标(没有标准)", "Reported without a standard"),
    "per_year_basis": Text("万元/年", "thousand yuan a year"),
    "what": Text("怎么做", "What to do"),
    "cost": Text("花多少钱", "What it costs"),
    "turns": Text("什么会改变这个结论", "What would change this answer"),
    "build": Text("各种做法的成本构成(同一口径)", "Cost build-up of each mode, like for like"),
    "build_note": Text(
        "第一年、不变价、每平方米每年(收支随用量变动的单元按每年合计), 按满足全部标准的最省人员配置(或现状配置)计算; "
        "包括在职人员照付的工资, 不含一次性费用; 负数是收入。",
        "First year, constant prices, per square metre and year (units whose money follows their use: all of a year), "
        "at the cheapest staffing that meets all standards (or today's); it includes staff in post, who are paid in "
        "any case, and leaves one-off payments out; below zero: income.",
    ),
    "quality": Text("人员与质量", "Staffing and quality"),
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
    "staffing": Text("逐年人员安排", "Staffing year by year"),
    "certificates": Text("质量验证", "Certificates"),
    "gaps": Text("三种差距(分开列出, 从不合并)", "Three gaps, printed separately and never merged"),
    "rules": Text("规则", "Rules"),
    "traps_head": Text("数据中的陷阱", "Traps in the data"),
    "hand": Text("可以手算核对的数字", "Figures to check by hand"),
    "assumptions": Text("每个数字的出处", "Where each number comes from"),
    "assumptions_note": Text(
        "标「假设」的数字不是资料给出的, 使用前请核实或替换。",
        "Numbers marked 'assumption' are not in any source: check or replace them before use.",
    ),
    "provenance": Text("如何重做本报告", "How to reproduce this report"),
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
    "retire": Text("退休或期满", "retire or end of term"),
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
    "replications": Text("模拟次数", "replications"),
    "today_certificate": Text("现状的同一检验", "The same test for today's way"),
    "solver_gap": Text("求解差距(菜单内)", "solver gap, on the menu"),
    "exact_gap": Text(
        "同上, 下界按所存乘子用整数重算", "the same, the bound recomputed in whole numbers from stored prices"
    ),
    "menu_gap": Text("菜单差距(对未模拟的配置)", "menu gap, against settings never simulated"),
    "seen_gap": Text(
        "同上, 若收入和用量不优于模拟过的配置",
        "the same, if no setting does better in income and quantities than those seen",
    ),
    "spent_gap": Text("菜单差距占支出(未扣餐费收入)的比例", "menu gap as a share of what is spent, before income"),
    "sampling": Text("抽样区间(扣款后, 现值)", "sampling interval (net of deductions, present value)"),
    "rule": Text("规则", "rule"),
    "state": Text("性质", "state"),
    "binding": Text("起作用", "binding"),
    "violation": Text("违反量", "violation"),
    "price_year": Text("每年代价(万元)", "price per year (thousand yuan)"),
    "points_gained": Text("去掉它质量变化(分)", "quality gained without it (points)"),
    "points_note": Text(
        "质量按百分制: 各单元各年考核指标(搜索所见)的平均; 去掉一条规则后最省的方案与本方案之差, 是参考, 不是验证。",
        "Quality is out of a hundred: the mean over units and years of the measure their score is stated in, as the "
        "search saw it; told is the best plan without the rule against this one: a guide, not a certificate.",
    ),
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
