"""A small Changchun: the shipped case with fewer options and days, so that whole runs take seconds."""

from pathlib import Path

import houqin as hq
import pytest
from houqin.solvers.answer import Answer

SMALL = {
    "units.主院保洁.modes": ["people_only"],
    "units.二院保洁.modes": ["hybrid", "full"],
    "workforce.宾馆分流职工.exit.max_per_year": 0,
    "workforce.宾馆分流职工.redeploy.vacancies_per_year": 0,
    "workforce.宾馆分流职工.retirements": [2, 0],
    "horizon.years": 2,
    "study.search_replications": 40,
    "study.certify_replications": 210,
    "study.reference_replications": 1,
}


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the runs of one session keep what they have simulated."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="session")
def small() -> hq.Scenario:
    """Return the small case."""
    return hq.read("changchun", overrides=SMALL)


@pytest.fixture(scope="session")
def answer(small: hq.Scenario, shelf: Path) -> Answer:
    """Return the answer to the small case."""
    return hq.run(small, jobs=2, cache=shelf)
