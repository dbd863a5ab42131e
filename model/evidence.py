"""What a reader of the data must know before believing a comparison: traps, found by rule and spelled out in figures.

Every rule reads the scenario only; none knows a case by name.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from . import traps
from .mode import MODES
from .origin import trust
from .part import Part
from .scenario import Scenario
from .text import Text
from .vendor import Bid
from .workforce import Pay, retiring

WOMEN, MEN = 50, 60
"""Retirement ages of workers in China until 2024 (women in blue-collar posts, men), from memory: to be verified."""
CAP = 0.10
"""Largest share of dispatched people, Interim Provisions on Labour Dispatch; written for enterprises."""
ROUNDED = 0.05
"""How far two figures of a source may be apart and still count as rounded."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something about the data that a reader must know.

    Parameters
    ----------
    code : str
        Name of the rule, `T01`.
    text : Text
        The sentence, names and figures filled in.
    arithmetic : str
        The sums behind it, to be redone with a calculator; yuan, months and persons as in the text.
    level : "trap" | "note"
        A trap leads to a wrong decision when overlooked; a note says how fast or how far.
    """

    code: str
    text: Text
    arithmetic: str
    level: Literal["trap", "note"] = "trap"


def findings(scenario: Scenario) -> tuple[Evidence, ...]:
    """Return every trap of a scenario's data, in the order of their codes."""
    rules = (_take_home, _unstated_fee, _fewer_machines, _retired, _dispatched, _minimum, _unstated_wage, _protected,
             _miscounted, _multiplied, _implied, _unlike, _covered, _headed)  # fmt: skip
    return tuple(evidence for rule in rules for evidence in rule(scenario))


def _fill(text: Text, **fields: Any) -> Text:
    """Return a sentence with its fields filled: lists of names joined, texts by language, braces in names kept."""

    def said(value: Any, zh: bool) -> Any:
        if isinstance(value, list):
            return said(("、" if zh else ", ").join(value), zh)
        if isinstance(value, Text):
            return value.zh if zh else value.en
        return value.replace("{", "{{").replace("}", "}}") if isinstance(value, str) else value

    values = ({k: said(v, zh) for k, v in fields.items()} for zh in (True, False))
    return Text(text.zh.format(**next(values)), text.en.format(**next(values)))


def _posts(s: Scenario, unit: str) -> int:
    setting = s.units[unit].today.setting
    return sum(setting[v.name] for v in s.levers(unit) if v.cost == "post")


def _others(s: Scenario, unit: str) -> int:
    """Return how many of today's posts the vendor's people fill (staff in post come first)."""
    staff = sum(g.headcount for g in s.staff_for(unit).values()) if MODES[s.units[unit].today.mode].staff else 0
    return max(0, _posts(s, unit) - staff)


def _bid(s: Scenario, unit: str) -> str | None:
    """Return today's bid of a unit: the first of its vendor for its mode."""
    return next(iter(_bids(s, unit)), None)


def _bids(s: Scenario, unit: str) -> list[str]:
    """Return the bids of today's vendor for today's mode of a unit, in order of the file."""
    now = s.units[unit].today
    return [n for n, b in s.bids.items() if b.vendor == now.vendor and unit in b.units and now.mode in b.modes]


def _employer(s: Scenario, pay: Pay) -> float:
    """Return the full cost of one person in post, yuan per month: pay, insurance, housing fund, welfare."""
    gross = max(pay.gross(), s.labour.minimum_wage_per_month)
    social = _social(s, gross) if pay.insured else 0.0
    fund = s.labour.housing_fund_rate * gross if pay.housing_fund else 0.0
    return gross + social + fund + pay.welfare_per_month


def _social(s: Scenario, wage: float) -> float:
    """Return the employer's social insurance of one person, yuan per month."""
    return s.labour.social_insurance_rate * max(wage, s.labour.social_insurance_base_floor)


def _price(s: Scenario, bid: Bid) -> float:
    """Return the price of one of the vendor's people without materials, yuan per month in whole fen (see `Bid`)."""
    wage = max(bid.wage_per_month, s.labour.minimum_wage_per_month)
    over = s.vendors[bid.vendor].over_retirement_share
    insurance = _social(s, wage) * (1 - over) + s.labour.liability_insurance_per_month * over
    direct = wage + insurance + bid.welfare_per_month
    surcharged = 1 + s.finance.surcharge_rate
    if bid.form == "dispatch":
        return round(direct + bid.fee_per_month * (1 + s.finance.dispatch_vat_rate * surcharged), 2)
    return round(direct * (1 + bid.overhead_rate) * (1 + bid.profit_rate) * (1 + s.finance.vat_rate * surcharged), 2)


