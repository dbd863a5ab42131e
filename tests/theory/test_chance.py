"""The chance of a day follows the laws it is said to follow: litter, weather, people, machines."""

import math

import numpy as np
import pytest
from houqin.model.conduct import Conduct
from houqin.model.engine.draw import uniforms
from houqin.model.estimate import mean, ratio
from houqin.model.kinds.cleaning.names import TOTALS
from houqin.model.kinds.cleaning.spec import Common, Place, Spec
from houqin.model.levers import Setting
from houqin.model.streams import Phase, Stream, key
from scipy import stats

HOUR = 3_600_000
ADDRESS = key(1, Phase.TEST, "chance")


def compound(**changes):
    """Return one zone of 1000 m2, open 08:00 to 18:00, where 20 items fall an hour at intensity 1."""
    common = {
        "kind": "cleaning",
        "zone_types": {"z": {"indoor": True, "dirt": {"d": {"rate": 20.0, "removal": 0.0, "wet_factor": 3.0}}}},
        "shifts": {"s": {"start": "08:00", "end": "18:00"}},
        "posts": {"p": {"role": "rounds", "shift": "s", "high": 50}},
        "inspection": {"per_day": 0},
        **changes,
    }
    zone = {"type": "z", "count": 1, "area_m2": 1000.0, "open": "08:00", "close": "18:00"}
    place = Place.model_validate({"kind": "cleaning", "zones": {"z": zone}})
    return Spec(common=Common.model_validate(common), place=place)


def traces(theory, spec, days, conduct=None):
    """Yield the traces of some days."""
    layout = theory.KIND.layout(spec)
    team = conduct or theory.STILL
    for r in range(days):
        yield theory.KIND.draw(layout, (theory.STILL, team), Stream(ADDRESS, r))


def counts(theory, spec, days):
    """Return how many items fall on each of some days."""
    return np.array([len(t.born) for t in traces(theory, spec, days)], dtype=np.float64)


def z_variance(sample, mu):
    """Return the z-score of a sample variance of Poisson counts: its variance is (mu + 2 mu^2 n / (n - 1)) / n."""
    n = len(sample)
    return (sample.var(ddof=1) - mu) / math.sqrt((mu + 2 * mu * mu * n / (n - 1)) / n)


def test_litter_by_step_of_the_day(theory):
    """In each step of the profile the number of items is Poisson with mean rate x intensity x hours."""
    spec = compound(profile={"08:00": 0.5, "10:00": 2.0, "12:00": 0.0, "13:00": 1.0})
    born = [t.born for t in traces(theory, spec, 4000)]
    for first, last, level in ((8, 10, 0.5), (10, 12, 2.0), (12, 13, 0.0), (13, 18, 1.0)):
        n = np.array([np.count_nonzero((b >= first * HOUR) & (b < last * HOUR)) for b in born], dtype=np.float64)
        exact = 20.0 * level * (last - first)
        if exact == 0:
            assert n.sum() == 0
            continue
        assert abs(theory.z(mean(n), exact)) <= 4.5
        assert abs(z_variance(n, exact)) <= 4.5


def test_litter_is_uniform_within_a_step(theory):
    """Given their number, items fall uniformly within a step (Kolmogorov-Smirnov at level 7e-6)."""
    born = np.concatenate([t.born for t in traces(theory, compound(), 1500)]) / HOUR
    assert stats.kstest((born - 8) / 10, "uniform").pvalue > 7e-6


def test_litter_power(theory):
    """A rate that is 2 % higher is noticed."""
    wrong = compound(zone_types={"z": {"indoor": True, "dirt": {"d": {"rate": 20.4, "removal": 0.0}}}})
    assert abs(theory.z(mean(counts(theory, wrong, 4000)), 200.0)) > 8


def test_busyness_and_weather(theory):
    """Busyness has mean 1 and the stated cv, wet days multiply by their factor: mean and variance of a day's items."""
    calm = counts(theory, compound(), 3000)
    assert abs(theory.z(mean(calm), 200.0)) <= 4.5
    assert abs(z_variance(calm, 200.0)) <= 4.5
    busy = counts(theory, compound(busy_spread=0.3), 8000)
    assert abs(theory.z(mean(busy), 200.0)) <= 4.5
    spread = (busy - 200.0) ** 2
    assert abs((spread.mean() - (200 + 0.09 * 200**2)) / (spread.std() / math.sqrt(8000))) <= 4.5
    wet = counts(theory, compound(wet_days=0.25), 16_000)
    assert abs(theory.z(mean(wet), 200 * (1 + 0.25 * 2))) <= 4.5
    p = stats.binomtest(int(np.count_nonzero(wet > 400)), 16_000, 0.25).pvalue
    assert p > 7e-6


def test_absence_is_binomial(theory):
    """Of 50 posts the number missing is binomial with the chance of absence and vacancy together."""
    conduct = Conduct(absence=0.08, turnover=0.9, vacancy_days=20.0, spread=0.0)
    chance = 1 - (1 - 0.08) * (1 - 18.0 / (365 + 18.0))
    assert conduct.missing() == pytest.approx(chance, rel=1e-12)
    layout, missing = theory.KIND.layout(compound()), []
    for r, trace in enumerate(traces(theory, compound(), 3000, conduct)):
        out = theory.KIND.kernel(layout, Setting((50,)), trace, False) if r < 200 else None
        missing.append(50 - int(trace.here[1, 0].sum()))
        assert out is None or out.counts[TOTALS.index("short")] == missing[-1]
    total = sum(missing)
    assert stats.binomtest(total, 50 * 3000, chance).pvalue > 7e-6
    seen = np.bincount(missing, minlength=51)[:51].astype(float)
    expected = stats.binom.pmf(np.arange(51), 50, chance) * 3000
    keep = expected >= 10
    chi = ((seen[keep] - expected[keep]) ** 2 / expected[keep]).sum()
    assert stats.chi2.sf(chi, keep.sum()) > 7e-6


