"""Contract 8: every kind has a worked example that its own checks accept and its engines agree on."""

from houqin.model.simulate import Sampler


def test_example_is_a_case(kind):
    """The example is accepted by the kind's own checks, and its setting fits its levers."""
    spec, _, setting = kind.example()
    assert not kind.check(spec)
    levers = kind.levers(spec)
    assert len(levers) == len(setting.levels)
    assert all(lever.low <= level <= lever.high for lever, level in zip(levers, setting.levels, strict=True))


def test_example_runs_in_both_engines(kind):
    """Both engines tell the example's days the same way."""
    spec, workforce, setting = kind.example()
    assert Sampler(kind, spec, workforce, 1).identical(setting, 20)


def test_posts_and_machines_are_the_levels(kind, world):
    """What is paid for is what the levers say: posts plus machines equal the sum of the levels that cost something."""
    for seed in range(20):
        case = world(seed)
        machines = kind.machines(case.spec, case.setting)
        priced = zip(kind.levers(case.spec), case.setting.levels, strict=True)
        paid = sum(level for lever, level in priced if lever.cost != "none")
        assert kind.posts(case.spec, case.setting) + sum(machines.values()) == paid
