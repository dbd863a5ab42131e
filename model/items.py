"""Names of the lines of money."""

from .text import Text

ITEMS: dict[str, Text] = {
    "wage": Text("工资(应发)", "wages, gross"),
    "social_insurance": Text("社会保险(单位)", "social insurance, employer's share"),
    "housing_fund": Text("住房公积金(单位)", "housing fund, employer's share"),
    "liability_insurance": Text("超龄人员雇主责任险", "liability insurance, people past retirement age"),
    "welfare": Text("福利、工装等", "welfare, uniforms and the like"),
    "materials": Text("物料(企业采购)", "consumables bought by the vendor"),
    "overhead": Text("管理费", "overhead"),
    "profit": Text("利润", "profit"),
    "fee": Text("派遣管理费", "dispatch fee"),
    "tax": Text("增值税及附加", "VAT and surcharges"),
    "supplies": Text("物料(业主采购)", "consumables bought by the bureau"),
    "food": Text("食材", "food"),
    "ticket": Text("餐费收入(抵减)", "ticket income (credit)"),
    "meal_fee": Text("按量付费/餐补", "fee by quantity, or subsidy per meal"),
    "energy": Text("燃料、电费和里程维护", "fuel, power and upkeep by km"),
    "hire": Text("网约车、分时租车费", "ride-hailing and time-share"),
    "overtime": Text("加班工资", "overtime pay"),
    "machine_fee": Text("企业设备使用费", "fee for the vendor's machines"),
    "reserve": Text("参考价预留", "reserve on a reference tariff"),
    "discount": Text("报价折扣(抵减)", "tiered discount of a bid (credit)"),
    "upkeep": Text("自有设备维护", "upkeep of own machines"),
    "purchase": Text("购置设备", "machines bought"),
    "lease": Text("租赁设备", "machines leased"),
    "sale": Text("出售设备(收入)", "machines sold (income)"),
    "residual": Text("期末设备余值(抵减)", "value of machines at the end (credit)"),
    "bonus": Text("优秀企业员工奖励", "award to people of excellent vendors"),
    "rent": Text("场地租金收入(抵减)", "rent for space (credit)"),
    "given": Text("无偿提供的场地、水电", "space and utilities given free"),
    "supervision": Text("监管成本", "supervision"),
    "procurement": Text("采购组织费用", "holding the procurement"),
    "change": Text("更换服务企业一次性费用", "change of vendor, once"),
    "exit": Text("自愿离岗补偿", "compensation for voluntary exits"),
    "redeploy": Text("转岗培训", "retraining for other posts"),
    "training": Text("在职职工再培训", "retraining of staff in post"),
    "moved": Text("转岗人员工资", "pay of redeployed staff"),
    "relief": Text("转岗节省的用人支出(抵减)", "what filling the vacancies would have cost (credit)"),
    "severance": Text("辞退经济补偿", "severance pay"),
    "passthrough": Text("按实支付项目(期望)", "items paid at cost (expected)"),
}
PAY = ("wage", "social_insurance", "housing_fund", "welfare")
"""Items of a person in post."""
OWN = ("wage", "social_insurance", "liability_insurance", "welfare")
"""Items that one of a vendor's people costs it, whom staff in post seconded to it spare it."""
FLOWS = ("food", "ticket", "meal_fee", "energy", "hire", "overtime")
"""Items of what follows the quantities of a day (`model.kind.Flow`)."""
BOUGHT = ("food", "ticket", "energy", "hire")
"""Of these, what goes to whoever buys the materials under a mode."""
EARNED = ("ticket",)
"""Of these, what users pay."""
VENDOR = (
    "wage", "social_insurance", "liability_insurance", "welfare", "materials", "overhead", "profit", "fee", "tax",
    "machine_fee", "meal_fee", "overtime", "reserve", "discount",
)  # fmt: skip
"""Items that make up a contract's value."""
