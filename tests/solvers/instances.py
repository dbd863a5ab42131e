"""Instances in the text formats in which they are published, as cases with menus, and plans as their solutions.

Four structures stand inside the sourcing programme. How their files are laid out, all numbers apart by white space:

assignment with capacities (GAP)
    How many instances follow. Of each: agents m and jobs n; m rows of n costs (profits where the most is sought); m rows
    of n needs; m capacities.
single-source facility location (CAP)
    Sites m and customers n; m pairs of capacity (or the word `capacity`, one for all, given apart) and fixed cost; of
    each customer its demand and the m costs of serving all of it from each site.
multiple-choice knapsack (MCKP)
    Classes n and the capacity; of each class its number of items, then a pair of profit and weight for each.
winner determination (WDP)
    Lines; those that begin with `%` are remarks. `goods n`, `bids m`, `dummy d` (goods n .. n + d - 1 that nobody wants,
    which make bids exclude each other), then a line a bid: number, price, goods, `#`.

A case has one year, no taxes, no growth and people who cost nothing, so that only what is stated costs: a coin is a
machine that a vendor brings for a fen a year. An instance's money is counted in the smallest decimal that occurs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.solvers.menu import Effort, Menu, Option, Point

SERVICE = {
    "kind": "cleaning",
    "zone_types": {"office": {"indoor": True, "dirt": {"paper": {"rate": 1.5, "removal": 20.0}}}},
    "shifts": {"day": {"start": "07:00", "end": "15:00"}},
    "posts": {"rounds": {"role": "rounds", "shift": "day", "low": 0, "high": 60}},
    "machines": {"coin": {"high": 1}},
    "tasks": {},
}
PLACE = {"kind": "cleaning", "zones": {"all": {"type": "office", "count": 1, "area_m2": 1000.0}}}


@dataclass(frozen=True)
class Gap:
    """Jobs to agents within capacities: costs and needs by agent and job; `most` where profits are to be made large."""

    costs: tuple[tuple[Fraction, ...], ...]
    needs: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]
    most: bool = False

    def value(self, agents):
        """Return what an assignment (an agent a job) costs or earns; None where an agent has too much to do."""
        for i, capacity in enumerate(self.capacities):
            if sum(self.needs[i][j] for j, agent in enumerate(agents) if agent == i) > capacity:
                return None
        return sum((self.costs[i][j] for j, i in enumerate(agents)), Fraction(0))


@dataclass(frozen=True)
class Cap:
    """Customers, each from one site: capacities and fixed costs of sites, demands, costs by customer and site."""

    capacities: tuple[int, ...]
    fixed: tuple[Fraction, ...]
    demands: tuple[int, ...]
    costs: tuple[tuple[Fraction, ...], ...]

    def value(self, sites):
        """Return what an assignment (a site a customer) costs; None where a site serves too much."""
        for i, capacity in enumerate(self.capacities):
            if sum(self.demands[j] for j, site in enumerate(sites) if site == i) > capacity:
                return None
        return sum(self.fixed[i] for i in set(sites)) + sum(self.costs[j][i] for j, i in enumerate(sites))


@dataclass(frozen=True)
class Mckp:
    """One item of each class within a capacity: (profit, weight) of items by class."""

    capacity: int
    classes: tuple[tuple[tuple[Fraction, int], ...], ...]

    def value(self, items):
        """Return the profit of a choice (an item a class); None where it is too heavy."""
        taken = [self.classes[c][i] for c, i in enumerate(items)]
        return None if sum(w for _, w in taken) > self.capacity else sum((p for p, _ in taken), Fraction(0))


@dataclass(frozen=True)
class Wdp:
    """Bids for sets of goods, each good sold at most once: (price, goods) by bid; goods are counted with the dummies."""

    goods: int
    bids: tuple[tuple[Fraction, frozenset[int]], ...]

    def value(self, accepted):
        """Return what bids bring in; None where two want the same good."""
        sold = [g for b in accepted for g in self.bids[b][1]]
        return None if len(sold) > len(set(sold)) else sum((self.bids[b][0] for b in accepted), Fraction(0))


# --- reading and writing -------------------------------------------------------------------------------------------


def _whole(word):
    number = Fraction(word)
    if number.denominator != 1:
        raise ValueError(f"{word} is not whole")
    return int(number)


def read_gap(text, most=False):
    """Return the instances of a file of assignments with capacities."""
    words = iter(text.split())

    def table(m, n, kind):
        return tuple(tuple(kind(next(words)) for _ in range(n)) for _ in range(m))

    found = []
    for _ in range(_whole(next(words))):
        m, n = _whole(next(words)), _whole(next(words))
        costs, needs = table(m, n, Fraction), table(m, n, _whole)
        found.append(Gap(costs, needs, table(1, m, _whole)[0], most))
    return _ended(words, tuple(found))


def read_cap(text, capacity=None):
    """Return the instance of a file of facility location; `capacity` stands for the word of that name."""
    words = iter(text.split())
    m, n = _whole(next(words)), _whole(next(words))
    sites = [(next(words), Fraction(next(words))) for _ in range(m)]
    rows = [(_whole(next(words)), tuple(Fraction(next(words)) for _ in range(m))) for _ in range(n)]
    capacities = tuple(capacity if word == "capacity" else _whole(word) for word, _ in sites)
    fixed, demands = tuple(f for _, f in sites), tuple(d for d, _ in rows)
    return _ended(words, Cap(capacities, fixed, demands, tuple(c for _, c in rows)))


def read_mckp(text):
    """Return the instance of a file of a multiple-choice knapsack."""
    words = iter(text.split())
    n, capacity = _whole(next(words)), _whole(next(words))
    classes = [
        tuple((Fraction(next(words)), _whole(next(words))) for _ in range(_whole(next(words)))) for _ in range(n)
    ]
    return _ended(words, Mckp(capacity, tuple(classes)))


def read_wdp(text):
    """Return the instance of a file of winner determination."""
    lines = [line.split() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("%")]
    head = {line[0]: _whole(line[1]) for line in lines if line[0] in ("goods", "bids", "dummy")}
    rows = [line for line in lines if line[0] not in head]
    goods = head["goods"] + head.get("dummy", 0)
    found = tuple((Fraction(row[1]), frozenset(map(_whole, row[2 : row.index("#")]))) for row in rows)
    if len(found) != head["bids"] or any(not 0 <= g < goods for _, wanted in found for g in wanted):
        raise ValueError("bids are missing, or want goods that there are not")
    return Wdp(goods, found)


def _ended(words: Iterator[str], found):
    if next(words, None) is not None:
        raise ValueError("the file is longer than it says")
    return found


def write(instance):
    """Return an instance as the text it would be read from."""
    if isinstance(instance, Gap):
        m, n = len(instance.costs), len(instance.costs[0])
        return _text([[1], [m, n], *instance.costs, *instance.needs, instance.capacities])
    if isinstance(instance, Cap):
        sites = zip(instance.capacities, instance.fixed, strict=True)
        rows = [row for d, costs in zip(instance.demands, instance.costs, strict=True) for row in ([d], costs)]
        return _text([[len(instance.fixed), len(instance.demands)], *sites, *rows])
    if isinstance(instance, Mckp):
        rows = [row for items in instance.classes for row in ([len(items)], *items)]
        return _text([[len(instance.classes), instance.capacity], *rows])
    bids = [[b, price, *sorted(wanted), "#"] for b, (price, wanted) in enumerate(instance.bids)]
    return _text([["%", "ours"], ["goods", instance.goods], ["bids", len(bids)], ["dummy", 0], *bids])


def _text(rows):
    said = lambda v: v if isinstance(v, str) else f"{float(v):.10g}"  # noqa: E731 - short
    return "\n".join(" ".join(map(said, row)) for row in rows) + "\n"


# --- to cases and back ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Adapted:
    """An instance as a case: its menus, how many fen one of its units of money is, and what its best costs more."""

    scenario: Scenario
    menus: tuple[Menu, ...]
    scale: int
    shift: Fraction = Fraction(0)
    """The instance's value is `shift` less what the plan costs, where the most is sought; else `shift` is 0."""
    most: bool = False

    def value(self, fen):
        """Return the value of a plan in the instance's own money."""
        cost = Fraction(fen, self.scale)
        return self.shift - cost if self.most else cost


