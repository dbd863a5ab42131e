"""A case of meeting service: it validates, a bid prices the year, and a whole run says who gets it."""

from pathlib import Path

import houqin as hq
import pytest
from houqin.model.kinds.contracted.levers import HONEST
from houqin.model.levers import Setting
from houqin.solvers import prices, volumes
from houqin.solvers.menu import Option

CASE = Path(__file__).with_name("meeting.yaml")
UNIT = "东院会务"


@pytest.fixture(scope="module")
def case():
    """Return the case."""
    return hq.read(CASE)


def test_validates():
    """The file has no fault and no warning but those of figures without a source."""
    assert not [d for d in hq.validate(CASE) if d.severity == "error"]


FAULTS = {
    "services.会务.survey.forms": (0, "HQ1203"),
    "services.会务.survey.spread": (0.4, "HQ1212"),
    "services.会务.survey.satisfied": ("mostly", "HQ12"),
    "services.会务.what": (5, "HQ12"),
    "units.东院会务.place.workload": (-1, "HQ1203"),
    "units.东院会务.today.setting": ({"posts": 13}, "HQ1303"),
    "standards.会务": ({"complaints": {"at_least": 1}}, "HQ1312"),
    "bids.包干.per_unit": ({"year": 290000}, "HQ1301"),
}


@pytest.mark.parametrize("path", FAULTS)
def test_faults_are_reported(path):
    """A wrong figure is refused with its code, in the sentences every kind gets."""
    value, code = FAULTS[path]
    with pytest.raises(hq.ScenarioError) as caught:
        hq.read(CASE, overrides={path: value})
    assert caught.value.diagnostics[0].code.startswith(code)


@pytest.mark.parametrize(("bid", "yuan"), [("包干", 1160 * 250), ("按间", 44 * 28 * 250)])
def test_a_bid_prices_the_year(case, bid, yuan):
    """A price a day, or a room and day, makes the price of the year to the fen, whatever the setting."""
    option = Option(UNIT, "full", bid)
    rates = prices.flow_rates(case, option)
    for posts in (0, 6, 12):
        seen = volumes.simulated(case, option, Setting((posts,)))
        assert prices.flow_lines(case, rates, seen) == (("meal_fee", "price", 100 * yuan),)


def test_a_price_that_depends_on_nothing_is_in_the_bound(case):
    """What no setting changes is its own least and most, so lower bounds hold the whole fee."""
    found = volumes.limits(case, Option(UNIT, "full", "包干"))
    assert found == {"day": (1000, 1000), "work": (28000, 28000)}


@pytest.mark.slow
def test_run(case, tmp_path):
    """The lump sum wins with as many posts as the standards take; the bound is met, and the report is honest."""
    answer = hq.run(case)
    (award,) = answer.plan.awards
    assert (answer.status, award.option.bid, answer.objective.value) == ("certified", "包干", 2 * 290_000_00)
    assert answer.objective.lower_bound == answer.objective.value
    hq.save(answer, tmp_path / "run")
    assert HONEST.zh in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert not hq.verify(tmp_path / "run")
