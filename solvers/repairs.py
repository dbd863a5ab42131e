"""Ways out of a case without a plan: how rules must give way, by the least, and what the best plan then costs.

A set of rules is a way out when without it there is a plan, and when no smaller part of it is one. Every way out has a
member in common with every conflict, so candidates are the smallest sets that meet all conflicts known so far; one that
still leaves no plan shows a further conflict. The first that do are therefore those with the fewest rules, and each
"yes" and "no" is a solve of the same built programme.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..model.text import Text
from . import prices
from .amend import Column, Row, amended, budgets, funded, width
from .answer import Repair
from .ledger import ledger
from .programme import Answered, Programme, Wish, lifted, solve, stretch
from .purse import spent
from .rules import Named, titled

Asked = Callable[[Collection[str]], bool | None]
"""Whether there is a plan when only these hard rules are kept; None where the time limit left it open."""
MOST = 3
"""Ways out that are told."""
SEEN = 12
"""Ways out that are weighed against each other."""
UNITS = {
    "budget": "yuan",
    "policy.capacity": "post",
    "policy.no_dismissal": "person",
    "policy.no_growth": "person",
    "policy.gradual": "person",
    "policy.winners": "vendor",
    "policy.changes": "unit",
    "policy.term": "contract",
    "policy.no_dispatch": "contract",
    "policy.newcomers": "vendor",
    "policy.secrecy": "contract",
    "policy.shared": "contract",
    "policy.single_source.renewals": "contract",
    "policy.single_source.holdings": "unit",
    "policy.single_source.add_on": "yuan",
    "policy.redundancy": "vendor",
    "policy.holdings": "unit",
    "policy.route": "contract-year",
    "policy.share": "yuan",
    "policy.quota": "award",
    "policy.reserve": "yuan",
    "qualified": "contract",
    "standards": "unit-year",
    "bundle": "unit",
    "concession": "yuan",
    "slots": "half-day",
    "renewal": "renewal",
    "conditions.least_units": "unit",
    "conditions.most_units": "unit",
    "conditions.least_per_year": "yuan",
    "conditions.with_bids": "bid",
    "conditions.without_bids": "bid",
    "": "rule",
}
SHARED = (
    "budget", "policy.capacity", "policy.winners", "policy.changes", "policy.newcomers", "policy.redundancy",
    "policy.holdings", "policy.gradual", "policy.single_source.holdings", "sites.",
)  # fmt: skip
"""Rules with a limit that can be raised; others are stretched by exceptions, or, where `UNITS` lacks them, dropped."""
YEARLY = ("budget.by_year", "budget.funds")
"""Budgets of a year, of all payments and of a fund's."""
REPAIRS = {
    "budget.by_year": Text("将 {year} 年预算提高 {amount:,.2f} 元", "raise the budget of {year} by {amount:,.2f} yuan"),
    "budget.funds": Text(
        "将“{fund}”{year} 年的限额提高 {amount:,.2f} 元", "raise what “{fund}” holds in {year} by {amount:,.2f} yuan"
    ),
    "budget.present_value": Text(
        "将总预算（现值）提高 {amount:,.2f} 元", "raise the total budget (present value) by {amount:,.2f} yuan"
    ),
    "policy.capacity": Text(
        "允许企业比其能力多派 {amount:.0f} 人", "let vendors man {amount:.0f} posts more than they can"
    ),
    "policy.no_dismissal": Text("允许辞退 {amount:.0f} 人次", "let {amount:.0f} people be dismissed"),
    "policy.no_growth": Text("允许新增 {amount:.0f} 人次", "let {amount:.0f} people be added to the staff in post"),
    "policy.gradual": Text(
        "每年离岗人数限额提高 {amount:.0f} 人", "let {amount:.0f} more people leave their posts each year"
    ),
    "policy.winners": Text("中标企业数限额放宽 {amount:.0f} 家", "widen the limits on vendors by {amount:.0f}"),
    "policy.changes": Text("变更单元数限额提高 {amount:.0f} 个", "let {amount:.0f} more units change"),
    "policy.term": Text("允许 {amount:.0f} 个合同超过最长年限", "let {amount:.0f} contracts run longer"),
    "policy.no_dispatch": Text("允许 {amount:.0f} 个派遣合同", "let {amount:.0f} dispatch contracts stand"),
    "bundle": Text("允许该报价拆开接受，脱开 {amount:.0f} 处", "let this bid be split, in {amount:.0f} places"),
    "concession": Text(
        "少收租金或补贴经营企业，各年合计 {amount:,.0f} 元（首年价）",
        "forgo rent of this vendor, or pay it, {amount:,.0f} yuan over all years (first-year prices)",
    ),
    "slots": Text("场地每周多供 {amount:.0f} 个半天", "give {amount:.0f} half-days a week more of this space"),
    "standards": Text("允许 {amount:.0f} 个单元年不达此标准", "let this standard be missed in {amount:.0f} unit-years"),
    "policy.newcomers": Text("新企业限额提高 {amount:.0f} 家", "let {amount:.0f} more new vendors in"),
    "policy.secrecy": Text(
        "允许 {amount:.0f} 个涉密单元采用其他模式", "let {amount:.0f} units of a secrecy class be delivered otherwise"
    ),
    "policy.shared": Text(
        "允许 {amount:.0f} 个合用办公区的单元采用其他模式",
        "let {amount:.0f} units of shared buildings be delivered otherwise",
    ),
    "policy.single_source.renewals": Text(
        "允许 {amount:.0f} 个单一来源合同多续签", "let {amount:.0f} contracts without a tender be renewed more often"
    ),
    "policy.single_source.holdings": Text(
        "单一来源合同的单元数限额提高 {amount:.0f} 个", "let {amount:.0f} more units be held without a tender"
    ),
    "policy.single_source.add_on": Text(
        "允许单一来源合同追加超出 {amount:,.0f} 元（各年合计，首年价）",
        "let contracts without a tender exceed their limit by {amount:,.0f} yuan (all years, first-year prices)",
    ),
    "policy.redundancy": Text("少要求 {amount:.0f} 家企业", "ask for {amount:.0f} vendors less"),
    "policy.holdings": Text("每家企业承接单元数限额提高 {amount:.0f} 个", "let vendors hold {amount:.0f} units more"),
    "policy.route": Text(
        "允许 {amount:.0f} 个合同年超过采购方式的上限", "let {amount:.0f} contract-years exceed their route's limit"
    ),
    "policy.quota": Text("限额放宽 {amount:.0f} 个", "widen the limit by {amount:.0f}"),
    "policy.reserve": Text("允许份额相差 {amount:,.0f} 元", "let the share be missed by {amount:,.0f} yuan"),
    "policy.share": Text("允许超出份额 {amount:,.0f} 元", "let shares be exceeded by {amount:,.0f} yuan"),
    "renewal": Text("允许该企业续签 {amount:.0f} 次", "renew this vendor's contracts {amount:.0f} times"),
    "qualified": Text("允许该企业承接 {amount:.0f} 个合同", "let this vendor hold {amount:.0f} contracts"),
    "conditions.least_units": Text(
        "请企业放弃附加条件：少 {amount:.0f} 个单元也接受",
        "the vendor waives this condition: {amount:.0f} units less will do",
    ),
    "conditions.most_units": Text(
        "请企业放弃附加条件：多接 {amount:.0f} 个单元",
        "the vendor waives this condition: it takes {amount:.0f} units more",
    ),
    "conditions.least_per_year": Text(
        "请企业放弃附加条件：各年合计少 {amount:,.0f} 元也接受（首年价）",
        "the vendor waives this condition: {amount:,.0f} yuan less over all years will do (first-year prices)",
    ),
    "conditions.with_bids": Text(
        "请企业放弃附加条件：{amount:.0f} 份报价不中标也接受",
        "the vendor waives this condition for {amount:.0f} bids that are awarded nothing",
    ),
    "conditions.without_bids": Text(
        "请企业放弃附加条件：{amount:.0f} 份报价也可中标",
        "the vendor waives this condition for {amount:.0f} bids that are awarded something",
    ),
    "": Text("放开这条规则", "let this rule go"),
}


