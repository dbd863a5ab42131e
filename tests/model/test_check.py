"""Faults across the parts of a scenario that would otherwise stop a run in the middle."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import houqin as hq
import pytest
from houqin.model.kinds import KINDS
from houqin.model.levers import Row
from houqin.model.measures import Measure
from houqin.model.text import Text


def _codes(overrides: dict[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(hq.ScenarioError) as caught:
        hq.read("changchun", overrides=overrides)
    return [(d.code, d.path) for d in caught.value.diagnostics]


def test_bounds_above_the_service() -> None:
    """A box that reaches beyond what the service allows is refused; the engines have no people for it."""
    assert ("HQ1303", "units.主院保洁.bounds.洗地机") in _codes({"units.主院保洁.bounds.洗地机": [0, 9]})


def test_today_above_the_service() -> None:
    """So is a present setting."""
    assert ("HQ1303", "units.主院保洁.today.setting.早班巡回") in _codes({"units.主院保洁.today.setting.早班巡回": 99})


def test_owned_is_a_machine() -> None:
    """Only machines can be owned, not posts."""
    assert ("HQ1301", "units.主院保洁.owned.早班巡回") in _codes({"units.主院保洁.owned": {"早班巡回": 1}})


def test_side_by_side_alike() -> None:
    """Two groups in one unit with different conduct are refused, since they are simulated as one team."""
    case = hq.read("changchun").model_dump(mode="json", exclude_none=True)
    group = case["workforce"]["宾馆分流职工"]
    other = {**group, "conduct": {**group["conduct"], "productivity": 0.9}}
    faults = _codes({"workforce": {"宾馆分流职工": group, "另一组": other}})
    assert [code for code, _ in faults] == ["HQ1309"]


def test_rounds_take_time() -> None:
    """Zones that are looked at and reached in no time are warned of: they make a day of countless rounds."""
    at = "units.主院保洁.place.zones.甲楼1层走廊.walk"
    found = hq.load("changchun", overrides={at: 0.0, "services.保洁.zone_types.走廊.look": 0.0}).warnings
    assert ("HQ1408", "units.主院保洁.place.zones.甲楼1层走廊") in [(d.code, d.path) for d in found]


def test_tasks_end() -> None:
    """A single occurrence of more than a thousand hours is refused."""
    faults = _codes({"services.保洁.tasks.办公室日清.hand.rate": 0.1})
    assert {code for code, _ in faults} == {"HQ1409"}


def test_today_obeys_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A present setting that breaks a rule among levers is refused in the rule's own words; one that keeps it is not."""
    kind, text = KINDS["cleaning"], Text("巡回不少于 {least} 人", "at least {least} on rounds")

    def rows(least: int) -> Callable[[Any], tuple[Row, ...]]:
        return lambda spec: (Row("r", text.fill(least=least), ((0, 1),), least),)

    monkeypatch.setitem(KINDS, "cleaning", replace(kind, rows=rows(99)))
    with pytest.raises(hq.ScenarioError) as caught:
        hq.read("changchun")
    found = [d for d in caught.value.diagnostics if d.code == "HQ1311"]
    assert found
    assert all("巡回不少于 99 人" in d.message("zh") and d.path.endswith("today.setting") for d in found)
    monkeypatch.setitem(KINDS, "cleaning", replace(kind, rows=rows(1)))
    assert hq.read("changchun")


def test_reported_measure_is_no_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A standard for a measure that is only told is refused."""
    kind = KINDS["cleaning"]

    def measures(spec: Any) -> tuple[Measure, ...]:
        return tuple(replace(m, standard=m.name != "revisit") for m in kind.measures(spec))

    monkeypatch.setitem(KINDS, "cleaning", replace(kind, measures=measures))
    assert ("HQ1312", "standards.保洁.revisit") in _codes({})


BIDS = {
    "flow nobody has": ({"per_unit": {"meal": 1.0}}, "HQ1301", "per_unit.meal"),
    "by the unit, but nothing priced": ({"basis": "unit", "modes": ["full"]}, "HQ1305", "basis"),
    "by the unit, but the bureau buys": ({"basis": "unit", "modes": ["people_only"]}, "HQ1305", "basis"),
}


@pytest.mark.parametrize("name", BIDS)
def test_bids_by_the_unit(name: str) -> None:
    """Prices of flows that no unit has, and bids by the unit that leave costs to nobody, are refused."""
    change, code, field = BIDS[name]
    bid = next(iter(hq.read("changchun").bids))
    faults = _codes({f"bids.{bid}.{key}": value for key, value in change.items()})
    assert (code, f"bids.{bid}.{field}") in faults


def test_bundles_of_two_vendors() -> None:
    """Bids of one bundle name must be of one vendor."""
    case = hq.read("changchun")
    first = next(iter(case.bids))
    other = next(b for b, bid in case.bids.items() if bid.vendor != case.bids[first].vendor)
    faults = _codes({f"bids.{b}.bundle_name": "一并" for b in (first, other)})
    assert {code for code, _ in faults} == {"HQ1310"}


def test_bundle_with_a_unit_that_allows_no_mode() -> None:
    """A bundle one of whose units allows none of its modes can never be awarded."""
    case = hq.read("changchun")
    bid = next(b for b, terms in case.bids.items() if "full" in terms.modes)
    changes = {f"bids.{bid}.bundle": True, f"bids.{bid}.modes": ["full"]}
    faults = _codes({**changes, f"units.{case.bids[bid].units[0]}.modes": ["in_house"]})
    assert ("HQ1310", f"bids.{bid}.bundle") in faults


SURVEYS = {
    "more back than sent": ({"sent": 299}, "HQ1313", "returned"),
    "grades that do not add up": ({"grades": [200, 80, 15, 4]}, "HQ1313", "grades"),
    "about nobody": ({"unit": None}, "HQ1212", ""),
    "about a stranger": ({"unit": "无此单元"}, "HQ1301", "unit"),
}


@pytest.mark.parametrize("name", SURVEYS)
def test_survey_figures(name: str) -> None:
    """Surveys whose figures contradict each other, or that are about nothing, are refused."""
    change, code, field = SURVEYS[name]
    form = {"unit": "主院保洁", "sent": 320, "returned": 300, "grades": [200, 80, 15, 5]} | change
    faults = _codes({"surveys": {"问卷": {k: v for k, v in form.items() if v is not None}}})
    assert (code, ".".join(["surveys", "问卷", *([field] if field else [])])) in faults