def _take_home(s: Scenario) -> Iterator[Evidence]:
    """T01: pay of one team is stated as take-home, of the other as a wage."""
    for name, group in s.workforce.items():
        take = group.pay.take_home_per_month
        services = {s.units[u].service for u in group.units}
        peers = [u for u, unit in s.units.items() if unit.service in services and _bid(s, u) and _others(s, u)]
        if take is None or not peers:
            continue
        bid = s.bids[_bid(s, max(peers, key=lambda u: _others(s, u))) or ""]
        wage, cost, price = bid.wage_per_month, _employer(s, group.pay), _price(s, bid)
        text = _fill(traps.TAKE_HOME, group=name, vendor=bid.vendor, take=take, wage=wage, cost=cost, price=price)
        sums = (
            f"{take:,.0f} ÷ {group.pay.take_home_share:g} = {group.pay.gross():,.0f} → {cost:,.0f}; "
            f"{wage:,.0f} ÷ {take:,.0f} = {wage / take:.2f}; {price:,.0f} ÷ {cost:,.0f} = {price / cost:.2f}"
        )
        yield Evidence("T01", text, sums)


def _unstated_fee(s: Scenario) -> Iterator[Evidence]:
    """T02: the wage of a contract is documented, what is added to it is not."""
    for name, bid in s.bids.items():
        fields = ("fee_per_month",) if bid.form == "dispatch" else ("overhead_rate", "profit_rate")
        stated = all(trust(s, "bids", name, f) in ("source", "derived") for f in fields)
        if trust(s, "bids", name, "wage_per_month") != "source" or stated:
            continue
        price, wage = round(_price(s, bid)), bid.wage_per_month
        share = (price - wage) / price
        text = _fill(traps.UNSTATED_FEE, bid=name, wage=wage, price=price, share=share)
        sums = f"{price:,.0f} - {wage:,.0f} = {price - wage:,.0f}; {price - wage:,.0f} ÷ {price:,.0f} = {share:.0%}"
        yield Evidence("T02", text, sums)


def _fewer_machines(s: Scenario) -> Iterator[Evidence]:
    """T03: where there are fewer machines, people cover more area, but machines are not the reason.

    Asked of services whose work follows an area; cars and tables say nothing of it.
    """
    owned = {name: sum(unit.owned.values()) for name, unit in s.units.items()}
    area = {name: s.sites[unit.site].area_m2 for name, unit in s.units.items()}
    posts = {name: _posts(s, name) for name in s.units}
    swept = {name: unit for name, unit in s.units.items() if s.kind(name).area is not None}
    owners = {name: unit for name, unit in swept.items() if owned[name]}
    for a, first in swept.items():
        for b, second in owners.items():
            manned = posts[a] > 0 and posts[b] > 0 and first.service == second.service
            if not (manned and owned[a] < owned[b] and area[a] * posts[b] > area[b] * posts[a]):
                continue
            heads = "; ".join(f"{area[u]:,.0f} ÷ {posts[u]} = {area[u] / posts[u]:,.0f}" for u in (a, b))
            yield Evidence("T03", _fill(traps.FEWER_MACHINES, a=a, b=b), f"{heads}; {owned[a]} < {owned[b]}")


def _retired(s: Scenario) -> Iterator[Evidence]:
    """T04: some of a vendor's people are past retirement age, so that the price lacks social insurance."""
    for name, vendor in s.vendors.items():
        if vendor.ages is None or vendor.ages[1] <= WOMEN:
            continue
        low, high = vendor.ages
        most, least = (min(1.0, max(0, high - age) / max(1, high - low)) for age in (WOMEN, MEN))
        social, liability = _social(s, s.labour.minimum_wage_per_month), s.labour.liability_insurance_per_month
        text = _fill(
            traps.RETIRED, vendor=name, low=low, high=high, women=WOMEN, men=MEN, least=least, most=most,
            share=vendor.over_retirement_share,
        )  # fmt: skip
        sums = (
            f"({high} - {MEN}) ÷ ({high} - {low}) → {least:.0%}; ({high} - {WOMEN}) ÷ ({high} - {low}) → {most:.0%}; "
            f"{social:,.0f} - {liability:,.0f} = {social - liability:,.0f}"
        )
        yield Evidence("T04", text, sums)