def test_absence_power(theory):
    """Presence that is 2 % lower is noticed."""
    low = Conduct(absence=0.02, spread=0.0)
    here = sum(int(t.here[1, 0].sum()) for t in traces(theory, compound(), 1000, low))
    assert (50_000 - here) / math.sqrt(50_000 * 0.02) > 8


@pytest.mark.parametrize(("turnover", "weeks"), [(0.5, 10.0), (2.0, 26.0), (0.0, 10.0)])
def test_skill_of_a_stationary_team(theory, turnover, weeks):
    """Mean skill is e + (1 - e)(1 - exp(-a)) / a, with a = turnover x ramp: tenure is exponential."""
    conduct = Conduct(turnover=turnover, ramp_weeks=weeks, entry_skill=0.6, spread=0.2, productivity=1.1, absence=0.0)
    a = turnover * 7 / 365 * weeks
    skill = 0.6 + 0.4 * ((1 - math.exp(-a)) / a if a else 1.0)
    speed = np.concatenate([t.speed[1, 0] for t in traces(theory, compound(), 500, conduct)]) / 1000
    assert abs(theory.z(mean(speed), 1.1 * skill)) <= 4.5
    assert abs(theory.z(mean(speed), 1.02 * 1.1 * skill)) > 8


def test_speed_spreads_as_stated(theory):
    """Personal factors are lognormal with mean 1 and the stated cv."""
    conduct = Conduct(spread=0.25, absence=0.0)
    speed = np.concatenate([t.speed[1, 0] for t in traces(theory, compound(), 600, conduct)]) / 1000
    sigma = math.sqrt(math.log1p(0.25**2))
    assert stats.kstest(speed, stats.lognorm(sigma, scale=math.exp(-(sigma**2) / 2)).cdf).pvalue > 7e-6


def laundry(mtbf, repair):
    """Return a place where one person uses one machine without a hand method from morning to night."""
    return Spec(
        common=Common.model_validate(
            {
                "kind": "cleaning",
                "zone_types": {"z": {"indoor": True}},
                "shifts": {"s": {"start": "00:00", "end": "20:00"}},
                "posts": {"p": {"role": "tasks", "shift": "s", "high": 1}},
                "machines": {"m": {"high": 1, "mtbf_h": mtbf, "repair": repair}},
                "tasks": {
                    "t": {"zones": ["z"], "shift": "s", "windows": [["00:00", "10:00"]], "per": "zone",
                          "variation": 0.0, "machine": {"type": "m", "rate": 60.0}}
                },
                "inspection": {"per_day": 0},
            }
        ),
        place=Place.model_validate(
            {"kind": "cleaning", "zones": {"z": {"type": "z", "count": 120, "area_m2": 120.0, "walk": 0.0}}}
        ),
    )  # fmt: skip


def test_machine_availability(theory):
    """Failures come once per mtbf of running; the share of time running is mtbf / (mtbf + repair), both by renewal."""
    spec = laundry(0.5, 20.0)
    layout = theory.KIND.layout(spec)
    rows = []
    for trace in traces(theory, spec, 14_000):
        out = theory.KIND.kernel(layout, Setting((1, 1)), trace, False).counts
        rows.append([out[TOTALS.index(n)] for n in ("failures", "task_ms", "by_machine")])
    failures, busy, jobs = np.array(rows, dtype=np.float64).T
    assert (jobs == 120).all()
    running = jobs * 60_000
    assert abs(theory.z(ratio(failures, running / HOUR), 2.0)) <= 4.5
    assert abs(theory.z(ratio(running, busy), 30 / 50)) <= 4.5
    assert abs(theory.z(ratio(running, busy), 30 / 50 / 1.02)) > 8


def test_due_days(theory):
    """A task due every d days is due in a zone with chance 1 / d."""
    spec = laundry(1000.0, 20.0)
    common = spec.common.model_dump(mode="json")
    common["tasks"]["t"]["every_days"] = 4.0
    rare = Spec(common=Common.model_validate(common), place=spec.place)
    due = sum(int(t.due.sum()) for t in traces(theory, rare, 200))
    assert stats.binomtest(due, 120 * 200, 0.25).pvalue > 7e-6


def test_streams_are_uncorrelated():
    """Uniforms of neighbouring addresses are uncorrelated in pairs, and uniform."""
    base = np.empty(100_000)
    uniforms(np.uint64(ADDRESS), 1, 0, 0, base)
    assert stats.kstest(base, "uniform").pvalue > 7e-6
    for purpose, replication, entity in ((2, 0, 0), (1, 1, 0), (1, 0, 1)):
        other = np.empty(100_000)
        uniforms(np.uint64(ADDRESS), purpose, replication, entity, other)
        assert abs(np.corrcoef(base, other)[0, 1]) * math.sqrt(100_000) <= 4.5
    assert abs(np.corrcoef(base[:-1], base[1:])[0, 1]) * math.sqrt(100_000) <= 4.5
