"""Services invited in by a timetable: users pay, the vendor comes if it pays, and space has only so many half-days."""

import json
import random
from dataclasses import asdict, replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin import journey
from houqin.model.alike import alike
from houqin.model.errors import InfeasibleError
from houqin.model.policy import Rule
from houqin.model.scenario import Scenario
from houqin.reports import awards, reasons, store
from houqin.reports.html import html
from houqin.reports.why import document
from houqin.solvers import concession, conflict, lagrange, prices, questions, rebid, recheck, recount, why
from houqin.solvers.alternatives import alternatives
from houqin.solvers.choose import choose
from houqin.solvers.ledger import ledger
from houqin.solvers.menu import Option
from houqin.solvers.programme import amount, build, choosing, solve
from houqin.solvers.rules import named
from houqin.solvers.verify import verify
from pydantic import ValidationError


def lent(name):
    """Return a neighbouring file as a module."""
    place = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = module_from_spec(place)
    place.loader.exec_module(module)
    return module


shops, twins = lent("test_concession"), lent("twins")
wider, counting = shops.wider, shops.counting
SEEDS = (1, 11, 14, 19, 37, 44, 61)
"""In most of them space decides."""
SLOTS = "sites.A.slots_per_week"


@pytest.fixture(autouse=True)
def visited():
    """Lend the cleaning kind visits, tickets, food and overtime."""
    with wider.visited():
        yield


def generated(seed):
    """Return changes and points of a random small case in which vendors may come to three units of two sites by timetable."""
    changes, points = wider.generated(seed)
    dice = random.Random(f"invited {seed}")
    for bid, units in (("market", ["A", "C"]), ("kiosk", ["A", "B", "C"])):
        changes[f"bids.{bid}"] = {
            "vendor": dice.choice(["old", "new", "late"]), "units": units, "modes": ["invited"], "basis": "unit",
            "wage_per_month": dice.choice([1400.0, 1633.33]), "materials_per_month": 31.7,
            "slots_per_week": dice.randint(1, 4), "overhead_rate": dice.choice([0.0, 0.055]),
            "per_unit": dice.choice([{}, {"visit": 0.113}]),
            "concession": {"users_pay": {"visit": dice.choice([2.0, 3.505])}, "margin": dice.choice([0.0, 0.05]),
                           "goods_cost": {"visit": dice.choice([0.0, 0.25])}},
        }  # fmt: skip
        for unit in units:
            changes[f"units.{unit}.modes"] = [*changes[f"units.{unit}.modes"], "invited"]
            if dice.random() < 0.8:
                points[unit, "invited", bid] = [replace(wider.families.spot(dice), volumes=wider.volumes(dice))]
    changes = {path: list(dict.fromkeys(v)) if path.endswith(".modes") else v for path, v in changes.items()}
    changes |= {SLOTS: dice.randint(1, 6), "sites.B.slots_per_week": dice.randint(0, 3),
                "policy.slots": {"state": dice.choice(["hard", "soft", "off"]), "weight": dice.choice([500.0, 30000.0])}}  # fmt: skip
    return changes, points


class World(wider.World):
    """Enumeration that knows how many half-days a site has."""

    def value(self, plan):
        """Return what a plan is worth; None where a hard rule is broken."""
        rule, over = self.s.policy.slots, 0
        for site, place in self.s.sites.items():
            here = (o for u, (o, _) in plan.items() if o.mode == "invited" and self.s.units[u].site == site)
            over += max(0, sum(self.s.bids[option.bid].slots_per_week for option in here) - place.slots_per_week)
        value = super().value(plan)
        if value is None or (over and rule.state == "hard"):
            return None
        return value + over * wider.families.fine(rule) * sum(self.discount) * (rule.state == "soft")


