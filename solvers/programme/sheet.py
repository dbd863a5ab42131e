"""What the families of rows write on."""

from typing import Any

import pyomo.environ as pyo

from ...model.policy import Rule
from .. import prices
from .objective import Account
from .variables import Case, name

Rows = dict[str, list[Any]]


class Sheet:
    """What a family writes on: the case, the model, the costs, and the rows of each rule."""

    def __init__(self, case: Case, model: pyo.ConcreteModel, account: Account):
        self.case, self.model, self.account = case, model, account
        self.rules: Rows = {}

    def add(self, family: str, index: Any, row: Any, rule: str = "") -> None:
        """Add a row of a family; rows that say nothing are left out."""
        if row is True:
            return
        block = self.model.component(family)
        if block is None:
            block = pyo.Constraint(pyo.Any)
            self.model.add_component(family, block)
        if row is False:  # numbers alone that cannot hold: said of a variable that is always 0
            if self.model.component("never") is None:
                self.model.never = pyo.Var(within=pyo.Binary, bounds=(0, 0))
            row = self.model.never >= 1
        block[index] = row
        if rule:
            self.rules.setdefault(rule, []).append(block[index])

    def slack(self, rule: str, terms: Rule, year: int | None, most: int, once: bool = False) -> Any:
        """Return the violation of a soft rule in a year (or in every year): a whole number that is paid for.

        With `once` a unit is paid for once, undiscounted. Zero where the rule is hard.
        """
        if terms.state != "soft":
            return 0
        over = self.model.component("over")
        if over is None:
            over = pyo.VarList(domain=pyo.NonNegativeIntegers)
            self.model.add_component("over", over)
        variable = over.add()
        variable.setub(most)
        if once:
            fen = prices.fen(prices.exact(terms.weight))
            self.account.penalties.append((rule, variable, fen * prices.MILLION))
        else:
            self.account.punish(rule, variable, terms.weight, year)
        self.rules.setdefault(rule, [])
        return variable

    def give(self, family: str, index: Any, rule: str, terms: Rule, year: int | None, most: int) -> Any:
        """Return the violation of a rule as a whole number, 0 by a row of the rule where it is hard."""
        if terms.state == "soft":
            return self.slack(rule, terms, year, most)
        over = self.model.component("given")
        if over is None:
            over = pyo.VarList(domain=pyo.NonNegativeIntegers)
            self.model.add_component("given", over)
        variable = over.add()
        variable.setub(most)
        self.add(family, index, variable <= 0, rule)
        return variable

    def winning(self, vendor: str) -> Any:
        """Return whether a vendor holds a contract, tied to its options the first time it is asked for."""
        m = self.model
        block = m.component("c_win")
        if block is None or (vendor, "some") not in block:
            mine = [m.assign[name(o)] for o in self.case.ladders if prices.vendor(self.case.scenario, o) == vendor]
            self.add("c_win", (vendor, "some"), m.win[vendor] <= sum(mine))
            for i, contract in enumerate(mine):
                self.add("c_win", (vendor, i), m.win[vendor] >= contract)
        return m.win[vendor]
