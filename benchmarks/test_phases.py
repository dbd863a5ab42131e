"""Every phase of every benchmark, timed by pytest-benchmark: `make bench`, `make bench-full` for the ladder.

Absolute times, to be compared on one machine (`pytest-benchmark compare`); the ratios of `run.py` travel. What each has
done is asserted against `work.json`, so that nothing gets faster by doing less; whoever changes a case or the model on
purpose pins it anew: `make bench-pin`.
"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from suite import PHASES, suite

SAME = 1e-4
"""Relative difference of work that is still the same: mathematical functions differ in the last bit by platform."""
SLOW = ("explore", "run")
pytestmark = pytest.mark.filterwarnings("ignore:Benchmark fixture was not used")


def pytest_generate_tests(metafunc):
    full = metafunc.config.getoption("--full")
    found = [
        pytest.param(bench, point, phase, id=f"{bench.name}-{point}-{phase}")
        for bench in suite()
        for point in (bench.sweep if full else bench.sweep[:1])
        for phase in bench.phases
    ]
    metafunc.parametrize(("bench", "point", "phase"), found)


def test_phase(bench, point, phase, benchmark, pinned, request):
    """The phase does the work that is pinned."""
    for module in bench.requires:
        pytest.importorskip(module, reason=f"missing: {module}")
    task = PHASES[phase](bench.build(point))
    slow = phase in SLOW
    result = benchmark.pedantic(task.run, rounds=1 if slow else 5, warmup_rounds=0 if slow else 1)
    found, name = task.done(result), request.node.callspec.id
    benchmark.extra_info.update(found)
    if request.config.getoption("--pin"):
        pinned[name] = found
    assert name in pinned, f"the work of {name} is not pinned: make bench-pin"
    assert found == pytest.approx(pinned[name], rel=SAME), f"{name} does other work; if that is meant: make bench-pin"
