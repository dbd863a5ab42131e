"""The whole walk on the small case: what every answer must satisfy, and the shipped overrides."""

import json
from dataclasses import replace
from pathlib import Path

import houqin as hq
import pytest
from houqin import journey
from houqin.reports.html import html
from houqin.reports.result import result
from houqin.solvers import ledger
from houqin.solvers.answer import Answer
from houqin.solvers.explore import GAP

from .conftest import SMALL

KEYS = """schema_version scenario seed status objective plan contracts workforce
certificate engines rules conflicts alternatives provenance"""


def test_answer_has_every_key(answer: Answer) -> None:
    """The result has every key a platform relies on, and survives JSON."""
    found = json.loads(json.dumps(result(answer), allow_nan=False))
    assert [key for key in KEYS.split() if key not in found] == []
    assert found["status"] in ("certified", "marginal")
    assert all(e["holds"] for e in found["expect"])


def test_engines_agree(answer: Answer) -> None:
    """Both engines told the same days, event by event."""
    assert answer.certificate is not None
    assert answer.certificate.identical
    assert answer.certificate.reference_replications > 0


def test_bound_is_below(answer: Answer) -> None:
    """The lower bound does not exceed the value, and the value is what the ledger adds up to."""
    assert answer.objective is not None
    assert 0 < answer.objective.lower_bound <= answer.objective.value
    assert answer.objective.value == ledger.present_value(answer.scenario, answer.ledger)


def test_same_bytes_for_any_jobs(small: hq.Scenario, answer: Answer) -> None:
    """One thread and no cache give the same plan, certificate and objective as two threads."""
    again = hq.run(small, jobs=1)
    assert (again.plan, again.certificate, again.objective) == (answer.plan, answer.certificate, answer.objective)


def test_nobody_protected_is_dismissed(answer: Answer) -> None:
    """Protected staff stay or leave by themselves."""
    assert answer.plan is not None
    assert all(sum(path.dismiss) == 0 for path in answer.plan.paths)


def test_budget_below_the_optimum_is_infeasible(small: hq.Scenario, shelf: Path) -> None:
    """A budget of 1 yuan less than the proven optimum of the menus has no plan, and the budget is named."""
    best = hq.optimize(small, hq.explore(small, cache=shelf))
    lines = ledger.ledger(small, best)
    least = ledger.present_value(small, lines) / 100 - 1
    budget = small.budget.model_copy(update={"state": "hard", "present_value": least})
    poor = hq.run(small.model_copy(update={"budget": budget}), cache=shelf)
    assert poor.status == "infeasible"
    assert poor.conflict_proven
    assert "budget.present_value" in [rule.id for rule in poor.conflict]


def test_many_options_are_solved_for_on_request(
    small: hq.Scenario, shelf: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond so many options the plan is the same, nothing else is solved for, and page one says how to ask."""
    monkeypatch.setattr(journey, "SINGLY", 1)
    brief = hq.run(small, cache=shelf)
    assert brief.plan == answer.plan
    assert answer.alternatives and not brief.alternatives
    assert any(rule.price_per_year for rule in answer.rules) and not any(rule.price_per_year for rule in brief.rules)
    found = result(brief)
    assert "houqin why" in html(found, []) and "houqin why --not" not in html(result(answer), [])


def test_the_bound_of_many_options_is_the_same_beside_the_certificate(
    small: hq.Scenario, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Solved for by a thread meanwhile or afterwards, a bound is the same, and so is all else."""
    monkeypatch.setattr(journey, "SINGLY", 1)
    after, beside = (hq.run(small, cache=shelf, jobs=jobs) for jobs in (1, 2))
    assert after == beside
    assert after.objective is not None and after.objective.lower_bound > 0


def test_cancelled_run_stops(small: hq.Scenario) -> None:
    """A token set before the start ends the run at its first step."""
    token = hq.CancelToken()
    token.set()
    with pytest.raises(hq.Cancelled):
        hq.run(small, cancel=token)


def test_progress_has_stages(small: hq.Scenario, shelf: Path, answer: Answer) -> None:
    """Every stage reports its first and last step."""
    events: list[hq.ProgressEvent] = []
    hq.run(small, cache=shelf, progress=events.append)
    assert list(dict.fromkeys(e.stage for e in events)) == ["explore", "choose", "certify", "explain"]
    assert all(0 <= e.done <= e.total for e in events)


def _changed(name: str, shelf: Path) -> Answer:
    return hq.run(hq.read("changchun", scenario=(name,), overrides=SMALL), jobs=2, cache=shelf)


def _paired(a: Answer, b: Answer) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two answers' costs on common futures, in fen."""
    found = ledger.between(a.scenario, a.ledger, b.scenario, b.ledger)
    return found.lower, found.upper


def test_minimum_wage_costs_more(answer: Answer, shelf: Path) -> None:
    """Raising the minimum wage to 1,780 yuan raises the cost on every common future of the interval."""
    lower, _ = _paired(_changed("最低工资上调", shelf), answer)
    assert lower > 0


def test_wage_growth_costs_more(answer: Answer, shelf: Path) -> None:
    """Faster wages raise the cost on every common future of the interval."""
    lower, _ = _paired(_changed("工资快涨", shelf), answer)
    assert lower > 0


@pytest.mark.slow
def test_protection_costs(answer: Answer, shelf: Path) -> None:
    """Dropping the protection never costs more: that difference is the price of protection."""
    freed = _changed("取消分流保护", shelf)
    assert freed.objective is not None and answer.objective is not None
    assert freed.objective.value <= answer.objective.value
    _, upper = _paired(freed, answer)
    assert upper <= 0


def test_five_scrubbers(answer: Answer, shelf: Path) -> None:
    """With two more scrubbers than are owned every year has five, and that saves no more than the search may miss."""
    more = _changed("五台洗地机", shelf)
    assert more.plan is not None and more.objective is not None and answer.objective is not None
    assert all(dict(y.point.machines)["洗地机"] == 5 for y in more.plan.awards[0].years)
    missed = GAP * answer.objective.value
    assert more.objective.value >= answer.objective.value - missed
    lower, _ = _paired(more, answer)
    assert lower >= -missed


def test_answer_is_frozen(answer: Answer) -> None:
    """An answer can be replaced, never changed."""
    with pytest.raises(AttributeError):
        answer.status = "certified"  # type: ignore[misc]
    assert replace(answer, status="limit").status == "limit"


def test_saved_run_verifies(answer: Answer, tmp_path: Path) -> None:
    """A saved run stands up to the verifier, and its report is one file that needs no network and says its status."""
    folder = hq.save(answer, tmp_path / "run")
    assert hq.verify(folder) == ()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert 'src="http' not in page and "<script" not in page
    assert all(name in page for name in (*answer.scenario.units, "天庭物业"))


def test_lying_times_have_percentiles(answer: Answer) -> None:
    """Half and 95 % of the litter of each compound are gone after times that a median and a tail must obey."""
    found = result(answer)["certification"]["percentiles"]
    assert set(found) == set(answer.scenario.units)
    for rows in found.values():
        assert all(0 < row["p50"] <= row["p95"] for row in rows.values())
