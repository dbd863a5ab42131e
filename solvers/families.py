"""What each family of rows of the programme says, in two languages; `docs/programme.md` adds their formulas."""

from ..model.text import Text

FAMILY: dict[str, Text] = {
    "assign": Text(
        "每个单元在规划期内只采用一种做法（模式和报价）", "every unit has one option (mode and bid) over the horizon"
    ),
    "pick": Text(
        "所采用的做法每年取一个模拟过的配置，其他做法一个也不取",
        "the option chosen has one simulated setting in each year, every other option none",
    ),
    "floor": Text(
        "仅用于求下界：岗位和设备不少于搜索证明的最低需要",
        "in the bound only: posts and machines are no fewer than the search proved necessary",
    ),
    "staff": Text(
        "配置里由在职职工担任的岗位都有人，不在岗的人不能上岗",
        "posts of a setting meant for staff in post are filled by them, and nobody works who is not present",
    ),
    "training": Text(
        "在职职工到缺少技能的岗位上岗，比上年多出的人都要先再培训",
        "those who come to work where their group lacks a skill, more than the year before, are retrained",
    ),
    "path": Text(
        "在职人数 = 上年人数 - 退休 - 自愿离岗 - 转岗 - 辞退 + 新增",
        "staff in post are last year's less retired, left, moved and dismissed, plus recruited",
    ),
    "leave": Text("自愿离岗和转岗不超过每年的名额", "voluntary exits and moves keep within what each year offers"),
    "dismissal": Text("受保护的在编人员不得辞退", "protected staff are not dismissed"),
    "growth": Text("在编人员只出不进", "nobody is added to the staff in post"),
    "gradual": Text("每年离岗的人数不超过限额", "no more people leave their posts in a year than allowed"),
    "machines": Text(
        "机关的设备：自有加租用够用，买和租不超过需要，到期更新",
        "the bureau's machines: owned and leased ones cover the need, no more are acquired, old ones are renewed",
    ),
    "budget": Text("各年支出和现值总额不超过预算", "payments of each year and their present value keep within budgets"),
    "funds": Text(
        "每笔预算资金各年支出不超过其额度", "what each fund of the budget pays a year keeps within what it holds"
    ),
    "fixed": Text("按实支付的项目照付，不由方案决定", "what is paid at cost is paid: nobody decides it"),
    "capacity": Text("每家企业派人不超过其能力", "no vendor mans more posts than it can"),
    "winners": Text("中标企业的家数在限额之间", "the number of vendors with contracts keeps within its limits"),
    "term": Text("合同不超过最长年限", "contracts run no longer than allowed"),
    "dispatch": Text("不以劳务派遣购买服务", "labour dispatch is not bought as a service"),
    "changes": Text("变更模式或企业的单元不超过限额", "not too many units change their mode or vendor"),
    "standards": Text(
        "达不到质量标准的配置不用，或按价计罚", "settings that fall short of a standard are barred, or pay its price"
    ),
    "bundle": Text(
        "整体报价全部接受或全部不接受", "bids that stand only as a whole are awarded all their units or none"
    ),
    "qualified": Text("资格不符的企业不得中标", "vendors that fail a gate are awarded nothing"),
    "renewal": Text("往期考核低的企业合同到期不得续签", "contracts of vendors with a low past score are not renewed"),
    "newcomer": Text("新企业不超过限额", "not too many vendors come in that serve nowhere today"),
    "secrecy": Text("涉密单元只用允许的模式", "units of a secrecy class are delivered only in its modes"),
    "shared": Text(
        "合用办公区的单元只用规定的模式", "units of buildings that departments share are delivered only in its modes"
    ),
    "slots": Text(
        "邀请进驻的服务每周半天数合计不超过场地可供的",
        "services invited in at a site take no more half-days a week than its space can give",
    ),
    "concession": Text("使用者付费的企业留存够了才来", "a vendor that users pay comes only if enough is left to it"),
    "discount": Text("每份报价的折扣按实际达到的一档计", "a bid's discount is that of the step its awards reach"),
    "route": Text(
        "每家企业每年采用一种采购方式，合同额不超过其上限",
        "each vendor with contracts is engaged one way a year, whose limit its contracts keep",
    ),
    "redundancy": Text("重要场所至少有几家企业", "several vendors hold contracts on each group of units"),
    "share": Text("任何企业的年合同额不超过份额", "no vendor holds more than a share of a year's payments"),
    "holdings": Text("每家企业承接的单元不超过限额", "no vendor holds more than so many units"),
    "quota": Text(
        "一类企业的家数或单元数在限额之间", "the number of a class of vendors, or of their units, keeps within limits"
    ),
    "reserve": Text(
        "一类企业的合同额份额在限额之间", "the share of a class of vendors in payments keeps within limits"
    ),
    "again": Text(
        "单一来源合同的续签次数不超过限额", "contracts without a tender are renewed no more often than allowed"
    ),
    "untendered": Text("单一来源承接的单元不超过限额", "no more units than allowed are held without a tender"),
    "added": Text(
        "单一来源合同比原合同增加的金额不超过比例",
        "a contract without a tender exceeds the original one by no more than a share",
    ),
    "conditions": Text(
        "企业对报价附加的条件得到满足，否则不按该报价发包",
        "what vendors attach to their bids is given, or nothing is awarded under them",
    ),
}
"""Family -> what its rows say, in order of `programme.FAMILIES`."""
