"""Funds of the budget and what is paid at cost: the programme against enumeration, hard, soft and off, and conflicts."""

import random
from dataclasses import asdict
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.alike import alike
from houqin.model.errors import InfeasibleError
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers import conflict, lagrange, prices, purse, recheck, recount, repurse
from houqin.solvers.choose import choose, floor_bound
from houqin.solvers.ledger import by_year, ledger
from houqin.solvers.menu import Point
from houqin.solvers.plan import Plan
from houqin.solvers.programme import build, choosing, solve, solving
from houqin.solvers.rules import named
from houqin.solvers.why import Why
from pydantic import ValidationError


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


families, programme, counting = lent("families"), lent("test_programme"), lent("test_families")
twins = lent("twins")
SPLITS = (
    {"people": ["staff", "hired"], "bought": ["contract"], "goods": ["goods", "machines", "supervision"]},
    {"pay": ["wage", "welfare", "overtime"], "rest": ["tax", "profit", "discount", "procurement", "change"]},
    {"a": ["contract", "procurement"], "b": ["staff", "lease", "purchase", "residual", "upkeep", "bonus"]},
    {"all": ["staff", "hired", "contract", "machines", "goods", "supervision", "change", "passthrough"]},
)
AT_COST = {
    "power": {"quantity": {"dist": "uniform", "low": 20000.0, "high": 30000.1}, "unit_price": 0.813, "index": "price"},
    "mending": {"index": "wage", "repairs": {
        "small": {"per_year": 12.5, "cost": {"dist": "lognormal", "mean": 180.33, "cv": 1.2}},
        "large": {"per_year": 0.3, "cost": {"dist": "triangular", "low": 9000.0, "mode": 12000.0, "high": 30000.0}}}},
    "fee": {"per_year": {"dist": "exponential", "mean": 3333.333}, "index": "none"},
}  # fmt: skip


def split(dice, lines=None):
    """Return funds without limits, and what is paid at cost, perhaps from one of them."""
    funds = {name: {"lines": list(lines), "state": dice.choice(["hard", "soft", "off"]),
                    "weight": dice.choice([0.02, 0.4, 3.0])} for name, lines in (lines or dice.choice(SPLITS)).items()}  # fmt: skip
    items = {name: dict(terms) for name, terms in AT_COST.items() if dice.random() < 0.6}
    if not any("passthrough" in fund["lines"] for fund in funds.values()):
        for terms in items.values():
            terms |= {"fund": dice.choice(list(funds))} if dice.random() < 0.5 else {}
    return funds, items


def limited(dice, funds, spending):
    """Put limits on funds at or a fen below what a plan pays from them."""
    for name, fund in funds.items():
        if dice.random() < 0.8:
            fund["by_year"] = [max(0, fen - dice.choice([0, 0, 1])) / 100 for fen in spending[name]]
    return funds


