"""Flows that no step of a lever decides, such as tickets sold or km driven, and whether money follows them."""

from collections.abc import Iterable

from ..model.scenario import Scenario
from . import prices
from .menu import Option


def moving(scenario: Scenario, options: Iterable[Option]) -> bool:
    """Return whether any flow that is an outcome moves money under some of the options."""
    known: dict[tuple[str, str, str], bool] = {}
    for option in options:
        at = scenario.like(option.unit), option.mode, option.bid
        if at not in known:
            outcomes = [f.name for f in scenario.kind(option.unit).flows(scenario.spec(option.unit)) if not f.steps]
            rates = prices.flow_rates(scenario, option) if outcomes else {}
            known[at] = any(yuan for flow in outcomes for _, _, yuan in rates.get(flow, ()))
    return any(known.values())