def _scale(numbers):
    """Return the smallest power of ten that makes numbers whole."""
    scale = 1
    while any((number * scale).denominator != 1 for number in numbers):
        scale *= 10
    return scale


def _scenario(units, vendors, bids, policy=None):
    """Return a case in which only coins and ways of procurement cost anything."""
    first = next(iter(bids))
    unit = {
        "site": "S", "service": "work", "place": PLACE, "modes": ["full"],
        "today": {"mode": "full", "vendor": bids[first]["vendor"], "setting": {"rounds": 0, "coin": 0}},
    }  # fmt: skip
    free = {"modes": ["full"], "wage_per_month": 0.0, "machine_per_year": {"coin": 0.01}}
    return Scenario.model_validate({
        "schema_version": 1, "id": "instance", "title": {"zh": "实例", "en": "instance"},
        "horizon": {"start": "2026-01-01", "years": 1},
        "finance": {"discount_rate": 0.0, "wage_growth": 0.0, "price_growth": 0.0, "vat_rate": 0.0, "surcharge_rate": 0.0},
        "labour": {"minimum_wage_per_month": 0.0, "social_insurance_rate": 0.0, "social_insurance_base_floor": 0.0,
                   "housing_fund_rate": 0.0, "liability_insurance_per_month": 0.0},
        "sites": {"S": {"area_m2": 1000.0}}, "services": {"work": SERVICE},
        "units": dict.fromkeys(units, unit), "standards": {},
        "equipment": {"coin": {"price": 0.0, "life_years": 1.0, "upkeep_rate": 0.0, "resale_rate": 0.0}},
        "workforce": {}, "vendors": vendors, "bids": {name: {**free, **bid} for name, bid in bids.items()},
        "modes": {}, "transition": {}, "policy": {"capacity": {"state": "hard"}, **(policy or {})},
    })  # fmt: skip