@dataclass(frozen=True)
class Way:
    """Rules that give way together.

    Parameters
    ----------
    repairs : tuple of Repair
        One a rule: the least by which it must give way when those before it in the tuple give way by no more than
        they are told to, and those after it freely; money comes last.
    value : int or None
        Present value in fen of the best plan that is then allowed; None where the time limit left it open.
    """

    repairs: tuple[Repair, ...]
    value: int | None

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that give way."""
        return tuple(repair.rule for repair in self.repairs)


def ways(
    programme: Programme,
    rules: Mapping[str, Named],
    conflict: Collection[str],
    holds: Asked,
    narrowed: Callable[[Sequence[str]], Sequence[str]],
    wish: Wish,
    limit: float,
    seen: int = SEEN,
) -> tuple[Way, ...]:
    """Return up to `MOST` ways out, none of which contains another: fewest rules first, then the cheapest plan.

    Parameters
    ----------
    rules : dict
        Every hard rule that makes rows, in order.
    conflict : collection of str
        Rules known to be in conflict.
    holds : callable
    narrowed : callable
        Rules that cannot hold together -> a smallest part of them that cannot.
    wish : Wish
        What every plan must do besides: an option that is forced, points that may not be used.
    limit : float
        Seconds for each solve.
    seen : int
        Ways that are weighed against each other; those with the fewest rules are found first.
    """
    found: list[tuple[str, ...]] = []
    conflicts = [tuple(conflict)]
    while len(found) < seen:
        candidate = next(_meeting(conflicts, found, list(rules)), None)
        if candidate is None:
            break
        kept = [id for id in rules if id not in candidate]
        fine = holds(kept)
        if fine is None:  # what is left open is neither a way out nor a conflict
            break
        if fine:
            found.append(candidate)
        else:
            conflicts.append(tuple(narrowed(kept)))
    priced = [_way(programme, way, wish, limit) for way in found]
    kept_ways = [way for way in priced if way is not None]
    kept_ways.sort(key=lambda way: (len(way.repairs), way.value is None, way.value or 0))
    return tuple(kept_ways[:MOST])


def _meeting(
    conflicts: list[tuple[str, ...]], found: list[tuple[str, ...]], order: list[str]
) -> Iterator[tuple[str, ...]]:
    """Yield sets of rules that meet every conflict and contain none found, smallest first, then in file order."""
    for size in range(1, len(conflicts) + 1):
        sets = {tuple(sorted(each, key=order.index)) for each in _grown((), conflicts, size)}
        fresh = [each for each in sets if not any(set(known) <= set(each) for known in found)]
        yield from sorted(fresh, key=lambda each: [order.index(id) for id in each])


def _grown(start: tuple[str, ...], conflicts: list[tuple[str, ...]], size: int) -> Iterator[tuple[str, ...]]:
    """Yield the sets of at most `size` rules around `start` that meet every conflict, taking one of each not met."""
    missed = next((c for c in conflicts if not set(c) & set(start)), None)
    if missed is None:
        yield start
    elif len(start) < size:
        for id in missed:
            yield from _grown((*start, id), conflicts, size)


def _way(programme: Programme, way: tuple[str, ...], wish: Wish, limit: float) -> Way | None:
    """Return by how much the rules of a way out must give way; None where the time limit left a step open."""
    money = tuple(id for id in way if id.startswith("budget"))
    plain = [id for id in way if id not in money]
    gone: set[str] = set()
    loose, repairs = programme, []
    for i, id in enumerate(plain):
        if not family(id, UNITS):
            gone.add(id)
            repairs.append(repaired(id, 1))
            continue
        later = {*plain[i + 1 :], *money, *gone}
        shared = id.startswith(SHARED)
        given = stretch(loose, replace(wish, dropped=later), [id], shared=shared, time_limit=limit)
        if given is None:
            return None
        amount = round(given[0])
        repairs.append(repaired(id, amount))
        loose = _loosened(loose, id, amount, shared)
    if money:
        more = _funds(loose, money, replace(wish, dropped=gone), limit)
        if more is None:
            return None
        repairs += more
        limits = budgets(programme.case.scenario)
        loose = funded(loose, {r.rule: round(limits[r.rule] + r.amount, 2) for r in more})
    answer = solve(loose, replace(wish, dropped=gone), time_limit=limit)
    return Way(tuple(repairs), answer.value if answer.status == "optimal" else None)


def _funds(programme: Programme, money: tuple[str, ...], wish: Wish, limit: float) -> list[Repair] | None:
    """Return by how much budgets must rise: first the years and funds, by the least in all, then the total."""
    years = [id for id in money if id.startswith(YEARLY)]
    found: list[Repair] = []
    for group in (years, [id for id in money if id not in years]):
        if not group:
            continue
        later = [id for id in money if id not in group and id not in [r.rule for r in found]]
        asked = replace(wish, dropped={*wish.dropped, *later})
        given = stretch(programme, asked, group, shared=len(group) == 1, time_limit=limit)
        if given is None:
            return None
        more = [r for id in group for r in raised(programme, id, given[1])]
        limits = budgets(programme.case.scenario)
        programme = funded(programme, {r.rule: round(limits[r.rule] + r.amount, 2) for r in more})
        found += more
    return found


def _loosened(programme: Programme, rule: str, amount: int, shared: bool) -> Programme:
    """Return a programme in which a rule may give way by an amount: its limit by so much, or by so many exceptions."""
    programme = replace(programme, rows=lifted(programme, programme.rows, [rule]))
    at, first, rows = programme.rules[rule], width(programme), programme.rows
    give = {row: -1.0 if rows.row_high[row] < float("inf") else 1.0 for row in at}
    columns = [Column(terms=give)] if shared else [Column(terms={row: give[row]}) for row in at]
    most = Row(dict.fromkeys(range(first, first + len(columns)), 1.0), high=float(amount))
    return amended(programme, rows=[most], columns=columns)


def family(id: str, keys: Collection[str]) -> str:
    """Return the key an id belongs to: the longest it begins with; a unit's own standard is a standard."""
    for end, key in ((".concession.margin", "concession"), (".renewal", "renewal")):
        if id.endswith(end):
            return key
    if id.startswith("bids.") and ".conditions." in id:
        return "conditions." + id.rpartition(".")[2]
    for start, key in (("units.", "standards"), ("bids.", "bundle"), ("vendors.", "qualified"), ("sites.", "slots")):
        if id.startswith(start):
            return key
    return max((key for key in keys if id.startswith(key)), key=len)