def excess(scenario, spending):
    """Return the penalties of funds in millionths of fen; None where a hard limit is broken."""
    total, factors = 0, prices.discount(scenario)
    for name, fund in scenario.budget.funds.items():
        for y, most in enumerate(fund.by_year or ()):
            over = -(-max(0, spending[name][y] - round(most * 100)) // 100)
            if over and fund.state == "hard":
                return None
            total += round(fund.weight * 100) * over * factors[y] if fund.state == "soft" else 0
    return total


# --- awards ---------------------------------------------------------------------------------------------------------


class World(families.World):
    """A case of contracts, discounts and ways of procurement, with what each fund pays added up line by line."""

    def spent(self, plan):
        """Return what each fund pays by year, and the total of what is paid at cost."""
        found = {name: [0, 0] for name in self.s.budget.funds}
        cost = [0, 0]

        def add(y, item, fen, bid=None, group=""):
            name = repurse.fund(self.s, item, group, bid)
            if name:
                found[name][y] += fen

        for y in self.years:
            for name, fen in AMOUNTS.items():
                if name in self.s.passthrough:
                    late = self.late([("", AT_COST[name]["index"], fen)], y)
                    cost[y] += late
                    add(y, "passthrough", late, group=name)
            self.contracts(plan, y, add)
        return found, cost

    def contracts(self, plan, y, add):
        """Add the lines of units, discounts and procurement of a year."""
        bills, base = {}, {}
        for option, points in plan.values():
            others, bill = self.lined(option, points[y], y)
            for lines, n in [*others, *bill]:
                for item, index, fen in lines:
                    add(y, item, self.late([(item, index, fen)], y) * n, option.bid or None)
            if option.bid:
                bills.setdefault(option.bid, []).append(bill)
        for bid, mine in bills.items():
            gross = sum(fen * n for bill in mine for lines, n in bill for _, _, fen in lines)
            rate, again = families.rebate(self.s.bids[bid], len(mine), gross)
            vendor, worth = self.s.bids[bid].vendor, gross + again
            for lines, n in (pair for bill in mine for pair in bill):
                less = [("", i, -round(rate * sum(f for _, j, f in lines if j == i))) for i in ("wage", "price")]
                add(y, "discount", self.late(less, y) * n, bid)
                worth += sum(fen for _, _, fen in less) * n
            add(y, "discount", self.late([("", "price", again)], y), bid)
            base[vendor] = base.get(vendor, 0) + worth
        # penalties for exceeding a limit are no payments: the way taken is the cheapest with its fine
        for vendor, worth in base.items():
            add(y, "procurement", self.way(vendor, worth, y))

    def way(self, vendor, worth, y):
        """Return what the way of procurement of a vendor costs in a year; 0 where the rule is off or none is open."""
        rule, asked = self.s.policy.route, []
        for i, (name, way) in enumerate(rule.routes.items()):
            if rule.state == "off" or name not in (self.s.vendors[vendor].routes or rule.routes):
                continue
            limit = float("inf") if way.up_to is None else families.Fraction(repr(way.up_to)) * 100
            over = worth > limit or (worth == limit and not way.includes)
            cost = self.late([("", "price", round(way.cost_per_year * 100))], y)
            fine = families.fine(rule) * over if rule.state == "soft" else 0
            asked += [] if over and rule.state == "hard" else [(cost + fine, over, i, cost)]
        return min(asked)[-1] if asked else 0

    def lined(self, option, point, y):
        """Return the lines of a unit's year with how many of each: the bureau's own, and those of the vendor."""
        s = self.s
        machine = dict(point.machines).get("scrubber", 0)
        head, fee = prices.head_lines(s, option), prices.fee_lines(s, option, "scrubber")
        bill = [(head, point.posts), (fee, machine)] if option.bid else []
        others = [(families.award(s, s.bids[option.bid].vendor), point.posts)] if option.bid else [(head, point.posts)]
        others += [(prices.supply_lines(s, option), point.posts), (prices.mode_lines(s, option), 1)]
        others += [(prices.change_lines(s, option), 1)] if y == 0 else []
        if families.MODES[option.mode].equipment == "bureau":
            others.append(((("lease", "price", round(s.equipment["scrubber"].lease_per_year * 100)),), machine))
        return others, [(lines, n) for lines, n in bill if n]

    def value(self, plan):
        """Return what a plan is worth with what is paid at cost and the penalties of funds."""
        bare = super().value(plan)
        if bare is None:
            return None
        spending, cost = self.spent(plan)
        more = excess(self.s, spending)
        return None if more is None else bare + more + sum(c * d for c, d in zip(cost, self.discount, strict=True))


AMOUNTS = {"power": 2032504, "mending": 735412, "fee": 333333}
"""25000.05 x 0.813, 12.5 x 180.33 + 0.3 x 17000 and 3333.333 yuan in fen, rounded once."""


def test_expectation_by_hand(case):
    """Means are worked out from the decimals as stated and rounded once."""
    scenario = case({"passthrough": AT_COST})
    found = {v.group: (v.base, v.index) for v in ledger(scenario, Plan((), ())) if v.item == "passthrough"}
    assert found == {name: (fen, AT_COST[name]["index"]) for name, fen in AMOUNTS.items()}


LEASED = {
    "equipment.scrubber.price": 1e7,
    "bids.new.machine_per_year": {"scrubber": 7000.0},
    "bids.late.machine_per_year": {"scrubber": 6500.0},
}
"""Machines too dear to buy, even to move what is paid from one year to another: the enumeration only leases."""


def drawn(case, seed):
    """Return a case of contracts with its points, and its plans that keep all rules but those of funds."""
    changes, points = families.generated(seed)
    changes = {path: value for path, value in changes.items() if not path.endswith(".conditions")}  # too few plans else
    dice = random.Random(-1 - seed)
    funds, items = split(dice)
    changes = {**changes, **LEASED, "passthrough": items}
    bare = World(case({**changes, "budget": {"funds": funds}}), points)
    plans = [plan for plan in bare.plans() if families.World.value(bare, plan) is not None]
    if plans:
        limited(dice, funds, bare.spent(dice.choice(plans))[0])
    return case({**changes, "budget": {"funds": funds}}), points, plans


def contracted(case, seed):
    """Assert that the programme, the bound and the verifier agree with enumeration on a case of contracts."""
    scenario, points, plans = drawn(case, seed)
    world = World(scenario, points)
    values = [v for v in map(world.value, plans) if v is not None]
    menus = families.menus_of(points)
    try:
        chosen = choose(scenario, menus)
    except InfeasibleError:
        chosen = None
    assert (chosen.value if chosen else None) == ((min(values) + 500000) // 1000000 if values else None)
    if chosen:
        counting.recounted(scenario, chosen)
        assert lagrange.prove(scenario, menus, chosen.value).bound == chosen.value
        rows, lines = families.rows(scenario, chosen.plan), ledger(scenario, chosen.plan)
        told = {name: list(years) for name, years in purse.spent(scenario, chosen.plan, lines).items()}
        assert told == repurse.spent(scenario, rows, [asdict(v) for v in lines])
        assert purse.kept(scenario, chosen.plan, lines)
        assert floor_bound(scenario, menus) <= chosen.value
    return bool(chosen)


@pytest.mark.parametrize("block", range(2))
def test_contracts_equal_enumeration(case, block):
    """With discounts, procurement and all other rules about awards; thirty cases."""
    assert sum(contracted(case, seed) for seed in range(15 * block, 15 * block + 15)) > 3


# --- staff and machines ---------------------------------------------------------------------------------------------


def brute(scenario, points):
    """Yield the worth of every plan of a case with staff and machines that obeys the rules, and what funds pay."""
    factors, ways = prices.discount(scenario), {u: list(programme.awards(scenario, points, u)) for u in ("A", "B")}

    def counted(lines, bid=None):
        told = {name: [0, 0] for name in scenario.budget.funds}
        for v in lines:
            name = repurse.fund(scenario, v.item, v.group, bid)
            if name:
                told[name][v.year] += v.fen
        return by_year(scenario, lines), told

    def one(award):
        mine = [v for v in ledger(scenario, Plan((award,), ())) if v.unit == award.option.unit and not v.group]
        return counted(mine, award.option.bid)

    cost = {unit: [one(a) for a in found] for unit, found in ways.items()}
    for path in programme.paths(scenario):
        paid = counted(ledger(scenario, Plan((), (path,))))
        for a, of_a in zip(ways["A"], cost["A"], strict=True):
            for b, of_b in zip(ways["B"], cost["B"], strict=True):
                if any(b.years[y].point.staff > path.present[y] for y in range(2)):
                    continue
                extra = programme.penalty(scenario, (a, b), path)
                if extra is not None:
                    parts = of_a, of_b, paid
                    total = [sum(part[0][y] for part in parts) for y in range(2)]
                    funds = {n: [sum(part[1][n][y] for part in parts) for y in range(2)] for n in paid[1]}
                    yield sum(t * d for t, d in zip(total, factors, strict=True)) + extra, funds


def staffed(case, seed):
    """Assert that programme and bound agree with enumeration on a case with staff in post and machines."""
    changes, points, _ = programme.generated(seed)
    dice = random.Random(-1 - seed)
    funds, items = split(dice)
    changes = {**changes, "passthrough": items}
    found = list(brute(case({**changes, "budget": {"funds": funds}}), points))
    if not found:
        return False
    limited(dice, funds, dice.choice(found)[1])
    scenario = case({**changes, "budget": {"funds": funds}})
    values = [v + more for v, spending in found if (more := excess(scenario, spending)) is not None]
    best = (min(values) + 500000) // 1000000 if values else None
    assert programme.least(scenario, points) == best
    if best is not None:
        assert lagrange.prove(scenario, programme.menus_of(points), best).bound == best
    return best is not None


@pytest.mark.parametrize("seed", range(8))
def test_staff_and_machines_equal_enumeration(case, seed):
    """With people who stay, leave and are dismissed, and machines bought, leased and sold; the bound is exact."""
    staffed(case, seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_funds_equal_enumeration_often(case, seed):
    """The same on two hundred further cases of both sorts."""
    staffed(case, seed)
    contracted(case, seed)


# --- large programmes, small ----------------------------------------------------------------------------------------


def together(seed, monkeypatch):
    """Assert that units decided together, in parts, cost what they cost apart under funds near what a plan pays."""
    tree, _ = twins.generated(seed)
    dice = random.Random(-1 - seed)
    funds, items = split(dice)
    tree = {**tree, "passthrough": items}

    def made():
        return Scenario.model_validate({**tree, "budget": {**tree.get("budget", {}), "funds": funds}})

    bare = made()
    menus = twins.menus_of(bare, twins.generated(seed)[1])
    first = solve(build(choosing(bare, menus)))
    if first.plan is None:
        return False
    limited(dice, funds, purse.spent(bare, first.plan, ledger(bare, first.plan)))
    scenario = made()
    apart, joint = (solve(build(choosing(scenario, menus, *classes))) for classes in ((), (alike(scenario),)))
    with monkeypatch.context() as patch:
        patch.setattr(solving, "MANY", 0)
        large = solve(build(choosing(scenario, menus, alike(scenario))))
    assert (apart.status, apart.value) == (joint.status, joint.value) == (large.status, large.value)
    if joint.plan:
        twins.stands(scenario, menus, joint)
    return joint.plan is not None


def test_units_that_are_alike_are_decided_together_under_funds(monkeypatch):
    """A fund adds up units, so that trading places changes nothing; parts that wide rows hold together find the same."""
    assert sum(together(seed, monkeypatch) for seed in range(6)) > 2


# --- by hand --------------------------------------------------------------------------------------------------------

POST = Point(Setting((1, 0, 0)), 1, ())
PLAIN = {
    **counting.PLAIN,
    "horizon.years": 1,
    "bids.one": counting.bid("old", ["A", "B", "C"], 2000.0),
}
"""Three contracts of 24,000 yuan a year."""


def menus(scenario):
    """Return menus of a post a unit under the one bid."""
    return families.menus_of({(unit, "people_only", "one"): [POST] for unit in scenario.units})


def funded(case, most, state="hard", at_cost=5000.25):
    """Return a case whose one fund pays contracts and what is paid at cost, and holds so much."""
    fund = {"lines": ["contract"], "by_year": [most], "state": state, "weight": 2.0}
    item = {"per_year": at_cost, "fund": "operating"}
    return case({**PLAIN, "budget": {"funds": {"operating": fund}}, "passthrough": {"power": item}})


def test_fund_holds_to_the_fen(case):
    """72,000 yuan of contracts and 5,000.25 paid at cost fit into 77,000.25 yuan, and into no fen less."""
    scenario = funded(case, 77000.25)
    assert choose(scenario, menus(scenario)).value == 7700025
    scenario = funded(case, 77000.24)
    with pytest.raises(InfeasibleError):
        choose(scenario, menus(scenario))


def test_soft_fund_is_paid_by_the_yuan(case):
    """Exceeded by a fen it costs a yuan's weight; off it costs nothing."""
    scenario = funded(case, 77000.24, "soft")
    chosen = choose(scenario, menus(scenario))
    assert chosen.value == 7700025 + 200
    assert {r.id: r.violation for r in chosen.rules}["budget.funds.operating.2026"] == 1
    scenario = funded(case, 1.0, "off")
    assert choose(scenario, menus(scenario)).value == 7700025


def test_conflict_names_the_fund_and_what_is_paid_at_cost(case):
    """The fund's year alone is the conflict; its sentence tells what is paid at cost, its repair how much is lacking."""
    scenario = funded(case, 70000.0)
    found = conflict.conflict(scenario, menus(scenario))
    assert [rule.id for rule in found.rules] == ["budget.funds.operating.2026"]
    assert "5,000.25" in found.rules[0].text.zh
    assert "5,000.25" in found.rules[0].text.en
    assert [(r.rule, r.amount, r.unit) for r in found.repairs] == [("budget.funds.operating.2026", 7000.25, "yuan")]
    assert "operating" in found.repairs[0].text.en


def test_two_funds_and_the_total_give_way_together(case):
    """Where no single limit is the way out, all of them are raised, the total by what its funds need."""
    funds = {"bought": {"lines": ["contract"], "by_year": [70000.0]},
             "power": {"lines": ["passthrough"], "by_year": [4000.0]}}  # fmt: skip
    budget = {"state": "hard", "by_year": [80000.0], "funds": funds}
    scenario = case({**PLAIN, "budget": budget, "passthrough": {"power": {"per_year": 5000.25}}})
    found = conflict.conflict(scenario, menus(scenario))
    raised = {r.rule: r.amount for r in found.repairs}
    assert raised == {"budget.funds.bought.2026": 2000.0, "budget.funds.power.2026": 1000.25}


def test_way_out_raises_funds_and_total(case):
    """Three limits must give way together: the way tells each, and with limits so raised there is the plan it tells."""
    short = {"budget.funds.bought.2026": 2000.0, "budget.funds.power.2026": 1000.25, "budget.by_year.2026": 2000.25}

    def made(more):
        funds = {"bought": {"lines": ["contract"], "by_year": [70000.0 + more.get("budget.funds.bought.2026", 0)]},
                 "power": {"lines": ["passthrough"], "by_year": [4000.0 + more.get("budget.funds.power.2026", 0)]}}  # fmt: skip
        budget = {"state": "hard", "by_year": [75000.0 + more.get("budget.by_year.2026", 0)], "funds": funds}
        return case({**PLAIN, "budget": budget, "passthrough": {"power": {"per_year": 5000.25}}})

    scenario = made({})
    (way,) = conflict.conflict(scenario, menus(scenario), out=True).ways
    assert {r.rule: r.amount for r in way.repairs} == short
    wide = made(short)
    assert choose(wide, menus(wide)).value == way.value == 7700025


def test_forged_plan_is_caught(case):
    """A ledger that leaves out what is paid at cost differs from the recount; a fund that is exceeded is named."""
    wide, tight = funded(case, 80000.0), funded(case, 77000.0)
    chosen = choose(wide, menus(wide))
    lines, tariff = ledger(tight, chosen.plan), recount.Tariff(tight)
    rows = families.rows(tight, chosen.plan)
    assert recount.recount(tariff, rows, []) == [asdict(v) for v in lines]
    assert recount.recount(tariff, rows, []) != [asdict(v) for v in lines if v.item != "passthrough"]
    found = recheck.violations(tariff, rows, [], [7700025], [asdict(v) for v in lines])
    assert {id: units for id, _, units in found}["budget.funds.operating.2026"] == [1]


def test_budget_curve_moves_funds(case):
    """With less in the fund there is no plan, with as much or more it is the same; off, there is nothing to move."""
    scenario = funded(case, 77000.25)
    built = build(choosing(scenario, menus(scenario)))
    chosen = choose(scenario, menus(scenario), built=built)
    curve = Why(scenario, menus(scenario), built, chosen).budget
    assert [notch.value for notch in curve] == [None] * 5 + [7700025] * 6
    scenario = funded(case, 77000.25, "off")
    built = build(choosing(scenario, menus(scenario)))
    assert Why(scenario, menus(scenario), built, chosen).budget == ()


def test_rules_are_named_by_fund_and_year(case):
    """Every limit of a fund has an id of its own, with the fund's name in the sentence."""
    text = {"zh": "运行经费", "en": "running costs"}
    funds = {"run": {"lines": ["contract"], "by_year": [1.0, 2.0, 3.0], "text": text}, "told": {"lines": ["staff"]}}
    said = {rule.id: rule.text for rule in named(case({"budget": {"funds": funds}}))}
    mine = [id for id in said if id.startswith("budget")]
    assert mine == [f"budget.funds.run.{year}" for year in (2026, 2027, 2028)]
    assert "运行经费" in said[mine[0]].zh
    assert "running costs" in said[mine[2]].en


WRONG = {
    "budget.funds.a.lines.1": {"budget": {"funds": {"a": {"lines": ["staff", "wages"]}}}},
    "budget.funds.b.lines.0": {"budget": {"funds": {"a": {"lines": ["contract"]}, "b": {"lines": ["wage"]}}}},
    "budget.funds.a.lines.1 ": {"budget": {"funds": {"a": {"lines": ["tax", "tax"]}}}},
    "budget.funds.a.by_year": {"budget": {"funds": {"a": {"lines": ["staff"], "by_year": [1.0]}}}},
    "passthrough.x": {"passthrough": {"x": {}}},
    "passthrough.x ": {"passthrough": {"x": {"quantity": 5.0}}},
    "passthrough.x  ": {"passthrough": {"x": {"per_year": 5.0, "repairs": {"small": {"per_year": 1.0, "cost": 2.0}}}}},
    "passthrough.x.fund": {"passthrough": {"x": {"per_year": 5.0, "fund": "a"}}},
    "passthrough.y.fund": {"passthrough": {"y": {"per_year": 5.0, "fund": "a"}},
                           "budget": {"funds": {"a": {"lines": []}, "b": {"lines": ["passthrough"]}}}},
    "passthrough.x.site": {"passthrough": {"x": {"per_year": 5.0, "site": "Z"}}},
    "passthrough.x.service": {"passthrough": {"x": {"per_year": 5.0, "service": "Z"}}},
    "passthrough.x.standard": {"passthrough": {"x": {"per_year": 5.0, "standard": [1.0]}}},
}  # fmt: skip


@pytest.mark.parametrize("where", WRONG)
def test_funds_and_items_are_checked(case, where):
    """Names that lead nowhere, lines named twice, years that do not fit and costs stated twice or not at all."""
    with pytest.raises(ValidationError) as caught:
        case(WRONG[where])
    found = [fault for error in caught.value.errors() for fault in error["ctx"]["faults"]]
    assert where.strip() in {".".join(map(str, fault.path)) for fault in found}


def test_unused_blocks_leave_the_hash(case):
    """A case without funds and items paid at cost keeps the hash it had before there were any."""
    scenario = case()
    assert scenario.hash() == "077311a46a60db862d93af2f9ce01911f28ae5bdb5f80e88955ef8e1915929ae"
    assert case({"budget": {"state": "off", "funds": {"a": {}}}}).hash() != scenario.hash()
    assert case({"passthrough": {"x": {"per_year": 1.0}}}).hash() != scenario.hash()
    assert case({"study.search_settings": 61}).hash() != scenario.hash()
