"""A small case of two units, told as a dictionary, and menus made by hand."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from houqin.model.levers import Setting
from houqin.model.scenario import Scenario
from houqin.scenarios.province import province
from houqin.scenarios.read import read
from houqin.solvers.menu import Effort, Floor, Menu, Option, Point, options

CLEANING = {
    "kind": "cleaning",
    "zone_types": {"office": {"indoor": True, "dirt": {"paper": {"rate": 1.5, "removal": 20.0}}}},
    "shifts": {"day": {"start": "07:00", "end": "15:00"}},
    "posts": {
        "rounds": {"role": "rounds", "shift": "day", "low": 0, "high": 60},
        "tasks": {"role": "tasks", "shift": "day", "low": 0, "high": 60},
    },
    "machines": {"scrubber": {"high": 5}},
    "tasks": {
        "mop": {
            "zones": ["office"],
            "shift": "day",
            "windows": [["07:30", "11:00"]],
            "hand": {"rate": 300.0},
            "machine": {"type": "scrubber", "rate": 900.0},
        }
    },
}


def unit(site: str, mode: str, vendor: str | None, setting: dict[str, int], owned: int) -> dict[str, Any]:
    """Return a unit with one zone group."""
    return {
        "site": site,
        "service": "cleaning",
        "place": {"kind": "cleaning", "zones": {"all": {"type": "office", "count": 4, "area_m2": 70000.0}}},
        "today": {"mode": mode, "vendor": vendor, "setting": setting},
        "owned": {"scrubber": owned},
        "owned_age_years": 3.0,
        "materials_per_month": 60.0,
    }


NONE = 10**9
"""People that no compound has."""
BASE: dict[str, Any] = {
    "schema_version": 1,
    "id": "two",
    "title": {"zh": "两个办公区", "en": "two compounds"},
    "horizon": {"start": "2026-01-01", "years": 3},
    "finance": {
        "discount_rate": 0.03,
        "wage_growth": {"dist": "triangular", "low": 0.03, "mode": 0.05, "high": 0.08},
        "price_growth": {"dist": "uniform", "low": 0.0, "high": 0.04},
        "vat_rate": 0.06,
        "surcharge_rate": 0.12,
    },
    "labour": {
        "minimum_wage_per_month": 1480.0,
        "social_insurance_rate": 0.3,
        "social_insurance_base_floor": 2000.0,
        "housing_fund_rate": 0.08,
        "liability_insurance_per_month": 30.0,
    },
    "sites": {"A": {"area_m2": 70000.0}, "B": {"area_m2": 70000.0}},
    "services": {"cleaning": CLEANING},
    "units": {
        "A": unit("A", "people_only", "old", {"rounds": 30, "tasks": 13, "scrubber": 3}, 3),
        "B": unit("B", "hybrid", "old", {"rounds": 30, "tasks": 13, "scrubber": 4}, 4),
    },
    "standards": {"cleaning": {"litter_indoor": {"at_least": 0.9}}},
    "equipment": {"scrubber": {"price": 30000.0, "life_years": 8.0, "upkeep_rate": 0.05, "resale_rate": 0.5}},
    "workforce": {
        "staff": {
            "headcount": 39,
            "units": ["B"],
            "pay": {"take_home_per_month": 3000.0, "take_home_share": 0.8, "welfare_per_month": 100.0},
            "retirements": [1, 2],
            "exit": {"max_per_year": 2, "payment": 60000.0},
            "redeploy": {"vacancies_per_year": 1, "cost": 8000.0, "relief_per_year": 40000.0},
            "severance": 90000.0,
        }
    },
    "hiring": {"pay": {"gross_per_month": 2200.0}, "over_retirement_share": 0.1, "overhead_rate": 0.02},
    "vendors": {
        "old": {"incumbent": True, "capacity": 60, "over_retirement_share": 0.4},
        "new": {"capacity": 100, "over_retirement_share": 0.1, "conduct": {"productivity": 1.05}},
    },
    "bids": {
        "old": {
            "vendor": "old", "units": ["A", "B"], "modes": ["people_only", "hybrid", "full"], "term_years": 1,
            "wage_per_month": 1480.0, "welfare_per_month": 50.0, "materials_per_month": 70.0,
            "overhead_rate": 0.06, "profit_rate": 0.05, "machine_per_year": {"scrubber": 9000.0},
        },
        "new": {
            "vendor": "new", "units": ["A", "B"], "modes": ["people_only", "full"], "term_years": 3,
            "wage_per_month": 1750.0, "materials_per_month": 65.0, "overhead_rate": 0.05, "profit_rate": 0.04,
        },
        "agency": {
            "vendor": "new", "units": ["A"], "modes": ["people_only"], "form": "dispatch", "term_years": 5,
            "wage_per_month": 1600.0, "fee_per_month": 80.0,
        },
    },
    "modes": {"people_only": {"supervision_per_year": 30000.0}, "full": {"supervision_per_year": 40000.0}},
    "transition": {"vendor_change": 20000.0},
}  # fmt: skip


def patched(changes: dict[str, Any], base: dict[str, Any] = BASE) -> dict[str, Any]:
    """Return the base case with dotted paths replaced; a value `None` removes the key."""
    tree = copy.deepcopy(base)
    for path, value in changes.items():
        *above, last = path.split(".")
        node = tree
        for step in above:
            node = node.setdefault(step, {})
        if value is None:
            node.pop(last, None)
        else:
            node[last] = copy.deepcopy(value)
    return tree


@pytest.fixture(scope="session")
def case() -> Callable[..., Scenario]:
    """Return the maker of the small case with changes by dotted path."""
    return lambda changes=None: Scenario.model_validate(patched(changes or {}))


def spot(levels: tuple[int, ...], staff: int = 0, short: tuple[str, ...] = (), origin: str = "search") -> Point:
    """Return a point of the small case: rounds, tasks, scrubbers."""
    machines = (("scrubber", levels[2]),) if levels[2] else ()
    return Point(Setting(levels, staff), levels[0] + levels[1], machines, {}, short, origin)


@pytest.fixture(scope="session")
def menus() -> Callable[[Scenario], tuple[Menu, ...]]:
    """Return the maker of menus by hand for the small case.

    Vendors need 40 posts at A and 36 at B with 3 scrubbers, or 2 more posts with 1 scrubber less; every ten staff in
    post cost one post more. Floors are one post below the cheapest point.
    """

    def make(scenario: Scenario) -> tuple[Menu, ...]:
        found = []
        for option in options(scenario):
            mixed = option.unit == "B" and option.mode in ("in_house", "hybrid")
            staffed = (39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 20, 10, 0) if mixed else (0,)
            need = {"A": 40, "B": 36}[option.unit] - 2 * (option.bid == "new")
            points, floors = [], []
            for staff in staffed:
                posts = max(staff, need + staff // 10)
                points.append(spot((posts - 10, 10, 3), staff))
                points.append(spot((posts - 8, 10, 2), staff))
                floors.append(Floor(staff, (1, 1, 0), posts - 1, True))
            found.append(Menu(option, tuple(points), tuple(floors), Effort(1, 1, 1, 1)))
        return tuple(found)

    return make


@pytest.fixture(scope="session")
def compounds(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Scenario]:
    """Return the maker of a generated province of so many compounds, its days never doubled, with a study of its own.

    Its compounds have neither canteens nor fleets unless it is said from how many people on they do.
    """

    def make(sites: int, grand: int = NONE, **study: object) -> Scenario:
        file = tmp_path_factory.mktemp("compounds") / "province.yaml"
        file.write_text(province(sites, grand=grand), encoding="utf-8")
        return read(file, overrides={f"study.{name}": value for name, value in {"doublings": 0, **study}.items()})

    return make


@pytest.fixture(scope="session")
def option() -> Callable[..., Option]:
    """Return the maker of options."""
    return Option