def _menu(unit, bid, points):
    """Return a menu of (posts, coins); the coins are the money, the place of a point its first lever."""
    found = [
        Point(Setting((k, 0)), posts, (("coin", coins),) if coins else ()) for k, (posts, coins) in enumerate(points)
    ]
    return Menu(Option(unit, "full", bid), tuple(found), (), Effort(1, 1, 1, 1))


def adapt(instance):
    """Return an instance as a case with menus."""
    return {Gap: _gap, Cap: _cap, Mckp: _mckp, Wdp: _wdp}[type(instance)](instance)


def _gap(instance):
    """Agents are vendors who can man so many posts, jobs units; each vendor bids for all."""
    scale, jobs = _scale([c for row in instance.costs for c in row]), range(len(instance.costs[0]))
    top = [max(row[j] for row in instance.costs) if instance.most else Fraction(0) for j in jobs]
    units, vendors = [f"job{j}" for j in jobs], {f"agent{i}": {"capacity": c} for i, c in enumerate(instance.capacities)}
    menus = [
        _menu(f"job{j}", f"agent{i}", [(instance.needs[i][j], int(abs(top[j] - instance.costs[i][j]) * scale))])
        for j in jobs for i in range(len(vendors))
    ]  # fmt: skip
    bids = {name: {"vendor": name, "units": units} for name in vendors}
    return Adapted(_scenario(units, vendors, bids), tuple(menus), scale, sum(top, Fraction(0)), instance.most)


def _cap(instance):
    """Sites are vendors with a way of procurement of their own, whose cost is the fixed cost; customers are units."""
    scale = _scale([*instance.fixed, *(c for row in instance.costs for c in row)])
    sites, units = range(len(instance.fixed)), [f"customer{j}" for j in range(len(instance.demands))]
    vendors = {f"site{i}": {"capacity": instance.capacities[i], "routes": [f"way{i}"]} for i in sites}
    routes = {f"way{i}": {"cost_per_year": float(instance.fixed[i] * scale / 100)} for i in sites}
    menus = [
        _menu(unit, f"site{i}", [(instance.demands[j], int(instance.costs[j][i] * scale))])
        for j, unit in enumerate(units) for i in sites
    ]  # fmt: skip
    bids = {name: {"vendor": name, "units": units} for name in vendors}
    policy = {"route": {"state": "hard", "routes": routes}}
    return Adapted(_scenario(units, vendors, bids, policy), tuple(menus), scale)


def _mckp(instance):
    """Classes are units of one vendor, items settings: posts weigh, and coins are what the best item earns more."""
    scale = _scale([p for items in instance.classes for p, _ in items])
    top = [max(p for p, _ in items) for items in instance.classes]
    units = [f"class{c}" for c in range(len(top))]
    menus = [
        _menu(unit, "all", [(w, int((best - p) * scale)) for p, w in items])
        for unit, best, items in zip(units, top, instance.classes, strict=True)
    ]
    scenario = _scenario(units, {"sack": {"capacity": instance.capacity}}, {"all": {"vendor": "sack", "units": units}})
    return Adapted(scenario, tuple(menus), scale, sum(top, Fraction(0)), True)


def _wdp(instance):
    """Goods are units, bids stand as a whole; a good nobody buys goes to one who keeps it, at more than any asks."""
    scale = _scale([price for price, _ in instance.bids])
    keep = max(-(-int(price * scale) // len(wanted)) for price, wanted in instance.bids)
    units = [f"good{g}" for g in range(instance.goods)]
    bids = {"keep": {"vendor": "keep", "units": units}}
    menus = [_menu(unit, "keep", [(0, keep)]) for unit in units]
    for b, (price, wanted) in enumerate(instance.bids):
        share, rest = divmod(keep * len(wanted) - int(price * scale), len(wanted))
        bids[f"bid{b}"] = {
            "vendor": f"bidder{b}", "units": [f"good{g}" for g in sorted(wanted)], "bundle": len(wanted) > 1,
        }  # fmt: skip
        menus += [_menu(f"good{g}", f"bid{b}", [(0, share + (k < rest))]) for k, g in enumerate(sorted(wanted))]
    vendors = {bid["vendor"]: {} for bid in bids.values()}
    return Adapted(_scenario(units, vendors, bids), tuple(menus), scale, Fraction(keep * instance.goods, scale), True)


def solution(instance, plan):
    """Return a plan as the instance's own solution, as its `value` takes it."""
    bids = [award.option.bid for award in plan.awards]
    if isinstance(instance, Gap):
        return tuple(int(bid.removeprefix("agent")) for bid in bids)
    if isinstance(instance, Cap):
        return tuple(int(bid.removeprefix("site")) for bid in bids)
    if isinstance(instance, Mckp):
        return tuple(award.years[0].point.setting.levels[0] for award in plan.awards)
    return tuple(sorted({int(bid.removeprefix("bid")) for bid in bids if bid != "keep"}))
