"""The benchmarks as specs: who is in, and how a figure is kept."""

from collections.abc import Callable
from types import ModuleType

import pytest
from houqin.model.kinds import KINDS


def test_every_kind_is_benchmarked(page: Callable[[str], ModuleType]) -> None:
    """Each kind of `KINDS` has its benchmark without being named anywhere, and every phase has a driver."""
    suite = page("suite")
    named = {bench.name: bench for bench in suite.suite()}
    assert set(KINDS) < set(named)
    assert all(set(bench.phases) <= set(suite.PHASES) and bench.sweep for bench in named.values())
    assert {phase for bench in named.values() for phase in bench.phases} == set(suite.PHASES)


def test_work_of_a_driver_is_told(page: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver tells the work it did, and a kernel that tells less than the reference is caught."""
    suite = page("suite")
    monkeypatch.setattr(suite, "shipped", dict)  # so that the kind is simulated on its own example
    days = suite.days_of("contracted", 4)
    facts = {phase: suite.PHASES[phase](days) for phase in ("draw", "kernel", "reference")}
    told = {phase: task.done(task.run()) for phase, task in facts.items()}
    assert told["draw"]["numbers"] > 0
    assert told["kernel"]["events"] > told["reference"]["events"] > 0
    with pytest.raises(ValueError, match="zip"):
        facts["kernel"].done(facts["kernel"].run()[:-1])


def test_figures(page: Callable[[str], ModuleType]) -> None:
    """A figure is the median of its rounds with spread and control; a rival that did not run is kept as missing."""
    bench = page("timing").Bench(3)
    took = {"ours": [1.0, 1.0, 2.0], "theirs": [4.0, 6.0, 10.0]}
    bench.ratios("p", took, [("ours x theirs", "theirs", "ours", "how"), ("ours / C", "C", "ours", "-O3")])
    bench.rivals("p", took, {"other": (None, 0, "not installed here")})
    first, second, third = bench.figures
    assert first == {"name": "p: ours x theirs", "value": 5.0, "unit": "x", "control": "how", "runs": 3,
                     "spread": [4.0, 6.0]}  # fmt: skip
    assert (second["value"], second["control"]) == (None, "no C compiler on this machine")
    assert (third["name"], third["value"], third["control"]) == ("p: kernel x other", None, "not installed here")
    with pytest.raises(AssertionError, match="two figures"):
        bench.missing("p: ours / C", "again")
