"""One-vote vetoes: each bars its vendor, under a code and a sentence of its own."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from houqin.model.gates import gates
from houqin.model.vendor import VETOES
from houqin.solvers.rules import named

PLACE = spec_from_file_location("awards", Path(__file__).with_name("test_families.py"))
awards = module_from_spec(PLACE)
PLACE.loader.exec_module(awards)


@pytest.mark.parametrize("code", VETOES)
def test_every_veto_bars_under_its_code(case, code):
    """The cheaper vendor is awarded nothing, and the rule that bars it says this reason and none of the others."""
    changes = {**awards.GATED, "vendors.new.vetoes": [code]}
    scenario, chosen = awards.decided(case, changes, ["one", "two"])
    assert {a.option.bid for a in chosen.plan.awards} == {"two"}
    assert [gate.code for gate in gates(scenario, "new")] == [code]
    (said,) = [rule.text for rule in named(scenario) if rule.id == "vendors.new.qualified"]
    assert [v for v, text in VETOES.items() if text.zh in said.zh] == [code]
    assert [v for v, text in VETOES.items() if text.en in said.en] == [code]


def test_five_vetoes_differ():
    """There are five reasons, no two with the same words."""
    assert len(VETOES) == len({text.zh for text in VETOES.values()}) == len({text.en for text in VETOES.values()}) == 5