def against(case, seed):
    """Assert that programme, second count and bound agree with enumeration; return the units invited in, in the best plan."""
    changes, points = generated(seed)
    scenario, menus = case(changes), wider.families.menus_of(points)
    world = World(scenario, points)
    values = [v for v in map(world.value, world.plans()) if v is not None]
    try:
        chosen = choose(scenario, menus)
    except InfeasibleError:
        chosen = None
    assert (chosen.value if chosen else None) == ((min(values) + 500000) // 1000000 if values else None)
    if chosen is None:
        return 0
    counting.recounted(scenario, chosen)
    assert lagrange.prove(scenario, menus, chosen.value).bound == chosen.value
    return sum(award.option.mode == "invited" for award in chosen.plan.awards)


def test_programme_and_bound_equal_enumeration(case):
    """The least over all plans is found, counted again and proven, to the fen, on seven cases."""
    assert sum([against(case, seed) > 0 for seed in SEEDS]) == 6


@pytest.mark.slow
@pytest.mark.parametrize("block", range(10))
def test_programme_and_bound_equal_enumeration_often(case, block):
    """The same on two hundred further cases."""
    for seed in range(1000 + 20 * block, 1020 + 20 * block):
        against(case, seed)


def test_what_a_vendor_lacks_agrees_with_trial(case):
    """By trial of every whole yuan; the programme and the verifier's count agree, and half the half-days lack half."""
    lacks = []
    for seed in range(6):
        changes, points = generated(seed)
        scenario = case(changes)
        for at, point in ((at, p) for at, found in points.items() if at[1] == "invited" for p in found):
            option, row = Option(*at), dict(zip(shops.ROW, at, strict=True))
            lacks.append(concession.lacking(scenario, option, point))
            assert lacks[-1] == wider.shortage(scenario, option, point)
            assert lacks[-1] == rebid.lacking(recount.Tariff(scenario), row, shops.year(point))
    assert 0 in lacks
    assert max(lacks) > 1000


# --- by hand -------------------------------------------------------------------------------------------------------


def comes(slots, **terms):
    """Return a bid under which users pay 2 yuan a visit, so many half-days a week."""
    deal = {"users_pay": {"visit": 2.0}, "goods_cost": {"visit": 0.5}, "margin": 0.1}
    return {"vendor": "new", "units": ["A", "C"], "modes": ["invited"], "basis": "unit", "wage_per_month": 2000.0,
            "slots_per_week": slots, "concession": deal, **terms}  # fmt: skip


HAND = {**counting.PLAIN, "units.A.modes": ["people_only", "invited"], "units.C.modes": ["people_only", "invited"],
        "finance.price_growth": 0.0, "bids.market": comes(4), SLOTS: 7}  # fmt: skip
MARKET = Option("A", "invited", "market")


def menus(units="AC", others="B"):
    """Return menus of 600 visits a day: a vendor may come to some units, the bureau pays five posts at others."""
    found = {(unit, "invited", "market"): [shops.at(600)] for unit in units}
    return wider.families.menus_of({**found, **{(unit, "people_only", "old"): [shops.at(600)] for unit in others}})


def test_money_follows_the_half_days(case):
    """Four of ten half-days: 600 visits on two fifths of 250 days, at 20 fen of subsidy, are 12,000 yuan; no post is paid."""
    scenario = case({**HAND, "bids.market": comes(4, per_unit={"visit": 0.2}), "policy.slots": {"state": "off"}})
    chosen = choose(scenario, menus())
    lines = {(v.unit, v.item): v.fen for v in ledger(scenario, chosen.plan)}
    assert lines["A", "meal_fee"] == 1200000
    assert {item for unit, item in lines if unit == "A"} == {"meal_fee"}
    (row, *_) = questions.per_unit(scenario, chosen.plan, ledger(scenario, chosen.plan))
    assert (row.unit, row.cost, row.quantity) == ("A", 20.0, 60000.0)


def test_account_is_that_of_the_half_days(case):
    """Two fifths of a year: 120,000 paid, goods 30,000, five people 48,000 instead of 120,000; a full week is a concession's."""
    bill = concession.takings(case(HAND), MARKET, shops.at(600))
    assert (bill.users, bill.goods, bill.people, bill.left) == (120000, 30000, 48000, 42000)
    full = concession.takings(case({**HAND, "bids.market": comes(10)}), MARKET, shops.at(600))
    shop = case({**shops.HAND, "bids.shop.concession.rent_per_year": 0.0})
    assert full == concession.takings(shop, Option("A", "concession", "shop"), shops.at(600))


def test_machines_count_for_their_half_days(case):
    """A machine a vendor brings twice a week wears a fifth as much for this account, and its fee is paid as stated."""
    point = replace(shops.at(600), machines=(("scrubber", 2),))
    scenario = case({**HAND, "bids.market": comes(2, machine_per_year={"scrubber": 100.0})})
    bill = concession.takings(scenario, MARKET, point)
    assert bill.machines == 2 * (30000 / 8 + 1500) / 5
    assert bill.bureau == 2 * 100
    option = {"unit": "A", "mode": "invited", "bid": "market"}
    assert rebid.lacking(recount.Tariff(scenario), option, shops.year(point)) == concession.lacking(scenario, MARKET, point)


def test_visitors_get_no_award_of_excellent_vendors(case):
    """Awards go to people who work here all year: none to those who come by a timetable, by both counts."""
    excellent = {"policy.bonus": {"award_per_head": 8000.0}, "vendors.new.scores": {"survey": 95.0}}
    scenario = case({**HAND, **excellent, SLOTS: 8})
    chosen = choose(scenario, menus())
    lines = ledger(scenario, chosen.plan)
    assert not [v for v in lines if v.item == "bonus"]
    rows = wider.families.rows(scenario, chosen.plan)
    assert recount.recount(recount.Tariff(scenario), rows, []) == [asdict(v) for v in lines]


def test_space_is_the_conflict_and_a_half_day_the_way_out(case):
    """Two services that only come by timetable ask for eight half-days where there are seven; one more is the repair."""
    found = conflict.conflict(case(HAND), menus())
    assert [rule.id for rule in found.rules] == [SLOTS]
    assert "7" in found.rules[0].text.zh
    assert [(r.rule, r.amount, r.unit) for r in found.repairs] == [(SLOTS, 1.0, "half-day")]
    assert "1" in found.repairs[0].text.zh
    assert choose(case({**HAND, SLOTS: 8}), menus()).value == choose(case({**HAND, "policy.slots.state": "off"}), menus()).value


def test_space_may_be_bought_where_the_rule_is_soft(case):
    """A half-day that is missing costs its price each year; the verifier counts the same; off, it costs nothing."""
    free = choose(case({**HAND, "policy.slots": {"state": "off"}}), menus()).value
    scenario = case({**HAND, "policy.slots": {"state": "soft", "weight": 1234.5}})
    chosen = choose(scenario, menus())
    assert chosen.value == free + 123450
    assert {rule.id: rule.violation for rule in chosen.rules}[SLOTS] == 1
    counting.recounted(scenario, chosen)


def test_services_of_other_sites_do_not_share_space(case):
    """Unit B stands elsewhere: its half-days are its own site's."""
    changes = {**HAND, "bids.market": comes(4, units=["A", "B"]), "units.B.modes": ["people_only", "invited"]}
    chosen = choose(case({**changes, SLOTS: 4, "sites.B.slots_per_week": 4}), menus("AB", "C"))
    assert [a.option.mode for a in chosen.plan.awards] == ["invited", "invited", "people_only"]
    found = conflict.conflict(case({**changes, SLOTS: 4, "sites.B.slots_per_week": 3}), menus("AB", "C"))
    assert [rule.id for rule in found.rules] == ["sites.B.slots_per_week"]


def test_plan_beyond_its_space_is_caught(case):
    """The verifier adds the half-days up: a forged plan that takes eight of seven breaks the rule in every year."""
    scenario = case({**HAND, SLOTS: 8})
    chosen = choose(scenario, menus())
    rows, lines = wider.families.rows(scenario, chosen.plan), [asdict(v) for v in ledger(scenario, chosen.plan)]
    for room, units in ((8, [0]), (7, [1]), (0, [8])):
        tariff = recount.Tariff(case({**HAND, SLOTS: room}))
        broken = {id: found for id, _, found in recheck.violations(tariff, rows, [], [0], lines)}
        assert broken[SLOTS] == units


def test_break_even_price_of_a_visit(case):
    """A subsidy of 50 fen a visit is dearer than the posts at the half-days it comes; the price that draws level is told."""
    cheap = {"bids.old.wage_per_month": 1480.0, "bids.market": comes(4, per_unit={"visit": 5.0}), SLOTS: 8}
    scenario = case({**HAND, **cheap})
    both = wider.families.menus_of({("A", "invited", "market"): [shops.at(600)],
                                    **{(u, "people_only", "old"): [shops.at(600)] for u in "ABC"}})  # fmt: skip
    built = build(choosing(scenario, both))
    chosen = choose(scenario, both, built=built)
    assert chosen.plan.awards[0].option.mode == "people_only"
    (other,) = alternatives(scenario, both, chosen, built=built, only=[MARKET])
    even = other.break_even_per_unit
    posts = 5 * sum(fen for _, _, fen in prices.head_lines(scenario, Option("A", "people_only", "old")))
    assert even == pytest.approx(posts / 100 / (600 * 250 * 0.4), abs=1e-6)
    assert amount(built.case, other.plan, MARKET, "visit") == pytest.approx(60000.0)


# --- units that are alike ------------------------------------------------------------------------------------------


def halls(sites, slots, room):
    """Return a case of four equal units to which a vendor may come, at some sites, and its menus."""
    tree, _ = twins.generated(1)
    units = [f"a{i}" for i in range(4)]
    unit = {**next(iter(tree["units"].values())), "modes": ["people_only", "invited"], "secrecy": "open",
            "today": {"mode": "people_only", "vendor": "v1", "setting": {"posts": 6}}}  # fmt: skip
    tree |= {
        "units": {name: {**unit, "site": f"site {sites[i]}"} for i, name in enumerate(units)}, "workforce": {}, "standards": {},
        "policy": {"slots": {"state": "hard"}}, 
        "sites": {f"site {s}": {"area_m2": 1000.0, "slots_per_week": room} for s in sites},
        "bids": {"t": {"vendor": "v1", "units": units, "modes": ["people_only"], "wage_per_month": 2000.0},
                 "m": {**comes(slots), "vendor": "v1", "units": units,
                       "concession": {"users_pay": {"day": 9000.0}}}},
    }  # fmt: skip
    tree["vendors"] = {"v1": {"incumbent": True}}
    post = twins.spot(random.Random(1), 0)
    points = {("a", mode, bid): [replace(post, short=())] for mode, bid in (("people_only", "t"), ("invited", "m"))}
    scenario = Scenario.model_validate(tree)
    return scenario, twins.menus_of(scenario, points)


@pytest.mark.parametrize(("sites", "invited"), [("ssss", 2), ("sstt", 4), ("stuv", 4), ("sstu", 4)])
def test_units_decided_together_share_the_space_of_their_site(sites, invited):
    """Units of one site are decided together, those of others apart: seven half-days hold two visits of three."""
    scenario, menus = halls(sites, 3, 7)
    assert len(alike(scenario)) == len(set(sites))
    apart, joint = (solve(build(choosing(scenario, menus, classes))) for classes in (None, alike(scenario)))
    assert joint.value == apart.value
    held = [a.option.mode for a in joint.plan.awards].count("invited")
    assert held == invited
    off = scenario.policy.model_copy(update={"slots": Rule()})
    assert len(alike(scenario.model_copy(update={"policy": off}))) == 1


# --- hostile input -------------------------------------------------------------------------------------------------

WRONG = {
    "bids.market.modes": {"bids.market.slots_per_week": None},
    "bids.shop.slots_per_week": {"bids.shop": {**shops.SHOP, "slots_per_week": 2},
                                 "units.A.modes": ["people_only", "concession"]},
    "bids.market.concession.rent_per_year": {"bids.market.concession.rent_per_year": 1.0},
    "bids.market.concession.given_per_year": {"bids.market.concession.given_per_year": 1.0},
    "sites.A": {SLOTS: None},
    "bids.market.basis": {"bids.market.basis": "post"},
}  # fmt: skip


@pytest.mark.parametrize("where", WRONG)
def test_terms_that_do_not_fit_are_refused(case, where):
    """Without half-days on either side, or with space of its own, or paid by the post, the file is wrong at that place."""
    with pytest.raises(ValidationError) as caught:
        case({**HAND, **WRONG[where]})
    assert where in {".".join(map(str, f.path)) for error in caught.value.errors() for f in error["ctx"]["faults"]}


@pytest.mark.parametrize("changes", [{"bids.market.slots_per_week": 0}, {"bids.market.slots_per_week": 11},
                                     {"bids.market.slots_per_week": 1.5}, {SLOTS: -1}])  # fmt: skip
def test_numbers_out_of_range_are_refused(case, changes):
    """A week has ten half-days; none, parts of one and less than none are refused."""
    with pytest.raises(ValidationError):
        case({**HAND, **changes})


def test_what_is_not_used_leaves_no_trace(case):
    """Cases into which nobody is invited have no such rule; a space that is stated and not asked for makes no row."""
    assert not [rule.id for rule in named(case()) if rule.id.startswith("sites.")]
    assert not [rule.id for rule in named(case({SLOTS: 3})) if rule.id.startswith("sites.")]
    assert case({SLOTS: 3}).hash() != case().hash() == case({"policy.slots": {"state": "hard"}}).hash()


# --- a whole run ---------------------------------------------------------------------------------------------------


def stall(slots, pay):
    """Return a bid of a vendor that comes on some half-days a week and takes so much a day from users."""
    return {"vendor": "new", "modes": ["invited"], "basis": "unit", "wage_per_month": 2400.0, "slots_per_week": slots,
            "concession": {"users_pay": {"day": pay}, "goods_cost": {"day": 1600.0}, "margin": 0.03}}  # fmt: skip


HALL = {**shops.STALL["units"]["A"], "modes": ["full", "invited"]}
FAIR = {
    **shops.STALL, "units": {"A": HALL, "C": HALL}, SLOTS: 3,
    "bids": {
        "paid": {**shops.STALL["bids"]["paid"], "units": ["A", "C"]},
        "barber": {**stall(2, 2900.0), "units": ["A"]}, "books": {**stall(4, 2900.0), "units": ["C"]},
        "poor": {**stall(1, 2000.0), "units": ["A", "C"]},
    },
    "policy.route": {"state": "hard", "routes": {"quotes": {"cost_per_year": 500.0}}},
}  # fmt: skip


def test_whole_run_with_services_invited_in(case, tmp_path):
    """Of two that would come space holds the shorter one; the rule has its price, page one says so, and verify agrees, not if forged."""
    answer = journey.run(case(FAIR))
    place = store.save(answer, tmp_path / "run", lang=None)
    result = json.loads((place / "result.json").read_text())
    assert {a["unit"]: a["bid"] for a in result["plan"]} == {"A": "barber", "C": "paid"}
    aim = result["objective"]
    assert aim["exact_bound"] == aim["value"] >= aim["lower_bound"]
    assert verify(place) == ()
    (rule,) = [r for r in result["rules"] if r["id"] == SLOTS]
    assert rule["price_per_year"] > 0
    said = " ".join(awards.sentences(result, "zh"))
    assert "定期邀请进驻 1 项" in said
    assert "邀请服务(定期进驻)" in html(result, [], "zh")
    accounts = {row["bid"]: row["margin"] for row in result["margins"]}
    assert accounts["poor"] < 0 < accounts["barber"]
    ((_, (line,)),) = reasons.sections(document(why.why(answer), name="books"), "zh")
    assert "场地每周多供 1 个半天" in line
    result["plan"][1] |= {"mode": "invited", "bid": "books", "vendor": "new"}
    (place / "result.json").write_text(json.dumps(result))
    assert any(SLOTS in str(fault) for fault in verify(place))
