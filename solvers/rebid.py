"""Who may be awarded what, discounts and ways of procurement, worked out a second time on the rows of result.json.

Nothing here is shared with `contracts`, `model.gates` or the programme.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ..model.mode import MODES
from ..model.scenario import Scenario

if TYPE_CHECKING:
    from .recount import Count, Tariff

Row = dict[str, Any]
Broken = dict[str, list[int]]
"""Rule -> units by which it is broken in each year."""


def written(value: float | None) -> Fraction:
    """Return the decimal as it was written."""
    return Fraction(repr(value or 0.0))


def cuts(count: "Count", awards: list[Row]) -> None:
    """Add what tiered discounts take off the lines of each bid."""
    scenario = count.tariff.scenario
    for bid, terms in scenario.bids.items():
        mine = [a for a in awards if a["bid"] == bid]
        money = any(step.from_yuan is not None for step in terms.discounts)
        for y in range(scenario.horizon.years) if mine and terms.discounts else ():
            paid = {a["unit"]: bill(count, a, y) for a in mine}
            volume = sum(sum(sums.values()) * n for found in paid.values() for sums, n in found) if money else len(mine)
            rate, again = rebate(terms, volume, money)
            for unit, found in paid.items():
                for sums, n in found:
                    for index, fen in sums.items():
                        count.add(y, unit, "", "discount", index, -rate * fen / 100, n)
            count.add(y, mine[0]["unit"], "", "discount", "price", again, 1)


def rebate(terms: Any, volume: int, money: bool) -> tuple[Fraction, Fraction]:
    """Return what a discount takes off every line at a volume (fen or units), and the yuan paid again."""
    starts = [written(s.from_yuan) * 100 if money else Fraction(s.from_units) for s in terms.discounts]
    steps = [(start, written(s.rate)) for start, s in zip(starts, terms.discounts, strict=True)]

    def at(quantity: int) -> Fraction:
        return max((rate for start, rate in steps if start <= quantity), default=Fraction(0))

    if terms.discount_form == "all_units":
        return at(volume), Fraction(0)
    if not money:
        return sum((at(i) for i in range(1, volume + 1)), Fraction(0)) / volume, Fraction(0)
    again, before = Fraction(0), Fraction(0)
    for start, rate in steps:
        if start <= volume:
            whole = -(-start.numerator // start.denominator)
            again, before = again + (rate - before) * whole, rate
    return at(volume), again / 100


def bill(count: "Count", award: Row, y: int) -> list[tuple[Counter[str], int]]:
    """Return what a unit's vendor asks for in a year: fen by index of one head, machine or all flows, and how many."""
    tariff, mode, bid, year = count.tariff, award["mode"], award["bid"], award["years"][y]
    head: Counter[str] = Counter()
    for (_, index), yuan in tariff.head(mode, bid).items():
        head[index] += round(yuan * 1200)
    flows: Counter[str] = Counter()
    days = written(tariff.scenario.labour.workdays_per_year)
    for flow, item, index, yuan in tariff.flows(award["unit"], mode, bid):
        if item in ("meal_fee", "overtime"):
            flows[index] += round(yuan * days * year["volumes"].get(flow, 0) / 10)
    found = [(head, year["posts"] - year["staff"]), (flows, 1)]
    if tariff.scenario.bids[bid].takes_staff and not MODES[mode].staff:
        taken: Counter[str] = Counter()
        for (_, index), yuan in tariff.head(mode, bid, False).items():
            taken[index] += round(yuan * 1200)
        found.append((taken, year["staff"]))
    for machine, n in year["machines"] if MODES[mode].equipment == "vendor" else ():
        found.append((Counter({"price": round(tariff.fee(bid, machine) * 100)}), n))
    return found