def _dispatched(s: Scenario) -> Iterator[Evidence]:
    """T05: today's contract is labour dispatch."""
    units = [u for u in s.units if (b := _bid(s, u)) and s.bids[b].form == "dispatch" and _others(s, u)]
    if not units:
        return
    sent = sum(_others(s, u) for u in units)
    own = sum(g.headcount for g in s.workforce.values() if g.employment != "borrowed")
    share, change, sums = sent / (sent + own), 0.0, [f"{sent} ÷ ({own} + {sent}) = {sent / (sent + own):.1%}"]
    for unit in units:
        served = [_price(s, s.bids[n]) for n in _bids(s, unit) if s.bids[n].form == "service"]
        now, heads = _price(s, s.bids[_bids(s, unit)[0]]), _others(s, unit)
        if served:
            more = (min(served) - now) * heads * 12
            change += more
            sums.append(f"({min(served):,.2f} - {now:,.2f}) × {heads} × 12 = {more:,.0f}")
    rule = _fill(traps.BARRED, change=change) if s.policy.no_dispatch.state == "hard" else traps.ALLOWED
    cap = traps.ABOVE if share > CAP else traps.BELOW
    yield Evidence("T05", _fill(traps.DISPATCHED, names=units, rule=rule, share=share, cap=cap), "; ".join(sums))


def _minimum(s: Scenario) -> Iterator[Evidence]:
    """T06: a wage that is the minimum wage moves with it: by the next planned override, else by 100 yuan."""
    floor = s.labour.minimum_wage_per_month
    bids = [n for n, b in s.bids.items() if b.wage_per_month <= floor]
    if not bids:
        return
    heads = sum(_others(s, u) for u in s.units if _bid(s, u) in bids)
    planned = (patch.get("labour.minimum_wage_per_month") for patch in s.overrides.values())
    higher = min((float(v) for v in planned if isinstance(v, int | float) and v > floor), default=floor + 100)
    rise = (higher - floor) * heads * 12
    text = _fill(traps.MINIMUM, names=bids, floor=floor, higher=higher, heads=heads, rise=rise)
    yield Evidence("T06", text, f"({higher:,.0f} - {floor:,.0f}) × {heads} × 12 = {rise:,.0f}")


def _unstated_wage(s: Scenario) -> Iterator[Evidence]:
    """T07: in a mixed team the pay of the staff is documented, that of the others is not."""
    for name in s.units:
        bid, others = _bid(s, name), _others(s, name)
        paid = [g for g in s.staff_for(name) if _documented(s, g)]
        if not bid or not others or not paid or trust(s, "bids", bid, "wage_per_month") == "source":
            continue
        vendor, wage, pay = s.bids[bid].vendor, s.bids[bid].wage_per_month, s.workforce[paid[0]].pay
        stated, staff = pay.take_home_per_month or pay.gross_per_month or 0.0, _posts(s, name) - others
        total, equal = (staff * stated + others * wage) * 12, (staff + others) * stated * 12
        text = _fill(
            traps.UNSTATED_WAGE, unit=name, vendor=vendor, others=others, wage=wage, total=total, equal=equal
        )
        sums = (
            f"({staff} × {stated:,.0f} + {others} × {wage:,.0f}) × 12 = {total:,.0f}; "
            f"{staff + others} × {stated:,.0f} × 12 = {equal:,.0f}"
        )
        yield Evidence("T07", text, sums)


def _documented(s: Scenario, group: str) -> bool:
    """Return whether a group's pay, as it is stated, comes from a source."""
    pay = s.workforce[group].pay
    field = "take_home_per_month" if pay.take_home_per_month is not None else "gross_per_month"
    return trust(s, "workforce", group, "pay", field) == "source"


def _protected(s: Scenario) -> Iterator[Evidence]:
    """T08: protected people stay and are paid, so that savings come only as fast as they leave."""
    years = s.horizon.years
    for name, group in s.workforce.items():
        if not (group.protected and group.headcount and s.policy.no_dismissal.state == "hard"):
            continue
        retired = retiring(group, years - 1) if group.retirement_age else group.retirements[: years - 1]
        leaving = group.exit.max_per_year + group.redeploy.vacancies_per_year
        left = max(0, group.headcount - sum(retired) - years * leaving)
        cost = round(12 * _employer(s, group.pay), 2)
        text = _fill(
            traps.PROTECTED, group=name, heads=group.headcount, bill=group.headcount * cost, years=years,
            gone=group.headcount - left, left=left, rest=left * cost,
        )  # fmt: skip
        sums = (
            f"{group.headcount} × {cost:,.2f} = {group.headcount * cost:,.0f}; "
            f"{group.headcount} - ({'+'.join(str(r) for r in retired) or 0}) - {years} × {leaving} → {left}; "
            f"{left} × {cost:,.2f} = {left * cost:,.0f}"
        )
        yield Evidence("T08", text, sums, "note")


