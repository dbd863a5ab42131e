"""The shipped trip log: it follows from the shipped case, and a fit finds the case's demand in it."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from houqin.model.kinds.fleet import FLEET, record
from houqin.model.kinds.fleet.spec import TRIPS, Spec
from houqin.model.log import Fitted, Log, content
from houqin.scenarios.logs import parse

MORE = 40
"""Logs besides the shipped one that coverage is counted over."""


def module(name: str) -> ModuleType:
    """Return a module that stands beside this file."""
    found = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert found and found.loader
    made = module_from_spec(found)
    found.loader.exec_module(made)
    return made


sheets: Any = module("sheets")
LOG = sheets.CASE.with_suffix(".csv")


@pytest.fixture(scope="module")
def fleet() -> Spec:
    """Return the fleet of the shipped case."""
    return sheets.spec()


@pytest.fixture(scope="module")
def log() -> Log:
    """Return the shipped log."""
    found = parse(LOG.read_bytes(), TRIPS, LOG.name)
    assert found.log is not None, found.faults
    return found.log


@pytest.fixture(scope="module")
def fitted(fleet: Spec, log: Log) -> Fitted:
    """Return what the shipped log tells."""
    return FLEET.fit(fleet, log, None)


def test_the_example_is_what_its_maker_makes() -> None:
    """The shipped log follows from the case and a seed, byte for byte, is small, and says that it was made up."""
    made = sheets.example()
    assert LOG.read_bytes() == made
    assert len(made) < 400_000
    assert "不是真实记录 / generated example" in made.decode("utf-8-sig").split("\n")[0]


def test_the_example_tells_its_demand(fleet: Spec, log: Log, fitted: Fitted) -> None:
    """Of the numbers learnt from the shipped log 95 % and more have intervals that hold what it was drawn from.

    Over 40 other logs 97.8 % do. With some 250 numbers, fewer than 95 % would do so in less than 1 of 100 logs; this
    one is fixed.
    """
    assert (fitted.days, fitted.used, fitted.total) == (10, len(log.day), len(log.day))
    gone = sheets.missed(fleet, fitted.learnt)
    assert len(fitted.learnt) > 100
    assert len(gone) <= 0.05 * len(fitted.learnt), gone


def test_another_demand_is_told_apart(fleet: Spec, fitted: Fitted) -> None:
    """Held against a case with a third more requests and longer trips, of the commonest purpose just these are missed."""
    name = max(fleet.place.requests, key=lambda p: fleet.place.requests[p])
    requests = {**fleet.place.requests, name: 1.33 * fleet.place.requests[name]}
    purpose = fleet.common.purposes[name]
    laws = {f: getattr(purpose, f).model_copy(update={"mean": 1.33 * getattr(purpose, f).mean}) for f in ("duration", "distance")}
    other = Spec(
        common=fleet.common.model_copy(update={"purposes": {**fleet.common.purposes, name: purpose.model_copy(update=laws)}}),
        place=fleet.place.model_copy(update={"requests": requests}),
    )
    before, after = (set(sheets.missed(case, fitted.learnt)) for case in (fleet, other))
    assert f"requests.{name}" in after - before
    assert {f"purposes.{name}.{field}.mean" for field in laws} <= after - before


def test_the_example_can_be_replayed(fleet: Spec, log: Log) -> None:
    """Put into the case, the log is taken without a fault: two whole weeks, every line in one of them."""
    held = {"file": LOG.name, "content": content(log, TRIPS)}
    place = {**fleet.place.model_dump(mode="json", exclude_none=True), "recorded": held}
    spec = Spec(common=fleet.common, place=type(fleet.place).model_validate(place))
    assert not list(record.faults(spec))
    found = record.layout(spec)
    cars = [p.cars for p in spec.common.purposes.values()]
    assert len(found["runs"]) == 3
    assert sum(cars[p] for p in found["recorded"][:, 0].tolist()) == len(log.day)


@pytest.mark.slow
def test_coverage(fleet: Spec) -> None:
    """Over 40 more logs at least 96 % of the intervals hold the truth.

    Intervals are meant for 95 % at least; those of shares, with the wider of two, hold it more often. 97.8 % of some
    10,000 were measured over other seeds; with a standard error below 0.2 % less than 96 % is no chance.
    """
    total, out = 0, 0
    for i in range(MORE):
        rows = sheets.lines(fleet, sheets.WEEKS, 100 + i)
        found = parse(sheets.text(rows).encode(), TRIPS, "t.csv").log
        fitted = FLEET.fit(fleet, found, None)
        total, out = total + len(fitted.learnt), out + len(sheets.missed(fleet, fitted.learnt))
    assert out <= 0.04 * total, out / total