def lacking(tariff: "Tariff", award: Row, year: Row) -> int:
    """Return the whole yuan by which less is left to a vendor that users pay than makes it come; 0 for all others."""
    s = tariff.scenario
    if not award["bid"] or not MODES[award["mode"]].users:
        return 0
    terms, finance, labour = s.bids[award["bid"]], s.finance, s.labour
    deal, there = terms.concession, tariff.there(award["mode"], award["bid"])
    assert deal is not None  # the mode takes it
    days = written(labour.workdays_per_year) * there
    wage = max(written(terms.wage_per_month), written(labour.minimum_wage_per_month))
    over = written(s.vendors[terms.vendor].over_retirement_share)
    base = max(wage, written(labour.social_insurance_base_floor))
    month = wage + (1 - over) * written(labour.social_insurance_rate) * base
    month += over * written(labour.liability_insurance_per_month)
    month += written(terms.welfare_per_month) + written(terms.materials_per_month)
    takes, goods, work = Fraction(0), Fraction(0), 12 * month * year["posts"] * there
    for flow in s.kind(award["unit"]).flows(s.spec(award["unit"])):
        sold, price = days * year["volumes"].get(flow.name, 0) / 1000, written(flow.price)
        asked = written(deal.users_pay.get(flow.name)) + written(terms.per_unit.get(flow.name))
        spent = written(deal.goods_cost.get(flow.name))
        if flow.item == "overtime":
            work += sold * price * wage / 174
        elif flow.item != "meal_fee":
            asked, spent = asked + max(-price, Fraction(0)), spent + max(price, Fraction(0))
        takes, goods = takes + asked * sold, goods + spent * sold
    for machine, n in year["machines"]:
        kind = s.equipment[machine]
        work += n * written(kind.price) * (1 / written(kind.life_years) + written(kind.upkeep_rate)) * there
        takes += Fraction(round(100 * tariff.fee(award["bid"], machine)), 100) * n
    rate = written(finance.vat_rate) * (1 + written(finance.surcharge_rate))
    spent = goods + work * (1 + written(terms.overhead_rate)) + written(deal.rent_per_year)
    spent += max(Fraction(0), takes - goods) * rate / (1 + rate)
    return -int(-max(Fraction(0), spent - takes * (1 - written(deal.margin))) // 1)


def engage(count: "Count", awards: list[Row], items: Iterable[str]) -> None:
    """Add what engaging each vendor costs, by the way its contracts of each year allow."""
    routes = count.tariff.scenario.policy.route.routes
    rows = [{"year": y, "unit": u, "group": g, "item": i, "base": n} for (y, u, g, i, _), n in count.base.items()]
    for names in ways(count.tariff.scenario, count.tariff.growth, awards, rows, items).values():
        for y, name in enumerate(names):
            count.add(y, "", "", "procurement", "price", written(routes[name].cost_per_year), 1)


def ways(
    scenario: Scenario, growth: dict[str, list[int]], awards: list[Row], lines: Iterable[Row], items: Iterable[str]
) -> dict[str, list[str]]:
    """Return how each vendor with contracts is engaged in each year; nothing where the rule is off."""
    rule = scenario.policy.route
    if rule.state == "off":
        return {}
    worth = worths(awards, lines, items, "base")
    found: dict[str, list[str]] = {}
    for vendor in scenario.vendors:
        if any(a["vendor"] == vendor for a in awards):
            found[vendor] = [_way(scenario, growth, vendor, y, worth[vendor, y]) for y in range(scenario.horizon.years)]
    return found


def _way(scenario: Scenario, growth: dict[str, list[int]], vendor: str, y: int, worth: int) -> str:
    """Return the cheapest way for contracts worth so much; one that they exceed only at the rule's price, if at all."""
    rule, asked = scenario.policy.route, []
    for place, (name, way) in enumerate(rule.routes.items()):
        if name not in (scenario.vendors[vendor].routes or rule.routes):
            continue
        fen = round(written(way.cost_per_year) * 100)
        price = (2 * fen * growth["price"][y] + 10**6) // (2 * 10**6)
        late = exceeds(way, worth)
        never = late and rule.state == "hard"
        fine = round(written(rule.weight) * 100) if late and rule.state == "soft" else 0
        asked.append((never, price + fine, late, place, name))
    return min(asked)[-1]


def exceeds(way: Any, worth: int) -> bool:
    """Return whether contracts of a year worth so many fen lie beyond a way's limit, on whichever side it belongs."""
    if way.up_to is None:
        return False
    line = written(way.up_to) * 100
    return worth > line if way.includes else worth >= line


def worths(awards: list[Row], lines: Iterable[Row], items: Iterable[str], key: str) -> Counter[tuple[str, int]]:
    """Return what contracts are worth: (vendor, year) -> fen, at first-year prices (`base`) or as paid (`fen`)."""
    firms, kept = {a["unit"]: a["vendor"] for a in awards}, set(items)
    found: Counter[tuple[str, int]] = Counter()
    for row in lines:
        vendor = firms.get(row["unit"])
        if vendor and not row["group"] and row["item"] in kept:
            found[vendor, row["year"]] += row[key]
    return found


def broken(scenario: Scenario, growth: dict[str, list[int]], awards: list[Row], lines: list[Row],
           items: Iterable[str]) -> Broken:  # fmt: skip
    """Return the units by which a plan breaks the rules about awards."""
    policy, years = scenario.policy, range(scenario.horizon.years)
    out = awaited(scenario)
    held = Counter(a["vendor"] for a in awards if a["vendor"] and a["vendor"] not in out)
    today = {u.today.vendor for u in scenario.units.values()} | {v for v, f in scenario.vendors.items() if f.incumbent}
    single = [a for a in awards if a["bid"] and scenario.bids[a["bid"]].single_source]
    hidden = {"core": policy.secrecy.core, "key": policy.secrecy.key, "open": tuple(MODES)}
    whole = {
        "policy.newcomers": max(0, len(set(held) - today) - policy.newcomers.most),
        "policy.secrecy": sum(a["mode"] not in hidden[scenario.units[a["unit"]].secrecy] for a in awards),
        "policy.shared": sum(unified(scenario, a["unit"]) and a["mode"] not in policy.shared.modes for a in awards),
        "policy.single_source.renewals": sum(overdue(scenario, a["bid"]) for a in awards),
        "policy.single_source.holdings": max(0, len(single) - policy.single_source.holdings.most),
        "policy.holdings": sum(max(0, n - policy.holdings.most) for n in held.values()),
        **{f"vendors.{v}.qualified": sum(barred(scenario, a) for a in awards if a["vendor"] == v) for v in held},
    }
    ends = {v: [lapsed(scenario, a["bid"]) for a in awards if a["vendor"] == v] for v in held}
    for name, pair in policy.redundancy.groups.items():
        here = {a["vendor"] for a in awards if a["unit"] in pair.units or scenario.units[a["unit"]].site in pair.sites}
        whole[f"policy.redundancy.groups.{name}"] = max(0, pair.least - len(here - {None} - out))
    for name, terms in policy.quota.groups.items():
        every = not terms.units and not terms.sites
        won = [a["vendor"] for a in awards if a["vendor"] in held and member(scenario, terms, a["vendor"])
               and (every or a["unit"] in terms.units or scenario.units[a["unit"]].site in terms.sites)]  # fmt: skip
        n = len(won if terms.count == "units" else set(won))
        whole[f"policy.quota.groups.{name}"] = max(0, terms.low - n) + max(0, n - terms.high)
    for site, place in scenario.sites.items():
        visits = [a["bid"] for a in awards if scenario.units[a["unit"]].site == site and MODES[a["mode"]].periodic]
        taken = sum(scenario.bids[bid].slots_per_week or 0 for bid in visits)
        whole[f"sites.{site}.slots_per_week"] = max(0, taken - (place.slots_per_week or 0))
    found = {rule: [units] * len(years) for rule, units in whole.items()}
    found |= {f"vendors.{v}.renewal": [sum(each) for each in zip(*rows, strict=True)] for v, rows in ends.items()}
    kept = list(items)
    worth, engaged = worths(awards, lines, kept, "base"), ways(scenario, growth, awards, lines, kept)
    found["policy.route"] = [
        sum(exceeds(policy.route.routes[names[y]], worth[v, y]) for v, names in engaged.items()) for y in years
    ]
    found["policy.single_source.add_on"] = _beyond(scenario, awards, lines, kept)
    paid, most = worths(awards, lines, kept, "fen"), written(policy.share.most)
    over = [[paid[v, y] - most * sum(paid[w, y] for w in held) for v in held] for y in years]
    for name, part in policy.reserve.groups.items():
        inside = [v for v in held if member(scenario, part, v)]
        low, high = written(part.low), written(part.high)
        rows = [(sum(paid[v, y] for v in inside), sum(paid[v, y] for v in held)) for y in years]
        gaps = [(max(Fraction(0), low * total - own), max(Fraction(0), own - high * total)) for own, total in rows]
        found[f"policy.reserve.groups.{name}"] = [sum(-int(-gap // 100) for gap in pair) for pair in gaps]
    found["policy.share"] = [sum(-int(-x // 100) for x in row if x > 0) for row in over]
    return found


def unified(scenario: Scenario, unit: str) -> bool:
    """Return whether a unit is one of those the bureau runs because departments share the building."""
    said = scenario.units[unit].shared
    if said is not None:
        return said
    return scenario.sites[scenario.units[unit].site].departments >= scenario.policy.shared.least_departments


def overdue(scenario: Scenario, bid: str | None) -> bool:
    """Return whether a bid without a tender is renewed more often within the horizon than may be."""
    most = scenario.policy.single_source.renewals.most
    if not bid or most is None or not scenario.bids[bid].single_source:
        return False
    ends = range(scenario.bids[bid].term_years, scenario.horizon.years, scenario.bids[bid].term_years)
    return len(ends) > most


def original(scenario: Scenario, bid: str) -> Fraction | None:
    """Return the fen that a bid without a tender may come to in a year; None where it states no original contract."""
    terms = scenario.bids[bid]
    if not terms.single_source or terms.original_per_year is None:
        return None
    money = written(terms.original_per_year) * 100
    return money + money * written(scenario.policy.single_source.add_on.share)


def _beyond(scenario: Scenario, awards: list[Row], lines: list[Row], items: list[str]) -> list[int]:
    """Return by year the whole yuan by which bids without a tender exceed what they may come to."""
    under = [{**a, "vendor": a["bid"]} for a in awards]
    worth, over = worths(under, lines, items, "base"), [0] * scenario.horizon.years
    for (bid, y), fen in worth.items():
        most = original(scenario, bid)
        if most is not None and fen > most:
            over[y] += -int(-(fen - most) // 100)
    return over


def waived(scenario: Scenario, awards: list[Row], lines: Iterable[Row], items: Iterable[str]) -> Broken:
    """Return by what a plan falls short of the conditions that vendors attached to bids it accepts."""
    years, held = range(scenario.horizon.years), Counter(a["bid"] for a in awards if a["bid"])
    under, counted = {a["unit"]: a["bid"] for a in awards}, set(items) - {"discount"}
    worth: Counter[tuple[str | None, int]] = Counter()
    for row in lines:
        if row["unit"] and not row["group"] and row["item"] in counted:
            worth[under[row["unit"]], row["year"]] += row["base"]
    found: Broken = {}
    for bid, n in held.items():
        if not (asked := scenario.bids[bid].conditions):
            continue
        most = n if asked.most_units is None else asked.most_units
        whole = {
            "least_units": max(0, (asked.least_units or 0) - n),
            "most_units": max(0, n - most),
            "with_bids": sum(not held[other] for other in set(asked.with_bids)),
            "without_bids": sum(held[other] > 0 for other in set(asked.without_bids)),
        }
        found |= {f"bids.{bid}.conditions.{name}": [units] * len(years) for name, units in whole.items()}
        short = [written(asked.least_per_year) * 100 - worth[bid, y] for y in years]
        found[f"bids.{bid}.conditions.least_per_year"] = [max(0, -int(-fen // 100)) for fen in short]
    return found


def awaited(scenario: Scenario) -> set[str]:
    """Return the vendors that stand for a tender to come: those of reference tariffs."""
    return {bid.vendor for bid in scenario.bids.values() if bid.reference is not None}


def quoted(scenario: Scenario, bid: str | None) -> Row | None:
    """Return what an award says of the reference tariff it rests on; None under a firm's bid."""
    terms = scenario.bids[bid].reference if bid in scenario.bids else None
    if terms is None:
        return None
    return {"markup": terms.markup, "source": terms.source, "title": scenario.sources[terms.source or ""].title}


def bidden(scenario: Scenario, unit: str, mode: str) -> bool:
    """Return whether a firm bids for a unit in a mode."""
    return any(not b.reference and unit in b.units and mode in b.modes for b in scenario.bids.values())


def member(scenario: Scenario, terms: Any, vendor: str) -> bool:
    """Return whether a firm belongs to a crowd."""
    if terms.vendors:
        return vendor in terms.vendors
    firm = scenario.vendors[vendor]
    serves = firm.incumbent or any(u.today.vendor == vendor for u in scenario.units.values())
    return {"all": True, "incumbent": serves, "newcomer": not serves, "small": firm.small}[terms.of]


def award(scenario: Scenario, vendor: str) -> Fraction:
    """Return the yuan a year that each of a vendor's people is awarded on top."""
    terms, (score, parts) = scenario.policy.bonus, _scored(scenario, vendor)
    excellent = parts > 0 and score >= written(terms.least_score) * parts
    return written(terms.award_per_head) * written(terms.rate) if excellent else Fraction(0)


def _scored(scenario: Scenario, vendor: str) -> tuple[Fraction, Fraction]:
    """Return the weighted sum of a vendor's past scores, and the sum of the weights."""
    rule, firm = scenario.policy.qualified, scenario.vendors[vendor]
    parts = {p: written(rule.weights.get(p) if rule.weights else 1.0) for p in firm.scores}
    score = sum((written(s) * parts[p] for p, s in firm.scores.items()), Fraction(0))
    return score, sum(parts.values(), Fraction(0))


def lapsed(scenario: Scenario, bid: str) -> list[int]:
    """Return by year whether a bid's contract runs out and its vendor is not renewed: 1 or 0."""
    terms, rule = scenario.bids[bid], scenario.policy.renewal
    score, parts = _scored(scenario, terms.vendor)
    kept = rule.least_score is None or not parts or score >= written(rule.least_score) * parts
    return [int(not kept and y > 0 and y % terms.term_years == 0) for y in range(scenario.horizon.years)]


def barred(scenario: Scenario, award: Row) -> bool:
    """Return whether an award's vendor fails a gate there."""
    rule, firm = scenario.policy.qualified, scenario.vendors[award["vendor"]]
    score, parts = _scored(scenario, award["vendor"])
    return bool(
        firm.vetoes
        or (firm.qualified is not None and scenario.units[award["unit"]].service not in firm.qualified)
        or (firm.blacklisted_until is not None and firm.blacklisted_until >= scenario.horizon.start)
        or (firm.credit and rule.least_credit and "ABCD".index(firm.credit) > "ABCD".index(rule.least_credit))
        or (rule.least_score is not None and score < written(rule.least_score) * parts)
    )
