"""The decisions of a saved plan, checked against the scenario: structure, arithmetic of people and machines, rules."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..model.levers import Setting
from ..model.mode import MODES
from ..model.policy import Rule
from ..model.scenario import Scenario
from . import rebid, repurse
from .recount import CONTRACT, Tariff, rational, retired, worth
from .rules import came, named, standard_id

Row = dict[str, Any]
Fault = tuple[str, str, str]
"""(place in result.json, sentence in Chinese, sentence in English)."""
Violation = tuple[str, Rule, list[int]]
"""Rule id, its terms, and the units by which it is broken in each year."""
ONCE = "budget.present_value"
YEARLY = (
    "policy.no_dismissal", "policy.no_growth", "policy.gradual", "policy.capacity", "policy.route", "policy.share",
    "policy.single_source.add_on",
)  # fmt: skip
"""Rules that are broken year by year; so are those with names of their own for a group, a standard or a year."""


def structure(scenario: Scenario, awards: list[Row], people: list[Row], at: str) -> Iterator[Fault]:
    """Yield what is wrong with the shape and arithmetic of a plan; `at` is its key in result.json."""
    if [a["unit"] for a in awards] != list(scenario.units):
        yield at, "单元与方案输入不符", "the units are not those of the scenario"
        return
    for i, award in enumerate(awards):
        for where, zh, en in (*_option(scenario, award), *_years(scenario, award), *_fleet(scenario, award)):
            yield f"{at}[{i}].{where}", zh, en
    yield from _people(scenario, awards, people, "workforce" if at == "plan" else "baseline_workforce")


def _option(scenario: Scenario, award: Row) -> Iterator[Fault]:
    """Yield faults of a unit's option and of what is copied from elsewhere."""
    unit, bid, mode = scenario.units[award["unit"]], award["bid"], award["mode"]
    terms = scenario.bids.get(bid) if bid else None
    if mode not in MODES or MODES[mode].outsourced != (terms is not None):
        yield "mode", "模式与报价不符", "mode and bid do not go together"
    elif terms and (award["unit"] not in terms.units or mode not in terms.modes):
        yield "bid", "报价不含此单元或模式", "the bid does not cover this unit and mode"
    elif terms and terms.reference and rebid.bidden(scenario, award["unit"], mode):
        yield "bid", "已有企业报价的单元不能用参考价", "a reference is used where a firm bids"
    if award["vendor"] != (terms.vendor if terms else None):
        yield "vendor", "企业与报价不符", "the vendor is not the bid's"
    if len(award["years"]) != scenario.horizon.years:
        yield "years", "年数不符", "another number of years than the horizon"
    first = award["years"][0]
    team = "vendor" if bid else "hired"
    copied = {
        "site": unit.site,
        "service": unit.service,
        "kind": scenario.kind(award["unit"]).name,
        **{key: first[key] for key in ("setting", "equipment", "posts", "staff")},
        "heads": {**first["staff_by_group"], team: first["other"]},
    }
    if award.get("reference") != rebid.quoted(scenario, bid):
        yield "reference", "与参考价不符", "not what the reference tariff says"
    for key, value in copied.items():
        if award[key] != value:
            yield key, "与第一年或输入不符", "differs from the first year or the scenario"


def _years(scenario: Scenario, award: Row) -> Iterator[Fault]:
    """Yield faults of a unit's settings."""
    unit, levers = award["unit"], scenario.levers(award["unit"])
    kind, spec = scenario.kind(unit), scenario.spec(unit)
    for y, year in enumerate(award["years"]):
        where = f"years[{y}]"
        if list(year["setting"]) != [v.name for v in levers]:
            yield f"{where}.setting", "岗位设备与服务不符", "the levers are not the service's"
            continue
        setting = Setting(tuple(year["setting"].values()), year["staff"])
        for v, level in zip(levers, setting.levels, strict=True):
            if not isinstance(level, int) or level < 0:
                yield f"{where}.setting.{v.name}", "须为非负整数", "must be whole and not negative"
        if year["posts"] != kind.posts(spec, setting):
            yield f"{where}.posts", "岗位数与设置不符", "not the posts of the setting"
        machines = {t: n for t, n in kind.machines(spec, setting).items() if n}
        if {t: n for t, n in year["machines"] if n} != machines or dict(year["machines"]) != year["equipment"]:
            yield f"{where}.equipment", "设备数与设置不符", "not the machines of the setting"
        if year["other"] != year["posts"] - year["staff"] or year["other"] < 0:
            yield f"{where}.other", "人数加总不符", "posts, staff and others do not add up"
        taken = award["bid"] and scenario.bids[award["bid"]].takes_staff
        able = scenario.staff_for(unit) if MODES[award["mode"]].staff or taken else {}
        if sum(year["staff_by_group"].values()) != year["staff"] or not set(year["staff_by_group"]) <= set(able):
            yield f"{where}.staff_by_group", "在编人员与岗位不符", "the staff in post do not fill these posts"


