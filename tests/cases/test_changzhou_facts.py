"""The shipped canteen says what its source says, calls the rest assumptions, and asks what it promises to answer."""

import math

import holidays
import houqin as hq
import numpy as np
import pytest
from houqin.model.levers import Setting
from houqin.model.mode import MODES
from houqin.model.origin import origin
from houqin.model.simulate import sampler
from houqin.model.streams import Phase, Stream, key
from houqin.scenarios.export import sources_of
from houqin.solvers.menu import today, workforce

UNIT = "食堂"
RECORDED = {"mon": 0.48, "tue": 0.39, "wed": 0.38, "thu": 0.35, "fri": 0.29}
"""Lunches per person present by weekday, headquarters of a public corporation, 1,205 days."""


@pytest.fixture(scope="module")
def case() -> hq.Scenario:
    """Return the shipped case."""
    return hq.read("changzhou-canteen")


def test_prices_lie_in_the_tiers_of_the_source(case):
    """Fed 5-6 yuan, well fed 7-8, choice 10 and more."""
    prices = [tier.price for tier in case.spec(UNIT).common.tiers.values()]
    assert 5 <= prices[0] <= 6
    assert 7 <= prices[1] <= 8
    assert prices[2] >= 10


def test_today_is_the_mixed_management_of_the_source(case):
    """The bureau buys the food and settles, a hired team cooks and serves."""
    mode = MODES[case.units[UNIT].today.mode]
    assert (mode.employs, mode.materials, mode.manages) == ("vendor", "bureau", "bureau")


def test_each_outsourced_mode_has_two_bids_and_one_is_a_bundle(case):
    """Two bids at least for each mode with a vendor; one bid takes the cleaning of the same site with it."""
    for mode in case.units[UNIT].modes:
        if MODES[mode].outsourced:
            assert sum(UNIT in bid.units and mode in bid.modes for bid in case.bids.values()) >= 2
    bundles = [bid for bid in case.bids.values() if bid.bundle and UNIT in bid.units]
    sites = {case.units[unit].site for bid in bundles for unit in bid.units}
    assert any(len(bid.units) > 1 for bid in bundles)
    assert sites == {case.units[UNIT].site}


def test_only_what_the_source_says_is_cited_to_it(case):
    """Prices of the tiers, the mode of today and what is claimed of satisfaction are the source's; nothing else is."""
    cited = {figure.path for figure in sources_of(case) if figure.source == "changzhou"}
    allowed = ("tiers.吃饱.price", "tiers.吃好.price", "tiers.选择.price", "today.mode", "claim")
    assert cited
    assert all(path.endswith(allowed) or path.startswith("claims.") for path in cited)


def test_working_days_are_those_of_the_calendar(case):
    """A year has as many working days as the State Council's notice leaves, make-up days included."""
    year = case.spec(UNIT).place.year
    china = holidays.country_holidays("CN", years=year)
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]").astype(object)
    assert case.labour.workdays_per_year == sum(china.is_working_day(day) for day in days)


def test_about_two_thousand_come_to_lunch(case):
    """The mean number at lunch is within 4 % of the 1,965 worked out by hand in the file's head: three standard errors."""
    days = sampler(case, UNIT, workforce(case, today(case, UNIT)), key(1, Phase.TEST))
    names = case.kind(UNIT).counters(case.spec(UNIT))
    setting = Setting(tuple(case.units[UNIT].today.setting[v.name] for v in case.levers(UNIT)))
    counts = days.counts(setting, 40)
    lunch = [i for i, name in enumerate(names) if name.startswith("came/1")]
    assert counts[:, lunch].sum(axis=1).mean() == pytest.approx(1965, rel=0.04)


def lunches(case, days):
    """Return the share of those present who come to lunch, by day; float64."""
    layout, people = case.kind(UNIT).layout(case.spec(UNIT)), workforce(case, today(case, UNIT))
    drawn = (case.kind(UNIT).draw(layout, people, Stream(key(2, Phase.TEST), r)) for r in range(days))
    return np.array([np.count_nonzero(day.meal == 1) for day in drawn]) / layout.heads


def test_recorded_participation_is_met(case):
    """The what-if of recorded lunches draws days with their mean 0.376 and standard deviation 0.085 (level 1e-4 each).

    It says whose figures they are. The case as shipped, of a subsidised canteen, lies far outside that interval.
    """
    other = hq.read("changzhou-canteen", scenario=("公开就餐率",))
    crowd, error = other.units[UNIT].place.crowds["午餐"], 3.9 * 0.085 * math.sqrt(1 / 300 + 1 / 1205)
    assert crowd.participation == RECORDED
    assert origin(other, "units", UNIT, "place", "crowds", "午餐", "participation", "mon") == "公开数据"
    share = lunches(other, 300)
    assert abs(share.mean() - 0.376) <= error + 0.0005
    assert abs(share.std(ddof=1) - 0.085) <= error / math.sqrt(2) + 0.0005
    assert lunches(case, 20).mean() > 0.376 + 0.085


def test_shifts_keep_the_legal_week(case):
    """Working days of the calendar at eight hours at most are 40 hours a week on average; overtime is 36 a month at most."""
    days, shifts = case.labour.workdays_per_year, case.spec(UNIT).common.shifts.values()
    assert any(shift.overtime for shift in shifts)
    for shift in shifts:
        extra = max(0, shift.minutes() - 480)
        assert (shift.minutes() - extra) * days / 60 <= 40 * 365 / 7
        assert not extra or shift.overtime
        assert extra * days / 12 / 60 <= 36
