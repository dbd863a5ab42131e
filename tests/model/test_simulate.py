"""The only door to an engine."""

import numpy as np
import pytest
from houqin.model.kinds import KINDS
from houqin.model.levers import Setting
from houqin.model.simulate import Sampler
from houqin.model.streams import Phase, key

KIND = KINDS["cleaning"]


@pytest.fixture
def days():
    """Return a sampler of the worked example."""
    spec, workforce, _ = KIND.example()
    return Sampler(KIND, spec, workforce, key(1, Phase.TEST))


def test_both_engines_through_one_door(days):
    """The engine asked for makes no difference to the counts."""
    setting = KIND.example()[2]
    assert np.array_equal(days.counts(setting, 9), days.counts(setting, 9, engine="reference"))


def test_shape(days):
    """Counts have one row per replication, also for none at all."""
    spec, _, setting = KIND.example()
    width = len(KIND.counters(spec))
    assert days.counts(setting, 3).shape == (3, width)
    assert days.counts(setting, 0).size == 0


def test_start(days):
    """Replications can be asked for from anywhere."""
    setting = KIND.example()[2]
    assert np.array_equal(days.counts(setting, 2, start=5), days.counts(setting, 7)[5:])


def test_settings_meet_the_same_days(days):
    """Common random numbers: with one more person the same litter falls."""
    more, less = days.counts(Setting((2, 1, 1)), 20), days.counts(Setting((1, 1, 1)), 20)
    items = KIND.counters(days.spec).index("items")
    assert np.array_equal(more[:, items], less[:, items])
    assert not np.array_equal(more, less)


def test_disagreement_would_be_seen(days):
    """`identical` is not blind: with an engine that drops one event it says no."""
    from dataclasses import replace

    def faulty(layout, setting, trace, log=False):
        told = KIND.reference(layout, setting, trace, log)
        return replace(told, log=told.log[:-1]) if log else told

    setting = KIND.example()[2]
    assert days.identical(setting, 3)
    assert not Sampler(replace(KIND, reference=faulty), days.spec, days.workforce, days.key).identical(setting, 3)
