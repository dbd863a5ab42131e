"""Faults across the parts of a scenario that would otherwise stop a run in the middle."""

import houqin as hq
import pytest


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
