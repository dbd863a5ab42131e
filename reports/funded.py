"""The rows of a result about funds of the budget and what is paid at cost."""

from dataclasses import asdict
from typing import Any

from ..model.passthrough import PassThrough
from ..model.scenario import Scenario
from ..model.text import Text
from ..solvers.answer import Answer
from ..solvers.overrun import Chances
from ..solvers.plan import Plan
from ..solvers.rules import titled

Json = dict[str, Any]


def names(scenario: Scenario) -> Json:
    """Return what funds and items paid at cost are called; nothing in a case without them."""
    funds = {name: _said(titled(scenario, name)) for name in scenario.budget.funds}
    items = {name: _said(_called(name, item)) for name, item in scenario.passthrough.items()}
    return {**({"funds": funds} if funds else {}), **({"passthrough": items} if items else {})}


def _called(name: str, item: PassThrough) -> Text:
    """Return what an item is called, with the site and service where it arises."""
    text = Text(item.text.zh, item.text.en) if item.text else Text(name, name)
    place = " ".join(at for at in (item.site, item.service) if at)
    return Text(f"{text.zh}({place})", f"{text.en} ({place})") if place else text


def rows(answer: Answer, plan: Plan) -> Json:
    """Return what all payments, each fund and each item come to by year; nothing in a case without them."""
    scenario = answer.scenario
    if not scenario.budget.funds and not scenario.passthrough:
        return {}
    found = Chances(scenario, plan, answer.ledger)
    return {"funds": [asdict(row) for row in found.funds()], "passthrough": [asdict(row) for row in found.items()]}


def _said(text: Text) -> Json:
    return {"zh": text.zh, "en": text.en}
