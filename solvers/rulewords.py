"""What each rule of a case says, in two languages; `rules` fills the sentences in."""

from ..model.text import Text

SENTENCES: dict[str, Text] = {
    "policy.no_dismissal": Text("受保护的在编人员不得辞退", "protected staff are not dismissed"),
    "policy.no_growth": Text("在编人员只出不进", "nobody is added to the staff in post"),
    "policy.no_dispatch": Text("不得以劳务派遣方式购买服务", "labour dispatch is not bought as a service"),
    "policy.capacity": Text("每家企业派人不超过其能力", "no vendor mans more posts than it can"),
    "policy.winners": Text("中标企业数在 {low} 至 {high} 家之间", "between {low} and {high} vendors hold contracts"),
    "policy.term": Text("合同期限不超过 {years} 年", "contracts run at most {years} years"),
    "policy.changes": Text("变更模式或企业的单元不超过 {most} 个", "at most {most} units change mode or vendor"),
    "policy.gradual": Text("逐步改革：每年离岗人数有限额", "gradual reform: few people leave their posts in a year"),
    "gradual": Text(
        "每年至多 {people} 人离岗（自愿离岗、转岗、辞退，不含退休）",
        "at most {people} people a year leave their posts (voluntarily, to a vacancy, or dismissed; not by retirement)",
    ),
    "budget.by_year": Text("{year} 年支出不超过 {yuan} 元", "payments of {year} stay within {yuan} yuan"),
    "budget.present_value": Text(
        "总支出现值不超过 {yuan} 元", "the present value of all payments stays within {yuan} yuan"
    ),
    "budget.funds": Text(
        "{year} 年由“{fund}”支付的不超过 {yuan} 元", "what “{fund}” pays in {year} stays within {yuan} yuan"
    ),
    "due": Text(
        "{said}（其中按实支付项目预计 {due} 元）", "{said} (of which {due} yuan are expected to be paid at cost)"
    ),
    "bundle": Text("报价“{bid}”只能整体接受（{units}）", "the bid “{bid}” stands only as a whole ({units})"),
    "concession": Text(
        "经营企业“{bid}”扣除成本、租金和税后至少留存收入的 {percent}%，否则不来（首年价）",
        "the vendor of “{bid}” comes only if {percent} % of what it takes is left after its costs, rent and tax "
        "(first-year prices)",
    ),
    "slots": Text(
        "“{site}”邀请服务每周进驻合计不超过 {most} 个半天",
        "services invited in at “{site}” take no more than {most} half-days a week",
    ),
    "conditions.least_units": Text(
        "企业的附加条件：报价“{bid}”中标就至少要 {n} 个单元",
        "the vendor's condition: at least {n} units under the bid “{bid}”, or none",
    ),
    "conditions.most_units": Text(
        "企业的附加条件：报价“{bid}”至多接 {n} 个单元",
        "the vendor's condition: at most {n} units under the bid “{bid}”",
    ),
    "conditions.least_per_year": Text(
        "企业的附加条件：报价“{bid}”中标，每年折扣前合同额（首年价）就不低于 {n} 元",
        "the vendor's condition: if anything is awarded under the bid “{bid}”, it comes to at least {n} yuan in each "
        "year (first-year prices, before discount)",
    ),
    "conditions.with_bids": Text(
        "企业的附加条件：报价“{bid}”中标，{n} 就也都要中标",
        "the vendor's condition: if anything is awarded under the bid “{bid}”, so is under {n}",
    ),
    "conditions.without_bids": Text(
        "企业的附加条件：报价“{bid}”中标，{n} 就都不得中标",
        "the vendor's condition: if anything is awarded under the bid “{bid}”, nothing is under {n}",
    ),
    "policy.qualified": Text("资格不符的企业不得中标", "vendors that fail a gate are awarded nothing"),
    "qualified": Text("企业“{vendor}”不得中标：{why}", "“{vendor}” is awarded nothing: {why}"),
    "qualified_some": Text(
        "企业“{vendor}”不得承接 {units}：{why}", "“{vendor}” is not awarded {units}: {why}"
    ),
    "policy.renewal": Text(
        "合同到期，往期考核不低于 {least:g} 分的企业才可续签",
        "a contract that runs out is renewed only if its vendor's past score is at least {least:g}",
    ),
    "renewal": Text(
        "企业“{vendor}”考核 {has:.2f} 分，低于 {least:g} 分，合同到期不得续签：须换企业，或一次签满规划期",
        "“{vendor}” scored {has:.2f}, below {least:g}: its contracts are not renewed, so that it holds a unit only "
        "under a contract as long as the horizon",
    ),
    "policy.newcomers": Text(
        "目前未服务的新企业至多 {most} 家", "at most {most} vendors that serve nowhere today hold contracts"
    ),
    "policy.secrecy": Text(
        "核心涉密单元只能采用 {core}，重要涉密单元只能采用 {key}",
        "core units are delivered only as {core}, key units only as {key}",
    ),
    "policy.shared": Text(
        "{least} 个及以上部门合用的办公区由机关统一管理，只能采用 {modes}{others}",
        "buildings shared by {least} or more departments are run by the bureau: delivered only as {modes}{others}",
    ),
    "exempt": Text("；另定不适用：{units}", "; exempt by decision: {units}"),
    "included": Text("；另定适用：{units}", "; included by decision: {units}"),
    "policy.single_source.renewals": Text("单一来源合同的续签次数有限额", "few renewals without a tender"),
    "single_renewals": Text(
        "单一来源合同在规划期内至多续签 {most} 次", "a contract without a tender is renewed at most {most} times"
    ),
    "policy.single_source.holdings": Text(
        "单一来源合同合计至多 {most} 个单元", "at most {most} units are held under contracts without a tender"
    ),
    "policy.single_source.add_on": Text(
        "单一来源合同每年追加不超过原合同的 {percent}%（首年价）",
        "a contract without a tender exceeds the original by at most {percent} % a year (first-year prices)",
    ),
    "policy.route": Text(
        "每家企业每年合同额合计不超过所用采购方式的上限（{routes}）",
        "each vendor's contracts of a year together keep within the limit of their way of procurement ({routes})",
    ),
    "policy.redundancy": Text("重要场所不依赖一家企业", "no compound named depends on one vendor"),
    "redundancy": Text("“{group}”（{units}）至少有 {least} 家企业", "“{group}” ({units}) has at least {least} vendors"),
    "policy.quota": Text("中标企业或单元数的限额", "limits on the number of vendors or units"),
    "quota_vendors": Text(
        "“{group}”：{who}在 {units} 中标 {low} 至 {high} 家",
        "“{group}”: {low} to {high} {who} hold contracts on {units}",
    ),
    "quota_units": Text(
        "“{group}”：{who}在 {units} 中承接 {low} 至 {high} 个单元", "“{group}”: {who} hold {low} to {high} of {units}"
    ),
    "policy.reserve": Text("合同额份额的限额", "limits on shares of payments"),
    "reserve": Text(
        "“{group}”：{who}占每年合同额的 {low}% 至 {high}%",
        "“{group}”: {who} receive {low} to {high} % of each year's payments to vendors",
    ),
    "policy.share": Text(
        "任何企业的年合同额不超过各企业合计的 {percent}%",
        "no vendor holds more than {percent} % of a year's payments to vendors",
    ),
    "policy.holdings": Text("每家企业至多承接 {most} 个单元", "no vendor holds more than {most} units"),
    "standards": Text("{measure}（{where}）不低于 {target:g}", "{measure} ({where}) is at least {target:g}"),
}


CROWDS: dict[str, Text] = {
    "all": Text("企业", "vendors"),
    "incumbent": Text("现任企业", "vendors that serve today"),
    "newcomer": Text("新企业", "newcomers"),
    "small": Text("小微企业", "small and micro enterprises"),
}