def _miscounted(s: Scenario) -> Iterator[Evidence]:
    """T09: a source lists other than it counts."""
    for what, count in s.counts.items():
        listed = len(set(count.names))
        if listed == count.stated:
            continue
        fields = {"source": _titled(s, count), "what": what, "listed": listed, "stated": count.stated}
        text = _fill(traps.MISCOUNTED, **fields, gap=abs(count.stated - listed))
        yield Evidence("T09", text, f"{listed} ≠ {count.stated}")


def _titled(s: Scenario, part: Part) -> str:
    """Return the title of the source a part names."""
    return s.sources[part.source].title if part.source in s.sources else ""


def _multiplied(s: Scenario) -> Iterator[Evidence]:
    """T10: a source says that something multiplied, and its own figures say by how much."""
    for what, claim in s.claims.items():
        if not claim.before or not claim.after or claim.times is None:
            continue
        ratio = claim.after / claim.before
        if abs(ratio / claim.times - 1) <= ROUNDED:
            continue
        text = _fill(
            traps.MULTIPLIED, source=_titled(s, claim), what=what, times=claim.times, doubled=math.log2(claim.times),
            before=claim.before, after=claim.after, ratio=ratio, doublings=math.log2(ratio),
        )  # fmt: skip
        sums = f"{claim.after:,.0f} ÷ {claim.before:,.0f} = {ratio:.2f}; {ratio:.2f} ≠ {claim.times:g}"
        yield Evidence("T10", text, sums)


def _implied(s: Scenario) -> Iterator[Evidence]:
    """T11: a change is stated as a sum and as a share, which implies what was never stated."""
    for what, claim in s.claims.items():
        if claim.amount is None or claim.share is None or claim.before is not None:
            continue
        base, loose = claim.amount / claim.share, traps.LOOSE if claim.loose else Text("", "")
        fields = {"source": _titled(s, claim), "what": what, "amount": claim.amount, "share": claim.share}
        text = _fill(traps.IMPLIED, **fields, base=base, loose=loose)
        yield Evidence("T11", text, f"{claim.amount:,.0f} ÷ {claim.share:g} = {base:,.0f}", "note")


def _unlike(s: Scenario) -> Iterator[Evidence]:
    """T12: what was measured before and after is not the same."""
    for what, claim in s.claims.items():
        stated = claim.before is not None and claim.after is not None
        if not stated or None in (claim.before_of, claim.after_of) or claim.before_of == claim.after_of:
            continue
        fields = claim.model_dump(include={"before", "after", "before_of", "after_of"})
        text = _fill(traps.UNLIKE, source=_titled(s, claim), what=what, **fields)
        yield Evidence("T12", text, f"{claim.before:g} → {claim.after:g}")


def _covered(s: Scenario) -> Iterator[Evidence]:
    """T13: a sum that a source states covers only a part of what is paid."""
    for what, claim in s.claims.items():
        if claim.covers is None or claim.amount is None:
            continue
        loose = traps.LOOSE if claim.loose else Text("", "")
        text = _fill(
            traps.COVERED, source=_titled(s, claim), what=what, amount=claim.amount, covers=claim.covers, loose=loose
        )
        yield Evidence("T13", text, f"{claim.amount:,.0f} ÷ 12 = {claim.amount / 12:,.2f}")


def _headed(s: Scenario) -> Iterator[Evidence]:
    """T14: headings of a source skip a number or stand there more than once."""
    for what, headings in s.headings.items():
        printed = headings.printed
        once = sorted(set(printed))
        lacking = [n for n in range(1, once[-1] + 1) if n not in once]
        again = [n for n in once if printed.count(n) > 1]
        if not lacking and not again:
            continue
        text = _fill(
            traps.HEADED, source=_titled(s, headings), what=what, printed=_numbers(printed),
            lacking=_fill(traps.LACKING, numbers=_numbers(lacking)) if lacking else Text("", ""),
            again=_fill(traps.AGAIN, numbers=_numbers(again)) if again else Text("", ""),
        )  # fmt: skip
        sums = [f"{once[-1]} - {len(once)} = {len(lacking)}"] if lacking else []
        sums += [f"{len(printed)} - {len(once)} = {len(printed) - len(once)}"] if again else []
        yield Evidence("T14", text, "; ".join(sums))


def _numbers(numbers: Iterable[int]) -> list[str]:
    """Return numbers of headings as a source prints them."""
    return [f"({n})" for n in numbers]
