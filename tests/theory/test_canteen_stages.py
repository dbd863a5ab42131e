"""Till, seats, portions and relief of a canteen, each alone, as theory has them; the rule is that of `conftest.py`."""

import numpy as np
import pytest
from scipy import special, stats
from scipy.sparse import diags


def test_tandem(theory, exact, canteen):
    """Two queues one after the other: what leaves M/M/1 is Poisson (Burke 1956), so the till is M/M/1 again."""
    hall = canteen.Hall(rates=(0.125,), till={"manual": canteen.exponential(4.0), "lanes": (0, 1)}, lanes=1)
    found = canteen.follow(hall, 420)
    for mean in (found.mean(), canteen.ratio(found.till, found.served)):
        assert abs(theory.z(mean, exact.Queue(0.125, 0.25, 1).wait())) <= 4.5


def test_tandem_power(theory, exact, canteen):
    """A till that is 2 % slower is noticed."""
    hall = canteen.Hall(0.0, (0.125,), till={"manual": canteen.exponential(4.08), "lanes": (0, 1)}, lanes=1, limit_min=1 / 15)
    found = canteen.counts(hall, 220)
    assert theory.z(found.within(), exact.Queue(0.125, 0.25, 1).within(4.0)) < -8


def test_smart_lanes(theory, exact, canteen):
    """M/M/3 at smart lanes behind windows that take no time: share that waits at most four seconds."""
    till = {"manual": 0.0, "smart": canteen.exponential(4.0), "machine": "scanner", "lanes": (0, 0), "smart_lanes": (0, 3)}
    found = canteen.counts(canteen.Hall(0.0, (0.45,), till=till, lanes=3, limit_min=1 / 15), 60)
    assert abs(theory.z(found.within(), exact.Queue(0.45, 0.25, 3).within(4.0))) <= 4.5


def test_seats(theory, exact, canteen):
    """Ten seats are M/M/10 from empty: share seated within 20 s, and time spent looking for a seat."""
    seats, rate, mu, hours, most = 10, 0.14, 1 / 60, 2.0, 400
    seating = {"dwell": canteen.exponential(1.0), "limit_min": 1 / 3}
    found = canteen.counts(canteen.Hall(0.0, (rate,), (1,), hours, seating=seating, seats=seats), 1300)
    n = np.arange(most + 1)
    chain = diags([np.full(most, rate), np.minimum(n[1:], seats) * mu], [1, -1]).tocsr()
    held = exact.uniformised(chain, np.eye(1, most + 1).ravel(), hours * 3600, total=True)
    soon = np.where(n < seats, 1.0, special.gammainc(np.maximum(1, n - seats + 1), seats * mu * 20.0))
    share = canteen.ratio(found.total(canteen.names.SEATED_GOOD), found.total(canteen.names.SEATED))
    assert abs(theory.z(share, held @ soon / held.sum())) <= 4.5
    search = canteen.ratio(found.total(canteen.names.SEARCH) / 1000, found.total(canteen.names.SEATED))
    exactly = held @ (np.maximum(0, n - seats + 1) / (seats * mu)) / held.sum()
    assert abs(canteen.loose(search, exactly, 0.02)) <= 4.5


def test_newsvendor(theory, exact, canteen):
    """Portions for a Poisson demand: sold, short and left over follow the loss function, and add up every day."""
    names, mean, stock = canteen.names, 144.0, 150
    hall = canteen.Hall(0.0, (mean / 3600,), (1,), 1.0, portions=stock)
    found = canteen.counts(hall, 3200)
    eaten, short, met = (found.total(n) for n in (names.EATEN, names.SOLD_OUT, names.MET))
    assert (eaten == np.minimum(met, stock)).all() and (eaten + short == met).all()
    assert (found.total(names.PREPARED) == stock).all()
    lack = exact.shortage(mean, stock)
    assert abs(theory.z(canteen.mean(eaten), mean - lack)) <= 4.5
    assert abs(canteen.loose(canteen.mean(short), lack, 0.04)) <= 4.5
    assert abs(canteen.loose(canteen.mean(stock - eaten), stock - mean + lack, 0.02)) <= 4.5
    assert abs(canteen.loose(canteen.ratio(found.total(names.WANTED), met), 1 - lack / mean, 0.01)) <= 4.5


@pytest.mark.parametrize("relief", [0, 2])
def test_cover(theory, canteen, relief):
    """Of five windows, and relief for who is absent, those manned are the smaller of five and a binomial number."""
    names, away = canteen.names, 0.3
    hall = canteen.Hall(0.0, (1e-4,), (5,), 1.0, relief=relief, conduct=canteen.Conduct(absence=away, spread=0.0))
    found = canteen.counts(hall, 6000)
    n = np.arange(5 + relief + 1)
    manned = stats.binom.pmf(n, 5 + relief, 1 - away) @ np.minimum(n, 5)
    assert abs(theory.z(canteen.mean(found.total(names.POSTED) / 3_600_000), manned)) <= 4.5
    assert (found.total(names.PLANNED) == 5 + relief).all()
    absent = int(found.total(names.ABSENT).sum())
    assert stats.binomtest(absent, 6000 * (5 + relief), away).pvalue > 7e-6
