"""The hours of the shipped canteen in the calendar of its year, and what its page says of them and of the gap."""

import re
from pathlib import Path

import houqin as hq
import pytest
from houqin.model.workdays import exchanges, weeks, worked

UNIT = "食堂"
PAGE = Path(__file__).parents[2] / "docs" / "changzhou.md"


@pytest.fixture(scope="module")
def case() -> hq.Scenario:
    """Return the shipped case."""
    return hq.read("changzhou-canteen")


@pytest.fixture(scope="module")
def page() -> str:
    """Return the page about it, in one line."""
    return re.sub(r"\s+", "", PAGE.read_text(encoding="utf-8"))


def test_nothing_is_doubtful_about_its_hours(case):
    """No shift is too long by the day, by the week once exchanged days are moved, or by the month."""
    assert not [fault for fault in case.kind(UNIT).check(case.spec(UNIT)) if fault.code == "HQ1410"]


def test_the_page_names_the_weeks_of_six_days(case, page):
    """Weeks in which six days are worked, and the days off given for the sixth, stand on the page."""
    year = case.spec(UNIT).place.year
    days, moved = worked(year), exchanges(year)
    six = [week for week, n in weeks(days, {}).items() if n == 6]
    given = [moved[day] for day in days if day.weekday() > 4 and any(0 <= (day - week).days < 7 for week in six)]
    for found in (six, given):
        assert "、".join(f"{day.month}月{day.day}日" for day in found) in page
    assert max(weeks(days, {}).values()) == 6


def test_the_page_explains_the_gap_in_its_own_numbers(page):
    """Plan less bound, by horizon and by year, and its shares of the net cost and of what the levers cost agree."""
    plan = float(re.search(r"3年合计([\d.]+)万元", page)[1])
    bound, share = map(float, re.search(r"下界（[^）]*）([\d.]+)万元，本方案最多约差([\d.]+)%", page).groups())
    spent, less = map(float, re.search(r"占未扣收入的支出([\d,.]+)万元的([\d.]+)%", page.replace(",", "")).groups())
    year, moved, part = map(
        float, re.search(r"即一年(\d+)万元，.*约为一年随配置变的费用(\d+)万元的(\d+)%", page).groups()
    )
    net, each = map(float, re.search(r"甲混合\]\*\*\|([\d.]+)\|([\d.]+)\|", page).groups())
    assert (plan - bound) / plan == pytest.approx(share / 100, abs=5e-4)
    assert (plan - bound) / spent == pytest.approx(less / 100, abs=5e-4)
    assert year == round((plan - bound) / 3)
    assert year / moved == pytest.approx(part / 100, abs=0.005)
    assert year / (net / each) < 0.3
    assert f"都不低于{bound}万元" in page