def repaired(id: str, amount: int) -> Repair:
    """Return the repair that lets a rule other than a budget give way by a whole amount."""
    return Repair(id, float(amount), UNITS[family(id, UNITS)], REPAIRS[family(id, REPAIRS)].fill(amount=amount))


def raised(programme: Programme, id: str, answer: Answered) -> list[Repair]:
    """Return by how many yuan a budget must rise for a plan; nothing when the plan keeps within it."""
    scenario, year = programme.case.scenario, id.rpartition(".")[2]
    limit = prices.fen(prices.exact(budgets(scenario)[id]))
    at = int(year) - scenario.horizon.start.year if year.isdigit() else None
    fund = id.split(".")[2] if id.startswith("budget.funds") else None
    if at is None:
        paid = prices.worth(answer.totals, prices.discount(scenario))
    elif fund is not None and answer.plan is not None:
        paid = spent(scenario, answer.plan, ledger(scenario, answer.plan))[fund][at]
    else:
        paid = answer.totals[at]
    over, name = (paid - limit) / 100, titled(scenario, fund) if fund else Text("", "")
    text = REPAIRS[family(id, REPAIRS)]
    said = Text(
        text.zh.format(amount=over, year=year, fund=name.zh), text.en.format(amount=over, year=year, fund=name.en)
    )
    return [Repair(id, over, "yuan", said)] if over > 0 else []
