"""A large tender: vendors that bid for many lots at discounts by lots, and for packages that stand only as a whole.

It takes one service of a generated compound, buys it for many lots in one year, and has its menus made here.
"""

import random
import tempfile
from pathlib import Path

WAGE = 2600
"""Yuan a month about which vendors bid."""


def case(lots, vendors, each, packages, seed):
    """Return the data of a programme; every vendor bids for `each` lots and for so many packages of them."""
    from houqin.model.levers import Setting
    from houqin.model.scenario import Scenario
    from houqin.solvers.menu import Effort, Menu, Point, options
    from houqin.solvers.programme import choosing

    dice = random.Random(seed)
    scenario = Scenario.model_validate(told(dice, lots, vendors, each, packages))
    need = {unit: dice.uniform(8, 30) for unit in scenario.units}

    def menu(option):
        posts = round(need[option.unit] * dice.uniform(0.95, 1.05))
        empty = [0] * (len(scenario.levers(option.unit)) - 1)
        return Menu(option, (Point(Setting((posts, *empty)), posts, ()),), (), Effort(1, 1, 1, 1))

    return choosing(scenario, [menu(option) for option in options(scenario)])


def told(dice, lots, vendors, each, packages):
    """Return the scenario as a dictionary: two steps of discount a vendor, and limits on lots and winners."""
    tree, unit = base()
    names, bids = [f"u{i}" for i in range(lots)], {}
    for j in range(vendors):
        mine = sorted(dice.sample(names, each))
        terms = {"vendor": f"v{j}", "modes": ["people_only"]}
        steps = [{"from_units": each // 6, "rate": 0.02}, {"from_units": each // 3, "rate": 0.05}]
        wage = round(WAGE * dice.uniform(0.95, 1.1), 2)
        bids[f"b{j}"] = {**terms, "units": mine, "wage_per_month": wage, "discounts": steps}
        for p in range(packages):
            some, wage = sorted(dice.sample(mine, dice.randint(2, 4))), round(WAGE * dice.uniform(0.87, 1.03), 2)
            bids[f"p{j}-{p}"] = {**terms, "units": some, "wage_per_month": wage, "bundle": True}
    tree["vendors"] = {f"v{j}": {"incumbent": True, "capacity": 100000} for j in range(vendors)}
    tree["policy"] = {
        "holdings": {"state": "hard", "most": max(each // 3, lots // 12)},
        "winners": {"state": "hard", "low": 5, "high": vendors},
    }
    now = {unit: bid["vendor"] for bid in bids.values() for unit in bid["units"]}
    units = {u: {**unit, "today": {**unit["today"], "vendor": now[u]}} for u in sorted(now)}
    return {**tree, "workforce": {}, "bids": bids, "units": units}


def base():
    """Return a generated compound as a dictionary, for one year and without a budget, and a unit of it."""
    from houqin.scenarios.province import province
    from houqin.scenarios.read import read

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "province.yaml"
        file.write_text(province(1), encoding="utf-8")
        tree = read(file).model_dump(mode="json")
    unit = next(unit for unit in tree["units"].values() if "people_only" in unit["modes"])
    del tree["budget"]
    tree["horizon"]["years"] = 1
    return tree, {**unit, "modes": ["people_only"], "today": {**unit["today"], "mode": "people_only"}}
