"""Who comes: the working days of the year, and participation as one large canteen recorded it.

The headquarters of LH, a Korean public corporation, 1,205 working days 2016 to 2021: lunches per person present have
mean 0.376 and standard deviation 0.085, from Monday to Friday 0.48, 0.39, 0.38, 0.35, 0.29, with 0.24 and 0.53 at 5 and
95 %; about 890 lunches a day.
"""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from houqin.model.engine.draw import uniforms
from houqin.model.kinds.canteen.draws import DAY
from houqin.model.kinds.canteen.record import weekdays
from scipy import stats

MEANS = {"mon": 0.48, "tue": 0.39, "wed": 0.38, "thu": 0.35, "fri": 0.29}
MEAN, SPREAD, PEOPLE, RECORDED = 0.376, 0.085, 2367, 1205
ROUNDED = 0.005
"""The published figures have two digits by weekday."""
MADE_UP = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
"""Working days at weekends by the State Council's notices (Guobanfa mingdian 2024 no. 12, 2025 no. 7; to be verified)."""
OFF = {
    2025: [("01-01", 1), ("01-28", 8), ("04-04", 3), ("05-01", 5), ("05-31", 3), ("10-01", 8)],
    2026: [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)],
}
"""First days and lengths of the holidays."""


@pytest.fixture(scope="module")
def recorded(canteen):
    """Return (weekday, share of those present who came) of 1500 days of a demand fitted to the mean figures.

    The spread of the day's factor is what the weekdays and the chance of each person leave over of the variance.
    """
    means = np.array(list(MEANS.values()))
    rest = SPREAD**2 - means.var() - np.mean(means * (1 - means)) / PEOPLE
    factor = math.sqrt(rest / np.mean(means**2))
    common = canteen.spec_of(canteen.Hall()).common
    crowd = {"participation": MEANS, "spread": factor, "shares": {"a": 1.0}, "windows": {"a": (0, 1)}}
    place = canteen.Place.model_validate({"kind": "canteen", "headcount": PEOPLE, "crowds": {"m": crowd}, "year": 2019})
    layout = canteen.KIND.layout(canteen.Spec(common=common, place=place))
    address, u, rows = canteen.key(1, canteen.Phase.TEST, "demand"), np.empty(2), []
    for r in range(1500):
        trace = canteen.KIND.draw(layout, (canteen.STILL, canteen.STILL), canteen.Stream(address, r))
        uniforms(np.uint64(address), DAY, r, 0, u)
        rows.append((np.searchsorted(layout.weekday, u[0], side="right"), len(trace.tier) / PEOPLE))
    return np.array(rows)


def test_participation(recorded):
    """Mean and standard deviation of the days lie within the interval of the recorded ones (level 1e-4 each)."""
    share, n = recorded[:, 1], len(recorded)
    error = SPREAD * math.sqrt(1 / n + 1 / RECORDED)
    assert abs(share.mean() - MEAN) <= 3.9 * error + ROUNDED / 10
    assert abs(share.std(ddof=1) - SPREAD) <= 3.9 * error / math.sqrt(2) + ROUNDED / 10


def test_participation_by_weekday(recorded):
    """So do the means by weekday; a weekday that is off by a tenth would not."""
    for day, mean in enumerate(MEANS.values()):
        share = recorded[recorded[:, 0] == day, 1]
        error = share.std(ddof=1) * math.sqrt(1 / len(share) + 5 / RECORDED)
        assert abs(share.mean() - mean) <= 3.9 * error + ROUNDED
        assert abs(share.mean() - 1.1 * mean) > 3.9 * share.std(ddof=1) / math.sqrt(len(share))


def test_participation_was_not_fitted_to_its_tails(recorded):
    """The 5 and 95 % points, which nothing was fitted to, agree with the recorded 0.24 and 0.53."""
    share = np.sort(recorded[:, 1])
    for p, seen in ((0.05, 0.24), (0.95, 0.53)):
        low, high = (int(stats.binom.ppf(q, RECORDED, p)) / RECORDED for q in (5e-5, 1 - 5e-5))
        near = [share[min(len(share) - 1, int(q * len(share)))] for q in (low, high)]
        assert near[0] - ROUNDED <= seen <= near[1] + ROUNDED


def test_lunches_a_day(recorded):
    """About 890 lunches a day."""
    assert abs(recorded[:, 1].mean() * PEOPLE - 890) <= 0.02 * 890


@pytest.mark.parametrize("year", [2025, 2026])
def test_working_days(canteen, year):
    """The calendar of a year is that of its notice: 248 working days, those at weekends by name, and no holiday."""
    days = tuple(date(year, 1, 1) + timedelta(i) for i in range(365))
    kinds = dict(zip(days, weekdays(days), strict=True))
    assert sum(kind >= 0 for kind in kinds.values()) == 248
    assert [day.strftime("%m-%d") for day, kind in kinds.items() if kind == 5] == MADE_UP[year]
    starts = [(date.fromisoformat(f"{year}-{first}"), length) for first, length in OFF[year]]
    free = {first + timedelta(i) for first, length in starts for i in range(length)}
    assert {day for day, kind in kinds.items() if kind < 0 and day.weekday() < 5} == {d for d in free if d.weekday() < 5}
    spec = canteen.spec_of(canteen.Hall())
    place = spec.place.model_copy(update={"year": year})
    shares = np.diff(canteen.KIND.layout(canteen.Spec(common=spec.common, place=place)).weekday, prepend=0.0)
    counted = np.bincount([kind for kind in kinds.values() if kind >= 0], minlength=6)
    assert shares * 248 == pytest.approx(counted)