def _fleet(scenario: Scenario, award: Row) -> Iterator[Fault]:
    """Yield faults of a unit's machines."""
    unit = scenario.units[award["unit"]]
    held, old = Counter(unit.owned), Counter(unit.owned)
    equipped = MODES[award["mode"]].equipment == "bureau"
    for y, year in enumerate(award["years"]):
        where = f"years[{y}]"
        counts = [n for key in ("own", "buy", "sell", "lease") for n in year[key].values()]
        if not all(isinstance(n, int) and n >= 0 for n in counts):
            yield where, "设备数须为非负整数", "numbers of machines must be whole and not negative"
        held.update(year["buy"])
        held.subtract(year["sell"])
        old.subtract(year["sell"])
        if {t: n for t, n in held.items() if n} != {t: n for t, n in year["own"].items() if n}:
            yield f"{where}.own", "自有设备增减不符", "owned machines do not follow from bought and sold ones"
        if min(old.values(), default=0) < 0:
            yield f"{where}.sell", "出售多于现有", "more sold than owned today"
        aged = unit.owned_age_years + y
        past = (t for t, kind in scenario.equipment.items() if kind.renewed and aged >= kind.life_years)
        if any(old[t] > 0 for t in past):
            yield f"{where}.own", "超过使用年限仍在用", "machines are used beyond their life"
        for machine in year["lease"]:
            if scenario.equipment[machine].lease_per_year is None:
                yield f"{where}.lease", "该设备不可租", "this machine is not for lease"
        for machine, need in year["machines"] if equipped else ():
            if year["own"].get(machine, 0) + year["lease"].get(machine, 0) < need:
                yield f"{where}.own", "设备不足", "fewer machines than the setting needs"


def _people(scenario: Scenario, awards: list[Row], people: list[Row], at: str) -> Iterator[Fault]:
    """Yield faults of the paths of staff in post."""
    years = range(scenario.horizon.years)
    if [(row["group"], row["year"]) for row in people] != [(g, y) for g in scenario.workforce for y in years]:
        yield at, "人员分组或年份不符", "groups or years are not the scenario's"
        return
    before: Row = {}
    for i, row in enumerate(people):
        terms, y = scenario.workforce[row["group"]], row["year"]
        start = before["present"] - before["retire"] if y else terms.headcount
        left = row["exit"] + row["redeploy"] + row["dismiss"]
        retire = retired(terms, len(years))[y]
        working = sum(award["years"][y]["staff_by_group"].get(row["group"], 0) for award in awards)
        good = {
            "present": row["present"] == start - left + row["recruit"] and row["present"] >= retire,
            "retire": row["retire"] == retire,
            "stay": row["stay"] == row["present"] - row["retire"],
            "exit": 0 <= row["exit"] <= terms.exit.max_per_year,
            "redeploy": 0 <= row["redeploy"] <= terms.redeploy.vacancies_per_year,
            "dismiss": row["dismiss"] >= 0,
            "recruit": row["recruit"] >= 0,
            "working": row["working"] == working <= row["present"],
        }
        for key, fine in good.items():
            if not fine:
                yield f"{at}[{i}].{key}", "人员变动不符", "the path of people does not add up"
        before = row


def violations(
    tariff: Tariff, awards: list[Row], people: list[Row], totals: list[int], lines: list[Row]
) -> Iterator[Violation]:
    """Yield every rule with the units by which a plan breaks it; rules over the whole horizon count in every year.

    `lines` is the plan's ledger, `totals` its costs by year.
    """
    scenario = tariff.scenario
    years = range(scenario.horizon.years)
    broken: dict[str, list[int]] = {}
    protected = {g for g, terms in scenario.workforce.items() if terms.protected}
    for key, rule in (("dismiss", "policy.no_dismissal"), ("recruit", "policy.no_growth")):
        mine = [r for r in people if key == "recruit" or r["group"] in protected]
        broken[rule] = [sum(r[key] for r in mine if r["year"] == y) for y in years]
    policy = scenario.policy
    broken["policy.gradual"] = [_leaving(scenario, people, y) for y in years]
    bids = [scenario.bids[a["bid"]] for a in awards if a["bid"]]
    manned = [Counter[str]() for _ in years]
    for award in awards:
        for y, year in enumerate(award["years"]):
            manned[y][award["vendor"] or ""] += year["other"]
    spare = {v: firm.capacity for v, firm in scenario.vendors.items()}
    broken["policy.capacity"] = [sum(max(0, n - spare[v]) for v, n in manned[y].items() if v) for y in years]
    count = len({bid.vendor for bid in bids} - rebid.awaited(scenario))
    whole = {
        "policy.winners": max(0, policy.winners.low - count) + max(0, count - policy.winners.high),
        "policy.term": sum(bid.term_years > policy.term.years for bid in bids),
        "policy.no_dispatch": sum(bid.form == "dispatch" for bid in bids),
        "policy.changes": max(0, _changed(scenario, awards) - policy.changes.most),
    }
    broken |= {rule: [units] * len(years) for rule, units in whole.items()}
    if scenario.budget.funds:
        broken |= repurse.over(scenario, repurse.spent(scenario, awards, lines))
    broken |= _over(tariff, totals) | _short(scenario, awards) | _split(scenario, awards) | _lacking(tariff, awards)
    broken |= rebid.broken(scenario, tariff.growth, awards, lines, CONTRACT)
    broken |= rebid.waived(scenario, awards, lines, CONTRACT)
    for each in named(scenario):
        yield each.id, each.rule, broken.get(each.id, [0] * len(years))


