"""`houqin why`: a saved run is opened again and asked, in both languages and as JSON; nothing is searched twice."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from houqin import journey
from houqin.model.levers import Setting
from houqin.reports import recall, store
from houqin.scenarios.read import load
from houqin.solvers import ledger, why
from houqin.solvers.answer import Answer
from houqin.solvers.choose import choose
from houqin.solvers.menu import Effort, Estimate, Menu, Option, Point, options

Call = Callable[..., tuple[int, str, str]]


def menus(scenario: Any) -> tuple[Menu, ...]:
    """Return menus of one setting an option: today's, with nobody in post beyond those who may stay."""
    found = []
    for option in (o for o in options(scenario) if o.mode != "full"):
        levels = tuple(scenario.units[option.unit].today.setting[v.name] for v in scenario.levers(option.unit))
        machines = tuple((v.name, n) for v, n in zip(scenario.levers(option.unit), levels, strict=True) if v.cost == "machine" and n)
        posts = sum(n for v, n in zip(scenario.levers(option.unit), levels, strict=True) if v.cost == "post")
        seen = {m: Estimate(0.99, 0.1, 0.01) for m in scenario.targets(option.unit)}
        points = tuple(Point(Setting(levels, staff), posts, machines, seen) for staff in staffing(scenario, option, posts))
        found.append(Menu(option, points, (), Effort(1, 1, 1, 1)))
    return tuple(found)


def staffing(scenario: Any, option: Option, posts: int) -> list[int]:
    """Return a few numbers of staff in post."""
    from houqin.solvers.menu import staffing as possible

    return [n for n in possible(scenario, option) if n <= posts][::8] or [0]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder with menus made by hand."""
    scenario = load("changchun").scenario
    offered = menus(scenario)
    plan = choose(scenario, offered).plan
    answer = Answer(scenario, "certified", offered, plan, ledger.ledger(scenario, plan))
    return store.save(answer, tmp_path_factory.mktemp("runs") / "r", lang=None)


@pytest.fixture(scope="module")
def stuck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run folder without a plan: there is no money."""
    changes = {"budget": {"state": "hard", "present_value": 1000.0}}
    answer = Answer(load("changchun", overrides=changes).scenario, "infeasible")
    return store.save(answer, tmp_path_factory.mktemp("runs") / "stuck", lang=None)


def test_json_tells_rules_prices_and_plans(saved: Path, call: Call) -> None:
    """All that is asked is in one JSON document; the plan is the run's own."""
    code, out, _ = call("why", str(saved), "--alternatives", "0", "--not", "in_house", "--format", "json")
    found = json.loads(out)
    result = store.read(saved, "result.json")
    assert code == 0
    assert found["plan_hash"] == result["plan_hash"]
    held = {(a["unit"], a["mode"]) for a in result["plan"]}
    assert {(r["unit"], r["mode"]) for r in found["why_not"]["options"]} == {
        (unit, "in_house") for unit in result["units"] if (unit, "in_house") not in held
    }
    assert "rules" not in found


def test_rules_are_told_without_being_asked(saved: Path, call: Call) -> None:
    """Without options every rule is told with its price; with `--rule` one is, named by a part of its id."""
    everything = json.loads(call("why", str(saved), "--format", "json")[1])
    one = json.loads(call("why", str(saved), "--rule", "no_dismissal", "--format", "json")[1])
    assert len(everything["rules"]) > 5
    assert [r["id"] for r in one["rules"]] == ["policy.no_dismissal"]
    assert one["rules"][0] in everything["rules"]
    assert {p["first"] for p in one["pairs"]} | {p["second"] for p in one["pairs"]} <= {r["id"] for r in everything["rules"]}


def test_cost_is_weighed_against_an_aim(saved: Path, call: Call, monkeypatch: Any) -> None:
    """`--frontier` tells efficient plans from the run's own to the best under the aim, each dearer, each on fresh days."""
    monkeypatch.setattr(why, "certify", lambda *_: SimpleNamespace(status="certified"))
    code, out, _ = call("why", str(saved), "--frontier", "changes", "--format", "json")
    found = json.loads(out)
    told = found["frontier"]["packages"]
    assert code == 0
    assert "rules" not in found
    assert found["frontier"]["complete"]
    assert told[0]["value"] == found["value"]
    assert len(told) > 1
    assert [p["value"] for p in told] == sorted({p["value"] for p in told})
    assert [p["changes"] for p in told] == sorted({p["changes"] for p in told}, reverse=True)
    assert [p["status"] for p in told] == [None] + ["certified"] * (len(told) - 1)


@pytest.mark.parametrize(("lang", "asked"), [("zh", ()), ("en", ("--not", "in_house"))])
def test_narrow_terminal(saved: Path, call: Call, monkeypatch: Any, lang: str, asked: tuple[str, ...]) -> None:
    """At forty columns no line is wider, nothing is lost to GBK, and English is free of Chinese but for names."""
    monkeypatch.setenv("COLUMNS", "40")
    code, out, _ = call("why", str(saved), "--lang", lang, *asked)
    assert code == 0
    assert out.strip()
    out.encode("gbk")
    wide = max(sum(2 if ord(c) > 0x2E80 else 1 for c in line.rstrip()) for line in out.splitlines())
    assert wide <= 40


def test_case_without_plan_is_explained(stuck: Path, call: Call, monkeypatch: Any) -> None:
    """A run without a plan names the conflict and ways out, ends with 4, and its menus come from the search's cache."""
    asked = []

    def explored(scenario: Any, **given: Any) -> tuple[Menu, ...]:
        asked.append(given)
        return menus(scenario)

    monkeypatch.setattr(journey, "explore", explored)
    code, out, _ = call("why", str(stuck), "--format", "json")
    found = json.loads(out)["conflict"]
    assert code == 4
    assert asked[0]["cache"] is not None
    assert {r["id"] for r in found["rules"]} == {"budget.present_value"}
    assert [r["rule"] for r in found["ways"][0]["repairs"]] == ["budget.present_value"]
    assert found["ways"][0]["value"] == pytest.approx(100 * (1000 + found["ways"][0]["repairs"][0]["amount"]), abs=2)


@pytest.mark.parametrize(
    "argv", [("--rule", "no_such"), ("--rule", "policy"), ("--not", "nobody"), ("--alternatives", "9"), ("--apart", "0"), ("--frontier", "fun")]
)
def test_unknown_names_are_refused(saved: Path, call: Call, argv: tuple[str, ...]) -> None:
    """A rule or name that is not there, or could be several, ends with 2 and names what there is."""
    code, out, err = call("why", str(saved), *argv)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_changed_run_is_not_explained(saved: Path, call: Call, tmp_path: Path) -> None:
    """A result or scenario that is not the one the manifest lists ends with 5."""
    for name, old, new in (("result.json", '"certified"', '"marginal"'), ("scenario.json", '"years": ', '"years": 1')):
        copy = tmp_path / f"copy-{name}"
        copy.mkdir()
        for file in ("result.json", "scenario.json", "manifest.json"):
            text = (saved / file).read_text(encoding="utf-8")
            (copy / file).write_text(text.replace(old, new, 1) if file == name else text, encoding="utf-8")
        assert call("why", str(copy))[0] == 5


def test_menus_are_those_that_were_saved(saved: Path) -> None:
    """What is read back of the menus is what the plan was chosen from: settings, money, and what the search saw."""
    scenario, result = recall.opened(saved)
    for ours, theirs in zip(recall.menus(result), menus(scenario), strict=True):
        assert ours.option == theirs.option
        assert ours.points == theirs.points
        assert [p.values for p in ours.points] == [p.values for p in theirs.points]
