"""Options of `pytest benchmarks`: the ladder, and pinning the work anew."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

WORK = Path(__file__).with_name("work.json")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Know the options."""
    parser.addoption("--full", action="store_true", help="every size of every sweep")
    parser.addoption("--pin", action="store_true", help="write the work that is done into work.json")


@pytest.fixture(scope="session")
def pinned(request: pytest.FixtureRequest) -> Iterator[dict[str, dict[str, float]]]:
    """Return the work by benchmark; what is put there is kept with `--pin`."""
    known = json.loads(WORK.read_text(encoding="utf-8"))
    yield known
    if request.config.getoption("--pin"):
        WORK.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8")
