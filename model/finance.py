"""Prices that do not belong to one contract: labour law rates, taxes, growth, discounting."""

from .distributions import Constant, Law
from .part import Part
from .units import law, money, number, share


class Labour(Part):
    """What employing somebody costs beyond the wage; rates are the employer's share."""

    minimum_wage_per_month: float = money("最低工资(月)", "minimum wage per month", 1e5, (800, 5000), default=0.0)
    social_insurance_rate: float = share("社会保险单位费率", "employer's social insurance rate", typical=(0.15, 0.4))
    social_insurance_base_floor: float = money(
        "社会保险缴费基数下限(月)", "floor of the social insurance base per month", 1e5, (0, 10000), default=0.0
    )
    housing_fund_rate: float = share("住房公积金单位费率", "employer's housing fund rate", 0.3, (0.0, 0.12))
    liability_insurance_per_month: float = money(
        "超龄人员雇主责任险(月)",
        "liability insurance per person past retirement age and month",
        1e4,
        (5, 100),
        default=0.0,
    )
    workdays_per_year: float = number("年工作日", "working days per year", "day", 200, 366, (240, 365), default=250.0)


class Finance(Part):
    """Discounting, growth and tax."""

    discount_rate: float = share("折现率", "discount rate", 0.5, (0.0, 0.1))
    wage_growth: Law = law(
        "工资年增长", "growth of wages per year", "1/year", -0.2, 0.5, (0, 0.12), default=Constant(value=0.0)
    )
    price_growth: Law = law(
        "物价年增长", "growth of prices per year", "1/year", -0.2, 0.5, (0, 0.08), default=Constant(value=0.0)
    )
    vat_rate: float = share("增值税率(物业服务)", "VAT on property services", 0.3, (0.0, 0.13))
    dispatch_vat_rate: float = share(
        "增值税率(劳务派遣差额)", "VAT on the dispatch margin", 0.3, (0.0, 0.13), default=0.05
    )
    surcharge_rate: float = share("附加税费占增值税", "surcharges as a share of VAT", 0.5, (0.0, 0.2))