def _leaving(scenario: Scenario, people: list[Row], year: int) -> int:
    """Return how many more people leave their posts in a year than may; who retires is none of them."""
    most = scenario.policy.gradual.people_per_year
    gone = sum(r["exit"] + r["redeploy"] + r["dismiss"] for r in people if r["year"] == year)
    return 0 if most is None else max(0, gone - most)


def _changed(scenario: Scenario, awards: list[Row]) -> int:
    now = {name: unit.today for name, unit in scenario.units.items()}
    return sum((a["mode"], a["vendor"]) != (now[a["unit"]].mode, now[a["unit"]].vendor) for a in awards)


def _split(scenario: Scenario, awards: list[Row]) -> dict[str, list[int]]:
    """Return the bids that stand only as a whole and are awarded in part: so many units are missing."""
    groups: dict[str, list[str]] = {}
    for bid, terms in scenario.bids.items():
        if terms.bundle or terms.bundle_name:
            groups.setdefault(terms.bundle_name or bid, []).append(bid)
    broken = {}
    for bids in groups.values():
        held = {a["unit"] for a in awards if a["bid"] in bids}
        missing = {u for bid in bids for u in scenario.bids[bid].units} - held if held else set()
        broken[f"bids.{bids[0]}.bundle"] = [len(missing)] * scenario.horizon.years
    return broken


def _lacking(tariff: Tariff, awards: list[Row]) -> dict[str, list[int]]:
    """Return the whole yuan that vendors whom users pay lack to come."""
    years, broken = range(tariff.scenario.horizon.years), dict[str, list[int]]()
    for award in awards:
        found = [rebid.lacking(tariff, award, award["years"][y]) for y in years]
        if any(found):
            before = broken.get(came(award["bid"]), [0] * len(years))
            broken[came(award["bid"])] = [a + b for a, b in zip(before, found, strict=True)]
    return broken


def _over(tariff: Tariff, totals: list[int]) -> dict[str, list[int]]:
    """Return the whole yuan by which budgets are exceeded."""
    budget, start = tariff.scenario.budget, tariff.scenario.horizon.start.year
    broken = {}
    for y, yuan in enumerate(budget.by_year or ()):
        over = -(-max(0, totals[y] - round(rational(yuan) * 100)) // 100)
        broken[f"budget.by_year.{start + y}"] = [over if y == k else 0 for k in range(len(totals))]
    if budget.present_value is not None:
        over = -(-max(0, worth(tariff, totals) - round(rational(budget.present_value) * 100)) // 100)
        broken[ONCE] = [over, *([0] * (len(totals) - 1))]
    return broken


def _short(scenario: Scenario, awards: list[Row]) -> dict[str, list[int]]:
    """Return the unit-years in which the search saw a standard missed."""
    broken: dict[str, list[int]] = {}
    for award in awards:
        for measure in scenario.targets(award["unit"]):
            rule = standard_id(scenario, award["unit"], measure)
            found = broken.setdefault(rule, [0] * scenario.horizon.years)
            for y, year in enumerate(award["years"]):
                found[y] += measure in year["short"]
    return broken


def penalty(tariff: Tariff, broken: list[Violation]) -> int:
    """Return what broken soft rules cost, in millionths of fen; a total budget's yuan count once, undiscounted."""
    cost = 0
    for rule, terms, units in broken:
        if terms.state == "soft":
            weight = round(rational(terms.weight) * 100)
            factors = [10**6] * len(units) if rule == ONCE else tariff.discount
            cost += sum(weight * n * d for n, d in zip(units, factors, strict=True))
    return cost


def spent(tariff: Tariff, value: int, lines: list[Row]) -> int:
    """Return a plan's value before users' payments are taken off, fen."""
    paid = [0] * len(tariff.discount)
    for line in lines:
        paid[line["year"]] += line["fen"] if line["item"] == "ticket" else 0
    return value - worth(tariff, paid)


def stated(rule: str, units: list[int]) -> int:
    """Return a rule's violation as result.json states it: over all years, but once where it holds for the horizon."""
    yearly = rule in YEARLY or rule.startswith(("policy.reserve.", "budget.", "standards.", "units."))
    ends = (".concession.margin", ".renewal", ".conditions.least_per_year")
    return sum(units) if yearly or rule.endswith(ends) else units[0]
